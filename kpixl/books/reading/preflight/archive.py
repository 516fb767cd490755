"""The zip container: its directory, its structure, and inflating that stops at the limits.

`zipfile` reads the directory; the parts are inflated here, because `zipfile` stops at the size that
the directory states while other readers go on to the end of the stream.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kpixl.books.reading.cell_details.package import part_key
from kpixl.books.reading.preflight.verdict import (
    PARTS,
    RETURNED,
    Limits,
    damaged,
    megabytes,
    refuse_large_file,
    shown,
    suspect,
)

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00PK\x03\x04")
CHUNK = 256 * 1024

_DECLARING = ("[content_types].xml", "mimetype")  # by which packages are told from archives
_ENTRY_SIGNATURE = b"PK\x01\x02"
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800
_CLIMBS = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|^[A-Za-z]:")
# What the directory of arbitrary bytes makes `zipfile` raise, depending on Python's release.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
    OSError,
    EOFError,
    struct.error,
    IndexError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One entry: `offset` of its local header, its compressed bytes from `start` up to `end`.

    Some programs write the backslashes of Windows into names; `name` has slashes.
    """

    name: str
    offset: int
    start: int
    end: int
    size: int
    crc: int
    method: int
    encrypted: bool
    is_link: bool

    @property
    def key(self) -> str:
        """The name as packages compare it."""
        return part_key(self.name)


@dataclass(slots=True)
class Budget:
    """How many bytes the parts come to so far, unpacked, and how many they may."""

    unpacked: int = 0
    limits: Limits = RETURNED


def read_directory(content: bytes) -> tuple[Part, ...]:
    """Every entry, in the directory's order, each with a local header that agrees.

    Raises:
        UnreadableWorkbookError: the directory is broken, or lists too many.
    """
    # Counted before `zipfile` makes an object of each. Bytes that only look like an entry are rare.
    entries = content.count(_ENTRY_SIGNATURE)
    if entries > PARTS:
        refuse_large_file("entries", f"{entries:,}", f"{PARTS:,}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [_part(content, info, archive.start_dir) for info in archive.infolist()]
    except _ZIP_ERRORS as error:
        raise damaged(shown(str(error))) from error
    return tuple(_unwrapped([part for part in parts if not _is_of_a_mac(part)]))


def _is_of_a_mac(part: Part) -> bool:
    """True for what macOS puts beside the files of an archive."""
    return part.key.startswith("__macosx/") or part.key.rpartition("/")[2] == ".ds_store"


def _unwrapped(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts of a package, without the one folder in which somebody zipped it anew."""
    found = {
        part.name[: -len(name)] for part in parts for name in _DECLARING if part.key.endswith(f"/{name}")
    }
    if len(found) != 1:
        return parts
    [folder] = found
    # Of the folder itself nothing is left.
    inside = [part for part in parts if part.name != folder]
    if not all(part.name.startswith(folder) for part in inside):
        return parts
    return [replace(part, name=part.name.removeprefix(folder)) for part in inside]


def _part(content: bytes, info: zipfile.ZipInfo, directory: int) -> Part:
    offset = info.header_offset
    if not 0 <= offset <= directory - _LOCAL_HEADER.size:
        raise zipfile.BadZipFile("Bad offset of a local header")
    signature, _, flags, *_, name_length, extra_length = _LOCAL_HEADER.unpack_from(content, offset)
    name_start = offset + _LOCAL_HEADER.size
    name = content[name_start : name_start + name_length]
    if signature != b"PK\x03\x04":
        raise zipfile.BadZipFile("Bad magic number for a local header")
    # `filename` is cut at a zero byte and, on Windows, has its backslashes turned.
    stated = info.orig_filename
    if name.decode("utf-8" if flags & _UTF8_NAME else "cp437") != stated or "\0" in stated:
        raise zipfile.BadZipFile("File name in directory and header differ")
    start = name_start + name_length + extra_length
    end = start + info.compress_size
    return Part(
        name=stated.replace("\\", "/"),
        offset=offset,
        start=start,
        end=end,
        size=info.file_size,
        crc=info.CRC,
        method=info.compress_type,
        encrypted=bool(info.flag_bits & _ENCRYPTED),
        is_link=stat.S_ISLNK(info.external_attr >> 16),
    )


def check_structure(parts: Sequence[Part], content: bytes) -> None:
    """Refuse names that climb, names that stand twice, links, and entries that share bytes.

    Raises:
        UnreadableWorkbookError: one of these.
    """
    seen: set[str] = set()
    for part in parts:
        if _CLIMBS.search(part.name):
            raise suspect("climbing", part.name)
        if part.is_link:
            raise suspect("link", part.name)
        if part.key in seen:
            raise suspect("duplicate", part.name)
        seen.add(part.key)
    previous_end = 0
    for part in sorted(parts, key=lambda part: part.offset):
        if part.offset < previous_end:
            raise suspect("overlapping", part.name)
        previous_end = part.end
        if part.end > len(content):
            raise damaged(f"unexpected end of {shown(part.name)}")


def pass_over(part: Part, budget: Budget) -> None:
    """Take a part that nobody inflates into account by the size that it states.

    Raises:
        UnreadableWorkbookError: a limit is passed.
    """
    most = budget.limits.part_bytes
    if part.size > most:
        refuse_large_file("entry_size", f"{megabytes(part.size)} ({shown(part.name)})", megabytes(most))
    budget.unpacked += part.size
    _check_total(budget)


def _check_total(budget: Budget) -> None:
    most = budget.limits.total_bytes
    if budget.unpacked > most:
        refuse_large_file("total_size", f"> {megabytes(budget.unpacked)}", megabytes(most))


def inflated(content: bytes, part: Part, budget: Budget) -> Iterator[bytes]:
    """The part's bytes in chunks of at most `CHUNK`; read to the end, size and CRC are checked.

    Raises:
        UnreadableWorkbookError: a limit is passed, or the bytes are broken.
    """
    size = crc = 0
    for chunk in _raw(content, part):
        size += len(chunk)
        budget.unpacked += len(chunk)
        _check_total(budget)
        crc = zlib.crc32(chunk, crc)
        yield chunk
    if size != part.size:
        raise damaged(f"wrong size of {shown(part.name)}")
    if crc != part.crc:
        raise damaged(f"bad CRC-32 of {shown(part.name)}")


def _raw(content: bytes, part: Part) -> Iterator[bytes]:
    view = memoryview(content)
    pieces = (view[at : min(at + CHUNK, part.end)] for at in range(part.start, part.end, CHUNK))
    if part.method == zipfile.ZIP_STORED:
        yield from map(bytes, pieces)
        return
    if part.method != zipfile.ZIP_DEFLATED:
        raise damaged(f"compression method {part.method}")
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in pieces:
            waiting: bytes | memoryview = piece
            while waiting and not stream.eof:
                if chunk := stream.decompress(waiting, CHUNK):
                    yield chunk
                waiting = stream.unconsumed_tail
        while not stream.eof and (chunk := stream.decompress(b"", CHUNK)):
            yield chunk
    except zlib.error as error:
        raise damaged(f"{error} in {shown(part.name)}") from error
    if not stream.eof:
        raise damaged(f"unexpected end of {shown(part.name)}")
