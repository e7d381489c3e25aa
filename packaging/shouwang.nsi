; The installer: one person, no administrator, no network. Built by packaging/build.py, which gives
;   VERSION  0.1.0      SOURCE  the program's folder      TARGET  the installer to write      ICON  its picture
; Silent: setup.exe /S [/D=folder]; uninstall.exe /S keeps the data. Exit status 0 done, 1 cancelled, 2 refused.
; Nothing but the folders and files named below is ever removed, so that a wrongly chosen folder loses nothing.
; Debian's NSIS can make a 64-bit installer; the one from nsis.sourceforge.io makes a 32-bit one that does the same.
!if /FileExists "${NSISDIR}/Stubs/lzma_solid-amd64-unicode"
  Target amd64-unicode
!else
  Unicode true
!endif
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user
SetCompressor /SOLID lzma
!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"
!include "WordFunc.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Shouwang"
!define WINDOW_EXE "守望.exe"
!define CONSOLE_EXE "shouwang.exe"

Name "守望"
Caption "守望 ${VERSION} 安装"
BrandingText "守望 ${VERSION}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\Shouwang"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
ShowInstDetails nevershow
ShowUninstDetails nevershow
AllowSkipFiles off

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "守望"
VIAddVersionKey /LANG=2052 "FileDescription" "守望 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT License"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "将在这台电脑上安装守望 ${VERSION}，只给当前 Windows 用户使用，不需要管理员，不需要网络。$\r$\n$\r$\n已经装有旧版本的，直接安装即可：台账、密码和备份都不会动，第一次打开时会先自动备份。$\r$\n$\r$\n请先关闭正在运行的守望。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW_EXE}"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开守望"
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE KeepToOwnFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_COMPONENTSPAGE_TEXT_TOP "程序会被删除。台账（数据库、密码、备份、附件）默认保留，重新安装后可以继续使用。"
!define MUI_COMPONENTSPAGE_NODESC
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; Say it to a person; a silent run only gets the exit status.
!macro Refuse TEXT
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  SetErrorLevel 2
  Quit
!macroend

; Windows lets nobody write to a program that runs.
!macro RefuseIfRunning
  !insertmacro _RefuseIfRunning "$INSTDIR\${WINDOW_EXE}"
  !insertmacro _RefuseIfRunning "$INSTDIR\${CONSOLE_EXE}"
!macroend

!macro _RefuseIfRunning FILE
  ${If} ${FileExists} "${FILE}"
    ClearErrors
    FileOpen $0 "${FILE}" a
    ${If} ${Errors}
      !insertmacro Refuse "守望正在运行（或者这个文件夹不许写入）：$\r$\n${FILE}$\r$\n$\r$\n请先保存并关闭守望，再试一次。"
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Function .onInit
  SetShellVarContext current
  ${IfNot} ${RunningX64}
    !insertmacro Refuse "守望需要 64 位的 Windows，这台电脑是 32 位的。"
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
    !insertmacro Refuse "守望需要 Windows 10 或更新的版本。"
  ${EndIf}
  ReadRegStr $1 HKCU "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $1 != ""
    ${VersionCompare} "$1" "${VERSION}" $2
    ${If} $2 == 1
      !insertmacro Refuse "这台电脑上的守望是 $1，比这个安装包（${VERSION}）新。旧程序打不开新程序的台账，没有安装。"
    ${EndIf}
  ${EndIf}
  ${If} ${Silent}
    Call KeepToOwnFolder
  ${EndIf}
FunctionEnd

; A folder that holds something else gets a folder of ours inside.
Function KeepToOwnFolder
  ${If} ${FileExists} "$INSTDIR\${WINDOW_EXE}"
    Return
  ${EndIf}
  ${DirState} "$INSTDIR" $0
  ${If} $0 == 1
    StrCpy $INSTDIR "$INSTDIR\Shouwang"
  ${EndIf}
FunctionEnd

Section "守望" SecProgram
  SectionIn RO
  SetShellVarContext current
  !insertmacro RefuseIfRunning
  ClearErrors
  CreateDirectory "$INSTDIR"
  FileOpen $0 "$INSTDIR\try.tmp" w
  ${If} ${Errors}
    !insertmacro Refuse "这个文件夹不许写入：$\r$\n$INSTDIR$\r$\n$\r$\n请选别的文件夹，或用默认的位置。"
  ${EndIf}
  FileClose $0
  Delete "$INSTDIR\try.tmp"

  ; Everything new is unpacked beside the old before anything old goes: a full disk leaves the old program whole.
  RMDir /r "$INSTDIR\new"
  SetOutPath "$INSTDIR\new"
  File /r "${SOURCE}/*"
  SetOutPath "$INSTDIR"
  ${If} ${Errors}
    RMDir /r "$INSTDIR\new"
    !insertmacro Refuse "文件没有全部写进去，可能是磁盘满了或被杀毒软件拦住了。原来的程序和台账没有动。"
  ${EndIf}
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${WINDOW_EXE}"
  Delete "$INSTDIR\${CONSOLE_EXE}"
  Rename "$INSTDIR\new\_internal" "$INSTDIR\_internal"
  Rename "$INSTDIR\new\${WINDOW_EXE}" "$INSTDIR\${WINDOW_EXE}"
  Rename "$INSTDIR\new\${CONSOLE_EXE}" "$INSTDIR\${CONSOLE_EXE}"
  ${If} ${Errors}
    !insertmacro Refuse "旧程序的文件正被占用，没有换成新的。请重新启动电脑后再安装一次，台账没有动。"
  ${EndIf}
  RMDir /r "$INSTDIR\new"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\守望.lnk" "$INSTDIR\${WINDOW_EXE}"
  CreateShortcut "$DESKTOP\守望.lnk" "$INSTDIR\${WINDOW_EXE}"

  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "守望"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${WINDOW_EXE}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "守望"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" "$0"
SectionEnd

Section "un.程序" UnProgram
  SectionIn RO
  SetShellVarContext current
  !insertmacro RefuseIfRunning
  Delete "$SMPROGRAMS\守望.lnk"
  Delete "$DESKTOP\守望.lnk"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\new"
  Delete "$INSTDIR\${WINDOW_EXE}"
  Delete "$INSTDIR\${CONSOLE_EXE}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
SectionEnd

; Never chosen by itself, never in a silent run.
Section /o "un.同时删除这台电脑上的台账（不能恢复）" UnData
  SetShellVarContext current
  MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "将删除 $LOCALAPPDATA\Shouwang 里的全部台账、密码、备份和附件，不能恢复。$\r$\n$\r$\n确定要删除吗？" /SD IDNO IDNO keep
  RMDir /r "$LOCALAPPDATA\Shouwang"
  keep:
SectionEnd
