"""The entry workbook's sheets that nobody fills in: 記入要領 and the very hidden identity sheet."""

import json
from collections.abc import Sequence

from kpixl.books.entry_workbook.frame import EntryFrame
from kpixl.books.entry_workbook.layout import IDENTITY_SHEET, KEY_PREFIX, SNAPSHOT_KEY
from kpixl.books.writing import styles
from kpixl.model.submission import SnapshotRow

_MOST_CHARACTERS = 32_000  # of one cell; Excel takes 32,767


def write_instructions(frame: EntryFrame) -> None:
    """記入要領: how to fill in and return the workbook."""
    sheet = frame.book.sheet(frame.words("sheet.instructions"))
    sheet.widths([24, 100])
    sheet.text(0, 0, f"{frame.words('entry.instructions.title')}　{frame.year}", styles.TITLE)
    sheet.height(0, 30)
    for row, (title, text) in enumerate(frame.words.pairs("entry.instructions.sections"), start=2):
        sheet.text(
            row, 0, title, styles.WRAP, {"bold": True, "valign": "top", "bg_color": styles.HEADER_FILL}
        )
        sheet.text(row, 1, text, styles.WRAP, {"valign": "top"})
        sheet.height(row, styles.row_height([(title, 24), (text, 100)], padding=styles.FORM_PADDING) + 4)
    frame.protect(sheet)
    sheet.page(frame.page())


def write_identity(frame: EntryFrame, snapshot: Sequence[SnapshotRow]) -> None:
    """The very hidden sheet: which branch, round and issue a file is, and the branch's part of the plan."""
    sheet = frame.book.sheet(IDENTITY_SHEET)
    as_text = {"num_format": "@"}
    pairs = vars(frame.identity)
    for row, (key, value) in enumerate(pairs.items()):
        sheet.text(row, 0, KEY_PREFIX + key)
        sheet.text(row, 1, str(value), as_text)
    top = len(pairs) + 1
    sheet.text(top, 0, SNAPSHOT_KEY)
    rows: dict[tuple[str, int], dict[str, str | float]] = {}
    for table, number, field, value in snapshot:
        rows.setdefault((table, number), {})[field] = value
    for row, ((table, number), cells) in enumerate(rows.items(), start=top + 1):
        # A plan's row, not a field, is a cell: clients and readers are slow by the cell.
        content = json.dumps([table, number, cells], ensure_ascii=False, separators=(",", ":"))
        # A row of several long texts runs on to the right.
        for at in range(0, len(content), _MOST_CHARACTERS):
            sheet.text(row, at // _MOST_CHARACTERS, content[at : at + _MOST_CHARACTERS], as_text)
    sheet.raw.very_hidden()
