"""What a refused target should have looked like: the nearest form that is accepted."""

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from kpixl.model.kpi import Kpi
from kpixl.model.target import FEWEST_YEARS, MOST_YEARS, Direction
from kpixl.model.unit import Unit, UnitKind, find_unit
from kpixl.rules.target_grammar import AMOUNT
from kpixl.rules.target_text import render_amount, side_text
from kpixl.rules.text import fold

ACCEPTED_FORMS = (
    "64.6以上", "15以下", "100", "前年度以上", "対前年度（0.214％）以上", "3年平均以上",
    "前年度と3年平均の高い方以上", "80以上、ただし80以上の支部は前年度以上", "実施", "設定なし",
)  # fmt: skip

# # is an amount, Y a number of years, S the KPI's own side, L the side of a condition.
_JAPANESE = (
    "#S", "前年度S", "前年度（#）S", "前年度末S", "前年度末（#）S", "Y年平均S", "Y年平均（#）S",
    "前年度とY年平均の高い方S", "前年度とY年平均の低い方S", "前年度と#の高い方S", "前年度と#の低い方S",
    "#S、ただし#Lの支部は前年度S", "設定なし",
)  # fmt: skip
_ENGLISH = (
    "#S", "prior yearS", "prior year (#)S", "prior year-endS", "Y-year meanS", "Y-year mean (#)S",
    "the higher of prior year and Y-year meanS", "the lower of prior year and Y-year meanS",
    "the higher of prior year and #S", "the lower of prior year and #S",
    "#S, but prior yearS for branches at #L", "no target",
)  # fmt: skip
_YEARS = re.compile(r"(?P<years>\d{1,3})(?=(?:か|ヶ|カ|ヵ|ケ|箇)?年(?!度)|-?years?)")
_AMOUNT = re.compile(rf"(?<![\d.,]){AMOUNT}")  # no part of a number that cannot be read
_SCALE_WORDS = "[十百千万億兆割]"
_LEAST_LIKENESS = 0.3
_SAMPLE, _SAMPLE_YEARS = Decimal("64.6"), "3"


@dataclass(frozen=True)
class _Skeleton:
    """A text without its numbers: what is compared with the forms."""

    text: str
    years: str
    amounts: tuple[tuple[Decimal, Unit | None], ...]


def is_japanese(text: str) -> bool:
    """True where a text has a Japanese letter: ％ and ≧ alone are of no language."""
    return re.search("[ぁ-ヿ㐀-鿿]", text) is not None


def nearest_form(text: str, kpi: Kpi) -> str:
    """The accepted form that is most like a refused text, with the text's own numbers where they fit."""
    japanese = is_japanese(text) or not re.search("[A-Za-z]", text)
    skeleton = _skeleton(text)
    forms = _forms(kpi.direction, japanese=japanese)
    likeness = {form: _likeness(skeleton.text, _skeleton(form).text) for form in forms}
    best = max(forms, key=lambda form: likeness[form])
    if likeness[best] < _LEAST_LIKENESS:
        best = forms[0]  # a letter or two in common is chance; the plainest form says more
    return _filled(best, skeleton, kpi, "ja" if japanese else "en")


def _forms(direction: Direction, *, japanese: bool) -> tuple[str, ...]:
    if direction is Direction.DO:
        return ("実施", "設定なし") if japanese else ("carry out", "no target")
    side = side_text(direction, japanese=japanese)
    limit = side or side_text(Direction.AT_LEAST, japanese=japanese)
    forms = _JAPANESE if japanese else _ENGLISH
    return tuple(form.replace("S", side).replace("L", limit) for form in forms)


def _skeleton(text: str) -> _Skeleton:
    folded = fold(text).lower()
    years = _YEARS.search(folded)
    bare = _YEARS.sub("y", folded)
    amounts = tuple(
        (Decimal(re.sub("[,−△▲-]", "", match["number"])), find_unit(match["unit"] or ""))
        for match in _AMOUNT.finditer(bare)
    )
    return _Skeleton(_AMOUNT.sub("#", bare), years["years"] if years else "", amounts)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _filled(form: str, skeleton: _Skeleton, kpi: Kpi, language: str) -> str:
    known = skeleton.years.isdigit() and FEWEST_YEARS <= int(skeleton.years) <= MOST_YEARS
    form = form.replace("Y", skeleton.years if known else _SAMPLE_YEARS)
    sample = Decimal(100) if kpi.direction is Direction.EQUAL else _SAMPLE
    amounts = iter([*_own_amounts(skeleton, kpi), sample, sample])
    return re.sub("#", lambda _match: render_amount(next(amounts), kpi, language), form)


def _own_amounts(skeleton: _Skeleton, kpi: Kpi) -> list[Decimal]:
    """The text's numbers in the KPI's unit; none of those that measure something else."""
    if re.search(_SCALE_WORDS, skeleton.text):
        return []  # 5千: a suggestion of 5 would be a thousandth
    own = []
    for number, unit in skeleton.amounts:
        if unit is None or unit.kind is UnitKind.NONE or unit.symbol == kpi.unit.symbol:
            own.append(number)
        elif unit.kind is kpi.unit.kind is UnitKind.MONEY:
            own.append(number * unit.scale / kpi.unit.scale)
    return own
