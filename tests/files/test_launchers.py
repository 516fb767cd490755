"""The files that Windows starts at a double-click."""

import re
from pathlib import Path

import pytest

from kpixl.files.launchers import add_launchers
from kpixl.locale import catalogue
from kpixl.model.errors import OutputFileError
from kpixl.model.round import Round

NAMES = {
    "ja": ["確認", "配布", "状況", "集約", "差戻し", "総括", "報告", "コマンド"],
    "en": ["Check", "Distribute", "Status", "Consolidate", "Sendback", "Summarize", "Report", "Commands"],
}
HEAD = r"""@echo off
setlocal
chcp 65001 >nul
set "PYTHONUTF8=1"
pushd "%~dp0"
set "KPIXL=%LOCALAPPDATA%\kpixl\site\bin\kpixl.exe"
if not exist "%KPIXL%" set "KPIXL=kpixl.exe"
"""
NEXT = catalogue("ja").group("cli.launcher.next")


@pytest.mark.parametrize("language", NAMES)
def test_a_round_gets_one_file_for_each_step_and_one_for_commands(tmp_path, language):
    add_launchers(Round(tmp_path), catalogue(language))
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.cmd" for name in NAMES[language]}


def lines_of(name: str, folder: Path) -> list[str]:
    add_launchers(Round(folder), catalogue("ja"))
    content = (folder / f"{name}.cmd").read_bytes()
    # cmd.exe loses its way in a file with Unix line ends, and shows a byte order mark as a command.
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert content.startswith(b"@echo off")
    text = content.decode()
    head = HEAD.replace("\n", "\r\n")
    assert text.startswith(head)
    return text.removeprefix(head).split("\r\n")


def test_consolidating_opens_the_master_says_what_comes_next_and_waits(tmp_path):
    assert lines_of("集約", tmp_path) == [
        '"%KPIXL%" consolidate .',
        'set "CODE=%ERRORLEVEL%"',
        "echo.",
        'if "%CODE%"=="9009" echo kpixl がこのパソコンに入っていません。README の「準備」を見てください。',
        'if "%CODE%"=="0" if exist "master.xlsx" start "" "master.xlsx"',
        'if "%CODE%"=="3" if exist "master.xlsx" start "" "master.xlsx"',
        f'if "%CODE%"=="0" if exist "master.xlsx" echo {NEXT["consolidate"]}',
        f'if "%CODE%"=="3" echo {NEXT["refused"]}',
        f'if "%CODE%"=="2" echo {NEXT["fault"]}',
        "pause",
        "exit /b %CODE%",
        "",
    ]


def test_checking_takes_dropped_files_and_says_what_comes_next_for_each(tmp_path):
    lines = lines_of("確認", tmp_path)
    assert lines[0] == 'if "%~1"=="" ("%KPIXL%" check .) else ("%KPIXL%" verify %*)'
    assert lines[4:] == [
        f'if "%CODE%"=="0" if "%~1"=="" echo {NEXT["check"]}',
        f'if "%CODE%"=="0" if not "%~1"=="" echo {NEXT["verify"]}',
        f'if "%CODE%"=="3" echo {NEXT["verify_refused"]}',
        f'if "%CODE%"=="2" echo {NEXT["fault"]}',
        "pause",
        "exit /b %CODE%",
        "",
    ]


def test_the_file_for_commands_leaves_a_prompt_that_knows_kpixl(tmp_path):
    assert lines_of("コマンド", tmp_path)[-3:] == [
        "echo kpixl のコマンドを、この収集のフォルダーで実行できます。例：kpixl undo、kpixl --help",
        "cmd /k",
        "",
    ]


def test_kpixl_of_a_virtual_environment_is_found_at_a_double_click(tmp_path, monkeypatch):
    program = tmp_path / "100%" / "kpixl.exe"
    program.parent.mkdir()
    program.touch()
    monkeypatch.setattr("sys.executable", str(program.with_name("python.exe")))
    (tmp_path / "round").mkdir()
    shown = str(program).replace("%", "%%")
    assert lines_of("集約", tmp_path / "round")[0] == f'if exist "{shown}" set "KPIXL={shown}"'


@pytest.mark.parametrize("language", NAMES)
def test_a_next_step_is_a_line_that_the_shell_shows_as_it_is(language):
    words = catalogue(language)
    shown = [*words.group("cli.launcher.next").values(), words("cli.launcher.missing")]
    assert [text for text in shown if set(text) & set('&|<>^%!"()')] == []


@pytest.mark.parametrize("language", NAMES)
def test_a_next_step_names_only_files_that_are_there(language):
    named = re.findall(r"(\w+)\.cmd", " ".join(catalogue(language).group("cli.launcher.next").values()))
    assert named
    assert set(named) <= set(NAMES[language])


def test_where_returns_are_refused_it_is_looked_first_whose_turn_it_is(tmp_path):
    text = catalogue("ja")("cli.launcher.next.refused")
    assert re.findall(r"(\w+)\.cmd", text) == ["状況", "差戻し", "総括"]
    assert "差戻しの支部があれば、差戻し.cmd" in text


def test_a_file_that_somebody_has_changed_stays(tmp_path):
    (tmp_path / "確認.cmd").write_bytes(b"own")
    add_launchers(Round(tmp_path), catalogue("ja"))
    assert (tmp_path / "確認.cmd").read_bytes() == b"own"


def test_a_place_that_is_no_folder_is_told(tmp_path):
    (tmp_path / "round").write_bytes(b"")
    with pytest.raises(OutputFileError):
        add_launchers(Round(tmp_path / "round"), catalogue("ja"))
