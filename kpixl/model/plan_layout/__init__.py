"""The plan workbook's layout, declared once: its writer, its reader, the checks and the docs derive from it.

Only keys stand here; the labels that people see are in the locale catalogues under the same keys.
"""

from kpixl.model.plan_layout.core import BRANCHES, KPIS, SETTINGS, TARGETS, UNITS
from kpixl.model.plan_layout.fields import MOST_BRANCH_COLUMNS, CellKind, Issued, PlanField, PlanSheet
from kpixl.model.plan_layout.figures import (
    ADJUSTMENTS,
    HISTORY,
    NATIONAL,
    PLANNED_COUNTS,
    RECEIPT_NOTES,
    ROUND_KPIS,
)
from kpixl.model.plan_layout.measures import (
    ACTIVITIES,
    BRANCH_MEASURES,
    BRANCH_WORDING,
    GRADES,
    HISTORY_TEXTS,
    MEASURES,
    TEXT_ITEMS,
)
from kpixl.model.plan_layout.raw import RawPlan, RawTable, table_of
from kpixl.model.submission import RawCell, RawRow

# In the order in which a plan workbook has them.
PLAN_SHEETS = (
    SETTINGS, BRANCHES, KPIS, TARGETS, HISTORY, NATIONAL, UNITS, MEASURES, GRADES, TEXT_ITEMS, HISTORY_TEXTS,
    ACTIVITIES, BRANCH_MEASURES, BRANCH_WORDING, PLANNED_COUNTS, ROUND_KPIS, ADJUSTMENTS, RECEIPT_NOTES,
)  # fmt: skip

__all__ = [
    "ACTIVITIES",
    "ADJUSTMENTS",
    "BRANCHES",
    "BRANCH_MEASURES",
    "BRANCH_WORDING",
    "GRADES",
    "HISTORY",
    "HISTORY_TEXTS",
    "KPIS",
    "MEASURES",
    "MOST_BRANCH_COLUMNS",
    "NATIONAL",
    "PLANNED_COUNTS",
    "PLAN_SHEETS",
    "RECEIPT_NOTES",
    "ROUND_KPIS",
    "SETTINGS",
    "TARGETS",
    "TEXT_ITEMS",
    "UNITS",
    "CellKind",
    "Issued",
    "PlanField",
    "PlanSheet",
    "RawCell",
    "RawPlan",
    "RawRow",
    "RawTable",
    "table_of",
]
