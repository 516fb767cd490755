"""根拠 and 算定方法: a row for every figure with links both ways; methods as the plan has them."""

import hashlib

import openpyxl
import pytest

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from kpixl.locale import catalogue
from tests.builders import fill_round, make_round, rows_of
from tests.small_plan import plan_rows


@pytest.fixture(scope="module", params=["ja", "en"])
def round_(request, tmp_path_factory):
    made = make_round(tmp_path_factory.mktemp("evidence"), request.param)
    fill_round(made)
    consolidate(made.path)
    summarize(made.path)
    return made


def words_of(round_):
    return catalogue(round_.language)


def column(sheet, label):
    return next(cell.column for cell in sheet[3] if cell.value == label)


def test_every_figure_has_a_row_with_a_sentence(round_):
    words = words_of(round_)
    rows = rows_of(round_.summary, words("sheet.evidence"), header=3)
    listed = rows_of(round_.summary, words("sheet.list"), header=3)[: len(rows)]
    keys = (words("column.branch"), words("column.indicator"))
    assert len(rows) == 3 * 5
    assert [[row[key] for key in keys] for row in rows] == [[row[key] for key in keys] for row in listed]
    for row in rows:
        assert row[words("column.indicator")] in row[words("column.sentence")]
        assert row[words("column.branch")] in row[words("column.sentence")]
        assert row[words("column.target")]


@pytest.mark.parametrize("key", ["overview", "matrix", "heat_map", "trend", "head_counts"])
def test_figures_lead_to_their_story_from_wherever_they_stand(round_, key):
    """One figure's cell, its link, and the row of 根拠 that it leads to are about one branch and KPI."""
    words = words_of(round_)
    book = openpyxl.load_workbook(round_.summary, data_only=True)
    evidence, sheet = book[words("sheet.evidence")], book[words(f"sheet.{key}")]
    links = [
        (cell, _target(cell)[1])
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink and _target(cell)[0] == words("sheet.evidence")
    ]
    assert links
    branches = [branch.name for branch in round_.plan.branches]
    for cell, address in links:
        branch, indicator = (evidence[address].offset(column=by).value for by in (1, 2))
        near = {str(other.value) for other in (*sheet[cell.row], *sheet[4], *sheet[5])}
        assert branch in branches
        assert any(branch in text for text in near), (key, cell.coordinate)
        # On 推移 the KPI's name stands above its lines, too.
        assert any(indicator in text for text in near), (key, cell.coordinate)


def test_a_row_says_where_the_figure_comes_from(round_):
    words = words_of(round_)
    rows = rows_of(round_.summary, words("sheet.evidence"), header=3)
    file = next(path for path in round_.inbox.iterdir() if path.name.startswith("01"))
    typed = rows[1]
    assert typed[words("column.file")] == f"inbox/{file.name}"
    assert typed[words("column.sha256")] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (typed[words("column.sheet")], typed[words("column.cell")]) == (words("sheet.entry"), "K9")
    assert typed[words("column.typed")] == ("81.9％" if round_.language == "ja" else "81.9%")
    missing = rows[-1]
    assert [missing[words(f"column.{key}")] for key in ("file", "typed", "sha256")] == ["", "", ""]


def _target(cell):
    sheet, _, address = cell.hyperlink.location.rpartition("!")
    return sheet.strip("'"), address


def test_figures_lead_to_their_row_and_back(round_):
    words, book = words_of(round_), openpyxl.load_workbook(round_.summary)
    evidence, listed = book[words("sheet.evidence")], book[words("sheet.list")]
    branch_at, indicator_at = (column(evidence, words(f"column.{key}")) for key in ("branch", "indicator"))
    branches = {branch.name: f"{branch.code} {branch.name}" for branch in round_.plan.branches}
    for number in range(4, 4 + 15):
        branch = evidence.cell(number, branch_at).value
        indicator = evidence.cell(number, indicator_at).value
        for sheet in (listed, book[branches[branch]]):
            row = next(
                row
                for row in range(4, sheet.max_row + 1)
                if sheet.cell(row, column(sheet, words("column.indicator"))).value == indicator
                and (sheet is not listed or sheet.cell(row, 1).value == branch)
            )
            actual = sheet.cell(row, column(sheet, words("column.actual")))
            assert _target(actual) == (words("sheet.evidence"), f"A{number}")
            back = evidence.cell(number, 1 if sheet is listed else branch_at)
            assert _target(back) == (sheet.title, f"A{row}")


def test_linked_figures_are_live_numbers_with_their_look(round_):
    words, name = words_of(round_), words_of(round_)("sheet.list")
    live, stored = (
        openpyxl.load_workbook(round_.summary, data_only=values)[name] for values in (False, True)
    )
    at = column(live, words("column.actual"))
    actual = live.cell(4, at)
    data = words("sheet.data")
    assert actual.value == f"=IF(COUNT('{data}'!$N$2),'{data}'!$N$2,'{data}'!$O$2)"
    assert (stored.cell(4, at).value, actual.font.underline) == (65.2, None)
    assert actual.hyperlink is not None


def test_the_judgement_is_a_live_formula(round_):
    words = words_of(round_)
    sheet = openpyxl.load_workbook(round_.summary)[words("sheet.evidence")]
    cell = sheet.cell(4, column(sheet, words("column.judgement")))
    assert str(cell.value).startswith("=")
    shown = rows_of(round_.summary, words("sheet.evidence"), header=3)[0][words("column.judgement")]
    assert shown.endswith(words("word.judgement.achieved"))


def test_methods_have_a_row_for_every_kpi_below_what_holds_for_all(round_):
    words = words_of(round_)
    sheet = openpyxl.load_workbook(round_.summary)[words("sheet.methods")]
    labels = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
    assert labels[2] == words("column.actual")
    assert words("column.judge_on") in labels
    header = labels.index(words("column.indicator")) + 1
    shown = {cell.value: cell.column for cell in sheet[header] if cell.value}
    kpis = {sheet.cell(row, 1).value: row for row in range(header + 1, header + 6)}
    assert list(kpis) == [kpi.indicator for kpi in round_.plan.kpis]
    row = kpis[next(kpi.indicator for kpi in round_.plan.kpis if kpi.code == "generic_rate")]
    kinds = sheet.cell(row, shown[words("column.target_kind")]).value
    assert kinds == words("word.target_kind.prior")
    days = kpis[next(kpi.indicator for kpi in round_.plan.kpis if kpi.code == "claim_days")]
    assert sheet.cell(days, shown[words("column.formula")]).value.startswith("2")


def test_methods_follow_the_settings(tmp_path):
    kpis = plan_rows()["kpis"]
    kpis[2]["rate_formula"] = "ratio"
    kpis[1] |= {"comparable": "no", "not_comparable_reason": "算定方法の変更"}
    round_ = make_round(tmp_path, settings={"judge_on": "exact"}, kpis=kpis)
    fill_round(round_)
    consolidate(round_.path)
    summarize(round_.path)
    sheet = openpyxl.load_workbook(round_.summary)["算定方法"]
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    assert {"目標÷実績", "四捨五入しない", "前年度とは比べない：算定方法の変更"} <= texts
    assert any(text.startswith("端数のまま：") for text in texts)
    assert "2－実績÷目標" not in texts
