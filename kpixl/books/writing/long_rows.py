"""The rows of long tables, written as the XML that xlsxwriter would write, a third as slow and kept packed.

xlsxwriter keeps an object for every cell until the workbook is closed: of 1,000 branches that is a gigabyte.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kpixl.books.addresses import column_name
from kpixl.books.writing import limits, styles
from kpixl.books.writing.xml_text import escaped
from kpixl.model.figure import stored_number

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from kpixl.books.writing.sheet import Sheet, Value

# Rows: those of a shorter table are written cell by cell. Where nothing will ever stand below a table, as in
# a master, it pays from a thousand on.
LONG, LONG_AT_END = 3_000, 1_000
_BLOCK_ROWS = 500
_MOST_POINTS = 409
# A text of this length is seldom said twice: it stands in its cell. Kept among the shared ones until the end,
# those of a plan of 1,000 branches are 100 MB.
_SAID_ONCE = 40
_NO_PLAIN_TEXT = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")


class LongRow(NamedTuple):
    """One row: its values, the formats of their cells, and its height in points."""

    values: "Sequence[Value]"
    formats: "Sequence[Format]"
    height: float


class _Look:
    """What the cells of rows with the same formats begin with, and the largest number of each column."""

    def __init__(self, sheet: "Sheet", formats: "Sequence[Format]") -> None:
        self.formats = formats
        self.starts = [f'<c r="{name}' for name in _column_names(len(formats))]
        self.styles = [f'" s="{sheet.raw.format_index(shape)}"' for shape in formats]
        self.most = [-1.0] * len(formats)

    def make_room(self, sheet: "Sheet") -> None:
        for column, (size, shape) in enumerate(zip(self.most, self.formats, strict=True)):
            if size >= 0:
                sheet.make_room(column, stored_number(size), shape)


class _Looks:
    """The looks of a table's rows. Most rows share a sequence of formats, told by its identity at once."""

    def __init__(self, sheet: "Sheet") -> None:
        self._sheet = sheet
        self._by_identity: dict[int, _Look] = {}  # of sequences that the looks hold: no other has their id
        self._by_formats: dict[tuple[Format, ...], _Look] = {}

    def of(self, formats: "Sequence[Format]") -> _Look:
        found = self._by_identity.get(id(formats)) or self._by_formats.get(tuple(formats))
        if found is None:
            found = self._by_identity[id(formats)] = self._by_formats[tuple(formats)] = _Look(
                self._sheet, formats
            )
        return found

    def make_room(self) -> None:
        for look in self._by_formats.values():
            look.make_room(self._sheet)


def write_long_rows(sheet: "Sheet", top: int, rows: Iterable[LongRow]) -> None:
    """Write rows, one at least, from column A on, below all others: nothing may stand beneath them."""
    raw, looks = sheet.raw, _Looks(sheet)
    block: list[str] = []
    add = block.append
    number, count, again = top, 0, 0
    shared: dict[str, str] = {}  # the rest of a cell with a text that many cells hold
    for number, (values, formats, height) in enumerate(rows, start=top + 1):
        sheet.note_height(number - 1, height)
        pixels = int(min(height, _MOST_POINTS) * 4.0 / 3.0 + 0.5)
        add(f'<row r="{number}" ht="{pixels * 0.75:.16g}" customHeight="1">')
        look = looks.of(formats)
        cells = zip(values, look.starts, look.styles, strict=True)
        for at, (value, start, style) in enumerate(cells):
            if not isinstance(value, str):
                if value is None:
                    add(f"{start}{number}{style}/>")
                elif isinstance(value, dt.date):
                    add(f"{start}{number}{style}><v>{_serial(value):.16G}</v></c>")
                else:
                    size = abs(float(value))
                    if size > look.most[at]:
                        look.most[at] = size
                    add(f"{start}{number}{style}><v>{_digits(value)}</v></c>")
            elif not value:
                add(f"{start}{number}{style}/>")
            elif len(value) >= _SAID_ONCE and _is_plain(value):
                add(f'{start}{number}{style} t="inlineStr"><is><t>{escaped(value)}</t></is></c>')
            else:
                rest = shared.get(value)
                if rest is None:
                    index = raw.text_index(limits.cut(value, limits.CELL))
                    rest = shared[value] = f' t="s"><v>{index}</v></c>'
                else:
                    again += 1
                add(f"{start}{number}{style}{rest}")
        add("</row>")
        count = max(count, len(values))
        if number % _BLOCK_ROWS == 0:
            raw.take_rows("".join(block))
            block.clear()
    raw.take_rows("".join(block))
    raw.count_texts(again)
    raw.reach(number - 1, count - 1)
    looks.make_room()


def _is_plain(text: str) -> bool:
    """True for a text that no cell needs cut, and no XML needs written in another way."""
    if len(text) > limits.CELL // 2 or "_x" in text or text[0].isspace() or text[-1].isspace():
        return False
    return text.isprintable() or _NO_PLAIN_TEXT.search(text) is None


@lru_cache
def _column_names(count: int) -> tuple[str, ...]:
    return tuple(column_name(at) for at in range(count))


@lru_cache(maxsize=16_384)
def _digits(value: object) -> str:
    """A number as xlsxwriter writes what `Sheet.number` hands it."""
    return styles.exact_number(stored_number(value)).__format__(".16G")  # type: ignore[arg-type]  # a number


def _serial(value: dt.date) -> float:
    from xlsxwriter.utility import _datetime_to_excel_datetime

    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    return _datetime_to_excel_datetime(moment.replace(tzinfo=None), False, False)  # noqa: FBT003
