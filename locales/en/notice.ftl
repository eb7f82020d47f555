# What is said when a person logs on
notice-cut = For safety the internet is off on purpose
notice-since = This first-aid kit cut it: { $when }. Nothing is broken.
notice-since-unknown = This first-aid kit cut it. Nothing is broken.
notice-ask = If you do not know why, call and ask.
notice-number = { $who }: { $number }
notice-restore = Bring it back
notice-keep = Leave it as it is
notice-open = The internet is connected now
notice-open-reason = The first-aid kit has a record of a cut. If you need help, press the red button on the first screen.
notice-plain =
    The internet is off on purpose.
    The first-aid kit cut it. Nothing is broken.

    If you do not know why, call your family or 188 (consumer hotline).
notice-plain-ask =
    The internet is off on purpose.
    The first-aid kit cut it. Nothing is broken.

    If you do not know why, call your family or 188 (consumer hotline).

    Bring the internet back now?
    To leave it as it is, press “No”.
notice-program-missing = The program that brings it back is missing. Show the PC to your family or someone who knows PCs.
notice-help =
    Usage: kyukyubako notice
    Runs when a person logs on. If the internet is off on purpose, a window says so.
    Otherwise it does nothing.
    Exit code: 0 said it, or nothing to say; 1 no window; 2 wrong use

# The words of the system's own question, as Windows says them
windows-consent-question = Do you want to allow this app from an unknown publisher to make changes to your device?
windows-consent-program = kyukyubako-restore.exe
windows-consent-publisher = Publisher: Unknown
