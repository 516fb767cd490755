"""The master's 計画 sheet: the plan as it was read, one value a row, and its way back into a RawPlan.

It lets later jobs work from the master alone, through the same rules that read a plan workbook.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import cast

from kpixl.books.addresses import column_name
from kpixl.books.writing.sheets import Value
from kpixl.locale import Catalogue
from kpixl.model.plan_layout import PLAN_SHEETS, SETTINGS, CellKind, PlanSheet, RawPlan, table_of
from kpixl.model.submission import CellValue, RawCell

PLAN_KEYS = ("table", "row", "field", "value")


def plan_copy_rows(plan: RawPlan, words: Catalogue) -> list[list[Value]]:
    """The rows of the sheet: table, row number in the plan workbook, field, value as it was read."""
    rows: list[list[Value]] = []
    for layout in PLAN_SHEETS:
        table = plan.tables.get(layout.key)
        if table is None:
            continue
        # A branch's column counts even where it is blank throughout.
        columns = set(table.others) if layout.by_branch else set()
        for row in table.rows:
            for key, cell in row.cells.items():
                if cell.value != "" or key in columns:
                    field, value = _labelled(
                        layout, row.key if layout is SETTINGS else key, cell.value, words
                    )
                    rows.append([words(f"sheet.{layout.key}"), row.row, field, value])
    return rows


def parse_plan_copy(file: str, rows: Iterable[Mapping[str, CellValue]], words: Catalogue) -> RawPlan:
    """The plan that the rows of the sheet hold.

    Raises:
        KeyError: a row names a table that no plan has.
    """
    names = {words(f"sheet.{layout.key}"): layout for layout in PLAN_SHEETS}
    fields = {
        layout.key: {words(f"column.{field.key}"): field for field in layout.fields} for layout in PLAN_SHEETS
    }
    cells: dict[str, list[tuple[int, str, RawCell]]] = {layout.key: [] for layout in PLAN_SHEETS}
    sheet, column = words("sheet.plan_copy"), column_name(PLAN_KEYS.index("value"))
    for at, row in enumerate(rows, start=2):
        layout = names[str(row["table"])]
        label, value = str(row["field"]), row["value"]
        field = fields[layout.key].get(label)
        if field and field.kind is CellKind.WORD and isinstance(value, str):
            value = words.key_of(f"word.{field.words}", value) or value
        number = int(cast("float", row["row"]))
        cells[layout.key].append(
            (number, field.key if field else label, RawCell(value, sheet, f"{column}{at}"))
        )
    return RawPlan(file, {layout.key: table_of(layout, sheet, cells[layout.key]) for layout in PLAN_SHEETS})


def _labelled(layout: PlanSheet, key: str, value: CellValue, words: Catalogue) -> tuple[str, Value]:
    """A field's label and its value, words as people read them; branch columns keep their header."""
    shown = _shown(value)
    field = next((field for field in layout.fields if field.key == key), None)
    if field is None:
        return key, shown
    if field.kind is CellKind.WORD and isinstance(value, str):
        shown = words.group(f"word.{field.words}").get(value, value)
    return words(f"column.{key}"), shown


def _shown(value: CellValue) -> Value:
    """A cell's value as a cell can hold it again: truth values and times of day as their text."""
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str | int | float | dt.date) else str(value)
