"""Honest files: what Excel, web spreadsheets and Macs write into a return beside what the branch typed."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from tests.carriers import make_zip
from tests.messy.packing import as_strict, packed, parts_of
from tests.messy.returns import Messy
from tests.messy.trouble import Trouble

_RANK, _PACKED_RANK = 4, 5
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_IGNORED = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr"'
    ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    ' xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
    ' xr:uid="{00000000-0001-0000-0000-000000000000}"'
)
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
Parts = dict[str, bytes]


def exports() -> Iterator[Trouble]:
    """Every honest export."""
    for name, write in (
        ("excel-365", _excel),
        ("excel-for-mac", _excel_for_mac),
        ("web-spreadsheet", _web),
        ("checked-in-excel", _ignored_errors),
        ("excel-strict", _strict),
    ):
        # A web spreadsheet computes all anew: no result is an old one then.
        touches = frozenset({"bytes", "stored"} if write is _web else {"bytes"})
        yield Trouble("honest", name, _rewritten(write), touches, _RANK)
    yield Trouble("honest", "name-of-a-mac", _named_by_a_mac, frozenset({"name"}), _RANK)
    yield Trouble("file", "honest-zip-of-a-mac", _zipped_by_a_mac, frozenset({"name"}), _PACKED_RANK)


def _rewritten(write: Callable[[Parts], None]) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        parts = parts_of(m.files[m.counts])
        write(parts)
        m.files[m.counts] = packed(parts)

    return do


def _on_sheets(parts: Parts, change: Callable[[str], str]) -> None:
    for name in filter(_SHEET.fullmatch, list(parts)):
        parts[name] = change(parts[name].decode()).encode()


def _excel(parts: Parts) -> None:
    """Marks of versions and revisions, heights of rows, readings of texts, the chain of formulas."""

    def change(xml: str) -> str:
        xml = re.sub(r"<worksheet\b", f"<worksheet{_IGNORED}", xml, count=1)
        xml = re.sub(r"<row ", '<row x14ac:dyDescent="0.4" ', xml)
        return re.sub(r"<pageMargins", '<phoneticPr fontId="1"/><pageMargins', xml, count=1)

    _on_sheets(parts, change)
    strings = parts["xl/sharedStrings.xml"].decode()
    reading = '<rPh sb="0" eb="1"><t>ヨ</t></rPh><phoneticPr fontId="1"/></si>'
    parts["xl/sharedStrings.xml"] = re.sub(r"</t></si>", f"</t>{reading}", strings).encode()
    parts["xl/calcChain.xml"] = f'<calcChain xmlns="{_MAIN}"><c r="L8" i="1"/></calcChain>'.encode()
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(range(256)) * 8
    app = parts["docProps/app.xml"].decode()
    version = "<AppVersion>16.0300</AppVersion></Properties>"
    app = re.sub("<AppVersion>.*</Properties>|</Properties>", version, app, count=1)
    parts["docProps/app.xml"] = app.encode()


def _excel_for_mac(parts: Parts) -> None:
    _excel(parts)
    app = parts["docProps/app.xml"].decode()
    parts["docProps/app.xml"] = app.replace("Microsoft Excel", "Microsoft Macintosh Excel").encode()


def _web(parts: Parts) -> None:
    """No properties, a drawing without anything for every sheet, very hidden sheets only hidden."""
    for name in [name for name in parts if name.startswith("docProps/")]:
        del parts[name]
    rels = parts["_rels/.rels"].decode()
    parts["_rels/.rels"] = re.sub(r"<Relationship [^>]*docProps/[^>]*/>", "", rels).encode()
    types = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = re.sub(r"<Override [^>]*docProps/[^>]*/>", "", types).encode()
    book = re.sub(r"<calcPr[^>]*/>", "", parts["xl/workbook.xml"].decode())
    parts["xl/workbook.xml"] = book.replace('"veryHidden"', '"hidden"').encode()
    names = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    for number, name in enumerate(sorted(filter(_SHEET.fullmatch, list(parts))), start=1):
        listing = f"xl/worksheets/_rels/{name.rpartition('/')[2]}.rels"
        target = f'<Relationship Id="rIdWeb" Type="{_OFFICE}/drawing" Target="../drawings/web{number}.xml"/>'
        known = parts.get(listing, b"").decode()
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        fresh = f'<Relationships xmlns="{space}"></Relationships>'
        parts[listing] = (known or fresh).replace("</Relationships>", f"{target}</Relationships>").encode()
        parts[f"xl/drawings/web{number}.xml"] = f'<xdr:wsDr xmlns:xdr="{names}"/>'.encode()
        drawn = f'<drawing xmlns:q="{_OFFICE}" q:id="rIdWeb"/></worksheet>'
        parts[name] = parts[name].decode().replace("</worksheet>", drawn).encode()


def _ignored_errors(parts: Parts) -> None:
    """Somebody has told Excel to say no more that a number is stored as a text."""
    ignored = (
        '<ignoredErrors><ignoredError sqref="A1:Z99" numberStoredAsText="1"/></ignoredErrors></worksheet>'
    )
    _on_sheets(parts, lambda xml: xml.replace("</worksheet>", ignored))


def _strict(parts: Parts) -> None:
    """Saved as "Strict Open XML Spreadsheet"."""
    _excel(parts)
    parts.update({name: as_strict(part) for name, part in parts.items()})


def _named_by_a_mac(m: Messy) -> None:
    """Its file system takes ガ apart into カ and a mark."""
    name = unicodedata.normalize("NFD", "提出ファイル（ガバナンス）.xlsx")
    m.files[f"inbox/{name}"] = m.files.pop(m.counts)
    m.counts = f"inbox/{name}"


def _zipped_by_a_mac(m: Messy) -> None:
    """A twin of every file with what a Mac knows of it, and what the Finder remembers of the folder."""
    name = unicodedata.normalize("NFD", "提出/ガイド.xlsx")
    inside = {
        name: m.files.pop(m.counts),
        "提出/.DS_Store": bytes(6_148),
        "__MACOSX/提出/._ガイド.xlsx": b"\0\x05\x16\x07" + bytes(160),
    }
    m.files["inbox/提出.zip"] = make_zip(inside)
    m.want_file("K335", file="inbox/提出.zip")
    m.counts = f"inbox/提出.zip!/{name}"
