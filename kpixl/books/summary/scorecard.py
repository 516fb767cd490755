"""指標の成績: every KPI in one row: the whole, last year, how far off, how many branches, five years."""

from typing import Any

from kpixl.books.addresses import area_name, cell_name
from kpixl.books.summary.bars import bar_both_ways, bar_shares
from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.formulas.live_text import live_text
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.summary.trends.rows import FIRST_YEAR
from kpixl.books.summary.trends.sheet import whole_lines
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Judgement
from kpixl.model.round_movement import FEWEST_MEASURED, KpiScore
from kpixl.model.rounding import round_half_up
from kpixl.model.summary import KpiResult

_GROUP_ROW, _HEADER_ROW = 2, 3
_FIRST_ROW = _HEADER_ROW + 1
# Keys and widths; those of a group stand below its name.
_WIDTHS = {
    "pillar": 17.0,
    "indicator": 36.0,
    "whole": 11.0,
    "change_on_prior": 13.0,
    "relative_change": 13.0,
    "distance": 13.0,
    "reached": 8.0,
    "achieved_share": 10.0,
    "moved_branches": 15.0,
    "years": 14.0,
}
_AT = {key: number for number, key in enumerate(_WIDTHS)}
_GROUPS = (("whole_group", "whole", "relative_change"), ("branches_group", "distance", "moved_branches"))
_MOST_RELATIVE, _MOST_POINTS = 0.1, 10  # where the bars end: a change by a tenth, ten points off the target
_LOW_ROW = 18.5  # of a row of one line: thirty KPIs on a page
_NEW_PILLAR: styles.Style = {"top": 2, "top_color": styles.NAVY}


def write_scorecard(frame: Frame) -> None:
    """Write the sheet."""
    words, summary = frame.words, frame.summary
    sheet = frame.book.sheet(words("sheet.scorecard"))
    frame.title(sheet, f"{frame.year}　{words('sheet.scorecard')}", _note(frame))
    sheet.widths(list(_WIDTHS.values()))
    _header(frame, sheet)
    before = ""
    for row, (score, result) in enumerate(zip(summary.scores, summary.kpis, strict=True), start=_FIRST_ROW):
        top = _NEW_PILLAR if before not in ("", result.kpi.pillar) else {}
        _write(frame, sheet, row, score, result, top)
        before = result.kpi.pillar
    last = _HEADER_ROW + len(summary.scores)
    for key, most in (("relative_change", _MOST_RELATIVE), ("distance", _MOST_POINTS)):
        bar_both_ways(sheet, (_FIRST_ROW, _AT[key], last, _AT[key]), most)
    bar_shares(sheet, _FIRST_ROW, last, _AT["achieved_share"])
    _years(frame, sheet)
    sheet.raw.freeze_panes(_FIRST_ROW, _AT["whole"])
    print_table(
        frame, sheet, PrintedTable(columns=len(_WIDTHS), last=last, head=(_GROUP_ROW, _HEADER_ROW), keep=2)
    )


def _note(frame: Frame) -> str:
    words, scores = frame.words, frame.summary.scores
    note = words("scorecard.note", fewest=FEWEST_MEASURED)
    partial = any(frame.national[score.kpi_code].is_partial or score.same for score in scores)
    return note + (words("scorecard.partial", sheet=words("sheet.aggregates")) if partial else "")


def _header(frame: Frame, sheet: Sheet) -> None:
    words = frame.words
    for key, column in _AT.items():
        sheet.text(_GROUP_ROW, column, "", styles.HEADER)
        label = frame.whole if key == "whole" else words(f"column.{key}")
        sheet.text(_HEADER_ROW, column, label, styles.HEADER)
    for key, first, last in _GROUPS:
        text = words(f"scorecard.{key}", whole=frame.whole)
        sheet.center_across(_GROUP_ROW, _AT[first], _AT[last], text, styles.HEADER)
    sheet.height(_GROUP_ROW, 20)
    sheet.height(_HEADER_ROW, 40)


def _write(
    frame: Frame, sheet: Sheet, row: int, score: KpiScore, result: KpiResult, top: styles.Style
) -> None:
    words, kpi, whole = frame.words, result.kpi, frame.national[result.kpi.code]
    sheet.text(row, _AT["pillar"], kpi.pillar, styles.WRAP, top)
    sheet.text(row, _AT["indicator"], kpi.indicator, styles.WRAP, top)
    mark = styles.PARTIAL if whole.is_partial else ""
    shape = {"num_format": frame.number_format(kpi, digits=styles.digits_of(score.value), mark=mark)}
    _number(sheet, row, "whole", score.value, shape, top)
    mark = styles.PARTIAL if score.same else ""
    digits = styles.digits_of(score.change)
    shape = {"num_format": frame.number_format(kpi, change=True, digits=digits, mark=mark)}
    grey = {"font_color": styles.MUTED} if score.by_chance else {}
    _number(sheet, row, "change_on_prior", score.change, shape | grey, top)
    percent = styles.number_format(1, minus=frame.minus, sign=True, ending="%")
    relative = None if score.relative is None else round_half_up(score.relative, 4)
    shape = {"num_format": percent.replace("0.0", "0.0%").replace('"%"', "")}
    _number(sheet, row, "relative_change", relative, styles.BESIDE_AXIS | shape, top)
    median = score.distance.shown
    points = None if median is None else round_half_up(median, 1)
    shape = {"num_format": styles.number_format(1, minus=frame.minus, sign=True)}
    _number(sheet, row, "distance", points, styles.BESIDE_AXIS | shape, top)
    achieved, missed = (
        frame.count_formula(judgement, kpi_code=kpi.code).removeprefix("=")
        for judgement in (Judgement.ACHIEVED, Judgement.NOT_ACHIEVED)
    )
    tally = result.tally
    reached = words("scorecard.reached", achieved=tally.achieved, of=tally.judged) if tally.judged else DASH
    told = live_text(words, "scorecard.reached", {"achieved": achieved, "of": f"({achieved}+{missed})"})
    live = f'=IF({achieved}+{missed}=0,"{DASH}",{told.removeprefix("=")})'
    sheet.formula(row, _AT["reached"], live, reached, styles.CENTRE, top)
    frame.write_share(sheet, row, _AT["achieved_share"], achieved, missed, tally, {"bold": False}, top)
    sheet.text(row, _AT["moved_branches"], _moved(frame, score), styles.WRAP, {"align": "center"}, top)
    sheet.text(row, _AT["years"], "", styles.TEXT, top)
    texts = [(kpi.indicator, _WIDTHS["indicator"]), (kpi.pillar, _WIDTHS["pillar"])]
    texts.append((_moved(frame, score), _WIDTHS["moved_branches"]))
    height = styles.row_height(texts)
    sheet.height(row, _LOW_ROW if height == styles.row_height([]) else height)


def _number(sheet: Sheet, row: int, key: str, value: Any, shape: styles.Style, top: styles.Style) -> None:
    if value is None:
        sheet.text(row, _AT[key], DASH, styles.CENTRE, styles.PAPER_NOTE, top)
    else:
        sheet.number(row, _AT[key], value, styles.NUMBER, shape, top)


def _moved(frame: Frame, score: KpiScore) -> str:
    """How many branches got better and worse, and whether the whole's change may be chance."""
    moved, words = score.movement, frame.words
    if not moved.compared:
        return DASH
    whole = words("scorecard.whole_by_chance", whole=frame.whole) if score.by_chance else ""
    text = words("scorecard.moved", improved=moved.improved, worsened=moved.worsened)
    if moved.by_chance:
        text += words("scorecard.by_chance", count=moved.by_chance)
    return "\n".join(filter(None, (text, whole)))


def _years(frame: Frame, sheet: Sheet) -> None:
    """The whole's years as small columns over 推移, as far as one definition goes."""
    there = frame.words("sheet.trend")
    if not frame.book.has(there):
        return
    rows = {score.kpi_code: row for row, score in enumerate(frame.summary.scores, start=_FIRST_ROW)}
    for code, row, (first, last), (low, high) in whole_lines(frame):
        base = low - (high - low) / 2  # from 0 on, changes of a few points could not be seen
        area = area_name(there, (row, FIRST_YEAR + first, row, FIRST_YEAR + last))
        sheet.raw.add_sparkline(
            cell_name(rows[code], _AT["years"]),
            {"range": area, "type": "column", "series_color": styles.SPARKLINE, "last_point": True,
             "last_color": styles.NAVY, "empty_cells": "gaps", "min": float(base),
             "max": float(high if high > low else low + 1)},
        )  # fmt: skip
