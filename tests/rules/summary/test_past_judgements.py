"""What the judgements on record say: last year's share, and what is missed again."""

from dataclasses import replace

from kpixl.model.assessment import Judgement
from kpixl.model.fiscal import FiscalYear
from kpixl.model.plan_figures import HistoryRow
from kpixl.model.round_movement import MissedAgain
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.past_judgements import last_years_tally, missed_again
from tests.rules.builders import MIYAZAKI, OITA, YEAR, make_entry, make_figure, make_kpi, make_plan

ACHIEVED, MISSED = Judgement.ACHIEVED, Judgement.NOT_ACHIEVED


def plan_with(*past: tuple[int, str, str, Judgement | None]):
    """A plan of two branches and KPIs, with judgements so many years ago."""
    plan = make_plan(make_kpi("a"), make_kpi("b"), branches=(MIYAZAKI, OITA), targets="50以上")
    history = [
        HistoryRow(
            fiscal_year=FiscalYear(YEAR.year - ago),
            branch_code=branch,
            kpi_code=code,
            actual=make_figure("49"),
            judgement=judgement,
        )
        for ago, branch, code, judgement in past
    ]
    return replace(plan, history=tuple(history))


def missed(plan, *entries: tuple[str, str]):
    """What is missed again where these branches and KPIs miss their target of 50 this year."""
    return missed_again(plan, assess(plan, [make_entry(*key, "49") for key in entries]))


def test_last_years_share_counts_the_judgements_of_that_year_alone():
    plan = plan_with(
        (1, "45", "a", ACHIEVED), (1, "44", "a", MISSED), (1, "44", "b", MISSED),
        (1, "45", "b", None), (2, "45", "a", ACHIEVED), (1, "99", "a", ACHIEVED), (1, "45", "gone", ACHIEVED),
    )  # fmt: skip
    tally = last_years_tally(plan)
    assert (tally.achieved, tally.not_achieved) == (1, 2)


def test_without_judgements_on_record_last_year_has_no_share():
    assert last_years_tally(plan_with((1, "45", "a", None))).share is None


def test_a_kpi_is_missed_again_where_a_branch_missed_it_both_years():
    plan = plan_with((1, "45", "a", MISSED), (1, "44", "a", ACHIEVED))
    assert missed(plan, ("45", "a"), ("44", "a")) == (MissedAgain(kpi_code="a", branches=1, years=2),)


def test_a_year_without_a_judgement_ends_the_run():
    plan = plan_with((1, "45", "a", MISSED), (3, "45", "a", MISSED))
    assert missed(plan, ("45", "a")) == (MissedAgain(kpi_code="a", branches=1, years=2),)


def test_the_kpi_of_the_most_branches_comes_first_then_the_longest_run():
    plan = plan_with(
        (1, "45", "a", MISSED), (2, "45", "a", MISSED), (1, "45", "b", MISSED), (1, "44", "b", MISSED),
    )  # fmt: skip
    found = missed(plan, ("45", "a"), ("45", "b"), ("44", "b"))
    assert [(item.kpi_code, item.branches, item.years) for item in found] == [("b", 2, 2), ("a", 1, 3)]


def test_what_is_achieved_this_year_is_not_missed_again():
    plan = plan_with((1, "45", "a", MISSED))
    assert missed_again(plan, assess(plan, [make_entry("45", "a", "51")])) == ()
