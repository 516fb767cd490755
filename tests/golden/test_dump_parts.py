"""The dump shows what openpyxl does not keep; each case fails where it does not."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.dump import dump_lines
from tests.goldens import check_shown

SHEET = "xl/worksheets/sheet1.xml"
BAR, LINE, DRAWING = "xl/charts/chart1.xml", "xl/charts/chart2.xml", "xl/drawings/drawing1.xml"
COMMENTS = "xl/drawings/vmlDrawing1.vml"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A workbook with charts, sparklines and a scale of colours, and its dump."""
    path = tmp_path_factory.mktemp("drawn") / "drawn.xlsx"
    book = xlsxwriter.Workbook(path)
    book.set_properties({"company": "Example"})
    sheet = book.add_worksheet("Sheet")
    sheet.write_column("A1", ["a", "b"])
    sheet.write_column("B1", [1, 2])
    sheet.write_array_formula("C1:C1", "{=SUM(A1:B2)}", None, 3)
    sheet.write_url("C2", "internal:'Sheet'!A1", tip="a tip", string="a link")
    sheet.write_comment("H1", "a comment")
    sheet.merge_range("D1:E2", "", book.add_format({"bottom": 1}))
    scale = {"type": "3_color_scale", "mid_type": "num", "mid_value": 1, "mid_color": "#FFFFFF"}
    sheet.conditional_format("B1:B2", scale)
    sheet.conditional_format("A1:A2", {"type": "data_bar", "bar_color": "#96BAEA"})
    sheet.add_sparkline("F1", {"range": "Sheet!B1:B2", "last_point": True, "last_color": "#1F4E79"})
    font = {"name": "Yu Gothic", "size": 9, "color": "#1F2A37"}
    for kind, cell in (("bar", "G1"), ("line", "G20")):
        chart = book.add_chart({"type": kind})
        chart.add_series(
            {
                "name": f"series of {kind}",
                "categories": "=Sheet!$A$1:$A$2",
                "values": "=Sheet!$B$1:$B$2",
                "fill": {"color": "#96BAEA"},
                "line": {"color": "#1F4E79", "width": 2, "dash_type": "dash"},
                "marker": {"type": "square", "size": 6},
                "data_labels": {"value": True, "num_format": "0.0"},
            }
        )
        chart.set_title({"name": f"title of {kind}", "name_font": font})
        chart.set_y_axis({"name": "an axis", "min": 5, "max": 9, "num_format": "0.00", "num_font": font})
        chart.set_legend({"position": "bottom", "delete_series": [0], "font": font})
        chart.set_chartarea({"border": {"color": "#A6B1BF"}})
        sheet.insert_chart(cell, chart, {"description": f"{kind} read aloud", "object_position": 2})
    book.close()
    return path, dump_lines(path)


def patched(path: Path, to: Path, part: str, old: str, new: str) -> Path:
    """The workbook with a text of one of its parts replaced, wherever it stands there."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    text = contents[part].decode()
    assert old in text, text
    contents[part] = text.replace(old, new).encode()
    with zipfile.ZipFile(to, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return to


@pytest.mark.parametrize(
    ("part", "old", "new", "line"),
    [
        (BAR, "title of bar", "other", "title 'other'"),
        (BAR, 'barDir val="bar"', 'barDir val="col"', "barDir col"),
        (BAR, 'grouping val="clustered"', 'grouping val="stacked"', "grouping stacked"),
        (BAR, "series of bar", "other", "'other' ="),
        (BAR, "$B$1:$B$2", "$B$1:$B$9", "= Sheet!$B$1:$B$9"),
        (BAR, "$A$1:$A$2", "$A$1:$A$9", "over Sheet!$A$1:$A$9"),
        (BAR, "96BAEA", "00FF00", "fill #00FF00"),
        (BAR, 'showVal val="1"', 'showVal val="0"', "labels  [0.0]"),
        (BAR, 'formatCode="0.0"', 'formatCode="0.000"', "[0.000]"),
        (BAR, 'sz="900"', 'sz="1400"', "14"),
        (BAR, "Yu Gothic", "Meiryo", "Meiryo"),
        (LINE, "1F4E79", "00FF00", "line #00FF00"),
        (LINE, 'ln w="25400"', 'ln w="12700"', "line #1F4E79 1 dash"),
        (LINE, 'prstDash val="dash"', 'prstDash val="dot"', "line #1F4E79 2 dot"),
        (LINE, 'symbol val="square"', 'symbol val="circle"', "marker circle"),
        (LINE, "an axis", "other", "title 'other'"),
        (LINE, 'min val="5"', 'min val="4"', "min 4"),
        (LINE, 'max val="9"', 'max val="10"', "max 10"),
        (LINE, 'orientation val="minMax"', 'orientation val="maxMin"', "reversed"),
        (LINE, 'formatCode="0.00"', 'formatCode="0.000"', "[0.000]"),
        (LINE, "<c:majorGridlines/>", "", None),
        (LINE, 'legendPos val="b"', 'legendPos val="t"', "legend top"),
        (LINE, 'delete val="1"', 'delete val="0"', None),
        (LINE, 'plotVisOnly val="1"/>', 'plotVisOnly val="1"/><c:dispBlanksAs val="zero"/>', "blanks zero"),
        (LINE, 'plotVisOnly val="1"', 'plotVisOnly val="0"', "hidden cells drawn"),
        (LINE, 'sourceLinked="0"', 'sourceLinked="1"', "as the cells"),
        (LINE, "A6B1BF", "00FF00", "frame line #00FF00"),
        (DRAWING, "bar read aloud", "other", "alt 'other'"),
        (DRAWING, "<xdr:row>19</xdr:row>", "<xdr:row>20</xdr:row>", "chart G21"),
        (DRAWING, "<xdr:colOff>0</xdr:colOff>", "<xdr:colOff>19050</xdr:colOff>", "chart G20+2+0"),
        (DRAWING, 'editAs="oneCell"', 'editAs="absolute"', "absolute"),
        (SHEET, "Sheet!B1:B2</xm:f>", "Sheet!B1:B9</xm:f>", "F1 = Sheet!B1:B9"),
        (SHEET, "1F4E79", "00FF00", "colorLast #00FF00"),
        (SHEET, '<x14:sparklineGroup ', '<x14:sparklineGroup type="column" ', "sparklines column"),
        (SHEET, 'last="1"', 'low="1"', "colorLow"),
        (SHEET, 'cfvo type="num" val="1"', 'cfvo type="num" val="2"', "num 2 #FFFFFF"),
        (SHEET, 'cfvo type="num" val="1"', 'cfvo type="percent" val="1"', "percent 1 #FFFFFF"),
        (SHEET, "FFFFFFFF", "FF00FF00", "num 1 #00FF00"),
        (SHEET, "FF96BAEA", "FF00FF00", "bar min to max #00FF00"),
        (COMMENTS, "width:96pt", "width:97pt", "comment box H1 97pt"),
        (COMMENTS, "visibility:hidden", "visibility:visible", "visible"),
        (SHEET, "a tip", "other", "tip 'other'"),
        (SHEET, 't="array" ref="C1"', 't="array" ref="C1:C2"', "over C1:C2"),
        # openpyxl gives the cells of a merged area the look of the first one.
        (SHEET, '<c r="E2" s="1"/>', '<c r="E2" s="0"/>', "D1:E1 D2"),
        ("docProps/app.xml", "Example", "Other", "company 'Other'"),
        ("xl/workbook.xml", 'name="Sheet"', 'name="Other"', "sheet Other (visible)"),
    ],
)  # fmt: skip
def test_the_dump_shows_what_openpyxl_does_not_keep(drawn, tmp_path, part, old, new, line):
    path, before = drawn
    check_shown(before, dump_lines(patched(path, tmp_path / "changed.xlsx", part, old, new)), line)
