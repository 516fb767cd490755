"""What lies on a sheet of .xlsx beside its cells: notes, threads, text boxes and other shapes."""

import re

import pytest
import xlsxwriter

from kpixl.model.annotation import Annotation, AnnotationKind
from tests.books.reading.cell_details.helpers import changed, with_parts, workbook, written

DRAWING_NAMES = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
THREADS = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
PERSONS = "http://schemas.microsoft.com/office/2017/10/relationships/person"
PIXEL = 9_525


def _related(part: str, *targets: tuple[str, str]) -> dict[str, str]:
    """The relations of a part."""
    folder, _, name = part.rpartition("/")
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    names = "http://schemas.openxmlformats.org/package/2006/relationships"
    return {f"{folder}/_rels/{name}.rels": f'<Relationships xmlns="{names}">{items}</Relationships>'}


def _plain() -> bytes:
    return written(lambda book: book.add_worksheet("表").write_number("K16", 62.2))


def _drawn(*anchors: str, sheet: bytes | None = None) -> list[Annotation]:
    """What is found on a sheet with these anchors in its drawing."""
    drawing = f"<xdr:wsDr {DRAWING_NAMES}>{''.join(anchors)}</xdr:wsDr>"
    related = _related("xl/worksheets/sheet1.xml", (f"{RELATIONS}/drawing", "../drawings/drawing1.xml"))
    content = with_parts(sheet or _plain(), related | {"xl/drawings/drawing1.xml": drawing})
    return list(workbook(content).annotations)


def _corner(name: str, column: int, row: int, column_offset: int = 0, row_offset: int = 0) -> str:
    return (
        f"<xdr:{name}><xdr:col>{column}</xdr:col><xdr:colOff>{column_offset}</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>{row_offset}</xdr:rowOff></xdr:{name}>"
    )


def _shape(*paragraphs: str) -> str:
    text = "".join(f"<a:p><a:r><a:t>{paragraph}</a:t></a:r></a:p>" for paragraph in paragraphs)
    named = '<xdr:nvSpPr><xdr:cNvPr id="2" name="箱"/></xdr:nvSpPr>'
    return f"<xdr:sp>{named}<xdr:txBody>{text}</xdr:txBody></xdr:sp>"


def _anchored(shape: str, *ends: str, kind: str = "twoCell") -> str:
    return f"<xdr:{kind}Anchor>{''.join(ends)}{shape}<xdr:clientData/></xdr:{kind}Anchor>"


# ── shapes ──────────────────────────────────────────────────────────────────────────────────────────
def test_a_text_box_is_found_with_its_text_and_the_cells_below_it():
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("表")
        options = {"width": 64 * 2 + 10, "height": 20 * 2 + 5}
        sheet.insert_textbox("B3", "速報値です。\n確定は7月", options)

    [found] = workbook(written(write)).annotations
    assert found == Annotation(
        kind=AnnotationKind.SHAPE,
        sheet="表",
        area=(2, 1, 4, 3),
        place="B3:D5",
        text="速報値です。\n確定は7月",
    )


def test_a_box_that_ends_where_a_cell_begins_does_not_lie_on_that_cell():
    [found] = _drawn(_anchored(_shape("速報値"), _corner("from", 10, 15), _corner("to", 13, 17)))
    assert found.place == "K16:M17"
    [found] = _drawn(
        _anchored(_shape("速報値"), _corner("from", 10, 15), _corner("to", 11, 16, 99_999, 99_999))
    )
    assert found.place == "K16:L17"
    [found] = _drawn(
        _anchored(_shape("速報値"), _corner("from", 10, 15, 608_000, 0), _corner("to", 12, 16, 0, 0))
    )
    assert found.place == "L16"  # the last two points of K are not on it


def test_a_box_of_a_size_lies_on_the_cells_that_the_size_reaches():
    size = f'<xdr:ext cx="{64 * PIXEL * 2}" cy="{20 * PIXEL * 3}"/>'
    [found] = _drawn(_anchored(_shape("速報値"), _corner("from", 10, 15), size, kind="oneCell"))
    assert found.place == "K16:L18"


def test_a_box_of_a_place_and_a_size_is_found_by_the_sheet_s_own_widths():
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("表")
        sheet.set_column_pixels(0, 3, 100)
        sheet.set_row_pixels(0, 50)
        sheet.write_number("D2", 1)

    place = f'<xdr:pos x="{300 * PIXEL}" y="{50 * PIXEL}"/><xdr:ext cx="{90 * PIXEL}" cy="{20 * PIXEL}"/>'
    [found] = _drawn(_anchored(_shape("速報値"), place, kind="absolute"), sheet=written(write))
    assert found.place == "D2"


def test_shapes_of_a_group_are_one_and_its_older_form_says_nothing_more():
    older = f"<mc:Fallback>{_shape('古い')}</mc:Fallback>"
    group = f"<xdr:grpSp>{_shape('上')}<mc:AlternateContent><mc:Choice>{_shape('下')}</mc:Choice>{older}"
    group += "</mc:AlternateContent></xdr:grpSp>"
    [found] = _drawn(_anchored(group, _corner("from", 0, 0), _corner("to", 1, 1)))
    assert found.text == "上\n下"


def test_pictures_and_shapes_without_a_text_say_nothing():
    picture = '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="図 2" descr="印影"/></xdr:nvPicPr></xdr:pic>'
    ends = (_corner("from", 0, 0), _corner("to", 1, 1))
    assert _drawn(_anchored(picture, *ends), _anchored(_shape("", "  "), *ends)) == []


def _geometry(name: str, inside: str = "", *, style: str = "") -> str:
    return f'<xdr:sp><xdr:spPr><a:prstGeom prst="{name}"/>{inside}</xdr:spPr>{style}</xdr:sp>'


_LINE_ONLY = '<a:ln><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln>'
_OF_A_STYLE = '<xdr:style><a:fillRef idx="1"><a:schemeClr val="accent1"/></a:fillRef></xdr:style>'
_PEN = "<mc:AlternateContent><mc:Choice><xdr:contentPart/></mc:Choice></mc:AlternateContent>"
STROKES = {
    "a line": '<xdr:cxnSp><xdr:spPr><a:prstGeom prst="line"/></xdr:spPr></xdr:cxnSp>',
    "a line as a shape": _geometry("line", _LINE_ONLY),
    "a cross": _geometry("mathMultiply"),
    "written with a pen": _PEN,
    "a white rectangle": _geometry(
        "rect", '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln>'
    ),
    "a rectangle as Excel draws it": _geometry("rect", style=_OF_A_STYLE),
    "one of a group": f"<xdr:grpSp>{_geometry('ellipse', '<a:noFill/>')}{_geometry('line')}</xdr:grpSp>",
}


@pytest.mark.parametrize("shape", STROKES.values(), ids=STROKES)
def test_a_line_or_a_filled_shape_lies_on_the_cells_that_it_strikes_out_or_hides(shape):
    [found] = _drawn(_anchored(shape, _corner("from", 10, 15, 0, 99_999), _corner("to", 11, 15, 0, 99_999)))
    assert (found.kind, found.place, found.text) == (AnnotationKind.STROKE, "K16", "")


HONEST = {
    "a ring": _geometry("ellipse", f"<a:noFill/>{_LINE_ONLY}", style=_OF_A_STYLE),
    "a frame without a style": _geometry("rect", _LINE_ONLY),
    "a style without a fill": _geometry("rect", style='<xdr:style><a:fillRef idx="0"/></xdr:style>'),
    "a frame without a text in a colour": _geometry("rect", "<a:noFill/>").replace(
        "</xdr:sp>",
        "<xdr:txBody><a:p><a:endParaRPr><a:solidFill/></a:endParaRPr></a:p></xdr:txBody></xdr:sp>",
    ),
    "a picture on a ground": "<xdr:pic><xdr:spPr><a:solidFill/></xdr:spPr></xdr:pic>",
    "a chart": "<xdr:graphicFrame><a:graphic/></xdr:graphicFrame>",
}


@pytest.mark.parametrize("shape", HONEST.values(), ids=HONEST)
def test_what_leaves_the_cell_to_be_seen_says_nothing(shape):
    assert _drawn(_anchored(shape, _corner("from", 10, 15), _corner("to", 11, 16))) == []


def test_a_drawing_with_nothing_in_it_as_web_exports_have_says_nothing():
    assert _drawn() == []


def test_line_breaks_within_a_paragraph_are_kept():
    broken = "<a:p><a:r><a:t>速報値</a:t></a:r><a:br/><a:fld><a:t>7月</a:t></a:fld></a:p>"
    shape = f"<xdr:sp><xdr:txBody>{broken}</xdr:txBody></xdr:sp>"
    [found] = _drawn(_anchored(shape, _corner("from", 0, 0), _corner("to", 1, 1)))
    assert found.text == "速報値\n7月"


@pytest.mark.parametrize(
    ("paragraphs", "text"),
    [(("速報値",), "速報値"), (("速報値", "", " 確定は7月 "), "速報値\n確定は7月"), ((), None)],
)
def test_a_diagram_says_its_texts_a_line_each(paragraphs, text):
    names = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    inside = f'<xdr:graphicFrame><dgm:relIds {names} xmlns:r="{RELATIONS}" r:dm="rId1"/></xdr:graphicFrame>'
    lines = "".join(f"<a:p><a:r><a:t>{paragraph}</a:t></a:r></a:p>" for paragraph in paragraphs)
    data = f"<dgm:dataModel {names} {DRAWING_NAMES}>{lines}</dgm:dataModel>"
    related = _related("xl/drawings/drawing1.xml", (f"{RELATIONS}/diagramData", "../diagrams/data1.xml"))
    sheet = with_parts(_plain(), related | {"xl/diagrams/data1.xml": data})
    found = _drawn(_anchored(inside, _corner("from", 0, 0), _corner("to", 1, 1)), sheet=sheet)
    assert [item.text for item in found] == ([text] if text else [])


# ── notes ───────────────────────────────────────────────────────────────────────────────────────────
def test_a_note_is_found_with_its_author_and_its_cell():
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("表")
        sheet.write_comment("K16", "速報値。確定値は63.1％", {"author": "支部担当"})

    [found] = workbook(written(write)).annotations
    assert found == Annotation(
        kind=AnnotationKind.NOTE, sheet="表", area=(15, 10, 15, 10), place="K16",
        text="速報値。確定値は63.1％", author="支部担当",
    )  # fmt: skip


def test_the_author_that_excel_puts_before_a_note_is_not_its_text():
    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("表").write_comment("A1", "支部担当:\n速報値", {"author": "支部担当"})

    [found] = workbook(written(write)).annotations
    assert (found.author, found.text) == ("支部担当", "速報値")


def test_an_empty_note_says_nothing():
    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("表").write_comment("A1", "支部担当:\n ", {"author": "支部担当"})

    assert workbook(written(write)).annotations == ()


def test_notes_are_found_on_sheets_whose_cells_nobody_asked_for():
    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("記入")
        book.add_worksheet("他").write_comment("B2", "速報値")

    read = workbook(written(write), names={"記入"})
    assert list(read.sheets) == ["記入"]
    assert [(item.sheet, item.place, item.text) for item in read.annotations] == [("他", "B2", "速報値")]


# ── threads ─────────────────────────────────────────────────────────────────────────────────────────
THREAD_NAMES = 'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"'
COPY = (
    "[スレッド化されたコメント]\n\n使用している Excel のバージョンでは、このコメントを読めます。\n\n"
    "コメント:\n    速報値です\n返信:\n    確定は7月"
)


def _threaded(*comments: str, copy: str = COPY) -> bytes:
    """A workbook with a thread as Excel saves it, beside the note that older programs are shown."""

    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("表").write_comment("K16", copy, {"author": "tc={0001}"})

    content = written(write)
    sheet_relations = "xl/worksheets/_rels/sheet1.xml.rels"
    added = f'<Relationship Id="rId9" Type="{THREADS}" Target="../threadedComments/threadedComment1.xml"/>'
    content = changed(
        content, sheet_relations, lambda xml: xml.replace("</Relationships>", f"{added}</Relationships>")
    )
    added_person = f'<Relationship Id="rId9" Type="{PERSONS}" Target="persons/person.xml"/>'
    content = changed(
        content,
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace("</Relationships>", f"{added_person}</Relationships>"),
    )
    persons = "".join(
        f'<person displayName="{name}" id="{{{key}}}" userId="u" providerId="None"/>'
        for key, name in (("P1", "支部 花子"), ("P2", "本部 太郎"))
    )
    threads = f"<ThreadedComments {THREAD_NAMES}>{''.join(comments)}</ThreadedComments>"
    return with_parts(
        content,
        {
            "xl/threadedComments/threadedComment1.xml": threads,
            "xl/persons/person.xml": f"<personList {THREAD_NAMES}>{persons}</personList>",
        },
    )


def _comment(key: str, person: str, text: str, parent: str = "") -> str:
    of = f' parentId="{{{parent}}}"' if parent else ""
    return (
        f'<threadedComment ref="K16" dT="2025-04-10T01:00:00.00" personId="{{{person}}}" id="{{{key}}}"{of}>'
        f"<text>{text}</text></threadedComment>"
    )


def test_a_thread_is_one_comment_with_its_replies():
    content = _threaded(
        _comment("1", "P1", "速報値です"),
        _comment("2", "P2", "いつ確定しますか", parent="1"),
        _comment("3", "P1", "7月です", parent="1"),
    )
    [found] = workbook(content).annotations
    assert (found.kind, found.place, found.author) == (AnnotationKind.COMMENT, "K16", "支部 花子")
    assert found.text == "速報値です\n本部 太郎: いつ確定しますか\n7月です"


def test_the_copy_of_a_thread_counts_only_where_the_thread_is_gone():
    content = _threaded()
    [found] = workbook(content).annotations
    assert (found.kind, found.author, found.text) == (AnnotationKind.NOTE, "", "速報値です\n確定は7月")
    [odd] = workbook(_threaded(copy="短い")).annotations
    assert odd.text == "短い"


def test_a_relation_that_leads_nowhere_does_no_harm():
    related = _related("xl/worksheets/sheet1.xml", (f"{RELATIONS}/comments", "../comments1.xml"))
    assert workbook(with_parts(_plain(), related)).annotations == ()


def test_a_relation_that_leads_out_of_the_file_leads_to_no_part_of_it():
    content = written(lambda book: book.add_worksheet("表").write_comment("A1", "速報値"))
    assert [item.text for item in workbook(content).annotations] == ["速報値"]
    outside = changed(
        content,
        "xl/worksheets/_rels/sheet1.xml.rels",
        lambda xml: xml.replace(
            'Target="../comments1.xml"', 'Target="../comments1.xml" TargetMode="External"'
        ),
    )
    assert outside != content
    assert workbook(outside).annotations == ()


# ── how the workbook computes ───────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("setting", "manual"),
    [
        ('calcMode="manual"', True),
        ('calcMode="manual" fullCalcOnLoad="1"', False),
        ('calcCompleted="0"', True),
        ('calcCompleted="0" fullCalcOnLoad="1"', False),
        ('calcMode="autoNoTable"', False),
        ('calcId="191029"', False),
    ],
)
def test_a_workbook_that_computes_only_on_demand_says_so(setting, manual):
    def change(xml: str) -> str:
        assert '<calcPr calcId="124519" fullCalcOnLoad="1"/>' in xml
        return xml.replace('<calcPr calcId="124519" fullCalcOnLoad="1"/>', f"<calcPr {setting}/>")

    assert workbook(changed(_plain(), "xl/workbook.xml", change)).is_manual is manual


def test_a_workbook_that_does_not_say_how_it_computes_and_counts_days_does_so_as_usual():
    content = changed(
        _plain(), "xl/workbook.xml", lambda xml: re.sub("<(?:calcPr|workbookPr)[^>]*/>", "", xml)
    )
    assert content != _plain()
    read = workbook(content)
    assert (read.is_manual, read.sheets["表"].is_1904) == (False, False)
