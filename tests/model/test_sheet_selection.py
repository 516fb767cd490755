"""What of a summary goes on paper."""

from kpixl.model.sheet_selection import EVERYTHING, SheetSelection


def test_what_is_looked_up_does_not_go_on_paper_and_of_many_branches_no_list_of_every_figure() -> None:
    few, many = EVERYTHING.on_paper(10), EVERYTHING.on_paper(11)
    assert [few.wants(key) for key in ("overview", "ranks", "evidence", "list")] == [True, False, False, True]
    assert [many.wants(key) for key in ("overview", "ranks", "list", "head_counts")] == [True, *[False] * 3]
    assert (EVERYTHING.hides_data, few.hides_data) == (False, True)


def test_what_is_asked_for_by_name_goes_on_paper() -> None:
    asked = SheetSelection(frozenset({"list", "data"})).on_paper(47)
    assert (asked.wants("list"), asked.hides_data, asked.wants("prior")) == (True, False, False)
