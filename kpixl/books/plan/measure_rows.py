"""A plan's units, and what it says of measures, as the rows of its workbook."""

from kpixl.books.plan.write import PlanRows
from kpixl.books.writing.sheet import Value
from kpixl.locale import Catalogue
from kpixl.locale.amounts import format_unit
from kpixl.model.figure import Figure, FigureState
from kpixl.model.kpi import Measure
from kpixl.model.measure import BranchWording, ChangeKind, PlannedActivity, TextItem
from kpixl.model.plan import Plan
from kpixl.model.unit import Unit

_Row = dict[str, Value]


def measure_rows(plan: Plan, words: Catalogue) -> PlanRows:
    """The rows of 単位, 施策, 記述項目, 過年度記述, 活動項目, 支部別施策 and 支部別表記."""
    return {
        "units": [_unit(unit) for unit in plan.units],
        "measures": [_measure(row) for row in plan.measures],
        "text_items": [_text_item(item) for item in plan.text_items],
        "history_texts": [
            {
                "fiscal_year": row.fiscal_year.year,
                "branch_code": row.branch_code,
                "measure_code": row.measure_code,
                "text_code": row.item_code,
                "text": row.text,
            }
            for row in plan.past_texts
        ],
        "activities": [_activity(row, words) for row in plan.activities],
        "branch_measures": [
            {
                "branch_code": row.branch_code,
                "measure_code": row.measure_code,
                "plan_text": row.plan_text,
                "measure_order": row.order,
                "group": row.group,
                "note": row.note,
            }
            for row in plan.branch_measures
        ],
        "branch_wording": [_wording(row) for row in plan.branch_wording],
    }


def figure_cell(figure: Figure, words: Catalogue) -> Value:
    """The number, or what people type for the state: 未確定, 実施, - where there is nothing to count."""
    if figure.state is FigureState.NONE:
        return "-"
    return words(f"word.state.{figure.state}") if figure.value is None else figure.value


def _unit(unit: Unit) -> _Row:
    return {
        "unit_symbol": unit.symbol,
        "unit_english": unit.english if unit.english != unit.symbol else "",
        "decimals": unit.decimals,
        "unit_kind": str(unit.kind),
    }


def _measure(row: Measure) -> _Row:
    marks = {True: "high", False: "none", None: ""}
    return {
        "measure_code": row.code,
        "pillar": row.pillar,
        "measure": row.name,
        "group": row.group,
        "weight": row.weight,
        "measure_order": row.order,
        "shown_number": row.number,
        "plan_text": row.plan_text,
        "measure_scope": "" if row.is_common else "some",
        "goal": row.goal,
        "important": marks[row.important],
        "important_reason": row.important_reason,
        "difficult": marks[row.difficult],
        "difficult_reason": row.difficult_reason,
        "note": row.note,
    }


def _text_item(item: TextItem) -> _Row:
    return {
        "text_code": item.code,
        "text_label": item.label,
        "guide": item.guide,
        "text_required": str(item.required),
        "longest": item.longest,
        "next_plan": "yes" if item.is_next_plan else "",
    }


def _activity(row: PlannedActivity, words: Catalogue) -> _Row:
    return {
        "branch_code": row.branch_code,
        "measure_code": row.measure_code,
        "activity": row.item,
        "unit": format_unit(row.unit, words.language),
        "part_of": row.part_of,
        "summed_into": row.summed_into,
        "prior": figure_cell(row.prior, words) if row.prior.state is not FigureState.BLANK else "",
        "change_kind": "" if row.change_kind is ChangeKind.AMOUNT else str(row.change_kind),
        "note": row.note,
    }


def _wording(row: BranchWording) -> _Row:
    return {
        "branch_code": row.branch_code,
        "adjusted_code": row.code,
        "shown_number": row.number,
        "shown_name": row.name,
        "shown_indicator": row.indicator,
        "definition_note": row.definition_note,
        "measure_code": row.measure_code,
    }
