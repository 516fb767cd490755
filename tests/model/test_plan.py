"""Looking things up in a plan."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.model.assessment import Rank
from kpixl.model.figure import Figure, FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.measure import BranchWording, PastText, PlannedActivity
from kpixl.model.plan_figures import NationalRow
from kpixl.model.receipt_note import ReceiptNote, ReceiptRuling
from kpixl.model.target import NO_TARGET
from tests.rules.builders import MIYAZAKI, OITA, make_history_row, make_kpi, make_plan, make_settings

Y = FiscalYear
PLAN = make_plan(
    make_kpi("rate"), make_kpi("other"), branches=(OITA, MIYAZAKI), targets={("45", "rate"): "50以上"}
)


def national(year, actual, *, kpi="rate", block=""):
    return NationalRow(
        fiscal_year=Y(year),
        kpi_code=kpi,
        target=None,
        actual=None if actual is None else Decimal(actual),
        block=block,
    )


def test_what_a_plan_does_not_have_is_none_and_a_pair_without_a_target_has_none():
    assert (PLAN.branch("45"), PLAN.branch("99")) == (MIYAZAKI, None)
    assert (PLAN.kpi("rate").code, PLAN.kpi("gone")) == ("rate", None)
    assert PLAN.target("45", "rate") != NO_TARGET
    assert PLAN.target("44", "rate") == PLAN.target("99", "rate") == NO_TARGET


@pytest.mark.parametrize(
    ("comparable", "since", "year", "is_comparable"),
    [
        (True, None, 2023, True),
        (True, None, 1999, True),
        (False, None, 2023, False),
        (False, None, 2024, True),  # this year's has this year's definition
        (True, 2022, 2022, True),
        (True, 2022, 2021, False),
        (True, 2025, 2024, True),
    ],
)
def test_a_figure_is_comparable_where_it_has_todays_definition(comparable, since, year, is_comparable):
    kpi = make_kpi(comparable=comparable, comparable_since=since and Y(since))
    assert PLAN.is_comparable(kpi, Y(year)) is is_comparable


def test_last_years_figure_is_a_base_only_as_a_number_of_todays_definition():
    rows = (
        make_history_row(value="61.5"),
        make_history_row(value="60.5", year=Y(2022)),
        make_history_row("44", FigureState.UNSETTLED),
    )
    plan = replace(PLAN, history=rows)
    kpi = plan.kpi("rate")
    assert plan.prior("45", "rate") == Figure.of("61.5")
    assert plan.past("45", "rate", Y(2022)).actual == Figure.of("60.5")
    assert (plan.prior("45", "other"), plan.past("45", "rate", Y(2021))) == (None, None)
    assert plan.base("45", kpi) == Decimal("61.5")
    assert plan.base("45", replace(kpi, comparable=False)) is None
    assert (plan.base("44", kpi), plan.base("99", kpi)) == (None, None)


def test_a_figure_of_the_whole_is_none_of_a_blocks():
    plan = replace(
        PLAN, national=(national(2023, "58.1"), national(2023, "57.2", block="九州"), national(2022, None))
    )
    assert plan.published_national("rate", Y(2023)) == Decimal("58.1")
    assert plan.published("rate", Y(2023), "九州").actual == Decimal("57.2")
    assert plan.published_national("rate", Y(2022)) is None
    assert plan.published_national("rate", Y(2021)) is None


def test_the_years_gone_by_of_which_there_is_a_figure_ascend():
    plan = replace(
        PLAN,
        history=(make_history_row(value=1), make_history_row(value=2, year=Y(2020))),
        national=(national(2021, 5), national(2024, 6), national(2025, 7)),
    )
    assert plan.past_years == (Y(2020), Y(2021), Y(2023))


def activity(item, branch="", **fields):
    return PlannedActivity(branch_code=branch, measure_code="1", item=item, **fields)


def test_a_branchs_own_row_counts_before_the_common_one_and_keeps_its_place():
    own = activity("訪問", "45", note="own")
    for rows in ([activity("訪問"), own, activity("電話")], [own, activity("訪問"), activity("電話")]):
        plan = replace(PLAN, activities=(*rows, activity("他", "44")))
        assert [(row.item, row.note) for row in plan.activities_of("45")] == [("訪問", "own"), ("電話", "")]
        assert [row.item for row in plan.activities_of("44")] == ["訪問", "電話", "他"]


def test_a_kpi_that_is_summed_into_a_total_is_reported_by_nobody():
    rows = (
        activity("rate", summed_into="合計"),
        activity("rate2", summed_into="合計"),
        activity("other"),
        activity("合計"),
    )
    plan = replace(PLAN, activities=rows)
    assert [row.item for row in plan.kpi_parts_of("45")] == ["rate"]
    assert [row.item for row in plan.activities_of("45")] == ["rate2", "other", "合計"]


def test_a_form_shows_its_own_branch_and_nothing_of_another():
    text = PastText(fiscal_year=Y(2023), branch_code="45", measure_code="1", item_code="a", text="t")
    wording = BranchWording(branch_code="45", code="rate", definition_note="県内")
    plan = replace(
        PLAN,
        past_texts=(text, replace(text, branch_code="44")),
        branch_wording=(wording, replace(wording, branch_code="44")),
        activities=(activity("訪問"), activity("他", "44")),
        history=(make_history_row(value=1),),
    )
    own = plan.of_branch("45")
    assert (own.branches, own.past_texts, own.branch_wording) == ((MIYAZAKI,), (text,), (wording,))
    assert ([row.item for row in own.activities], own.history, own.targets) == (["訪問"], (), {})
    assert (plan.definition_note("45", "rate"), plan.definition_note("45", "other")) == ("県内", "")


def test_who_answered_by_telephone_is_noted_of_that_branch():
    note = ReceiptNote(branch_code="45", ruling=ReceiptRuling.BY_TELEPHONE)
    other = ReceiptNote(branch_code="44", ruling=ReceiptRuling.CONFIRMED)
    plan = replace(PLAN, decisions=(note, other))
    assert [plan.is_by_telephone(code) for code in ("45", "44")] == [True, False]


@pytest.mark.parametrize(("of", "shown"), [(4, False), (5, True), (47, True)])
def test_a_rank_among_few_branches_is_not_shown(of, shown):
    rank = Rank(1, of)
    assert make_settings().shown_rank(rank) == (rank if shown else None)
    assert make_settings().shown_rank(None) is None
    assert make_settings(date=dt.date(2025, 4, 1)).created.isoformat() == "2025-04-01T00:00:00"
