@echo off
setlocal
chcp 65001 >nul
set "PYTHONUTF8=1"
set "TARGET=%LOCALAPPDATA%\kpixl"
if exist "%TARGET%" rmdir /s /q "%TARGET%"
xcopy /e /i /q /y "%~dp0python" "%TARGET%\python" >nul
if errorlevel 1 goto failed
"%TARGET%\python\python.exe" "%~dp0install.py" "%~dp0wheels" "%TARGET%\site"
if errorlevel 1 goto failed
"%TARGET%\site\bin\kpixl.exe" demo "%USERPROFILE%\kpixl-demo" --open
if errorlevel 1 goto failed
exit /b 0
:failed
echo kpixl was not installed. / kpixl を入れられませんでした。
pause
exit /b 1
