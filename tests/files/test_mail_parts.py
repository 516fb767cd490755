"""Addresses and file names of a draft at the limits that mail and file systems set."""

import pytest

from kpixl.files.mail_parts import addresses, file_name, one_line


def _address(length: int) -> str:
    """An address of so many characters."""
    domain = ".".join(["d" * 60] * 4)
    return "a@" + domain[: length - 2]


@pytest.mark.parametrize(("length", "is_one"), [(30, True), (200, True), (254, True), (255, False)])
def test_an_address_of_up_to_254_characters_is_one(length, is_one):
    address = _address(230) + "x" * (length - 230) if length > 230 else _address(length)
    assert len(address) == length
    assert addresses(address) == ([address] if is_one else [])


def test_each_address_of_a_cell_is_taken_once_and_names_are_left_out():
    cell = "企画 太郎 <a@example.jp>； b@example.jp、a@example.jp, 代表, 0985-00-0000"
    assert addresses(cell) == ["a@example.jp", "b@example.jp"]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("45_宮崎.xlsx", "45_宮崎.xlsx"),
        ('45<宮>:"崎"/\\|?*\x1b.xlsx', "45_宮___崎_______.xlsx"),
        ("長" * 83 + "a.xlsx", "長" * 83 + "a.xlsx"),  # 255 bytes
        ("長" * 83 + "ab.xlsx", "長" * 83 + "a.xlsx"),
        ("長" * 90 + ".xlsx", "長" * 83 + ".xlsx"),  # no letter is cut in two
        ("名" * 90, "名" * 85),
        ("ab." + "x" * 253, "a." + "x" * 253),
        ("ab." + "x" * 254, "ab." + "x" * 252),  # no room for a name before such an ending
        ("." + "x" * 300, "." + "x" * 254),
    ],
)
def test_a_file_name_has_at_most_255_bytes_and_keeps_its_ending(name, made):
    assert file_name(name) == made


def test_a_line_keeps_its_wide_blanks_and_loses_all_that_moves_a_cursor():
    assert one_line(" 宮崎　支部\r\n\t御中  \x1b[2J様 ") == "宮崎　支部 御中 [2J様"
