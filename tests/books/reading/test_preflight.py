"""The bytes of returned files: what passes, and by which name each other kind is refused."""

import io
import shutil
import struct
import subprocess
import time
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kpixl.books.reading.cell_details.read import read_details
from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.reading.preflight import FileFormat, Preflight, preflight
from kpixl.locale import LANGUAGES, catalogue
from kpixl.model.finding import FindingCode as Code
from kpixl.model.finding import finding
from tests.builders import fill_return, make_round
from tests.containers import BOF, FILEPASS, compound, ods, packed
from tests.details import shown_details
from tests.messy.packing import as_strict, overlapped
from tests.searching import examples
from tests.small_plan import FILLED

ROOT = Path(__file__).parents[3]
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A filled entry workbook."""
    round_ = make_round(tmp_path_factory.mktemp("entry"))
    return fill_return(round_, "01", FILLED["ja"]["01"]).read_bytes()


@pytest.fixture(scope="module")
def saved_by_libreoffice(entry: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The entry workbook as LibreOffice saves it, by suffix."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("lo")
    (folder / "entry.xlsx").write_bytes(entry)
    for suffix in ("xlsx", "xls", "ods"):
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        target = ["--convert-to", suffix, "--outdir", f"{folder}/out", f"{folder}/entry.xlsx"]
        subprocess.run(
            [soffice, "--headless", profile, *target], check=True, capture_output=True, timeout=120
        )
    return {path.suffix: path.read_bytes() for path in (folder / "out").iterdir()}


def refusal(content: bytes) -> tuple[Code, dict[str, str]]:
    """The finding with which the bytes are refused."""
    with pytest.raises(UnreadableWorkbookError) as caught:
        preflight(content)
    return caught.value.kind, shown_details(caught.value.details)


def other(name: str) -> tuple[Code, dict[str, str]]:
    return Code.FILE_OTHER_FORMAT, {"format": f"word.format.{name}"}


def damaged(reason: str) -> tuple[Code, dict[str, str]]:
    return Code.FILE_DAMAGED, {"reason": reason}


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(content: bytes, **changes: bytes | None) -> bytes:
    """The package with parts replaced, added, or (None) left out."""
    parts = {**parts_of(content), **changes}
    return packed({name: data for name, data in parts.items() if data is not None})


def with_sheet(entry: bytes, rows: str, prefix: str = "") -> bytes:
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    data = f"<{prefix}sheetData>{rows}</{prefix}sheetData>"
    sheet = f'<{prefix}worksheet {name}="{MAIN}">{data}</{prefix}worksheet>'
    return with_parts(entry, **{SHEET: sheet.encode()})


def package_of(content_type: str, part: str = "x/main.xml") -> bytes:
    types = f'<Types><Override PartName="/{part}" ContentType="application/{content_type}"/></Types>'
    return packed({"[Content_Types].xml": types.encode(), part: b"<main/>"})


# ── what passes ─────────────────────────────────────────────────────────────


def test_an_entry_workbook_passes(entry: bytes) -> None:
    assert preflight(entry) == Preflight(format=FileFormat.XLSX, has_macros=False, label="")


@pytest.mark.parametrize("path", sorted(ROOT.glob("workbooks/fy*/**/*.xlsx")), ids=lambda path: path.name)
def test_every_workbook_of_the_worked_rounds_passes(path: Path) -> None:
    assert preflight(path.read_bytes()) == Preflight(format=FileFormat.XLSX, has_macros=False, label="")


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_what_libreoffice_saves_passes(saved_by_libreoffice: dict[str, bytes], suffix: str) -> None:
    expected = Preflight(format=FileFormat(suffix[1:]), has_macros=False, label="")
    assert preflight(saved_by_libreoffice[suffix]) == expected


def test_an_entry_workbook_takes_a_few_milliseconds(entry: bytes) -> None:
    times = []
    for _ in range(5):
        started = time.perf_counter()
        preflight(entry)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.05  # 6 ms here; other machines are slower and busy


def test_the_format_is_told_from_the_content_types(entry: bytes) -> None:
    types = parts_of(entry)["[Content_Types].xml"]
    plain = b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert plain in types
    for content_type, expected in (
        (b"ms-excel.sheet.macroEnabled.main+xml", FileFormat.XLSM),
        (b"openxmlformats-officedocument.spreadsheetml.template.main+xml", FileFormat.XLSX),
        (b"ms-excel.sheet.binary.macroEnabled.main", FileFormat.XLSB),
    ):
        changed = {"[Content_Types].xml": types.replace(plain, content_type)}
        assert preflight(with_parts(entry, **changed)).format is expected


def test_a_workbook_whose_types_say_nothing_is_told_by_its_usual_place(entry: bytes) -> None:
    assert preflight(with_parts(entry, **{"[Content_Types].xml": b"<Types/>"})).format is FileFormat.XLSX


def test_macros_are_seen_in_every_format(entry: bytes) -> None:
    assert preflight(with_parts(entry, **{"xl/vbaProject.bin": b"\0"})).has_macros
    assert preflight(compound({"Workbook": BOF, "_VBA_PROJECT_CUR": b""})).has_macros
    assert not preflight(compound({"Workbook": BOF})).has_macros
    doctype = b'<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">'
    lists = {"Basic/script-lc.xml": doctype + b"<a/>", "Basic/Standard/script-lb.xml": doctype + b"<a/>"}
    assert not preflight(ods("", **lists)).has_macros
    assert preflight(ods("", **lists, **{"Basic/Standard/Module1.xml": doctype + b"<a/>"})).has_macros


def test_the_name_of_a_sensitivity_label_is_read(entry: bytes) -> None:
    guid = "0f6b9c2e-1111-2222-3333-444455556666"
    info = (
        '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata">'
        f'<clbl:label id="{{{guid}}}" enabled="1" method="Standard" removed="0"/></clbl:labelList>'
    ).encode()
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f'<property pid="2" name="MSIP_Label_{guid}_Enabled"><vt:lpwstr>true</vt:lpwstr></property>'
        f'<property pid="3" name="MSIP_Label_{guid}_Name"><vt:lpwstr>社外秘</vt:lpwstr></property>'
        "</Properties>"
    ).encode()
    named = with_parts(entry, **{"docProps/custom.xml": custom, "docMetadata/LabelInfo.xml": info})
    assert preflight(named).label == "社外秘"
    unnamed = with_parts(entry, **{"docMetadata/LabelInfo.xml": info})
    assert preflight(unnamed).label == f"{{{guid}}}"
    removed = with_parts(entry, **{"docMetadata/LabelInfo.xml": info.replace(b'removed="0"', b'removed="1"')})
    assert preflight(removed).label == ""
    broken = with_parts(entry, **{"docProps/custom.xml": custom[:-20]})
    assert preflight(broken).label == ""


# ── other formats ───────────────────────────────────────────────────────────


def test_no_bytes_at_all_are_an_empty_file() -> None:
    assert refusal(b"") == (Code.FILE_EMPTY, {})


def test_zero_bytes_only_are_a_damaged_file() -> None:
    assert refusal(bytes(20_000)) == damaged("nothing but zero bytes")


CSV = "支部,値\r\n札幌,65.2\r\n函館,59.4\r\n"
TSV = CSV.replace(",", "\t")
HTML = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table><tr><td>値</table></body></html>'
XML_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
)
MHTML = (
    "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related\r\n\r\n<html></html>"
)
EML = "Received: from a by b\r\nFrom: a@example.jp\r\nTo: b@example.jp\r\nMIME-Version: 1.0\r\n\r\n本文"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HTML.encode(), "html"),
        (("\ufeff\r\n" + HTML).encode(), "html"),
        (HTML.encode("utf-16"), "html"),
        (HTML.encode("euc_jp"), "html"),
        (b"<table border=1><tr><td>1</td></tr></table>", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" ""><html></html>', "html"),
        (MHTML.encode("cp932"), "html"),
        (XML_2003.encode(), "xml"),
        (XML_2003.encode("utf-16"), "xml"),
        (b'<?xml version="1.0"?><figures/>', "xml"),
        (CSV.encode("cp932"), "csv"),
        (CSV.encode(), "csv"),
        (CSV.encode("utf-8-sig"), "csv"),
        (TSV.encode("utf-16"), "csv"),
        (TSV.encode("utf-16-le"), "csv"),
        (("値段,値\n" * 20_000).encode("cp932"), "csv"),
        ("お世話になっております。\n実績を送ります。\n".encode("cp932"), "text"),
        ("お世話になっております。\n実績を送ります。\n".encode(), "text"),
        (EML.encode("cp932"), "mail"),
        (EML.encode("iso2022_jp"), "mail"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "image"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image"),
        (b"{\\rtf1\\ansi}", "word"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00", "old_book"),
        (b"\x01\x02\x03\x04" * 50, "unknown"),
    ],
)
def test_another_format_is_named(content: bytes, name: str) -> None:
    assert refusal(content) == other(name)


def test_outlooks_own_wrapping_is_named_by_a_finding_of_its_own() -> None:
    assert refusal(b"\x78\x9f\x3e\x22\x01\x00")[0] is Code.FILE_IS_WINMAIL


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "word"),
        ("vnd.ms-word.document.macroEnabled.main+xml", "word"),
        ("vnd.openxmlformats-officedocument.presentationml.presentation.main+xml", "slides"),
        ("vnd.ms-visio.drawing.main+xml", "unknown"),
    ],
)
def test_word_and_powerpoint_are_told_by_their_content_types(content_type: str, name: str) -> None:
    assert refusal(package_of(content_type)) == other(name)


def test_other_documents_of_libreoffice_and_numbers_are_named() -> None:
    text = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}
    assert refusal(packed(text)) == other("word")
    slides = {"mimetype": b"application/vnd.oasis.opendocument.presentation", "content.xml": b"<a/>"}
    assert refusal(packed(slides)) == other("slides")
    assert refusal(packed({"mimetype": b"application/epub+zip"})) == other("unknown")
    assert refusal(packed({"Index/Document.iwa": b""})) == other("numbers")


@pytest.mark.parametrize(
    ("stream", "name"),
    [
        ("WordDocument", "word"),
        ("PowerPoint Document", "slides"),
        ("__properties_version1.0", "mail"),
        ("VisioDocument", "unknown"),
    ],
)
def test_an_ole_file_is_named_by_its_streams(stream: str, name: str) -> None:
    assert refusal(compound({"\x05SummaryInformation": b"", stream: b""})) == other(name)


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (packed({"入れ物/45_宮崎.xlsx": b"x", "読んでください.txt": b"y"}), "ZIP"),
        (packed({"..\\folder\\a.xlsx": b"x"}), "ZIP"),
        (packed({}), "ZIP"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(40), "7-Zip"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(40), "RAR"),
        (b"\x1f\x8b\x08\x00" + bytes(40), "gzip"),
        (b"\x22\x00-lh5-" + bytes(40), "LZH"),
        (b"MZ\x90\x00" + bytes(200) + packed({"45.xlsx": b"x"}), "EXE"),
        (bytes(8) + b"_AttacheCaseData" + bytes(40), "AttacheCase"),
        (bytes(257).replace(b"\0", b"a") + b"ustar\x0000" + bytes(248), "tar"),
    ],
)
def test_an_archive_is_told_from_a_package(content: bytes, seen: str) -> None:
    assert refusal(content) == (Code.FILE_IS_ARCHIVE, {"seen": seen})


@pytest.mark.parametrize("kind", [2, 3], ids=["signed", "encrypted"])
def test_a_mail_that_was_sealed_as_a_whole_is_named(kind: int) -> None:
    lengths = (b"\x80", b"\x82\x1a\x2b", b"\x83\x01\x1a\x2b")
    for length in lengths:
        content = b"0" + length + b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07" + bytes([kind]) + bytes(99)
        assert refusal(content) == (Code.MAIL_IS_SEALED, {})


# ── protection ──────────────────────────────────────────────────────────────


def test_encrypted_ooxml_and_rights_management_are_told_apart() -> None:
    encrypted = {"EncryptionInfo": b"", "EncryptedPackage": b"", "StrongEncryptionDataSpace": b""}
    assert refusal(compound(encrypted)) == (Code.FILE_ENCRYPTED, {})
    for name in ("DRMEncryptedDataSpace", "DRMEncryptedTransform"):
        content = compound({"EncryptedPackage": b"", name: b""})
        assert refusal(content) == (Code.FILE_RIGHTS_PROTECTED, {})
    stub = compound({"\tDRMContent": b"", "Workbook": BOF})
    assert refusal(stub) == (Code.FILE_RIGHTS_PROTECTED, {})


def test_an_encrypted_xls_has_a_filepass_record_in_either_kind_of_sector() -> None:
    for mini in (False, True):
        assert refusal(compound({"Workbook": BOF + FILEPASS}, mini=mini)) == (Code.FILE_ENCRYPTED, {})
        plain = compound({"Workbook": BOF + b"\x0a\x00\x00\x00"}, mini=mini)
        assert preflight(plain) == Preflight(format=FileFormat.XLS, has_macros=False, label="")


def test_an_encrypted_ods_says_so_in_its_manifest() -> None:
    manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    assert refusal(ods("", **{"META-INF/manifest.xml": manifest})) == (Code.FILE_ENCRYPTED, {})


def test_a_zip_with_a_password_is_encrypted(entry: bytes) -> None:
    at = entry.rindex(b"PK\x01\x02")
    content = entry[: at + 8] + bytes([entry[at + 8] | 1]) + entry[at + 9 :]
    assert refusal(content) == (Code.FILE_ENCRYPTED, {})


def test_an_encrypted_entry_with_a_name_in_the_old_code_page_is_encrypted(entry: bytes) -> None:
    content = bytearray(packed({**parts_of(entry), "X1.bin": b"x"}).replace(b"X1.bin", b"\x821.bin"))
    assert preflight(bytes(content)).format is FileFormat.XLSX
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.rindex(signature) + flags] |= 1
    assert refusal(bytes(content)) == (Code.FILE_ENCRYPTED, {})


def test_a_strict_workbook_is_given_to_readers_under_the_usual_names(entry: bytes) -> None:
    strict = with_parts(entry, **{name: as_strict(part) for name, part in parts_of(entry).items()})
    assert b"http://purl.oclc.org/ooxml/spreadsheetml/main" in parts_of(strict)["xl/workbook.xml"]
    checked = preflight(strict)
    assert checked.format is FileFormat.XLSX
    # Uncompressed and with the same parts, so that the bytes themselves can be compared.
    assert checked.content == preflight(entry).content


# ── the zip's structure ─────────────────────────────────────────────────────


def test_a_truncated_workbook_is_damaged(entry: bytes) -> None:
    for length in (4, 100, len(entry) // 2, len(entry) - 30):
        assert refusal(entry[:length]) == damaged("File is not a zip file")


def test_a_wrong_checksum_is_damage(entry: bytes) -> None:
    content = packed(parts_of(entry), zipfile.ZIP_STORED)
    at = content.index(b"<sheetData>")
    kind, details = refusal(content[:at] + b"<SheetData>" + content[at + 11 :])
    assert (kind, details["reason"]) == (Code.FILE_DAMAGED, f"bad CRC-32 of {SHEET}")


@pytest.mark.parametrize("size", [1024**2 - 1, 1024**2, 1024**2 + 1])
def test_a_wrong_checksum_is_damage_however_a_sheet_is_read(entry: bytes, size: int) -> None:
    content = with_sheet(entry, '<row r="1"><c r="A1" t="str"><v></v></c></row>')
    sheet = parts_of(content)[SHEET]
    text = b"7" * (size - len(sheet))
    content = packed({**parts_of(content), SHEET: sheet.replace(b"<v>", b"<v>" + text)}, zipfile.ZIP_STORED)
    assert len(parts_of(content)[SHEET]) == size
    assert preflight(content).format is FileFormat.XLSX
    kind, details = refusal(content.replace(b"77</v>", b"78</v>"))
    assert (kind, details["reason"]) == (Code.FILE_DAMAGED, f"bad CRC-32 of {SHEET}")


def test_a_broken_deflate_stream_is_damage(entry: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(entry)) as archive:
        info = archive.getinfo(SHEET)
    at = info.header_offset + 30 + len(SHEET)
    broken = refusal(entry[:at] + b"\xff" * 20 + entry[at + 20 :])
    assert broken == damaged(f"Error -3 while decompressing data: invalid block type in {SHEET}")


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ("xl/workbook.xml", "xl/workbook.xml is missing"),
        ("[Content_Types].xml", "[Content_Types].xml is missing"),
    ],
)
def test_a_package_without_its_main_parts_is_damaged(entry: bytes, missing: str, reason: str) -> None:
    assert refusal(with_parts(entry, **{missing: None})) == damaged(reason)


def test_an_ods_without_its_main_parts_is_damaged() -> None:
    parts = parts_of(ods(""))
    for missing in ("mimetype", "content.xml"):
        rest = {name: data for name, data in parts.items() if name != missing}
        assert refusal(packed(rest)) == damaged(f"{missing} is missing")
    no_manifest = {name: data for name, data in parts.items() if name != "META-INF/manifest.xml"}
    assert refusal(packed(no_manifest)) == damaged("meta-inf/manifest.xml is missing")


def test_a_method_that_no_reader_knows_is_damage(entry: bytes) -> None:
    content = packed({**parts_of(entry), "x.xml": b"<x/>" * 100}, zipfile.ZIP_BZIP2)
    assert refusal(content) == damaged(f"compression method {zipfile.ZIP_BZIP2}")


@pytest.mark.parametrize(
    "name", ["../evil.xml", "xl/../../evil", "/xl/evil.xml", "C:evil", "xl\\..\\..\\evil.xml"]
)
def test_a_name_that_climbs_is_suspect(entry: bytes, name: str) -> None:
    seen = name.replace("\\", "/")
    expected = (Code.FILE_SUSPECT, {"what": "word.suspect.climbing", "seen": seen})
    assert refusal(with_parts(entry, **{name: b""})) == expected


@pytest.mark.parametrize("again", ["xl/WORKBOOK.xml", "xl\\workbook.xml", "XL\\worksheets/SHEET1.xml"])
def test_two_parts_of_one_name_are_suspect_whatever_their_case_and_slashes(entry: bytes, again: str) -> None:
    seen = again.replace("\\", "/")
    expected = (Code.FILE_SUSPECT, {"what": "word.suspect.duplicate", "seen": seen})
    assert refusal(with_parts(entry, **{again: b"<x/>"})) == expected


def test_a_part_that_is_a_link_is_suspect(entry: bytes) -> None:
    stream = io.BytesIO(entry)
    link = zipfile.ZipInfo("xl/media/image1.emf")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(link, "../../../etc/passwd")
    expected = (Code.FILE_SUSPECT, {"what": "word.suspect.link", "seen": "xl/media/image1.emf"})
    assert refusal(stream.getvalue()) == expected


def test_entries_that_share_bytes_are_suspect(entry: bytes) -> None:
    expected = (Code.FILE_SUSPECT, {"what": "word.suspect.overlapping", "seen": "b.xml"})
    assert refusal(overlapped(entry)) == expected


def too_large(what: str, seen: str, limit: str) -> tuple[Code, dict[str, str]]:
    return Code.FILE_TOO_LARGE, {"what": f"word.limit.{what}", "seen": seen, "limit": limit}


def test_a_file_of_more_than_fifty_megabytes_is_not_opened() -> None:
    assert refusal(b"PK\x03\x04" + bytes(51 * 2**20)) == too_large("file_size", "51.0 MB", "50.0 MB")


@pytest.mark.parametrize(
    "part", ["xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "docProps/app.xml"]
)
def test_a_bomb_in_a_part_that_is_parsed_is_refused(entry: bytes, part: str) -> None:
    text = parts_of(entry)[part]
    end = text.rindex(b"</")
    blanks = with_parts(entry, **{part: text[:end] + b" " * (65 * 2**20) + text[end:]})
    kind, details = refusal(blanks)
    assert (kind, details["what"], details["limit"]) == (
        Code.FILE_TOO_LARGE,
        "word.limit.entry_size",
        "64.0 MB",
    )
    assert details["seen"].endswith(f"MB ({part})")


def test_elements_without_end_are_refused_before_a_parser_makes_a_tree_of_them(entry: bytes) -> None:
    styles = parts_of(entry)["xl/styles.xml"]
    content = with_parts(
        entry, **{"xl/styles.xml": styles.replace(b"</cellXfs>", b"<xf/>" * 2_000_001 + b"</cellXfs>")}
    )
    kind, details = refusal(content)
    assert (kind, details["what"], details["limit"]) == (
        Code.FILE_TOO_LARGE,
        "word.limit.elements",
        "2,000,000",
    )


def test_a_part_that_nobody_parses_may_shrink_as_it_likes_up_to_a_size(entry: bytes) -> None:
    assert preflight(with_parts(entry, **{"xl/media/a.bmp": bytes(60 * 2**20)})).format is FileFormat.XLSX
    huge = with_parts(entry, **{"xl/media/a.bmp": bytes(101 * 2**20)})
    assert refusal(huge) == too_large("entry_size", "101.0 MB (xl/media/a.bmp)", "100.0 MB")


def test_the_size_that_the_directory_states_is_not_believed(entry: bytes) -> None:
    content = bytearray(with_parts(entry, **{"xl/x.xml": b" " * 70 * 2**20}))
    struct.pack_into("<I", content, content.rindex(b"PK\x01\x02") + 24, 10)
    assert refusal(bytes(content))[0] is Code.FILE_TOO_LARGE
    content = bytearray(with_parts(entry, **{"xl/x.xml": b"<noise/>" * 10}))
    struct.pack_into("<I", content, content.rindex(b"PK\x01\x02") + 24, 10)
    assert refusal(bytes(content)) == damaged("wrong size of xl/x.xml")


def compressible(megabytes: int) -> bytes:
    """Bytes that shrink to about a fiftieth."""
    block = b"".join(zlib.crc32(number.to_bytes(2)).to_bytes(4) + bytes(196) for number in range(5243))
    return block * megabytes


def test_a_part_and_a_whole_that_unpack_to_too_much_are_not_read_to_the_end(entry: bytes) -> None:
    kind, details = refusal(with_parts(entry, **{"a.xml": compressible(65)}))
    assert (kind, details["what"]) == (Code.FILE_TOO_LARGE, "word.limit.entry_size")
    part = compressible(33)
    kind, details = refusal(with_parts(entry, **{f"{number}.xml": part for number in range(2)}))
    assert (kind, details["what"]) == (Code.FILE_TOO_LARGE, "word.limit.total_size")
    part = compressible(90)
    kind, details = refusal(with_parts(entry, **{f"{number}.bin": part for number in range(7)}))
    assert (kind, details["what"]) == (Code.FILE_TOO_LARGE, "word.limit.total_size")


def test_too_many_parts_are_not_listed(entry: bytes) -> None:
    content = with_parts(entry, **{f"x{number}": b"" for number in range(2000)})
    assert refusal(content) == too_large("entries", "2,013", "2,000")


# ── XML ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("part", "encoding"),
    [
        ("xl/sharedStrings.xml", "utf-8"),
        ("xl/worksheets/sheet9.xml", "utf-8-sig"),
        ("docProps/app.xml", "utf-16"),
        ("xl/worksheets/_rels/sheet1.xml.rels", "utf-16-be"),
        ("xl/anything.XML", "utf-8"),
    ],
)
def test_a_doctype_is_suspect_in_every_part_and_encoding(entry: bytes, part: str, encoding: str) -> None:
    for padding in (0, 262_120, 600_000):  # also across the border between two chunks
        xml = f"<?xml version='1.0'?><!--{'x7' * (padding // 2)}--><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
        stored = packed({**parts_of(entry), part: xml.encode(encoding)}, zipfile.ZIP_STORED)
        assert refusal(stored) == (Code.FILE_SUSPECT, {"what": "word.suspect.doctype", "seen": part})


def left_out(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """The sheets that are not read, and the limit that each of them passes."""
    return [(item.sheet, shown_details(item.error.details)) for item in preflight(content).left_out]


def too_wide(what: str, seen: str, limit: str) -> list[tuple[str, dict[str, str]]]:
    return [("記入シート", {"what": f"word.limit.{what}", "seen": seen, "limit": limit})]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            ("rows", "1,048,576 (XFD1048576)", "100,000"),
        ),
        (
            "<row r='100001'><c s='1' r = 'A100001' ><v>1</v></c></row>",
            ("rows", "100,001 (A100001)", "100,000"),
        ),
        ('<row r="2"><c r="ALM2" t="s"><v>1</v></c></row>', ("columns", "1,001 (ALM2)", "1,000")),
        ('<row r="2"><c r="alm2"><f>1</f></c></row>', ("columns", "1,001 (ALM2)", "1,000")),
        ('<row r="100001"><c><v>1</v></c></row>', ("rows", "100,001 (A100001)", "100,000")),
        ('<row r="99999"/><row/><row><c><v>1</v></c></row>', ("rows", "100,001 (A100001)", "100,000")),
        ('<row><c r="ALL1" s="1"/><c><is><t>x</t></is></c></row>', ("columns", "1,001 (ALM1)", "1,000")),
        ('<row><c x=">" r="XFD1"><v>1</v></c></row>', ("columns", "16,384 (XFD1)", "1,000")),
        ('<row><c x=\' r="A1"\' r="XFD1"><v>1</v></c></row>', ("columns", "16,384 (XFD1)", "1,000")),
        (
            '<row r="1"><c r="ALL1"><v>1</v></c></row><row r="9000"><c r="A9000"><v>1</v></c></row>',
            ("cells", "9,000,000 (A9000)", "5,000,000"),
        ),
        ("<row>" + "<c/>" * 200_001 + "</row>", ("cells", "200,002", "200,000")),
        (
            '<row r="99999999999999999999"><c><v>1</v></c></row>',
            ("rows", "1,000,000,000 (A1000000000)", "100,000"),
        ),
    ],
)
def test_a_sheet_with_a_cell_far_out_is_left_out_before_a_reader_lays_it_out(
    entry: bytes, rows: str, expected: tuple[str, str, str]
) -> None:
    contents = [packed({**parts_of(with_sheet(entry, rows))}, zipfile.ZIP_STORED)]
    prefixed = (
        rows.replace("<r", "<x:r").replace("</r", "</x:r").replace("<c", "<x:c").replace("</c", "</x:c")
    )
    contents.append(packed({**parts_of(with_sheet(entry, prefixed, "x:"))}, zipfile.ZIP_STORED))
    wide = parts_of(with_sheet(entry, rows))
    wide[SHEET] = wide[SHEET].decode().encode("utf-16")
    contents.append(packed(wide, zipfile.ZIP_STORED))
    for content in contents:
        ((sheet, details),) = left_out(content)
        what, seen, limit = expected
        assert (sheet, details["what"]) == ("記入シート", f"word.limit.{what}")
        assert details["limit"] == limit
        with CalamineWorkbook.from_filelike(io.BytesIO(preflight(content).content)) as book:
            assert book.get_sheet_by_name("記入シート").height <= 1
        if what != "cells" or "(" in seen:
            assert details["seen"] == seen


@pytest.mark.parametrize(
    "stray",
    [
        '<c r="XFD7" s="1" t="s"><v>1</v></c>',
        '<c r="XFD7" t="s" cm="1"><v>1</v></c>',
        '<c s="1" r="XFD7"><v>1</v></c>',
        '<x:c r="XFD7"><v>1</v></x:c>',
        '<c r="XFC7" s="1"/><c><v>1</v></c>',
        '<c\nr="XFD7"><v>1</v></c>',
    ],
)
def test_one_cell_far_out_is_named_among_many_that_are_not(entry: bytes, stray: str) -> None:
    rows = [f'<row r="{row}"><c r="A{row}" s="2"/><c r="B{row}"><v>1</v></c></row>' for row in range(1, 400)]
    assert preflight(with_sheet(entry, "".join(rows))).format is FileFormat.XLSX
    rows[6] = rows[6].replace("</row>", f"{stray}</row>")
    assert left_out(with_sheet(entry, "".join(rows))) == too_wide("columns", "16,384 (XFD7)", "1,000")


def test_a_cell_far_out_before_all_rows_leaves_nothing_of_its_sheet(entry: bytes) -> None:
    cell = b'<c r="XFD9"><v>1</v></c>'
    sheet = with_sheet(entry, '<row r="1"><c r="A1"><v>1</v></c></row>')
    text = parts_of(sheet)[SHEET].replace(b"<sheetData>", cell + b"<sheetData>", 1)
    content = packed({**parts_of(sheet), SHEET: text})
    assert left_out(content) == too_wide("columns", "16,384 (XFD9)", "1,000")
    with CalamineWorkbook.from_filelike(io.BytesIO(preflight(content).content)) as book:
        assert book.get_sheet_by_index(0).to_python() == []


@pytest.mark.parametrize("shift", [0, 1, 3, 7, 11, 19, 30])
def test_a_cell_is_found_across_the_border_between_two_chunks(entry: bytes, shift: int) -> None:
    start = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
    filler = "7" * (262_144 - len(start) - 40 + shift)
    sheet = f'{start}{filler}</t></is></c><c r="XFD1" s="1"><v>1</v></c></row></sheetData></worksheet>'
    content = packed({**parts_of(entry), SHEET: sheet.encode()}, zipfile.ZIP_STORED)
    assert left_out(content) == too_wide("columns", "16,384 (XFD1)", "1,000")


def test_empty_cells_far_out_pass_and_do_no_harm(entry: bytes) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/><c r="XFC1" s="1"></c></row>'
        '<row r="1048576" ht="20"><c r="XFD1048576" s="1"/></row>'
    )
    content = with_sheet(entry, rows)
    assert preflight(content).format is FileFormat.XLSX
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        assert book.get_sheet_by_index(0).to_python(skip_empty_area=False) == [[1.0]]


@pytest.mark.parametrize(
    "rows", ['<row><c r="A1" x="<"><v>1</v></c></row>', '<row><c r="A1><v>1</v></c></row>']
)
def test_markup_that_no_program_writes_is_damage(entry: bytes, rows: str) -> None:
    assert refusal(with_sheet(entry, rows)) == damaged("broken tag <c")


def test_a_tag_without_end_is_damage(entry: bytes) -> None:
    sheet = with_sheet(entry, f'<row><c x="{"ab7" * 200_000}" r="XFD1"><v>1</v></c></row>')
    content = packed(parts_of(sheet), zipfile.ZIP_STORED)
    assert refusal(content) == damaged("a tag without end")


def test_counts_that_make_a_reader_reserve_memory_are_refused(entry: bytes) -> None:
    strings = f'<sst xmlns="{MAIN}" count="5" uniqueCount="4000000000"><si><t>x</t></si></sst>'.encode()
    expected = {
        "what": "word.limit.shared_strings",
        "seen": "1,000,000,000",
        "limit": "1,000,000",
        "sheet": "xl/sharedStrings.xml",
    }
    assert refusal(with_parts(entry, **{"xl/sharedStrings.xml": strings})) == (Code.SHEET_TOO_LARGE, expected)
    shared = '<row r="1"><c r="A1"><f t="shared" si="400000000">1</f><v>1</v></c></row>'
    assert refusal(with_sheet(entry, shared)) == damaged("shared formula 4000000…")


# ── .ods ────────────────────────────────────────────────────────────────────

VALUE = '<table:table-cell {}office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'


def row(cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def gap(repeated: int) -> str:
    return f'<table:table-cell table:style-name="ce1" table:number-columns-repeated="{repeated}"/>'


def table(*rows: str) -> str:
    return f'<table:table table:name="記入シート">{"".join(rows)}</table:table>'


def test_the_empty_repeats_of_libreoffice_pass_and_do_no_harm() -> None:
    content = ods(table(row(VALUE.format("") + gap(16383)), row(gap(16384), 1048575)))
    assert preflight(content).format is FileFormat.ODS
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        assert book.get_sheet_by_index(0).to_python(skip_empty_area=False) == [[1.0]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(VALUE.format(""), 1048576)], ("rows", "1,048,576 (A1048576)", "100,000")),
        ([row(gap(1), 100_000), row(VALUE.format(""))], ("rows", "100,001 (A100001)", "100,000")),
        ([row(gap(1000) + VALUE.format(""))], ("columns", "1,001 (ALM1)", "1,000")),
        ([row(VALUE.format('table:number-columns-repeated="1001" '))], ("columns", "1,001 (ALM1)", "1,000")),
        ([row(gap(9) + '<table:table-cell table:formula="of:=1"/>', 100_001)],
         ("rows", "100,001 (J100001)", "100,000")),
        ([row(gap(999) + VALUE.format(""), 5001)], ("cells", "5,001,000 (ALL5001)", "5,000,000")),
        ([row(gap(1).replace("/>", '><text:p><text:s text:c="2000000"/></text:p></table:table-cell>'))],
         ("spaces", "2,000,000", "1,000,000")),
    ],
)  # fmt: skip
def test_an_ods_table_that_repeats_a_value_too_often_is_left_out(
    rows: Sequence[str], expected: tuple[str, str, str]
) -> None:
    small = table(row(VALUE.format(""))).replace("記入シート", "小さい表")
    content = ods(small + table(*rows) + small.replace("小さい表", "次の表"))
    assert left_out(content) == too_wide(*expected)
    with CalamineWorkbook.from_filelike(io.BytesIO(preflight(content).content)) as book:
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        assert [(sheet.name, sheet.height) for sheet in sheets[::2]] == [("小さい表", 1), ("次の表", 1)]
        assert sheets[1].height <= 100


def test_the_first_table_of_an_ods_is_left_out_like_any_other() -> None:
    small = table(row(VALUE.format(""))).replace("記入シート", "小さい表")
    content = ods(table(row(VALUE.format(""), 1048576)) + small)
    assert left_out(content) == too_wide("rows", "1,048,576 (A1048576)", "100,000")


def test_of_an_ods_that_is_too_much_outside_of_its_tables_nothing_is_read() -> None:
    content = ods("<x/>" * 1_200_006 + table(row(VALUE.format(""))))
    kind, details = refusal(content)
    assert (kind, details["what"], details["limit"]) == (Code.SHEET_TOO_LARGE, "word.limit.cells", "200,000")
    assert details["sheet"] == "content.xml"


def test_of_a_long_ods_table_the_first_rows_are_left_whatever_encloses_its_rows() -> None:
    small = table(row(VALUE.format(""))).replace("記入シート", "小さい表")
    inner = table(row(VALUE.format("")), row(VALUE.format(""))).replace("記入シート", "中の表")
    cell = f"<table:table-cell>{inner}</table:table-cell>"
    rows = "".join(row(VALUE.format("") * 12) for _ in range(20_000))
    group = f"<table:table-header-rows>{row(cell)}</table:table-header-rows>"
    group += f"<table:table-row-group>{rows[:-20]}{rows[-20:]}{row(cell)}</table:table-row-group>"
    content = ods(small + table(group) + small.replace("小さい表", "次の表"))
    ((sheet, details),) = left_out(content)
    assert (sheet, details["what"]) == ("記入シート", "word.limit.cells")
    text = parts_of(preflight(content).content)["content.xml"].decode()
    for name in ("office", "table", "text"):
        text = text.replace(f"{name}:", "")
    root = fromstring(text)
    assert [len(found) for found in root.iterfind(".//spreadsheet/table")] == [1, 2, 1]
    assert len(root.findall(".//table-row-group/table-row")) == 99


# ── .xls ────────────────────────────────────────────────────────────────────


def changed(content: bytes, at: int, value: int) -> bytes:
    return content[:at] + value.to_bytes(4, "little") + content[at + 4 :]


def test_an_ole_file_that_contradicts_itself_is_damaged() -> None:
    plain = compound({"Workbook": BOF})
    fat = 512 + 512 * struct.unpack_from("<I", plain, 76)[0]
    directory = struct.unpack_from("<I", plain, 48)[0]
    assert refusal(plain[:300]) == damaged("shorter than its header")
    assert refusal(changed(plain, 30, 0x00060020)) == damaged("sector size")
    assert refusal(changed(plain, 44, 10**6)) == damaged("more tables than sectors")
    assert refusal(changed(plain, 48, 5000)) == damaged("sector 5000 is beyond the end of the file")
    assert refusal(changed(plain, fat + 4 * directory, directory)) == damaged("circular chain of sectors")
    assert refusal(changed(plain, fat + 4, 0)) == damaged("circular chain of sectors")
    assert refusal(changed(plain, fat + 4, 0xFFFFFFFE)) == damaged("a stream ends early")
    assert refusal(compound({"Workbook": b"no records"})) == damaged("no BOF record")
    long = plain.replace(struct.pack("<IIxxxx", 0, 4096), struct.pack("<IIxxxx", 0, 10**9))
    assert refusal(long) == damaged("a stream is longer than the file")


def test_small_sectors_that_go_round_in_a_circle_are_left_in_the_end() -> None:
    plain = compound({"Workbook": BOF + bytes(2000)}, mini=True)
    table = 512 + 512 * struct.unpack_from("<I", plain, 60)[0]
    assert preflight(changed(plain, table + 4, 0)).format is FileFormat.XLS


def test_a_large_file_lists_its_tables_in_sectors_of_their_own() -> None:
    plain = compound({"Workbook": BOF + bytes(8_000_000)})
    assert preflight(plain).format is FileFormat.XLS
    more = struct.unpack_from("<I", plain, 68)[0]
    assert refusal(changed(plain, 512 * (more + 2) - 4, more)) == damaged("circular chain of sectors")


def test_an_embedded_object_does_not_decide_the_format() -> None:
    content = compound({"WordDocument": b"", "Workbook": BOF})
    assert refusal(content) == other("word")


# ── anything ────────────────────────────────────────────────────────────────


def verdict(content: bytes) -> Preflight | Code:
    """What becomes of the bytes; a refusal can be said in every language."""
    try:
        return preflight(content)
    except UnreadableWorkbookError as error:
        for language in LANGUAGES:
            rendered = catalogue(language).render(finding(error.kind, **dict(error.details)))
            assert rendered.message
        return error.kind


@given(content=st.binary(max_size=2000))
@settings(max_examples=examples(200), deadline=1000)
def test_random_bytes_end_in_a_verdict(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>", b"\xff\xfe"):
        verdict(start + content)


@pytest.fixture(scope="module")
def samples(entry: bytes) -> list[bytes]:
    cells = table(row(VALUE.format("") + gap(16383)), row(gap(16384), 1048575))
    return [
        entry,
        packed(parts_of(entry), zipfile.ZIP_STORED),
        ods(cells),
        compound({"Workbook": BOF + FILEPASS}),
        compound({"Workbook": BOF}, mini=True),
    ]


@given(data=st.data())
@settings(max_examples=examples(300), deadline=1000)
def test_truncated_and_flipped_files_end_in_a_verdict(samples: list[bytes], data: Any) -> None:
    content = bytearray(data.draw(st.sampled_from(samples)))
    # The directory stands at a zip's end, the header at an OLE file's beginning: both are hit often.
    places = st.one_of(
        st.integers(0, len(content) - 1),
        st.integers(0, min(600, len(content) - 1)),
        st.integers(max(len(content) - 1500, 0), len(content) - 1),
    )
    for at, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=8)):
        content[at] = value
    if data.draw(st.booleans()):
        del content[data.draw(places) :]
    verdict(bytes(content))


@pytest.mark.parametrize("encoding", ["none", "shift_jis"])
def test_a_part_in_an_encoding_that_no_parser_knows_is_handed_on_as_it_is(
    entry: bytes, encoding: str
) -> None:
    parts = parts_of(entry)
    sheet = (
        parts[SHEET]
        .replace(b"UTF-8", encoding.encode(), 1)
        .replace(b"<sheetData>", b"<!-- --><sheetData>", 1)
    )
    checked = preflight(packed(parts | {SHEET: sheet}))
    assert parts_of(checked.content)[SHEET] == sheet
    assert read_details(checked, {"記入シート"}) is None  # which is a finding: it can be read in one way only


# ── zipped anew ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("folder", ["45_宮崎/", "提出/45_宮崎/", "./", "/", "45_宮崎\\"])
def test_a_package_that_was_zipped_in_a_folder_is_the_package(entry: bytes, folder: str) -> None:
    wrapped = {f"{folder}{name}": part for name, part in parts_of(entry).items()}
    assert preflight(packed(wrapped)).content == preflight(entry).content
    beside = {folder: b"", "__MACOSX/45/._sheet1.xml": b"\0\5", ".DS_Store": b"x"}
    assert preflight(packed({**beside, **wrapped})).content == preflight(entry).content


def test_an_archive_with_a_package_s_parts_among_other_files_stays_an_archive(entry: bytes) -> None:
    wrapped = {f"45/{name}": part for name, part in parts_of(entry).items()}
    archive = (Code.FILE_IS_ARCHIVE, {"seen": "ZIP"})
    assert refusal(packed({**wrapped, "読んでください.txt": b"x"})) == archive
    assert refusal(packed({**wrapped, "46/[Content_Types].xml": b"<Types/>"})) == archive
