"""What a section of a number format is made of: its tokens, and the condition under which it is shown."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum, auto


class TokenKind(Enum):
    """What one token of a section stands for."""

    DIGIT = auto()  # 0, # or ?
    POINT = auto()
    COMMA = auto()
    PERCENT = auto()
    EXPONENT = auto()
    GENERAL = auto()
    TEXT = auto()  # @, the text of the cell
    LITERAL = auto()  # shown as it stands
    DATE = auto()


class DatePart(StrEnum):
    """A part of a date or a time that a format shows."""

    ERA = "era"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    WEEKDAY = "weekday"
    TIME = "time"
    ELAPSED = "elapsed"  # [h]: a length of time, and no date


@dataclass(frozen=True)
class Token:
    """One token: `text` is the placeholder, or the literal as it is shown."""

    kind: TokenKind
    text: str
    part: DatePart | None = None


@dataclass(frozen=True)
class Condition:
    """[<1]: for which numbers a section is."""

    operator: str
    limit: Decimal

    def holds(self, value: Decimal) -> bool:
        """True for a number that the section is for."""
        return {
            "<": value < self.limit,
            "<=": value <= self.limit,
            "=": value == self.limit,
            "<>": value != self.limit,
            ">": value > self.limit,
            ">=": value >= self.limit,
        }[self.operator]
