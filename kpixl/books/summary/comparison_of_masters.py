"""前回との差: what moved since an earlier master, and which judgements moved with it."""

from kpixl.books.addresses import column_name
from kpixl.books.master.data_sheet import judgement_text
from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.comparison_of_masters import Change, ComparisonOfMasters, Input

_COLUMNS = (
    ("branch", 9),
    ("indicator", 24),
    ("moved", 12),
    ("actual_before", 11),
    ("actual_after", 11),
    ("target_before", 15),
    ("target_after", 15),
    ("judgement_before", 13),
    ("judgement_after", 13),
    ("rank_before", 11),
    ("rank_after", 11),
    ("moved_details", 20),
)
_KEYS = tuple(key for key, _width in _COLUMNS)
_WIDTHS = {key: float(width) for key, width in _COLUMNS}
_PAIRS = ("actual", "target", "rank")  # shown in yellow where they differ
_LAST = len(_COLUMNS) - 1
_FIRST_BLOCK_ROW = 4
_TURNS_AT = _KEYS.index("target_before")  # beside the totals


def write_comparison_of_masters(frame: Frame, since: ComparisonOfMasters) -> None:
    """Write the sheet: one sentence, the totals, then one row per figure that moved."""
    words = frame.words
    sheet = frame.book.sheet(words("sheet.since"))
    sheet.widths(list(_WIDTHS.values()))
    before, after = since.run_ids
    note = words("since.note", before=before, after=after)
    frame.title(sheet, f"{frame.year}　{words('sheet.since')}", note)
    sheet.text(2, 0, _headline(frame, since), styles.SUBTITLE, {"font_size": 12})
    sheet.height(2, 26)
    row = _FIRST_BLOCK_ROW
    if since.changes:
        row = max(_totals(frame, sheet, since, row), _turns(frame, sheet, since, row)) + 1
    for line in _other_lines(frame, since):
        sheet.merge(row, 0, _LAST, line, styles.PAPER_NOTE, {"text_wrap": True})
        sheet.height(
            row, styles.row_height([(line, sum(_WIDTHS.values()))], size=styles.PAPER_NOTE["font_size"])
        )
        row += 1
    if since.changes:
        _changes(frame, sheet, since, row + 1)
    sheet.raw.freeze_panes(0, 2)
    head = (row + 1, row + 1) if since.changes else (0, 2)
    last = row + 1 + len(since.changes) if since.changes else row
    print_table(frame, sheet, PrintedTable(columns=len(_COLUMNS), last=last, head=head, keep=2))


def _headline(frame: Frame, since: ComparisonOfMasters) -> str:
    words = frame.words
    if since.is_empty:
        return words("since.nothing" if since.run_ids[0] != since.run_ids[1] else "since.same")
    if not since.changes:
        return words("since.no_change")
    turned = len(since.judged_otherwise)
    return words("since.headline", changes=len(since.changes), turned=turned)


def _totals(frame: Frame, sheet: Sheet, since: ComparisonOfMasters, top: int) -> int:
    """How many figures by what moved; one with two moved inputs counts with both. Returns the next row."""
    words = frame.words
    sheet.text(top, 1, words("column.moved"), styles.HEADER)
    sheet.text(top, 2, words("column.figures_moved"), styles.HEADER)
    sheet.merge(top, 3, 4, words("column.judged_otherwise"), styles.HEADER)
    sheet.height(top, 34)
    kinds = [kind for kind in Input if since.of(kind)]
    lines = [(words(f"word.input.{kind}"), since.of(kind), False) for kind in kinds]
    lines.append((words("since.total"), since.changes, True))
    for row, (label, changes, total) in enumerate(lines, start=top + 1):
        bold = {"bold": total}
        count = styles.CENTRE | {"num_format": "0"} | bold
        sheet.text(row, 1, label, styles.TEXT, bold)
        sheet.number(row, 2, len(changes), count)
        sheet.merge(row, 3, 4, "", count)
        sheet.number(row, 3, sum(change.judged_otherwise for change in changes), count)
        sheet.height(row, 20)
    return top + 1 + len(lines)


def _turns(frame: Frame, sheet: Sheet, since: ComparisonOfMasters, top: int) -> int:
    """How many judgements turned from which into which; nothing where none did. Returns the next row."""
    words, at = frame.words, _TURNS_AT
    if not since.turns:
        return top
    for column, key in enumerate(("judgement_before", "judgement_after", "count"), start=at):
        sheet.text(top, column, words(f"column.{key}"), styles.HEADER)
    row = top
    for (before, after), count in since.turns.items():
        row += 1
        sheet.text(row, at, judgement_text(before, words), styles.CENTRE)
        sheet.text(row, at + 1, judgement_text(after, words), styles.CENTRE)
        sheet.number(row, at + 2, count, styles.CENTRE, {"num_format": "0"})
        sheet.height(row, 20)
    frame.colour_judgements(sheet, (top + 1, at, row, at + 1))
    return row + 1


def _other_lines(frame: Frame, since: ComparisonOfMasters) -> list[str]:
    """What differs beside the figures, a sentence each."""
    words = frame.words
    separator = words("text.list_separator")
    named = {
        "new_branches": [branch.name for branch in since.new_branches],
        "gone_branches": [branch.name for branch in since.gone_branches],
        "new_kpis": [kpi.indicator for kpi in since.new_kpis],
        "gone_kpis": [kpi.indicator for kpi in since.gone_kpis],
        "redefined": [
            words(
                "since.redefined_kpi",
                indicator=item.kpi.indicator,
                fields=separator.join(words(f"column.{field}") for field in item.fields),
            )
            for item in since.redefined
        ],
    }
    lines = [words(f"since.{key}", names=separator.join(names)) for key, names in named.items() if names]
    if since.judge_on[0] is not since.judge_on[1]:
        before, after = (words(f"word.judge_on.{kind}") for kind in since.judge_on)
        lines.append(words("since.judge_on", before=before, after=after))
    if since.ranks_alone:
        lines.append(words("since.ranks_alone", count=since.ranks_alone))
    return lines


def _changes(frame: Frame, sheet: Sheet, since: ComparisonOfMasters, header: int) -> None:
    words, first = frame.words, header + 1
    for column, key in enumerate(_KEYS):
        sheet.text(header, column, words(f"column.{key}"), styles.HEADER)
    sheet.height(header, 34)
    for row, change in enumerate(since.changes, start=first):
        _change(frame, sheet, row, change)
    last = header + len(since.changes)
    for key in _PAIRS:
        before, after = (_KEYS.index(f"{key}_{side}") for side in ("before", "after"))
        rule = f"=${column_name(before)}{first + 1}<>${column_name(after)}{first + 1}"
        style = {"bold": True, "bg_color": styles.YELLOW}
        sheet.condition((first, after, last, after), {"type": "formula", "criteria": rule}, style)
    left, right = (_KEYS.index(f"judgement_{side}") for side in ("before", "after"))
    frame.colour_judgements(sheet, (first, left, last, right))
    sheet.filter((header, 0, last, _LAST))


def _change(frame: Frame, sheet: Sheet, row: int, change: Change) -> None:
    words, before, after = frame.words, change.before, change.after
    kpi = frame.kpis[after.kpi_code]
    moved = words("text.list_separator").join(words(f"word.input.{kind}") for kind in change.moved)
    texts = {
        "branch": frame.branches[after.branch_code].name,
        "indicator": kpi.indicator,
        "moved": moved,
        "target_before": words.translate(change.targets[0]),
        "target_after": words.translate(change.targets[1]),
        "rank_before": frame.rank_text(before) or DASH,
        "rank_after": frame.rank_text(after) or DASH,
        "moved_details": words.translate(change.details),
    }
    for key, text in texts.items():
        centred = {"align": "left" if key in ("indicator", "moved_details") else "center"}
        sheet.text(row, _KEYS.index(key), text, styles.WRAP, centred)
    frame.write_figure(sheet, row, _KEYS.index("actual_before"), before.figure, kpi)
    frame.write_actual(sheet, row, _KEYS.index("actual_after"), after)
    sheet.text(row, _KEYS.index("judgement_before"), frame.judgement_said(before), styles.CENTRE)
    frame.write_judgement(sheet, row, _KEYS.index("judgement_after"), after)
    sheet.height(row, styles.row_height([(text, _WIDTHS[key]) for key, text in texts.items()]))
