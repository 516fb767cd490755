"""What this computer offers."""

import os
import sys

import pytest

from kpixl.files import machine


def test_requirements_stand_by_extra_without_those_of_another_system(monkeypatch):
    texts = [
        "click>=8.1",
        "pandas>=2 ; python_version >= '3.9'",
        "colorama ; sys_platform == 'win32'",
        'docxtpl>=0.1; extra == "report"',
        "matplotlib ; extra == 'report'",
    ]
    monkeypatch.setattr(machine, "requires", lambda _name: texts)
    assert machine.required_packages() == {"": ("click", "pandas"), "report": ("docxtpl", "matplotlib")}


def test_a_checkout_that_is_not_installed_names_none(monkeypatch):
    def missing(_name: str) -> list[str]:
        raise machine.PackageNotFoundError

    monkeypatch.setattr(machine, "requires", missing)
    assert machine.required_packages() == {}


def test_the_version_of_a_package_that_is_missing_is_empty():
    assert machine.package_version("click") > "8"
    assert machine.package_version("no-such-package") == ""


def test_a_font_that_nobody_has_is_missing():
    assert machine.has_font("No Such Font 1234") in (False, None)


def test_a_folder_is_tried_and_left_as_it_was(tmp_path):
    assert machine.why_not_writable(tmp_path) == ""
    assert list(tmp_path.iterdir()) == []
    assert machine.why_not_writable(tmp_path / "none") == "No such file or directory"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="rights do not bind this user")
def test_a_file_without_rights_counts_as_held(tmp_path):
    path = tmp_path / "file"
    path.touch(0o400)
    assert machine.is_held(path)


def test_a_free_file_and_none_are_not_held_and_a_folder_is(tmp_path):
    (tmp_path / "file").touch()
    assert [machine.is_held(tmp_path / name) for name in ("file", "none")] == [False, False]
    assert machine.is_held(tmp_path)
