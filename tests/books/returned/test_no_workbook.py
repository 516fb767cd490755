"""A file of the inbox that is no workbook: what it is said to be, and what in it may tell whose it is."""

import pytest

from kpixl.books.returned.read import read_return
from kpixl.model.finding import FindingCode as Code
from kpixl.model.submission import Hints, UnreadableFile
from tests.details import shown_details

JPEG = b"\xff\xd8\xff"


def unread(folder, name: str, content: bytes) -> UnreadableFile:
    path = folder / name
    path.write_bytes(content)
    found = read_return(path, folder)
    assert isinstance(found, UnreadableFile)
    return found


@pytest.mark.parametrize(
    ("name", "content", "kind", "form"),
    [
        ("写真.jpg", JPEG, Code.FILE_IGNORED, "image"),
        ("写真.xlsx", JPEG, Code.FILE_OTHER_FORMAT, "image"),
        ("表.csv", "支部,値\n宮崎,62.2\n".encode(), Code.FILE_IGNORED, "csv"),
        ("表.xls", "支部,値\n宮崎,62.2\n".encode(), Code.FILE_OTHER_FORMAT, "csv"),
        ("表.gsheet", b'{"url": "https://example.jp/x"}', Code.FILE_IGNORED, "link"),
        ("表.url", b"[InternetShortcut]\r\nURL=https://example.jp/x\r\n", Code.FILE_IGNORED, "link"),
        ("表.xlsx.icloud", b"bplist00", Code.FILE_IGNORED, "icloud"),
        ("表.numbers", b"x", Code.FILE_IGNORED, "numbers"),
        ("動画.mp4", b"", Code.FILE_IGNORED, "unknown"),
        ("動画.mp4", bytes(99), Code.FILE_IGNORED, "unknown"),
    ],
)
def test_a_file_is_said_to_be_what_it_is(tmp_path, name, content, kind, form):
    found = unread(tmp_path, name, content)
    assert (found.kind, shown_details(found.details)) == (kind, {"format": f"word.format.{form}"})


@pytest.mark.parametrize("name", ["署名.p7m", "保護.rpmsg", "署名.P7M"])
def test_a_sealed_mail_is_told_by_its_name_and_a_workbook_of_that_name_is_none(tmp_path, name):
    found = unread(tmp_path, name, b"\x00sealed")
    assert (found.kind, found.details) == (Code.MAIL_IS_SEALED, ())
    assert unread(tmp_path, name, b"7z\xbc\xaf\x27\x1c").kind is Code.FILE_IS_ARCHIVE


TEXT = "宮崎支部です。\nTantou@Example.jp、honbu@example.jp、tantou@example.jp\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_a_text_tells_its_addresses_and_what_it_says(tmp_path, encoding):
    found = unread(tmp_path, "連絡.txt", TEXT.encode(encoding))
    assert found.hints == Hints(addresses=("tantou@example.jp", "honbu@example.jp"), texts=(TEXT,))


def test_a_short_table_is_a_title_too_and_a_picture_tells_nothing(tmp_path):
    table = "支部,値\n宮崎,62.2\n"
    found = unread(tmp_path, "表.csv", table.encode())
    assert (found.hints.titles, found.hints.texts) == ((table,), (table,))
    long = table + "宮崎,1\n" * 500
    found = unread(tmp_path, "長い表.csv", long.encode())
    assert (found.hints.titles, found.hints.texts) == ((), (long,))
    assert unread(tmp_path, "写真.jpg", JPEG).hints == Hints()


def test_of_a_long_text_the_beginning_is_kept_and_the_first_addresses(tmp_path):
    text = "".join(f"a{number}@example.jp\n" for number in range(30)) + "本文。\n" * 2_000
    found = unread(tmp_path, "長い連絡.txt", text.encode())
    assert found.hints.addresses == tuple(f"a{number}@example.jp" for number in range(20))
    assert found.hints.texts == (text[:4_000],)
