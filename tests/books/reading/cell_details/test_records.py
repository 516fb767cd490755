"""What all readers of cell details share: the looks of a text's parts."""

import pytest

from kpixl.books.reading.cell_details.records import PLAIN, SheetDetail, WorkbookDetail, marked_runs
from kpixl.model.annotation import Mark, TextRun
from tests.books.reading.cell_details.helpers import only, with_rows

STRUCK = Mark.STRUCK


@pytest.mark.parametrize(
    ("parts", "runs", "whole"),
    [
        ([], (), Mark.NONE),
        ([("75.9", Mark.NONE)], (), Mark.NONE),
        ([("75.9", STRUCK)], (), STRUCK),
        ([(" ", STRUCK)], (), Mark.NONE),
        ([("", STRUCK), ("75.9", Mark.NONE)], (), Mark.NONE),
        ([(" ", STRUCK), ("75.9", Mark.NONE)], (), Mark.NONE),
        ([(" ", Mark.NONE), ("75.9", STRUCK)], (), STRUCK),
        ([("75.9", Mark.NONE), (" ", STRUCK)], (), Mark.NONE),
        ([("75", STRUCK), (".9", STRUCK)], (), STRUCK),
        ([("75", STRUCK), ("76", Mark.NONE)], (("75", STRUCK), ("76", Mark.NONE)), Mark.NONE),
        (
            [(" ", Mark.NONE), ("75", STRUCK), (" ", Mark.NONE), ("76", Mark.NONE)],
            ((" 75 ", STRUCK), ("76", Mark.NONE)),
            Mark.NONE,
        ),
    ],
)
def test_the_parts_of_a_text_that_look_alike_are_one_and_blanks_have_no_look(parts, runs, whole):
    found, mark = marked_runs(TextRun(text, look) for text, look in parts)
    assert (found, mark) == (tuple(TextRun(text, look) for text, look in runs), whole)


def test_a_text_of_blanks_in_a_look_of_its_own_is_read():
    rich = "<is><r><rPr><strike/></rPr><t> </t></r></is>"
    detail = only(with_rows(f'<row r="1"><c r="A1" t="inlineStr">{rich}</c></row>'))
    assert (detail.cell((0, 0)).raw, detail.cell((0, 0)).style) == (" ", PLAIN)


def test_what_nothing_is_said_of_is_neither_hidden_nor_old():
    assert (PLAIN.is_struck, PLAIN.is_unseen, PLAIN.is_ruled) == (False, False, False)
    assert not WorkbookDetail(sheets={}).is_manual
    sheet = SheetDetail()
    assert (sheet.hides_zeros, sheet.is_1904, sheet.stores_texts) == (False, False, False)
