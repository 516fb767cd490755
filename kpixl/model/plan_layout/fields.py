"""What a plan sheet is declared by: its fields, and what becomes of them."""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from functools import cached_property

MOST_BRANCH_COLUMNS = 200  # of a sheet with a column for every branch: beyond them nobody finds one


class CellKind(StrEnum):
    """What a column of the plan holds."""

    TEXT = "text"
    CODE = "code"  # text whose leading zeros count
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    YEAR = "year"
    WORD = "word"  # one of a closed list, in the locale catalogue under `word.<words>`
    UNIT = "unit"
    FIGURE = "figure"


class Issued(Enum):
    """Which rows of a sheet travel in a branch's entry workbook, as its copy of the plan."""

    ALL = auto()
    OWN = auto()  # those of the branch, and those that name no branch
    NONE = auto()


@dataclass(frozen=True, kw_only=True)
class PlanField:
    """One column of a plan sheet, or one row of its 設定 sheet.

    `must_exist`: the column must be there. `required`: every row must fill it.
    """

    key: str
    kind: CellKind = CellKind.TEXT
    required: bool = False
    must_exist: bool = True
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanSheet:
    """One sheet of the plan. `by_branch` sheets have one more column for every branch.

    A plan need not have an `optional` sheet. One `in_starter` stands in every plan that kpixl makes.
    """

    key: str
    fields: tuple[PlanField, ...]
    issued: Issued
    optional: bool = True
    in_starter: bool = False
    by_branch: bool = False

    def field(self, key: str) -> PlanField:
        """The field of that key."""
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> dict[str, PlanField]:
        return {field.key: field for field in self.fields}


def column(key: str, kind: CellKind = CellKind.TEXT, words: str = "") -> PlanField:
    """A column that a sheet may have."""
    return PlanField(key=key, kind=kind, words=words, must_exist=False)


def expected(key: str, kind: CellKind = CellKind.TEXT, words: str = "") -> PlanField:
    """A column that must be there, though its cells may be empty."""
    return PlanField(key=key, kind=kind, words=words)


def required(key: str, kind: CellKind = CellKind.TEXT, words: str = "") -> PlanField:
    """A column that must be there, and that every row must fill."""
    return PlanField(key=key, kind=kind, words=words, required=True)
