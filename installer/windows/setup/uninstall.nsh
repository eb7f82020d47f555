; Uninstalling. First of all the internet is restored; whatever becomes of that, the rest goes, and what became of it
; is said. Where it is not restored the way back stays: the small restore program with its entries.

Var Restored     ; 1: the line is open, or nothing of ours had closed it
Var NotesBox

Function un.onInit
  StrCpy $Outcome ${DONE}
  Call un.ReadRights
  ${GetParameters} $0
  !insertmacro option "DELETENOTES" $DeleteNotes
  ; The uninstaller lies beside what it removes.
  StrCpy $Machine 0
  ${If} $INSTDIR == "$PROGRAMFILES64\${FOLDER}"
    StrCpy $Machine 1
  ${EndIf}
  Call un.TakePlace
  ${If} ${Silent}
  ${AndIf} $Machine == 1
  ${AndIf} $Elevated == 0
    SetErrorLevel ${NEEDS_ADMINISTRATOR}
    Abort
  ${EndIf}
FunctionEnd

Function un.AskUninstall
  ${If} $Inner == 1
    SetAutoClose true
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "$(Title)" "$(AskUninstallHeader)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 60u "$(AskUninstallText)"
  Pop $0
  ${NSD_CreateCheckBox} 0 70u 100% 16u "$(DeleteNotesToo)"
  Pop $NotesBox
  ${NSD_CreateLabel} 12u 88u 95% 40u "$(DeleteNotesText)"
  Pop $0
  nsDialogs::Show
FunctionEnd

Function un.AnsweredUninstall
  StrCpy $DeleteNotes 0
  ${NSD_GetState} $NotesBox $0
  ${If} $0 == ${BST_CHECKED}
    StrCpy $DeleteNotes 1
  ${EndIf}
  ${If} $Machine == 1
  ${AndIf} $Elevated == 0
    Call un.AskAdministrator
  ${EndIf}
FunctionEnd

; An administrator's process does the PC's part; this one stays the person's, and removes the person's own things.
Function un.AskAdministrator
  StrCpy $1 "/INNER"
  ${If} $DeleteNotes == 1
    StrCpy $1 "/INNER /DELETENOTES"
  ${EndIf}
  ClearErrors
  HideWindow
  ; In its place: the copy that it would go on from lies where the person could exchange it. So it is waited for, too.
  ExecShellWait "runas" "$INSTDIR\uninstall.exe" "$1 _?=$INSTDIR"
  ${If} ${Errors}
    BringToFront
    MessageBox MB_ICONEXCLAMATION|MB_OK "$(NoConsent)"
    Abort
  ${EndIf}
  ; Its entry goes last.
  ReadRegStr $0 HKLM "${OWN_UNINSTALL}" "UninstallString"
  ${If} $0 == ""
    Call un.RemovePersonal
    ${If} $DeleteNotes == 1
      Call un.RemoveNotes
    ${EndIf}
    ${If} ${FileExists} "$LOCALAPPDATA\kyukyubako\cut-journal"
      MessageBox MB_ICONEXCLAMATION|MB_OK "$(RadioByHand)"
    ${EndIf}
  ${EndIf}
  Quit
FunctionEnd

Section "un.Kyukyubako"
  SetDetailsPrint none
  SetOutPath "$TEMP"
  Call un.RefuseSecond
  Call un.Restore
  ${If} $Restored != 1
    StrCpy $Outcome ${NOT_RESTORED}
    StrCpy $0 "$(NotRestored)"
    ${If} $Machine != 1
      StrCpy $0 "$(NotRestoredForMe)"
    ${EndIf}
    MessageBox MB_ICONEXCLAMATION|MB_OKCANCEL "$0" /SD IDOK IDOK go_on
    SetErrorLevel 1
    Quit
    go_on:
  ${EndIf}
  Call un.EndPrograms
  Call un.RemovePersonal
  Call un.RemoveLinks
  ${If} $Machine == 1
    Call un.RemoveForAll
  ${ElseIf} $DeleteNotes == 1
    Call un.RemoveNotes
  ${EndIf}
  Call un.RemoveFiles
  ${If} $Machine == 1
    DeleteRegKey HKLM "${OWN_UNINSTALL}"
  ${Else}
    DeleteRegKey HKCU "${OWN_UNINSTALL}"
    DeleteRegKey /ifempty HKCU "${UNINSTALL}"
    RMDir "$LOCALAPPDATA\Programs"
  ${EndIf}
  SetErrorLevel $Outcome
  ${If} $Restored == 1
    MessageBox MB_ICONINFORMATION|MB_OK "$(Uninstalled)" /SD IDOK
  ${EndIf}
  ; Where it runs in its place it can go only when it has ended. Not with the next restart: until then there may be a new one.
  ${If} ${FileExists} "$INSTDIR\uninstall.exe"
    StrCpy $0 '"$SYSDIR\PING.EXE" -n 2 127.0.0.1 >nul & del /f /q "$INSTDIR\uninstall.exe" & rmdir "$INSTDIR"'
    ExecShell "" "$SYSDIR\cmd.exe" '/d /q /c "for /l %i in (1,1,20) do (if exist "$INSTDIR\uninstall.exe" ($0))"' SW_HIDE
  ${EndIf}
SectionEnd

; The guard opens the line and is the judge of it. Where it fails, the main program tries, which also takes back what
; this person had switched off, and the guard is asked once more.
Function un.Restore
  StrCpy $Restored 0
  ${If} $Machine == 1
    Call un.AskGuard
  ${EndIf}
  nsExec::ExecToStack /TIMEOUT=120000 '"$INSTDIR\kyukyubako.exe" restore --json'
  Pop $0
  Pop $1
  ${If} $Machine == 0
    ${If} $0 == "0"
      StrCpy $Restored 1
    ${EndIf}
  ${ElseIf} $0 == "0"
    ${If} $Restored != 1
      Call un.AskGuard
    ${EndIf}
    ; Without its program nobody but the record can tell.
    ${IfNot} ${FileExists} "$INSTDIR\kyukyubako-guard.exe"
    ${AndIfNot} ${FileExists} "$APPDATA\${FOLDER}\guard\cut-journal"
      StrCpy $Restored 1
    ${EndIf}
  ${Else}
    StrCpy $Restored 0
  ${EndIf}
FunctionEnd

Function un.AskGuard
  nsExec::Exec /TIMEOUT=120000 '"$INSTDIR\kyukyubako-guard.exe" remove'
  Pop $0
  ; 12: the line is open, and something stayed behind; what it is goes with the rest.
  ${If} $0 == "0"
  ${OrIf} $0 == "12"
    StrCpy $Restored 1
  ${EndIf}
FunctionEnd

; The guard knows which programs are those of this folder; without it they go by their name, as far as this person may.
Function un.EndPrograms
  StrCpy $0 ""
  ${If} $Machine == 1
    nsExec::Exec /TIMEOUT=60000 '"$INSTDIR\kyukyubako-guard.exe" end-programs'
    Pop $0
  ${EndIf}
  ; A program that is not in its place cannot be started again by its watcher.
  Rename "$INSTDIR\kyukyubako.exe" "$INSTDIR\kyukyubako.old"
  ${If} $0 == "0"
    Call un.AwaitEnd
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\kyukyubako.old"
    nsExec::Exec /TIMEOUT=20000 '"$SYSDIR\taskkill.exe" /F /IM kyukyubako.exe'
    Pop $0
    Call un.AwaitEnd
  ${EndIf}
FunctionEnd

; A program that still runs cannot be deleted.
Function un.AwaitEnd
  StrCpy $1 0
  ${Do}
    Delete "$INSTDIR\kyukyubako.old"
    ${IfNot} ${FileExists} "$INSTDIR\kyukyubako.old"
      ${ExitDo}
    ${EndIf}
    Sleep 200
    IntOp $1 $1 + 1
  ${LoopUntil} $1 > 25
FunctionEnd

Function un.RemoveForAll
  ${If} $Restored == 1
  ${AndIf} $DeleteNotes == 1
    ; What administrators kept. We would follow a link that somebody laid in its stead.
    nsExec::Exec /TIMEOUT=60000 '"$INSTDIR\kyukyubako-guard.exe" remove --forget'
    Pop $0
  ${EndIf}
  ; Gone already where the guard removed itself.
  nsExec::Exec /TIMEOUT=30000 '"$SYSDIR\sc.exe" stop ${SERVICE}'
  Pop $0
  nsExec::Exec /TIMEOUT=30000 '"$SYSDIR\sc.exe" delete ${SERVICE}'
  Pop $0
  nsExec::Exec /TIMEOUT=20000 '"$SYSDIR\taskkill.exe" /F /IM kyukyubako-guard.exe'
  Pop $0
  DeleteRegValue HKLM "${RUN}" "${RUN_NAME}"
  DeleteRegValue HKLM "${RUN}" "${NOTICE_RUN_NAME}"
  DeleteRegValue HKLM "${RUN}" "Kyukyubako.Notice"
  DeleteRegKey HKLM "${APP_ID_KEY}"
  ; Those who logged on and switched the watcher on or off for themselves.
  StrCpy $1 0
  ${Do}
    EnumRegKey $2 HKU "" $1
    ${If} $2 == ""
      ${ExitDo}
    ${EndIf}
    ReadRegStr $3 HKU "$2\${RUN}" "${RUN_NAME}"
    ${If} $3 == '"$INSTDIR\kyukyubako.exe" watch'
    ${OrIf} $3 == ""
      DeleteRegValue HKU "$2\${RUN}" "${RUN_NAME}"
      DeleteRegValue HKU "$2\${RUN_APPROVED}" "${RUN_NAME}"
    ${EndIf}
    IntOp $1 $1 + 1
  ${Loop}
  ; Only when nothing is left in it.
  RMDir "$APPDATA\${FOLDER}"
FunctionEnd

; What the program and this person wrote into the person's own part of the registry.
Function un.RemovePersonal
  DeleteRegValue HKCU "${RUN}" "${RUN_NAME}"
  DeleteRegValue HKCU "${RUN_APPROVED}" "${RUN_NAME}"
  DeleteRegKey HKCU "${APP_ID_KEY}"
FunctionEnd

; Settings, memos and logs of the person. Never with an administrator's rights in a folder that others write: a
; link in there could lead anywhere.
Function un.RemoveNotes
  SetShellVarContext current
  ; What says which Wi-Fi was switched off, for as long as nobody knows that it is back.
  StrCpy $2 ""
  ${If} $Restored != 1
  ${AndIf} ${FileExists} "$LOCALAPPDATA\kyukyubako\cut-journal"
    GetTempFileName $2 "$LOCALAPPDATA"
    Delete "$2"
    Rename "$LOCALAPPDATA\kyukyubako\cut-journal" "$2"
  ${EndIf}
  StrCpy $1 0
  ${Do}
    RMDir /r "$APPDATA\kyukyubako"
    RMDir /r "$LOCALAPPDATA\kyukyubako"
    ${IfNot} ${FileExists} "$APPDATA\kyukyubako\*.*"
    ${AndIfNot} ${FileExists} "$LOCALAPPDATA\kyukyubako\*.*"
      ${ExitDo}
    ${EndIf}
    ; What was ended a moment ago may hold its log a little longer.
    Sleep 200
    IntOp $1 $1 + 1
  ${LoopUntil} $1 > 20
  ${If} $2 != ""
    CreateDirectory "$LOCALAPPDATA\kyukyubako"
    Rename "$2" "$LOCALAPPDATA\kyukyubako\cut-journal"
  ${EndIf}
  Call un.TakePlace
FunctionEnd

; drop FILE: gone now, or with the next restart where it runs. Under another name, because until then there may be a new
; one of its own.
!macro drop file
  Delete "$INSTDIR\${file}"
  ${If} ${FileExists} "$INSTDIR\${file}"
    GetTempFileName $1 "$INSTDIR"
    Delete "$1"
    Rename "$INSTDIR\${file}" "$1.old"
  ${EndIf}
!macroend

Function un.RemoveFiles
  !insertmacro drop "kyukyubako.exe"
  !insertmacro drop "kyukyubako.com"
  !insertmacro drop "kyukyubako-guard.exe"
  !insertmacro drop "kyukyubako-notice.exe"
  Delete "$INSTDIR\kyukyubako.png"
  Delete "$INSTDIR\LICENSE-MIT.txt"
  Delete "$INSTDIR\LICENSE-APACHE.txt"
  Delete "$INSTDIR\OFL.txt"
  Delete "$INSTDIR\THIRD-PARTY-NOTICES.txt"
  Delete "$INSTDIR\uninstall.exe"
  ${If} $Machine == 1
  ${AndIf} $Restored != 1
    Call un.KeepWayBack
  ${Else}
    ${If} $Machine == 1
      Call un.RemoveRestoreLinks
      DeleteRegKey HKLM "${RESTORE_UNINSTALL}"
    ${EndIf}
    !insertmacro drop "kyukyubako-restore.exe"
  ${EndIf}
  Delete /REBOOTOK "$INSTDIR\*.old"
  ${If} $Restored == 1
  ${OrIf} $Machine == 0
    ; What was ended a moment ago may hold it a little longer.
    StrCpy $1 0
    ${Do}
      ClearErrors
      RMDir "$INSTDIR"
      ${IfNot} ${FileExists} "$INSTDIR\*.*"
        ${ExitDo}
      ${EndIf}
      Sleep 200
      IntOp $1 $1 + 1
    ${LoopUntil} $1 > 20
    RMDir /REBOOTOK "$INSTDIR"
  ${EndIf}
FunctionEnd

; As the restore program itself installs it: its entry in the start menu, and its own way out, which restores first.
Function un.KeepWayBack
  Call un.RemoveRestoreLinks
  Call un.MakeRestoreLink
  WriteRegStr HKLM "${RESTORE_UNINSTALL}" "DisplayName" "$(RestoreUninstall)"
  WriteRegStr HKLM "${RESTORE_UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${RESTORE_UNINSTALL}" "DisplayIcon" "$INSTDIR\kyukyubako-restore.exe"
  WriteRegStr HKLM "${RESTORE_UNINSTALL}" "Publisher" "Kyukyubako"
  WriteRegStr HKLM "${RESTORE_UNINSTALL}" "UninstallString" '"$INSTDIR\kyukyubako-restore.exe" uninstall'
  FileOpen $0 "$INSTDIR\$(ByHandFile)" w
  FileWriteUTF16LE /BOM $0 "$(ByHand)"
  FileClose $0
FunctionEnd
