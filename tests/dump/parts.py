"""The parts of an .xlsx file as XML, for what openpyxl drops or changes while it reads."""

import posixpath
import zipfile
from functools import cached_property
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring


class Parts:
    """The parts, their elements and attributes without name spaces, which only stand in the way here."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def root(self, part: str) -> Element:
        """The root element of a part."""
        root: Element = fromstring(self._archive.read(part))
        for element in root.iter():
            element.tag = _bare(element.tag)
            element.attrib = {_bare(key): value for key, value in element.attrib.items()}
        return root

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and name of the parts that a part refers to, by their ids; nothing outside the file."""
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in self._archive.namelist():
            return {}
        return {
            relation.get("Id", ""): (
                posixpath.basename(relation.get("Type", "")),
                posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))[1:],
            )
            for relation in self.root(relations)
            if relation.get("TargetMode") != "External"
        }

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The part of every sheet, by the sheet's title."""
        related = self.related("xl/workbook.xml")
        return {
            sheet.get("name", ""): related[sheet.get("id", "")][1]
            for sheet in self.root("xl/workbook.xml").iter("sheet")
        }

    @cached_property
    def company(self) -> str:
        """The organisation in the workbook's properties, which openpyxl does not read."""
        return self.root("docProps/app.xml").findtext("Company", "")


def _bare(name: str) -> str:
    return name.rpartition("}")[2]
