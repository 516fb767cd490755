"""Long tables are written in another way than short ones, and hold the same."""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from kpixl.books.writing import long_rows, styles, tables
from kpixl.books.writing.book import Book
from kpixl.books.writing.packed import Packed, PartText
from kpixl.books.writing.tables import Column, write_table
from tests.dump import dump_workbook

CREATED = dt.datetime(2025, 4, 1)  # noqa: DTZ001 - a workbook's own time has no zone
COLUMNS = [
    Column(label="code", width=8, style=styles.TEXT),
    Column(label="text", width=12, style=styles.WRAP, wraps=True),
    Column(label="number", width=6, style=styles.NUMBER | {"num_format": "#,##0.0"}),
    Column(label="date", width=12, style=styles.TEXT),
    Column(label="other", width=12, style=styles.TEXT | {"num_format": "General"}),
]
SPECIAL = [
    ("01", "", None, None, -0.1),
    ("=1+1", 'a<b & "c"\nd', 91.84999999999999, dt.date(2025, 3, 31), 0.0),
    (
        "長い名前" * 9,
        "_x0041_ \x01",
        Decimal("1234567.5"),
        dt.datetime(2025, 3, 31, 12, 30, 5, tzinfo=dt.UTC),
        1e-7,
    ),
    (" blanks ", "x" * 40_000, 0, dt.date(1900, 3, 1), 123456789012345.0),
    # Long texts stand in their cells; those that XML needs written otherwise do not.
    ("長い文。" * 20, "a<b> & " * 10 + "c", -1, None, "同じ"),
    ("長い文。" * 20, "行" * 40 + "\n" + "行" * 40, Decimal("-0.05"), None, "同じ"),
    (" " + "y" * 60, "y" * 60 + "_x0041_", 5e-324, None, "\x02" + "z" * 60),
]


def table(count):
    """Rows of every kind, then many others."""
    return [*SPECIAL, *((f"{at:05d}", f"行{at}", at / 3, None, "") for at in range(count - len(SPECIAL)))]


def book(rows, monkeypatch, least):
    made = Book(title="t", organisation="o", created=CREATED, language="ja")
    with monkeypatch.context() as patch:
        patch.setattr(tables, "LONG", least)
        sheet = made.sheet("表")
        write_table(sheet, COLUMNS, rows, top=1)
        sheet.text(0, 0, "key")  # as a master writes its keys: above, and afterwards
    return made.finish()


def cells(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [
        (cell.coordinate, cell.value, cell.number_format, cell.alignment.wrap_text, cell.border.left.style)
        for row in sheet.iter_rows()
        for cell in row
    ]


def test_a_long_table_holds_what_a_short_one_does(monkeypatch, tmp_path):
    rows = table(1_100)  # more than two blocks
    long, short = book(rows, monkeypatch, 1_000), book(rows, monkeypatch, 2_000)
    assert cells(long) == cells(short)
    for name, content in (("long.xlsx", long), ("short.xlsx", short)):
        (tmp_path / name).write_bytes(content)
    assert dump_workbook(tmp_path / "long.xlsx") == dump_workbook(tmp_path / "short.xlsx")


def test_a_long_text_stands_in_its_cell_and_one_that_is_said_again_among_the_shared_ones(monkeypatch):
    with zipfile.ZipFile(io.BytesIO(book(table(1_100), monkeypatch, 1_000))) as package:
        sheet, shared = (
            package.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings")
        )
    assert sheet.count("<is><t>" + "長い文。" * 20 + "</t></is>") == 2
    assert "<is><t>" + "a&lt;b&gt; &amp; " * 10 + "c</t></is>" in sheet
    assert sheet.count('t="inlineStr"') == 3
    cells, texts = (int(number) for number in re.findall(r'ount="(\d+)"', shared.split("<si>")[0]))
    assert (cells, texts) == (sheet.count('t="s"'), shared.count("<si>"))
    assert shared.count("<t>同じ</t>") == 1


def test_the_same_rows_give_the_same_bytes(monkeypatch):
    rows = table(1_100)
    assert book(rows, monkeypatch, 1_000) == book(rows, monkeypatch, 1_000)


@pytest.mark.parametrize("at_end", [False, True])
@pytest.mark.parametrize("more", [0, 1])
def test_a_table_is_long_from_three_thousand_rows_on_and_at_a_sheets_end_from_a_thousand(
    more, at_end, monkeypatch
):
    written = []
    monkeypatch.setattr(tables, "write_long_rows", lambda *_all: written.append(more))
    made = Book(title="t", organisation="o", created=CREATED, language="ja")
    count = (long_rows.LONG_AT_END if at_end else long_rows.LONG) + more
    write_table(made.sheet("表"), COLUMNS, table(count), at_end=at_end)
    assert written == [1] * more


def test_what_a_part_takes_packed_stands_where_it_was_taken():
    first, second, part = Packed(), Packed(), PartText()
    for text in ("支部", "<c/>"):
        first.add(text)
    second.add("終")
    part.write("<a>")
    part.take(first)
    part.write("<b>")
    part.take(second)
    assert part.encoded().decode() == "<a>支部<c/><b>終"
    assert part.getvalue() == "<a><b>"
