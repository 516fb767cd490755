"""One command at a time writes in a round; the lock ends with its holder, and readers never wait."""

import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kpixl.files import round_lock as locking
from kpixl.files.round_lock import round_lock
from kpixl.files.write import WriteSet
from kpixl.model.errors import OutputFileError
from kpixl.model.round import Round as Folder
from tests.builders import LOCK, all_actuals, digests, fill_return, make_round

_HOLD = """
import sys
from pathlib import Path
from kpixl.files.round_lock import round_lock
with round_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds the lock of a round."""
    command = [sys.executable, "-c", _HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.1)


@pytest.mark.usefixtures("impatient")
def test_who_has_to_wait_too_long_is_told_who_works_where_and_since_when(tmp_path):
    with another(tmp_path) as process, pytest.raises(OutputFileError) as caught, round_lock(tmp_path):
        pass
    told = caught.value
    assert told.key == "error.round_busy"
    assert told.values["process"] == str(process.pid)
    assert told.values["host"]
    assert isinstance(told.values["seconds"], int)
    assert f"プロセス {process.pid}、" in told.text("ja")


def test_the_second_waits_until_the_first_has_ended(tmp_path):
    with another(tmp_path) as process:
        assert process.stdin is not None
        process.stdin.close()  # it ends by itself
        with round_lock(tmp_path):
            assert json.loads((tmp_path / ".kpixl.holder").read_text())["process"] != process.pid
    assert {path.name for path in tmp_path.iterdir()} <= {LOCK}  # Windows removes it


@pytest.mark.usefixtures("impatient")
def test_the_lock_of_a_process_that_died_is_nobodys(tmp_path):
    with another(tmp_path) as process:
        process.kill()
        process.wait()
        time.sleep(0.1)
        assert (tmp_path / ".kpixl.holder").exists()  # what it left for people
        with round_lock(tmp_path):
            pass
    assert not (tmp_path / ".kpixl.holder").exists()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "left",
    [
        *(b"", b"{", b"[]", b'{"since": 5}', b"\xff"),
        b'{"since": "2025-04-01T09:00:00", "user": "a", "host": "b", "process": 1}',  # no offset
    ],
)
def test_a_holder_that_cannot_be_read_is_told_as_unknown(tmp_path, left):
    with another(tmp_path):
        (tmp_path / ".kpixl.holder").write_bytes(left)
        with pytest.raises(OutputFileError) as caught, round_lock(tmp_path):
            pass
    unknown = {"user": "?", "host": "?", "process": "?", "seconds": 0}
    assert caught.value.values == {**unknown, "folder": tmp_path}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("minutes", "least", "most"), [(-5, 300, 360), (5, 0, 0)])
def test_since_when_somebody_works_is_never_in_the_future_whatever_his_clock_says(
    tmp_path, minutes, least, most
):
    since = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    about = {"user": "計画", "host": "本部", "process": 7, "since": since.isoformat()}
    with another(tmp_path):
        (tmp_path / ".kpixl.holder").write_text(json.dumps(about), encoding="utf-8")
        with pytest.raises(OutputFileError) as caught, round_lock(tmp_path):
            pass
    told = caught.value.values
    assert (told["user"], told["host"], told["process"]) == ("計画", "本部", "7")
    assert least <= told["seconds"] <= most


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("command", ["distribute", "consolidate", "sendback", "run"])
def test_a_command_that_writes_says_who_is_at_work_and_writes_nothing(tmp_path, run, command):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals())
    before = digests(round_.path)
    with another(round_.path):
        result = run(command, round_.path)
    assert result.exit_code == 2
    assert "別の kpixl がこの収集に書き込んでいます" in result.stderr
    assert digests(round_.path, ".kpixl.holder") == before


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("arguments", [("check",), ("status",), ("distribute", "--dry-run")])
def test_who_only_reads_waits_for_nobody(tmp_path, run, arguments):
    round_ = make_round(tmp_path)
    with another(round_.path):
        result = run(arguments[0], round_.path, *arguments[1:])
    assert result.exit_code == 0, result.output


def test_two_distributions_at_once_issue_every_number_once(tmp_path):
    round_ = make_round(tmp_path)
    code = [sys.executable, "-c", "from kpixl.cli import main; main()", "distribute", str(round_.path)]
    for _attempt in range(3):
        pair = [subprocess.Popen(code, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
        said = [process.communicate() for process in pair]
        codes = sorted(process.returncode for process in pair)
        assert codes in ([0, 2], [2, 2]), said  # the second is told that all is issued
        rows = (round_.outbox / "register.csv").read_text(encoding="utf-8-sig").splitlines()
        assert len(rows) == 4
    assert (round_.path / "seal.key").stat().st_size == 65


def test_a_set_of_two_rounds_locks_each_for_itself(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    with WriteSet(Folder(tmp_path / "a")) as first, WriteSet(Folder(tmp_path / "b")) as second:
        first.add(tmp_path / "a" / "x", b"a")
        second.add(tmp_path / "b" / "x", b"b")
    assert (tmp_path / "b" / "x").read_bytes() == b"b"
