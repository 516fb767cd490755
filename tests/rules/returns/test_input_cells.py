"""One input cell, and all that is said about how it was read."""

from dataclasses import replace

import pytest

from kpixl.model.figure import Figure, FigureState
from kpixl.model.submission import RawCell
from tests.details import shown_details
from tests.rules.builders import check, make_counted_kpi, make_plan, make_row


def read(value, number_format="", formula="", plan=None, **fields):
    """The entry of a return with that cell as its actual, and by code what is said of it."""
    row = make_row("rate", "")
    cell = RawCell(value, "記入シート", "K12", number_format, formula)
    row = replace(row, cells={**row.cells, "actual": cell})
    checked = check(plan or make_plan(), {}, rows=(row,), **fields)
    (entry,) = checked.entries
    return entry, {item.kind.code: shown_details(item.details) for item in checked.findings}


@pytest.mark.parametrize(
    ("value", "number_format", "state", "shown"),
    [
        (0.622, "0.0%", FigureState.NUMBER, "62.2"),
        ("...", "", FigureState.UNKNOWN, "..."),
        ("集計中", "", FigureState.UNSETTLED, "集計中"),
    ],
)
def test_a_formula_is_told_with_the_number_that_was_read_or_the_text_that_it_gave(
    value, number_format, state, shown
):
    entry, said = read(value, number_format, "=A1")
    assert (entry.figure.state, said["K414"]) == (state, {"seen": "=A1", "read": shown})


def test_a_formula_alone_is_no_conversion():
    assert set(read(62.2, formula="=A1")[1]) == {"K414"}
    assert set(read(0.622, "0.0%", "=A1")[1]) == {"K414", "K402"}


def test_a_state_is_named_once_with_what_was_typed():
    assert read("…")[1] == {"K410": {"seen": "…", "state": "word.state.unknown"}}
    assert read(62.2)[1] == {}


def test_a_number_that_shows_something_else_is_told_with_both():
    said = read(62.2, '"約"0.0')[1]["K418"]
    assert said == {"seen": "約62.2", "stored": "62.2", "format": '"約"0.0', "read": "62.2％"}


def test_two_readings_that_differ_are_no_figure():
    entry, said = read(62.2, format="xlsx", plan=make_plan())
    assert (entry.figure, said) == (Figure.of("62.2"), {})
    row = make_row("rate", "")
    cell = RawCell(62.2, "記入シート", "K12", raw="62.3")
    row = replace(row, cells={**row.cells, "actual": cell})
    checked = check(make_plan(), {}, rows=(row,), format="xlsx")
    (item,) = checked.findings
    assert checked.entries[0].figure.state is FigureState.UNREADABLE
    assert (item.kind.code, shown_details(item.details)) == ("K429", {"seen": "62.2", "stored": "62.3"})


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("1,234人", 1234),
        ("12件", 12),
        ("1,234人（令和6年度）", 1234),
        ("12か所", 12),
        (1234.0, 1234),
        ("12％", None),
        ("12日", None),
        ("12千人", None),
    ],
)
def test_a_count_may_be_typed_with_any_unit_of_counting(typed, count):
    checked = check(make_plan(make_counted_kpi()), {"rate": {"numerator": typed, "actual": 5.0}})
    assert checked.entries[0].numerator.value == count
