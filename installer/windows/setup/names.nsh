; Names that the programs know as well. A test compares them with the code.
!define APP_ID "Kyukyubako.FirstAid"
!define RUN_NAME "Kyukyubako.Watch"
!define NOTICE_RUN_NAME "Kyukyubako.Guard.Notice"
!define SERVICE "KyukyubakoGuard"
!define FOLDER "Kyukyubako"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall"
!define RESTORE_UNINSTALL "${UNINSTALL}\Kyukyubako-Restore"
; The start menu's and the desktop's own entry, and the way back, in both languages.
!define TITLE_JA "サポート詐欺 救急箱"
!define TITLE_EN "Support-Scam First Aid"
!define RESTORE_JA "インターネットを 戻す"
!define RESTORE_EN "Restore the internet"
!define RESTORE_UNINSTALL_JA "救急箱 (インターネットを 戻す プログラム)"
!define RESTORE_UNINSTALL_EN "Kyukyubako (program that restores the internet)"

; Names of the installation alone.
!define BY_HAND_JA "インターネットの 戻し方.txt"
!define BY_HAND_EN "How to restore the internet.txt"
!define OWN_UNINSTALL "${UNINSTALL}\Kyukyubako"
!define RUN_MARK "InstalledBy"
; What the MSI keeps.
!define MSI_KEY "Software\Kyukyubako\Installer"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define RUN_APPROVED "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define APP_ID_KEY "Software\Classes\AppUserModelId\${APP_ID}"
