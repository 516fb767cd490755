"""概要: one A4 landscape page for the director, on a grid of narrow columns.

Top to bottom: what the round came to, what needs a decision, pillars, branches, what stands out. Every count
is a formula over データ; the charts repeat cells that stand beside them.
"""

from kpixl.books import look
from kpixl.books.charts import JudgementChart, Series, Spot, judgement_chart
from kpixl.books.sheets import Sheet
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.highlights import write_highlights
from kpixl.model.assessment import Judgement
from kpixl.model.submission import Receipt
from kpixl.model.summary import BranchResult, Tally

GRID, _CELL_WIDTH, _CELL_PIXELS = 32, 4.0, 33
_LEFT = 17  # columns of the tables on the left; the rest is for charts and decisions
_ROW = 19.0
_COUNTED = tuple(Judgement)
_DRAWN = (Judgement.ACHIEVED, Judgement.NOT_ACHIEVED, Judgement.NOT_JUDGED)
_MOST_LISTED = 14  # branches that find room in a table of their own
_FEWEST_ROWS, _CHART_ROWS = 6, 11  # the height of the chart beside a short table, and alone
_POINTS_TO_PIXELS = 4 / 3
_DECISIONS = 3
_MOST_NAMED = 6


def write_overview(frame: Frame) -> None:
    """Write the sheet."""
    sheet = frame.book.sheet(frame.words("sheet.overview"))
    sheet.widths([_CELL_WIDTH] * GRID)
    _heading(frame, sheet)
    _tiles(frame, sheet, 5)
    row = _pillars(frame, sheet, 8)
    sheet.height(row + 1, 8)
    row = _branches(frame, sheet, row + 2)
    sheet.height(row + 1, 8)
    last = write_highlights(frame, sheet, row + 2, GRID)
    sheet.text(last + 1, 0, frame.words("summary.legend"), look.NOTE)
    sheet.raw.print_area(0, 0, last + 1, GRID - 1)
    sheet.raw.hide_gridlines(2)
    sheet.raw.center_horizontally()
    sheet.page(frame.page(tall=1))


def _heading(frame: Frame, sheet: Sheet) -> None:
    words, settings = frame.words, frame.summary.plan.settings
    about = words("summary.organisation", organisation=settings.organisation, round=settings.round_name)
    as_of = words("summary.as_of", date=f"{settings.date:%Y/%m/%d}")
    receipts = [row.receipt for row in frame.summary.ledger]
    coverage = words(
        "summary.coverage", total=len(receipts), received=receipts.count(Receipt.RECEIVED),
        sent_back=receipts.count(Receipt.SENT_BACK), missing=receipts.count(Receipt.MISSING),
    )  # fmt: skip
    sheet.text(0, 0, words("summary.heading", year=frame.year), look.TITLE, {"font_size": 20})
    sheet.text(1, 0, f"{about}　{as_of}　{coverage}")
    line = {"top": 2, "top_color": look.NAVY}
    for column in range(GRID):
        sheet.text(2, column, "", line)
    sheet.text(2, 0, frame.headline(frame.summary.total), look.SUBTITLE, line, {"font_size": 13})
    for row, height in enumerate((32, 20, 26, 6)):
        sheet.height(row, height)


def _tiles(frame: Frame, sheet: Sheet, top: int) -> None:
    """Four figures that can be read from across a table, and beside them what needs a decision."""
    total, words = frame.summary.total, frame.words
    counts = (total.achieved, total.not_achieved, total.not_judged, total.no_target)
    for number, (judgement, count) in enumerate(zip(_COUNTED, counts, strict=True)):
        first, last = number * 4, number * 4 + 3
        fill = {"bg_color": look.JUDGEMENT_FILLS.get(judgement, look.WHITE), "font_color": look.BLACK}
        label = f"{words(f'word.symbol.{judgement}')} {words(f'word.judgement.{judgement}')}"
        sheet.spread(top, first, last, label, look.CENTRE, fill, {"bold": True, "bottom": 0})
        style = (look.CENTRE, fill, {"bold": True, "font_size": 22, "top": 0, "num_format": "0"})
        sheet.spread(top + 1, first, last, "", *style)
        sheet.formula(top + 1, first, frame.count_formula(judgement), count, *style)
    sheet.text(top - 1, _LEFT, words("summary.decisions"), look.SUBTITLE)
    for row, text in enumerate(_decisions(frame)[:_DECISIONS], start=top):
        sheet.spread(row, _LEFT, GRID - 1, f"・{text}", {"text_wrap": True, "font_size": 9.5})
    for row, height in enumerate((20, 28, 38, 28), start=top - 1):
        sheet.height(row, height)


def _pillars(frame: Frame, sheet: Sheet, top: int) -> int:
    """The pillars as a table and as bars; returns the last row."""
    words, pillars = frame.words, frame.summary.pillars
    sheet.text(top, 0, words("summary.by_pillar"), look.SUBTITLE)
    sheet.height(top, 22)
    _header(frame, sheet, top + 1, "pillar")
    first = top + 2
    for row, result in enumerate(pillars, start=first):
        sheet.spread(row, 0, 5, result.pillar, look.WRAP, {"font_size": 9})
        _counts(frame, sheet, row, result.tally, pillar=result.pillar)
        sheet.height(row, _ROW + 5)
    last = first + len(pillars)
    sheet.spread(last, 0, 5, words("column.total"), look.TEXT, {"bold": True})
    _counts(frame, sheet, last, frame.summary.total)
    sheet.height(last, _ROW + 5)
    title = words("summary.chart_pillars")
    height = (22 + 30 + (_ROW + 5) * (len(pillars) + 1)) * _POINTS_TO_PIXELS
    _draw(frame, sheet, title, (first, 0, last, 0), first, last, Spot(
        top, _LEFT, (GRID - _LEFT) * _CELL_PIXELS - 4, int(height) - 4, words("summary.chart_pillars_alt")
    ), shares=True, upright=False)  # fmt: skip
    return last


def _branches(frame: Frame, sheet: Sheet, top: int) -> int:
    """The branches by share achieved, best first: a table and a chart where they are few, else the chart."""
    words, ranked = frame.words, frame.summary.ranked_branches
    few = len(ranked) <= _MOST_LISTED
    sheet.text(top, 0, words("summary.by_branch"), look.SUBTITLE)
    sheet.height(top, 22)
    # Where the table has no room on the page it stands to the right of it, as the chart's data.
    left = 0 if few else GRID + 2
    if not few:
        sheet.text(top, left, words("summary.chart_data"), look.NOTE)
    _header(frame, sheet, top + 1, "branch", left)
    first = top + 2
    for row, result in enumerate(ranked, start=first):
        _branch_row(frame, sheet, row, left, result)
    last = first + len(ranked) - 1
    shown = max(len(ranked), _FEWEST_ROWS) if few else _CHART_ROWS
    for row in range(first, first + shown):
        sheet.height(row, _ROW)
    height = int((22 + 30 + _ROW * shown) * _POINTS_TO_PIXELS) - 4
    column = _LEFT if few else 0
    spot = Spot(
        top if few else top + 1, column, (GRID - column) * _CELL_PIXELS - 4,
        height if few else height - 30, words("summary.chart_branches_alt"),
    )  # fmt: skip
    names = (first, left + 1, last, left + 1)
    _draw(frame, sheet, words("summary.chart_branches"), names, first, last, spot,
          left=left, shares=False, upright=True)  # fmt: skip
    return first + shown - 1


def _header(frame: Frame, sheet: Sheet, row: int, key: str, left: int = 0) -> None:
    words, style = frame.words, (look.HEADER, {"font_size": 9})
    if key == "branch":
        sheet.text(row, left, words("column.rank"), *style)
        sheet.spread(row, left + 1, left + 5, words("column.branch"), *style)
    else:
        sheet.spread(row, left, left + 5, words(f"column.{key}"), *style)
    for number, judgement in enumerate((*(str(item) for item in _COUNTED), "achieved_share")):
        first = left + 6 + number * 2
        sheet.spread(row, first, first + 1, words(f"column.{judgement}"), *style)
    sheet.height(row, 30)


def _branch_row(frame: Frame, sheet: Sheet, row: int, left: int, result: BranchResult) -> None:
    name = result.branch.name
    if result.ledger.receipt is not Receipt.RECEIVED:
        receipt = frame.receipt_text(result.ledger.receipt)
        name = frame.words("summary.branch_receipt", branch=name, receipt=receipt)
    sheet.text(row, left, "－" if result.place is None else str(result.place), look.CENTRE)
    sheet.spread(row, left + 1, left + 5, "", look.TEXT)
    sheet.link(row, left + 1, frame.sheet_names[result.branch.code], "A1", name, look.TEXT)
    _counts(frame, sheet, row, result.tally, left, branch_code=result.branch.code)


def _counts(frame: Frame, sheet: Sheet, row: int, tally: Tally, left: int = 0, **conditions: str) -> None:
    """The four counts and the share achieved, as live formulas over データ."""
    counts = (tally.achieved, tally.not_achieved, tally.not_judged, tally.no_target)
    formulas = [frame.count_formula(judgement, **conditions) for judgement in _COUNTED]
    style = look.CENTRE | {"num_format": "0"}
    for number, (formula, count) in enumerate(zip(formulas, counts, strict=True)):
        column = left + 6 + number * 2
        sheet.spread(row, column, column + 1, "", style)
        sheet.formula(row, column, formula, count, style)
    column = left + 6 + len(_COUNTED) * 2
    sheet.spread(row, column, column + 1, "", look.CENTRE)
    achieved, missed = (formula.removeprefix("=") for formula in formulas[:2])
    frame.write_share(sheet, row, column, achieved, missed, tally)


def _draw(
    frame: Frame,
    sheet: Sheet,
    title: str,
    categories: tuple[int, int, int, int],
    first: int,
    last: int,
    spot: Spot,
    *,
    left: int = 0,
    shares: bool,
    upright: bool,
) -> None:
    series = []
    for judgement in _DRAWN:
        column = left + 6 + _COUNTED.index(judgement) * 2
        name = f"{frame.words(f'word.symbol.{judgement}')} {frame.words(f'word.judgement.{judgement}')}"
        series.append(Series(name, judgement, (first, column, last, column)))
    unit = frame.words("summary.axis_share" if shares else "summary.axis_count")
    chart = JudgementChart(title, unit, categories, series, shares, upright)
    judgement_chart(frame.book, sheet, chart, spot)


def _decisions(frame: Frame) -> list[str]:
    """What somebody has to decide or do, the most pressing first."""
    words, summary = frame.words, frame.summary
    lines = []
    for receipt in (Receipt.MISSING, Receipt.SENT_BACK):
        names = [row.branch_name for row in summary.ledger if row.receipt is receipt]
        if names:
            lines.append(words(f"summary.decision_{receipt}", branches=_some(frame, names)))
    if summary.most_missed:
        worst = summary.most_missed[0]
        indicator, count = worst.kpi.indicator, worst.tally.not_achieved
        lines.append(words("summary.decision_most_missed", indicator=indicator, count=count))
    if summary.total.not_judged:
        lines.append(words("summary.decision_not_judged", count=summary.total.not_judged))
    return lines or [words("summary.decision_none")]


def _some(frame: Frame, names: list[str]) -> str:
    """The first names, and how many more there are: 未着・指摘 lists them all."""
    listed = frame.words("text.list_separator").join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return listed if more <= 0 else frame.words("summary.and_more", names=listed, count=more)
