"""Charts of a report as PNG pictures: a KPI over the fiscal years, beside the whole, with its target.

The font comes with the package matplotlib-fontja (IPAex Gothic, IPA Font License); nothing is taken from the
machine, so that the same figures give the same picture everywhere.
"""

import io
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kpixl.books.summary.figure_texts import FigureTexts
from kpixl.books.writing import styles
from kpixl.locale.amounts import format_unit, format_year
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import Kpi
from kpixl.model.report import ReportTrend
from kpixl.model.trend import TrendLine

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

_WIDTH, _HEIGHT, _DPI = 5.9, 2.2, 200  # inches
_OWN, _WHOLE, _TARGET = styles.NAVY, styles.PICTURE_WHOLE, styles.PICTURE_TARGET


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A picture, and what it says to who cannot see it."""

    png: bytes
    title: str
    description: str


def draw_trend(
    kpi: Kpi, trend: ReportTrend, years: tuple[FiscalYear, ...], names: tuple[str, str], texts: FigureTexts
) -> Chart:
    """The chart of a KPI; `names` are the branch's and the whole's."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    words = texts.words
    picture = Figure(figsize=(_WIDTH, _HEIGHT), dpi=_DPI)
    FigureCanvasAgg(picture)
    axes = picture.add_axes((0.09, 0.12, 0.71, 0.76))
    _draw(axes, trend.branch, _OWN, names[0], texts, kpi)
    if trend.whole:
        _draw(axes, trend.whole, _WHOLE, names[1], texts, kpi, is_main=False)
    if trend.target is not None:
        axes.axhline(float(trend.target), color=_TARGET, linewidth=1, linestyle=(0, (4, 2)))
        text = f"{words('report.chart.target')} {texts.value(trend.target, kpi)}"
        axes.text(
            len(years) - 0.45, float(trend.target), text, color=_TARGET, va="center", fontproperties=_font(7)
        )
    _set_axes(axes, trend, [format_year(year, words.language) for year in years], kpi, texts)
    buffer = io.BytesIO()
    picture.savefig(buffer, format="png", metadata={"Software": None})
    title = words("report.chart.title", indicator=kpi.indicator)
    return Chart(
        png=buffer.getvalue(), title=title, description=_description(kpi, trend, years, names, texts)
    )


def _draw(
    axes: "Axes", line: TrendLine, colour: str, name: str, texts: FigureTexts, kpi: Kpi, *,
    is_main: bool = True,
) -> None:  # fmt: skip
    """A line for each stretch of years of one definition; nothing joins two of them."""
    for places in line.segments:
        values = [float(line.value(at)) for at in places]
        axes.plot(
            places, values, color=colour, linewidth=1.8 if is_main else 1.2, marker="o",
            markersize=4.5 if is_main else 3.5,
        )  # fmt: skip
    for at in line.filled if is_main else ():
        axes.annotate(
            texts.value(line.value(at), kpi), (at, float(line.value(at))), xytext=(0, 5),
            textcoords="offset points", ha="center", color=colour, fontproperties=_font(7),
        )  # fmt: skip
    if line.filled:
        last = line.filled[-1]
        axes.annotate(
            name, (last, float(line.value(last))), xytext=(8, -8 if not is_main else 0),
            textcoords="offset points", va="center", color=colour, fontproperties=_font(7),
        )  # fmt: skip


def _set_axes(axes: "Axes", trend: ReportTrend, labels: list[str], kpi: Kpi, texts: FigureTexts) -> None:
    low, high, step = float(trend.axis.low), float(trend.axis.high), float(trend.axis.step)
    # The years begin with the first that has a figure.
    first = min(line.filled[0] for line in (trend.branch, trend.whole) if line and line.filled)
    axes.set_xlim(first - 0.5, len(labels) - 0.5)
    axes.set_ylim(low, high)
    axes.set_xticks(range(first, len(labels)), labels[first:], fontproperties=_font(7))
    ticks = [low + step * number for number in range(round((high - low) / step) + 1)]
    axes.set_yticks(ticks, [f"{tick:,.{kpi.decimals}f}" for tick in ticks], fontproperties=_font(7))
    axes.set_title(format_unit(kpi.unit, texts.words.language), loc="left", fontproperties=_font(7))
    axes.grid(axis="y", color=styles.PICTURE_GRID, linewidth=0.6)
    axes.tick_params(length=2, color=styles.PICTURE_AXIS)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(styles.PICTURE_AXIS)
    for at in trend.branch.breaks:
        axes.axvline(at - 0.5, color=styles.PICTURE_WHOLE, linewidth=0.8, linestyle=":")
        axes.text(
            at - 0.5, high, texts.words("report.chart.break"), ha="center", va="bottom",
            color=styles.PICTURE_NOTE, fontproperties=_font(6.5),
        )  # fmt: skip


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
