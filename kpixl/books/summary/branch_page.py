"""A branch's own page: its figures on one A4, how far they are from target, its place among all, its remarks.

Only so there is room for letters of 8 points: figures have no units, which have a column, a target does not
repeat last year's figure from beside it, and what a note below the figures says does not stand among them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cached_property

from kpixl.books.addresses import area_name, cell_name
from kpixl.books.summary.bars import bar_both_ways
from kpixl.books.summary.figure_texts import DASH, headline
from kpixl.books.summary.formulas.live_text import headline_formula
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.lists.columns import (
    PAGE_INDICATOR,
    PAGE_TARGET,
    PLACE,
    PRIOR_RANK,
    TARGET_DISTANCE,
    ListColumn,
    list_rows,
)
from kpixl.books.summary.lists.layout import ListLayout, list_layout
from kpixl.books.summary.lists.sheets import BRANCH_COLUMNS, HEADER_ROW, write_rows
from kpixl.books.summary.measure_records import first_records
from kpixl.books.summary.measures.grade_words import NO_GRADE, marked_grade
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import pagination, styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Assessment, Rank, Reason
from kpixl.model.grade import MeasureGrade
from kpixl.model.kpi import Kpi
from kpixl.model.summary import BranchResult
from kpixl.model.target import Fixed, Prior
from kpixl.model.unit import NO_UNIT

_LEAST_SCALE = 0.8  # of letters of 10 points
_FITTED = _LEAST_SCALE * 0.97  # a page that is fitted needs no room to spare
_PADDING = 1.5  # of a row in points
# Numbers without units find room in less; what is left goes to the names, no more than they can use.
_NARROWED = {"prior": 8.0, "actual": 8.0, "target_distance": 9.5,
             "change_on_prior": 8.0, "national_actual": 8.0}  # fmt: skip
_NARROWEST_NAME, _WIDEST_NAME = 24.0, 62.0
# What names leave goes to the bars first: three digits then stand beside their axis, else two.
_CLEAR_OF_AXIS, _WIDEST_TARGET = 11.5, 20.0
# Texts whose columns are no wider than what they hold.
_SHORT_TEXTS = {"unit": 5.0, "target": 11.0, "judgement": 11.0, "next_target": 12.0}
_NUMBERS: dict[str, Callable[[Assessment], Decimal | None]] = {
    "prior": lambda item: item.prior.value if item.prior else None,
    "actual": lambda item: item.figure.value,
    "change_on_prior": lambda item: item.change_on_prior.value,
    "national_actual": lambda item: item.national,
}
MOST_POINTS = 10  # off the target, where the bars end


@dataclass(frozen=True)
class PageFrame(Frame):
    """Writes what does not stand beside it on the page."""

    @classmethod
    def of(cls, frame: Frame) -> "PageFrame":
        """The same summary being written."""
        return cls(**{field.name: getattr(frame, field.name) for field in fields(Frame)})

    def ending(self, kpi: Kpi, *, change: bool = False) -> str:  # noqa: ARG002 - the units have a column
        """Nothing."""
        return ""

    def target_text(self, item: Assessment) -> str:
        """The target: numbers without unit, last year's figure without its number, which is beside it."""
        stated, reference = self.kpis[item.kpi_code].stated(item.target), item.target.reference
        if isinstance(reference, Fixed):
            stated = replace(stated, unit=NO_UNIT)
        elif isinstance(reference, Prior) and item.prior and reference.baseline == item.prior.value:
            bare = replace(item.target, reference=replace(reference, baseline=None))
            stated = replace(stated, target=bare)
        return self.say(stated)

    def reason_text(self, reason: Reason) -> str:
        """Why there is no number; a dash where a note below the figures says it."""
        return DASH if reason is Reason.NOT_COMPARABLE else super().reason_text(reason)


@dataclass(frozen=True, kw_only=True)
class Strip:
    """Cells from which a branch's place among all is drawn: 1 for every other branch, -1 for the one.

    One row serves every place of every number of branches: what is drawn is a window of it, with the -1
    where the branch stands, the best at the right.
    """

    sheet: Sheet
    row: int
    column: int
    branches: int

    def write(self) -> None:
        """Write the row."""
        middle = self.branches - 1
        for at in range(2 * middle + 1):
            self.sheet.number(self.row, self.column + at, -1 if at == middle else 1, styles.PAPER_NOTE)

    def window(self, rank: Rank) -> str:
        """The cells that show a rank."""
        first = self.column + self.branches - 1 - (rank.of - rank.place)
        return area_name(self.sheet.name, (self.row, first, self.row, first + rank.of - 1))


@dataclass(frozen=True)
class BranchPages:
    """Writes the branches' pages; what they share is made once."""

    frame: Frame
    strip: Strip | None

    @cached_property
    def _bare(self) -> PageFrame:
        return PageFrame.of(self.frame)

    @cached_property
    def _layout(self) -> ListLayout:
        """What the page has left goes to the texts, so that most of them stand on one line."""
        columns = [column for column in BRANCH_COLUMNS if self.strip or column is not PLACE]
        found = list_layout(self._bare, columns, self.frame.summary.shown_assessments)
        widths = [
            self._short(column) or max(_NARROWED.get(column.key, width), self._room_of(column.key))
            for column, width in zip(found.columns, found.widths, strict=True)
        ]
        at = found.columns.index(PAGE_INDICATOR)
        names = widths[at] + pagination.spare_width(widths, _LEAST_SCALE)
        left = names - min(_WIDEST_NAME, self._longest(PAGE_INDICATOR))
        wanted = {
            TARGET_DISTANCE: _CLEAR_OF_AXIS,
            PRIOR_RANK: styles.longest_word(self.frame.words("column.prior_rank")),
            PAGE_TARGET: min(_WIDEST_TARGET, self._longest(PAGE_TARGET)),
        }
        for column in filter(found.columns.__contains__, wanted):
            number = found.columns.index(column)
            more = max(0.0, min(left, wanted[column] - widths[number]))
            widths[number], left, names = widths[number] + more, left - more, names - more
        widths[at] = max(_NARROWEST_NAME, min(_WIDEST_NAME, names))
        return replace(found, widths=tuple(widths), padding=_PADDING)

    def _longest(self, column: ListColumn) -> float:
        """The width in which every text of a column stands on one line."""
        rows, get = list_rows(self._bare, self.frame.summary.assessments), column.text
        return max((styles.display_width(get(row)) for row in rows if get), default=0) + 1.0 + column.indent

    def _short(self, column: ListColumn) -> float:
        """The width of a column of short texts, 0 for other columns."""
        least, get = _SHORT_TEXTS.get(column.key), column.text
        if least is None or get is None:
            return 0.0
        label = styles.label_width(self.frame.words(f"column.{column.key}"))
        return max(least, label, min(column.most or column.width, self._longest(column)))

    def _room_of(self, key: str) -> float:
        """What a column's numbers need, 0 for other columns: all pages have the same widths."""
        get, bare, most = _NUMBERS.get(key), self._bare, 0.0
        for item in self.frame.summary.assessments if get else ():
            value, kpi = get(item) if get else None, bare.kpis[item.kpi_code]
            if value is not None:
                of_whole = key == "national_actual"
                mark, digits = (styles.PARTIAL, styles.digits_of(value)) if of_whole else ("", 0)
                change = key == "change_on_prior"
                shape = bare.number_format(kpi, change=change, digits=digits, mark=mark)
                if item.is_adjusted and key == "actual":
                    shape = styles.marked(shape)
                most = max(most, styles.number_width(float(value), shape))
        return most

    @cached_property
    def _records(self) -> dict[str, str]:
        has_records = self.frame.book.has(self.frame.words("sheet.measure_records"))
        return first_records(self.frame) if has_records else {}

    def write(self, result: BranchResult, counts: Sequence[str]) -> None:
        """Write a branch's page; `counts` are the cells of its tally, which its headline follows."""
        frame, words, branch = self.frame, self.frame.words, result.branch
        sheet = frame.book.sheet(frame.sheet_names[branch.code])
        frame.title(sheet, f"{branch.name}　{frame.year}　{words('sheet.list')}")
        ending = frame.adjusted_legend
        live = headline_formula(words, *counts, ending=ending)
        sheet.formula(1, 0, live, headline(words, result.tally) + ending, styles.PAPER_NOTE)
        items = frame.summary.of_branch(branch.code)
        last = write_rows(self._bare, sheet, self._layout, items, ending=self._grades(branch.code))
        self._draw(sheet, items)
        self._link(sheet, branch.code)
        sheet.raw.freeze_panes(HEADER_ROW + 1, 1)
        first = HEADER_ROW + 1
        table = PrintedTable(
            columns=len(self._layout.columns), last=last, head=(HEADER_ROW, HEADER_ROW), least=_FITTED,
            headed=first + len(items) - 1,
        )  # fmt: skip
        print_table(frame, sheet, table)

    def _draw(self, sheet: Sheet, items: Sequence[Assessment]) -> None:
        """Bars for the distances, a strip for every place."""
        first, columns = HEADER_ROW + 1, self._layout.columns
        distance = columns.index(TARGET_DISTANCE)
        area = (first, distance, HEADER_ROW + max(len(items), 1), distance)
        bar_both_ways(sheet, area, MOST_POINTS)
        ranks = [(row, self.frame.rank_of(item)) for row, item in enumerate(items, start=first)]
        known = [(row, rank) for row, rank in ranks if rank]
        if known and self.strip and PLACE in columns:
            place = columns.index(PLACE)
            sheet.raw.add_sparkline(
                known[0][0], place,
                {"location": [cell_name(row, place) for row, _rank in known],
                 "range": [self.strip.window(rank) for _row, rank in known],
                 "type": "win_loss", "negative_points": True,
                 "series_color": styles.STRIP, "negative_color": styles.NAVY},
            )  # fmt: skip

    def _link(self, sheet: Sheet, code: str) -> None:
        """The ways to the list of branches and to what the branch wrote."""
        words, last, right = self.frame.words, len(self._layout.columns) - 1, {"align": "right"}
        index = words("sheet.branch_index")
        sheet.link(0, last - 3, index, "A1", words("summary.back_to_index"), right)
        record = self._records.get(code)
        if record:
            sheet.link(1, last, words("sheet.measure_records"), record, words("summary.to_records"), right)

    def _grades(self, code: str) -> list[str]:
        """The branch's grades in one line, the measures of a grade together; nothing without any."""
        frame, words = self.frame, self.frame.words
        own = [grade for grade in frame.summary.grades if grade.branch_code == code]
        if not any(grade.grade for grade in own):
            return []
        overall = next((one.value for one in frame.summary.overall_grades if one.branch_code == code), None)
        figure = "" if overall is None else words("summary.grades_overall", figure=f"{overall:.2f}")
        return [words("summary.grades_of", overall=figure, grades=self._by_grade(own))]

    def _by_grade(self, grades: Iterable[MeasureGrade]) -> str:
        """A：…　B：…; of what has no grade how many there are."""
        words = self.frame.words
        names: dict[str, list[str]] = {}
        for grade in grades:
            names.setdefault(marked_grade(grade), []).append(grade.measure.name)
        ungraded = len(names.pop(NO_GRADE, ()))
        separator = words("text.list_separator")
        told = [f"{grade}：{separator.join(listed)}" for grade, listed in names.items()]
        return "　".join([*told, *([words("summary.ungraded", count=ungraded)] if ungraded else [])])
