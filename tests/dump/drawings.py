"""Charts, pictures and sparklines, from the parts: openpyxl drops sparklines and what a chart says aloud."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from openpyxl.utils import get_column_letter

from tests.dump.charts import ChartText
from tests.dump.parts import Parts

_PIXEL = 9525  # in the drawing's own units
_SWITCHES = ("first", "last", "high", "low", "negative", "markers")


def drawing_lines(parts: Parts, sheet_part: str, own_font: str) -> Iterator[str]:
    """Everything that lies over the cells: where, what it says to a screen reader, what it draws."""
    for kind, part in parts.related(sheet_part).values():
        if kind == "drawing":
            related = parts.related(part)
            for anchor in parts.root(part):
                yield from _drawn(anchor, parts, related, own_font)
        elif kind == "vmlDrawing":
            yield from _comment_boxes(parts.root(part))


def _drawn(
    anchor: Element, parts: Parts, related: dict[str, tuple[str, str]], own_font: str
) -> Iterator[str]:
    corners = [corner for tag in ("from", "to") if (corner := anchor.find(tag)) is not None]
    place = " to ".join(_corner(corner) for corner in corners)
    moves = f" {anchor.get('editAs')}" if anchor.get("editAs") else ""
    properties = anchor.find(".//cNvPr")
    alt = properties.get("descr", "") if properties is not None else ""
    chart = anchor.find(".//chart")
    what = [tag for tag in ("pic", "sp", "cxnSp", "grpSp") if anchor.find(tag) is not None]
    yield f"{'chart' if chart is not None else ' '.join(what)} {place}{moves}"
    yield f"  alt {alt!r}"
    if chart is not None:
        text = ChartText(parts.root(related[chart.attrib["id"]][1]), own_font)
        yield from (f"  {line}" for line in text.lines())


def _comment_boxes(root: Element) -> Iterator[str]:
    """The sizes of the comments, which openpyxl keeps to itself; what they say stands with their cells."""
    for shape in root.iter("shape"):
        style = dict(item.split(":") for item in shape.get("style", "").split(";") if ":" in item)
        column, row = (int(shape.findtext(f"ClientData/{tag}", "0")) for tag in ("Column", "Row"))
        cell, size = f"{get_column_letter(column + 1)}{row + 1}", f"{style['width']} by {style['height']}"
        yield f"comment box {cell} {size}{'' if style.get('visibility') == 'hidden' else ' visible'}"


def _corner(corner: Element) -> str:
    """A cell, and how many pixels from its own corner."""
    column, across, row, down = (int(corner.findtext(tag, "0")) for tag in ("col", "colOff", "row", "rowOff"))
    offset = f"+{across / _PIXEL:g}+{down / _PIXEL:g}" if across or down else ""
    return f"{get_column_letter(column + 1)}{row + 1}{offset}"


def sparkline_lines(root: Element) -> Iterator[str]:
    """The sparklines, group by group; of the colours, those that are switched on."""
    for group in root.iter("sparklineGroup"):
        kind = group.get("type", "line")
        rest = {key: value for key, value in sorted(group.attrib.items()) if key != "type"}
        shades = ["colorSeries", *(f"color{name.title()}" for name in _SWITCHES if group.get(name) == "1")]
        texts = [f"{key} {value}" for key, value in rest.items()]
        texts += [f"{name} {_shade(group.find(name))}" for name in shades]
        yield f"sparklines {kind} {' '.join(texts)}"
        for sparkline in group.iter("sparkline"):
            yield f"  {sparkline.findtext('sqref')} = {sparkline.findtext('f')}"
    for extension in root.findall("extLst/ext/*"):
        if extension.tag != "sparklineGroups":
            yield f"extension {extension.tag}"


def _shade(element: Element | None) -> str:
    if element is None:
        return "-"
    rgb = element.get("rgb")
    return f"#{rgb[-6:]}" if rgb else " ".join(f"{key} {value}" for key, value in element.attrib.items())
