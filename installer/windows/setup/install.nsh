; Installing: fresh, again over the same (a repair) or over an older version. Nothing that a person keeps is
; touched, and neither is a cut: the guard is exchanged under it.

; stage FILE: the new program FILE under another name. Where that fails nothing that is installed was touched: a disk that
; is full ends the section here.
!macro stage file
  ClearErrors
  File "/oname=${file}.new" "${PROGRAMS}/${file}"
  !insertmacro must_have_gone_well
!macroend

!macro must_have_gone_well
  ${If} ${Errors}
    Call PutBack
    Abort
  ${EndIf}
!macroend

; swap FILE WAS: puts the new FILE in its place, also while the old one runs. WAS is where the old one lies then, "-" where
; there was none.
!macro swap file was
  ${If} ${FileExists} "$INSTDIR\${file}"
    ClearErrors
    GetTempFileName $1 "$INSTDIR"
    !insertmacro must_have_gone_well
    Delete "$1"
    Rename "$INSTDIR\${file}" "$1.old"
    !insertmacro must_have_gone_well
    StrCpy ${was} "$1.old"
  ${Else}
    StrCpy ${was} "-"
  ${EndIf}
  ClearErrors
  Rename "$INSTDIR\${file}.new" "$INSTDIR\${file}"
  !insertmacro must_have_gone_well
!macroend

; swap_back FILE WAS: as if FILE was never exchanged.
!macro swap_back file was
  ${If} ${was} != ""
    Rename "$INSTDIR\${file}" "$INSTDIR\${file}.new"
    ${If} ${was} != "-"
      Rename "${was}" "$INSTDIR\${file}"
    ${EndIf}
  ${EndIf}
  Delete "$INSTDIR\${file}.new"
!macroend

Var Changing       ; 1: from here on a failure leaves something to put back
Var WasVersion
Var WasProgram
Var WasConsole
Var WasRestore
Var WasNotice
Var WasGuard
Var WasUninstaller

; Without a version under "Apps" nobody takes the installation for whole.
Function ForgetVersion
  ${If} $Machine == 1
    ReadRegStr $WasVersion HKLM "${OWN_UNINSTALL}" "DisplayVersion"
    DeleteRegValue HKLM "${OWN_UNINSTALL}" "DisplayVersion"
  ${Else}
    ReadRegStr $WasVersion HKCU "${OWN_UNINSTALL}" "DisplayVersion"
    DeleteRegValue HKCU "${OWN_UNINSTALL}" "DisplayVersion"
  ${EndIf}
FunctionEnd

; KeepVersion VERSION: as if nothing, or all of it, has happened.
Function KeepVersion
  Exch $0
  ${If} $Machine == 1
    WriteRegStr HKLM "${OWN_UNINSTALL}" "DisplayVersion" $0
  ${Else}
    WriteRegStr HKCU "${OWN_UNINSTALL}" "DisplayVersion" $0
  ${EndIf}
  Pop $0
FunctionEnd

; What was there is there again, whole.
Function PutBack
  ${If} $Changing == 1
    StrCpy $Changing 0
    !insertmacro swap_back "kyukyubako.exe" $WasProgram
    !insertmacro swap_back "kyukyubako.com" $WasConsole
    !insertmacro swap_back "kyukyubako-restore.exe" $WasRestore
    !insertmacro swap_back "kyukyubako-notice.exe" $WasNotice
    !insertmacro swap_back "kyukyubako-guard.exe" $WasGuard
    !insertmacro swap_back "uninstall.exe" $WasUninstaller
    ${If} $WasVersion != ""
      Push $WasVersion
      Call KeepVersion
    ${EndIf}
    ${IfNot} ${FileExists} "$INSTDIR\kyukyubako.exe"
      Delete "$INSTDIR\kyukyubako.png"
      Delete "$INSTDIR\LICENSE-MIT.txt"
      Delete "$INSTDIR\LICENSE-APACHE.txt"
      Delete "$INSTDIR\OFL.txt"
      Delete "$INSTDIR\THIRD-PARTY-NOTICES.txt"
      SetOutPath "$TEMP"
      RMDir "$INSTDIR"
    ${EndIf}
  ${EndIf}
FunctionEnd

; Also where the system said that a file cannot be written; with a window only when somebody closes that.
Function .onInstFailed
  Call PutBack
  SetErrorLevel $Outcome
  ${If} $Outcome == ${BROKEN_OFF}
  ${AndIf} $Inner != 1
    MessageBox MB_ICONSTOP|MB_OK "$(NotInstalled)" /SD IDOK
  ${EndIf}
FunctionEnd

Section "Kyukyubako"
  SetDetailsPrint none
  Call RefuseSecond
  StrCpy $Outcome ${BROKEN_OFF}
  StrCpy $Changing 1
  Call ForgetVersion
  SetOverwrite try
  SetOutPath "$INSTDIR"
  !insertmacro stage "kyukyubako.exe"
  !insertmacro stage "kyukyubako.com"
  !insertmacro stage "kyukyubako-restore.exe"
  !insertmacro stage "kyukyubako-notice.exe"
  ${If} $Machine == 1
    !insertmacro stage "kyukyubako-guard.exe"
  ${EndIf}
  ClearErrors
  WriteUninstaller "$INSTDIR\uninstall.exe.new"
  !insertmacro must_have_gone_well
  File "${ROOT}/assets/icon/kyukyubako.png"
  File "/oname=LICENSE-MIT.txt" "${ROOT}/LICENSE-MIT"
  File "/oname=LICENSE-APACHE.txt" "${ROOT}/LICENSE-APACHE"
  File "/oname=OFL.txt" "${ROOT}/assets/fonts/OFL.txt"
  !ifdef NOTICES
    File "/oname=THIRD-PARTY-NOTICES.txt" "${NOTICES}"
  !endif
  !insertmacro swap "kyukyubako.com" $WasConsole
  !insertmacro swap "kyukyubako-restore.exe" $WasRestore
  !insertmacro swap "kyukyubako-notice.exe" $WasNotice
  ${If} $Machine == 1
    !insertmacro swap "kyukyubako-guard.exe" $WasGuard
  ${EndIf}
  !insertmacro swap "uninstall.exe" $WasUninstaller
  !insertmacro swap "kyukyubako.exe" $WasProgram
  StrCpy $Changing 0
  StrCpy $Outcome ${DONE}
  ; Everything is in its place, so nothing of this or of an earlier change is needed any more.
  Delete /REBOOTOK "$INSTDIR\*.old"
  Call MakeLinks
  ${If} $Machine == 1
    Call InstallForAll
  ${Else}
    Call InstallForMe
  ${EndIf}
  Push "${VERSION}"
  Call KeepVersion
  ${If} $Inner == 1
    WriteRegStr HKLM "${OWN_UNINSTALL}" "${RUN_MARK}" "$Mark"
  ${EndIf}
  SetErrorLevel $Outcome
SectionEnd

; entry ROOT: what "Apps" shows, and how it is removed.
!macro entry root
  WriteRegStr ${root} "${OWN_UNINSTALL}" "DisplayName" "$(Title)$(Unsigned)"
  WriteRegStr ${root} "${OWN_UNINSTALL}" "DisplayIcon" "$INSTDIR\kyukyubako.exe"
  WriteRegStr ${root} "${OWN_UNINSTALL}" "Publisher" "Kyukyubako"
  WriteRegStr ${root} "${OWN_UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr ${root} "${OWN_UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  ; In its place, not from a copy of itself: whoever calls this waits for the end and hears the exit code.
  WriteRegStr ${root} "${OWN_UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S _?=$INSTDIR'
  WriteRegDWORD ${root} "${OWN_UNINSTALL}" "NoModify" 1
  WriteRegDWORD ${root} "${OWN_UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD ${root} "${OWN_UNINSTALL}" "EstimatedSize" $0
  ; Under this name the desktop shows notifications.
  WriteRegStr ${root} "${APP_ID_KEY}" "DisplayName" "$(Title)"
  WriteRegStr ${root} "${APP_ID_KEY}" "IconUri" "$INSTDIR\kyukyubako.png"
!macroend

Function InstallForAll
  Call RemoveRestoreLinks
  Call MakeRestoreLink
  !insertmacro entry HKLM
  ${If} $NoWatch == 1
    DeleteRegValue HKLM "${RUN}" "${RUN_NAME}"
  ${Else}
    WriteRegStr HKLM "${RUN}" "${RUN_NAME}" '"$INSTDIR\kyukyubako.exe" watch --at-log-on'
  ${EndIf}
  ; No program started from here holds the folder.
  SetOutPath "$TEMP"
  ; One that runs gives way to this one and starts again; a cut stays in force meanwhile.
  nsExec::Exec /TIMEOUT=120000 '"$INSTDIR\kyukyubako-guard.exe" install'
  Pop $0
  ${If} $0 != "0"
    StrCpy $Outcome ${NO_GUARD}
    MessageBox MB_ICONEXCLAMATION|MB_OK "$(NoGuard)" /SD IDOK
  ${EndIf}
FunctionEnd

Function InstallForMe
  !insertmacro entry HKCU
  ${If} $NoWatch != 1
    WriteRegStr HKCU "${RUN}" "${RUN_NAME}" '"$INSTDIR\kyukyubako.exe" watch'
    DeleteRegValue HKCU "${RUN_APPROVED}" "${RUN_NAME}"
  ${EndIf}
FunctionEnd

; From the next log-on on the watcher starts by itself; where the person sits here, now.
Function .onInstSuccess
  ${If} $NoWatch != 1
  ${AndIf} $Elevated == 0
  ${AndIfNot} ${Silent}
    Exec '"$INSTDIR\kyukyubako.exe" watch'
  ${EndIf}
FunctionEnd
