"""`kpixl explain`: one figure's story, told on the published rounds, its numbers held against the reports."""

import hashlib
import json
import re
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from kpixl.cli.output.explanation import explanation_json
from kpixl.jobs.explain import ExplainResult
from kpixl.locale import catalogue
from kpixl.rules.explanation.figure import explain_all
from kpixl.steps.load_master import load_master
from tests.builders import digests, fill_return, make_round
from tests.rules.builders import published_rows

MIYAZAKI = (
    "宮崎支部の「生活習慣病予防健診受診率」は、記入表（45_宮崎_FY2024.xlsx、記入シートの{cell}）に「62.2%」と記入され、"
    "62.2％と読み取りました。目標は固定値の64.6％以上で、2.4ポイント届かないため、未達成です"
    "（達成率 62.2÷64.6＝96.3％、前年度64.2％から2.0ポイント低下）。"
)
SHIZUOKA = (
    "静岡支部の「日本年金機構回収分も含めた資格喪失後１か月以内の保険証回収率」は、"
    "記入表（22_静岡_FY2024.xlsx、記入シートの{cell}）に「82.38%（令和6年11月まで）」と記入され、"
    "令和6年11月までの82.38％と読み取りました。目標は計画に記載の前年度（84.12％）以上で、"
    "1.74ポイント届かないため、未達成です（達成率 82.38÷84.12＝97.9％、前年度84.12％から1.74ポイント低下）。"
)
KAGOSHIMA = (
    "鹿児島支部の「柔道整復施術療養費の申請に占める、施術箇所3部位以上、かつ月15日以上の施術の申請の割合」は、"
    "記入表（46_鹿児島_FY2023.xlsx、記入シートの{cell}）に「0.82」と記入されています。"
    "目標は計画に記載の前年度（0.82％）以下で、ちょうど同じ値のため、達成です"
    "（達成率 2－0.82÷0.82＝100.0％、前年度0.82％と同じ）。"
)
MISSING = (
    "大分支部の「生活習慣病予防健診受診率」は、記入表が届いていません。"
    "目標は固定値の68.9％以上ですが、このため判定していません。"
)
NO_TARGET = (
    "宮崎支部の「被扶養者資格の確認対象事業所からの確認書の提出率」は、"
    "記入表（45_宮崎_FY2024.xlsx、記入シートの{cell}）に「89.5％」と記入され、89.5％と読み取りました。"
    "目標の設定がないため、判定していません（前年度89.4％から0.1ポイント上昇）。"
)
DO = (
    "鹿児島支部の「医療データ等を活用した効果的な意見発信」は、記入表（46_鹿児島_FY2023.xlsx、記入シートの{cell}）に"
    "「意見発信実施」と記入され、実施と読み取りました。目標は「実施」で、実施したため、達成です。"
)
REDEFINED = (
    "静岡支部の「健診受診月から10か月以内に医療機関を受診した者の割合」は、"
    "記入表（22_静岡_FY2024.xlsx、記入シートの{row}行目）の受診者数 10,130÷勧奨対象者数 28,495から、"
    "35.6％と計算しました。"
    "目標は計画に記載の前年度（34.0％）以上で、1.6ポイント上回るため、達成です"
    "（達成率 35.6÷34.0＝104.7％、前年度とは比べない〔定義変更：令和5年度までは3か月以内の受診〕）。"
)
MISPRINTED = (
    "静岡支部の「一般競争入札に占める一者応札案件の割合」は、記入表（22_静岡_FY2024.xlsx、記入シートの{row}行目）の"
    "一者応札件数 2÷一般競争入札件数 19から、10.5％と計算しました（{cell}の記入は「10.6」）。"
    "目標は固定値の15.0％以下で、4.5ポイント下回るため、達成です"
    "（達成率 2－10.5÷15.0＝130.0％、前年度8.4％から2.1ポイント上昇）。"
)
MIYAZAKI_FILE = "fy2024/inbox/45_宮崎_FY2024.xlsx"


def cell_of(worked_rounds, file, kpi):
    """Where the KPI's actual stands in the branch's own file, by its hidden key."""
    book = openpyxl.load_workbook(worked_rounds / file, read_only=True)
    keys = [row[0] for row in book["記入シート"].iter_rows(max_col=1, values_only=True)]
    return f"K{keys.index(kpi) + 1}"


@pytest.mark.parametrize(
    ("year", "branch", "kpi", "sentence"),
    [
        ("fy2024", "宮崎", "checkup_insured", MIYAZAKI),
        ("fy2024", "静岡", "card_recovery", SHIZUOKA),
        ("fy2023", "鹿児島", "judo_multi_rate", KAGOSHIMA),
        ("fy2024", "大分", "checkup_insured", MISSING),
        ("fy2024", "宮崎", "dependant_recheck", NO_TARGET),
        ("fy2023", "鹿児島", "opinion_statement", DO),
        ("fy2024", "静岡", "severe_prevention_10m", REDEFINED),
        ("fy2024", "静岡", "single_bid_rate", MISPRINTED),
    ],
)
def test_a_published_figure_is_told_in_a_sentence_or_two(worked_rounds, run, year, branch, kpi, sentence):
    result = run("explain", worked_rounds / year, branch, kpi)
    assert (result.exit_code, result.stderr) == (0, "")
    file = re.search(r"（(\d\d_\w+\.xlsx)、", sentence)
    cell = cell_of(worked_rounds, f"{year}/inbox/{file[1]}", kpi) if file else ""
    assert result.stdout.splitlines()[0] == sentence.format(cell=cell, row=cell.removeprefix("K"))


def test_the_same_in_english(worked_rounds, run):
    cell = cell_of(worked_rounds, MIYAZAKI_FILE, "checkup_insured")
    result = run("explain", worked_rounds / "fy2024", "45", "checkup_insured", lang="en")
    assert result.stdout.splitlines()[0] == (
        "For 宮崎 branch, “生活習慣病予防健診受診率” was entered as “62.2%” "
        f"(45_宮崎_FY2024.xlsx, 記入シート!{cell}) and read as 62.2%. "
        "The target is 64.6% or more (fixed); the actual is 2.4 points short of it, so it is not achieved "
        "(achievement rate 62.2 ÷ 64.6 = 96.3%; down 2.0 points on 64.2% the year before)."
    )


def test_the_facts_stand_below_the_sentence(worked_rounds, run):
    lines = run("explain", worked_rounds / "fy2024", "45", "checkup_insured").stdout.splitlines()
    facts = dict(re.split(r"\s{2,}", line, maxsplit=1) for line in lines[2:])
    source = worked_rounds / "fy2024" / "inbox" / "45_宮崎_FY2024.xlsx"
    assert facts == {
        "ファイル": "inbox/45_宮崎_FY2024.xlsx",
        "シート": "記入シート",
        "セル": cell_of(worked_rounds, MIYAZAKI_FILE, "checkup_insured"),
        "入力値": "62.2%",
        "変換": "単位を除去",
        "実績": "62.2％",
        "目標": "64.6％以上",
        "目標の根拠": "固定値",
        "判定の桁": "小数第1位に四捨五入",
        "比べた値": "62.2 ＜ 64.6",
        "達成状況": "未達成",
        "達成率の計算": "62.2÷64.6＝96.3％",
        "前年度差": "前年度64.2％から2.0ポイント低下",
        "全国実績": "58.4％",
        "SHA-256": hashlib.sha256(source.read_bytes()).hexdigest(),
    }


def test_json_has_numbers_and_keys(worked_rounds, run):
    told = json.loads(run("explain", worked_rounds / "fy2024", "22", "card_recovery", "--json").stdout)
    assert list(told) == [
        "fiscal_year", "branch", "kpi", "explanation", "findings", "source", "adjustment", "actual", "target",
        "compared", "precision", "judge_on", "decimals", "judgement", "reason", "achievement_rate",
        "prior", "change_on_prior", "national", "rank",
    ]  # fmt: skip
    assert told["explanation"] == SHIZUOKA.format(cell=told["source"]["cell"])
    assert (told["branch"], told["kpi"]["code"]) == ({"code": "22", "name": "静岡"}, "card_recovery")
    assert told["source"]["conversions"] == ["width", "as_of", "unit"]
    assert told["source"]["as_of"] == "令和6年11月まで"
    assert (told["actual"], told["target"]["value"]) == ({"value": 82.38, "state": "number"}, 84.12)
    assert told["target"]["past"] == [{"fiscal_year": 2023, "value": 84.12}]
    assert told["judgement"] == "not_achieved"
    assert told["achievement_rate"]["value"] == pytest.approx(82.38 / 84.12)
    assert told["achievement_rate"]["formula_kind"] == "attained"
    assert (told["target"]["basis_kind"], told["judge_on"], told["decimals"]) == (
        "stated_prior",
        "reported",
        2,
    )
    assert told["change_on_prior"] == {"value": -1.74, "reason": None, "improved": False}
    assert told["adjustment"] is None


def test_json_of_a_missing_branch_has_nulls_and_not_zeros(worked_rounds, run):
    told = json.loads(run("explain", worked_rounds / "fy2024", "44", "checkup_insured", "--json").stdout)
    assert told["actual"] == {"value": None, "state": "missing"}
    assert (told["reason"], told["rank"], told["achievement_rate"]["value"]) == ("branch_missing", None, None)
    keys = {"file", "sha256", "sheet", "cell", "row", "typed", "as_of", "numerator", "denominator"}
    assert {key for key, value in told["source"].items() if value is None} == keys
    assert (told["compared"], told["achievement_rate"]["formula_kind"]) == (None, None)


def test_json_has_no_empty_text_and_the_same_keys_in_every_language(worked_rounds, run):
    def leaves(told, path=()):
        for key, value in told.items():
            yield from leaves(value, (*path, key)) if isinstance(value, dict) else [((*path, key), value)]

    prose = {"explanation", "findings", "text", "basis", "precision", "formula", "compared"}
    for branch, kpi in (("22", "single_bid_rate"), ("44", "claim_review_rate"), ("45", "dependant_recheck")):
        japanese, english = (
            dict(leaves(json.loads(
                run("explain", worked_rounds / "fy2024", branch, kpi, "--json", lang=language).stdout
            )))
            for language in ("ja", "en")
        )  # fmt: skip
        assert "" not in japanese.values()
        told_apart = {path[-1] for path in japanese if japanese[path] != english[path]}
        assert "explanation" in told_apart
        assert told_apart <= prose


def test_json_names_no_cell_for_a_figure_of_counts_that_was_not_typed(worked_rounds):
    collected = load_master(worked_rounds / "fy2024" / "master.xlsx")
    [row] = [
        row
        for row in collected.assessments
        if (row.branch_code, row.kpi_code) == ("22", "severe_prevention_10m")
    ]
    untyped = replace(row, entry=replace(row.entry, actual=replace(row.entry.actual, typed="")))
    cell = cell_of(worked_rounds, "fy2024/inbox/22_静岡_FY2024.xlsx", "severe_prevention_10m")
    for seen, expected in ((row, cell), (untyped, None)):
        [story] = explain_all(collected.plan, [seen], collected.stored.sources)
        source = explanation_json(ExplainResult(story, "", ()), catalogue("ja"))["source"]
        assert (source["cell"], source["row"]) == (expected, int(cell.removeprefix("K")))


@pytest.mark.parametrize(
    ("branch", "kpi"),
    [
        ("45", "生活習慣病予防健診受診率"),
        ("宮崎支部", "生活習慣病"),
        ("45", "CHECKUP_INSURED"),
        ("４５", "予防健診"),
    ],
)
def test_branch_and_kpi_are_found_by_code_name_or_part(worked_rounds, run, branch, kpi):
    assert run("explain", worked_rounds / "fy2024", branch, kpi).stdout.splitlines()[0] == MIYAZAKI.format(
        cell=cell_of(worked_rounds, MIYAZAKI_FILE, "checkup_insured")
    )


@pytest.mark.parametrize(
    ("branch", "kpi", "said"),
    [
        ("奈良", "checkup_insured", ["「奈良」", "45  宮崎", "22  静岡"]),
        ("45", "checkup_insurd", ["「checkup_insurd」", "checkup_insured  生活習慣病予防健診受診率"]),
        ("45", "健診受診率", ["二つ以上", "checkup_insured  生活", "checkup_dependants  被扶養者"]),
    ],
)
def test_who_is_not_found_is_named_with_what_comes_near(worked_rounds, run, branch, kpi, said):
    result = run("explain", worked_rounds / "fy2024", branch, kpi)
    assert (result.exit_code, result.stdout) == (2, "")
    assert [text for text in said if text not in result.stderr] == []


def test_without_a_master_there_is_nothing_to_explain(tmp_path, run):
    result = run("explain", tmp_path, "45", "checkup_insured")
    assert result.exit_code == 2
    assert "kpixl consolidate" in result.stderr


def test_nothing_is_written(worked_rounds, run):
    before = digests(worked_rounds / "fy2024")
    run("explain", worked_rounds / "fy2024", "45", "checkup_insured")
    assert digests(worked_rounds / "fy2024") == before


# ── the numbers in the sentences ────────────────────────────────────────────────────────────────────
REPORTS = {
    (row["branch"], int(row["fiscal_year"]), row["code"]): row
    for row in published_rows()
    if row["judgement"] in ("achieved", "not_achieved") and row["target_value"]
}
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_RATE = re.compile(r"達成率 (?P<formula>.+?)＝(?P<rate>[\d.,]+)％")
_DISTANCE = re.compile(r"(?P<size>[\d,.]+)(?:ポイント|円|社|事業所)(?:届かない|上回る|下回る|超える)ため")
_CHANGE = re.compile(
    r"前年度(?P<prior>[\d,.]+)(?:％|円|社|事業所)から(?P<size>[\d,.]+)\D+(?P<way>上昇|低下|増加|減少)"
)


def _sentences(worked_rounds):
    for year in (2023, 2024):
        collected = load_master(worked_rounds / f"fy{year}" / "master.xlsx")
        for story in explain_all(collected.plan, collected.assessments, collected.stored.sources):
            report = REPORTS.get((story.branch.name, year, story.kpi.code))
            if report and story.assessment.figure.value is not None:
                yield report, catalogue("ja").explain(story)


def _decimal(text):
    return Decimal(text.replace(",", ""))


def _computed(formula):
    """The value of a formula as it is printed."""
    numbers = _NUMBER.sub(lambda found: f"Decimal('{found[0].replace(',', '')}')", formula)
    signs = str.maketrans({"÷": "/", "－": "-", "（": "(", "）": ")"})
    return eval(numbers.translate(signs), {"Decimal": Decimal})  # noqa: S307 - our own digits and signs


def test_every_number_follows_from_the_published_figures(worked_rounds):
    told = list(_sentences(worked_rounds))
    assert len(told) > 60
    for report, sentence in told:
        target, printed = _decimal(report["target_value"]), _decimal(report["actual_value"])
        # Where a report contradicts its own counts, the sentence says both.
        mistyped = re.search(r"から、([\d.,]+)％と計算しました（K\d+の記入は", sentence)
        actual = _decimal(mistyped[1]) if mistyped else printed
        distance = _DISTANCE.search(sentence)
        if actual == target:
            assert "同じ値" in sentence
            assert distance is None
        else:
            assert distance, sentence
            assert _decimal(distance["size"]) == abs(actual - target), sentence
        rate = _RATE.search(sentence)
        assert rate, sentence
        shown, value = _decimal(rate["rate"]), _computed(rate["formula"]) * 100
        assert abs(shown - value) <= Decimal("0.05"), sentence
        expected = 2 - actual / target if report["direction"] == "at_most" else actual / target
        assert abs(value - expected * 100) < Decimal("1e-9"), sentence
        assert sentence.count("未達成です") == (report["judgement"] == "not_achieved"), sentence
        assert "達成です" in sentence, sentence


def test_every_change_is_the_difference_of_two_published_figures(worked_rounds):
    changes = [
        (report, sentence, found)
        for report, sentence in _sentences(worked_rounds)
        if (found := _CHANGE.search(sentence)) and report["prior_actual"]
    ]
    assert len(changes) > 25
    for report, sentence, found in changes:
        if "の記入は" in sentence:
            continue
        actual, prior = _decimal(report["actual_value"]), _decimal(found["prior"])
        assert prior == _decimal(report["prior_actual"]), sentence
        assert _decimal(found["size"]) == abs(actual - prior), sentence
        assert (found["way"] in ("上昇", "増加")) is (actual > prior), sentence


def test_what_is_doubtful_about_a_figure_stands_below_its_story(tmp_path, run):
    """What was only converted is a fact of the story, and no doubt."""
    round_ = make_round(tmp_path)
    fill_return(round_, "01", {("checkup_rate", "actual"): 0.645, ("generic_rate", "actual"): "80.2％"})
    run("consolidate", round_.path)
    told = run("explain", round_.path, "01", "checkup_rate").stdout
    assert "[K508]" in told
    assert [item["code"] for item in json.loads(
        run("explain", round_.path, "01", "checkup_rate", "--json").stdout
    )["findings"]] == ["K508"]  # fmt: skip
    assert json.loads(run("explain", round_.path, "01", "generic_rate", "--json").stdout)["findings"] == []
