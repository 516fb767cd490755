"""What of a line over the years may be joined, and what of it is shown."""

from decimal import Decimal

import pytest

from kpixl.model.aggregate import SeriesPoint
from kpixl.model.assessment import Outcome, Reason
from kpixl.model.figure import Figure, FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule
from kpixl.model.trend import Trend, TrendLine
from tests.rules.builders import make_kpi

NONE = Outcome(reason=Reason.NOT_REPORTED)
GAP, WORD = None, FigureState.UNSETTLED


def line(*values, segments=(), bases=()):
    """A line; '' is a year before the first on file, None one without a figure."""
    points = []
    for at, value in enumerate(values):
        figure = (
            Figure(value)
            if isinstance(value, FigureState)
            else None
            if value is None
            else Figure.of(value or 0)
        )
        basis = bases[at] if bases else AggregateRule.NONE
        point = SeriesPoint(
            fiscal_year=FiscalYear(2019 + at), figure=figure, segment=segments[at] if segments else 0,
            change=NONE, basis=basis,
        )  # fmt: skip
        points.append(None if value == "" else point)
    return TrendLine(item=None, points=tuple(points), change=NONE, improved=None)


def test_the_places_with_a_number_are_filled_and_no_others():
    found = line("", 0, GAP, WORD, "62.1")
    assert found.filled == (1, 4)
    assert (found.value(1), found.value(4)) == (0, Decimal("62.1"))
    for at in (0, 2, 3):
        with pytest.raises(KeyError):
            found.value(at)


@pytest.mark.parametrize(
    ("values", "segments", "groups", "breaks"),
    [
        ((1, 2, 3), (0, 0, 0), ((0, 1, 2),), set()),
        ((1, 2, 3), (0, 0, 1), ((0, 1), (2,)), {2}),
        ((1, GAP, 3), (0, 0, 0), ((0, 2),), set()),
        (("", 2, 3), (1, 1, 1), ((1, 2),), set()),  # a line begins, and breaks nowhere
        ((1, 2, 3), (0, 1, 2), ((0,), (1,), (2,)), {1, 2}),
    ],
)
def test_figures_of_two_definitions_are_in_two_groups(values, segments, groups, breaks):
    found = line(*values, segments=segments)
    assert (found.segments, found.breaks) == (groups, frozenset(breaks))


@pytest.mark.parametrize(
    ("values", "segments", "begin", "stretch"),
    [
        ((1, 2, 3), (0, 0, 0), 0, (0, 2)),
        ((1, 2, 3), (0, 0, 0), 1, (1, 2)),
        ((1, 2, 3), (0, 0, 0), 2, None),  # a single number is no line
        ((1, 2, 3, 4), (0, 0, 1, 1), 0, (2, 3)),
        ((1, 2, 3), (0, 0, 1), 0, None),
        ((1, 2, GAP, 4), (0, 0, 0, 0), 0, (0, 3)),
        ((1, 2, WORD, 4), (0, 0, 0, 0), 0, (0, 1)),
        ((1, 2, WORD, 4, 5), (0, 0, 0, 0, 0), 0, (3, 4)),
        (("", "", 3, 4), (0, 0, 0, 0), 0, (0, 3)),
        ((1, 2, 3, GAP), (0, 0, 0, 0), 0, (0, 3)),
    ],
)
def test_the_newest_stretch_that_a_line_may_join(values, segments, begin, stretch):
    assert line(*values, segments=segments).joined(begin) == stretch


def test_a_line_with_a_published_figure_is_known():
    published = AggregateRule.PUBLISHED
    assert line(1, 2, bases=(AggregateRule.RATIO, published)).is_published
    assert not line("", 2, bases=(published, AggregateRule.RATIO)).is_published


def trend(*lines, changed=None, aggregate=AggregateRule.RATIO):
    return Trend(
        kpi=make_kpi(aggregate=aggregate), lines=lines, changed=changed, aggregate=None, drawn=(), axis=None
    )


def test_the_extent_is_that_of_todays_definition_or_of_any_where_there_is_none():
    lines = line("", 5, 2, 8), line(1, 9, GAP, 4)
    assert trend(*lines).extent == (1, 9)
    assert trend(*lines, changed=2).extent == (2, 8)
    assert trend(line(1, 9, GAP, GAP), changed=2).extent == (1, 9)
    assert trend(*lines).first == 0
    assert trend(lines[0], line(GAP, GAP)).first == 1


def test_a_sum_stands_apart():
    assert trend(line(1), aggregate=AggregateRule.SUM).apart
    assert not trend(line(1)).apart
