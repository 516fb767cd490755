"""A workbook laid out anew for calamine, which knows parts by the places where Excel puts them.

Excel goes by the relations, wherever they lead, and so do the readers of cell details. calamine looks for
shared texts and styles under their usual names, takes a sheet's kind from its folder, follows no relation
that climbs, and knows one way of writing the workbook part.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping

from kpixl.books.reading.cell_details.package import Package, Relation, part_key
from kpixl.books.reading.cell_details.xlsx.book import Book, read_book
from kpixl.books.reading.preflight.canonical import quoted

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ONCE = ("sharedStrings", "styles")
_FOLDERS = {"chartsheet": "chartsheets", "dialogsheet": "dialogsheets"}  # any other sheet has cells


def packed(parts: Mapping[str, bytes]) -> bytes:
    """An uncompressed zip file of the parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), part)
    return stream.getvalue()


def in_usual_places(package: Package, main: str, suffix: str) -> bytes:
    """The workbook, its sheets, shared texts and styles, and nothing else; `suffix` is xml, or bin in .xlsb.

    Raises whatever the parser raises on a broken part.
    """
    relations = package.relations(main)
    names = dict(_named(relations, suffix))
    book = package.read(main)
    parts = {
        "_rels/.rels": _listing([("rId1", "officeDocument", f"xl/workbook.{suffix}")]),
        f"xl/workbook.{suffix}": _workbook(read_book(book)) if suffix == "xml" else book,
        f"xl/_rels/workbook.{suffix}.rels": _listing(
            (key, relations[key].kind, name) for key, name in names.items()
        ),
    }
    for key, name in names.items():
        if relations[key].part in package:
            parts[f"xl/{name}"] = package.read(relations[key].part)
    return packed(parts)


def _named(relations: Mapping[str, Relation], suffix: str) -> Iterator[tuple[str, str]]:
    """Each relation that calamine is to follow, by its id, and the name below xl/ of what it leads to."""
    for kind in _ONCE:
        key = next((key for key, item in relations.items() if item.kind == kind), None)
        if key is not None:
            yield key, f"{kind}.{suffix}"
    sheets: dict[str, str] = {}
    for number, (key, item) in enumerate(relations.items(), start=1):
        if item.kind.casefold().endswith("sheet"):
            name = f"{_FOLDERS.get(item.kind, 'worksheets')}/sheet{number}.{suffix}"
            yield key, sheets.setdefault(part_key(item.part), name)


def _listing(relations: Iterable[tuple[str, str, str]]) -> bytes:
    """Relations as Excel lists them: the id, the kind, and where each leads."""
    lines = (
        f'<Relationship Id="{quoted(key)}" Type="{_OFFICE}/{quoted(kind)}" Target="{name}"/>'
        for key, kind, name in relations
    )
    return f'{_DECLARATION}<Relationships xmlns="{_RELATIONS}">{"".join(lines)}</Relationships>'.encode()


def _workbook(book: Book) -> bytes:
    sheets = (
        f'<sheet name="{quoted(sheet.name)}" sheetId="{number}" state="{quoted(sheet.state)}"'
        f' r:id="{quoted(sheet.relation)}"/>'
        for number, sheet in enumerate(book.sheets, start=1)
    )
    days = f'<workbookPr date1904="{int(book.is_1904)}"/>'
    named = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    return f"{_DECLARATION}{named}{days}<sheets>{''.join(sheets)}</sheets></workbook>".encode()


def sheet_names(package: Package, main: str) -> Iterator[tuple[str, str]]:
    """The key of each sheet's part, and the sheet's name."""
    relations = package.relations(main)
    for sheet in read_book(package.read(main)).sheets:
        if sheet.relation in relations:
            yield part_key(relations[sheet.relation].part), sheet.name
