"""推移グラフ: a line chart for every KPI with a trend, six to a page, or eight where that saves a page.

The charts rest on a table to the right of them, beyond the page, with a row for every line and definition:
what a break parts stands in different rows, so nothing can join it. Its cells are formulas over 推移.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kpixl.books.addresses import area_name, cell_name
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.summary.trends.rows import FIRST_YEAR, line_name
from kpixl.books.summary.trends.sheet import TrendRows, write_trend_rows, year_name
from kpixl.books.writing import styles
from kpixl.books.writing.charts import (
    LINE_STYLES,
    MARKS,
    PLOT_END,
    TARGET_STYLE,
    Line,
    LineChart,
    Spot,
    line_chart,
    plot_top,
)
from kpixl.books.writing.sheet import Sheet
from kpixl.model.trend import MOST_LINES, DrawnLine, Role, Trend

_ACROSS = 2
_ROWS_OF = {3: 9, 4: 7}  # charts below each other on a page, and how many rows each has
_TOP = 2  # the first row of the charts
# A chart spans many narrow columns: it keeps their width where another font makes them wider.
_CHART_COLUMNS, _COLUMN_WIDTH, _COLUMN_PIXELS = 11, 6.0, 47
_PLOT_COLUMNS = 8  # of them; the names of the lines stand on the others
_ROW_HEIGHT, _ROW_PIXELS = 16.5, 22
_GRID = _ACROSS * _CHART_COLUMNS
_TABLE = _GRID + 1  # the first column of the table
_FIRST_VALUE = _TABLE + 2
_DATA_ROW = _TOP + 1
_ROLES = (Role.WHOLE, Role.BEST, Role.MIDDLE, Role.LAST, Role.HIGHEST, Role.MEDIAN, Role.LOWEST)
_BY_RANK = (Role.BEST, Role.MIDDLE, Role.LAST)
_STYLES = dict(zip(_ROLES, (0, 1, 2, 3, 1, 2, 3), strict=True))


def write_trends(frame: Frame) -> None:
    """Write 推移 and the charts over it; no charts where no KPI has two years that a line may join."""
    drawn = [rows for rows in write_trend_rows(frame) if rows.trend.drawn]
    if drawn:
        _ChartSheet(frame, frame.book.sheet(frame.words("sheet.trend_charts")), drawn).write()


@dataclass(frozen=True)
class _Name:
    """A line's name beside the chart: the row that it asks for, counted from the chart's first."""

    text: str
    style: int
    row: float


def name_rows(wanted: Sequence[float], rows: int) -> list[int]:
    """Rows for names in the order from top to bottom, each as near to the wanted one as the others allow."""
    found: list[int] = []
    for row in wanted:
        least = found[-1] + 1 if found else 0
        found.append(max(least, min(round(row), rows - 1)))
    last = rows - 1
    for at in range(len(found) - 1, -1, -1):  # what was pushed out at the foot moves up again
        found[at] = min(found[at], last)
        last = found[at] - 1
    return found


@dataclass(frozen=True)
class _ChartSheet:
    frame: Frame
    sheet: Sheet
    drawn: Sequence[TrendRows]

    @cached_property
    def down(self) -> int:
        """How many charts stand below each other on a page: as few as the fewest pages allow."""
        return min(_ROWS_OF, key=lambda down: (-(-len(self.drawn) // (_ACROSS * down)), down))

    @property
    def chart_rows(self) -> int:
        return _ROWS_OF[self.down]

    @cached_property
    def last_value(self) -> int:
        return _FIRST_VALUE + len(self.frame.summary.trends.years) - 1

    def write(self) -> None:
        frame, sheet, words = self.frame, self.sheet, self.frame.words
        beside = words("summary.data_beside", cell=cell_name(_TOP - 2, _TABLE))
        note = words("trend.charts_note", whole=frame.whole) + beside
        frame.title(sheet, f"{frame.year}　{words('sheet.trend_charts')}", "")
        sheet.merge(1, 0, _GRID - 1, note, styles.PAPER_NOTE, {"text_wrap": True})
        sheet.height(1, styles.row_height([(note, _COLUMN_WIDTH * _GRID)]))
        years = len(frame.summary.trends.years)
        widest = max(styles.fitting_width(rows.trend.kpi.indicator) for rows in self.drawn)
        sheet.widths([*[_COLUMN_WIDTH] * _GRID, 4, widest, 26, *[9.5] * years])
        below = _TOP + -(-len(self.drawn) // _ACROSS) * self.chart_rows
        for row in range(_TOP, below):
            sheet.height(row, _ROW_HEIGHT)
        self._header()
        row = _DATA_ROW
        for number, rows in enumerate(self.drawn):
            row = self._chart(number, rows, row)
        last = self._without_chart(below)
        sheet.raw.print_area(0, 0, last, _GRID - 1)
        sheet.raw.hide_gridlines(2)
        page = self.chart_rows * self.down
        starts = [*range(_TOP, below, page), *([below] if last >= below else [])]
        print_table(frame, sheet, PrintedTable(columns=_GRID, last=last, head=(0, 1), starts=starts))

    def _header(self) -> None:
        words, sheet = self.frame.words, self.sheet
        sheet.text(_TOP - 2, _TABLE, words("trend.data"), styles.PAPER_NOTE)
        years = [year_name(self.frame, year) for year in self.frame.summary.trends.years]
        for column, label in enumerate(
            [words("column.indicator"), words("trend.line"), *years], start=_TABLE
        ):
            sheet.text(_TOP, column, label, styles.HEADER)

    def _chart(self, number: int, rows: TrendRows, row: int) -> int:
        """One chart and its rows of the table; returns the row below them."""
        frame, words, trend = self.frame, self.frame.words, rows.trend
        lines: list[Line] = []
        beside: list[_Name] = []
        has_own_axis = trend.axis_apart is not None
        for place, drawn in enumerate(trend.drawn):
            style = self._style(drawn, place if trend.drawn[0].role is Role.WHOLE else place + 1)
            apart = has_own_axis and drawn.line.item is None
            for segment in drawn.line.segments:
                self._data_row(row, rows, drawn, segment)
                lines.append(self._line(row, trend, style, apart=apart))
                row += 1
            level = self._level(trend, drawn.line.value(drawn.line.filled[-1]), apart=apart)
            beside.append(_Name(self._name(drawn, "label"), style, level))
        known = [target for target in trend.targets if target is not None]
        if known:
            self._target_row(row, rows)
            lines.append(self._line(row, trend, TARGET_STYLE, apart=has_own_axis))
            level = self._level(trend, known[-1], apart=has_own_axis)
            beside.append(_Name(words("trend.target", whole=frame.whole), TARGET_STYLE, level))
            row += 1
        names = [year_name(frame, year) for year in frame.summary.trends.years]
        about = {"indicator": trend.kpi.indicator, "unit": frame.unit(trend.kpi)}
        listed = words("text.list_separator").join(self._name(drawn) for drawn in trend.drawn)
        alt = words(
            "trend.chart_alt",
            **about,
            first=names[trend.first],
            last=names[-1],
            names=listed,
            sheet=words("sheet.trend"),
        )
        categories = (_TOP, _FIRST_VALUE + trend.first, _TOP, self.last_value)
        down, across = divmod(number, _ACROSS)
        width, height = _PLOT_COLUMNS * _COLUMN_PIXELS - 4, self.chart_rows * _ROW_PIXELS - 6
        self._names(beside, _TOP + down * self.chart_rows, across * _CHART_COLUMNS + _PLOT_COLUMNS)
        spot = Spot(
            row=_TOP + down * self.chart_rows,
            column=across * _CHART_COLUMNS,
            width=width,
            height=height,
            description=alt,
        )
        line_chart(
            frame.book,
            self.sheet,
            LineChart(
                title=self._title(trend),
                unit=about["unit"],
                categories=categories,
                lines=lines,
                axis=trend.axis,
                apart=trend.axis_apart,
            ),
            spot,
        )
        return row

    def _title(self, trend: Trend) -> str:
        key = "chart_title" if trend.changed is None else "chart_title_changed"
        years = self.frame.summary.trends.years
        year = "" if trend.changed is None else year_name(self.frame, years[trend.changed])
        return self.frame.words(f"trend.{key}", indicator=trend.kpi.indicator, year=year)

    def _line(self, row: int, trend: Trend, style: int, *, apart: bool) -> Line:
        values = (row, _FIRST_VALUE + trend.first, row, self.last_value)
        return Line(name=(row, _TABLE + 1, row, _TABLE + 1), values=values, style=style, apart=apart)

    def _level(self, trend: Trend, value: Decimal, *, apart: bool) -> float:
        """How many rows below the chart's first a value is drawn."""
        axis = trend.axis_apart if apart else trend.axis
        if axis is None:
            return 0.0
        share = float((axis.high - value) / (axis.high - axis.low))
        top = plot_top(self._title(trend))
        return (top + (PLOT_END - top) * share) * self.chart_rows - 0.5

    def _names(self, beside: Sequence[_Name], top: int, column: int) -> None:
        """Write every line's name at the height at which the line ends."""
        ordered = sorted(beside, key=lambda name: name.row)
        rows = name_rows([name.row for name in ordered], self.chart_rows)
        for name, row in zip(ordered, rows, strict=True):
            colour = {"font_color": LINE_STYLES[name.style][0], "bold": True}
            self.sheet.text(top + row, column, f"{MARKS[name.style]} {name.text}", styles.PAPER_NOTE, colour)

    def _style(self, drawn: DrawnLine, place: int) -> int:
        """A few branches have the same look in every chart; of many each is drawn for its role."""
        branches = list(self.frame.branches)
        if drawn.role is Role.BRANCH and drawn.line.item and len(branches) < MOST_LINES:
            return branches.index(drawn.line.item.branch_code) + 1
        return _STYLES.get(drawn.role, place % MOST_LINES)

    def _data_row(self, row: int, rows: TrendRows, drawn: DrawnLine, segment: Sequence[int]) -> None:
        """The figures of one definition; what does not belong to it stays blank, which is a gap."""
        sheet, kpi = self.sheet, rows.trend.kpi
        shape = {"num_format": styles.number_format(kpi.decimals, minus=self.frame.minus)}
        sheet.text(row, _TABLE, kpi.indicator, styles.TEXT)
        sheet.text(row, _TABLE + 1, self._name(drawn), styles.TEXT)
        own_row = rows.row_of(drawn.line)
        for at, point in enumerate(drawn.line.points):
            column = _FIRST_VALUE + at
            if at in segment and point and point.value is not None:
                place = (own_row, FIRST_YEAR + at, own_row, FIRST_YEAR + at)
                cell = area_name(self.frame.words("sheet.trend"), place).split(":")[0]
                # A word, where the figure is taken out of データ, would be drawn as 0.
                live = f"=IF(ISNUMBER({cell}),{cell},NA())"
                sheet.formula(row, column, live, float(point.value), styles.NUMBER, shape)
            else:
                sheet.text(row, column, "", styles.BOXED)

    def _target_row(self, row: int, rows: TrendRows) -> None:
        """The whole's targets as published."""
        sheet, trend, words = self.sheet, rows.trend, self.frame.words
        shape = {"num_format": styles.number_format(trend.kpi.decimals, minus=self.frame.minus)}
        sheet.text(row, _TABLE, trend.kpi.indicator, styles.TEXT)
        sheet.text(row, _TABLE + 1, words("trend.target", whole=self.frame.whole), styles.TEXT)
        for at, target in enumerate(trend.targets):
            sheet.number(row, _FIRST_VALUE + at, target, styles.NUMBER, shape)

    def _name(self, drawn: DrawnLine, where: str = "role") -> str:
        """The line's name, with the branch's rank where that is why it is drawn; shorter in a chart."""
        item = drawn.line.item
        rank = self.frame.rank_of(item) if item else None
        role = Role.BRANCH if drawn.role in _BY_RANK and rank is None else drawn.role
        place = rank.place if rank else ""
        return self.frame.words(f"trend.{where}.{role}", name=line_name(self.frame, drawn.line), place=place)

    def _without_chart(self, row: int) -> int:
        """The KPIs whose figures no line may join, by name; returns the last row that is printed."""
        shown = {rows.trend.kpi.code for rows in self.drawn}
        trends = self.frame.summary.trends.kpis
        names = [trend.kpi.indicator for trend in trends if trend.kpi.code not in shown]
        if not names:
            return row - 1
        words = self.frame.words
        text = words("trend.no_charts", names=words("text.list_separator").join(names))
        self.sheet.merge(row, 0, _GRID - 1, text, styles.PAPER_NOTE, {"text_wrap": True})
        self.sheet.height(row, styles.row_height([(text, _COLUMN_WIDTH * _GRID)]))
        return row
