"""Notes and threaded comments of a sheet of .xlsx.

Excel writes beside every thread a note that tells older programs what was said; its author is `tc=` and
the thread's id. It counts only where the thread itself is gone.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kpixl.books.reading.cell_details.xlsx.text import TextCollector
from kpixl.books.reading.cell_details.xml import MAIN, parse_xml

_AUTHOR, _COMMENT, _TEXT = (f"{MAIN}{name}" for name in ("author", "comment", "text"))
_THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments "
_COPY_OF_THREAD = "tc="
_INDENT = "    "  # what was said stands indented in the copy, below a line about older versions


class Remark(NamedTuple):
    """What stands at a cell, and who wrote it."""

    reference: str
    author: str
    text: str


def read_notes(part: bytes, threads: frozenset[str]) -> Iterator[Remark]:
    """The notes of a comments part, without the copies of those `threads` (cells that have one)."""
    reader = _Notes()
    parse_xml(part, reader.start, reader.end, reader.text)
    for reference, author, text in reader.notes:
        if author.startswith(_COPY_OF_THREAD):
            if reference not in threads:
                yield Remark(reference, "", _said_in_copy(text))
        else:
            yield Remark(reference, author, text.removeprefix(f"{author}:").strip())


def _said_in_copy(text: str) -> str:
    said = [line.strip() for line in text.splitlines() if line.startswith(_INDENT)]
    return "\n".join(said) or text.strip()


class _Notes:
    """Gathers a comments part: the authors first, then note by note."""

    def __init__(self) -> None:
        self.notes: list[Remark] = []
        self._authors: list[str] = []
        self._note: Mapping[str, str] = {}
        self._collector: TextCollector | None = None
        self._characters: list[str] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._collector is not None:
            self._collector.start(name, attributes)
        elif name == _AUTHOR:
            self._characters = []
        elif name == _COMMENT:
            self._note = attributes
        elif name == _TEXT:
            self._collector = TextCollector()

    def text(self, data: str) -> None:
        if self._collector is not None:
            self._collector.text(data)
        elif self._characters is not None:
            self._characters.append(data)

    def end(self, name: str) -> None:
        if name == _AUTHOR:
            self._authors.append("".join(self._characters or ()).strip())
            self._characters = None
        elif name == _TEXT and self._collector is not None:
            text = "".join(run.text for run in self._collector.runs)
            at = int(self._note.get("authorId", "-1"))
            author = self._authors[at] if 0 <= at < len(self._authors) else ""
            self.notes.append(Remark(self._note.get("ref", ""), author, text))
            self._collector = None
        elif self._collector is not None:
            self._collector.end(name)


def read_threads(part: bytes, persons: Mapping[str, str]) -> list[Remark]:
    """The threads of a sheet, each with its replies; a reply by somebody else is named with its author."""
    threads: dict[str, Remark] = {}
    comment: Mapping[str, str] = {}
    characters: list[str] | None = None

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal comment, characters
        if name == f"{_THREADS}threadedComment":
            comment = attributes
        elif name == f"{_THREADS}text":
            characters = []

    def text(data: str) -> None:
        if characters is not None:
            characters.append(data)

    def end(name: str) -> None:
        nonlocal characters
        if name == f"{_THREADS}text" and characters is not None:
            _add(threads, comment, persons.get(comment.get("personId", ""), ""), "".join(characters).strip())
            characters = None

    parse_xml(part, start, end, text)
    return list(threads.values())


def _add(threads: dict[str, Remark], comment: Mapping[str, str], author: str, said: str) -> None:
    first = threads.get(comment.get("parentId", ""))
    if first is None:
        threads[comment.get("id", "")] = Remark(comment.get("ref", ""), author, said)
    else:
        named = said if author == first.author else f"{author}: {said}"
        threads[comment["parentId"]] = first._replace(text=f"{first.text}\n{named}")


def read_persons(part: bytes) -> dict[str, str]:
    """Who takes part in threads: names by id."""
    persons: dict[str, str] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == f"{_THREADS}person":
            persons[attributes.get("id", "")] = attributes.get("displayName", "")

    parse_xml(part, start)
    return persons
