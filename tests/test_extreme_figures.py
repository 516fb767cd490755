"""Whatever number a cell holds, every command does its work: it is used, or refused and named.

A cell can hold 1E+308, 5E-324 and -0; a numerator of 15.5 above the 7.6E-35 that a formula left behind once
stopped `sendback` and `run`. Every output is built from such figures here: both entry workbooks, master and
summary, tables and frames, reports with their charts, next year's plan, the story of a figure, and all that a
terminal or a program is told.
"""

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kpixl.books.plan.read import read_plan
from kpixl.cli import cli
from kpixl.cli.output.explanation import explanation_json
from kpixl.cli.output.rollover import rollover_json
from kpixl.cli.output.status import status_json
from kpixl.files.write import WriteSet
from kpixl.jobs.distribute import distribute
from kpixl.jobs.explain import explain
from kpixl.jobs.report import report
from kpixl.jobs.rollover import RolloverResult, kpi_changes, outcome_of
from kpixl.jobs.status import StatusResult
from kpixl.jobs.summarize import summarize
from kpixl.locale import LANGUAGES, catalogue, format_finding, translate
from kpixl.model.round import Round as RoundFolder
from kpixl.rules.returns.check import check_return
from kpixl.rules.returns.selection import select_returns
from kpixl.rules.rollover.findings import rollover_findings
from kpixl.rules.rollover.rollover import roll_over
from kpixl.steps.load_master import load_master
from kpixl.steps.load_round import RoundInputs
from kpixl.steps.make_corrections import make_corrections
from kpixl.steps.make_master import make_master
from kpixl.steps.make_next_plan import make_next_plan
from kpixl.steps.make_reports import ReportOptions
from kpixl.steps.make_summary import SummaryOptions
from kpixl.steps.make_tables import TableOptions, make_tables
from tests.builders import Round, make_round
from tests.rules.builders import make_submission, plan_context
from tests.searching import examples
from tests.small_plan import PLAN_DATE, plan_rows

COUNTED, PLAIN = "checkup_rate", "claim_days"
BRANCHES = ("01", "45")
_SEARCHED = settings(
    max_examples=examples(10), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

EXTREMES = [
    1.7976931348623157e308, 1e308, -1e308, 1e22, 9999999999999999, 9007199254740993, 1e16, 1e15, -1e15,
    123456789012345.6, 59.949999999999996, 15.000000000000002, 15.5, 0.1, 1 / 3, 2 / 3 * 1e-7, 1e-15, 1e-16,
    7.6e-35, 1e-300, 1e-308, 5e-324, 0, 0.0, -0.0,
]  # fmt: skip
NUMBERS = (
    st.sampled_from(EXTREMES) | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-100, 100)
)
TYPED = NUMBERS | st.sampled_from(["9" * 15, "9" * 16, "0." + "0" * 60 + "1", "99,999,999,999,999", "△0", ""])
# What a plan may hold: a fault in it is an error, and nothing is made.
SOUND = (
    st.sampled_from([number for number in EXTREMES if number == 0 or 1e-15 <= abs(number) < 9e15])
    | st.floats(1e-15, 9e14)
    | st.floats(-9e14, -1e-15)
)
ROWS = st.fixed_dictionaries(
    {
        COUNTED: st.fixed_dictionaries(
            dict.fromkeys(("actual", "numerator", "denominator", "as_of", "remark", "next_target"), TYPED)
        ),
        PLAIN: st.fixed_dictionaries({"actual": TYPED}),
    }
)
CRASHED = {COUNTED: {"actual": 62.2, "numerator": 15.5, "denominator": 7.6e-35}, PLAIN: {"actual": 7.6e-35}}


@contextmanager
def small_round(**changes: Any) -> Iterator[Round]:
    """A round of two branches and two KPIs: one that has counts, one that has none."""
    rows = plan_rows("ja")
    small = {
        sheet: [row for row in rows[sheet] if row.get("kpi_code") in (COUNTED, PLAIN)]
        for sheet in ("kpis", "targets", "history", "national")
    }
    # Counts whose unit is no rate: nothing else keeps their quotient small.
    small["kpis"] = [row | ({"unit": "円"} if row["kpi_code"] == COUNTED else {}) for row in small["kpis"]]
    small["targets"] = [
        {
            key: "60以上" if key[:2] in BRANCHES and row["kpi_code"] == COUNTED else text
            for key, text in row.items()
        }
        for row in small["targets"]
    ]
    with tempfile.TemporaryDirectory() as folder:
        yield make_round(Path(folder), **{**small, **changes})


def play(round_: Round, cells: Mapping[str, Mapping[str, Any]]) -> None:
    """Every command that a round with such a return goes through; each raises, or does its work."""
    plan, raw = round_.plan, read_plan(round_.plan_path)
    checked = check_return(plan_context(plan), make_submission(plan, cells, branch="01"))
    selected = select_returns(plan, [checked], [])
    folder = RoundFolder(round_.path)
    inputs = RoundInputs(
        folder=folder,
        raw_plan=raw,
        plan=plan,
        plan_findings=round_.findings,
        register=(),
        seal_key=None,
        selected=selected,
    )
    with click.Context(cli) as context:
        context.params["lang"] = "en"
        json.dumps(
            status_json(
                StatusResult(
                    plan=plan, ledger=selected.ledger, findings=selected.findings, today=dt.date(2026, 5, 1)
                )
            ),
            allow_nan=False,
        )
    with WriteSet(folder) as files:
        make_corrections(inputs, files)
        consolidated = make_master(inputs, files)
        tables = TableOptions(csv=round_.path / "csv", parquet=round_.path / "parquet")
        make_tables(consolidated.master, files, tables)
    for language in LANGUAGES:
        words = catalogue(language)
        for item in consolidated.findings:
            assert format_finding(words.render(item), words)
        assert summarize(round_.path, SummaryOptions(language=language)).path.is_file()
        for kpi in (COUNTED, PLAIN):
            told = explain(round_.path, "01", kpi, language)
            assert words.explain(told.story)
            json.dumps(explanation_json(told, words), allow_nan=False)


def work_on(round_: Round) -> None:
    """What is made of a master beside its summary; each raises, or does its work."""
    loaded = load_master(round_.master)
    for language in LANGUAGES:
        assert len(loaded.to_frame(language)) == len(loaded.assessments)
    rolled = roll_over(
        loaded.plan, loaded.stored.entries, translate, kpi_changes(loaded.plan, (), ()), outcome_of(loaded)
    )
    path = round_.path / "next.xlsx"
    path.write_bytes(make_next_plan(rolled, loaded.stored.raw_plan))
    result = RolloverResult(path, rolled, tuple(rollover_findings(rolled, read_plan(path))))
    with click.Context(cli) as context:
        context.params["lang"] = "en"
        json.dumps(rollover_json(result), allow_nan=False)
    for language in LANGUAGES:
        words = catalogue(language)
        for item in result.findings:
            assert format_finding(words.render(item), words)
    for whole in (False, True):
        assert report(round_.path, ReportOptions(branches=BRANCHES, whole=whole)).paths
    earlier = shutil.copy(round_.master, round_.path / "earlier.xlsx")
    assert summarize(round_.path, SummaryOptions(since=Path(earlier))).path.is_file()


@_SEARCHED
@given(ROWS, st.sampled_from(["reported", "exact"]))
@example(CRASHED, "reported")
@example(CRASHED, "exact")
def test_no_figure_that_a_branch_can_type_makes_any_command_raise(cells, judge_on):
    with small_round(settings={"judge_on": judge_on}) as round_:
        play(round_, cells)


@_SEARCHED
@given(st.lists(SOUND, min_size=16, max_size=16), st.sampled_from(["reported", "exact"]), st.data())
def test_no_figure_of_a_plan_makes_any_command_raise(numbers, judge_on, data):
    rows = plan_rows("ja")
    take = iter(numbers)
    history = [
        row | {"actual": next(take), "numerator": next(take), "denominator": next(take)}
        for row in rows["history"]
        if row["kpi_code"] in (COUNTED, PLAIN) and row["branch_code"] == "01"
    ]
    kpis = [
        row | {"minimum": next(take), "maximum": next(take), "max_change": next(take), "aggregate": rule}
        for row, rule in zip(rows["kpis"], ("ratio", "mean", "sum"), strict=False)
        if row["kpi_code"] in (COUNTED, PLAIN)
    ]
    adjusted = {
        "branch_code": "45",
        "adjusted_code": PLAIN,
        "adjusted_value": next(take),
        "adjusted_reason": "集計の誤り",
        "person": "山田",
        "date": PLAN_DATE,
    }
    national = {
        "fiscal_year": 2024,
        "kpi_code": PLAIN,
        "national_target": next(take),
        "national_actual": next(take),
    }
    changes = {"history": history, "kpis": kpis, "adjustments": [adjusted], "national": [national]}
    with small_round(settings={"judge_on": judge_on}, **changes) as round_:
        distribute(round_.path)
        play(round_, data.draw(ROWS))


@settings(_SEARCHED, max_examples=examples(1))
@given(st.lists(SOUND, min_size=10, max_size=10), ROWS)
@example([1e-15, -9e14, 5, 0, 9e14, 1e-15, 0, 1e-15, -1e-15, 9e14], CRASHED)
def test_no_figure_makes_anything_raise_that_is_made_of_a_master(numbers, cells):
    rows, take = plan_rows("ja"), iter(numbers)
    history = [
        row | {"fiscal_year": year, "actual": next(take)}
        for year in (2021, 2022, 2023)
        for row in rows["history"]
        if row["kpi_code"] in (COUNTED, PLAIN) and row["branch_code"] == "01"
    ]
    national = [
        {"fiscal_year": 2024, "kpi_code": kpi, "national_target": next(take), "national_actual": next(take)}
        for kpi in (COUNTED, PLAIN)
    ]
    with small_round(history=history, national=national) as round_:
        play(round_, cells)
        work_on(round_)
