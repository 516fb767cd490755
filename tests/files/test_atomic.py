"""Files by themselves: what a killed run was writing goes, a secret is its owner's alone, rights are kept."""

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kpixl.files import atomic
from kpixl.files.atomic import is_held, put, remove_leftovers, reported, share, write_file, write_once
from kpixl.model.errors import OutputFileError


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# ── what runs were writing when they were killed ────────────────────────────────────────────────────
def _left(folder: Path, process: int, hours: float = 0.0) -> str:
    """The name of a file that a process was writing so long ago."""
    path = folder / f".master.xlsx.{process}-k3j5x_2a.tmp"
    path.write_bytes(b"half")
    moment = time.time() - hours * 3600
    os.utime(path, (moment, moment))
    return path.name


def _ended_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process that is asked about")
def test_what_a_dead_process_was_writing_goes_and_everything_else_stays(tmp_path):
    _left(tmp_path, _ended_process())
    staying = {
        _left(tmp_path, os.getpid()),
        _left(tmp_path, 10**30, hours=30),
    }  # no process has such a number
    for name in ("master.xlsx", ".master.xlsx.tmp", ".a.1-short.tmp", "a.1-k3j5x_2a.tmp"):
        (tmp_path / name).touch()
        staying.add(name)
    remove_leftovers([tmp_path / "no such folder", tmp_path])
    assert _names(tmp_path) == staying


@pytest.mark.parametrize("system", ["win32", sys.platform])
def test_what_is_older_than_an_hour_goes_although_a_process_has_that_number(tmp_path, monkeypatch, system):
    # On Windows nobody can ask; elsewhere the number has been given to another process since.
    with monkeypatch.context() as patched:
        patched.setattr(sys, "platform", system)
        name = _left(tmp_path, os.getpid(), hours=0.9)
        remove_leftovers([tmp_path])
        assert _names(tmp_path) == {name}
        _left(tmp_path, os.getpid(), hours=1.1)
        remove_leftovers([tmp_path])
        assert _names(tmp_path) == set()


def test_a_file_that_is_being_written_is_known_as_this_processs(tmp_path, monkeypatch):
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        remove_leftovers([tmp_path])  # another run begins
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    write_file(tmp_path / "master.xlsx", b"content")
    assert (tmp_path / "master.xlsx").read_bytes() == b"content"


# ── secrets ─────────────────────────────────────────────────────────────────────────────────────────
def _no_links(*_paths: object) -> None:
    raise OSError(errno.EOPNOTSUPP, "Operation not supported")


@pytest.mark.parametrize("links", [True, False])
def test_a_secret_is_its_owners_alone_and_what_stands_there_stays(tmp_path, monkeypatch, links):
    if not links:
        monkeypatch.setattr(os, "link", _no_links)
    path = tmp_path / "seal.key"
    write_once(path, b"first")
    write_once(path, b"second")
    assert (path.read_bytes(), _names(tmp_path)) == (b"first", {"seal.key"})
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


# ── what the system says ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("error", "key", "values"),
    [
        (PermissionError(13, "Permission denied"), "error.locked", {}),
        (OSError(errno.ENAMETOOLONG, "File name too long"), "error.path_too_long", {}),
        (OSError(errno.ENOSPC, "No space left on device"), "error.disk_full", {}),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "error.disk_full", {}),
        (OSError(errno.EROFS, "Read-only"), "error.not_writable", {"reason": "Read-only"}),
        (OSError("the share is gone"), "error.not_writable", {"reason": "the share is gone"}),
    ],
)
def test_what_the_system_says_about_a_file_becomes_the_sentence_for_it(tmp_path, error, key, values):
    def fails() -> None:
        with reported(tmp_path):
            raise error

    with pytest.raises(OutputFileError) as caught:
        fails()
    assert (caught.value.key, caught.value.values) == (key, {"path": tmp_path, **values})


def test_a_system_that_gives_no_words_is_quoted_all_the_same(tmp_path, monkeypatch):
    def fails(**_settings: object) -> None:
        raise OSError("the share is gone")

    monkeypatch.setattr(atomic.tempfile, "mkstemp", fails)
    assert atomic.why_not_writable(tmp_path) == "the share is gone"


def test_a_file_that_another_program_holds_is_held(tmp_path, monkeypatch):
    (tmp_path / "master.xlsx").touch()

    def holds(_path: Path, _mode: str) -> None:
        raise PermissionError(13, "Permission denied")  # as Windows says of what Excel has open

    monkeypatch.setattr(Path, "open", holds)
    assert is_held(tmp_path / "master.xlsx")


def test_a_move_that_fails_is_not_tried_in_another_way(tmp_path, monkeypatch):
    source, target = tmp_path / "new", tmp_path / "master.xlsx"
    source.write_bytes(b"new")
    target.write_bytes(b"old")

    def refuse(*_paths: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PermissionError):
        put(source, target)
    assert target.read_bytes() == b"old"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_the_mask_of_new_files_is_as_it_was_once_it_has_been_asked(tmp_path):
    before = os.umask(0o027)
    try:
        (tmp_path / "new").touch()
        share(tmp_path / "new", tmp_path / "none")
        assert os.umask(0o027) == 0o027
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    finally:
        os.umask(before)
