"""Returns that are changed at random: bytes of the package, markup of its parts, cells of its sheets.

The oracle is openpyxl. A value that kpixl accepts from a changed file is what openpyxl reads at that cell,
or there is a finding about the cell, or the file is refused; where openpyxl reads nothing, it is the value
that the cell had before.
"""

import io
import random
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import openpyxl

from kpixl.books.returned.read import read_content
from kpixl.model.finding import FindingCode, Severity
from kpixl.model.returned_file import ReturnedFile
from kpixl.model.submission import Field, Submission
from kpixl.rules.returns.check import check_return
from tests.messy.returns import SOURCES, Source, reference

_VALUE = re.compile(rb"<v>([^<]*)</v>")
_CELL = re.compile(rb"<c r=\"[A-Z]+[0-9]+\"[^>]*>(?:<[^c][^>]*>|[^<])*?</c>")
_TAG = re.compile(rb"<[^>]+>")
_INSERTED = (
    *(b"<!-- -->", b"<?x?>", b"<![CDATA[]]>", b"<![CDATA[9]]>", b"&#57;", b"&#x39;", b"<b/>", b"<v>9</v>"),
    *(b'<x:v xmlns:x="urn:x">9</x:v>', b" ", b"9", b".", b"-", b"E2", b"\xef\xbc\x99", b"<v/>", b"</v><v>"),
)
_ATTRIBUTES = (b't="s"', b't="str"', b't="inlineStr"', b't="b"', b't="e"', b't="d"', b't="n"', b's="1"')
Mutation = Callable[[random.Random, dict[str, bytes], str], None]


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A return with one thing, or a few, changed."""
    if chance.random() < 0.15:
        return _bytes_changed(content, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = next(name for name, part in parts.items() if b"kpixl:" in part or name.endswith("sheet1.xml"))
    for _time in range(chance.choice((1, 1, 1, 2, 3))):
        chance.choice(MUTATIONS)(chance, parts, sheet)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def _bytes_changed(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _time in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at] ^= 1 << chance.randrange(8)
            case 2:
                del changed[at : at + chance.randint(1, 20)]
            case _:
                changed[at:at] = bytes(chance.randrange(256) for _byte in range(chance.randint(1, 8)))
    return bytes(changed)


def _in_a_value(chance: random.Random, parts: dict[str, bytes], sheet: str) -> None:
    part = parts[sheet]
    found = list(_VALUE.finditer(part))
    if found:
        match = chance.choice(found)
        at = chance.randint(match.start(1), match.end(1))
        parts[sheet] = part[:at] + chance.choice(_INSERTED) + part[at:]


def _beside_a_value(chance: random.Random, parts: dict[str, bytes], sheet: str) -> None:
    part = parts[sheet]
    found = list(_VALUE.finditer(part))
    if found:
        match = chance.choice(found)
        at = chance.choice((match.start(), match.end()))
        parts[sheet] = part[:at] + chance.choice(_INSERTED) + part[at:]


def _cell_again(chance: random.Random, parts: dict[str, bytes], sheet: str) -> None:
    part = parts[sheet]
    found = list(_CELL.finditer(part))
    if found:
        match = chance.choice(found)
        other = _VALUE.sub(b"<v>9</v>", match[0]) if chance.random() < 0.7 else chance.choice(found)[0]
        at = chance.choice((match.start(), match.end()))
        parts[sheet] = part[:at] + other + part[at:]


def _attribute(chance: random.Random, parts: dict[str, bytes], sheet: str) -> None:
    part = parts[sheet]
    found = list(_CELL.finditer(part))
    if found:
        match = chance.choice(found)
        changed = re.sub(rb" [ts]=\"[^\"]*\"", b"", match[0], count=1)
        changed = changed.replace(b"<c ", b"<c " + chance.choice(_ATTRIBUTES) + b" ", 1)
        parts[sheet] = part[: match.start()] + changed + part[match.end() :]


def _tag_gone_or_twice(chance: random.Random, parts: dict[str, bytes], sheet: str) -> None:
    name = sheet if chance.random() < 0.7 else chance.choice(list(parts))
    found = list(_TAG.finditer(parts[name]))
    if found:
        match = chance.choice(found)
        between = b"" if chance.random() < 0.5 else match[0] * 2
        parts[name] = parts[name][: match.start()] + between + parts[name][match.end() :]


def _second_table(chance: random.Random, parts: dict[str, bytes], sheet: str) -> None:
    match = chance.choice(list(_CELL.finditer(parts[sheet])))
    again = b'<sheetData><row r="9">' + _VALUE.sub(b"<v>9</v>", match[0]) + b"</row></sheetData>"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", b"</sheetData>" + again, 1)


def _shared_text(chance: random.Random, parts: dict[str, bytes], _sheet: str) -> None:
    name = "xl/sharedStrings.xml"
    if name in parts:
        found = list(re.finditer(rb"<t[^>]*>([^<]+)</t>", parts[name]))
        match = chance.choice(found)
        at = chance.randint(match.start(1), match.end(1))
        parts[name] = parts[name][:at] + chance.choice(_INSERTED) + parts[name][at:]


def _byte_of_a_part(chance: random.Random, parts: dict[str, bytes], sheet: str) -> None:
    name = sheet if chance.random() < 0.5 else chance.choice(list(parts))
    changed = bytearray(parts[name])
    if changed:
        changed[chance.randrange(len(changed))] = chance.randrange(256)
        parts[name] = bytes(changed)


def _without_a_part(chance: random.Random, parts: dict[str, bytes], _sheet: str) -> None:
    del parts[chance.choice([name for name in parts if "worksheets" not in name])]


MUTATIONS: Sequence[Mutation] = (
    *(_in_a_value, _in_a_value, _beside_a_value, _beside_a_value, _cell_again, _cell_again, _attribute),
    *(_tag_gone_or_twice, _second_table, _shared_text, _byte_of_a_part, _without_a_part),
)


def verdict(number: int) -> tuple[str, str]:
    """Of the changed return of that number: how it went (`wrong` for what must not be), and what was seen."""
    chance = random.Random(number)  # noqa: S311 - no secret
    source = chance.choice(SOURCES)
    content = mutated(source.content, chance)
    if content == source.content:
        return "same", ""
    submission = read_content(ReturnedFile(place=source.file, content=content, sha256="0" * 64))
    if not isinstance(submission, Submission):
        return "refused", submission.kind.code
    return _judged(source, content, submission)


def _judged(source: Source, content: bytes, submission: Submission) -> tuple[str, str]:
    checked = check_return(reference(source.year), submission)
    if checked.refused:
        return "refused", checked.findings[0].kind.code if checked.findings else ""
    doubted = {
        (item.place.sheet, item.place.cell) for item in checked.findings if item.severity is not Severity.NOTE
    }
    doubted_kpis = {item.kpi_code for item in checked.findings if item.kind is FindingCode.RETURN_KPI_MISSING}
    book = _opened(content)
    before = {row.key: row for row in source.checked.submission.rows}
    wrong = []
    counted = {kpi.code for kpi in source.plan.kpis if kpi.has_counts}
    for key, row in checked.rows.items():
        for name in (Field.ACTUAL, *((Field.NUMERATOR, Field.DENOMINATOR) if key in counted else ())):
            cell = row.cells.get(name)
            if cell is None or (cell.sheet, cell.cell) in doubted or key in doubted_kpis:
                continue
            if book is None or cell.sheet not in book.sheetnames:
                known = before[key].cells[name].value if key in before and name in before[key].cells else ""
            else:
                known = book[cell.sheet][cell.cell].value
            if not _same(cell.value, known):
                wrong.append(f"{key} {name} {cell.cell}: {cell.value!r}, not {known!r}")
    return ("wrong", "; ".join(wrong)) if wrong else ("accepted", "")


def _opened(content: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        except Exception:
            return None


def _same(value: object, known: object) -> bool:
    if known is None or value is None:
        return value in ("", None) and known in ("", None)
    if isinstance(known, int | float):  # ７５.9 and a number that was stored as a text say the same
        try:
            number = float(unicodedata.normalize("NFKC", str(value)))
        except ValueError:
            return False
        return Decimal(repr(number)) == Decimal(repr(float(known)))
    return "".join(str(value).split()) == "".join(str(known).split())
