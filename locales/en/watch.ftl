# The watcher
caregiver-watch = Set up the watcher
watch-title = The watcher
watch-reason = When remote control begins, it shows the screen with the red button.
watch-looking = Looking.
watch-running = It is watching now. When remote control begins, the screen with the red button appears.
watch-not-running = It is not watching now. Press “On” again.
watch-not-now = It can be switched off when all is done.
watch-at-log-on = Watch always (from log-on)
watch-on = On
watch-off = Off
watch-choice = { $what }: { $choice }
watch-not-changed = The watcher could not be changed.

# The command
watch-help =
    Usage: kyukyubako watch [--install | --remove | --status] [--json]

    Watches without a window. When remote control begins it shows the screen with the red button.

      --install  watch from log-on, and begin now
      --remove   watch no more
      --status   say how it is now
      --json     answer in JSON
watch-already = It is watching already.
watch-failed = It did not work: { $reason }
watch-status-at-log-on = It watches from log-on: { $place }
watch-status-not-at-log-on = It does not watch from log-on.
watch-status-running = It is watching now.
watch-status-not-running = It is not watching now.
watch-in-session = It cannot be stopped now: remote control is seen.
