"""未着・指摘: what has not come back, and every error and warning that is still open."""

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.tables import Column, write_table
from kpixl.model.finding import Severity
from kpixl.model.ledger import Receipt


def write_open_points(frame: Frame) -> None:
    """Write the sheet: missing and sent-back branches first, then errors and warnings."""
    words, summary = frame.words, frame.summary
    sheet = frame.book.sheet(words("sheet.open_points"))
    frame.title(sheet, f"{frame.year}　{words('sheet.open_points')}")
    keys = ("severity", "branch", "indicator", "message", "hint", "file", "cell")
    widths = (9, 9, 24, 54, 38, 20, 8)
    wraps = (False, False, True, True, True, True, False)
    columns = [
        Column(
            label=words(f"column.{key}"),
            width=width,
            style=styles.WRAP if wrap else styles.CENTRE,
            wraps=wrap,
        )
        for key, width, wrap in zip(keys, widths, wraps, strict=True)
    ]
    rows = [
        [
            frame.receipt_text(row.receipt), row.branch_name, "", "",
            words(f"word.next_step.{row.next_step}"), row.file, "",
        ]
        for row in summary.ledger
        if row.receipt is not Receipt.RECEIVED and not summary.is_plan
    ]  # fmt: skip
    for item in summary.findings:
        if item.severity is not Severity.NOTE:
            branch = frame.branches.get(item.branch_code)
            kpi = frame.kpis.get(item.kpi_code)
            told = words.render(item)
            rows.append(
                [
                    words(f"severity.{item.severity}"),
                    branch.name if branch else "",
                    kpi.indicator if kpi else "",
                    f"{told.message}[{told.code}]",
                    told.hint.strip(),
                    told.file,
                    told.cell,
                ]
            )
    if not rows:
        rows.append([words("text.none"), *[""] * (len(keys) - 1)])
    area = write_table(sheet, columns, rows, top=2, as_table=True)
    for text, fill in (
        (frame.receipt_text(Receipt.MISSING), styles.FAILED_FILL),
        (words(f"severity.{Severity.ERROR}"), styles.FAILED_FILL),
        (frame.receipt_text(Receipt.SENT_BACK), styles.YELLOW),
        (words(f"severity.{Severity.WARNING}"), styles.YELLOW),
    ):
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"'}
        sheet.condition((area[0], 0, area[2], 0), rule, {"bg_color": fill, "font_color": styles.BLACK})
    sheet.raw.freeze_panes(3, 2)
    print_table(frame, sheet, PrintedTable(columns=len(keys), last=area[2], head=(2, 2), keep=2))
