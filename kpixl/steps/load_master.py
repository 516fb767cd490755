"""A step that several commands share: a consolidated round taken in from its master.

It stands between jobs and the floors below, because jobs never import jobs. It only reads, and knows
nothing of returned files: what reads those takes half a second to import.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from kpixl.books.master.read import read_master
from kpixl.model.assessment import Assessment
from kpixl.model.errors import InputFileError
from kpixl.model.master import StoredMaster
from kpixl.model.plan import Plan
from kpixl.rules.assessment.assess import assess
from kpixl.rules.plan.parse import parse_plan


@dataclass(frozen=True)
class LoadedMaster:
    """A consolidated round: its master as stored, its plan, and what follows from its figures.

    `language` is the one that the master itself is written in.
    """

    stored: StoredMaster
    plan: Plan
    assessments: tuple[Assessment, ...]
    language: str


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
    return LoadedMaster(stored, plan, assessments, own)
