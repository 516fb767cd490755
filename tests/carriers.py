"""Mails and archives for tests, made as the programs make them that branches use."""

import binascii
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import pairwise

DATE = "Thu, 29 May 2025 17:30:00 +0900"
SENT_UTC = "2025-05-29 08:30:00"
XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def make_zip(files: Mapping[str, bytes], *, encoding: str = "", stored: bool = False) -> bytes:
    """A zip archive; with an `encoding` its names are in that code page, without the flag for UTF-8."""
    buffer = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for number, (name, content) in enumerate(files.items()):
            # A stand-in of as many bytes, put right below: `zipfile` itself writes UTF-8 only.
            raw = name.encode(encoding) if encoding else b""
            stand_in = f"{number:04d}".ljust(len(raw), "x") if encoding else name
            archive.writestr(zipfile.ZipInfo(stand_in, (2025, 5, 29, 17, 0, 0)), content, method)
    content = buffer.getvalue()
    for number, name in enumerate(files) if encoding else ():
        raw = name.encode(encoding)
        content = content.replace(f"{number:04d}".ljust(len(raw), "x").encode(), raw)
    return content


def make_aes_zip(files: Mapping[str, bytes], password: bytes) -> bytes:
    """A zip archive as 7-Zip encrypts one."""
    import pyzipper

    buffer = io.BytesIO()
    with pyzipper.AESZipFile(
        buffer, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(password)
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def make_old_zip(files: Mapping[str, bytes], password: bytes, encoding: str = "utf-8") -> bytes:
    """A zip archive with the encryption that Windows itself can open (ZipCrypto); only UTF-8 has a flag."""
    body, directory = b"", b""
    flags = 0x801 if encoding == "utf-8" else 0x1
    for name, content in files.items():
        raw, crc = name.encode(encoding), zlib.crc32(content)
        data = _zip_crypto(bytes(11) + bytes([crc >> 24]) + content, password)
        sizes = struct.pack("<3I2H", crc, len(data), len(content), len(raw), 0)
        head = struct.pack("<5H", 20, flags, zipfile.ZIP_STORED, 0, 0x5AB0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + head + sizes
        directory += struct.pack("<3H2I", 0, 0, 0, 0, len(body)) + raw
        body += b"PK\x03\x04" + head + sizes + raw + data
    count = len(files)
    end = struct.pack("<4H2IH", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def _zip_crypto(content: bytes, password: bytes) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = _crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _crc(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    encrypted = bytearray()
    for byte in content:
        mixed = (keys[2] | 2) & 0xFFFF
        encrypted.append(byte ^ ((mixed * (mixed ^ 1)) >> 8 & 0xFF))
        update(byte)
    return bytes(encrypted)


def _crc(crc: int, byte: int) -> int:
    value = (crc ^ byte) & 0xFF
    for _bit in range(8):
        value = (value >> 1) ^ 0xEDB88320 if value & 1 else value >> 1
    return (crc >> 8) ^ value


def make_mail(
    files: Mapping[str, bytes | EmailMessage] | None = None,
    *,
    subject: str = "KPI実績の提出",
    sender: str = "",
    date: str = DATE,
    body: str = "提出します。",
) -> EmailMessage:
    """A mail as a mail program saves it; a mail among the files is attached as one."""
    message = EmailMessage()
    message["From"] = sender or "shibu@example.jp"
    message["To"] = "honbu@example.jp"
    message["Subject"] = subject
    if date:
        message["Date"] = date
    message.set_content(body)
    for name, content in (files or {}).items():
        if isinstance(content, EmailMessage):
            message.add_attachment(content, filename=name or None)
        else:
            message.add_attachment(content, maintype="application", subtype=XLSX, filename=name)
    return message


def make_folder(*mails: EmailMessage) -> bytes:
    """A folder of mails as one file (mbox), as Thunderbird keeps it."""
    start = b"From - Thu May 29 17:30:00 2025\nX-Mozilla-Status: 0001\n"
    return b"\n".join(start + mail.as_bytes() for mail in mails)


def make_uuencoded(files: Mapping[str, bytes], body: str = "提出します。") -> EmailMessage:
    """A mail with its files in its text, as Outlook sends plain mails where that is chosen."""
    texts = [body]
    for name, content in files.items():
        lines = (binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45))
        texts.append(f"begin 666 {name}\n{b''.join(lines).decode()}`\nend")
    return make_mail(body="\n\n".join(texts))


# ── Outlook's own form ─────────────────────────────────────────────────────────────────────────────
@dataclass
class Msg:
    """A mail as Outlook saves it; attachments are bytes, other mails, or None for a link."""

    subject: str = "KPI実績の提出"
    sender: str = "大分支部 佐藤"
    address: str = "oita@example.jp"
    body: str = "提出します。"
    sent: int = 133_929_810_000_000_000  # 2025-05-29 08:30 UTC in steps of 100 ns since 1601
    files: "Mapping[str, bytes | Msg | None]" = field(default_factory=dict)
    hidden: Sequence[str] = ()
    kind: str = "IPM.Note"
    to: str = ""
    headers: str = ""
    named_by: int = 0x3707  # the property that has an attachment's name

    def build(self) -> bytes:
        return make_compound(self._streams(header=32))

    def _streams(self, header: int) -> "dict[str, bytes | dict]":
        texts = {
            0x001A: self.kind,
            0x0037: self.subject,
            0x0C1A: self.sender,
            0x5D01: self.address,
            0x1000: self.body,
            **({0x0E04: self.to} if self.to else {}),
            **({0x007D: self.headers} if self.headers else {}),
        }
        tree: dict[str, bytes | dict] = {}
        properties = bytes(header)
        properties += struct.pack("<HHIQ", 0x0040, 0x0039, 6, self.sent)
        for number, text in texts.items():
            properties += _text(tree, number, text)
        for number, (name, content) in enumerate(self.files.items()):
            tree[f"__attach_version1.0_#{number:08X}"] = self._attachment(name, content)
        tree["__properties_version1.0"] = properties
        return tree

    def _attachment(self, name: str, content: "bytes | Msg | None") -> "dict[str, bytes | dict]":
        tree: dict[str, bytes | dict] = {}
        method = 7 if content is None else 5 if isinstance(content, Msg) else 1
        properties = bytes(8) + struct.pack("<HHIQ", 0x0003, 0x3705, 6, method)
        if name in self.hidden:
            properties += struct.pack("<HHIQ", 0x000B, 0x7FFE, 6, 1)
        properties += _text(tree, self.named_by, name)
        if isinstance(content, Msg):
            tree["__substg1.0_3701000D"] = content._streams(header=24)
        elif content is not None:
            properties += struct.pack("<HHII", 0x0102, 0x3701, 6, len(content)) + bytes(4)
            tree["__substg1.0_37010102"] = content
        tree["__properties_version1.0"] = properties
        return tree


def _text(tree: "dict[str, bytes | dict]", number: int, text: str) -> bytes:
    raw = text.encode("utf-16-le")
    tree[f"__substg1.0_{number:04X}001F"] = raw
    return struct.pack("<HHII", 0x001F, number, 6, len(raw) + 2) + bytes(4)


_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def make_compound(tree: "dict[str, bytes | dict]") -> bytes:
    """An OLE compound file of streams and storages."""
    entries: list[list] = [["Root Entry", 5, _FREE, b""]]  # name, kind, child, content
    links: dict[int, int] = {}

    def add(branch: "dict[str, bytes | dict]") -> int:
        numbers = []
        for name, content in branch.items():
            entries.append([name, 1 if isinstance(content, dict) else 2, _FREE, content])
            numbers.append(len(entries) - 1)
        for number in numbers:
            if isinstance(entries[number][3], dict):
                entries[number][2] = add(entries[number][3])
        links.update(pairwise(numbers))  # a tree that is a list
        return numbers[0] if numbers else _FREE

    entries[0][2] = add(tree)
    small, mini_fat, sectors, fat = b"", [], b"", []

    def chain(content: bytes) -> int:
        nonlocal sectors
        count = -(-len(content) // 512)
        if not count:
            return _END
        start = len(fat)
        fat.extend([*range(start + 1, start + count), _END])
        sectors += content.ljust(count * 512, b"\0")
        return start

    starts, sizes = {}, {}
    for number, (_name, kind, _child, content) in enumerate(entries):
        if kind != 2:
            continue
        sizes[number] = len(content)
        if len(content) >= 4096:
            starts[number] = chain(content)
        else:
            count = -(-len(content) // 64)
            starts[number] = len(mini_fat) if count else _END
            begin = len(mini_fat)
            mini_fat.extend([*range(begin + 1, begin + count), _END] if count else [])
            small += content.ljust(count * 64, b"\0")
    starts[0], sizes[0] = chain(small), len(small)
    mini_start = chain(
        struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(-(-len(mini_fat) // 128) * 512, b"\xff")
    )
    directory = b""
    for number, (name, kind, child, _content) in enumerate(entries):
        raw = name.encode("utf-16-le") + b"\0\0"
        directory += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
        directory += struct.pack("<III", _FREE, links.get(number, _FREE), child)
        directory += bytes(36) + struct.pack("<IQ", starts.get(number, 0), sizes.get(number, 0))
    directory_start = chain(directory.ljust(-(-len(directory) // 512) * 512, b"\0"))
    fat_sectors = 1
    while fat_sectors * 128 < len(fat) + fat_sectors:
        fat_sectors += 1
    places = range(len(fat), len(fat) + fat_sectors)
    fat.extend([_FAT] * fat_sectors)
    sectors += struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * 512, b"\xff")
    mini_sectors = -(-len(mini_fat) // 128)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIII", 0, fat_sectors, directory_start, 0, 4096, mini_start)
    header += struct.pack("<III", mini_sectors, _END, 0)
    header += struct.pack(f"<{fat_sectors}I", *places).ljust(109 * 4, b"\xff")
    return header + sectors
