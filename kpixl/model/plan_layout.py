"""The plan workbook's layout, declared once: its writer, its reader, the checks and the docs derive from it.

Only keys stand here; the labels that people see are in the locale catalogues under the same keys.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from kpixl.model.submission import RawCell, RawRow


class CellKind(StrEnum):
    """What a column of the plan holds."""

    TEXT = "text"
    CODE = "code"  # text whose leading zeros count
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    YEAR = "year"
    WORD = "word"  # one of a closed list, in the locale catalogue under `word.<words>`
    UNIT = "unit"
    FIGURE = "figure"


@dataclass(frozen=True)
class PlanField:
    """One column of a plan sheet, or one row of its 設定 sheet.

    `must_exist`: the column must be there. `required`: every row must fill it.
    """

    key: str
    kind: CellKind = CellKind.TEXT
    required: bool = False
    must_exist: bool = True
    words: str = ""
    width: int = 14


@dataclass(frozen=True)
class PlanSheet:
    """One sheet of the plan. `by_branch` sheets have one more column for every branch."""

    key: str
    fields: tuple[PlanField, ...]
    optional: bool = False
    by_branch: bool = False
    warn_if_missing: bool = True  # not where plans from before the sheet existed are whole without it

    def field(self, key: str) -> PlanField:
        """The field of that key."""
        return next(field for field in self.fields if field.key == key)


_K = CellKind

SETTINGS = PlanSheet(
    "settings",
    (
        PlanField("organisation", required=True),
        PlanField("fiscal_year", _K.YEAR, required=True),
        PlanField("round_name", required=True),
        PlanField("plan_date", _K.DATE, required=True),
        PlanField("language", _K.WORD, required=True, words="language"),
        PlanField("classification"),
        PlanField("due", _K.DATE),
        PlanField("contact"),
        PlanField("aggregate_name", required=True),
        PlanField("grade_scheme"),
        PlanField("judge_on", _K.WORD, required=True, words="judge_on"),
        PlanField("minus", _K.WORD, words="minus", must_exist=False),
        PlanField("utc_offset", _K.NUMBER, must_exist=False),
        PlanField("count_rounding", _K.WORD, words="count_rounding", must_exist=False),
    ),
)

BRANCHES = PlanSheet(
    "branches",
    (
        PlanField("branch_code", _K.CODE, required=True, width=12),
        PlanField("branch", required=True, width=16),
        PlanField("block", width=14),
        PlanField("email", width=30),
    ),
)

KPIS = PlanSheet(
    "kpis",
    (
        PlanField("kpi_code", _K.CODE, required=True, width=26),
        PlanField("pillar", required=True, width=18),
        PlanField("measure", required=True, width=34),
        PlanField("group", width=12),
        PlanField("indicator", required=True, width=44),
        PlanField("unit", _K.UNIT, width=9),
        PlanField("direction", _K.WORD, required=True, words="direction", width=9),
        PlanField("decimals", _K.INTEGER, required=True, width=9),
        PlanField("numerator_label", must_exist=False, width=22),
        PlanField("denominator_label", must_exist=False, width=22),
        PlanField("aggregate", _K.WORD, words="aggregate", must_exist=False, width=16),
        PlanField("minimum", _K.NUMBER, must_exist=False, width=9),
        PlanField("maximum", _K.NUMBER, must_exist=False, width=9),
        PlanField("max_change", _K.NUMBER, must_exist=False, width=12),
        PlanField("rate_formula", _K.WORD, words="rate_formula", must_exist=False, width=14),
        PlanField("important", _K.WORD, words="mark", must_exist=False, width=9),
        PlanField("difficult", _K.WORD, words="mark", must_exist=False, width=9),
        PlanField("comparable", _K.WORD, words="comparable", must_exist=False, width=12),
        PlanField("not_comparable_reason", must_exist=False, width=30),
        PlanField("comparable_since", _K.YEAR, must_exist=False, width=14),
        PlanField("as_of", must_exist=False, width=14),
        PlanField("page", must_exist=False, width=8),
        PlanField("note", must_exist=False, width=40),
    ),
)

TARGETS = PlanSheet(
    "targets",
    (
        PlanField("kpi_code", _K.CODE, required=True, width=26),
        PlanField("indicator", must_exist=False, width=44),
    ),
    by_branch=True,
)

HISTORY = PlanSheet(
    "history",
    (
        PlanField("fiscal_year", _K.YEAR, required=True, width=10),
        PlanField("branch_code", _K.CODE, required=True, width=12),
        PlanField("kpi_code", _K.CODE, required=True, width=28),
        PlanField("actual", _K.FIGURE, required=True, width=12),
        PlanField("numerator", _K.NUMBER, must_exist=False, width=12),
        PlanField("denominator", _K.NUMBER, must_exist=False, width=12),
        PlanField("note", must_exist=False, width=50),
    ),
    optional=True,
)

NATIONAL = PlanSheet(
    "national",
    (
        PlanField("fiscal_year", _K.YEAR, required=True, width=10),
        PlanField("kpi_code", _K.CODE, required=True, width=28),
        PlanField("national_target", _K.NUMBER, width=12),
        PlanField("national_actual", _K.NUMBER, width=12),
        PlanField("numerator", _K.NUMBER, must_exist=False, width=14),
        PlanField("denominator", _K.NUMBER, must_exist=False, width=14),
        PlanField("block", must_exist=False, width=14),
        PlanField("note", must_exist=False, width=60),
    ),
    optional=True,
)

MEASURES = PlanSheet(
    "measures",
    (
        PlanField("measure_code", _K.CODE, required=True, width=10),
        PlanField("pillar", required=True, width=20),
        PlanField("measure", required=True, width=54),
        PlanField("group", width=14),
        PlanField("weight", _K.NUMBER, must_exist=False, width=9),
        PlanField("note", must_exist=False, width=50),
    ),
    optional=True,
)

GRADES = PlanSheet(
    "grades",
    (
        PlanField("grade_scheme", required=True, width=16),
        PlanField("with_kpi", _K.WORD, required=True, words="with_kpi", width=12),
        PlanField("grade", required=True, width=8),
        PlanField("criterion_kpi", _K.WORD, words="criterion_kpi", width=44),
        PlanField("rate_from", _K.NUMBER, must_exist=False, width=14),
        PlanField("criterion_new_effort", _K.WORD, words="new_effort", width=14),
        PlanField("criterion_plan", width=50),
        PlanField("points", _K.NUMBER, must_exist=False, width=9),
    ),
    optional=True,
)

PLANNED_COUNTS = PlanSheet(
    "planned_counts",
    (
        PlanField("branch_code", _K.CODE, required=True, width=12),
        PlanField("kpi_code", _K.CODE, required=True, width=28),
        PlanField("denominator", _K.NUMBER, required=True, width=14),
        PlanField("numerator", _K.NUMBER, width=14),
        PlanField("note", must_exist=False, width=50),
    ),
    optional=True,
    warn_if_missing=False,
)

ROUND_KPIS = PlanSheet(
    "round_kpis",
    (
        PlanField("kpi_code", _K.CODE, required=True, width=26),
        PlanField("pillar", required=True, width=18),
        PlanField("measure", required=True, width=34),
        PlanField("indicator", required=True, width=54),
        PlanField("counted_kpi", _K.CODE, required=True, width=26),
        PlanField("at_least", _K.INTEGER, width=14),
        PlanField("note", must_exist=False, width=40),
    ),
    optional=True,
    warn_if_missing=False,
)

ADJUSTMENTS = PlanSheet(
    "adjustments",
    (
        PlanField("branch_code", _K.CODE, required=True, width=12),
        PlanField("adjusted_code", _K.CODE, required=True, width=28),
        PlanField("adjusted_value", _K.FIGURE, required=True, width=14),
        PlanField("adjusted_reason", required=True, width=54),
        PlanField("person", required=True, width=16),
        PlanField("date", _K.DATE, required=True, width=14),
    ),
    optional=True,
    warn_if_missing=False,
)

PLAN_SHEETS = (
    SETTINGS, BRANCHES, KPIS, TARGETS, HISTORY, NATIONAL, MEASURES, GRADES, PLANNED_COUNTS, ROUND_KPIS,
    ADJUSTMENTS,
)  # fmt: skip


@dataclass(frozen=True)
class RawTable:
    """One sheet of a plan as it was read.

    `header` maps the field keys that were found to the header's cell; `others` maps every further
    header text, in sheet order, to its cell. Rows are keyed by row number; their cells by the same
    keys and texts. A word the catalogue knows is already its key; any other text is as typed.
    """

    key: str
    sheet: str
    header: dict[str, str]
    others: dict[str, str]
    rows: tuple[RawRow, ...]


@dataclass(frozen=True)
class RawPlan:
    """A plan workbook as one read gave it: its tables by sheet key, where it came from, and its SHA-256.

    A plan's copy in a master or in an entry workbook has no bytes of its own, and no SHA-256.
    """

    file: str
    tables: dict[str, RawTable]
    sha256: str = field(default="", compare=False)


def table_of(layout: PlanSheet, sheet: str, cells: list[tuple[int, str, RawCell]]) -> RawTable:
    """The table that (row number, field key, cell) triples make: a plan's copy read back."""
    known = {field.key for field in layout.fields}
    header = dict.fromkeys(known, "")
    if layout is SETTINGS:
        settings = (
            RawRow(key, {"value": cell}, sheet, number) for number, key, cell in cells if key in known
        )
        return RawTable(layout.key, sheet, header, {}, tuple(settings))
    others = {key: cell.cell for _number, key, cell in cells if key not in known}
    rows: dict[int, dict[str, RawCell]] = {}
    for number, key, cell in cells:
        rows.setdefault(number, {})[key] = cell
    raw = tuple(RawRow(str(number), found, sheet, number) for number, found in rows.items())
    return RawTable(layout.key, sheet, header, others, raw)


__all__ = [
    "ADJUSTMENTS",
    "BRANCHES",
    "GRADES",
    "HISTORY",
    "KPIS",
    "MEASURES",
    "NATIONAL",
    "PLANNED_COUNTS",
    "PLAN_SHEETS",
    "ROUND_KPIS",
    "SETTINGS",
    "TARGETS",
    "CellKind",
    "PlanField",
    "PlanSheet",
    "RawCell",
    "RawPlan",
    "RawRow",
    "RawTable",
    "table_of",
]
