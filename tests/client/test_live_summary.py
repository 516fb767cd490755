"""The summary's formulas in LibreOffice: they give what Python computed, and follow a changed figure."""

import json
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from kpixl.books.addresses import cell_name
from kpixl.books.master.data_sheet import write_data
from kpixl.books.master.layout import DATA_COLUMNS
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.lists.sheets import write_prior
from kpixl.books.summary.run_record import write_python_values, write_run_record
from kpixl.books.writing.book import Book
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from kpixl.locale import Catalogue, catalogue
from kpixl.model.figure import FigureState
from kpixl.model.kpi import JudgeOn, RateFormula
from kpixl.model.plan import Branch
from kpixl.model.plan_figures import NationalRow
from kpixl.model.summary import Summary
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.build import build_summary
from tests.builders import Round, fill_round, make_round, rows_of
from tests.client.test_libreoffice import MISSING, _differing, _run, _stored
from tests.rules.builders import YEAR, make_entry, make_kpi, make_ledger_row, make_plan

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING or "LibreOffice is here")


# ── every kind of formula, against the rules ────────────────────────────────────────────────────────
# Halves that floats do not hold, values on both sides of a target, 0, negatives, and every state.
ACTUALS = (
    *("65.2", "64.6", "64.55", "64.5499999", "64.649", "64.65", "0", "-3.2", "0.05", "2.675", "1.005", "100"),
    *("8185.3", "129.2", "1e9", "0.1", "0.30000001"),
    *(state for state in FigureState if state is not FigureState.NUMBER),
)
TARGETS = ("64.6", "64.55", "0", "-5", "100")
PRIORS = ("63.1", "64.6", None)
SAID = {
    "at_least": "{}以上",
    "more_than": "{}超",
    "at_most": "{}以下",
    "less_than": "{}未満",
    "equal": "{}",
    "do": "実施",
    "often": "年3回以上実施",
    "every_month": "毎月実施",
    "none": "設定なし",
}
DIRECTIONS = {"more_than": "at_least", "less_than": "at_most", "often": "do", "every_month": "do"}


def _cases(judge_on: JudgeOn) -> Summary:
    """A row of データ for every combination: a branch is an actual, a KPI is all the rest."""
    branches = tuple(Branch(code=f"{number:02}", name=f"支部{number}") for number in range(len(ACTUALS)))
    kpis, targets, prior, national = [], {}, {}, []
    for number, (told, formula, target, past) in enumerate(_kpi_cases()):
        code = f"k{number}"
        kpis.append(
            make_kpi(
                code,
                direction=DIRECTIONS.get(told, told) if told != "none" else "at_least",
                decimals=number % 4,
                rate_formula=formula,
                comparable=number % 5 != 0,
            )
        )
        text = SAID[told].format(target)
        targets |= {(branch.code, code): text for branch in branches}
        if past is not None:
            prior |= {(branch.code, code): past for branch in branches}
        if number % 2:
            national.append(
                NationalRow(fiscal_year=YEAR, kpi_code=code, target=None, actual=Decimal("64.60"))
            )
    plan = make_plan(
        *kpis, branches=branches, targets=targets, prior=prior, national=national, judge_on=judge_on
    )
    entries = [
        make_entry(branch.code, kpi.code, actual)
        for branch, actual in zip(branches, ACTUALS, strict=True)
        for kpi in kpis
    ]
    ledger = [make_ledger_row(branch) for branch in branches]
    return build_summary(plan, "run", assess(plan, entries), ledger, (), ())


def _kpi_cases() -> Iterator[tuple[str, RateFormula, str, str | None]]:
    for direction, formula, target, past in product(SAID, RateFormula, TARGETS, PRIORS):
        alike = (
            direction not in ("at_most", "less_than") and formula is not RateFormula.MIRROR,
            formula is not RateFormula.REDUCTION and past != PRIORS[len(target) % 2],
            "{}" not in SAID[direction] and target != TARGETS[0],
        )
        if not any(alike):
            yield direction, formula, target, past


def _live_book(summary: Summary, language: str) -> bytes:
    """データ, a list over it and the record, without the rest of the summary."""
    words = catalogue(language)
    frame = Frame(summary, words, Book.of_round(summary.plan.settings, "cases"))
    write_prior(frame)
    write_run_record(frame)
    data = frame.book.sheet(words("sheet.data"))
    write_data(data, summary.plan, summary.assessments, words, frame.data_formulas)
    write_python_values(frame)
    return frame.book.finish()


@pytest.mark.parametrize("judge_on", JudgeOn)
def test_every_kind_of_formula_follows_the_rules(tmp_path, judge_on):
    summary = _cases(judge_on)
    path = tmp_path / "cases.xlsx"
    path.write_bytes(_live_book(summary, "ja"))
    cells = _run("recalculate", _without_values(path, tmp_path / "bare.xlsx"))
    [computed] = cells.values()
    assert _differing(path, computed) == {}
    kinds = {(item.judgement, item.achievement_rate.reason) for item in summary.assessments}
    assert len(kinds) > 15, "the cases are meant to differ"
    total = next(
        value for sheet, address, value, _error in computed if (sheet, address) == ("実行記録", "A2")
    )
    count = re.fullmatch(r"\D+(\d+)/(\d+)", total)
    assert count is not None
    assert count[1] == count[2]
    assert int(count[1]) > 4 * len(summary.assessments)


def _without_values(path: Path, to: Path) -> Path:
    """A copy in which no formula has a stored value: what is computed owes nothing to it."""
    stored = re.compile(r"(<f[^>]*>[^<]*</f>)<v>[^<]*</v>")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text, count = stored.subn(r"\1", content.decode("utf-8"))
                assert count == text.count("<f>") + text.count("<f "), name
                content = text.encode("utf-8")
            new.writestr(name, content)
    return to


# ── whole summaries ─────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module", params=["ja", "en"])
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Round:
    made = make_round(tmp_path_factory.mktemp("live"), request.param)
    fill_round(made)
    consolidate(made.path)
    summarize(made.path)
    return made


def test_whole_summaries_without_stored_values_are_computed_to_the_same(small, worked_rounds, tmp_path):
    sources = {"small": small.summary}
    if small.language == "ja":
        sources |= {year: worked_rounds / year / "summary.xlsx" for year in ("fy2023", "fy2024")}
    bare = {name: _without_values(path, tmp_path / f"{name}.xlsx") for name, path in sources.items()}
    results = _run("recalculate", *bare.values())
    for name, path in sources.items():
        assert len(_stored(path)) > 200
        assert _differing(path, results[str(bare[name])]) == {}, name


# ── a figure is changed ─────────────────────────────────────────────────────────────────────────────
_LETTERS = {column.key: cell_name(0, number)[:-1] for number, column in enumerate(DATA_COLUMNS)}


def _retyped(path: Path, sheet: str, typed: dict[str, str], to: Path) -> Path:
    """The workbook as LibreOffice saves it after somebody has typed into it."""
    listed = to.with_suffix(".json")
    values = [[sheet, address, text] for address, text in typed.items()]
    listed.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    _run("fill", path, listed, to)
    return to


def test_a_changed_actual_moves_judgement_counts_and_agreement(small, tmp_path):
    words = catalogue(small.language)
    row = next(
        number
        for number, row in enumerate(rows_of(small.summary, words("sheet.data")), 2)
        if (row[words("column.branch_code")], row[words("column.kpi_code")]) == ("02", "checkup_rate")
    )  # 59.4 against a target of 60, with 61.2 the year before
    before, after = (
        _seen(path, words, small)
        for path in (
            small.summary,
            _retyped(
                small.summary,
                words("sheet.data"),
                {f"{_LETTERS['actual']}{row}": "62.4"},
                tmp_path / "changed.xlsx",
            ),
        )
    )
    symbol = {key: f"{words(f'word.symbol.{key}')} {words(f'word.judgement.{key}')}" for key in SYMBOLS}
    assert before["data"]["judgement"] == words("word.judgement.not_achieved")
    assert after["data"]["judgement"] == words("word.judgement.achieved")
    assert after["data"]["achievement_rate"] == pytest.approx(1.04)
    assert (after["data"]["target_difference"], after["data"]["change_on_prior"]) == (2.4, 1.2)
    for sheet in ("list", "branch"):
        assert (before[sheet]["actual"], after[sheet]["actual"]) == (59.4, 62.4)
        assert before[sheet]["judgement"] == symbol["not_achieved"]
        assert after[sheet]["judgement"] == symbol["achieved"]
    assert [seen["prior"]["improved"] for seen in (before, after)] == [
        words("word.impact.worsened"),
        words("word.impact.improved"),
    ]
    assert _moved(before["counts"], after["counts"]) == (1, -1, 0)
    assert after["matrix"] == before["matrix"] + 1
    assert after["overview"] == before["overview"] + 1
    assert after["headline"] != before["headline"]
    # One cell of each kind: judgement, rate, and the three differences.
    agreeing, cells = before["agreement"]
    assert (agreeing, after["agreement"]) == (cells, (cells - 5, cells))
    assert (before["changed"], after["changed"]) == (0, 1)


def test_a_figure_typed_for_a_missing_branch_moves_the_first_page(small, tmp_path):
    """宮崎 has not returned: 65 against a target of 64.6 is one more achieved, and one fewer missing."""
    words = catalogue(small.language)
    row = next(
        number
        for number, row in enumerate(rows_of(small.summary, words("sheet.data")), 2)
        if (row[words("column.branch_code")], row[words("column.kpi_code")]) == ("45", "checkup_rate")
    )
    typed = {f"{_LETTERS['actual']}{row}": "99.9"}
    changed = _retyped(small.summary, words("sheet.data"), typed, tmp_path / "changed.xlsx")
    for path, achieved, unjudged, missing in ((small.summary, 6, 5, 4), (changed, 7, 4, 3)):
        grid = CalamineWorkbook.from_path(path).get_sheet_by_name(words("sheet.overview")).to_python()
        told = {str(cell) for line in grid for cell in line}
        judged = achieved + 3
        share = f"{achieved / judged:.1%}"
        counts = {"judged": judged, "not_judged": unjudged, "missing": missing, "no_target": 1}
        assert {
            share,
            words("answer.share_of", achieved=achieved, judged=judged),
            words("answer.misses", count=3),
            words("answer.share_note", all=judged + unjudged + 1, **counts),
        } <= told, path


SYMBOLS = ("achieved", "not_achieved")
_COUNTED = ("achieved", "not_achieved", "not_judged")


def _seen(path: Path, words: Catalogue, round_: Round) -> dict[str, Any]:
    """What the sheets say about 函館's check-up rate, and the counts that it is in."""
    kpi = next(kpi for kpi in round_.plan.kpis if kpi.code == "checkup_rate")
    branch = next(branch for branch in round_.plan.branches if branch.code == "02")
    label = {
        key: words(f"column.{key}") for key in ("branch", "indicator", "branch_code", "kpi_code", *_COUNTED)
    }

    def row(sheet: str, header: int, **known: str) -> dict[str, Any]:
        found = next(
            row
            for row in rows_of(path, sheet, header=header)
            if all(row[label[key]] == value for key, value in known.items())
        )
        shown = {words(f"column.{column.key}"): column.key for column in DATA_COLUMNS}
        shown[words("column.improved")] = "improved"
        return {shown.get(name, name): value for name, value in found.items()}

    about = {"branch": branch.name, "indicator": kpi.indicator}
    index = row(words("sheet.branch_index"), 3, branch=branch.name)
    grids = {
        name: CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in (words("sheet.overview"), words("sheet.matrix"), words("sheet.run"), "02 " + branch.name)
    }
    achieved = f"{words('word.symbol.achieved')} {words('word.judgement.achieved')}"
    run = grids[words("sheet.run")]
    agreement = re.fullmatch(r"\D+(\d+)/(\d+)", str(run[1][0]))
    assert agreement is not None
    changed = next(line[1] for line in run if line[0] == words("run.changed_actuals"))
    return {
        "data": row(words("sheet.data"), 1, branch_code="02", kpi_code="checkup_rate"),
        "list": row(words("sheet.list"), 3, **about),
        "prior": row(words("sheet.prior"), 3, **about),
        "branch": row(f"02 {branch.name}", 3, indicator=kpi.indicator),
        "counts": tuple(index[label[key]] for key in _COUNTED),
        "headline": grids[f"02 {branch.name}"][1][0],
        "matrix": _everything(grids[words("sheet.matrix")], achieved),
        "overview": _total(grids[words("sheet.overview")], words),
        "agreement": (int(agreement[1]), int(agreement[2])),
        "changed": changed,
    }


def _everything(grid: list[list[Any]], label: str) -> float:
    """The count of all judgements of a kind: where its row and its column of totals meet."""
    row = next(row for row in reversed(grid) if row[1] == label)
    header = next(line for line in grid if label in line[2:])
    return float(row[max(column for column, text in enumerate(header) if text == label)])


def _total(grid: list[list[Any]], words: Catalogue) -> float:
    """How many figures of all pillars are achieved."""
    pillars, total = (
        next(line for line in grid if line[0] == words(f"column.{key}")) for key in ("pillar", "total")
    )
    return float(total[pillars.index(words("column.achieved"))])


def _moved(before: tuple[float, ...], after: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(new - old for old, new in zip(before, after, strict=True))
