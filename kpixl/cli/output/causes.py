"""Many findings in few lines: one line a cause, with the branches or cells that it concerns.

A round of 47 branches has hundreds of findings of a dozen causes. Few findings are shown as they are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kpixl.books.addresses import column_name
from kpixl.locale import Catalogue, format_finding
from kpixl.model.finding import Finding, FindingCode, RenderedFinding
from kpixl.model.plan import Plan
from kpixl.model.printable import printable

FEW = 12  # findings that are shown one by one
MOST_CAUSES = 26  # lines; what is beyond is counted in one more
_MOST_SENTENCES = 3  # of one code: with more, one of them stands as an example
_MOST_BRANCHES, _MOST_CELLS, _MOST_RANGES = 6, 3, 8
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True)
class _Cause:
    """Findings of one code, or of one sentence; `is_one_sentence` where all say the same."""

    findings: tuple[Finding, ...]
    example: RenderedFinding
    is_one_sentence: bool


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
        shown = _several(ranges, _MOST_RANGES, words)
        parts.append(f"{name}!{shown}" if ranges else name)
    return _several(parts, _MOST_BRANCHES, words)


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
    return _several(parts, _MOST_BRANCHES, words)


def _several(parts: Sequence[str], most: int, words: Catalogue) -> str:
    """The parts as a list; what is beyond `most` of them is counted."""
    shown = words("cli.causes.separator").join(parts[:most])
    return words("cli.causes.more", shown=shown, count=len(parts) - most) if len(parts) > most else shown


def cell_ranges(cells: Iterable[str]) -> list[str]:
    """Cells as few ranges, by column and row: C4 C5 C6 D4 D5 D6 are C4:D6. What is no cell is left out."""
    columns: dict[int, set[int]] = defaultdict(set)
    for cell in cells:
        found = _CELL.fullmatch(cell)
        if found:
            columns[_number(found[1])].add(int(found[2]))
    ranges: list[tuple[int, int, int, int]] = []  # first and last column, first and last row
    for column in sorted(columns):
        for first, last in _runs(sorted(columns[column])):
            left = next((item for item in ranges if item[1:] == (column - 1, first, last)), None)
            if left:
                ranges[ranges.index(left)] = (left[0], column, first, last)
            else:
                ranges.append((column, column, first, last))
    return [
        f"{column_name(left)}{first}"
        + (f":{column_name(right)}{last}" if (left, first) != (right, last) else "")
        for left, right, first, last in ranges
    ]


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last


def _number(letters: str) -> int:
    """The column of its letters, counted from 0."""
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - ord("A") + 1
    return value - 1


def _about(item: Finding, plan: Plan | None) -> str:
    """What a finding's cell is about: the indicator, else the branch."""
    if plan is None:
        return ""
    kpi, branch = plan.kpi(item.kpi_code), plan.branch(item.branch_code)
    return kpi.indicator if kpi else branch.name if branch else ""
