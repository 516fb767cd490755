"""What Excel repairs or refuses in a workbook, though other programs open it without a word.

`lint` reads the parts of an .xlsx file with the standard library alone and returns one sentence for
every fault. The limits are Excel's own.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_LONGEST_SHEET_NAME = 31
_LONGEST_CELL = 32_767
_LONGEST_FORMULA = 8_192
_LONGEST_TEXT_IN_FORMULA = 255
_LONGEST_LIST = 255
_LONGEST_HEADER = 255
_VALIDATION_TEXTS = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 255}
_ROWS, _COLUMNS = 1_048_576, 16_384
_RESERVED_SHEET_NAMES = frozenset({"history"})

Area = tuple[int, int, int, int]


def lint(path: Path) -> list[str]:
    """Every fault of a workbook, as sentences; none for one that Excel opens as it is."""
    with zipfile.ZipFile(path) as archive:
        return list(_Workbook(archive).faults())


class _Workbook:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = archive.namelist()

    def faults(self) -> Iterator[str]:
        twice = [name for name, count in Counter(name.lower() for name in self.names).items() if count > 1]
        yield from (f"the archive holds {name} twice" for name in twice)
        workbook = self._part("xl/workbook.xml")
        targets = {
            relation.get("Id"): relation.get("Target", "")
            for relation in self._part("xl/_rels/workbook.xml.rels")
        }
        sheets = [
            (str(sheet.get("name")), str(sheet.get("state", "visible")), str(targets[sheet.get(_RELATION)]))
            for sheet in workbook.iter(f"{_MAIN}sheet")
        ]
        yield from self._sheet_names(sheets)
        yield from self._defined_names(workbook, [name for name, _state, _target in sheets])
        limits = self._limits()
        for name, _state, target in sheets:
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part not in self.names:
                yield f"{name}: there is no part {part}"
            else:
                yield from _Sheet(name, self._part(part), limits).faults()
        yield from self._tables()

    def _part(self, name: str) -> ET.Element:
        return ET.fromstring(self.archive.read(name))  # noqa: S314 - written by the tests themselves

    def _limits(self) -> dict[str, int]:
        """How many shared strings, cell formats and differential formats there are."""
        strings = 0
        if "xl/sharedStrings.xml" in self.names:
            strings = len(self._part("xl/sharedStrings.xml").findall(f"{_MAIN}si"))
        styles = self._part("xl/styles.xml")
        count = {}
        for key in ("cellXfs", "dxfs"):
            found = styles.find(f"{_MAIN}{key}")
            count[key] = 0 if found is None else len(found)
        return {"strings": strings, **count}

    @staticmethod
    def _sheet_names(sheets: list[tuple[str, str, str]]) -> Iterator[str]:
        if not any(state == "visible" for _name, state, _target in sheets):
            yield "no sheet is visible"
        for name, count in Counter(name.lower() for name, _state, _target in sheets).items():
            if count > 1:
                yield f"the sheet name {name!r} stands twice"
        for name, _state, _target in sheets:
            if not 1 <= _length(name) <= _LONGEST_SHEET_NAME:
                yield f"the sheet name {name!r} has {_length(name)} characters"
            if re.search(r"[\[\]:*?/\\]|^'|'$|[\x00-\x1f]", name):
                yield f"the sheet name {name!r} has characters that no sheet name may have"
            if name.lower() in _RESERVED_SHEET_NAMES:
                yield f"the sheet name {name!r} is Excel's own"

    @staticmethod
    def _defined_names(workbook: ET.Element, sheets: list[str]) -> Iterator[str]:
        seen: set[tuple[str, str | None]] = set()
        for defined in workbook.iter(f"{_MAIN}definedName"):
            name, scope, text = str(defined.get("name")), defined.get("localSheetId"), defined.text or ""
            if (name.lower(), scope) in seen:
                yield f"the name {name} is defined twice"
            seen.add((name.lower(), scope))
            if "#REF!" in text:
                yield f"the name {name} refers to nothing"
            for quoted, plain in re.findall(r"'((?:[^']|'')+)'!|([^\s'!,:$]+)!", text):
                if (quoted.replace("''", "'") or plain) not in sheets:
                    yield f"the name {name} refers to a sheet that is not there: {text}"

    def _tables(self) -> Iterator[str]:
        seen: set[str] = set()
        for part in self.names:
            if re.fullmatch(r"xl/tables/[^/]+\.xml", part):
                table = self._part(part)
                name = str(table.get("displayName"))
                columns = [str(column.get("name")).lower() for column in table.iter(f"{_MAIN}tableColumn")]
                _top, left, _bottom, right = _area(str(table.get("ref")))
                if name.lower() in seen:
                    yield f"the table {name} stands twice"
                seen.add(name.lower())
                if len(set(columns)) != len(columns):
                    yield f"the table {name} has a column name twice"
                if len(columns) != right - left + 1:
                    yield f"the table {name} names {len(columns)} columns in {table.get('ref')}"


class _Sheet:
    def __init__(self, name: str, xml: ET.Element, limits: dict[str, int]) -> None:
        self.name, self.xml, self.limits = name, xml, limits

    def faults(self) -> Iterator[str]:
        for fault in (
            *self._cells(),
            *self._merges(),
            *self._validations(),
            *self._conditions(),
            *self._print(),
        ):
            yield f"{self.name}: {fault}"

    def _cells(self) -> Iterator[str]:
        last_row = 0
        for row in self.xml.iter(f"{_MAIN}row"):
            number = int(row.get("r", last_row + 1))
            if not last_row < number <= _ROWS:
                yield f"row {number} stands after row {last_row}"
            last_row, last_column = number, 0
            for cell in row.iter(f"{_MAIN}c"):
                address = str(cell.get("r"))
                top, column, _bottom, _right = _area(address)
                if top != number or not last_column < column <= _COLUMNS:
                    yield f"{address} is out of order"
                last_column = column
                yield from (f"{address}: {fault}" for fault in self._cell(cell))

    def _cell(self, cell: ET.Element) -> Iterator[str]:
        value, formula, kind = cell.findtext(f"{_MAIN}v"), cell.find(f"{_MAIN}f"), cell.get("t", "n")
        if int(cell.get("s", 0)) >= max(self.limits["cellXfs"], 1):
            yield f"format {cell.get('s')} of {self.limits['cellXfs']}"
        if kind == "s" and not 0 <= int(value or -1) < self.limits["strings"]:
            yield f"text {value} of {self.limits['strings']}"
        if kind == "n" and value and not re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", value):
            yield f"{value!r} is no number"
        if kind in ("str", "inlineStr") and _length(value or "") > _LONGEST_CELL:
            yield f"a text of {_length(value or '')} characters"
        if formula is not None:
            yield from self._formula(formula.text or "")

    @staticmethod
    def _formula(formula: str) -> Iterator[str]:
        if formula.startswith("="):
            yield "a formula with two equals signs"
        if len(formula) > _LONGEST_FORMULA:
            yield f"a formula of {len(formula)} characters"
        if "#REF!" in formula:
            yield "a formula that refers to nothing"
        if formula.count("(") - formula.count(")") and '"' not in formula:
            yield "a formula whose brackets do not close"
        for text in re.findall(r'"((?:[^"]|"")*)"', formula):
            if _length(text.replace('""', '"')) > _LONGEST_TEXT_IN_FORMULA:
                yield f"a text of {_length(text)} characters in a formula"

    def _merges(self) -> Iterator[str]:
        areas = [str(merge.get("ref")) for merge in self.xml.iter(f"{_MAIN}mergeCell")]
        yield from (f"merged cells overlap: {one} and {other}" for one, other in _overlaps(areas))
        yield from (f"{area} merges one cell" for area in areas if ":" not in area)

    def _validations(self) -> Iterator[str]:
        rules = list(self.xml.iter(f"{_MAIN}dataValidation"))
        areas = [area for rule in rules for area in str(rule.get("sqref", "")).split()]
        yield from (f"input rules overlap: {one} and {other}" for one, other in _overlaps(areas))
        for rule in rules:
            where = rule.get("sqref")
            for key, limit in _VALIDATION_TEXTS.items():
                if _length(rule.get(key, "")) > limit:
                    length = _length(rule.get(key, ""))
                    yield f"{where}: the {key} has {length} characters, {limit} are allowed"
            first = rule.findtext(f"{_MAIN}formula1") or ""
            if first.startswith('"') and _length(first.strip('"')) > _LONGEST_LIST:
                yield f"{where}: the list has {_length(first.strip(chr(34)))} characters"
            if rule.get("type") in ("list", "decimal", "whole") and not first:
                yield f"{where}: an input rule without a limit"

    def _conditions(self) -> Iterator[str]:
        for rule in self.xml.iter(f"{_MAIN}cfRule"):
            if rule.get("dxfId") is not None and int(str(rule.get("dxfId"))) >= self.limits["dxfs"]:
                yield f"conditional format {rule.get('dxfId')} of {self.limits['dxfs']}"
            for formula in rule.iter(f"{_MAIN}formula"):
                yield from self._formula(formula.text or "")

    def _print(self) -> Iterator[str]:
        for key in ("oddHeader", "oddFooter"):
            for part in self.xml.iter(f"{_MAIN}{key}"):
                if _length(part.text or "") > _LONGEST_HEADER:
                    yield f"the {key} has {_length(part.text or '')} characters"


def _length(text: str) -> int:
    """The length as Excel counts it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _area(reference: str) -> Area:
    """Top, left, bottom and right of an A1 reference, from 1."""
    first, _, last = reference.replace("$", "").partition(":")
    return (*_cell(first), *_cell(last or first))


def _cell(address: str) -> tuple[int, int]:
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits), column


def _overlaps(references: list[str]) -> Iterator[tuple[str, str]]:
    areas = [(reference, _area(reference)) for reference in references]
    for number, (other, b) in enumerate(areas):
        for one, a in areas[:number]:
            if not (a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]):
                yield one, other
