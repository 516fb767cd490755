"""What was found wrong or doubtful about the figures that count, figure by figure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kpixl.model.assessment import Assessment
from kpixl.model.finding import Finding, FindingCode, Severity

Key = tuple[str, str]  # a branch's code and a KPI's

# Findings about the digits that count, about sign or range: of what a branch reported, and of what head
# office put in its place.
_DOUBTS = (
    FindingCode.OUT_OF_RANGE,
    FindingCode.SUSPECT_SCALE,
    FindingCode.SIGN_DIFFERS,
    FindingCode.CHARACTERS_LEFT_OUT,
    FindingCode.STRUCK_OUT,
    FindingCode.RESULT_STALE,
)
_DOUBTS_ADJUSTED = (FindingCode.ADJUSTMENT_OUT_OF_RANGE, FindingCode.ADJUSTMENT_SUSPECT_SCALE)


def figure_findings(
    findings: Iterable[Finding], assessments: Iterable[Assessment]
) -> Mapping[Key, tuple[Finding, ...]]:
    """Findings by branch and KPI, without those about files that were superseded or refused.

    Notes are left out: conversions, which stand beside the figure anyway.
    """
    by_key: dict[Key, list[Finding]] = defaultdict(list)
    for item in findings:
        if item.severity is not Severity.NOTE and item.branch_code and item.kpi_code:
            by_key[item.branch_code, item.kpi_code].append(item)
    found = {}
    for row in assessments:
        key = row.branch_code, row.kpi_code
        items = tuple(item for item in by_key.get(key, ()) if _concerns(item, row))
        if items:
            found[key] = items
    return found


def find_doubtful(
    found: Mapping[Key, Iterable[Finding]], assessments: Iterable[Assessment]
) -> frozenset[Key]:
    """The figures that count although their digits, sign or range look wrong."""
    doubtful = set()
    for row in assessments:
        doubts = _DOUBTS_ADJUSTED if row.is_adjusted else _DOUBTS
        key = (row.branch_code, row.kpi_code)
        if any(item.kind in doubts for item in found.get(key, ())):
            doubtful.add(key)
    return frozenset(doubtful)


def _concerns(item: Finding, row: Assessment) -> bool:
    """False for a finding about a returned file other than the one that the figure comes from."""
    is_return = item.place.file.startswith("inbox/")
    return not (is_return and row.entry and row.entry.file and item.place.file != row.entry.file)
