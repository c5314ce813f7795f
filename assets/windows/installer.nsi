; The installer for Windows: for the person who runs it, without administrator.
;
;   makensis -DVERSION=0.1.0 -DPROGRAMS=FOLDER -DCOMPLETIONS=holdfast.ps1 -DOUT=holdfast-setup.exe installer.nsi
;
; It writes nothing but what it removes again; the data of the program stays.
Target amd64-unicode
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Holdfast"

Name "Holdfast"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Holdfast"
InstallDirRegKey HKCU "${KEY}" InstallLocation
SetCompressor /SOLID lzma
BrandingText "Holdfast ${VERSION}"
AllowSkipFiles off
ManifestDPIAware true
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "Holdfast"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "Holdfast installer"
VIAddVersionKey LegalCopyright "2026 The Holdfast developers"

!define MUI_ICON "holdfast.ico"
!define MUI_UNICON "holdfast.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\holdfastw.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English

Section "Holdfast"
  SetOutPath "$INSTDIR"
  ; A program that runs keeps its file: the installer then says so.
  File "${PROGRAMS}/holdfast.exe"
  File "${PROGRAMS}/holdfastw.exe"
  File "/oname=LICENSE-MIT.txt" "..\..\LICENSE-MIT"
  File "/oname=LICENSE-APACHE.txt" "..\..\LICENSE-APACHE"
  File "/oname=Inter-LICENSE.txt" "..\fonts\LICENSE.txt"
  ; Apart from the program: of two in one folder PowerShell would take the script for it.
  SetOutPath "$INSTDIR\completions"
  File "/oname=holdfast.ps1" "${COMPLETIONS}"
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateDirectory "$SMPROGRAMS\Holdfast"
  CreateShortcut "$SMPROGRAMS\Holdfast\Holdfast.lnk" "$INSTDIR\holdfastw.exe"
  CreateShortcut "$SMPROGRAMS\Holdfast\Holdfast demo.lnk" "$INSTDIR\holdfastw.exe" "demo"
  WriteRegStr HKCU "${KEY}" DisplayName "Holdfast"
  WriteRegStr HKCU "${KEY}" DisplayVersion "${VERSION}"
  WriteRegStr HKCU "${KEY}" DisplayIcon "$INSTDIR\holdfast.exe"
  WriteRegStr HKCU "${KEY}" Publisher "The Holdfast developers"
  WriteRegStr HKCU "${KEY}" InstallLocation "$INSTDIR"
  WriteRegStr HKCU "${KEY}" UninstallString '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${KEY}" EstimatedSize "$0"
  WriteRegDWORD HKCU "${KEY}" NoModify 1
  WriteRegDWORD HKCU "${KEY}" NoRepair 1
SectionEnd

Section "Uninstall"
  ; A program that runs keeps its file: nothing is removed then, and all of it later.
  ClearErrors
  Delete "$INSTDIR\holdfast.exe"
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONEXCLAMATION "Close Holdfast, and uninstall it then." /SD IDOK
    SetErrorLevel 1
    Abort
  ${EndIf}
  Delete "$INSTDIR\holdfastw.exe"
  Delete "$INSTDIR\LICENSE-MIT.txt"
  Delete "$INSTDIR\LICENSE-APACHE.txt"
  Delete "$INSTDIR\Inter-LICENSE.txt"
  Delete "$INSTDIR\completions\holdfast.ps1"
  RMDir "$INSTDIR\completions"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Holdfast\Holdfast.lnk"
  Delete "$SMPROGRAMS\Holdfast\Holdfast demo.lnk"
  RMDir "$SMPROGRAMS\Holdfast"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
