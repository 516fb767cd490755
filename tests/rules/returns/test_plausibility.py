"""Does a figure make sense? Its range, its change, its scale and its sign."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.model.figure import Figure, FigureState
from kpixl.model.finding import Severity
from kpixl.model.kpi import JudgeOn
from tests.rules.builders import (
    check,
    codes,
    make_counted_kpi,
    make_kpi,
    make_plan,
)
from tests.rules.checked import counts, details, only

LIMITED = {"minimum": Decimal(0), "maximum": Decimal(100), "max_change": Decimal(5)}


@pytest.mark.parametrize("value", [-0.1, 100.1, 622.0])
def test_a_value_outside_its_limits_is_a_warning_and_is_used(value):
    entry, item = only(check(make_plan(make_kpi(**LIMITED)), {"rate": value}))
    assert (item.kind.code, item.severity, item.place.cell) == ("K502", Severity.WARNING, "K12")
    assert details(item) == {"seen": f"{value:g}％", "low": "0", "high": "100"}
    assert entry.figure == Figure.of(str(value).removesuffix(".0"))


@pytest.mark.parametrize("value", [0.0, 100.0])
def test_a_value_on_its_limit_is_no_finding(value):
    assert check(make_plan(make_kpi(**LIMITED)), {"rate": value}).findings == ()


def test_a_limit_on_one_side_alone_is_named_alone():
    plan = make_plan(make_kpi(minimum=Decimal(10)))
    assert check(plan, {"rate": 1e6}).findings == ()
    _entry, item = only(check(plan, {"rate": 9.9}))
    assert details(item) == {"seen": "9.9％", "low": "10", "high": ""}


def changed(value, remark="", **fields):
    plan = make_plan(make_kpi(**(LIMITED | fields)), prior={("45", "rate"): "60.0"})
    return check(plan, {"rate": {"actual": value, "remark": remark}}).findings


def test_a_large_change_on_prior_is_a_warning_with_all_its_numbers():
    (item,) = changed(54.9)
    assert (item.kind.code, item.severity, item.place.cell) == ("K505", Severity.WARNING, "K12")
    assert details(item) == {
        "seen": "54.9％",
        "prior": "60.0％",
        "change": "5.1ポイント",
        "moved": "word.difference.down",
        "limit": "5ポイント",
    }


def test_the_quotient_of_counts_is_named_with_two_digits_more_than_are_reported():
    plan = make_plan(make_counted_kpi(**LIMITED), prior={("45", "rate"): "57.5"}, judge_on=JudgeOn.EXACT)
    _entry, item = only(check(plan, {"rate": {"numerator": 122887, "denominator": 241386}}))
    assert details(item) == {
        "seen": "50.909％",
        "prior": "57.5％",
        "change": "6.591ポイント",
        "moved": "word.difference.down",
        "limit": "5ポイント",
    }


def test_a_figure_just_beyond_its_limit_does_not_look_like_the_limit():
    (item,) = changed(65.00004)
    assert details(item)["change"] == "5.00004ポイント"
    (item,) = check(make_plan(make_kpi(**LIMITED)), {"rate": 100.00004}).findings
    assert details(item)["seen"] == "100.00004％"


@pytest.mark.parametrize("value", [55.0, 65.0])
def test_a_change_up_to_the_limit_is_no_finding(value):
    assert changed(value) == ()


def test_a_large_change_is_accepted_with_a_remark():
    assert changed(54.9, remark="対象者が増えた") == ()


def test_a_large_change_across_a_changed_definition_is_no_finding():
    assert changed(10.0, comparable=False) == ()


def test_without_a_limit_or_a_prior_no_change_is_large():
    assert changed(10.0, max_change=None) == ()
    assert check(make_plan(make_kpi(**LIMITED)), {"rate": 10.0}).findings == ()
    unsettled = make_plan(make_kpi(**LIMITED), prior={("45", "rate"): FigureState.UNSETTLED})
    assert check(unsettled, {"rate": 10.0}).findings == ()


@pytest.mark.parametrize(
    "typed", ["9" * 40, "-" + "9" * 40, 1e30, -1e30, 1e308, "あ" * 32_000 + "1", "1" + " " * 32_000 + "x"]
)
def test_an_absurdly_long_number_or_text_is_refused_at_once(typed):
    plan = make_plan(make_kpi(**LIMITED))
    assert codes(check(plan, {"rate": typed}).findings) == ["K401"]


def test_absurdly_large_counts_are_refused_and_the_typed_rate_counts():
    plan = make_plan(make_counted_kpi(unit="円", **LIMITED))
    checked = check(plan, counts(1e30, 3.0, 10.0))
    assert codes(checked.findings) == ["K401"]
    assert checked.entries[0].figure == Figure.of(10)


def beside(value, prior="64.2", remark="", **fields):
    plan = make_plan(make_kpi(**(LIMITED | fields)), targets={}, prior={("45", "rate"): prior})
    return check(plan, {"rate": {"actual": value, "remark": remark}})


@pytest.mark.parametrize(
    ("value", "prior", "unit", "scale"),
    [
        (0.622, "64.2", "％", "hundredth"),
        (1.0, "100", "％", "hundredth"),
        (0.133, "21.4", "％", "hundredth"),
        (0.622, "64.2", "件", "hundredth"),
        (7.001, "7242", "円", "thousandth"),
        (91.1, "0.864", "％", "hundredfold"),
        (7001000.0, "7242", "円", "thousandfold"),
    ],
)
def test_a_jump_of_two_or_three_digits_from_last_year_is_a_warning(value, prior, unit, scale):
    checked = beside(value, prior, unit=unit, minimum=None, maximum=None)
    entry, item = only(checked)
    assert (item.kind.code, item.severity, item.place.cell) == ("K508", Severity.WARNING, "K12")
    assert details(item) == {
        "seen": f"{Decimal(str(value)):,f}".removesuffix(".0") + unit,
        "reference": f"{Decimal(prior):,f}{unit}",
        "column": "column.prior",
        "times": f"word.times.{scale}",
    }
    assert entry.figure == Figure.of(f"{Decimal(str(value)):f}".removesuffix(".0"))


@pytest.mark.parametrize(
    ("value", "prior", "fields"),
    [
        (0.133, "0.214", {}),  # a rate that is small every year
        (0.0, "3.0", {}),
        (3.0, "0", {}),
        (62.2, "64.2", {}),
        (20.0, "1", {"unit": "件", "max_change": None}),
    ],
)
def test_other_changes_of_size_are_no_jump_of_digits(value, prior, fields):
    assert "K508" not in codes(beside(value, prior, **fields).findings)


@pytest.mark.parametrize("fields", [{}, {"comparable": False}])
def test_without_a_prior_to_compare_with_the_target_tells_of_a_jump_of_digits(fields):
    kpi = make_kpi(**(LIMITED | fields))
    prior = {("45", "rate"): "0.622"} if fields else None
    (item,) = check(make_plan(kpi, targets="64.6以上", prior=prior), {"rate": 0.622}).findings
    assert item.kind.code == "K508"
    assert details(item) == {
        "seen": "0.622％",
        "reference": "64.6％",
        "column": "column.target_value",
        "times": "word.times.hundredth",
    }


def test_a_figure_that_is_last_years_to_the_last_digit_is_a_warning_that_a_remark_clears():
    (item,) = beside(64.2).findings
    assert (item.kind.code, item.severity, details(item)) == ("K509", Severity.WARNING, {"seen": "64.2％"})
    assert beside(64.2, remark="前年度と同値であることを確認").findings == ()


@pytest.mark.parametrize(
    ("value", "prior", "fields"),
    [
        (100.0, "100", {}),  # the upper bound
        (0.8, "0.8", {}),  # two years agree in so few digits by chance
        (64.2, "64.2", {"direction": "equal"}),
        (64.2, "64.2", {"comparable": False}),
    ],
)
def test_the_same_figure_is_no_doubt_where_it_is_likely(value, prior, fields):
    assert "K509" not in codes(beside(value, prior, **fields).findings)


def test_a_figure_of_the_other_sign_is_a_warning():
    checked = beside(-5.0, "4.8", minimum=None)
    assert codes(checked.findings) == ["K511"]
    assert details(checked.findings[0]) == {"seen": "-5％", "prior": "4.8％"}


@pytest.mark.parametrize(("value", "prior"), [(0.0, "4.8"), (5.0, "0"), (-5.0, "0"), (-5.0, "-4.8")])
def test_a_zero_has_no_sign_that_could_be_another(value, prior):
    assert "K511" not in codes(beside(value, prior, minimum=None).findings)


@pytest.mark.parametrize(
    ("counts", "expected"), [((321.0, 500.0), []), ((642.0, 1000.0), ["K509"]), (("", ""), ["K509"])]
)
def test_the_same_rate_of_other_counts_than_last_years_is_no_doubt(counts, expected):
    kpi = make_counted_kpi(**LIMITED)
    plan = make_plan(kpi, targets="50以上", prior={("45", "rate"): "64.2"})
    past = replace(plan.history[0], numerator=Decimal(642), denominator=Decimal(1000))
    typed = {"actual": 64.2, "numerator": counts[0], "denominator": counts[1]}
    found = check(replace(plan, history=(past,)), {"rate": typed}).findings
    assert [code for code in codes(found) if code == "K509"] == expected
