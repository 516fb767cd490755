"""Building the summary: tallies by branch, KPI and pillar, and who and what stands out."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import asdict

import pandas as pd

from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.entries import MeasureEntry
from kpixl.model.figure import FigureState
from kpixl.model.finding import Finding
from kpixl.model.ledger import LedgerRow, Source
from kpixl.model.plan import Plan
from kpixl.model.summary import BlockResult, BranchResult, KpiResult, PillarResult, Summary, Tally
from kpixl.rules.assessment.aggregates import compute_aggregates
from kpixl.rules.assessment.comparison import rank_prior_year
from kpixl.rules.assessment.data_frame import assessments_frame
from kpixl.rules.assessment.round_kpis import judge_round_kpis
from kpixl.rules.assessment.same_branches import same_branches
from kpixl.rules.explanation.figure import explain_all
from kpixl.rules.explanation.methods import kpi_methods
from kpixl.rules.grading.grades import grade_measures, overall_grades
from kpixl.rules.plan.grade_schemes import scheme_of
from kpixl.rules.summary.figure_findings import figure_findings, find_doubtful
from kpixl.rules.summary.funnels import find_funnels
from kpixl.rules.summary.head_counts import find_head_counts
from kpixl.rules.summary.highlights import find_highlights
from kpixl.rules.summary.open_decisions import OpenDecisionInputs, find_open_decisions
from kpixl.rules.summary.past_judgements import last_years_tally, missed_again
from kpixl.rules.summary.plan_items import plan_items
from kpixl.rules.summary.round_movement import chances_of_change, count_moves, count_wholes, distances
from kpixl.rules.summary.scorecard import score_kpis
from kpixl.rules.summary.sensitivity import find_sensitivity
from kpixl.rules.summary.trends import find_trends

_MOST_HIGHLIGHTS = 3  # of each kind: what the one page has room for


def build_summary(
    plan: Plan,
    run_id: str,
    assessments: Sequence[Assessment],
    ledger: Sequence[LedgerRow],
    measure_entries: Sequence[MeasureEntry],
    findings: Sequence[Finding],
    *,
    sources: Sequence[Source] = (),
) -> Summary:
    """All that the summary workbook shows, from the assessments and the ledger."""
    frame = assessments_frame(plan, assessments)
    by_branch, by_kpi, by_pillar, by_block = (
        _tallies(frame, key) for key in ("branch_code", "kpi_code", "pillar", "block")
    )
    branches = _place_branches(plan, by_branch, ledger)
    kpis = tuple(KpiResult(kpi, by_kpi.get(kpi.code, Tally())) for kpi in plan.kpis)
    pillars = dict.fromkeys(kpi.pillar for kpi in plan.kpis)
    grades = grade_measures(plan, assessments, measure_entries)
    aggregates = compute_aggregates(plan, (row.entry for row in assessments if row.entry))
    sensitivity = find_sensitivity(plan, assessments, measure_entries, grades)
    found = figure_findings(findings, assessments)
    doubtful = find_doubtful(found, assessments)
    chances = chances_of_change(plan, assessments)
    same = same_branches(plan, (row.entry for row in assessments if row.entry))
    scores = score_kpis(plan, assessments, aggregates, same, chances)
    return Summary(
        plan=plan,
        run_id=run_id,
        total=_sum(by_branch.values()),
        last_year=last_years_tally(plan),
        movement=count_moves(assessments, chances),
        distances=distances(plan, assessments),
        missed_again=missed_again(plan, assessments),
        scores=scores,
        whole_movement=count_wholes(scores),
        same_branches=same,
        funnels=find_funnels(plan, assessments),
        branches=branches,
        kpis=kpis,
        pillars=tuple(PillarResult(pillar, by_pillar.get(pillar, Tally())) for pillar in pillars),
        blocks=_blocks(plan, by_block),
        assessments=tuple(assessments),
        decisions=find_open_decisions(
            OpenDecisionInputs(
                plan=plan,
                ledger=ledger,
                kpis=kpis,
                assessments=assessments,
                aggregates=aggregates,
                sensitivity=sensitivity,
                doubtful=doubtful,
            )
        ),
        doubtful=doubtful,
        chances=chances,
        prior_ranks=rank_prior_year(plan),
        highlights=find_highlights(plan, assessments, chances, _MOST_HIGHLIGHTS),
        ledger=tuple(ledger),
        measure_entries=tuple(measure_entries),
        findings=tuple(findings),
        figure_findings=found,
        explanations=explain_all(plan, assessments, sources),
        methods=kpi_methods(plan),
        aggregates=aggregates,
        round_results=judge_round_kpis(plan, assessments),
        scheme=scheme_of(plan),
        grades=grades,
        overall_grades=overall_grades(plan, grades),
        plan_items=plan_items(plan, assessments),
        sensitivity=sensitivity,
        head_counts=find_head_counts(plan, assessments),
        trends=find_trends(plan, assessments, aggregates, same),
    )


def _tallies(frame: pd.DataFrame, key: str) -> dict[Hashable, Tally]:
    """How many judgements of each kind there are for every value of a column."""
    absent = (frame["judgement"] == Judgement.NOT_JUDGED) & (frame["actual_state"] == FigureState.MISSING)
    counts = pd.crosstab(frame[key], frame["judgement"]).assign(missing=absent.groupby(frame[key]).sum())
    return {
        name: Tally(**{str(kind): count for kind, count in row.items()})
        for name, row in counts.to_dict("index").items()
    }


def _blocks(plan: Plan, tallies: dict[Hashable, Tally]) -> tuple[BlockResult, ...]:
    """The roster's blocks in its order; none where there is one alone, or one for every branch."""
    names = list(dict.fromkeys(branch.block for branch in plan.branches if branch.block))
    if not 1 < len(names) < len(plan.branches):
        return ()
    return tuple(BlockResult(name, tallies.get(name, Tally())) for name in names)


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = dict.fromkeys(asdict(Tally()), 0)
    for tally in tallies:
        for kind, count in asdict(tally).items():
            total[kind] += count
    return Tally(**total)


def _place_branches(
    plan: Plan, tallies: dict[Hashable, Tally], ledger: Sequence[LedgerRow]
) -> tuple[BranchResult, ...]:
    """Branches with competition places by share achieved; equal shares share a place."""
    rows = {row.branch_code: row for row in ledger}
    shares = {branch.code: tallies.get(branch.code, Tally()).share for branch in plan.branches}
    series = pd.Series({code: share for code, share in shares.items() if share is not None}, dtype=float)
    places = {str(code): int(place) for code, place in series.rank(method="min", ascending=False).items()}
    return tuple(
        BranchResult(
            branch=branch,
            tally=tallies.get(branch.code, Tally()),
            ledger=rows[branch.code],
            place=places.get(branch.code),
        )
        for branch in plan.branches
    )
