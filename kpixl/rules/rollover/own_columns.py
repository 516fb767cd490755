"""The planner's own columns of a plan (those that kpixl does not use), in the next year's plan.

A row of the new plan takes the values of the row of this year's that is about the same thing.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence

from kpixl.model.cell_address import column_order
from kpixl.model.fiscal import parse_fiscal_year
from kpixl.model.plan_layout import (
    ACTIVITIES,
    BRANCH_MEASURES,
    BRANCH_WORDING,
    BRANCHES,
    GRADES,
    HISTORY,
    HISTORY_TEXTS,
    KPIS,
    MEASURES,
    NATIONAL,
    PLAN_SHEETS,
    PLANNED_COUNTS,
    ROUND_KPIS,
    SETTINGS,
    TARGETS,
    TEXT_ITEMS,
    UNITS,
    RawPlan,
    RawTable,
)
from kpixl.model.rollover import KpiChanges, OwnColumn
from kpixl.model.submission import RawCell
from kpixl.rules.figures.folding import cell_text, fold_width

# What a row of a sheet is about. Several rows of 評価基準 may be about the same: they keep their order.
_ABOUT: Mapping[str, tuple[str, ...]] = {
    BRANCHES.key: ("branch_code",),
    KPIS.key: ("kpi_code",),
    HISTORY.key: ("fiscal_year", "branch_code", "kpi_code"),
    NATIONAL.key: ("fiscal_year", "kpi_code", "block", "branch_code"),
    UNITS.key: ("unit_symbol",),
    MEASURES.key: ("measure_code",),
    GRADES.key: ("grade_scheme", "with_kpi", "grade"),
    TEXT_ITEMS.key: ("text_code",),
    HISTORY_TEXTS.key: ("fiscal_year", "branch_code", "measure_code", "text_code"),
    ACTIVITIES.key: ("branch_code", "measure_code", "activity"),
    BRANCH_MEASURES.key: ("branch_code", "measure_code"),
    BRANCH_WORDING.key: ("branch_code", "adjusted_code"),
    PLANNED_COUNTS.key: ("branch_code", "kpi_code"),
    ROUND_KPIS.key: ("kpi_code",),
}

# The fields of those that may hold a KPI's code: in 活動項目 a KPI may stand among the parts of a total.
_KPI_CODES = frozenset({"kpi_code", "adjusted_code", "activity"})

_Row = Mapping[str, object]


def own_columns(
    raw: RawPlan, rows: Mapping[str, Sequence[_Row]], changes: KpiChanges
) -> dict[str, tuple[OwnColumn, ...]]:
    """The planner's own columns by sheet; `raw` is this year's plan, `rows` are those of the new one.

    Of 設定 and 目標 there are none: what else stands there is no column of the planner's.
    """
    before = {new.code: old for old, new in changes.replaced.items()}
    found = {}
    for layout in PLAN_SHEETS:
        table = raw.tables.get(layout.key)
        if table and table.others and layout not in (SETTINGS, TARGETS):
            columns = tuple(_columns(table, rows.get(layout.key, ()), before))
            if columns:
                found[layout.key] = columns
    return found


def _columns(table: RawTable, rows: Sequence[_Row], before: Mapping[str, str]) -> Iterator[OwnColumn]:
    about = _ABOUT.get(table.key, ())
    held: dict[tuple[str, ...], deque[Mapping[str, RawCell]]] = defaultdict(deque)
    for row in table.rows:
        cells = row.cells
        held[tuple(_said(name, cells[name].value if name in cells else "") for name in about)].append(cells)
    old: list[Mapping[str, RawCell]] = []
    for row_ in rows:
        said = ((name, _said(name, row_.get(name))) for name in about)
        key = tuple(before.get(text, text) if name in _KPI_CODES else text for name, text in said)
        waiting = held.get(key)
        old.append(waiting.popleft() if waiting else {})
    places = table.header | table.others
    in_order = sorted(places, key=lambda name: column_order(places[name]))
    after = ""
    for name in in_order:
        if name not in table.others:
            after = name
            continue
        values = tuple(cells[name].value if name in cells else "" for cells in old)
        yield OwnColumn(header=name, width=table.widths.get(name), after=after, values=values)


def _said(name: str, value: object) -> str:
    """A cell that tells what a row is about, however it is written: 令和5年度 is 2023."""
    if value is None or value == "":
        return ""
    if name == "fiscal_year":
        try:
            return str(parse_fiscal_year(value))
        except ValueError:
            return ""
    return fold_width(cell_text(value)) if isinstance(value, str | int | float) else str(value)
