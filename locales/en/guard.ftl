# Commands of the guard service (Linux), for whoever sets the PC up.
guard-help =
    Usage: kyukyubako-guard install | remove | set-pin | status

    install  installs the guard service and starts it
    remove   restores the internet, then removes the guard service
    set-pin  sets the PIN that restores the internet, read from the keyboard
    status   says how things stand

    install, remove and set-pin are for administrators.
    The service itself runs with the words run and end-drill.
guard-installed = The guard service is installed and running.
guard-installed-no-systemd =
    The guard service is installed. It is not running yet: this system was not started by systemd.
    After a restart with systemd it runs by itself.
guard-no-policy =
    The program kyukyubako is not beside this one, or not only the administrator may change it.
    So the question for the password will use the system's general words.
guard-removed = The internet is restored and the guard service is removed.
guard-removed-log-stays = Who asked for what stays in { $path } .
guard-not-root = Only the administrator may do this. Put sudo in front and do the same again.
guard-place =
    The guard service was not installed.
    People who are not administrators could exchange the program { $path } .
    Put it into /usr/lib/kyukyubako or /usr/local/bin, owned by root, and do the same again.
guard-failed = It did not work: { $reason }
guard-left-behind = The internet is restored. Part of the guard service could not be removed: { $reason }
guard-restore-failed =
    The internet could not be restored. The guard service was not removed: { $reason }

    To restore by hand, as administrator:
    1. sudo kyukyubako restore
    2. If that fails: sudo nft delete table inet kyukyubako
    3. Then: sudo nmcli networking on
    4. For each connection that "ip link" shows as DOWN: sudo ip link set NAME up
    5. Restart the PC, then do the same again.
    To remove the guard service all the same: sudo systemctl disable --now kyukyubako-guard
guard-ask-pin = Type the new PIN (4 to 8 digits):
guard-pin-set = The PIN is set.
guard-pin-format = A PIN has 4 to 8 digits. Nothing was changed.
guard-unreachable = The guard service does not answer: { $reason }
guard-status-cut = The internet is cut on purpose by Kyukyubako.
guard-status-drill = A drill is running. It ends by itself.
guard-status-open = The guard service is running. The internet is not cut by it.
guard-polkit-description = Restore the internet that Kyukyubako has cut
guard-polkit-message = Type the password only if you decided this together with your family. Did somebody on the telephone tell you to? Then press Cancel and hang up.
