"""達成率ヒートマップ and 達成状況: formulas over データ, one scale around 100%, lines between groups."""

import openpyxl
import pytest

from kpixl.books.writing import styles
from tests.builders import fill_return, make_round, rows_of
from tests.small_plan import plan_rows
from tests.xlsx_lint import lint

NAMES = {"ja": ("達成率ヒートマップ", "データ"), "en": ("Heat map", "Data")}
MISSING = {"ja": "◇ 未着", "en": "◇ Missing"}
FIRST_ROW = 6  # below title, note, key, pillars and names
ACTUALS = {
    "01": {"checkup_rate": 65.0, "generic_rate": 81.4, "claim_days": 6.0, "service_standard": 100},
    "02": {"checkup_rate": 48.0, "generic_rate": "未確定", "claim_days": 8.4, "service_standard": 99},
}
# 01 and 02: 65.0 of 64.6, 48 of 60; 81.4 of 81.4, unsettled; 2 - 6/7, 2 - 8.4/7; 100 and 99 of 100.
RATES = {
    "checkup_rate": (65.0 / 64.6, 0.8),
    "generic_rate": (1.0, "－"),
    "claim_days": (2 - 6 / 7, 0.8),
    "service_standard": (1.0, 0.99),
    "007": ("－", "－"),
}


@pytest.fixture
def summarized(tmp_path, run):
    """The summary of a round of which branch 45 is missing."""

    def play(language="ja"):
        round_ = make_round(tmp_path, language)
        for code, actuals in ACTUALS.items():
            typed = {(kpi, "actual"): value for kpi, value in actuals.items()}
            if language == "en":
                typed = {key: "Unsettled" if value == "未確定" else value for key, value in typed.items()}
            rate = actuals["checkup_rate"]
            counts = {("checkup_rate", "denominator"): 1000, ("checkup_rate", "numerator"): rate * 10}
            fill_return(round_, code, {**typed, **counts})
        assert run("consolidate", round_.path).exit_code in (0, 3)
        assert run("summarize", round_.path).exit_code == 0
        assert lint(round_.summary) == []
        return round_.summary

    return play


def cells_of(sheet):
    """The rate cells by 0-based KPI and branch."""
    return [[sheet.cell(FIRST_ROW + kpi, 3 + branch) for branch in range(3)] for kpi in range(5)]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_rate_is_a_formula_over_the_data_sheet_with_its_value(summarized, language):
    path = summarized(language)
    heat, data = NAMES[language]
    live, stored = (openpyxl.load_workbook(path, data_only=only) for only in (False, True))
    keys = list(RATES)
    missing = MISSING[language]
    expected = [[*RATES[key], missing] for key in keys]  # branch 45 has not returned
    expected[keys.index("claim_days")][2] = "－"  # and has no target for that
    found = [[cell.value for cell in row] for row in cells_of(stored[heat])]
    for row, wanted in zip(found, expected, strict=True):
        assert row == [pytest.approx(value) if isinstance(value, float) else value for value in wanted]
    rate = next(cell.column_letter for cell in live[data][1] if cell.value in ("達成率", "Achievement rate"))
    for kpi, row in enumerate(cells_of(live[heat])):
        for branch, cell in enumerate(row):
            source = f"'{data}'!${rate}${2 + branch * len(keys) + kpi}"
            none = expected[kpi][2] if branch == 2 else "－"
            if keys[kpi] == "007" or (keys[kpi], branch) == ("claim_days", 2):  # a `do` target, and none
                assert cell.value == none
            else:
                assert cell.value == f'=IF(COUNT({source}),{source},"{none}")'


def test_more_is_better_for_a_ceiling_too(summarized):
    """Six days against seven are good, 8.4 are bad: rates have one direction where actuals have two."""
    sheet = openpyxl.load_workbook(summarized(), data_only=True)["達成率ヒートマップ"]
    ceiling = cells_of(sheet)[list(RATES).index("claim_days")]
    assert ceiling[0].value > 1 > ceiling[1].value


def test_the_scale_is_centred_at_100_percent_and_the_same_for_its_key(summarized):
    sheet = openpyxl.load_workbook(summarized())["達成率ヒートマップ"]
    rules = {str(area.sqref): area.rules for area in sheet.conditional_formatting}
    assert set(rules) == {"D3:H3", f"C{FIRST_ROW}:E{FIRST_ROW + 4}"}
    for [rule] in rules.values():
        scale = rule.colorScale
        assert [(stop.type, float(stop.val)) for stop in scale.cfvo] == [
            ("num", 0.8),
            ("num", 1),
            ("num", 1.2),
        ]
        fills = [f"#{color.rgb[2:]}" for color in scale.color]
        assert fills == [styles.HEAT_LOW, styles.WHITE, styles.BLUE]
    assert [sheet.cell(3, column).value for column in range(4, 9)] == [0.8, 0.9, 1, 1.1, 1.2]


def test_a_mark_tells_below_100_percent_without_any_colour(summarized):
    sheet = openpyxl.load_workbook(summarized())["達成率ヒートマップ"]
    formats = {cell.number_format for row in cells_of(sheet) for cell in row}
    assert all(shape.startswith('[<1]"▼ "0.0') for shape in formats), formats


def test_totals_count_what_reaches_100_percent(summarized):
    path = summarized()
    live, stored = (
        openpyxl.load_workbook(path, data_only=only)["達成率ヒートマップ"] for only in (False, True)
    )
    last = FIRST_ROW + 4
    assert live[f"F{FIRST_ROW}"].value == f'=COUNTIF(C{FIRST_ROW}:E{FIRST_ROW},">=1")'
    assert live[f"F{last + 1}"].value == f'=COUNTIF(C{FIRST_ROW}:E{last},">=1")'
    assert [stored[f"F{row}"].value for row in range(FIRST_ROW, last + 2)] == [1, 1, 1, 1, 0, 4]
    assert [stored.cell(last + 1, column).value for column in (3, 4, 5)] == [4, 0, 0]


@pytest.mark.parametrize(("name", "first_row"), [("達成率ヒートマップ", FIRST_ROW), ("達成状況", 5)])
def test_pillars_and_blocks_are_parted_by_lines_and_panes_are_frozen(summarized, name, first_row):
    path = summarized()
    sheet = openpyxl.load_workbook(path)[name]
    pillars = [sheet.cell(first_row + at, 1).value for at in range(5)]
    tops = [sheet.cell(first_row + at, 3).border.top.style for at in range(5)]
    parted = [at for at in range(1, 5) if pillars[at] != pillars[at - 1]]
    assert parted
    assert [at for at in range(5) if tops[at] == "medium"] == parted
    # Blocks 北, 北, 南.
    lefts = [sheet.cell(first_row, column).border.left.style for column in (3, 4, 5)]
    assert lefts == ["thin", "thin", "medium"]
    assert sheet.freeze_panes == f"C{first_row}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)


@pytest.mark.parametrize(("name", "row"), [("達成率ヒートマップ", FIRST_ROW - 2), ("達成状況", 3)])
def test_blocks_and_pillars_are_named_above_their_first_columns(summarized, name, row):
    sheet = openpyxl.load_workbook(summarized(), data_only=True)[name]
    assert [sheet.cell(row, column).value for column in (3, 4, 5)] == ["北", None, "南"]


def test_with_more_branches_than_kpis_the_branches_run_down(tmp_path, run):
    codes = [f"{number:02}" for number in range(1, 8)]
    branches = [{"branch_code": code, "branch": f"支部{code}", "block": "", "email": ""} for code in codes]
    targets = [
        {"kpi_code": "generic_rate", "indicator": "x", **{f"{code} 支部{code}": "80以上" for code in codes}}
    ]
    kpis = [row for row in plan_rows()["kpis"] if row["kpi_code"] == "generic_rate"]
    changes = {"branches": branches, "kpis": kpis, "targets": targets, "history": [], "national": []}
    round_ = make_round(tmp_path, **changes)
    fill_return(round_, "07", {("generic_rate", "actual"): 88.0})
    assert run("consolidate", round_.path).exit_code in (0, 3)
    assert run("summarize", round_.path).exit_code == 0
    rows = rows_of(round_.summary, "達成率ヒートマップ", header=5)
    by_branch = {row["支部"]: row["ジェネリック医薬品使用割合"] for row in rows}
    assert by_branch["支部07"] == pytest.approx(1.1)
    assert by_branch["支部01"] == "◇ 未着"
