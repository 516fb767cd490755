"""Widths and spaces are folded, and nothing else."""

import pytest

from kpixl.rules.figures.folding import cell_text, fold, fold_space, fold_width

INVISIBLE = [0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), 0x2060, 0xFEFF]
SPACES = [0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]


def test_full_width_signs_become_half_width_and_no_others():
    assert fold_width("！～￥％６２．２（Ａ）") == "!~¥%62.2(A)"
    assert fold_width("①㋿…ｶﾞ−△｡￠") == "①㋿…ｶﾞ−△｡￠"


@pytest.mark.parametrize("code", INVISIBLE, ids=hex)
def test_a_character_that_nobody_sees_is_none(code):
    assert fold_space(f"1{chr(code)}2") == "12"


@pytest.mark.parametrize("code", SPACES, ids=hex)
def test_every_space_is_a_plain_one_and_none_at_the_ends(code):
    assert fold_space(f"{chr(code)}1{chr(code)}2{chr(code)}") == "1 2"


@pytest.mark.parametrize("code", [0x61B, 0x61D, 0x180D, 0x2010, 0x205E, 0x2061, 0x3001, 0xFEFE], ids=hex)
def test_what_stands_beside_them_is_kept(code):
    assert fold_space(f"1{chr(code)}2") == f"1{chr(code)}2"


def test_labels_are_compared_without_spaces_and_a_macs_marks_are_part_of_their_letters():
    assert fold("特定　健診\n実施率（％）") == "特定健診実施率(%)"
    assert fold("か\u3099") == "が"


@pytest.mark.parametrize(
    ("value", "text"), [(66.7, "66.7"), (7.6e-35, "7.6E-35"), (True, "True"), (" 宮崎　", "宮崎"), ("", "")]
)
def test_a_cell_as_text(value, text):
    assert cell_text(value) == text
