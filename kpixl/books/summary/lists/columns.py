"""The columns of the long lists: their labels, their least widths, how their cells are written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.formulas.live_cells import LiveCells
from kpixl.books.summary.frame import Frame
from kpixl.books.writing import styles
from kpixl.books.writing.column_widths import BESIDE
from kpixl.books.writing.sheet import Sheet
from kpixl.model.aggregate import Aggregate
from kpixl.model.assessment import Assessment, Outcome
from kpixl.model.kpi import Kpi
from kpixl.model.round_movement import KpiScore

_LONGEST_NEXT = 22  # half-width letters
_LONGEST_CAUSE = 80  # letters: 施策の記録 has all of it


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """One row of a list: a branch's assessment for a KPI, and the summary that it stands in."""

    frame: Frame
    cells: LiveCells
    item: Assessment
    kpi: Kpi

    @property
    def national(self) -> Aggregate:
        """The whole round's figures for the KPI."""
        return self.frame.national[self.kpi.code]

    @property
    def score(self) -> KpiScore:
        """What can be said of the whole round's figure."""
        return self.frame.scores[self.kpi.code]

    @property
    def next_text(self) -> str:
        """What the branch proposes for next year: on 次年度KPI, else beside its figure."""
        proposed = self.frame.next_kpis.get((self.item.branch_code, self.kpi.code), ())
        return "／".join(map(self.frame.next_kpi_text, proposed)) or self.entry_text("next_target")

    @property
    def short_next_text(self) -> str:
        """The same where there is little room: of a long one what becomes of the KPI, a note has the rest."""
        if not self.has_long_next:
            return self.next_text
        proposed = self.frame.next_kpis.get((self.item.branch_code, self.kpi.code), ())
        states = dict.fromkeys(self.frame.words(f"word.next_kpi.{item.status}") for item in proposed)
        return self.frame.words("summary.next_below", status="／".join(states)).strip()

    @property
    def has_long_next(self) -> bool:
        """True for a proposal that takes more than two lines of its column."""
        return styles.display_width(self.next_text) > _LONGEST_NEXT

    @property
    def definition_note(self) -> str:
        """How the branch defines the KPI otherwise; '' where it does not."""
        return self.frame.summary.plan.definition_note(self.item.branch_code, self.kpi.code)

    @property
    def remark(self) -> str:
        """The branch's remark; beside a fall without one, the beginning of what it wrote as the cause."""
        remark = self.entry_text("remark")
        if remark or self.item.improved is not False:
            return remark
        cause = self.frame.cause_of(self.item)
        return cause if len(cause) <= _LONGEST_CAUSE else f"{cause[: _LONGEST_CAUSE - 1]}…"

    def entry_text(self, name: str) -> str:
        """A text of the branch's entry by field name; empty where nothing came back."""
        return str(getattr(self.item.entry, name)) if self.item.entry else ""


@dataclass(frozen=True, kw_only=True)
class ListColumn:
    """One column of a list: its label's key, its least width, and how a cell is written at (row, column).

    Numbers find their room by themselves. A `text` wraps, but stands on one line where that takes no more
    than the `most` width; one that has a `least` width stands on as many lines as make the list small; and
    the `last` width is for lists that are wider than a page all the same. An `optional` column is left out of
    lists where none of its cells, by `text` or `value`, would hold anything.
    """

    key: str
    width: float
    write: Callable[[ListRow, Sheet, int, int], None]
    text: Callable[[ListRow], str] | None = None
    value: Callable[[ListRow], Decimal | None] | None = None
    most: float = 0.0
    least: float = 0.0
    last: float = 0.0
    indent: float = 0.0
    optional: bool = False
    why: Callable[[ListRow], str] | None = None

    def told(self, row: ListRow) -> str:
        """The text that a row's cell has to show in full, '' where it shows a number."""
        told = self.text or self.why
        return told(row) if told else ""

    def is_used(self, rows: Iterable[ListRow]) -> bool:
        """True where a cell holds something, or the column stands in any case."""
        if not self.optional:
            return True
        if self.text is not None:
            return any(map(self.text, rows))
        return self.value is not None and any(self.value(row) is not None for row in rows)

    def width_for(self, label: str, rows: Iterable[ListRow]) -> float:
        """The width in characters that shows the label's words in full, and texts on one line."""
        texts = set(map(self.text, rows)) if self.text is not None and self.most else ()
        wide = min(self.most, max(map(styles.display_width, texts), default=0) + BESIDE + self.indent)
        return max(self.width, self.least, styles.label_width(label), wide)


def list_rows(frame: Frame, items: Iterable[Assessment]) -> Iterable[ListRow]:
    """The assessments as rows of a list."""
    cells = LiveCells(frame)
    return (ListRow(frame=frame, cells=cells, item=item, kpi=frame.kpis[item.kpi_code]) for item in items)


def _text(
    key: str,
    width: float,
    get: Callable[[ListRow], str],
    *,
    most: float = 0.0,
    least: float = 0.0,
    last: float = 0.0,
    centre: bool = False,
    optional: bool = False,
) -> ListColumn:
    def write(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
        sheet.text(at, column, get(row), row.cells.centred if centre else row.cells.plain)

    return ListColumn(
        key=key, width=width, write=write, text=get, most=most, least=least, last=last,
        optional=optional, indent=0.0 if centre else styles.INDENT,
    )  # fmt: skip


def _value(key: str, get: Callable[[ListRow], Decimal | None], *, optional: bool = False) -> ListColumn:
    def write(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
        row.frame.write_value(sheet, at, column, get(row), row.kpi)

    return ListColumn(key=key, width=10, write=write, value=get, optional=optional)


def _why(key: str) -> Callable[[ListRow], str]:
    """The reason that stands in the place of a number, for it takes more room."""

    def reason(row: ListRow) -> str:
        outcome: Outcome = getattr(row.item, key)
        return "" if outcome.value is not None else row.frame.reason_text(outcome.reason)

    return reason


def _outcome(key: str) -> ListColumn:
    def write(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
        row.cells.write_outcome(sheet, at, column, row.item, key)

    return ListColumn(key=key, width=12, write=write, why=_why(key))


def _write_national(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
    row.frame.write_national(sheet, at, column, row.item.national, row.kpi, partial=row.national.is_partial)


def _write_national_change(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
    score = row.score
    if score.change is None:
        sheet.text(at, column, DASH, row.cells.dash)
        return
    row.frame.write_national(
        sheet, at, column, score.change, row.kpi, partial=score.same is not None, change=True
    )


def _write_prior(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
    row.frame.write_figure(sheet, at, column, row.item.prior, row.kpi)


def _write_actual(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
    row.frame.write_actual(sheet, at, column, row.item)


def _write_judgement(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
    row.frame.write_judgement(sheet, at, column, row.item)


def _write_rate(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
    row.cells.write_outcome(sheet, at, column, row.item, "achievement_rate")


def _write_impact(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
    row.cells.write_impact(sheet, at, column, row.item)


def _impact(row: ListRow) -> str:
    """良化 or 悪化, as the cell says it."""
    item, frame = row.item, row.frame
    if frame.may_be_chance(item) and item.improved is not None:
        return frame.words(f"word.impact.{'improved' if item.improved else 'worsened'}_by_chance")
    return frame.impact_text(item.change_on_prior, improved=item.improved)


def _write_distance(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
    row.cells.write_distance(sheet, at, column, row.item)


def _write_place(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
    sheet.text(at, column, "", row.cells.centred)  # the strip is drawn when all rows are there


def _place(row: ListRow) -> Decimal | None:
    rank = row.frame.rank_of(row.item)
    return Decimal(rank.place) if rank else None


def _longest_judgement(row: ListRow) -> str:
    """A corrected actual may turn any judgement into any other."""
    return row.frame.longest_judgement


BRANCH = _text("branch", 7, lambda row: row.frame.branches[row.item.branch_code].name, most=16, last=8)
MEASURE = _text("measure", 11, lambda row: row.kpi.measure, least=11)
INDICATOR = _text("indicator", 18, lambda row: row.kpi.indicator, least=18)
PAGE_TARGET = _text("target", 13, lambda row: row.frame.target_text(row.item), centre=True)
PAGE_INDICATOR = _text("indicator", 31, lambda row: row.kpi.indicator)
UNIT = _text("unit", 7, lambda row: row.frame.unit(row.kpi), centre=True)
TARGET = _text("target", 12, lambda row: row.frame.target_text(row.item), least=16, last=11, centre=True)
GROUP = _text("group", 7, lambda row: row.kpi.group, most=12, last=7, centre=True, optional=True)
AS_OF = _text("as_of", 9, lambda row: row.entry_text("as_of") or row.kpi.as_of, least=9, optional=True)
PAGE = _text("page", 5, lambda row: row.kpi.page, least=5, centre=True, optional=True)
RANK = _text(
    "rank", 8, lambda row: row.frame.rank_text(row.item), most=20, last=9, centre=True, optional=True
)
SHORT_RANK = _text(
    "rank_short", 9, lambda row: row.frame.short_rank_text(row.item), centre=True,
    optional=True,
)  # fmt: skip
PRIOR_RANK = _text(
    "prior_rank", 7, lambda row: row.frame.texts.place(row.frame.prior_rank_of(row.item)), centre=True,
    optional=True,
)  # fmt: skip
PLACE = ListColumn(key="place_strip", width=7, write=_write_place, value=_place, optional=True)
NEXT_TARGET = _text("next_target", 10, lambda row: row.next_text, least=10, centre=True, optional=True)
PAGE_NEXT_TARGET = _text("next_target", 15, lambda row: row.short_next_text, centre=True, optional=True)
DEFINITION = _text("definition_note", 20, lambda row: row.definition_note, least=20, optional=True)
REMARK = _text("remark", 20, lambda row: row.remark, least=20, optional=True)
IMPROVEMENT = ListColumn(key="improved", width=10, write=_write_impact, text=_impact, most=15)
TARGET_VALUE = _value("target_value", lambda row: row.item.target_value)
NATIONAL = ListColumn(
    key="national_actual", width=10, write=_write_national, value=lambda row: row.item.national, optional=True
)
NATIONAL_CHANGE = ListColumn(
    key="national_change", width=9, write=_write_national_change, value=lambda row: row.score.change,
    optional=True,
)  # fmt: skip
NATIONAL_BASIS = _text("aggregate", 12, lambda row: row.frame.basis_text(row.national), least=12, centre=True)
PRIOR = ListColumn(key="prior", width=10, write=_write_prior)
ACTUAL = ListColumn(key="actual", width=10, write=_write_actual)
TARGET_DISTANCE = ListColumn(key="target_distance", width=10, write=_write_distance)
TARGET_DIFFERENCE = _outcome("target_difference")
CHANGE = _outcome("change_on_prior")
NATIONAL_DIFFERENCE = _outcome("national_difference")
JUDGEMENT = ListColumn(key="judgement", width=11, write=_write_judgement, text=_longest_judgement, most=16)
RATE = ListColumn(key="achievement_rate", width=9, write=_write_rate, why=_why("achievement_rate"))
