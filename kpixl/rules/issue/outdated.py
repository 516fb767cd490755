"""Who holds a form from before the plan was changed: one finding, for head office."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.message import Detail, Translate, message
from kpixl.model.plan import Branch, Plan
from kpixl.model.plan_change import PlanChange
from kpixl.model.submission import Registered
from kpixl.rules.issue.distribution import is_outdated, issue_number

_NAMED = 12  # changes and branches that are named one by one

# What has changed since a branch's last issue, by that workbook itself; None where nothing tells.
ChangesSince = Callable[[Registered], Sequence[PlanChange] | None]


def check_issues(
    plan: Plan,
    register: Mapping[str, Registered],
    returned: Mapping[str, tuple[str, Sequence[PlanChange]]],
    translate: Translate,
    changes_since: ChangesSince = lambda _row: None,
) -> list[Finding]:
    """One finding for head office about all forms that went out before the plan was changed; and a note.

    `register` has the last issue of each branch. `returned` has, by branch code, the issue number of a
    return whose form the plan has outgrown, and what has changed since; `changes_since` is asked about the
    others.
    """
    holding, awaited = [], []
    changes: list[PlanChange] = []
    for branch in plan.branches:
        row, seen = register.get(branch.code), returned.get(branch.code)
        if row and row.fingerprint and is_outdated(plan, row, translate):
            own = seen[1] if seen and seen[0] == row.issue else changes_since(row)
            # A form that shows the same was only marked otherwise: by the words of an earlier version.
            if own is None or own:
                holding.append(branch)
                changes += own or ()
        elif seen and row and row.fingerprint and issue_number(row.issue) > issue_number(seen[0]):
            awaited.append(branch)
        elif seen:
            holding.append(branch)
            changes += seen[1]
    found = []
    if holding:
        found.append(
            finding(
                FindingCode.PLAN_CHANGED_SINCE, Place("plan.xlsx"),
                count=len(holding), branches=_list(_named(holding)), changes=_briefs(changes),
            )
        )  # fmt: skip
    if awaited:
        named = _list(_named(awaited))
        found.append(
            finding(FindingCode.NEW_ISSUE_AWAITED, Place("plan.xlsx"), count=len(awaited), branches=named)
        )
    return found


def _briefs(changes: Iterable[PlanChange]) -> Detail:
    """The changes, each once whatever its values; '' where nothing tells what they are."""
    briefs = tuple(dict.fromkeys(change.brief for change in changes))
    return message("word.plan_change.list", changes=_list(briefs)) if briefs else ""


def _named(branches: Iterable[Branch]) -> tuple[Detail, ...]:
    return tuple(f"{branch.code} {branch.name}" for branch in branches)


def _list(parts: Sequence[Detail]) -> Detail:
    """The parts; of many the first ones, and how many more there are."""
    if len(parts) <= _NAMED:
        return tuple(parts)
    return message("word.plan_change.more", shown=tuple(parts[:_NAMED]), count=len(parts) - _NAMED)
