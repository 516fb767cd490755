"""What a sheet of the master is made of: its fields, declared once for writer, reader and docs.

On every sheet row 1 holds the fields' keys and is hidden, row 2 is blank and hidden, row 3 has the labels.
The blank row is there for Excel, which takes rows that touch a table for a part of it when somebody makes a
pivot table. A word that people read stands a second time as its key, in a hidden column at the end.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar

from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet, Value
from kpixl.books.writing.tables import Column
from kpixl.locale import Catalogue
from kpixl.locale.amounts import format_unit
from kpixl.model.figure import Figure, FigureState, decimal_of
from kpixl.model.finding import Finding, RenderedFinding
from kpixl.model.plan import Plan
from kpixl.model.submission import CellValue

R = TypeVar("R")
T = TypeVar("T")
KEY_ROW, LABEL_ROW = 0, 2  # 0-based
HIDDEN_WIDTH = 12.0
SCHEMA = "kpixl-master/2"
FACTS_SHEET = "_kpixl"  # very hidden: the schema, the version of kpixl, the checksums
SCHEMA_KEY, VERSION_KEY, CHECKSUM_KEY, NAME_KEY = "schema", "version", "checksum.", "sheet."
ORDER = "order"  # the last column of every sheet: the rows as they were written, however people sort them


class Kind(StrEnum):
    """What the cells of a field hold, and so how they are written and read."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"  # or blank
    MOMENT = "date and time"  # or blank
    DATE = "date"  # or blank
    WORD = "word"  # one of a closed list: its word, and its key in a hidden column
    FIGURE = "figure"  # a number or the word of its state, whose key stands in a hidden column
    JSON = "JSON"
    VALUE = "value"  # a text or a number


@dataclass(frozen=True)
class About:
    """What the writer of a master knows beside the record: the plan's names, and the language."""

    plan: Plan
    words: Catalogue

    def branch(self, code: str) -> str:
        """A branch's name, '' for one that the plan does not have."""
        found = self.plan.branch(code)
        return found.name if found else ""

    def indicator(self, code: str) -> str:
        """A KPI's name, '' for one that the plan does not have."""
        found = self.plan.kpi(code)
        return found.indicator if found else ""

    def measure(self, code: str, attribute: str = "name") -> str:
        """A measure's name, pillar or group, '' for one that the plan does not have."""
        found = self._measures.get(code)
        return str(getattr(found, attribute)) if found else ""

    def unit(self, kpi_code: str) -> str:
        """A KPI's unit in the workbook's language."""
        kpi = self.plan.kpi(kpi_code)
        if kpi is None:
            return ""
        return format_unit(kpi.unit, self.words.language)

    def rendered(self, item: Finding) -> RenderedFinding:
        """A finding's sentences."""
        return self.words.render(item)

    @cached_property
    def _measures(self) -> dict[str, object]:
        return {measure.code: measure for measure in self.plan.measures}


@dataclass(frozen=True, kw_only=True)
class MasterField:
    """One field of a sheet.

    `write` gives its value from the record, by default the record's attribute of that name. A field that
    is `shown` is for people alone: the reader leaves it. `words` is the catalogue's group of a WORD's
    words, `enum` what its key becomes; `label` the key of the header's text. `number` names the number
    format of a figure on データ.
    """

    key: str
    kind: Kind = Kind.TEXT
    width: float = 12
    wraps: bool = False
    centred: bool = False
    filled: bool = False
    hidden: bool = False
    shown: bool = False
    words: str = ""
    enum: Callable[[str], object] = str
    label: str = ""
    number: str = ""
    write: Callable[[Any, About], object] | None = None

    @cached_property
    def has_key(self) -> bool:
        """True where a hidden column at the end holds the key of what people read."""
        return self.kind in (Kind.WORD, Kind.FIGURE)

    @property
    def is_converted(self) -> bool:
        """True where a cell holds something else than the field's value."""
        return self.has_key or self.kind is Kind.JSON

    @property
    def style(self) -> styles.Style:
        """How its cells look; figures of a KPI get their own number format beside it."""
        if self.kind is Kind.MOMENT:
            return styles.DATE_TIME
        if self.kind is Kind.DATE:
            return styles.DATE
        if self.kind is Kind.INTEGER:
            return styles.CENTRE | {"num_format": "0"}
        if self.kind in (Kind.NUMBER, Kind.FIGURE):
            return styles.NUMBER
        if self.kind is Kind.VALUE:
            return styles.TEXT | {"num_format": "General"}
        if self.centred:
            return styles.CENTRE | {"text_wrap": self.wraps}
        look = styles.WRAP if self.wraps else styles.TEXT
        return look | {"bg_color": styles.HEADER_FILL} if self.filled else look

    def value_of(self, record: object, about: About) -> object:
        """What the field says of a record."""
        return self.write(record, about) if self.write else getattr(record, self.key)

    def cell(self, value: object, words: Catalogue) -> Value:
        """The cell that people see."""
        match self.kind:
            case Kind.WORD:
                return words(f"{self.words or f'word.{self.key}'}.{value}") if value else ""
            case Kind.FIGURE if isinstance(value, Figure):
                return words(f"word.state.{value.state}") if value.value is None else value.value
            case Kind.JSON:
                return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""
        return value  # type: ignore[return-value]  # of the field's kind

    def read(self, cells: Mapping[str, CellValue]) -> object:
        """The value again, from the cells of a row by column key.

        Raises:
            KeyError: the column is gone.
            ValueError: the cell holds nothing of the field's kind.
        """
        value = cells[f"{self.key}_key" if self.has_key else self.key]
        match self.kind:
            case Kind.WORD:
                return self.enum(cell_text(value))
            case Kind.FIGURE:
                state = FigureState(cell_text(value))
                return Figure(state, _number(cells[self.key]) if state is FigureState.NUMBER else None)
            case Kind.INTEGER:
                return int(cell_text(value))
            case Kind.NUMBER:
                return _number(value)
            case Kind.MOMENT:
                return _moment(value)
            case Kind.DATE:
                found = _moment(value)
                return found.date() if found else None
            case Kind.JSON:
                return json.loads(cell_text(value)) if value != "" else None
            case Kind.VALUE:
                return value
        return cell_text(value)


@dataclass(frozen=True, kw_only=True)
class MasterSheet(Generic[R]):
    """One sheet of the master, and the record that each of its rows is.

    `record` makes the record from the fields that are read back, given by their keys; `freeze` counts the
    columns that stay in sight. An `optional` sheet is not there where it would be empty; a
    `hidden_sheet` is for programs alone.
    """

    key: str
    fields: tuple[MasterField, ...]
    record: Callable[..., R]
    freeze: int = 1
    optional: bool = False
    hidden_sheet: bool = False
    filtered: bool = True

    @cached_property
    def visible(self) -> tuple[MasterField, ...]:
        """The fields that people see, in order from the left."""
        return tuple(field for field in self.fields if not field.hidden)

    @cached_property
    def hidden(self) -> tuple[MasterField, ...]:
        """The fields with a hidden column: at the end, keys of words first."""
        with_key = [field for field in self.fields if field.has_key]
        return (*with_key, *(field for field in self.fields if field.hidden))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The keys of all columns from the left."""
        keys = [f"{field.key}_key" if field.has_key else field.key for field in self.hidden]
        return (*(field.key for field in self.visible), *keys, ORDER)

    def at(self, name: str) -> int:
        """The 0-based column of a key."""
        return self.names.index(name)

    def columns(self, words: Catalogue) -> list[Column]:
        """The columns of its table; a hidden one has its key for a label."""
        seen = [
            Column(
                label=words(field.label or f"column.{field.key}"),
                width=field.width,
                style=field.style,
                wraps=field.wraps,
            )
            for field in self.visible
        ]
        names = self.names[len(seen) :]
        return seen + [Column(label=name, width=HIDDEN_WIDTH, style=styles.TEXT) for name in names]

    def cells(self, values: Mapping[str, object], words: Catalogue, order: int) -> list[Value]:
        """A row's cells, from the fields' values by key."""
        cells: list[Any] = [
            values[key] if write is None else write(values[key], words) for key, write in self._cell_writers
        ]
        return [*cells, order]

    @cached_property
    def _cell_writers(self) -> list[tuple[str, Callable[[Any, Catalogue], Value] | None]]:
        """What makes a cell of a field's value, column by column; None where the value itself is the cell."""
        seen = [(field.key, field.cell if field.is_converted else None) for field in self.visible]
        return seen + [
            (field.key, _key_cell if field.has_key else field.cell if field.is_converted else None)
            for field in self.hidden
        ]

    @cached_property
    def read_names(self) -> frozenset[str]:
        """The keys of the columns that `read` needs."""
        fields = [field for field in self.fields if not field.shown]
        keys = {f"{field.key}_key" for field in fields if field.has_key}
        return frozenset(keys | {field.key for field in fields if field.kind is not Kind.WORD})

    def read(self, cells: Mapping[str, CellValue]) -> R:
        """The record of a row, from its cells by column key.

        Raises:
            KeyError: a column is gone.
            ValueError: a cell holds nothing of its field's kind.
        """
        return self.record(**{field.key: field.read(cells) for field in self.fields if not field.shown})


def _key_cell(value: object, _words: Catalogue) -> str:
    """The hidden cell that holds the key of what people read."""
    return str(value.state) if isinstance(value, Figure) else str(value or "")


def parts_of(rows: Sequence[T], most: int) -> Iterator[tuple[int, int, Sequence[T]]]:
    """The rows by sheet: its number, how many rows stand before it, and its own; one sheet at least."""
    for number, first in enumerate(range(0, max(len(rows), 1), most), 1):
        yield number, first, rows[first : first + most]


def part_name(name: str, number: int) -> str:
    """The name of a sheet's part: what does not fit on データ goes on on データ (2)."""
    return name if number == 1 else f"{name} ({number})"


def part_key(key: str, number: int) -> str:
    """The key of a sheet's part: of data, what does not fit on it goes on as data(2)."""
    return key if number == 1 else f"{key}({number})"


def write_keys(sheet: Sheet, layout: MasterSheet[Any], number: int = 1) -> None:
    """Write the keys above a table, and hide them and the columns that people do not read.

    `number` is that of the sheet where the table takes several.
    """
    for column, name in enumerate(layout.names):
        sheet.text(KEY_ROW, column, f"{part_key(layout.key, number)}.{name}")
    sheet.hide_rows(KEY_ROW, LABEL_ROW - 1)
    sheet.hide_columns(len(layout.visible), len(layout.names) - 1)


def cell_text(value: CellValue) -> str:
    """A cell as text: a code that a client turned into a number keeps its digits."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _number(value: CellValue) -> Decimal | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return decimal_of(value)
    return None


def _moment(value: CellValue) -> dt.datetime | None:
    """A date-time; calamine gives midnight as a date alone."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    return value if isinstance(value, dt.datetime) else None
