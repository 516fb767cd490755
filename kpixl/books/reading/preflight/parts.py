"""The parts of a package that are parsed: inflated once, looked at, and made fit for their readers.

What no parser is given is not inflated either. A sheet that passes a limit is cut down to its first rows,
so that a heap of raw data beside the form costs nothing; whether the form was in it is seen by its reader.
"""

import contextlib
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from kpixl.books.reading.cell_details.package import MAIN_PART, Package, part_key
from kpixl.books.reading.cell_details.xlsx.plain import PlainSheet, plain_sheet
from kpixl.books.reading.cell_details.xml import BROKEN
from kpixl.books.reading.preflight.archive import CHUNK, Budget, Part, inflated, pass_over
from kpixl.books.reading.preflight.canonical import canonical
from kpixl.books.reading.preflight.empties import LARGE_BYTES, without_empty_cells
from kpixl.books.reading.preflight.markup import XmlPart, as_utf8
from kpixl.books.reading.preflight.sheet_scan import SheetScan, first_rows, is_within, stored_cells
from kpixl.books.reading.preflight.table_scan import Table, TableScan, without_rows
from kpixl.books.reading.preflight.verdict import (
    ELEMENT_TAGS,
    MB,
    PARSED_BYTES,
    STORED_CELLS,
    FileFormat,
    LeftOut,
    SheetTooLargeError,
    megabytes,
    refuse_large_file,
    shown,
)

CONTENT = "content.xml"
_ODF_PARTS = frozenset(
    {"mimetype", CONTENT, "styles.xml", "meta.xml", "settings.xml", "meta-inf/manifest.xml"}
)
_LISTING = ".rels"
_SUFFIXES = (".xml", _LISTING, ".vml")
_FOLLOWED = frozenset(
    {
        *(MAIN_PART, "worksheet", "sharedStrings", "styles", "theme", "person"),
        *("core-properties", "extended-properties"),
        *("comments", "threadedComment", "drawing", "diagramData"),
    }
)
# What is large in honest files and holds no figure of the form.
_UNREAD = (
    *("customxml/", "docprops/thumbnail", "xl/activex/", "xl/calcchain.", "xl/charts/", "xl/embeddings/"),
    *(
        "xl/externallinks/",
        "xl/media/",
        "xl/model/",
        "xl/pivotcache/",
        "xl/printersettings/",
        "xl/vbaproject.",
    ),
)
_STRINGS = "sharedstrings.xml"
_AT_ONCE = MB // CHUNK  # chunks of a sheet that is taken apart as a whole


@dataclass(kw_only=True)
class ParsedParts:
    """The parts by key, as readers are given them, and by key the sheets of which only the start is left.

    `plain` has the sheets that were taken apart on the way. All tables of an .ods are one part: those that
    are left out stand in `tables`.
    """

    texts: dict[str, bytes] = field(default_factory=dict)
    plain: dict[str, PlainSheet] = field(default_factory=dict)
    cut: dict[str, SheetTooLargeError] = field(default_factory=dict)
    tables: list[LeftOut] = field(default_factory=list)


def read_parts(
    content: bytes, parts: Sequence[Part], file_format: FileFormat, main: str, budget: Budget
) -> ParsedParts:
    """Every part that is parsed, each read to its end.

    Raises:
        UnreadableWorkbookError: there is more than a parser should be given, or the bytes are broken.
    """
    reader = _Reader(content, file_format, budget)
    listings = [part for part in parts if part.key.endswith(_LISTING)]
    for part in listings:
        reader.read_part(part)
    package = Package(reader.parsed.texts)
    related = {main, *(key for part in listings for key in _related(package, part.key))}
    for part in parts:
        if part.key.endswith(_LISTING):
            continue
        if part.key not in related and not _is_parsed(part.key, file_format):
            pass_over(part, budget)
        elif file_format is FileFormat.ODS and part.key == CONTENT:
            reader.read_tables(part)
        else:
            reader.read_part(part)
    return reader.parsed


def _related(package: Package, listing: str) -> Iterator[str]:
    """The keys of the parts that readers follow a relation to, wherever they stand."""
    folder, name = posixpath.split(listing)
    part = posixpath.join(posixpath.dirname(folder), name.removesuffix(_LISTING))
    with contextlib.suppress(*BROKEN):  # a broken one leads nowhere; who needs it says so
        yield from (
            part_key(item.part) for item in package.relations(part).values() if item.kind in _FOLLOWED
        )


def _is_parsed(key: str, file_format: FileFormat) -> bool:
    if file_format is FileFormat.ODS:
        return key in _ODF_PARTS
    suffixes = (*_SUFFIXES, ".bin") if file_format is FileFormat.XLSB else _SUFFIXES
    return key.endswith(suffixes) and not key.startswith(_UNREAD)


class _Reader:
    """Reads one part after the other, within limits that they share."""

    def __init__(self, content: bytes, file_format: FileFormat, budget: Budget) -> None:
        self.parsed = ParsedParts()
        self._content = content
        self._is_binary = file_format is FileFormat.XLSB
        self._has_xml_sheets = file_format in (FileFormat.XLSX, FileFormat.XLSM)
        self._budget, self._limits = budget, budget.limits
        self._cells: dict[str, int] = {}
        self._tags = 0

    def read_part(self, part: Part) -> None:
        """A part of its own: a sheet of an .xlsx, or anything else."""
        chunks = inflated(self._content, part, self._budget)
        if not self._is_binary or part.key.endswith(_SUFFIXES):
            chunks = as_utf8(chunks)
        if self._has_xml_sheets:
            beginning = list(islice(chunks, _AT_ONCE + 1))
            # No more than so many: it was read to its end, where its checksum is compared.
            if len(beginning) <= _AT_ONCE and self._read_plainly(part, b"".join(beginning)):
                return
            chunks = chain(beginning, chunks)
        scan = SheetScan(self._limits) if self._has_xml_sheets else None
        looked_at = XmlPart(part.name, scan)
        if scan is not None and part.size > LARGE_BYTES:
            chunks = without_empty_cells(chunks)
        pieces: list[bytes] = []
        size = 0
        try:
            for chunk in chunks:
                pieces.append(chunk)
                size += len(chunk)
                looked_at.feed(chunk)
                if scan is not None and scan.is_sheet:
                    _check_length(size, self._limits.parsed_bytes)
                else:
                    self._count(part, size, chunk)
        except SheetTooLargeError as error:
            if scan is None or not scan.is_sheet:
                raise error.refusal(part.name) from error
            self._cut(part.key, b"".join(pieces), error)
        else:
            text = b"".join(pieces)
            is_read_as_cells = scan is not None and (scan.is_sheet or part.key.endswith(_STRINGS))
            self.parsed.texts[part.key] = canonical(text) if is_read_as_cells else text
            if scan is not None and scan.is_sheet:
                self._cells[part.key] = scan.cells
        self._make_room()

    def _read_plainly(self, part: Part, text: bytes) -> bool:
        """Take a sheet within the limits, where it is written plainly."""
        sheet = plain_sheet(text)
        cells = stored_cells(sheet, text) if sheet else 0
        if sheet is None or cells > self._limits.stored_cells or not is_within(sheet, self._limits):
            return False
        self.parsed.texts[part.key], self.parsed.plain[part.key] = text, sheet
        self._cells[part.key] = cells
        self._make_room()
        return True

    def _count(self, part: Part, size: int, chunk: bytes) -> None:
        if size > self._limits.parsed_bytes:
            seen = f"> {megabytes(size)} ({shown(part.name)})"
            refuse_large_file("entry_size", seen, megabytes(self._limits.parsed_bytes))
        if not part.key.endswith(_STRINGS):
            self._tags += chunk.count(b"<")
        if self._tags > ELEMENT_TAGS:
            refuse_large_file("elements", f"> {self._tags:,}", f"{ELEMENT_TAGS:,}")

    def _cut(self, key: str, text: bytes, error: SheetTooLargeError) -> None:
        self.parsed.texts[key] = first_rows(text[:CHUNK])
        self.parsed.cut[key] = error
        self.parsed.plain.pop(key, None)
        self._cells.pop(key, None)

    def _make_room(self) -> None:
        """Cut the sheets that hold most, until all of them together are within the limits."""
        texts = self.parsed.texts
        while (cells := sum(self._cells.values())) > self._limits.stored_cells:
            most = max(self._cells, key=self._cells.__getitem__)
            self._cut(most, texts[most], SheetTooLargeError("cells", cells, self._limits.stored_cells))
        while (size := sum(map(len, texts.values()))) > self._limits.parsed_bytes:
            most = max(self._cells, key=lambda key: len(texts[key]), default="")
            if not most:
                refuse_large_file("total_size", f"> {megabytes(size)}", megabytes(self._limits.parsed_bytes))
            self._cut(most, texts[most], _too_long(size, self._limits.parsed_bytes))

    def read_tables(self, part: Part) -> None:
        """content.xml of an .ods, read a second time where some of its tables are to be cut."""
        scan = TableScan(part.name)
        looked_at = XmlPart(part.name, scan)
        pieces: list[bytes] = []
        size = 0
        for chunk in as_utf8(inflated(self._content, part, self._budget)):
            looked_at.feed(chunk)
            size += len(chunk)
            if size <= PARSED_BYTES:
                pieces.append(chunk)
        _choose_tables(scan.tables, size)
        last_rows = {number: table.last_row for number, table in enumerate(scan.tables) if table.error}
        self.parsed.tables += [LeftOut(table.name, table.error) for table in scan.tables if table.error]
        if last_rows:
            left = without_rows(as_utf8(inflated(self._content, part, Budget())), last_rows)
            try:
                pieces = list(_bounded(left))
            except SheetTooLargeError as error:
                raise error.refusal(self.parsed.tables[0].sheet) from error
            if 0 in last_rows:  # nothing of it can be left out
                raise self.parsed.tables[0].refusal()
        self.parsed.texts[part.key] = b"".join(pieces)


def _choose_tables(tables: Sequence[Table], size: int) -> None:
    """Mark those that hold most, until all others together are within the limits."""
    while (cells := sum(table.extent.cells for table in tables if table.error is None)) > STORED_CELLS:
        most = max((table for table in tables if table.error is None), key=lambda table: table.extent.cells)
        most.error = SheetTooLargeError("cells", cells, STORED_CELLS)
    if size > PARSED_BYTES and not any(table.error for table in tables):
        max(tables, key=lambda table: table.extent.cells).error = _too_long(size)


def _bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        _check_length(size)
        yield chunk


def _check_length(size: int, most: int = PARSED_BYTES) -> None:
    if size > most:
        raise _too_long(size, most)


def _too_long(size: int, most: int = PARSED_BYTES) -> SheetTooLargeError:
    return SheetTooLargeError("entry_size", f"> {megabytes(size)}", megabytes(most))
