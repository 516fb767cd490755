"""概要: one A4 landscape page for the director, on a grid of narrow columns.

Top to bottom: what the round came to and what has to be decided; pillars; branches; what stands out. Every
count is a formula over データ; the charts rest on a table to the right of the page.
"""

from collections.abc import Sequence

from kpixl.books.addresses import cell_name
from kpixl.books.master.data_sheet import judgement_text
from kpixl.books.summary.decisions import write_decisions
from kpixl.books.summary.formulas.live import quoted
from kpixl.books.summary.formulas.live_text import headline_formula, live_text, share_text
from kpixl.books.summary.frame import DASH, Frame
from kpixl.books.summary.highlights import write_highlights
from kpixl.books.summary.run_record import altered_formula
from kpixl.books.writing import styles
from kpixl.books.writing.charts import JudgementChart, Series, Spot, judgement_chart
from kpixl.books.writing.sheets import Sheet
from kpixl.model.assessment import Judgement
from kpixl.model.submission import Receipt
from kpixl.model.summary import BranchResult, Tally

GRID, _CELL_WIDTH, _CELL_PIXELS = 32, 5.0, 40
_LEFT = 17  # the first column of what stands to the right of the tables
_DATA = GRID + 2  # the first column of the charts' table, beyond the page
_NAMES = 6  # columns for the name of a pillar or branch
_TILE = 4
_TILES = 5  # the row of their labels; counts and shares stand below
_TITLE_HEIGHT, _HEADER_HEIGHT, _ROW = 22.0, 26.0, 19.0
_COUNTED = tuple(Judgement)
_DRAWN = (Judgement.ACHIEVED, Judgement.NOT_ACHIEVED, Judgement.NOT_JUDGED)
_MOST_LISTED = 14  # branches that find room in a table of their own
_MOST_DRAWN = 60  # branches that can be told apart in a chart
_FEWEST_ROWS, _CHART_ROWS = 6, 11  # the height of the chart beside a short table, and alone
_POINTS_TO_PIXELS = 4 / 3


def write_overview(frame: Frame) -> None:
    """Write the sheet."""
    sheet = frame.book.sheet(frame.words("sheet.overview"))
    sheet.widths([_CELL_WIDTH] * GRID)
    sheet.widths([16.0, *[9.0] * (len(_DRAWN) + 1)], first=_DATA)
    sheet.text(0, _DATA, frame.words("summary.chart_data"), styles.NOTE)
    _heading(frame, sheet)
    _tiles(frame, sheet)
    row = _pillars(frame, sheet, _TILES + 4)
    sheet.height(row + 1, 8)
    row = _branches(frame, sheet, row + 2)
    sheet.height(row + 1, 8)
    last = write_highlights(frame, sheet, row + 2, GRID, _CELL_WIDTH)
    note = f"{frame.words('summary.legend')}　{frame.words('summary.as_made')}{frame.adjusted_legend}"
    sheet.text(last + 1, 0, note, styles.NOTE, {"font_size": 8})
    sheet.height(last + 1, 15)
    sheet.raw.print_area(0, 0, last + 1, GRID - 1)
    sheet.raw.hide_gridlines(2)
    sheet.raw.center_horizontally()
    sheet.page(frame.page(tall=1))


def _heading(frame: Frame, sheet: Sheet) -> None:
    words, settings, total = frame.words, frame.summary.plan.settings, frame.summary.total
    about = words("summary.organisation", organisation=settings.organisation, round=settings.round_name)
    saved = frame.summary.last_saved
    as_of = words(f"summary.{'as_of' if saved else 'as_of_plan'}", date=f"{saved or settings.date:%Y/%m/%d}")
    receipts = [row.receipt for row in frame.summary.ledger]
    coverage = words(
        "summary.coverage", total=len(receipts), received=receipts.count(Receipt.RECEIVED),
        sent_back=receipts.count(Receipt.SENT_BACK), missing=receipts.count(Receipt.MISSING),
    )  # fmt: skip
    sheet.text(0, 0, words("summary.heading", year=frame.year), styles.TITLE, {"font_size": 20})
    sheet.text(1, 0, f"{about}　{as_of}　{coverage}")
    line = {"top": 2, "top_color": styles.NAVY}
    for column in range(GRID):
        sheet.text(2, column, "", line)
    achieved, not_achieved, unjudged, _none = _tile_cells()
    headline = headline_formula(words, achieved, not_achieved, unjudged)
    sheet.formula(2, 0, headline, frame.headline(total), styles.SUBTITLE, line, {"font_size": 13})
    sheet.formula(3, 0, altered_formula(frame), "", styles.ALTERED)
    for row, height in enumerate((32, 20, 26, 15, _TITLE_HEIGHT)):
        sheet.height(row, height)


def _tiles(frame: Frame, sheet: Sheet) -> None:
    """Four figures that can be read from across a table, and beside them what has to be decided."""
    total, words = frame.summary.total, frame.words
    sheet.text(_TILES - 1, 0, words("summary.overall"), styles.SUBTITLE)
    for number, (judgement, count) in enumerate(zip(_COUNTED, _counts(total), strict=True)):
        first, last = number * _TILE, number * _TILE + _TILE - 1
        fill = {"bg_color": styles.JUDGEMENT_FILLS.get(judgement, styles.WHITE), "font_color": styles.BLACK}
        label = judgement_text(judgement, words)
        sheet.merge(_TILES, first, last, label, styles.CENTRE, fill, {"bold": True, "bottom": 0})
        style = (
            styles.CENTRE,
            fill,
            {"bold": True, "font_size": 22, "top": 0, "bottom": 0, "num_format": "0"},
        )
        sheet.merge(_TILES + 1, first, last, "", *style)
        sheet.formula(_TILES + 1, first, frame.count_formula(judgement), count, *style)
        small = (styles.CENTRE, fill, {"font_size": 9, "top": 0, "text_wrap": True})
        sheet.merge(_TILES + 2, first, last, "", *small)
        sheet.formula(_TILES + 2, first, *_share_of_targets(frame, judgement), *small)
    heights = write_decisions(frame, sheet, _TILES - 1, _LEFT, GRID - 1, _CELL_WIDTH)
    for row, (least, height) in enumerate(zip((26, 36, 32), heights, strict=True), start=_TILES):
        sheet.height(row, max(least, height))
    sheet.height(_TILES + 3, 8)


def _tile_cells() -> list[str]:
    return [cell_name(_TILES + 1, number * _TILE) for number in range(len(_COUNTED))]


def _share_of_targets(frame: Frame, judgement: Judgement) -> tuple[str, str]:
    """The line below a count: formula and text."""
    words, total = frame.words, frame.summary.total
    if judgement is Judgement.NO_TARGET:
        text = words("summary.of_no_target")
        return f"={quoted(text)}", text
    cells = dict(zip(_COUNTED, _tile_cells(), strict=True))
    with_target = f"({'+'.join(cells[drawn] for drawn in _DRAWN)})"
    count = dict(zip(_COUNTED, _counts(total), strict=True))[judgement]
    share = total.share_of_targets(count)
    shown = DASH if share is None else f"{share:.1%}"
    live = {"share": share_text(cells[judgement], with_target)}
    if judgement is not Judgement.NOT_JUDGED:
        return live_text(words, "summary.of_targets", live), words("summary.of_targets", share=shown)
    missing = frame.count_formula(judgement, **_missing(frame)).removeprefix("=")
    plain = live_text(words, "summary.of_targets", live).removeprefix("=")
    told = live_text(words, "summary.of_targets_missing", {**live, "missing": missing}).removeprefix("=")
    key = "of_targets_missing" if total.missing else "of_targets"
    return f"=IF({missing}=0,{plain},{told})", words(f"summary.{key}", share=shown, missing=total.missing)


def _pillars(frame: Frame, sheet: Sheet, top: int) -> int:
    """The pillars as a table and as bars; returns the last row."""
    words, pillars = frame.words, frame.summary.pillars
    sheet.text(top, 0, words("summary.by_pillar"), styles.SUBTITLE)
    sheet.height(top, _TITLE_HEIGHT)
    _header(frame, sheet, top + 1, "pillar")
    first = top + 2
    room = _NAMES * _CELL_WIDTH * styles.SIZE / 9
    rows = [(result.pillar, result.tally, {"pillar": result.pillar}) for result in pillars]
    heights = [max(_ROW + 4, styles.row_height([(result.pillar, room)], size=9)) for result in pillars]
    for row, (name, tally, conditions) in enumerate(rows, start=first):
        sheet.merge(row, 0, _NAMES - 1, name, styles.WRAP, {"font_size": 9})
        _row(frame, sheet, row, 0, name, tally, **conditions)
        sheet.height(row, heights[row - first])
    last = first + len(pillars)
    sheet.merge(last, 0, _NAMES - 1, words("column.total"), styles.TEXT, {"bold": True})
    _row(frame, sheet, last, 0, words("column.total"), frame.summary.total)
    sheet.height(last, _ROW + 4)
    height = _TITLE_HEIGHT + _HEADER_HEIGHT + sum(heights) + _ROW + 4
    title, alt = words("summary.chart_pillars"), words("summary.chart_pillars_alt")
    spot = Spot(top, _LEFT, _pixels_across(_LEFT), int(height * _POINTS_TO_PIXELS) - 4, alt)
    chart = JudgementChart(title, "", (first, _DATA, last, _DATA),
                           _series(frame, first, last), upright=False)  # fmt: skip
    judgement_chart(frame.book, sheet, chart, spot)
    return last


def _branches(frame: Frame, sheet: Sheet, top: int) -> int:
    """The branches by share achieved, best first: a table and bars where they are few, else columns alone."""
    words, ranked = frame.words, frame.summary.ranked_branches
    few, title = len(ranked) <= _MOST_LISTED, words("summary.chart_branches")
    if len(ranked) > _MOST_DRAWN:
        ends = _MOST_DRAWN // 2
        ranked = (*ranked[:ends], *ranked[-ends:])
        title = words("summary.chart_branches_ends", count=ends)
    sheet.text(top, 0, words("summary.by_branch"), styles.SUBTITLE)
    sheet.height(top, _TITLE_HEIGHT)
    # Where the table has no room on the page it stands to the right of it, beyond the charts' own.
    left = 0 if few else _DATA + len(_DRAWN) + 3
    _header(frame, sheet, top + 1, "branch", left)
    first = top + 2
    for row, result in enumerate(ranked, start=first):
        _branch_row(frame, sheet, row, left, result)
    last = first + len(ranked) - 1
    shown = max(len(ranked), _FEWEST_ROWS) if few else _CHART_ROWS
    for row in range(first, first + shown):
        sheet.height(row, _ROW)
    column, start = (_LEFT, top) if few else (0, top + 1)
    height = _HEADER_HEIGHT + _ROW * shown + (_TITLE_HEIGHT if few else 0)
    spot = Spot(
        start, column, _pixels_across(column), int(height * _POINTS_TO_PIXELS) - 4,
        words("summary.chart_branches_alt"),
    )  # fmt: skip
    chart = JudgementChart(
        title, words("summary.axis_count"), (first, _DATA, last, _DATA),
        _series(frame, first, last), upright=not few,
    )  # fmt: skip
    judgement_chart(frame.book, sheet, chart, spot)
    return first + shown - 1


def _header(frame: Frame, sheet: Sheet, row: int, key: str, left: int = 0) -> None:
    words, style = frame.words, (styles.HEADER, {"font_size": 9})
    if key == "branch":
        sheet.text(row, left, words("column.rank"), *style)
        sheet.merge(row, left + 1, left + _NAMES - 1, words("column.branch"), *style)
    else:
        sheet.merge(row, left, left + _NAMES - 1, words(f"column.{key}"), *style)
    for number, label in enumerate((*(str(item) for item in _COUNTED), "achieved_share")):
        first = left + _NAMES + number * 2
        sheet.merge(row, first, first + 1, words(f"column.{label}"), *style)
    for number, label in enumerate((key, *_drawn_labels(frame))):
        text = words(f"column.{label}") if label == key else label
        sheet.text(row, _DATA + number, text, *style)
    sheet.height(row, _HEADER_HEIGHT)


def _branch_row(frame: Frame, sheet: Sheet, row: int, left: int, result: BranchResult) -> None:
    name = result.branch.name
    if result.ledger.receipt is not Receipt.RECEIVED:
        receipt = frame.receipt_text(result.ledger.receipt)
        name = frame.words("summary.branch_receipt", branch=name, receipt=receipt)
    sheet.text(row, left, DASH if result.place is None else str(result.place), styles.CENTRE)
    sheet.merge(row, left + 1, left + _NAMES - 1, "", styles.TEXT)
    sheet.link(row, left + 1, frame.sheet_names[result.branch.code], "A1", name, styles.TEXT, styles.SHRINK)
    _row(frame, sheet, row, left, result.branch.name, result.tally, branch_code=result.branch.code)


def _row(frame: Frame, sheet: Sheet, row: int, left: int, name: str, tally: Tally, **conditions: str) -> None:
    """The counts and the share achieved as formulas over データ, and the charts' row beyond the page."""
    style = styles.CENTRE | {"num_format": "0"}
    cells = []
    for number, (judgement, count) in enumerate(zip(_COUNTED, _counts(tally), strict=True)):
        column = left + _NAMES + number * 2
        sheet.merge(row, column, column + 1, "", style)
        sheet.formula(row, column, frame.count_formula(judgement, **conditions), count, style)
        cells.append(cell_name(row, column))
    column = left + _NAMES + len(_COUNTED) * 2
    sheet.merge(row, column, column + 1, "", styles.CENTRE)
    achieved, not_achieved, unjudged = cells[: len(_DRAWN)]
    frame.write_share(sheet, row, column, achieved, not_achieved, tally)
    missing = cell_name(row, _DATA + len(_DRAWN) + 1)
    counted = frame.count_formula(Judgement.NOT_JUDGED, **_missing(frame), **conditions)
    drawn = [
        (f"={achieved}", tally.achieved),
        (f"={not_achieved}", tally.not_achieved),
        (f"={unjudged}-{missing}", tally.not_judged - tally.missing),
        (counted, tally.missing),
    ]
    sheet.text(row, _DATA, name, styles.TEXT)
    for number, (formula, count) in enumerate(drawn, start=_DATA + 1):
        sheet.formula(row, number, formula, count, style)


def _series(frame: Frame, first: int, last: int) -> Sequence[Series]:
    """The charts' series: the last is what is missing, hatched in the colour of what is not judged."""
    judgements = (*_DRAWN, Judgement.NOT_JUDGED)
    named = zip(_drawn_labels(frame), judgements, strict=True)
    return [
        Series(name, judgement, (first, column, last, column), hatched=column == _DATA + len(judgements))
        for column, (name, judgement) in enumerate(named, start=_DATA + 1)
    ]


def _drawn_labels(frame: Frame) -> list[str]:
    labels = [judgement_text(judgement, frame.words) for judgement in _DRAWN]
    return [*labels, frame.words("word.state.missing")]


def _missing(frame: Frame) -> dict[str, str]:
    """The condition of a count for what a branch has not returned."""
    return {"actual_state": frame.words("word.state.missing")}


def _counts(tally: Tally) -> tuple[int, int, int, int]:
    return tally.achieved, tally.not_achieved, tally.not_judged, tally.no_target


def _pixels_across(column: int) -> int:
    return (GRID - column) * _CELL_PIXELS - 4
