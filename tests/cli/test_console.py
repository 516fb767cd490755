"""Consoles of every kind: code pages that lack letters, no colours where none are wanted, Tab completion."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.builders import fill_return, make_round

# Every command that prints words of its own, one after the other, in one process: each ends with its code.
_ALL = """
import sys
from kpixl.cli import main
for line in (
    "--help", "check", "distribute", "consolidate", "sendback", "summarize", "status",
    "explain . 45 checkup_rate", "target 前年度（84.12％）以上",
):
    sys.argv = ["kpixl", *line.split()]
    try:
        main()
    except SystemExit as end:
        print("code", end.code, flush=True)
"""
_COLOURS = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "KPIXL_LANG": "ja", "PYTHONPATH": os.pathsep.join(sys.path), **more}


@pytest.fixture(scope="module")
def round_(tmp_path_factory):
    """A round with a return whose text and name have letters that no Japanese code page has."""
    made = make_round(tmp_path_factory.mktemp("console"))
    fill_return(made, "45", {("checkup_rate", "actual"): "60.7％ 全国21位 😀𠮷"}, name="宮崎 😀.xlsx")
    return made


def _said(round_, encoding: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _ALL],
        cwd=round_.path,
        env=_environment(PYTHONIOENCODING=encoding),
        capture_output=True,
        check=True,
    )
    return (done.stdout + done.stderr).decode(encoding, errors="replace")


def test_a_japanese_console_shows_every_command_and_every_letter_that_it_has(round_):
    said = _said(round_, "cp932")
    assert re.findall(r"^code (\d)", said, re.MULTILINE) == ["0", "0", "0", "3", "0", "0", "0", "0", "0"]
    assert "は2つ以上の値です。実績の数値を1つだけ入力し、ほかは備考に書いてください。 [K403]" in said
    assert "Traceback" not in said


def test_a_console_without_any_japanese_letter_stops_no_command(round_):
    said = _said(round_, "ascii")
    assert set(re.findall(r"^code (\d)", said, re.MULTILINE)) <= {"0", "2", "3"}
    assert "[K403]" in said
    assert "Traceback" not in said


@pytest.mark.skipif(shutil.which("script") is None, reason="no script to make a terminal with")
def test_no_color_leaves_a_terminal_without_colours(round_):
    done = subprocess.run(
        ["script", "-qec", f"{sys.executable} -m kpixl status", "/dev/null"],
        cwd=round_.path,
        env=_environment(TERM="xterm-256color", NO_COLOR="1"),
        capture_output=True,
        check=False,
    )
    shown = done.stdout.decode()
    assert "差戻し 1" in shown
    assert _COLOURS.search(shown) is None


# ── Tab completion ─────────────────────────────────────────────────────────────────────────────────
def _completing(folder, instruction: str, **words: str) -> str:
    """What kpixl answers to a shell that has it complete, as the installed command."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv = ['kpixl']; from kpixl.cli import main; main()"],
        cwd=folder,
        env=_environment(_KPIXL_COMPLETE=instruction, **words),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_the_lines_that_complete_commands(tmp_path, shell):
    assert f"_KPIXL_COMPLETE={shell}_complete" in _completing(tmp_path, f"{shell}_source")


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("kpixl con", ["consolidate"]),
        ("kpixl consolidate --on", ["--on-duplicate"]),
        ("kpixl consolidate --on-duplicate l", ["latest"]),
        ("kpixl --lang ja un", ["undo"]),
    ],
)
def test_tab_completes_commands_options_and_their_words(tmp_path, typed, completed):
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1)}
    found = _completing(tmp_path, "bash_complete", **words)
    assert [line.partition(",")[2] for line in found.split()] == completed
