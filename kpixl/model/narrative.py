"""What a branch writes beside its figures: texts, activity figures, next year's KPIs."""

from dataclasses import dataclass
from enum import StrEnum

from kpixl.model.figure import BLANK, Figure
from kpixl.model.measure import ChangeKind


@dataclass(frozen=True, kw_only=True)
class MeasureText:
    """One text of a branch about one measure (施策記述); `item_code` is that of the plan's 記述項目."""

    branch_code: str
    measure_code: str
    item_code: str
    text: str
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class ActivityFigure:
    """A counted fact beside the KPIs (活動実績): carried over from year to year, never judged.

    `part_of` names the item of the same measure that this one is a part of, '' for none. `change` is the
    change on last year as the branch states it, which may be all that is known.
    """

    branch_code: str
    measure_code: str
    item: str
    unit: str = ""
    this_year: Figure = BLANK
    last_year: Figure = BLANK
    change: Figure = BLANK
    change_kind: ChangeKind = ChangeKind.AMOUNT
    as_of: str = ""
    part_of: str = ""
    note: str = ""
    file: str = ""


class NextKpiStatus(StrEnum):
    """What becomes of a KPI next year."""

    CONTINUES = "continues"
    CHANGED = "changed"
    NEW = "new"
    ENDS = "ends"


@dataclass(frozen=True, kw_only=True)
class NextKpi:
    """A KPI of next year as one branch proposes it (次年度KPI); `kpi_code` is '' for a new one.

    Direction and target are as typed: the target may be anything of the target language.
    """

    branch_code: str
    kpi_code: str
    status: NextKpiStatus
    measure_code: str = ""
    indicator: str = ""
    direction: str = ""
    unit: str = ""
    target: str = ""
    note: str = ""
    file: str = ""
