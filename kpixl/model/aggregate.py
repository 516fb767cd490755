"""Figures of many branches, figures over the years, and the KPIs of the whole round."""

from dataclasses import dataclass
from decimal import Decimal

from kpixl.model.assessment import Judgement, Outcome, Reason
from kpixl.model.figure import Figure
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule, RoundKpi
from kpixl.model.rounding import round_half_up


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How many of a scope's branches a computed figure rests on.

    `share` is what they have of the scope's denominator (1 = all of it), None where that is not known;
    `prior_share` is then what they had of last fiscal year's, None where that is not known either.
    """

    branches: int
    of: int
    share: Decimal | None = None
    prior_share: Decimal | None = None

    @property
    def complete(self) -> bool:
        """True where every branch is in it, and with them the denominator to the tenth of a percent."""
        whole = self.share is None or round_half_up(self.share, 3) == 1
        return 0 < self.branches == self.of and whole


@dataclass(frozen=True, kw_only=True)
class Aggregate:
    """A KPI's figure for the whole round (`block` is '') or for a block: as published and as computed.

    `computed` follows from the branches by `rule`, at the KPI's decimals, or has the reason why not.
    `difference` is published minus computed at the KPI's decimals. `prior` is last fiscal year's figure
    that `change` starts from, `published_prior` the one that was published.
    `change` is between the published figures of both years, or else between the computed ones of the same
    branches (`change_basis` says which); never across a change of definition.
    """

    kpi_code: str
    block: str
    rule: AggregateRule
    published: Decimal | None
    computed: Outcome
    coverage: Coverage
    difference: Outcome
    prior: Decimal | None
    published_prior: Decimal | None
    change: Outcome
    change_basis: AggregateRule
    improved: bool | None

    @property
    def value(self) -> Decimal | None:
        """The figure that counts: as published where there is one, else as computed."""
        return self.computed.value if self.published is None else self.published

    @property
    def last_year(self) -> Decimal | None:
        """Last fiscal year's figure that counts: as published where there is one, else as computed."""
        return self.prior if self.published_prior is None else self.published_prior

    @property
    def is_partial(self) -> bool:
        """True where the figure that counts rests on some of the branches only."""
        return self.published is None and self.computed.value is not None and not self.coverage.complete

    @property
    def basis(self) -> AggregateRule:
        """How `value` came about; NONE where there is none."""
        if self.published is not None:
            return AggregateRule.PUBLISHED
        return AggregateRule.NONE if self.computed.value is None else self.rule

    @property
    def is_empty(self) -> bool:
        """True where there is nothing to show, of this fiscal year or the one before."""
        return self.value is None and self.prior is None

    @property
    def contradicts(self) -> bool:
        """True where the published figure differs although every branch is in the computed one."""
        return self.coverage.complete and bool(self.difference.value)


@dataclass(frozen=True, kw_only=True)
class SeriesPoint:
    """One fiscal year of a series; `figure` is None for a year of which nothing is on file.

    Points of different `segment` are figures of different definitions: no line, change or mean may
    join them. `change` is on the fiscal year before, within the segment. `basis` says of a national
    figure how it came about, NONE of a branch's own.
    """

    fiscal_year: FiscalYear
    figure: Figure | None
    segment: int
    change: Outcome
    basis: AggregateRule = AggregateRule.NONE

    @property
    def value(self) -> Decimal | None:
        """The figure's number, None for a gap and for a state."""
        return self.figure.value if self.figure else None


@dataclass(frozen=True, kw_only=True)
class RoundResult:
    """A KPI of the whole round: how many branches reach their target for the KPI that it counts.

    `needed` is how many must. Branches without a target for that KPI are in `no_target` and count
    nowhere else. `rate` is achieved ÷ needed, settled only where no branch is left undecided.
    """

    kpi: RoundKpi
    achieved: int
    not_achieved: int
    not_judged: int
    no_target: int
    needed: int
    judgement: Judgement
    reason: Reason
    rate: Outcome

    @property
    def with_target(self) -> int:
        """The branches that have a target for the counted KPI."""
        return self.achieved + self.not_achieved + self.not_judged
