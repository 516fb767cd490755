"""What a report (事業報告) says: a branch's measures with everything known of each, and the whole round."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kpixl.model.aggregate import Aggregate
from kpixl.model.assessment import Assessment, Judgement, Outcome, Rank
from kpixl.model.entries import MeasureEntry
from kpixl.model.fiscal import FiscalYear
from kpixl.model.grade import MeasureGrade
from kpixl.model.head_counts import HeadCount
from kpixl.model.kpi import Kpi, Measure
from kpixl.model.ledger import LedgerRow
from kpixl.model.measure import TextItem
from kpixl.model.narrative import ActivityFigure, NextKpi
from kpixl.model.plan import Branch, Plan
from kpixl.model.plan_figures import NationalRow, PublishedRank
from kpixl.model.summary import Summary, Tally
from kpixl.model.trend import Axis, TrendLine
from kpixl.model.unit import Unit


@dataclass(frozen=True, kw_only=True)
class ReportTrend:
    """A KPI over the fiscal years: the branch's line and the whole's, and the target of this year.

    A count (`is_counted`) is shown from zero. `persons` are the numerators behind the branch's rate by fiscal
    year, None for a year without; empty where fewer than two years have any.
    """

    branch: TrendLine
    whole: TrendLine | None
    target: Decimal | None
    axis: Axis
    is_counted: bool = False
    persons: tuple[Decimal | None, ...] = ()


@dataclass(frozen=True)
class CountSeries:
    """One of a KPI's counts by fiscal year, under its label; None for a year without."""

    label: str
    counts: tuple[Decimal | None, ...]


@dataclass(frozen=True, kw_only=True)
class CountTrend:
    """Counts of a KPI without a rate to draw, over fiscal years (ascending): columns side by side from 0."""

    years: tuple[FiscalYear, ...]
    series: tuple[CountSeries, ...]
    axis: Axis


@dataclass(frozen=True, kw_only=True)
class ReportKpi:
    """A KPI in the branch's own words, with all that the round knows of it.

    `rank` and `rank_prior` are the round's own, None where too few branches are in it; `published_rank` and
    `published_rank_prior` are the plan's. `head_count` are the persons behind the rate;
    `reported` is the rate typed beside them, where they give another. `count_trend` is there
    where the rate has no `trend` and its counts have one.
    """

    kpi: Kpi
    number: str
    definition_note: str
    item: Assessment
    reported: Decimal | None
    whole: Aggregate | None
    national: NationalRow | None
    national_prior: NationalRow | None
    rank: Rank | None
    rank_prior: Rank | None
    published_rank: PublishedRank | None
    published_rank_prior: PublishedRank | None
    head_count: HeadCount | None
    next_kpis: tuple[NextKpi, ...]
    trend: ReportTrend | None
    count_trend: CountTrend | None


@dataclass(frozen=True, kw_only=True)
class ReportActivity:
    """An activity figure and its change on last year: that of the two figures, else the one that is stated.

    `percent` is the change that the branch states in ％, None where it states none so.
    """

    figure: ActivityFigure
    unit: Unit
    part_of: str
    change: Outcome
    percent: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class ReportText:
    """A text of the branch under its label, to the letter."""

    item: TextItem
    text: str


@dataclass(frozen=True, kw_only=True)
class ReportMeasure:
    """A measure of the branch, in the branch's own words, and all that is said of it."""

    measure: Measure
    kpis: tuple[ReportKpi, ...]
    activities: tuple[ReportActivity, ...]
    texts: tuple[ReportText, ...]
    entry: MeasureEntry | None
    grade: MeasureGrade | None

    @property
    def judgements(self) -> Mapping[Judgement, int]:
        """How many of its KPIs have each judgement; those without a target are left out."""
        found: dict[Judgement, int] = {}
        for kpi in self.kpis:
            if kpi.item.judgement is not Judgement.NO_TARGET:
                found[kpi.item.judgement] = found.get(kpi.item.judgement, 0) + 1
        return found


@dataclass(frozen=True, kw_only=True)
class BranchReport:
    """One branch's report: its measures in its own order; KPIs that are new next year belong to none."""

    plan: Plan
    branch: Branch
    ledger: LedgerRow
    tally: Tally
    measures: tuple[ReportMeasure, ...]
    new_kpis: tuple[NextKpi, ...]
    run_id: str

    @property
    def says_something(self) -> bool:
        """True where there is more than figures: texts, activities, a plan, next year's KPIs."""
        said = any(item.texts or item.activities or item.measure.plan_text for item in self.measures)
        return (
            said or bool(self.new_kpis) or any(kpi.next_kpis for item in self.measures for kpi in item.kpis)
        )

    @property
    def has_texts(self) -> bool:
        """True where the branch has written anything about a measure."""
        return any(measure.texts for measure in self.measures)


@dataclass(frozen=True, kw_only=True)
class Miss:
    """A target that a branch has not achieved, and the causes that it gives."""

    branch: Branch
    measure: Measure
    kpi: ReportKpi
    causes: tuple[ReportText, ...]


@dataclass(frozen=True, kw_only=True)
class WholeReport:
    """The council's paper: the whole round, every miss with its causes, every branch's own report."""

    summary: Summary
    branches: tuple[BranchReport, ...]
    misses: tuple[Miss, ...]
