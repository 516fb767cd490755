"""A table's columns as wide as its texts take, and its rows as high."""

from collections.abc import Collection, Mapping, Sequence

from kpixl.books.writing import styles
from kpixl.books.writing.column_widths import TextColumn, text_widths
from kpixl.books.writing.sheet import Sheet, Value

_LOOKED_AT = 500  # rows of a long table: the others are like them


def empty_columns(rows: Sequence[Sequence[Value]]) -> list[int]:
    """The columns in which no row holds anything; none where there are no rows."""
    columns = zip(*rows, strict=True)
    return [at for at, values in enumerate(columns) if all(value in ("", None) for value in values)]


def fitted_widths(
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    least: Mapping[int, float],
    indented: Collection[int] = (),
) -> list[float]:
    """The widths of a table's columns, in half-width letters.

    `rows` are what the cells have to show in full, '' for numbers. The columns of `least` may be broken down
    to that width; the others are no narrower than their `widths`.
    """
    wrapped = {
        at: TextColumn(texts=texts, least=least.get(at, widths[at]), indent=_indent(at, indented))
        for at, texts in enumerate(zip(*rows, strict=True))
        if any(texts)
    }
    others = [width for at, width in enumerate(widths) if at not in wrapped]
    found = dict(zip(wrapped, text_widths(tuple(wrapped.values()), others), strict=True))
    return [found.get(at, width) for at, width in enumerate(widths)]


def fit_rows(
    sheet: Sheet,
    first: int,
    rows: Sequence[Sequence[str]],
    least: Mapping[int, float],
    *,
    indented: Collection[int] = (),
) -> None:
    """Set the widths of the columns and the heights of the rows from `first` on, which are written already.

    Only then is known how much room numbers take. For the parameters see `fitted_widths`.
    """
    looked_at = rows[:: -(-len(rows) // _LOOKED_AT)] if rows else ()
    widths = fitted_widths(looked_at, sheet.columns(len(rows[0])) if rows else (), least, indented)
    sheet.widths(widths)
    for row, texts in enumerate(rows, start=first):
        told = [(text, widths[at] - _indent(at, indented)) for at, text in enumerate(texts) if text]
        sheet.height(row, styles.row_height(told))


def _indent(at: int, indented: Collection[int]) -> float:
    return styles.INDENT if at in indented else 0.0
