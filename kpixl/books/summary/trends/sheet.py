"""推移: every KPI's figures over the fiscal years, branch by branch, with a small line for each.

All KPIs have the same columns. KPIs stand below each other, each below a heading of its own, and begin a
new page where they would not end on the one before. The sheet is one Excel table: no cells are merged in it,
so that it can be sorted, and a heading has as many rows as its text takes. This fiscal year's figures are
formulas over データ. A gap is a blank cell with a stroke through it: a text would be drawn as 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from kpixl.books.addresses import cell_name
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.summary.trends.rows import FIRST_YEAR, KpiRows, line_name
from kpixl.books.writing import styles
from kpixl.books.writing.column_widths import BESIDE
from kpixl.books.writing.sheet import Sheet
from kpixl.locale.amounts import format_year
from kpixl.model.fiscal import FiscalYear
from kpixl.model.trend import Trend, TrendLine

_HEADER_ROW = 2
FIRST_ROW = _HEADER_ROW + 1
_YEAR_WIDTH, _LINE_WIDTH = 9.0, 14.0
_LEAST_NAME, _MOST_NAME = 12.0, 19.0  # of the column of names: longer ones are made smaller
_AFTER = (("change_on_prior", 14.0), ("improved", 15.0))
_FOR_FILTERS, _PILLAR_WIDTH = ("indicator", "pillar"), 22.0  # beyond the page: every row says whose it is
_HEADER_HEIGHT, _ROW_HEIGHT = 32.0, 15.5
_MOST_TOGETHER, _TOGETHER = 40, 10  # lines that no page parts
_NARROW = 0.95  # bold text is wider
_BAND: styles.Style = {
    "bold": True,
    "align": "left",
    "bg_color": styles.HEADER_FILL,
    "num_format": "@",
}


@dataclass(frozen=True)
class TrendRows:
    """Where a KPI stands on the sheet: the row of its heading, and the first of its lines."""

    trend: Trend
    band: int
    heading: tuple[str, ...]

    @property
    def first(self) -> int:
        """The row of its first line."""
        return self.band + len(self.heading)

    @property
    def after(self) -> int:
        """The row below its last line."""
        return self.first + len(self.trend.lines)

    def row_of(self, line: TrendLine) -> int:
        """The row of one of its lines."""
        return self.first + next(at for at, one in enumerate(self.trend.lines) if one is line)


def trend_rows(frame: Frame) -> Iterator[TrendRows]:
    """Where every KPI stands."""
    row = FIRST_ROW
    for trend in frame.summary.trends.kpis:
        rows = TrendRows(trend, row, tuple(_heading(frame, trend)))
        yield rows
        row = rows.after


def whole_lines(frame: Frame) -> Iterator[tuple[str, int, tuple[int, int], tuple[Decimal, Decimal]]]:
    """The KPIs whose whole has years that a line may join: code, row, first and last year, least and most."""
    for rows in trend_rows(frame):
        trend = rows.trend
        wholes = [line for line in trend.lines if line.item is None]
        line = wholes[-1] if wholes else trend.lines[0]  # the branches that have both years, if not all do
        joined = line.joined(trend.changed or 0) if wholes else None
        if joined:
            points = line.points[joined[0] : joined[-1] + 1]
            values = [point.value for point in points if point and point.value is not None]
            span = min(values), max(values)
            yield trend.kpi.code, rows.row_of(line), (joined[0], joined[-1]), span


def write_trend_rows(frame: Frame) -> tuple[TrendRows, ...]:
    """Write the sheet, none where no KPI has a trend; returns where every KPI stands."""
    if not frame.summary.trends.kpis:
        return ()
    return _TrendSheet(frame, frame.book.sheet(frame.words("sheet.trend"))).write()


def year_name(frame: Frame, year: FiscalYear) -> str:
    """令和6 or FY2024: short enough for a narrow column."""
    return format_year(year, frame.words.language).removesuffix("年度")


@dataclass(frozen=True)
class _TrendSheet:
    frame: Frame
    sheet: Sheet

    @cached_property
    def years(self) -> tuple[FiscalYear, ...]:
        return self.frame.summary.trends.years

    @property
    def line_column(self) -> int:
        return FIRST_YEAR + len(self.years)

    @property
    def last_printed(self) -> int:
        return self.line_column + len(_AFTER)

    @cached_property
    def widths(self) -> list[float]:
        return _printed_widths(self.frame)

    def write(self) -> tuple[TrendRows, ...]:
        labels = self._header()
        placed = list(trend_rows(self.frame))
        for rows in placed:
            self._kpi(rows)
        row = placed[-1].after
        self.frame.colour_impact(self.sheet, (FIRST_ROW, self.last_printed, row - 1, self.last_printed))
        left_out = self._left_out(row)
        raw = self.sheet.raw
        self.sheet.table((_HEADER_ROW, 0, row - 1, len(labels) - 1), labels)
        raw.freeze_panes(FIRST_ROW, FIRST_YEAR)
        raw.outline_settings(True, False)  # noqa: FBT003 - a KPI's name stands above its lines
        raw.print_area(0, 0, row if left_out else row - 1, self.last_printed)
        self._page(placed, row if left_out else row - 1)
        return tuple(placed)

    def _header(self) -> list[str]:
        frame, sheet, words = self.frame, self.sheet, self.frame.words
        frame.title(sheet, f"{frame.year}　{words('sheet.trend')}", "")
        sheet.merge(1, 0, self.last_printed, self._note, styles.PAPER_NOTE, {"text_wrap": True})
        sheet.height(1, self._note_height)
        names = (trend.kpi.indicator for trend in frame.summary.trends.kpis)
        widest = max(map(styles.fitting_width, names))
        sheet.widths([*self.widths, widest, _PILLAR_WIDTH])
        years = [year_name(frame, year) for year in self.years]
        if frame.japanese:
            years = [f"{name} ({year.year})" for name, year in zip(years, self.years, strict=True)]
        keys = [*(key for key, _width in _AFTER), *_FOR_FILTERS]
        labels = [
            words("column.branch"),
            *years,
            words("sheet.trend"),
            *(words(f"column.{key}") for key in keys),
        ]
        for column, label in enumerate(labels):
            sheet.text(_HEADER_ROW, column, label, styles.HEADER)
        sheet.height(_HEADER_ROW, _HEADER_HEIGHT)
        return labels

    @cached_property
    def _note(self) -> str:
        frame, words = self.frame, self.frame.words
        earlier = words("trend.earlier", count=len(self.years)) if frame.summary.trends.earlier else ""
        return words("trend.note") + earlier + frame.adjusted_legend + frame.shown_note

    @property
    def _note_height(self) -> float:
        return styles.row_height([(self._note, sum(self.widths) * _NARROW)])

    def _kpi(self, rows: TrendRows) -> None:
        trend, sheet, words = rows.trend, self.sheet, self.frame.words
        self._write_heading(rows)
        writer = KpiRows(self.frame, sheet, trend, self.line_column)
        begin, this = trend.changed or 0, len(self.years) - 1
        bars: list[tuple[str, str, bool]] = []
        for row, line in enumerate(trend.lines, start=rows.first):
            writer.write(row, line)
            height = self._row_height(line, trend)
            sheet.note_height(row, height)
            sheet.raw.set_row(row, height, None, {"level": 1})
            self._for_filters(row, trend)
            joined = line.joined(begin)
            sheet.text(row, self.line_column, "" if joined else words("trend.no_line"), writer.plain_note)
            if joined:
                first, last = (cell_name(row, FIRST_YEAR + at) for at in joined)
                bars.append((cell_name(row, self.line_column), f"{first}:{last}", joined[1] == this))
        for to_date in (True, False):
            group = [(place, area) for place, area, ends_now in bars if ends_now is to_date]
            if group:
                sheet.raw.add_sparkline(group[0][0], _sparklines(trend, group, to_date=to_date))

    def _row_height(self, line: TrendLine, trend: Trend) -> float:
        """Higher where the reason why there is no change takes more lines."""
        change = line.change if line.item is None else line.item.change_on_prior
        is_redefined = line.item is not None and trend.changed == len(line.points) - 1  # says so in a word
        if change.value is not None or is_redefined:
            return _ROW_HEIGHT
        lines = styles.wrapped_lines(self.frame.reason_text(change.reason), dict(_AFTER)["change_on_prior"])
        return max(_ROW_HEIGHT, lines * styles.LINE_HEIGHT)

    def _write_heading(self, rows: TrendRows) -> None:
        """Texts that run over the blank cells at their right."""
        for row, text in enumerate(rows.heading, start=rows.band):
            top = {"top": 2 if row == rows.band else 0}
            for column in range(self.last_printed + 1):
                self.sheet.text(row, column, "" if column else text, _BAND, top)
            self._for_filters(row, rows.trend)
            self.sheet.height(row, styles.LINE_HEIGHT + 2)

    def _for_filters(self, row: int, trend: Trend) -> None:
        for offset, text in enumerate((trend.kpi.indicator, trend.kpi.pillar), start=1):
            self.sheet.text(row, self.last_printed + offset, text, styles.TEXT)

    def _left_out(self, row: int) -> bool:
        """The KPIs without a trend, by name, below the last one."""
        names = [kpi.indicator for kpi in self.frame.summary.trends.left_out]
        if not names:
            return False
        words = self.frame.words
        text = words("trend.left_out", names=words("text.list_separator").join(names))
        self.sheet.merge(row, 0, self.last_printed, text, styles.PAPER_NOTE, {"text_wrap": True})
        self.sheet.height(row, styles.row_height([(text, sum(self.widths))]))
        return True

    def _page(self, placed: list[TrendRows], last: int) -> None:
        """A new page before every KPI that would not end on the one before, or within a long one."""
        starts = [start for rows in placed for start in _page_starts(rows)]
        table = PrintedTable(
            columns=len(self.widths), last=last, head=(_HEADER_ROW, _HEADER_ROW), keep=1, starts=starts
        )
        print_table(self.frame, self.sheet, table)


def _printed_widths(frame: Frame) -> list[float]:
    trends = frame.summary.trends
    wholes = (line for trend in trends.kpis for line in trend.lines if line.item is None)
    names = {*(line_name(frame, line) for line in wholes), *(branch.name for branch in frame.summary.shown)}
    longest = max(map(styles.display_width, names), default=0) / _NARROW + BESIDE + styles.INDENT
    name = min(max(_LEAST_NAME, longest), _MOST_NAME)
    return [name, *[_YEAR_WIDTH] * len(trends.years), _LINE_WIDTH, *(width for _key, width in _AFTER)]


def _heading(frame: Frame, trend: Trend) -> Iterator[str]:
    """The KPI with unit and direction, and what parts its lines, in lines of the printed width."""
    words, kpi, years = frame.words, trend.kpi, frame.summary.trends.years
    direction = words(f"word.direction.{kpi.direction}")
    told = [words("trend.band", indicator=kpi.indicator, unit=frame.unit(kpi), direction=direction)]
    if trend.changed is not None:
        told.append(words("trend.changed", year=years[trend.changed], reason=kpi.not_comparable_reason))
    whole = trend.whole
    if whole and trend.aggregate and whole.breaks - {trend.changed}:
        basis = frame.basis_text(trend.aggregate)
        told.append(words("trend.whole_apart", whole=frame.whole, basis=basis))
    room = sum(_printed_widths(frame)) * _NARROW
    for text in told:
        yield from styles.broken_lines(text, room)


def _page_starts(rows: TrendRows) -> list[int]:
    """Where a page may begin: at the KPI's name, and in a list of many branches every ten lines."""
    long = len(rows.trend.lines) > _MOST_TOGETHER
    return [rows.band, *(range(rows.first + _TOGETHER, rows.after - 1, _TOGETHER) if long else ())]


def _sparklines(trend: Trend, group: list[tuple[str, str]], *, to_date: bool) -> dict[str, Any]:
    """Small columns in the (cell, area) pairs of a KPI, all on the same axis; the last stands out `to_date`.

    Columns, because LibreOffice leaves the lines of sparklines out of print and PDF. They begin below the
    lowest figure, or changes of a few points could not be seen, and end below the row above.
    """
    low, high = trend.extent
    base = low - (high - low) / 2
    return {
        "location": [place for place, _area in group],
        "range": [area for _place, area in group],
        "type": "column",
        "min": float(max(base, Decimal(0)) if low >= 0 else base),
        "max": float(high + (high - low) / 4) if high > low else float(low) + 1,
        "last_point": to_date,
        "series_color": styles.SPARKLINE,
        "last_color": styles.NAVY,
        "empty_cells": "gaps",
    }
