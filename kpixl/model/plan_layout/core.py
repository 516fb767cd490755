"""The sheets that every plan has, and the units that it may add: who is asked what, against which targets."""

from kpixl.model.plan_layout.fields import CellKind, Issued, PlanSheet, column, expected, required

_K = CellKind

SETTINGS = PlanSheet(
    key="settings",
    issued=Issued.ALL,
    optional=False,
    in_starter=True,
    fields=(
        required("organisation"),
        required("fiscal_year", _K.YEAR),
        required("round_name"),
        required("plan_date", _K.DATE),
        required("language", _K.WORD, "language"),
        expected("classification"),
        expected("due", _K.DATE),
        expected("contact"),
        required("aggregate_name"),
        expected("grade_scheme"),
        required("judge_on", _K.WORD, "judge_on"),
        column("minus", _K.WORD, "minus"),
        column("utc_offset", _K.NUMBER),
        column("count_rounding", _K.WORD, "count_rounding"),
        column("next_kpis", _K.WORD, "next_kpis"),
        column("fewest_ranked", _K.INTEGER),
    ),
)

BRANCHES = PlanSheet(
    key="branches",
    issued=Issued.OWN,
    optional=False,
    in_starter=True,
    fields=(
        required("branch_code", _K.CODE),
        required("branch"),
        expected("block"),
        expected("email"),
        column("phone"),
    ),
)

KPIS = PlanSheet(
    key="kpis",
    issued=Issued.ALL,
    optional=False,
    in_starter=True,
    fields=(
        required("kpi_code", _K.CODE),
        required("pillar"),
        required("measure"),
        expected("group"),
        required("indicator"),
        expected("unit", _K.UNIT),
        required("direction", _K.WORD, "direction"),
        required("decimals", _K.INTEGER),
        column("numerator_label"),
        column("denominator_label"),
        column("aggregate", _K.WORD, "aggregate"),
        column("minimum", _K.NUMBER),
        column("maximum", _K.NUMBER),
        column("max_change", _K.NUMBER),
        column("rate_formula", _K.WORD, "rate_formula"),
        column("important", _K.WORD, "mark"),
        column("difficult", _K.WORD, "mark"),
        column("comparable", _K.WORD, "comparable"),
        column("not_comparable_reason"),
        column("comparable_since", _K.YEAR),
        column("as_of"),
        column("page"),
        column("note"),
    ),
)

TARGETS = PlanSheet(
    key="targets",
    issued=Issued.OWN,
    optional=False,
    in_starter=True,
    by_branch=True,
    fields=(
        required("kpi_code", _K.CODE),
        column("indicator"),
        # With a column of targets there is none for every branch: the rows say for whom they are.
        column("branch_code", _K.CODE),
        column("block"),
        column("target"),
        column("note"),
    ),
)

UNITS = PlanSheet(
    key="units",
    issued=Issued.ALL,
    fields=(
        required("unit_symbol"),
        column("unit_english"),
        column("decimals", _K.INTEGER),
        required("unit_kind", _K.WORD, "unit_kind"),
    ),
)
