"""The names of a package's parts: one spelling for all who refer to them, and the sheets' own names.

Programs that zip a workbook anew change the case of names. A package compares them without regard to
case; Python's zipfile, by which the cells' details are read, does not.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

_FIXED = (
    "[Content_Types].xml",
    "META-INF/manifest.xml",
    "_rels/.rels",
    "docProps/core.xml",
    "docProps/app.xml",
)
_USUAL = {name.casefold(): name for name in _FIXED}
_RELATIONSHIP = re.compile(rb"<(?:[^\s<>/:]+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(rb"\b(Id|Target|TargetMode)\s*=\s*[\"']([^\"']*)[\"']")


def packed(texts: Mapping[str, bytes], names: Mapping[str, str]) -> bytes:
    """An uncompressed package of the parts, keyed by names without regard to case.

    `names` has each part's own name; it gets the one by which other parts refer to it.
    """
    spelled = _spelled(texts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for key, text in texts.items():
            package.writestr(zipfile.ZipInfo(spelled.get(key, names[key])), text)
    return stream.getvalue()


def _spelled(texts: Mapping[str, bytes]) -> dict[str, str]:
    spelled = dict(_USUAL)
    relations = [key for key in texts if key.endswith(".rels")]
    for key in relations:
        for target in _targets(key, texts[key]).values():
            spelled.setdefault(target.casefold(), target)
    for key in relations:
        part = _part_of(key)
        if part in spelled:
            folder, name = posixpath.split(spelled[part])
            spelled[key] = posixpath.join(folder, "_rels", f"{name}.rels")
    return spelled


def _part_of(key: str) -> str:
    """The key of the part whose relations these are: xl/_rels/workbook.xml.rels → xl/workbook.xml."""
    folder, name = posixpath.split(key)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _targets(key: str, relations: bytes) -> dict[str, str]:
    """The parts that others are said to be, by the relations' ids."""
    folder = posixpath.dirname(_part_of(key))
    targets = {}
    for found in _RELATIONSHIP.findall(relations):
        said = {name: unescape(value.decode("utf-8", "replace")) for name, value in _ATTRIBUTE.findall(found)}
        if b"Target" in said and said.get(b"TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/", folder, said[b"Target"]))
            targets[said.get(b"Id", "")] = path.lstrip("/")
    return targets


def sheet_names(texts: Mapping[str, bytes], main: str) -> Iterator[tuple[str, str]]:
    """The key of each sheet's part, and the sheet's name; nothing where the workbook does not tell."""
    folder, name = posixpath.split(main)
    key = posixpath.join(folder, "_rels", f"{name}.rels")
    targets = _targets(key, texts.get(key, b""))
    try:
        book = fromstring(texts[main])
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        identity = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        yield targets.get(identity, "").casefold(), sheet.get("name", "")
