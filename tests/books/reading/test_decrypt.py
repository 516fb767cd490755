"""Files with a password: opened where head office was told it, refused by name where not."""

import io
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.reading.decrypt import decrypt, open_workbook, read_passwords
from kpixl.books.reading.preflight import FileFormat, preflight
from kpixl.model.errors import InputFileError
from kpixl.model.finding import FindingCode
from tests.builders import fill_return, make_round

PASSWORD = "支部の 合言葉"  # noqa: S105 - of no file but those made here


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An entry workbook without a password."""
    return fill_return(make_round(tmp_path_factory.mktemp("entry")), "45").read_bytes()


@pytest.fixture(scope="module")
def protected(entry: bytes) -> bytes:
    """The same under `PASSWORD`; made once, for each password costs 100,000 hashes on purpose."""
    return encrypted(entry, PASSWORD)


def encrypted(content: bytes, password: str) -> bytes:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, stream)
    return stream.getvalue()


def refusal(content: bytes, *passwords: str) -> FindingCode:
    with pytest.raises(UnreadableWorkbookError) as caught:
        decrypt(content, passwords)
    return caught.value.kind


def test_the_first_password_that_fits_gives_the_workbook_back_byte_for_byte(
    entry: bytes, protected: bytes
) -> None:
    with pytest.raises(UnreadableWorkbookError) as caught:
        preflight(protected)
    assert caught.value.kind is FindingCode.FILE_ENCRYPTED
    plain = decrypt(protected, ("違う", PASSWORD, "まだ"))
    assert plain == entry
    assert preflight(plain).format is FileFormat.XLSX


def test_no_password_that_fits_is_its_own_finding(protected: bytes) -> None:
    assert refusal(protected, PASSWORD.strip("支"), "") is FindingCode.PASSWORD_WRONG


def test_where_the_machine_has_no_memory_left_no_password_is_doubted(
    protected: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(*_arguments: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr("kpixl.books.reading.decrypt._opened", no_memory)
    with pytest.raises(MemoryError):
        decrypt(protected, (PASSWORD,))


def test_without_a_password_the_file_is_encrypted_and_no_more_is_said(protected: bytes) -> None:
    assert refusal(protected) is FindingCode.FILE_ENCRYPTED
    assert refusal(protected[:1500]) is FindingCode.FILE_ENCRYPTED


def test_the_password_that_excel_itself_sets_is_always_tried(entry: bytes) -> None:
    content = encrypted(entry, "VelvetSweatshop")
    assert decrypt(content, ()) == decrypt(content, ("違う",)) == entry
    assert open_workbook(content).format is FileFormat.XLSX


def test_an_encryption_that_cannot_be_undone_stays_encrypted() -> None:
    assert refusal(b"PK\x03\x04 an .ods", PASSWORD) is FindingCode.FILE_ENCRYPTED


def test_a_damaged_container_is_damaged_and_nothing_else(protected: bytes) -> None:
    assert refusal(protected[:1500], PASSWORD) is FindingCode.FILE_DAMAGED
    assert refusal(protected[:8] + bytes(2000), PASSWORD) is FindingCode.FILE_DAMAGED


@pytest.mark.parametrize(
    ("error", "reason"), [(ValueError("a  damaged\nheader"), "a damaged header"), (KeyError(), "KeyError")]
)
def test_what_the_library_trips_over_is_said_on_one_line(
    protected: bytes, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    def trip(*_arguments: object) -> bytes:
        raise error

    monkeypatch.setattr("kpixl.books.reading.decrypt._opened", trip)
    with pytest.raises(UnreadableWorkbookError) as caught:
        decrypt(protected, (PASSWORD,))
    assert (caught.value.kind, str(caught.value)) == (FindingCode.FILE_DAMAGED, reason)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_passwords_stand_one_a_line_and_keep_their_spaces(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "passwords.txt"
    path.write_bytes("宮崎2025\r\n\r\n  空白 つき \r\n   \nlast".encode(encoding))
    assert read_passwords(path) == ("宮崎2025", "  空白 つき ", "last")


def test_an_empty_password_file_has_no_passwords(tmp_path: Path) -> None:
    path = tmp_path / "passwords.txt"
    path.write_bytes(b"\n")
    assert read_passwords(path) == ()


def test_a_missing_password_file_stops_the_command(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(InputFileError) as caught:
            read_passwords(path)
        assert (caught.value.key, caught.value.values) == ("error.password_file_missing", {"path": path})
