"""The details of cells and sheets as every format's reader gives them, and what those readers share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

CellAt = tuple[int, int]
Area = tuple[int, int, int, int]

# A text in quotes; a sign that needs no backslash; signs behind backslashes, except those of numbers.
_LITERAL = re.compile(r'"[^"]*"|\\[-+() ]|(?:\\[^\s\-+().,:/"_*;])+')
_SAYS_NOTHING = frozenset({"", "general", "@", "standard"})


@dataclass(frozen=True)
class CellDetail:
    """What is known of one cell beside its value; '' where there is nothing to say.

    `number_format` is as Excel writes it, but a text in it stands in quotes, never behind backslashes;
    '' for General and @. `formula` begins with =; the followers of a shared or an array formula may say
    no more than that. `error` is the error value's text: #N/A, or LibreOffice's own Err:502.
    """

    number_format: str = ""
    formula: str = ""
    error: str = ""


@dataclass(frozen=True)
class SheetDetail:
    """One sheet: cells by 0-based (row, column), only those that say something.

    Areas are 0-based (first row, first column, last row, last column). `validated` is None where the
    format does not tell.
    """

    cells: Mapping[CellAt, CellDetail]
    merged: tuple[Area, ...]
    validated: tuple[Area, ...] | None
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


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
