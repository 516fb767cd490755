"""The names of the branches' own sheets: such as Excel takes, and none twice."""

import pytest

from kpixl.books.summary.branch_sheet_names import sheet_names
from kpixl.model.plan import Branch


def names(*branches: tuple[str, str]) -> list[str]:
    return list(sheet_names(Branch(code=code, name=name) for code, name in branches).values())


@pytest.mark.parametrize(
    ("branches", "expected"),
    [
        ([("45", "宮崎")], ["45 宮崎"]),
        ([("1", "a/b"), ("2", "[c]")], ["1 a_b", "2 _c_"]),
        # Excel takes names that differ in case, or in what is cut off, for the same.
        ([("a", "North"), ("A", "north")], ["a North", "A north (2)"]),
        ([("1:", "b"), ("1?", "b"), ("1*", "b")], ["1_ b", "1_ b (2)", "1_ b (3)"]),
    ],
)
def test_a_sheets_name_is_valid_and_its_own(branches, expected):
    assert names(*branches) == expected


def test_a_long_name_is_cut_so_that_its_number_still_fits():
    first, second = names(("1/", "支部" * 20), ("1?", "支部" * 20))
    assert (len(first), len(second)) == (31, 31)
    assert second == first[:27] + " (2)"
