"""A plan's cells as people see them: 67.5% for 0.675, 令和7年 for a day in 2025, 15未満 for 15 in 0"未満".

The copies of a plan, in a master and in the entry workbooks, hold what is seen and have no formats.
"""

import datetime as dt
import math
from dataclasses import replace
from functools import lru_cache

from kpixl.model.figure import decimal_of
from kpixl.model.lexicon.figures import MINUS_SIGNS
from kpixl.model.plan_layout import PLAN_SHEETS, CellKind, PlanSheet, RawPlan, RawTable
from kpixl.model.submission import CellValue, RawCell, RawRow
from kpixl.rules.figures.cells import shown_cell
from kpixl.rules.figures.number_format import Section, parse_format

_SIGNS = f"¥￥\\+() {MINUS_SIGNS}"
_TAKEN_AS_DATES = frozenset({CellKind.DATE, CellKind.YEAR})


def plan_as_shown(raw: RawPlan) -> RawPlan:
    """The plan with what its cells show in place of what they hold."""
    layouts = {layout.key: layout for layout in PLAN_SHEETS}
    tables = {key: _table(table, layouts[key]) for key, table in raw.tables.items()}
    return replace(raw, tables=tables)


def _table(table: RawTable, layout: PlanSheet) -> RawTable:
    kinds = {field.key: field.kind for field in layout.fields}
    rows = []
    for row in table.rows:
        if not any(cell.number_format for cell in row.cells.values()):
            rows.append(row)
            continue
        cells = {
            # A row of 設定 is one setting: the row's key is the field's.
            name: _cell(cell, kinds.get(name, kinds.get(row.key, CellKind.TEXT)))
            for name, cell in row.cells.items()
        }
        rows.append(RawRow(key=row.key, cells=cells, sheet=row.sheet, row=row.row))
    return replace(table, rows=tuple(rows))


def _cell(cell: RawCell, kind: CellKind) -> RawCell:
    """The cell, its value as it is shown; without a format it shows what it holds."""
    return RawCell(_value(cell, kind), cell.sheet, cell.cell) if cell.number_format else cell


def _value(cell: RawCell, kind: CellKind) -> CellValue:
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        if not _has_other_sections(cell.number_format):
            return value
        section, _has_sign = parse_format(cell.number_format).section(decimal_of(value))
        is_said = kind is CellKind.TEXT and section.has_digits and _says_more(section)
        is_other = section.percents or section.is_date or is_said
    else:
        is_other = isinstance(value, dt.date)
    return shown_cell(cell) if is_other and kind not in _TAKEN_AS_DATES else value


@lru_cache(maxsize=256)
def _has_other_sections(number_format: str) -> bool:
    """True for a format that shows some numbers as percentages, as dates, or with words."""
    return any(
        section.percents or section.is_date or _says_more(section)
        for section in parse_format(number_format).sections
    )


def _says_more(section: Section) -> bool:
    """True where more than a sign and a currency stands around the digits: it may be what a target asks."""
    return any(text.strip(_SIGNS) for text in section.literals)
