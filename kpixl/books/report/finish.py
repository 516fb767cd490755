"""What is done to a rendered document, since no template can say it for itself."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kpixl.books.summary.figure_texts import DASH

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BEFORE_SHADING = {f"{_WORD}{name}" for name in ("tcW", "gridSpan", "hMerge", "vMerge", "tcBorders")}
_SAYS_SOMETHING = ("t", "drawing", "fldSimple", "instrText")
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
    for field in body.iter(f"{_WORD}fldSimple"):
        found = _SEQUENCE.search(field.get(f"{_WORD}instr", ""))
        if found:
            counts[found[1]] = counts.get(found[1], 0) + 1
            for text in field.iter(f"{_WORD}t"):
                text.text = str(counts[found[1]])


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


def _says_something(paragraph: Any) -> bool:
    if "".join(_texts(paragraph)).strip():
        return True
    return any(
        next(paragraph.iter(f"{_WORD}{name}"), None) is not None for name in _SAYS_SOMETHING if name != "t"
    )
