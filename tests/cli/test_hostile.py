"""An inbox full of broken and hostile files beside good ones: every one a sentence, none a traceback."""

import io
import os
import sys
import time
import zipfile
from functools import cache

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from tests.builders import digests, ledger_of, rows_of
from tests.messy.packing import overlapped

MB = 1024 * 1024
GOOD = {"01": "受付", "02": "受付", "45": "未着"}


def package(*extra: tuple[str, bytes], base: bytes = b"") -> bytes:
    """A zip of the given parts, after those of `base`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        if base:
            with zipfile.ZipFile(io.BytesIO(base)) as old:
                replaced = {name for name, _content in extra}
                for name in old.namelist():
                    if name not in replaced:
                        archive.writestr(name, old.read(name))
        for name, content in extra:
            part = zipfile.ZipInfo("part")
            part.filename = name  # set afterwards: on Windows it would make / of a backslash
            archive.writestr(part, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def sheet_of(base: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(base)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def far_cell(base: bytes) -> bytes:
    row = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return package(
        ("xl/worksheets/sheet1.xml", sheet_of(base).replace("</sheetData>", row).encode()), base=base
    )


def false_count(base: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(base)) as archive:
        strings = archive.read("xl/sharedStrings.xml").decode()
    lying = strings.replace('uniqueCount="', 'uniqueCount="9', 1).replace(
        'uniqueCount="9', 'uniqueCount="999999999', 1
    )
    return package(("xl/sharedStrings.xml", lying.encode()), base=base)


def doctype(base: bytes) -> bytes:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    return package(("xl/sharedStrings.xml", bomb), base=base)


def full_styles(base: bytes) -> bytes:
    """A bomb in a part that is parsed."""
    with zipfile.ZipFile(io.BytesIO(base)) as archive:
        styles = archive.read("xl/styles.xml")
    return package(("xl/styles.xml", styles + b" " * 70 * MB), base=base)


def full_sheet(base: bytes) -> bytes:
    """The form with 70 MB of blanks in one of its cells."""
    text = f'<row r="900"><c r="A900" t="inlineStr"><is><t>{" " * 70 * MB}</t></is></c></row></sheetData>'
    sheet = sheet_of(base).replace("</sheetData>", text)
    return package(("xl/worksheets/sheet1.xml", sheet.encode()), base=base)


def behind_excels_own_password(base: bytes) -> bytes:
    """A bomb inside a container that opens without a question."""
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(full_styles(base))).encrypt("VelvetSweatshop", stream)
    return stream.getvalue()


def linked(base: bytes) -> bytes:
    """A part that is a symbolic link, as `zip -y` stores it."""
    stream = io.BytesIO(base)
    link = zipfile.ZipInfo("xl/worksheets/sheet7.xml")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def sheet_among_pictures(base: bytes) -> bytes:
    """The form's sheet, with a cell far out, in the folder of pictures, whose parts nobody looks at."""
    with zipfile.ZipFile(io.BytesIO(base)) as archive:
        relations = archive.read("xl/_rels/workbook.xml.rels")
        with zipfile.ZipFile(io.BytesIO(far_cell(base))) as far:
            sheet = far.read("xl/worksheets/sheet1.xml")
    moved = relations.replace(b"worksheets/sheet1.xml", b"media/sheet1.xml")
    return package(("xl/_rels/workbook.xml.rels", moved), ("xl/media/sheet1.xml", sheet), base=base)


HOSTILE = {
    "ゼロ.xlsx": ("K315", lambda base: b""),
    "途中まで.xlsx": ("K316", lambda base: base[: len(base) // 2]),
    "化けた.xlsx": ("K316", lambda base: base[:500] + bytes(64) + base[564:]),
    "表.xls": ("K319", lambda base: b"<html><table><tr><td>62.2</td></tr></table></html>"),
    "一覧.xlsx": ("K319", lambda base: "支部,実績\r\n宮崎,62.2\r\n".encode("cp932")),
    "爆弾.xlsx": ("K321", lambda base: package(("xl/media/x.bin", bytes(200 * MB)), base=base)),
    "登る.xlsx": ("K322", lambda base: package(("../../x.txt", b"x"), base=base)),
    "実体.xlsx": ("K322", doctype),
    "遠い.xlsx": ("K323", far_cell),
    "数えすぎ.xlsx": ("K323", false_count),
    "まとめ.7z": ("K329", lambda base: b"7z\xbc\xaf\x27\x1c\x00\x04" + base),
    "書式の爆弾.xlsx": ("K321", full_styles),
    "記入欄の爆弾.xlsx": ("K323", full_sheet),
    "鍵の中の爆弾.xlsx": ("K321", behind_excels_own_password),
    "大文字に隠れた爆弾.xlsx": (
        "K322",
        lambda base: package(("XL/Worksheets/Sheet1.xml", b" " * 70 * MB), base=base),
    ),
    "逆斜線で二つ目.xlsx": ("K322", lambda base: package(("xl\\worksheets\\sheet1.xml", b"<x/>"), base=base)),
    "逆斜線で登る.xlsx": ("K322", lambda base: package(("..\\..\\x.txt", b"x"), base=base)),
    "重なり.xlsx": ("K322", overlapped),
    "近道.xlsx": ("K322", linked),
    "写真の中の表.xlsx": ("K323", sheet_among_pictures),
    "~$01_札幌.xlsx": ("K330", lambda base: b"owner"),
    ".~lock.01_札幌.xlsx#": ("K330", lambda base: b"owner"),
    "メモ.txt": ("K314", lambda base: "よろしくお願いします".encode()),
}


# Windows has no FIFOs, and links need a privilege there.
NO_FILES = {} if sys.platform == "win32" else {"管.xlsx": "K326", "行方不明.xlsx": "K327"}


@cache
def hostile_files(base: bytes) -> dict[str, bytes]:
    """Every hostile file; the bombs take a while to fill."""
    return {name: make(base) for name, (_code, make) in HOSTILE.items()}


@pytest.fixture
def full_inbox(filled_round):
    base = (filled_round.inbox / "01_札幌_FY2024.xlsx").read_bytes()
    for name, content in hostile_files(base).items():
        (filled_round.inbox / name).write_bytes(content)
    if NO_FILES:
        os.mkfifo(filled_round.inbox / "管.xlsx")
        (filled_round.inbox / "行方不明.xlsx").symlink_to(filled_round.inbox / "どこにもない.xlsx")
    return filled_round


def test_every_broken_or_hostile_file_is_its_own_finding_and_stops_no_other(full_inbox, run):
    begun = time.monotonic()
    result = run("consolidate", full_inbox.path)
    assert time.monotonic() - begun < 60
    assert result.exit_code == 3
    assert "Traceback" not in result.output
    found = {
        row["ファイル"].removeprefix("inbox/"): row["指摘番号"]
        for row in rows_of(full_inbox.master, "指摘")
        if row["ファイル"].startswith("inbox/") and not row["セル"]
    }
    expected = {name: code for name, (code, _make) in HOSTILE.items()} | NO_FILES
    assert {name: code for name, code in found.items() if name in expected} == expected
    assert {code: row["状況"] for code, row in ledger_of(full_inbox).items()} == GOOD
    # Every file stands in 出典, with what became of it.
    sources = {row["ファイル"].removeprefix("inbox/") for row in rows_of(full_inbox.master, "出典")}
    assert sources == {path.name for path in full_inbox.inbox.iterdir()}
    if sys.platform == "linux":
        import resource  # Windows has none

        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1024 * 1024  # KiB


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["status"],
        ["status", "--remind"],
        ["consolidate"],
        ["sendback", "--mail"],
        ["run"],
        ["distribute", "--force"],
    ],
    ids=" ".join,
)
def test_no_command_changes_a_file_that_came_back(full_inbox, run, command):
    (full_inbox.inbox / "管.xlsx").unlink(missing_ok=True)
    before, plan = digests(full_inbox.inbox), full_inbox.plan_path.read_bytes()
    result = run(command[0], full_inbox.path, *command[1:])
    assert "Traceback" not in result.output
    assert digests(full_inbox.inbox) == before
    assert full_inbox.plan_path.read_bytes() == plan


# ── files with a password ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def with_password(filled_round):
    """Branch 01's return, encrypted as Excel does it, and a file of passwords beside the round."""
    path = filled_round.inbox / "01_札幌_FY2024.xlsx"
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(path.read_bytes())).encrypt("さくら 2025", stream)
    path.write_bytes(stream.getvalue())
    passwords = filled_round.path / "passwords.txt"
    passwords.write_text("違う\nさくら 2025\n", encoding="utf-8")
    return filled_round


def test_a_file_with_a_password_is_named_as_such(with_password, run):
    result = run("consolidate", with_password.path)
    assert result.exit_code == 3
    assert "パスワードで保護されています。" in result.stderr
    assert "[K317]" in result.stderr
    assert ledger_of(with_password)["01"]["状況"] == "未着"


def test_with_its_password_it_is_read_like_any_other(with_password, run):
    before = digests(with_password.inbox)
    result = run("consolidate", with_password.path, "--password-file", with_password.path / "passwords.txt")
    assert result.exit_code == 0, result.output
    assert ledger_of(with_password)["01"]["状況"] == "受付"
    assert digests(with_password.inbox) == before


def test_passwords_that_do_not_fit_are_named_and_never_shown(with_password, run):
    (with_password.path / "passwords.txt").write_text("ひみつ\n", encoding="utf-8")
    result = run("consolidate", with_password.path, "--password-file", with_password.path / "passwords.txt")
    assert (result.exit_code, "[K334]" in result.stderr) == (3, True)
    assert "ひみつ" not in result.output


def test_a_password_file_that_is_not_there_is_a_sentence(with_password, run):
    result = run("status", with_password.path, "--password-file", "ない.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "ない.txt" in result.stderr
