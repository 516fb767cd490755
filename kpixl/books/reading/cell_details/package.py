"""The parts of an Office package by name, and the relations that lead from one to the next."""

import posixpath
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from kpixl.books.reading.cell_details.xlsx.plain import PlainSheet
from kpixl.books.reading.cell_details.xml import parse_xml

NO_SHEETS: Mapping[str, PlainSheet] = MappingProxyType({})


class Relation(NamedTuple):
    """Where a relation leads: the target part, and the last word of its type."""

    part: str
    kind: str


class Package:
    """A zip file's parts by name, without regard to letter case, as packages compare them.

    `parts` and `plain` have names in lower case; `plain` has the worksheets that were taken apart when they
    were inflated.
    """

    def __init__(self, parts: Mapping[str, bytes], plain: Mapping[str, PlainSheet] = NO_SHEETS) -> None:
        self._parts, self._plain = parts, plain

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._parts

    def read(self, part: str) -> bytes:
        """A part's bytes; raises KeyError where there is none of that name."""
        return self._parts[_key(part)]

    def plain(self, part: str) -> PlainSheet | None:
        """A worksheet part as it was taken apart already."""
        return self._plain.get(_key(part))

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
