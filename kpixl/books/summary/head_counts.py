"""人数: the persons behind the rates by branch and in total, beside last year's and the planned ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpixl.books.addresses import cell_name
from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.column_widths import BESIDE
from kpixl.books.writing.fitted_rows import fit_rows
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Outcome, Reason
from kpixl.model.head_counts import Counts, CountScope, HeadCount, HeadCounts

_GROUP_ROW, _HEADER_ROW = 4, 5
_FIRST_ROW = _HEADER_ROW + 1
_SECOND_NOTE_ROW = 2
_ABOUT = (("indicator", 16.0), ("counted", 12.0), ("branch", 8.0))  # keys and least widths
_GAP = 4.0  # points of a row that only sets the table apart
_TOTAL: styles.Style = {"bold": True, "bg_color": styles.HEADER_FILL}


@dataclass(frozen=True)
class _Layout:
    """Where the groups of columns begin; last year's counts and the plan only where there are any."""

    with_prior: bool
    with_plan: bool

    @property
    def denominator(self) -> int:
        return len(_ABOUT)

    @property
    def numerator(self) -> int:
        return self.denominator + self.counts

    @property
    def rate(self) -> int:
        return self.numerator + self.counts

    @property
    def plan(self) -> int:
        return self.rate + 3

    @property
    def counts(self) -> int:
        """How many columns the denominators take, and the numerators."""
        return 3 if self.with_prior else 1

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, float]]]]:
        """Each group's key with the keys and widths of its columns."""
        years = [("this_year", 10.0), ("prior_year", 10.0), ("change", 10.0)]
        rates = [("this_year", 9.0), ("prior_year", 9.0), ("change", 12.0)]
        groups = [("count_denominator", years[: self.counts]), ("count_numerator", years[: self.counts])]
        groups.append(("count_rate", rates))
        if self.with_plan:
            groups.append(
                ("count_plan", [("denominator", 10.0), ("numerator", 10.0), ("plan_difference", 10.0)])
            )
        return groups

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(_ABOUT) + sum(len(columns) for _group, columns in self.groups)


def write_head_counts(frame: Frame) -> None:
    """Write the sheet; none where there are no counts."""
    words, groups = frame.words, frame.summary.head_counts
    if not groups:
        return
    rows = [row for group in groups for row in group.rows]
    layout = _Layout(any(row.prior for row in rows), any(row.planned for row in rows))
    sheet = frame.book.sheet(words("sheet.head_counts"))
    frame.title(
        sheet, f"{frame.year}　{words('sheet.head_counts')}", words("head_counts.note"), of_branches=True
    )
    second_note = ""
    for row in (_SECOND_NOTE_ROW, _GROUP_ROW - 1):
        sheet.height(row, _GAP)
    if layout.with_plan:
        rounding = words(f"word.count_rounding.{frame.summary.plan.settings.count_rounding}")
        second_note = words("head_counts.note_plan", rounding=rounding)
        sheet.text(_SECOND_NOTE_ROW, 0, second_note, styles.PAPER_NOTE)
        sheet.height(_SECOND_NOTE_ROW, styles.row_height([]))
    _header(frame, sheet, layout)
    top, starts = _FIRST_ROW, []
    told: list[list[str]] = []
    for group in groups:
        starts.append(top)
        told += _Block(frame, sheet, layout, group, top).write()
        top = _FIRST_ROW + len(told)
    least = dict(enumerate(width for _key, width in _ABOUT))
    at = len(_ABOUT) - 1  # the labels of totals take two lines: three would tear them
    longest = max(styles.display_width(row[at]) for row in told)
    least[at] = max(least[at], -(-longest // 2) + 2 * BESIDE + styles.INDENT)
    fit_rows(sheet, _FIRST_ROW, told, least, indented=range(len(_ABOUT)))
    sheet.raw.freeze_panes(_FIRST_ROW, len(_ABOUT))
    table = PrintedTable(
        columns=layout.columns, last=top - 1, head=(_GROUP_ROW, _HEADER_ROW), keep=len(_ABOUT), starts=starts,
        second_note=second_note,
    )  # fmt: skip
    print_table(frame, sheet, table)


def _header(frame: Frame, sheet: Sheet, layout: _Layout) -> None:
    words = frame.words
    for column, (key, size) in enumerate(_ABOUT):
        sheet.widths([size], first=column)
        # Two cells that look like one: the label is that of the column, not of a group.
        sheet.text(_GROUP_ROW, column, "", styles.HEADER, {"bottom": 0})
        sheet.text(_HEADER_ROW, column, words(f"column.{key}"), styles.HEADER, {"top": 0})
    first = len(_ABOUT)
    for group, columns in layout.groups:
        sheet.center_across(
            _GROUP_ROW, first, first + len(columns) - 1, words(f"column.{group}"), styles.HEADER
        )
        for column, (key, width) in enumerate(columns, start=first):
            least = styles.display_width(words(f"column.{group}")) + 2 if len(columns) == 1 else width
            label = styles.word_width(words(f"column.{key}"))
            sheet.widths([max(width, least, label)], first=column)
            sheet.text(_HEADER_ROW, column, words(f"column.{key}"), styles.HEADER)
        first += len(columns)
    sheet.height(_GROUP_ROW, 20)
    sheet.height(_HEADER_ROW, 24 if frame.japanese else 40)


class _Block:
    """The rows of one KPI: its branches, then the totals."""

    def __init__(self, frame: Frame, sheet: Sheet, layout: _Layout, group: HeadCounts, top: int) -> None:
        self.frame, self.sheet, self.layout, self.group, self.top = frame, sheet, layout, group, top
        self.kpi = frame.kpis[group.kpi_code]

    @property
    def items(self) -> Sequence[HeadCount]:
        return [*self.group.rows, *self.group.totals]

    def write(self) -> list[list[str]]:
        """Write all; gives the texts of each row, '' for its numbers."""
        return [self._write_row(row, item) for row, item in enumerate(self.items, start=self.top)]

    def _texts(self, item: HeadCount) -> tuple[str, ...]:
        kpi = self.kpi
        counted = self.frame.words(
            "head_counts.counted", numerator=kpi.numerator_label, denominator=kpi.denominator_label
        )
        return kpi.indicator, counted, self._label(item)

    def _write_row(self, row: int, item: HeadCount) -> list[str]:
        layout = self.layout
        cell_styles: Sequence[styles.Style] = () if item.scope is CountScope.BRANCH else (_TOTAL,)
        texts = self._texts(item)
        for column, text in enumerate(texts):
            self.sheet.text(row, column, text, styles.WRAP, styles.INDENTED, *cell_styles)
        line = _Line(block=self, row=row, item=item, cell_styles=cell_styles)
        line.counts(layout.denominator, "denominator", item.denominator_change)
        line.counts(layout.numerator, "numerator", item.numerator_change)
        if item.scope is CountScope.BRANCH:
            self.frame.link_evidence(self.sheet, row, layout.rate, item.branches[0], self.kpi.code)
        line.rate(layout.rate, item.rate)
        line.rate(layout.rate + 1, item.prior_rate)
        why = line.outcome(layout.rate + 2, item.rate_change)
        if layout.with_plan:
            line.count(layout.plan, item.planned, "denominator")
            line.count(layout.plan + 1, item.planned, "numerator")
            line.difference(layout.plan + 2, (layout.numerator, layout.plan + 1), item.plan_difference)
        numbers = [""] * (layout.columns - len(texts))
        numbers[layout.rate + 2 - len(texts)] = why
        return [*texts, *numbers]

    def _label(self, item: HeadCount) -> str:
        if item.scope is CountScope.BRANCH:
            return self.frame.branches[item.branches[0]].name
        return self.frame.words(f"head_counts.{item.scope}", count=len(item.branches), of=self.group.of)

    def sum_of(self, column: int, item: HeadCount) -> str:
        """The sum of a column over the branches that a total is of: those with numbers on all its sides."""
        layout = self.layout
        sides = [layout.numerator if item.actual else layout.plan + 1]
        sides += [layout.numerator + 1] if item.scope is CountScope.WITH_PRIOR else []
        sides += [layout.plan + 1] if item.scope is CountScope.WITH_PLAN else []
        tests = "*".join(f"ISNUMBER({self._range(side)})" for side in sides)
        return f"=SUMPRODUCT({tests}*1,{self._range(column)})"

    def _range(self, column: int) -> str:
        last = self.top + len(self.group.rows) - 1
        return f"{cell_name(self.top, column)}:{cell_name(last, column)}"


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One row being written: numbers and live formulas, a dash where there is nothing."""

    block: _Block
    row: int
    item: HeadCount
    cell_styles: Sequence[styles.Style]

    def counts(self, column: int, side: str, change: Decimal | None) -> None:
        """This year's counts of one side, last year's and the change."""
        self.count(column, self.item.actual, side)
        if self.block.layout.with_prior:
            self.count(column + 1, self.item.prior, side)
            self.difference(column + 2, (column, column + 1), change)

    def count(self, column: int, counts: Counts | None, side: str) -> None:
        """A count; in a total a live sum of its branches' cells."""
        if counts is None:
            self.dash(column)
            return
        value = counts.denominator if side == "denominator" else counts.numerator
        if self.item.scope is CountScope.BRANCH:
            self.value(column, value, self._shape())
        else:
            self._formula(column, self.block.sum_of(column, self.item), value, self._shape())

    def difference(self, column: int, cells: tuple[int, int], value: Decimal | None) -> None:
        """A live difference of two cells of the row."""
        if value is None:
            self.dash(column)
            return
        first, second = (cell_name(self.row, at) for at in cells)
        self._formula(column, f"={first}-{second}", value, self._shape(sign=True))

    def rate(self, column: int, value: Decimal | None, *, change: bool = False) -> None:
        """A rate or its change, with its unit."""
        shape = {"num_format": self.block.frame.number_format(self.block.kpi, change=change)}
        self.value(column, value, shape)

    def value(self, column: int, value: Decimal | None, shape: styles.Style) -> None:
        """A number."""
        if value is None:
            self.dash(column)
            return
        self.block.sheet.number(self.row, column, value, styles.NUMBER, shape, *self.cell_styles)

    def outcome(self, column: int, outcome: Outcome) -> str:
        """A change, or why there is none where that is no gap but a changed definition: that is returned."""
        why = outcome.reason is Reason.NOT_COMPARABLE
        text = self.block.frame.words(f"word.reason.{outcome.reason}") if why else ""
        if text:
            self.dash(column, text)
        else:
            self.rate(column, outcome.value, change=True)
        return text

    def dash(self, column: int, text: str = DASH) -> None:
        """The mark for nothing, or a reason in small print."""
        small = {"text_wrap": True}
        self.block.sheet.text(
            self.row, column, text, styles.CENTRE, styles.PAPER_NOTE, small, *self.cell_styles
        )

    def _formula(self, column: int, formula: str, value: Decimal, shape: styles.Style) -> None:
        self.block.sheet.formula(
            self.row, column, formula, float(value), styles.NUMBER, shape, *self.cell_styles
        )

    def _shape(self, *, sign: bool = False) -> styles.Style:
        return {"num_format": styles.number_format(0, minus=self.block.frame.minus, sign=sign)}
