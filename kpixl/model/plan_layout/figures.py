"""The sheets of figures beside the targets, and of head office's decisions about what comes back."""

from kpixl.model.plan_layout.fields import CellKind, Issued, PlanSheet, column, expected, required

_K = CellKind

HISTORY = PlanSheet(
    key="history",
    issued=Issued.OWN,
    in_starter=True,
    fields=(
        required("fiscal_year", _K.YEAR),
        required("branch_code", _K.CODE),
        required("kpi_code", _K.CODE),
        required("actual", _K.FIGURE),
        column("numerator", _K.NUMBER),
        column("denominator", _K.NUMBER),
        column("target"),
        column("judgement", _K.WORD, "judgement"),
        column("note"),
    ),
)

NATIONAL = PlanSheet(
    key="national",
    issued=Issued.NONE,
    fields=(
        required("fiscal_year", _K.YEAR),
        required("kpi_code", _K.CODE),
        expected("national_target", _K.NUMBER),
        expected("national_actual", _K.NUMBER),
        column("numerator", _K.NUMBER),
        column("denominator", _K.NUMBER),
        column("block"),
        column("figure_status", _K.WORD, "figure_status"),
        column("branch_code", _K.CODE),
        column("published_rank", _K.INTEGER),
        column("published_rank_of", _K.INTEGER),
        column("note"),
    ),
)

PLANNED_COUNTS = PlanSheet(
    key="planned_counts",
    issued=Issued.NONE,
    fields=(
        required("branch_code", _K.CODE),
        required("kpi_code", _K.CODE),
        required("denominator", _K.NUMBER),
        expected("numerator", _K.NUMBER),
        column("note"),
    ),
)

ROUND_KPIS = PlanSheet(
    key="round_kpis",
    issued=Issued.NONE,
    fields=(
        required("kpi_code", _K.CODE),
        required("pillar"),
        required("measure"),
        required("indicator"),
        required("counted_kpi", _K.CODE),
        expected("at_least", _K.INTEGER),
        column("note"),
    ),
)

ADJUSTMENTS = PlanSheet(
    key="adjustments",
    issued=Issued.NONE,
    fields=(
        required("branch_code", _K.CODE),
        required("adjusted_code", _K.CODE),
        required("adjusted_value", _K.FIGURE),
        required("adjusted_reason"),
        required("person"),
        required("date", _K.DATE),
    ),
)

RECEIPT_NOTES = PlanSheet(
    key="receipt_notes",
    issued=Issued.NONE,
    in_starter=True,
    fields=(
        expected("branch_code", _K.CODE),
        column("returned_file"),
        column("file_mark"),
        column("kpi_code", _K.CODE),
        required("decision", _K.WORD, "decision"),
        column("extended_to", _K.DATE),
        column("confirmed_value"),
        required("decision_reason"),
        required("decided_by"),
        required("decided_on", _K.DATE),
    ),
)
