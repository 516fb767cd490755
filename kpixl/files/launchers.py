"""The files of a round that Windows starts at a double-click, so that nobody has to type a command."""

from kpixl.files.write import write_file
from kpixl.locale import Catalogue
from kpixl.model.round import Round

_HEAD = (
    "@echo off",
    "setlocal",
    "chcp 65001 >nul",  # cmd.exe reads the rest of this file as UTF-8
    'set "PYTHONUTF8=1"',
    'pushd "%~dp0"',  # unlike cd, it takes a folder on a server
    r'set "KPIXL=%LOCALAPPDATA%\kpixl\site\bin\kpixl.exe"',  # where the offline installer puts it
    'if not exist "%KPIXL%" set "KPIXL=kpixl.exe"',
)
_NOT_FOUND = 9009  # what cmd.exe answers for a program that it does not find


def add_launchers(round_: Round, words: Catalogue) -> None:
    """Put the files into a round's folder, named in a catalogue's language; one that is there stays as it is.

    Raises:
        OutputFileError: the folder cannot be written to.
    """
    # What each command opens in the end: a workbook, a folder, or nothing, where the window itself is the
    # answer and so stays open.
    opens = {
        "check": "",
        "distribute": round_.outbox.name,
        "status": "",
        "consolidate": round_.master.name,
        "summarize": round_.summary.name,
        "report": round_.reports.name,
    }
    for command, opened in opens.items():
        path = round_.folder / f"{words(f'cli.launcher.{command}')}.cmd"
        if not path.exists():
            write_file(path, _launcher(command, opened, words))


def _launcher(command: str, opens: str, words: Catalogue) -> bytes:
    """One file: start the command here, open what it made, wait where there is something to read."""
    call = f'"%KPIXL%" {command} .'
    if command == "check":  # returned files are dropped on it, to be looked at one by one
        call = f'if "%~1"=="" ({call}) else ("%KPIXL%" verify %*)'
    missing = words("cli.launcher.missing")
    lines = [*_HEAD, call, 'set "CODE=%ERRORLEVEL%"', f'if "%CODE%"=="{_NOT_FOUND}" echo {missing}']
    if opens:
        # Done, or done with returns that were refused; every other code has made nothing.
        lines += [f'if "%CODE%"=="{code}" start "" "{opens}"' for code in (0, 3)]
    lines += ['if not "%CODE%"=="0" pause' if opens else "pause", "exit /b %CODE%", ""]
    return "\r\n".join(lines).encode()
