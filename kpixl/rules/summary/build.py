"""Building the summary: tallies by branch, KPI and pillar, and who and what stands out."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from kpixl.model.assessment import Assessment
from kpixl.model.entries import MeasureEntry
from kpixl.model.finding import Finding
from kpixl.model.ledger import LedgerRow, Source
from kpixl.model.narrative import MeasureText
from kpixl.model.plan import Plan
from kpixl.model.summary import BlockResult, BranchResult, KpiResult, PillarResult, Summary, Tally
from kpixl.rules.assessment.aggregates import compute_aggregates
from kpixl.rules.assessment.comparison import rank_prior_year
from kpixl.rules.assessment.round_kpis import judge_round_kpis
from kpixl.rules.assessment.same_branches import same_branches
from kpixl.rules.explanation.figure import explain_all
from kpixl.rules.explanation.methods import kpi_methods
from kpixl.rules.grading.grades import grade_measures, overall_grades
from kpixl.rules.plan.grade_schemes import scheme_of
from kpixl.rules.summary.causes import find_causes
from kpixl.rules.summary.conclusion import ConclusionInputs, find_conclusion
from kpixl.rules.summary.figure_findings import figure_findings, find_doubtful
from kpixl.rules.summary.funnels import find_funnels
from kpixl.rules.summary.head_counts import find_head_counts
from kpixl.rules.summary.highlights import find_highlights
from kpixl.rules.summary.misses import rank_misses
from kpixl.rules.summary.open_decisions import OpenDecisionInputs, find_open_decisions
from kpixl.rules.summary.past_judgements import last_years_tally, missed_again
from kpixl.rules.summary.plan_items import plan_items
from kpixl.rules.summary.round_movement import chances_of_change, count_moves, count_wholes, distances
from kpixl.rules.summary.scorecard import score_kpis
from kpixl.rules.summary.sensitivity import find_sensitivity
from kpixl.rules.summary.shown import choose_shown, counts_of_shown, first_points
from kpixl.rules.summary.tallies import places, sum_of, tallies_by
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
    most_shown: int | None = None,
    asked: Collection[str] = (),
    texts: Sequence[MeasureText] = (),
) -> Summary:
    """All that the summary workbook shows, from the assessments and the ledger.

    Of more than `most_shown` branches its lists show the best and the last, and those `asked` for by code;
    every count, total and decision is of all of them. `texts` are what the branches wrote of their measures.
    """
    block_of = {branch.code: branch.block for branch in plan.branches}
    pillar_of = {kpi.code: kpi.pillar for kpi in plan.kpis}
    by_branch = tallies_by(assessments, lambda row: row.branch_code)
    by_kpi = tallies_by(assessments, lambda row: row.kpi_code)
    by_pillar = tallies_by(assessments, lambda row: pillar_of[row.kpi_code])
    by_block = tallies_by(assessments, lambda row: block_of[row.branch_code])
    by_both = tallies_by(assessments, lambda row: (block_of[row.branch_code], row.kpi_code))
    branches = _place_branches(plan, by_branch, ledger)
    kpis = tuple(KpiResult(kpi, by_kpi.get(kpi.code, Tally())) for kpi in plan.kpis)
    pillars = dict.fromkeys(kpi.pillar for kpi in plan.kpis)
    listed = choose_shown(branches, most_shown, asked)
    codes = {branch.code for branch in listed}
    shown_rows = [row for row in assessments if row.branch_code in codes]
    grades = grade_measures(plan, assessments, measure_entries)
    aggregates = compute_aggregates(plan, (row.entry for row in assessments if row.entry))
    sensitivity = find_sensitivity(plan, assessments, measure_entries, grades)
    found = figure_findings(findings, assessments)
    doubtful = find_doubtful(found, assessments)
    chances = chances_of_change(plan, assessments)
    same = same_branches(plan, (row.entry for row in assessments if row.entry))
    scores = score_kpis(plan, assessments, aggregates, same, chances)
    total, last_year = sum_of(by_branch.values()), last_years_tally(plan)
    movement, misses = count_moves(assessments, chances), rank_misses(plan, assessments)
    causes = find_causes(plan, assessments, texts)
    return Summary(
        plan=plan,
        run_id=run_id,
        total=total,
        last_year=last_year,
        movement=movement,
        distances=distances(plan, assessments),
        misses=misses,
        missed_again=missed_again(plan, assessments),
        scores=scores,
        whole_movement=count_wholes(scores),
        same_branches=same,
        funnels=find_funnels(plan, assessments),
        branches=branches,
        shown=listed,
        kpis=kpis,
        pillars=tuple(PillarResult(pillar, by_pillar.get(pillar, Tally())) for pillar in pillars),
        blocks=_blocks(plan, by_block, by_branch),
        block_tallies=by_both,
        assessments=tuple(assessments),
        conclusion=find_conclusion(
            ConclusionInputs(
                plan=plan,
                total=total,
                last_year=last_year,
                movement=movement,
                misses=misses,
                ledger=ledger,
                doubtful=doubtful,
            )
        ),
        decisions=find_open_decisions(
            OpenDecisionInputs(
                plan=plan,
                ledger=ledger,
                kpis=kpis,
                assessments=assessments,
                aggregates=aggregates,
                scores=scores,
                misses=misses,
                causes=causes,
                sensitivity=sensitivity,
                doubtful=doubtful,
            )
        ),
        causes=causes,
        doubtful=doubtful,
        chances=chances,
        prior_ranks=rank_prior_year(plan),
        highlights=find_highlights(plan, assessments, chances, _MOST_HIGHLIGHTS),
        ledger=tuple(ledger),
        measure_entries=tuple(measure_entries),
        findings=tuple(findings),
        figure_findings=found,
        explanations=explain_all(plan, shown_rows, sources),
        methods=kpi_methods(plan),
        aggregates=aggregates,
        round_results=judge_round_kpis(plan, assessments),
        scheme=scheme_of(plan),
        grades=grades,
        overall_grades=overall_grades(plan, grades),
        plan_items=plan_items(plan, assessments),
        sensitivity=first_points(sensitivity) if len(codes) < len(branches) else sensitivity,
        head_counts=counts_of_shown(find_head_counts(plan, assessments), codes),
        trends=find_trends(plan, assessments, aggregates, same, shown=codes),
    )


def _blocks(
    plan: Plan, tallies: Mapping[str, Tally], by_branch: Mapping[str, Tally]
) -> tuple[BlockResult, ...]:
    """The roster's blocks in its order; none where there is one alone, or each has one judged branch at most.

    Such a block says nothing that its branch does not.
    """
    names = list(dict.fromkeys(branch.block for branch in plan.branches if branch.block))
    judged = Counter(
        branch.block
        for branch in plan.branches
        if branch.block and by_branch.get(branch.code, Tally()).judged
    )
    if len(names) < 2 or max(judged.values(), default=0) < 2:
        return ()
    return tuple(BlockResult(name, tallies.get(name, Tally())) for name in names)


def _place_branches(
    plan: Plan, tallies: Mapping[str, Tally], ledger: Sequence[LedgerRow]
) -> tuple[BranchResult, ...]:
    """Branches with competition places by share achieved; equal shares share a place."""
    rows = {row.branch_code: row for row in ledger}
    place = places({branch.code: tallies.get(branch.code, Tally()) for branch in plan.branches})
    return tuple(
        BranchResult(
            branch=branch,
            tally=tallies.get(branch.code, Tally()),
            ledger=rows[branch.code],
            place=place.get(branch.code),
        )
        for branch in plan.branches
    )
