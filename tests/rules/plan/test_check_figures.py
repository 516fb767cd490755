"""Rates beside their counts, and planned head counts: every figure of the reports that has counts."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.kpi import CountRounding
from kpixl.rules.figures.rates import planned_count, rate_differs, rate_of_counts
from kpixl.rules.plan.check_figures import check_plan_figures, check_planned_counts, check_stated_rates
from kpixl.rules.plan.parse import parse_plan
from tests.details import shown_details
from tests.rules.builders import (
    branch_row,
    history_row,
    kpi_row,
    make_counted_kpi,
    make_raw_plan,
    national_row,
    settings_row,
)

COUNTS_CSV = Path(__file__).parents[3] / "workbooks" / "published" / "counts.csv"
WHOLE = st.integers(0, 10**8).map(Decimal)
POSITIVE = st.integers(1, 10**8).map(Decimal)


def published_counts(**wanted):
    with COUNTS_CSV.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def printed_rate(row):
    """The printed rate and its decimals; 約 (about) does not make it another number."""
    rate = Decimal(row["rate_text"].strip("約％%"))
    return rate, max(0, -rate.as_tuple().exponent)


def numbers(row):
    return Decimal(row["numerator"]), Decimal(row["denominator"])


# ── rates beside their counts ────────────────────────────────────────────────────────────────────


def test_exactly_the_five_printed_rates_that_disagree_with_their_counts_are_found():
    rows = [row for row in published_counts(kind="actual") if row["rate_text"]]
    differing = set()
    for row in rows:
        rate, decimals = printed_rate(row)
        kpi = make_counted_kpi(decimals=decimals)
        if rate_differs(kpi, *numbers(row), rate):
            computed = rate_of_counts(kpi, *numbers(row))
            differing.add((row["branch"], row["fiscal_year"], row["code"], row["rate_text"], str(computed)))
    assert differing == {
        ("静岡", "2024", "single_bid_rate", "10.6%", "10.5"),
        ("全国", "2022", "checkup_insured", "56.4%", "57.5"),
        ("全国", "2022", "employer_checkup_data", "8.8%", "9.0"),
        ("鹿児島", "2023", "judo_inquiry_rate", "約2.1％", "2.0"),
        ("大分", "2023", "group_checkup_dependants", "約3.6%", "3.7"),
    }
    assert len(rows) > 30


@given(WHOLE, POSITIVE, st.integers(0, 3))
def test_a_rate_never_differs_from_what_its_own_counts_give(numerator, denominator, decimals):
    kpi = make_counted_kpi(decimals=decimals)
    rate = rate_of_counts(kpi, numerator, denominator)
    assert not rate_differs(kpi, numerator, denominator, rate)
    assert rate_differs(kpi, numerator, denominator, rate + Decimal(1).scaleb(-decimals))


def test_a_count_per_office_is_no_percentage():
    assert rate_of_counts(make_counted_kpi(unit="件"), Decimal(3), Decimal(2)) == Decimal("1.5")


def found(findings):
    return [
        (item.kind.code, item.place.sheet, item.place.cell, shown_details(item.details)) for item in findings
    ]


def stated(*, history=(), national=()):
    raw = make_raw_plan(
        branches=[branch_row(), branch_row("44", "大分")],
        kpis=[kpi_row(numerator_label="受診者数", denominator_label="対象者数")],
        targets=[{"kpi_code": "rate", "45": "50以上", "44": "50以上"}],
        history=history or None,
        national=national or None,
    )
    plan, _findings = parse_plan(raw)
    assert plan is not None
    return check_stated_rates(plan, raw)


def test_a_stated_national_rate_that_its_counts_contradict_is_named_with_all_figures():
    sound = {"national_actual": 57.7, "numerator": 9563937.0, "denominator": 16587290.0}
    wrong = {"national_actual": 56.4, "numerator": 9179843.0, "denominator": 15964944.0}
    rows = [national_row(fiscal_year=2023.0, **sound), national_row(fiscal_year=2022.0, **wrong)]
    assert found(stated(national=rows)) == [
        (
            "K135",
            "全国",
            "D3",
            {
                "year": "2022",
                "whose": "全国",
                "printed": "56.4％",
                "computed": "57.5％",
                "numerator": "9,179,843",
                "denominator": "15,964,944",
            },
        )
    ]


def test_a_block_is_named_as_itself_and_has_its_own_cell():
    counts = {"numerator": 1.0, "denominator": 4.0}
    national = national_row(national_actual=25.0, **counts, block="")
    block = national_row(national_actual=26.0, **counts, block="九州")
    [(code, _sheet, cell, details)] = found(stated(national=[national, block]))
    assert (code, cell, details["whose"]) == ("K135", "D3", "九州")


def test_figures_of_a_kpi_that_has_ended_are_held_against_nothing():
    ended = {"kpi_code": "old", "numerator": 1.0, "denominator": 1000.0}
    assert stated(national=[national_row(**ended)], history=[history_row(**ended)]) == []


def test_a_past_rate_that_its_counts_contradict_is_named_by_branch_and_cell():
    counts = {"numerator": 1.0, "denominator": 8.0}
    rows = [
        history_row(actual=12.5, **counts),
        history_row(branch_code="44", actual=12.4, **counts),
        history_row(branch_code="44", fiscal_year=2022.0, actual=12.6, numerator="", denominator=""),
    ]
    [item] = stated(history=rows)
    assert (item.kind.code, item.place.cell, item.branch_code) == ("K135", "D3", "44")
    assert shown_details(item.details)["whose"] == "大分"


@pytest.mark.parametrize(
    "row",
    [
        history_row(actual=12.5),
        history_row(actual=12.5, numerator=1.0, denominator=""),
        history_row(actual=12.5, numerator="", denominator=8.0),
        history_row(actual=12.5, numerator=1.0, denominator=0.0),
        history_row(actual="未確定", numerator=1.0, denominator=8.0),
        history_row(kpi_code="ended", actual=99.0, numerator=1.0, denominator=8.0),
    ],
)
def test_without_both_counts_and_a_rate_nothing_can_disagree(row):
    assert stated(history=[row]) == []


# ── planned head counts ──────────────────────────────────────────────────────────────────────────


def fits(row):
    """The roundings that a printed planned count fits."""
    rate, _decimals = printed_rate(row)
    numerator, denominator = numbers(row)
    return {
        rounding
        for rounding in CountRounding
        if planned_count(make_counted_kpi(), denominator, rate, rounding) == numerator
    }


def test_every_published_planned_count_fits_a_rounding_except_one():
    rows = published_counts(kind="plan")
    assert [(row["branch"], row["numerator"]) for row in rows if not fits(row)] == [("静岡", "28141")]
    assert len(rows) == 10


def test_toyama_rounds_up():
    rows = published_counts(branch="富山", kind="plan")
    assert all(CountRounding.UP in fits(row) for row in rows)
    assert {row["code"] for row in rows if CountRounding.HALF_UP not in fits(row)} == {
        "employer_checkup_data",  # 176,849 × 9.0% = 15,916.41
        "checkup_dependants",  # 34,522 × 34.0% = 11,737.48
    }


@pytest.mark.parametrize(
    ("denominator", "rate", "up", "half_up"),
    [
        ("176849", "78.3", "138473", "138473"),
        ("176849", "9.0", "15917", "15916"),
        ("99794", "28.2", "28142", "28142"),
        ("29952", "37.5", "11232", "11232"),
        ("2", "25", "1", "1"),
        ("0", "25", "0", "0"),
    ],
)
def test_a_planned_count_is_denominator_times_rate_in_whole_persons(denominator, rate, up, half_up):
    counts = [
        planned_count(make_counted_kpi(), Decimal(denominator), Decimal(rate), rounding)
        for rounding in (CountRounding.UP, CountRounding.HALF_UP)
    ]
    assert counts == [Decimal(up), Decimal(half_up)]


@given(WHOLE, st.decimals(0, 100, places=2))
def test_rounding_up_gives_the_fewest_persons_that_reach_the_rate(denominator, rate):
    count = planned_count(make_counted_kpi(), denominator, rate, CountRounding.UP)
    assert count * 100 >= denominator * rate
    assert (count - 1) * 100 < denominator * rate
    assert count - planned_count(make_counted_kpi(), denominator, rate, CountRounding.HALF_UP) in (0, 1)


def planned(*rows, target="28.2％以上", rounding="up", **kpi):
    raw = make_raw_plan(
        settings=[settings_row(count_rounding=rounding)],
        branches=[branch_row("22", "静岡")],
        kpis=[kpi_row(numerator_label="受診者数", denominator_label="対象者数", **kpi)],
        targets=[{"kpi_code": "rate", "22": target}],
        history=None,
        national=None,
        planned_counts=[
            {"branch_code": "22", "kpi_code": "rate", "denominator": denominator, "numerator": numerator}
            for denominator, numerator in rows
        ],
    )
    plan, _findings = parse_plan(raw)
    assert plan is not None
    return found(check_planned_counts(plan, raw))


def test_a_planned_count_that_fits_neither_rounding_is_named_with_both():
    assert planned((99794.0, 28141.0)) == [
        (
            "K136",
            "計画人数",
            "D2",
            {
                "seen": "28,141",
                "denominator": "99,794",
                "rate": "28.2％",
                "up": "28,142",
                "half_up": "28,142",
            },
        )
    ]


@pytest.mark.parametrize(
    ("rounding", "numerator", "code", "expected"),
    [
        ("up", 15917.0, None, ""),
        ("up", 15916.0, "K137", "15,917"),
        ("half_up", 15916.0, None, ""),
        ("half_up", 15917.0, "K137", "15,916"),
        ("half_up", 15915.0, "K136", ""),
        ("half_up", "", None, ""),
    ],
)
def test_a_planned_count_by_the_other_rounding_is_a_note(rounding, numerator, code, expected):
    seen = planned((176849.0, numerator), target="9.0％以上", rounding=rounding)
    assert [item[0] for item in seen] == ([code] if code else [])
    if expected:
        details = seen[0][3]
        assert details["expected"] == expected
        assert details["rule"] == f"word.count_rounding.{rounding}"
        assert details["other"] != details["rule"]


@pytest.mark.parametrize(
    ("target", "kpi"), [("設定なし", {}), ("前年度以上", {}), ("100件以上", {"unit": "件", "decimals": 0.0})]
)
def test_planned_counts_without_a_target_rate_are_named(target, kpi):
    assert [item[0] for item in planned((100.0, ""), target=target, **kpi)] == ["K138"]


def test_all_doubts_come_in_the_order_of_the_sheets():
    raw = make_raw_plan(
        kpis=[kpi_row(numerator_label="受診者数", denominator_label="対象者数")],
        targets=[{"kpi_code": "rate", "45": "50以上"}],
        history=[history_row(actual=1.0, numerator=1.0, denominator=2.0)],
        national=[national_row(national_actual=1.0, numerator=1.0, denominator=2.0)],
        planned_counts=[{"branch_code": "45", "kpi_code": "rate", "denominator": 100.0, "numerator": 51.0}],
    )
    plan, _findings = parse_plan(raw)
    assert plan is not None
    assert [item.place.sheet for item in check_plan_figures(plan, raw)] == ["過年度", "全国", "計画人数"]
