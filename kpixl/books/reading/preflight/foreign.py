"""Files that are no workbook at all, named for the person who sent one: by their first bytes, or as text."""

import codecs
import re

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.reading.preflight.verdict import KB, damaged, other_format
from kpixl.model.finding import FindingCode

_SAMPLE_BYTES = 64 * KB
_ARCHIVES: tuple[tuple[bytes, str], ...] = (
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"MSCF", "CAB"),
    (b"MZ", "EXE"),  # a program, and what unpacks itself
)
_ATTACHE_CASE = b"_AttacheCaseData"
# Cryptographic messages: what S/MIME signs or encrypts as a whole (RFC 5652).
_SEALED = re.compile(rb"0.{1,9}?\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x02\x03]", re.DOTALL)
_TNEF = b"\x78\x9f\x3e\x22"  # winmail.dat, as Outlook wraps attachments
_LZH = re.compile(rb"-lh[0-9a-z]-")
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"{\\rtf", "word"),
    (b"\x09\x00\x04\x00", "old_book"),  # Excel 2, 3, 4 and a bare 5: records without a container
    (b"\x09\x02\x06\x00", "old_book"),
    (b"\x09\x04\x06\x00", "old_book"),
    (b"\x09\x08\x08\x00", "old_book"),
)
_PHOTO_BRANDS = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|style|div|table|tr)[\s>]")
_SPREADSHEET_XML = (
    "urn:schemas-microsoft-com:office:spreadsheet",
    'progid="excel.sheet"',
    "<office:document",
)
_WORD_XML = ("worddocument", 'progid="word.document"')
_HEADER_LINE = re.compile(r"[a-z][a-z-]*:(?: |$)")
_OF_A_FOLDER = re.compile(r"\Afrom [^\n]*\n")
_SENT = re.compile(r"^(?:received|to|message-id|delivered-to|return-path):", re.MULTILINE)
_STORED_PAGE = re.compile(r"^mime-version:", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CSV_LINES = 10


def foreign(content: bytes) -> UnreadableWorkbookError:
    """The refusal of bytes that start like no workbook."""
    if not content.strip(b"\0"):
        return damaged("nothing but zero bytes")
    if archive := _archive(content):
        return UnreadableWorkbookError(FindingCode.FILE_IS_ARCHIVE, seen=archive)
    if content.startswith(_TNEF):
        return UnreadableWorkbookError(FindingCode.FILE_IS_WINMAIL)
    if _SEALED.match(content):
        return UnreadableWorkbookError(FindingCode.MAIL_IS_SEALED)
    for start, name in _STARTS:
        if content.startswith(start):
            return other_format(name)
    if content[4:12] in _PHOTO_BRANDS or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return other_format("image")
    if content[:2] == b"BM" and content[6:10] == b"\0\0\0\0":
        return other_format("image")
    if b"%PDF-" in content[:1024]:
        return other_format("pdf")
    return other_format(_text_format(content))


def _archive(content: bytes) -> str:
    """The name of the archive format, '' for none."""
    if _LZH.match(content, 2):
        return "LZH"
    if content[257:262] == b"ustar":
        return "tar"
    if _ATTACHE_CASE in content[:KB]:
        return "AttacheCase"
    return next((name for start, name in _ARCHIVES if content.startswith(start)), "")


def _text_format(content: bytes) -> str:
    sample = content[:_SAMPLE_BYTES]
    is_utf16 = sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # The tags and headers below are ASCII in every other encoding that Excel or a mailer writes.
    raw = sample.decode("utf-16" if is_utf16 else "latin-1", "replace")
    if marked := _markup_format(raw.removeprefix("ï»¿").lstrip().lower()):
        return marked
    text = _decoded(sample, whole=len(content) <= _SAMPLE_BYTES)
    if text is None or _CONTROL.search(text.rstrip("\x1a")):
        return "unknown"
    lines = [line for line in text.splitlines() if line.strip()][:_CSV_LINES]
    is_table = any(lines and all(mark in line for line in lines) for mark in ("\t", ",", ";"))
    return "csv" if is_table else "text"


def _markup_format(text: str) -> str:
    """html, xml, word or mail where the text says so; otherwise ''."""
    head = text[: 8 * KB]
    if head.startswith("<"):
        root = re.search(r"<[^?!][^>]*>", head)
        if root is not None and any(mark in head for mark in _SPREADSHEET_XML) and "<html" not in head:
            return "xml"
        if head.startswith("<?xml") and any(mark in head for mark in _WORD_XML) and "<html" not in head:
            return "word"
        if _HTML.search(head):
            return "html"
        return "xml" if head.startswith("<?xml") else ""
    # A mail out of a folder that is one file (mbox) has a line of its own before its headers.
    headers = re.split(r"\r?\n\r?\n", _OF_A_FOLDER.sub("", head, count=1), maxsplit=1)[0]
    if _HEADER_LINE.match(headers):
        if _SENT.search(headers):
            return "mail"
        # A page saved as one file (.mht) has a mail's headers, but was sent to nobody.
        if _STORED_PAGE.search(headers):
            return "html"
    return "html" if _HTML.search(head[:KB]) else ""


def _decoded(sample: bytes, *, whole: bool) -> str | None:
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in sample:
        # The zero byte of every tab, digit and line end comes second where the low byte is first.
        encodings = ["utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp932", "euc_jp"]
    for encoding in encodings:
        try:
            return codecs.getincrementaldecoder(encoding)().decode(sample, final=whole)
        except UnicodeDecodeError:
            continue
    return None
