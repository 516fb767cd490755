"""The long lists: KPI実績一覧, 順位 and 前年度比較; and the rows of the branches' own sheets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kpixl.books.addresses import cell_name, column_name
from kpixl.books.master.data_sheet import colour_judgements, judgement_text
from kpixl.books.summary.formulas.live import quoted
from kpixl.books.summary.formulas.references import FIRST_LIST_ROW
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.lists.columns import (
    ACTUAL,
    AS_OF,
    BRANCH,
    CHANGE,
    GROUP,
    IMPROVEMENT,
    INDICATOR,
    JUDGEMENT,
    MEASURE,
    NATIONAL,
    NATIONAL_BASIS,
    NATIONAL_DIFFERENCE,
    NATIONAL_PRIOR,
    NEXT_TARGET,
    PAGE,
    PILLAR,
    PRIOR,
    RANK,
    RATE,
    REMARK,
    TARGET,
    TARGET_DIFFERENCE,
    TARGET_VALUE,
    ListColumn,
    ListLayout,
    list_layout,
    list_rows,
)
from kpixl.books.writing import pagination, styles
from kpixl.books.writing.sheets import Sheet
from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.figure import FigureState
from kpixl.model.finding import FindingCode
from kpixl.model.kpi import AggregateRule
from kpixl.model.target import Direction

HEADER_ROW = FIRST_LIST_ROW - 1
_TITLE_HEIGHT, _HEADER_HEIGHT = 46.0, 34.0
_FOOTER_SIZE = 9
_BESIDE = (FindingCode.ANNOTATION_ON_FIGURE, FindingCode.ANNOTATION_ON_SHEET)

# What the branches publish: measure, KPI, target, both years, judgement; the branch beside the whole.
LIST_COLUMNS = (
    BRANCH, PILLAR, MEASURE, INDICATOR, TARGET, PRIOR, ACTUAL, JUDGEMENT, RATE, NATIONAL_PRIOR, NATIONAL,
    RANK, GROUP, PAGE, AS_OF, NEXT_TARGET,
)  # fmt: skip
BRANCH_COLUMNS = (
    MEASURE, INDICATOR, TARGET, PRIOR, ACTUAL, JUDGEMENT, RATE, CHANGE, NATIONAL_PRIOR, NATIONAL, RANK, GROUP,
    PAGE, AS_OF, NEXT_TARGET,
)  # fmt: skip
RANK_COLUMNS = (
    INDICATOR, RANK, BRANCH, ACTUAL, NATIONAL, NATIONAL_BASIS, NATIONAL_DIFFERENCE, JUDGEMENT, RATE,
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
    _list_sheet(frame, _LIST, frame.summary.assessments, frame.words("summary.legend"))


def write_ranks(frame: Frame) -> None:
    """順位: for every KPI the branches from best to worst, by direction."""
    order = {kpi.code: number for number, kpi in enumerate(frame.summary.plan.kpis)}
    ranked = [item for item in frame.summary.assessments if item.rank is not None]
    ranked.sort(
        key=lambda item: (order[item.kpi_code], item.rank.place if item.rank else 0, item.branch_code)
    )
    _list_sheet(frame, _RANKS, ranked, frame.words("summary.rank_note"))


def write_prior(frame: Frame) -> None:
    """前年度比較: prior, target, actual and both differences, coloured by impact and not by sign."""
    rows = [item for item in frame.summary.assessments if _has_something_to_compare(item)]
    sheet, layout, first, last = _list_sheet(frame, _PRIOR, rows, frame.words("summary.prior_note"))
    words, at = frame.words, layout.columns.index
    judged, impact = (f"${column_name(at(column))}{first + 1}" for column in (JUDGEMENT, IMPROVEMENT))
    texts = {
        "achieved": quoted(judgement_text(Judgement.ACHIEVED, words)),
        "not_achieved": quoted(judgement_text(Judgement.NOT_ACHIEVED, words)),
        "improved": quoted(words("word.impact.improved")),
        "worsened": quoted(words("word.impact.worsened")),
    }
    for columns, cell, keys in (
        ((TARGET_DIFFERENCE,), judged, ("achieved", "not_achieved")),
        ((CHANGE, IMPROVEMENT), impact, ("improved", "worsened")),
    ):
        for key, fill in zip(keys, (styles.BLUE, styles.ORANGE), strict=True):
            for column in map(at, columns):
                # A dash or a reason in the place of a difference has no colour.
                own = cell_name(first, column)
                shown = "TRUE" if column == at(IMPROVEMENT) else f"ISNUMBER({own})"
                rule = {"type": "formula", "criteria": f"=AND({shown},{cell}={texts[key]})"}
                area = (first, column, last, column)
                sheet.condition(area, rule, {"bg_color": fill, "font_color": styles.BLACK})


def _has_something_to_compare(item: Assessment) -> bool:
    """False for what did not come back, and for what nobody asked for and nobody reported."""
    if item.figure.state is FigureState.MISSING:
        return False
    asked = item.target.direction is not Direction.NONE or item.prior is not None
    return asked or item.figure.state is not FigureState.BLANK


def _list_sheet(
    frame: Frame, listed: _List, items: Sequence[Assessment], note: str
) -> tuple[Sheet, ListLayout, int, int]:
    name = frame.words(f"sheet.{listed.name}")
    sheet = frame.book.sheet(name)
    frame.title(sheet, f"{frame.year}　{name}", note + frame.adjusted_legend)
    layout = list_layout(frame, listed.columns, items)
    heights, _below = write_rows(frame, sheet, layout, items)
    first, last = HEADER_ROW + 1, HEADER_ROW + max(len(items), 1)
    sheet.raw.freeze_panes(first, layout.columns.index(INDICATOR) + 1)
    blocks = _blocks(listed, items, heights)
    printed = pagination.lay_out(
        sheet.columns(len(layout.columns)),
        blocks,
        above=_TITLE_HEIGHT + _HEADER_HEIGHT,
        repeated=_HEADER_HEIGHT,
    )
    sheet.page(
        frame.page(landscape=printed.landscape, tall=printed.tall, repeat_rows=(HEADER_ROW, HEADER_ROW))
    )
    sheet.raw.set_h_pagebreaks(list(printed.breaks))
    return sheet, layout, first, last


def _blocks(listed: _List, items: Sequence[Assessment], heights: Sequence[float]) -> list[tuple[int, float]]:
    """The first row and the height of every group of rows."""
    blocks, row = [], HEADER_ROW + 1
    by_branch = listed.group is BRANCH
    sized = zip(items, heights, strict=True)
    for _code, group in groupby(sized, lambda pair: pair[0].branch_code if by_branch else pair[0].kpi_code):
        rows = [height for _item, height in group]
        blocks.append((row, sum(rows)))
        row += len(rows)
    return blocks


def write_rows(
    frame: Frame, sheet: Sheet, layout: ListLayout, items: Sequence[Assessment]
) -> tuple[list[float], float]:
    """Header and rows from the header row on; returns the heights of the rows, and of all below them."""
    words, first = frame.words, HEADER_ROW + 1
    sheet.widths(layout.widths)
    for at, column in enumerate(layout.columns):
        sheet.text(HEADER_ROW, at, words(f"column.{column.key}"), styles.HEADER)
    sheet.height(HEADER_ROW, _HEADER_HEIGHT)
    heights = []
    for row, listed in enumerate(list_rows(frame, items), start=first):
        for at, column in enumerate(layout.columns):
            column.write(listed, sheet, row, at)
        heights.append(layout.text_height(listed))
        sheet.height(row, heights[-1])
    last = max(HEADER_ROW + len(items), first)
    below = _write_footers(sheet, layout, _footers(frame, layout.columns, items), last + 2)
    if items:
        sheet.filter((HEADER_ROW, 0, last, len(layout.columns) - 1))
    at = layout.columns.index(JUDGEMENT)
    colour_judgements(sheet, (first, at, last, at), words)
    return heights, below


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
        lines.append(words("summary.national_partial", whole=frame.whole, sheet=words("sheet.aggregates")))
    if PRIOR in columns:
        codes = dict.fromkeys(item.kpi_code for item in rows if item.prior is not None)
        for kpi in (frame.kpis[code] for code in codes):
            if not kpi.comparable:
                about = {"indicator": kpi.indicator, "reason": kpi.not_comparable_reason}
                lines.append(words("summary.not_compared", **about))
    if BRANCH not in columns:  # a branch's own sheet
        for item in rows:
            if item.entry and item.entry.remark:
                about = {"indicator": frame.kpis[item.kpi_code].indicator, "remark": item.entry.remark}
                lines.append(words("summary.remark_of", **about))
        lines += _annotations(frame, rows)
    return lines


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


def _write_footers(sheet: Sheet, layout: ListLayout, lines: Sequence[str], top: int) -> float:
    """Write the lines over the width of the list; returns their height in points."""
    width, height = sum(layout.widths) * styles.SIZE / _FOOTER_SIZE, 0.0
    for row, line in enumerate(lines, start=top):
        sheet.merge(row, 0, len(layout.columns) - 1, line, styles.NOTE, {"text_wrap": True})
        sheet.height(row, styles.row_height([(line, width)], size=_FOOTER_SIZE))
        height += styles.row_height([(line, width)], size=_FOOTER_SIZE)
    return height
