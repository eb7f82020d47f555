; Entries of the start menu and the desktop. The desktop knows ours by the same name as the window and the
; notifications: the AppUserModelID.

!macro link_functions un
; Every entry that this or an older version made, in whichever language.
Function ${un}RemoveLinks
  Delete "$SMPROGRAMS\${TITLE_JA}.lnk"
  Delete "$SMPROGRAMS\${TITLE_EN}.lnk"
  Delete "$DESKTOP\${TITLE_JA}.lnk"
  Delete "$DESKTOP\${TITLE_EN}.lnk"
FunctionEnd

Function ${un}RemoveRestoreLinks
  Delete "$SMPROGRAMS\${RESTORE_JA}.lnk"
  Delete "$SMPROGRAMS\${RESTORE_EN}.lnk"
  Delete "$INSTDIR\${BY_HAND_JA}"
  Delete "$INSTDIR\${BY_HAND_EN}"
FunctionEnd

; The way back, as the restore program itself makes it at a cut.
Function ${un}MakeRestoreLink
  CreateShortcut "$SMPROGRAMS\$(RestoreLink).lnk" "$INSTDIR\kyukyubako-restore.exe" "restore" "$INSTDIR\kyukyubako-restore.exe" 0 \
    SW_SHOWNORMAL "" "$(RestoreHint)"
FunctionEnd
!macroend
!insertmacro link_functions ""
!insertmacro link_functions "un."

Function MakeLinks
  Call RemoveLinks
  SetOutPath "$INSTDIR"
  CreateShortcut "$SMPROGRAMS\$(Title).lnk" "$INSTDIR\kyukyubako.exe" "" "$INSTDIR\kyukyubako.exe" 0 SW_SHOWNORMAL "" "$(Hint)"
  Push "$SMPROGRAMS\$(Title).lnk"
  Call NameLink
  ${If} $NoDesktop != 1
    CreateShortcut "$DESKTOP\$(Title).lnk" "$INSTDIR\kyukyubako.exe" "" "$INSTDIR\kyukyubako.exe" 0 SW_SHOWNORMAL "" "$(Hint)"
    Push "$DESKTOP\$(Title).lnk"
    Call NameLink
  ${EndIf}
FunctionEnd

; NameLink FILE: gives a link our AppUserModelID. Where the system does not take it, the link works without.
Function NameLink
  Exch $9
  Push $0
  Push $1
  Push $2
  Push $3
  Push $4
  Push $5
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Load} $1 '(r9, ${STGM_READWRITE})'
      ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
      ${If} $2 P<> 0
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r3'
        System::Call '*(&w64 "${APP_ID}")p.r5'
        System::Call '*(&i2 ${VT_LPWSTR}, &i6 0, p r5, p 0)p.r4'
        ${IPropertyStore::SetValue} $2 '($3,$4)'
        System::Free $3
        System::Free $4
        System::Free $5
        ${IPropertyStore::Commit} $2 ""
        ${IUnknown::Release} $2 ""
        ${IPersistFile::Save} $1 '(r9, 1)'
      ${EndIf}
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
  Pop $5
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Pop $0
  Pop $9
FunctionEnd
