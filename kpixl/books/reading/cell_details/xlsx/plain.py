"""Cells and texts of .xlsx in the form in which programs write nearly all of them, without a parser.

expat calls Python a dozen times for a cell; a regular expression takes a whole sheet apart at once. What is
not written in this form down to the last character is left to expat, so that both give the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

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
_ATTRIBUTE = re.compile(r' ([A-Za-z][A-Za-z0-9:]*+)="([^"]*)"')
_ATTRIBUTES = re.compile(rf"(?:{_ATTRIBUTE.pattern})*+ ?")
# The main namespace is the root's own and no other element's: without prefix every name is one of it.
_MAIN = b' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_ROOT = re.compile(rb"<(worksheet|sst)((?: [A-Za-z][A-Za-z0-9:]*+=\"[^\"<]*+\")++) ?>")
_DEFAULT = re.compile(rb"\sxmlns\s*+=")
_NOT_AMONG_OTHERS = frozenset({"r", "xmlns"})  # attributes: a row's number, and a namespace of its own
_DECLARED = re.compile(rb"<\?xml version=\"1\.0\" encoding=\"(?:UTF|utf)-8\"(?: standalone=\"yes\")?\?>\s*<")
_VALIDATIONS = re.compile(rb"<dataValidations(?: [A-Za-z]+=\"[0-9]*\")*>(.*)</dataValidations>", re.DOTALL)
_OTHER = r' (?!sqref=|xmlns=)(?:xr:)?+[A-Za-z]++="[^"<\x00-\x08\x0b-\x1f\ufffe\uffff]*+"'
_VALIDATION = re.compile(
    rf'<dataValidation(?:{_OTHER})*+(?: sqref="([^"<&]*+)")?+(?:{_OTHER})*+'
    rf"(?:/>|>(?:<formula[12]>{_CHARACTERS}</formula[12]>)*+</dataValidation>)"
)
_ROW_END, _ROWS_AT_ONCE = "</row>", 256 * 1024  # characters
_EMPTY_ROWS = re.compile("(?:<row [^<>]*/>)*+")
_ELSEWHERE = ("array", "dataTable")  # formulas that fill cells which do not name them
# Outside of sheetData these have no place: what reads them there, the parser must say.
_STRAY = re.compile(rb"<(?:[^\s<>/:]++:)?+(?:c|row)[\s/>]")
_TAGS = 2  # of sheetData: one opens it, one closes it


PlainCell = tuple[CellAt, str | None, str | None, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainSheet:
    """A worksheet part taken apart.

    `places` says where cells stand, empty ones too; of the other lists of cells each has the same order, and
    None for what a cell does not have: `attributes` are those of its formula's tag. `rows` have their number
    and the text of their further attributes. `validated` are the places of the validations, as they are
    written; `rest` is the part without all of these.
    """

    places: list[CellAt]
    styles: Sequence[str | None]
    kinds: Sequence[str | None]
    attributes: Sequence[str | None]
    formulas: Sequence[str | None]
    values: Sequence[str | None]
    rows: list[tuple[str, str]]
    validated: list[str]
    rest: bytes

    def held(self) -> Iterator[PlainCell]:
        """The cells that hold a value or a formula: place, style, kind, attributes, formula and value.

        Formulas and values are as they are written: `unescaped` has not seen them.
        """
        cells = zip(
            self.places, self.styles, self.kinds, self.attributes, self.formulas, self.values, strict=True
        )
        return (cell for cell in cells if cell[5] or cell[3] is not None)

    def row_attributes(self) -> Iterator[Mapping[str, str]]:
        """The attributes of the rows."""
        for number, attributes in self.rows:
            yield {"r": number, **_attributes(attributes)}

    def reach(self) -> tuple[int, int]:
        """The last row and column (1-based) with a cell that has a value or a formula; 0 for none."""
        cells = zip(self.places, self.attributes, self.values, strict=True)
        held = [at for at, attributes, value in cells if value is not None or attributes is not None]
        return max(held, default=(-1,))[0] + 1, max((column for _row, column in held), default=-1) + 1


def plain_sheet(part: bytes) -> PlainSheet | None:
    """A worksheet part without a parser; None where it is not written plainly."""
    start, end = part.find(b"<sheetData>"), part.find(b"</sheetData>")
    if _DECLARED.match(part) is None or not 0 <= start < end:
        return None
    start += len(b"<sheetData>")
    # What these take apart has no other names in it, so that only the rest must be looked at for some.
    cells = _Cells()
    is_plain = cells.take(part[start:end])
    validated, after = _validated(part[end:])
    rest = part[:start] + after
    if not is_plain or not _is_plain(rest, b"worksheet") or rest.count(b"sheetData") != _TAGS:
        return None
    if _STRAY.search(rest) or len(_DEFAULT.findall(rest)) > 1:
        return None
    styles, kinds, attributes, formulas, values = cells.groups
    return PlainSheet(
        places=cells.places,
        styles=styles,
        kinds=kinds,
        attributes=attributes,
        formulas=formulas,
        values=values,
        rows=cells.rows,
        validated=validated,
        rest=rest,
    )


class _Cells:
    """The cells and rows of a sheet, some rows at a time: what a pattern finds takes ten times their room."""

    def __init__(self) -> None:
        self.places: list[CellAt] = []
        self.groups: list[list[str | None]] = [[], [], [], [], []]
        self.rows: list[tuple[str, str]] = []

    def take(self, part: bytes) -> bool:
        """Take all of them; False where something is not written plainly."""
        text = _decoded(part)
        start = 0
        while text is not None and start < len(text):
            at = text.find(_ROW_END, start + _ROWS_AT_ONCE)
            end = len(text) if at < 0 else at + len(_ROW_END)
            try:
                rows = text[start:end]
                if not (_are_whole(rows) and self._take_rows(_CELL.split(rows))):
                    return False
            except ValueError:
                return False
            start = end
        return text is not None

    def _take_rows(self, pieces: list[str]) -> bool:
        if any(pieces[::_CELL_GROUPS]):  # something stands between the cells
            return False
        is_cell, digits, *of_cells, numbers, tags = (
            pieces[at::_CELL_GROUPS] for at in range(1, _CELL_GROUPS)
        )
        for tag in set(tags):
            _attributes(tag or "")
        if any(tag and _attributes(tag).get("t") in _ELSEWHERE for tag in set(of_cells[2])):
            return False
        self.places += _places(is_cell, digits)
        self.rows += [(number, tag) for number, tag in zip(numbers, tags, strict=True) if number]
        for group, found in zip(self.groups, of_cells, strict=True):
            group.extend(compress(found, is_cell))
        return True


def _are_whole(rows: str) -> bool:
    """True where every cell stands in a row, and no row in another; of tags as `_CELL` takes them."""
    *ended, after = rows.split(_ROW_END)
    for row in ended:
        start = row.rfind("<row ")
        if start < 0 or row[row.find(">", start) - 1] == "/" or not _EMPTY_ROWS.fullmatch(row, 0, start):
            return False
    return _EMPTY_ROWS.fullmatch(after) is not None


def _taken_apart(pattern: re.Pattern[str], part: bytes) -> list[str] | None:
    """What `split` gives; None where something stands between what the pattern finds."""
    text = _decoded(part)
    pieces = pattern.split(text) if text is not None else [""]
    return None if text is None or any(pieces[:: pattern.groups + 1]) else pieces


def _places(letters: list[str], digits: list[str]) -> list[CellAt]:
    """Where cells stand; a row's tag has no letters. ValueError where a column is beyond any sheet."""
    columns = {name: place(f"{name}1")[1] for name in set(letters) if name}
    rows = {number: int(number) - 1 for number in set(digits) if number}
    return [(rows[number], columns[name]) for name, number in zip(letters, digits, strict=True) if name]


def _validated(part: bytes) -> tuple[list[str], bytes]:
    """The places of the validations, and the part without them; as it is where they are written otherwise.

    A form has several for every row, each with long texts, and only their places are asked for.
    """
    found = _VALIDATIONS.search(part)
    pieces = _taken_apart(_VALIDATION, found[1]) if found else None
    if found is None or pieces is None:
        return [], part
    return [places for places in pieces[1::2] if places], part[: found.start()] + part[found.end() :]


@lru_cache(maxsize=1024)  # most rows have the same
def _attributes(text: str) -> Mapping[str, str]:
    pairs = _ATTRIBUTE.findall(text)
    attributes = dict(pairs)
    if (
        _ATTRIBUTES.fullmatch(text) is None
        or len(attributes) < len(pairs)
        or attributes.keys() & _NOT_AMONG_OTHERS
    ):
        raise ValueError(text)
    return attributes


@dataclass(frozen=True, slots=True)
class PlainTexts:
    """Shared texts by number; those with several looks stand in `rich` as they are written, below `root`."""

    root: str
    plain: dict[int, str]
    rich: dict[int, str]


def plain_texts(part: bytes) -> PlainTexts | None:
    """All shared texts; None where they are not written plainly."""
    start, end = part.find(b"<si>"), part.rfind(b"</sst>")
    text = _decoded(part[:end]) if _is_plain(part, b"sst") and 0 <= start < end else None
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
            found.plain[number] = unescaped(plain) if "&" in plain else plain
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
    opened = _ROOT.match(part, part.find(b"<", 1))
    return opened is not None and opened[1] == root and _MAIN in opened[2]


def _decoded(part: bytes) -> str | None:
    try:
        text = part.decode()
    except UnicodeDecodeError:
        return None
    # A parser makes other characters of an entity and of a line end.
    return None if "\r" in text or ("]" in text and "]]>" in text) or _OTHER_ENTITY.search(text) else text


@lru_cache(maxsize=1024)  # the form's own formulas, all of them long, are the same in every row and form
def formula_text(written: str) -> str:
    """A formula as cell details say it, from what stands in its element."""
    return f"={unescaped(written).removeprefix('=')}"


def unescaped(text: str) -> str:
    """A text with its characters in place of XML's entities for them."""
    if "&" not in text:
        return text
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text
