"""Parts of one return: two sections of a branch have each filled in their rows of the same issue.

Files are put together only where none of them says all that another says, and where no row is filled in
otherwise in two of them. A later file that says all of an earlier one is its correction, and no part.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.plan import Settings
from kpixl.model.submission import INPUT_FIELDS, NOT_APPLICABLE, RawCell, RawRow, SignOffField, Submission
from kpixl.rules.figures.folding import cell_text
from kpixl.rules.issue.distribution import issue_number, running_number
from kpixl.rules.returns.check import CheckedReturn
from kpixl.rules.returns.order import is_surely_later

Check = Callable[[Submission], CheckedReturn]
_Rows = Mapping[tuple[str, str], Mapping[str, str]]  # what is filled in, by (sheet, row key) and field
_SHEETS = ("rows", "measure_rows", "text_rows", "activity_rows", "next_kpi_rows")
_NAMED = 6


@dataclass(frozen=True)
class Parts:
    """Files that are parts of one return: put together, or the cells in which they contradict each other."""

    files: tuple[CheckedReturn, ...]
    merged: CheckedReturn | None = None
    conflicts: tuple[str, ...] = ()


def find_parts(settings: Settings, ordered: Sequence[CheckedReturn], check: Check) -> Parts | None:
    """The parts among a branch's returns, newest first; None where there is nothing to put together."""
    same = [item for item in ordered if _issue(item) == _issue(ordered[0])]
    filled = {item.submission.file: _filled(item.submission) for item in same}
    left = [item for item in same if not _is_corrected(settings, item, same, filled)]
    pairs = list(combinations(left, 2))
    if not any(_are_parts(filled[a.submission.file], filled[b.submission.file]) for a, b in pairs):
        return None
    conflicts = dict.fromkeys(
        cell
        for a, b in pairs
        for cell in _conflicts(filled[a.submission.file], filled[b.submission.file], a.submission)
    )
    if conflicts:
        return Parts(tuple(left), conflicts=tuple(conflicts)[:_NAMED])
    return Parts(tuple(left), merged=_merge(left, filled, check))


def _issue(checked: CheckedReturn) -> tuple[int, int]:
    identity = checked.submission.identity
    return (issue_number(identity.issue), running_number(identity.revision)) if identity else (0, 0)


def _is_corrected(
    settings: Settings, item: CheckedReturn, same: Sequence[CheckedReturn], filled: Mapping[str, _Rows]
) -> bool:
    """True where a surely later file fills in all that this one does."""
    own = filled[item.submission.file]
    return any(
        filled[other.submission.file].keys() >= own.keys() and is_surely_later(settings, (other,), (item,))
        for other in same
        if other is not item
    )


def _are_parts(one: _Rows, other: _Rows) -> bool:
    """True where each fills in a row that the other leaves blank."""
    return bool(one.keys() - other.keys()) and bool(other.keys() - one.keys())


def _conflicts(one: _Rows, other: _Rows, submission: Submission) -> Iterator[str]:
    """The cells in which two files are filled in otherwise, as one of them has them."""
    places = {(sheet, row.key): row for sheet, row in _all_rows(submission)}
    for key in one.keys() & other.keys():
        for name in sorted(one[key].keys() | other[key].keys()):
            if one[key].get(name) != other[key].get(name):
                cell = places[key].cells.get(name)
                yield f"{cell.sheet}!{cell.cell}" if cell else places[key].sheet


def _all_rows(submission: Submission) -> Iterator[tuple[str, RawRow]]:
    for sheet in _SHEETS:
        for row in getattr(submission, sheet) or ():
            yield sheet, row


def _filled(submission: Submission) -> _Rows:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for sheet, row in _all_rows(submission):
        said = {
            str(name): text
            for name, cell in row.cells.items()
            if name in INPUT_FIELDS
            and (text := cell_text(cell.value) or cell.formula) not in ("", NOT_APPLICABLE)
        }
        if said:
            found[sheet, row.key] = said
    return found


def _merge(parts: Sequence[CheckedReturn], filled: Mapping[str, _Rows], check: Check) -> CheckedReturn:
    """The parts as one return, checked as one; each figure and finding keeps the file that it stands in."""
    newest = parts[0].submission
    owners: dict[tuple[str, str], CheckedReturn] = {}
    for part in parts:
        for key in filled[part.submission.file]:
            owners.setdefault(key, part)
    own = {
        (part.submission.file, sheet, row.key): row
        for part in parts
        for sheet, row in _all_rows(part.submission)
    }

    def rows_of(sheet: str) -> tuple[RawRow, ...] | None:
        rows: tuple[RawRow, ...] | None = getattr(newest, sheet)
        if rows is None:
            return next((found for part in parts if (found := getattr(part.submission, sheet))), None)
        done = []
        for row in rows:
            owner = owners.get((sheet, row.key))
            done.append(own[owner.submission.file, sheet, row.key] if owner else row)
        return tuple(done)

    whole = replace(
        newest,
        rows=rows_of("rows") or (),
        measure_rows=rows_of("measure_rows") or (),
        text_rows=rows_of("text_rows"),
        activity_rows=rows_of("activity_rows"),
        next_kpi_rows=rows_of("next_kpi_rows"),
        sign_off=_sign_off(parts),
        annotations=tuple(item for part in parts for item in part.submission.annotations),
    )
    checked = check(whole)
    files = {key[1]: owner.submission.file for key, owner in owners.items() if key[0] == "rows"}
    measures = {key[1]: owner.submission.file for key, owner in owners.items() if key[0] == "measure_rows"}
    return replace(
        checked,
        entries=tuple(replace(item, file=files.get(item.kpi_code, item.file)) for item in checked.entries),
        measure_entries=tuple(
            replace(item, file=measures.get(item.measure_code, item.file)) for item in checked.measure_entries
        ),
        findings=(*(_placed(item, files) for item in checked.findings), _note(parts)),
    )


def _sign_off(parts: Sequence[CheckedReturn]) -> tuple[tuple[SignOffField, RawCell], ...]:
    """Who signed, from the newest part that says it."""
    said: dict[SignOffField, RawCell] = {}
    for part in parts:
        for name, cell in part.submission.sign_off:
            if cell_text(cell.value):
                said.setdefault(name, cell)
    return tuple(said.items())


def _placed(item: Finding, files: Mapping[str, str]) -> Finding:
    file = files.get(item.kpi_code, "")
    return replace(item, place=replace(item.place, file=file)) if file else item


def _note(parts: Sequence[CheckedReturn]) -> Finding:
    newest, branch = parts[0].submission, parts[0].branch
    files = tuple(sorted(part.submission.file for part in parts))
    return finding(
        FindingCode.PARTS_MERGED, Place(newest.file), branch=branch.code if branch else "",
        files=files, count=len(files),
    )  # fmt: skip
