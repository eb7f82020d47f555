# The window after the watcher saw a session
alert-session = Somebody far away may be controlling this PC
alert-session-reason = If it is a stranger, press the red button.
alert-names = Program: { $names }
alert-press = Press here: it starts to cut the internet at once
alert-gone = Remote control is no longer seen
alert-gone-reason = Something may still be connected. You may cut whenever you are worried.
alert-allowed = Your family allowed this program
alert-details = Details
alert-close = Close
alert-count = Starts to cut the internet in { $seconds } s
alert-count-reason = With a stranger on the phone, just wait.
alert-cut-now = Cut now
alert-let-be = My family is helping: do not cut
alert-automatic = When remote control is found, cut by itself after 15 s
alert-help =
    Usage: kyukyubako alert

    Opens the window for a session that was found. The watcher runs it by itself.

# The family's help
help-door = My family is helping me
help-open = Help from the family (2 hours)
help-see = Look at the help, or end it
help-ask = Did someone who is not family tell you to press this?
help-ask-reason = No real company makes you press this button.
help-refused = Help is not started
help-refused-cut = Press the red button first. Then hang up.
help-refused-call = Call your family or 188 yourself.
help-choose = Which program do they help with?
help-choose-reason = No alarm for two hours. Never say the PIN aloud.
help-pick = { $name }
help-signed-by = Made by { $signer }
help-none = No program for help is seen
help-none-reason = When your family has connected, press again. A program of an unknown maker cannot be used.
help-none-here = This program cannot be used for help
help-none-here-reason = If it is a stranger, press the red button.
help-allowed = Your family is helping
help-allowed-until = { $name }: no warning until { $time }.
help-allowed-end = It ends by itself.
help-end = End the help
help-closed = Help cannot begin now
help-closed-reason = First finish the steps or the drill.
help-strip = Your family is helping until { $time }
help-changed-meanwhile = The program changed meanwhile. No help was begun.
moment-time = { $hour }:{ $minute }
alert-allowed-reason = If your family is helping, you may close this.
