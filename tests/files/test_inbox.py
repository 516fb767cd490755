"""What lies in an inbox: everything is named, in a stable order, and nothing is opened."""

import os
import sys
from pathlib import Path

import pytest

from kpixl.files.inbox import find_returns, why_unread
from kpixl.model.finding import FindingCode


def _seen(inbox: Path) -> tuple[list[str], dict[str, FindingCode]]:
    """The files that are read, by their ways from the round, and why others are not."""
    found = find_returns(inbox, inbox.parent)
    read = [path.relative_to(inbox.parent).as_posix() for path in found.files]
    return read, {record.file: record.kind for record in found.unread}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    made = tmp_path / "inbox"
    made.mkdir()
    return made


def test_files_of_every_folder_are_found_in_the_order_of_their_paths(inbox):
    for name in ("b/45.xlsx", "45.xlsx", "a/深い/01.eml", "メモ.txt"):
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert _seen(inbox) == (["inbox/45.xlsx", "inbox/a/深い/01.eml", "inbox/b/45.xlsx", "inbox/メモ.txt"], {})


@pytest.mark.parametrize(
    "name", ["Thumbs.db", "desktop.INI", ".DS_Store", "._45_宮崎.xlsx", ".gitkeep", ".~45.tmp"]
)
def test_what_an_operating_system_leaves_is_nobodys_return(inbox, name):
    (inbox / name).touch()
    assert _seen(inbox) == ([], {})


@pytest.mark.parametrize("name", [".45_宮崎.xlsx", ".45_宮崎.XLSX", ".45_宮崎.xlsx.icloud"])
def test_a_hidden_workbook_was_sent_all_the_same(inbox, name):
    (inbox / name).touch()
    assert _seen(inbox) == ([f"inbox/{name}"], {})


def test_nothing_in_a_hidden_folder_is_a_return(inbox):
    (inbox / ".Trash").mkdir()
    (inbox / ".Trash" / "45.xlsx").touch()
    assert _seen(inbox) == ([], {})


@pytest.mark.parametrize(
    ("name", "of"), [("~$45_宮崎.xlsx", "45_宮崎.xlsx"), (".~lock.45_宮崎.ods#", "45_宮崎.ods")]
)
def test_a_file_that_somebody_has_open_is_named(inbox, name, of):
    (inbox / name).touch()
    (record,) = find_returns(inbox, inbox.parent).unread
    assert (record.kind, record.details) == (FindingCode.FILE_IS_OPEN, (("seen", of),))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives links to administrators alone")
def test_a_link_to_a_file_is_read_and_one_to_a_folder_or_to_nothing_is_named(inbox, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "45.xlsx").touch()
    (inbox / "file.xlsx").symlink_to(tmp_path / "elsewhere" / "45.xlsx")
    (inbox / "folder").symlink_to(tmp_path / "elsewhere")
    (inbox / "round and round").symlink_to(inbox / "round and round")
    (inbox / "gone.xlsx").symlink_to(tmp_path / "gone.xlsx")
    assert _seen(inbox) == (
        ["inbox/file.xlsx"],
        {
            "inbox/folder": FindingCode.FILE_NOT_REGULAR,
            "inbox/round and round": FindingCode.LINK_DANGLING,
            "inbox/gone.xlsx": FindingCode.LINK_DANGLING,
        },
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
def test_what_is_no_regular_file_is_named_and_never_opened(inbox):
    os.mkfifo(inbox / "45.xlsx")
    assert _seen(inbox) == ([], {"inbox/45.xlsx": FindingCode.FILE_NOT_REGULAR})


def test_a_folder_that_is_asked_for_as_a_file_is_denied(inbox):
    record = why_unread(inbox, "inbox")
    assert record is not None
    assert (record.file, record.sha256, record.kind, record.details) == (
        "inbox", "", FindingCode.FILE_DENIED, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")]
)
def test_a_folder_below_that_may_not_be_listed_stops_the_run(inbox, monkeypatch, error):
    (inbox / "45.xlsx").touch()
    (inbox / "closed").mkdir()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "closed":
            raise error
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(type(error), match=str(error.strerror)):
        find_returns(inbox, inbox.parent)


def test_a_folder_that_is_gone_since_it_was_seen_is_no_fault(inbox, monkeypatch):
    (inbox / "45.xlsx").touch()
    (inbox / "gone").mkdir()
    scandir = os.scandir

    def gone(path: str) -> object:
        if Path(path).name == "gone":
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", gone)
    assert _seen(inbox) == (["inbox/45.xlsx"], {})


def test_an_inbox_that_may_not_be_listed_is_no_empty_one(inbox, monkeypatch):
    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(PermissionError):
        find_returns(inbox, inbox.parent)
