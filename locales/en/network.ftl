# Words for cutting and restoring the line

line-hang-up = Please hang up the phone.
line-is-cut = The internet is cut.
line-still-open = Still connected.
line-offline-before = This PC was not connected in the first place.
line-by-hand = Pull the LAN cable out of this PC, or switch its Wi-Fi off. Then hold the PC's power button for 10 seconds. Last, unplug the router.
line-how-to-restore = To restore: kyukyubako restore
line-not-on-record = The record could not be saved. To restore, restart the PC. If that does not help, switch Wi-Fi and networking (NetworkManager) on.
line-way-done = { $way }: done
line-way-denied = { $way }: not permitted
line-way-not-available = { $way }: not available on this PC
line-way-failed = { $way }: failed
line-check-offline = { $check }: closed
line-check-online = { $check }: open
line-status-cut = The internet was cut on purpose.
line-status-open-but-recorded = A cut is on record, but the line is open now.
line-status-no-cut = The first-aid kit has not cut the internet.
line-since = Since: { $time }
line-restored = The internet is back.
line-nothing-to-restore = There is nothing to restore. If an administrator made the cut, run kyukyubako restore as administrator (on Linux with sudo).
line-restore-not-allowed = Restoring needs an administrator. Run kyukyubako restore as administrator (on Linux with sudo).
line-ask-pin = Type the family's PIN and press Enter:
line-wrong-pin = That PIN does not match. You can try again.
line-wrong-pin-wait = That PIN does not match. Wait { $seconds } seconds, then try again.
line-restore-incomplete = Not everything is back. Please try again. If that does not help, restart the PC; after that, switch Wi-Fi and networking (NetworkManager) on.
line-wrong-use = Wrong use: { $argument }
cut-help =
    Usage: kyukyubako cut [--json]
    Cuts the internet, makes sure that it is cut, then answers.
    Exit code: 0 cut, 1 not cut, 2 wrong use
restore-help =
    Usage: kyukyubako restore [--json]
    Brings back the state before the cut. Needs an administrator (sudo) or the family's PIN.
    Exit code: 0 restored, 1 not restored, 2 wrong use
status-help =
    Usage: kyukyubako status [--json]
    Says whether the first-aid kit has cut the internet.
line-ask-end-tools = Close these programs? (y = yes, n = no):
line-restore-pause = Waiting { $seconds } seconds. If a stranger is on the phone, stop with Ctrl+C and hang up.
line-until-restart = After a restart the PC connects again. Leave it off.
