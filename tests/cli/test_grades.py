"""Grades from the plan and the returned workbooks to the summary, by the commands."""

import datetime as dt
from typing import Any

import openpyxl
import pytest

from tests.builders import Round, fill_return, make_round, rows_of

MEASURES = (
    ("M01", "戦略", "健診受診率の向上", "保健"),
    ("M02", "基盤", "サービス水準の向上", "業務"),
    ("M03", "基盤", "業務改革の推進", "業務"),
)
FIGURES = {
    ("checkup_rate", "actual"): 65.2,  # target 64.6 or more; 63.1 last year
    ("generic_rate", "actual"): 82.0,
    ("claim_days", "actual"): 7.4,  # target 7 days or less: missed
    ("service_standard", "actual"): 100,
    ("007", "actual"): "実施",
}
SAID = {
    ("M01", "progress"): "計画通りに実施し、効果的な結果が得られた",
    ("M01", "grade"): "A",
    ("M01", "comment"): "=事業所への勧奨",
    ("M02", "progress"): "Carried out as planned",
    ("M02", "grade"): "Ｂ",
    ("M03", "progress"): "計画通りに実施",
    ("M03", "new_effort"): "なし",
}
OVERRIDE = {
    "branch_code": "01",
    "adjusted_code": "M03",
    "adjusted_value": "A",
    "adjusted_reason": "年度途中に新たな取組を始めたため",
    "person": "山田",
    "date": dt.date(2025, 6, 20),
}


@pytest.fixture
def graded(tmp_path, run) -> Round:
    """One of three branches has returned; the plan names a preset and changes one grade."""
    keys = ("measure_code", "pillar", "measure", "group")
    made = make_round(
        tmp_path,
        settings={"grade_scheme": "支部4段階"},
        grades=[],
        measures=[dict(zip(keys, row, strict=True)) for row in MEASURES],
        adjustments=[OVERRIDE],
    )
    fill_return(made, "01", FIGURES, measures=SAID)
    assert run("consolidate", made.path).exit_code == 0
    assert run("summarize", made.path).exit_code == 0
    return made


def details(round_: Round) -> dict[tuple[str, str], dict[str, Any]]:
    rows = rows_of(round_.summary, "施策評価の内訳", header=3)
    return {(row["支部"], row["具体的施策"]): row for row in rows}


def test_every_measure_of_every_branch_has_a_grade_or_says_why_not(graded):
    rows = details(graded)
    assert len(rows) == 9
    shown = {key: (row["評価"], row["当てはまった基準"]) for key, row in rows.items() if key[0] == "札幌"}
    assert shown == {
        ("札幌", "健診受診率の向上"): (
            "S",
            "1　KPI：達成し、伸び幅などが対前年度を上回った・計画：計画通りに実施し、効果的な結果が得られた",
        ),
        ("札幌", "サービス水準の向上"): ("B", "3　KPI：一部達成・計画：計画通りに実施（以上）"),
        ("札幌", "業務改革の推進"): ("A※", "9　新たな取組：なし・計画：計画通りに実施（以上）"),
    }
    others = {(row["評価"], row["当てはまった基準"]) for key, row in rows.items() if key[0] != "札幌"}
    assert others == {("－", "－　未着")}


def test_what_the_grade_rests_on_stands_beside_it(graded):
    row = details(graded)["札幌", "サービス水準の向上"]
    assert row["KPIの結果"] == "達成 1／2"
    assert row["前年度比"] == "上回らない"  # 7.4 days after 6.2
    assert row["計画の実施状況"] == "計画通りに実施"  # typed in English, shown in the summary's language
    assert (row["基準の評価"], row["支部の評価"], row["差異"]) == ("B", "Ｂ", "")
    assert (row["ウエイト"], row["点数"]) == (1, 3)


def test_a_differing_grade_and_an_override_are_visible_with_their_reason(graded):
    rows = details(graded)
    differing = rows["札幌", "健診受診率の向上"]
    assert (differing["支部の評価"], differing["差異"]) == ("A", "≠ 差異")
    assert differing["本部による変更・支部の所感"] == "=事業所への勧奨"
    changed = rows["札幌", "業務改革の推進"]
    assert changed["基準の評価"] == "B"
    assert changed["本部による変更・支部の所感"] == (
        "※ 本部が B から A に変更。年度途中に新たな取組を始めたため（山田、2025/06/20）"
    )


def test_the_page_shows_the_grades_the_overall_figure_and_the_scheme(graded):
    sheet = openpyxl.load_workbook(graded.summary, data_only=True)["施策評価"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")}
    column = cells["札幌"].column
    top = cells["札幌"].row
    # S, B and A count 5, 3 and 4.
    assert [sheet.cell(top + step, column).value for step in range(1, 6)] == ["S≠", "B", "A※", 4, "3／3"]
    missing = [sheet.cell(top + step, cells["函館"].column).value for step in range(1, 6)]
    assert missing == ["－", "－", "－", "－", "0／3"]
    assert "評価基準：支部4段階（kpixl の既定）" in cells
    assert "11　上のどれにも当てはまらない" in cells


def test_the_doubts_about_grades_are_findings_of_the_master(graded):
    rows = rows_of(graded.master, "指摘")
    grades = {row["指摘番号"]: row for row in rows if row["指摘番号"] in ("K513", "K514")}
    assert (
        grades["K513"]["指摘"]
        == "施策「健診受診率の向上」の評価は、支部は A、計画の「評価基準」シート1行目では S です。"
    )
    assert (grades["K514"]["シート"], grades["K514"]["セル"]) == ("補正", "C2")
    assert "年度途中に新たな取組を始めたため" in grades["K514"]["指摘"]


def test_without_a_scheme_what_branches_say_is_listed_and_nothing_graded(tmp_path, run):
    made = make_round(tmp_path, settings={"grade_scheme": ""})
    fill_return(made, "01", FIGURES, measures={("M01", "grade"): "A", ("M01", "comment"): "勧奨"})
    run("consolidate", made.path)
    assert run("summarize", made.path).exit_code == 0
    names = openpyxl.load_workbook(made.summary, read_only=True).sheetnames
    assert "施策評価" not in names
    row = details(made)["札幌", "健診受診率の向上"]
    assert (row["評価"], row["支部の評価"], row["差異"]) == ("－", "A", "")
    assert row["当てはまった基準"] == "－　評価方式の指定なし"


def test_without_a_scheme_and_without_a_word_there_is_no_sheet(tmp_path, run):
    made = make_round(tmp_path, settings={"grade_scheme": ""})
    fill_return(made, "01", FIGURES)
    run("consolidate", made.path)
    run("summarize", made.path)
    names = openpyxl.load_workbook(made.summary, read_only=True).sheetnames
    assert not {"施策評価", "施策評価の内訳"} & set(names)


def test_an_unknown_scheme_stops_the_round_at_the_plan(tmp_path, run):
    made = make_round(tmp_path, settings={"grade_scheme": "支部5段階"})
    result = run("check", made.path)
    assert result.exit_code == 2
    assert "[K131]" in result.stdout + result.stderr
    assert "支部4段階・独法5段階・110-80-50" in result.stdout + result.stderr


def test_a_grade_stands_beside_the_branchs_group_its_own_words_and_its_texts(tmp_path, run):
    keys = ("measure_code", "pillar", "measure", "group")
    measures = [dict(zip(keys, row, strict=True)) for row in MEASURES]
    round_ = make_round(
        tmp_path,
        settings={"grade_scheme": "支部4段階"},
        grades=[],
        measures=measures,
        branch_measures=[
            {
                "branch_code": "01",
                "measure_code": "M01",
                "plan_text": "受診勧奨を強める。",
                "group": "保健第一",
            }
        ],
        branch_wording=[
            {"branch_code": "01", "adjusted_code": "M01", "shown_number": "(3)", "shown_name": "健診の向上"}
        ],
    )
    fill_return(round_, "01", FIGURES, measures=SAID)
    run("consolidate", round_.path)
    run("summarize", round_.path)
    rows = {row["担当"]: row["具体的施策"] for row in details(round_).values() if row["支部"] == "札幌"}
    assert rows["保健第一"] == "健診受診率の向上\n（支部の表記：(3)　健診の向上）"
    book = openpyxl.load_workbook(round_.summary)
    # The link is on the branch's name: LibreOffice cuts off a long text that is one.
    (place,) = [
        cell.hyperlink.location
        for row in book["施策評価の内訳"].iter_rows(min_row=4)
        if "健診受診率の向上\n（支部の表記：(3)　健診の向上）" in [cell.value for cell in row]
        for cell in row
        if cell.value == "札幌"
    ]
    records = book["施策の記録"]
    assert records[place.rpartition("!")[2].replace("A", "F")].value == "受診勧奨を強める。"
