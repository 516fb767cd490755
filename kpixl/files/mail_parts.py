"""What of a draft is not its text: addresses, headers and the workbook, as mail programs read them."""

import base64
import re
import unicodedata
from dataclasses import dataclass
from email.charset import BASE64, Charset
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_FILE_NAME = 255  # bytes, as file systems have it; percent-encoded it stays below the 998 of a line
_FORBIDDEN_IN_FILE_NAMES = '<>:"/\\|?*'
_ADDRESS = re.compile(
    r"(?:[^<>]*<)?([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)>?"
)
_LONGEST_ADDRESS = 254

# The policy leaves headers set with `set_raw` as they are. Python's own folding writes long Subjects
# with encoded words that touch (cpython #144156), splits a long file name into filename*0*, filename*1*,
# which not every Outlook puts together again, and turns an encoded word in name= into name*=.
POLICY = SMTP.clone(refold_source="none")
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = BASE64


@dataclass(frozen=True)
class Attachment:
    """A workbook (.xlsx) to attach: its file name without folders, and its bytes."""

    name: str
    content: bytes


def workbook_part(attachment: Attachment) -> EmailMessage:
    """The attachment's MIME part.

    Readers take the name from filename, else from name (MS-OXCMAIL 2.2.3.4.1.1). A Japanese one stands in
    filename* (RFC 2231, read since Outlook 2007) and, as Outlook and Thunderbird write it themselves, in
    name as encoded words, for readers and gateways that do not know filename*.
    """
    name = file_name(attachment.name)
    plain = name.isascii()
    part = EmailMessage(policy=POLICY)
    shown = name if plain else encoded(name, " name=")
    part.set_raw("Content-Type", f'{_WORKBOOK};\r\n name="{shown}"')
    part.set_raw("Content-Transfer-Encoding", "base64")
    parameter = f'filename="{name}"' if plain else f"filename*=utf-8''{quote(name, safe='')}"
    part.set_raw("Content-Disposition", f"attachment;\r\n {parameter}")
    part.set_payload(base64.encodebytes(attachment.content).decode("ascii"))
    return part


def addresses(cell: str) -> list[str]:
    """The addresses of a plan's cell, separated by ; or , – what is no plain address is left out."""
    found = []
    for text in re.split(r"[;,；，、]", cell):
        whole = unicodedata.normalize("NFKC", text).strip()
        match = _ADDRESS.fullmatch(whole) if whole.isprintable() else None
        if match and len(match[1]) <= _LONGEST_ADDRESS:
            found.append(match[1])
    return list(dict.fromkeys(found))


def encoded(text: str, header: str) -> str:
    """RFC 2047 words of at most 75 characters, folded for a header whose name and colon come before."""
    return Header(text, _UTF8, maxlinelen=76, header_name=header).encode(linesep="\r\n")


def one_line(text: str) -> str:
    """The text on one line, without control characters; the full-width blank stays."""
    shown = "".join(char if char.isprintable() or char == "\u3000" else " " for char in text)
    return re.sub(" {2,}", " ", shown).strip()


def file_name(name: str) -> str:
    """A file name that Windows takes and that cannot break out of its header."""
    safe = "".join(
        char if char.isprintable() and char not in _FORBIDDEN_IN_FILE_NAMES else "_" for char in name
    )
    stem, dot, ending = safe.rpartition(".")
    room = _LONGEST_FILE_NAME - len((dot + ending).encode())
    if not stem or room < 1:
        return safe.encode()[:_LONGEST_FILE_NAME].decode(errors="ignore")
    return stem.encode()[:room].decode(errors="ignore") + dot + ending
