"""The parts of an Office package by name, and the relations that lead from one to the next."""

import io
import posixpath
import zipfile
from collections.abc import Mapping
from typing import NamedTuple, Self

from kpixl.books.reading.cell_details.xml import parse_xml


class Relation(NamedTuple):
    """Where a relation leads: the target part, and the last word of its type."""

    part: str
    kind: str


class Package:
    """A zip file's parts. Names are compared as packages do, without regard to letter case."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._names = {_key(info.filename): info for info in self._archive.infolist()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._archive.close()

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._names

    def read(self, part: str) -> bytes:
        """A part's bytes; raises KeyError where there is none of that name."""
        return self._archive.read(self._names[_key(part)])

    def relations(self, part: str) -> Mapping[str, Relation]:
        """A part's relations by id; '' is the package itself. Nothing where the part has none."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relation] = {}

        def start(element: str, attributes: Mapping[str, str]) -> None:
            if element.endswith(" Relationship") and attributes.get("TargetMode") != "External":
                # A target is relative to its part, or absolute with a leading slash; the names have none.
                target = posixpath.join("/", folder, attributes.get("Target", "").replace("\\", "/"))
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = Relation(posixpath.normpath(target).lstrip("/"), kind)

        if listing in self:
            parse_xml(self.read(listing), start)
        return found


def _key(name: str) -> str:
    return name.replace("\\", "/").casefold()
