"""Native Excel charts in the palette: title, axis units, alternative text, and no more than four colours.

A chart repeats cells that stand on a sheet; nothing is drawn that cannot be read there as a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kpixl.books.addresses import area_name
from kpixl.books.writing import styles
from kpixl.books.writing.book import Book
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Judgement
from kpixl.model.trend import Axis

Area = tuple[int, int, int, int]
_FONT: dict[str, Any] = {"name": styles.FONT, "size": 10, "color": styles.INK, "bold": False}
_JAPANESE_UPRIGHT = 271  # Excel's "stacked", letters upright, top to bottom
# Where a chart of lines has its plot, as shares of its width and height: names stand beside it in cells.
PLOT_END = 0.82
_PLOT_TOPS = (0.18, 0.3)  # below a title of one line, and of two
_PLOT_LEFT, _PLOT_WIDTH, _PLOT_APART = 0.14, 0.83, 0.68  # narrower where an axis stands at the right, too
_FEW_LETTERS, _LETTER = 4, 0.027  # of the numbers of an axis, and what each further one takes of the width
_TITLE_ROOM = 46  # half-width letters of a line
_NO_ZEROS = "0;;;"  # a segment of nothing carries no label


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where a chart stands: its upper left cell, its size in pixels, and what it says to a screen reader."""

    row: int
    column: int
    width: int
    height: int
    description: str


@dataclass(frozen=True, kw_only=True)
class Series:
    """One stack of a chart: what has that judgement, or with None what has not come back."""

    name: str
    judgement: Judgement | None
    values: Area


@dataclass(frozen=True, kw_only=True)
class JudgementChart:
    """Judgements by category, counted and stacked in columns."""

    categories: Area
    series: Sequence[Series]


def judgement_chart(book: Book, sheet: Sheet, chart: JudgementChart, spot: Spot) -> None:
    """Draw judgements as stacked columns over cells of the same sheet; what is missing is hatched."""
    drawn = book.chart({"type": "column", "subtype": "stacked"})
    for series in chart.series:
        drawn.add_series(
            {
                "name": series.name,
                "categories": f"={area_name(sheet.name, chart.categories)}",
                "values": f"={area_name(sheet.name, series.values)}",
                "border": {"color": styles.INK, "width": 0.5},
                "gap": 35,
                **_filled(series.judgement),
            }
        )
    drawn.set_title({"none": True})  # it stands in the cell above
    upright_names = _FONT | {"rotation": _JAPANESE_UPRIGHT if book.language == "ja" else -90}
    drawn.set_x_axis({"num_font": upright_names, "interval_unit": 1})
    drawn.set_y_axis(
        {
            "num_font": _FONT,
            "num_format": "0",
            "major_gridlines": {"visible": True, "line": {"color": styles.RULE, "width": 0.5}},
            "min": 0,
        }
    )
    drawn.set_legend({"position": "right", "font": _FONT})
    drawn.set_chartarea({"border": {"color": styles.RULE}})
    drawn.set_size({"width": spot.width, "height": spot.height})
    sheet.chart(spot.row, spot.column, drawn, spot.description)


def _filled(judgement: Judgement | None) -> dict[str, Any]:
    """The fill of a stack and the numbers on it; over stripes none could be read."""
    if judgement is None:
        stripes = {"pattern": "wide_upward_diagonal", "fg_color": styles.MUTED, "bg_color": styles.WHITE}
        return {"pattern": stripes}
    numbers = {"value": True, "num_format": _NO_ZEROS, "font": _FONT}
    return {"fill": {"color": styles.JUDGEMENT_FILLS[judgement]}, "data_labels": numbers}


# A line's colour, marker and dash by its place; the whole's comes first and is the boldest.
LINE_STYLES = (
    (styles.NAVY, "square", "solid", 2.75),
    (styles.LINE_BLUE, "circle", "solid", 2.0),
    (styles.MAROON, "triangle", "dash", 1.75),
    (styles.MUTED, "diamond", "round_dot", 2.25),
    (styles.LINE_ORANGE, "long_dash", "dash", 1.5),
)
TARGET_STYLE = len(LINE_STYLES) - 1
MARKS = ("■", "●", "▲", "◆", "−")  # of the lines' markers, before their names


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a chart: its name and values on the sheet, and its style's place.

    A line `apart` has an axis of its own, at the right.
    """

    name: Area
    values: Area
    style: int
    apart: bool = False


@dataclass(frozen=True, kw_only=True)
class LineChart:
    """Lines over the fiscal years; blank cells are gaps. `apart` is the axis of the lines that have one."""

    title: str
    unit: str
    categories: Area
    lines: Sequence[Line]
    axis: Axis | None
    apart: Axis | None = None


def plot_top(title: str) -> float:
    """Where the plot below a title begins, as a share of the chart's height."""
    return _PLOT_TOPS[styles.display_width(title) > _TITLE_ROOM]


def line_chart(book: Book, sheet: Sheet, chart: LineChart, spot: Spot) -> None:
    """Draw lines over cells of the same sheet."""
    drawn = book.chart({"type": "line"})
    for line in chart.lines:
        color, marker, dash, width = LINE_STYLES[line.style]
        drawn.add_series(
            {
                "name": f"={area_name(sheet.name, line.name)}",
                "categories": f"={area_name(sheet.name, chart.categories)}",
                "values": f"={area_name(sheet.name, line.values)}",
                "line": {"color": color, "width": width, "dash_type": dash},
                **({"y2_axis": True} if line.apart else {}),
                "marker": {
                    "type": marker,
                    "size": 6,
                    "fill": {"color": color},
                    "border": {"color": styles.INK, "width": 0.5},
                },
            }
        )
    drawn.show_blanks_as("gap")
    drawn.set_title({"name": chart.title, "name_font": _FONT | {"bold": True}, "overlay": False})
    drawn.set_x_axis({"num_font": _FONT, "position_axis": "between"})
    values: dict[str, Any] = {
        "name": chart.unit,
        "name_font": _FONT,
        "num_font": _FONT,
        "major_gridlines": {"visible": True, "line": {"color": styles.RULE, "width": 0.5}},
    }
    if chart.axis:
        low, high, step = (float(part) for part in (chart.axis.low, chart.axis.high, chart.axis.step))
        values["num_format"] = styles.number_format(styles.digits_of(chart.axis.step))
        values |= {"min": low, "max": high, "major_unit": step}
    drawn.set_y_axis(values)
    if chart.apart:
        low, high, step = (float(part) for part in (chart.apart.low, chart.apart.high, chart.apart.step))
        drawn.set_y2_axis(
            {"num_font": _FONT, "num_format": "#,##0", "major_gridlines": {"visible": False},
             "min": low, "max": high, "major_unit": step}
        )  # fmt: skip
    drawn.set_legend({"none": True})  # every line has its name beside it, in a cell
    top, width = plot_top(chart.title), _PLOT_APART if chart.apart else _PLOT_WIDTH
    moved = _room_of_numbers(chart.axis)
    layout = {"x": _PLOT_LEFT + moved, "y": top, "width": width - moved, "height": PLOT_END - top}
    drawn.set_plotarea({"layout": layout})
    drawn.set_chartarea({"border": {"color": styles.RULE}})
    drawn.set_size({"width": spot.width, "height": spot.height})
    sheet.chart(spot.row, spot.column, drawn, spot.description)


def _room_of_numbers(axis: Axis | None) -> float:
    """What long numbers on the axis take of the plot's width: the unit stands upright to their left."""
    if axis is None:
        return 0.0
    longest = max(len(f"{value:,.{styles.digits_of(axis.step)}f}") for value in (axis.low, axis.high))
    return round(_LETTER * max(0, longest - _FEW_LETTERS), 3)


_FEW_UNITS = 5  # of an axis: its marks need decimals


@dataclass(frozen=True, kw_only=True)
class FunnelChart:
    """Points (two columns: denominator, rate) within limits (denominator, four curves, the centre)."""

    points: Area
    limits: Area
    names: dict[str, str]  # of the points, the centre and both pairs of curves
    decimals: int
    extent: tuple[float, float]  # of the upright axis


def funnel_chart(book: Book, sheet: Sheet, chart: FunnelChart, spot: Spot) -> None:
    """Draw a scatter of points between curves; larger ones to the right."""
    drawn = book.chart({"type": "scatter", "subtype": "straight"})
    first, left, last, _right = chart.limits
    places = f"={area_name(sheet.name, (first, left, last, left))}"
    outer, inner = (
        {"color": styles.INK, "width": 1.25},
        {"color": styles.MUTED, "width": 1.0, "dash_type": "dash"},
    )
    centre = {"color": styles.NAVY, "width": 1.0}
    for offset, (key, line) in enumerate(
        (("outer", outer), ("inner", inner), ("inner", inner), ("outer", outer), ("centre", centre)), start=1
    ):
        column = left + offset
        values = f"={area_name(sheet.name, (first, column, last, column))}"
        drawn.add_series(
            {"name": chart.names[key], "categories": places, "values": values, "line": line,
             "marker": {"type": "none"}}
        )  # fmt: skip
    row, column, end, _last = chart.points
    drawn.add_series(
        {
            "name": chart.names["points"],
            "categories": f"={area_name(sheet.name, (row, column, end, column))}",
            "values": f"={area_name(sheet.name, (row, column + 1, end, column + 1))}",
            "line": {"none": True},
            "marker": {"type": "circle", "size": 5, "fill": {"color": styles.ORANGE},
                       "border": {"color": styles.INK, "width": 0.5}},
        }
    )  # fmt: skip
    drawn.set_title({"none": True})
    drawn.set_legend({"none": True})
    grid = {"visible": True, "line": {"color": styles.RULE, "width": 0.5}}
    drawn.set_x_axis(
        {"num_font": _FONT, "num_format": "#,##0", "min": 0, "major_gridlines": {"visible": False}}
    )
    low, high = chart.extent
    shown = styles.number_format(chart.decimals if high - low < _FEW_UNITS else 0)
    drawn.set_y_axis(
        {"num_font": _FONT, "num_format": shown, "major_gridlines": grid, "min": low, "max": high}
    )
    drawn.set_chartarea({"border": {"color": styles.RULE}})
    drawn.set_size({"width": spot.width, "height": spot.height})
    sheet.chart(spot.row, spot.column, drawn, spot.description)
