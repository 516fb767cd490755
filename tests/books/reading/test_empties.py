"""Cells that hold nothing are dropped from large sheets, and every other one stays where it was."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.reading.preflight.empties import without_empty_cells

ROW = '<row r="{0}" spans="1:2" ht="15"><c r="A{0}" s="3"/><c r="B{0}" s="3"></c></row>'


def sheet(rows: str) -> bytes:
    head = '<worksheet><cols><col min="1"/></cols>'
    return f"{head}<sheetData>{rows}</sheetData><mergeCells/></worksheet>".encode()


def in_chunks(content: bytes, size: int) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


def dropped(content: bytes, size: int = 1000) -> bytes:
    return b"".join(without_empty_cells(in_chunks(content, size)))


def cells(root: Element) -> dict[tuple[int, str], str]:
    """What stands where, counted as readers count rows and cells without an address."""
    found: dict[tuple[int, str], str] = {}
    row = 0
    for element in root.iter("row"):
        row = int(element.get("r", row + 1))
        column = "@"
        for cell in element:
            column = cell.get("r", "").rstrip("0123456789") or chr(ord(column) + 1)
            text = "".join(cell.itertext())
            if text:
                found[row, column] = text
    return found


@pytest.mark.parametrize("size", [17, 1000, 10**6])
def test_a_million_bordered_rows_leave_nothing(size: int) -> None:
    value = '<row r="2"><c r="A2"><v>62.2</v></c><c r="B2" s="1"/></row>'
    content = sheet(value + "".join(ROW.format(row) for row in range(3, 3000)))
    assert dropped(content, size) == sheet('<row r="2"><c r="A2"><v>62.2</v></c></row>')


def test_what_is_no_bare_cell_stays_byte_for_byte() -> None:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><f>B2</f></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t>文</t></is></c></row><x:row r="4"><x:c r="A4"/></x:row>'
    )
    assert dropped(sheet(rows), 40) == sheet(rows)


@pytest.mark.parametrize(
    "rows", ['<row><c r="A1" s="1"/><c><v>1</v></c></row>', "<row><c/><c><v>1</v></c></row>"]
)
def test_a_sheet_that_counts_from_the_one_before_stays_as_it_is(rows: str) -> None:
    assert dropped(sheet(rows * 50), 40) == sheet(rows * 50)


def test_a_tag_in_a_text_is_no_tag() -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<c r="B1"/>]]></t></is></c></row>'
    assert dropped(sheet(rows), 40) == sheet(rows)


def test_rows_that_count_from_one_that_was_dropped_are_damage() -> None:
    content = sheet("".join(ROW.format(row) for row in range(1, 100)) + "<row><c><v>1</v></c></row>" * 2)
    with pytest.raises(UnreadableWorkbookError):
        dropped(content, 200)


VALUE = '<c r="A2"><v>62.2</v></c>'


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="2">{VALUE}<c r="A2" s="1"/></row>',
        f'<row r="2"><c r="A2"/>{VALUE}</row>',
        f'<row r="2">{VALUE}</row><row r="2"><c r="A2"/></row>',
        f'<row r="1"><c r="A2"/></row><row r="2">{VALUE}</row>',
        f'<row r="2">{VALUE}</row><row r="3"><c r="A2"/></row>',
        f'<row r="2">{VALUE.replace("A2", "a2")}<c r="A2"/></row>',
        f'<row r="2">{VALUE.replace("<c", "<x:c").replace("</c", "</x:c")}<c r="A2"/></row>',
    ],
)
def test_an_empty_cell_stays_where_its_address_stands_twice(rows: str) -> None:
    assert dropped(sheet(rows)) == sheet(rows)


def test_an_empty_row_that_comes_back_with_a_value_is_damage() -> None:
    content = sheet("".join(ROW.format(row) for row in range(1, 100)) + f'<row r="2">{VALUE}</row>')
    with pytest.raises(UnreadableWorkbookError, match="rows out of order"):
        dropped(content, 200)


def test_rows_out_of_order_stay_as_they_are() -> None:
    rows = f'<row r="3"><c r="A3"><v>1</v></c></row><row r="2">{VALUE}<c r="B2"/></row>' + ROW.format(9)
    assert dropped(sheet(rows)) == sheet(rows)


CELLS = st.lists(
    st.tuples(
        st.integers(1, 9), st.sampled_from("ABC"), st.sampled_from(["", "<v>1</v>", "<f>A1</f>", "<v/>"])
    ),
    unique_by=lambda cell: cell[:2],
)


@settings(max_examples=200)
@given(
    CELLS,
    st.integers(1, 200),
    st.sampled_from(['<row r="{}">', "<row>"]),
    st.sampled_from(['s="1"', 's="1" ', ""]),
)
def test_no_value_is_lost_or_moved(found: Any, size: int, opened: str, style: str) -> None:
    rows = ""
    for number in sorted({row for row, _column, _value in found}):
        line = "".join(
            f'<c r="{column}{number}" {style}>{value}</c>' if value else f'<c r="{column}{number}" {style}/>'
            for row, column, value in sorted(found)
            if row == number
        )
        rows += f"{opened.format(number)}{line}</row>"
    content = sheet(rows)
    assert cells(fromstring(dropped(content, size))) == cells(fromstring(content))
