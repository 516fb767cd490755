"""Office packages: OOXML and OpenDocument, told apart by what they declare, then looked at part by part."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from kpixl.books.reading.cell_details.package import MAIN_PART, Package, part_key
from kpixl.books.reading.cell_details.xml import BROKEN, is_true, parse_xml
from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.reading.preflight.archive import Budget, Part, check_structure, inflated, read_directory
from kpixl.books.reading.preflight.markup import as_utf8
from kpixl.books.reading.preflight.parts import CONTENT, ParsedParts, read_parts
from kpixl.books.reading.preflight.usual_places import in_usual_places, packed, sheet_names
from kpixl.books.reading.preflight.verdict import (
    MB,
    RETURNED,
    FileFormat,
    LeftOut,
    Limits,
    Preflight,
    damaged,
    other_format,
    shown,
)
from kpixl.model.finding import FindingCode

_TYPES, _MIMETYPE, _MANIFEST = "[content_types].xml", "mimetype", "meta-inf/manifest.xml"
_LABELS, _CUSTOM, _META = "docmetadata/labelinfo.xml", "docprops/custom.xml", "meta.xml"
_ODF_NAMES = {_MANIFEST: "META-INF/manifest.xml"}
_MACROS = "vbaproject.bin"
_KEPT_BYTES = 1 * MB

# What the main part's content type ends in; only Excel's name the sheets' format.
_MAIN_TYPES: tuple[tuple[str, FileFormat | str], ...] = (
    ("ms-excel.sheet.binary.macroenabled.main", FileFormat.XLSB),
    ("ms-excel.sheet.macroenabled.main+xml", FileFormat.XLSM),
    ("ms-excel.template.macroenabled.main+xml", FileFormat.XLSM),
    ("ms-excel.addin.macroenabled.main+xml", FileFormat.XLSM),
    ("spreadsheetml.sheet.main+xml", FileFormat.XLSX),
    ("spreadsheetml.template.main+xml", FileFormat.XLSX),
    ("wordprocessingml.document.main+xml", "word"),
    ("wordprocessingml.template.main+xml", "word"),
    ("ms-word.document.macroenabled.main+xml", "word"),
    ("ms-word.template.macroenabledtemplate.main+xml", "word"),
    ("presentationml.presentation.main+xml", "slides"),
    ("presentationml.slideshow.main+xml", "slides"),
    ("presentationml.template.main+xml", "slides"),
    ("ms-powerpoint.presentation.macroenabled.main+xml", "slides"),
    ("ms-powerpoint.slideshow.macroenabled.main+xml", "slides"),
)
_ODF_TYPES = (("spreadsheet", FileFormat.ODS), ("text", "word"), ("presentation", "slides"))
_OVERRIDE = re.compile(rb"<[^<>]*\bContentType\s*=\s*[\"'][^<>]*>")
_CONTENT_TYPE = re.compile(rb"\bContentType\s*=\s*[\"']\s*application/(?:vnd\.)?([^\"']+)[\"']")
_PART_NAME = re.compile(rb"\bPartName\s*=\s*[\"']\s*/?([^\"']+)[\"']")
# Excel's "Strict Open XML": the same elements under other names, and dates as ISO 8601 writes them.
_STRICT = re.compile(rb"(?<=[\"'])http://purl\.oclc\.org/ooxml/(officeDocument|drawingml|spreadsheetml)/")
_ROOT_TAG = re.compile(rb"<[^\s<>?!/][^<>]*>")

_LABEL_NAME = re.compile(r"MSIP_Label_[0-9A-Fa-f-]+_Name")
_LIBRARY_FILES = ("script-lc.xml", "script-lb.xml")


def check_package(content: bytes, limits: Limits = RETURNED) -> Preflight:
    """What a zip file is, once every part that is parsed has been looked at.

    Raises:
        UnreadableWorkbookError: it is no spreadsheet that should be read.
    """
    parts = read_directory(content)
    by_key = {part.key: part for part in parts}
    _check_is_package(by_key)
    check_structure(parts, content)
    if any(part.encrypted for part in parts):
        raise UnreadableWorkbookError(FindingCode.FILE_ENCRYPTED)
    budget = Budget(limits=limits)
    file_format, main = _format(content, by_key, budget)
    parsed = read_parts(content, parts, file_format, main, budget)
    if file_format is FileFormat.ODS:
        return Preflight(
            format=file_format,
            has_macros=any(_is_module(part.name) for part in parts),
            label=_label(parsed.texts),
            content=packed({_ODF_NAMES.get(key, key): text for key, text in parsed.texts.items()}),
            package=Package(parsed.texts),
            left_out=tuple(parsed.tables),
        )
    try:
        return _office(file_format, main, parsed, has_macros=any(key.endswith(_MACROS) for key in by_key))
    except BROKEN as error:  # where the workbook's own parts are broken
        raise damaged(shown(str(error))) from error


def _office(file_format: FileFormat, declared: str, parsed: ParsedParts, *, has_macros: bool) -> Preflight:
    # Excel goes by the relation; the types are what is left where there is none.
    main = part_key(Package(parsed.texts).related("", MAIN_PART) or declared)
    root = _ROOT_TAG.search(parsed.texts[main][:_KEPT_BYTES])
    if root is not None and _STRICT.search(root[0]):
        parsed.texts = {key: _as_usual(text) for key, text in parsed.texts.items()}
        parsed.plain.clear()
    package = Package(parsed.texts, parsed.plain)
    return Preflight(
        format=file_format,
        has_macros=has_macros,
        label=_label(parsed.texts),
        content=in_usual_places(package, main, "bin" if file_format is FileFormat.XLSB else "xml"),
        package=package,
        left_out=tuple(_left_out(parsed, package, main)),
    )


def _left_out(parsed: ParsedParts, package: Package, main: str) -> Iterator[LeftOut]:
    if parsed.cut:
        named = list(sheet_names(package, main))
        for key, error in parsed.cut.items():
            names = [name for part, name in named if part == key]
            if not names:  # nobody knows which sheet it is: none of them can be trusted
                raise error.refusal(key)
            yield from (LeftOut(name, error) for name in names)


def _check_is_package(by_key: Mapping[str, Part]) -> None:
    """An archive has neither of the two parts by which packages declare themselves."""
    if _TYPES in by_key or _MIMETYPE in by_key:
        return
    if "index/document.iwa" in by_key or "index.zip" in by_key:  # Apple Numbers and its siblings
        raise other_format("numbers")
    if any(key.startswith("xl/") for key in by_key):
        raise damaged("[Content_Types].xml is missing")
    if CONTENT in by_key and _MANIFEST in by_key:
        raise damaged("mimetype is missing")
    raise UnreadableWorkbookError(FindingCode.FILE_IS_ARCHIVE, seen="ZIP")


def _format(content: bytes, by_key: Mapping[str, Part], budget: Budget) -> tuple[FileFormat, str]:
    """The spreadsheet's format and the key of its main part."""
    if _TYPES in by_key:
        declared = _declared(_beginning(content, by_key[_TYPES], budget), by_key)
    else:
        mimetype = _beginning(content, by_key[_MIMETYPE], budget)[:200].decode("latin-1").strip()
        kind = mimetype.removeprefix("application/vnd.oasis.opendocument.")
        declared = next(
            ((found, CONTENT) for name, found in _ODF_TYPES if kind.startswith(name)), ("unknown", "")
        )
    found, main = declared
    if not isinstance(found, FileFormat):
        raise other_format(found)
    for needed in (main, _MANIFEST) if found is FileFormat.ODS else (main,):
        if needed not in by_key:
            raise damaged(f"{shown(needed)} is missing")
    if found is FileFormat.ODS and b"encryption-data" in _beginning(content, by_key[_MANIFEST], budget):
        raise UnreadableWorkbookError(FindingCode.FILE_ENCRYPTED)
    return found, main


def _declared(types: bytes, by_key: Mapping[str, Part]) -> tuple[FileFormat | str, str]:
    """The main part's format and key, as the content types say; by its usual place where they do not."""
    declared: dict[str, str] = {}
    for tag in _OVERRIDE.findall(types):
        content_type, name = _CONTENT_TYPE.search(tag), _PART_NAME.search(tag)
        if content_type is not None:
            key = part_key(name[1].decode("utf-8", "replace")) if name is not None else ""
            declared.setdefault(content_type[1].decode("latin-1").lower().strip(), key)
    for ending, found in _MAIN_TYPES:
        for content_type_text, key in declared.items():
            if content_type_text.endswith(ending):
                usual = "xl/workbook.bin" if found is FileFormat.XLSB else "xl/workbook.xml"
                return found, key or usual
    if "xl/workbook.bin" in by_key:
        return FileFormat.XLSB, "xl/workbook.bin"
    if any(key.startswith("xl/") for key in by_key):
        return FileFormat.XLSX, "xl/workbook.xml"
    return "unknown", ""


def _beginning(content: bytes, part: Part, budget: Budget) -> bytes:
    """The first bytes of a part, `_KEPT_BYTES` or a chunk more."""
    return b"".join(islice(as_utf8(inflated(content, part, budget)), 4))


def _as_usual(text: bytes) -> bytes:
    """A part of a strict package with the names that every program writes otherwise."""
    return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", text)


def _is_module(name: str) -> bool:
    """Whether an OpenDocument part is a macro's text: not a folder, not the list of a library."""
    folder, _, rest = name.partition("/")
    return folder in ("Basic", "Scripts") and not name.endswith("/") and not rest.endswith(_LIBRARY_FILES)


def _label(texts: Mapping[str, bytes]) -> str:
    """The sensitivity label's name; the id where only that is stored; '' where there is none."""
    for key in (_CUSTOM, _META):
        for names, text in _elements(texts.get(key, b"")):
            if _LABEL_NAME.fullmatch(names.get("name", "")) and text:
                return shown(text)
    for attributes, _text in _elements(texts.get(_LABELS, b"")):
        if is_true(attributes.get("enabled")) and not is_true(attributes.get("removed")):
            return shown(attributes.get("id", ""))
    return ""


def _elements(xml: bytes) -> list[tuple[dict[str, str], str]]:
    """Every element's attributes by local name, and its first text; none where the XML is broken."""
    found: list[dict[str, str]] = []
    texts: dict[int, str] = {}
    opened: list[int] = []
    waiting: list[int] = []  # those that are open and have no text yet

    def start(_name: str, attributes: Mapping[str, str]) -> None:
        opened.append(len(found))
        waiting.append(len(found))
        found.append({name.rpartition(" ")[2]: value for name, value in attributes.items()})

    def end(_name: str) -> None:
        if opened.pop() in waiting[-1:]:
            waiting.pop()

    def text(data: str) -> None:
        if data.strip():
            texts.update(dict.fromkeys(waiting, data.strip()))
            waiting.clear()

    if not xml or len(xml) > _KEPT_BYTES:
        return []
    try:
        parse_xml(xml, start, end, text)
    except BROKEN:
        return []
    return [(attributes, texts.get(number, "")) for number, attributes in enumerate(found)]
