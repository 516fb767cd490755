"""Each of the five published reports against the document that kpixl makes of it, fact by fact.

The facts are in `workbooks/published`; what no document holds is listed in docs/decisions.md.
"""

import csv
import shutil
from functools import cache
from pathlib import Path

import pytest

from kpixl.jobs.report import report
from kpixl.shipped import shipped
from kpixl.steps.make_reports import ReportOptions
from tests.documents import lines, opened, under

WORKBOOKS = shipped("workbooks")
REPORTS = {
    "kagoshima": (2023, "46", "鹿児島"),
    "oita": (2023, "44", "大分"),
    "miyazaki": (2024, "45", "宮崎"),
    "shizuoka": (2024, "22", "静岡"),
    "toyama": (2025, "16", "富山"),
}
WORDS = {"achieved": "○ 達成", "not_achieved": "× 未達成"}


@cache
def table(name: str) -> list[dict[str, str]]:
    with (WORKBOOKS / "published" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {}
    folder = tmp_path_factory.mktemp("published")
    for name, (year, code, _branch) in REPORTS.items():
        place = folder / f"fy{year}"
        if not place.exists():
            shutil.copytree(WORKBOOKS / f"fy{year}", place)
        (made[name],) = report(place, ReportOptions(branches=(code,))).paths
    return made


@pytest.fixture(params=REPORTS, scope="module")
def said(request: pytest.FixtureRequest, documents: dict[str, Path]) -> "Said":
    return Said(request.param, documents[request.param])


class Said:
    """What a document says of each measure of a report."""

    def __init__(self, name: str, path: Path) -> None:
        self.name, self.year = name, str(REPORTS[name][0])
        document = opened(path)
        self.lines = lines(document)
        self.measures = {
            row["order"]: "\n".join(under(document, row["measure"]))
            for row in table("measures")
            if row["report"] == name
        }

    def of_kpi(self, code: str) -> str:
        (order,) = [
            row["order"]
            for row in table("measures")
            if row["report"] == self.name and code in row["kpi_codes"].split(";")
        ]
        return self.measures[order]


def _number(text: str) -> str:
    whole, _dot, decimals = f"{float(text):,.6f}".partition(".")
    return f"{whole}.{decimals.rstrip('0')}" if decimals.rstrip("0") else whole


def test_every_measure_stands_there_with_its_number(said):
    rows = [row for row in table("measures") if row["report"] == said.name]
    for row in rows:
        assert f"{row['number_shown']}　{row['measure']}".strip("　") in said.lines, row["measure"]
    assert all(said.measures.values())


def test_every_fact_of_the_texts_stands_at_its_measure(said):
    rows = [row for row in table("narrative") if row["report"] == said.name]
    if said.name == "toyama":
        rows = [row for row in rows if row["field"] == "plan"]  # its causes are reasons of the difficulty
    assert len(rows) > 80
    missing = [row["fact"] for row in rows if f"・{row['fact']}" not in said.measures[row["measure_order"]]]
    assert missing == []


def test_every_target_actual_prior_and_judgement_stands_at_its_measure(said):
    rows = [
        row
        for row in table("kpis")
        if row["report"] == said.name and row["fiscal_year"] == said.year and _is_kpi(said, row["code"])
    ]
    assert len(rows) > 15
    missing = []
    for row in rows:
        section = said.of_kpi(row["code"])
        missing += [
            (row["code"], key, row[key])
            for key in ("target_value", "actual_value", "prior_actual")
            if row[key] and not any(form in section for form in _forms(row[key]))
        ]
        if row["judgement"] and WORDS[row["judgement"]] not in section:
            missing.append((row["code"], "judgement", row["judgement"]))
    assert missing == []


def _is_kpi(said: Said, code: str) -> bool:
    own = (row for row in table("measures") if row["report"] == said.name)
    return any(code in row["kpi_codes"].split(";") for row in own)


def _forms(text: str) -> set[str]:
    """A number as it may be printed: with and without the decimals of its KPI."""
    value = float(text)
    return {f"{value:,.{places}f}" for places in range(4) if round(value, places) == value}


def test_every_rank_stands_there(said):
    for row in table("ranks"):
        if row["report"] == said.name and _is_kpi(said, row["kpi"]):
            head = next(line for line in said.lines if line.startswith("KPI | 目標 | "))
            (line,) = [
                line
                for line in said.lines
                if line.count(" | ") == head.count(" | ") and _names(said, row["kpi"], line)
            ][:1]  # in the list, which comes before the measures
            cells = dict(zip(head.split(" | "), line.split(" | "), strict=True))
            column = "順位" if row["year_of_rank"] == said.year else "前年度順位"
            assert cells[column] == f"{row['rank']}位", row


def _names(said: Said, code: str, line: str) -> bool:
    words = next(row for row in table("local_wording") if row["report"] == said.name and row["kpi"] == code)
    return line.startswith((words["indicator_list"] or words["indicator_detail"]) + " | ")


def test_every_activity_figure_stands_at_its_measure(said):
    rows = [row for row in table("activities") if row["report"] == said.name and row["this_year"]]
    assert len(rows) > 10
    missing = []
    for row in rows:
        section = said.measures[row["measure_order"]]
        found = [line for line in section.split("\n") if line.startswith(row["item"])]
        if not any(_number(row["this_year"]) in line for line in found):
            missing.append((row["measure_order"], row["item"], row["this_year"]))
    assert missing == []


def test_every_next_kpi_stands_there_with_its_target(said):
    for row in table("next_kpis"):
        if row["report"] == said.name and row["target_next"]:
            assert any(row["target_next"] in line for line in said.lines), row


def test_importance_and_difficulty_stand_with_their_reasons(said):
    for row in table("measures"):
        if row["report"] == said.name:
            for key, word in (("importance", "重要度"), ("difficulty", "困難度")):
                if row[key]:
                    assert f"{word}：{row[key]}" in said.measures[row["order"]]
                    assert row[f"{key}_reason_fact"] in said.measures[row["order"]]


def test_the_nations_figures_and_targets_of_the_year_stand_at_the_measure(said):
    rows = [row for row in table("kpis") if row["report"] == said.name and row["fiscal_year"] == said.year]
    missing = [
        (row["code"], key, row[key])
        for row in rows
        if _is_kpi(said, row["code"])
        for key in ("national_target", "national_actual")
        if row[key] and not any(form in said.of_kpi(row["code"]) for form in _forms(row[key]))
    ]
    assert missing == []


def test_the_counts_of_branch_and_nation_stand_at_the_measure(said):
    branch = REPORTS[said.name][2]
    rows = [row for row in table("counts") if row["report"] == said.name and _is_kpi(said, row["code"])]
    missing = [
        (row["branch"], row["code"], row[key])
        for row in rows
        if row["branch"] in (branch, "全国") and row["fiscal_year"] in (said.year, str(int(said.year) - 1))
        for key in ("denominator", "numerator")
        if row[key] and _number(row[key]) not in said.of_kpi(row["code"])
    ]
    assert missing == []


def test_every_grade_stands_at_its_measure(said):
    if said.name != "kagoshima":  # the only report that prints grades
        return
    orders = {row["measure"]: row["order"] for row in table("measures") if row["report"] == said.name}
    for row in table("grades"):
        (line,) = [
            line
            for line in said.measures[orders[row["measure"]]].split("\n")
            if line.startswith(f"{row['criterion_plan']} | ")
        ]
        assert row["grade"] in line.split(" | "), row


def test_a_part_names_its_whole(said):
    rows = [row for row in table("activities") if row["report"] == said.name and row["part_of"]]
    missing = [
        (row["item"], row["part_of"])
        for row in rows
        if row["this_year"]
        and not any(
            line.startswith(row["item"]) and f"（{row['part_of']}のうち）" in line
            for line in said.measures[row["measure_order"]].split("\n")
        )
    ]
    assert missing == []


def test_what_a_definition_says_stands_beside_its_kpi(said):
    rows = [row for row in table("local_wording") if row["report"] == said.name and row["note_on_definition"]]
    missing = [
        row["kpi"]
        for row in rows
        if _is_kpi(said, row["kpi"]) and row["note_on_definition"] not in said.of_kpi(row["kpi"])
    ]
    assert missing == []


CHANGES = {
    "0.19％減少": "△0.19ポイント",  # points, as both figures say
    "0.1％増加": "+0.1ポイント",
    "747件増加": "+747件",
    "約1.9％減少": "△4,500件（△1.9％）",
    "約2.0％減少": "△20,000,000円（△2％）",
    "5.7ポイント増": "+5.7ポイント",
    "令和4年度末比143.3%": "+43.3％",
    "令和4年度末比139.9%": "+39.9％",
    "196事業所増": "+196事業所",
    "2.14ポイント増": "+2.14ポイント",
    "1.2ポイントの伸び": "+1.2ポイント",
    "1,249人増加": "+1,249人",
    "▲15,434人": "△15,434人",
}


def test_a_change_that_is_printed_stands_as_a_number_at_its_activity(said):
    rows = [row for row in table("activities") if row["report"] == said.name and row["change_as_printed"]]
    missing = []
    for row in rows:
        change = CHANGES.get(row["change_as_printed"], row["change_as_printed"])
        lines_of = [
            line.split(" | ")
            for line in said.measures[row["measure_order"]].split("\n")
            if line.startswith(row["item"])
        ]
        if not any(change in line for line in lines_of):
            missing.append((row["item"], change, lines_of))
    assert missing == []


def test_an_activity_of_which_only_the_change_is_printed_has_no_figure(documents):
    kagoshima = Said("kagoshima", documents["kagoshima"])
    section = kagoshima.measures["14"]
    (line,) = [line for line in section.split("\n") if line.startswith("健康保険委員の委嘱事業所数 | ")]
    assert line.split(" | ")[1:3] == ["－", "+196事業所"]


def test_a_rate_that_the_counts_contradict_is_printed_twice(documents):
    shizuoka = Said("shizuoka", documents["shizuoka"])
    assert "報告された値は10.6％、人数・件数から計算した値は10.5％です" in shizuoka.of_kpi("single_bid_rate")
