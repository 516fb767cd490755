"""The details of cells and sheets as every format's reader gives them, and what those readers share."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kpixl.model.annotation import Annotation, Area, Mark, TextRun

CellAt = tuple[int, int]

# A text in quotes; a sign that needs no backslash; signs behind backslashes, except those of numbers.
_LITERAL = re.compile(r'"[^"]*"|\\[-+() ]|(?:\\[^\s\-+().,:/"_*;])+')
_SAYS_NOTHING = frozenset({"", "general", "@", "standard"})


LEAST_POINTS = 3  # smaller characters look like a speck; the smallest print of a form has 6


class CellStyle(NamedTuple):
    """How a cell looks, as far as that decides what a person reads in it.

    `number_format` is as Excel writes it, but a text in it stands in quotes, never behind backslashes;
    '' for General and @. `is_unseen` is True where the characters have the colour of their ground, or are
    too small to be seen, `is_ruled` where a conditional format hides or strikes them out, or may do so.
    """

    number_format: str = ""
    is_struck: bool = False
    is_unseen: bool = False
    is_ruled: bool = False


PLAIN = CellStyle()


class CellDetail(NamedTuple):
    """All that is known of one cell beside calamine's value; '' where there is nothing to say.

    `raw` is the value as the file stores it, a shared text looked up. `formula` begins with =; the
    followers of a shared or an array formula may say no more than that. `error` is the error value's
    text: #N/A, or LibreOffice's own Err:502. `runs` are the parts of a text that look different.
    """

    raw: str = ""
    formula: str = ""
    error: str = ""
    style: CellStyle = PLAIN
    runs: tuple[TextRun, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SheetDetail:
    """One sheet's cells, areas and state.

    Every mapping holds only the places that say something. `texts` are texts of cells where calamine
    takes more for a cell's text than the cell says (.ods). `validated` is None where the format does
    not tell; `doubled` are places that the file gives twice, so that readers may disagree about them.
    `hides_zeros` is True where the sheet's view shows nothing for a zero, `is_1904` where the workbook counts
    its days from 1904, `stores_texts` where `raw` has every cell that holds something. `widths` are
    those of columns that have their own (.xlsx).
    """

    raw: Mapping[CellAt, str] = field(default_factory=dict)
    texts: Mapping[CellAt, str] = field(default_factory=dict)
    formulas: Mapping[CellAt, str] = field(default_factory=dict)
    errors: Mapping[CellAt, str] = field(default_factory=dict)
    styles: Mapping[CellAt, CellStyle] = field(default_factory=dict)
    runs: Mapping[CellAt, tuple[TextRun, ...]] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    validated: tuple[Area, ...] | None = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    doubled: frozenset[CellAt] = frozenset()
    hides_zeros: bool = False
    is_1904: bool = False
    stores_texts: bool = False
    widths: tuple[tuple[range, float], ...] = ()

    def width(self, column: int) -> float | None:
        """The width of a 0-based column in characters, None where it has the sheet's own."""
        return next((width for columns, width in self.widths if column in columns), None)

    def cell(self, at: CellAt) -> CellDetail:
        """What is known of the cell at a 0-based row and column."""
        return CellDetail(
            self.raw.get(at, ""),
            self.formulas.get(at, ""),
            self.errors.get(at, ""),
            self.styles.get(at, PLAIN),
            self.runs.get(at, ()),
        )


@dataclass(frozen=True, kw_only=True)
class WorkbookDetail:
    """The details of the sheets that were asked for, and what lies beside the cells on every sheet.

    `is_manual` is True where the program computed only when told to, so that stored results may be old.
    """

    sheets: Mapping[str, SheetDetail]
    annotations: tuple[Annotation, ...] = ()
    is_manual: bool = False


def marked_runs(parts: Iterable[TextRun]) -> tuple[tuple[TextRun, ...], Mark]:
    """The runs of a text that has several looks; without any, the one look that all of it has.

    Blanks have no look of their own: a struck-out space at the end of a figure says nothing.
    """
    runs: list[TextRun] = []
    for part in parts:
        if runs and (not part.text.strip() or part.mark is runs[-1].mark):
            runs[-1] = TextRun(runs[-1].text + part.text, runs[-1].mark)
        elif part.text:
            runs.append(part if part.text.strip() else TextRun(part.text))
    if len(runs) > 1 and not runs[0].text.strip():
        runs[:2] = [TextRun(runs[0].text + runs[1].text, runs[1].mark)]
    if len(runs) > 1:
        return tuple(runs), Mark.NONE
    return (), runs[0].mark if runs else Mark.NONE


def shown_format(code: str) -> str:
    r"""A format code with its texts in quotes (0.0\円 becomes 0.0"円"); '' where it says nothing.

    Excel and LibreOffice write the same format in either way.
    """
    return "" if code.casefold() in _SAYS_NOTHING else _LITERAL.sub(_without_backslash, code)


def _without_backslash(found: re.Match[str]) -> str:
    text = found[0]
    if text.startswith('"'):
        return text
    bare = text.replace("\\", "")
    return bare if bare in "-+() " else f'"{bare}"'


def covers(area: Area, at: CellAt) -> bool:
    """True where the place lies in the area."""
    return area[0] <= at[0] <= area[2] and area[1] <= at[1] <= area[3]
