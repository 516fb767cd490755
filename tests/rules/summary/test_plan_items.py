"""事業計画: what is undertaken, in the words of the plan."""

import pytest

from kpixl.locale.targets import render_sentence
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.plan_items import plan_items
from tests.rules.builders import make_kpi, make_plan


@pytest.mark.parametrize(
    ("unit", "decimals", "target", "sentence"),
    [
        ("日", 2, "7日以下", "所要日数を7日以下とする。"),
        ("日", 2, "7.25日以下", "所要日数を7.25日以下とする。"),
        ("％", 1, "34.0％以下", "所要日数を34.0％以下とする。"),
        ("％", 1, "前年度（34％）以下", "所要日数を前年度（34.0％）以下とする。"),
    ],
)
def test_a_target_is_said_with_no_more_digits_than_the_plan_has(unit, decimals, target, sentence):
    kpi = make_kpi(unit=unit, decimals=decimals, direction="at_most", indicator="所要日数")
    plan = make_plan(kpi, targets=target)
    [item] = plan_items(plan, assess(plan, []))
    assert render_sentence(kpi.indicator, item.stated, "ja") == sentence
