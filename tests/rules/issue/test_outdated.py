"""Who holds a form from before head office changed its plan: one finding, and no branch's fault."""

import pytest

from kpixl.locale import translate
from kpixl.model.finding import FindingCode
from kpixl.model.plan_change import PlanChange
from kpixl.model.submission import Registered
from kpixl.rules.issue.distribution import fingerprint
from kpixl.rules.issue.outdated import check_issues
from tests.rules.builders import MIYAZAKI, OITA, make_kpi, make_plan

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


def test_what_never_came_back_tells_by_the_workbook_that_was_issued():
    row = issued("45", shows="old")
    (found,) = check_issues(PLAN, {"45": row}, {}, translate, {row: (ADDED,)}.get)
    assert "（指標「受診率」の追加）" in found.text("ja")


def test_a_form_that_shows_the_same_in_other_words_is_no_change():
    assert check_issues(PLAN, {"45": issued("45", shows="old")}, {}, translate, lambda _row: ()) == []


def test_a_return_of_an_earlier_issue_does_not_tell_of_the_last():
    row, returned = issued("45", 2, shows="old"), {"45": ("FY2024-45-01", (ADDED,))}
    (found,) = check_issues(PLAN, {"45": row}, returned, translate, lambda _row: None)
    assert dict(found.details)["changes"] == ""
