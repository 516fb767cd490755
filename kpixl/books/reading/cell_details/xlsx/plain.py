"""Cells and texts of .xlsx in the form in which programs write nearly all of them, without a parser.

expat calls Python a dozen times for a cell; a regular expression takes a whole sheet apart at once. What is
not written in this form down to the last character is left to expat, so that both give the same.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kpixl.books.reading.cell_details.addresses import place
from kpixl.books.reading.cell_details.records import CellAt

_CHARACTERS = r"[^<\x00-\x08\x0b-\x1f\ufffe\uffff]*+"
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,9})")?(?: t="(s|str|e|b|n)")?'
    rf"(?:/>|>(?:<f((?: [^<>/]*)?)(?:/>|>({_CHARACTERS})</f>))?(?:<v>({_CHARACTERS})</v>)?</c>)"
    r'|<row r="([0-9]{1,7})"((?: [^<>/]*)?)/?>|</row>'
)
_CELL_GROUPS = _CELL.groups + 1
_TEXT = re.compile(
    rf'<si><t(?: xml:space="preserve")?(?:/>|>({_CHARACTERS})</t>)'
    rf"(?:<rPh [^<>]*><t>{_CHARACTERS}</t></rPh>)*+(?:<phoneticPr [^<>]*/>)?</si>\s*+"
)
_TEXT_GROUPS = _TEXT.groups + 1
_BEFORE_TEXTS = 2  # tags: the declaration and the root
_OTHER_ENTITY = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')
_ATTRIBUTES = re.compile(r'(?: [A-Za-z0-9:]+="[^"]*")*+ ?')
_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_DECLARED = re.compile(rb"<\?xml version=\"1\.0\" encoding=\"(?:UTF|utf)-8\"(?: standalone=\"yes\")?\?>\s*<")
_ELSEWHERE = ('"array"', '"dataTable"')  # formulas that fill cells which do not name them
_TAGS = 2  # of sheetData: one opens it, one closes it


class PlainCell(NamedTuple):
    """A cell that holds something, as its tags give it; None for a formula or a value that is not there."""

    at: CellAt
    style: str | None
    kind: str | None
    formula: str | None
    value: str | None


@dataclass(frozen=True, slots=True)
class PlainCells:
    """The cells and rows of a worksheet.

    `places` says where cells stand, empty ones too; `groups` has what each group of `_CELL` matched, by its
    number, tag by tag.
    """

    places: list[CellAt]
    groups: list[list[str | None]]
    escaped: bool

    def held(self) -> Iterator[PlainCell]:
        """The cells that hold a value or a formula."""
        places = iter(self.places)
        for is_cell, style, kind, attributes, formula, value in zip(
            self.groups[1], *self.groups[3:8], strict=True
        ):
            if not is_cell:
                continue
            at = next(places)
            if value or attributes is not None:
                own = formula or ("" if attributes is not None else None)
                cell = PlainCell(at, style, kind, own, value)
                yield _unescaped_cell(cell) if self.escaped else cell

    def rows(self) -> Iterator[Mapping[str, str]]:
        """The attributes of the rows."""
        for number, attributes in zip(self.groups[8], self.groups[9], strict=True):
            if number:
                yield {"r": number, **_attributes(attributes or "")}


def without_cells(part: bytes) -> tuple[bytes, PlainCells] | None:
    """A worksheet part without its cells, and those cells and rows; None where it is not written plainly."""
    start, end = part.find(b"<sheetData>"), part.find(b"</sheetData>")
    if not (_is_plain(part, b"<worksheet ") and 0 <= start < end) or part.count(b"sheetData") != _TAGS:
        return None
    start += len(b"<sheetData>")
    cells = _cells(part[start:end])
    return None if cells is None else (part[:start] + part[end:], cells)


def _cells(part: bytes) -> PlainCells | None:
    text = _decoded(part)
    if text is None or any(mark in text for mark in _ELSEWHERE):
        return None
    pieces = _CELL.split(text)
    if any(pieces[::_CELL_GROUPS]):  # something stands between the cells
        return None
    groups = [pieces[at::_CELL_GROUPS] for at in range(_CELL_GROUPS)]
    try:
        for attributes in {*groups[5], *groups[9]}:
            _attributes(attributes or "")
        return PlainCells(_places(groups[1], groups[2]), groups, escaped="&" in text)
    except ValueError:
        return None


def _places(letters: list[str], digits: list[str]) -> list[CellAt]:
    """Where cells stand; a row's tag has no letters.

    Raises:
        ValueError: a column is beyond any sheet. Rows were counted by the preflight.
    """
    columns = {name: place(f"{name}1")[1] for name in set(letters) if name}
    rows = {number: int(number) - 1 for number in set(digits) if number}
    return [(rows[number], columns[name]) for name, number in zip(letters, digits, strict=True) if name]


@lru_cache(maxsize=1024)  # most rows have the same
def _attributes(text: str) -> Mapping[str, str]:
    if _ATTRIBUTES.fullmatch(text) is None:
        raise ValueError(text)
    return dict(_ATTRIBUTE.findall(text))


@dataclass(frozen=True, slots=True)
class PlainTexts:
    """Shared texts by number; those with several looks stand in `rich` as they are written, below `root`."""

    root: str
    plain: dict[int, str]
    rich: dict[int, str]


def plain_texts(part: bytes) -> PlainTexts | None:
    """All shared texts; None where they are not written plainly."""
    start, end = part.find(b"<si>"), part.rfind(b"</sst>")
    text = _decoded(part[:end]) if _is_plain(part, b"<sst ") and 0 <= start < end else None
    if text is None:
        return None
    head, _, rest = text.partition("<si>")
    if not head.rstrip().endswith(">") or head.count("<") != _BEFORE_TEXTS:
        return None  # another element stands before the first text
    pieces = _TEXT.split(f"<si>{rest}")
    found = PlainTexts(head, {}, {})
    number = 0
    for at in range(0, len(pieces), _TEXT_GROUPS):
        if pieces[at]:
            rich = _rich_texts(pieces[at])
            if rich is None:
                return None
            found.rich.update(enumerate(rich, number))
            number += len(rich)
        if at + 1 < len(pieces):
            plain = pieces[at + 1] or ""
            found.plain[number] = _unescaped(plain) if "&" in plain else plain
            number += 1
    return found


def _rich_texts(between: str) -> list[str] | None:
    """The texts of several looks that stand between two plain ones; None where something else does."""
    *texts, rest = between.split("</si>")
    texts = [text.lstrip() for text in texts]
    if rest.strip() or any(not text.startswith("<si>") or text.find("<si", 3) >= 0 for text in texts):
        return None
    return [f"{text}</si>" for text in texts]


def _is_plain(part: bytes, root: bytes) -> bool:
    """True where the names of a part mean what they say: no comment, namespace or encoding of its own."""
    if _DECLARED.match(part) is None or b"<!" in part or part.count(b"<?") != 1:
        return False
    start = part.find(b"<", 1)
    opened = part[start : part.find(b">", start)]
    return opened.startswith(root) and _MAIN in opened


def _decoded(part: bytes) -> str | None:
    try:
        text = part.decode()
    except UnicodeDecodeError:
        return None
    # A parser makes other characters of an entity and of a line end.
    return None if "\r" in text or "]]>" in text or _OTHER_ENTITY.search(text) else text


def _unescaped_cell(cell: PlainCell) -> PlainCell:
    formula, value = cell.formula, cell.value
    if (formula and "&" in formula) or (value and "&" in value):
        return cell._replace(formula=formula and _unescaped(formula), value=value and _unescaped(value))
    return cell


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text
