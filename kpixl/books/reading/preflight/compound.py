"""OLE compound files: .xls, and what else comes in that container (encrypted OOXML, Word, mail).

Only the directory and the first records of the workbook are read. Every chain is as long as the file
has sectors at most; a chain that is not, or that leaves the file, would keep calamine busy for ever.
"""

import struct
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.reading.preflight.verdict import FileFormat, Preflight, damaged, other_format
from kpixl.model.finding import FindingCode

START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER_BYTES, _ENTRY_BYTES, _MINI_BYTES = 512, 128, 64
_MINI_CUTOFF = 4096  # a stream shorter than this lies in the small sectors
_LAST_SECTOR = 0xFFFFFFFA  # numbers from here on are marks, not sectors
_MOST_ENTRIES = 4096
_HEAD_BYTES = 1024  # FILEPASS stands among the first records
_BOF, _FILEPASS = (0x0809, 0x0409, 0x0209, 0x0009), 0x002F
_RIGHTS = {"DRMEncryptedDataSpace", "DRMEncryptedTransform", "\tDRMContent"}
_OTHERS = {
    "WordDocument": "word",
    "PowerPoint Document": "slides",
    "__properties_version1.0": "mail",
    "__nameid_version1.0": "mail",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    left: int
    right: int
    child: int
    start: int
    size: int


def check_compound(content: bytes) -> Preflight:
    """What a compound file is; only an .xls passes.

    Raises:
        UnreadableWorkbookError: it is another format, protected, or damaged.
    """
    file = _CompoundFile(content)
    top = file.top_level()
    names = {entry.name for entry in file.entries}
    if "EncryptedPackage" in top or "\tDRMContent" in top:
        protected = FindingCode.FILE_RIGHTS_PROTECTED if names & _RIGHTS else FindingCode.FILE_ENCRYPTED
        raise UnreadableWorkbookError(protected)
    for name, other in _OTHERS.items():
        if name in top:
            raise other_format(other)
    workbook = top.get("Workbook") or top.get("Book")
    if workbook is None:
        raise other_format("unknown")
    _check_records(file.head(workbook))
    return Preflight(format=FileFormat.XLS, has_macros="_VBA_PROJECT_CUR" in top, label="", content=content)


def _check_records(head: bytes) -> None:
    at = 0
    while at + 4 <= len(head):
        record, length = struct.unpack_from("<2H", head, at)
        if at == 0 and record not in _BOF:
            break
        if record == _FILEPASS:
            raise UnreadableWorkbookError(FindingCode.FILE_ENCRYPTED)
        at += 4 + length
    if at == 0:
        raise damaged("no BOF record")


class _CompoundFile:
    """The directory of a compound file and the beginnings of its streams."""

    def __init__(self, content: bytes) -> None:
        if len(content) < _HEADER_BYTES:
            raise damaged("shorter than its header")
        self._content = content
        (shift, mini_shift) = struct.unpack_from("<2H", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise damaged("sector size")
        self._sector_bytes = 1 << shift
        self._sectors = max(-(-len(content) // self._sector_bytes) - 1, 0)
        fat_count, directory = struct.unpack_from("<2I", content, 44)
        mini_start, mini_count, more_start, more_count = struct.unpack_from("<4I", content, 60)
        if max(fat_count, mini_count, more_count) > self._sectors:
            raise damaged("more tables than sectors")
        self._fat = self._read_fat(more_start)
        self._mini_start = mini_start
        per_sector = self._sector_bytes // _ENTRY_BYTES
        sectors = islice(self._chain(directory), _MOST_ENTRIES // per_sector)
        self.entries = tuple(self._read_entries(b"".join(map(self._sector, sectors))))
        for _ in self._chain(directory):  # to its end: readers follow it without a limit
            pass
        if not self.entries:
            raise damaged("no directory")

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector_bytes
        return self._content[start : start + self._sector_bytes]

    def _numbers(self, sector: int) -> "array[int]":
        numbers = array("I")
        data = self._sector(sector)
        numbers.frombytes(data[: len(data) // 4 * 4])
        return numbers

    def _read_fat(self, more: int) -> "array[int]":
        """The allocation table: for each sector the next one; no longer than the file has sectors."""
        listed = list(struct.unpack_from("<109I", self._content, 76))
        for _ in range(self._sectors):
            if more >= _LAST_SECTOR:
                break
            self._check(more)
            *numbers, more = self._numbers(more) or (more,)
            listed += numbers
        else:
            if more < _LAST_SECTOR:
                raise damaged("circular chain of sectors")
        needed = -(-self._sectors * 4 // self._sector_bytes)
        fat = array("I")
        for sector in islice((number for number in listed if number < _LAST_SECTOR), needed):
            self._check(sector)
            fat.extend(self._numbers(sector))
        return fat

    def _check(self, sector: int) -> None:
        if sector >= self._sectors:
            raise damaged(f"sector {sector} is beyond the end of the file")

    def _chain(self, sector: int) -> Iterator[int]:
        for _ in range(self._sectors + 1):
            if sector >= _LAST_SECTOR:
                return
            self._check(sector)
            yield sector
            if sector >= len(self._fat):
                raise damaged(f"sector {sector} is in no table")
            sector = self._fat[sector]
        raise damaged("circular chain of sectors")

    def _read_entries(self, directory: bytes) -> Iterator[_Entry]:
        for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            length = min(int.from_bytes(directory[at + 64 : at + 66], "little"), 64)
            name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
            left, right, child = struct.unpack_from("<3I", directory, at + 68)
            start, size = struct.unpack_from("<2I", directory, at + 116)
            yield _Entry(name=name, left=left, right=right, child=child, start=start, size=size)

    def top_level(self) -> Mapping[str, _Entry]:
        """The streams and storages right below the root: an embedded object has a Workbook of its own."""
        found: dict[str, _Entry] = {}
        seen: set[int] = set()
        waiting = [self.entries[0].child]
        while waiting:
            number = waiting.pop()
            if number in seen or number >= len(self.entries):
                continue
            seen.add(number)
            entry = self.entries[number]
            found[entry.name] = entry
            waiting += (entry.left, entry.right)
        return found

    def head(self, entry: _Entry) -> bytes:
        """The first `_HEAD_BYTES` of a stream; its chain must hold what its size says."""
        if max(entry.size, self.entries[0].size) > len(self._content):
            raise damaged("a stream is longer than the file")
        if entry.size >= _MINI_CUTOFF:
            sectors = list(self._chain(entry.start))
            if len(sectors) * self._sector_bytes < entry.size:
                raise damaged("a stream ends early")
            return b"".join(map(self._sector, sectors[:2]))[: min(entry.size, _HEAD_BYTES)]
        store = list(self._chain(self.entries[0].start))
        table = array("I")
        for number in self._chain(self._mini_start):
            table.extend(self._numbers(number))
        head, mini = b"", entry.start
        for _ in range(_HEAD_BYTES // _MINI_BYTES):  # no more: the table may go round in a circle
            if len(head) >= entry.size or mini >= len(table):
                break
            sector, at = divmod(mini * _MINI_BYTES, self._sector_bytes)
            if sector >= len(store):
                raise damaged("a stream ends early")
            head += self._sector(store[sector])[at : at + _MINI_BYTES]
            mini = table[mini]
        return head[: entry.size]
