"""What head office has changed since a form went out: named once, and never a branch's fault."""

from dataclasses import replace

import pytest

from kpixl.locale import translate
from kpixl.model.finding import FindingCode
from kpixl.model.kpi import GradeRule
from kpixl.model.plan_change import PlanChange
from kpixl.model.submission import Registered
from kpixl.rules.issue.changes import check_issues, plan_changes
from kpixl.rules.issue.distribution import fingerprint
from tests.rules.builders import MIYAZAKI, OITA, make_kpi, make_plan

ISSUED = make_plan(make_kpi("a", indicator="受診率"), make_kpi("b", indicator="実施率"), measures=["1"])


def said(now, issued=ISSUED):
    return [translate(change.whole, "ja") for change in plan_changes(issued, now, MIYAZAKI)]


def test_the_same_plan_has_no_changes():
    assert said(ISSUED) == []


def test_a_kpi_that_is_added_and_one_that_ends():
    now = make_plan(make_kpi("a", indicator="受診率"), make_kpi("c", indicator="割合"), measures=["1"])
    assert said(now) == ["指標「割合」の追加", "指標「実施率」の廃止"]


def test_what_the_form_shows_of_a_kpi_with_its_old_and_new_value():
    kpis = (make_kpi("a", indicator="健診受診率", maximum=100), make_kpi("b", indicator="実施率"))
    now = make_plan(*kpis, measures=["1"], targets="60以上", prior={("45", "b"): "58.1"})
    assert said(now) == [
        "「健診受診率」の指標：「受診率」→「健診受診率」",
        "「健診受診率」の目標：「50.0％以上」→「60.0％以上」",
        "「健診受診率」の上限：「－」→「100.0％」",
        "「実施率」の目標：「50.0％以上」→「60.0％以上」",
        "「実施率」の前年度実績：「－」→「58.1％」",
    ]


def test_decimals_are_one_change_and_no_change_of_the_target():
    now = make_plan(
        make_kpi("a", indicator="受診率", decimals=2), make_kpi("b", indicator="実施率"), measures=["1"]
    )
    assert said(now) == ["「受診率」の小数桁：「1」→「2」"]


def test_measures_a_scheme_and_the_precision():
    now = replace(
        ISSUED,
        settings=replace(ISSUED.settings, grade_scheme="110-80-50", judge_on="exact"),
        measures=make_plan(measures=["2"]).measures,
    )
    assert said(now) == ["施策「施策2」の追加", "施策「施策1」の廃止", "評価基準", "判定の桁"]


def test_an_own_scheme_that_an_older_form_cannot_name_is_no_change():
    rules = (GradeRule(scheme="独自", with_kpi=True, grade="甲"),)
    now = replace(ISSUED, settings=replace(ISSUED.settings, grade_scheme="独自"), grade_rules=rules)
    assert said(now) == []
    assert said(replace(now, grade_rules=(*rules, *rules)), now) == ["評価基準"]


# ── who holds which issue ─────────────────────────────────────────────────────────────────────────


PLAN = make_plan(make_kpi("a", indicator="受診率"), branches=(OITA, MIYAZAKI))
ADDED = PlanChange(kind="added", name="受診率")


def issued(code, number=1, shows=None):
    mark = fingerprint(PLAN, code, translate) if shows is None else shows
    issue = f"FY2024-{code}-{number:02d}"
    return Registered(
        branch_code=code, branch_name="", file=f"{code}.xlsx", issue=issue, fingerprint=mark, sha256=""
    )


def check(register, returned=None):
    found = check_issues(PLAN, {row.branch_code: row for row in register}, returned or {}, translate)
    return [(item.kind, dict(item.details)["count"], dict(item.details)["branches"]) for item in found]


def test_forms_that_show_what_the_plan_says_are_no_finding():
    assert check([issued("44"), issued("45")]) == []


def test_all_branches_that_hold_an_older_form_are_one_finding_for_head_office():
    [(kind, count, branches)] = check([issued("44", shows="old"), issued("45", shows="old")])
    assert (kind, count, branches) == (
        FindingCode.PLAN_CHANGED_SINCE,
        2,
        ("44 大分", "45 宮崎"),
    )


def test_what_has_changed_is_told_by_the_returns_of_older_forms_each_change_once():
    returned = {code: (f"FY2024-{code}-01", (ADDED,)) for code in ("44", "45")}
    (found,) = check_issues(PLAN, {}, returned, translate)
    assert found.text("ja") == (
        "！ 注意 plan.xlsx: 記入表を配布した後に、本部が計画を変えています（指標「受診率」の追加）。"
        "変わる前の記入表を持つのは 2 支部です（44 大分・45 宮崎）。支部の誤りではありません。"
        "提出は配布したときの計画で確かめ、今の計画で判定します。記入表を差し替えるなら "
        "kpixl distribute --again です（記入済みの値を入れ、支部への案内の下書きも作ります）。 [K207]"
    )


def test_a_branch_that_got_the_new_form_and_has_not_returned_it_is_a_note():
    returned = {"45": ("FY2024-45-01", (ADDED,))}
    assert check([issued("44"), issued("45", 2)], returned) == [
        (FindingCode.NEW_ISSUE_AWAITED, 1, ("45 宮崎",))
    ]


def test_a_register_of_an_earlier_version_tells_nothing():
    assert check([issued("44", shows=""), issued("45", shows="")]) == []


@pytest.mark.parametrize("number", [1, 2])
def test_a_return_of_an_older_form_counts_its_branch_once(number):
    returned = {"45": ("FY2024-45-01", (ADDED,))}
    assert check([issued("45", number, shows="old")], returned) == [
        (FindingCode.PLAN_CHANGED_SINCE, 1, ("45 宮崎",))
    ]
