"""Control totals and the identity of a run."""

from decimal import Decimal

from kpixl.model.figure import FigureState
from kpixl.model.ledger import Disposition, Source
from kpixl.model.master import ControlTotals
from kpixl.rules.assessment.assess import assess
from kpixl.rules.assessment.control_totals import control_totals, run_id
from tests.rules.builders import MIYAZAKI, OITA, make_entry, make_kpi, make_plan

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


def source(file, sha256):
    return Source(
        file=file,
        sha256=sha256,
        branch_code="45",
        issue="FY2024-45-01",
        modified=None,
        disposition=Disposition.ACCEPTED,
    )


def test_a_run_has_the_same_identity_whatever_the_order_of_files():
    one, two = source("inbox/1.xlsx", "a"), source("inbox/2.xlsx", "b")
    assert run_id("plan", [one, two], "0.1.0") == run_id("plan", [two, one], "0.1.0")
    assert len(run_id("plan", [], "0.1.0")) == 12


def test_another_plan_file_name_content_or_version_is_another_run():
    one = source("inbox/1.xlsx", "a")
    runs = {
        run_id("plan", [one], "0.1.0"),
        run_id("plan", [], "0.1.0"),
        run_id("changed", [one], "0.1.0"),
        run_id("plan", [one], "0.1.1"),
        run_id("plan", [source("inbox/2.xlsx", "a")], "0.1.0"),
        run_id("plan", [source("inbox/1.xlsx", "b")], "0.1.0"),
    }
    assert len(runs) == 6
