"""A plan's rows of figures: earlier years', published ones, planned counts, head office's corrections."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kpixl.model.assessment import Judgement
from kpixl.model.figure import Figure
from kpixl.model.fiscal import FiscalYear


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """A figure of an earlier fiscal year (過年度), with the target and the judgement of its own time.

    `target` is as it was written then; `judgement` is None where it is not on record.
    """

    fiscal_year: FiscalYear
    branch_code: str
    kpi_code: str
    actual: Figure
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: str = ""
    target: str = ""
    judgement: Judgement | None = None


class FigureStatus(StrEnum):
    """Whether a published figure is final."""

    SETTLED = "settled"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, kw_only=True)
class NationalRow:
    """A national figure as published (全国), or a block's where `block` names one.

    `status` is None where the plan does not say whether it is final.
    """

    fiscal_year: FiscalYear
    kpi_code: str
    target: Decimal | None
    actual: Decimal | None
    note: str = ""
    block: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    status: FigureStatus | None = None


@dataclass(frozen=True, kw_only=True)
class PublishedRank:
    """A branch's rank among all branches as published (全国); `of` is None where no number of branches is."""

    fiscal_year: FiscalYear
    branch_code: str
    kpi_code: str
    rank: int
    of: int | None = None


@dataclass(frozen=True, kw_only=True)
class PlannedCount:
    """A branch's planned head counts for a rate (計画人数): persons in the denominator and the numerator.

    `numerator` is None where only the denominator is planned; it then follows from the target rate.
    """

    branch_code: str
    kpi_code: str
    denominator: Decimal
    numerator: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """A correction by head office (補正): what counts instead of what the branch reported, and why.

    `code` is a KPI's, whose actual becomes `figure`; or a measure's, whose grade becomes `text`.
    """

    branch_code: str
    code: str
    figure: Figure | None
    text: str
    reason: str
    person: str
    date: dt.date
    cell: str = ""  # where it stands in the plan
