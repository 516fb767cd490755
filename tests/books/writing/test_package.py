"""The bytes of a workbook do not say on which system it was written."""

import datetime as dt
import io
import struct
import sys
import zipfile

import pytest

from kpixl.books.writing.book import Book
from kpixl.books.writing.package import same_on_every_system


def systems(package: bytes) -> set[int]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {info.create_system for info in archive.infolist()}


@pytest.mark.parametrize("platform", ["win32", "linux"])
def test_a_package_names_the_same_system_wherever_it_was_made(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.xml"), "一" * 100)
        archive.writestr(zipfile.ZipInfo("入れ物/b.xml"), b"")
    assert systems(made.getvalue()) == {0 if platform == "win32" else 3}
    assert systems(same_on_every_system(made.getvalue())) == {3}


def test_what_is_no_package_is_refused():
    with pytest.raises(ValueError, match="directory"):
        same_on_every_system(b"PK" + bytes(100))
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, 0, 0, 0)  # its one entry would begin at 0
    with pytest.raises(ValueError, match="no entry"):
        same_on_every_system(bytes(46) + end)


def test_a_workbook_that_windows_makes_names_the_system_that_linux_names(monkeypatch):
    book = Book(title="t", organisation="o", created=dt.datetime(2025, 4, 1), language="ja")  # noqa: DTZ001
    book.sheet("表").text(0, 0, "宮崎")
    monkeypatch.setattr(sys, "platform", "win32")
    assert systems(book.finish()) == {3}
