"""Troubles beside the cells: notes, threads, text boxes, and results that were not computed anew."""

from collections.abc import Callable, Iterator

from kpixl.model.submission import Field
from tests.messy.returns import MEASURES, Messy
from tests.messy.trouble import Trouble
from tests.messy.workbook import Place, Workbook, address

_SAID = "速報値です。確定は7月"
_QUOTED = f"「{_SAID}」"
_THREADS = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
_THREAD_NAMES = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_NOTES, _DRAWINGS = frozenset({"notes"}), frozenset({"drawings"})


def beside() -> Iterator[Trouble]:
    """Every trouble beside the cells."""
    for name in (Field.ACTUAL, Field.AS_OF, Field.REMARK):
        yield Trouble("beside", f"note-at-{name}", _note_at(name), _NOTES, 2)
        yield Trouble("beside", f"box-at-{name}", _box_at(name), _DRAWINGS, 2)
    yield Trouble("beside", "thread", _thread, _NOTES | {"stored"}, 2)
    yield Trouble("beside", "note-on-the-heading", _note_elsewhere, _NOTES, 2)
    yield Trouble("beside", "box-below", _box_below, _DRAWINGS | {"outside"}, 2)
    yield Trouble("beside", "note-on-measures", _note_on_measures, _NOTES | {"measures", "sheets"}, 2)
    yield Trouble("beside", "diagram", _diagram, _DRAWINGS, 2)
    for kind, shape in (("line", _LINE), ("cover", _COVER)):
        yield Trouble("beside", f"{kind}-over-the-actual", _stroke(shape), _DRAWINGS, 2)
    yield Trouble("beside", "honest-line", _line_below, _DRAWINGS, 2)
    yield Trouble("beside", "honest-picture", _picture, _DRAWINGS, 2)
    yield Trouble("beside", "honest-empty-drawing", _empty_drawing, _DRAWINGS, 2)
    for name, set_mode in (("old", Workbook.compute_on_demand), ("interrupted", Workbook.stop_computing)):
        yield Trouble("beside", f"{name}-result", _old_result(set_mode), frozenset({"stored"}))
    yield Trouble("beside", "honest-on-demand", lambda m: m.opened.compute_on_demand(), frozenset({"stored"}))


# ── notes ────────────────────────────────────────────────────────────────────────────────────────────
def _add_note(m: Messy, sheet: str, at: Place, text: str, author: str = "支部担当") -> None:
    note = f'<comment ref="{address(*at)}" authorId="0"><text><r><t>{text}</t></r></text></comment>'
    authors = f"<authors><author>{author}</author></authors>"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<comments xmlns="{main}">{authors}<commentList>{note}</commentList></comments>'
    m.opened.beside(sheet, "", "comments", "xl/comments1.xml", xml)


def _want_on_sheet(m: Messy, at: Place, kind: str, said: str = _SAID) -> None:
    m.want_file("K375", cell=address(*at), what=f"word.annotation.{kind}", seen=f"「{said}」")


def _note_at(name: Field) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        _add_note(m, m.sheet_name, m.at(kpi, name), f"支部担当:\n{_SAID}")
        place = f"{m.address(kpi, name)}、支部担当"
        m.want("K434", kpi, name, what="word.annotation.note", seen=_QUOTED, at=place)

    return do


def _note_elsewhere(m: Messy) -> None:
    at = (2, m.columns["judgement"])
    _add_note(m, m.sheet_name, at, _SAID)
    _want_on_sheet(m, at, "note")


def _note_on_measures(m: Messy) -> None:
    _add_note(m, MEASURES, (2, 2), _SAID)
    _want_on_sheet(m, (2, 2), "note")


def _thread(m: Messy) -> None:
    kpi = m.take("rate")
    at = m.at(kpi)
    _add_note(m, m.sheet_name, at, "[スレッド化されたコメント]\n\nコメント:\n    古い写し", "tc={1}")
    said = (("1", "", _SAID), ("2", ' parentId="1"', "了解"))
    comments = "".join(
        f'<threadedComment ref="{address(*at)}" personId="P" id="{key}"{parent}><text>{text}</text>'
        "</threadedComment>"
        for key, parent, text in said
    )
    xml = f'<ThreadedComments xmlns="{_THREAD_NAMES}">{comments}</ThreadedComments>'
    path = "xl/threadedComments/threadedComment1.xml"
    m.opened.beside(m.sheet_name, "", "threadedComment", path, xml, _THREADS)
    m.want("K434", kpi, what="word.annotation.comment", seen=f"「{_SAID} 了解」")


# ── drawings ─────────────────────────────────────────────────────────────────────────────────────────
def _add_drawing(m: Messy, first: Place, last: Place, shape: str) -> None:
    """A drawing over cells; both ends are 1-based and inclusive."""

    def corner(name: str, at: Place, offset: int) -> str:
        row, column = at
        return (
            f"<xdr:{name}><xdr:col>{column - 1}</xdr:col><xdr:colOff>{offset}</xdr:colOff>"
            f"<xdr:row>{row - 1}</xdr:row><xdr:rowOff>{offset}</xdr:rowOff></xdr:{name}>"
        )

    ends = corner("from", first, 50_000) + corner("to", last, 90_000)
    anchor = f"<xdr:twoCellAnchor>{ends}{shape}<xdr:clientData/></xdr:twoCellAnchor>" if shape else ""
    names = (
        'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    xml = f"<xdr:wsDr {names}>{anchor}</xdr:wsDr>"
    m.opened.beside(m.sheet_name, "drawing", "drawing", "xl/drawings/drawing1.xml", xml)


def _box(text: str) -> str:
    body = f"<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody>"
    return f'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="テキスト ボックス 1"/></xdr:nvSpPr>{body}</xdr:sp>'


def _box_at(name: Field) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        _add_drawing(m, m.at(kpi, name), m.at(kpi, name), _box(_SAID))
        place = m.address(kpi, name)
        m.want("K434", kpi, name, what="word.annotation.shape", seen=_QUOTED, at=place)

    return do


def _diagram(m: Messy) -> None:
    """SmartArt: its texts stand in a part of their own."""
    kpi = m.take("rate")
    names = 'xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ids = f'<d:relIds {names} xmlns:r="{office}" r:dm="rId1"/>'
    _add_drawing(m, m.at(kpi), m.at(kpi), f"<xdr:graphicFrame>{ids}</xdr:graphicFrame>")
    target = f'<Relationship Id="rId1" Type="{office}/diagramData" Target="../diagrams/data1.xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    listed = f'<Relationships xmlns="{package}">{target}</Relationships>'
    main = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    text = f"<d:pt><d:t><a:p><a:r><a:t>{_SAID}</a:t></a:r></a:p></d:t></d:pt>"
    m.opened.parts["xl/drawings/_rels/drawing1.xml.rels"] = listed.encode()
    m.opened.parts["xl/diagrams/data1.xml"] = f"<d:dataModel {names} {main}>{text}</d:dataModel>".encode()
    m.want("K434", kpi, what="word.annotation.shape", seen=_QUOTED, at=m.address(kpi))


def _box_below(m: Messy) -> None:
    row = max(m.rows.values()) + 3
    said = "すべて暫定値"  # one text in several places is one warning
    _add_drawing(m, (row, 3), (row + 2, 6), _box(said))
    _want_on_sheet(m, (row, 3), "shape", said)


_LINE = '<xdr:cxnSp><xdr:spPr><a:prstGeom prst="line"/></xdr:spPr></xdr:cxnSp>'
_COVER = '<xdr:sp><xdr:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></xdr:spPr></xdr:sp>'


def _stroke(shape: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        _add_drawing(m, m.at(kpi), m.at(kpi), shape)
        m.want("K435", kpi, at=m.address(kpi))

    return do


def _line_below(m: Messy) -> None:
    """Where nothing was entered, as people close the rest of a table."""
    row = max(m.rows.values()) + 2
    _add_drawing(m, (row, 2), (row + 3, 9), _LINE)


def _picture(m: Messy) -> None:
    kpi = m.take("rate")
    named = '<xdr:nvPicPr><xdr:cNvPr id="3" name="図 2" descr="印影"/></xdr:nvPicPr>'
    _add_drawing(m, m.at(kpi), m.at(kpi), f"<xdr:pic>{named}</xdr:pic>")


def _empty_drawing(m: Messy) -> None:
    _add_drawing(m, (1, 1), (1, 1), "")


# ── results ──────────────────────────────────────────────────────────────────────────────────────────
def _old_result(set_mode: Callable[[Workbook], None]) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        set_mode(m.opened)
        m.sheet.put_formula(m.at(kpi), "62.2/1", f"{m.source.entry(kpi).figure.value}")
        m.expect(kpi)
        m.want("K433", kpi)

    return do
