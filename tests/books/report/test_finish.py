"""What is done to a rendered document: captions are counted, and what a cell shows stays in it."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kpixl.books.report.finish import finish

SIMPLE = '<w:fldSimple w:instr=" SEQ {kind} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
AS_WORD_SAVES_IT = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> SEQ </w:instrText></w:r>'
    '<w:r><w:instrText>{kind} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    '<w:r><w:t>1</w:t></w:r><w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def _finished(body: str) -> Any:
    document = Document()
    for block in parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>"):
        document.element.body.sectPr.addprevious(block)
    finish(cast(Any, SimpleNamespace(docx=document)))
    return document


@pytest.mark.parametrize("field", [SIMPLE, AS_WORD_SAVES_IT], ids=["simple", "of runs"])
def test_the_captions_of_each_kind_are_numbered_in_their_order(field):
    captions = [
        f"<w:p><w:r><w:t>{kind} </w:t></w:r>{field.format(kind=kind)}</w:p>" for kind in ("表", "図", "表")
    ]
    texts = [text.text for text in _finished("".join(captions)).element.body.iter("{*}t")]
    assert [text for text in texts if text] == ["表 ", "1", "図 ", "1", "表 ", "2"]


@pytest.mark.parametrize(
    ("last", "left"),
    [
        ("<w:p/>", 1),
        ("<w:p><w:pPr><w:jc w:val='center'/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t> </w:t></w:r></w:p>", 1),
        ("<w:p><w:r><w:t>次年度</w:t></w:r></w:p>", 2),
        ("<w:p><w:r><w:pict/></w:r></w:p>", 2),
        ("<w:p><w:r><w:object/></w:r></w:p>", 2),
        ("<w:p><w:bookmarkStart w:id='1' w:name='kpixl_1'/><w:bookmarkEnd w:id='1'/></w:p>", 2),
        ("<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r></w:p>", 2),
    ],
)
def test_only_a_paragraph_without_anything_in_it_is_taken_off_a_cells_end(last, left):
    table = (
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w='900'/></w:tblGrid><w:tr><w:tc>"
        f"<w:p><w:r><w:t>達成</w:t></w:r></w:p>{last}</w:tc></w:tr></w:tbl>"
    )
    [cell] = _finished(table).element.body.iter("{*}tc")
    assert len(list(cell)) == left
