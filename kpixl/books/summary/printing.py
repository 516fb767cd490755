"""How the summary's tables print: nothing below 7 points, heads on every page, rows that belong together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kpixl.books.summary.frame import Frame
from kpixl.books.writing import pagination, styles
from kpixl.books.writing.sheet import Sheet

NOTE_ROW = 1  # below the title
_WITH_HEAD = 3  # rows that stand below a table's head on a page that begins with other rows
_LEAST_ROWS = 3  # of a block that stand at the foot or the head of a page
_SMALL_PART = 0.25  # of a page


@dataclass(frozen=True, kw_only=True)
class PrintedTable:
    """A table as far as printing goes: its columns, its last row, the rows of its head (first and last).

    The columns from `keep_from` up to `keep` stand on every page; blocks that no page parts begin at the rows
    of `starts`, or else at every row; the last `tail` columns stand on one page. `least` is the scale at
    which it still goes on one page. Below the row `headed` stand notes: a page that has nothing else repeats
    no head. `second_note` is what the third row says. Where other rows stand above the table, it begins at
    the row `lead` with its title: on a new page, where the one with those rows has no room for its first
    rows. A table of several pages across may stand `upright`.
    """

    columns: int
    last: int
    head: tuple[int, int]
    keep: int = 0
    keep_from: int = 0
    tail: int = 2
    starts: Sequence[int] = ()
    least: float = pagination.LEAST_SCALE
    headed: int = 0
    second_note: str = ""
    lead: int = 0
    upright: bool = False


def print_table(frame: Frame, sheet: Sheet, table: PrintedTable) -> None:
    """Set a sheet up so that its table prints on as few pages as can be read."""
    widths = sheet.columns(table.columns)
    _wrap_notes(frame, sheet, widths, table)
    first = table.head[1] + 1
    starts = sorted({first, *(row for row in (table.starts or range(first, table.last + 1)))})
    ends = [*(row - 1 for row in starts[1:]), table.last]
    page = pagination.PAGE_HEIGHT - sheet.height_of(*table.head)
    blocks = [
        (row, sheet.height_of(row, last))
        for start, end in zip(starts, ends, strict=True)
        for row, last in _together(sheet, start, end, page)
    ]
    above = sheet.height_of(0, table.head[1])
    if table.lead:
        together, above = min(table.head[1] + _WITH_HEAD, table.last), 0.0
        led = [(0, sheet.height_of(0, table.lead - 1)), (table.lead, sheet.height_of(table.lead, together))]
        blocks = [*led, *(block for block in blocks if block[0] > together)]
    layout = pagination.lay_out(
        widths,
        blocks,
        above=above,
        repeated=sheet.height_of(*table.head),
        keep=table.keep,
        keep_from=table.keep_from,
        tail=table.tail,
        least=table.least,
        upright=table.upright,
    )
    link_back(frame, sheet, table.columns)
    kept = (table.keep_from, table.keep - 1) if layout.columns and table.keep else None
    notes_alone = 0 < table.headed < min(layout.rows, default=0)
    head = None if notes_alone else table.head
    sheet.page(frame.page(layout, repeat_rows=head, repeat_columns=kept))


def _together(sheet: Sheet, start: int, end: int, page: float) -> Iterable[tuple[int, int]]:
    """The first and last rows of what no page parts.

    Of a block that fills more than one, every row; but neither the first ones nor the last ones stand alone,
    where they are no higher than some lines.
    """
    if sheet.height_of(start, end) <= page:
        return ((start, end),)
    first, last = (start, start + _LEAST_ROWS - 1), (end - _LEAST_ROWS + 1, end)
    if first[1] >= last[0] or max(sheet.height_of(*first), sheet.height_of(*last)) > page * _SMALL_PART:
        return ((row, row) for row in range(start, end + 1))
    between = ((row, row) for row in range(first[1] + 1, last[0]))
    return (first, *between, last)


def link_back(frame: Frame, sheet: Sheet, columns: int) -> None:
    """The way back to the first page, at the right end of the title; none on sheets without a title."""
    names = [frame.words(f"sheet.{key}") for key in ("overview", "contents")]
    there = next((name for name in names if frame.book.find(name)), "")
    if sheet.name in frame.notes and there not in ("", sheet.name):
        sheet.link(0, columns - 1, there, "A1", frame.words("contents.back", sheet=there), {"align": "right"})


def first_page(widths: Sequence[float], keep: int) -> int:
    """How many columns stand on the first page: what is merged over more would be cut in two."""
    return next(iter(pagination.column_breaks(widths, keep)), len(widths))


def _wrap_notes(frame: Frame, sheet: Sheet, widths: Sequence[float], table: PrintedTable) -> None:
    """Break the lines below the title where the first page has no room for all of them.

    Over the columns that every page repeats they would be cut off on all pages but the first.
    """
    parts = pagination.column_breaks(
        widths, table.keep, table.tail, keep_from=table.keep_from, upright=table.upright
    )
    first, end = (table.keep, parts[0]) if parts else (0, len(widths))
    room = sum(widths[first:end])
    for row, note in enumerate((frame.notes.get(sheet.name, ""), table.second_note), start=NOTE_ROW):
        if (parts or styles.display_width(note) > room) and end - first > 1 and note:
            sheet.text(row, 0, "", styles.PAPER_NOTE)
            style = {"text_wrap": True, "valign": "top"}
            sheet.merge(row, first, end - 1, note, styles.PAPER_NOTE, style)
            sheet.height(row, styles.row_height([(note, room)]))
