"""補正: the figures that head office put in the place of reported ones."""

from kpixl.books.master.adjustments_sheet import adjusted_rows, write_adjustments
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table


def write_adjusted(frame: Frame) -> None:
    """Write the sheet; none where head office adjusted nothing."""
    words, summary = frame.words, frame.summary
    rows = adjusted_rows(summary.plan, summary.assessments)
    if rows:
        sheet = frame.book.sheet(words("sheet.adjustments"))
        frame.title(sheet, f"{frame.year}　{words('sheet.adjustments')}", words("summary.adjusted_note"))
        area = write_adjustments(sheet, summary.plan, rows, words, top=2)
        table = PrintedTable(columns=area[3] + 1, last=area[2], head=(2, 2), keep=2)
        print_table(frame, sheet, table)
