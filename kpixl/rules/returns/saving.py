"""When returns were last saved: which of two is surely the later one, and what is surely late.

A time with a zone is an instant. A time without one was read off the clock of some machine, most often in
the organisation's own zone, but machines that run on UTC exist too: it stands for either instant. A time
that nobody can have saved this round's return at comes from a clock that is wrong, and is none.

What came in a mail was saved before the mail was sent. When a mail was sent says no more than that: an
old file may be sent again.
"""

import datetime as dt

from kpixl.model.ledger import Punctuality
from kpixl.model.plan import Settings
from kpixl.model.submission import Registered, Submission

# A return may be asked for before its fiscal year begins, and corrected long after its end.
_YEARS_BEFORE, _YEARS_AFTER = 1, 3
_CLOCKS_DIFFER = dt.timedelta(days=1)  # of a branch's machine and of whoever sent the mail
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def local_time(settings: Settings, moment: dt.datetime | None) -> dt.datetime | None:
    """A time of saving by the organisation's clock, without a zone; one without a zone is taken for that.

    What is saved at nine in the evening is of that day.
    """
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(_zone(settings)).replace(tzinfo=None)


def local_day(settings: Settings, moment: dt.datetime) -> dt.date:
    """The day of an instant on the organisation's calendar."""
    return moment.astimezone(_zone(settings)).date()


def saved(settings: Settings, submission: Submission) -> dt.datetime | None:
    """When a return was saved, by its own properties; None where it does not say, or cannot be right."""
    moment = submission.modified
    if moment is None:
        return None
    earliest, year = min(_instants(settings, moment)), settings.fiscal_year.year
    is_of_this_time = year - _YEARS_BEFORE <= earliest.year <= year + _YEARS_AFTER
    is_sent_first = submission.sent is not None and earliest - submission.sent > _CLOCKS_DIFFER
    return moment if is_of_this_time and not is_sent_first else None


def saved_later(settings: Settings, one: Submission, other: Submission) -> bool:
    """True where the one was surely saved after the other."""
    after, before = saved(settings, one), saved(settings, other)
    if after is None:
        return False
    if before is not None and after.tzinfo is None and before.tzinfo is None:
        return after > before  # both are read off a branch's clock
    bounds = [other.sent] if other.sent else []
    if before is not None:
        bounds.append(max(_instants(settings, before)))
    return bool(bounds) and min(_instants(settings, after)) > min(bounds)


def was_sent_before(settings: Settings, submission: Submission, row: Registered) -> bool:
    """True where a return was surely saved, or sent in, before a workbook was issued."""
    try:
        issued = dt.datetime.fromisoformat(row.issued)
    except ValueError:
        return False
    moment = saved(settings, submission)
    known = [*([max(_instants(settings, moment))] if moment else []), *filter(None, [submission.sent])]
    return issued.tzinfo is not None and bool(known) and min(known) < issued


def by_saving(settings: Settings, submission: Submission) -> dt.datetime:
    """What to sort by: surely later times come later, the others somewhere between."""
    moment = saved(settings, submission)
    return _NEVER if moment is None else min(_instants(settings, moment))


def punctuality(settings: Settings, submission: Submission, due: dt.date | None) -> Punctuality:
    """Whether a return was saved by a due date; late only where it surely was."""
    if due is None:
        return Punctuality.NONE
    if submission.sent is not None and local_day(settings, submission.sent) <= due:
        return Punctuality.ON_TIME
    moment = saved(settings, submission)
    local = local_time(settings, moment)
    if moment is None or local is None:
        return Punctuality.UNKNOWN
    if local.date() <= due:
        return Punctuality.ON_TIME
    earliest = min(_instants(settings, moment)).astimezone(_zone(settings))
    return Punctuality.LATE if earliest.date() > due else Punctuality.UNKNOWN


def _instants(settings: Settings, moment: dt.datetime) -> tuple[dt.datetime, ...]:
    """The instants that a time may stand for: without a zone, by the organisation's and by UTC."""
    if moment.tzinfo is not None:
        return (moment,)
    return moment.replace(tzinfo=_zone(settings)), moment.replace(tzinfo=dt.UTC)


def _zone(settings: Settings) -> dt.timezone:
    return dt.timezone(dt.timedelta(hours=float(settings.utc_offset)))
