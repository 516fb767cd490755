"""`kpixl summarize`: master in, the executives' summary out. It needs the master alone."""

from dataclasses import dataclass
from pathlib import Path

from kpixl.books.output import write_file
from kpixl.books.stored_master import read_master
from kpixl.books.summary import build_summary_book
from kpixl.model.errors import InputFileError
from kpixl.model.round import Round
from kpixl.model.summary import Summary
from kpixl.rules.assessment import assess
from kpixl.rules.overview import build_summary
from kpixl.rules.planning import parse_plan


@dataclass(frozen=True)
class Summarized:
    """Where the summary is, and what it says."""

    path: Path
    summary: Summary


def summarize(round_dir: Path) -> Summarized:
    """Write the summary of a round from its master.

    1. read the master; 2. assess its entries again by the same rules; 3. refuse a master whose
    judgements do not follow from its figures, because somebody has edited it; 4. build; 5. write.

    Raises:
        InputFileError: there is no master, it cannot be read, or it contradicts itself.
    """
    folder = Round(round_dir)
    path = folder.master
    stored = read_master(path)
    plan, findings = parse_plan(stored.raw_plan)
    if plan is None:
        raise InputFileError("master_invalid", path=path, reason=findings[0].kind.code)
    roster = [branch.code for branch in plan.branches]
    if [row.branch_code for row in stored.ledger] != roster:
        raise InputFileError("master_ledger", path=path)
    assessments = assess(plan, stored.entries)
    for row in assessments:
        if stored.judgements.get((row.branch_code, row.kpi_code)) != row.judgement:
            raise InputFileError("master_edited", path=path, branch=row.branch_code, kpi=row.kpi_code)
    summary = build_summary(
        plan, stored.run_id, assessments, stored.ledger, stored.measure_entries, stored.findings
    )
    write_file(folder.summary, build_summary_book(summary))
    return Summarized(folder.summary, summary)
