"""Which column is meant where a header is wrong: so that `check` finds all other faults at once, too.

The wrong header is a fault of its own. Of a sheet that lacks one column and has one that nobody knows, that
column is read as the one it lacks, and what would only follow from the wrong header is not found.
"""

from collections.abc import Sequence
from dataclasses import replace

from kpixl.model.cell_address import column_order
from kpixl.model.plan import Branch
from kpixl.model.plan_layout import PLAN_SHEETS, SETTINGS, CellKind, PlanSheet, RawPlan, RawTable
from kpixl.rules.plan.lookup import name_branch


def columns_as_meant(raw: RawPlan, branches: Sequence[Branch]) -> RawPlan:
    """The plan with such columns under the keys of those that they are taken for.

    `branches` tell the columns of 目標 that are theirs.
    """
    tables = dict(raw.tables)
    for layout in PLAN_SHEETS:
        table = tables.get(layout.key)
        if table and layout is not SETTINGS:
            tables[layout.key] = _as_meant(layout, table, branches)
    return replace(raw, tables=tables)


def _as_meant(layout: PlanSheet, table: RawTable, branches: Sequence[Branch]) -> RawTable:
    missing = [field.key for field in layout.fields if field.must_exist and field.key not in table.header]
    if len(missing) != 1 or (layout.by_branch and not branches):
        return table
    (key,) = missing
    unknown = [name for name in table.others if not (layout.by_branch and name_branch(branches, name).one)]
    # Words of a list are known by their headers alone.
    if len(unknown) != 1 or layout.field(key).kind is CellKind.WORD:
        return table
    (name,) = unknown
    if not _stands_in_its_place(layout, table, key, name):
        return table
    rows = tuple(
        replace(row, cells={key if at == name else at: cell for at, cell in row.cells.items()})
        for row in table.rows
    )
    others = {at: cell for at, cell in table.others.items() if at != name}
    return replace(table, header={**table.header, key: table.others[name]}, others=others, rows=rows)


def _stands_in_its_place(layout: PlanSheet, table: RawTable, key: str, name: str) -> bool:
    """True for a column that stands between the neighbours of the one that is missing: no note at the end."""
    keys = [field.key for field in layout.fields]
    at = keys.index(key)
    before = [item for item in keys[:at] if item in table.header][-1:]
    behind = [item for item in keys[at + 1 :] if item in table.header][:1]
    place = column_order(table.others[name])
    return all(column_order(table.header[item]) < place for item in before) and all(
        place < column_order(table.header[item]) for item in behind
    )
