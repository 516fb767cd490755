"""What a text of the target language says on its own, before a KPI tells what it leaves open."""

from dataclasses import dataclass

from kpixl.model.fiscal import FiscalYear
from kpixl.model.target import Direction, Period, Reference


@dataclass(frozen=True, kw_only=True)
class ParsedTarget:
    """What a text says on its own.

    `direction` is None where it states none, `units` are the units as typed (folded), `points` tells that a
    rate is to move by points and `percent_more` that a figure is to move by a percentage, which of a rate
    would say two things. `limit_direction` is the side of a condition (ただし80以上の支部は), which must be
    the target's own. A `period` is that of the number; with `times` a thing is to be done so often in it.
    `quoted_years` are fiscal years that figures are quoted of as last year's.
    """

    direction: Direction | None = None
    reference: Reference | None = None
    strict: bool = False
    units: tuple[str, ...] = ()
    points: bool = False
    percent_more: bool = False
    limit_direction: Direction | None = None
    period: Period | None = None
    times: int | None = None
    says_zero: bool = False
    quoted_years: tuple[FiscalYear, ...] = ()
