"""What a person reads in a cell: characters that do not count are left out, cells that show nothing named.

A raised 1 behind 62.2 points to a footnote and is no digit; a struck-out 4 in 9454 was withdrawn; a digit in
white on white is none that anybody sees.
"""

from collections.abc import Iterable
from decimal import Decimal

from kpixl.model.annotation import Mark, TextRun, Unseen
from kpixl.model.figure import decimal_of
from kpixl.model.lexicon import formats
from kpixl.model.submission import CellValue, RawCell
from kpixl.rules.figures.number_format import Section, parse_format
from kpixl.rules.figures.shown_number import shown_text

WITHDRAWN = frozenset({Mark.STRUCK, Mark.UNSEEN})
_SCRIPTS = frozenset({Mark.SUPERSCRIPT, Mark.SUBSCRIPT})
_RAISED = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def left_out(runs: Iterable[TextRun], *, is_prose: bool) -> tuple[TextRun, ...]:
    """The parts of a text that are not read: withdrawn ones, and of a figure raised and lowered ones too.

    A text that would be left with nothing is read whole: it is the cell then that is doubtful.
    """
    parts = tuple(runs)
    out = WITHDRAWN if is_prose else WITHDRAWN | _SCRIPTS
    if not any(part.mark not in out and part.text.strip() for part in parts):
        # Of a struck-out figure the footnote mark goes all the same.
        out = _SCRIPTS if any(part.mark in WITHDRAWN for part in parts) else frozenset()
    return tuple(part for part in parts if part.mark in out)


def text_of(runs: Iterable[TextRun], without: Iterable[TextRun]) -> str:
    """The text as it is read: without some parts, raised and lowered digits as such."""
    out = set(without)
    return "".join(_in_script(part) for part in runs if part not in out)


def _in_script(part: TextRun) -> str:
    match part.mark:
        case Mark.SUPERSCRIPT:
            return part.text.translate(_RAISED)
        case Mark.SUBSCRIPT:
            return part.text.translate(_LOWERED)
        case _:
            return part.text


def why_unseen(cell: RawCell) -> Unseen | None:
    """Why a cell that holds a value shows nothing; None where it shows something."""
    if cell.value == "":
        return None
    if cell.unseen is None and cell.number_format:
        if shows_nothing(cell.number_format, cell.value):
            return Unseen.FORMAT
        section = _section(cell.number_format, cell.value)
        if section is not None and section.colour in formats.WHITE:
            return Unseen.COLOUR
    return cell.unseen


def shows_nothing(number_format: str, value: CellValue) -> bool:
    """True where the format shows nothing at all for the value: ;;; for any, #,### for 0."""
    if isinstance(value, str):
        section = _section(number_format, value)
        return section is not None and not any(token.text.strip() for token in section.tokens)
    return bool(number_format) and shown_text(number_format, _number(value)) == ""


def _section(number_format: str, value: CellValue) -> Section | None:
    """The section that shows a value; None for a text that is shown as it is."""
    parsed = parse_format(number_format)
    return parsed.text_section() if isinstance(value, str) else parsed.section(_number(value))[0]


def _number(value: CellValue) -> Decimal:
    return decimal_of(value if isinstance(value, int | float) else 1)  # any date
