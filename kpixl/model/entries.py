"""What a branch reports: readings of its cells, and the entries they make."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kpixl.model.annotation import Annotation
from kpixl.model.figure import BLANK, Figure
from kpixl.model.finding import Finding
from kpixl.model.kpi import Kpi
from kpixl.model.message import StatedTarget
from kpixl.model.submission import MeasureField, RawCell
from kpixl.model.target import Target


class Conversion(StrEnum):
    """A change that was made to a typed text so that it could be read as a figure."""

    WIDTH = "width"
    SPACE = "space"
    UNIT = "unit"
    THOUSANDS = "thousands"
    CURRENCY = "currency"
    MINUS = "minus"
    AS_OF = "as_of"
    TEXT_NUMBER = "text_number"
    WORDS = "words"
    CHANGE_WORDS = "change_words"
    PERCENT_FORMAT = "percent_format"
    SCALED_FORMAT = "scaled_format"
    FORMULA = "formula"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, kw_only=True)
class EntryKpi:
    """One KPI as a branch sees it: its target, the number that this comes to, and the prior actual."""

    kpi: Kpi
    target: Target
    target_value: Decimal | None
    prior: Figure | None

    @property
    def stated(self) -> StatedTarget:
        """The target as it is said in the form."""
        return self.kpi.stated(self.target)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One cell read as a figure: what was typed, how it was converted, and what it means.

    `as_of` holds a 時点 that was typed into the same cell. `shown` is what the cell shows, where that is
    something else than the figure.
    """

    figure: Figure = BLANK
    typed: str = ""
    conversions: tuple[Conversion, ...] = ()
    as_of: str = ""
    shown: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one branch reports for one KPI.

    `figure` is what is judged: computed from the counts where both were given, else as typed.
    `actual` is the reading of the 実績 cell itself and `cell` is that cell. Where head office adjusted
    the figure, `reported` is the one that it stands in for: MISSING where the branch has not returned.
    `annotations` are the notes, comments and shapes that concern any of its cells.
    """

    branch_code: str
    kpi_code: str
    figure: Figure
    actual: Reading = field(default_factory=Reading)
    numerator: Figure = BLANK
    denominator: Figure = BLANK
    as_of: str = ""
    remark: str = ""
    next_target: str = ""
    file: str = ""
    cell: RawCell | None = None
    reported: Figure | None = None
    annotations: tuple[Annotation, ...] = ()

    @property
    def is_adjusted(self) -> bool:
        """True where head office's figure counts: by itself such an entry does not make a return."""
        return self.reported is not None


@dataclass(frozen=True)
class Correction:
    """A finding that a branch is asked about.

    `field` is the KPI's field that it concerns ('' for none), `typed` what stood there.
    """

    finding: Finding
    field: str = ""
    typed: str = ""


@dataclass(frozen=True, kw_only=True)
class MeasureEntry:
    """What one branch reports for one measure, as typed."""

    branch_code: str
    measure_code: str
    texts: dict[MeasureField, str]
    file: str = ""
    annotations: tuple[Annotation, ...] = ()
