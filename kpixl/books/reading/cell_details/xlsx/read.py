"""Cell details of .xlsx and .xlsm: the parts that need it, each read once, without a tree.

Not with `openpyxl.load_workbook`: that gives a formula or its stored value but not both, drops the
validations that Excel writes as an extension, fails on styles that do not matter here, and takes five
times as long.
"""

from collections.abc import Collection, Iterator, Mapping

from kpixl.books.reading.cell_details.addresses import areas
from kpixl.books.reading.cell_details.annotations import annotation
from kpixl.books.reading.cell_details.grid import Grid, in_characters
from kpixl.books.reading.cell_details.package import MAIN_PART, Package
from kpixl.books.reading.cell_details.records import (
    PLAIN,
    CellAt,
    SheetDetail,
    WorkbookDetail,
    covers,
    marked_runs,
)
from kpixl.books.reading.cell_details.xlsx.book import read_book
from kpixl.books.reading.cell_details.xlsx.comments import read_notes, read_persons, read_threads
from kpixl.books.reading.cell_details.xlsx.drawing import read_diagram, read_shapes
from kpixl.books.reading.cell_details.xlsx.sheet import SheetParts, read_sheet
from kpixl.books.reading.cell_details.xlsx.styles import Font, Styles, read_styles
from kpixl.books.reading.cell_details.xlsx.text import SharedTexts, shared_texts
from kpixl.model.annotation import Annotation, AnnotationKind, Mark, TextRun

_BESIDE = ("comments", "threadedComment", "drawing")


def read_xlsx(package: Package, wanted: Collection[str]) -> WorkbookDetail:
    """The details of the wanted sheets, and what lies beside the cells on all of them.

    Raises whatever the parsers raise on a broken file.
    """
    main = package.related("", MAIN_PART) or ""
    relations = package.relations(main)
    book = read_book(package.read(main))
    # A chart sheet has no cells.
    parts = [
        (name, relations[key].part)
        for name, key, _state in book.sheets
        if key in relations and relations[key].kind == "worksheet"
    ]
    read = {
        name: read_sheet(package.read(part), package.plain(part)) for name, part in parts if name in wanted
    }
    annotations = [
        item
        for name, part in parts
        for item in _annotations(package, main, name, part, read[name].grid if name in read else Grid())
    ]
    sheets = _details(package, main, read, is_1904=book.is_1904)
    return WorkbookDetail(sheets=sheets, annotations=tuple(annotations), is_manual=book.is_manual)


def _one(package: Package, main: str, kind: str) -> bytes | None:
    """The part of a kind that a workbook has once."""
    part = package.related(main, kind)
    return package.read(part) if part is not None else None


def _details(
    package: Package, main: str, read: Mapping[str, SheetParts], *, is_1904: bool
) -> dict[str, SheetDetail]:
    styles = read_styles(_one(package, main, "styles"), _one(package, main, "theme"))
    wanted = {number for sheet in read.values() for number in sheet.shared.values()}
    part = _one(package, main, "sharedStrings") if wanted else None
    texts = shared_texts(part, wanted) if part is not None else SharedTexts()
    return {name: _detail(sheet, styles, texts, is_1904=is_1904) for name, sheet in read.items()}


def _detail(sheet: SheetParts, styles: Styles, shared: SharedTexts, *, is_1904: bool) -> SheetDetail:
    sheet.raw.update((at, shared.plain.get(number, "")) for at, number in sheet.shared.items())
    # The first reader has a text for a number by which the file has none.
    sheet.doubled.update(at for at, number in sheet.shared.items() if number not in shared.plain)
    if shared.doubtful:
        sheet.doubled.update(at for at, number in sheet.shared.items() if number in shared.doubtful)
    rich = sheet.inline | {
        at: shared.rich[number] for at, number in sheet.shared.items() if number in shared.rich
    }
    known = {index: styles.style(index) for index in set(sheet.styles.values())}
    looks = {at: known[index] for at, index in sheet.styles.items() if known[index] is not PLAIN}
    runs: dict[CellAt, tuple[TextRun, ...]] = {}
    for at, texts in rich.items():
        index = sheet.styles.get(at, "0")
        found, whole = marked_runs(TextRun(text.text, _mark(text.font, styles, index)) for text in texts)
        looks[at] = looks.get(at, PLAIN)._replace(
            is_struck=whole is Mark.STRUCK, is_unseen=whole is Mark.UNSEEN
        )
        if found:
            runs[at] = found
    for at in _ruled(sheet, styles):
        looks[at] = looks.get(at, PLAIN)._replace(is_ruled=True)
    return SheetDetail(
        raw=sheet.raw,
        formulas=sheet.formulas,
        errors=sheet.errors,
        styles=looks,
        runs=runs,
        merged=tuple(sheet.merged),
        validated=tuple(sheet.validated),
        hidden_rows=frozenset(sheet.hidden_rows),
        hidden_columns=frozenset(sheet.hidden_columns),
        doubled=frozenset(sheet.doubled),
        hides_zeros=sheet.hides_zeros,
        is_1904=is_1904,
        stores_texts=True,
        widths=tuple((columns, in_characters(width)) for columns, width in sheet.grid.widths),
    )


def _ruled(sheet: SheetParts, styles: Styles) -> Iterator[CellAt]:
    """The cells with a value that a conditional format hides, or may hide."""
    used = set(sheet.styles.values()) | {"0"}
    for number, condition in sheet.conditions:
        hiding = {index for index in used if number is None or styles.hides(number, index)}
        for at, value in sheet.raw.items() if hiding else ():
            if (
                sheet.styles.get(at, "0") in hiding
                and any(covers(area, at) for area in condition.areas)
                and condition.may_hold(value)
            ):
                yield at


def _mark(font: Font | None, styles: Styles, index: str) -> Mark:
    """What a run's font does to it; without one of its own it has that of the cell's style."""
    own = font or styles.font(index)
    if own.is_struck:
        return Mark.STRUCK
    return Mark.UNSEEN if styles.is_unseen(own, index) else own.script


def _annotations(package: Package, main: str, sheet: str, part: str, grid: Grid) -> Iterator[Annotation]:
    """What lies on a sheet: threads, notes, shapes."""
    parts: dict[str, list[bytes]] = {kind: [] for kind in _BESIDE}
    drawings = []
    for item in package.relations(part).values():
        if item.kind in parts and item.part in package:
            parts[item.kind].append(package.read(item.part))
            drawings += [item.part] * (item.kind == "drawing")
    persons = _one(package, main, "person") if parts["threadedComment"] else None
    names = read_persons(persons) if persons is not None else {}
    threads = [thread for xml in parts["threadedComment"] for thread in read_threads(xml, names)]
    told = frozenset(thread.reference for thread in threads)
    notes = [note for xml in parts["comments"] for note in read_notes(xml, told)]
    for kind, remarks in ((AnnotationKind.COMMENT, threads), (AnnotationKind.NOTE, notes)):
        for remark in remarks:
            for area in areas(remark.reference if remark.text else ""):
                yield annotation(kind, sheet, area, remark.text, remark.author)
    for name, xml in zip(drawings, parts["drawing"], strict=True):
        for shape in read_shapes(xml, grid):
            text = shape.text or _diagram(package, name, shape.diagram)
            if text:
                yield annotation(AnnotationKind.SHAPE, sheet, shape.area, text)
            elif not shape.diagram:
                yield annotation(AnnotationKind.STROKE, sheet, shape.area, "")


def _diagram(package: Package, drawing: str, key: str) -> str:
    """What a diagram of a drawing says; '' where its texts are not there."""
    target = package.relations(drawing).get(key)
    return read_diagram(package.read(target.part)) if target and target.part in package else ""
