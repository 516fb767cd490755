"""When a workbook was last saved: an instant from Excel, a clock's reading from LibreOffice, or nothing."""

import datetime as dt
import re
import struct
from dataclasses import replace

import pytest

from kpixl.books.reading.preflight import FileFormat, preflight
from kpixl.books.reading.properties import last_saved
from tests.builders import fill_return, make_round
from tests.containers import BOF, compound, ods, unchecked
from tests.messy.packing import packed, parts_of, saved_at

CORE, APP = "docProps/core.xml", "docProps/app.xml"
INSTANT = dt.datetime(2025, 5, 30, 16, 0, tzinfo=dt.UTC)
READING = dt.datetime.fromisoformat("2025-05-30T16:00")


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An entry workbook whose time of saving nobody has touched."""
    return fill_return(make_round(tmp_path_factory.mktemp("entry")), "45").read_bytes()


def by(entry: bytes, application: str, moment: str) -> bytes:
    parts = parts_of(saved_at(entry, moment))
    parts[APP] = parts[APP].replace(b">Microsoft Excel<", f">{application}<".encode())
    return packed(parts)


@pytest.mark.parametrize(
    ("application", "moment", "saved"),
    [
        ("Microsoft Excel", "2025-05-30T16:00:00Z", INSTANT),
        ("Microsoft Excel", "2025-05-31T01:00:00+09:00", INSTANT),
        # The Z of LibreOffice is none: it stands behind the local time.
        ("LibreOffice/24.2.7.2$Linux_X86_64", "2025-05-30T16:00:00Z", READING),
        ("Collabora Office/23.05", "2025-05-30T16:00:00Z", READING),
        ("Microsoft Excel", "2025-05-30T16:00:00", READING),
        ("Microsoft Excel", "1601-01-01T00:00:00Z", None),
        ("Microsoft Excel", "yesterday", None),
    ],
)
def test_an_xlsx_says_when_it_was_saved_as_its_program_means_it(
    entry: bytes, application: str, moment: str, saved: dt.datetime | None
) -> None:
    checked = preflight(by(entry, application, moment))
    for file_format in (FileFormat.XLSX, FileFormat.XLSM, FileFormat.XLSB):
        assert last_saved(replace(checked, format=file_format)) == saved


@pytest.mark.parametrize(
    ("application", "saved"), [("Microsoft Excel", INSTANT), ("LibreOffice/24.2.7.2$Linux_X86_64", READING)]
)
def test_a_workbook_that_does_not_say_when_it_was_made_says_when_it_was_saved(entry, application, saved):
    parts = parts_of(by(entry, application, "2025-05-30T16:00:00Z"))
    core = re.sub(rb"<dcterms:created.*</dcterms:created>", b"", parts[CORE])
    assert core != parts[CORE]
    assert last_saved(preflight(packed(parts | {CORE: core}))) == saved


def test_a_time_that_no_program_has_touched_is_none(entry: bytes) -> None:
    assert last_saved(preflight(entry)) is None


_OTHER_ENCODING = b'<?xml version="1.0" encoding="none"?><a/>'


@pytest.mark.parametrize("broken", [None, b"<cp:coreProperties", b"<!DOCTYPE a><a/>", b"", _OTHER_ENCODING])
def test_a_workbook_without_properties_or_with_broken_ones_has_no_time(
    entry: bytes, broken: bytes | None
) -> None:
    parts = parts_of(saved_at(entry, "2025-05-30T16:00:00Z"))
    del parts[CORE]
    content = packed(parts if broken is None else parts | {CORE: broken})
    assert last_saved(unchecked(content, FileFormat.XLSX)) is None


def test_properties_are_found_whatever_the_case_of_their_names(entry: bytes) -> None:
    parts = parts_of(saved_at(entry, "2025-05-30T16:00:00Z"))
    content = packed({name.upper().replace("/", "\\"): part for name, part in parts.items()})
    assert last_saved(preflight(content)) == INSTANT


@pytest.mark.parametrize(
    ("date", "saved"),
    [
        ("2025-05-30T16:00:00.000000000", READING),  # LibreOffice
        ("2025-05-30T16:00:00Z", INSTANT),  # Excel
        ("2025-04-01T00:00:00", None),
    ],
)
def test_an_ods_has_a_clocks_reading_or_an_instant(date: str, saved: dt.datetime | None) -> None:
    meta = (
        '<office:document-meta xmlns:office="o" xmlns:meta="m" xmlns:dc="d"><office:meta>'
        f"<meta:creation-date>2025-04-01T00:00:00</meta:creation-date><dc:date>{date}</dc:date>"
        "</office:meta></office:document-meta>"
    )
    assert last_saved(preflight(ods("", **{"meta.xml": meta.encode()}))) == saved
    assert last_saved(preflight(ods(""))) is None


def summary_stream(created: dt.datetime | None, saved: dt.datetime | None) -> bytes:
    """A property set with two times, as [MS-OLEPS] lays it out."""
    values = []
    for time in (created, saved):
        ticks = int((time - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)).total_seconds() * 10**7) if time else 0
        values.append(struct.pack("<IQ", 0x40, ticks))
    first = 8 + 2 * 8
    index = struct.pack("<4I", 12, first, 13, first + 12)
    section = struct.pack("<2I", first + 24, 2) + index + b"".join(values)
    identity = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
    head = struct.pack("<HHI16xI", 0xFFFE, 0, 0x00020105, 1)
    return head + identity + struct.pack("<I", 48) + section


@pytest.mark.parametrize(
    ("created", "saved", "expected"),
    [
        (dt.datetime(2025, 4, 1, tzinfo=dt.UTC), INSTANT, INSTANT),
        (None, INSTANT, INSTANT),
        (INSTANT, INSTANT, None),
        (None, None, None),
    ],
)
@pytest.mark.parametrize("mini", [False, True])
def test_an_xls_has_an_instant_whatever_program_wrote_it(
    created: dt.datetime | None, saved: dt.datetime | None, expected: dt.datetime | None, *, mini: bool
) -> None:
    stream = summary_stream(created, saved)
    content = compound({"Workbook": BOF, "\x05SummaryInformation": stream}, mini=mini)
    assert last_saved(unchecked(content, FileFormat.XLS)) == expected


def test_an_xls_without_or_with_a_broken_summary_has_no_time() -> None:
    assert last_saved(unchecked(compound({"Workbook": BOF}), FileFormat.XLS)) is None
    for broken in (b"\xfe\xff" + bytes(60), b"\xff" * 100, summary_stream(None, INSTANT)[:60]):
        content = compound({"Workbook": BOF, "\x05SummaryInformation": broken}, mini=True)
        assert last_saved(unchecked(content, FileFormat.XLS)) is None
    assert last_saved(unchecked(b"no container", FileFormat.XLS)) is None
