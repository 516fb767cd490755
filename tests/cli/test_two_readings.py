"""What is read is what Excel shows: odd markup is one text, and a cell that reads in two ways is refused."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kpixl.books.returned.read import read_return
from kpixl.model.submission import Submission
from tests.builders import Round, all_actuals, fill_return, make_round, rows_of


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return make_round(tmp_path)


def _changed(round_: Round, change: Callable[[bytes, bytes], bytes]) -> str:
    """A return of 75.9 days, of which the cell or the sheet around it was changed; the cell's address."""
    path = fill_return(round_, "01", all_actuals(50) | {("claim_days", "actual"): 75.9}, name="a.xlsx")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = next(name for name, part in parts.items() if b"<v>75.9</v>" in part)
    [cell] = re.findall(rb"<c [^>]*><v>75\.9</v></c>", parts[name])
    parts[name] = change(parts[name], cell)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    path.write_bytes(stream.getvalue())
    reference = re.search(rb'r="([A-Z]+[0-9]+)"', cell)
    assert reference is not None
    return reference[1].decode()


def _value(text: bytes) -> Callable[[bytes, bytes], bytes]:
    return lambda sheet, cell: sheet.replace(cell, cell.replace(b"<v>75.9</v>", text))


def _actual(round_: Round) -> object:
    rows = rows_of(round_.master, "データ")
    return next(row["実績"] for row in rows if (row["支部コード"], row["指標コード"]) == ("01", "claim_days"))


ONE_TEXT = {
    "a comment": b"<v>75<!-- -->.9</v>",
    "an instruction": b"<v>75<?x y?>.9</v>",
    "CDATA": b"<v><![CDATA[75]]>.9</v>",
    "all CDATA": b"<v><![CDATA[75.9]]></v>",
    "a reference to the point": b"<v>75&#46;9</v>",
    "a reference to a digit": b"<v>&#x37;5.9</v>",
    "a foreign value before": b'<x:v xmlns:x="urn:x">99</x:v><v>75.9</v>',
    "a foreign value after": b'<v>75.9</v><x:v xmlns:x="urn:x">99</x:v>',
}


@pytest.mark.parametrize("text", ONE_TEXT.values(), ids=ONE_TEXT)
def test_what_excel_reads_as_one_number_is_one_number(round_, run, text):
    _changed(round_, _value(text))
    result = run("consolidate", round_.path)
    assert result.exit_code == 0, result.output
    assert _actual(round_) == 75.9


def test_a_cell_of_a_foreign_namespace_is_no_cell(round_, run):
    def beside(sheet: bytes, cell: bytes) -> bytes:
        foreign = (
            cell.replace(b"<c ", b'<x:c xmlns:x="urn:x" ').replace(b"</c>", b"</x:c>").replace(b"75.9", b"99")
        )
        return sheet.replace(cell, cell + foreign)

    _changed(round_, beside)
    assert run("consolidate", round_.path).exit_code == 0
    assert _actual(round_) == 75.9


def _second_table(sheet: bytes, cell: bytes) -> bytes:
    again = b'<sheetData><row r="9">' + cell.replace(b"75.9", b"99") + b"</row></sheetData>"
    return sheet.replace(b"</sheetData>", b"</sheetData>" + again)


def _inline(text: bytes) -> Callable[[bytes, bytes], bytes]:
    def change(sheet: bytes, cell: bytes) -> bytes:
        typed = cell.replace(b"<c ", b'<c t="inlineStr" ').replace(b"<v>75.9</v>", text)
        return sheet.replace(cell, typed)

    return change


def _emptied(cell: bytes) -> bytes:
    return cell.replace(b"><v>75.9</v></c>", b"/>")


def _large(sheet: bytes) -> bytes:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(500, 40_000))
    return sheet.replace(b"</sheetData>", rows + b"</sheetData>")


TWICE = {
    "two values": _value(b"<v>75.9</v><v>99</v>"),
    "an element in the value": _value(b"<v>75<b/>.9</v>"),
    "a text in an element in the value": _value(b"<v>75.9<b>9</b></v>"),
    "a value and a text": _value(b"<v>75.9</v><is><t>99</t></is>"),
    "an element in a text": _inline(b"<is><t>75<b/>.9</t></is>"),
    "a foreign element in a text": _inline(b'<is><t>75<x:v xmlns:x="urn:x">9</x:v>.9</t></is>'),
    "a text of two texts": _inline(b"<is><t>75</t><t>.9</t></is>"),
    "two texts": _inline(b"<is><t>75.9</t></is><is><t>99</t></is>"),
    "a text in a text": _inline(b"<is><is><t>75.9</t></is></is>"),
    "the cell twice": lambda sheet, cell: sheet.replace(cell, cell + cell.replace(b"75.9", b"99")),
    "a second table": _second_table,
    "the cell again, empty": lambda sheet, cell: sheet.replace(cell, cell + _emptied(cell)),
    "the cell again, empty, in a large sheet": lambda sheet, cell: _large(
        sheet.replace(cell, cell + _emptied(cell))
    ),
}


@pytest.mark.parametrize("change", TWICE.values(), ids=TWICE)
def test_a_cell_that_reads_in_two_ways_is_an_error_that_shows_both(round_, run, change):
    at = _changed(round_, change)
    result = run("consolidate", round_.path)
    assert result.exit_code == 3
    [line] = [line for line in result.stderr.splitlines() if "[K429]" in line]
    assert at in line
    assert _actual(round_) == ""


@pytest.mark.parametrize(
    "text",
    [
        b'<t>75.<x:v xmlns:x="urn:x">9</x:v>9</t>',
        b"<t>75.<b/>9</t>",
        b"<t>75</t><t>.9</t>",
        b"<r><t>75</t><t>.9</t></r>",
    ],
)
def test_a_shared_text_that_reads_in_two_ways_is_an_error(round_, run, text):
    path = fill_return(round_, "01", all_actuals(50) | {("claim_days", "actual"): "75.9日"}, name="a.xlsx")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    shared = parts["xl/sharedStrings.xml"]
    parts["xl/sharedStrings.xml"] = shared.replace("<t>75.9日</t>".encode(), text)
    assert parts["xl/sharedStrings.xml"] != shared
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert run("consolidate", round_.path).exit_code == 3
    assert _actual(round_) == ""
    assert "K429" in {row["指摘番号"] for row in rows_of(round_.master, "指摘")}


@pytest.mark.parametrize("prefix", [False, True])
def test_a_sheet_that_is_written_anew_keeps_everything_else(round_, prefix):
    _changed(round_, lambda sheet, _cell: sheet)
    plain = read_return(round_.inbox / "a.xlsx", round_.path)

    def odd(sheet: bytes, cell: bytes) -> bytes:
        if not prefix:
            return sheet.replace(cell, cell + b"<!-- odd -->")
        named = re.sub(rb"<(/?)([A-Za-z]+)(?=[ />])", rb"<\1x:\2", sheet)
        return named.replace(b"xmlns=", b"xmlns:x=")

    _changed(round_, odd)
    read = read_return(round_.inbox / "a.xlsx", round_.path)
    assert isinstance(plain, Submission)
    assert isinstance(read, Submission)
    assert read.rows == plain.rows
    assert read.changes == plain.changes
