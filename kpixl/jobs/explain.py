"""`kpixl explain`: why one figure is what it is. It needs the master alone and writes nothing."""

from dataclasses import dataclass
from pathlib import Path

from kpixl.locale import catalogue
from kpixl.model.explanation import Explanation
from kpixl.model.finding import Finding
from kpixl.model.round import Round
from kpixl.rules.explanation.figure import explain_all
from kpixl.rules.summary.figure_findings import figure_findings
from kpixl.steps.load_master import load_master
from kpixl.steps.lookup import require_branch, require_kpi


@dataclass(frozen=True)
class ExplainResult:
    """The story of one figure, the sentences that tell it, and what was found wrong or doubtful about it."""

    story: Explanation
    text: str
    findings: tuple[Finding, ...]


def explain(round_dir: Path, branch: str, kpi: str, language: str) -> ExplainResult:
    """The story of a branch's figure for a KPI, its amounts in the language asked for.

    Raises:
        InputFileError: there is no master, it cannot be read, or it contradicts itself.
        KpixlError: no branch or KPI is called that, or several are.
    """
    loaded = load_master(Round(round_dir).master)
    key = (require_branch(loaded.plan, branch).code, require_kpi(loaded.plan, kpi).code)
    rows = [row for row in loaded.assessments if (row.branch_code, row.kpi_code) == key]
    found = figure_findings(loaded.findings, rows).get(key, ())
    story = explain_all(loaded.plan, rows, loaded.stored.sources)[0]
    return ExplainResult(story, catalogue(language).explain(story), found)
