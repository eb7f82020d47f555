# Commands
cli-help =
    Usage: kyukyubako [command] [options]

    Without a command the window opens.

      scan      look for remote-control programs
      cut       cut the internet and make sure that it is cut
      restore   bring it back as it was
      drill     try it on a calm day: cut, look, bring back
      pack      look at or apply a centre's pack
      status    say whether it is cut now
      doctor    check whether it works on this PC, and say how to mend it
      store     keep numbers and leave where only an administrator can change them
      sheet     make the sheet with the steps as a PDF
      watch     watch without a window
      alert     the window after the watcher saw a session (runs by itself)
      notice    what is said at log-on (runs by itself)

    More: kyukyubako command --help
cli-version = Kyukyubako { $version }
cli-wrong-command = There is no such command: { $command }
