"""A figure quoted beside a target with what it is: 前年度以上（R6年度実績：78.1％）.

It belongs to the figure that the label names, not to what the target as a whole comes to.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kpixl.model.fiscal import FiscalYear
from kpixl.model.lexicon import targets
from kpixl.model.target import Base, Mean, National, OfYear, Prior
from kpixl.rules.targets.patterns import year_of

_FIGURE, _LABEL = re.compile(targets.QUOTED_FIGURE), re.compile(targets.LABEL)
_ERA = re.compile(targets.ERA)


@dataclass(frozen=True, kw_only=True)
class Label:
    """What a quoted figure is said to be.

    `year` is the fiscal year that it is of, `span` how many years the last of which is `year` it is the mean
    of, 0 for a mean of years that are not said.
    """

    year: FiscalYear | None = None
    is_prior: bool = False
    is_national: bool = False
    span: int | None = None


def find_quoted(text: str, start: int) -> "tuple[re.Match[str], Label] | None":
    """The quoted figure that stands there, and what it is; None where none does, or nobody knows what it is.

    Raises:
        TargetError: its label names a year that never was.
    """
    match = _FIGURE.match(text, start)
    label = _LABEL.fullmatch(match["label"]) if match else None
    if match is None or label is None:
        return None
    return match, _label(label)


def _label(match: "re.Match[str]") -> Label:
    if match["first"]:
        last = _year(match["last"], match["first"])
        return Label(year=last, span=last.year - _year(match["first"], match["last"]).year + 1)
    if match["mean"]:
        return Label(span=int(match["years"] or 0))
    if match["march"]:
        return Label(year=year_of(match["march"]).prior)
    return Label(
        year=year_of(match["year"]) if match["year"] else None,
        is_prior=bool(match["prior"] or match["present"]),
        is_national=bool(match["whole"]),
    )


def _year(text: str, other: str) -> FiscalYear:
    """A year of a span, of which one end may go without its era: R4～6."""
    if not text.isdigit() or len(text) > 2:
        return year_of(text)
    era = _ERA.match(other)
    return year_of((era[0] if era else "") + text)


def with_quoted(base: Base, label: Label, number: Decimal) -> tuple[Base, FiscalYear | None] | None:
    """The base with its figure as quoted; and the year that is said to be last year's, if any.

    None where the label is that of another figure.
    """
    quoted = replace(base, baseline=number)
    match quoted:
        case National():
            return _national(quoted, label) if label.span in (None, 0) else None
        case Mean(years):
            return (quoted, label.year) if label.span in (0, years) else None
        case _ if label.span is not None or label.is_national:
            return None
        case Prior():
            return quoted, label.year
        case OfYear(year):
            return (quoted, None) if label.year in (None, year) and not label.is_prior else None


def _national(base: National, label: Label) -> tuple[Base, FiscalYear | None] | None:
    """A figure of the whole, which may be quoted as one of another year than this."""
    if base.year is not None:
        return (base, None) if label.year in (None, base.year) and not label.is_prior else None
    if label.is_prior or base.prior:
        return replace(base, prior=True), label.year
    return replace(base, year=label.year), None
