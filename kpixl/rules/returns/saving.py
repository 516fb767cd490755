"""When returns were last saved: which of two is surely the later one, and what is surely late.

A time with a zone is an instant. A time without one was read off the clock of some machine, most often in
the organisation's own zone, but machines that run on UTC exist too: it stands for either instant.
"""

import datetime as dt

from kpixl.model.plan import Settings
from kpixl.model.submission import Punctuality

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


def saved_later(settings: Settings, one: dt.datetime | None, other: dt.datetime | None) -> bool:
    """True where the one was surely saved after the other; never where either has no time."""
    if one is None or other is None:
        return False
    if one.tzinfo is None and other.tzinfo is None:
        return one > other  # both are read off a branch's clock
    return min(_instants(settings, one)) > max(_instants(settings, other))


def by_saving(settings: Settings, moment: dt.datetime | None) -> dt.datetime:
    """What to sort by: surely later times come later, the others somewhere between."""
    return _NEVER if moment is None else min(_instants(settings, moment))


def punctuality(settings: Settings, moment: dt.datetime | None) -> Punctuality:
    """Whether a return was saved by the due date; late only where it surely was."""
    if settings.due is None:
        return Punctuality.NONE
    local = local_time(settings, moment)
    if moment is None or local is None:
        return Punctuality.UNKNOWN
    if local.date() <= settings.due:
        return Punctuality.ON_TIME
    earliest = min(_instants(settings, moment)).astimezone(_zone(settings))
    return Punctuality.LATE if earliest.date() > settings.due else Punctuality.UNKNOWN


def _instants(settings: Settings, moment: dt.datetime) -> tuple[dt.datetime, ...]:
    """The instants that a time may stand for: without a zone, by the organisation's and by UTC."""
    if moment.tzinfo is not None:
        return (moment,)
    return moment.replace(tzinfo=_zone(settings)), moment.replace(tzinfo=dt.UTC)


def _zone(settings: Settings) -> dt.timezone:
    return dt.timezone(dt.timedelta(hours=float(settings.utc_offset)))
