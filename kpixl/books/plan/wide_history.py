"""過年度 in its other form: a row for a branch and a KPI, and a column for each year.

A header names the year, and the field where it is not the actual: 令和5年度, 令和5年度 分子. The cells are
given as rows of the usual form, each with the place where it stands, so that nobody below
knows of two forms. Both may stand in one sheet; the rules name what both of them say.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from kpixl.books.reading.labels import column_keys, fold_label, word_key
from kpixl.model.fiscal import parse_fiscal_year
from kpixl.model.plan_layout import HISTORY, CellKind, RawTable
from kpixl.model.submission import RawCell, RawRow

_OF_A_YEAR = ("actual", "numerator", "denominator", "target", "judgement")
_SHARED = ("branch_code", "kpi_code", "note")
_NUMBERED = re.compile(r" \(\d+\)$")  # a header that the sheet has twice


def as_long(table: RawTable) -> RawTable:
    """The table with a row for each branch, KPI and year; as it is where no column is a year's."""
    columns = {name: found for name in table.others if (found := _year_column(_NUMBERED.sub("", name)))}
    if not columns:
        return table
    first = table.others[next(iter(columns))]
    others = {name: cell for name, cell in table.others.items() if name not in columns}
    rows = [row for row in table.rows if _says_long(row)]
    number = max((row.row for row in table.rows), default=0)
    for row in table.rows:
        for cells in _of_years(table, row, columns):
            number += 1
            rows.append(replace(row, key=str(number), row=number, cells=cells))
    return replace(
        table,
        header={"fiscal_year": first, "actual": first, **table.header},
        others=others,
        rows=tuple(replace(row, cells=_without(row, columns)) for row in rows),
        widths={name: width for name, width in table.widths.items() if name in others},
    )


@cache
def _labels() -> tuple[tuple[str, str], ...]:
    keys = column_keys(_OF_A_YEAR)
    return tuple(sorted(keys.items(), key=lambda item: -len(item[0])))


@cache
def _year_column(header: str) -> tuple[str, str] | None:
    """The year that a header names, and the field of it; None for any other header."""
    folded = fold_label(header)
    for label, key in (*_labels(), ("", "actual")):
        if folded.endswith(label):
            text = folded.removesuffix(label).rstrip(" _:・の")
            try:
                return str(parse_fiscal_year(text.upper())), key
            except ValueError:
                continue
    return None


def _says_long(row: RawRow) -> bool:
    """True for a row that says something in the columns of the usual form."""
    return any(_holds(row, name) for name in ("fiscal_year", *_OF_A_YEAR))


def _holds(row: RawRow, name: str) -> bool:
    cell = row.cells.get(name)
    return cell is not None and cell.value != ""


def _of_years(
    table: RawTable, row: RawRow, columns: dict[str, tuple[str, str]]
) -> Iterator[dict[str, RawCell]]:
    """The cells of a row, a year at a time. A year's figure that is left blank says that there is none."""
    shared = {name: _cell(row, table.header[name], name) for name in _SHARED if name in table.header}
    further = {
        name: cell for name, cell in row.cells.items() if name not in columns and name not in _all_fields()
    }
    taken: list[dict[str, RawCell]] = []
    for name, (year, key) in columns.items():
        if not _holds(row, name):
            continue
        cell = row.cells[name]
        if HISTORY.field(key).kind is CellKind.WORD and isinstance(cell.value, str):
            cell = cell._replace(value=word_key(HISTORY.field(key).words, cell.value) or cell.value.strip())
        of_year = next(
            (found for found in taken if found["fiscal_year"].value == year and key not in found), None
        )
        if of_year is None:
            head = RawCell(year, row.sheet, table.others[name])
            of_year = {"fiscal_year": head, **shared, **further}
            taken.append(of_year)
        of_year[key] = cell
    for found in taken:
        if "actual" not in found:
            said = found["fiscal_year"].value
            named = {key: name for name, (year, key) in columns.items() if year == said}
            at = named.get("actual") or next(name for key, name in named.items() if key in found)
            found["actual"] = RawCell("", row.sheet, _cell(row, table.others[at], at).cell)
        yield found


@cache
def _all_fields() -> frozenset[str]:
    return frozenset(field.key for field in HISTORY.fields)


def _cell(row: RawRow, header: str, name: str) -> RawCell:
    """A cell of a row; a blank one at its place where nothing stands."""
    return row.cells.get(name) or RawCell("", row.sheet, f"{header.rstrip('0123456789')}{row.row}")


def _without(row: RawRow, columns: dict[str, tuple[str, str]]) -> dict[str, RawCell]:
    return {name: cell for name, cell in row.cells.items() if name not in columns}
