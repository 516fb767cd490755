"""The plan: everything head office decides before a round starts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from operator import itemgetter

from kpixl.model.assessment import Rank
from kpixl.model.figure import Figure
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import CountRounding, GradeRule, JudgeOn, Kpi, Measure, RoundKpi
from kpixl.model.measure import BranchMeasure, BranchWording, PastText, PlannedActivity, TextItem
from kpixl.model.plan_figures import Adjustment, HistoryRow, NationalRow, PlannedCount, PublishedRank
from kpixl.model.receipt_note import ReceiptNote, ReceiptRuling
from kpixl.model.target import NO_TARGET, Target
from kpixl.model.unit import Unit


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A branch (支部). `code` is text: leading zeros belong to it."""

    code: str
    name: str
    block: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The plan's 設定 sheet.

    `date` is the day the plan was settled; every workbook of the round carries it as its creation
    date, so that the same inputs give the same bytes. `utc_offset` is the organisation's time in hours
    from UTC. `asks_next_kpis`: branches are asked which KPIs go on next year, and how. `fewest_ranked`
    is how many branches must be ranked for a rank of the round's own to be shown.
    """

    organisation: str
    fiscal_year: FiscalYear
    round_name: str
    date: dt.date
    language: str = "ja"
    classification: str = ""
    due: dt.date | None = None
    contact: str = ""
    aggregate_name: str = "全国"
    grade_scheme: str = ""
    judge_on: JudgeOn = JudgeOn.REPORTED
    minus: str = "-"
    utc_offset: Decimal = Decimal(9)
    count_rounding: CountRounding = CountRounding.UP
    asks_next_kpis: bool = False
    fewest_ranked: int = 5

    @property
    def created(self) -> dt.datetime:
        """The plan's date at midnight, for workbook properties."""
        return dt.datetime.combine(self.date, dt.time())

    def shown_rank(self, rank: Rank | None) -> Rank | None:
        """A rank of the round's own as readers see it: None among fewer than `fewest_ranked` branches."""
        return rank if rank is not None and rank.of >= self.fewest_ranked else None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole plan. `targets` is keyed by (branch code, KPI code); an absent pair has no target."""

    settings: Settings
    branches: tuple[Branch, ...]
    kpis: tuple[Kpi, ...]
    targets: Mapping[tuple[str, str], Target] = field(default_factory=dict)
    history: tuple[HistoryRow, ...] = ()
    national: tuple[NationalRow, ...] = ()
    measures: tuple[Measure, ...] = ()
    grade_rules: tuple[GradeRule, ...] = ()
    planned_counts: tuple[PlannedCount, ...] = ()
    round_kpis: tuple[RoundKpi, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    units: tuple[Unit, ...] = ()
    published_ranks: tuple[PublishedRank, ...] = ()
    text_items: tuple[TextItem, ...] = ()
    past_texts: tuple[PastText, ...] = ()
    activities: tuple[PlannedActivity, ...] = ()
    branch_measures: tuple[BranchMeasure, ...] = ()
    branch_wording: tuple[BranchWording, ...] = ()
    decisions: tuple[ReceiptNote, ...] = ()

    def target(self, branch_code: str, kpi_code: str) -> Target:
        """The target of a branch for a KPI; NO_TARGET where the plan sets none."""
        return self.targets.get((branch_code, kpi_code), NO_TARGET)

    def branch(self, code: str) -> Branch | None:
        """The branch of that code, or None when the roster does not have it."""
        return self._branches.get(code)

    def kpi(self, code: str) -> Kpi | None:
        """The KPI of that code, or None when the plan does not have it."""
        return self._kpis.get(code)

    def past(self, branch_code: str, kpi_code: str, fiscal_year: FiscalYear) -> HistoryRow | None:
        """The history's row for a fiscal year, comparable or not; None where it has none."""
        return self._history.get((fiscal_year.year, branch_code, kpi_code))

    def is_by_telephone(self, branch_code: str) -> bool:
        """True where head office has noted that a branch answered by telephone."""
        wanted = (ReceiptRuling.BY_TELEPHONE, branch_code)
        return any((item.ruling, item.branch_code) == wanted for item in self.decisions)

    def activities_of(self, branch_code: str) -> tuple[PlannedActivity, ...]:
        """The activity figures that a branch reports, in the plan's order; its own row counts first."""
        return tuple(row for row in self._activity_rows(branch_code) if not self._is_of_kpi(row))

    def kpi_parts_of(self, branch_code: str) -> tuple[PlannedActivity, ...]:
        """The rows that take a KPI's count into a total: their item is its code, and nobody reports it."""
        return tuple(row for row in self._activity_rows(branch_code) if self._is_of_kpi(row))

    def _is_of_kpi(self, row: PlannedActivity) -> bool:
        return bool(row.summed_into) and self.kpi(row.item) is not None

    def _activity_rows(self, branch_code: str) -> tuple[PlannedActivity, ...]:
        found: dict[tuple[str, str], PlannedActivity] = {}
        own, common = self._activities.get(branch_code, []), self._activities.get("", [])
        for _place, row in sorted((*own, *common), key=itemgetter(0)):
            key = (row.measure_code, row.item)
            if row.branch_code or key not in found:
                found[key] = row
        return tuple(found.values())

    def past_texts_of(self, branch_code: str) -> tuple[PastText, ...]:
        """What a branch wrote in earlier years, in the plan's order."""
        return tuple(self._past_texts.get(branch_code, ()))

    def of_branch(self, code: str) -> "Plan":
        """As much of the plan as the form of one branch shows, without figures and targets."""
        return replace(
            self,
            branches=tuple(branch for branch in self.branches if branch.code == code),
            targets={},
            history=(),
            national=(),
            grade_rules=(),
            planned_counts=(),
            adjustments=(),
            published_ranks=(),
            past_texts=self.past_texts_of(code),
            activities=self._activity_rows(code),
            branch_measures=tuple(self.own_measures.get(code, {}).values()),
            branch_wording=tuple(self.own_wording.get(code, {}).values()),
            decisions=(),
        )

    def prior(self, branch_code: str, kpi_code: str) -> Figure | None:
        """Last fiscal year's actual as the history has it, comparable or not; None where it has none."""
        row = self.past(branch_code, kpi_code, self.settings.fiscal_year.prior)
        return row.actual if row else None

    def is_comparable(self, kpi: Kpi, fiscal_year: FiscalYear) -> bool:
        """True where a figure of that fiscal year has the definition that the KPI has now."""
        if fiscal_year >= self.settings.fiscal_year:
            return True
        since = kpi.comparable_since
        return kpi.comparable and (since is None or fiscal_year >= since)

    def base(self, branch_code: str, kpi: Kpi) -> Decimal | None:
        """Last year's actual as the base of a comparison; None without a number of today's definition."""
        prior = self.prior(branch_code, kpi.code)
        return prior.value if prior and self.is_comparable(kpi, self.settings.fiscal_year.prior) else None

    def published(self, kpi_code: str, fiscal_year: FiscalYear, block: str = "") -> NationalRow | None:
        """The figures published for a fiscal year, of the whole or of a block; None where there are none."""
        return self._national.get((fiscal_year, kpi_code, block))

    def published_national(self, kpi_code: str, fiscal_year: FiscalYear) -> Decimal | None:
        """The national actual as published for a fiscal year, or None."""
        row = self.published(kpi_code, fiscal_year)
        return row.actual if row else None

    @cached_property
    def past_years(self) -> tuple[FiscalYear, ...]:
        """The fiscal years before this one of which the plan has a figure, ascending."""
        years = {row.fiscal_year for row in self.history} | {row.fiscal_year for row in self.national}
        return tuple(sorted(year for year in years if year < self.settings.fiscal_year))

    @cached_property
    def own_measures(self) -> Mapping[str, Mapping[str, BranchMeasure]]:
        """支部別施策 by branch and measure."""
        found: dict[str, dict[str, BranchMeasure]] = {}
        for row in self.branch_measures:
            found.setdefault(row.branch_code, {})[row.measure_code] = row
        return found

    @cached_property
    def own_wording(self) -> Mapping[str, Mapping[str, BranchWording]]:
        """支部別表記 by branch and code."""
        found: dict[str, dict[str, BranchWording]] = {}
        for row in self.branch_wording:
            found.setdefault(row.branch_code, {})[row.code] = row
        return found

    def definition_note(self, branch_code: str, kpi_code: str) -> str:
        """What the plan notes on how a branch defines a KPI otherwise (支部別表記); '' for nothing."""
        said = self.own_wording.get(branch_code, {}).get(kpi_code)
        return said.definition_note if said else ""

    # Indexes, made at the first look-up: a round has thousands of look-ups over thousands of rows.

    @cached_property
    def _branches(self) -> dict[str, Branch]:
        return {branch.code: branch for branch in self.branches}

    @cached_property
    def _kpis(self) -> dict[str, Kpi]:
        return {kpi.code: kpi for kpi in self.kpis}

    @cached_property
    def _past_texts(self) -> Mapping[str, Sequence[PastText]]:
        found: defaultdict[str, list[PastText]] = defaultdict(list)
        for row in self.past_texts:
            found[row.branch_code].append(row)
        return found

    @cached_property
    def _activities(self) -> Mapping[str, Sequence[tuple[int, PlannedActivity]]]:
        found: defaultdict[str, list[tuple[int, PlannedActivity]]] = defaultdict(list)
        for place, row in enumerate(self.activities):
            found[row.branch_code].append((place, row))
        return found

    @cached_property
    def _history(self) -> dict[tuple[int, str, str], HistoryRow]:
        return {(row.fiscal_year.year, row.branch_code, row.kpi_code): row for row in self.history}

    @cached_property
    def _national(self) -> dict[tuple[FiscalYear, str, str], NationalRow]:
        return {(row.fiscal_year, row.kpi_code, row.block): row for row in self.national}
