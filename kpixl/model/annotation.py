"""What a workbook says beside the values of its cells: how characters look, and what lies on the sheet."""

from dataclasses import dataclass
from enum import StrEnum

Area = tuple[int, int, int, int]


class Mark(StrEnum):
    """How some characters of a cell differ from the rest, as far as that decides what a person reads."""

    NONE = ""
    SUPERSCRIPT = "superscript"
    SUBSCRIPT = "subscript"
    STRUCK = "struck"
    UNSEEN = "unseen"  # in the colour of the ground


@dataclass(frozen=True, slots=True)
class TextRun:
    """A part of a cell's text whose characters look alike."""

    text: str
    mark: Mark = Mark.NONE


class Unseen(StrEnum):
    """Why a cell that holds a value shows nothing."""

    COLOUR = "colour"  # of the ground
    FORMAT = "format"  # ;;; and others that show nothing for the value
    ZEROS = "zeros"  # the sheet's view hides them
    RULE = "rule"  # a conditional format hides it or strikes it out, or may do so


class AnnotationKind(StrEnum):
    """What lies on a sheet beside its cells and says something."""

    NOTE = "note"  # the yellow slip; 旧コメント
    COMMENT = "comment"  # a thread, replies included
    SHAPE = "shape"  # a text box, or any shape with a text
    STROKE = "stroke"  # a line, or a shape without a text behind which nothing is seen


@dataclass(frozen=True, kw_only=True)
class Annotation:
    """A note, a comment or a shape with its text, as a branch put it on a sheet; a stroke has no text.

    `area` are the cells that it stands at or lies on, 0-based (first row, first column, last row, last
    column), `place` the same as people see it. `cells` are the input cells among them.
    """

    kind: AnnotationKind
    sheet: str
    area: Area
    place: str
    text: str
    author: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AnnotationRow:
    """One row of 添え書き: an annotation on the return that counts for a branch; `cell` is its place."""

    branch_code: str
    file: str
    sheet: str
    cell: str
    kind: AnnotationKind
    author: str
    text: str
