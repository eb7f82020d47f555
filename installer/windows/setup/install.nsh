; Installing: fresh, again over the same (a repair) or over an older version. Nothing that a person keeps is
; touched, and neither is a cut: the guard is exchanged under it.

; put FILE: the program FILE in its place, also while the old one runs. Whole or not at all.
!macro put file
  ClearErrors
  StrCpy $1 ""
  ${If} ${FileExists} "$INSTDIR\${file}"
    GetTempFileName $1 "$INSTDIR"
    Delete "$1"
    StrCpy $1 "$1.old"
    ClearErrors
    Rename "$INSTDIR\${file}" "$1"
  ${EndIf}
  ${IfNot} ${Errors}
    File "${PROGRAMS}/${file}"
  ${EndIf}
  ${If} ${Errors}
    ${IfNot} ${FileExists} "$INSTDIR\${file}"
      Rename "$1" "$INSTDIR\${file}"
    ${EndIf}
    Call BreakOff
  ${EndIf}
  ${If} $1 != ""
    Delete /REBOOTOK "$1"
  ${EndIf}
!macroend

Function BreakOff
  MessageBox MB_ICONSTOP|MB_OK "$(NotInstalled)" /SD IDOK
  SetErrorLevel 2
  Quit
FunctionEnd

Section "Kyukyubako"
  SetDetailsPrint none
  SetOverwrite try
  SetOutPath "$INSTDIR"
  ; What still ran at the last change.
  Delete "$INSTDIR\*.old"
  !insertmacro put "kyukyubako.exe"
  !insertmacro put "kyukyubako.com"
  !insertmacro put "kyukyubako-restore.exe"
  !insertmacro put "kyukyubako-notice.exe"
  SetOverwrite on
  File "${ROOT}/assets/icon/kyukyubako.png"
  File "/oname=LICENSE-MIT.txt" "${ROOT}/LICENSE-MIT"
  File "/oname=LICENSE-APACHE.txt" "${ROOT}/LICENSE-APACHE"
  File "/oname=OFL.txt" "${ROOT}/assets/fonts/OFL.txt"
  !ifdef NOTICES
    File "/oname=THIRD-PARTY-NOTICES.txt" "${NOTICES}"
  !endif
  WriteUninstaller "$INSTDIR\uninstall.exe"
  Call MakeLinks
  ${If} $Machine == 1
    Call InstallForAll
  ${Else}
    Call InstallForMe
  ${EndIf}
  SetErrorLevel $Outcome
SectionEnd

; entry ROOT: what "Apps" shows, and how it is removed.
!macro entry root
  WriteRegStr ${root} "${OWN_UNINSTALL}" "DisplayName" "$(Title)$(Unsigned)"
  WriteRegStr ${root} "${OWN_UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr ${root} "${OWN_UNINSTALL}" "DisplayIcon" "$INSTDIR\kyukyubako.exe"
  WriteRegStr ${root} "${OWN_UNINSTALL}" "Publisher" "Kyukyubako"
  WriteRegStr ${root} "${OWN_UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr ${root} "${OWN_UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr ${root} "${OWN_UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD ${root} "${OWN_UNINSTALL}" "NoModify" 1
  WriteRegDWORD ${root} "${OWN_UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD ${root} "${OWN_UNINSTALL}" "EstimatedSize" $0
  ; Under this name the desktop shows notifications.
  WriteRegStr ${root} "${APP_ID_KEY}" "DisplayName" "$(Title)"
  WriteRegStr ${root} "${APP_ID_KEY}" "IconUri" "$INSTDIR\kyukyubako.png"
!macroend

Function InstallForAll
  !insertmacro put "kyukyubako-guard.exe"
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
