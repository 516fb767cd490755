"""What a plan declares comes as a sheet to fill in, and what is filled in comes back as it was typed."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kpixl.books.returned.read import read_return
from kpixl.jobs.distribute import distribute
from kpixl.model.submission import RawRow, SignOffField, Submission
from tests.builders import Round, edited, make_round
from tests.xlsx_lint import lint

TEXT = "・健診の案内を送った。\n・2,310人に電話した。\n\n来年度は早く始める。　以上"
SHEETS = {
    "ja": ("施策記入", "活動実績", "次年度KPI"),
    "en": ("Texts to write", "Activities", "Next year's KPIs"),
}


def _activity(name: str, **fields: Any) -> dict[str, Any]:
    return {"branch_code": "", "measure_code": "M01", "activity": name, "unit": "件", "prior": "", **fields}


def declared(language: str = "ja") -> dict[str, Any]:
    """A plan that asks for two texts, two activities and next year's KPIs."""
    return {
        "settings": {"next_kpis": "yes"},
        "text_items": [
            {"text_code": "plan", "text_label": "取組内容", "guide": "何を\nいつ", "text_required": "always"},
            {"text_code": "cause", "text_label": "未達の要因", "text_required": "not_achieved"},
        ],
        "activities": [
            _activity("訪問"),
            _activity("訪問", branch_code="01", prior=1200),
            _activity("うち初回", part_of="訪問"),
            _activity("研修", branch_code="45", measure_code="M02", unit="回", prior="未確定"),
        ],
    }  # fmt: skip


@pytest.fixture(params=["ja", "en"])
def round_(request: pytest.FixtureRequest, tmp_path: Path) -> Round:
    made = make_round(tmp_path, request.param, **declared(request.param))
    distribute(made.path)
    return made


def _entry(round_: Round, code: str = "01") -> Path:
    return next(round_.outbox.glob(f"{code}_*.xlsx"))


def _read(path: Path) -> Submission:
    read = read_return(path, path.parent)
    assert isinstance(read, Submission)
    return read


def _row(rows: tuple[RawRow, ...] | None, key: str) -> RawRow:
    assert rows is not None
    return next(row for row in rows if row.key == key)


def _write(path: Path, *cells: tuple[tuple[RawRow, ...] | None, str, str, Any]) -> None:
    """Type a value into the cell of a row and field, wherever it stands."""
    with edited(path) as book:
        for rows, key, field, value in cells:
            cell = _row(rows, key).cells[field]
            book[cell.sheet][cell.cell] = value


def test_a_plan_that_declares_nothing_has_none_of_the_sheets(tmp_path):
    made = make_round(tmp_path)
    distribute(made.path)
    names = openpyxl.load_workbook(_entry(made)).sheetnames
    assert names == ["記入シート", "施策評価", "記入要領", "_kpixl"]


def test_what_the_plan_declares_stands_on_a_sheet_each(round_):
    book = openpyxl.load_workbook(_entry(round_))
    assert book.sheetnames[2:5] == list(SHEETS[round_.language])
    assert lint(_entry(round_)) == []
    submission = _read(_entry(round_))
    assert submission.text_rows is not None
    assert [row.key for row in submission.text_rows] == ["M01/plan", "M01/cause", "M02/plan", "M02/cause"]
    assert submission.activity_rows is not None
    shown = {row.key: row.cells["prior_year"].value for row in submission.activity_rows}
    assert shown == {"M01/訪問": 1200.0, "M01/うち初回": ""}  # 研修 is asked of branch 45 alone
    assert submission.next_kpi_rows is not None
    assert [row.key for row in submission.next_kpi_rows][-6:] == ["007", "+1", "+2", "+3", "+4", "+5"]


def test_a_branch_is_asked_its_own_activities_too(round_):
    submission = _read(_entry(round_, "45"))
    assert submission.activity_rows is not None
    assert [row.key for row in submission.activity_rows] == ["M01/訪問", "M01/うち初回", "M02/研修"]
    state = {"ja": "未確定", "en": "Unsettled"}[round_.language]
    assert _row(submission.activity_rows, "M02/研修").cells["prior_year"].value == state


def test_a_change_stands_beside_the_unit_in_which_it_is_asked_for(tmp_path):
    activities = [
        _activity("訪問", prior=1200), _activity("提出率", unit="％", prior=89.25),
        _activity("視聴", unit="回", prior=3, change_kind="percent"),
    ]  # fmt: skip
    round_ = make_round(tmp_path, activities=activities)
    distribute(round_.path)
    path = _entry(round_)
    rows = _read(path).activity_rows
    assert rows is not None
    assert [row.cells["change_unit"].value for row in rows] == ["件", "ポイント", "％"]
    sheet = openpyxl.load_workbook(path)["活動実績"]
    columns = {str(cell.value).removeprefix("kpixl:"): cell.column for cell in sheet[1] if cell.value}
    looks = [
        [sheet.cell(row, columns[key]).number_format for key in ("prior_year", "this_year", "change")]
        for row in (5, 6, 7)
    ]
    count, general = '#,##0;"△"#,##0;#,##0', "General"  # in which a typed 43.3% stays 43.3%
    assert looks == [[count, count, general], [general, general, general], [count, count, general]]


def test_only_inputs_are_unlocked_and_each_has_its_message(round_):
    book = openpyxl.load_workbook(_entry(round_))
    fields = {0: {"text"}, 1: {"this_year", "change", "as_of", "note"}}
    for number, name in enumerate(SHEETS[round_.language]):
        sheet = book[name]
        inputs = fields.get(
            number,
            {"next_status", "next_indicator", "next_direction", "next_unit", "next_kpi_target", "note"},
        )
        keys = {cell.column: str(cell.value).removeprefix("kpixl:") for cell in sheet[1] if cell.value}
        unlocked = {cell.column for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
        assert {keys[column] for column in unlocked} == inputs
        prompts = {rule.promptTitle for rule in sheet.data_validations.dataValidation}
        assert len(prompts) == len(inputs)


def test_what_a_branch_types_comes_back_as_it_typed_it(round_):
    path = _entry(round_)
    read = _read(path)
    ends = {"ja": "終了", "en": "Ends"}[round_.language]
    _write(
        path,
        (read.text_rows, "M02/plan", "text", TEXT),
        (read.activity_rows, "M01/訪問", "this_year", "1,310件"),
        (read.next_kpi_rows, "claim_days", "next_status", ends),
        (read.next_kpi_rows, "+1", "next_indicator", "新しい指標"),
    )
    again = _read(path)
    assert _row(again.text_rows, "M02/plan").cells["text"].value == TEXT
    assert _row(again.activity_rows, "M01/訪問").cells["this_year"].value == "1,310件"
    assert _row(again.next_kpi_rows, "claim_days").cells["next_status"].value == "ends"  # the word's key
    assert _row(again.next_kpi_rows, "+1").cells["next_indicator"].value == "新しい指標"
    assert again.changes == ()


def test_who_signed_stands_in_the_heading_and_is_read_wherever_it_moves(round_):
    path = _entry(round_)
    with edited(path) as book:
        sheet = book.worksheets[0]
        for row, value in ((2, "保健課 佐藤"), (3, "支部長 鈴木"), (4, "2025/5/28")):
            sheet.cell(row, 16).value = value
        sheet.insert_cols(4)
        sheet.insert_rows(2)
    said = {field: cell.value for field, cell in _read(path).sign_off}
    assert said == {
        SignOffField.PREPARED_BY: "保健課 佐藤",
        SignOffField.APPROVED_BY: "支部長 鈴木",
        SignOffField.APPROVED_ON: "2025/5/28",
    }


def test_rows_that_lost_their_keys_are_found_by_what_people_see(round_):
    path = _entry(round_)
    name = SHEETS[round_.language][0]
    with edited(path) as book:
        sheet = book[name]
        sheet["K5"] = TEXT
        for row in range(1, sheet.max_row + 1):
            sheet.cell(row, 1).value = None
    rows = _read(path).text_rows
    assert rows is not None
    assert [row.cells["text"].value for row in rows if row.cells["text"].value] == [TEXT]


def test_a_sheet_that_was_deleted_is_none(round_):
    path = _entry(round_)
    with edited(path) as book:
        del book[SHEETS[round_.language][1]]
    assert _read(path).activity_rows is None
    assert _read(path).text_rows is not None
