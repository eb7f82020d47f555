# Commands of the guard service (Windows), for whoever sets the PC up.
guard-windows-help =
    Usage: kyukyubako-guard install | remove | keep-pin-hash HASH | end-programs | uninstall

    install        installs the guard service and starts it
    remove         restores the internet, then removes the guard service
    keep-pin-hash  sets the PIN by its hash (what kyukyubako store pin-hash prints)
    end-programs   ends windows and watchers
    uninstall      for uninstallers; leaves a way back when the internet cannot be restored

    All of them are for administrators.
guard-windows-service-name = Kyukyubako guard
guard-windows-service-description =
    Keeps the internet cut for as long as Kyukyubako has cut it. Only the family's PIN or an administrator restores it.
guard-windows-installed = The guard service is installed and running.
guard-windows-removed = The internet is restored and the guard service is removed.
guard-windows-absent = The guard service is not installed.
guard-windows-not-elevated = Open this as administrator and do the same again.
guard-windows-place =
    The guard service was not installed.
    People who are not administrators could exchange the program in this place: { $reason }
    Put it into Program Files and do the same again.
guard-windows-failed = It did not work: { $reason }
guard-windows-left-behind =
    The internet is restored. Part of the guard service could not be removed: { $reason }
    Restart the PC and do the same again.
guard-windows-no-way-back =
    Nothing that could restore the internet could be left behind: { $reason }
    The guard service was not removed. Install Kyukyubako again, restart the PC and remove it once more.
guard-windows-folder-held =
    The guard service was not installed.
    Somebody else made the folder { $folder } and keeps it, or a file in it, open: { $reason }
    Restart the PC, let nobody but the administrator log on, and do the same again.
guard-windows-restore-failed =
    The internet could not be restored. The guard service was not removed: { $reason }

    To restore by hand:
    1. Restart the PC and do the same again.
    2. If that fails, open "Services" and see whether "Base Filtering Engine" is running.
    3. If that fails, type this in a command prompt and press "Yes":
       "{ $program }" restore
guard-windows-run-by-hand = The word run is for Windows, when it starts the service. It is not for people.
guard-windows-pin-kept = The guard's PIN is set.
guard-windows-way-back-name = How to get the internet back
guard-windows-way-back-link = Get the internet back
guard-windows-way-back =
    Kyukyubako was removed, but the internet could not be restored.

    To restore by hand:
    1. Restart the PC.
    2. On the desktop open "Get the internet back" and press "Yes".
    3. If that fails, type this in an administrator's command prompt:
       "{ $program }" restore

    If you are not sure, show this sheet to your family or to a consumer centre.
