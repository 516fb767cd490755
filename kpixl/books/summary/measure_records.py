"""施策の記録: what every branch plans, reaches, counts and writes about its measures, a row a piece.

Names stand on every row, so that the sheet can be filtered by branch and measure. A long text is spread over
as many rows as it takes to show all of it: Excel shows no row higher than 409 points, on screen or on paper.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kpixl.books.summary.figure_texts import DASH, FigureTexts
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.figure import FigureState
from kpixl.model.kpi import Measure
from kpixl.model.narrative import ActivityFigure, NextKpi
from kpixl.model.report import BranchReport, ReportActivity, ReportKpi, ReportMeasure

_HEADER_ROW = 2
_BEGINS: styles.Style = {"top": 2, "top_color": styles.NAVY}
_WIDTHS: dict[str, float] = {
    "branch": 9,
    "shown_number": 6,
    "measure": 24,
    "group": 9,
    "record_kind": 13,
    "record": 90,
}
_MOST_LINES = 18  # of a row: a page takes a few such rows
_LINE_LETTERS = 600  # of a line without a break: about as many lines high


@dataclass(frozen=True)
class _Record:
    """One row: what kind of thing is said, and the saying."""

    kind: str
    text: str


def write_measure_records(frame: Frame) -> None:
    """Write the sheet; none where no branch has said anything about its measures."""
    reports, words = frame.reports, frame.words
    if not any(report.says_something for report in reports):
        return
    sheet = frame.book.sheet(words("sheet.measure_records"))
    frame.title(
        sheet,
        f"{frame.year}　{words('sheet.measure_records')}",
        words("summary.records_note"),
        of_branches=True,
    )
    sheet.widths([max(width, styles.label_width(words(f"column.{key}"))) for key, width in _WIDTHS.items()])
    for column, key in enumerate(_WIDTHS):
        sheet.text(_HEADER_ROW, column, words(f"column.{key}"), styles.HEADER)
    sheet.height(_HEADER_ROW, 26)
    row = _HEADER_ROW
    for report in reports:
        for measure in report.measures:
            for number, record in enumerate(_records(frame, report, measure)):
                row += 1
                _write_record(sheet, row, report.branch.name, measure.measure, record, begins=number == 0)
    labels = [words(f"column.{key}") for key in _WIDTHS]
    sheet.table((_HEADER_ROW, 0, row, len(_WIDTHS) - 1), labels)
    sheet.raw.freeze_panes(_HEADER_ROW + 1, 3)
    table = PrintedTable(columns=len(_WIDTHS), last=row, head=(_HEADER_ROW, _HEADER_ROW))
    print_table(frame, sheet, table)


def _write_record(
    sheet: Sheet, row: int, branch: str, measure: Measure, record: _Record, *, begins: bool
) -> None:
    top = _BEGINS if begins else {}
    cells = (branch, measure.number, measure.name, measure.group, record.kind, record.text)
    for column, text in enumerate(cells):
        sheet.text(row, column, text, styles.WRAP, {"valign": "top"}, top)
    sheet.height(row, styles.row_height(list(zip(cells, _WIDTHS.values(), strict=True))))


def first_records(frame: Frame) -> dict[str, str]:
    """The cell at which each branch's records begin, for links; none where there is no such sheet."""
    found: dict[str, str] = {}
    for (branch, _measure), cell in measure_cells(frame).items():
        found.setdefault(branch, cell)
    return found


def measure_cells(frame: Frame) -> dict[tuple[str, str], str]:
    """The cell at which the records of each branch's measure begin; none where there is no such sheet."""
    if not any(report.says_something for report in frame.reports):
        return {}
    found, row = {}, _HEADER_ROW + 2
    for report in frame.reports:
        for measure in report.measures:
            count = sum(1 for _record in _records(frame, report, measure))
            if count:
                found[report.branch.code, measure.measure.code] = f"A{row}"
            row += count
    return found


def _records(frame: Frame, report: BranchReport, measure: ReportMeasure) -> Iterator[_Record]:
    words, texts = frame.words, frame.texts
    for text in _pieces(measure.measure.plan_text):
        yield _Record(words("report.record.plan"), text)
    yield from _listed(words("report.record.kpi"), (_kpi(frame, kpi) for kpi in measure.kpis))
    activities = (_activity(texts, item) for item in measure.activities)
    yield from _listed(words("report.record.activity"), activities)
    for said in measure.texts:
        for text in _pieces(said.text):
            yield _Record(said.item.label, text)
    following = [_next(texts, item, kpi.kpi.indicator) for kpi in measure.kpis for item in kpi.next_kpis]
    if measure is report.measures[-1]:
        following += [_next(texts, item, "") for item in report.new_kpis]
    yield from _listed(words("report.record.next_kpi"), following)


def _listed(kind: str, lines: Iterable[str]) -> Iterator[_Record]:
    """Things of a kind as lines, as many to a row as it shows: a row each would take twice the paper."""
    for text in _pieces("\n".join(lines)):
        yield _Record(kind, text)


def _kpi(frame: Frame, said: ReportKpi) -> str:
    """A KPI in a line: while nothing has come back only what is planned of it."""
    texts, item, kpi = frame.texts, said.item, said.kpi
    return texts.words(
        "report.record.kpi_planned" if frame.summary.is_plan else "report.record.kpi_line",
        indicator=kpi.indicator,
        target=texts.words.translate(kpi.stated(item.target)),
        prior=texts.figure(item.prior, kpi),
        actual=texts.figure(item.figure, kpi),
        judgement=texts.judgement(item.judgement),
    )


def _activity(texts: FigureTexts, said: ReportActivity) -> str:
    row = said.figure
    change = texts.activity_change(said)
    line = texts.words(
        f"report.record.{_said_of(row, has_change=change != DASH)}",
        item=row.item,
        this_year=texts.quantity(row.this_year, said),
        last_year=texts.quantity(row.last_year, said),
        change=change,
    )
    return "　".join(text for text in (line, row.as_of, row.note) if text)


def _said_of(row: ActivityFigure, *, has_change: bool) -> str:
    """The words for what is known of an activity."""
    if row.last_year.state is not FigureState.BLANK:
        return "activity_line"
    if not has_change:
        return "activity_alone"
    return "change_alone" if row.this_year.state is FigureState.BLANK else "activity_changed"


def _next(texts: FigureTexts, item: NextKpi, indicator: str) -> str:
    status = texts.words(f"word.next_kpi.{item.status}")
    return "　".join(text for text in (status, item.indicator or indicator, item.target, item.note) if text)


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that a row shows in full; put together by line breaks they are the text again.

    A line too long for a row is parted within, and is the text again without the break.
    """
    if not text:
        return
    lines: list[str] = []
    height = 0
    for line in text.split("\n"):
        parts = [line[at : at + _LINE_LETTERS] for at in range(0, len(line), _LINE_LETTERS)] or [""]
        for part in parts:
            needed = styles.wrapped_lines(part, _WIDTHS["record"])
            if lines and height + needed > _MOST_LINES:
                yield "\n".join(lines)
                lines, height = [], 0
            lines.append(part)
            height += needed
    yield "\n".join(lines)
