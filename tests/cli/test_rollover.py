"""`kpixl rollover`: next year's plan from a master, held against what the branches really published."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from kpixl.books.plan.read import read_plan
from kpixl.jobs.rollover import RolloverResult, rollover
from kpixl.model.finding import FindingCode
from kpixl.model.plan import Plan
from kpixl.model.rollover import LeftOut
from kpixl.model.target import Direction, Fixed, Prior
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.rollover.easier_targets import easier_targets
from kpixl.rules.targets.parse import parse_target
from kpixl.steps.load_master import load_master
from tests.builders import LOCK, MASTER_ROWS, column_of, digests, edited, fill_round, make_round, rows_of
from tests.rules.builders import KPIS_CSV, codes, published_rows

CHANGED = {  # until FY2023, and from FY2024 on (traps.md, section C)
    "severe_prevention_3m": "severe_prevention_10m",
    "claim_review_rate_combined": "claim_review_rate",
    "claims_recovery_postloss": "claims_recovery",
}
REPLACE = [text for old, new in CHANGED.items() for text in ("--replace", f"{old}={new}")]
ENDED = [
    text for code in ("judo_multi_rate", "dependant_recheck", "opinion_statement") for text in ("--end", code)
]


def published(year: str, branch: str) -> dict[str, dict[str, str]]:
    """A branch's published KPI rows of one year, by code."""
    return {
        row["code"]: row
        for row in published_rows()
        if (row["fiscal_year"], row["branch"]) == (year, branch) and row["target_text"]
    }


@pytest.fixture
def rolled(worked_rounds: Path, tmp_path: Path, run: Any) -> dict[str, Any]:
    """FY2023 rolled over, as `--json` tells it, with the new plan's folder under "folder"."""
    folder = tmp_path / "fy2024"
    result = run("rollover", worked_rounds / "fy2023", "--out", folder, *REPLACE, *ENDED, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout) | {"folder": folder}


def of_branch(rolled: dict[str, Any], branch: str) -> dict[str, dict[str, Any]]:
    return {item["kpi"]: item for item in rolled["targets"] if item["branch"] == branch}


# ── against what was published a year later ────────────────────────────────────────────────────────
def test_every_baseline_of_oita_that_the_figures_allow_comes_out(rolled):
    """From FY2023 alone: prior-year targets of 大分's FY2024 plan have the priors that its report prints."""
    items = of_branch(rolled, "44")
    expected = {
        code: float(row["prior_actual"])
        for code, row in published("2024", "大分").items()
        if row["basis"] == "prior_year" and row["prior_actual"]
    }
    assert set(expected) == {"mail_rate", "claim_review_amount", "card_recovery", "generic_rate"}
    assert {code: items[code]["baseline"] for code in expected} == expected


def test_the_baselines_that_the_figures_do_not_allow_are_named(rolled):
    """大分's other prior-year targets: three definitions changed, and one KPI is new."""
    items = of_branch(rolled, "44")
    without = {
        code
        for code, row in published("2024", "大分").items()
        if row["basis"] == "prior_year" and not row["prior_actual"]
    }
    assert without == {*CHANGED.values(), "committee_offices"}
    assert {code: items[code]["no_baseline"] for code in CHANGED.values()} == dict.fromkeys(
        CHANGED.values(), "not_comparable"
    )
    assert "committee_offices" not in items  # nothing in FY2023 says that it will come
    named = {(item["code"], item["kpi"]) for item in rolled["findings"]}
    assert {("K212", code) for code in CHANGED.values()} <= named


def test_the_fixed_targets_of_oita_are_those_of_its_next_plan(rolled):
    plan = plan_of(rolled["folder"])
    fixed = {code: row for code, row in published("2024", "大分").items() if row["basis"] == "fixed"}
    assert len(fixed) == 9
    for code, row in fixed.items():
        reference = plan.target("44", code).reference
        assert isinstance(reference, Fixed)
        assert reference.value == Decimal(row["target_value"]), code


def plan_of(folder: Path) -> Plan:
    """The plan of a round, with what a planner must fill in: blank targets, and where new KPIs belong."""
    path = folder / "plan.xlsx"
    plan, findings = parse_plan(read_plan(path))
    if plan is None:
        assert set(codes(findings)) <= {"K103", "K116", "K129"}
        with edited(path) as book:
            for item in findings:
                if item.kind.code == "K103":  # a new KPI is filed under its measure by a planner
                    book["指標"][item.place.cell] = "未定"
                if item.kind.code == "K116":
                    book["目標"][item.place.cell] = "設定なし"
        plan, findings = parse_plan(read_plan(path))
    assert plan is not None
    return plan


def test_targets_easier_than_the_actual_are_listed(rolled):
    """traps.md, section G: 大分's 68.9 against 72.5, and its ceiling of 15% against 0."""
    easier = [item for item in rolled["findings"] if item["code"] == "K213"]
    assert [(item["branch"], item["kpi"]) for item in easier] == [
        ("44", "checkup_insured"),
        ("44", "single_bid_rate"),
        ("46", "single_bid_rate"),  # 20％以下 of both branches stands
    ]
    assert easier[0]["message"] == "大分の目標 68.9％以上 は、前年度実績 72.5％ より緩い値です。"
    assert (easier[0]["sheet"], easier[0]["cell"][0]) == ("目標", "C")


@pytest.mark.parametrize(
    ("year", "branch", "kpi"),
    [
        ("2023", "44", "guidance_dependants"),
        ("2023", "44", "committee_coverage"),
        ("2024", "44", "checkup_insured"),
        ("2024", "22", "checkup_insured"),
        ("2024", "22", "guidance_dependants"),
        ("2025", "45", "guidance_dependants"),
        ("2025", "45", "health_declaration_offices"),
    ],
)
def test_the_easier_targets_of_the_published_plans_are_found(worked_rounds, year, branch, kpi):
    plan, _findings = parse_plan(read_plan(worked_rounds / f"fy{year}" / "plan.xlsx"))
    assert plan is not None
    assert (branch, kpi) in {(item.branch_code, item.kpi_code) for item in easier_targets(plan)}


def test_the_plan_of_2025_has_miyazakis_targets_and_priors_from_the_rollover(worked_rounds):
    """Every target of 宮崎 that FY2024 knew of: direction, kind and number of its published plan."""
    plan, _findings = parse_plan(read_plan(worked_rounds / "fy2025" / "plan.xlsx"))
    assert plan is not None
    rows = published("2025", "宮崎")
    assert len(rows) == 18
    for code, row in rows.items():
        target, prior = plan.target("45", code), plan.prior("45", code)
        assert target.direction == row["direction"], code
        if row["basis"] == "fixed":
            assert isinstance(target.reference, Fixed)
            assert target.reference.value == Decimal(row["target_value"])
        if row["basis"] == "prior_year" and row["prior_actual"]:
            assert isinstance(target.reference, Prior)
            assert target.reference.baseline == Decimal(row["prior_actual"])
        if row["prior_actual"]:
            assert prior is not None
            assert prior.value == Decimal(row["prior_actual"])


def test_toyama_has_its_19_kpis_its_marks_and_its_planned_counts(worked_rounds):
    plan, _findings = parse_plan(read_plan(worked_rounds / "fy2025" / "plan.xlsx"))
    assert plan is not None
    rows = published("2025", "富山")
    assert {kpi.code for kpi in plan.kpis} == set(rows)
    assert len(rows) == 19
    for kpi in plan.kpis:
        row = rows[kpi.code]
        assert (kpi.important, kpi.difficult) == (
            row["importance_high"] == "1",
            row["difficulty_high"] == "1",
        )
    counts = {row.kpi_code: (row.numerator, row.denominator) for row in plan.planned_counts}
    assert counts["checkup_insured"] == (138473, 176849)
    assert len(counts) == 5


# ── the summary of a plan ──────────────────────────────────────────────────────────────────────────
def test_the_summary_of_a_plan_begins_with_the_plan_and_judges_nothing(worked_rounds):
    book = openpyxl.load_workbook(worked_rounds / "fy2025" / "summary.xlsx")
    assert book.sheetnames[0] == "事業計画"
    assert not {"概要", "達成状況", "順位", "前年度比較", "KPI実績一覧"} & set(book.sheetnames)
    rows = list(book["事業計画"].iter_rows(min_row=4, values_only=True))
    header = list(rows[0])
    listed = [dict(zip(header, row, strict=True)) for row in rows[1:] if row[1]]
    assert [row["支部"] for row in listed] == ["富山"] * 19 + ["宮崎"] * 18
    by_kpi = {(row["支部"], row["KPI"]): row for row in listed}
    row = by_kpi["富山", "生活習慣病予防健診受診率を78.3％以上とする。"]
    assert (row["目標値"], row["重要度"], row["計画 対象者数"], row["計画 実施者数"]) == (
        78.3,
        "高",
        176849,
        138473,
    )
    row = by_kpi["宮崎", "被扶養者の特定保健指導の実施率を11.4％以上とする。"]
    assert (row["前年度実績"], row["実績と比べて"]) == (16, "！ 前年度より緩い")
    assert row["前年度実績との差"] == pytest.approx(-4.6)


# ── the command ────────────────────────────────────────────────────────────────────────────────────
def test_it_says_what_it_carried_over_and_what_to_do_next(worked_rounds, tmp_path, run):
    folder = tmp_path / "next"
    result = run("rollover", worked_rounds / "fy2024", "--out", folder)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[-6] == (f"{folder / 'plan.xlsx'} を作りました：令和7年度「令和7年度実績」、3支部、22指標。")
    assert lines[-3:-1] == [
        "支部の案から加えた指標 3 件。",
        "引き継いでいないもの：計画人数 5 件（その年度のもの）。",
    ]
    assert lines[-1] == f"次：plan.xlsx を Excel で開いて目標を埋め、kpixl check {folder} で確かめます。"
    assert "鹿児島" not in result.stdout
    assert any("91.1％" in line and "[K219]" in line for line in lines)
    made = [path.name for path in folder.iterdir() if path.suffix != ".cmd" and path.name != LOCK]
    assert sorted(made) == ["history", "inbox", "plan.xlsx"]
    assert (folder / "確認.cmd").is_file()


def test_the_new_plan_keeps_branches_settings_measures_and_the_past(worked_rounds, tmp_path, run):
    old = worked_rounds / "fy2023" / "plan.xlsx"
    run("rollover", worked_rounds / "fy2023", "--out", tmp_path)
    new = tmp_path / "plan.xlsx"
    for sheet in ("支部", "施策", "評価基準", "全国"):
        assert rows_of(new, sheet) == rows_of(old, sheet)
    kpis = {row["指標コード"]: row for row in rows_of(new, "指標")}
    assert [kpis[row["指標コード"]] for row in rows_of(old, "指標")] == rows_of(old, "指標")
    assert kpis.keys() - {row["指標コード"] for row in rows_of(old, "指標")} == {
        "claim_review_rate_combined_2024", "claims_recovery_postloss_2024", "severe_prevention_3m_2024",
        "new_2024_1",
    }  # fmt: skip
    past = rows_of(old, "過年度")
    assert rows_of(new, "過年度")[: len(past)] == past
    actuals = [
        row for row in rows_of(old.parent / "master.xlsx", "データ") if row["実績の状態"] in ("数値", "実施")
    ]
    assert len(rows_of(new, "過年度")) == len(past) + len(actuals)


def test_a_plan_that_is_there_is_left_alone_without_force(worked_rounds, tmp_path, run):
    arguments = ("rollover", worked_rounds / "fy2024", "--out", tmp_path)
    assert run(*arguments).exit_code == 0
    (tmp_path / "plan.xlsx").write_bytes(b"half filled in")
    before = digests(tmp_path)
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{tmp_path / 'plan.xlsx'} はすでにあります。"
        "作り直すなら --force を付けてください（いまの計画は history/replaced に残ります）。\n"
    )
    assert digests(tmp_path) == before
    assert run(*arguments, "--force").exit_code == 0
    assert digests(tmp_path) != before


def test_a_round_is_never_rolled_over_into_itself(worked_rounds, run):
    before = digests(worked_rounds)
    result = run(
        "rollover", worked_rounds / "fy2024", "--out", worked_rounds / "fy2023" / ".." / "fy2024", "--force"
    )
    assert (result.exit_code, result.stdout) == (2, "")
    assert "元の収集のフォルダーです" in result.stderr
    assert digests(worked_rounds) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--end", "no_such"], "「no_such」は計画にありません"),
        (["--replace", "no_such=new"], "「no_such」は計画にありません"),
        (["--replace", "mail_rate=card_recovery"], "「card_recovery」はすでに使われています"),
        (["--replace", "mail_rate=x", "--replace", "card_recovery=x"], "「x」はすでに使われています"),
        (["--replace", "mail_rate=x", "--end", "mail_rate"], "「mail_rate」は --end か --replace で二度"),
        (["--replace", "mail_rate"], "「旧コード=新コード」の形"),
        (["--replace", "=x"], "「旧コード=新コード」の形"),
    ],
)
def test_a_change_that_cannot_be_made_stops_before_anything_is_written(
    worked_rounds, tmp_path, run, options, said
):
    result = run("rollover", worked_rounds / "fy2024", "--out", tmp_path / "next", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert not (tmp_path / "next").exists()


def test_without_a_master_it_says_what_to_run_first(tmp_path, run):
    result = run("rollover", tmp_path, "--out", tmp_path / "next")
    assert result.exit_code == 2
    assert "先に kpixl consolidate を実行してください" in result.stderr


def test_a_file_in_the_place_of_the_new_folder_is_left_alone(worked_rounds, tmp_path, run):
    (tmp_path / "next").write_bytes(b"a file")
    result = run("rollover", worked_rounds / "fy2024", "--out", tmp_path / "next")
    assert (result.exit_code, (tmp_path / "next").read_bytes()) == (2, b"a file")


def test_an_edited_master_is_refused(worked_rounds, tmp_path, run):
    master = tmp_path / "master.xlsx"
    with edited(worked_rounds / "fy2024" / "master.xlsx", master) as book:
        sheet = book["データ"]
        names = [column_of(sheet, label) for label in ("支部", "指標コード", "実績")]
        for row in range(MASTER_ROWS, sheet.max_row + 1):
            if [sheet.cell(row, column).value for column in names[:2]] == ["宮崎", "mail_rate"]:
                sheet.cell(row, names[2]).value = 99.9
    result = run("rollover", tmp_path, "--out", tmp_path / "next")
    assert result.exit_code == 2
    assert "「データ」シートが、集約した後に書き換えられています" in result.stderr
    assert not (tmp_path / "next").exists()


def test_rolling_over_twice_gives_the_same_bytes(worked_rounds, tmp_path, run):
    for name in ("a", "b"):
        run("rollover", worked_rounds / "fy2024", "--out", tmp_path / name)
    assert (tmp_path / "a" / "plan.xlsx").read_bytes() == (tmp_path / "b" / "plan.xlsx").read_bytes()


def test_an_english_round_is_rolled_over_in_english(tmp_path, run):
    made = make_round(tmp_path, "en")
    fill_round(made)
    assert run("consolidate", made.path).exit_code in (0, 3)
    result = run("rollover", made.path, "--out", tmp_path / "next", "--replace", "claim_days=days", lang="en")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "FY2025, “FY2025 results”" in result.stdout
    targets = {row["KPI code"]: row for row in rows_of(tmp_path / "next" / "plan.xlsx", "Targets")}
    assert targets["generic_rate"]["01 North"] == "prior year (81.9%) or more"
    assert targets["checkup_rate"]["01 North"] == "66.0% or more"
    assert targets["generic_rate"]["02 Harbour"] == "prior year or more"  # its actual is unsettled
    reasons = {row["KPI code"]: row for row in rows_of(tmp_path / "next" / "plan.xlsx", "KPIs")}
    assert "until FY2024 “Days until payment”" in str(list(reasons["days"].values()))


# ── 宮崎's own proposals for the year after ─────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def of_miyazaki(worked_rounds: Path, tmp_path_factory: pytest.TempPathFactory) -> RolloverResult:
    """FY2024 rolled over, with nothing said but what the branches typed."""
    return rollover(worked_rounds / "fy2024", tmp_path_factory.mktemp("rolled") / "fy2025")


def next_rows(*statuses: str) -> list[dict[str, str]]:
    path = KPIS_CSV.parent / "next_kpis.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["report"] == "miyazaki"]
    return [row for row in rows if row["status"] in statuses]


def test_every_kpi_that_goes_on_has_the_target_that_miyazaki_proposed(of_miyazaki):
    plan = of_miyazaki.rollover.plan
    rows = next_rows("continues")
    assert len(rows) == 15
    for row in rows:
        kpi = plan.kpi(row["kpi"])
        assert kpi is not None
        said = row["target_next"].partition("（")[0]  # the last year's figure of committee_offices
        proposed, target = parse_target(said, kpi), plan.target("45", kpi.code)
        assert (target.direction, type(target.reference)) == (proposed.direction, type(proposed.reference))
        if isinstance(proposed.reference, Fixed):
            assert target.reference == proposed.reference


def test_a_kpi_that_miyazaki_ends_or_changes_is_no_target_of_miyazaki(of_miyazaki):
    plan = of_miyazaki.rollover.plan
    for row in next_rows("ends", "changed"):
        assert plan.target("45", row["kpi"]).direction is Direction.NONE


def test_what_miyazaki_changes_or_adds_is_a_kpi_with_its_target_and_nobody_elses(of_miyazaki):
    rolled = of_miyazaki.rollover
    added = {item.kpi.indicator: item.kpi for item in rolled.added_kpis}
    for row in next_rows("changed", "new"):
        kpi = added.pop(row["indicator_next"].removesuffix("（counter_rate）"))
        assert str(kpi.direction) == row["direction_next"]
        assert rolled.plan.target("45", kpi.code) == parse_target(row["target_next"], kpi)
        assert rolled.plan.target("22", kpi.code).direction is Direction.NONE
    assert added == {}
    named = {
        dict(item.details)["indicator"] for item in of_miyazaki.findings if item.kind is FindingCode.KPI_ADDED
    }
    assert named == {item.kpi.indicator for item in rolled.added_kpis}


def test_the_plan_of_each_measure_is_what_miyazaki_wrote_for_next_year(of_miyazaki, worked_rounds):
    stored = load_master(worked_rounds / "fy2024" / "master.xlsx").stored
    written = {
        row.measure_code: row.text
        for row in stored.texts
        if (row.branch_code, row.item_code) == ("45", "next")
    }
    plan = of_miyazaki.rollover.plan
    texts = {row.measure_code: row.plan_text for row in plan.branch_measures if row.branch_code == "45"}
    assert len(written) > 10
    assert {code: texts[code] for code in written} == written


def test_every_activity_of_miyazaki_goes_on_with_this_years_figure(of_miyazaki, worked_rounds):
    stored = load_master(worked_rounds / "fy2024" / "master.xlsx").stored
    counted = {
        (row.measure_code, row.item): row.this_year
        for row in stored.activities
        if row.branch_code == "45" and row.this_year.value is not None
    }
    priors = {
        (row.measure_code, row.item): row.prior for row in of_miyazaki.rollover.plan.activities_of("45")
    }
    assert len(counted) > 60
    assert {key: priors[key] for key in counted} == counted


def test_nothing_of_miyazakis_round_is_left_behind(of_miyazaki, worked_rounds):
    old = load_master(worked_rounds / "fy2024" / "master.xlsx").plan
    rolled = of_miyazaki.rollover
    assert rolled.left_out == {LeftOut.PLANNED_COUNTS: 5}  # 静岡's, of FY2024
    assert rolled.contradictions == ()
    assert rolled.plan.measures == old.measures
    assert {kpi.code for kpi in old.kpis} <= {kpi.code for kpi in rolled.plan.kpis}


def test_what_is_left_behind_is_printed_with_its_reason(worked_rounds, tmp_path, run):
    result = run("rollover", worked_rounds / "fy2023", "--out", tmp_path / "fy2024", *REPLACE, *ENDED)
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("引き継いでいないもの")]
    assert line.startswith("引き継いでいないもの：終わる指標・置き換えた指標の過年度 ")
    assert line.endswith("件。")


# ── the planner's own columns ─────────────────────────────────────────────────────────────────────

OWN = "担当者メモ"


def with_own_columns(path: Path) -> dict[str, int]:
    """Put a column of the planner's own behind the first column of every sheet; which they are, by sheet."""
    rows: dict[str, int] = {}
    with edited(path) as book:
        for sheet in book:
            if sheet.title in ("設定", "目標"):
                continue
            widths = {at: sheet.column_dimensions[get_column_letter(at)].width for at in range(2, 30)}
            sheet.insert_cols(2)
            for at, width in widths.items():
                sheet.column_dimensions[get_column_letter(at + 1)].width = width
            sheet.column_dimensions["B"].width = 31.5
            sheet.cell(1, 2).value = OWN
            for row in range(2, sheet.max_row + 1):
                if sheet.cell(row, 1).value is not None:
                    sheet.cell(row, 2).value = f"{sheet.title}{row}"
            rows[sheet.title] = sheet.max_row
    return rows


def test_the_planners_own_columns_stay_in_their_place_with_width_and_values(tmp_path, run):
    made = make_round(tmp_path)
    own = with_own_columns(made.plan_path)
    assert set(own) == {"支部", "指標", "過年度", "全国", "施策", "評価基準", "受付メモ"}
    fill_round(made)
    assert run("consolidate", made.path).exit_code == 0
    following = tmp_path / "next"
    assert run("rollover", made.path, "--out", following).exit_code == 0
    book = openpyxl.load_workbook(following / "plan.xlsx")
    before = openpyxl.load_workbook(made.plan_path)
    for title, last in own.items():
        sheet, old = book[title], before[title]
        assert [cell.value for cell in sheet[1]] == [cell.value for cell in old[1]]
        assert sheet.column_dimensions["B"].width == pytest.approx(31.5, abs=0.2)
        assert sheet.column_dimensions["C"].width == pytest.approx(old.column_dimensions["C"].width, abs=1)
        if title != "受付メモ":
            written = [sheet.cell(row, 2).value for row in range(2, last + 1)]
            assert written == [f"{title}{row}" for row in range(2, last + 1)]
    history = book["過年度"]
    assert history.max_row > own["過年度"]  # this year's figures, which nobody has a note for yet
    assert history.cell(history.max_row, 2).value in (None, "")
    _plan, findings = parse_plan(read_plan(following / "plan.xlsx"))
    assert {item.kind.code for item in findings} <= {"K116", "K123"}


def test_a_kpi_that_is_replaced_keeps_what_the_planner_noted_of_it(tmp_path, run):
    made = make_round(tmp_path)
    with_own_columns(made.plan_path)
    fill_round(made)
    run("consolidate", made.path)
    run(
        "rollover", made.path, "--out", tmp_path / "next", "--replace", "claim_days=days_2025", "--end", "007"
    )
    sheet = openpyxl.load_workbook(tmp_path / "next" / "plan.xlsx")["指標"]
    assert [(sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in range(2, sheet.max_row + 1)] == [
        ("checkup_rate", "指標2"),
        ("generic_rate", "指標3"),
        ("days_2025", "指標4"),
        ("service_standard", "指標5"),
    ]
