"""Can a person see this colour on that ground? The colours of files, and what separates two of them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

Colour = str  # RRGGBB; '' where it cannot be told

BLACK, WHITE = "000000", "FFFFFF"
# Below this a text cannot be read on its ground: pale grey on white (D9D9D9, as placeholders have) is 1.4.
_LEAST_CONTRAST = 1.2
# Excel's 64 indexed colours from the eighth on; the first eight are the same as the second.
_INDEXED = [
    "000000",
    "FFFFFF",
    "FF0000",
    "00FF00",
    "0000FF",
    "FFFF00",
    "FF00FF",
    "00FFFF",
    "800000",
    "008000",
    "000080",
    "808000",
    "800080",
    "008080",
    "C0C0C0",
    "808080",
    "9999FF",
    "993366",
    "FFFFCC",
    "CCFFFF",
    "660066",
    "FF8080",
    "0066CC",
    "CCCCFF",
    "000080",
    "FF00FF",
    "FFFF00",
    "00FFFF",
    "800080",
    "800000",
    "008080",
    "0000FF",
    "00CCFF",
    "CCFFFF",
    "CCFFCC",
    "FFFF99",
    "99CCFF",
    "FF99CC",
    "CC99FF",
    "FFCC99",
    "3366FF",
    "33CCCC",
    "99CC00",
    "FFCC00",
    "FF9900",
    "FF6600",
    "666699",
    "969696",
    "003366",
    "339966",
    "003300",
    "333300",
    "993300",
    "993366",
    "333399",
    "333333",
]
_SYSTEM_TEXT, _SYSTEM_GROUND = 64, 65


@lru_cache(maxsize=1024)
def is_unseen(text: Colour, ground: Colour) -> bool:
    """True where characters of that colour cannot be told from their ground."""
    if not text or not ground:
        return False
    lighter, darker = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05) < _LEAST_CONTRAST


def _luminance(colour: Colour) -> float:
    """The relative luminance of WCAG 2: 0 for black, 1 for white."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


@lru_cache(maxsize=512)
def of_hex(text: str) -> Colour:
    """The colour of RRGGBB, AARRGGBB or #RRGGBB; '' for what is none."""
    digits = text.removeprefix("#")[-6:].upper()
    return digits if len(digits) == 6 and set(digits) <= set("0123456789ABCDEF") else ""


def of_index(index: int, palette: Sequence[Colour] = ()) -> Colour:
    """An indexed colour; `palette` is the file's own, from index 0 on."""
    if index < len(palette):
        return palette[index]
    if index in (_SYSTEM_TEXT, _SYSTEM_GROUND):
        return BLACK if index == _SYSTEM_TEXT else WHITE
    at = index if index < 8 else index - 8
    return _INDEXED[at] if 0 <= at < len(_INDEXED) else ""


def of_attributes(
    colour: Mapping[str, str], theme: Sequence[Colour], palette: Sequence[Colour], automatic: Colour
) -> Colour:
    """What a <color> element of Excel means; `automatic` where it leaves that to the program."""
    if "rgb" in colour:
        base = of_hex(colour["rgb"])
    elif "theme" in colour:
        at = int(colour["theme"])
        base = theme[at] if at < len(theme) else ""
    elif "indexed" in colour:
        base = of_index(int(colour["indexed"]), palette)
    else:
        return automatic
    return _tinted(base, float(colour.get("tint", "0")))


def _tinted(colour: Colour, tint: float) -> Colour:
    """The colour made lighter (tint above 0) or darker; close to what Excel does in its own colour space."""
    if not colour or not tint:
        return colour
    parts = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    mixed = (part + (255 - part) * tint if tint > 0 else part * (1 + tint) for part in parts)
    return "".join(f"{min(255, max(0, round(part))):02X}" for part in mixed)
