@echo off
setlocal
chcp 65001 >nul
set "PYTHONUTF8=1"
set "TARGET=%LOCALAPPDATA%\kpixl"
set "DESK=%USERPROFILE%\kpixl"
if exist "%TARGET%" rmdir /s /q "%TARGET%"
xcopy /e /i /q /y "%~dp0python" "%TARGET%\python" >nul
if errorlevel 1 goto failed
"%TARGET%\python\python.exe" "%~dp0install.py" "%~dp0wheels" "%TARGET%\site"
if errorlevel 1 goto failed
if not exist "%DESK%" mkdir "%DESK%"
copy /y "%~dp0new-round.cmd" "%DESK%\new-round.cmd" >nul
if errorlevel 1 goto failed
"%TARGET%\site\bin\kpixl.exe" demo "%DESK%\kpixl-demo" --open
if errorlevel 1 goto failed
echo.
echo 次：%DESK% の new-round.cmd をダブルクリックすると、新しい収集ができます。
echo Next: double-click new-round.cmd in %DESK% to make a round.
start "" "%DESK%"
pause
exit /b 0
:failed
echo kpixl was not installed. / kpixl を入れられませんでした。
pause
exit /b 1
