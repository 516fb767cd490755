"""What is taken apart without a parser is what the parser makes of it; all else is left to the parser."""

import io
import zipfile
from pathlib import Path
from xml.parsers.expat import ExpatError

import openpyxl
import pytest
import xlsxwriter

from kpixl.books.reading.cell_details.xlsx import sheet as sheet_module
from kpixl.books.reading.cell_details.xlsx import text as text_module
from kpixl.books.reading.cell_details.xlsx.plain import plain_sheet, plain_texts
from kpixl.books.reading.cell_details.xlsx.sheet import read_sheet
from kpixl.books.reading.cell_details.xlsx.text import shared_texts
from kpixl.shipped import shipped

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}">'
_TEXTS = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{_MAIN}" count="2">'


def sheet(data, head=_HEAD, rest=""):
    return f"{head}<sheetData>{data}</sheetData>{rest}</worksheet>".encode()


def texts(items, head=_TEXTS):
    return f"{head}{items}</sst>".encode()


@pytest.fixture
def by_expat(monkeypatch):
    """The same readers with the plain form switched off."""

    def read(part, *, is_sheet=True):
        with monkeypatch.context() as patch:
            patch.setattr(sheet_module, "plain_sheet", lambda _part: None)
            patch.setattr(text_module, "plain_texts", lambda _part: None)
            return read_sheet(part) if is_sheet else shared_texts(part, range(100_000))

    return read


def _workbooks():
    folder = shipped("workbooks")
    return sorted([*folder.glob("fy2024/*.xlsx"), *folder.glob("fy2024/inbox/*.xlsx")])[:6]


@pytest.mark.parametrize("path", _workbooks(), ids=lambda path: path.name)
def test_every_sheet_of_the_worked_rounds_is_read_the_same_by_both(path, by_expat):
    plain = 0
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            part = package.read(name)
            if name.startswith("xl/worksheets/sheet"):
                plain += plain_sheet(part) is not None
                assert read_sheet(part) == by_expat(part)
            elif name == "xl/sharedStrings.xml":
                assert shared_texts(part, range(100_000)) == by_expat(part, is_sheet=False)
    assert plain > 0


def _openpyxl(path):
    book = openpyxl.Workbook()
    book.active.append(["文字", 1, 2.5, True, "=A1&B1", None, 'a<b & "c"'])
    book.active.row_dimensions[1].hidden = True
    book.save(path)


def _xlsxwriter(path):
    with xlsxwriter.Workbook(path) as book:
        first = book.add_worksheet()
        first.write_row(0, 0, ["文字", " blanks ", 'a<b & "c"', "two\nlines", 0, -1.5e-7])
        first.write_formula(1, 0, '=IF(A1<>"x",A1&"&",1)', None, 'a<b & "c"')
        first.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        first.write_boolean(1, 2, True)  # noqa: FBT003 - xlsxwriter's own
        first.set_row(3, 0)


@pytest.mark.parametrize("write", [_openpyxl, _xlsxwriter])
def test_what_other_programs_write_is_read_the_same_by_both(write, tmp_path: Path, by_expat):
    write(tmp_path / "book.xlsx")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "book.xlsx").read_bytes())) as package:
        part = package.read("xl/worksheets/sheet1.xml")
        assert read_sheet(part) == by_expat(part)
        for name in {"xl/sharedStrings.xml"} & set(package.namelist()):
            strings = package.read(name)
            assert shared_texts(strings, range(20)) == by_expat(strings, is_sheet=False)


def test_a_shared_formula_and_its_followers_are_read_the_same_by_both(by_expat):
    part = sheet(
        '<row r="2" spans="1:2" ht="0" x14ac:dyDescent="0.2"><c r="A2" s="3">'
        '<f t="shared" ref="A2:B2" si="0">1+1</f><v>2</v></c>'
        '<c r="B2" t="str"><f t="shared" si="0"/><v>a&amp;b</v></c><c r="C2"/></row>',
        head=_HEAD.replace("<worksheet ", '<worksheet xmlns:x14ac="urn:x" '),
    )
    assert plain_sheet(part) is not None
    read = read_sheet(part)
    assert read == by_expat(part)
    assert read.formulas == {(1, 0): "=1+1", (1, 1): "="}
    assert read.raw == {(1, 0): "2", (1, 1): "a&b"}
    assert read.hidden_rows == {1}


def test_a_cell_that_stands_twice_is_named_by_both(by_expat):
    part = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>')
    assert plain_sheet(part) is not None
    assert read_sheet(part).doubled == by_expat(part).doubled == {(0, 0)}


def test_rows_without_cells_stand_among_the_others(by_expat):
    part = sheet('<row r="1"/><row r="2" hidden="1"/><row r="3"><c r="A3"><v>1</v></c></row><row r="4"/>')
    assert plain_sheet(part) is not None
    read = read_sheet(part)
    assert read == by_expat(part)
    assert (read.raw, read.hidden_rows, read.doubled) == ({(2, 0): "1"}, {1}, set())


def test_a_cell_that_stands_in_no_row_is_read_by_some_programs_alone():
    read = read_sheet(sheet('<row r="1"><c r="A1"><v>1</v></c></row><c r="A2"><v>2</v></c>'))
    assert read.doubled == {(1, 0)}


@pytest.mark.parametrize(
    "part",
    [
        sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'),
        sheet('<row r="1"><c r="A1"><f t="array" ref="A1:B1">1</f><v>1</v></c></row>'),
        sheet("<row><c><v>1</v></c></row>"),
        sheet('<row r="1"><c r="A1" t="str"><v>&#65;</v></c></row>'),
        sheet('<row r="1"><c r="A1" t="str"><v><![CDATA[a]]></v></c></row>'),
        sheet('<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>'),
        sheet('<row r="1"><c r="A1"><v>1</v></c></row>', rest="<!-- <sheetData/> -->"),
        sheet('<row r="1"><c r="A1"><v>1</v></c></row>', rest="<sheetData/>"),
        sheet('<row r="1"><c r="A1"><v>1</v></c></row>', rest='<c r="XFD1048576"><v>1</v></c>'),
        sheet('<row r="1"><c r="A1"><v>1</v></c></row>', rest='<x:row r="1048576"/>'),
        sheet('<row r="1"><c r="A1"><v>1</v></c></row>', rest="<!-- -->"),
        sheet('<row r="1"><c r="A1"><v>1</v></c></row>', rest="<?x y?>"),
        sheet('<row r="1" ht="9" ht="0"><c r="A1"><v>1</v></c></row>'),
        sheet('<row r="1" 9ht="0"><c r="A1"><v>1</v></c></row>'),
        sheet("", head=_HEAD.replace("UTF-8", "UTF-16")),
        sheet("", head=_HEAD.replace(_MAIN, "urn:other")),
        sheet('<row r="1"><c r="A1" t="str"><v>a\r\nb</v></c></row>'),
        sheet('<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>'),
        sheet('<row r="1" xmlns="urn:x"><c r="A1"><v>1</v></c></row>'),
        sheet('<row r="1" r="2"><c r="A1"><v>1</v></c></row>'),
        sheet('<c r="A1"><v>1</v></c>'),
        sheet('<row r="1"/><c r="A1"><v>1</v></c>'),
        sheet('<row r="1"/><c r="A1"><v>1</v></c></row>'),
        sheet('<row r="1"><row r="2"><c r="A2"><v>1</v></c></row></row>'),
        sheet('<row r="1"><c r="A1"><v>1</v></c>'),
        sheet('</row><row r="1"><c r="A1"><v>1</v></c>'),
        sheet("", head=f'{_HEAD}<x xmlns="urn:x">', rest="</x>"),
        sheet("", head=_HEAD.replace(f'xmlns="{_MAIN}"', f"xmlns='urn:x' y='xmlns=\"{_MAIN}\"'")),
        sheet("", rest='<x xmlns = "urn:x"><dataValidations></dataValidations></x>'),
    ],
)
def test_what_is_written_in_another_way_is_left_to_the_parser(part):
    assert plain_sheet(part) is None


_RULES = (
    '<dataValidation type="list" prompt="a>b &amp; c" sqref="A1 B2:B4"><formula1>"x,y"</formula1>'
    "</dataValidation>"
    '<dataValidation sqref="C1"/><dataValidation type="whole"><formula1>1</formula1></dataValidation>'
    '<dataValidation sqref="#REF! D1" type="whole"><formula1>1</formula1><formula2>A1&lt;2</formula2>'
    "</dataValidation>"
)


def test_validations_are_read_the_same_by_both_and_none_of_them_is_left_for_the_parser(by_expat):
    part = sheet("", rest=f'<dataValidations count="4">{_RULES}</dataValidations><pageMargins left="1"/>')
    assert b"dataValidation" not in plain_sheet(part).rest
    read = read_sheet(part)
    assert read == by_expat(part)
    assert read.validated == [(0, 0, 0, 0), (1, 1, 3, 1), (0, 2, 0, 2), (0, 3, 0, 3)]


@pytest.mark.parametrize(
    "rules",
    [
        _RULES.replace("C1", "&#67;1"),
        _RULES.replace("C1", "C&amp;1"),
        _RULES.replace('sqref="C1"', 'xmlns="urn:x" sqref="C1"'),
        f"{_RULES} and",
        _RULES.replace('"x,y"', "<x/>"),
        f"<!-- {_RULES} -->",
    ],
)
def test_validations_that_are_written_otherwise_are_left_to_the_parser(rules, by_expat):
    part = sheet("", rest=f"<dataValidations>{rules}</dataValidations>")
    assert (plain := plain_sheet(part)) is None or b"dataValidation" in plain.rest
    assert read_sheet(part) == by_expat(part)


def test_a_character_that_no_parser_takes_is_refused_in_a_validation_too():
    rules = _RULES.replace('sqref="C1"', 'prompt="\x01" sqref="C1"')
    with pytest.raises(ExpatError):
        read_sheet(sheet("", rest=f"<dataValidations>{rules}</dataValidations>"))


def test_texts_with_a_reading_aid_are_read_without_it(by_expat):
    part = texts(
        '<si><t>岩手</t><rPh sb="0" eb="2"><t>イワテ</t></rPh><phoneticPr fontId="1"/></si><si><t/></si>'
        '<si><t xml:space="preserve"> _x000D_&lt; </t></si>'
    )
    found = plain_texts(part)
    assert (found.plain, found.rich) == ({0: "岩手", 1: "", 2: " _x000D_< "}, {})
    assert shared_texts(part, range(5)) == by_expat(part, is_sheet=False)


def test_texts_of_several_looks_are_left_to_the_parser_each_by_itself(by_expat):
    rich = "<si><r><rPr><strike/></rPr><t>4</t></r><r><t>2&amp;3</t></r></si>"
    aided = '<si><t>岩</t><rPh sb="0" eb="1"><t>イワ</t></rPh><t>手</t></si>'
    part = texts(f"<si><t>a</t></si>{rich}{aided}<si><t>b</t></si>{rich}")
    found = plain_texts(part)
    assert (found.plain, list(found.rich)) == ({0: "a", 3: "b"}, [1, 2, 4])
    read = shared_texts(part, range(9))
    assert read == by_expat(part, is_sheet=False)
    assert read.plain == {0: "a", 1: "42&3", 2: "岩手", 3: "b", 4: "42&3"}
    assert list(read.rich) == [1, 4]
    assert list(shared_texts(part, {4}).plain) == [4]


@pytest.mark.parametrize(
    "items",
    [
        "<si><si><t>a</t></si></si>",
        "<si><t>a</t></si>b<si><t>c</t></si>",
        "<si><t>a</t></si><x/>",
        '<si xml:lang="ja"><t>a</t></si><si><t>b</t></si>',
        "<si><t>a</t><!-- --></si>",
        "<si><t>a<?x y?></t></si>",
        "<si><r><t>a<!-- -->b</t></r></si>",
    ],
)
def test_texts_that_are_not_written_plainly_are_left_to_the_parser_as_a_whole(items):
    assert plain_texts(texts(items)) is None
