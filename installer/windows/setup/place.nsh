; For whom, with which rights, and where. Shared by set-up and uninstaller.

!macro read_rights un
Function ${un}ReadRights
  Push $0
  SetRegView 64
  ; Before any plug-in is unpacked: in the person's own folder for such things the person, and whoever has the person's
  ; rights, could exchange what an administrator's process loads.
  ClearErrors
  GetTempFileName $0 "$PROGRAMFILES64"
  ${IfNot} ${Errors}
    Delete "$0"
    UnsafeStrCpy $TEMP "$PROGRAMFILES64"
  ${EndIf}
  StrCpy $Elevated 0
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    StrCpy $Elevated 1
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/INNER" $1
  ${IfNot} ${Errors}
    StrCpy $Inner 1
    StrCpy $Mark $1
  ${EndIf}
  Pop $0
FunctionEnd

; One set-up or uninstaller at a time: a file that nobody else may open, held until this process ends, which takes it away.
; For everybody it lies where administrators alone write: whoever could hold it could keep the uninstaller from restoring.
; One that is about to end may do so.
Function ${un}RefuseSecond
  StrCpy $3 "$LOCALAPPDATA\Kyukyubako.setup"
  ${If} $Machine == 1
    StrCpy $3 "$PROGRAMFILES64\Kyukyubako.setup"
  ${EndIf}
  StrCpy $2 0
  ${Do}
    ; GENERIC_WRITE and DELETE, shared with nobody, OPEN_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE
    System::Call 'kernel32::CreateFileW(w r3, i 0x40010000, i 0, p 0, i 4, i 0x04000000, p 0) p .r0 ?e'
    Pop $1
    ${If} $1 <> 32 ; ERROR_SHARING_VIOLATION
      Return
    ${EndIf}
    Sleep 500
    IntOp $2 $2 + 1
  ${LoopUntil} $2 >= 20
  MessageBox MB_ICONSTOP|MB_OK "$(AnotherRuns)" /SD IDOK
  SetErrorLevel ${ANOTHER_RUNS}
  Quit
FunctionEnd

; The folders and the registry of everybody, or of this person alone. The folder is never the caller's
; choice: what starts with an administrator's rights must lie where administrators alone write.
Function ${un}TakePlace
  ${If} $Machine == 1
    SetShellVarContext all
    StrCpy $INSTDIR "$PROGRAMFILES64\${FOLDER}"
  ${Else}
    SetShellVarContext current
    StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${FOLDER}"
  ${EndIf}
FunctionEnd
!macroend
!insertmacro read_rights ""
!insertmacro read_rights "un."

; option NAME VARIABLE: 1 in VARIABLE when /NAME was given; the parameters are in $0.
!macro option name variable
  ClearErrors
  ${GetOptions} $0 "/${name}" $1
  ${IfNot} ${Errors}
    StrCpy ${variable} 1
  ${EndIf}
!macroend

Function .onInit
  StrCpy $Outcome ${DONE}
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP|MB_OK "$(TooOld)" /SD IDOK
    SetErrorLevel 2
    Abort
  ${EndIf}
  Call ReadRights
  ${GetParameters} $0
  !insertmacro option "NODESKTOP" $NoDesktop
  !insertmacro option "NOWATCH" $NoWatch
  StrCpy $2 0
  StrCpy $3 0
  !insertmacro option "ALLUSERS" $2
  !insertmacro option "CURRENTUSER" $3
  ${If} $2 == 1
    StrCpy $Machine 1
  ${ElseIf} $3 == 1
    StrCpy $Machine 0
  ${Else}
    ; As it is installed already; otherwise as far as the rights go, and for everybody where a person is asked.
    StrCpy $Machine 1
    ReadRegStr $1 HKLM "${OWN_UNINSTALL}" "UninstallString"
    ReadRegStr $2 HKCU "${OWN_UNINSTALL}" "UninstallString"
    ${If} $1 == ""
      ${If} $2 != ""
        StrCpy $Machine 0
      ${ElseIf} ${Silent}
        StrCpy $Machine $Elevated
      ${EndIf}
    ${EndIf}
  ${EndIf}
  Call TakePlace
  ${If} ${Silent}
  ${AndIf} $Machine == 1
  ${AndIf} $Elevated == 0
    SetErrorLevel ${NEEDS_ADMINISTRATOR}
    Abort
  ${EndIf}
  ${If} ${Silent}
    Call RefuseOther
    Call RefuseOlder
  ${EndIf}
FunctionEnd

; One for everybody beside one for a person, or over that of the MSI: each would remove what the other needs.
Function RefuseOther
  ${If} $Machine == 1
    ReadRegStr $0 HKCU "${OWN_UNINSTALL}" "UninstallString"
  ${Else}
    ReadRegStr $0 HKLM "${OWN_UNINSTALL}" "UninstallString"
  ${EndIf}
  EnumRegValue $1 HKLM "${MSI_KEY}" 0
  ${If} "$0$1" != ""
    MessageBox MB_ICONSTOP|MB_OK "$(OtherThere)" /SD IDOK
    SetErrorLevel ${OTHER_THERE}
    Quit
  ${EndIf}
FunctionEnd

; Version numbers only ever go up: an older program may not understand what a newer one wrote.
Function RefuseOlder
  ${If} $Machine == 1
    ReadRegStr $0 HKLM "${OWN_UNINSTALL}" "DisplayVersion"
  ${Else}
    ReadRegStr $0 HKCU "${OWN_UNINSTALL}" "DisplayVersion"
  ${EndIf}
  ${If} $0 == ""
    Return
  ${EndIf}
  ${VersionCompare} "$0" "${VERSION}" $1
  ${If} $1 == 1
    MessageBox MB_ICONSTOP|MB_OK "$(NewerThere)" /SD IDOK
    SetErrorLevel ${NEWER_THERE}
    Quit
  ${EndIf}
FunctionEnd

Function OnAbort
  ; Nothing else is left to press where it was broken off.
  ${If} $Outcome != ${BROKEN_OFF}
    SetErrorLevel 1
  ${EndIf}
FunctionEnd

Var ForAll
Var ForMe

Function AskForWhom
  ${If} $Inner == 1
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "$(Title)" "$(AskForWhomHeader)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 0 100% 14u "$(ForAll)"
  Pop $ForAll
  ${NSD_CreateLabel} 12u 15u 95% 34u "$(ForAllText)"
  Pop $0
  ${NSD_CreateRadioButton} 0 56u 100% 14u "$(ForMe)"
  Pop $ForMe
  ${NSD_CreateLabel} 12u 71u 95% 34u "$(ForMeText)"
  Pop $0
  ${NSD_CreateLabel} 0 110u 100% 24u "$(Upgrades)"
  Pop $0
  ${If} $Machine == 1
    ${NSD_Check} $ForAll
  ${Else}
    ${NSD_Check} $ForMe
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function AnsweredForWhom
  ${NSD_GetState} $ForAll $0
  StrCpy $Machine 0
  ${If} $0 == ${BST_CHECKED}
    StrCpy $Machine 1
  ${EndIf}
  Call TakePlace
  Call RefuseOther
  Call RefuseOlder
  ${If} $Machine == 1
  ${AndIf} $Elevated == 0
    Call AskAdministrator
  ${EndIf}
FunctionEnd

; Starts ourselves once more with an administrator's rights, and waits. This process keeps the person's own rights,
; so that what is opened at the end is the person's, too.
Function AskAdministrator
  System::Call 'kernel32::GetTickCount64() l .r1'
  StrCpy $Mark "=$1"
  StrCpy $1 "/ALLUSERS"
  ${If} $NoDesktop == 1
    StrCpy $1 "$1 /NODESKTOP"
  ${EndIf}
  ${If} $NoWatch == 1
    StrCpy $1 "$1 /NOWATCH"
  ${EndIf}
  ClearErrors
  HideWindow
  ExecShellWait "runas" "$EXEPATH" "$1 /INNER$Mark"
  ${If} ${Errors}
    BringToFront
    MessageBox MB_ICONEXCLAMATION|MB_OK "$(NoConsent)"
    Abort
  ${EndIf}
  ; The last thing that it does. A version alone may be that of an earlier installation.
  ReadRegStr $0 HKLM "${OWN_UNINSTALL}" "${RUN_MARK}"
  ${If} $0 != $Mark
    MessageBox MB_ICONSTOP|MB_OK "$(NotInstalled)"
    SetErrorLevel ${BROKEN_OFF}
    Quit
  ${EndIf}
  BringToFront
  StrCpy $Inner 2
FunctionEnd

; The administrator's part is done already.
Function PreFiles
  ${If} $Inner == 2
    Abort
  ${EndIf}
  ${If} $Inner == 1
    SetAutoClose true
  ${EndIf}
FunctionEnd

Function PreFinish
  ${If} $Inner == 1
    Abort
  ${EndIf}
FunctionEnd

; As the person, also where this process is an administrator's: the desktop hands its own rights on.
Function OpenWindow
  ${If} $Elevated == 1
    Exec '"$WINDIR\explorer.exe" "$INSTDIR\kyukyubako.exe"'
  ${Else}
    Exec '"$INSTDIR\kyukyubako.exe"'
  ${EndIf}
FunctionEnd
