# Watching for remote control

scan-level-live = Someone may be controlling this PC now
scan-level-likely = A remote-control program is running
scan-level-leftover = A remote-control program is still here
scan-level-clear = No remote-control program was found
scan-allowed = Your family allowed this program

# Notification: words that tell an onlooker nothing
scan-notification-title = A note from the first-aid kit
scan-notification-body = Please look at the first-aid kit.

evidence-process = Running program: { $detail }
evidence-session-marker = Runs only while someone is connected: { $detail }
evidence-connection = Connected from outside: { $detail }
evidence-recent = Began within the last hour: { $detail }
evidence-path = Where the program lies: { $detail }
evidence-argument = Started with: { $detail }
evidence-original-filename = Original name: { $detail }
evidence-company = Made by: { $detail }
evidence-product = Product: { $detail }
evidence-signer = Signed by: { $detail }
evidence-pipe = Channel of the program: { $detail }
evidence-service = Service: { $detail }
evidence-autostart = Starts by itself: { $detail }
evidence-file = File found: { $detail }
evidence-system-session = The system’s own remote control: { $detail }
evidence-from-downloads = Started from where downloads lie: { $detail }
evidence-second-tool = Another remote-control program started within minutes: { $detail }
evidence-restriction = Some of your own controls were switched off: { $detail }
evidence-theatre = That is not a real examination: { $detail }

scan-taken-at = Checked at: { $when }
scan-finding = { $name }: { $level }
scan-evidence = - { $evidence }
scan-saved = Saved what was seen: { $file }

scan-usage =
    Usage: kyukyubako scan [--json] [--from FILE | --save-snapshot FILE]

    Checks whether a remote-control program is running.

      --json                print the result as JSON
      --from FILE           check a saved snapshot
      --save-snapshot FILE  save what was seen as a snapshot
      --help                print this text
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
