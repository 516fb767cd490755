"""What is done to a rendered document, since no template can say it for itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kpixl.books.summary.figure_texts import DASH

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BEFORE_SHADING = {f"{_WORD}{name}" for name in ("tcW", "gridSpan", "hMerge", "vMerge", "tcBorders")}
_OF_A_BLANK = {f"{_WORD}{name}" for name in ("p", "r", "t", "proofErr", "lastRenderedPageBreak")}
_LOOKS = {f"{_WORD}{name}" for name in ("pPr", "rPr")}
OPTIONAL = "\ue000"  # stands in the head of a column that is left out of a table where it is empty
_SEQUENCE = re.compile(r"\bSEQ\s+(\S+)")


def finish(document: "DocxTemplate") -> None:
    """Put in order what the rendering leaves behind."""
    body = document.docx.element.body
    _count_sequences(body)
    _set_shading_in_order(body)
    _drop_blank_ends(body)
    _drop_optional_columns(body)


def _count_sequences(body: Any) -> None:
    """Number the captions of each kind in their order: what stands in the field until Word counts again."""
    counts: dict[str, int] = {}
    for instruction, shown in _fields(body):
        found = _SEQUENCE.search(instruction)
        if found:
            counts[found[1]] = counts.get(found[1], 0) + 1
            for at, text in enumerate(shown):
                text.text = "" if at else str(counts[found[1]])


@dataclass
class _Field:
    """A field of several runs, as far as it was read."""

    instruction: str = ""
    is_shown: bool = False
    shown: list[Any] = field(default_factory=list)


def _fields(body: Any) -> Iterator[tuple[str, list[Any]]]:
    """The instruction of each field and the texts that show its result.

    Word writes the simple fields of a template anew when somebody saves it, as runs that begin and end one.
    """
    open_: list[_Field] = []
    for item in body.iter(*(f"{_WORD}{name}" for name in ("fldSimple", "fldChar", "instrText", "t"))):
        match item.tag.removeprefix(_WORD), item.get(f"{_WORD}fldCharType"):
            case "fldSimple", _:
                yield item.get(f"{_WORD}instr", ""), list(item.iter(f"{_WORD}t"))
            case _, "begin":
                open_.append(_Field())
            case _, "separate" if open_:
                open_[-1].is_shown = True
            case _, "end" if open_:
                ended = open_.pop()
                yield ended.instruction, ended.shown
            case "instrText", _ if open_:
                open_[-1].instruction += item.text or ""
            case "t", _ if open_ and open_[-1].is_shown:
                open_[-1].shown.append(item)


def _set_shading_in_order(body: Any) -> None:
    """Put a cell's colour behind its width and borders, where the format wants it; docxtpl puts it first."""
    for properties in body.iter(f"{_WORD}tcPr"):
        shading = properties.find(f"{_WORD}shd")
        before = [child for child in properties if child.tag in _BEFORE_SHADING]
        if shading is not None and before:
            before[-1].addnext(shading)


def _drop_blank_ends(body: Any) -> None:
    """Take the blank paragraph off a cell's end: it is the room of an instruction."""
    for cell in list(body.iter(f"{_WORD}tc")):
        ends = list(cell)[-2:]  # a cell must end with a paragraph
        if [end.tag for end in ends] == [f"{_WORD}p"] * 2 and not _says_something(ends[-1]):
            cell.remove(ends[-1])


def _drop_optional_columns(body: Any) -> None:
    """Take out the columns with an optional head in which their table says nothing; others get the room."""
    for table in body.iter(f"{_WORD}tbl"):
        rows = _rows(table)
        if not rows or not any(OPTIONAL in _text(cell) for cell in _cells(rows[0])):
            continue
        heads = _cells(rows[0])
        empty = [
            at for at, head in enumerate(heads) if OPTIONAL in _text(head) and not _is_used(rows[1:], at)
        ]
        if empty and len(empty) < len(heads) and _is_plain(table):
            _take_out(table, empty)
        for text in rows[0].iter(f"{_WORD}t"):
            text.text = (text.text or "").replace(OPTIONAL, "")


def _is_used(rows: Sequence[Any], at: int) -> bool:
    """True where a row says something in this column."""
    cells = (_cells(row)[at] for row in rows if at < len(_cells(row)))
    return any(
        _text(cell).strip() not in ("", DASH) or cell.find(f".//{_WORD}drawing") is not None for cell in cells
    )


def _is_plain(table: Any) -> bool:
    """True for a table whose rows all have a cell for every column, none merged."""
    columns = len(table.findall(f"{_WORD}tblGrid/{_WORD}gridCol"))
    merged = any(next(table.iter(f"{_WORD}{name}"), None) is not None for name in ("gridSpan", "vMerge"))
    return not merged and all(len(_cells(row)) == columns for row in _rows(table))


def _take_out(table: Any, empty: Sequence[int]) -> None:
    grid = table.findall(f"{_WORD}tblGrid/{_WORD}gridCol")
    widths = [int(column.get(f"{_WORD}w", "0")) for column in grid]
    kept = [at for at in range(len(grid)) if at not in empty]
    room = sum(widths[at] for at in kept)
    wider = {at: widths[at] * sum(widths) // room if room else 0 for at in kept}
    for at, column in enumerate(grid):
        _resize(column, column, wider.get(at))
    for row in _rows(table):
        for at, cell in enumerate(_cells(row)):
            _resize(cell, cell.find(f"{_WORD}tcPr/{_WORD}tcW"), wider.get(at))


def _resize(item: Any, holder: Any, width: int | None) -> None:
    """Give a column or a cell its new width, or take it out."""
    if width is None:
        item.getparent().remove(item)
    elif holder is not None:
        holder.set(f"{_WORD}w", str(width))


def _rows(table: Any) -> list[Any]:
    return list(table.findall(f"{_WORD}tr"))


def _cells(row: Any) -> list[Any]:
    return list(row.findall(f"{_WORD}tc"))


def _text(cell: Any) -> str:
    return "".join(_texts(cell))


def _texts(item: Any) -> Iterator[str]:
    for text in item.iter(f"{_WORD}t", f"{_WORD}instrText"):
        yield text.text or ""


def _says_something(item: Any) -> bool:
    """False where there is nothing but looks: a picture, a field, a bookmark count as much as a word."""
    if item.tag in _LOOKS:
        return False
    if item.tag not in _OF_A_BLANK:
        return True
    is_text = item.tag == f"{_WORD}t" and (item.text or "").strip()
    return bool(is_text) or any(_says_something(child) for child in item)
