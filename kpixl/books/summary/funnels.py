"""支部のばらつき: a small funnel plot for every KPI with counts; only who stands outside has a name.

The figures behind the charts stand to the right of them, beyond the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from kpixl.books.addresses import cell_name
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.charts import FunnelChart, Spot, funnel_chart
from kpixl.books.writing.sheet import Sheet
from kpixl.model.chance import Funnel, FunnelPoint

_ACROSS, _DOWN = 3, 2  # charts beside and below each other on a page
_COLUMNS, _WIDTH, _PIXELS = 8, 5.0, 40  # of a chart
_GRID = _ACROSS * _COLUMNS
_CHART_ROWS, _ROW_HEIGHT, _TEXT_HEIGHT = 10, 16.5, 52.0
_MARGIN = 0.05
_MOST_NAMED = 6  # of those outside; the rest is counted
_TOP = 2
_BLOCK = _CHART_ROWS + 2  # the rows of a chart with its title and what stands outside
_DATA = _GRID + 2  # the first column of the figures
_DATA_COLUMNS = 8  # denominator and rate of the points, denominator and four limits, the whole


def write_funnels(frame: Frame) -> None:
    """Write the sheet; none where no KPI has counts of three branches."""
    funnels, words = frame.summary.funnels, frame.words
    if not funnels:
        return
    sheet = frame.book.sheet(words("sheet.funnels"))
    frame.title(
        sheet,
        f"{frame.year}　{words('sheet.funnels')}",
        f"{words('funnel.note')}{words('summary.data_beside', cell=cell_name(0, _DATA))}",
    )
    sheet.widths([_WIDTH] * _GRID)
    sheet.text(0, _DATA, words("funnel.data"), styles.PAPER_NOTE)
    most = max(max(len(funnel.points), len(funnel.limits)) for funnel in funnels) + 1
    for number, funnel in enumerate(funnels):
        _Plot(frame=frame, sheet=sheet, funnel=funnel, number=number, figures=_TOP + number * most).write()
    rows = -(-len(funnels) // _ACROSS)
    starts = [_TOP + _BLOCK * _DOWN * page for page in range(-(-rows // _DOWN))]
    last = _TOP + _BLOCK * rows - 1
    sheet.raw.print_area(0, 0, last, _GRID - 1)
    sheet.raw.hide_gridlines(2)
    print_table(frame, sheet, PrintedTable(columns=_GRID, last=last, head=(0, 1), starts=starts))


@dataclass(frozen=True, kw_only=True)
class _Plot:
    frame: Frame
    sheet: Sheet
    funnel: Funnel
    number: int
    figures: int  # the first row of its figures

    @property
    def row(self) -> int:
        return _TOP + self.number // _ACROSS * _BLOCK

    @property
    def column(self) -> int:
        return self.number % _ACROSS * _COLUMNS

    def write(self) -> None:
        words, funnel, sheet = self.frame.words, self.funnel, self.sheet
        kpi = self.frame.kpis[funnel.kpi_code]
        centre = f"{funnel.centre * 100:.{kpi.decimals}f}{self.frame.unit(kpi)}"
        title = words("funnel.title", indicator=kpi.indicator, centre=centre)
        bold = {"bold": True, "text_wrap": True, "valign": "bottom"}
        sheet.merge(self.row, self.column, self.column + _COLUMNS - 1, title, bold)
        last = self.column + _COLUMNS - 1
        sheet.merge(self.row + _BLOCK - 1, self.column, last, self._outside(), styles.PAPER_NOTE,
                    {"text_wrap": True, "valign": "top"})  # fmt: skip
        sheet.height(self.row, 2 * _ROW_HEIGHT)
        sheet.height(self.row + _BLOCK - 1, _TEXT_HEIGHT)
        for row in range(self.row + 1, self.row + _BLOCK - 1):
            sheet.height(row, _ROW_HEIGHT)
        first = self.figures
        points = [(float(point.denominator), point.proportion * 100) for point in funnel.points]
        limits = [
            (
                limit.denominator,
                limit.lower_998,
                limit.lower_95,
                limit.upper_95,
                limit.upper_998,
                funnel.centre,
            )
            for limit in funnel.limits
        ]
        self._figures(first, _DATA, points)
        self._figures(first, _DATA + 2, [(at, *(side * 100 for side in sides)) for at, *sides in limits])
        area = (first, _DATA, first + len(points) - 1, _DATA + 1)
        lines = (first, _DATA + 2, first + len(limits) - 1, _DATA + _DATA_COLUMNS - 1)
        names = {key: words(f"funnel.{key}") for key in ("points", "centre", "inner", "outer")}
        height = int(_CHART_ROWS * _ROW_HEIGHT * 4 / 3)
        alt = words("funnel.alt", indicator=kpi.indicator)
        spot = Spot(
            row=self.row + 1,
            column=self.column,
            width=_COLUMNS * _PIXELS - 10,
            height=height - 6,
            description=alt,
        )
        sides = [rate for _at, rate in points] + [side * 100 for _at, *rates in limits for side in rates]
        chart = FunnelChart(
            points=area, limits=lines, names=names, decimals=kpi.decimals, extent=_extent(sides)
        )
        funnel_chart(self.frame.book, sheet, chart, spot)

    def _figures(self, first: int, column: int, rows: Sequence[Sequence[float]]) -> None:
        for row, values in enumerate(rows, start=first):
            for at, value in enumerate(values, start=column):
                self.sheet.number(row, at, round(value, 6), styles.BOXED)

    def _outside(self) -> str:
        """Who stands beyond the outer lines, and on which side."""
        words = self.frame.words
        own = {point.branch_code: point for point in self.funnel.points}
        out = sorted(
            (own[code] for code in self.funnel.outside),
            key=lambda point: -abs(point.proportion - self.funnel.centre),
        )
        if not out:
            return words("funnel.inside")
        names = words("text.list_separator").join(map(self._named, out[:_MOST_NAMED]))
        rest = len(out) - _MOST_NAMED
        if rest > 0:
            names = words("funnel.more", names=names, count=rest)
        return words("funnel.outside", names=names)

    def _named(self, point: FunnelPoint) -> str:
        side = "above" if point.proportion > self.funnel.centre else "below"
        return self.frame.words(f"funnel.{side}", branch=self.frame.branches[point.branch_code].name)


def _extent(rates: Sequence[float]) -> tuple[float, float]:
    """The ends of the upright axis: a little beyond the figures, and never beyond 0 and 100 %."""
    low, high = min(rates), max(rates)
    margin = (high - low) * _MARGIN or 1.0
    step = 10 ** floor(log10(high - low or 1.0))
    return max(0.0, floor((low - margin) / step) * step), min(100.0, ceil((high + margin) / step) * step)
