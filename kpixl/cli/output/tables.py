"""Tables in the terminal."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kpixl.cli.output.console import reader_words
from kpixl.cli.output.stream import raw
from kpixl.model.printable import printable

if TYPE_CHECKING:
    from rich.table import Table

    from kpixl.model.fiscal import FiscalYear

_WIDE = 200  # columns of a table that goes into a file or a pipe


def year_text(year: "FiscalYear") -> str:
    """The fiscal year as people words it."""
    return reader_words().translate(year)


def make_table(title: str, keys: Sequence[str], *, numbers: Sequence[str], prefix: str) -> "Table":
    """An empty table; `keys` are its columns, `numbers` those that stand to the right."""
    from rich.table import Table

    table = Table(title=title or None)
    for key in keys:
        table.add_column(
            reader_words()(f"{prefix}.{key}"), justify="right" if key in numbers else "left", overflow="fold"
        )
    return table


def print_table(table: "Table") -> None:
    """Print a table; into a file or a pipe at full width."""
    from rich.console import Console

    out = raw(sys.stdout)
    console = Console(file=out)
    if not console.is_terminal:
        console = Console(file=out, width=_WIDE)
    console.print(table)


def add_row(table: "Table", cells: Iterable[str | Sequence[str]]) -> None:
    """Add a row of texts as they are: no markup, nothing that moves a cursor; several in a cell are lines."""
    from rich.text import Text

    lines = ((cell,) if isinstance(cell, str) else cell for cell in cells)
    table.add_row(*(Text("\n".join(printable(text) for text in texts)) for texts in lines))
