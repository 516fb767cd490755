"""The target language: what a 目標 cell may say, read and said back.

`parse_target(render_target(t)) == t` for every target. What cannot be parsed is refused, never
guessed: the caller quotes the text and shows `ACCEPTED_FORMS`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from kpixl.model.kpi import Kpi
from kpixl.model.target import DO, NO_TARGET, Direction, Fixed, Prior, Reference, Target
from kpixl.model.unit import UNITS, Unit
from kpixl.rules.figures import format_number
from kpixl.rules.text import fold

ACCEPTED_FORMS = ("64.6以上", "15以下", "100", "前年度以上", "対前年度（0.214％）以上", "実施", "設定なし")

_UNIT = "|".join(
    re.escape(fold(spelling)) for spelling in sorted({s for u in UNITS for s in u.spellings}, key=len)[::-1]
)
# An amount is a number with an optional unit; a remark such as （※） may follow the unit.
_AMOUNT = rf"(?:目標)?(?P<number>-?\d[\d,]*(?:\.\d+)?)(?P<unit>{_UNIT})?(?:\(※\d*\))?"
_SIDE = r"以上|以下|以内|(?:or)?atleast|ormore|orless|orfewer|atmost|>=|<=|≧|≦|≥|≤"
_ENDING = r"(?:とする|を維持する|を維持|とすること)?。?"
_PRIOR = r"(?:年度末時点で)?(?:対)?前年度(?P<end>末)?(?:実績)?|(?:the)?prioryear(?P<end_en>-?end)?"
_BASELINE = rf"[(\[]{_AMOUNT}(?P<inner>{_SIDE})?[)\]]"

_FIXED = re.compile(rf"(?P<before>{_SIDE})?{_AMOUNT}(?P<after>{_SIDE})?{_ENDING}", re.IGNORECASE)
_PRIOR_TARGET = re.compile(
    rf"(?P<before>{_SIDE})?(?:{_PRIOR})(?P<middle>{_SIDE})?(?:{_BASELINE})?(?P<after>{_SIDE})?{_ENDING}",
    re.IGNORECASE,
)
_STATED_BASELINE = re.compile(rf"\[{_AMOUNT}\]")
_NO_TARGET = re.compile(
    r"(?:.*より|現在)?(?:KPI|目標)?設定なし|なし|(?:no|without)target|none|[-－—―‐–−ー]", re.IGNORECASE
)
_DO = re.compile(r"(?!.*[未不非]実施).*実施(?:する)?。?|.+を行う。?|do|carryout|done", re.IGNORECASE)

_SIDE_MEANS = {
    "以上": Direction.AT_LEAST,
    "atleast": Direction.AT_LEAST,
    "oratleast": Direction.AT_LEAST,
    "ormore": Direction.AT_LEAST,
    ">=": Direction.AT_LEAST,
    "≧": Direction.AT_LEAST,
    "≥": Direction.AT_LEAST,
    "以下": Direction.AT_MOST,
    "以内": Direction.AT_MOST,
    "atmost": Direction.AT_MOST,
    "orless": Direction.AT_MOST,
    "orfewer": Direction.AT_MOST,
    "<=": Direction.AT_MOST,
    "≦": Direction.AT_MOST,
    "≤": Direction.AT_MOST,
}


class TargetError(ValueError):
    """The text is no target in the target language."""


class TargetUnitError(TargetError):
    """The target names a unit that is not the KPI's."""


class TargetDirectionError(TargetError):
    """The target says 以上 where the KPI's direction is 以下, or the reverse."""


@dataclass(frozen=True)
class ParsedTarget:
    """What a text says on its own: a direction where it states one, and the reference."""

    direction: Direction | None
    reference: Reference | None
    unit: str = ""


def parse_target(text: str, kpi: Kpi) -> Target:
    """The target that a 目標 cell states for a KPI.

    A number alone takes the KPI's direction. `kpi.unit` must fit the unit in the text, if any.

    Raises:
        TargetError: the text is not in the target language.
        TargetUnitError: it names another unit than the KPI's.
        TargetDirectionError: it contradicts the KPI's direction.
    """
    parsed = _parse(fold(text), kpi.direction)
    if parsed.unit and not _unit_fits(parsed.unit, kpi.unit):
        raise TargetUnitError(text)
    if parsed.direction is Direction.NONE:
        return NO_TARGET
    direction = parsed.direction or kpi.direction
    if direction is not kpi.direction:
        raise TargetDirectionError(text)
    if direction is Direction.DO:
        return DO
    return Target(direction, parsed.reference)


def _parse(folded: str, kpi_direction: Direction) -> ParsedTarget:
    if _NO_TARGET.fullmatch(folded):
        return ParsedTarget(Direction.NONE, None)
    fixed = _FIXED.fullmatch(folded)
    if fixed and kpi_direction is not Direction.DO:
        direction = _side(fixed["before"], fixed["after"])
        return ParsedTarget(direction, Fixed(_amount(fixed)), fixed["unit"] or "")
    stated = _STATED_BASELINE.fullmatch(folded)
    if stated and kpi_direction is not Direction.DO:
        return ParsedTarget(None, Prior(_amount(stated)), stated["unit"] or "")
    prior = _PRIOR_TARGET.fullmatch(folded)
    if prior and kpi_direction is not Direction.DO:
        direction = _side(prior["before"], prior["middle"], prior["inner"], prior["after"])
        baseline = _amount(prior) if prior["number"] else None
        year_end = bool(prior["end"] or prior["end_en"])
        return ParsedTarget(direction, Prior(baseline, year_end=year_end), prior["unit"] or "")
    if _DO.fullmatch(folded):
        return ParsedTarget(Direction.DO, None)
    raise TargetError(folded)


def _side(*words: str | None) -> Direction | None:
    """The one direction that the words state; two that differ make no target."""
    stated = {_SIDE_MEANS[word.lower()] for word in words if word}
    if len(stated) > 1:
        raise TargetError("two directions")
    return stated.pop() if stated else None


def _amount(match: "re.Match[str]") -> Decimal:
    number = match["number"]
    if "," in number and not re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        raise TargetError(number)
    return Decimal(number.replace(",", ""))


def _unit_fits(text: str, unit: Unit) -> bool:
    return text.lower() in {fold(spelling).lower() for spelling in unit.spellings}


def render_target(target: Target, kpi: Kpi, language: str = "ja") -> str:
    """The canonical text of a target, in Japanese or English, with the KPI's unit and decimals."""
    if target.direction is Direction.NONE:
        return "設定なし" if language == "ja" else "No target"
    if target.direction is Direction.DO:
        return "実施" if language == "ja" else "Carry out"
    reference = target.reference
    if isinstance(reference, Fixed):
        amount = render_amount(reference.value, kpi, language)
        return _with_side(amount, target.direction, language)
    assert isinstance(reference, Prior)  # noqa: S101 - Target.__post_init__ leaves no other case
    return _render_prior(reference, target.direction, kpi, language)


def render_amount(value: Decimal, kpi: Kpi, language: str = "ja") -> str:
    """A value with the KPI's unit: 64.6％, 8,185円; never fewer digits than the value has."""
    number = format_number(value, kpi.decimals)
    if language == "ja":
        return f"{number}{kpi.unit.symbol}"
    return f"{number}%" if kpi.unit.symbol == "％" else f"{number} {kpi.unit.english}".strip()


def _render_prior(reference: Prior, direction: Direction, kpi: Kpi, language: str) -> str:
    if language == "ja":
        word = "前年度末" if reference.year_end else "前年度"
        stated = "" if reference.baseline is None else f"（{render_amount(reference.baseline, kpi, 'ja')}）"
    else:
        word = "prior year-end" if reference.year_end else "prior year"
        stated = "" if reference.baseline is None else f" ({render_amount(reference.baseline, kpi, 'en')})"
    return _with_side(word + stated, direction, language)


def _with_side(text: str, direction: Direction, language: str) -> str:
    japanese, english = {
        Direction.AT_LEAST: ("以上", " or more"),
        Direction.AT_MOST: ("以下", " or less"),
    }.get(direction, ("", ""))
    return text + (japanese if language == "ja" else english)
