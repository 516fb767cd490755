"""Mails as mail programs save them (.eml): their files, their date and their sender."""

import datetime as dt
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from kpixl.files.carriers.automatic import is_automatic
from kpixl.files.carriers.carried import CarriedFile, Mail, Meter, damaged, shown, utc
from kpixl.files.carriers.uuencode import uuencoded
from kpixl.model.submission import Hints

LONGEST_TEXT = 4_000  # characters: what a branch says itself stands at the beginning
_LONGEST_HEADERS = 256 * 1024
_MOST_PARTS = 2_000
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_UNNAMED = {"application/ms-tnef": "winmail.dat", "application/pdf": "attachment.pdf"}
_TAG = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>", re.DOTALL | re.IGNORECASE)
# A mark of UTF-8, blank lines of a gateway, and the length that Apple Mail (.emlx) writes before the mail.
_PREFIX = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:[0-9]{1,12} *\r?\n)?")
_REPLY = re.compile(rb"^METHOD:REPLY\s*$", re.MULTILINE | re.IGNORECASE)
_ESCAPE = "\x1b$"  # JIS without the encoding that a header must have


def read_eml(content: bytes, meter: Meter) -> tuple[Mail, Iterator[CarriedFile]]:
    """The mail, and every file attached to it; mails in it are files like others (.eml).

    Raises:
        CarrierError: it is broken beyond reading, or holds too much; the entries raise it too.
    """
    content = _PREFIX.sub(b"", content, count=1)
    headers = re.search(rb"\r?\n\r?\n", content)
    if (headers.start() if headers else len(content)) > _LONGEST_HEADERS:
        raise damaged(f"headers of more than {_LONGEST_HEADERS // 1024} KB")
    try:
        # The newer policies raise on headers that they cannot read; this one keeps them as they are.
        parts = list(_parts(message_from_bytes(content, policy=compat32)))
        mail = _mail(parts)
    except MemoryError:
        raise
    except Exception as error:  # the parser is given whatever somebody sent
        raise damaged(error) from error
    return mail, _entries(parts[1:], meter)


def _parts(message: Message) -> Iterator[Message]:
    """The mail itself, then its parts in their order, without entering the mails inside."""
    waiting, seen = [message], 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > _MOST_PARTS:
            raise ValueError(f"more than {_MOST_PARTS:,} parts")
        if part is message:
            yield part
        if part.get_content_maintype() == "multipart":
            waiting += reversed(_children(part))
        else:
            yield part


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _entries(parts: list[Message], meter: Meter) -> Iterator[CarriedFile]:
    for part in parts:
        try:
            entry = _entry(part)
            entries = _in_text(part) if entry is None else [entry]
        except MemoryError:
            raise
        except Exception as error:
            raise damaged(error) from error
        for entry in entries:
            if not entry.passed_over:
                meter.count_file()
                meter.count_bytes(len(entry.content))
            yield entry


def _in_text(part: Message) -> list[CarriedFile]:
    """The files that stand in the mail's own text."""
    payload = part.get_payload(decode=True)
    found = uuencoded(payload) if isinstance(payload, bytes) else ()
    return [_of_text(name, content) for name, content in found]


def _of_text(name: bytes, content: bytes | None) -> CarriedFile:
    shown_as = _words(_text(name.decode("ascii", "surrogateescape")))
    if content is None:
        return CarriedFile(name=shown_as, problem=damaged("uuencode"))
    return CarriedFile(name=shown_as, content=content)


def _entry(part: Message) -> CarriedFile | None:
    """The file that a part is; None for the mail's own text."""
    name, kind, group = _file_name(part), part.get_content_type(), part.get_content_maintype()
    if kind == "message/rfc822":
        [inside] = _children(part) or [Message()]
        return CarriedFile(
            name=name or f"{shown(_header(inside, 'Subject')) or 'mail'}.eml", content=inside.as_bytes()
        )
    if kind in _SIGNATURES:
        return CarriedFile(name=name or "signature", passed_over=True)
    if not name and group != "application":
        return None
    is_inline = part.get_content_disposition() != "attachment"
    if group == "image" and is_inline and "Content-ID" in part:  # a signature's logo, say
        return CarriedFile(name=name, passed_over=True)
    payload = part.get_payload(decode=True)
    return CarriedFile(
        name=name or _UNNAMED.get(kind, "attachment"), content=payload if isinstance(payload, bytes) else b""
    )


def _file_name(part: Message) -> str:
    """The file name that a part has, in whichever of the ways mail programs write one."""
    bare = Message(policy=compat32)
    for name, value in part.raw_items():
        if name.lower() in ("content-type", "content-disposition"):
            bare[name] = _text(value)
    return _words(bare.get_filename() or "")


def _mail(parts: list[Message]) -> Mail:
    message = parts[0]
    senders = [pair for name in ("From", "Reply-To") for pair in getaddresses([_header(message, name)])]
    addresses = tuple(dict.fromkeys(address.lower() for _name, address in senders if "@" in address))
    names = tuple(name for name, _address in senders if name)
    first = getaddresses([_header(message, "From")])[:1]
    sender = " ".join(f"{name} <{address}>" if name else address for name, address in first)
    subject = _header(message, "Subject")
    hints = Hints(
        addresses=addresses,
        titles=(subject,) if subject else (),
        texts=(*names, *_body(parts[1:])),
        recipients=tuple(to.lower() for _name, to in getaddresses([_header(message, "To")]) if "@" in to),
    )
    automatic = is_automatic(
        subject=subject,
        is_report=any(map(_is_report, parts)),
        submitted=_header(message, "Auto-Submitted"),
    )
    return Mail(
        sent=_date(_header(message, "Date")), sender=shown(sender), hints=hints, is_automatic=automatic
    )


def _is_report(part: Message) -> bool:
    """True for a mail server's report and an answer to an invitation; an attached calendar is a file."""
    if part.get_content_type() != "text/calendar":
        return part.get_content_type() == "multipart/report"
    payload = part.get_payload(decode=True)
    is_reply = isinstance(payload, bytes) and _REPLY.search(payload) is not None
    return is_reply and not _file_name(part) and part.get_content_disposition() != "attachment"


def _date(text: str) -> dt.datetime | None:
    try:
        return utc(parsedate_to_datetime(text)) if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _body(parts: list[Message]) -> tuple[str, ...]:
    """The beginning of the mail's own text; of its plain form where there are several."""
    texts = [part for part in parts if part.get_content_maintype() == "text" and not _file_name(part)]
    texts.sort(key=lambda part: part.get_content_subtype() != "plain")
    for part in texts[:1]:
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            text = _decoded(payload, str(part.get_content_charset() or "utf-8"))
            return (_TAG.sub(" ", text)[:LONGEST_TEXT],)
    return ()


def _header(message: Message, name: str) -> str:
    """A header's text on one line; '' where there is none."""
    found = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return " ".join(_words(_text(found)).split())


def _words(text: str) -> str:
    """A header with its encoded words read; what is not encoded properly stays as it is."""
    try:
        pieces = decode_header(text)
    except MemoryError:
        raise
    except Exception:
        return text
    return "".join(
        _decoded(piece, charset or "latin-1") if isinstance(piece, bytes) else piece
        for piece, charset in pieces
    )


def _text(value: object) -> str:
    """A header as it stands in the mail; bytes that should have been encoded are read as what they are."""
    text = str(value)
    if _ESCAPE in text:
        return _decoded(text.encode("ascii", "replace"), "iso-2022-jp")
    if text.isascii():
        return text
    raw = text.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp932", "replace")


def _decoded(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset, "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")
