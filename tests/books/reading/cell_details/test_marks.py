"""How characters look in .xlsx: raised, struck out, or in the colour of their ground."""

import re
from collections.abc import Mapping

import pytest
import xlsxwriter

from kpixl.books.reading.cell_details.colour import is_unseen
from kpixl.books.reading.cell_details.read import read_details
from kpixl.books.reading.cell_details.records import CellStyle, marked_runs
from kpixl.books.reading.preflight import FileFormat
from kpixl.model.annotation import Mark, TextRun
from tests.books.reading.cell_details.helpers import SHEET_PART, changed, only, with_rows, workbook, written
from tests.containers import unchecked

STRINGS = "xl/sharedStrings.xml"


def _rich(*parts: str | Mapping[str, object]) -> bytes:
    """A workbook whose A1 has a text in parts; a mapping is the format of the part that follows it."""

    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        made = [part if isinstance(part, str) else book.add_format(dict(part)) for part in parts]
        assert sheet.write_rich_string("A1", *made) == 0

    return written(write)


def _number(**look: object) -> bytes:
    """A workbook whose A1 holds 62.2 in a cell of that format."""

    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_number("A1", 62.2, book.add_format(look))

    return written(write)


def _runs(content: bytes) -> list[tuple[str, str]]:
    return [(run.text, str(run.mark)) for run in only(content).cell((0, 0)).runs]


def _style(content: bytes) -> CellStyle:
    return only(content).cell((0, 0)).style


# ── parts of a text ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("look", "mark"),
    [
        ({"font_script": 1}, "superscript"),
        ({"font_script": 2}, "subscript"),
        ({"font_strikeout": True}, "struck"),
        ({"font_color": "#FFFFFF"}, "unseen"),
        ({"font_color": "#FDFDFD"}, "unseen"),
        ({"font_strikeout": True, "font_script": 1}, "struck"),
    ],
)
def test_characters_with_a_look_of_their_own_are_told_from_the_others(look, mark):
    content = _rich("62.2", look, "1")
    assert _runs(content) == [("62.2", ""), ("1", mark)]
    assert only(content).cell((0, 0)).raw == "62.21"


@pytest.mark.parametrize(
    "look",
    [
        {"bold": True},
        {"italic": True},
        {"font_color": "#C00000"},
        {"font_color": "#BFBFBF"},
        {"font_size": 7},
    ],
)
def test_other_fonts_make_no_parts(look):
    assert _runs(_rich("62.2", look, "1")) == []


def test_a_text_that_is_struck_out_whole_is_so_as_one():
    struck = {"font_strikeout": True}
    content = _rich(struck, "62", {**struck, "bold": True}, ".2")
    assert _runs(content) == []
    assert _style(content).is_struck


def test_blanks_have_no_look_of_their_own():
    assert _runs(_rich("62.2", {"font_strikeout": True}, "  ")) == []
    assert _runs(_rich({"font_strikeout": True}, " ", {"bold": True}, "62.2")) == []


def test_a_part_without_a_font_has_that_of_its_cell():
    def write(book: xlsxwriter.Workbook) -> None:
        cell, plain = book.add_format({"font_strikeout": True}), book.add_format({"bold": True})
        book.add_worksheet().write_rich_string("A1", "60.1", plain, "62.2", cell)

    assert _runs(written(write)) == [("60.1", "struck"), ("62.2", "")]


@pytest.mark.parametrize("off", ['<strike val="0"/>', '<strike val="false"/>', '<vertAlign val="baseline"/>'])
def test_a_look_that_is_switched_off_is_none(off):
    runs = f"<r><t>62.</t></r><r><rPr>{off}</rPr><t>2</t></r>"
    assert _runs(with_rows(f'<row r="1"><c r="A1" t="inlineStr"><is>{runs}</is></c></row>')) == []


def test_a_text_in_the_cell_itself_has_parts_too():
    runs = '<r><t>62.2</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>'
    content = with_rows(f'<row r="1"><c r="A1" t="inlineStr"><is>{runs}</is></c></row>')
    assert _runs(content) == [("62.2", ""), ("1", "superscript")]


def test_the_reading_aid_of_japanese_excel_is_no_part_of_a_text():
    aid = '<rPh sb="0" eb="2"><t>ジュシン</t></rPh><phoneticPr fontId="1" type="noConversion"/>'
    inline = f'<row r="1"><c r="A1" t="inlineStr"><is><t>受診</t>{aid}</is></c></row>'
    assert only(with_rows(inline)).cell((0, 0)).raw == "受診"
    shared = changed(
        _rich("受", {"font_script": 1}, "1"), STRINGS, lambda xml: xml.replace("</si>", f"{aid}</si>")
    )
    assert _runs(shared) == [("受", ""), ("1", "superscript")]


def test_a_text_that_many_cells_share_has_the_look_of_each_cell():
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_string("A1", "60")
        sheet.write_string("A2", "60", book.add_format({"font_strikeout": True}))

    detail = only(written(write))
    assert [detail.cell((row, 0)).style.is_struck for row in (0, 1)] == [False, True]
    assert [detail.cell((row, 0)).raw for row in (0, 1)] == ["60", "60"]


def test_runs_alike_are_one_and_a_look_that_all_have_is_the_cell_s():
    struck, plain = Mark.STRUCK, Mark.NONE
    parts = [TextRun("9", plain), TextRun("4", struck), TextRun("", plain), TextRun("5", struck)]
    assert marked_runs(parts) == ((TextRun("9"), TextRun("45", struck)), plain)
    assert marked_runs([TextRun("9", struck), TextRun("4", struck)]) == ((), struck)
    assert marked_runs([]) == ((), plain)


# ── whole cells ─────────────────────────────────────────────────────────────────────────────────────
def test_a_figure_that_is_struck_out_is_so():
    assert _style(_number(font_strikeout=True)).is_struck
    assert not _style(_number(bold=True)).is_struck


@pytest.mark.parametrize(
    ("text", "ground", "unseen"),
    [
        ("#FFFFFF", None, True),
        ("#FEFEFE", None, True),
        ("#FFFFFF", "#FFFBE6", True),  # on the pale yellow of an input cell
        ("#FFFBE6", "#FFFBE6", True),
        ("#FFFFFF", "#1F4E79", False),  # a dark header
        ("#1F4E79", "#1F4E79", True),
        ("#D9D9D9", None, False),  # a pale placeholder
        ("#BFBFBF", None, False),
        ("#FF0000", None, False),
        ("#FFFF00", None, True),  # bright yellow on white: 1.07 to 1
    ],
)
def test_a_figure_in_the_colour_of_its_ground_cannot_be_seen(text, ground, unseen):
    content = _number(font_color=text, **({"bg_color": ground} if ground else {}))
    assert _style(content).is_unseen is unseen


def test_characters_on_a_pattern_are_not_judged():
    assert not _style(_number(font_color="#FFFFFF", bg_color="#FFFFFF", pattern=2)).is_unseen


@pytest.mark.parametrize(
    ("colour", "unseen"),
    [
        ('theme="0"', True),  # light 1: white
        ('theme="1"', False),  # dark 1: black
        ('theme="0" tint="-0.5"', False),
        ('theme="1" tint="0.99"', True),
        ('indexed="9"', True),
        ('indexed="1"', True),
        ('indexed="8"', False),
        ('indexed="64"', False),
        ('indexed="65"', True),
        ('auto="1"', False),
        ('rgb="FFFFFF"', True),
        ('rgb="00FFFFFF"', True),
    ],
)
def test_colours_of_themes_and_palettes_are_looked_up(colour, unseen):
    def change(xml: str) -> str:
        assert '<color rgb="FF123456"/>' in xml
        return xml.replace('<color rgb="FF123456"/>', f"<color {colour}/>")

    content = changed(_number(font_color="#123456"), "xl/styles.xml", change)
    assert _style(content).is_unseen is unseen


def test_a_palette_of_the_file_s_own_comes_before_excel_s():
    def change(xml: str) -> str:
        palette = "".join('<rgbColor rgb="FF000000"/>' for _ in range(10))
        xml = xml.replace('<color rgb="FF123456"/>', '<color indexed="9"/>')
        return xml.replace(
            "</styleSheet>", f"<colors><indexedColors>{palette}</indexedColors></colors></styleSheet>"
        )

    assert not _style(changed(_number(font_color="#123456"), "xl/styles.xml", change)).is_unseen


def test_a_dark_theme_of_the_file_s_own_is_used():
    content = changed(
        _number(font_color="#123456"), "xl/styles.xml", lambda xml: xml.replace('rgb="FF123456"', 'theme="1"')
    )

    def pale(xml: str) -> str:
        assert '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>' in xml
        return xml.replace('val="windowText" lastClr="000000"', 'val="windowText" lastClr="FFFFFF"')

    assert not _style(content).is_unseen
    assert _style(changed(content, "xl/theme/theme1.xml", pale)).is_unseen


THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")


@pytest.mark.parametrize("index", range(len(THEME)))
def test_a_cell_names_the_colours_of_a_theme_in_their_order(index):
    content = changed(
        _number(font_color="#123456"),
        "xl/styles.xml",
        lambda xml: xml.replace('rgb="FF123456"', f'theme="{index}"'),
    )

    def one_is_white(white: str) -> str:
        colours = (
            f'<a:{name}><a:srgbClr val="{"FFFFFF" if name == white else "000000"}"/></a:{name}>'
            for name in sorted(THEME)
        )
        drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
        scheme = f'<a:clrScheme name="x">{"".join(colours)}</a:clrScheme>'
        return f'<a:theme xmlns:a="{drawing}"><a:themeElements>{scheme}</a:themeElements></a:theme>'

    unseen = [
        name
        for name in THEME
        if _style(
            changed(content, "xl/theme/theme1.xml", lambda _xml, name=name: one_is_white(name))
        ).is_unseen
    ]
    assert unseen == [THEME[index]]


def test_without_a_theme_its_first_colours_are_white_and_black():
    content = changed(
        _number(font_color="#123456"), "xl/styles.xml", lambda xml: xml.replace('rgb="FF123456"', 'theme="0"')
    )
    without = changed(content, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace("/theme", "/none"))
    assert _style(without).is_unseen


@pytest.mark.parametrize(
    ("named", "unknown"),
    [('fontId="1"', 'fontId="{}"'), ('fillId="0" borderId="0" xfId="0" applyFont', 'fillId="{}"')],
)
def test_a_style_that_names_what_the_file_does_not_have_is_a_plain_one(named, unknown):
    def change(xml: str) -> str:
        assert named in xml
        kind = unknown.partition("Id")[0]
        count = re.search(rf'<{kind}s count="(\d+)"', xml)
        assert count is not None
        return xml.replace(
            named, named.replace(re.search(rf'{kind}Id="\d+"', named)[0], unknown.format(count[1]))
        )

    content = changed(_number(font_color="#FFFFFF"), "xl/styles.xml", change)
    # White on no ground that is known is white on white; a font that is not known is black.
    assert _style(content).is_unseen is ("fill" in unknown)


def test_what_cannot_be_told_is_not_unseen():
    assert not is_unseen("", "FFFFFF")
    assert not is_unseen("FFFFFF", "")


# ── number formats ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (5, '"¥"#,##0_);("¥"#,##0)'),
        (9, "0%"),
        (14, "mm-dd-yy"),
        (27, "[$-411]ge.m.d"),
        (34, 'yyyy"年"m"月"'),
        (58, '[$-411]ggge"年"m"月"d"日"'),
    ],
)
def test_built_in_formats_are_known_those_of_japanese_excel_too(number, code):
    content = changed(
        _number(num_format="0.0000"),
        "xl/styles.xml",
        lambda xml: xml.replace('xf numFmtId="164"', f'xf numFmtId="{number}"'),
    )
    assert _style(content).number_format == code


def test_a_sheet_that_shows_no_zeros_says_so():
    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().hide_zero()

    assert only(written(write)).hides_zeros
    assert not only(_number()).hides_zeros


# ── how the file stores it ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "stored", ["75<!-- -->.9", "75<?x y?>.9", "<![CDATA[75]]>.9", "7&#53;.9", "<![CDATA[75.9]]>"]
)
def test_a_value_is_all_of_its_text_however_it_is_cut(stored):
    content = with_rows(f'<row r="1"><c r="A1"><v>{stored}</v></c></row>')
    assert only(content).cell((0, 0)).raw == "75.9"


def test_a_value_longer_than_the_parser_s_buffer_is_whole():
    text = "長" * 30_000
    content = with_rows(f'<row r="1"><c r="A1" t="str"><f>1</f><v>{text}</v></c></row>')
    assert only(content).cell((0, 0)).raw == text


def test_cells_of_a_foreign_namespace_are_none():
    content = with_rows(
        '<row r="1"><c r="A1"><v>1</v></c><x:c xmlns:x="urn:x" r="A1"><x:v>2</x:v></x:c></row>'
    )
    assert only(content).raw == {(0, 0): "1"}
    assert only(content).doubled == frozenset()


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '</sheetData><sheetData><row r="1"><c r="A1"><v>2</v></c></row>',
    ],
)
def test_what_a_file_gives_twice_is_named(rows):
    assert only(with_rows(rows)).doubled == {(0, 0)}


def test_a_part_that_declares_a_document_type_is_not_read():
    content = with_rows("")
    hostile = changed(content, SHEET_PART, lambda xml: xml.replace("<worksheet", "<!DOCTYPE x><worksheet", 1))
    assert read_details(unchecked(hostile, FileFormat.XLSX), {"Sheet"}) is None


def test_shared_texts_behind_the_last_one_that_is_needed_are_not_looked_at():
    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("記入").write_string("A1", "値")
        book.add_worksheet("元データ").write_column("A1", [f"行{number}" for number in range(50)])

    def broken(xml: str) -> str:
        return xml.replace("<si><t>行40</t></si>", "<si><t>行40</broken>")

    content = changed(written(write), STRINGS, broken)
    assert workbook(content, names={"記入"}).sheets["記入"].cell((0, 0)).raw == "値"
