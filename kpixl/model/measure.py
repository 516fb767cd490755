"""What a plan says of its measures: what branches write and count of them, and their own words for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kpixl.model.figure import BLANK, Figure
from kpixl.model.fiscal import FiscalYear
from kpixl.model.unit import NO_UNIT, RATE, Unit


class TextRequired(StrEnum):
    """When a branch must write a text."""

    ALWAYS = "always"
    NOT_ACHIEVED = "not_achieved"  # where a KPI of the measure is not achieved
    NEVER = "never"


@dataclass(frozen=True, kw_only=True)
class TextItem:
    """A text that branches write about every measure (記述項目); `longest` is None for any length.

    One that `is_next_plan` is the branch's plan of next year: `rollover` makes it the measure's plan text.
    """

    code: str
    label: str
    guide: str = ""
    required: TextRequired
    longest: int | None = None
    is_next_plan: bool = False


# What a label says that asks for the cause of a figure.
_WHY = ("要因", "原因", "理由", "課題", "cause", "reason", "why")


def asks_why(item: TextItem) -> bool:
    """True where the text's label asks for a cause, and not for what is planned."""
    return not item.is_next_plan and any(word in item.label.casefold() for word in _WHY)


def cause_items(items: Sequence[TextItem]) -> frozenset[str]:
    """The texts that tell why a target was missed, by the first of these that any text is.

    Those whose labels ask why; those asked for only where a target is missed; those always asked for; all.
    """
    if codes := frozenset(item.code for item in items if asks_why(item)):
        return codes
    for required in (TextRequired.NOT_ACHIEVED, TextRequired.ALWAYS):
        codes = frozenset(item.code for item in items if item.required is required)
        if codes:
            return codes
    return frozenset(item.code for item in items)


@dataclass(frozen=True, kw_only=True)
class PastText:
    """What a branch wrote about a measure in an earlier year (過年度記述)."""

    fiscal_year: FiscalYear
    branch_code: str
    measure_code: str
    item_code: str
    text: str


class ChangeKind(StrEnum):
    """What the number of a change on last year is."""

    AMOUNT = "amount"  # in the figure's own unit; of a rate points
    PERCENT = "percent"  # of last year's figure


def unit_of_change(kind: ChangeKind, unit: Unit) -> Unit:
    """The unit in which the number of a change stands."""
    return RATE if kind is ChangeKind.PERCENT else unit


@dataclass(frozen=True, kw_only=True)
class PlannedActivity:
    """An activity figure that branches report (活動項目).

    `branch_code` is '' for one that all branches report; a branch's own row counts before it. `part_of` is
    another item of the measure, or a KPI's code; `summed_into` the item that a total is made for. `prior` is
    last year's figure; `change_kind` how its change is asked for, which is all that some branches know.
    """

    branch_code: str
    measure_code: str
    item: str
    unit: Unit = NO_UNIT
    part_of: str = ""
    summed_into: str = ""
    prior: Figure = BLANK
    change_kind: ChangeKind = ChangeKind.AMOUNT
    note: str = ""

    @property
    def key(self) -> str:
        """The key of its row in the entry workbook."""
        return row_key(self.measure_code, self.item)


def row_key(measure_code: str, of_measure: str) -> str:
    """The key of a row that is about something of a measure: a text by its code, an activity by its name."""
    return f"{measure_code}/{of_measure}"


@dataclass(frozen=True, kw_only=True)
class BranchMeasure:
    """A branch's own plan text for a measure (支部別施策), its place among its measures and its group."""

    branch_code: str
    measure_code: str
    plan_text: str
    note: str = ""
    order: int | None = None
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class BranchWording:
    """A branch's own words for a measure or a KPI (支部別表記); '' where it says what the others say.

    `measure_code` is the measure under which the branch files the KPI, '' for the plan's own.
    """

    branch_code: str
    code: str
    number: str = ""
    name: str = ""
    indicator: str = ""
    definition_note: str = ""
    measure_code: str = ""
