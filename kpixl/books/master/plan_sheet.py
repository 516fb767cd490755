"""The master's 計画 sheet: the plan as it was read, a row of it a row here, and its way back into a RawPlan.

It lets later jobs work from the master alone, through the same rules that read a plan workbook. People read
a row's content in words; a program reads its cells as JSON, in a hidden column.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kpixl.books.master.records import PlanPart
from kpixl.books.writing import limits
from kpixl.locale import Catalogue
from kpixl.locale.amounts import format_date
from kpixl.model.cell_address import column_letters, column_order, row_number
from kpixl.model.figure import decimal_of
from kpixl.model.plan_layout import PLAN_SHEETS, SETTINGS, CellKind, PlanSheet, RawPlan, RawTable
from kpixl.model.submission import CellValue, RawCell, RawRow

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PART = limits.CELL // 2  # characters of JSON in a cell: each has two UTF-16 units at most
_TIMES: dict[str, Callable[[Any], CellValue]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "timedelta": lambda seconds: dt.timedelta(seconds=seconds),
}


def plan_values(plan: RawPlan, words: Catalogue) -> Iterator[dict[str, object]]:
    """What the fields of the sheet say: of each table its header, then its rows."""
    for layout in PLAN_SHEETS:
        table = plan.tables.get(layout.key)
        if table is None:
            continue
        sentence, columns = _Sentence(layout, words), _columns(table)
        about = {"sheet": table.sheet, "header": table.header, "others": table.others, "columns": columns}
        if table.widths:
            about["widths"] = dict(table.widths)
        yield from _parts(layout.key, _header_row(table), sentence.header(columns), about)
        for row in table.rows:
            if layout is SETTINGS:
                value = row.cells["value"].value
                yield from _parts(
                    layout.key, row.row, sentence.row([(row.key, value)]), [row.key, _plain(value)]
                )
                continue
            cells = [row.cells.get(name) for name in columns]
            kept = [None if cell is None else _plain(cell.value) for cell in cells]
            filled = [
                (name, cell.value)
                for name, cell in zip(columns, cells, strict=True)
                if cell is not None and cell.value != ""
            ]
            yield from _parts(layout.key, row.row, sentence.row(filled), kept)


def _parts(table: str, row: int, content: str, kept: object) -> Iterator[dict[str, object]]:
    """The rows that a row of the plan takes: more than one where its JSON is longer than a cell holds."""
    text = _JSON.encode(kept)
    for start in range(0, len(text), _PART):
        part = text[start : start + _PART]
        yield {"table": table, "row": row, "content": content if start == 0 else "", "cells": part}


class _Sentence:
    """A row of a plan's sheet as people read it: 年度：2024　支部コード：01."""

    def __init__(self, layout: PlanSheet, words: Catalogue) -> None:
        self.pair, self.apart = words("text.plan_pair"), words("text.plan_separator")
        keys = ["setting", "value", *(field.key for field in layout.fields)]
        self.labels = {key: words(f"column.{key}") for key in keys}
        self.around = {key: self._around(label) for key, label in self.labels.items()}
        self.words = {
            field.key: words.group(f"word.{field.words}")
            for field in layout.fields
            if field.kind is CellKind.WORD
        }

    def header(self, columns: Iterable[str]) -> str:
        return self.apart.join(self.labels.get(name, name) for name in columns)

    def row(self, cells: Iterable[tuple[str, CellValue]]) -> str:
        pairs = []
        for name, value in cells:
            before, after = self.around.get(name) or self._around(name)
            pairs.append(f"{before}{self._shown(name, value)}{after}")
        return self.apart.join(pairs)

    def _around(self, label: str) -> tuple[str, str]:
        """What stands before and behind the value of a column."""
        before, _, after = self.pair.partition("{value}")
        return before.format(label=label), after.format(label=label)

    def _shown(self, name: str, value: CellValue) -> str:
        if isinstance(value, str):
            return self.words[name].get(value, value) if name in self.words else value
        if isinstance(value, float):
            return f"{decimal_of(value):f}"
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return format_date(value)
        return str(value).upper() if isinstance(value, bool) else str(value)


def _plain(value: CellValue) -> object:
    """A cell's value as JSON can hold it: {"date": "2025-06-30"}."""
    if isinstance(value, dt.timedelta):
        return {"timedelta": value.total_seconds()}
    if isinstance(value, dt.date | dt.time):
        return {type(value).__name__: value.isoformat()}
    return value


def _value(plain: Any) -> CellValue:
    if isinstance(plain, dict):
        ((kind, text),) = plain.items()
        return _TIMES[kind](text)
    value: CellValue = plain
    return value


def parse_plan_parts(file: str, parts: Iterable[PlanPart]) -> RawPlan:
    """The plan that the rows of the sheet hold.

    Raises:
        KeyError, ValueError: they are not what kpixl wrote.
    """
    texts: dict[str, dict[int, str]] = defaultdict(lambda: defaultdict(str))
    for part in parts:
        texts[part.table][part.row] += part.cells
    return RawPlan(file, {key: _table(key, rows) for key, rows in texts.items()})


def _table(key: str, texts: dict[int, str]) -> RawTable:
    read = {number: json.loads(texts[number]) for number in sorted(texts)}
    about = next(found for found in read.values() if isinstance(found, dict))
    sheet, columns = about["sheet"], about["columns"]
    header, others = about["header"], about["others"]
    letters = [column_letters((header | others).get(name, "")) for name in columns]
    rows = []
    for number, found in read.items():
        if found is about:
            continue
        if key == SETTINGS.key:
            name, value = found
            rows.append(
                RawRow(
                    key=name,
                    cells={"value": RawCell(_value(value), sheet, header[name])},
                    sheet=sheet,
                    row=number,
                )
            )
            continue
        cells = {
            name: RawCell(_value(value), sheet, f"{letter}{number}")
            for name, letter, value in zip(columns, letters, found, strict=True)
            if value is not None
        }
        rows.append(RawRow(key=str(number), cells=cells, sheet=sheet, row=number))
    widths = about.get("widths", {})
    return RawTable(key=key, sheet=sheet, header=header, others=others, rows=tuple(rows), widths=widths)


def _columns(table: RawTable) -> list[str]:
    """The names of a table's columns as they stand in it; of 設定, whose rows name themselves, its two."""
    if table.key == SETTINGS.key:
        return ["setting", "value"]
    cells = table.header | table.others
    return sorted(cells, key=lambda name: column_order(cells[name]))


def _header_row(table: RawTable) -> int:
    """The row of a table's labels: of 設定, the one above its settings."""
    if table.key == SETTINGS.key:
        return min((row.row for row in table.rows), default=1) - 1
    return min(map(row_number, (*table.header.values(), *table.others.values())), default=0)
