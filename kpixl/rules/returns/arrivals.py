"""What came from a branch in another form than a workbook that can be read, and whose it is.

A branch whose answer lies in the inbox must not be reminded of it, and head office must see it: a PDF of
the form, a photograph, a link to a web spreadsheet, a mail without a file.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kpixl.model.branch_endings import BRANCH_ENDINGS
from kpixl.model.finding import Finding, FindingCode, Place, Severity
from kpixl.model.plan import Branch, Plan
from kpixl.model.submission import Hints, UnreadableFile
from kpixl.rules.figures.folding import fold
from kpixl.rules.returns.branch_names import BranchNames

_BETWEEN_ADDRESSES = re.compile(r"[\s;,；，、<>]+")


@dataclass(frozen=True)
class Arrivals:
    """The findings about what cannot be read, and by branch code the files that are a branch's.

    `kinds` says of a file why it is no return.
    """

    findings: tuple[Finding, ...]
    by_branch: dict[str, tuple[str, ...]]
    kinds: dict[str, FindingCode]

    def kinds_of(self, branch_code: str) -> tuple[FindingCode, ...]:
        """Why each file that came from a branch is no return."""
        return tuple(self.kinds[file] for file in self.by_branch.get(branch_code, ()))


def place_arrivals(
    plan: Plan, unread: Sequence[UnreadableFile], strays: Sequence[str], answered: Collection[str]
) -> Arrivals:
    """Give what is not read to the branches that it is from.

    `strays` are the places of workbooks that do not say whose they are; `answered` are the codes of the
    branches that have returned a workbook: what else they sent is no answer of its own.
    """
    findings: list[Finding] = []
    names = BranchNames(plan.branches)
    by_branch: defaultdict[str, list[str]] = defaultdict(list)
    for item in unread:
        branch = None if item.kind in _NO_ANSWER else whose(plan, item.file, item.hints, names)
        kind = item.kind
        if branch and kind is FindingCode.FILE_IGNORED and branch.code not in answered:
            kind = FindingCode.ANSWER_IN_OTHER_FORM
        in_other_form = kind is FindingCode.ANSWER_IN_OTHER_FORM
        code = branch.code if branch and (in_other_form or kind.severity is Severity.ERROR) else ""
        details = (*item.details, ("name", branch.name)) if branch and in_other_form else item.details
        findings.append(Finding(kind=kind, place=Place(item.file), branch_code=code, details=details))
        if branch and branch.code not in answered:
            by_branch[branch.code].append(item.file)
    for file in strays:
        branch = names.in_file(file)
        if branch and branch.code not in answered:
            by_branch[branch.code].append(file)
    kinds = {item.file: item.kind for item in unread} | dict.fromkeys(
        strays, FindingCode.NOT_AN_ENTRY_WORKBOOK
    )
    return Arrivals(tuple(findings), {code: tuple(sorted(files)) for code, files in by_branch.items()}, kinds)


# What stands in an inbox without being anybody's answer.
_NO_ANSWER = (FindingCode.FILE_IS_OPEN, FindingCode.CARRIER_OPENED, FindingCode.ISSUED_WORKBOOK)


def whose(plan: Plan, file: str, hints: Hints, names: BranchNames | None = None) -> Branch | None:
    """The branch that a file is from: by its name and folders, its sender, its subject, its text.

    A name may be a person's as well (宮崎, 山口), so in a text it counts only as 宮崎支部. What head office
    itself sent to branches is from none of them.
    """
    names = names or BranchNames(plan.branches)
    if _went_out(plan, hints):
        return None
    return (
        names.in_file(file)
        or _by_address(plan, hints.addresses)
        or _first(names.in_text(title) for title in hints.titles)
        or _first(_by_full_name(plan, text) for text in hints.texts)
    )


def _went_out(plan: Plan, hints: Hints) -> bool:
    """True for a mail of head office: it went to branches alone, and is from none."""
    recipients = [_by_address(plan, [address]) for address in hints.recipients]
    return bool(recipients) and all(recipients) and _by_address(plan, hints.addresses) is None


def _by_address(plan: Plan, addresses: Collection[str]) -> Branch | None:
    wanted = {address.casefold() for address in addresses}
    found = [
        branch
        for branch in plan.branches
        if wanted & {text.casefold() for text in _BETWEEN_ADDRESSES.split(branch.email) if "@" in text}
    ]
    return found[0] if len(found) == 1 else None


def _by_full_name(plan: Plan, text: str) -> Branch | None:
    """The one branch that a text names with what makes it a branch: 大分支部, Lakes branch."""
    folded = fold(text).casefold()
    found = [branch for branch in plan.branches if any(name in folded for name in _full_names(branch))]
    return BranchNames(found).in_text(text) if found else None


def _full_names(branch: Branch) -> list[str]:
    name = fold(branch.name).casefold()
    if name.endswith(BRANCH_ENDINGS):
        return [name]
    return [name + ending for ending in BRANCH_ENDINGS]


def _first(found: Iterable[Branch | None]) -> Branch | None:
    return next((branch for branch in found if branch), None)
