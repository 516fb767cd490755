"""A step that several commands share: the branch or the KPI that somebody named by what they typed."""

from collections.abc import Callable

from kpixl.model.errors import KpixlError
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Branch, Plan
from kpixl.model.printable import printable
from kpixl.rules.plan.lookup import Match, T, find_branch, find_kpi


def require_branch(plan: Plan, text: str) -> Branch:
    """The branch of that code or name.

    Raises:
        KpixlError: no branch is called that, or several are.
    """
    return _only(find_branch(plan.branches, text), text, "branch_not_found", lambda branch: branch.name)


def require_kpi(plan: Plan, text: str) -> Kpi:
    """The KPI of that code, or with that in its indicator.

    Raises:
        KpixlError: no KPI is called that, or several are.
    """
    return _only(find_kpi(plan.kpis, text), text, "kpi_not_found", lambda kpi: kpi.indicator)


def _only(found: Match[T], text: str, not_found: str, name: Callable[[T], str]) -> T:
    if found.one is not None:
        return found.one
    listed = "".join(f"\n  {one.code}  {printable(name(one))}" for one in found.several or found.near)
    if found.several:
        raise KpixlError("ambiguous", seen=text, found=listed)
    raise KpixlError(not_found, seen=text, near=listed)
