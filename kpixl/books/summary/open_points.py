"""未着・指摘: what has not come back, and every error and warning that is still open."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.tables import Column, write_table
from kpixl.model.finding import FindingCode, Severity
from kpixl.model.ledger import LedgerRow, Receipt

_MOST_OF_A_KIND = 20  # findings of a kind, or branches of a block, where there are very many branches


def write_open_points(frame: Frame) -> None:
    """Write the sheet: missing and sent-back branches first, then errors and warnings."""
    words = frame.words
    sheet = frame.book.sheet(words("sheet.open_points"))
    frame.title(sheet, f"{frame.year}　{words('sheet.open_points')}")
    keys = ("severity", "branch", "indicator", "message", "hint", "file", "cell")
    widths = (9, 9, 36, 38, 45, 17, 8)
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
    rows = [*_branch_rows(frame), *_finding_rows(frame)]
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


def _branch_rows(frame: Frame) -> list[list[str]]:
    """What has not come back or was sent back, a row a branch; of very many branches a row a block."""
    summary = frame.summary
    if summary.is_plan:
        return []
    waiting = [row for row in summary.ledger if row.receipt is not Receipt.RECEIVED]
    groups: dict[tuple[str, ...], list[LedgerRow]] = {}
    for row in waiting:
        block = frame.branches[row.branch_code].block
        key = (row.receipt, block, row.next_step) if summary.is_condensed else (row.branch_code,)
        groups.setdefault(key, []).append(row)
    return [_branch_row(frame, group) for group in groups.values()]


def _branch_row(frame: Frame, group: Sequence[LedgerRow]) -> list[str]:
    """One branch, or several of a block for which the same is to be done."""
    words, one = frame.words, group[0]
    receipt, step = frame.receipt_text(one.receipt), words(f"word.next_step.{one.next_step}")
    if len(group) == 1:
        return [receipt, one.branch_name, "", "", step, one.file, ""]
    names = words("text.list_separator").join(row.branch_name for row in group[:_MOST_OF_A_KIND])
    rest = len(group) - _MOST_OF_A_KIND
    names = words("summary.names_more", names=names, count=rest) if rest > 0 else names
    count, block = words("summary.branches", count=len(group)), frame.branches[one.branch_code].block
    return [receipt, count, block, names, step, "", ""]


def _finding_rows(frame: Frame) -> Iterator[list[str]]:
    """Errors and warnings, a row each; of very many branches the first of every kind, and how many more."""
    words, left = frame.words, Counter[tuple[Severity, FindingCode]]()
    found = [item for item in frame.summary.findings if item.severity is not Severity.NOTE]
    shown: Counter[tuple[Severity, FindingCode]] = Counter()
    for item in found:
        key = item.severity, item.kind
        shown[key] += 1
        if frame.summary.is_condensed and shown[key] > _MOST_OF_A_KIND:
            left[key] += 1
            continue
        branch, kpi = frame.branches.get(item.branch_code), frame.kpis.get(item.kpi_code)
        told = words.render(item)
        yield [
            words(f"severity.{item.severity}"),
            branch.name if branch else "",
            kpi.indicator if kpi else "",
            f"{told.message}{'' if frame.japanese else ' '}[{told.code}]",
            told.hint.strip(),
            told.file,
            told.cell,
        ]
    for (severity, kind), count in left.items():
        more = words("summary.findings_more", code=kind.code, count=count, sheet=words("sheet.findings"))
        yield [words(f"severity.{severity}"), "", "", more, "", "", ""]
