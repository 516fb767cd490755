"""A returned file is read once: what is hashed is what is judged."""

import errno
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.reading.preflight.verdict import FILE_BYTES
from kpixl.books.returned.file import read_file
from kpixl.books.returned.read import read_return
from kpixl.model.finding import FindingCode
from kpixl.model.submission import Submission

ROOT = Path(__file__).parents[3]

_COUNT = """
import json, sys
from collections import Counter
from pathlib import Path
opened = Counter()
def note(event, about):
    if event == "open" and isinstance(about[0], str):
        opened[Path(about[0]).name] += 1
{prepare}
sys.addaudithook(note)
{call}
print("OPENED " + json.dumps(opened))
"""


def _opened(prepare: str, call: str) -> dict[str, int]:
    """How often each file was opened, by its name, in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _COUNT.format(prepare=prepare, call=call)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    counts: dict[str, int] = json.loads(done.stdout.rpartition("OPENED ")[2])
    return counts


def test_a_file_is_read_up_to_the_limit_and_not_beyond(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"0123456789")
    assert read_file(path, None, 10).content == b"0123456789"
    with pytest.raises(UnreadableWorkbookError) as caught:
        read_file(path, None, 9)
    assert caught.value.kind is FindingCode.FILE_TOO_LARGE


def test_a_file_that_grows_while_it_is_read_is_too_large(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"0123456789")
    before = os.stat_result((0o100600, 0, 0, 1, 0, 0, 4, 0, 0, 0))
    monkeypatch.setattr(os, "fstat", lambda _number: before)
    assert read_file(path, None, 10).content == b"0123456789"
    with pytest.raises(UnreadableWorkbookError) as caught:
        read_file(path, None, 9)
    assert caught.value.kind is FindingCode.FILE_TOO_LARGE


def test_a_file_comes_with_its_place_bytes_and_hash(tmp_path):
    path = tmp_path / "inbox" / "大分.XLSX"
    path.parent.mkdir()
    path.write_bytes(b"content")
    returned = read_file(path, tmp_path)
    assert (returned.place, returned.suffix) == ("inbox/大分.XLSX", ".xlsx")
    assert returned.content == b"content"
    assert returned.sha256 == hashlib.sha256(b"content").hexdigest()
    assert (returned.sent, returned.sender) == (None, "")


def test_a_return_is_opened_once_for_hash_content_and_details(filled_round):
    path = filled_round.inbox / "01_札幌_FY2024.xlsx"
    prepare = f"from kpixl.books.returned.read import read_return; path = Path({str(path)!r})"
    assert _opened(prepare, "read_return(path, path.parent)")[path.name] == 1


def test_the_plan_is_opened_once_in_a_whole_consolidation(filled_round):
    prepare = f"from kpixl.jobs.consolidate import consolidate; folder = Path({str(filled_round.path)!r})"
    opened = _opened(prepare, "consolidate(folder)")
    assert opened["plan.xlsx"] == 1


def test_the_hash_in_the_record_is_that_of_the_bytes_that_were_read(filled_round):
    path = filled_round.inbox / "01_札幌_FY2024.xlsx"
    submission = read_return(path, filled_round.path)
    assert isinstance(submission, Submission)
    assert submission.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_that_is_too_large_is_not_read_at_all(tmp_path):
    path = tmp_path / "film.xlsx"
    with path.open("wb") as stream:
        stream.truncate(FILE_BYTES + 1)
    with pytest.raises(UnreadableWorkbookError) as caught:
        read_file(path, tmp_path)
    assert caught.value.kind is FindingCode.FILE_TOO_LARGE


def test_a_file_that_has_gone_is_the_files_own_fault(tmp_path):
    with pytest.raises(UnreadableWorkbookError) as caught:
        read_file(tmp_path / "gone.xlsx", tmp_path)
    assert caught.value.kind is FindingCode.FILE_DENIED


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO])
def test_a_machine_that_cannot_read_says_so_itself(tmp_path, monkeypatch, number):
    def fail(*_arguments: object, **_settings: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(OSError, match=os.strerror(number)):
        read_return(tmp_path / "a.xlsx", tmp_path)
