"""The entry workbook as a branch gets it: keys, locks, validations, print set-up and formulas."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from openpyxl.formula import Tokenizer
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries

from kpixl.model.submission import Field, MeasureField
from tests.builders import edited, fill_return, make_round
from tests.small_plan import FILLED, FILLED_MEASURES, KPI_CODES, plan_rows

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ENTRY = {"ja": "記入シート", "en": "Entry"}
MEASURES = {"ja": "施策評価", "en": "Measure assessment"}
INSTRUCTIONS = {"ja": "記入要領", "en": "Instructions"}
COUNTED = ("checkup_rate",)


@pytest.fixture(scope="module", params=["ja", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory, language: str) -> tuple[Path, Path]:
    """A template as it is issued, and the same filled in."""
    round_ = make_round(tmp_path_factory.mktemp("entry"), language)
    template = fill_return(round_, "01", name="template.xlsx")
    typed, measures = FILLED[language]["01"], FILLED_MEASURES[language]
    return template, fill_return(round_, "01", typed, measures=measures, name="filled.xlsx")


@pytest.fixture(scope="module")
def book(paths: tuple[Path, Path]) -> Any:
    """The template in openpyxl."""
    return openpyxl.load_workbook(paths[0])


def _keys(sheet: Any, corner: str) -> tuple[dict[str, int], dict[str, int]]:
    """The rows by the keys of column A and the columns by the keys of row 1."""
    assert sheet["A1"].value == corner
    keys = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value}
    rows = {key: row for key, row in keys.items() if not key.startswith("kpixl:")}
    columns = {
        cell.value.removeprefix("kpixl:"): cell.column
        for cell in sheet[1]
        if cell.column > 1 and str(cell.value or "").startswith("kpixl:")
    }
    return rows, columns


def _unlocked(sheet: Any) -> set[str]:
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}


def _inputs(sheet: Any) -> dict[str, tuple[str, str]]:
    """The address of every cell that a branch fills in on the 記入シート, with its KPI and field."""
    rows, columns = _keys(sheet, "kpixl:kpi")
    return {
        sheet.cell(row, columns[field]).coordinate: (code, str(field))
        for code, row in rows.items()
        for field in Field
        if field not in (Field.NUMERATOR, Field.DENOMINATOR) or code in COUNTED
    }


def test_the_sheets_are_in_the_order_in_which_a_clerk_needs_them(book, language):
    assert book.sheetnames == [ENTRY[language], MEASURES[language], INSTRUCTIONS[language], "_kpixl"]


def test_the_key_column_has_every_kpi_code_and_the_key_row_every_input_field(book, language):
    rows, columns = _keys(book[ENTRY[language]], "kpixl:kpi")
    assert tuple(rows) == KPI_CODES
    assert set(Field) <= set(columns)
    rows, columns = _keys(book[MEASURES[language]], "kpixl:measure_code")
    assert tuple(rows) == ("M01", "M02")
    assert set(MeasureField) <= set(columns)


def test_key_row_and_key_column_are_hidden_and_nothing_else_is(book, language):
    for name in (ENTRY[language], MEASURES[language]):
        sheet = book[name]
        assert [row for row, dimension in sheet.row_dimensions.items() if dimension.hidden] == [1]
        assert [column for column, dimension in sheet.column_dimensions.items() if dimension.hidden] == ["A"]


def test_exactly_the_input_cells_are_unlocked(book, language):
    sheet = book[ENTRY[language]]
    assert _unlocked(sheet) == set(_inputs(sheet)) | {"P2", "P3", "P4"}  # and who signed, in the heading
    assert len(_inputs(sheet)) == 5 * 4 + 2
    measures = book[MEASURES[language]]
    rows, columns = _keys(measures, "kpixl:measure_code")
    assert _unlocked(measures) == {
        measures.cell(row, columns[field]).coordinate for row in rows.values() for field in MeasureField
    }
    assert _unlocked(book[INSTRUCTIONS[language]]) == _unlocked(book["_kpixl"]) == set()


def test_count_columns_are_left_out_where_no_kpi_has_counts(tmp_path):
    rows = plan_rows()
    for kpi in rows["kpis"]:
        kpi["numerator_label"] = kpi["denominator_label"] = ""
    round_ = make_round(tmp_path, kpis=rows["kpis"])
    with edited(fill_return(round_, "01")) as book:
        _rows, columns = _keys(book["記入シート"], "kpixl:kpi")
    assert set(Field) - set(columns) == {Field.NUMERATOR, Field.DENOMINATOR}


def test_every_sheet_is_protected_and_none_has_a_password(book, language):
    for name in (ENTRY[language], MEASURES[language], INSTRUCTIONS[language]):
        assert book[name].protection.sheet, name
        assert not book[name].protection.password, name
        assert not book[name].protection.hashValue, name


def test_columns_and_rows_may_be_resized_though_the_sheet_is_protected(book, language):
    protection = book[ENTRY[language]].protection
    # In the file these are prohibitions: False allows.
    assert (protection.formatColumns, protection.formatRows) == (False, False)


def test_the_identity_sheet_is_very_hidden_and_says_who_the_workbook_is(book, language):
    sheet = book["_kpixl"]
    assert sheet.sheet_state == "veryHidden"
    rows = list(sheet.iter_rows(max_row=10, max_col=2))
    pairs = {row[0].value: row[1].value for row in rows if row[0].value and row[1].value}
    assert len(pairs.pop("kpixl:fingerprint")) == 16
    assert pairs == {
        "kpixl:schema": "kpixl-entry/3",
        "kpixl:round_name": {"ja": "令和6年度実績", "en": "FY2024 results"}[language],
        "kpixl:fiscal_year": "2024",
        "kpixl:branch_code": "01",
        "kpixl:branch_name": {"ja": "札幌", "en": "North"}[language],
        "kpixl:issue": "FY2024-01-01",
        "kpixl:revision": "0",
    }


def test_every_input_cell_has_an_input_message_that_excel_accepts(book, language):
    for name, corner in ((ENTRY[language], "kpixl:kpi"), (MEASURES[language], "kpixl:measure_code")):
        sheet = book[name]
        _keys(sheet, corner)
        rules = {
            cell: rule for rule in sheet.data_validations.dataValidation for cell in str(rule.sqref).split()
        }
        assert set(rules) == _unlocked(sheet)
        for rule in rules.values():
            assert rule.showInputMessage
            assert 1 <= len(rule.promptTitle) <= 32
            assert 1 <= len(rule.prompt) <= 255
            assert len(rule.errorTitle or "") <= 32
            assert len(rule.error or "") <= 255
            # A clerk may pass every warning: 未確定 in a column of numbers is a right answer.
            assert rule.errorStyle in (None, "warning")


def test_numbers_are_checked_against_the_plans_limits(book, language):
    sheet = book[ENTRY[language]]
    addresses = {what: address for address, what in _inputs(sheet).items()}
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    checkup = rules[addresses["checkup_rate", "actual"]]
    assert (checkup.type, checkup.operator or "between") == ("decimal", "between")
    assert (float(checkup.formula1), float(checkup.formula2)) == (0, 100)
    days = rules[addresses["claim_days", "actual"]]
    assert (float(days.formula1), float(days.formula2)) == (0, 60)


def test_a_do_target_offers_done_and_not_done(book, language):
    sheet = book[ENTRY[language]]
    addresses = {what: address for address, what in _inputs(sheet).items()}
    rule = next(
        r for r in sheet.data_validations.dataValidation if str(r.sqref) == addresses["007", "actual"]
    )
    assert rule.type == "list"
    assert rule.formula1 == {"ja": '"実施,未実施"', "en": '"Done,Not done"'}[language]


def test_no_cell_has_a_percent_format(book):
    # Excel turns 0.133 typed into a cell with a % format into 13.3%.
    formats = {cell.number_format for sheet in book for row in sheet.iter_rows() for cell in row}
    assert not [text for text in formats if "%" in text]


def test_an_actual_is_shown_at_its_decimals(book, language):
    sheet = book[ENTRY[language]]
    addresses = {what: address for address, what in _inputs(sheet).items()}
    shown = {code: sheet[addresses[code, "actual"]].number_format.split(";")[0] for code in KPI_CODES}
    assert shown == {
        "checkup_rate": "#,##0.0",
        "generic_rate": "#,##0.0",
        "claim_days": "#,##0.0",
        "service_standard": "#,##0",
        "007": "#,##0",
    }


def test_texts_are_typed_into_text_cells(book, language):
    sheet = book[ENTRY[language]]
    for address, (_code, field) in _inputs(sheet).items():
        if field in (Field.AS_OF, Field.REMARK, Field.NEXT_TARGET):
            assert sheet[address].number_format == "@", address


def test_every_sheet_prints_on_a4_landscape_with_its_header_repeated(book, language):
    for name in (ENTRY[language], MEASURES[language], INSTRUCTIONS[language]):
        sheet = book[name]
        assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (9, "landscape"), name
        # One page wide is what a missing fitToWidth means; as many pages high as it takes.
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 0), (None, 0)), name
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, name
        assert "&P" in sheet.oddFooter.center.text, name
    for name, corner in ((ENTRY[language], "kpixl:kpi"), (MEASURES[language], "kpixl:measure_code")):
        sheet = book[name]
        rows, _columns = _keys(sheet, corner)
        header = min(rows.values()) - 1
        assert sheet.print_title_rows == f"${header}:${header}", name
        assert sheet.freeze_panes is not None, name
        assert int(re.sub(r"\D", "", sheet.freeze_panes)) == header + 1, name


def test_the_printed_area_has_all_the_rows_and_leaves_out_the_keys(book, language):
    for name, corner in ((ENTRY[language], "kpixl:kpi"), (MEASURES[language], "kpixl:measure_code")):
        sheet = book[name]
        rows, columns = _keys(sheet, corner)
        left, top, right, bottom = range_boundaries(sheet.print_area.rpartition("!")[2].replace("$", ""))
        assert (left, top) == (2, 2)
        assert (right, bottom) == (max(columns.values()), max(rows.values()))


def test_the_header_says_branch_and_classification_and_the_footer_the_issue_number(book, language):
    sheet = book[ENTRY[language]]
    assert {"ja": "01 札幌", "en": "01 North"}[language] in sheet.oddHeader.left.text
    assert {"ja": "機密性2", "en": "Internal"}[language] in sheet.oddHeader.right.text
    assert "FY2024-01-01" in sheet.oddFooter.left.text


# ── formulas ────────────────────────────────────────────────────────────────────────────────────────
def _formula_cells(path: Path) -> Iterator[tuple[str, ET.Element]]:
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith("xl/worksheets/sheet"):
                for cell in ET.fromstring(archive.read(name)).iter(f"{MAIN}c"):  # noqa: S314 - our own file
                    if cell.find(f"{MAIN}f") is not None:
                        yield name, cell


def test_every_formula_has_a_stored_value(paths):
    for path in paths:
        cells = list(_formula_cells(path))
        assert len(cells) >= 3 * 4 + 1  # judgement, change and check of the KPIs, and the count on top
        for name, cell in cells:
            value = cell.find(f"{MAIN}v")
            assert value is not None, (name, cell.get("r"))
            # Where xlsxwriter is given no value it writes 0, and none of these formulas gives 0.
            assert value.text != "0", (name, cell.get("r"))


def test_stored_judgements_fit_what_is_typed(paths, language):
    sheet = openpyxl.load_workbook(paths[1], data_only=True)[ENTRY[language]]
    rows, columns = _keys(sheet, "kpixl:kpi")
    shown = {code: sheet.cell(row, columns["judgement"]).value for code, row in rows.items()}
    change = {code: sheet.cell(row, columns["change_on_prior"]).value for code, row in rows.items()}
    word = {
        "ja": ("○ 達成", "× 未達成", "－ 判定不能"),
        "en": ("○ Achieved", "× Not achieved", "－ Not judged"),
    }
    achieved, missed, not_judged = word[language]
    assert shown == {
        "checkup_rate": achieved,
        "generic_rate": not_judged,  # "81.9％" is text here; kpixl reads it, the live formula does not
        "claim_days": missed,
        "service_standard": achieved,
        "007": achieved,
    }
    assert change["checkup_rate"] == pytest.approx(2.1)
    assert change["claim_days"] == pytest.approx(1.2)


def test_the_count_on_top_says_how_many_are_filled(paths, language):
    label = {"ja": "記入済", "en": "Filled in"}[language]
    counts = []
    for path in paths:
        sheet = openpyxl.load_workbook(path, data_only=True)[ENTRY[language]]
        cell = next(
            cell
            for row in sheet.iter_rows(max_row=6)
            for cell in row
            if str(cell.value).startswith(f"{label} ") and "/" in str(cell.value)
        )
        assert cell.column <= 5, "in the frozen columns"
        counts.append(cell.value)
    assert counts == [f"{label} 0/5", f"{label} 5/5"]


def test_no_formula_refers_directly_to_an_input_cell(paths, language):
    """Cut and paste turns a direct reference into #REF!; a whole column stays what it is."""
    for path in paths:
        book = openpyxl.load_workbook(path)
        for sheet in book:
            unlocked = _unlocked(sheet)
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        for reference in _direct_references(str(cell.value)):
                            assert not unlocked & set(_cells(reference)), (cell.coordinate, reference)
        assert _unlocked(book[ENTRY[language]])  # the comparison had something to find
        book.close()


def _direct_references(formula: str) -> Iterator[str]:
    """The references of a formula, without those of INDEX($X:$X,ROW())."""
    whole_column = re.compile(r"INDEX\((\$[A-Z]+):\1,ROW\(\)\)")
    for token in Tokenizer(whole_column.sub("1", formula)).items:
        if token.type == "OPERAND" and token.subtype == "RANGE":
            yield token.value


def _cells(reference: str) -> Iterator[str]:
    """The addresses that a reference on the same sheet covers, within what a sheet of ours can hold."""
    if re.fullmatch(r"\$?[A-Z]+:\$?[A-Z]+", reference):
        first, last = (column_index_from_string(part.strip("$")) for part in reference.split(":"))
        top, bottom = 1, 200
    else:
        first, top, last, bottom = range_boundaries(reference.replace("$", ""))
    for column in range(first, last + 1):
        for row in range(top, bottom + 1):
            yield f"{get_column_letter(column)}{row}"


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("=IF(INDEX($K:$K,ROW())>1,2,3)", set()),
        ("=IF(K8>1,2,3)", {"K8"}),
        ("=SUM($K$8:$K$9)", {"K8", "K9"}),
        ("=INDEX($K:$K,ROW()-1)+1", {f"K{row}" for row in range(1, 201)}),
    ],
)
def test_the_search_for_direct_references_finds_them(formula, found):
    assert {cell for reference in _direct_references(formula) for cell in _cells(reference)} == found


# ── odd plans ───────────────────────────────────────────────────────────────────────────────────────
def test_a_plan_without_measures_has_no_measure_sheet(tmp_path):
    round_ = make_round(tmp_path, measures=[])
    with edited(fill_return(round_, "01")) as book:
        assert book.sheetnames == ["記入シート", "記入要領", "_kpixl"]


def test_an_indicator_without_a_target_is_marked_optional_and_not_counted(tmp_path):
    round_ = make_round(tmp_path)
    sheet = openpyxl.load_workbook(fill_return(round_, "45"), data_only=True)["記入シート"]
    rows, columns = _keys(sheet, "kpixl:kpi")
    assert sheet.cell(rows["claim_days"], columns["indicator"]).value == "支払いまでの日数（任意）"
    assert sheet.cell(rows["claim_days"], columns["target"]).value == "設定なし"
    assert sheet["E3"].value == "記入済 0/4"


def test_labels_that_would_be_formulas_are_texts(tmp_path):
    rows = plan_rows()
    rows["kpis"][0] |= {"indicator": "=1+1", "measure": "@施策", "pillar": "-分野"}
    rows["targets"][0]["indicator"] = "=1+1"
    rows["measures"][0]["measure"] = "+施策"
    round_ = make_round(tmp_path, kpis=rows["kpis"], targets=rows["targets"], measures=rows["measures"])
    with edited(fill_return(round_, "01")) as book:
        sheet = book["記入シート"]
        keys, columns = _keys(sheet, "kpixl:kpi")
        row = keys["checkup_rate"]
        for key, text in (("indicator", "=1+1"), ("measure", "@施策"), ("pillar", "-分野")):
            cell = sheet.cell(row, columns[key])
            assert (cell.value, cell.data_type) == (text, "s")
        keys, columns = _keys(book["施策評価"], "kpixl:measure_code")
        assert book["施策評価"].cell(keys["M01"], columns["measure"]).data_type == "s"


def test_labels_longer_than_excels_limits_still_make_a_workbook(tmp_path):
    rows = plan_rows()
    rows["kpis"][0] |= {
        "numerator_label": "分" * 300,
        "denominator_label": "母" * 300,
        "indicator": "長" * 400,
    }
    rows["targets"][0]["indicator"] = "長" * 400
    round_ = make_round(
        tmp_path, kpis=rows["kpis"], targets=rows["targets"], settings={"classification": "密" * 300}
    )
    with edited(fill_return(round_, "01")) as book:
        sheet = book["記入シート"]
        prompts = [rule.prompt for rule in sheet.data_validations.dataValidation]
        assert max(map(len, prompts)) == 255
        assert "01 札幌" in sheet.oddHeader.left.text
        assert sheet.oddHeader.right.text.startswith("密密密")
