"""A step that several commands share: a consolidated round taken in from its master.

It stands between jobs and the floors below, because jobs never import jobs. It only reads, and knows
nothing of returned files: what reads those takes half a second to import.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kpixl.books.master.read import read_master
from kpixl.model.assessment import Assessment
from kpixl.model.errors import InputFileError
from kpixl.model.finding import Finding
from kpixl.model.ledger import LedgerRow
from kpixl.model.master import StoredMaster
from kpixl.model.plan import Plan
from kpixl.rules.assessment.assess import assess
from kpixl.rules.plan.parse import parse_plan
from kpixl.steps.gc_pause import gc_paused

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class LoadedMaster:
    """A consolidated round: its master as stored, its plan, and what follows from its figures.

    `language` is the one that the master itself is written in.
    """

    stored: StoredMaster
    plan: Plan
    assessments: tuple[Assessment, ...]
    language: str

    @property
    def ledger(self) -> tuple[LedgerRow, ...]:
        """What came back: one row for every branch of the roster, in the plan's order."""
        return self.stored.ledger

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was found when the master was made, the gravest first."""
        return self.stored.findings

    def to_frame(self, language: str = "en") -> "pd.DataFrame":
        """The assessments as a pandas table: one row for each branch and KPI, in the plan's order.

        Args:
            language: `en` for columns and words as the keys that programs use (`judgement`, `achieved`), `ja`
                for those of the sheet データ (達成状況, 達成).

        Returns:
            Codes as text, numbers as nullable floats in the KPI's unit (differences of rates in points, the
            achievement rate as a ratio), missing where there is none. docs/api.md lists the columns.
        """
        from kpixl.steps.to_frame import to_frame

        return to_frame(self.plan, self.assessments, language)


@gc_paused()
def load_master(path: Path, language: str = "") -> LoadedMaster:
    """Read a master, and assess its entries again by the same rules.

    With a `language`, the plan speaks that one instead of its own, and so does all that is made of it.

    Raises:
        InputFileError: there is no master, it cannot be read, somebody has edited it, or its judgements are
            not those of this version's rules.
    """
    stored = read_master(path)
    plan, _findings = parse_plan(stored.raw_plan)
    if plan is None:
        raise InputFileError("master_version", path=path, version=stored.version)
    own = plan.settings.language
    if language:
        plan = replace(plan, settings=replace(plan.settings, language=language))
    assessments = assess(plan, stored.entries)
    judged = {(row.branch_code, row.kpi_code): row.judgement for row in assessments}
    differing = [key for key in judged | stored.judgements if judged.get(key) != stored.judgements.get(key)]
    if differing:
        branch, kpi = differing[0]
        raise InputFileError("master_judgement", path=path, version=stored.version, branch=branch, kpi=kpi)
    return LoadedMaster(stored=stored, plan=plan, assessments=assessments, language=own)
