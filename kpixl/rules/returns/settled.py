"""What a branch's later return has settled: the errors of an earlier file are nobody's business any more.

A refused file, or one that nobody can read, is settled only where the return that stands now is surely
the later one. What nothing tells apart in time stays an error until head office decides about it.
"""

from collections.abc import Iterator, Mapping, Sequence

from kpixl.model.finding import Finding, Severity
from kpixl.model.fiscal import parse_fiscal_year
from kpixl.model.plan import Plan
from kpixl.model.submission import UnreadableFile
from kpixl.rules.returns.check import CheckedReturn
from kpixl.rules.returns.order import Copies, is_surely_later
from kpixl.rules.returns.saving import saved_later
from kpixl.rules.returns.versions import Choice, superseded


def settled_by(
    plan: Plan, refused: CheckedReturn, choice: Choice, newest_first: Sequence[CheckedReturn]
) -> str:
    """The file of the return that came surely after a refused one and stands in its place; '' for none.

    `choice` is what was decided about the branch's usable returns, `newest_first` are all its returns.
    """
    standing: list[Copies] = [choice.copies, (choice.faulty,) if choice.faulty else ()]
    if not choice.counted and not choice.versions:
        standing.append(tuple(newest_first[:1]))  # nothing is usable: the newest refused one stands
    for copies in standing:
        if copies and refused not in copies and _is_later(plan, copies, refused):
            return copies[0].submission.file
    return ""


def _is_later(plan: Plan, copies: Copies, refused: CheckedReturn) -> bool:
    if _is_of_an_earlier_year(plan, refused):
        return not all(checked.refused for checked in copies)
    if _is_of_this_round(plan, refused):
        return is_surely_later(plan.settings, copies, (refused,))
    # The issue numbers of two rounds say nothing about time.
    than = refused.submission
    return any(saved_later(plan.settings, checked.submission, than) for checked in copies)


def _is_of_this_round(plan: Plan, checked: CheckedReturn) -> bool:
    identity, settings = checked.submission.identity, plan.settings
    return identity is not None and (
        identity.round_name in ("", settings.round_name) and identity.fiscal_year == str(settings.fiscal_year)
    )


def _is_of_an_earlier_year(plan: Plan, checked: CheckedReturn) -> bool:
    """True for last year's file, which says nothing about this year once the branch has returned."""
    identity = checked.submission.identity
    try:
        return identity is not None and parse_fiscal_year(identity.fiscal_year) < plan.settings.fiscal_year
    except ValueError:
        return False


def settled_unread(
    findings: Sequence[Finding],
    unread: Sequence[UnreadableFile],
    counted: Mapping[str, CheckedReturn],
) -> Iterator[Finding]:
    """The findings about what is unreadable; a note where a later mail of the branch brought its return."""
    sent = {item.file: item.sent for item in unread}
    for item in findings:
        standing, came = counted.get(item.branch_code), sent.get(item.place.file)
        later = standing.submission.sent if standing else None
        if standing and item.severity is Severity.ERROR and came and later and came < later:
            yield superseded(item.branch_code, item.place.file, standing.submission.file)
        else:
            yield item
