"""The story of one figure, as messages: catalogue keys with what fills them; locale has the words."""

from dataclasses import dataclass

from kpixl.model.assessment import Assessment
from kpixl.model.kpi import JudgeOn, Kpi
from kpixl.model.message import Detail, Message
from kpixl.model.plan import Branch
from kpixl.model.plan_figures import Adjustment
from kpixl.model.target import ResolvedTarget


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why one figure is what it is.

    `sentences` tell it to a reader, in their order; `facts` are the same by the keys of the columns
    that show them, always all of them, '' where a figure has none.
    """

    branch: Branch
    kpi: Kpi
    assessment: Assessment
    resolved: ResolvedTarget
    adjustment: Adjustment | None
    judge_on: JudgeOn
    sentences: tuple[Message, ...]
    facts: tuple[tuple[str, Detail], ...]


@dataclass(frozen=True)
class Method:
    """How a KPI is computed and judged: texts by the keys of the columns that show them."""

    kpi: Kpi
    facts: tuple[tuple[str, Detail], ...]
