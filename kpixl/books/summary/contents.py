"""目次: every sheet of this workbook with the question that it answers, and a link; the tabs' colours."""

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.model.sheet_selection import MOST_PRINTED

# What a tab's colour says: to read first, results, details, where it comes from.
GROUPS = {
    "first": ("overview", "plan_sheet", "contents", "since", "to_decide", "open_points"),
    "results": ("scorecard", "matrix", "heat_map", "round_kpis", "list", "aggregates", "prior", "trend",
                "trend_charts", "funnels", "measure_entry", "head_counts", "branch_index"),
    "details": ("ranks", "measure_details", "measure_records", "sensitivity", "adjustments"),
    "sources": ("methods", "evidence", "run", "data"),
}  # fmt: skip
_TABS = {"first": styles.NAVY, "results": styles.BLUE, "details": styles.AMBER, "sources": styles.RULE}
_HEADER_ROW = 2
_WIDTHS = (26, 84, 12)


def begin_contents(frame: Frame) -> None:
    """Give the sheet its place; what it says is known when all others are written."""
    frame.book.sheet(frame.words("sheet.contents"))


def write_contents(frame: Frame) -> None:
    """Write the sheet, if there is one: the workbook's other sheets by group."""
    words = frame.words
    sheet = frame.book.find(words("sheet.contents"))
    if sheet is None:
        return
    frame.title(sheet, f"{frame.year}　{words('sheet.contents')}", words("contents.note") + _searching(frame))
    sheet.widths(_WIDTHS)
    labels = [words(f"column.{key}") for key in ("sheet", "answers", "sheet_group")]
    for column, label in enumerate(labels):
        sheet.text(_HEADER_ROW, column, label, styles.HEADER)
    sheet.height(_HEADER_ROW, 24)
    row = _HEADER_ROW
    for group, keys in GROUPS.items():
        for key in keys:
            name = words(f"sheet.{key}")
            there = frame.book.find(name)
            if key == "contents" or there is None or there.raw.hidden:
                continue
            row += 1
            answer = words(f"contents.{key}")
            sheet.link(row, 0, name, "A1", name, styles.TEXT)
            sheet.text(row, 1, answer, styles.WRAP)
            sheet.text(row, 2, words(f"contents.group_{group}"), styles.CENTRE)
            sheet.height(row, styles.row_height([(answer, _WIDTHS[1])]))
    sheet.table((_HEADER_ROW, 0, row, len(_WIDTHS) - 1), labels)
    sheet.raw.freeze_panes(_HEADER_ROW + 1, 0)
    table = PrintedTable(columns=len(_WIDTHS), last=row, head=(_HEADER_ROW, _HEADER_ROW))
    print_table(frame, sheet, table)


def _searching(frame: Frame) -> str:
    """Of very many branches: which the lists show, and that データ prints its beginning alone."""
    if not frame.summary.is_condensed:
        return ""
    printed = frame.words("contents.printed", sheet=frame.words("sheet.data"), most=MOST_PRINTED)
    return frame.shown_note + printed


def colour_tabs(frame: Frame) -> None:
    """Give every tab the colour of its group; branches' own sheets have none."""
    for group, keys in GROUPS.items():
        for key in keys:
            frame.book.colour_tab(frame.words(f"sheet.{key}"), _TABS[group])
