# Watching for remote control

scan-level-live = Someone may be controlling this PC now
scan-level-likely = A remote-control program is running
scan-level-leftover = A remote-control program is still here
scan-level-clear = No remote-control program was found
scan-allowed = Your family allowed this program

# Notification: words that tell an onlooker nothing
scan-notification-title = A note from the first-aid kit
scan-notification-body = Please look at the first-aid kit.

# Why we think so (for whoever helps)
evidence-process = Running program: “{ $detail }”
evidence-session-marker = Runs only while someone is connected: “{ $detail }”
evidence-connection = Connected to this PC from outside: { $detail }
evidence-traffic = Connected to someone on the internet: { $detail }
evidence-recent = Started or put here a short while ago: { $detail }
evidence-path = Where the program lies: “{ $detail }”
evidence-argument = What the program was told: “{ $detail }”
evidence-original-filename = It was renamed. Its original name: “{ $detail }”
evidence-company = Made by: “{ $detail }”
evidence-product = Product: “{ $detail }”
evidence-signer = Signed by (the maker's mark): “{ $detail }”
evidence-pipe = Channel of the program (pipe): “{ $detail }”
evidence-service = Service that the PC runs in the background: “{ $detail }”
evidence-autostart = Starts when the PC is switched on: “{ $detail }”
evidence-file = File found: “{ $detail }”
evidence-system-session = Connected by the PC's own remote control: { $detail }
evidence-from-downloads = Started from where downloads lie: “{ $detail }”
evidence-second-tool = Another remote-control program started within minutes: { $detail }
evidence-restriction = Some of your own controls were switched off: { $detail }
evidence-theatre = That is not a real examination. { $truly }

system-session-rdp = Connected by Windows Remote Desktop: “{ $detail }”
system-session-remote-assistance = Connected by Windows Remote Assistance: “{ $detail }”
system-session-logind = Logged in to this PC from elsewhere: “{ $detail }”

restriction-task-manager = The Task Manager was switched off.
restriction-registry = The registry tools were switched off.
restriction-command = The command window was switched off.
restriction-run = The “Run” box was switched off.
restriction-control-panel = The Control Panel was switched off.
restriction-shutdown = The menu for shutting down was taken away.
restriction-sign-out = The menu for signing out was taken away.
restriction-lock = Locking the screen was switched off.

# What the caller's “examination” truly is
theatre-tree = The running letters only list the names of files.
theatre-event-viewer = Every PC has such a list of “errors”. Nothing is broken.
theatre-prefetch = The garbled text is an ordinary record of this PC. It is no virus.
theatre-other = What was shown is there on every ordinary PC.

# When
moment-today = today at { $hour }:{ $minute }
moment-yesterday = yesterday at { $hour }:{ $minute }
moment-this-year = on { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} at { $hour }:{ $minute }
moment-other-year = on { $year }-{ $month }-{ $day } at { $hour }:{ $minute }
moment-day = { $year }-{ $month }-{ $day }

scan-taken-at = Checked at: { $when }
scan-finding = { $name }: { $level }
scan-evidence = - { $evidence }
scan-saved = Saved what was seen: { $file }
scan-incomplete = Not everything could be checked. Please try again.

scan-usage =
    Usage: kyukyubako scan [--json] [--from FILE | --save-snapshot FILE]

    Checks whether a remote-control program is running.

      --json                print the result as JSON
      --from FILE           check a saved snapshot
      --save-snapshot FILE  save what was seen as a snapshot
      --help                print this text

    What the family allowed counts for what runs here now, never with --from.
scan-error-usage = Wrong use: { $reason }
scan-error-catalogue = The list of programs cannot be read: { $reason }
scan-error-processes = The running programs cannot be checked: { $reason }
scan-error-not-a-file = { $file } is not an ordinary file.
scan-error-read = { $file } cannot be read: { $reason }
scan-error-missing = There is no file { $file }.
scan-error-denied = This user may not read { $file }.
scan-error-too-large = { $file } is too large. Please choose a file of at most { $limit } MB.
scan-error-newer = { $file } was made by a newer version of the first-aid kit. Please update this one.
scan-error-malformed = { $file } is not a snapshot or is damaged (line { $line }, column { $column }).
scan-error-save = { $file } cannot be saved: { $reason }
