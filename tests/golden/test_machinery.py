"""Goldens that are missing, differ or are left over fail; nothing is written unless asked for."""

import pytest

from tests.dump import file_name
from tests.goldens import check_golden, check_no_others

TEXTS = {"book.txt": "sheet 概要\n", "概要.txt": "one\nthree\n"}


@pytest.fixture
def check(tmp_path):
    """Check the workbook `w` of tmp_path/golden; what was built is kept in tmp_path/actual."""

    def check_w(texts, *, update=False):
        check_golden("w", texts, update=update, folder=tmp_path / "golden", saved=tmp_path / "actual")

    return check_w


@pytest.fixture
def stored(tmp_path, check):
    """The folder of the goldens, which say what TEXTS say."""
    check(TEXTS, update=True)
    return tmp_path / "golden" / "w"


def test_a_missing_golden_fails_and_keeps_what_was_built(tmp_path, check):
    with pytest.raises(pytest.fail.Exception, match=r"(?s)no golden w/book\.txt.*no golden w/概要\.txt"):
        check(TEXTS)
    assert (tmp_path / "actual" / "w" / "概要.txt").read_text(encoding="utf-8") == "one\nthree\n"
    assert not (tmp_path / "golden").exists()


def test_a_differing_golden_fails_with_the_lines_of_its_sheet_and_stays(tmp_path, check, stored):
    with pytest.raises(pytest.fail.Exception, match=r"(?s)^w/概要\.txt differs .*-three\n\+two$"):
        check(TEXTS | {"概要.txt": "one\ntwo\n"})
    assert (stored / "概要.txt").read_text(encoding="utf-8") == "one\nthree\n"
    assert [path.name for path in (tmp_path / "actual" / "w").iterdir()] == ["概要.txt"]


def test_every_sheet_that_differs_is_named(check, stored):
    with pytest.raises(pytest.fail.Exception, match=r"(?s)w/book\.txt differs .*w/概要\.txt differs "):
        check(dict.fromkeys(TEXTS, "other\n"))


def test_a_long_difference_is_cut_and_says_so(check, stored):
    with pytest.raises(pytest.fail.Exception, match=r"… 65 lines more$"):
        check(TEXTS | {"概要.txt": "new\n" * 100})


def test_a_golden_that_no_sheet_makes_any_more_fails(check, stored):
    with pytest.raises(pytest.fail.Exception, match=r"^no sheet makes the golden w/概要\.txt"):
        check({"book.txt": TEXTS["book.txt"]})
    assert (stored / "概要.txt").is_file()


def test_an_equal_golden_passes_and_leaves_nothing(tmp_path, check, stored):
    check(TEXTS)
    assert not (tmp_path / "actual").exists()


def test_what_an_earlier_run_kept_is_gone(tmp_path, check, stored):
    with pytest.raises(pytest.fail.Exception):
        check(dict.fromkeys(TEXTS, "other\n"))
    check(TEXTS)
    assert not (tmp_path / "actual" / "w").exists()


def test_an_update_writes_anew_and_removes_what_is_left_over(check, stored):
    check({"概要.txt": "two\n"}, update=True)
    assert {path.name: path.read_text(encoding="utf-8") for path in stored.iterdir()} == {"概要.txt": "two\n"}


def test_goldens_of_no_workbook_fail_and_an_update_removes_them(tmp_path, stored):
    folder = tmp_path / "golden"
    check_no_others(["w"], update=False, folder=folder)
    with pytest.raises(pytest.fail.Exception, match=r"no workbook has these goldens: .*w$"):
        check_no_others(["v"], update=False, folder=folder)
    assert stored.is_dir()
    check_no_others(["v"], update=True, folder=folder)
    assert not stored.exists()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("全体・ブロック別", "全体・ブロック別.txt"),
        ('a<b>|"c"', "a_b___c_.txt"),
        ("ends with a dot.", "ends with a dot_.txt"),
        ("Con", "_Con.txt"),
        ("Con.tents", "_Con.tents.txt"),
        ("Contents", "Contents.txt"),
    ],
)
def test_the_name_of_a_golden_is_one_that_windows_takes(title, name):
    assert file_name(title) == name
