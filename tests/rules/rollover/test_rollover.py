"""Next year's plan from this year's: what moves on, what stays blank, and what somebody will ask about."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.locale import translate
from kpixl.model.assessment import Judgement, Reason
from kpixl.model.entries import Entry, Reading
from kpixl.model.figure import MISSING, Figure, FigureState, as_shown
from kpixl.model.fiscal import FiscalYear, moved_on
from kpixl.model.kpi import JudgeOn, RoundKpi
from kpixl.model.measure import ChangeKind, PastText, PlannedActivity
from kpixl.model.narrative import ActivityFigure, MeasureText
from kpixl.model.plan import Plan
from kpixl.model.plan_figures import HistoryRow, NationalRow, PlannedCount
from kpixl.model.rollover import (
    EasierTarget,
    KpiChanges,
    NextTarget,
    Outcome,
    Replacement,
    Rollover,
    TargetOrigin,
)
from kpixl.model.target import Direction, Fixed, Prior
from kpixl.rules.plan.adjustments import adjust_entries
from kpixl.rules.rollover.easier_targets import easier_targets
from kpixl.rules.rollover.rollover import roll_over
from kpixl.rules.targets.resolve import resolve_target
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    SHIZUOKA,
    YEAR,
    make_adjustment,
    make_entry,
    make_kpi,
    make_plan,
)


def propose(text: str, value: object = "62.2", branch: str = "45", kpi: str = "rate") -> Entry:
    """An entry with a proposal for next year."""
    return replace(make_entry(branch, kpi, value), next_target=text)  # type: ignore[arg-type]


def roll(plan: Plan, entries: Iterable[Entry], changes: KpiChanges | None = None) -> Rollover:
    """The plan rolled over, its notes in its own language."""
    return roll_over(plan, entries, translate, changes or KpiChanges())


def only(rolled: Rollover) -> NextTarget:
    """The one target of a plan with one branch and one KPI."""
    (item,) = rolled.targets
    return item


def cell_of(rolled: Rollover) -> str:
    """What the one target's cell says; "" where it stays blank."""
    item = only(rolled)
    kpi = rolled.plan.kpi(item.code)
    return translate(kpi.stated(item.target), "ja") if item.target and kpi else ""


# ── settings ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("令和6年度実績", "令和7年度実績"),
        ("令和６年度実績", "令和7年度実績"),
        ("令和6年度（2024年度）上期", "令和7年度（2025年度）上期"),
        ("FY2024 results", "FY2025 results"),
        ("R6 実績", "R7 実績"),
        ("2024年度KPI", "2025年度KPI"),
        ("令和16年度までの計画", "令和16年度までの計画"),
        ("12024", "12024"),
        ("年度末実績", "年度末実績"),
    ],
)
def test_the_rounds_name_moves_on_a_year(name: str, following: str) -> None:
    assert moved_on(name, FiscalYear(2024)) == following


def test_the_first_year_of_an_era_moves_on_to_its_second() -> None:
    assert moved_on("令和元年度実績", FiscalYear(2019)) == "令和2年度実績"


def test_the_settings_stay_but_for_their_year() -> None:
    plan = make_plan(due=dt.date(2024, 2, 29), contact="企画部", minus="△")
    settings = roll(plan, ()).plan.settings
    assert settings == replace(
        plan.settings,
        fiscal_year=FiscalYear(2025),
        round_name="令和7年度実績",
        date=dt.date(2026, 4, 1),
        due=dt.date(2025, 2, 28),
    )


def test_a_name_without_a_year_is_said_to_be_one() -> None:
    assert not roll(make_plan(round_name="年度末実績"), ()).year_in_name
    assert roll(make_plan(), ()).year_in_name


# ── actuals become history ─────────────────────────────────────────────────────────────────────────
def test_the_actual_becomes_the_prior_with_its_counts() -> None:
    plan = make_plan(prior={("45", "rate"): "64.2"})
    entry = replace(make_entry(value="62.2", counts=("6220", "10000")), as_of="令和7年1月")
    following = roll(plan, [entry]).plan
    assert following.history == (
        plan.history[0],
        HistoryRow(
            fiscal_year=FiscalYear(2024),
            branch_code="45",
            kpi_code="rate",
            actual=Figure.of("62.2"),
            numerator=Decimal(6220),
            denominator=Decimal(10000),
            note="令和7年1月",
            target="50.0％以上",
        ),
    )
    assert following.prior("45", "rate") == Figure.of("62.2")


def test_a_past_year_keeps_the_target_that_the_branch_was_shown_and_its_judgement() -> None:
    plan = make_plan(prior={("45", "rate"): "64.2"}, targets="前年度以上")
    outcome = Outcome(judgements={("45", "rate"): Judgement.NOT_ACHIEVED})
    rolled = roll_over(plan, [make_entry(value="62.2")], translate, outcome=outcome)
    row = rolled.plan.history[-1]
    assert (row.target, row.judgement) == ("前年度（64.2％）以上", Judgement.NOT_ACHIEVED)


def test_texts_and_activity_figures_of_this_year_are_next_year_s_past_ones() -> None:
    activities = (
        PlannedActivity(branch_code="", measure_code="M1", item="訪問", part_of="rate"),
        PlannedActivity(branch_code="44", measure_code="M1", item="訪問", summed_into="old"),
    )
    past = PastText(fiscal_year=YEAR, branch_code="45", measure_code="M1", item_code="result", text="旧")
    older = replace(past, fiscal_year=YEAR.prior)
    plan = replace(make_plan(), activities=activities, past_texts=(past, older))
    text = MeasureText(branch_code="45", measure_code="M1", item_code="result", text="新")
    figure = ActivityFigure(branch_code="45", measure_code="M1", item="訪問", this_year=Figure.of(12))
    outcome = Outcome(texts=(text,), activities=(figure,))
    changes = KpiChanges(replaced={"rate": Replacement("new", "定義")})
    following = roll_over(plan, (), translate, changes, outcome).plan
    assert following.past_texts == (older, replace(past, text="新"))
    assert [(row.branch_code, row.prior.value, row.part_of) for row in following.activities] == [
        ("", None, "new"),
        ("45", Decimal(12), "new"),
        ("44", None, ""),
    ]


def test_a_kpi_in_a_total_has_its_new_code_there_and_leaves_with_the_kpi() -> None:
    part = PlannedActivity(branch_code="", measure_code="M1", item="rate", summed_into="計")
    plan = replace(make_plan(make_kpi(), make_kpi("other")), activities=(part, replace(part, item="other")))
    changes = KpiChanges(ended=frozenset({"other"}), replaced={"rate": Replacement("new", "定義")})
    following = roll_over(plan, (), translate, changes, Outcome()).plan
    assert following.activities == (replace(part, item="new"),)


def test_an_activity_that_was_a_part_of_a_kpi_which_ends_is_a_part_of_none() -> None:
    part = PlannedActivity(branch_code="", measure_code="M1", item="訪問", part_of="rate")
    plan = replace(make_plan(make_kpi(), make_kpi("other")), activities=(part,))
    changes = KpiChanges(ended=frozenset({"rate"}))
    assert roll_over(plan, (), translate, changes).plan.activities == (replace(part, part_of=""),)


def test_an_activity_of_which_only_the_change_is_known_goes_on_asked_alike_and_without_a_figure() -> None:
    asked = PlannedActivity(branch_code="", measure_code="M1", item="宣言", change_kind=ChangeKind.PERCENT)
    figure = ActivityFigure(
        branch_code="45",
        measure_code="M1",
        item="宣言",
        change=Figure.of("43.3"),
        change_kind=ChangeKind.PERCENT,
    )  # fmt: skip
    plan = replace(make_plan(), activities=(asked,))
    following = roll_over(plan, (), translate, KpiChanges(), Outcome(activities=(figure,))).plan
    assert following.activities == (asked,)


@pytest.mark.parametrize(
    ("direction", "texts", "standing"),
    [
        ("at_most", ("15以下", "15以下"), True),
        ("at_most", ("15以下", "設定なし"), False),
        ("at_most", ("15以下", "12以下"), False),
        ("equal", ("100", "100"), True),
        ("equal", ("100", "設定なし"), True),
        ("at_least", ("80以上、ただし80以上の支部は前年度以上", "設定なし"), True),
        ("at_least", ("64.6以上", "72.0以上"), False),
    ],
)
def test_a_target_that_says_the_same_every_year_stays(direction, texts, standing) -> None:
    kpi = make_kpi(direction=direction)
    targets = dict(zip([("45", "rate"), ("44", "rate")], texts, strict=True))
    plan = make_plan(kpi, branches=[MIYAZAKI, OITA], targets=targets)
    first = roll(plan, ()).targets[0]
    assert first.origin is (TargetOrigin.STANDING if standing else TargetOrigin.BLANK)
    assert first.target == (plan.target("45", "rate") if standing else None)


@pytest.mark.parametrize("state", [FigureState.BLANK, FigureState.UNREADABLE, FigureState.NOT_ASKED])
def test_a_cell_that_says_nothing_makes_no_history(state: FigureState) -> None:
    rolled = roll(make_plan(), [make_entry(value=state)])
    assert (rolled.added, rolled.plan.history) == (0, ())


def test_an_unsettled_actual_stays_unsettled() -> None:
    rolled = roll(make_plan(), [make_entry(value=FigureState.UNSETTLED)])
    assert [row.actual.state for row in rolled.plan.history] == [FigureState.UNSETTLED]


def test_an_actual_on_file_for_this_year_gives_way_to_the_branchs_own() -> None:
    plan = make_plan()
    plan = replace(
        plan,
        history=(
            HistoryRow(fiscal_year=FiscalYear(2024), branch_code="45", kpi_code="rate", actual=Figure.of(1)),
        ),
    )
    following = roll(plan, [make_entry(value="62.2")]).plan
    assert [row.actual.value for row in following.history] == [Decimal("62.2")]


def test_adjustments_and_planned_counts_stay_in_their_year_and_the_reason_goes_into_the_note() -> None:
    adjustment = make_adjustment("rate", 61, reason="集計漏れ", person="企画部", date=dt.date(2025, 6, 1))
    plan = replace(
        make_plan(),
        adjustments=(adjustment,),
        planned_counts=(PlannedCount(branch_code="45", kpi_code="rate", denominator=Decimal(100)),),
    )
    # 122,887 ÷ 241,386 is 50.9: the branch's counts say nothing of head office's 61.
    entries = adjust_entries(plan, [make_entry(value="50.9", counts=(122887, 241386))])
    following = roll(plan, entries).plan
    assert (following.adjustments, following.planned_counts) == ((), ())
    [row] = following.history
    assert (row.actual, row.numerator, row.denominator) == (Figure.of(61), None, None)
    assert row.note == "本部補正：集計漏れ"
    [own] = roll(
        replace(plan, adjustments=()), [make_entry(value="50.9", counts=(122887, 241386))]
    ).plan.history
    assert (own.numerator, own.denominator, own.note) == (122887, 241386, "")


# ── targets ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("target", "proposal", "origin", "text"),
    [
        ("64.6以上", "66.7％以上", TargetOrigin.PROPOSED, "66.7％以上"),
        ("64.6以上", "66.7", TargetOrigin.PROPOSED, "66.7％以上"),
        ("64.6以上", "", TargetOrigin.BLANK, ""),
        ("64.6以上", "昨年並み", TargetOrigin.UNREADABLE, ""),
        ("64.6以上", "66.7以下", TargetOrigin.UNREADABLE, ""),  # the other direction
        ("64.6以上", "66社以上", TargetOrigin.UNREADABLE, ""),  # another unit
        ("64.6以上", "2025年度よりKPI設定なし", TargetOrigin.PROPOSED, "設定なし"),
        ("64.6以上", "前年度以上", TargetOrigin.PROPOSED, "前年度（62.2％）以上"),
        ("前年度以上", "", TargetOrigin.CARRIED, "前年度（62.2％）以上"),
        ("前年度（60.0）以上", "", TargetOrigin.CARRIED, "前年度（62.2％）以上"),
        ("対前年度末以上", "", TargetOrigin.CARRIED, "前年度末（62.2％）以上"),
        ("設定なし", "", TargetOrigin.CARRIED, "設定なし"),
        ("設定なし", "66.7以上", TargetOrigin.PROPOSED, "66.7％以上"),
        ("64.6以上", "前年度（63.0％）以上", TargetOrigin.PROPOSED, "前年度（63.0％）以上"),
        ("64.6以上", "前年度以上（R6年度実績：63.0％）", TargetOrigin.PROPOSED, "前年度（63.0％）以上"),
        ("64.6以上", "前年度以上（R5年度実績：63.0％）", TargetOrigin.UNREADABLE, ""),
    ],
)
def test_where_a_target_comes_from(target: str, proposal: str, origin: TargetOrigin, text: str) -> None:
    rolled = roll(make_plan(targets=target), [propose(proposal)])
    assert (only(rolled).origin, cell_of(rolled)) == (origin, text)


@pytest.mark.parametrize(
    ("target", "origin", "text"),
    [
        # 62.2 this year and 64.2 last year.
        ("前年度と2年平均の高い方以上", TargetOrigin.CARRIED, "前年度と2年平均の高い方以上（63.2％）"),
        (
            "前年度（60.0）と2年平均（61.0）の高い方以上",
            TargetOrigin.CARRIED,
            "前年度と2年平均の高い方以上（63.2％）",
        ),
        ("前年度と60.0の高い方以上", TargetOrigin.BLANK, ""),
        ("60.0と前年度の高い方以上", TargetOrigin.BLANK, ""),
        ("2年平均以上", TargetOrigin.CARRIED, "2年平均（63.2％）以上"),
        ("前年度比105％以上", TargetOrigin.CARRIED, "前年度比105％（この支部は65.3％）以上"),
        ("前年度（60.0）比105％以上（63.0）", TargetOrigin.CARRIED, "前年度比105％（この支部は65.3％）以上"),
        ("前年度＋1.5ポイント以上", TargetOrigin.CARRIED, "前年度＋1.5ポイント（この支部は63.7％）以上"),
    ],
)
def test_a_target_of_several_years_goes_on_with_what_it_comes_to_next_year(target, origin, text) -> None:
    rolled = roll(make_plan(targets=target, prior={("45", "rate"): "64.2"}), [make_entry(value="62.2")])
    assert (only(rolled).origin, cell_of(rolled)) == (origin, text)


@pytest.mark.parametrize(
    ("second", "origin"), [("前年度と80の高い方以上", "standing"), ("前年度と81の高い方以上", "blank")]
)
def test_a_number_beside_last_years_stands_where_all_branches_have_the_same(second, origin) -> None:
    targets = {("45", "rate"): "前年度と80の高い方以上", ("44", "rate"): second}
    rolled = roll(make_plan(branches=[MIYAZAKI, OITA], targets=targets), ())
    assert [item.origin for item in rolled.targets] == [TargetOrigin(origin)] * 2


def test_a_thing_to_do_is_to_be_done_again() -> None:
    kpi = make_kpi(direction="do", unit="件")
    rolled = roll(make_plan(kpi, targets="実施"), [make_entry(value=FigureState.DONE)])
    assert (only(rolled).origin, cell_of(rolled)) == (TargetOrigin.CARRIED, "実施")


def test_a_blank_target_is_none_in_the_plan() -> None:
    following = roll(make_plan(targets="64.6以上"), ()).plan
    assert ("45", "rate") not in following.targets


def test_the_baseline_decides_as_the_history_would() -> None:
    rolled = roll(make_plan(targets="前年度以上"), [make_entry(value="62.2")])
    assert rolled.plan.target("45", "rate").reference == Prior(Decimal("62.2"))
    assert resolve_target(rolled.plan, "45", rolled.plan.kpis[0]).value == Decimal("62.2")


def test_a_quotient_with_no_end_is_not_printed_but_still_decides() -> None:
    exact = as_shown(Decimal(283564) / Decimal(438120) * 100)
    plan = make_plan(targets="前年度以上", judge_on=JudgeOn.EXACT)
    rolled = roll(plan, [make_entry(value=exact)])
    assert cell_of(rolled) == "前年度以上"
    assert resolve_target(rolled.plan, "45", rolled.plan.kpis[0]).value == exact


@pytest.mark.parametrize(
    ("entries", "gap"),
    [
        ([], Reason.BRANCH_MISSING),
        ([make_entry(kpi="other", value=1)], Reason.NOT_REPORTED),
        ([make_entry(value=FigureState.BLANK)], Reason.NOT_REPORTED),
        ([make_entry(value=FigureState.UNSETTLED)], Reason.UNSETTLED),
    ],
)
def test_a_prior_year_target_without_an_actual_says_why(entries: list[Entry], gap: Reason) -> None:
    rolled = roll(make_plan(targets="前年度（60.0）以上"), entries)
    assert (cell_of(rolled), only(rolled).gap, only(rolled).baseline) == ("前年度以上", gap, None)


def test_figures_that_head_office_made_alone_are_no_return() -> None:
    made = replace(make_entry(kpi="other", value=1), reported=MISSING)
    assert only(roll(make_plan(targets="前年度以上"), [made])).gap is Reason.BRANCH_MISSING


def test_the_as_of_of_a_baseline_is_kept_for_people_to_see() -> None:
    entry = replace(
        make_entry(value="91.1"), as_of="令和7年1月診療分", actual=Reading(figure=Figure.of("91.1"))
    )
    assert only(roll(make_plan(targets="前年度以上"), [entry])).as_of == "令和7年1月診療分"


# ── KPIs that end or change ────────────────────────────────────────────────────────────────────────
def test_a_kpi_that_ends_leaves_the_plan_and_takes_its_past_with_it() -> None:
    national = [
        NationalRow(fiscal_year=YEAR, kpi_code=code, target=None, actual=Decimal(1))
        for code in ("old", "rate")
    ]
    plan = make_plan(make_kpi("old"), make_kpi("rate"), prior={("45", "old"): 50}, national=national)
    rolled = roll(plan, [make_entry(kpi="old", value=51)], KpiChanges(frozenset({"old"})))
    assert [kpi.code for kpi in rolled.plan.kpis] == ["rate"]
    assert (rolled.plan.history, rolled.added) == ((), 0)
    assert [row.kpi_code for row in rolled.plan.national] == ["rate"]
    assert {item.code for item in rolled.targets} == {"rate"}


def test_a_replaced_kpi_has_no_prior_and_says_why() -> None:
    changes = KpiChanges(replaced={"rate": Replacement("rate_10m", "定義変更")})
    plan = make_plan(prior={("45", "rate"): "7.8"})
    rolled = roll(plan, [propose("対前年度以上", "8.5")], changes)
    (kpi,) = rolled.plan.kpis
    assert (kpi.code, kpi.comparable, kpi.not_comparable_reason) == ("rate_10m", False, "定義変更")
    assert kpi.comparable_since == FiscalYear(2025)
    assert rolled.plan.prior("45", "rate_10m") is None
    assert (cell_of(rolled), only(rolled).gap) == ("前年度以上", Reason.NOT_COMPARABLE)


def test_what_counts_a_replaced_kpi_counts_the_new_one() -> None:
    counted = RoundKpi(code="all", pillar="p", measure="m", indicator="全支部が達成", counted_kpi="rate")
    plan = replace(make_plan(), round_kpis=(counted,))
    changes = KpiChanges(replaced={"rate": Replacement("new", "")})
    assert roll(plan, (), changes).plan.round_kpis == (replace(counted, counted_kpi="new"),)


def test_a_kpi_not_comparable_this_year_is_comparable_from_this_year_on() -> None:
    plan = make_plan(make_kpi(comparable=False), prior={("45", "rate"): "10.7"}, targets="前年度（34.0）以上")
    rolled = roll(plan, [make_entry(value="35.6")])
    (kpi,) = rolled.plan.kpis
    assert rolled.plan.is_comparable(kpi, FiscalYear(2024))
    assert not rolled.plan.is_comparable(kpi, FiscalYear(2023))
    assert cell_of(rolled) == "前年度（35.6％）以上"


def test_a_mean_over_years_does_not_reach_across_a_change_of_definition() -> None:
    plan = make_plan(make_kpi(comparable=False), prior={("45", "rate"): "10.7"}, targets="前年度以上")
    rolled = roll(plan, [propose("3年平均以上", "35.6")])
    assert (only(rolled).baseline, only(rolled).gap) == (None, Reason.NO_PRIOR)


@pytest.mark.parametrize(
    ("proposals", "may_end"),
    [
        (("設定なし", "設定なし"), {"rate": 2}),
        (("設定なし", ""), {"rate": 1}),
        (("設定なし", "50以上"), {}),
        (("", ""), {}),
    ],
)
def test_a_kpi_may_end_where_all_that_propose_propose_none(
    proposals: tuple[str, str], may_end: Mapping[str, int]
) -> None:
    plan = make_plan(branches=(OITA, MIYAZAKI))
    entries = [propose(text, branch=code) for code, text in zip(("44", "45"), proposals, strict=True)]
    assert roll(plan, entries).may_end == may_end


def test_a_kpi_that_nobody_had_a_target_for_does_not_end() -> None:
    assert roll(make_plan(targets="設定なし"), [propose("設定なし")]).may_end == {}


# ── easier than what was reached ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("direction", "target", "prior", "easier"),
    [
        ("at_least", "68.9以上", "72.5", True),
        ("at_least", "72.5以上", "72.5", False),
        ("at_least", "72.5以上", "72.54", False),  # at reporting precision they are the same
        ("at_least", "73以上", "72.5", False),
        ("at_most", "15以下", "8.4", True),
        ("at_most", "8以下", "8.4", False),
        ("equal", "100", "99", False),
        ("at_least", "設定なし", "72.5", False),
        ("at_least", "前年度以上", "72.5", False),
    ],
)
def test_which_targets_are_easier(direction: str, target: str, prior: str, *, easier: bool) -> None:
    plan = make_plan(make_kpi(direction=direction), targets=target, prior={("45", "rate"): prior})
    assert bool(easier_targets(plan)) is easier


def test_nothing_is_easier_across_a_change_of_definition() -> None:
    plan = make_plan(make_kpi(comparable=False), targets="33.8以上", prior={("45", "rate"): "40"})
    assert easier_targets(plan) == ()


def test_easier_targets_are_of_the_branch_that_set_them() -> None:
    targets = {("22", "rate"): "67.5以上", ("45", "rate"): "70以上"}
    prior = {("22", "rate"): "69.6", ("45", "rate"): "69.6"}
    plan = make_plan(branches=(SHIZUOKA, MIYAZAKI), targets=targets, prior=prior)
    assert easier_targets(plan) == (
        EasierTarget(branch_code="22", kpi_code="rate", target=Decimal("67.5"), prior=Decimal("69.6")),
    )


# ── properties ─────────────────────────────────────────────────────────────────────────────────────
_RATES = st.decimals(min_value=0, max_value=100, places=1)


@given(actual=_RATES, target=_RATES, at_most=st.booleans())
def test_a_proposal_of_this_years_actual_is_never_easier(
    actual: Decimal, target: Decimal, *, at_most: bool
) -> None:
    """Whatever this year's target was: who proposes what was reached proposes nothing easier."""
    kpi = make_kpi(direction="at_most" if at_most else "at_least")
    side = "以下" if at_most else "以上"  # a bare 0 of what is the better the more is no target
    entry = propose(f"{actual}{side}", actual)
    assert easier_targets(roll(make_plan(kpi, targets=f"{target}{side}"), [entry]).plan) == ()


@given(actual=_RATES, target=st.sampled_from(["前年度以上", "64.6以上", "設定なし", "対前年度末（50）以上"]))
def test_every_target_is_proposed_carried_or_named_as_blank(actual: Decimal, target: str) -> None:
    rolled = roll(make_plan(targets=target), [make_entry(value=actual)])
    item = only(rolled)
    assert (cell_of(rolled) == "") is (item.origin in (TargetOrigin.BLANK, TargetOrigin.UNREADABLE))
    assert ((item.branch_code, item.code) in rolled.plan.targets) is (item.target is not None)
    assert sum(rolled.origins.values()) == len(rolled.targets)
    if isinstance(rolled.plan.target("45", "rate").reference, Prior):
        assert item.baseline == actual


@given(st.lists(_RATES, min_size=1, max_size=4))
def test_history_only_grows_year_after_year(actuals: list[Decimal]) -> None:
    plan = make_plan(targets="前年度以上")
    for number, actual in enumerate(actuals):
        plan = roll(plan, [make_entry(value=actual)]).plan
        assert plan.settings.fiscal_year == FiscalYear(2025 + number)
        assert [row.actual.value for row in plan.history] == actuals[: number + 1]
        assert plan.target("45", "rate").direction is Direction.AT_LEAST
        assert not isinstance(plan.target("45", "rate").reference, Fixed)
