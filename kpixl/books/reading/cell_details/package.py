"""The parts of an Office package by name, and the relations that lead from one to the next."""

import posixpath
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote

from kpixl.books.reading.cell_details.xlsx.plain import PlainSheet
from kpixl.books.reading.cell_details.xml import parse_xml

MAIN_PART = "officeDocument"  # the relation that leads from a package to what it begins with
NO_SHEETS: Mapping[str, PlainSheet] = MappingProxyType({})


def part_key(name: str) -> str:
    """A part's name as packages compare it: without regard to case, to slashes, and to %20 for a blank."""
    return unquote(name).replace("\\", "/").casefold()


class Relation(NamedTuple):
    """Where a relation leads: the target part, and the last word of its type."""

    part: str
    kind: str


class Package:
    """A zip file's parts by their keys (see `part_key`).

    `plain` has the worksheets that were taken apart when they were inflated.
    """

    def __init__(self, parts: Mapping[str, bytes], plain: Mapping[str, PlainSheet] = NO_SHEETS) -> None:
        self._parts, self._plain = parts, plain
        self._relations: dict[str, Mapping[str, Relation]] = {}

    def __contains__(self, part: str) -> bool:
        return part_key(part) in self._parts

    def read(self, part: str) -> bytes:
        """A part's bytes; raises KeyError where there is none of that name."""
        return self._parts[part_key(part)]

    def plain(self, part: str) -> PlainSheet | None:
        """A worksheet part as it was taken apart already."""
        return self._plain.get(part_key(part))

    def related(self, part: str, kind: str) -> str | None:
        """The part of a kind that another part, or the package itself (''), has once; None without one.

        Raises whatever the parser raises on broken relations.
        """
        found = next((item.part for item in self.relations(part).values() if item.kind == kind), None)
        return found if found is not None and found in self else None

    def relations(self, part: str) -> Mapping[str, Relation]:
        """A part's relations by id; '' is the package itself. Nothing where the part has none.

        Raises whatever the parser raises on a broken part.
        """
        if part not in self._relations:
            self._relations[part] = self._read_relations(part)
        return self._relations[part]

    def _read_relations(self, part: str) -> Mapping[str, Relation]:
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
