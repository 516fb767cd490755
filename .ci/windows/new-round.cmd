@echo off
setlocal
chcp 65001 >nul
set "PYTHONUTF8=1"
set "KPIXL=%LOCALAPPDATA%\kpixl\site\bin\kpixl.exe"
pushd "%~dp0"
set "NAME="
set /p "NAME=新しい収集のフォルダーの名前 / Folder of the new round: "
if "%NAME%"=="" exit /b 0
"%KPIXL%" init "%NAME%"
if errorlevel 1 goto end
start "" "%NAME%"
:end
pause
