"""The sheets about measures: what they are, how they are graded, what branches are asked to write of them."""

from kpixl.model.plan_layout.fields import CellKind, Issued, PlanSheet, column, expected, required

_K = CellKind

MEASURES = PlanSheet(
    key="measures",
    issued=Issued.ALL,
    fields=(
        required("measure_code", _K.CODE),
        required("pillar"),
        required("measure"),
        expected("group"),
        column("weight", _K.NUMBER),
        column("measure_order", _K.INTEGER),
        column("shown_number"),
        column("plan_text"),
        column("measure_scope", _K.WORD, "measure_scope"),
        column("goal"),
        column("important", _K.WORD, "measure_mark"),
        column("important_reason"),
        column("difficult", _K.WORD, "measure_mark"),
        column("difficult_reason"),
        column("note"),
    ),
)

GRADES = PlanSheet(
    key="grades",
    issued=Issued.ALL,
    fields=(
        required("grade_scheme"),
        required("with_kpi", _K.WORD, "with_kpi"),
        required("grade"),
        expected("criterion_kpi", _K.WORD, "criterion_kpi"),
        column("rate_from", _K.NUMBER),
        expected("criterion_new_effort", _K.WORD, "new_effort"),
        expected("criterion_plan"),
        column("points", _K.NUMBER),
        column("valid_from", _K.YEAR),
        column("valid_until", _K.YEAR),
    ),
)

TEXT_ITEMS = PlanSheet(
    key="text_items",
    issued=Issued.ALL,
    fields=(
        required("text_code", _K.CODE),
        required("text_label"),
        column("guide"),
        required("text_required", _K.WORD, "text_required"),
        column("longest", _K.INTEGER),
        column("next_plan", _K.WORD, "next_plan"),
    ),
)

HISTORY_TEXTS = PlanSheet(
    key="history_texts",
    issued=Issued.NONE,  # they may be pages long, and a form is judged without them
    fields=(
        required("fiscal_year", _K.YEAR),
        required("branch_code", _K.CODE),
        required("measure_code", _K.CODE),
        required("text_code", _K.CODE),
        required("text"),
    ),
)

ACTIVITIES = PlanSheet(
    key="activities",
    issued=Issued.OWN,
    fields=(
        column("branch_code", _K.CODE),
        required("measure_code", _K.CODE),
        required("activity"),
        expected("unit", _K.UNIT),
        column("part_of"),
        column("summed_into"),
        column("prior", _K.FIGURE),
        column("change_kind", _K.WORD, "change_kind"),
        column("note"),
    ),
)

BRANCH_MEASURES = PlanSheet(
    key="branch_measures",
    issued=Issued.OWN,
    fields=(
        required("branch_code", _K.CODE),
        required("measure_code", _K.CODE),
        expected("plan_text"),
        column("measure_order", _K.INTEGER),
        column("group"),
        column("note"),
    ),
)

BRANCH_WORDING = PlanSheet(
    key="branch_wording",
    issued=Issued.OWN,
    fields=(
        required("branch_code", _K.CODE),
        required("adjusted_code", _K.CODE),
        column("shown_number"),
        column("shown_name"),
        column("shown_indicator"),
        column("definition_note"),
        column("measure_code", _K.CODE),
    ),
)
