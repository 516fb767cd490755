"""The workbook part of .xlsx: its sheets, how it computes and how it counts days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kpixl.books.reading.cell_details.xml import MAIN, RELATIONS, is_true, parse_xml


class ListedSheet(NamedTuple):
    """A sheet as the workbook lists it: its name, the relation that leads to it, and whether it is hidden."""

    name: str
    relation: str
    state: str


@dataclass(slots=True)
class Book:
    """What the workbook part says."""

    sheets: list[ListedSheet] = field(default_factory=list)
    is_manual: bool = False
    is_1904: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        if name == f"{MAIN}sheet":
            told = (attributes.get("name", ""), attributes.get(f"{RELATIONS}id", ""))
            self.sheets.append(ListedSheet(*told, attributes.get("state", "visible")))
        elif name == f"{MAIN}calcPr":
            on_load = is_true(attributes.get("fullCalcOnLoad"))
            is_finished = is_true(attributes.get("calcCompleted", "1"))
            self.is_manual = not on_load and (attributes.get("calcMode") == "manual" or not is_finished)
        elif name == f"{MAIN}workbookPr":
            self.is_1904 = is_true(attributes.get("date1904"))


def read_book(part: bytes) -> Book:
    """What the workbook part says; raises whatever the parser raises where it is broken."""
    book = Book()
    parse_xml(part, book.start)
    return book
