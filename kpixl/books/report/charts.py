"""Charts of a report as PNG pictures: a KPI over the fiscal years, beside the whole, with its target.

A rate is a line, with the persons behind it as columns where they are known; a count is columns from zero,
and so are the counts of a KPI without a rate, side by side.
The font comes with the package matplotlib-fontja (IPAex Gothic, IPA Font License); nothing is taken from the
machine, so that the same figures give the same picture everywhere.
"""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from kpixl.books.summary.figure_texts import FigureTexts
from kpixl.books.writing import styles
from kpixl.locale.amounts import format_unit, format_year
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import Kpi
from kpixl.model.report import CountTrend, ReportTrend
from kpixl.model.trend import Axis, TrendLine

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

_WIDTH, _HEIGHT, _DPI = 5.9, 2.2, 200  # inches
_OWN, _WHOLE, _TARGET = styles.NAVY, styles.PICTURE_WHOLE, styles.PICTURE_TARGET
_ROOM = 0.14  # of the axis, for what is written above the highest and below the lowest figure
_LETTERS = 9.5  # points from one name to the next
_COLUMN, _PERSONS, _GROUP = 0.46, 0.55, 0.8  # how wide columns, and columns side by side, are, in years
_DIGITS, _SMALLEST = 72, 4.5  # points: how large the figures of all columns side by side can be, and must be
_PERSONS_HIGH = 2.4  # how many times the highest column of persons fits into the picture


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A picture, and what it says to who cannot see it."""

    png: bytes
    title: str
    description: str


@dataclass(frozen=True, kw_only=True)
class _Picture:
    """A chart in the making: its axes, and the names that stand at its right."""

    figure: "Figure"
    axes: "Axes"
    kpi: Kpi
    texts: FigureTexts
    names: list[tuple[float, str, str]] = field(default_factory=list)  # height, text, colour

    @classmethod
    def new(cls, kpi: Kpi, texts: FigureTexts) -> "_Picture":
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=(_WIDTH, _HEIGHT), dpi=_DPI)
        FigureCanvasAgg(figure)
        return cls(figure=figure, axes=figure.add_axes((0.09, 0.12, 0.71, 0.76)), kpi=kpi, texts=texts)

    def name(self, value: float, text: str, colour: str) -> None:
        self.names.append((value, text, colour))


def draw_trend(
    kpi: Kpi, trend: ReportTrend, years: tuple[FiscalYear, ...], names: tuple[str, str], texts: FigureTexts
) -> Chart:
    """The chart of a KPI; `names` are the branch's and the whole's."""
    words, picture = texts.words, _Picture.new(kpi, texts)
    _set_trend_axes(picture, trend, [format_year(year, words.language) for year in years])
    if trend.is_counted:
        _draw_columns(picture, trend.branch, names[0])
    else:
        _draw_persons(picture, trend.persons)
        _draw_line(picture, trend.branch, _OWN, names[0])
    if trend.whole:
        _draw_line(picture, trend.whole, _WHOLE, names[1], is_main=False)
    if trend.target is not None:
        picture.axes.axhline(float(trend.target), color=_TARGET, linewidth=1, linestyle=(0, (4, 2)))
        text = f"{words('report.chart.target')} {texts.value(trend.target, kpi)}"
        picture.name(float(trend.target), text, _TARGET)
    return _finished(picture, _description(kpi, trend, years, names, texts))


def draw_counts(kpi: Kpi, trend: CountTrend, texts: FigureTexts) -> Chart:
    """The chart of a KPI's counts where there is no rate: for each fiscal year a column of each series."""
    words, picture = texts.words, _Picture.new(kpi, texts)
    years = [format_year(year, words.language) for year in trend.years]
    _set_axes(picture, trend.axis, years, first=0, decimals=0, from_zero=trend.axis.low >= 0)
    picture.axes.set_title(words("report.chart.counts"), loc="left", fontproperties=_font(7))
    picture.axes.set_position((0.09, 0.12, 0.88, 0.76))
    width = _GROUP / len(trend.series)
    size = max(min(7.0, _DIGITS / (len(years) * len(trend.series))), _SMALLEST)
    colours = (_WHOLE, _OWN)[-len(trend.series) :]
    said = []
    for number, (series, colour) in enumerate(zip(trend.series, colours, strict=True)):
        beside = (number - (len(trend.series) - 1) / 2) * width
        known = [(at, count) for at, count in enumerate(series.counts) if count is not None]
        heights = [float(count) for _at, count in known]
        picture.axes.bar(
            [at + beside for at, _count in known],
            heights,
            width=width,
            color=colour,
            zorder=2,
            label=series.label,
        )
        for at, count in known:
            _write(
                picture, at + beside, float(count), texts.count(count), below=False, colour=colour, size=size
            )
        figures = words("text.list_separator").join(
            f"{years[at]} {texts.count(count)}" for at, count in known
        )
        said.append(words("report.chart.line", name=series.label, figures=figures))
    # Above the columns, where long labels have room.
    picture.axes.legend(
        loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0, ncols=2, frameon=False, prop=_font(7),
        handlelength=1,
    )  # fmt: skip
    return _finished(picture, f"{kpi.indicator} " + " ".join(said))


def _finished(picture: _Picture, description: str) -> Chart:
    _write_names(picture)
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # A rare character of a name is a box in the picture, and no line on the planner's terminal.
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        picture.figure.savefig(buffer, format="png", metadata={"Software": None})
    title = picture.texts.words("report.chart.title", indicator=picture.kpi.indicator)
    return Chart(png=buffer.getvalue(), title=title, description=description)


def _draw_line(
    picture: _Picture, line: TrendLine, colour: str, name: str, *, is_main: bool = True
) -> None:  # fmt: skip
    """A line for each stretch of years of one definition; nothing joins two of them."""
    for places in line.segments:
        values = [float(line.value(at)) for at in places]
        picture.axes.plot(
            places, values, color=colour, linewidth=1.8 if is_main else 1.2, marker="o",
            markersize=4.5 if is_main else 3.5, zorder=4 if is_main else 3,
        )  # fmt: skip
        for number, at in enumerate(places) if is_main else ():
            beside = values[max(number - 1, 0) : number] + values[number + 1 : number + 2]
            below = bool(beside) and values[number] < sum(beside) / len(beside)
            _write(picture, at, values[number], picture.texts.value(line.value(at), picture.kpi), below=below)
    if line.filled:
        last = line.filled[-1]
        said = name if is_main else f"{name} {picture.texts.value(line.value(last), picture.kpi)}"
        picture.name(float(line.value(last)), said, colour)


def _draw_columns(picture: _Picture, line: TrendLine, name: str) -> None:
    """A count of each year as a column from zero."""
    values = [float(line.value(at)) for at in line.filled]
    picture.axes.bar(line.filled, values, width=_COLUMN, color=_OWN, zorder=2)
    for at, value in zip(line.filled, values, strict=True):
        _write(picture, at, value, picture.texts.value(line.value(at), picture.kpi), below=value < 0)
    if values:
        picture.name(values[-1], name, _OWN)


def _draw_persons(picture: _Picture, persons: Sequence[Decimal | None]) -> None:
    """The persons behind the rate as pale columns on an axis of their own, each with its number."""
    known = {at: float(count) for at, count in enumerate(persons) if count is not None}
    if not known or not max(known.values()):
        return
    axes = picture.axes.twinx()
    picture.axes.set_zorder(axes.get_zorder() + 1)
    picture.axes.patch.set_visible(False)
    axes.bar(list(known), list(known.values()), width=_PERSONS, color=styles.PICTURE_PERSONS)
    axes.set_ylim(0, max(known.values()) * _PERSONS_HIGH)
    axes.set_axis_off()
    for at in known:
        axes.annotate(
            picture.texts.count(persons[at]), (at, 0), xytext=(0, 2),
            textcoords="offset points", ha="center", va="bottom", color=styles.PICTURE_NOTE,
            fontproperties=_font(6.5),
        )  # fmt: skip
    label = picture.texts.words("report.chart.persons", label=picture.kpi.numerator_label)
    picture.axes.set_title(label, loc="right", fontproperties=_font(7), color=styles.PICTURE_NOTE)


def _write(
    picture: _Picture, at: float, value: float, text: str, *, below: bool, colour: str = _OWN, size: float = 7
) -> None:
    """A figure at its point, with a white rim, so that a line behind it does not strike it through."""
    picture.axes.annotate(
        text, (at, value), xytext=(0, -5 if below else 5), textcoords="offset points", ha="center",
        va="top" if below else "bottom", color=colour, fontproperties=_font(size),
        path_effects=_rim(), zorder=5,
    )  # fmt: skip


def _write_names(picture: _Picture) -> None:
    """The names at the right, each at the height of its line, none over another."""
    axes = picture.axes
    low, high = axes.get_ylim()
    points = axes.get_position().height * _HEIGHT * 72 / (high - low)
    placed: list[float] = []
    for value, text, colour in sorted(picture.names):
        place = (value - low) * points
        if placed:
            place = max(place, placed[-1] + _LETTERS)
        placed.append(place)
        axes.annotate(
            text, (1.0, 0.0), xycoords="axes fraction", xytext=(4, place), textcoords="offset points",
            va="center", color=colour, fontproperties=_font(7), annotation_clip=False,
        )  # fmt: skip


def _set_trend_axes(picture: _Picture, trend: ReportTrend, labels: Sequence[str]) -> None:
    kpi, texts = picture.kpi, picture.texts
    # The years begin with the first that has a figure.
    first = min(line.filled[0] for line in (trend.branch, trend.whole) if line and line.filled)
    from_zero = trend.is_counted and trend.axis.low >= 0
    high = _set_axes(picture, trend.axis, labels, first=first, decimals=kpi.decimals, from_zero=from_zero)
    picture.axes.set_title(format_unit(kpi.unit, texts.words.language), loc="left", fontproperties=_font(7))
    for at in trend.branch.breaks:
        picture.axes.axvline(at - 0.5, color=styles.PICTURE_WHOLE, linewidth=0.8, linestyle=":")
        picture.axes.text(
            at - 0.5, high, texts.words("report.chart.break"), ha="center", va="bottom",
            color=styles.PICTURE_NOTE, fontproperties=_font(6.5),
        )  # fmt: skip


def _set_axes(
    picture: _Picture, axis: Axis, labels: Sequence[str], *, first: int, decimals: int, from_zero: bool
) -> float:
    """The two axes with their marks; returns the height of the picture's upper edge."""
    axes = picture.axes
    low, high, step = float(axis.low), float(axis.high), float(axis.step)
    axes.set_xlim(first - 0.5, len(labels) - 0.5)
    room = (high - low) * _ROOM
    axes.set_ylim(low if from_zero else low - room, high + room)
    axes.set_xticks(range(first, len(labels)), labels[first:], fontproperties=_font(7))
    ticks = [low + step * number for number in range(round((high - low) / step) + 1)]
    axes.set_yticks(ticks, [f"{tick:,.{decimals}f}" for tick in ticks], fontproperties=_font(7))
    axes.grid(axis="y", color=styles.PICTURE_GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=2, color=styles.PICTURE_AXIS)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(styles.PICTURE_AXIS)
    return high + room


def _description(
    kpi: Kpi, trend: ReportTrend, years: tuple[FiscalYear, ...], names: tuple[str, str], texts: FigureTexts
) -> str:
    """The figures of the chart in a sentence each."""
    words, said = texts.words, []
    for line, name in ((trend.branch, names[0]), (trend.whole, names[1])):
        if line is not None:
            figures = words("text.list_separator").join(
                f"{format_year(years[at], words.language)} {texts.value(line.value(at), kpi)}"
                for at in line.filled
            )
            said.append(words("report.chart.line", name=name, figures=figures))
    persons = words("text.list_separator").join(
        f"{format_year(year, words.language)} {texts.count(count)}"
        for year, count in zip(years, trend.persons, strict=False)
        if count is not None
    )
    if persons:
        said.append(words("report.chart.line", name=kpi.numerator_label, figures=persons))
    if trend.target is not None:
        said.append(f"{words('report.chart.target')} {texts.value(trend.target, kpi)}")
    return f"{kpi.indicator} " + " ".join(said)


@cache
def _font(size: float) -> "FontProperties":
    from importlib.util import find_spec
    from pathlib import Path

    from matplotlib.font_manager import FontProperties

    spec = find_spec("matplotlib_fontja")  # importing it would change the settings of all other charts
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("matplotlib_fontja")
    return FontProperties(fname=str(Path(spec.origin).parent / "fonts" / "ipaexg.ttf"), size=size)


def _rim() -> list[Any]:
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=2, foreground="white")]
