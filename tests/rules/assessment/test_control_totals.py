"""Control totals and the identity of a run."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.model.figure import FigureState
from kpixl.model.finding import FindingCode, Place, finding
from kpixl.model.ledger import CellChange, Disposition, Source
from kpixl.model.master import ControlTotals
from kpixl.rules.assessment.assess import assess
from kpixl.rules.assessment.control_totals import control_totals, run_id
from kpixl.rules.plan.adjustments import adjust_entries
from kpixl.rules.returns.selection import SelectedReturns
from tests.rules.builders import MIYAZAKI, OITA, make_adjustment, make_entry, make_kpi, make_plan

PLAN = make_plan(make_kpi("a"), make_kpi("b"), branches=(OITA, MIYAZAKI))
ENTRIES = [
    make_entry("45", "a", "62.2"),
    make_entry("45", "b", FigureState.UNSETTLED),
    make_entry("44", "a", "-5"),
    make_entry("44", "b", 0),
]
ROWS = assess(PLAN, ENTRIES)


def test_what_came_in_is_what_came_out():
    totals = control_totals(PLAN, ENTRIES, ROWS)
    assert totals == ControlTotals(
        rows=4, expected_rows=4, figures_in=3, figures_out=3, sum_in=Decimal("57.2"), sum_out=Decimal("57.2")
    )
    assert totals.agree


def test_a_zero_is_counted_and_a_state_is_not():
    totals = control_totals(PLAN, ENTRIES[2:], assess(PLAN, ENTRIES[2:]))
    assert (totals.figures_in, totals.figures_out) == (2, 2)
    assert totals.agree


def test_a_missing_branch_still_has_its_rows():
    rows = assess(PLAN, ENTRIES[:2])
    totals = control_totals(PLAN, ENTRIES[:2], rows)
    assert (totals.rows, totals.figures_out) == (4, 1)
    assert totals.agree


def test_a_lost_row_does_not_agree():
    assert not control_totals(PLAN, ENTRIES, ROWS[1:]).agree


def test_a_lost_zero_does_not_agree_although_the_sums_do():
    entries = [*ENTRIES, make_entry("46", "a", 0)]
    totals = control_totals(PLAN, entries, ROWS)
    assert totals.sum_in == totals.sum_out
    assert not totals.agree


def test_a_changed_figure_does_not_agree():
    entries = [make_entry("45", "a", "62.3"), *ENTRIES[1:]]
    totals = control_totals(PLAN, entries, ROWS)
    assert totals.figures_in == totals.figures_out
    assert not totals.agree


def source(file="inbox/1.xlsx", sha256="a", **more):
    given = {"branch_code": "45", "issue": "FY2024-45-01", "modified": None, **more}
    return Source(file=file, sha256=sha256, **{"disposition": Disposition.ACCEPTED, **given})


def identity(*sources, version="0.1.0", plan="plan", findings=(), **more):
    given = {"ledger": (), "entries": (), "measure_entries": (), "findings": (), **more}
    return run_id(version, plan, SelectedReturns(sources=sources, **given), findings)


def test_the_same_inputs_are_the_same_run():
    assert identity(source()) == identity(source())
    assert len(identity()) == 12


def test_what_head_office_adjusts_is_a_sum_of_its_own():
    adjusted = (make_adjustment("a", "60"), make_adjustment("b", "7"))
    plan = replace(PLAN, adjustments=adjusted)
    totals = control_totals(plan, ENTRIES, assess(plan, adjust_entries(plan, ENTRIES)))
    assert (totals.figures_in, totals.sum_in) == (3, Decimal("57.2"))
    # One figure took the place of another, one that of a state.
    assert (totals.adjustments, totals.figures_adjusted, totals.sum_adjusted) == (2, 1, Decimal("4.8"))
    assert (totals.figures_out, totals.sum_out) == (4, Decimal("62.0"))
    assert totals.agree


CHANGE = CellChange(
    branch_code="45", code="a", field="actual",
    old_file="inbox/1.xlsx", old_cell="K8", old="5", new_file="inbox/2.xlsx", new_cell="K8", new="6",
)  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        identity(),
        identity(source(), version="0.1.1"),
        identity(source(), plan="changed"),
        identity(source("inbox/2.xlsx")),
        identity(source(sha256="b")),
        identity(source(disposition=Disposition.SUPERSEDED)),
        identity(source(modified=dt.datetime(2025, 4, 1))),  # noqa: DTZ001 - cells have no time zone
        identity(source(sent=dt.datetime(2025, 4, 1, tzinfo=dt.UTC))),
        identity(source(branch_code="44")),
        identity(source(), changes=(CHANGE,)),
        identity(source(), findings=(finding(FindingCode.SEAL_KEY_MISSING, Place("seal.key")),)),
    ],
)
def test_whatever_was_decided_otherwise_is_another_run(other):
    assert other != identity(source())
