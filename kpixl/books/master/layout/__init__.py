"""The master's sheets, declared once as tables of fields: writer, reader and docs derive from them.

A new field is one line here and an attribute of the record. The order of データ's visible fields is fixed,
because people build pivots on it: new ones stand at the end.
"""

from typing import Any

from kpixl.books.master.fields import MasterSheet
from kpixl.books.master.layout.figures import ADJUSTMENTS, DATA, JUDGED, NEXT_TARGETS, ROUND_KPIS
from kpixl.books.master.layout.measures import ACTIVITIES, MEASURE_DATA, MEASURE_TEXTS, NEXT_KPIS
from kpixl.books.master.layout.returns import (
    ANNOTATIONS,
    CHANGES,
    DECISIONS,
    FINDING_PARTS,
    FINDINGS,
    LEDGER,
    SOURCES,
)
from kpixl.books.master.layout.run import PLAN, RUN

# In the workbook's order, which is also that of the docs.
SHEETS: tuple[MasterSheet[Any], ...] = (
    LEDGER, DATA, ROUND_KPIS, MEASURE_DATA, MEASURE_TEXTS, ACTIVITIES, NEXT_KPIS, NEXT_TARGETS, ADJUSTMENTS,
    FINDINGS, FINDING_PARTS, ANNOTATIONS, DECISIONS, SOURCES, CHANGES, PLAN, RUN,
)  # fmt: skip
DATA_COLUMNS = DATA.visible


def data_at(key: str) -> int:
    """The 0-based column of a key of データ."""
    return DATA.at(key)


__all__ = [
    "ACTIVITIES",
    "ADJUSTMENTS",
    "ANNOTATIONS",
    "CHANGES",
    "DATA",
    "DATA_COLUMNS",
    "DECISIONS",
    "FINDINGS",
    "FINDING_PARTS",
    "JUDGED",
    "LEDGER",
    "MEASURE_DATA",
    "MEASURE_TEXTS",
    "NEXT_KPIS",
    "NEXT_TARGETS",
    "PLAN",
    "ROUND_KPIS",
    "RUN",
    "SHEETS",
    "SOURCES",
    "data_at",
]
