"""From a consolidated round to its reports: everything that is known, filed under the branches' measures."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kpixl.model.aggregate import Aggregate
from kpixl.model.assessment import Assessment, Judgement, Outcome, Reason
from kpixl.model.entries import MeasureEntry
from kpixl.model.figure import NOTHING_SAID
from kpixl.model.grade import MeasureGrade
from kpixl.model.head_counts import HeadCount
from kpixl.model.kpi import Kpi, Measure
from kpixl.model.ledger import Receipt
from kpixl.model.master import StoredMaster
from kpixl.model.measure import ChangeKind, cause_items
from kpixl.model.narrative import ActivityFigure, MeasureText, NextKpi
from kpixl.model.own_words import OwnWords, own_words
from kpixl.model.plan import Branch
from kpixl.model.plan_figures import PublishedRank
from kpixl.model.report import (
    BranchReport,
    Miss,
    ReportActivity,
    ReportKpi,
    ReportMeasure,
    ReportText,
    WholeReport,
)
from kpixl.model.summary import Summary
from kpixl.model.target import Direction
from kpixl.model.trend import Trend
from kpixl.model.unit import NO_UNIT, find_unit
from kpixl.rules.figures.rates import counts_behind, typed_otherwise
from kpixl.rules.report.branch_trend import branch_trend, count_trend
from kpixl.rules.targets.judge import reason_of


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the branches said beside their figures."""

    texts: Sequence[MeasureText] = ()
    activities: Sequence[ActivityFigure] = ()
    next_kpis: Sequence[NextKpi] = ()

    @classmethod
    def of(cls, stored: StoredMaster) -> "Said":
        """What a master has of it."""
        return cls(texts=stored.texts, activities=stored.activities, next_kpis=stored.next_kpis)


def branches_to_report(summary: Summary) -> tuple[Branch, ...]:
    """The branches that have returned; of a round that is a plan, all."""
    if summary.is_plan:
        return summary.plan.branches
    returned = {row.branch_code for row in summary.ledger if row.receipt is Receipt.RECEIVED}
    return tuple(branch for branch in summary.plan.branches if branch.code in returned)


def build_reports(summary: Summary, said: Said, branches: Iterable[Branch]) -> tuple[BranchReport, ...]:
    """The report of every branch asked for, in their order."""
    known = _Known(summary, said)
    return tuple(_Branch(known, branch).report() for branch in branches)


def build_whole(summary: Summary, said: Said, branches: Iterable[Branch]) -> WholeReport:
    """The whole round's report, and those of the branches in it."""
    reports = build_reports(summary, said, branches)
    asked = cause_items(summary.plan.text_items)
    misses = tuple(
        Miss(
            branch=report.branch,
            measure=measure.measure,
            kpi=kpi,
            causes=tuple(text for text in measure.texts if text.item.code in asked),
        )
        for report in reports
        for measure in report.measures
        for kpi in measure.kpis
        if kpi.item.judgement is Judgement.NOT_ACHIEVED
    )
    return WholeReport(summary=summary, branches=reports, misses=misses)


@dataclass(frozen=True)
class _Known:
    """The round by the keys under which it is looked up."""

    summary: Summary
    said: Said

    @cached_property
    def assessments(self) -> dict[str, dict[str, Assessment]]:
        found: dict[str, dict[str, Assessment]] = defaultdict(dict)
        for row in self.summary.assessments:
            found[row.branch_code][row.kpi_code] = row
        return found

    @cached_property
    def texts(self) -> dict[tuple[str, str, str], str]:
        return {(row.branch_code, row.measure_code, row.item_code): row.text for row in self.said.texts}

    @cached_property
    def activities(self) -> dict[tuple[str, str], list[ActivityFigure]]:
        found: dict[tuple[str, str], list[ActivityFigure]] = defaultdict(list)
        for row in self.said.activities:
            found[row.branch_code, row.measure_code].append(row)
        return found

    @cached_property
    def next_kpis(self) -> dict[tuple[str, str], list[NextKpi]]:
        found: dict[tuple[str, str], list[NextKpi]] = defaultdict(list)
        for row in self.said.next_kpis:
            found[row.branch_code, row.kpi_code].append(row)
        return found

    @cached_property
    def entries(self) -> dict[tuple[str, str], MeasureEntry]:
        return {(row.branch_code, row.measure_code): row for row in self.summary.measure_entries}

    @cached_property
    def grades(self) -> dict[tuple[str, str], MeasureGrade]:
        return {(row.branch_code, row.measure.code): row for row in self.summary.grades if row.grade}

    @cached_property
    def ranks(self) -> dict[tuple[int, str, str], PublishedRank]:
        return {
            (row.fiscal_year.year, row.branch_code, row.kpi_code): row
            for row in self.summary.plan.published_ranks
        }

    @cached_property
    def head_counts(self) -> dict[tuple[str, str], HeadCount]:
        return {
            (row.branches[0], counts.kpi_code): row
            for counts in self.summary.head_counts
            for row in counts.rows
        }

    @cached_property
    def wholes(self) -> dict[str, Aggregate]:
        return {row.kpi_code: row for row in self.summary.aggregates if not row.block}

    @cached_property
    def trends(self) -> dict[str, Trend]:
        return {trend.kpi.code: trend for trend in self.summary.trends.kpis}


class _Branch:
    """One branch's report in the making."""

    def __init__(self, known: _Known, branch: Branch) -> None:
        self.known, self.branch = known, branch
        self.plan = known.summary.plan
        self.own: OwnWords = own_words(self.plan, branch.code)

    def report(self) -> BranchReport:
        result = next(row for row in self.known.summary.branches if row.branch.code == self.branch.code)
        return BranchReport(
            plan=self.plan,
            branch=self.branch,
            ledger=result.ledger,
            tally=result.tally,
            measures=tuple(self._measures()),
            new_kpis=tuple(self.known.next_kpis.get((self.branch.code, ""), ())),
            run_id=self.known.summary.run_id,
        )

    def _measures(self) -> Iterator[ReportMeasure]:
        measures = {measure.code: measure for measure in self.own.measures()}
        of_measure: dict[str, list[ReportKpi]] = defaultdict(list)
        loose: dict[str, Measure] = {}  # of a plan that does not list its measures
        for kpi in self.own.kpis():
            item = self.known.assessments[self.branch.code][kpi.code]
            nothing = item.target.direction is Direction.NONE and item.figure.state in NOTHING_SAID
            if nothing:
                continue
            code = kpi.measure_code
            if code not in measures:
                code = f"/{kpi.measure}"
                loose.setdefault(code, Measure(code="", pillar=kpi.pillar, name=kpi.measure, group=kpi.group))
            of_measure[code].append(self._kpi(kpi, item))
        for code, measure in _with_loose(measures, loose):
            yield self._measure(measure, of_measure[code])

    def _measure(self, measure: Measure, kpis: Sequence[ReportKpi]) -> ReportMeasure:
        key = (self.branch.code, measure.code)
        return ReportMeasure(
            measure=measure,
            kpis=tuple(kpis),
            activities=tuple(map(self._activity, self._activities(measure))),
            texts=tuple(
                ReportText(item=item, text=text)
                for item in self.plan.text_items
                if (text := self.known.texts.get((*key, item.code), ""))
            ),
            entry=self.known.entries.get(key),
            grade=self.known.grades.get(key),
        )

    def _activities(self, measure: Measure) -> Iterable[ActivityFigure]:
        """What the branch counted; in a plan, what it is going to count."""
        if not self.known.summary.is_plan:
            return self.known.activities.get((self.branch.code, measure.code), ())
        return (
            ActivityFigure(
                branch_code=self.branch.code, measure_code=measure.code, item=row.item, unit=row.unit.symbol,
                last_year=row.prior, part_of=row.part_of, note=row.note,
            )
            for row in self.plan.activities_of(self.branch.code)
            if row.measure_code == measure.code
        )  # fmt: skip

    def _kpi(self, kpi: Kpi, item: Assessment) -> ReportKpi:
        settings, key = self.plan.settings, (self.branch.code, kpi.code)
        year = settings.fiscal_year
        words = self.own.words(kpi.code)
        trend = branch_trend(self.known.summary, self.known.trends.get(kpi.code), kpi, item)
        return ReportKpi(
            kpi=kpi,
            number=words.number,
            definition_note=words.definition_note,
            item=item,
            reported=_rate_typed(kpi, item),
            whole=self.known.wholes.get(kpi.code),
            national=self.plan.published(kpi.code, year),
            national_prior=self.plan.published(kpi.code, year.prior),
            rank=settings.shown_rank(item.rank),
            rank_prior=settings.shown_rank(self.known.summary.prior_ranks.get(key)),
            published_rank=self.known.ranks.get((year.year, *key)),
            published_rank_prior=self.known.ranks.get((year.prior.year, *key)),
            head_count=self.known.head_counts.get(key),
            next_kpis=tuple(self.known.next_kpis.get(key, ())),
            trend=trend,
            count_trend=count_trend(self.plan, kpi, item) if trend is None else None,
        )

    def _activity(self, row: ActivityFigure) -> ReportActivity:
        kpi = self.plan.kpi(row.part_of)
        this, last, stated = row.this_year, row.last_year, row.change.value
        is_amount = row.change_kind is ChangeKind.AMOUNT
        if this.value is not None and last.value is not None:
            change = Outcome(this.value - last.value)
        elif stated is not None and is_amount:
            change = Outcome(stated)
        else:
            change = Outcome(reason=reason_of(this) if this.value is None else Reason.NO_PRIOR)
        return ReportActivity(
            figure=row,
            unit=find_unit(row.unit, self.plan.units) or NO_UNIT,
            part_of=kpi.indicator if kpi else row.part_of,
            change=change,
            percent=None if is_amount else stated,
        )


def _rate_typed(kpi: Kpi, item: Assessment) -> Decimal | None:
    """The rate that the branch typed beside its counts, where they give another."""
    if item.entry is None or item.figure.value is None or counts_behind(kpi, item) is None:
        return None
    typed = typed_otherwise(kpi, item.entry.actual.typed, item.figure.value)
    return typed.value if typed else None


def _with_loose(measures: Mapping[str, Measure], loose: Mapping[str, Measure]) -> list[tuple[str, Measure]]:
    """The measures in their order, each that the plan does not list behind the last one of its pillar."""
    listed = list(measures.items())
    for code, measure in loose.items():
        same = [at for at, (_code, known) in enumerate(listed) if known.pillar == measure.pillar]
        listed.insert(same[-1] + 1 if same else len(listed), (code, measure))
    return listed
