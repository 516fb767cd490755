"""A command's files: all of them in their places, or the round as it was; what they replace is kept."""

import errno
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kpixl.files import atomic, moves
from kpixl.files.write import KEPT_SETS, STAGING, WriteSet
from kpixl.model.errors import InputFileError, OutputFileError
from kpixl.model.event import Event
from kpixl.model.round import Round
from tests.builders import LOCK


@pytest.fixture
def folder(tmp_path) -> Round:
    return Round(tmp_path / "round")


def _write(folder: Round, **contents: str) -> None:
    """One run that writes files, by their names without ending."""
    with WriteSet(folder) as files:
        for name, content in contents.items():
            files.add(folder.folder / f"{name}.txt", content.encode())


def _state(folder: Round) -> dict[str, str]:
    """Every file below the round with its content, but for what kpixl notes down for itself."""
    own = (LOCK, folder.written.name)
    found = (path for path in folder.folder.rglob("*") if path.is_file() and path.name not in own)
    return {path.relative_to(folder.folder).as_posix(): path.read_text() for path in sorted(found)}


def test_nothing_stands_in_its_place_before_the_block_ends(folder):
    with WriteSet(folder) as files:
        path = files.add(folder.sendback / "45.xlsx", b"correction")
        assert not path.exists()
        assert files.where(path).read_bytes() == b"correction"
    assert _state(folder) == {"sendback/45.xlsx": "correction"}
    assert files.where(folder.master) == folder.master


def test_a_set_without_files_leaves_no_trace(folder):
    with WriteSet(folder):
        pass
    assert not folder.folder.exists()


def test_an_error_in_the_block_leaves_the_round_as_it_was(folder):
    _write(folder, master="old")

    def broken_off() -> None:
        with WriteSet(folder) as files:
            files.add(folder.folder / "master.txt", b"new")
            files.add(folder.drafts / "draft.eml", b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert _state(folder) == {"master.txt": "old"}
    assert not folder.drafts.exists()


def test_what_is_replaced_is_kept_as_one_set_with_its_folders_and_times(folder):
    with WriteSet(folder) as files:
        files.add(folder.master, b"master 1")
        files.add(folder.outbox / "45.xlsx", b"entry 1")
        files.add(folder.summary, b"summary 1")
    os.utime(folder.master, (1_700_000_000, 1_700_000_000))
    with WriteSet(folder) as files:
        files.add(folder.master, b"master 2")
        files.add(folder.outbox / "45.xlsx", b"entry 2")
        files.add(folder.summary, b"summary 1")
        files.add(folder.register, b"register 1")
    assert _state(folder) == {
        "history/replaced/0001/master.xlsx": "master 1",
        "history/replaced/0001/outbox/45.xlsx": "entry 1",
        "master.xlsx": "master 2",
        "outbox/45.xlsx": "entry 2",
        "outbox/register.csv": "register 1",
        "summary.xlsx": "summary 1",
    }
    assert (folder.replaced / "0001" / "master.xlsx").stat().st_mtime == 1_700_000_000


def test_the_same_bytes_leave_the_file_alone_and_make_no_history(folder):
    _write(folder, master="same")
    path = folder.folder / "master.txt"
    os.utime(path, (1_700_000_000, 1_700_000_000))
    _write(folder, master="same")
    assert _state(folder) == {"master.txt": "same"}
    assert path.stat().st_mtime == 1_700_000_000


def test_the_newest_ten_sets_are_kept_and_numbers_go_on(folder):
    for number in range(1, 15):
        _write(folder, master=f"version {number}")
    kept = {name: text for name, text in _state(folder).items() if name.startswith("history")}
    assert kept == {
        f"history/replaced/{number:04d}/master.txt": f"version {number}" for number in range(4, 14)
    }
    assert len(kept) == KEPT_SETS


def test_what_people_put_beside_the_sets_and_what_is_frozen_is_never_removed(folder):
    frozen = folder.frozen / "2025-05-30" / "master.txt"
    with WriteSet(folder) as files:
        files.add(frozen, b"at the deadline")
    (folder.replaced / "mine").mkdir(parents=True)
    (folder.replaced / "mine" / "note.txt").write_text("keep")
    (folder.replaced / "0000.txt").write_text("keep")
    for number in range(15):
        _write(folder, master=f"version {number}")
    state = _state(folder)
    assert state["history/frozen/2025-05-30/master.txt"] == "at the deadline"
    assert state["history/replaced/mine/note.txt"] == "keep"
    assert state["history/replaced/0000.txt"] == "keep"


def test_a_file_that_was_added_twice_counts_once_and_stands_last_as_it_was_said_last(folder):
    with WriteSet(folder) as files:
        files.add(folder.register, b"first")
        files.add(folder.register, b"second")
    assert _state(folder) == {"outbox/register.csv": "second"}


# ── what goes wrong in the move ────────────────────────────────────────────────────────────────────
class Refusing:
    """`os.replace` that fails at the n-th file of a set, as Windows does where Excel has one open."""

    def __init__(self, at: int, error: OSError) -> None:
        self.left, self.error = at, error
        self.real = os.replace

    def __call__(self, source: Path, target: Path) -> None:
        self.left -= 1
        if self.left == 0:
            raise self.error
        self.real(source, target)


BEFORE = {"a.txt": "old a", "b.txt": "old b", "sub/c.txt": "old c"}


@pytest.mark.parametrize("at", range(1, 8))
@pytest.mark.parametrize(
    ("error", "key"),
    [
        (PermissionError(13, "Permission denied"), "error.locked"),
        (OSError(28, "No space left on device"), "error.disk_full"),
    ],
    ids=["locked", "full"],
)
def test_a_move_that_fails_half_way_is_taken_back_whole(folder, monkeypatch, at, error, key):
    for name, content in BEFORE.items():
        with WriteSet(folder) as files:
            files.add(folder.folder / name, content.encode())
    places = (*BEFORE, "new.txt", "new folder/new.txt")
    monkeypatch.setattr(os, "replace", Refusing(at, error))

    def write_all() -> None:
        with WriteSet(folder) as files:
            for name in places:
                files.add(folder.folder / name, b"new")

    with pytest.raises(OutputFileError) as caught:
        write_all()
    # The last steps are the list of what was written, and the history's.
    expected = [*(folder.folder / name for name in places), folder.written, folder.replaced]
    assert (caught.value.key, caught.value.values["path"]) == (key, expected[at - 1])
    assert _state(folder) == BEFORE
    assert not (folder.folder / "new folder").exists()
    assert [
        path.name for path in folder.folder.iterdir() if path.name.startswith(".") and path.name != LOCK
    ] == []


def test_an_interrupt_in_the_move_is_taken_back_too(folder, monkeypatch):
    _write(folder, a="old a", b="old b")
    monkeypatch.setattr(os, "replace", Refusing(2, KeyboardInterrupt()))  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        _write(folder, a="new a", b="new b")
    assert _state(folder) == {"a.txt": "old a", "b.txt": "old b"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(errno.EIO, "I/O error")])
def test_once_what_was_replaced_is_in_the_history_nothing_is_taken_back(folder, monkeypatch, error):
    """A stop at that moment took the new files away, of which the old ones stood in the history alone."""
    _write(folder, master="old", summary="old")

    def sync(place: Path) -> None:
        if place == folder.replaced:
            raise error
        atomic.sync(place)

    monkeypatch.setattr(moves, "sync", sync)
    with pytest.raises((KeyboardInterrupt, OutputFileError)):
        _write(folder, master="new", summary="new", added="new")
    state = _state(folder)
    assert {name: state.pop(name) for name in ("master.txt", "summary.txt", "added.txt")} == {
        "master.txt": "new", "summary.txt": "new", "added.txt": "new",
    }  # fmt: skip
    assert sorted(state.values()) == ["old", "old"]


def test_a_folder_in_a_files_place_is_refused_before_anything_is_lost(folder):
    _write(folder, a="old")
    (folder.folder / "b.txt").mkdir()
    with pytest.raises(OutputFileError) as caught:
        _write(folder, a="new", b="new")
    assert caught.value.values["path"] == folder.folder / "b.txt"
    assert _state(folder) == {"a.txt": "old"}


def test_where_the_disk_knows_no_links_what_is_replaced_is_kept_all_the_same(folder, monkeypatch):
    _write(folder, master="old", other="same")
    os.utime(folder.folder / "master.txt", (1_700_000_000, 1_700_000_000))

    def no_links(*_arguments: object, **_settings: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")  # exFAT, many shares

    monkeypatch.setattr(os, "link", no_links)
    _write(folder, master="new", other="same")
    assert _state(folder) == {
        "master.txt": "new",
        "other.txt": "same",
        "history/replaced/0001/master.txt": "old",
    }
    kept = folder.replaced / "0001" / "master.txt"
    assert int(kept.stat().st_mtime) == 1_700_000_000


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_a_replaced_file_keeps_its_permissions(folder, mode):
    _write(folder, master="old")
    path = folder.folder / "master.txt"
    path.chmod(mode)
    _write(folder, master="new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", mode)
    assert stat.S_IMODE((folder.replaced / "0001" / "master.txt").stat().st_mode) == mode


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only an administrator may give a file away")
@pytest.mark.parametrize("is_administrator", [True, False])
def test_a_replaced_file_keeps_its_group_and_where_it_may_its_owner(folder, monkeypatch, is_administrator):
    _write(folder, master="old")
    path = folder.folder / "master.txt"
    os.chown(path, 54321, 12345)
    chown = os.chown

    def asked(path: Path, owner: int, group: int) -> None:
        if owner != -1 and not is_administrator:
            raise PermissionError(errno.EPERM, "Operation not permitted")
        chown(path, owner, group)

    monkeypatch.setattr(os, "chown", asked)
    _write(folder, master="new")
    about = path.stat()
    assert (path.read_text(), about.st_gid) == ("new", 12345)
    assert about.st_uid == (54321 if is_administrator else os.geteuid())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_new_file_has_the_permissions_of_any_new_file(folder, tmp_path):
    _write(folder, master="new")
    (tmp_path / "other").touch()
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder.folder / "master.txt", tmp_path / "other")]
    assert modes[0] == modes[1]


@pytest.mark.skipif(sys.platform != "linux", reason="needs a second file system")
def test_a_folder_that_is_linked_to_another_disk_is_written_to(folder, monkeypatch, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.folder.mkdir()
    folder.sendback.symlink_to(elsewhere)
    (elsewhere / "45.xlsx").write_bytes(b"old")
    real = os.replace

    def other_disk(source: Path, target: Path) -> None:
        if Path(target).parent == folder.sendback and Path(source).parent != folder.sendback:
            raise OSError(18, "Invalid cross-device link")
        real(source, target)

    monkeypatch.setattr(os, "replace", other_disk)
    with WriteSet(folder) as files:
        files.add(folder.sendback / "45.xlsx", b"new")
    assert (elsewhere / "45.xlsx").read_bytes() == b"new"
    assert _state(folder)["history/replaced/0001/sendback/45.xlsx"] == "old"


def test_files_and_their_folders_reach_the_disk_before_and_after_the_move(folder, monkeypatch):
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noting_fsync(handle: int) -> None:
        steps.append("fsync folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "fsync file")
        fsync(handle)

    def noting_replace(source: Path, target: Path) -> None:
        steps.append(f"replace {Path(target).name}")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noting_fsync)
    monkeypatch.setattr(os, "replace", noting_replace)
    _write(folder, a="a", b="b")
    folder_ = ["fsync folder"] if os.name == "posix" else []
    journal = ["fsync file", *folder_, *folder_]
    moves = ["replace a.txt", "replace b.txt", *folder_]
    assert steps == [
        *("fsync file", "fsync file", *journal, *moves),
        *("fsync file", "replace written.csv", *folder_),
    ]


_SET = """
import sys
from pathlib import Path
from kpixl.files.write import WriteSet
from kpixl.model.round import Round
folder = Path(sys.argv[1])
with WriteSet(Round(folder)) as files:
    files.add(folder / "master.xlsx", b"master")
    files.add(folder / "summary.xlsx", b"summary")
"""


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_the_system_is_asked_to_write_then_to_sync_then_to_rename_then_to_sync_the_folder(tmp_path):
    log = tmp_path / "log"
    calls = "trace=openat,write,fsync,rename,renameat,renameat2"
    command = ["strace", "-y", "-e", calls, "-o", log, sys.executable, "-c", _SET, tmp_path]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if "ptrace" in done.stderr:
        pytest.skip("nobody may be traced here")
    assert done.returncode == 0, done.stderr
    lines = [
        line
        for line in log.read_text().splitlines()
        if "/history" not in line and (".kpixl-" in line or ".xlsx" in line or "fsync" in line)
    ]
    steps = [
        f"{call} {Path(paths[-1]).name}"
        for line in lines
        if (call := line.partition("(")[0]) in ("write", "fsync", "rename", "renameat", "renameat2")
        and (paths := re.findall(r'[<"](/[^>"]+)[>"]', line))
    ]
    staging = next(step.split()[1] for step in steps if ".kpixl-" in step)
    assert steps == [
        *("write new-0000", "fsync new-0000", "write new-0001", "fsync new-0001"),
        *("write journal.json", "fsync journal.json", f"fsync {staging}", f"fsync {tmp_path.name}"),
        *("rename master.xlsx", "rename summary.xlsx", f"fsync {tmp_path.name}"),
    ]


def test_a_set_for_a_round_that_is_not_there_yet_makes_its_folder_and_those_above(tmp_path):
    folder = Round(tmp_path / "a" / "b" / "next")
    with WriteSet(folder) as files:
        files.add(folder.plan, b"plan")
    assert _state(folder) == {"plan.xlsx": "plan"}


@pytest.mark.skipif(os.name == "nt", reason="Windows gives links to administrators alone")
def test_what_only_has_the_name_of_a_staging_folder_is_nobodys(folder, tmp_path):
    _write(folder, master="1")
    (folder.folder / f"{STAGING}note").write_text("mine")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "0").write_text("2")
    (tmp_path / "elsewhere" / "journal.json").write_text('[["master.txt", "0"]]')
    (folder.folder / f"{STAGING}link").symlink_to(tmp_path / "elsewhere")
    _write(folder, summary="1")
    assert (folder.folder / "master.txt").read_text() == "1"
    assert (folder.folder / f"{STAGING}note").read_text() == "mine"
    assert (tmp_path / "elsewhere" / "0").read_text() == "2"


def test_what_another_program_keeps_from_being_removed_stops_no_run(folder, monkeypatch):
    """On Windows a virus scanner has a file of the staging folder or of the oldest set just then."""
    for number in range(KEPT_SETS):
        _write(folder, master=f"version {number}")
    staging = _left(folder, json.dumps([["summary.txt", "0"]]))

    def held(path: Path, *, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", held)
        _write(folder, master="last")
    kept = {path.name for path in folder.replaced.iterdir()}
    assert (folder.folder / "master.txt").read_text() == "last"
    assert (folder.folder / "summary.txt").read_text() == "2"
    assert (staging.is_dir(), len(kept)) == (True, KEPT_SETS)
    for number in range(2):
        _write(folder, master=f"later {number}")
    assert not staging.exists()
    assert len(list(folder.replaced.iterdir())) == KEPT_SETS


# ── what somebody has changed meanwhile ────────────────────────────────────────────────────────────
def _notices(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    events = [record.msg for record in caplog.records if isinstance(record.msg, Event)]
    return [
        (Path(str(event.facts["file"])).name, Path(str(event.facts["kept"])).parent.name)
        for event in events
        if event.step == "edited_kept"
    ]


def test_only_what_kpixl_did_not_write_is_told_when_it_is_replaced(folder, caplog):
    _write(folder, master="1", summary="1")
    (folder.folder / "summary.txt").write_text("mine")
    (folder.folder / "plan.txt").write_text("never written by kpixl")
    _write(folder, master="2", summary="2", plan="2")
    assert _notices(caplog) == [("summary.txt", "0001")]
    assert (folder.replaced / "0001" / "summary.txt").read_text() == "mine"


def test_what_is_put_back_does_not_become_kpixls_own(folder, caplog):
    _write(folder, master="1")
    with WriteSet(folder) as files:
        files.put_back(folder.folder / "master.txt", b"mine")
    assert _notices(caplog) == []
    _write(folder, master="2")
    assert _notices(caplog) == [("master.txt", "0002")]


def test_the_newest_twenty_contents_of_a_file_are_known(folder, caplog):
    for number in range(25):
        _write(folder, master=f"version {number}")
    rows = folder.written.read_text(encoding="utf-8").splitlines()
    assert (rows[0], len(rows)) == ("file,sha256", 21)
    (folder.folder / "master.txt").write_text("version 5")
    _write(folder, master="25")
    (folder.folder / "master.txt").write_text("version 4")  # too long ago to be known
    _write(folder, master="26")
    assert [name for name, _kept in _notices(caplog)] == ["master.txt"]


def test_a_list_that_excel_saved_in_its_code_page_is_still_known(folder, caplog):
    _write(folder, 集約="1")
    folder.written.write_bytes(folder.written.read_text(encoding="utf-8").encode("cp932"))
    (folder.folder / "集約.txt").write_text("mine")
    _write(folder, 集約="2")
    assert _notices(caplog) == [("集約.txt", "0001")]
    assert folder.written.read_text(encoding="utf-8").count("集約.txt") == 2


UNREADABLE = [
    (PermissionError(13, "Permission denied"), "error.denied", "Permission denied"),
    (PermissionError(), "error.denied", "PermissionError"),
    (OSError(5, "Input/output error"), "error.not_readable", "Input/output error"),
]


@pytest.mark.parametrize(("error", "key", "reason"), UNREADABLE)
def test_a_list_that_the_system_keeps_from_being_read_is_not_begun_anew(
    folder, monkeypatch, error, key, reason
):
    _write(folder, master="1")
    before = folder.written.read_bytes()
    read = Path.read_bytes

    def held(path: Path) -> bytes:
        if path == folder.written:
            raise error
        return read(path)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", held)
        with pytest.raises(InputFileError) as caught:
            _write(folder, master="2")
    assert (caught.value.key, caught.value.values) == (key, {"path": folder.written, "reason": reason})
    assert (_state(folder), folder.written.read_bytes()) == ({"master.txt": "1"}, before)


def test_what_cannot_be_read_is_not_said_to_be_unwritable(folder, monkeypatch):
    _write(folder, master="1")

    read = Path.read_bytes

    def held(path: Path) -> bytes:
        if path == folder.written:
            raise OSError(5, "Input/output error")
        return read(path)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", held)
        with pytest.raises(InputFileError) as caught:
            _write(folder, master="2")
    assert caught.value.text("ja") == (
        f"{folder.written} を読めません（Input/output error）。何も書いていません。"
        "ディスクやネットワークの状態を確かめて、もう一度実行してください。"
    )


# ── what a killed run has left ─────────────────────────────────────────────────────────────────────
def _left(folder: Round, journal: str) -> Path:
    """The staging folder of a run that was killed with one file still to be moved."""
    staging = folder.folder / f"{STAGING}left"
    staging.mkdir(parents=True)
    (staging / "0").write_text("2")
    (staging / "journal.json").write_text(journal)
    return staging


@pytest.mark.parametrize("row", [["master.txt", "0"], ["master.txt", "0", "5e"]], ids=["earlier", "now"])
def test_a_journal_with_or_without_digests_is_finished(folder, row):
    _write(folder, master="1")
    _left(folder, json.dumps([row]))
    _write(folder, summary="1")
    assert _state(folder) == {
        "master.txt": "2", "summary.txt": "1", "history/replaced/0001/master.txt": "1",
    }  # fmt: skip


@pytest.mark.parametrize(
    "journal",
    [
        *("{}", "1", "null", '["ab"]', '[["master.txt"]]', '[["master.txt", 0]]'),
        *('[["../master.txt", "0"]]', '[["a/../../b.txt", "0"]]'),  # out of the round's folder
        *('[["seal.key", "../inbox/45.xlsx"]]', '[["seal.key", "/etc/passwd"]]'),  # what no run made aside
    ],
)
def test_a_journal_of_another_shape_is_left_and_said_with_its_place(folder, journal):
    _write(folder, master="1")
    staging = _left(folder, journal)
    before = _state(folder)
    with pytest.raises(InputFileError) as caught:
        _write(folder, master="2")
    assert caught.value.key == "error.journal_invalid"
    assert caught.value.values == {"path": staging / "journal.json", "folder": staging}
    assert _state(folder) == before
    shutil.rmtree(staging)
    _write(folder, master="2")
    assert (folder.folder / "master.txt").read_text() == "2"


@pytest.mark.parametrize(("error", "key", "reason"), UNREADABLE)
def test_a_set_whose_journal_the_system_keeps_from_being_read_waits(folder, monkeypatch, error, key, reason):
    _write(folder, master="1")
    journal = _left(folder, json.dumps([["master.txt", "0"]])) / "journal.json"
    before, read = _state(folder), Path.read_text

    def held(path: Path, *arguments: str, **settings: str) -> str:
        if path == journal:
            raise error  # a virus scanner has it
        return read(path, *arguments, **settings)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_text", held)
        with pytest.raises(InputFileError) as caught:
            _write(folder, summary="1")
    assert (caught.value.key, caught.value.values) == (key, {"path": journal, "reason": reason})
    assert _state(folder) == before
    _write(folder, summary="1")
    assert (folder.folder / "master.txt").read_text() == "2"
