"""What is there, what is not, and what the system does not tell."""

import errno
import os
import re
from pathlib import Path

import pytest

from kpixl.presence import exists, is_file, is_folder, is_free

PACKAGE = Path(__file__).parents[1] / "kpixl"
# A worker asks the kernel before it has any module of kpixl; a part of a zip is no path.
OTHERS = {"files/worker_main.py": "status.exists()", "files/carriers/zip.py": "info.is_dir()"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"plan")
    return path


def test_a_file_is_a_file(file):
    assert (is_file(file), is_folder(file), exists(file)) == (True, False, True)


def test_a_folder_is_a_folder(tmp_path):
    assert (is_file(tmp_path), is_folder(tmp_path), exists(tmp_path)) == (False, True, True)


@pytest.mark.parametrize("name", ["none.xlsx", "plan.xlsx/inside", "zero\0byte"])
def test_what_is_missing_is_neither(file, name):
    path = file.parent / name
    assert (is_file(path), is_folder(path), exists(path)) == (False, False, False)
    assert is_free(path)


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
def test_a_link_is_what_it_leads_to(file):
    for name, target in {
        "to_file": file,
        "to_nothing": file.parent / "none",
        "circle": file.parent / "circle",
    }.items():
        (file.parent / name).symlink_to(target)
    assert is_file(file.parent / "to_file")
    assert not exists(file.parent / "to_nothing")
    assert not is_free(file.parent / "to_nothing")
    assert not exists(file.parent / "circle")


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.ENAMETOOLONG, errno.ENOMEM])
@pytest.mark.parametrize("asked", [is_file, is_folder, exists])
def test_what_the_system_does_not_tell_is_not_taken_for_missing(monkeypatch, code, asked):
    def refuse(_path):
        raise OSError(code, "no")

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(OSError, match="no") as refused:
        asked(Path("plan.xlsx"))
    assert refused.value.errno == code


@pytest.mark.parametrize("code", [21, 123, 1921])
def test_what_windows_says_of_what_is_not_there_is_missing(monkeypatch, code):
    def refuse(_path):
        error = OSError(errno.EINVAL, "no")
        error.winerror = code
        raise error

    monkeypatch.setattr(Path, "stat", refuse)
    assert not exists(Path("plan.xlsx"))


def test_nothing_asks_a_path_itself():
    asking = re.compile(r"[\w.)]+\.(?:is_file|is_dir|exists)\(\)")
    found = {
        path.relative_to(PACKAGE).as_posix(): " ".join(asked)
        for path in sorted(PACKAGE.rglob("*.py"))
        if (asked := asking.findall(path.read_text(encoding="utf-8")))
    }
    assert found == OTHERS
