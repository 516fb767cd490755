"""Parts are where the relations lead, as Excel goes: whatever their names, and in either Unicode encoding."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kpixl.books.reading.cells import read_sheets
from kpixl.books.reading.preflight import preflight
from kpixl.books.returned.read import read_return
from kpixl.model.finding import FindingCode
from kpixl.model.submission import Submission
from tests.books.reading.cell_details.helpers import ods
from tests.builders import all_actuals, fill_return, make_round
from tests.messy.packing import packed, parts_of, saved_at

Parts = dict[str, bytes]

BOOK, LISTING = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET, NOTES = "xl/worksheets/sheet1.xml", "xl/comments1.xml"
OF_SHEET = "xl/worksheets/_rels/sheet1.xml.rels"
STRINGS, STYLES, CORE = "xl/sharedStrings.xml", "xl/styles.xml", "docProps/core.xml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SAVED = "2025-05-30T16:00:00Z"


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """A return with a percentage, a note of the branch at it, and a time of saving."""
    folder = tmp_path_factory.mktemp("noted")
    typed = all_actuals(50) | {("claim_days", "actual"): 75.9}
    parts = parts_of(saved_at(fill_return(make_round(folder), "01", typed).read_bytes(), SAVED))
    [cell] = re.findall(rb'<c r="([A-Z]+[0-9]+)"[^>]*><v>75\.9</v>', parts[SHEET])
    note = f'<comment ref="{cell.decode()}" authorId="0"><text><t>速報値です</t></text></comment>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    notes = f'<comments xmlns="{main}"><authors><author>札幌</author></authors>'
    notes = f"{DECLARATION}{notes}<commentList>{note}</commentList></comments>"
    related = f'<Relationship Id="rId1" Type="{OFFICE}/comments" Target="../comments1.xml"/>'
    names = "http://schemas.openxmlformats.org/package/2006/relationships"
    related = f'{DECLARATION}<Relationships xmlns="{names}">{related}</Relationships>'
    return parts | {NOTES: notes.encode(), OF_SHEET: related.encode()}


def read(folder: Path, parts: Parts) -> Submission:
    path = folder / "01.xlsx"
    path.write_bytes(packed(parts))
    submission = read_return(path, folder)
    assert isinstance(submission, Submission), submission
    return submission


def moved(parts: Parts, old: str, new: str, *targets: tuple[str, str, str]) -> Parts:
    """The package with a part at another place, and the relations (listing, from, to) that lead there."""
    found = {(new if name == old else name): part for name, part in parts.items()}
    for listing, before, after in targets:
        assert f'Target="{before}"'.encode() in found[listing]
        found[listing] = found[listing].replace(f'Target="{before}"'.encode(), f'Target="{after}"'.encode())
    return found


def a_book_elsewhere(parts: Parts) -> Parts:
    found = {re.sub("^xl/", "収集/", name): part for name, part in parts.items()}
    found = moved(found, "収集/workbook.xml", "収集/b.xml", ("_rels/.rels", BOOK, "/収集/b.xml"))
    found = moved(found, "収集/_rels/workbook.xml.rels", "収集/_rels/b.xml.rels")
    types = found["[Content_Types].xml"].replace(b"/xl/workbook.xml", "/収集/b.xml".encode())
    return found | {"[Content_Types].xml": types.replace(b"/xl/", "/収集/".encode())}


def a_sheet_elsewhere(parts: Parts) -> Parts:
    found = moved(parts, SHEET, "表/e.dat", (LISTING, "worksheets/sheet1.xml", "../表/e.dat"))
    return moved(
        found, OF_SHEET, "表/_rels/e.dat.rels", ("表/_rels/e.dat.rels", "../comments1.xml", f"/{NOTES}")
    )


def with_decoys(parts: Parts) -> Parts:
    """Another table of texts and another workbook stand where calamine looks for them."""
    found = moved(parts, STRINGS, "xl/own.xml", (LISTING, "sharedStrings.xml", "own.xml"))
    found[STRINGS] = parts[STRINGS].replace("札幌".encode(), "函館".encode())
    found = moved(found, BOOK, "xl/own_book.xml", ("_rels/.rels", BOOK, "xl/own_book.xml"))
    found = moved(found, LISTING, "xl/_rels/own_book.xml.rels")
    return found | {BOOK: parts[BOOK].replace(b"<sheets>", b'<sheets><sheet name="x" sheetId="99"/>')}


def with_other_prefixes(parts: Parts) -> Parts:
    book = re.sub(rb"<(/?)([A-Za-z]+)(?=[ />])", rb"<\1w:\2", parts[BOOK])
    book = book.replace(b" xmlns=", b" xmlns:w=").replace(b"xmlns:r=", b"xmlns:d3p1=")
    return parts | {BOOK: book.replace(b" r:id=", b" d3p1:id=")}


def at(part: str, listing: str, before: str, *places: tuple[str, str]) -> dict[str, Callable[[Parts], Parts]]:
    """A part moved to each of the places, to which a relation leads that says (`place`, target)."""
    return {
        f"{part} as {target}": lambda parts, new=new, target=target: moved(
            parts, part, new, (listing, before, target)
        )
        for new, target in places
    }


ARRANGED: dict[str, Callable[[Parts], Parts]] = {
    "as Excel": lambda parts: parts,
    **at(
        SHEET,
        LISTING,
        "worksheets/sheet1.xml",
        *((SHEET, target) for target in (
            "./worksheets/sheet1.xml", "../xl/worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml",
            "worksheets/../worksheets/sheet1.xml", "worksheets\\sheet1.xml", "WORKSHEETS/Sheet1.xml",
        )),
    ),
    **at(
        STRINGS,
        LISTING,
        "sharedStrings.xml",
        (STRINGS, "./sharedStrings.xml"),
        ("xl/texts/s.xml", "texts/s.xml"),
        ("xl/strings.dat", "strings.dat"),
        ("xl/media/s.xml", "/xl/media/s.xml"),
    ),
    **at(STYLES, LISTING, "styles.xml", ("look/st.xml", "../look/st.xml"), ("xl/st.dat", "st.dat")),
    **at(
        NOTES,
        OF_SHEET,
        "../comments1.xml",
        ("xl/comments1.dat", "../comments1.dat"),
        ("xl/media/c.xml", "../media/c.xml"),
        ("xl/worksheets/c.xml", "./c.xml"),
        ("注/c", "/注/c"),
        ("xl/my notes.xml", "../my%20notes.xml"),
        ("xl/my%20notes.xml", "../my%20notes.xml"),
        ("xl/注.xml", "../%E6%B3%A8.xml"),
    ),
    **at(CORE, "_rels/.rels", CORE, ("p/core", "p/core"), ("docProps/core.psmdcp", "/docProps/core.psmdcp")),
    **at(BOOK, "_rels/.rels", BOOK, (BOOK, "./xl/workbook.xml"), (BOOK, "/xl/workbook.xml")),
    "a book elsewhere": a_book_elsewhere,
    "a sheet elsewhere": a_sheet_elsewhere,
    "decoys": with_decoys,
    "other prefixes": with_other_prefixes,
}  # fmt: skip


@pytest.mark.parametrize("arrange", ARRANGED.values(), ids=ARRANGED)
def test_a_return_is_read_wherever_its_parts_stand(noted, tmp_path, arrange):
    usual, found = (read(tmp_path, parts) for parts in (noted, arrange(noted)))
    assert found.rows == usual.rows
    assert (found.identity, found.changes) == (usual.identity, ())
    assert [note.text for note in found.annotations] == ["速報値です"]
    assert found.modified == dt.datetime.fromisoformat(SAVED)


def in_utf16(part: bytes, *, big: bool = False, mark: bool = True) -> bytes:
    text = part.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    return ("\ufeff" * mark + text).encode("utf-16-be" if big else "utf-16-le")


ENCODED: dict[str, Callable[[Parts], Parts]] = {
    **{
        name: lambda parts, name=name: parts | {name: in_utf16(parts[name])}
        for name in (SHEET, STRINGS, STYLES, BOOK, LISTING, NOTES, OF_SHEET, CORE, "_rels/.rels")
    },
    "big-endian": lambda parts: parts | {SHEET: in_utf16(parts[SHEET], big=True)},
    "without a mark": lambda parts: parts | {SHEET: in_utf16(parts[SHEET], mark=False)},
    "big-endian without a mark": lambda parts: parts | {SHEET: in_utf16(parts[SHEET], big=True, mark=False)},
    "all of it": lambda parts: {name: in_utf16(part) for name, part in parts.items()},
}


@pytest.mark.parametrize("encode", ENCODED.values(), ids=ENCODED)
def test_a_return_is_read_in_either_unicode_encoding(noted, tmp_path, encode):
    usual, found = (read(tmp_path, parts) for parts in (noted, encode(noted)))
    assert found.rows == usual.rows
    assert (found.identity, found.changes) == (usual.identity, ())
    assert [note.text for note in found.annotations] == ["速報値です"]
    assert found.modified == dt.datetime.fromisoformat(SAVED)


def test_an_ods_is_read_in_either_unicode_encoding():
    cell = '<table:table-cell office:value-type="float" office:value="75.9"/>'
    parts = parts_of(ods(f"<table:table-row>{cell}</table:table-row>"))
    [usual] = read_sheets(preflight(packed(parts)).content)
    [found] = read_sheets(preflight(packed(parts | {"content.xml": in_utf16(parts["content.xml"])})).content)
    assert (found.rows, found) == ([[75.9]], usual)


def test_a_large_sheet_in_utf16_loses_its_empty_cells_like_any_other(noted, tmp_path):
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(500, 40_000))
    sheet = noted[SHEET].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    found = read(tmp_path, noted | {SHEET: in_utf16(sheet)})
    assert found.rows == read(tmp_path, noted).rows


@pytest.mark.parametrize("part", [BOOK, LISTING])
def test_a_workbook_part_that_is_broken_is_damage(noted, tmp_path, part):
    (tmp_path / "01.xlsx").write_bytes(packed(noted | {part: noted[part][:-20]}))
    unread = read_return(tmp_path / "01.xlsx", tmp_path)
    assert not isinstance(unread, Submission)
    assert unread.kind is FindingCode.FILE_DAMAGED
    assert str(dict(unread.details)["reason"]).startswith("unclosed token: line 2, column ")


@pytest.mark.parametrize("encode", [bytes, in_utf16], ids=["UTF-8", "UTF-16"])
def test_a_doctype_is_suspect_in_a_part_of_any_name(noted, tmp_path, encode):
    found = moved(noted, NOTES, "xl/notes.dat", (OF_SHEET, "../comments1.xml", "../notes.dat"))
    found["xl/notes.dat"] = encode(noted[NOTES].replace(b"<comments ", b"<!DOCTYPE comments><comments "))
    (tmp_path / "01.xlsx").write_bytes(packed(found))
    unread = read_return(tmp_path / "01.xlsx", tmp_path)
    assert not isinstance(unread, Submission)
    assert (unread.kind, dict(unread.details)["seen"]) == (FindingCode.FILE_SUSPECT, "xl/notes.dat")
