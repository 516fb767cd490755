"""The machine's clock: the only place that asks it. Whoever needs a time is passed a `Clock`."""

import datetime as dt
from collections.abc import Callable

Clock = Callable[[], dt.datetime]


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)
