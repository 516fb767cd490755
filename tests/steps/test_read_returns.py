"""Reading returned files: what a file holds, what is wrong with it, or what is wrong with the machine."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import BrokenExecutor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from kpixl.files import workers
from kpixl.files.workers import READING_SECONDS, WorkerDiedError, WorkerExecutor
from kpixl.model.errors import KpixlError
from kpixl.model.submission import Submission, UnreadableFile
from kpixl.steps.read_returns import SECONDS_ALONE, read_returns
from tests.carriers import make_mail, make_zip
from tests.inprocess import InProcessExecutor

ROOT = Path(__file__).parents[2]


class Failing(InProcessExecutor):
    """An executor in which the reading of some files, by their names, ends with an exception."""

    def __init__(self, errors: dict[str, Exception]) -> None:
        self.errors = errors
        self.asked: list[str] = []

    def submit(self, fn, /, *args, **kwargs):
        name = args[1].name  # args[0] is what reads it
        self.asked.append(name)
        if name not in self.errors:
            return super().submit(fn, *args, **kwargs)
        future: Future[object] = Future()
        future.set_exception(self.errors[name])
        return future


def _files(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_bytes(b"content of " + name.encode())
    return [folder / name for name in names]


def _read(*arguments, **settings) -> list[Submission | UnreadableFile]:
    """What files came to that are no carriers: one record each."""
    return [record for [record] in read_returns(*arguments, **settings)]


def test_a_file_that_fails_once_is_read_alone_when_the_others_are_through(filled_round):
    [first, second] = sorted(filled_round.inbox.iterdir())
    busy, quiet = Failing({first.name: MemoryError()}), Failing({})
    items = _read([first, second], filled_round.path, busy, alone=lambda: quiet)
    assert [(type(item), item.file) for item in items] == [
        (Submission, f"inbox/{first.name}"),
        (Submission, f"inbox/{second.name}"),
    ]
    assert (busy.asked, quiet.asked) == ([first.name, second.name], [first.name])


@pytest.mark.parametrize(
    ("error", "code", "details"),
    [
        (TimeoutError("15 s"), "K324", {"seconds": 2 * READING_SECONDS}),
        (MemoryError(), "K325", {"reason": "MemoryError"}),
        (WorkerDiedError("SIGSEGV"), "K325", {"reason": "WorkerDiedError: SIGSEGV"}),
        (RecursionError("too deep"), "K325", {"reason": "RecursionError: too deep"}),
    ],
)
def test_a_file_that_fails_twice_where_others_are_read_is_a_finding_with_its_hash(
    tmp_path, error, code, details
):
    failing = Failing({"a.xlsx": error, "c.xlsx": error})
    paths = _files(tmp_path, "a.xlsx", "b.xlsx", "c.xlsx")
    first, other, second = _read(paths, tmp_path, failing, alone=lambda: failing)
    assert isinstance(other, UnreadableFile)
    assert other.kind.code == "K319"
    for name, item in (("a.xlsx", first), ("c.xlsx", second)):
        assert isinstance(item, UnreadableFile)
        assert (item.file, item.kind.code, dict(item.details)) == (name, code, details)
        assert len(item.sha256) == 64
    assert failing.asked == ["a.xlsx", "b.xlsx", "c.xlsx", "a.xlsx", "c.xlsx"]


def test_a_single_file_that_fails_twice_is_blamed_where_the_starter_plan_can_be_read(tmp_path):
    failing = Failing({"a.xlsx": MemoryError()})
    [item] = _read(_files(tmp_path, "a.xlsx"), tmp_path, failing, alone=lambda: failing)
    assert (item.file, item.kind.code) == ("a.xlsx", "K325")
    assert failing.asked == ["a.xlsx", "a.xlsx", "plan_ja.xlsx"]


def test_a_machine_that_reads_nothing_stops_the_run_and_blames_no_file(tmp_path):
    failing = Failing(dict.fromkeys(("a.xlsx", "b.xlsx", "plan_ja.xlsx"), MemoryError()))
    with pytest.raises(KpixlError) as caught:
        read_returns(_files(tmp_path, "a.xlsx", "b.xlsx"), tmp_path, failing, alone=lambda: failing)
    assert caught.value.key == "error.machine_fault"
    assert caught.value.values == {"path": "a.xlsx", "reason": "MemoryError"}


def test_a_fault_of_disk_or_handles_is_never_a_files(tmp_path):
    failing = Failing({"a.xlsx": OSError(24, "Too many open files")})
    with pytest.raises(KpixlError) as caught:
        read_returns(_files(tmp_path, "a.xlsx", "b.xlsx"), tmp_path, failing, alone=lambda: failing)
    assert caught.value.key == "error.machine_fault"
    assert caught.value.values["reason"] == "OSError: [Errno 24] Too many open files"


@pytest.mark.parametrize("error", [BrokenProcessPool("no semaphores"), BrokenExecutor("no workers")])
def test_an_executor_that_cannot_work_stops_the_run(tmp_path, error):
    with pytest.raises(KpixlError) as caught:
        read_returns(_files(tmp_path, "a.xlsx"), tmp_path, Failing({"a.xlsx": error}))
    assert caught.value.key == "error.workers_failed"
    assert caught.value.values["reason"] == f"{type(error).__name__}: {error}"


def test_every_file_is_counted_as_it_comes(tmp_path):
    seen = []
    paths = _files(tmp_path, "a.xlsx", "b.xlsx")
    read_returns(paths, None, InProcessExecutor(), progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 2), (2, 2)]


def test_without_a_root_names_are_the_paths_as_given(tmp_path):
    [item] = _read(_files(tmp_path, "a.xlsx"), None, InProcessExecutor())
    assert Path(item.file) == tmp_path / "a.xlsx"


# ── carriers ───────────────────────────────────────────────────────────────────────────────────────
def test_each_file_of_a_carrier_is_read_in_a_call_of_its_own_and_a_poisonous_one_costs_itself(tmp_path):
    mail = make_mail({"b.xlsx": b"poison", "c.xlsx": b"sound", "d.xlsx": b"sound"}).as_bytes()
    (tmp_path / "a.eml").write_bytes(mail)
    failing = Failing({"b.xlsx": MemoryError()})
    [records] = read_returns([tmp_path / "a.eml"], tmp_path, failing, alone=lambda: failing)
    assert [(record.file, record.kind.code) for record in records] == [
        ("a.eml", "K335"),
        ("a.eml!/b.xlsx", "K325"),
        ("a.eml!/c.xlsx", "K319"),
        ("a.eml!/d.xlsx", "K319"),
    ]
    assert {record.sender for record in records} == {"shibu@example.jp"}
    assert failing.asked == ["a.eml", "b.xlsx", "c.xlsx", "d.xlsx", "b.xlsx"]


def test_a_carrier_that_takes_its_worker_down_twice_is_one_finding(tmp_path):
    (tmp_path / "a.eml").write_bytes(make_mail({"b.xlsx": b"x"}).as_bytes())
    failing = Failing({"a.eml": WorkerDiedError("SIGKILL")})
    [[record]] = read_returns([tmp_path / "a.eml"], tmp_path, failing, alone=lambda: failing)
    assert (record.file, record.kind.code) == ("a.eml", "K325")


def test_an_issued_workbook_in_a_carrier_is_not_even_read(tmp_path):
    (tmp_path / "a.zip").write_bytes(make_zip({"blank.xlsx": b"as issued"}))
    issued = {hashlib.sha256(b"as issued").hexdigest(): "FY2024-45-01"}
    reading = Failing({})
    [[_zip, record]] = read_returns([tmp_path / "a.zip"], tmp_path, reading, issued=issued)
    assert (record.file, record.kind.code, dict(record.details)) == (
        "a.zip!/blank.xlsx",
        "K372",
        {"issue": "FY2024-45-01"},
    )
    assert reading.asked == ["a.zip"]


# ── with real processes ───────────────────────────────────────────────────────────────────────────
def test_a_file_tried_alone_has_twice_the_time():
    assert SECONDS_ALONE == 2 * READING_SECONDS


def test_a_command_on_a_machine_without_workers_writes_nothing_and_says_why(filled_round, run, monkeypatch):
    monkeypatch.setattr(workers, "_BEGIN", "raise SystemExit(3)")
    monkeypatch.setattr(workers, "_spare", [])
    result = run("consolidate", filled_round.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "提出物を読むためのプロセスを起動できません（exit code 3）。提出物の誤りではなく、"
        "何も書いていません。メモリの空きとウイルス対策ソフトの設定を確かめ、もう一度実行してください。\n"
    )
    assert not filled_round.master.exists()


def test_a_script_without_a_guard_verifies_a_sound_return(filled_round, tmp_path):
    [path, *_] = sorted(filled_round.inbox.iterdir())
    script = tmp_path / "script.py"
    script.write_text(
        "import multiprocessing, sys\n"
        "multiprocessing.set_start_method('spawn')\n"
        "from pathlib import Path\n"
        "from kpixl.jobs.verify import verify\n"
        f"[result] = verify([Path({str(path)!r})])\n"
        "print(result.disposition, result.branch)\n",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, script]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", env=environment)
    assert (done.stdout, done.stderr) == ("accepted 01\n", "")


def test_a_worker_that_is_killed_costs_no_return(filled_round):
    paths = sorted(filled_round.inbox.iterdir())

    class Killing(WorkerExecutor):
        """Kills the worker in which the first file is about to be read."""

        def submit(self, fn, /, *args, **kwargs):
            return super().submit(os.abort) if args[1] == paths[0] else super().submit(fn, *args, **kwargs)

    with Killing(2) as executor:
        items = _read(paths, filled_round.path, executor)
    assert [type(item) for item in items] == [Submission, Submission]
