"""Cell details of files that LibreOffice saved: alike in .xlsx, .ods and .xls."""

import io
import json
from collections.abc import Mapping

import openpyxl
import pytest
import xlrd
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from python_calamine import CalamineWorkbook

from kpixl.books.reading.cell_details.records import SheetDetail, shown_format
from kpixl.books.reading.cells import read_sheets
from kpixl.books.reading.preflight import FileFormat
from tests.books.reading.cell_details.helpers import Said, said, workbook
from tests.client.test_libreoffice import MISSING, _run

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
    folder = tmp_path_factory.mktemp("detail")
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
        assert len(_run("fill", template, listed, folder / f"saved{suffix}")) == len(TYPED)
    return {suffix: (folder / f"saved{suffix}").read_bytes() for suffix in CLIENT_FORMATS}


@pytest.fixture(params=CLIENT_FORMATS)
def client(request: pytest.FixtureRequest, saved: Mapping[str, bytes]) -> tuple[str, bytes, SheetDetail]:
    content = saved[request.param]
    return request.param, content, workbook(content, CLIENT_FORMATS[request.param]).sheets[SHEET]


def test_errors_computed_by_libreoffice_are_named(client):
    suffix, content, detail = client
    # Err:502 is LibreOffice's own; the formats of Excel have no place for it.
    argument = "Err:502" if suffix == ".ods" else "#VALUE!"
    expected = {(2, 0): "#N/A", (3, 0): "#DIV/0!", (4, 0): "#NAME?", (5, 0): argument, (9, 0): "#N/A"}
    assert {at: cell.error for at, cell in said(detail).items() if cell.error} == expected
    sheet = next(sheet for sheet in read_sheets(content) if sheet.name == SHEET)
    assert {sheet.cell(*at).value for at in expected} == {""}
    assert sheet.cell(1, 0).value == "#N/A"  # typed in LibreOffice it is a text


def test_formulas_in_libreoffice_s_files_are_seen(client):
    _suffix, _content, detail = client
    formulas = {at for at, cell in said(detail).items() if cell.formula.startswith("=")}
    computed = {(row, 0) for row in (2, 3, 4, 5, 6, 8, 9)} | {(0, 3), (1, 3)}
    assert formulas == computed


def test_number_formats_are_seen_alike_in_all_formats(client):
    _suffix, _content, detail = client
    assert said(detail)[0, 0].number_format == "0%"
    seen = {at[0]: cell.number_format for at, cell in said(detail).items() if at[1] == 1}
    assert seen.pop(12).startswith("0.0")  # each format has its own way of scientific notation
    codes = {int(address[1:]) - 1: shown_format(code) for address, code in FORMATS.items()}
    del codes[12]
    assert seen == {row: code for row, code in codes.items() if code}


def test_the_form_s_state_is_seen_alike_in_all_formats(client):
    suffix, _content, detail = client
    assert detail.merged == ((2, 4, 3, 5),)
    assert detail.hidden_rows == {19}
    assert detail.hidden_columns == {6}
    covered = {
        (row, column)
        for top, left, low, right in detail.validated or ()
        for row in range(top, low + 1)
        for column in range(left, right + 1)
    }
    assert (detail.validated is None) == (suffix == ".xls")
    assert covered == (set() if suffix == ".xls" else {(0, 0), (1, 0)})


def test_every_sheet_of_libreoffice_s_files_is_looked_at(saved):
    for suffix, kind in CLIENT_FORMATS.items():
        assert list(workbook(saved[suffix], kind).sheets) == ["_隠し", SHEET, "空"]
    assert said(workbook(saved[".ods"], FileFormat.ODS).sheets["_隠し"]) == {(1, 1): Said(formula="=1+1")}


def test_a_formula_in_xls_always_has_a_value_so_that_a_blank_is_a_blank(saved):
    sheet = xlrd.open_workbook(file_contents=saved[".xls"]).sheet_by_name(SHEET)
    assert (sheet.cell(6, 0).ctype, sheet.cell(6, 0).value) == (xlrd.XL_CELL_NUMBER, 7.0)
    assert (sheet.cell(8, 0).ctype, sheet.cell(8, 0).value) == (xlrd.XL_CELL_TEXT, "")
    with CalamineWorkbook.from_filelike(io.BytesIO(saved[".xls"])) as book:
        rows = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    assert (rows[6][0], rows[8][0]) == (7.0, "")


# ── fonts, notes and shapes ─────────────────────────────────────────────────────────────────────────
MARKED = {
    "A1": ("62.2", {"font_script": 1}, "1"),
    "A2": ("9", {"font_strikeout": True}, "4"),
    "A3": ("62.2", {"font_color": "#FFFFFF"}, "5"),
    "A4": ("太", {"bold": True}, "字"),
}
STYLED = {
    "B1": {"font_strikeout": True},
    "B2": {"font_color": "#FFFFFF"},
    "B3": {"font_color": "#FFFFFF", "bg_color": "#FFFBE6"},
    "B4": {"font_color": "#FFFFFF", "bg_color": "#1F4E79"},
    "B5": {"num_format": ";;;"},
    "B6": {"num_format": '"秘匿"'},
    "B7": {"num_format": "0.0;-0.0;"},
    "B8": {"font_color": "#BFBFBF"},
    "B9": {"font_size": 2},
}


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """A workbook with fonts, notes and shapes as LibreOffice saves it in each format."""
    if MISSING:
        pytest.skip(MISSING)
    folder = tmp_path_factory.mktemp("marked")
    with xlsxwriter.Workbook(folder / "template.xlsx") as book:
        sheet = book.add_worksheet(SHEET)
        for address, parts in MARKED.items():
            made = [part if isinstance(part, str) else book.add_format(part) for part in parts]
            assert sheet.write_rich_string(address, *made) == 0
        for address, look in STYLED.items():
            sheet.write_number(address, 62.2, book.add_format(look))
        sheet.write_formula("C1", "=B1*2", None, 124.4)
        sheet.write_comment("D1", "速報値です\n確定は7月", {"author": "支部担当"})
        sheet.write_comment("D9", "空きセルのメモ")
        for address, text, position in (
            ("F2", "動く箱", 1),
            ("K20", "動かない箱", 3),
            ("K30", "伸びない箱", 2),
        ):
            options = {"width": 100, "height": 20, "object_position": position}
            assert sheet.insert_textbox(address, text, options) == 0
    (folder / "values.json").write_text(json.dumps([[SHEET, "E1", "1"]]), encoding="utf-8")
    for suffix in CLIENT_FORMATS:
        assert _run("fill", folder / "template.xlsx", folder / "values.json", folder / f"saved{suffix}")
    return {suffix: (folder / f"saved{suffix}").read_bytes() for suffix in CLIENT_FORMATS}


@pytest.mark.parametrize("suffix", CLIENT_FORMATS)
def test_the_looks_of_characters_are_seen_alike_in_all_formats(marked, suffix):
    detail = workbook(marked[suffix], CLIENT_FORMATS[suffix]).sheets[SHEET]
    runs = [[(run.text, str(run.mark)) for run in detail.cell((row, 0)).runs] for row in range(4)]
    assert runs == [
        [("62.2", ""), ("1", "superscript")],
        [("9", ""), ("4", "struck")],
        [("62.2", ""), ("5", "unseen")],
        [],
    ]
    styles = [detail.cell((row, 1)).style for row in range(9)]
    assert [style.is_struck for style in styles] == [True, *[False] * 8]
    assert [style.is_unseen for style in styles] == [False, True, True, *[False] * 5, True]
    assert [style.number_format.rstrip(";") for style in styles[4:7]] == ["", '"秘匿"', "0.0;-0.0"]
    assert styles[4].number_format == ";;;"


@pytest.mark.parametrize("suffix", CLIENT_FORMATS)
def test_notes_and_shapes_are_found_alike_in_all_formats(marked, suffix):
    found = workbook(marked[suffix], CLIENT_FORMATS[suffix]).annotations
    assert {(str(item.kind), item.place, item.text) for item in found} == {
        ("note", "D1", "速報値です\n確定は7月"),
        ("note", "D9", "空きセルのメモ"),
        ("shape", "F2:G2", "動く箱"),
        ("shape", "K20:L20", "動かない箱"),
        ("shape", "K30:L30", "伸びない箱"),
    }
    assert len(found) == 5
