"""The master's long sheets as tables for other programs: the same fields, words as keys, typed values."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kpixl.books.master import layout
from kpixl.books.master.data_sheet import data_values
from kpixl.books.master.fields import About, Kind, MasterField, MasterSheet
from kpixl.locale import catalogue
from kpixl.model.figure import as_shown
from kpixl.model.master import Master


class ColumnType(StrEnum):
    """What a column holds, in the words of a table schema."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"  # a decimal, never a float
    DATE = "date"
    MOMENT = "datetime"


_TYPES = {
    Kind.NUMBER: ColumnType.NUMBER,
    Kind.INTEGER: ColumnType.INTEGER,
    Kind.DATE: ColumnType.DATE,
    Kind.MOMENT: ColumnType.MOMENT,
}
_WHOLE = frozenset({"fiscal_year", "rank", "rank_of"})  # numbers that are counts and years


@dataclass(frozen=True)
class TableColumn:
    """A column: its key, what it holds, and what the sheet calls it."""

    key: str
    type: ColumnType
    title: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table; its rows can be gone through again and again."""

    name: str
    title: str
    columns: tuple[TableColumn, ...]
    rows: Callable[[], Iterator[list[object]]]


def master_tables(master: Master) -> list[Table]:
    """データ, 指摘 and 出典."""
    words = catalogue(master.plan.settings.language)
    about = About(master.plan, words)

    def of_records(sheet: MasterSheet[Any], records: Sequence[object]) -> Iterator[Mapping[str, object]]:
        return ({field.key: field.value_of(item, about) for field in sheet.fields} for item in records)

    sources: list[tuple[MasterSheet[Any], Callable[[], Iterator[Mapping[str, object]]]]] = [
        (layout.DATA, lambda: data_values(master.plan, master.assessments, words)),
        (layout.FINDINGS, lambda: of_records(layout.FINDINGS, master.findings)),
        (layout.SOURCES, lambda: of_records(layout.SOURCES, master.sources)),
    ]
    return [
        Table(
            name=sheet.key,
            title=words(f"sheet.{sheet.key}"),
            columns=tuple(
                _column(field, field.key if field.hidden else words(field.label or f"column.{field.key}"))
                for field in sheet.fields
            ),
            rows=lambda sheet=sheet, values=values: (_row(sheet, row) for row in values()),  # type: ignore[misc]
        )
        for sheet, values in sources
    ]


def _column(field: MasterField, title: str) -> TableColumn:
    kind = ColumnType.INTEGER if field.key in _WHOLE else _TYPES.get(field.kind, ColumnType.STRING)
    return TableColumn(field.key, kind, title)


def _row(sheet: MasterSheet[Any], values: Mapping[str, object]) -> list[object]:
    return [_plain(field, values[field.key]) for field in sheet.fields]


def _plain(field: MasterField, value: object) -> object:
    if value is None or value == "":
        return None
    if field.kind is Kind.WORD:
        return str(value)
    if field.kind is Kind.JSON:
        return field.cell(value, catalogue("en")) or None
    if field.key in _WHOLE or field.kind is Kind.INTEGER:
        return int(str(value))
    if isinstance(value, Decimal):
        return as_shown(value)
    return value
