"""The branch that a file's name, its folder or a text names."""

from collections.abc import Sequence

import pytest

from kpixl.model.plan import Branch
from kpixl.rules.returns.branch_names import BranchNames

FEW = tuple(Branch(code=code, name=name) for code, name in (("02", "青森"), ("13", "東京都"), ("26", "京都")))
# So many that the parts of a text are looked up among the names, and not each name searched for in the text.
MANY = (*FEW, *(Branch(code=f"{number:04d}", name=f"出張所{number:04d}") for number in range(2000)))


def code_of(branch: Branch | None) -> str:
    return branch.code if branch else ""


@pytest.mark.parametrize("roster", [FEW, MANY])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("青森支部の回答", "02"),
        ("回答（青森）", "02"),
        ("回答_青森", "02"),
        ("東京都の回答", "13"),  # 京都 is part of its name, and not meant
        ("青森と京都", ""),
        ("回答", ""),
        ("", ""),
    ],
)
def test_the_one_branch_whose_name_stands_in_a_text_is_found_in_a_roster_of_any_size(
    roster: Sequence[Branch], text: str, code: str
) -> None:
    assert code_of(BranchNames(roster).in_text(text)) == code


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("inbox/02_最終.xlsx", "02"),
        ("inbox/02最終.xlsx", "02"),
        ("inbox/021_最終.xlsx", ""),  # a code goes on no further
        ("inbox/02a.xlsx", ""),
        ("inbox/26 回答/最終.xlsx", "26"),
        ("inbox/26/02_最終.xlsx", "02"),
        ("inbox/青森/最終.xlsx", "02"),
        ("inbox/青森/京都.xlsx", "26"),
        ("inbox/最終.xlsx", ""),
    ],
)
def test_a_file_is_of_the_branch_that_its_name_or_else_its_folder_begins_with(file: str, code: str) -> None:
    assert code_of(BranchNames(FEW).in_file(file)) == code
