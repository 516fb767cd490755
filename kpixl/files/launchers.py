"""The files of a round that Windows starts at a double-click, so that nobody has to type a command."""

import sys
from pathlib import Path

from kpixl.files.write import write_file
from kpixl.locale import Catalogue
from kpixl.model.round import Round
from kpixl.presence import exists

_HEAD = (
    "@echo off",
    "setlocal",
    "chcp 65001 >nul",  # cmd.exe reads the rest of this file as UTF-8
    'set "PYTHONUTF8=1"',
    'pushd "%~dp0"',  # unlike cd, it takes a folder on a server
)
# Where kpixl is: what made the round, if this computer has it; the offline installer's; any on the PATH.
_INSTALLED = r"%LOCALAPPDATA%\kpixl\site\bin\kpixl.exe"
_NOT_FOUND = 9009  # what cmd.exe answers for a program that it does not find
_REFUSED = 3  # done, with returns that were refused


def add_launchers(round_: Round, words: Catalogue) -> None:
    """Put the files into a round's folder, named in a catalogue's language; one that is there stays as it is.

    Raises:
        OutputFileError: the folder cannot be written to.
    """
    # What each command opens in the end: a workbook, a folder, or nothing, where the window itself is the
    # answer.
    opens = {
        "check": "",
        "distribute": round_.outbox.name,
        "status": "",
        "consolidate": round_.master.name,
        "sendback": round_.sendback.name,
        "summarize": round_.summary.name,
        "report": round_.reports.name,
    }
    program = _program()
    for command, opened in opens.items():
        _add(round_, words, command, _launcher(command, opened, program, words))
    _add(round_, words, "prompt", _prompt(program, words))


def _add(round_: Round, words: Catalogue, name: str, lines: list[str]) -> None:
    path = round_.folder / f"{words(f'cli.launcher.{name}')}.cmd"
    if not exists(path):
        write_file(path, "\r\n".join([*lines, ""]).encode())


def _program() -> list[str]:
    """The lines that find kpixl."""
    lines = [f'set "KPIXL={_INSTALLED}"', 'if not exist "%KPIXL%" set "KPIXL=kpixl.exe"']
    own = Path(sys.executable).with_name("kpixl.exe")
    if exists(own):  # a virtual environment is on nobody's PATH at a double-click
        shown = str(own).replace("%", "%%")
        lines.append(f'if exist "{shown}" set "KPIXL={shown}"')
    return lines


def _launcher(command: str, opens: str, program: list[str], words: Catalogue) -> list[str]:
    """One file: start the command here, open what it made, say what comes next, wait for a key."""

    def ends(code: int, step: str, condition: str = "") -> str:
        return f'if "%CODE%"=="{code}" {condition}echo {words(f"cli.launcher.next.{step}")}'

    call = f'"%KPIXL%" {command} .'
    if command == "check":  # returned files are dropped on it, to be looked at one by one
        call = f'if "%~1"=="" ({call}) else ("%KPIXL%" verify %*)'
        done = [
            ends(0, "check", 'if "%~1"=="" '),
            ends(0, "verify", 'if not "%~1"=="" '),
            ends(_REFUSED, "verify_refused"),
        ]
    else:  # with nothing to send back, and the like, there is nothing to open
        made = f'if exist "{opens}" ' if opens else ""
        done = [ends(0, command, made), ends(_REFUSED, "refused")]
        if opens:
            done = [f'if "%CODE%"=="{code}" {made}start "" "{opens}"' for code in (0, _REFUSED)] + done
    return [
        *_HEAD,
        *program,
        call,
        'set "CODE=%ERRORLEVEL%"',
        "echo.",
        f'if "%CODE%"=="{_NOT_FOUND}" echo {words("cli.launcher.missing")}',
        *done,
        ends(2, "fault"),
        "pause",
        "exit /b %CODE%",
    ]


def _prompt(program: list[str], words: Catalogue) -> list[str]:
    """A command prompt in the round's folder that knows kpixl, for what no file does at a double-click."""
    found = 'for %%P in ("%KPIXL%") do if exist "%%~P" set "PATH=%%~dpP;%PATH%"'
    return [*_HEAD, *program, found, f"echo {words('cli.launcher.prompt_hint')}", "cmd /k"]
