"""The files that Windows starts at a double-click."""

import pytest

from kpixl.files.launchers import add_launchers
from kpixl.locale import catalogue
from kpixl.model.errors import OutputFileError
from kpixl.model.round import Round

NAMES = {
    "ja": ["確認.cmd", "配布.cmd", "状況.cmd", "集約.cmd", "総括.cmd", "報告.cmd"],
    "en": ["Check.cmd", "Distribute.cmd", "Status.cmd", "Consolidate.cmd", "Summarize.cmd", "Report.cmd"],
}
HEAD = r"""@echo off
setlocal
chcp 65001 >nul
set "PYTHONUTF8=1"
pushd "%~dp0"
set "KPIXL=%LOCALAPPDATA%\kpixl\site\bin\kpixl.exe"
if not exist "%KPIXL%" set "KPIXL=kpixl.exe"
"""
TAIL = """set "CODE=%ERRORLEVEL%"
if "%CODE%"=="9009" echo kpixl がこのパソコンに入っていません。README の「準備」を見てください。
"""


@pytest.mark.parametrize("language", NAMES)
def test_a_round_gets_one_file_for_each_step(tmp_path, language):
    add_launchers(Round(tmp_path), catalogue(language))
    assert {path.name for path in tmp_path.iterdir()} == set(NAMES[language])


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        (
            "確認.cmd",
            ('if "%~1"=="" ("%KPIXL%" check .) else ("%KPIXL%" verify %*)', "pause\nexit /b %CODE%\n"),
        ),
        ("状況.cmd", ('"%KPIXL%" status .', "pause\nexit /b %CODE%\n")),
        (
            "集約.cmd",
            (
                '"%KPIXL%" consolidate .',
                (
                    'if "%CODE%"=="0" start "" "master.xlsx"\n'
                    'if "%CODE%"=="3" start "" "master.xlsx"\n'
                    'if not "%CODE%"=="0" pause\nexit /b %CODE%\n'
                ),
            ),
        ),
    ],
)
def test_a_file_starts_its_command_opens_what_it_made_and_waits_where_there_is_something_to_read(
    tmp_path, name, rest
):
    add_launchers(Round(tmp_path), catalogue("ja"))
    content = (tmp_path / name).read_bytes()
    call, end = rest
    assert content.decode().replace("\r\n", "\n") == f"{HEAD}{call}\n{TAIL}{end}"
    # cmd.exe loses its way in a file with Unix line ends, and shows a byte order mark as a command.
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert content.startswith(b"@echo off")


def test_a_file_that_somebody_has_changed_stays(tmp_path):
    (tmp_path / "確認.cmd").write_bytes(b"own")
    add_launchers(Round(tmp_path), catalogue("ja"))
    assert (tmp_path / "確認.cmd").read_bytes() == b"own"


def test_a_place_that_is_no_folder_is_told(tmp_path):
    (tmp_path / "round").write_bytes(b"")
    with pytest.raises(OutputFileError):
        add_launchers(Round(tmp_path / "round"), catalogue("ja"))
