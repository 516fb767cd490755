"""A returned workbook taken apart, so that tests can do to it what spreadsheet programs and people do.

Cells are edited in the sheet's XML: openpyxl would drop every formula's stored value, and cannot write
an error cell beside its formula.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from defusedxml.ElementTree import fromstring
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, get_column_letter

from tests.messy.packing import packed, parts_of

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
register_namespace("", _MAIN)
register_namespace("r", _RELATIONS)

Place = tuple[int, int]
Moved = Callable[[int], int | None]


def _tag(name: str) -> str:
    return f"{{{_MAIN}}}{name}"


def address(row: int, column: int) -> str:
    """The A1 address of a 1-based row and column."""
    return f"{get_column_letter(column)}{row}"


def place(reference: str) -> Place:
    """The 1-based row and column of an A1 address."""
    letters, row = coordinate_from_string(reference)
    return row, column_index_from_string(letters)


def _same(number: int) -> int:
    return number


def _rich(name: str, runs: Sequence[tuple[str, str]], reading_aid: str = "") -> Element:
    parts = "".join(
        f"<r>{f'<rPr>{font}</rPr>' if font else ''}<t xml:space='preserve'>{text}</t></r>"
        for text, font in runs
    )
    aid = f'<rPh sb="0" eb="1"><t>{reading_aid}</t></rPh>' if reading_aid else ""
    found: Element = fromstring(f'<{name} xmlns="{_MAIN}">{parts}{aid}</{name}>')
    return found


def _without_prefix(root: Element) -> bytes:
    """A part of one namespace as Excel writes it, which has no prefix for it."""
    text: bytes = tostring(root)
    return text.replace(b"xmlns:ns0=", b"xmlns=").replace(b"<ns0:", b"<").replace(b"</ns0:", b"</")


class Sheet:
    """One worksheet part: cells by 1-based (row, column), everything else as it was."""

    def __init__(self, xml: bytes, strings: list[str]) -> None:
        self.root = fromstring(xml)
        self._strings = strings
        self.cells: dict[Place, Element] = {}
        self.rows: dict[int, dict[str, str]] = {}
        data = self._one("sheetData")
        for row in data:
            self.rows[int(row.attrib["r"])] = {k: v for k, v in row.attrib.items() if k not in ("r", "spans")}
            for cell in row:
                self.cells[place(cell.attrib["r"])] = cell
        self.drop("dimension")

    def _one(self, name: str) -> Element:
        found = self.root.find(_tag(name))
        assert found is not None, name
        return found

    def drop(self, name: str) -> None:
        """Take an element of the sheet away, where it has one."""
        for found in self.root.findall(_tag(name)):
            self.root.remove(found)

    def text(self, at: Place) -> str:
        """What stands in a cell, as the file stores it; '' for nothing."""
        cell = self.cells.get(at)
        if cell is None:
            return ""
        if cell.get("t") == "inlineStr":
            return "".join(cell.itertext())
        value = cell.findtext(_tag("v")) or ""
        return self._strings[int(value)] if cell.get("t") == "s" else value

    def formula(self, at: Place) -> str:
        """The formula of a cell, '' for none."""
        return self.cells[at].findtext(_tag("f")) or ""

    def _blank(self, at: Place, style: int | None) -> Element:
        cell = self.cells.setdefault(at, Element(_tag("c")))
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if style is not None:
            cell.set("s", str(style))
        self.rows.setdefault(at[0], {})
        return cell

    def clear(self, at: Place) -> None:
        """Empty a cell; it keeps its format."""
        self._blank(at, None)

    def put(self, at: Place, value: object, *, kind: str = "", style: int | None = None) -> None:
        """Type a value: a number or a text by its type, or `kind` e (error value), b (TRUE or FALSE)."""
        cell = self._blank(at, style)
        if isinstance(value, str) and not kind:
            cell.set("t", "inlineStr")
            text = SubElement(SubElement(cell, _tag("is")), _tag("t"))
            text.text = value
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            return
        if kind:
            cell.set("t", kind)
        SubElement(cell, _tag("v")).text = str(value)

    def put_rich(self, at: Place, *runs: tuple[str, str]) -> None:
        """Type a text in parts, each with the elements of its font ('' for the cell's own)."""
        cell = self._blank(at, None)
        cell.set("t", "inlineStr")
        cell.append(_rich("is", runs))

    def put_shared(self, at: Place, number: int) -> None:
        """Type a text that is stored among the shared ones."""
        cell = self._blank(at, None)
        cell.set("t", "s")
        SubElement(cell, _tag("v")).text = str(number)

    def add(self, name: str, **attributes: str) -> None:
        """Add an element at the sheet's end, where drawings and notes are named."""
        SubElement(self.root, _tag(name), attributes)

    def put_formula(self, at: Place, formula: str, value: object = None, *, kind: str = "") -> None:
        """Type a formula; without a value it was never computed. `kind` str is a text, e an error value."""
        cell = self._blank(at, None)
        if kind:
            cell.set("t", kind)
        SubElement(cell, _tag("f")).text = formula
        if value is not None:
            SubElement(cell, _tag("v")).text = str(value)

    def format_if(self, at: Place, number: int, condition: str) -> None:
        """Give a cell a conditional format: > or = and a number."""
        formats = Element(_tag("conditionalFormatting"), sqref=address(*at))
        relation = "greaterThan" if condition[0] == ">" else "equal"
        rule = {"type": "cellIs", "dxfId": str(number), "priority": "99", "operator": relation}
        SubElement(SubElement(formats, _tag("cfRule"), rule), _tag("formula")).text = condition[1:]
        names = [child.tag for child in self.root]
        before = next(
            n for n in map(_tag, ("conditionalFormatting", "dataValidations", "pageMargins")) if n in names
        )
        self.root.insert(names.index(before), formats)

    def style(self, at: Place) -> int:
        """The index of a cell's style."""
        return int(self.cells[at].get("s", "0")) if at in self.cells else 0

    def move(self, rows: Moved = _same, columns: Moved = _same) -> None:
        """Move everything, as inserting, deleting and cutting do; None deletes a row or column."""

        def new(at: Place) -> Place | None:
            row, column = rows(at[0]), columns(at[1])
            return None if row is None or column is None else (row, column)

        self.cells = {to: cell for at, cell in self.cells.items() if (to := new(at))}
        self.rows = {to: kept for at, kept in self.rows.items() if (to := rows(at))}
        for rule in [*self.root.iter(_tag("dataValidation")), *self.root.iter(_tag("mergeCell"))]:
            name = "sqref" if "sqref" in rule.attrib else "ref"
            areas = [[new(place(end)) for end in area.split(":")] for area in rule.attrib[name].split()]
            kept = [":".join(address(*end) for end in area if end) for area in areas if all(area)]
            rule.set(name, " ".join(kept) or "XFD1048576")

    def copy_row(self, row: int, to: int) -> None:
        """Write a copy of a row over another, with its validations."""
        for rule in self.root.iter(_tag("dataValidation")):
            areas = rule.attrib["sqref"].split()
            copies = [
                address(to, place(area)[1]) for area in areas if ":" not in area and place(area)[0] == row
            ]
            rule.set("sqref", " ".join([*areas, *copies]))
        for at in [at for at in self.cells if at[0] == to]:
            del self.cells[at]
        for at in [at for at in self.cells if at[0] == row]:
            self.cells[to, at[1]] = deepcopy(self.cells[at])
        self.rows[to] = dict(self.rows[row])

    def merge(self, first: Place, last: Place) -> None:
        """Merge an area; only its first cell keeps what it says."""
        for row in range(first[0], last[0] + 1):
            for column in range(first[1], last[1] + 1):
                if (row, column) != first:
                    self.clear((row, column))
        merged = Element(_tag("mergeCells"))
        SubElement(merged, _tag("mergeCell"), ref=f"{address(*first)}:{address(*last)}")
        names = [child.tag for child in self.root]
        before = next(_tag(n) for n in ("sheetProtection", "sheetData") if _tag(n) in names)
        self.root.insert(names.index(before) + 1, merged)

    def xml(self) -> bytes:
        """The part."""
        data = self._one("sheetData")
        data.clear()
        by_row: dict[int, list[int]] = {number: [] for number in self.rows}
        for row, column in self.cells:
            by_row.setdefault(row, []).append(column)
        for number in sorted(by_row):
            element = SubElement(data, _tag("row"), {"r": str(number), **self.rows.get(number, {})})
            for column in sorted(by_row[number]):
                cell = self.cells[number, column]
                cell.set("r", address(number, column))
                element.append(cell)
        return bytes(tostring(self.root, encoding="UTF-8", xml_declaration=True))


class Workbook:
    """A package: its parts, its sheets by name in their order."""

    def __init__(self, content: bytes) -> None:
        self.parts = parts_of(content)
        self.book = fromstring(self.parts["xl/workbook.xml"])
        strings = fromstring(self.parts["xl/sharedStrings.xml"])
        self._strings = ["".join(item.itertext()) for item in strings.iterfind(_tag("si"))]
        self._sheets: dict[str, Sheet] = {}

    def __getitem__(self, name: str) -> Sheet:
        if name not in self._sheets:
            self._sheets[name] = Sheet(self.parts[self._path(name)], self._strings)
        return self._sheets[name]

    def _listed(self) -> Element:
        found = self.book.find(_tag("sheets"))
        assert found is not None
        return found

    def _entry(self, name: str) -> Element:
        return next(item for item in self._listed() if item.get("name") == name)

    def _path(self, name: str) -> str:
        relation = self._entry(name).attrib[f"{{{_RELATIONS}}}id"]
        for item in fromstring(self.parts["xl/_rels/workbook.xml.rels"]):
            if item.attrib["Id"] == relation:
                return f"xl/{item.attrib['Target']}"
        raise KeyError(name)

    @property
    def names(self) -> list[str]:
        """The sheets' names in their order."""
        return [item.attrib["name"] for item in self._listed()]

    def rename(self, name: str, to: str) -> None:
        """Give a sheet another name."""
        sheet, path = self[name], self._path(name)
        self._entry(name).set("name", to)
        self.parts[path] = sheet.xml()
        self._sheets[to] = self._sheets.pop(name)

    def reverse(self) -> None:
        """Turn the order of the tabs round."""
        listed = self._listed()
        listed[:] = list(reversed(listed))
        self._forget_names()

    def delete(self, name: str) -> None:
        """Delete a sheet."""
        path = self._path(name)
        self._listed().remove(self._entry(name))
        self._sheets.pop(name, None)
        relations = fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        for item in [item for item in relations if f"xl/{item.attrib['Target']}" == path]:
            relations.remove(item)
        self.parts["xl/_rels/workbook.xml.rels"] = _without_prefix(relations)
        del self.parts[path]
        types = fromstring(self.parts["[Content_Types].xml"])
        for item in [item for item in types if item.get("PartName") == f"/{path}"]:
            types.remove(item)
        self.parts["[Content_Types].xml"] = _without_prefix(types)
        self._forget_names()

    def show(self, name: str) -> None:
        """Make a hidden sheet visible."""
        self._entry(name).attrib.pop("state", None)

    def hide(self, name: str, state: str) -> None:
        """Hide a sheet (`hidden`, `veryHidden`); another one is in front then."""
        self._entry(name).set("state", state)
        for view in self.book.iter(_tag("workbookView")):
            view.set("activeTab", str((self.names.index(name) + 1) % len(self.names)))

    def _forget_names(self) -> None:
        for found in self.book.findall(_tag("definedNames")):
            self.book.remove(found)

    def copy(self, name: str, to: str) -> Sheet:
        """A copy of a sheet behind the others."""
        number = 1 + sum(path.startswith("xl/worksheets/") for path in self.parts)
        path, identity = f"xl/worksheets/sheet{number}.xml", f"rIdCopy{number}"
        self.parts[path] = self[name].xml()
        self._append("xl/_rels/workbook.xml.rels", "Relationship", Id=identity,
                     Type=f"{_RELATIONS}/worksheet", Target=f"worksheets/sheet{number}.xml")  # fmt: skip
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        self._append("[Content_Types].xml", "Override", PartName=f"/{path}", ContentType=kind)
        ids = [int(item.attrib["sheetId"]) for item in self._listed()]
        attributes = {"name": to, "sheetId": str(max(ids) + 1), f"{{{_RELATIONS}}}id": identity}
        SubElement(self._listed(), _tag("sheet"), attributes)
        return self[to]

    def _append(self, part: str, name: str, **attributes: str) -> None:
        root = fromstring(self.parts[part])
        SubElement(root, root.tag.rpartition("}")[0] + "}" + name, attributes)
        self.parts[part] = _without_prefix(root)

    def style(self, like: int, number_format: str) -> int:
        """A new style: that of `like`, with another number format."""
        styles = fromstring(self.parts["xl/styles.xml"])
        formats = styles.find(_tag("numFmts"))
        assert formats is not None
        number = 1 + max(int(item.attrib["numFmtId"]) for item in formats)
        SubElement(formats, _tag("numFmt"), numFmtId=str(number), formatCode=number_format)
        formats.set("count", str(len(formats)))
        cell_formats = styles.find(_tag("cellXfs"))
        assert cell_formats is not None
        new = deepcopy(cell_formats[like])
        new.set("numFmtId", str(number))
        new.set("applyNumberFormat", "1")
        cell_formats.append(new)
        cell_formats.set("count", str(len(cell_formats)))
        self.parts["xl/styles.xml"] = tostring(styles)
        return len(cell_formats) - 1

    def share(self, *runs: tuple[str, str], reading_aid: str = "") -> int:
        """Store a text in parts among the shared ones; gives its number."""
        strings = fromstring(self.parts["xl/sharedStrings.xml"])
        strings.append(_rich("si", runs, reading_aid))
        self.parts["xl/sharedStrings.xml"] = tostring(strings)
        self._strings.append("".join(text for text, _font in runs))
        return len(self._strings) - 1

    def look(self, like: int, font: str = "", fill: str = "") -> int:
        """A new style: that of `like`, with elements added to its font, or on a ground of that colour."""
        styles = fromstring(self.parts["xl/styles.xml"])
        fonts, fills, formats = (styles.find(_tag(name)) for name in ("fonts", "fills", "cellXfs"))
        assert fonts is not None
        assert fills is not None
        assert formats is not None
        new = deepcopy(formats[like])
        if font:
            changed = deepcopy(fonts[int(new.get("fontId", "0"))])
            for element in fromstring(f'<font xmlns="{_MAIN}">{font}</font>'):
                for old in changed.findall(element.tag):
                    changed.remove(old)
                changed.append(element)
            fonts.append(changed)
            new.set("fontId", str(len(fonts) - 1))
        if fill:
            ground = f'<fgColor rgb="{fill}"/><bgColor indexed="64"/>'
            pattern = f'<patternFill patternType="solid">{ground}</patternFill>'
            fills.append(fromstring(f'<fill xmlns="{_MAIN}">{pattern}</fill>'))
            new.set("fillId", str(len(fills) - 1))
        formats.append(new)
        self.parts["xl/styles.xml"] = tostring(styles)
        return len(formats) - 1

    def conditional(self, font: str) -> int:
        """The number of a format that a condition gives: a font."""
        styles = fromstring(self.parts["xl/styles.xml"])
        given = styles.find(_tag("dxfs"))
        assert given is not None
        given.append(fromstring(f'<dxf xmlns="{_MAIN}"><font>{font}</font></dxf>'))
        self.parts["xl/styles.xml"] = tostring(styles)
        return len(given) - 1

    def beside(self, name: str, element: str, kind: str, path: str, text: str, relation: str = "") -> None:
        """Add a part that belongs to a sheet; `element` is how the sheet names it, '' for not at all."""
        sheet = self._path(name)
        rels = f"xl/worksheets/_rels/{sheet.rpartition('/')[2]}.rels"
        if rels not in self.parts:
            self.parts[rels] = f'<Relationships xmlns="{_PACKAGE_RELATIONS}"/>'.encode()
        identity = f"rIdBeside{len(fromstring(self.parts[rels]))}"
        target = f"../{path.removeprefix('xl/')}"
        self._append(
            rels, "Relationship", Id=identity, Type=relation or f"{_RELATIONS}/{kind}", Target=target
        )
        self.parts[path] = text.encode()
        self._append(
            "[Content_Types].xml", "Override", PartName=f"/{path}", ContentType=f"application/{kind}+xml"
        )
        if element:
            self[name].add(element, **{f"{{{_RELATIONS}}}id": identity})

    def compute_on_demand(self) -> None:
        """Set manual calculation, as somebody in Excel might."""
        found = self.book.find(_tag("calcPr"))
        assert found is not None
        found.attrib.clear()
        found.set("calcMode", "manual")

    def stop_computing(self) -> None:
        """Save before Excel has computed everything, as somebody in a hurry does."""
        found = self.book.find(_tag("calcPr"))
        assert found is not None
        found.attrib.clear()
        found.set("calcCompleted", "0")

    def count_from_1904(self) -> None:
        """Let the days of dates count from 1904, as Excel on a Mac once did."""
        found = self.book.find(_tag("workbookPr"))
        assert found is not None
        found.set("date1904", "1")

    def content(self) -> bytes:
        """The file's bytes."""
        for name, sheet in self._sheets.items():
            self.parts[self._path(name)] = sheet.xml()
        self.parts["xl/workbook.xml"] = tostring(self.book, encoding="UTF-8", xml_declaration=True)
        return packed(self.parts)
