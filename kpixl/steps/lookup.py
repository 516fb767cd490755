"""A step that several commands share: the branch or the KPI that somebody named by what they typed."""

from collections.abc import Sequence

from kpixl.model.errors import KpixlError
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Branch, Plan
from kpixl.rules.plan.lookup import find_branch, find_kpi


def require_branch(plan: Plan, text: str) -> Branch:
    """The branch of that code or name.

    Raises:
        KpixlError: no branch is called that, or several are.
    """
    found = find_branch(plan.branches, text)
    if found.one is None:
        listed = [(branch.code, branch.name) for branch in found.several or found.near]
        raise _unclear("branch_not_found", text, listed, several=bool(found))
    return found.one


def require_kpi(plan: Plan, text: str) -> Kpi:
    """The KPI of that code, or with that in its indicator.

    Raises:
        KpixlError: no KPI is called that, or several are.
    """
    found = find_kpi(plan.kpis, text)
    if found.one is None:
        listed = [(kpi.code, kpi.indicator) for kpi in found.several or found.near]
        raise _unclear("kpi_not_found", text, listed, several=bool(found))
    return found.one


def _unclear(key: str, seen: str, listed: Sequence[tuple[str, str]], *, several: bool) -> KpixlError:
    lines = "".join(f"\n  {code}  {name}" for code, name in listed)
    if several:
        return KpixlError("ambiguous", seen=seen, found=lines)
    return KpixlError(key, seen=seen, near=lines)
