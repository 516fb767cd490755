"""A chart as text: its title, every series with its areas and colours, the axes, the legend."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

_POINT = 12700  # in the drawing's own units
_PLACES = {"l": "left", "r": "right", "t": "top", "b": "bottom"}
_LABELS = ("showVal", "showCatName", "showSerName", "showPercent", "showLegendKey")
_SETTINGS = ("barDir", "grouping", "gapWidth", "overlap")
# What an axis may say, with what goes without saying.
_AXIS = {
    "majorUnit": "",
    "minorUnit": "",
    "tickLblSkip": "",
    "crosses": "autoZero",
    "crossBetween": "between",
    "tickLblPos": "nextTo",
    "delete": "0",
}


@dataclass(frozen=True)
class ChartText:
    """The text of a chart; the workbook's own font goes without saying."""

    root: Element
    own_font: str

    def lines(self) -> Iterator[str]:
        """The chart, one thing a line."""
        chart = _child(self.root, "chart")
        yield f"title {self._titled(chart.find('title'))}"
        plot = _child(chart, "plotArea")
        for element in plot:
            if element.tag.endswith("Chart"):
                named = [f"{name} {value}" for name in _SETTINGS if (value := _value(element, name))]
                yield " ".join([element.tag.removesuffix("Chart"), *named])
                yield from (f"  {self._series(series)}" for series in element.findall("ser"))
        yield from (self._axis(element) for element in plot if element.tag.endswith("Ax"))
        legend = chart.find("legend")
        yield self._legend(legend) if legend is not None else "no legend"
        hidden = " hidden cells drawn" if _value(chart, "plotVisOnly") == "0" else ""
        yield f"blanks {_value(chart, 'dispBlanksAs') or 'gap'}{hidden}"
        yield f"frame{_painted(self.root.find('spPr'))} plot{_painted(plot.find('spPr'))}"

    def _series(self, series: Element) -> str:
        name = series.findtext("tx//f") or repr(series.findtext("tx//v"))
        values, over = (series.findtext(f"{tag}//f", "-") for tag in ("val", "cat"))
        text = f"{name} = {values} over {over}{_painted(series.find('spPr'))}"
        marker = series.find("marker")
        if marker is not None:
            size = _value(marker, "size")
            text += f" marker {_value(marker, 'symbol')} {size}{_painted(marker.find('spPr'))}"
        labels = series.find("dLbls")
        if labels is not None:
            shown = [name.removeprefix("show") for name in _LABELS if _value(labels, name) == "1"]
            place = f" {_value(labels, 'dLblPos')}" if _value(labels, "dLblPos") else ""
            text += f" labels {' '.join(shown)}{place}{_format(labels)} {self._font(labels.find('txPr'))}"
        return text + (" smooth" if _value(series, "smooth") == "1" else "")

    def _axis(self, axis: Element) -> str:
        """An axis with its title, ends, steps, marks and lines."""
        parts = [f"axis {axis.tag.removesuffix('Ax')} {_place(axis, 'axPos')}"]
        if axis.find("title") is not None:
            parts.append(f"title {self._titled(axis.find('title'))}")
        scaling = _child(axis, "scaling")
        if _value(scaling, "orientation") == "maxMin":
            parts.append("reversed")
        parts += [f"{name} {value}" for name in ("min", "max") if (value := _value(scaling, name))]
        told = {name: _value(axis, name) for name in _AXIS}
        parts += [f"{name} {value}" for name, value in told.items() if value not in ("", _AXIS[name])]
        for name in ("majorGridlines", "minorGridlines"):
            if (lines := axis.find(name)) is not None:
                parts.append(f"{name}{_painted(lines.find('spPr'))}")
        marks = f"marks{_format(axis)} {self._font(axis.find('txPr'))}"
        return f"{' '.join(parts)}{_painted(axis.find('spPr'))} {marks}"

    def _legend(self, legend: Element) -> str:
        entries = [entry for entry in legend.findall("legendEntry") if _value(entry, "delete") == "1"]
        without = f" without series {' '.join(_value(entry, 'idx') for entry in entries)}" if entries else ""
        return f"legend {_place(legend, 'legendPos')}{without} {self._font(legend.find('txPr'))}"

    def _titled(self, title: Element | None) -> str:
        if title is None:
            return "-"
        text = title.findtext("tx//f") or repr("".join(run.text or "" for run in title.iter("t")))
        over = " over the plot" if _value(title, "overlay") == "1" else ""
        return f"{text}{over} {self._font(title)}"

    def _font(self, element: Element | None) -> str:
        """Name, size, bold, colour and turning of a text; `-` for Excel's own."""
        if element is None:
            return "-"
        found = [font for tag in ("rPr", "defRPr") if (font := element.find(f".//{tag}")) is not None]
        parts = []
        for font in found[:1]:
            typeface = font.find("latin")
            name = typeface.get("typeface", "") if typeface is not None else "theme"
            parts += [name] if name != self.own_font else []
            parts += [f"{int(font.attrib['sz']) / 100:g}"] if "sz" in font.attrib else []
            parts += [word for key, word in (("b", "bold"), ("i", "italic")) if font.get(key) == "1"]
            parts += [_filled(font)] if _filled(font) else []
        body = element.find(".//bodyPr")
        if body is not None:
            parts += [f"{key} {value}" for key, value in body.attrib.items()]
        return " ".join(parts) or "-"


def _painted(properties: Element | None) -> str:
    """The fill and the line of a shape, each with a blank before it."""
    if properties is None:
        return ""
    text = f" fill {_filled(properties)}" if _filled(properties) else ""
    line = properties.find("ln")
    if line is not None:
        width = f" {int(line.attrib['w']) / _POINT:g}" if "w" in line.attrib else ""
        dash = f" {_value(line, 'prstDash')}" if _value(line, "prstDash") not in ("", "solid") else ""
        text += f" line {_filled(line) or '-'}{width}{dash}"
    return text


def _filled(element: Element) -> str:
    if element.find("noFill") is not None:
        return "none"
    shade = element.find("solidFill/*")
    return "" if shade is None else f"{'#' if shade.tag == 'srgbClr' else ''}{shade.get('val')}"


def _format(element: Element) -> str:
    numbers = element.find("numFmt")
    if numbers is None:
        return ""
    return f" [{numbers.get('formatCode')}]{' as the cells' if numbers.get('sourceLinked') == '1' else ''}"


def _place(element: Element, tag: str) -> str:
    value = _value(element, tag)
    return _PLACES.get(value, value)


def _child(element: Element, tag: str) -> Element:
    found = element.find(tag)
    if found is None:
        raise ValueError(f"a {element.tag} without its {tag}")
    return found


def _value(element: Element, tag: str) -> str:
    found = element.find(tag)
    return "" if found is None else found.get("val", "")
