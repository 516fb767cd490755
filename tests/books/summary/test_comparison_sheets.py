"""全体・ブロック別, 全体指標 and 順位: figures of many branches, as the summary and the master show them."""

from dataclasses import replace

import openpyxl
import pytest

from kpixl.model.kpi import RoundKpi
from tests.builders import fill_return, make_round, rows_of
from tests.rules.builders import MIYAZAKI, OITA, SHIZUOKA, make_entry, make_kpi, make_plan
from tests.small_plan import plan_rows
from tests.summary_sheets import summary_sheet, texts_of

WIDE = {
    "kpi_code": "all_standard",
    "pillar": "基盤",
    "measure": "サービス水準の向上",
    "indicator": "すべての支部でサービススタンダードを達成する",
    "counted_kpi": "service_standard",
    "at_least": None,
}
PUBLISHED = {"fiscal_year": 2024, "kpi_code": "checkup_rate", "national_target": None, "note": ""}


def returned(round_, counts, standard=100):
    """Every branch returns with these counts of the check-up rate."""
    for code, (numerator, denominator) in counts.items():
        typed = {
            ("checkup_rate", "numerator"): numerator,
            ("checkup_rate", "denominator"): denominator,
            ("checkup_rate", "actual"): round(numerator * 100 / denominator, 1),
            ("service_standard", "actual"): standard,
            ("claim_days", "actual"): 6.0,
        }
        fill_return(round_, code, typed)


COUNTS = {"01": (650, 1000), "02": (300, 500), "45": (40, 100)}  # 990 of 1600: 61.9; 北 950 of 1500: 63.3


def national(*rows):
    return [*plan_rows("ja")["national"], *({**PUBLISHED, "block": "", **row} for row in rows)]


def summarized(round_, run):
    assert run("consolidate", round_.path).exit_code == 0
    assert run("summarize", round_.path).exit_code == 0
    return round_.summary


def groups_of(path):
    """The rows of 全体・ブロック別 by indicator and scope."""
    rows = rows_of(path, "全体・ブロック別", header=3)
    return {(row["指標"], row["範囲"]): row for row in rows if row["範囲"]}


def test_the_whole_and_the_blocks_have_sum_over_sum_with_their_coverage(tmp_path, run):
    round_ = make_round(tmp_path)
    returned(round_, COUNTS)
    groups = groups_of(summarized(round_, run))
    found = {
        scope: (row["計算値"], row["全国値の出し方"], row["計算に入る支部"], row["分母の割合"])
        for (indicator, scope), row in groups.items()
        if indicator == "予防健診受診率"
    }
    rule = "分子計÷分母計"
    assert found == {
        "全国": (61.9, rule, "3／3支部", 1.0),
        "北": (63.3, rule, "2／2支部", 1.0),
        "南": (40.0, rule, "1／1支部", 1.0),
    }


def test_a_change_is_shown_only_between_figures_of_the_same_branches(tmp_path, run):
    round_ = make_round(tmp_path)
    returned(round_, {code: COUNTS[code] for code in ("01", "02")})
    groups = groups_of(summarized(round_, run))
    north, whole = groups["予防健診受診率", "北"], groups["予防健診受診率", "全国"]
    # Last year 631 of 1000 and 306 of 500 in the north, and 480 of 800 besides.
    assert (north["前年度の値"], north["前年度差"], north["良化・悪化"]) == (62.5, 0.8, "↑ 良化")
    # Of the whole the two that are back are compared with themselves, and the sheet says so.
    assert whole["計算に入る支部"] == "2／3支部"
    assert whole["注記"].splitlines() == ["前年度の分母の65.2％分", "同じ2支部：62.5→63.3"]  # 1500 of 2300
    assert (whole["前年度の値"], whole["前年度差"], whole["良化・悪化"]) == (61.6, 0.8, "↑ 良化")


def test_published_and_computed_stand_side_by_side_and_a_contradiction_is_marked(tmp_path, run):
    round_ = make_round(tmp_path, national=national({"national_actual": 62.5}))
    returned(round_, COUNTS)
    result = run("consolidate", round_.path)
    assert result.exit_code == 0
    [item] = [row for row in rows_of(round_.master, "指摘") if row["指摘番号"] == "K134"]
    assert (item["重大度"], item["シート"], item["セル"]) == ("注意", "全国", "D5")
    assert "公表値 62.5％ が" in item["指摘"]
    assert "61.9％（分子計÷分母計、3支部すべて）" in item["指摘"]
    row = groups_of(summarized(round_, run))["予防健診受診率", "全国"]
    assert (row["公表値"], row["計算値"], row["公表値－計算値"]) == (62.5, 61.9, 0.6)
    assert row["注記"].startswith("！ 公表値と合いません")
    assert rows_of(round_.summary, "順位", header=3)[0]["全国値の出し方"] == "公表値"


def test_while_a_branch_is_missing_a_difference_is_a_note_and_no_finding(tmp_path, run):
    round_ = make_round(tmp_path, national=national({"national_actual": 62.5}))
    returned(round_, {"01": COUNTS["01"]})
    path = summarized(round_, run)
    assert [row for row in rows_of(round_.master, "指摘") if row["指摘番号"] == "K134"] == []
    row = groups_of(path)["予防健診受診率", "全国"]
    assert (row["公表値－計算値"], row["注記"][:11]) == (-2.5, "計算値は一部の支部の値")


def test_a_published_block_and_a_simple_mean_say_what_they_are(tmp_path, run):
    round_ = make_round(tmp_path, national=national({"block": "南", "national_actual": 40.0}))
    returned(round_, COUNTS)
    groups = groups_of(summarized(round_, run))
    assert groups["予防健診受診率", "南"]["公表値－計算値"] == 0
    mean = groups["支払いまでの日数", "全国"]
    assert (mean["全国値の出し方"], mean["計算値"]) == ("単純平均", 6.0)
    assert mean["注記"].startswith("支部の値の単純平均")


def test_kpis_without_any_figure_of_the_whole_are_named(tmp_path, run):
    round_ = make_round(tmp_path)
    returned(round_, COUNTS)
    sheet = openpyxl.load_workbook(summarized(round_, run))["全体・ブロック別"]
    texts = [cell.value for cell in sheet["A"] if cell.value]
    assert texts[-1] == "公表値も計算値もない指標：効果的な意見発信"


@pytest.mark.parametrize(
    ("standards", "at_least", "judgement", "explanation"),
    [
        ((100, 100, 100), None, "○ 達成", "3支部中 3支部が達成。"),
        ((100, 100, 99), None, "× 未達成", "3支部中 2支部が達成。"),
        (
            (100, 100, "未確定"),
            None,
            "？ 判定不能",
            "3支部中 2支部が達成。判定できない 1支部の結果で決まります。",
        ),
        ((100, 100, "未確定"), 2, "○ 達成", "3支部中 2支部が達成。必要 2支部。"),
    ],
)
def test_a_kpi_of_the_whole_round_is_in_summary_and_master(
    tmp_path, run, standards, at_least, judgement, explanation
):
    round_ = make_round(tmp_path, round_kpis=[{**WIDE, "at_least": at_least}])
    for (code, counts), standard in zip(COUNTS.items(), standards, strict=True):
        returned(round_, {code: counts}, standard)
    [row] = rows_of(summarized(round_, run), "全体指標", header=3)
    assert (row["指標"], row["数える指標"]) == (WIDE["indicator"], "サービススタンダードの達成")
    assert (row["達成状況"], row["説明"]) == (judgement, explanation)
    assert row["必要な支部"] == (at_least or 3)
    assert row["達成"] == sum(standard == 100 for standard in standards)
    [stored] = rows_of(round_.master, "全体指標")
    assert (stored["指標コード"], stored["達成状況"]) == ("all_standard", judgement.split()[1])


@pytest.mark.parametrize(
    ("targets", "explanation"),
    [
        (("100", "100", "設定なし"), "2支部中 2支部が達成。目標のない支部が 1 あります。"),
        (("設定なし", "設定なし", "設定なし"), "目標のある支部がありません。"),
    ],
)
def test_branches_without_a_target_are_none_of_those_that_count(targets, explanation):
    branches = (MIYAZAKI, OITA, SHIZUOKA)
    texts = {(branch.code, "rate"): text for branch, text in zip(branches, targets, strict=True)}
    counted = RoundKpi(
        code="all", pillar="戦略", measure="施策", indicator="全支部が達成", counted_kpi="rate"
    )
    plan = replace(
        make_plan(make_kpi(direction="equal"), branches=branches, targets=texts), round_kpis=(counted,)
    )
    sheet = summary_sheet(plan, [make_entry(branch.code, value=100) for branch in branches], "round_kpis")
    assert texts_of(sheet)[-1][-1] == explanation


def test_without_such_kpis_there_is_no_sheet_of_them(filled_round, run):
    summarized_ = run("run", filled_round.path)
    assert summarized_.exit_code in (0, 3)
    for path in (filled_round.summary, filled_round.master):
        assert "全体指標" not in openpyxl.load_workbook(path, read_only=True).sheetnames


def test_this_year_s_and_last_year_s_figure_have_the_same_unit(tmp_path, run):
    round_ = make_round(tmp_path, national=national({"national_actual": 62.5}))
    returned(round_, COUNTS)
    sheet = openpyxl.load_workbook(summarized(round_, run))["全体・ブロック別"]
    at = {cell.value: cell.column for cell in sheet[3]}
    row = next(cell.row for cell in sheet["A"] if cell.value == "予防健診受診率")
    formats = {label: sheet.cell(row, at[label]).number_format for label in ("公表値", "前年度の値")}
    assert formats["前年度の値"] == formats["公表値"]
    assert "％" in formats["公表値"]
