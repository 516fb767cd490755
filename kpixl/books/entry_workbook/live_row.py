"""One KPI's row of 記入シート as its live formulas see it: what they depend on, and the terms they share.

A formula is written with the value it has for the cells as they are written: what a spreadsheet shows for
them, so that readers without a calculation engine and Excel show the same. Formulas guide the clerk; judging
is done in `kpixl.rules`, and comes to the same for every figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kpixl.books.entry_workbook.formulas import in_row, quoted
from kpixl.locale import Catalogue
from kpixl.model.figure import as_shown, decimal_of
from kpixl.model.kpi import JudgeOn, Kpi
from kpixl.model.submission import CellValue, Field
from kpixl.model.target import Direction, Target
from kpixl.model.unit import UnitKind


@dataclass(frozen=True)
class Live:
    """A formula and its value."""

    formula: str
    value: str | Decimal


@dataclass(frozen=True, kw_only=True)
class LiveRow:
    """One KPI's row: what its formulas depend on. `columns` maps fields (and `prior`) to columns."""

    kpi: Kpi
    target: Target
    target_value: Decimal | None
    prior: Decimal | None
    judge_on: JudgeOn
    columns: Mapping[str, int]
    typed: Mapping[str, CellValue]
    words: Catalogue

    @property
    def direction(self) -> Direction:
        """Which side of the target's number is good."""
        return self.target.direction

    @property
    def needed(self) -> Decimal | None:
        """How often a thing is to be done, where the target says so."""
        return self.target.frequency.needed if self.target.frequency else None

    @property
    def says_enough(self) -> bool:
        """True where 実施 alone tells that the target is met."""
        return self.needed is None or self.needed <= 1

    def typed_value(self, name: str) -> Decimal | str:
        """What is typed as a spreadsheet shows it: numbers have 15 digits, all else is text."""
        value = self.typed.get(name, "")
        if isinstance(value, int | float) and not isinstance(value, bool):
            return decimal_of(value)
        return str(value)

    def quotient(self, numerator: str, denominator: str) -> str:
        """The figure that the counts come to, as a formula."""
        return f"{self._times}*{numerator}/{denominator}"

    def divided(self, numerator: Decimal, denominator: Decimal) -> Decimal:
        """What `quotient` says of two numbers."""
        return as_shown(self._times * numerator / denominator)

    @property
    def _times(self) -> int:
        return 100 if self.is_rate else 1

    @property
    def has_counts(self) -> bool:
        """True where the row has cells for a numerator and a denominator."""
        return self.kpi.has_counts and Field.NUMERATOR in self.columns

    @property
    def is_rate(self) -> bool:
        """True for a percentage, in which no numerator is the larger."""
        return self.kpi.unit.kind is UnitKind.RATE

    @property
    def accepted_texts(self) -> list[str]:
        """The texts that are a right answer in place of a number."""
        if self.direction is Direction.DO:
            done = self.words.group("word.done")
            return list(done.values()) if self.says_enough else [done["no"]]
        return ["-", self.words("word.state.unsettled"), self.words("word.state.unknown")]

    def is_accepted(self, actual: str) -> str:
        """True for one of the accepted texts, as a formula."""
        texts = ",".join(f"{actual}={quoted(text)}" for text in self.accepted_texts)
        return f"OR({texts})"

    def at_decimals(self, number: str) -> str:
        """A number rounded as the KPI is, as a formula."""
        # Without decimals LibreOffice rounds by the bits: 634.4999999999999, which shows as 634.5, to 634.
        return f"ROUND({number},{self.kpi.decimals})" if self.kpi.decimals else f"ROUND(ROUND({number},11),0)"

    def at(self, name: str) -> str:
        """The row's cell of a field, as a formula."""
        return in_row(self.columns[name])
