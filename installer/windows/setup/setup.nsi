; The set-up program of Windows: for everybody on this PC, with the guard, or for one person without an
; administrator. tools/package.sh makes it.
;
;   setup.exe                     asks
;   setup.exe /S [/ALLUSERS | /CURRENTUSER] [/NODESKTOP] [/NOWATCH]
;   uninstall.exe [/S] [/DELETENOTES] [_?=FOLDER]
;
; Exit codes: 0 done · 1 somebody cancelled · 2 broken off · 3 uninstalled, but the internet is not restored ·
; 4 installed, but without the guard · 5 needs an administrator · 6 a newer version is there ·
; 7 it is installed in another way · 8 another set-up or uninstaller runs.
; The uninstaller answers so only where it is called with _?=, as the last word, and the folder that it lies in: otherwise
; it goes on from a copy of itself, and ends at once.
Unicode true
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include MUI2.nsh
!include nsDialogs.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh
!include names.nsh

!define DONE 0
!define BROKEN_OFF 2
!define NOT_RESTORED 3
!define NO_GUARD 4
!define NEEDS_ADMINISTRATOR 5
!define NEWER_THERE 6
!define OTHER_THERE 7
!define ANOTHER_RUNS 8

Name "$(Title)"
OutFile "${OUTFILE}"
; The person's own rights: the part for everybody asks for more when it is its turn.
RequestExecutionLevel user
ManifestSupportedOS Win10
ManifestDPIAware true
ManifestDPIAwareness "PerMonitorV2,System"
ManifestLongPathAware true
CRCCheck force
ShowInstDetails nevershow
ShowUninstDetails nevershow
BrandingText "Kyukyubako ${VERSION}"
!ifdef SIGN
  !finalize '"${SIGN}" "%1"' = 0
  !uninstfinalize '"${SIGN}" "%1"' = 0
!endif

Var Machine      ; 1: for everybody on this PC
Var Elevated     ; 1: with an administrator's rights
Var Inner        ; 1: started by ourselves, to do an administrator's part
Var Mark         ; of this one run: by it the outer process knows that the inner one came to its end
Var NoDesktop
Var NoWatch
Var DeleteNotes
Var Outcome

!define MUI_ICON "${ROOT}/assets/icon/kyukyubako.ico"
!define MUI_UNICON "${ROOT}/assets/icon/kyukyubako.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_CUSTOMFUNCTION_ABORT OnAbort

Page custom AskForWhom AnsweredForWhom
!define MUI_PAGE_CUSTOMFUNCTION_PRE PreFiles
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "$(Installed)"
!insertmacro MUI_PAGE_INSTFILES
!define MUI_PAGE_CUSTOMFUNCTION_PRE PreFinish
!define MUI_FINISHPAGE_TITLE "$(Installed)"
!define MUI_FINISHPAGE_TEXT "$(InstalledText)"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION OpenWindow
!define MUI_FINISHPAGE_RUN_TEXT "$(OpenNow)"
!insertmacro MUI_PAGE_FINISH
UninstPage custom un.AskUninstall un.AnsweredUninstall
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "Japanese"
!insertmacro MUI_LANGUAGE "English"
!include japanese.nsh
!include english.nsh
SetFont /LANG=${LANG_JAPANESE} "Yu Gothic UI" 11
SetFont /LANG=${LANG_ENGLISH} "Segoe UI" 11
InstallButtonText "$(InstallButton)"
UninstallButtonText "$(UninstallButton)"
Caption "$(Title)"
UninstallCaption "$(Title)"

VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
!macro version_info language description
  VIAddVersionKey /LANG=${language} "ProductName" "Kyukyubako"
  VIAddVersionKey /LANG=${language} "CompanyName" "Kyukyubako"
  VIAddVersionKey /LANG=${language} "FileDescription" "${description}"
  VIAddVersionKey /LANG=${language} "FileVersion" "${VERSION}"
  VIAddVersionKey /LANG=${language} "ProductVersion" "${VERSION}"
  VIAddVersionKey /LANG=${language} "LegalCopyright" "MIT OR Apache-2.0"
!macroend
!insertmacro version_info ${LANG_JAPANESE} "Kyukyubako set-up"
!insertmacro version_info ${LANG_ENGLISH} "Kyukyubako set-up"

!include place.nsh
!include links.nsh
!include install.nsh
!include uninstall.nsh
