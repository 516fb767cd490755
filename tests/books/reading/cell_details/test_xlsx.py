"""Cell details of .xlsx: errors, formulas, number formats, and the form's state."""

import io
import re
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.datavalidation import DataValidation

from kpixl.books.reading.cell_details.read import read_details
from kpixl.books.reading.cell_details.records import SheetDetail, shown_format
from kpixl.books.reading.cells import read_sheets
from kpixl.books.reading.preflight import FileFormat
from tests.books.reading.cell_details.helpers import (
    Said,
    changed,
    only,
    said,
    saved,
    with_rows,
    workbook,
    written,
)
from tests.containers import unchecked

INBOX = Path(__file__).parents[4] / "workbooks" / "fy2024" / "inbox"
RETURNS = sorted(INBOX.glob("*.xlsx"))
SHEET = "Sheet"  # as openpyxl names the first
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")


# ── errors and formulas ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_value_that_was_typed_is_named_where_calamine_gives_nothing(error):
    book = openpyxl.Workbook()
    book.active["C3"] = error
    assert book.active["C3"].data_type == "e"
    content = saved(book)
    assert read_sheets(content)[0].cell(2, 2).value == ""
    assert said(only(content)) == {(2, 2): Said(error=error)}


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_value_that_was_computed_comes_with_its_formula(error):
    content = written(lambda book: book.add_worksheet().write_formula("B2", "=A1/A2", None, error))
    assert read_sheets(content)[0].cell(1, 1).value == ""
    assert said(only(content)) == {(1, 1): Said(formula="=A1/A2", error=error)}


def test_a_text_that_looks_like_an_error_is_a_text():
    content = written(lambda book: book.add_worksheet().write_string("A1", "#N/A"))
    assert read_sheets(content)[0].cell(0, 0).value == "#N/A"
    assert said(only(content)) == {}


def test_a_formula_without_a_stored_value_is_not_a_blank():
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    content = saved(book)
    assert read_sheets(content)[0].cell(0, 0).value == ""
    assert said(only(content)) == {(0, 0): Said(formula="=1+1")}


@pytest.mark.parametrize("value", [62.2, "62.2", "", True])
def test_a_formula_with_a_stored_value_says_that_it_is_one(value):
    content = written(lambda book: book.add_worksheet().write_formula("A1", "=X1*2", None, value))
    assert said(only(content)) == {(0, 0): Said(formula="=X1*2")}


def test_every_follower_of_a_shared_formula_says_that_it_is_one():
    content = with_rows(
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"></f></c></row>'
    )
    formulas = {at: detail.formula for at, detail in said(only(content)).items()}
    assert formulas == {(0, 0): "=B1*2", (1, 0): "=", (2, 0): "="}


def test_every_cell_of_an_array_formula_says_that_it_is_one():
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_array_formula("B2:B4", "{=A2:A4*2}", None, 2)  # xlsxwriter stores 0 in the others
        sheet.write_number("B5", 7)

    formulas = {at: detail.formula for at, detail in said(only(written(write))).items()}
    assert formulas == {(1, 1): "=A2:A4*2", (2, 1): "=", (3, 1): "="}


def test_the_cells_that_a_dynamic_array_spills_into_say_that_they_are_computed():
    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_dynamic_array_formula("A1:A2", "=UNIQUE(C1:C9)", None, 1)

    formulas = [detail.formula for detail in said(only(written(write))).values()]
    assert formulas == ["=_xlfn.UNIQUE(C1:C9)", "="]


def test_cells_without_an_address_are_counted():
    content = with_rows(
        '<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row><row r="4"><c/><c><f>1</f></c></row>'
    )
    assert said(only(content)) == {(0, 1): Said(error="#N/A"), (3, 1): Said(formula="=1")}


def test_an_empty_cell_says_nothing_whatever_its_format():
    book = openpyxl.Workbook()
    book.active["A1"].number_format = "0.0%"
    book.active["A2"].number_format = '0"円"'
    book.active["A3"] = 5
    assert said(only(saved(book))) == {}


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
    assert said(only(saved(book))) == ({(3, 3): Said(seen)} if seen else {})
    assert shown_format(seen) == seen


def test_a_file_s_own_code_comes_before_the_built_in_one():
    # Excel in Japanese writes ¥ under the number of the built-in dollar format.
    def own_code(xml: str) -> str:
        assert 'formatCode="0&quot;点&quot;"' in xml
        return re.sub(r'numFmtId="164"', 'numFmtId="5"', xml)

    book = openpyxl.Workbook()
    book.active["A1"] = 3
    book.active["A1"].number_format = '0"点"'
    content = changed(saved(book), "xl/styles.xml", own_code)
    assert said(only(content)) == {(0, 0): Said('0"点"')}


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
    detail = only(saved(book))
    assert detail.merged == ((1, 1, 2, 3),)
    assert set(detail.validated or ()) == {(0, 0, 8, 0), (6, 2, 6, 2)}
    assert detail.hidden_rows == {4, 5}
    assert detail.hidden_columns == {5, 6, 7}


def test_a_sheet_without_any_of_it_has_empty_answers():
    assert only(saved(openpyxl.Workbook())) == SheetDetail(stores_texts=True)


def test_a_list_from_another_sheet_is_a_validation_though_excel_writes_it_as_an_extension():
    extension = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
        ' uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations'
        ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        '<x14:dataValidation type="list" allowBlank="1">'
        "<x14:formula1><xm:f>表!$A$1:$A$3</xm:f></x14:formula1>"
        "<xm:sqref>B2:B4 D2</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    assert only(with_rows("", extension)).validated == ((1, 1, 3, 1), (1, 3, 1, 3))


def test_a_validation_of_a_whole_column_reaches_to_the_last_row():
    rule = '<dataValidations><dataValidation type="whole" sqref="C:C"><formula1>1</formula1></dataValidation>'
    assert only(with_rows("", f"{rule}</dataValidations>")).validated == ((0, 2, 1_048_575, 2),)


def test_rows_and_columns_of_which_nothing_is_left_to_see_are_hidden():
    rows = '<row r="4" ht="1"><c r="A4"><v>1</v></c></row><row r="5" ht="12"><c r="A5"><v>1</v></c></row>'
    rows += '<row r="6" ht="2"><c r="A6"><v>1</v></c></row>'
    columns = '<cols><col min="2" max="2" width="0.1"/><col min="3" max="3" width="0.3"/></cols>'
    detail = only(with_rows(rows, before=columns))
    assert (detail.hidden_rows, detail.hidden_columns) == ({3}, {1})


@pytest.mark.parametrize("year", ["1", "true", "0"])
def test_a_workbook_says_from_when_it_counts_its_days(year):
    def change(xml: str) -> str:
        return re.sub("<workbookPr[^>]*>", f'<workbookPr date1904="{year}"/>', xml)

    content = changed(with_rows('<row r="1"><c r="A1"><v>1</v></c></row>'), "xl/workbook.xml", change)
    assert only(content).is_1904 is (year != "0")


@pytest.mark.parametrize(
    ("said", "is_so"),
    [(" 1 ", True), ("\ttrue\n", True), ("1", True), (" 0 ", False), ("false", False)],
)
def test_blanks_around_a_yes_or_no_say_nothing(said, is_so):
    row = f'<row r="2" hidden="{said}"><c r="A2"><v>1</v></c></row>'
    zeros = f'<sheetViews><sheetView workbookViewId="0" showZeros="{said}"/></sheetViews>'
    detail = only(with_rows(row, before=f'{zeros}<cols><col min="3" max="3" hidden="{said}"/></cols>'))
    assert (detail.hidden_rows, detail.hidden_columns) == (({1}, {2}) if is_so else (set(), set()))
    assert detail.hides_zeros is not is_so


def test_sheets_are_told_apart_by_name_wherever_they_stand_and_however_hidden():
    book = openpyxl.Workbook()
    book.active.title = "一"
    for name, state in (("二", "hidden"), ("三", "veryHidden")):
        book.create_sheet(name, 0).sheet_state = state
    for sheet in book.worksheets:
        sheet["A1"] = f'="{sheet.title}"'
    content = saved(book)
    seen = {name: said(detail)[0, 0].formula for name, detail in workbook(content).sheets.items()}
    assert seen == {"三": '="三"', "二": '="二"', "一": '="一"'}
    assert list(seen) == [sheet.name for sheet in read_sheets(content)]


def test_a_chart_sheet_has_no_details_and_does_no_harm():
    book = openpyxl.Workbook()
    book.active["A1"] = "=1"
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("図", 0).add_chart(chart)
    assert list(workbook(saved(book)).sheets) == ["Sheet"]


def test_a_workbook_with_macros_is_looked_at_like_any_other():
    book = openpyxl.Workbook()
    book.active["A1"] = "=1"
    assert said(only(saved(book), FileFormat.XLSM)) == {(0, 0): Said(formula="=1")}


def test_the_workbook_s_part_may_have_another_name():
    content = saved(openpyxl.Workbook())
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name).replace(b"xl/workbook.xml", b"xl/workbook2.xml")
            new.writestr(name.replace("workbook.xml", "workbook2.xml"), text)
    assert list(workbook(stream.getvalue(), names={SHEET}).sheets) == [SHEET]


@pytest.mark.parametrize("kind", list(FileFormat))
@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_a_reader_that_fails_gives_none(content, kind, capsys):
    assert read_details(unchecked(content, kind), {SHEET}) is None
    assert capsys.readouterr().out == ""


def test_a_format_without_a_reader_gives_none():
    assert read_details(unchecked(saved(openpyxl.Workbook()), FileFormat.XLSB), {SHEET}) is None


# ── the worked returns ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("path", RETURNS, ids=lambda path: path.stem)
def test_every_place_of_a_worked_return_agrees_with_calamine_and_openpyxl(path):
    content = path.read_bytes()
    details = workbook(content).sheets
    sheets = {sheet.name: sheet for sheet in read_sheets(content)}
    formulas = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    assert list(details) == list(sheets) == formulas.sheetnames
    for name, detail in details.items():
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
            seen = Said(shown_format(cell.number_format), formula)
            if seen != Said():
                expected[cell.row - 1, cell.column - 1] = seen
        assert said(detail) == expected
        areas = [area.bounds for area in formulas[name].merged_cells.ranges]
        assert set(detail.merged) == {
            (top - 1, left - 1, low - 1, right - 1) for left, top, right, low in areas
        }
        rules = formulas[name].data_validations.dataValidation
        areas = [area.bounds for rule in rules for area in rule.sqref.ranges]
        assert sorted(detail.validated or ()) == sorted(
            (top - 1, left - 1, low - 1, right - 1) for left, top, right, low in areas
        )


@pytest.mark.parametrize("path", RETURNS, ids=lambda path: path.stem)
def test_reading_the_details_of_a_worked_return_takes_no_time_that_anybody_notices(path):
    content = path.read_bytes()
    started = time.process_time()
    workbook(content)
    assert time.process_time() - started < 1  # measured: 0.003 s
