"""What this computer offers."""

import subprocess
import sys
from pathlib import Path

import pytest

from kpixl.files import environment


def test_requirements_stand_by_extra_without_those_of_another_system(monkeypatch):
    texts = [
        "click>=8.1",
        "pandas>=2 ; python_version >= '3.9'",
        "colorama ; sys_platform == 'win32'",
        'docxtpl>=0.1; extra == "report"',
        "matplotlib ; extra == 'report'",
    ]
    monkeypatch.setattr(environment, "requires", lambda _name: texts)
    assert environment.required_packages() == {"": ("click", "pandas"), "report": ("docxtpl", "matplotlib")}


def test_a_checkout_that_is_not_installed_names_none(monkeypatch):
    def missing(_name: str) -> list[str]:
        raise environment.PackageNotFoundError

    monkeypatch.setattr(environment, "requires", missing)
    assert environment.required_packages() == {}


def test_the_version_of_a_package_that_is_missing_is_empty():
    assert environment.package_version("click") > "8"
    assert environment.package_version("no-such-package") == ""


def test_a_font_that_nobody_has_is_missing():
    assert environment.has_font("No Such Font 1234") in (False, None)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks no program")
@pytest.mark.parametrize("error", [subprocess.TimeoutExpired("fc-list", 60), OSError("not executable")])
def test_fonts_are_unknown_where_the_program_that_knows_them_does_not_answer(monkeypatch, error):
    def fails(*_args: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(environment.shutil, "which", lambda _name: "/usr/bin/fc-list")
    monkeypatch.setattr(environment.subprocess, "run", fails)
    assert environment.has_font("Yu Gothic") is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks no program")
@pytest.mark.parametrize("code", [0, 1])
def test_a_font_is_there_where_the_program_that_knows_them_lists_it(tmp_path, monkeypatch, code):
    program = tmp_path / "fc-list"
    program.write_text(f"#!/bin/sh\necho 'Yu Gothic,游ゴシック'\nexit {code}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [environment.has_font(name) for name in ("yu gothic", "游ゴシック", "Meiryo")] == [
        True,
        True,
        False,
    ]


def test_fonts_are_unknown_where_no_program_knows_them(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert environment.has_font("Yu Gothic") is None


@pytest.mark.parametrize("own", [True, False], ids=["the user's own", "everybody's"])
def test_windows_has_a_font_where_a_file_begins_with_its_name(tmp_path, monkeypatch, own):
    windows, local = tmp_path / "Windows", tmp_path / "Local"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("WINDIR", str(windows))
    monkeypatch.setenv("LOCALAPPDATA", str(local))
    folder = Path(str(local) + r"\Microsoft\Windows" if own else windows, "Fonts")
    folder.mkdir(parents=True)
    (folder / "YuGothR.ttc").touch()
    assert [environment.has_font(name) for name in ("Yu Gothic", "Meiryo")] == [True, False]
