"""Two sections of a branch each return their part: put together, or named where they contradict."""

import datetime as dt
from dataclasses import replace
from functools import partial

import pytest

from kpixl.model.finding import FindingCode
from kpixl.model.ledger import Disposition, OnDuplicate, Receipt
from kpixl.model.submission import MeasureField, RawCell, RawRow
from kpixl.rules.returns.check import check_return
from kpixl.rules.returns.selection import select_returns
from tests.details import shown_details
from tests.rules.builders import MIYAZAKI, check, codes, make_kpi, make_plan, plan_context

PLAN = make_plan(*(make_kpi(code) for code in "abc"), branches=(MIYAZAKI,))
MAY = dt.datetime(2025, 5, 20, 9, 0, tzinfo=dt.UTC)


def part(file, day=0, *, revision="0", issue="FY2024-45-01", **cells):
    given = {code: cells.get(code, "") for code in "abc"}
    identity = {"revision": revision, "issue": issue}
    modified = None if day is None else MAY + dt.timedelta(days=day)
    return check(PLAN, given, file=f"inbox/{file}.xlsx", modified=modified, identity=identity)


def select(*returns, how=OnDuplicate.MERGE):
    recheck = partial(check_return, plan_context(PLAN))
    return select_returns(PLAN, returns, (), how, check=recheck)


def figures(selected):
    return {
        entry.kpi_code: (entry.file.removeprefix("inbox/"), str(entry.figure.value))
        for entry in selected.entries
        if entry.figure.value is not None
    }


@pytest.mark.parametrize("days", [(0, 1), (1, 0), (0, 0), (None, None), (0, None)])
def test_two_halves_are_one_return_and_each_figure_keeps_its_file(days):
    selected = select(part("保健", days[0], a=61.5, b=62.5), part("業務", days[1], c=63.5))
    assert figures(selected) == {
        "a": ("保健.xlsx", "61.5"),
        "b": ("保健.xlsx", "62.5"),
        "c": ("業務.xlsx", "63.5"),
    }
    assert {source.disposition for source in selected.sources} == {Disposition.ACCEPTED}
    assert codes(selected.findings) == ["K381"]
    row = selected.ledger[0]
    assert (row.receipt, row.filled, row.fields, row.errors) == (Receipt.RECEIVED, 3, 3, 0)


def test_a_cell_that_both_fill_in_alike_is_no_conflict():
    assert figures(select(part("一", a=61.5, b=62.5), part("二", b=62.5, c=63.5)))["c"] == ("二.xlsx", "63.5")


def test_parts_that_contradict_count_neither_and_the_cell_is_named():
    selected = select(part("一", a=61.5, b=62.5), part("二", 1, b=62.9, c=63.5))
    assert selected.entries == ()
    (found,) = selected.findings
    assert found.kind is FindingCode.RETURNS_DIFFER
    assert "分けて記入されたファイルに、違う値のセル（記入シート!K13）があるため" in found.text("ja")
    assert selected.to_correct == {}


def test_an_error_in_a_part_is_named_in_its_own_file_and_sends_the_whole_back():
    selected = select(part("一", a="約61", b=62.5), part("二", c=63.5))
    (error,) = [item for item in selected.findings if item.kind is FindingCode.FIGURE_APPROXIMATE]
    assert error.place.file == "inbox/一.xlsx"
    assert selected.ledger[0].receipt is Receipt.SENT_BACK


def test_a_later_file_that_says_all_of_the_first_is_its_correction_and_no_part():
    selected = select(part("一", a=61.5, b=62.5), part("二", 1, a=61.9, b=62.5, c=63.5))
    assert figures(selected) == {
        key: ("二.xlsx", value) for key, value in zip("abc", ("61.9", "62.5", "63.5"), strict=True)
    }
    assert codes(selected.findings) == ["K360"]


def test_a_corrected_half_takes_the_place_of_the_first_and_goes_with_the_other():
    selected = select(part("一", a=61.5, b=62.5), part("一改", 1, a=61.9, b=62.5), part("二", c=63.5))
    assert figures(selected)["a"] == ("一改.xlsx", "61.9")
    assert figures(selected)["c"] == ("二.xlsx", "63.5")
    assert sorted(codes(selected.findings)) == ["K360", "K381"]


def test_the_blank_of_a_correction_is_never_filled_from_an_older_file():
    whole, correction = part("元", a=61.5, b=62.5, c=63.5), part("訂正", 1, revision="1", a=61.9, b=62.5)
    selected = select(whole, correction)
    assert "K371" in codes(selected.findings)
    assert figures(selected)["c"] == ("元.xlsx", "63.5")
    assert figures(selected)["a"] == ("元.xlsx", "61.5")


def test_files_of_two_issues_are_never_put_together():
    selected = select(part("旧", a=61.5), part("新", 1, issue="FY2024-45-02", b=62.5, c=63.5))
    assert "K381" not in codes(selected.findings)


@pytest.mark.parametrize(("how", "code"), [(OnDuplicate.LATEST, "K371"), (OnDuplicate.ERROR, "K307")])
def test_parts_are_put_together_only_where_that_is_asked_for(how, code):
    selected = select(part("一", a=61.5, b=62.5), part("二", 1, c=63.5), how=how)
    assert code in codes(selected.findings)


def test_the_note_about_the_parts_stands_at_the_newest_and_names_all():
    selected = select(part("一", 1, a=61.5, b=62.5), part("二", 0, c=63.5))
    (note,) = selected.findings
    assert (note.place.file, note.branch_code) == ("inbox/一.xlsx", "45")
    assert shown_details(note.details) == {"files": "inbox/一.xlsx inbox/二.xlsx", "count": "2"}


def test_each_measure_keeps_its_file_too():
    plan = replace(PLAN, measures=make_plan(measures=["M01", "M02"]).measures)

    def half(file, day, figure, measure):
        cells = {MeasureField.GRADE: RawCell("A", "施策記入", "C5")}
        rows = tuple(
            RawRow(key=code, cells=cells if code == measure else {}, sheet="施策記入", row=5, key_cell="A5")
            for code in ("M01", "M02")
        )
        return check(
            plan, {code: figure.get(code, "") for code in "abc"}, file=f"inbox/{file}.xlsx",
            modified=MAY + dt.timedelta(days=day), measure_rows=rows, has_measures=True,
        )  # fmt: skip

    parts = half("一", 0, {"a": 61.5, "b": 62.5}, "M01"), half("二", 1, {"c": 63.5}, "M02")
    recheck = partial(check_return, plan_context(plan))
    selected = select_returns(plan, parts, (), OnDuplicate.MERGE, check=recheck)
    assert {entry.measure_code: entry.file for entry in selected.measure_entries} == {
        "M01": "inbox/一.xlsx",
        "M02": "inbox/二.xlsx",
    }


def test_a_copy_of_a_part_is_a_copy():
    selected = select(part("一", a=61.5), part("一の写し", a=61.5), part("二", b=62.5, c=63.5))
    assert sorted(codes(selected.findings)) == ["K308", "K381"]
    assert sorted(source.disposition for source in selected.sources) == ["accepted", "accepted", "identical"]


def test_the_order_of_files_never_matters():
    one, two = part("一", a=61.5, b=62.5), part("二", c=63.5)
    assert select(one, two) == select(two, one)
