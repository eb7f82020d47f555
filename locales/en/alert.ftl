# The window after the watcher saw a session
alert-session = Somebody far away may be controlling this PC
alert-session-reason = If you do not know them, press the red button below.
alert-names = Program: { $names }
alert-gone = Remote control is no longer seen
alert-gone-reason = Something may still be connected. You may cut whenever you are worried.
alert-allowed = Your family allowed this program
alert-details = Details
alert-close = Close
alert-help =
    Usage: kyukyubako alert

    Opens the window for a session that was found. The watcher runs it by itself.
