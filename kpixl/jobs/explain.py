"""`kpixl explain`: why one figure is what it is. It needs the master alone and writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kpixl.locale import catalogue
from kpixl.locale.rewording import reword
from kpixl.model.errors import KpixlError
from kpixl.model.explanation import Explanation
from kpixl.model.finding import RenderedFinding
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Branch
from kpixl.model.round import Round
from kpixl.rules.explanation.figure import explain_all
from kpixl.rules.plan.lookup import Match, find_branch, find_kpi
from kpixl.rules.summary.figure_findings import figure_findings
from kpixl.steps.load_master import load_master

T = TypeVar("T", Branch, Kpi)


@dataclass(frozen=True)
class ExplainResult:
    """The story of one figure, and what was found wrong or doubtful about it."""

    story: Explanation
    findings: tuple[RenderedFinding, ...]


def explain(round_dir: Path, branch: str, kpi: str, language: str) -> ExplainResult:
    """The story of a branch's figure for a KPI, its amounts in the language asked for.

    Raises:
        InputFileError: there is no master, it cannot be read, or it contradicts itself.
        KpixlError: no branch or KPI is called that, or several are.
    """
    loaded = load_master(Round(round_dir).master)
    meant = _one(find_branch(loaded.plan, branch), "branch", branch)
    asked = _one(find_kpi(loaded.plan, kpi), "kpi", kpi)
    key = (meant.code, asked.code)
    rows = [row for row in loaded.assessments if (row.branch_code, row.kpi_code) == key]
    found = figure_findings(loaded.stored.findings, rows).get(key, ())
    return ExplainResult(
        explain_all(loaded.plan, rows, loaded.stored.sources, language)[0],
        reword(found, catalogue(loaded.language), catalogue(language)),
    )


def _one(found: Match[T], kind: str, seen: str) -> T:
    if found.one is not None:
        return found.one
    if found.several:
        raise KpixlError("ambiguous", seen=seen, found=_listed(found.several))
    raise KpixlError(f"{kind}_not_found", seen=seen, near=_listed(found.near))


def _listed(items: Iterable[Branch | Kpi]) -> str:
    """One a line: code and name."""
    return "".join(
        f"\n  {item.code}  {item.indicator if isinstance(item, Kpi) else item.name}" for item in items
    )
