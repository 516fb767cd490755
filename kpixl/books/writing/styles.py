"""How workbooks look: palette, fonts, number formats, widths. Every format comes from here.

The fills of the judgements stay apart for colour-blind readers (CIEDE2000 of 20 and more between any two,
and from white) and in a grey copy; a symbol and a word stand beside every colour all the same.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Any

from kpixl.locale.amounts import format_unit
from kpixl.model.assessment import Judgement
from kpixl.model.rounding import round_half_up
from kpixl.model.unit import Unit, UnitKind

FONT = "Yu Gothic"  # on every Windows since 8.1, with both Japanese and Latin letters
SIZE = 10

NAVY = "#1F4E79"
BLUE = "#96BAEA"
YELLOW = "#FFF2CC"
AMBER = "#FBCA78"
ORANGE = "#D75716"
MAROON = "#4B0F0F"
WHITE = "#FFFFFF"
BLACK = "#000000"
INK = "#1F2A37"
RULE = "#A6B1BF"
HEADER_FILL = "#E3EAF2"
LOCKED_FILL = "#F3F4F6"
INPUT_FILL = "#FFFBE6"
MUTED = "#5A6472"

# A grade is a letter, which is its own word beside the colour: fill and ink.
GRADE_COLOURS = {
    "S": (NAVY, WHITE),
    "A": (BLUE, BLACK),
    "B": (YELLOW, BLACK),
    "C": (ORANGE, BLACK),
    "D": (MAROON, WHITE),
}
JUDGEMENT_FILLS = {
    Judgement.ACHIEVED: BLUE,
    Judgement.NOT_ACHIEVED: ORANGE,
    Judgement.NOT_JUDGED: AMBER,
}

# Of a cell: only what failed is filled, and softly. Charts have the stronger colours.
FAILED_FILL = "#F7C6A5"
HEAT_LOW = "#EC8A50"  # as far from white as text on it can still be read
LINE_BLUE = "#2E75B6"  # of a line: three times as dark as the paper
LINE_ORANGE = "#B8460F"  # of a line and of its name beside it, which is a text
BAR = "#C3D7F1"  # of a bar in a cell, behind its number
BAR_EDGE, FAILED_EDGE = "#5B87BE", "#C9602A"  # round it: three times as dark as the paper
SPARKLINE = BAR_EDGE
STRIP = "#8C939C"  # of all the others beside one

# Of the reports' pictures, beside the branch's own navy.
PICTURE_WHOLE = "#7F7F7F"
PICTURE_TARGET = "#C55A11"
PICTURE_PERSONS = "#D6E0EC"
PICTURE_GRID = "#D9D9D9"
PICTURE_AXIS = "#A6A6A6"
PICTURE_NOTE = "#595959"

Style = dict[str, Any]

# Without a scheme: Excel would take the theme's font for the one that is named.
BASE: Style = {
    "font_name": FONT, "font_size": SIZE, "font_color": INK, "valign": "vcenter", "font_scheme": "none",
}  # fmt: skip
BOXED: Style = {"border": 1, "border_color": RULE}
TITLE: Style = {"bold": True, "font_size": 16, "font_color": NAVY}
SUBTITLE: Style = {"bold": True, "font_size": 11, "font_color": NAVY}
NOTE: Style = {"font_size": 9, "font_color": MUTED}
PAPER_NOTE: Style = NOTE | {"font_size": SIZE}  # on sheets that print at 70 %: nothing below 7 points
HEADER: Style = BOXED | {
    "bold": True,
    "bg_color": HEADER_FILL,
    "font_color": NAVY,
    "align": "center",
    "text_wrap": True,
}
TEXT: Style = BOXED | {"align": "left", "num_format": "@"}
WRAP: Style = TEXT | {"text_wrap": True}
CENTRE: Style = BOXED | {"align": "center"}
NUMBER: Style = BOXED | {"align": "right", "indent": 1}
BESIDE_AXIS: Style = {"indent": 0}  # a number over bars to both sides: clear of the axis in the middle
DATE: Style = BOXED | {"align": "center", "num_format": "yyyy/mm/dd"}
DATE_TIME: Style = BOXED | {"align": "center", "num_format": "yyyy/mm/dd hh:mm"}
INDENTED: Style = {"indent": 1}  # beside TEXT and WRAP: letters that do not touch the cell's border
SHRINK: Style = {"shrink": True}  # a name that is longer than its cell
ALTERED: Style = {"bold": True, "font_color": "#A33B05"}
LINK: Style = {"font_color": "#0B5394", "underline": 1}

# One wide (East Asian) character takes the room of two; a line of 10 pt Yu Gothic needs this many points.
LINE_HEIGHT = 16.5
ROW_PADDING = 0.75  # a line has its own room above and below: a row of one is 23 pixels high
FORM_PADDING = 5.0  # where people type
INDENT = 1.5  # of INDENTED, in half-width letters
_CELL_PADDING = 3.0  # an indent, and a minus that is wide


def number_format(decimals: int, *, minus: str = "-", sign: bool = False, ending: str = "") -> str:
    """An Excel number format with thousands commas; `minus` is the mark before negative numbers.

    `sign` puts a plus before positive numbers, for changes. `ending` stands behind the digits: 0.0"％",
    #,##0"円". The cell's value stays the bare number.
    """
    digits = "#,##0" + (f".{'0' * decimals}" if decimals else "") + (f'"{ending}"' if ending else "")
    positive = f"{'+' if sign else ''}{digits}"
    mark = f'"{minus}"' if minus != "-" else "-"
    return f"{positive};{mark}{digits};{digits}"


ADJUSTED = "※"  # beside a figure that head office adjusted
PARTIAL = "＊"  # behind a figure of the whole that rests on some of the branches only


def marked(number_format: str) -> str:
    """A number format with the mark of an adjusted figure before the number: its value stays a number."""
    return ";".join(f'"{ADJUSTED} "{section}' for section in number_format.split(";"))


MARKED_TEXT: Style = {"num_format": f'General;General;General;@" {ADJUSTED}"'}  # the text itself stays bare

RATE_FORMAT = "0.0%"  # only for achievement rates and shares, which are ratios (1 = 100%)


def rate_format(rate: Decimal | None = None, *, minus: str = "-") -> str:
    """The format of an achievement rate: as many decimals as it takes not to show a miss as 100%.

    A rate may be negative (2 − AC/PL); it has the plan's mark then.
    """
    digits = RATE_FORMAT
    for places in range(1, 6) if rate is not None and rate != 1 else ():
        if rate is not None and round_half_up(rate * 100, places) != 100:
            digits = f"0.{'0' * places}%"
            break
    return with_minus(digits, minus)


def with_minus(digits: str, minus: str) -> str:
    """A number format with the plan's mark before negative numbers."""
    return digits if minus == "-" else f'{digits};"{minus}"{digits}'


def change_unit(unit: Unit, language: str) -> str:
    """The unit of a difference: ポイント for rates, the figures' own unit otherwise."""
    if unit.kind is UnitKind.RATE:
        return "ポイント" if language == "ja" else "points"
    return format_unit(unit, language)


def ending(unit: str, language: str) -> str:
    """What stands behind a number in that unit: in English a blank comes first, but for %."""
    return unit if language == "ja" or unit in ("", "%") else f" {unit}"


def digits_of(*values: Decimal | None) -> int:
    """How many decimals it takes to show all the values in full."""
    exponents = [value.normalize().as_tuple().exponent for value in values if value is not None]
    return max([0, *(-exponent for exponent in exponents if isinstance(exponent, int))])


@lru_cache
def _parts(number_format: str) -> tuple[int, int, int]:
    """Of a number format: its decimals, the power of ten it multiplies by, the width of its other signs."""
    first = number_format.partition(";")[0]
    others = sum(map(display_width, re.findall(r'"([^"]*)"', first)))
    digits = re.sub(r'"[^"]*"|\[[^\]]*\]', "", first)
    percent = digits.count("%")
    return len(digits.partition(".")[2].rstrip("%")), 2 * percent, others + percent + digits.count("+")


@lru_cache(maxsize=16_384)
def exact_number(number: float) -> Decimal | float:
    """A number for xlsxwriter: of a float it writes 16 digits, 91.84999999999999 for 91.85."""
    return Decimal(repr(number)) if number % 1 else number


@lru_cache(maxsize=16_384)  # the same figures stand on many sheets
def number_width(value: float, number_format: str) -> float:
    """The width of a column that shows a number in full, 0 for formats that are not for numbers."""
    if "0" not in number_format:
        return 0.0
    decimals, power, others = _parts(number_format)
    return len(f"{abs(value) * 10**power:,.{decimals}f}") + others + _CELL_PADDING


def fitting_width(text: str) -> float:
    """The width of a column that shows a text on one line."""
    return display_width(text) + _CELL_PADDING


def label_width(label: str) -> float:
    """The width of a column whose header wraps between words: Japanese may wrap anywhere."""
    return max((len(word) for word in label.split() if word.isascii()), default=0) + _CELL_PADDING


def longest_word(label: str) -> int:
    """The width of a label's longest word; one in Japanese is a word as a whole."""
    return max(map(display_width, label.split()))


def word_width(label: str) -> float:
    """The least width of a column that breaks no word of its header in two."""
    return label_width(label) - _CELL_PADDING + 0.5


def display_width(text: str) -> int:
    """The width of one line in half-width characters: East Asian wide and ambiguous ones count two."""
    return len(text) if text.isascii() else sum(map(_CHARACTER_WIDTHS.__getitem__, text))


class _CharacterWidths(dict[str, int]):
    """The width of each character, found out when it comes up."""

    def __missing__(self, character: str) -> int:
        width = self[character] = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        return width


_CHARACTER_WIDTHS = _CharacterWidths()


def wrapped_lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width, as Excel wraps Japanese: anywhere."""
    room = max(2, int(width) - 1)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return _wrapped_lines(text, room)


@lru_cache(maxsize=16_384)  # the same names and units fill most of a summary
def _wrapped_lines(text: str, room: int) -> int:
    if room < _NARROW and len(text) < _LONG:
        return sum(_broken_into(line, room) for line in text.split("\n"))
    return sum(max(1, -(-display_width(line) // room)) for line in text.split("\n"))


_NARROW, _LONG = 32, 120  # where a word that goes on the next line whole makes one line more
_UNBROKEN = re.compile(  # numbers and words, with the brackets and stops that stand at their ends
    r"[（「『【［(]*(?:[!-\'*-~]+|.)[、。，．）」』】］)・：；？！％ー]*"
)


def _broken_into(line: str, room: int) -> int:
    """How many lines a paragraph takes where Japanese is set: words and brackets stay whole."""
    if display_width(line) <= room:
        return 1
    lines, used = 1, 0
    for part in _UNBROKEN.findall(line):
        width = display_width(part)
        if used and used + width > room:
            lines, used = lines + 1, 0
        used += width
        if used > room:
            lines, used = lines + (used - 1) // room, (used - 1) % room + 1
    return lines


_NEVER_FIRST = frozenset("、。，．）」』】・：；？！")  # in a line, as Japanese is set


def broken_lines(text: str, width: float) -> list[str]:
    """A text in lines of a width, stops hanging over: Japanese breaks anywhere, words do not."""
    found: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for token in re.findall(r"[!-~]+|.", paragraph):
            if line and token not in _NEVER_FIRST and display_width(line + token) > width:
                found.append(line.rstrip())
                line = token.lstrip()
            else:
                line += token
        found.append(line.rstrip())
    return found


def row_height(
    texts: "list[tuple[str, float]]", *, size: float = SIZE, least: int = 1, padding: float = ROW_PADDING
) -> float:
    """The height in points that shows every (text, column width) of a row in full."""
    lines = max((wrapped_lines(text, width) for text, width in texts), default=1)
    return max(lines, least) * LINE_HEIGHT * size / SIZE + padding
