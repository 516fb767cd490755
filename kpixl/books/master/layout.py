"""The master's sheets, declared once: their columns by key, widths and looks. Writer and reader share it."""

from kpixl.books.writing import styles
from kpixl.model.submission import MeasureField

LEDGER_KEYS = (
    "branch_code",
    "branch",
    "block",
    "receipt",
    "punctuality",
    "filled",
    "fields",
    "file",
    "issue",
    "revision",
    "versions",
    "modified",
    "errors",
    "warnings",
    "next_step",
)
FINDING_KEYS = (
    "severity",
    "finding_code",
    "branch_code",
    "branch",
    "kpi_code",
    "indicator",
    "file",
    "sheet",
    "cell",
    "message",
    "hint",
)
MEASURE_KEYS = (
    "branch_code",
    "branch",
    "measure_code",
    "pillar",
    "measure",
    "group",
    *MeasureField,
    "file",
)
NEXT_TARGET_KEYS = ("branch_code", "branch", "kpi_code", "indicator", "unit", "next_target", "file")
ROUND_KPI_KEYS = (
    "kpi_code",
    "pillar",
    "measure",
    "indicator",
    "counted_kpi",
    "needed",
    "achieved",
    "not_achieved",
    "not_judged",
    "no_target",
    "judgement",
)
CHANGE_KEYS = (
    "branch_code",
    "branch",
    "code",
    "indicator",
    "field",
    "old",
    "new",
    "old_file",
    "old_cell",
    "new_file",
    "new_cell",
)
SOURCE_KEYS = ("file", "branch_code", "branch", "issue", "modified", "sha256", "disposition")

WIDTHS = {
    "counted_kpi": 26,
    "needed": 10,
    "achieved": 9,
    "not_achieved": 9,
    "not_judged": 9,
    "no_target": 9,
    "judgement": 12,
    "branch_code": 11,
    "branch": 12,
    "block": 10,
    "receipt": 10,
    "punctuality": 10,
    "filled": 9,
    "fields": 11,
    "file": 36,
    "issue": 15,
    "revision": 8,
    "versions": 9,
    "code": 26,
    "old": 24,
    "new": 24,
    "old_file": 30,
    "old_cell": 16,
    "new_file": 30,
    "new_cell": 16,
    "modified": 18,
    "errors": 8,
    "warnings": 8,
    "next_step": 40,
    "severity": 9,
    "finding_code": 10,
    "kpi_code": 26,
    "indicator": 36,
    "sheet": 14,
    "cell": 8,
    "message": 60,
    "hint": 50,
    "measure_code": 10,
    "pillar": 18,
    "measure": 40,
    "group": 14,
    "progress": 30,
    "new_effort": 11,
    "grade": 8,
    "comment": 40,
    "sha256": 68,
    "unit": 9,
    "next_target": 24,
    "disposition": 18,
    "table": 14,
    "row": 7,
    "field": 22,
    "value": 60,
}
WRAPPED = frozenset(
    {
        "file",
        "message",
        "hint",
        "indicator",
        "measure",
        "next_step",
        "comment",
        "progress",
        "value",
        "group",
        "old",
        "new",
        "old_file",
        "new_file",
    }
)
_CENTRED = frozenset(
    {
        "branch_code",
        "receipt",
        "punctuality",
        "severity",
        "finding_code",
        "cell",
        "issue",
        "new_effort",
        "grade",
        "disposition",
        "unit",
        "next_target",
        "measure_code",
    }
)
_JUDGED = ("needed", "achieved", "not_achieved", "not_judged", "no_target")
_COUNTS = frozenset(("filled", "fields", "errors", "warnings", "row", "revision", "versions", *_JUDGED))


def style_of(key: str) -> styles.Style:
    """How a column's cells look."""
    if key == "modified":
        return styles.DATE_TIME
    if key in _COUNTS:
        return styles.CENTRE | {"num_format": "0"}
    if key == "value":
        return styles.WRAP | {"num_format": "General"}
    if key in _CENTRED:
        return styles.CENTRE | {"text_wrap": key in WRAPPED}
    return styles.WRAP if key in WRAPPED else styles.TEXT
