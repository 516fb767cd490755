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
from kpixl.model.figure import stored_number

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from kpixl.books.writing.sheet import Sheet, Value

LONG = 3_000  # rows: those of a shorter table are written cell by cell
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


def write_long_rows(sheet: "Sheet", top: int, rows: Iterable[LongRow]) -> None:
    """Write rows from column A on, below all others of the sheet: nothing may stand beneath them."""
    raw, widest = sheet.raw, _Widest(sheet)
    block: list[str] = []
    number, count = top, 0
    styled: dict[Format, str] = {}  # what the tag of a cell says of its format
    shared: dict[str, str] = {}  # the rest of a cell with a text that many cells hold
    for number, row in enumerate(rows, start=top + 1):
        sheet.note_height(number - 1, row.height)
        pixels = int(min(row.height, _MOST_POINTS) * 4.0 / 3.0 + 0.5)
        block.append(f'<row r="{number}" ht="{pixels * 0.75:.16g}" customHeight="1">')
        names = _column_names(len(row.values))
        for at, (value, shape) in enumerate(zip(row.values, row.formats, strict=True)):
            style = styled.get(shape)
            if style is None:
                style = styled[shape] = f's="{raw.format_index(shape)}"'
            start = f'<c r="{names[at]}{number}" {style}'
            if value is None or value == "":
                block.append(f"{start}/>")
            elif isinstance(value, str):
                if len(value) >= _SAID_ONCE and _is_plain(value):
                    block.append(f'{start} t="inlineStr"><is><t>{_escaped(value)}</t></is></c>')
                    continue
                rest = shared.get(value)
                if rest is None:
                    index = raw.text_index(limits.cut(value, limits.CELL))
                    rest = shared[value] = f' t="s"><v>{index}</v></c>'
                else:
                    raw.count_text()
                block.append(start + rest)
            elif isinstance(value, dt.date):
                block.append(f"{start}><v>{_serial(value):.16G}</v></c>")
            else:
                widest.note(at, shape, value)
                block.append(f"{start}><v>{_digits(value)}</v></c>")
        block.append("</row>")
        count = max(count, len(row.values))
        if number % _BLOCK_ROWS == 0:
            raw.take_rows("".join(block))
            block = []
    raw.take_rows("".join(block))
    if number > top:
        raw.reach(number - 1, count - 1)
    widest.make_room()


def _is_plain(text: str) -> bool:
    """True for a text that no cell needs cut, and no XML needs written in another way."""
    if len(text) > limits.CELL // 2 or "_x" in text or text[0].isspace() or text[-1].isspace():
        return False
    return text.isprintable() or _NO_PLAIN_TEXT.search(text) is None


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class _Widest:
    """The largest number of every column and format: the one that needs the most room."""

    def __init__(self, sheet: "Sheet") -> None:
        self._sheet = sheet
        self._most: dict[tuple[int, Format], float] = {}

    def note(self, column: int, shape: "Format", value: object) -> None:
        size = abs(float(value))  # type: ignore[arg-type]  # a number
        key = column, shape
        if size > self._most.get(key, -1.0):
            self._most[key] = size

    def make_room(self) -> None:
        for (column, shape), size in self._most.items():
            self._sheet.make_room(column, stored_number(size), shape)


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
