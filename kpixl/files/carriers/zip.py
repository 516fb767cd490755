"""Zip archives, those with a password too: many a branch sends one, and its password in a second mail."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from kpixl.files.carriers.carried import CarriedFile, CarrierError, Meter, check_ratio, damaged, too_large
from kpixl.model.finding import FindingCode

START = (b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")
_ENTRY_SIGNATURE = b"PK\x01\x02"
_ENCRYPTED, _UTF8 = 0x1, 0x800
_AES = 99
# Ways to pack that no library here unpacks; 7-Zip and Windows have them.
_UNKNOWN_METHODS = {9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
_CHUNK = 256 * 1024
_MOST_ENTRIES = 2_000  # folders and what operating systems add are among them
# What the directory and the data of arbitrary bytes make `zipfile` raise, depending on Python's release.
_ERRORS = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
    OSError,
    EOFError,
    IndexError,
    struct.error,
    zlib.error,
    UserWarning,
)


def read_zip(content: bytes, passwords: Sequence[str], meter: Meter) -> Iterator[CarriedFile]:
    """Every file of an archive, in its own order.

    Raises:
        CarrierError: it is broken, holds too much, or no password opens it.
    """
    entries = content.count(_ENTRY_SIGNATURE)  # before `zipfile` makes an object of each
    if entries > _MOST_ENTRIES:
        raise too_large("entries", f"{entries:,}", f"{_MOST_ENTRIES:,}")
    try:
        with _archive(content) as package:
            tried = [password.encode(encoding) for password in passwords for encoding in _encodings(password)]
            for info in package.infolist():
                if method := _UNKNOWN_METHODS.get(info.compress_type):
                    raise CarrierError(FindingCode.FILE_IS_ARCHIVE, seen=f"ZIP ({method})")
                if not info.is_dir():
                    meter.count_file()
                    yield CarriedFile(name=_name(info), content=_unpacked(package, info, tried, meter))
    except (*_ERRORS, RuntimeError) as error:
        raise damaged(error) from error


def _archive(content: bytes) -> Any:
    """The archive, read by the library that its encryption needs."""
    plain = zipfile.ZipFile(io.BytesIO(content))
    if all(info.compress_type != _AES for info in plain.infolist()):
        return plain
    plain.close()
    import pyzipper

    return pyzipper.AESZipFile(io.BytesIO(content))


def _unpacked(package: Any, info: Any, passwords: list[bytes], meter: Meter) -> bytes:
    if not info.flag_bits & _ENCRYPTED:
        return _read(package, info, None, meter)
    for password in passwords:
        try:
            content = _read(package, info, password, meter)
        except CarrierError:
            raise
        except (*_ERRORS, RuntimeError):  # a wrong password is told by one byte, or by what comes of it
            continue
        passwords.sort(key=lambda other: other != password)  # the other files have most likely the same
        return content
    raise CarrierError(FindingCode.PASSWORD_WRONG if passwords else FindingCode.FILE_ENCRYPTED)


def _read(package: Any, info: Any, password: bytes | None, meter: Meter) -> bytes:
    """One file, chunk by chunk: the size that the archive states is not believed.

    Python 3.14 only warns of a first entry that overlaps others.
    """
    chunks: list[bytes] = []
    size = 0
    with (
        warnings.catch_warnings(action="error", category=UserWarning),
        package.open(info, pwd=password) as stream,
    ):
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            meter.count_bytes(len(chunk))
            check_ratio(size, info.compress_size)
            chunks.append(chunk)
    return b"".join(chunks)


def _encodings(password: str) -> list[str]:
    """How a password may have been turned into bytes; both are the same for ASCII."""
    if password.isascii():
        return ["ascii"]
    fits = password.encode("cp932", "ignore").decode("cp932") == password
    return ["utf-8", "cp932"] if fits else ["utf-8"]


def _name(info: Any) -> str:
    """The name as it was meant: without the UTF-8 flag it is the code page of whoever packed it."""
    name: str = info.orig_filename
    if info.flag_bits & _UTF8:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name
