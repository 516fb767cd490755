"""Blank figures of KPIs that head office has added since: they are no branch's omission.

A form tells only what it was issued with. That an earlier form of the same branch did not ask for a KPI, its
earlier return tells.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kpixl.model.figure import NOT_ASKED
from kpixl.model.finding import Finding, FindingCode
from kpixl.model.message import details_of
from kpixl.rules.returns.check import CheckedReturn


def told_as_added(returns: Iterable[CheckedReturn]) -> Iterator[CheckedReturn]:
    """The returns, a blank that an earlier form of the branch did not ask for named as head office's own."""
    given = list(returns)
    earlier = {
        (entry.branch_code, entry.kpi_code): checked.submission.file
        for checked in given
        for entry in checked.entries
        # A KPI in another unit is not asked for either, but the form had it.
        if entry.figure == NOT_ASKED and checked.issued and checked.issued.plan.kpi(entry.kpi_code) is None
    }
    for checked in given:
        yield replace(checked, findings=tuple(_told(item, earlier) for item in checked.findings))


def _told(item: Finding, earlier: dict[tuple[str, str], str]) -> Finding:
    file = earlier.get((item.branch_code, item.kpi_code))
    if item.kind is not FindingCode.FIGURE_BLANK or file is None:
        return item
    return replace(item, kind=FindingCode.ADDED_FIGURE_BLANK, details=details_of({"seen": file}))
