"""How findings are printed, and how they stand in `--json`.

A round of 47 branches has hundreds of findings of a dozen causes: one line a cause, with the branches or
cells that it concerns. Few findings are shown as they are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NoReturn

import click

from kpixl.cli.exits import Exit, exit_with
from kpixl.cli.output.cell_ranges import cell_ranges
from kpixl.cli.output.console import reader_words, several
from kpixl.locale import Catalogue, format_finding
from kpixl.model.finding import Finding, FindingCode, RenderedFinding
from kpixl.model.plan import Plan
from kpixl.model.printable import printable

if TYPE_CHECKING:
    from kpixl.steps.load_plan import PlanFaults

FEW = 12  # findings that are shown one by one
MOST_CAUSES = 26  # lines; what is beyond is counted in one more
_MOST_SENTENCES = 3  # of one code: with more, one of them stands as an example
_MOST_BRANCHES, _MOST_CELLS, _MOST_RANGES = 6, 3, 8


@dataclass(frozen=True)
class _Cause:
    """Findings of one code, or of one sentence; `is_one_sentence` where all say the same."""

    findings: tuple[Finding, ...]
    example: RenderedFinding
    is_one_sentence: bool


def echo_findings(
    findings: Iterable[Finding], plan: Plan | None = None, *, err: bool = False, everything: bool
) -> None:
    """Findings as lines, many of one cause as one; with names of branches and indicators of the plan."""
    for line in finding_lines(findings, plan, reader_words(), everything=everything):
        click.echo(line, err=err)


def findings_json(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings for `--json`, rendered in the reader's language."""
    language = reader_words()
    return [asdict(language.render(item)) for item in findings]


def stop_for_faults(faults: "PlanFaults", *, told: bool = False, everything: bool) -> NoReturn:
    """End a command that needs a sound plan; its faults are told on stderr unless they are already."""
    if not told:
        echo_findings(faults.findings, err=True, everything=everything)
    exit_with(Exit.USAGE)


def finding_lines(
    findings: Iterable[Finding], plan: Plan | None, words: Catalogue, *, everything: bool = False
) -> list[str]:
    """The findings as lines, in their order; each by itself where they are few, or with `everything`."""
    listed = tuple(findings)
    if everything or len(listed) <= FEW:
        return [format_finding(words.render(item), words, name=_about(item, plan)) for item in listed]
    causes = list(_causes(listed, words))
    lines = [printable(_line(cause, plan, words)) for cause in causes[:MOST_CAUSES]]
    beyond: dict[FindingCode, int] = defaultdict(int)
    for cause in causes[MOST_CAUSES:]:
        beyond[cause.findings[0].kind] += len(cause.findings)
    if beyond:
        counts = words("cli.causes.separator").join(
            words("cli.causes.counted", code=kind.code, count=count) for kind, count in beyond.items()
        )
        lines.append(words("cli.causes.beyond", counts=counts))
    if beyond or len(causes) < len(listed):
        lines.append(words("cli.causes.all", count=len(listed)))
    return lines


def _causes(findings: Sequence[Finding], words: Catalogue) -> Iterator[_Cause]:
    by_code: dict[FindingCode, list[Finding]] = defaultdict(list)
    for item in findings:
        by_code[item.kind].append(item)
    for of_a_code in by_code.values():
        by_sentence: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        rendered = [words.render(item) for item in of_a_code]
        for item, said in zip(of_a_code, rendered, strict=True):
            by_sentence[said.message, said.hint].append(item)
        if len(by_sentence) > _MOST_SENTENCES:
            yield _Cause(tuple(of_a_code), rendered[0], is_one_sentence=False)
        else:
            for same in by_sentence.values():
                yield _Cause(tuple(same), words.render(same[0]), is_one_sentence=True)


def _line(cause: _Cause, plan: Plan | None, words: Catalogue) -> str:
    said, items = cause.example, cause.findings
    if len(items) == 1:
        return format_finding(said, words, name=_about(items[0], plan))
    example = "" if cause.is_one_sentence else words("cli.causes.example")
    kpis = {item.kpi_code for item in items}
    kpi = plan.kpi(items[0].kpi_code) if plan and len(kpis) == 1 else None
    about = words("cli.causes.about", name=kpi.indicator) if kpi else ""
    return words(
        "cli.causes.line",
        mark=words(f"mark.{said.severity}"),
        count=len(items),
        about=about,
        places=_places(items, plan, words),
        sentence=f"{example}{said.message}{said.hint} [{said.code}]",
    )


def _places(items: Sequence[Finding], plan: Plan | None, words: Catalogue) -> str:
    """Where a cause is found: the branches with their cells, else the sheets with theirs, else the files."""
    if plan and all(plan.branch(item.branch_code) for item in items):
        return _branches(items, plan, words)
    by_sheet: dict[str, list[str]] = defaultdict(list)
    for item in items:
        sheet = f" {item.place.sheet}" if item.place.sheet else ""
        by_sheet[f"{item.place.file}{sheet}"].append(item.place.cell)
    parts = []
    for name, cells in by_sheet.items():
        ranges = cell_ranges(cells)
        shown = several(ranges, _MOST_RANGES, words)
        parts.append(f"{name}!{shown}" if ranges else name)
    return several(parts, _MOST_BRANCHES, words)


def _branches(items: Sequence[Finding], plan: Plan, words: Catalogue) -> str:
    cells: dict[str, list[str]] = defaultdict(list)
    for item in items:
        cells[item.branch_code].append(item.place.cell)
    parts = []
    for code, found in cells.items():
        branch, ranges = plan.branch(code), cell_ranges(found)
        name = f"{code} {branch.name}" if branch else code
        count = words("cli.causes.times", count=len(found)) if len(found) > 1 else ""
        where = " ".join(ranges) if len(ranges) <= _MOST_CELLS else ""
        parts.append(f"{name} {where or count}".rstrip())
    return several(parts, _MOST_BRANCHES, words)


def _about(item: Finding, plan: Plan | None) -> str:
    """What a finding's cell is about: the indicator, else the branch."""
    if plan is None:
        return ""
    kpi, branch = plan.kpi(item.kpi_code), plan.branch(item.branch_code)
    return kpi.indicator if kpi else branch.name if branch else ""
