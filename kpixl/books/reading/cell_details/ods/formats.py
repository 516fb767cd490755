"""Number formats of .ods, put into Excel's way of writing them."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
STYLE, NUMBER = f"{_ODF}style:1.0 ", f"{_ODF}datastyle:1.0 "
_MAP = f"{STYLE}map"
_COLOURED, _COLOUR = f"{STYLE}text-properties", f"{_ODF}xsl-fo-compatible:1.0 color"
_COLOURS = {
    "#000000": "[Black]", "#0000ff": "[Blue]", "#00ffff": "[Cyan]", "#00ff00": "[Green]",
    "#ff00ff": "[Magenta]", "#ff0000": "[Red]", "#ffffff": "[White]", "#ffff00": "[Yellow]",
}  # fmt: skip
_KINDS = ("number", "percentage", "currency", "date", "time", "text")
_PLAIN_SIGNS = frozenset(" -+()/:,.")  # what a format code shows without quotes
_GENERAL = "General"
_SHOWS_NOTHING = ";;;"
# What Excel's sections mean without a condition of their own, by how many stand before the last one.
_USUAL = {1: (">=0",), 2: (">0", "<0"), 3: (">0", "<0", "=0")}
_LONG_AND_SHORT = {
    "day": ("dd", "d"),
    "day-of-week": ("aaaa", "aaa"),
    "hours": ("hh", "h"),
    "minutes": ("mm", "m"),
    "seconds": ("ss", "s"),
    "era": ("ggg", "g"),
}


def is_format(element: Element) -> bool:
    """True for an element that describes a number format."""
    return element.tag in {f"{NUMBER}{kind}-style" for kind in _KINDS}


def format_code(style: Element, named: Mapping[str, Element]) -> str:
    """The code of a format; '' for General and for plain text. `named` are the formats by name."""
    maps = [part for part in style if part.tag == _MAP]
    conditions = tuple(part.get(f"{STYLE}condition", "").removeprefix("value()") for part in maps)
    is_usual = conditions == _USUAL.get(len(maps))
    sections = []
    for part, condition in zip(maps, conditions, strict=True):
        section = named.get(part.get(f"{STYLE}apply-style-name", ""))
        if section is not None:
            sections.append(("" if is_usual else f"[{condition}]") + _section(section))
    # The style's own text is the last section; the others are mapped to.
    sections.append(_section(style))
    if len(sections) > 1:
        return ";".join(sections)
    return "" if sections[0] in (_GENERAL, "@") else sections[0] or _SHOWS_NOTHING


def _section(style: Element) -> str:
    is_percentage = style.tag == f"{NUMBER}percentage-style"
    return "".join(_part(part, is_percentage=is_percentage) for part in style)


def _part(part: Element, *, is_percentage: bool) -> str:
    name = part.tag.removeprefix(NUMBER)
    match name:
        case _ if part.tag == _COLOURED:
            return _COLOURS.get(part.get(_COLOUR, "").casefold(), "")
        case "number":
            return _digits(part)
        case "scientific-number":
            return "0.00E+00"
        case "fraction":
            return "# ?/?"
        case "text-content":
            return "@"
        case "currency-symbol":
            return _quoted(part.text or "")
        case "text" if is_percentage:
            return "%".join(map(_quoted, (part.text or "").split("%")))
        case "text":
            return _quoted(part.text or "")
        case "am-pm":
            return "AM/PM"
        case "year" if part.get(f"{NUMBER}calendar") == "gengou":
            return "ee" if _is_long(part) else "e"
        case "year":
            return "yyyy" if _is_long(part) else "yy"
        case "month":
            return ("mmm" if part.get(f"{NUMBER}textual") == "true" else "m") + "m" * _is_long(part)
        case _:
            long, short = _LONG_AND_SHORT.get(name, ("", ""))
            return long if _is_long(part) else short


def _is_long(part: Element) -> bool:
    return part.get(f"{NUMBER}style") == "long"


def _digits(number: Element) -> str:
    decimals = number.get(f"{NUMBER}decimal-places")
    if decimals is None:
        return _GENERAL  # as many decimals as there are
    whole = "0" * int(number.get(f"{NUMBER}min-integer-digits", "1")) or "#"
    if number.get(f"{NUMBER}grouping") == "true":
        whole = f"#,{whole.rjust(3, '#')}"
    fixed = int(number.get(f"{NUMBER}min-decimal-places", decimals))
    fraction = "0" * fixed + "#" * (int(decimals) - fixed)
    factor = float(number.get(f"{NUMBER}display-factor", "1"))
    thousands = 0
    while factor >= 1000:
        factor, thousands = factor / 1000, thousands + 1
    return whole + (f".{fraction}" if fraction else "") + "," * thousands


def _quoted(text: str) -> str:
    return text if _PLAIN_SIGNS.issuperset(text) else f'"{text}"'
