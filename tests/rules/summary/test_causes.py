"""What branches give as the cause of a figure: their text that asks why, else the remark."""

from dataclasses import replace

import pytest

from kpixl.model.measure import BranchWording, TextItem, TextRequired, asks_why, cause_items
from kpixl.model.narrative import MeasureText
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.causes import find_causes
from tests.rules.builders import make_entry, make_kpi, make_plan

CAUSE = TextItem(code="cause", label="要因", required=TextRequired.NOT_ACHIEVED)
DONE = TextItem(code="done", label="取組", required=TextRequired.ALWAYS)


def plan_of(*kpis, **fields):
    return replace(make_plan(*kpis, measures=("M1", "M2")), text_items=(DONE, CAUSE), **fields)


def text(item, words, measure="M1"):
    return MeasureText(branch_code="45", measure_code=measure, item_code=item, text=words)


def causes(plan, texts, remark=""):
    entry = replace(make_entry(value=10), remark=remark)
    return find_causes(plan, assess(plan, [entry]), texts)


def test_the_text_that_asks_why_comes_before_a_remark_in_the_lines_in_which_it_was_written():
    plan = plan_of(make_kpi(measure_code="M1"))
    told = [text("cause", "・職員の  欠員\n\n・研修の遅れ")]
    assert causes(plan, told, "受診控えのため") == {("45", "rate"): "・職員の 欠員\n・研修の遅れ"}
    assert causes(plan, [], "受診控え\nのため") == {("45", "rate"): "受診控え\nのため"}


def test_where_no_text_asks_why_a_remark_comes_before_what_was_written_of_the_measure():
    plan = replace(make_plan(make_kpi(measure_code="M1"), measures=("M1",)), text_items=(DONE,))
    told = [text("done", "案内を送った")]
    assert causes(plan, told, "受診控えのため") == {("45", "rate"): "受診控えのため"}
    assert causes(plan, told) == {("45", "rate"): "案内を送った"}


@pytest.mark.parametrize(
    ("label", "is_next_plan", "asks"),
    [
        ("未達の要因", False, True),
        ("達成しなかった理由", False, True),
        ("Causes of misses", False, True),
        ("取組の結果", False, False),
        ("課題と次年度の取組", True, False),
    ],
)
def test_what_asks_why_is_told_by_its_label_whenever_it_is_required(label, is_next_plan, asks):
    item = replace(CAUSE, label=label, is_next_plan=is_next_plan, required=TextRequired.NEVER)
    done = replace(DONE, required=TextRequired.NEVER)
    assert asks_why(item) is asks
    assert cause_items((done, item)) == ({"cause"} if asks else {"done", "cause"})


def test_what_was_done_is_no_cause_where_another_text_asks_for_that():
    plan = plan_of(make_kpi(measure_code="M1"))
    assert causes(plan, [text("done", "案内を送った")]) == {}


def test_the_measure_is_that_under_which_the_branch_files_the_kpi():
    moved = BranchWording(branch_code="45", code="rate", measure_code="M2")
    plan = plan_of(make_kpi(measure_code="M1"), branch_wording=(moved,))
    told = [text("cause", "もとの施策"), text("cause", "支部の施策", measure="M2")]
    assert causes(plan, told) == {("45", "rate"): "支部の施策"}


def test_where_nobody_says_anything_there_is_no_cause():
    plan = plan_of(make_kpi(measure_code="M1"))
    assert causes(plan, [text("cause", " \n ")], "　") == {}
