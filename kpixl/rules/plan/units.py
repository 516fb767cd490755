"""The plan's 単位: units that a planner declares beside those that kpixl knows."""

import re

from kpixl.model.finding import Finding, FindingCode
from kpixl.model.lexicon.targets import SIDE
from kpixl.model.plan_layout import UNITS, RawPlan
from kpixl.model.unit import Unit, UnitKind
from kpixl.rules.figures.folding import fold_width
from kpixl.rules.plan.records import Seen, records

_LARGEST_DECIMALS = 6
# Neither digits nor signs, nor words of the target language, which would be read as such behind a number.
_NAME = re.compile(rf"(?!.*(?:{SIDE}))[^\d\s+−△▲=<>≦≧≤≥.,:;()\[\]'\"-]+", re.IGNORECASE)


def read_units(raw: RawPlan, findings: list[Finding]) -> tuple[Unit, ...]:
    """The units that the plan declares; one that kpixl knows as well counts as the plan says."""
    units: list[Unit] = []
    seen = Seen()
    for record in records(raw, findings, UNITS):
        symbol, kind = record.text("unit_symbol"), record.word("unit_kind", "")
        english = record.text("unit_english") or symbol
        decimals = record.integer("decimals", 0, _LARGEST_DECIMALS)
        for key in ("unit_symbol", "unit_english"):
            if record.text(key) and not _NAME.fullmatch(fold_width(record.text(key))):
                record.add(FindingCode.UNIT_NAME_UNUSABLE, key, seen=record.text(key))
                symbol = ""
        if symbol and kind and seen.is_new(record, (symbol,), "unit_symbol"):
            units.append(Unit(symbol, english, UnitKind(kind), decimals=decimals or 0))
    return tuple(units)
