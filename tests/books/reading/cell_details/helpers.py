"""Workbooks for the readers of cell details, and what those readers say, put shortly."""

import io
import zipfile
from collections.abc import Callable
from typing import NamedTuple

import openpyxl
import xlsxwriter

from kpixl.books.reading.cell_details.read import read_details
from kpixl.books.reading.cell_details.records import CellAt, SheetDetail, WorkbookDetail
from kpixl.books.reading.cells import read_sheets
from kpixl.books.reading.preflight import FileFormat
from tests.containers import unchecked


class Said(NamedTuple):
    """What is said of one cell's format, formula and error."""

    number_format: str = ""
    formula: str = ""
    error: str = ""


def said(detail: SheetDetail) -> dict[CellAt, Said]:
    """Format, formula and error of every cell of which one of them is known."""
    places = detail.styles.keys() | detail.formulas.keys() | detail.errors.keys()
    cells = {at: detail.cell(at) for at in sorted(places)}
    found = {at: Said(cell.style.number_format, cell.formula, cell.error) for at, cell in cells.items()}
    return {at: item for at, item in found.items() if item != Said()}


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook of openpyxl."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def written(write: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """The bytes of a workbook that a function writes with xlsxwriter."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        write(book)
    return stream.getvalue()


def workbook(
    content: bytes, kind: FileFormat = FileFormat.XLSX, names: set[str] | None = None
) -> WorkbookDetail:
    """The details of a workbook: of all its sheets, or of those named."""
    read = read_details(unchecked(content, kind), names or {sheet.name for sheet in read_sheets(content)})
    assert read is not None
    return read


def only(content: bytes, kind: FileFormat = FileFormat.XLSX) -> SheetDetail:
    """The details of a workbook's one sheet."""
    [detail] = workbook(content, kind).sheets.values()
    return detail


def changed(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The package with one part rewritten."""
    return with_parts(content, {part: change(zipfile.ZipFile(io.BytesIO(content)).read(part).decode())})


def with_parts(content: bytes, parts: dict[str, str]) -> bytes:
    """The package with some parts added, or put in the place of those that it has."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        kept = {name: old.read(name) for name in old.namelist()}
        for name, text in (kept | {name: text.encode() for name, text in parts.items()}).items():
            new.writestr(name, text)
    return stream.getvalue()


SHEET_PART = "xl/worksheets/sheet1.xml"
_EMPTY = "<sheetData></sheetData>"


def with_rows(rows: str, after: str = "", before: str = "") -> bytes:
    """A workbook whose one sheet has these rows, word for word as a program might write them."""

    def change(xml: str) -> str:
        assert _EMPTY in xml
        return xml.replace(_EMPTY, f"{before}<sheetData>{rows}</sheetData>{after}")

    return changed(saved(openpyxl.Workbook()), SHEET_PART, change)


_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("draw", "drawing"),
        ("svg", "svg-compatible"),
        ("fo", "xsl-fo-compatible"),
    )
)
_OTHER_NAMES = (
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def ods(rows: str, styles: str = "", columns: str = "", settings: str = "") -> bytes:
    """An .ods whose one sheet has these rows."""
    body = f'<table:table table:name="表">{columns}{rows}</table:table>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} {_OTHER_NAMES}>'
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
        if settings:
            names = 'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"'
            package.writestr("settings.xml", f"<config:settings {names}>{settings}</config:settings>")
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return stream.getvalue()
