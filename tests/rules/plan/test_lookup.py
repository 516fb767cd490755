"""What somebody typed, and the branch or the KPI that is meant by it."""

import pytest

from kpixl.model.plan import Branch
from kpixl.rules.plan.lookup import find_branch, find_kpi, name_branch
from tests.rules.builders import make_kpi

OITA, MIYAZAKI, TOKYO, KYOTO, HEAD = (
    Branch(code="01", name="大分"),
    Branch(code="45", name="宮崎支部"),
    Branch(code="13", name="東京都"),
    Branch(code="026", name="京都"),
    Branch(code="90", name="本部"),
)
BRANCHES = (OITA, MIYAZAKI, TOKYO, KYOTO, HEAD)
KPIS = (
    make_kpi("a1", indicator="受診率"),
    make_kpi("a2", indicator="受診率（被扶養者）"),
    make_kpi("007", indicator="日数"),
)


@pytest.mark.parametrize(
    ("text", "branch"),
    [
        *((text, OITA) for text in ("01", "1", "０１", "001", "大分", "大分支部", " 大 分 ", "大分　支部")),
        *((text, OITA) for text in ("01 大分", "1 大分支部", "０１　大分", "01_大分")),
        *((text, MIYAZAKI) for text in ("45", "宮崎", "宮崎支部", "45 宮崎", "45_宮崎支部")),
        *((text, KYOTO) for text in ("26", "026", "京都", "京都支部")),
        *((text, HEAD) for text in ("本部", "90 本部")),
    ],
)
def test_a_branch_is_named_by_code_by_name_or_by_both(text, branch):
    assert name_branch(BRANCHES, text).one == branch
    assert find_branch(BRANCHES, text).one == branch


@pytest.mark.parametrize("text", ["Harbour", "harbour branch", "HARBOUR OFFICE", "Harbour Branch"])
def test_english_names_may_say_that_they_are_branches(text):
    assert (
        name_branch((Branch(code="1", name="Harbour Branch"), Branch(code="2", name="Lakes")), text).one.code
        == "1"
    )


@pytest.mark.parametrize("text", ["45 大分", "大分 45", "宮", "46", "4", "", " ", "支部"])
def test_nothing_but_code_and_name_names_a_branch(text):
    assert not name_branch(BRANCHES, text)


def test_a_code_as_it_is_written_comes_before_one_that_lost_its_zeros():
    branches = (Branch(code="1", name="甲"), Branch(code="01", name="乙"))
    assert name_branch(branches, "1").one.name == "甲"
    assert name_branch(branches, "01").one.name == "乙"
    assert name_branch(branches, "001").several == branches


def test_a_name_that_two_branches_share_names_neither_without_its_code():
    branches = (Branch(code="44", name="大分"), Branch(code="45", name="大分支部"))
    assert name_branch(branches, "大分").several == branches
    assert name_branch(branches, "45 大分").one == branches[1]


def test_a_part_of_one_name_finds_its_branch_and_a_part_of_several_does_not():
    assert find_branch(BRANCHES, "宮").one == MIYAZAKI
    assert find_branch(BRANCHES, "京").several == (TOKYO, KYOTO)
    assert find_branch(BRANCHES, "4").one is None


@pytest.mark.parametrize(("text", "code"), [("A1", "a1"), ("受診率", "a1"), ("扶養", "a2"), ("7", "007")])
def test_a_kpi_is_found_by_code_then_name_then_part(text, code):
    assert find_kpi(KPIS, text).one.code == code


def test_a_part_that_several_kpis_have_is_not_decided():
    found = find_kpi(KPIS, "受診")
    assert found.one is None
    assert [kpi.code for kpi in found.several] == ["a1", "a2"]


@pytest.mark.parametrize("text", ["", "奈良", "-"])
def test_nothing_found_shows_what_there_is(text):
    found = find_branch(BRANCHES, text)
    assert (found.one, found.several) == (None, ())
    assert found.near


def test_what_looks_most_like_it_is_shown_first():
    assert find_branch(BRANCHES, "東京と").near[0] == TOKYO
