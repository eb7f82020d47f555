# The small program that runs as administrator (Windows).
restore-program-title = Kyukyubako: restore the internet
restore-program-shortcut = Restore the internet
restore-program-shortcut-hint = Restores the internet that Kyukyubako cut
restore-program-uninstall-name = Kyukyubako (program that restores the internet)
# The name of the sheet that the set-up program leaves beside it.
restore-program-by-hand-file = How to restore the internet
restore-program-ask =
    The internet will be restored.

    Is somebody on the telephone telling you to do this?
    If so, press "No" and hang up.

    Press "Yes" only if you decided it together with your family or a helper.
restore-program-done = The internet is restored.
restore-program-nothing = There is nothing to restore. Kyukyubako has not cut the internet.
restore-program-left-behind =
    The internet is restored.
    Part of the record stayed behind. Restart the PC and do the same again.
restore-program-refused = Nothing was changed. The internet stays cut.
restore-program-failed =
    It could not be restored. Nothing was changed.
    Restart the PC and do the same again.
restore-program-not-elevated = This needs the administrator's consent. Open it again and press "Yes".
restore-program-misplaced =
    Nothing was done.
    This copy does not lie in a safe place. Use "Restore the internet" in the start menu.
restore-program-wrong-use = Usage: kyukyubako-restore cut | restore | status | uninstall
restore-program-status-cut = Kyukyubako has cut the internet on purpose.
restore-program-status-until-restart =
    Kyukyubako has cut the internet on purpose.
    It comes back when the PC is restarted.
restore-program-uninstalled =
    The internet is restored and this program is removed.
    The remaining files go when the PC is next started.
