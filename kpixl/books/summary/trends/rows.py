"""The lines of 推移: one branch, or the whole, over the fiscal years."""

from xlsxwriter.format import Format

from kpixl.books.addresses import cell_name
from kpixl.books.summary.formulas.live import DIFFERENCE_DIGITS
from kpixl.books.summary.formulas.live_cells import LiveCells
from kpixl.books.summary.frame import Frame
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.aggregate import SeriesPoint
from kpixl.model.assessment import Assessment
from kpixl.model.trend import Trend, TrendLine

FIRST_YEAR = 1  # the column of the first fiscal year
_OLD: styles.Style = {"bg_color": styles.LOCKED_FILL, "font_color": styles.MUTED}
_BREAK: styles.Style = {"left": 5, "left_color": styles.NAVY}
_WHOLE: styles.Style = {"bold": True}
_GAP: styles.Style = {"diag_type": 1, "diag_border": 1, "diag_color": styles.RULE}


def line_name(frame: Frame, line: TrendLine) -> str:
    """The name of the branch, or of the whole."""
    if line.same:
        return frame.words("trend.same_branches", count=line.same.branches)
    return frame.whole if line.item is None else frame.branches[line.item.branch_code].name


class KpiRows:
    """Writes the lines of one KPI; every format is made once."""

    def __init__(self, frame: Frame, sheet: Sheet, trend: Trend, line_column: int) -> None:
        self.frame, self.sheet, self.trend, self.line_column = frame, sheet, trend, line_column
        self.live = LiveCells(frame)
        self.shapes: dict[tuple[object, ...], Format] = {}
        kpi, book = trend.kpi, frame.book
        number = styles.number_format(kpi.decimals, minus=frame.minus)
        self.number, self.adjusted = {"num_format": number}, {"num_format": styles.marked(number)}
        # Figures of the whole are published with decimals of their own.
        wholes = [line for line in trend.lines if line.item is None]
        digits = styles.digits_of(*(point.value for line in wholes for point in line.points if point))
        shown = styles.number_format(max(kpi.decimals, digits), minus=frame.minus)
        self.whole_number = {"num_format": shown}
        self.plain = book.formats.of(styles.TEXT)
        self.plain_note = book.formats.of(styles.CENTRE, styles.PAPER_NOTE)
        self.centre = book.formats.of(styles.CENTRE)
        change = frame.number_format(kpi, change=True, digits=digits)
        self.change = book.formats.of(styles.NUMBER, {"num_format": change})
        self.branch = {
            whole: book.formats.of(styles.TEXT, styles.INDENTED, styles.SHRINK, _WHOLE if whole else {})
            for whole in (True, False)
        }

    def write(self, row: int, line: TrendLine) -> None:
        """One line: its name, its years, and the change on the prior year."""
        whole = line.item is None
        self.sheet.text(row, 0, line_name(self.frame, line), self.branch[whole])
        this, breaks = len(line.points) - 1, line.breaks
        for at, point in enumerate(line.points):
            kind = self._kind(line, at)
            shape = self._shape(line, at, breaks, *kind)
            if at == this and line.item is not None:
                self._live(row, FIRST_YEAR + at, line.item, shape)
            else:
                self._stored(row, FIRST_YEAR + at, point, shape)
        self._change(row, line)

    def _kind(self, line: TrendLine, at: int) -> tuple[styles.Style, ...]:
        point = line.points[at]
        if point is None or point.figure is None:
            return (_GAP,)
        if point.value is None:
            return (styles.CENTRE, styles.PAPER_NOTE, self.number)
        if line.item is None:
            return (styles.NUMBER, self.whole_number)
        adjusted = at == len(line.points) - 1 and line.item.is_adjusted
        return (styles.NUMBER, self.adjusted if adjusted else self.number)

    def _shape(self, line: TrendLine, at: int, breaks: frozenset[int], *cell_styles: styles.Style) -> Format:
        """The format of a year's cell: grey before a change of definition, a thick line where it is."""
        changed, whole = self.trend.changed, line.item is None
        old, broken = changed is not None and at < changed, at == changed or at in breaks
        key = (old, broken, whole, *map(id, cell_styles))
        if key not in self.shapes:
            marks = (_OLD if old else {}, _BREAK if broken else {}, _WHOLE if whole else {})
            self.shapes[key] = self.frame.book.formats.of(styles.BOXED, *cell_styles, *marks)
        return self.shapes[key]

    def _stored(self, row: int, column: int, point: SeriesPoint | None, shape: Format) -> None:
        figure = point.figure if point else None
        if figure is None:
            self.sheet.text(row, column, "", shape)
        elif figure.value is None:
            self.sheet.text(row, column, self.frame.words(f"word.state.{figure.state}"), shape)
        else:
            self.sheet.number(row, column, figure.value, shape)

    def _live(self, row: int, column: int, item: Assessment, shape: Format) -> None:
        """This fiscal year's figure as データ has it, or the word in its place."""
        number, state = (
            self.frame.data_cell(item.branch_code, item.kpi_code, key) for key in ("actual", "actual_state")
        )
        value = item.figure.value
        stored = self.frame.words(f"word.state.{item.figure.state}") if value is None else float(value)
        self.frame.link_evidence(self.sheet, row, column, item.branch_code, item.kpi_code)
        self.sheet.formula(row, column, f"=IF(COUNT({number}),{number},{state})", stored, shape)

    def _change(self, row: int, line: TrendLine) -> None:
        """The change on the prior year: of a branch as データ has it, of the whole from its own cells."""
        sheet, column = self.sheet, self.line_column + 1
        if line.item is not None:
            if self.trend.changed == len(line.points) - 1:  # the reason stands above all lines
                sheet.text(row, column, self.frame.words("trend.redefined"), self.plain_note)
            else:
                self.live.write_outcome(sheet, row, column, line.item, "change_on_prior")
            self.live.write_impact(sheet, row, column + 1, line.item)
        elif line.change.value is None:
            self.frame.write_reason(sheet, row, column, line.change.reason)
            sheet.text(row, column + 1, "", self.centre)
        else:
            cells = [cell_name(row, self.line_column - back) for back in (1, 2)]
            formula = f"=ROUND({cells[0]}-{cells[1]},{DIFFERENCE_DIGITS})"
            sheet.formula(row, column, formula, float(line.change.value), self.change)
            sheet.text(
                row, column + 1, self.frame.impact_text(line.change, improved=line.improved), self.centre
            )
