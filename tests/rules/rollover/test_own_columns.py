"""The planner's own columns in next year's plan: beside which rows their values stand, and where."""

import datetime as dt
from dataclasses import replace

import pytest

from kpixl.model.plan_layout import PLAN_SHEETS, RawPlan
from kpixl.model.rollover import KpiChanges, OwnColumn, Replacement
from kpixl.rules.rollover.own_columns import own_columns
from tests.rules.builders import branch_row, kpi_row, make_raw_plan

NO_CHANGES = KpiChanges()


def values(raw: RawPlan, sheet: str, rows: list[dict[str, object]], changes: KpiChanges = NO_CHANGES):
    """The values of the one own column of a sheet."""
    (column,) = own_columns(raw, {sheet: rows}, changes)[sheet]
    return column.values


def test_a_value_goes_with_its_row_wherever_that_stands_next_year():
    raw = make_raw_plan(branches=[branch_row("45", 担当者="佐藤"), branch_row("44", "大分", 担当者="鈴木")])
    rows = [{"branch_code": "44"}, {"branch_code": "99"}, {"branch_code": "45"}]
    assert values(raw, "branches", rows) == ("鈴木", "", "佐藤")


def test_a_code_that_was_typed_as_a_number_or_in_full_width_is_the_same_row():
    raw = make_raw_plan(branches=[branch_row(45.0, 担当者="佐藤"), branch_row("４４", "大分", 担当者="鈴木")])
    assert values(raw, "branches", [{"branch_code": "45"}, {"branch_code": "44"}]) == ("佐藤", "鈴木")


def test_a_column_keeps_its_header_its_width_and_the_column_that_it_stood_behind():
    row = {
        "備考A": "a",
        "branch_code": "45",
        "branch": "宮崎",
        "電話の時間": "午前",
        "block": "九州",
        "備考B": "",
    }
    raw = make_raw_plan(branches=[row])
    tables = raw.tables | {"branches": replace(raw.tables["branches"], widths={"電話の時間": 12.5})}
    assert own_columns(RawPlan("plan.xlsx", tables), {"branches": [{"branch_code": "45"}]}, NO_CHANGES) == {
        "branches": (
            OwnColumn(header="備考A", width=None, after="", values=("a",)),
            OwnColumn(header="電話の時間", width=12.5, after="branch", values=("午前",)),
            OwnColumn(header="備考B", width=None, after="block", values=("",)),
        )
    }


def test_columns_stand_in_the_order_of_the_sheet_beyond_column_z():
    further = {f"メモ{number}": number for number in range(30)}
    raw = make_raw_plan(branches=[{"branch_code": "45", "branch": "宮崎", **further}])
    columns = own_columns(raw, {"branches": [{"branch_code": "45"}]}, NO_CHANGES)["branches"]
    assert [column.header for column in columns] == list(further)
    assert [column.values for column in columns] == [(number,) for number in further.values()]


def test_a_kpi_that_is_replaced_hands_its_value_to_the_new_code():
    raw = make_raw_plan(kpis=[kpi_row("rate", 出典="月報"), kpi_row("days", 出典="日報")])
    changes = KpiChanges(replaced={"rate": Replacement("rate_2", "定義変更")})
    rows = [{"kpi_code": "rate_2"}, {"kpi_code": "days"}]
    assert values(raw, "kpis", rows, changes) == ("月報", "日報")
    assert values(raw, "kpis", rows) == ("", "日報")


@pytest.mark.parametrize("typed", [2023.0, "令和5年度", "R5", "2023年度", "ＦＹ2023"])
def test_a_year_is_the_same_however_it_is_written(typed):
    row = {"fiscal_year": typed, "branch_code": "45", "kpi_code": "rate", "actual": 64.2, "確認": "済"}
    rows = [
        {"fiscal_year": 2023, "branch_code": "45", "kpi_code": "rate"},
        {"fiscal_year": 2024, "branch_code": "45", "kpi_code": "rate"},
        {"fiscal_year": 2023, "branch_code": "44", "kpi_code": "rate"},
    ]
    assert values(make_raw_plan(history=[row]), "history", rows) == ("済", "", "")


def test_a_row_whose_year_cannot_be_read_gives_its_value_to_no_row():
    row = {"fiscal_year": "去年", "branch_code": "45", "kpi_code": "rate", "確認": "済"}
    rows = [{"fiscal_year": 2023, "branch_code": "45", "kpi_code": "rate"}]
    assert values(make_raw_plan(history=[row]), "history", rows) == ("",)


def test_a_cell_that_the_plan_leaves_out_is_about_the_whole_as_an_empty_one_is():
    row = {"fiscal_year": 2023.0, "kpi_code": "rate", "national_actual": 58.4, "資料": "統計月報"}
    of_block = row | {"block": "九州", "資料": "九州の資料"}
    rows = [
        {"fiscal_year": 2023, "kpi_code": "rate", "block": "九州"},
        {"fiscal_year": 2023, "kpi_code": "rate", "block": "", "branch_code": None},
    ]
    assert values(make_raw_plan(national=[row]), "national", rows) == ("", "統計月報")
    raw = make_raw_plan(national=[{**of_block}, {**row, "block": ""}])
    assert values(raw, "national", rows) == ("九州の資料", "統計月報")


def test_rows_about_the_same_thing_keep_their_order():
    rule = {"grade_scheme": "自前", "with_kpi": "yes", "grade": "A"}
    raw = make_raw_plan(grades=[{**rule, "根拠": "甲"}, {**rule, "根拠": "乙"}])
    assert values(raw, "grades", [rule, rule, rule]) == ("甲", "乙", "")


def test_a_value_stays_what_it_is():
    day = dt.date(2024, 6, 1)
    rows = [branch_row(code, メモ=value) for code, value in (("01", day), ("02", 7.5), ("03", "=1+1"))]
    written = [{"branch_code": row["branch_code"]} for row in rows]
    assert values(make_raw_plan(branches=rows), "branches", written) == (day, 7.5, "=1+1")


def test_settings_and_targets_have_no_columns_of_the_planners():
    assert (
        own_columns(make_raw_plan(settings=[{"round_name": "実績", "宛先": "理事会"}]), {}, NO_CHANGES) == {}
    )


def test_a_sheet_that_the_new_plan_has_no_rows_for_keeps_its_columns():
    note = {"branch_code": "45", "decision": "by_telephone", "電話番号": "0985-00-0000"}
    found = own_columns(make_raw_plan(receipt_notes=[note]), {}, NO_CHANGES)
    assert found == {
        "receipt_notes": (OwnColumn(header="電話番号", width=None, after="decision", values=()),)
    }


# Every field that tells what a row is about, by sheet.
ABOUT = {
    "branches": ["branch_code"],
    "kpis": ["kpi_code"],
    "history": ["branch_code", "kpi_code"],
    "national": ["kpi_code", "block", "branch_code"],
    "units": ["unit_symbol"],
    "measures": ["measure_code"],
    "grades": ["grade_scheme", "with_kpi", "grade"],
    "text_items": ["text_code"],
    "history_texts": ["branch_code", "measure_code", "text_code"],
    "activities": ["branch_code", "measure_code", "activity"],
    "branch_measures": ["branch_code", "measure_code"],
    "branch_wording": ["branch_code", "adjusted_code"],
    "planned_counts": ["branch_code", "kpi_code"],
    "round_kpis": ["kpi_code"],
}


@pytest.mark.parametrize(
    ("sheet", "field"), [(sheet, field) for sheet, keys in ABOUT.items() for field in keys]
)
def test_rows_that_change_places_take_their_values_along(sheet, field):
    same = dict.fromkeys(ABOUT[sheet], "x")
    raw = make_raw_plan(**{sheet: [{**same, field: "a", "メモ": "一"}, {**same, field: "b", "メモ": "二"}]})
    assert values(raw, sheet, [{**same, field: "b"}, {**same, field: "a"}]) == ("二", "一")


def test_every_sheet_but_those_of_their_year_is_tried_above():
    of_their_year = {"settings", "targets", "adjustments", "receipt_notes"}
    assert ABOUT.keys() == {layout.key for layout in PLAN_SHEETS} - of_their_year


def test_a_new_code_that_is_also_a_branchs_or_a_measures_changes_nothing_there():
    changes = KpiChanges(replaced={"rate": Replacement("45", "定義変更")})
    row = {"fiscal_year": 2023.0, "branch_code": "45", "kpi_code": "days", "actual": 7, "確認": "済"}
    rows = [{"fiscal_year": 2023, "branch_code": "45", "kpi_code": "days"}]
    assert values(make_raw_plan(history=[row]), "history", rows, changes) == ("済",)
    assert values(
        make_raw_plan(branches=[branch_row("45", メモ="南")]), "branches", [{"branch_code": "45"}], changes
    ) == ("南",)
    part = {"branch_code": "", "measure_code": "45", "activity": "rate", "メモ": "計"}
    part_of = [{"branch_code": "", "measure_code": "45", "activity": "45"}]
    assert values(make_raw_plan(activities=[part]), "activities", part_of, changes) == ("計",)
