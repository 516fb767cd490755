"""Which returns of a branch say the same, and which of those that do not is surely the later one."""

from collections.abc import Hashable, Iterable, Iterator, Sequence

from kpixl.model.entries import Entry
from kpixl.model.figure import Figure
from kpixl.model.finding import Severity
from kpixl.model.plan import Settings
from kpixl.model.submission import Field, RawRow
from kpixl.rules.issue.distribution import issue_number, running_number
from kpixl.rules.returns.check import CheckedReturn
from kpixl.rules.returns.inspection import row_text
from kpixl.rules.returns.saving import by_saving, saved, saved_later

Copies = tuple[CheckedReturn, ...]

_TELLS_LITTLE = {"xls": 1, "xlsb": 2}  # no formulas; neither those nor formats, fonts and notes


def same_content(settings: Settings, group: Iterable[CheckedReturn]) -> list[Copies]:
    """The returns by what they say, newest first; of those that say the same the first stands for all.

    That is the newest in a format that tells all that there is to doubt, and the one with more doubts
    where nothing tells which is newer.
    """
    said: dict[Hashable, list[CheckedReturn]] = {}
    for checked in newest_first(settings, group):
        said.setdefault(_content(checked), []).append(checked)
    return [
        tuple(sorted(copies, key=lambda checked: _TELLS_LITTLE.get(checked.submission.format, 0)))
        for copies in said.values()
    ]


def _content(checked: CheckedReturn) -> Hashable:
    """Who a return says it is, and what was filled in: figures by their value, all else as typed."""
    entries = tuple(
        (
            entry.kpi_code,
            entry.figure,
            *(_said(checked.rows.get(entry.kpi_code), name, figure) for name, figure in _figures(entry)),
            *(entry.as_of, entry.remark, entry.next_target),
        )
        for entry in checked.entries
    )
    measures = frozenset(
        (entry.measure_code, *sorted(entry.texts.items())) for entry in checked.measure_entries
    )
    return checked.submission.identity, entries, measures


def _figures(entry: Entry) -> Iterator[tuple[Field, Figure]]:
    yield Field.ACTUAL, entry.actual.figure
    yield Field.NUMERATOR, entry.numerator
    yield Field.DENOMINATOR, entry.denominator


def _said(row: RawRow | None, name: Field, figure: Figure) -> Hashable:
    return figure.value if figure.value is not None or row is None else row_text(row, name)


def newest_first(settings: Settings, group: Iterable[CheckedReturn]) -> list[CheckedReturn]:
    """The returns in the stated order; names decide nothing, content decides where nothing else does."""

    def key(checked: CheckedReturn) -> tuple[object, ...]:
        submission = checked.submission
        severities = [item.severity for item in checked.findings]
        doubts = severities.count(Severity.ERROR), severities.count(Severity.WARNING)
        return *_issue(checked), by_saving(settings, submission), doubts, submission.sha256

    # Exact copies are in the order of their names.
    return sorted(sorted(group, key=lambda checked: checked.submission.file), key=key, reverse=True)


def _issue(checked: CheckedReturn) -> tuple[int, int]:
    identity = checked.submission.identity
    return (issue_number(identity.issue), running_number(identity.revision)) if identity else (0, 0)


def is_surely_later(settings: Settings, one: Copies, other: Copies) -> bool:
    """True where nothing that the other says was sent as late as what the one says."""

    def is_later(checked: CheckedReturn, than: CheckedReturn) -> bool:
        if _issue(checked) != _issue(than):
            return _issue(checked) > _issue(than)
        return saved_later(settings, checked.submission, than.submission)

    return all(any(is_later(checked, older) for checked in one) for older in other)


def why_undecided(settings: Settings, versions: Sequence[Copies], at: int) -> str:
    """Why it cannot be told whether a version is later than another one, a key of `word.undecided`; or ''."""
    one = versions[at]
    others = [
        other
        for number, other in enumerate(versions)
        if number != at
        and not is_surely_later(settings, one, other)
        and not is_surely_later(settings, other, one)
    ]
    if not others:
        return ""
    submissions = [checked.submission for copies in (one, *others) for checked in copies]
    times = [saved(settings, submission) for submission in submissions]
    if None in times:
        has_none = any(submission.modified is None for submission in submissions)
        return "no_time" if has_none else "wrong_clock"
    zones = {time is not None and time.tzinfo is not None for time in times}
    return "local_time" if len(zones) > 1 else "same_time"
