"""The long lists: KPI実績一覧, 順位 and 前年度比較; and the rows of the branches' own sheets."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kpixl.books.addresses import cell_name, column_name
from kpixl.books.master.data_sheet import judgement_text
from kpixl.books.summary.formulas.live import quoted
from kpixl.books.summary.formulas.references import FIRST_LIST_ROW
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.lists.columns import (
    ACTUAL,
    AS_OF,
    BRANCH,
    CHANGE,
    DEFINITION,
    GROUP,
    IMPROVEMENT,
    INDICATOR,
    JUDGEMENT,
    MEASURE,
    NATIONAL,
    NATIONAL_BASIS,
    NATIONAL_CHANGE,
    NATIONAL_DIFFERENCE,
    NEXT_TARGET,
    PAGE,
    PAGE_INDICATOR,
    PAGE_NEXT_TARGET,
    PAGE_TARGET,
    PLACE,
    PRIOR,
    PRIOR_RANK,
    RANK,
    RATE,
    REMARK,
    SHORT_RANK,
    TARGET,
    TARGET_DIFFERENCE,
    TARGET_DISTANCE,
    TARGET_VALUE,
    UNIT,
    ListColumn,
    list_rows,
)
from kpixl.books.summary.lists.layout import ListLayout, list_layout
from kpixl.books.summary.printing import NOTE_ROW, PrintedTable, first_page, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.figure import NOTHING_ENTERED, FigureState
from kpixl.model.finding import FindingCode
from kpixl.model.kpi import AggregateRule
from kpixl.model.sheet_selection import SHOWN_ENDS
from kpixl.model.target import Direction

HEADER_ROW = FIRST_LIST_ROW - 1
_HEADER_HEIGHT = 22.0  # of labels of one line
_GAP = 8.0  # points between the list and its footnotes
_PADDING_WIDTH = 0.7  # characters that every merged column adds to its own
_BESIDE = (FindingCode.ANNOTATION_ON_FIGURE, FindingCode.ANNOTATION_ON_SHEET)

# What the branches publish: measure, KPI, target, both years, judgement; the branch beside the whole.
LIST_COLUMNS = (
    BRANCH, MEASURE, INDICATOR, TARGET, PRIOR, ACTUAL, JUDGEMENT, NATIONAL, NATIONAL_CHANGE, RANK, GROUP,
    PAGE, AS_OF, NEXT_TARGET,
)  # fmt: skip
BRANCH_COLUMNS = (
    PAGE_INDICATOR, UNIT, PAGE_TARGET, PRIOR, ACTUAL, JUDGEMENT, TARGET_DISTANCE, CHANGE, NATIONAL,
    SHORT_RANK, PRIOR_RANK, PLACE, PAGE_NEXT_TARGET,
)  # fmt: skip
RANK_COLUMNS = (
    INDICATOR, RANK, BRANCH, ACTUAL, NATIONAL, NATIONAL_BASIS, NATIONAL_DIFFERENCE, JUDGEMENT, RATE,
    DEFINITION,
)  # fmt: skip
PRIOR_COLUMNS = (
    BRANCH, INDICATOR, PRIOR, TARGET_VALUE, ACTUAL, TARGET_DIFFERENCE, CHANGE, IMPROVEMENT, JUDGEMENT, REMARK,
)  # fmt: skip


@dataclass(frozen=True)
class _List:
    """A list being written: which column its rows are grouped by, so that a page ends with a group."""

    name: str
    columns: Sequence[ListColumn]
    group: ListColumn


_LIST = _List("list", LIST_COLUMNS, group=BRANCH)
_RANKS = _List("ranks", RANK_COLUMNS, group=INDICATOR)
_PRIOR = _List("prior", PRIOR_COLUMNS, group=BRANCH)


def write_list(frame: Frame) -> None:
    """KPI実績一覧: the list that branches publish, all branches below each other."""
    note = frame.legend + frame.shown_note
    _list_sheet(frame, _LIST, frame.summary.shown_assessments, note)


def write_ranks(frame: Frame) -> None:
    """順位: for every KPI the branches from best to worst, by direction; none where too few are ranked."""
    order = {kpi.code: number for number, kpi in enumerate(frame.summary.plan.kpis)}
    places = [(frame.rank_of(item), item) for item in frame.summary.assessments]
    known = [(order[item.kpi_code], rank.place, item.branch_code, item) for rank, item in places if rank]
    ranked = [item for *_key, item in sorted(known, key=lambda one: one[:3])]
    if not ranked:
        return
    note = frame.words("summary.rank_note")
    if frame.summary.is_condensed:
        groups = groupby(ranked, key=lambda item: item.kpi_code)
        ranked = [item for _code, group in groups for item in _ends(list(group))]
        about = {"ends": SHOWN_ENDS, "sheet": frame.words("sheet.data")}
        note += f"　{frame.words('summary.shown_ranks', **about)}"
    _list_sheet(frame, _RANKS, ranked, note)


def _ends(ranked: Sequence[Assessment]) -> Sequence[Assessment]:
    """The best of a KPI and as many of the last."""
    return ranked if len(ranked) <= 2 * SHOWN_ENDS else [*ranked[:SHOWN_ENDS], *ranked[-SHOWN_ENDS:]]


def write_prior(frame: Frame) -> None:
    """前年度比較: prior, target, actual and both differences; only what is missed or got worse is filled."""
    rows = [item for item in frame.summary.shown_assessments if _has_something_to_compare(item)]
    note = frame.words("summary.prior_note") + frame.shown_note
    sheet, layout, first, last = _list_sheet(frame, _PRIOR, rows, note)
    words, at = frame.words, layout.columns.index
    judged, impact = (f"${column_name(at(column))}{first + 1}" for column in (JUDGEMENT, IMPROVEMENT))
    missed = quoted(judgement_text(Judgement.NOT_ACHIEVED, words))
    worse = quoted(words("word.impact.worsened"))
    for column, cell, text in (
        (TARGET_DIFFERENCE, judged, missed),
        (CHANGE, impact, worse),
        (IMPROVEMENT, impact, worse),
    ):
        # A dash or a reason in the place of a difference has no colour.
        own = cell_name(first, at(column))
        shown = "TRUE" if column is IMPROVEMENT else f"ISNUMBER({own})"
        rule = {"type": "formula", "criteria": f"=AND({shown},{cell}={text})"}
        area = (first, at(column), last, at(column))
        sheet.condition(area, rule, {"bg_color": styles.FAILED_FILL, "font_color": styles.BLACK})


def _has_something_to_compare(item: Assessment) -> bool:
    """False for what did not come back, and for what nobody asked for and nobody reported."""
    if item.figure.state is FigureState.MISSING:
        return False
    asked = item.target.direction is not Direction.NONE or item.prior is not None
    return asked or item.figure.state not in NOTHING_ENTERED


def _list_sheet(
    frame: Frame, listed: _List, items: Sequence[Assessment], note: str
) -> tuple[Sheet, ListLayout, int, int]:
    name = frame.words(f"sheet.{listed.name}")
    sheet = frame.book.sheet(name)
    layout = list_layout(frame, listed.columns, items)
    signs = "".join(f"　{sign}" for sign in _signs(frame, layout.columns, items))
    frame.title(sheet, f"{frame.year}　{name}", note + signs + frame.adjusted_legend)
    end = write_rows(frame, sheet, layout, items)
    first, last = HEADER_ROW + 1, HEADER_ROW + max(len(items), 1)
    sheet.raw.freeze_panes(first, layout.columns.index(INDICATOR) + 1)
    table = PrintedTable(
        columns=len(layout.columns), last=end, head=(NOTE_ROW, HEADER_ROW),
        keep=layout.columns.index(INDICATOR) + 1, starts=_starts(listed, items), headed=last,
    )  # fmt: skip
    print_table(frame, sheet, table)
    return sheet, layout, first, last


def _signs(frame: Frame, columns: Sequence[ListColumn], items: Sequence[Assessment]) -> Iterator[str]:
    """What the signs beside figures and ranks mean, of those that the list has: every page says it."""
    words, ranks = frame.words, [(frame.rank_of(item), item) for item in items if RANK in columns]
    if columns[0] is BRANCH and any(rank and rank.tied for rank, _item in ranks):
        yield words("summary.sign_tied")  # the note of 順位 says it
    if any(rank and frame.definition_mark(item) for rank, item in ranks):
        yield words("summary.sign_definition")
    codes = {item.kpi_code for item in items}
    partial = NATIONAL in columns and any(frame.national[code].is_partial for code in codes)
    if partial or (NATIONAL_CHANGE in columns and any(frame.scores[code].same for code in codes)):
        yield words("summary.sign_partial", whole=frame.whole)


def _starts(listed: _List, items: Sequence[Assessment]) -> list[int]:
    """The rows at which groups begin."""
    keys = [item.branch_code if listed.group is BRANCH else item.kpi_code for item in items]
    return [
        row
        for row, (key, before) in enumerate(zip(keys, [None, *keys], strict=False), start=HEADER_ROW + 1)
        if key != before
    ]


def write_rows(
    frame: Frame,
    sheet: Sheet,
    layout: ListLayout,
    items: Sequence[Assessment],
    *,
    ending: Sequence[str] = (),
) -> int:
    """Header, rows and footnotes from the header row on, those of `ending` last; returns the last row."""
    words, first = frame.words, HEADER_ROW + 1
    sheet.widths(layout.widths)
    for at, column in enumerate(layout.columns):
        sheet.text(HEADER_ROW, at, words(f"column.{column.key}"), styles.HEADER)
    told = []
    for row, listed in enumerate(list_rows(frame, items), start=first):
        for at, column in enumerate(layout.columns):
            column.write(listed, sheet, row, at)
        told.append(layout.told(listed))
    last = max(HEADER_ROW + len(items), first)
    labels = [words(f"column.{column.key}") for column in layout.columns]
    if any(column.least for column in layout.columns):
        # Only now is known how much room the numbers take.
        layout = layout.fitted(told, sheet.columns(len(labels)), labels)
        sheet.widths(layout.widths)
    sheet.height(HEADER_ROW, _HEADER_HEIGHT)
    for row, texts in enumerate(told, start=first):
        sheet.height(row, layout.height(texts))
    if items:
        sheet.table((HEADER_ROW, 0, last, len(layout.columns) - 1), labels)
    at = layout.columns.index(JUDGEMENT)
    frame.colour_judgements(sheet, (first, at, last, at))
    return _write_footers(sheet, layout, [*_footers(frame, layout.columns, items), *ending], last)


def _footers(frame: Frame, columns: Sequence[ListColumn], rows: Sequence[Assessment]) -> list[str]:
    """Where national figures come from, which KPIs have another definition now, what a branch remarked."""
    words, lines = frame.words, []
    if NATIONAL in columns and NATIONAL_BASIS not in columns:
        bases = {frame.national[item.kpi_code].basis for item in rows}
        computed = bases - {AggregateRule.PUBLISHED, AggregateRule.NONE}
        published = AggregateRule.PUBLISHED in bases
        note = "national_published" if not computed else "national_note" if published else "national_computed"
        if bases != {AggregateRule.NONE}:
            lines.append(words(f"summary.{note}", whole=frame.whole, sheet=words("sheet.aggregates")))
    if NATIONAL in columns and any(frame.national[item.kpi_code].is_partial for item in rows):
        partial = "national_partial" if BRANCH in columns else "page_partial"  # a page names the sheet before
        lines.append(words(f"summary.{partial}", whole=frame.whole, sheet=words("sheet.aggregates")))
    if NATIONAL_CHANGE in columns:
        lines.append(words("summary.change_unit", whole=frame.whole))
    if NATIONAL_CHANGE in columns and any(frame.scores[item.kpi_code].same for item in rows):
        lines.append(words("summary.same_change", whole=frame.whole, sheet=words("sheet.aggregates")))
    if PRIOR in columns:
        codes = dict.fromkeys(item.kpi_code for item in rows if item.prior is not None)
        for kpi in (frame.kpis[code] for code in codes):
            if not kpi.comparable:
                about = {"indicator": kpi.indicator, "reason": kpi.not_comparable_reason}
                lines.append(words("summary.not_compared", **about))
    noted = [item for item in rows if frame.rank_of(item) and frame.definition_mark(item)]
    if noted and {RANK, SHORT_RANK} & set(columns):
        lines.append(words("summary.other_definition", sheet=words("sheet.ranks")))
    if {NEXT_TARGET, PAGE_NEXT_TARGET} & set(columns):
        lines += _new_kpis(frame, {item.branch_code: None for item in rows})
    if BRANCH not in columns:  # a branch's own sheet, which is to be one page
        place = [words("summary.page_place")] if PLACE in columns else []
        lines = ["　".join([words("summary.page_note"), *place, *lines])]
        for row in list_rows(frame, rows) if PAGE_NEXT_TARGET in columns else ():
            if row.has_long_next:
                about = {"indicator": row.kpi.indicator, "proposed": row.next_text}
                lines.append(words("summary.next_of", **about))
        for item in rows:
            if item.entry and item.entry.remark:
                about = {"indicator": frame.kpis[item.kpi_code].indicator, "remark": item.entry.remark}
                lines.append(words("summary.remark_of", **about))
        lines += _annotations(frame, rows)
    return lines


def _new_kpis(frame: Frame, branches: Iterable[str]) -> Iterator[str]:
    """The KPIs that branches propose and that are none of this year's."""
    separator = frame.words("text.list_separator")
    for code in branches:
        new = [frame.next_kpi_text(item) for item in frame.next_kpis.get((code, ""), ())]
        if new:
            yield frame.words("summary.new_kpis", branch=frame.branches[code].name, kpis=separator.join(new))


def _annotations(frame: Frame, rows: Sequence[Assessment]) -> Iterator[str]:
    """What the branch wrote beside the cells of the return that counts: notes, comments, shapes."""
    branches = {row.branch_code for row in rows}
    files = {row.entry.file for row in rows if row.entry}
    for item in frame.summary.findings:
        if item.kind in _BESIDE and item.branch_code in branches and item.place.file in files:
            kpi = frame.kpis.get(item.kpi_code)
            about = kpi.indicator if kpi else item.place.sheet
            message = frame.words.render(item).message
            yield frame.words("summary.annotation_of", about=about, message=message)


def _write_footers(sheet: Sheet, layout: ListLayout, lines: Sequence[str], last: int) -> int:
    """Write the lines below the list's `last` row, over what the first page shows; returns the last row."""
    keep = layout.columns.index(INDICATOR) + 1 if INDICATOR in layout.columns else 1
    end = first_page(sheet.columns(len(layout.columns)), keep)
    width = sum(layout.widths[:end]) + _PADDING_WIDTH * (end - 1)
    if lines:
        sheet.height(last + 1, _GAP)
    for row, line in enumerate(lines, start=last + 2):
        sheet.merge(row, 0, end - 1, line, styles.PAPER_NOTE, {"text_wrap": True})
        sheet.height(row, styles.row_height([(line, width)], padding=layout.padding))
    return last + 1 + len(lines) if lines else last
