"""What is no trouble at all, though it looks strange in a zip file: it must cost nothing and say nothing."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator

from msoffcrypto.format.ooxml import OOXMLFile

from tests.messy.packing import packed, parts_of
from tests.messy.returns import Messy
from tests.messy.trouble import Trouble

_RANK = 4
_BOOK, _RELATIONS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_FORM = "xl/worksheets/sheet1.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def honest() -> Iterator[Trouble]:
    """Everything that honest programs and people do to the file around the form."""
    parts: tuple[tuple[str, Callable[[dict[str, bytes]], None]], ...] = (
        ("emf-picture", lambda parts: parts.update({"xl/media/image1.emf": bytes(400_000)})),
        ("blank-bitmap", lambda parts: parts.update({"xl/media/image1.bmp": b"BM" + bytes(20_000_000)})),
        ("embedded-object", lambda parts: parts.update({"xl/embeddings/oleObject1.bin": bytes(3_000_000)})),
        ("copied-styles", _copied_styles),
        ("borders-to-the-last-row", _borders),
        ("borders-to-the-last-column", _wide_borders),
    )
    for name, change in parts:
        yield Trouble("honest", name, _changed(change), frozenset({"bytes"}), _RANK)
    yield Trouble("honest", "raw-data-sheet", _raw_data, frozenset({"bytes"}), _RANK)
    for name, spell in (
        ("backslashes", lambda name: name.replace("/", "\\")),
        ("in-a-folder", lambda name: f"45_宮崎/{name}"),
        ("behind-a-point", lambda name: f"./{name}"),
        ("upper-case", str.upper),
        ("lower-case", str.lower),
        ("upper-case-folders", lambda name: name.replace("xl/", "XL/").replace("_rels/", "_RELS/")),
    ):
        yield Trouble("honest", name, _renamed(spell), frozenset({"bytes"}), _RANK)
    yield Trouble("honest", "excels-own-password", _encrypted, frozenset({"bytes"}), _RANK)
    yield Trouble("honest", "zipped-anew-with-folders", _with_folders, frozenset({"bytes"}), _RANK)


def _changed(change: Callable[[dict[str, bytes]], None]) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        parts = parts_of(m.files[m.counts])
        change(parts)
        m.files[m.counts] = packed(parts)

    return do


def _copied_styles(parts: dict[str, bytes]) -> None:
    """The cell styles that heap up where sheets are copied from book to book."""
    copied = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    parts[_STYLES] = parts[_STYLES].replace(b"</cellXfs>", copied * 20_000 + b"</cellXfs>")


def _borders(parts: dict[str, bytes]) -> None:
    last = max(map(int, re.findall(rb'<row r="([0-9]+)"', parts[_FORM])))
    cell = '<c r="{0}{1}" s="3"/>'
    line = f'<row r="{{1}}" spans="1:4">{cell * 2}</row>'
    rows = "".join(line.format("B", row) for row in range(last + 1, 1_048_577, 7))
    parts[_FORM] = parts[_FORM].replace(b"</sheetData>", rows.encode() + b"</sheetData>")


def _wide_borders(parts: dict[str, bytes]) -> None:
    """Some 300 rows with borders to column XFD, as one drag to the right makes them."""
    last = max(map(int, re.findall(rb'<row r="([0-9]+)"', parts[_FORM])))
    letters = [f"{a}{b}{c}" for a in "TUVW" for b in "ABCDEFGHIJKLM" for c in "ABCDEFGHIJKLM"]
    rows = "".join(
        f'<row r="{row}">{"".join(f"""<c r="{name}{row}" s="3"/>""" for name in letters)}</row>'
        for row in range(last + 1, last + 400)
    )
    parts[_FORM] = parts[_FORM].replace(b"</sheetData>", rows.encode() + b"</sheetData>")


def _raw_data(m: Messy) -> None:
    m.files[m.counts] = with_sheet(m.files[m.counts], "元データ", sheet_of(raw_rows(20_000)))
    m.want_file("K349", seen="元データ")


def raw_rows(count: int) -> str:
    """Rows of twelve numbers."""
    cells = "".join(f'<c r="{name}{{0}}"><v>{{0}}</v></c>' for name in "ABCDEFGHIJKL")
    return "".join(f'<row r="{{0}}">{cells}</row>'.format(number) for number in range(1, count + 1))


def sheet_of(rows: str) -> bytes:
    """A worksheet part with these rows."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def with_sheet(content: bytes, name: str, sheet: bytes) -> bytes:
    """The workbook with a sheet more."""
    parts = parts_of(content)
    parts["xl/worksheets/sheet99.xml"] = sheet
    target = f'<Relationship Id="rId99" Type="{_OFFICE}/worksheet" Target="worksheets/sheet99.xml"/>'
    parts[_RELATIONS] = parts[_RELATIONS].replace(b"</Rel", target.encode() + b"</Rel")
    listed = f'<sheet xmlns:q="{_OFFICE}" name="{name}" sheetId="99" q:id="rId99"/>'
    parts[_BOOK] = re.sub(rb"</((?:\w+:)?)sheets>", listed.encode() + rb"</\1sheets>", parts[_BOOK])
    return packed(parts)


def _renamed(spell: Callable[[str], str]) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        m.files[m.counts] = packed({spell(name): part for name, part in parts_of(m.files[m.counts]).items()})

    return do


def _encrypted(m: Messy) -> None:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(m.files[m.counts])).encrypt("VelvetSweatshop", stream)
    m.files[m.counts] = stream.getvalue()


def _with_folders(m: Messy) -> None:
    """As an archiver zips an unpacked folder: entries for folders, nothing compressed."""
    parts = parts_of(m.files[m.counts])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for folder in ("xl/", "xl/worksheets/", "docProps/"):
            package.writestr(zipfile.ZipInfo(folder), b"")
        for name, part in sorted(parts.items()):
            package.writestr(name, part)
    m.files[m.counts] = stream.getvalue()
