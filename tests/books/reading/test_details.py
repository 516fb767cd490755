"""The cell details give what calamine does not: errors, formulas, number formats, and the form's state."""

import io
import json
import re
import subprocess
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
import xlrd
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from python_calamine import CalamineWorkbook

from kpixl.books.reading.cells import read_sheets
from kpixl.books.reading.detail.read import read_details
from kpixl.books.reading.detail.records import CellDetail, SheetDetail, shown_format
from kpixl.books.reading.preflight import FileFormat
from tests.client.test_libreoffice import MISSING, PYTHON, SCRIPT

INBOX = Path(__file__).parents[3] / "workbooks" / "fy2024" / "inbox"
RETURNS = sorted(INBOX.glob("*.xlsx"))
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
ROOT_PART = "xl/worksheets/sheet1.xml"


def _bytes(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _written(write: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        write(book)
    return stream.getvalue()


def _looks(content: bytes, kind: FileFormat = FileFormat.XLSX) -> dict[str, SheetDetail]:
    looks = read_details(content, kind)
    assert looks is not None
    return looks


def _only(content: bytes, kind: FileFormat = FileFormat.XLSX) -> SheetDetail:
    [look] = _looks(content, kind).values()
    return look


def _changed(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The package with one part rewritten."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()).encode() if name == part else text)
    return stream.getvalue()


def _with_rows(rows: str, after: str = "") -> bytes:
    """A workbook whose one sheet has these rows, word for word as a program might write them."""

    def change(xml: str) -> str:
        assert "<sheetData></sheetData>" in xml
        return xml.replace("<sheetData></sheetData>", f"<sheetData>{rows}</sheetData>{after}")

    return _changed(_bytes(openpyxl.Workbook()), ROOT_PART, change)


# ── errors and formulas ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_value_that_was_typed_is_named_where_calamine_gives_nothing(error):
    book = openpyxl.Workbook()
    book.active["C3"] = error
    assert book.active["C3"].data_type == "e"
    content = _bytes(book)
    assert read_sheets(content)[0].cell(2, 2).value == ""
    assert _only(content).cells == {(2, 2): CellDetail(error=error)}


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_value_that_was_computed_comes_with_its_formula(error):
    content = _written(lambda book: book.add_worksheet().write_formula("B2", "=A1/A2", None, error))
    assert read_sheets(content)[0].cell(1, 1).value == ""
    assert _only(content).cells == {(1, 1): CellDetail(formula="=A1/A2", error=error)}


def test_a_text_that_looks_like_an_error_is_a_text():
    content = _written(lambda book: book.add_worksheet().write_string("A1", "#N/A"))
    assert read_sheets(content)[0].cell(0, 0).value == "#N/A"
    assert _only(content).cells == {}


def test_a_formula_without_a_stored_value_is_not_a_blank():
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    content = _bytes(book)
    assert read_sheets(content)[0].cell(0, 0).value == ""
    assert _only(content).cells == {(0, 0): CellDetail(formula="=1+1")}


@pytest.mark.parametrize("value", [62.2, "62.2", "", True])
def test_a_formula_with_a_stored_value_says_that_it_is_one(value):
    content = _written(lambda book: book.add_worksheet().write_formula("A1", "=X1*2", None, value))
    assert _only(content).cells == {(0, 0): CellDetail(formula="=X1*2")}


def test_every_follower_of_a_shared_formula_says_that_it_is_one():
    content = _with_rows(
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"></f></c></row>'
    )
    formulas = {at: look.formula for at, look in _only(content).cells.items()}
    assert formulas == {(0, 0): "=B1*2", (1, 0): "=", (2, 0): "="}


def test_every_cell_of_an_array_formula_says_that_it_is_one():
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_array_formula("B2:B4", "{=A2:A4*2}", None, 2)  # xlsxwriter stores 0 in the others
        sheet.write_number("B5", 7)

    formulas = {at: look.formula for at, look in _only(_written(write)).cells.items()}
    assert formulas == {(1, 1): "=A2:A4*2", (2, 1): "=", (3, 1): "="}


def test_the_cells_that_a_dynamic_array_spills_into_say_that_they_are_computed():
    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_dynamic_array_formula("A1:A2", "=UNIQUE(C1:C9)", None, 1)

    formulas = [look.formula for look in _only(_written(write)).cells.values()]
    assert formulas == ["=_xlfn.UNIQUE(C1:C9)", "="]


def test_cells_without_an_address_are_counted():
    content = _with_rows(
        '<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row><row r="4"><c/><c><f>1</f></c></row>'
    )
    assert _only(content).cells == {(0, 1): CellDetail(error="#N/A"), (3, 1): CellDetail(formula="=1")}


def test_an_empty_cell_says_nothing_whatever_its_format():
    book = openpyxl.Workbook()
    book.active["A1"].number_format = "0.0%"
    book.active["A2"].number_format = '0"円"'
    book.active["A3"] = 5
    assert _only(_bytes(book)).cells == {}


# ── number formats ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("0.0%", "0.0%"),
        ("0%", "0%"),
        ('0.0"円"', '0.0"円"'),
        ('#,##0"千円"', '#,##0"千円"'),
        (r"0.0\円", '0.0"円"'),
        (r"0.0\千\円", '0.0"千円"'),
        (r"\¥#,##0", '"¥"#,##0'),
        (r"\+0.0;\-0.0", "+0.0;-0.0"),
        (r"0.0\%", '0.0"%"'),
        (r'0.0"\円"', r'0.0"\円"'),
        ("[$¥-411]#,##0", "[$¥-411]#,##0"),
        ("yyyy/mm/dd", "yyyy/mm/dd"),
        ("General", ""),
        ("GENERAL", ""),
        ("@", ""),
    ],
)
def test_a_number_format_is_seen_with_its_texts_in_quotes(written, seen):
    book = openpyxl.Workbook()
    book.active["D4"] = 0.622
    book.active["D4"].number_format = written
    assert _only(_bytes(book)).cells == ({(3, 3): CellDetail(seen)} if seen else {})
    assert shown_format(seen) == seen


def test_a_file_s_own_code_comes_before_the_built_in_one():
    # Excel in Japanese writes ¥ under the number of the built-in dollar format.
    def own_code(xml: str) -> str:
        assert 'formatCode="0&quot;点&quot;"' in xml
        return re.sub(r'numFmtId="164"', 'numFmtId="5"', xml)

    book = openpyxl.Workbook()
    book.active["A1"] = 3
    book.active["A1"].number_format = '0"点"'
    content = _changed(_bytes(book), "xl/styles.xml", own_code)
    assert _only(content).cells == {(0, 0): CellDetail('0"点"')}


# ── the form's state ────────────────────────────────────────────────────────────────────────────────
def test_merged_hidden_and_validated_places_are_listed():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.merge_cells("B2:D3")
    for row in (5, 6):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions.group("F", "H", hidden=True)
    validation = DataValidation(type="decimal", operator="between", formula1="0", formula2="100")
    sheet.add_data_validation(validation)
    validation.add("A1:A9")
    validation.add("C7")
    look = _only(_bytes(book))
    assert look.merged == ((1, 1, 2, 3),)
    assert set(look.validated or ()) == {(0, 0, 8, 0), (6, 2, 6, 2)}
    assert look.hidden_rows == {4, 5}
    assert look.hidden_columns == {5, 6, 7}


def test_a_sheet_without_any_of_it_has_empty_answers():
    assert _only(_bytes(openpyxl.Workbook())) == SheetDetail({}, (), (), frozenset(), frozenset())


def test_a_list_from_another_sheet_is_a_validation_though_excel_writes_it_as_an_extension():
    extension = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
        ' uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations'
        ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        '<x14:dataValidation type="list" allowBlank="1">'
        "<x14:formula1><xm:f>表!$A$1:$A$3</xm:f></x14:formula1>"
        "<xm:sqref>B2:B4 D2</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    assert _only(_with_rows("", extension)).validated == ((1, 1, 3, 1), (1, 3, 1, 3))


def test_a_validation_of_a_whole_column_reaches_to_the_last_row():
    rule = '<dataValidations><dataValidation type="whole" sqref="C:C"><formula1>1</formula1></dataValidation>'
    assert _only(_with_rows("", f"{rule}</dataValidations>")).validated == ((0, 2, 1_048_575, 2),)


def test_sheets_are_told_apart_by_name_wherever_they_stand_and_however_hidden():
    book = openpyxl.Workbook()
    book.active.title = "一"
    for name, state in (("二", "hidden"), ("三", "veryHidden")):
        book.create_sheet(name, 0).sheet_state = state
    for sheet in book.worksheets:
        sheet["A1"] = f'="{sheet.title}"'
    content = _bytes(book)
    seen = {name: look.cells[0, 0].formula for name, look in _looks(content).items()}
    assert seen == {"三": '="三"', "二": '="二"', "一": '="一"'}
    assert list(seen) == [sheet.name for sheet in read_sheets(content)]


def test_a_chart_sheet_has_no_look_and_does_no_harm():
    book = openpyxl.Workbook()
    book.active["A1"] = "=1"
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("図", 0).add_chart(chart)
    assert list(_looks(_bytes(book))) == ["Sheet"]


def test_a_workbook_with_macros_is_looked_at_like_any_other():
    book = openpyxl.Workbook()
    book.active["A1"] = "=1"
    assert _only(_bytes(book), FileFormat.XLSM).cells == {(0, 0): CellDetail(formula="=1")}


def test_the_workbook_s_part_may_have_another_name():
    content = _bytes(openpyxl.Workbook())
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name).replace(b"xl/workbook.xml", b"xl/workbook2.xml")
            new.writestr(name.replace("workbook.xml", "workbook2.xml"), text)
    assert list(_looks(stream.getvalue())) == ["Sheet"]


@pytest.mark.parametrize("kind", list(FileFormat))
@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_a_reader_that_fails_gives_none(content, kind, capsys):
    assert read_details(content, kind) is None
    assert capsys.readouterr().out == ""


def test_a_format_without_a_second_look_gives_none():
    assert read_details(_bytes(openpyxl.Workbook()), FileFormat.XLSB) is None


# ── the worked returns ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("path", RETURNS, ids=lambda path: path.stem)
def test_every_place_of_a_worked_return_agrees_with_calamine_and_openpyxl(path):
    content = path.read_bytes()
    looks = _looks(content)
    sheets = {sheet.name: sheet for sheet in read_sheets(content)}
    formulas = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    assert list(looks) == list(sheets) == formulas.sheetnames
    for name, look in looks.items():
        filled = {
            (row, column): value
            for row, cells in enumerate(sheets[name].rows)
            for column, value in enumerate(cells)
            if value != ""
        }
        assert filled
        for (row, column), value in filled.items():
            assert values[name].cell(row + 1, column + 1).value == value
        expected = {}
        for cell in (cell for row in formulas[name].iter_rows() for cell in row if cell.value is not None):
            formula = cell.value if cell.data_type == "f" else ""
            seen = CellDetail(shown_format(cell.number_format), formula)
            if seen != CellDetail():
                expected[cell.row - 1, cell.column - 1] = seen
        assert look.cells == expected
        areas = [area.bounds for area in formulas[name].merged_cells.ranges]
        assert set(look.merged) == {
            (top - 1, left - 1, low - 1, right - 1) for left, top, right, low in areas
        }
        rules = formulas[name].data_validations.dataValidation
        areas = [area.bounds for rule in rules for area in rule.sqref.ranges]
        assert sorted(look.validated or ()) == sorted(
            (top - 1, left - 1, low - 1, right - 1) for left, top, right, low in areas
        )


@pytest.mark.parametrize("path", RETURNS, ids=lambda path: path.stem)
def test_looking_at_a_worked_return_takes_no_time_that_anybody_notices(path):
    content = path.read_bytes()
    started = time.process_time()
    _looks(content)
    assert time.process_time() - started < 1  # measured: 0.07 s


# ── .ods, as programs write it ──────────────────────────────────────────────────────────────────────
_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
    )
)
_CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_ONE = '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
_TWO = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'


def _ods(rows: str, styles: str = "", columns: str = "") -> bytes:
    body = f'<table:table table:name="表">{columns}{rows}</table:table>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} {_CALCEXT}>'
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return stream.getvalue()


def test_repeats_are_counted_as_calamine_counts_them():
    content = _ods(
        '<table:table-header-rows><table:table-row table:number-rows-repeated="2">'
        '<table:table-cell table:number-columns-repeated="3"/></table:table-row></table:table-header-rows>'
        "<table:table-row-group><table:table-row>"
        '<table:covered-table-cell table:number-columns-repeated="2"/>'
        f"{_TWO}</table:table-row></table:table-row-group>"
        f'<table:table-row table:number-rows-repeated="2">{_ONE}{_TWO}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048571">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    looks = _only(content, FileFormat.ODS)
    assert list(looks.cells) == [(2, 2), (3, 1), (4, 1)]
    [sheet] = read_sheets(content)
    assert [at for at in looks.cells if sheet.cell(*at).value != 2] == []


def test_a_million_hidden_empty_rows_are_not_listed():
    content = _ods(
        f'<table:table-row table:visibility="filter" table:number-rows-repeated="2">{_ONE}</table:table-row>'
        f"<table:table-row>{_ONE}</table:table-row>"
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="1048573">'
        "<table:table-cell/></table:table-row>",
        columns='<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>',
    )
    look = _only(content, FileFormat.ODS)
    assert look.hidden_rows == {0, 1}
    assert look.hidden_columns == {2, 3}


def test_a_percentage_without_a_style_is_one_by_its_type():
    cell = '<table:table-cell office:value-type="percentage" office:value="0.622"><text:p>62%</text:p>'
    content = _ods(f"<table:table-row>{cell}</table:table-cell></table:table-row>")
    assert read_sheets(content)[0].cell(0, 0).value == 0.622
    assert _only(content, FileFormat.ODS).cells == {(0, 0): CellDetail("0.00%")}


def test_an_amount_without_a_style_names_its_currency():
    cell = '<table:table-cell office:value-type="currency" office:currency="JPY" office:value="5"/>'
    content = _ods(f"<table:table-row>{cell}</table:table-row>")
    assert _only(content, FileFormat.ODS).cells == {(0, 0): CellDetail("[$JPY]#,##0")}


def test_an_error_of_a_program_without_the_mark_is_told_by_its_formula_and_text():
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0">'
        "<office:annotation><text:p>注</text:p></office:annotation><text:p>#DIV/0!</text:p></table:table-cell>"
    )
    typed = '<table:table-cell office:value-type="string"><text:p>#N/A</text:p></table:table-cell>'
    content = _ods(f"<table:table-row>{error}{typed}</table:table-row>")
    assert _only(content, FileFormat.ODS).cells == {(0, 0): CellDetail(formula="=1/0", error="#DIV/0!")}


def test_a_style_that_is_its_own_ancestor_has_no_format():
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="{parent}"/>'
        for name, parent in (("a", "b"), ("b", "a"))
    )
    cell = '<table:table-cell table:style-name="a" office:value-type="float" office:value="1"/>'
    content = _ods(f"<table:table-row>{cell}</table:table-row>", styles)
    assert _only(content, FileFormat.ODS).cells == {}


# ── LibreOffice ─────────────────────────────────────────────────────────────────────────────────────
CLIENT_FORMATS = {".xlsx": FileFormat.XLSX, ".ods": FileFormat.ODS, ".xls": FileFormat.XLS}
SHEET = "記入シート"
TYPED = {
    "A1": "62.2%",
    "A2": "#N/A",
    "A3": "=NA()",
    "A4": "=1/0",
    "A5": "=foo(1)",
    "A6": '=VALUE("x")',
    "A7": "=SUM(B1:B2)",
    "A8": "1,234",
    "A9": '=""',
    "A10": "=A3+1",
}
FORMATS = {
    "B1": "0.0%",
    "B2": '0.0"円"',
    "B3": '#,##0"千円"',
    "B4": r"0.0\円",
    "B5": '#,##0.0;"△"#,##0.0;#,##0.0',
    "B6": '+#,##0.0;"△"#,##0.0;#,##0.0',
    "B7": '#,##0,"千円"',
    "B8": r"0.0\%",
    "B9": "0.00",
    "B10": '"¥"#,##0',
    "B11": 'General"円"',
    "B12": "#,##0.0##",
    "B13": "0.0##E+0",
    "B14": "General",
    "B15": "@",
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """One workbook as LibreOffice saves it in each format, after somebody typed into it."""
    if MISSING:
        pytest.skip(MISSING)
    folder = tmp_path_factory.mktemp("look")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    for address, code in FORMATS.items():
        sheet[address] = 3.5
        sheet[address].number_format = code
    sheet["A4"].comment = Comment("注記", "本部")
    sheet["D1"] = ArrayFormula("D1:D2", "=B1:B2*2")
    sheet.merge_cells("E3:F4")
    sheet["E3"] = "結合"
    sheet["H30"] = 7
    sheet.row_dimensions[20].hidden = True
    sheet.column_dimensions["G"].hidden = True
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:2"
    validation = DataValidation(type="decimal", operator="between", formula1="0", formula2="100")
    sheet.add_data_validation(validation)
    validation.add("A1:A2")
    hidden = book.create_sheet("_隠し", 0)
    hidden.sheet_state = "veryHidden"
    hidden["B2"] = "=1+1"
    book.create_sheet("空")
    book.active = 1
    template = folder / "template.xlsx"
    book.save(template)
    listed = folder / "values.json"
    listed.write_text(json.dumps([[SHEET, *item] for item in TYPED.items()]), encoding="utf-8")
    for suffix in CLIENT_FORMATS:
        command = [PYTHON, SCRIPT, "fill", template, listed, folder / f"saved{suffix}"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=150, check=False)
        assert len(json.loads(done.stdout)) == len(TYPED), done.stderr[-2000:]
    return {suffix: (folder / f"saved{suffix}").read_bytes() for suffix in CLIENT_FORMATS}


@pytest.fixture(params=CLIENT_FORMATS)
def client(request: pytest.FixtureRequest, saved: Mapping[str, bytes]) -> tuple[str, bytes, SheetDetail]:
    content = saved[request.param]
    return request.param, content, _looks(content, CLIENT_FORMATS[request.param])[SHEET]


def test_errors_computed_by_libreoffice_are_named(client):
    suffix, content, look = client
    # Err:502 is LibreOffice's own; the formats of Excel have no place for it.
    argument = "Err:502" if suffix == ".ods" else "#VALUE!"
    expected = {(2, 0): "#N/A", (3, 0): "#DIV/0!", (4, 0): "#NAME?", (5, 0): argument, (9, 0): "#N/A"}
    assert {at: cell.error for at, cell in look.cells.items() if cell.error} == expected
    sheet = next(sheet for sheet in read_sheets(content) if sheet.name == SHEET)
    assert {sheet.cell(*at).value for at in expected} == {""}
    assert sheet.cell(1, 0).value == "#N/A"  # typed in LibreOffice it is a text


def test_formulas_in_libreoffice_s_files_are_seen_except_in_xls(client):
    suffix, _content, look = client
    formulas = {at for at, cell in look.cells.items() if cell.formula.startswith("=")}
    computed = {(row, 0) for row in (2, 3, 4, 5, 6, 8, 9)} | {(0, 3), (1, 3)}
    assert formulas == (set() if suffix == ".xls" else computed)


def test_number_formats_are_seen_alike_in_all_formats(client):
    _suffix, _content, look = client
    assert look.cells[0, 0].number_format == "0%"
    seen = {at[0]: cell.number_format for at, cell in look.cells.items() if at[1] == 1}
    assert seen.pop(12).startswith("0.0")  # each format has its own way of scientific notation
    codes = {int(address[1:]) - 1: shown_format(code) for address, code in FORMATS.items()}
    del codes[12]
    assert seen == {row: code for row, code in codes.items() if code}


def test_the_form_s_state_is_seen_alike_in_all_formats(client):
    suffix, _content, look = client
    assert look.merged == ((2, 4, 3, 5),)
    assert look.hidden_rows == {19}
    assert look.hidden_columns == {6}
    covered = {
        (row, column)
        for top, left, low, right in look.validated or ()
        for row in range(top, low + 1)
        for column in range(left, right + 1)
    }
    assert (look.validated is None) == (suffix == ".xls")
    assert covered == (set() if suffix == ".xls" else {(0, 0), (1, 0)})


def test_every_sheet_of_libreoffice_s_files_is_looked_at(saved):
    for suffix, kind in CLIENT_FORMATS.items():
        assert list(_looks(saved[suffix], kind)) == ["_隠し", SHEET, "空"]
    assert _looks(saved[".ods"], FileFormat.ODS)["_隠し"].cells == {(1, 1): CellDetail(formula="=1+1")}


def test_a_formula_in_xls_always_has_a_value_so_that_a_blank_is_a_blank(saved):
    sheet = xlrd.open_workbook(file_contents=saved[".xls"]).sheet_by_name(SHEET)
    assert (sheet.cell(6, 0).ctype, sheet.cell(6, 0).value) == (xlrd.XL_CELL_NUMBER, 7.0)
    assert (sheet.cell(8, 0).ctype, sheet.cell(8, 0).value) == (xlrd.XL_CELL_TEXT, "")
    with CalamineWorkbook.from_filelike(io.BytesIO(saved[".xls"])) as book:
        rows = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    assert (rows[6][0], rows[8][0]) == (7.0, "")
