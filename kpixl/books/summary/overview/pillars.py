"""Pillars and blocks on 概要: their counts, the share achieved as a bar, how far off they are."""

from kpixl.books.addresses import cell_name
from kpixl.books.summary.bars import bar_shares
from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.answers import signed_points
from kpixl.books.summary.overview.grid import (
    BESIDE,
    ROW_HEIGHT,
    SIZE,
    SMALL,
    TITLE_HEIGHT,
    pixels_across,
    pixels_down,
    room,
)
from kpixl.books.summary.overview.tables import (
    DRAWN,
    HEADER_HEIGHT,
    NAMES,
    SHARE_AT,
    series_of,
    write_counts,
    write_drawn,
    write_header,
)
from kpixl.books.writing import styles
from kpixl.books.writing.charts import JudgementChart, Spot, judgement_chart
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Judgement
from kpixl.model.round_movement import Distance
from kpixl.model.rounding import round_half_up
from kpixl.model.summary import BlockResult

_DISTANCE_AT = SHARE_AT + 2
_LEFT = _DISTANCE_AT + 3  # of what stands beside the pillars
_BLOCK_COLUMNS, _BLOCK_NAME = 6, 4  # of a block, and of its name
_FARTHEST = 100_000  # points that its columns have room for; beyond it is made to fit as text
_BLOCK_DATA = BESIDE + len(DRAWN) + 3  # the first column of the blocks' counts, beyond the page


def write_pillars(frame: Frame, sheet: Sheet, top: int) -> tuple[int, list[str]]:
    """The pillars, and the blocks or a chart beside them; returns the last row and the cells of the total."""
    words, summary = frame.words, frame.summary
    sheet.text(top, 0, words("summary.by_pillar"), styles.SUBTITLE)
    sheet.height(top, TITLE_HEIGHT)
    write_header(frame, sheet, top + 1, "pillar")
    sheet.merge(top + 1, _DISTANCE_AT, _DISTANCE_AT + 1, words("column.distance"), styles.HEADER, SMALL)
    first = top + 2
    blocks = [summary.blocks[at : at + 2] for at in range(0, len(summary.blocks), 2)]
    heights = [
        styles.row_height([(result.pillar, room(NAMES))], size=SIZE) - styles.ROW_PADDING
        for result in summary.pillars
    ]
    for row, (result, height) in enumerate(zip(summary.pillars, heights, strict=True), start=first):
        sheet.merge(row, 0, NAMES - 1, result.pillar, styles.WRAP, SMALL)
        cells = write_counts(frame, sheet, row, 0, result.tally, pillar=result.pillar)
        write_drawn(frame, sheet, row, result.pillar, result.tally, cells, pillar=result.pillar)
        _distance(frame, sheet, row, summary.distances[row - first + 1])
        sheet.height(row, max(ROW_HEIGHT, height))
    last = first + len(summary.pillars)
    sheet.merge(last, 0, NAMES - 1, words("column.total"), styles.TEXT, {"bold": True}, SMALL)
    total = write_counts(frame, sheet, last, 0, summary.total)
    write_drawn(frame, sheet, last, words("column.total"), summary.total, total)
    _distance(frame, sheet, last, summary.distances[0])
    sheet.height(last, ROW_HEIGHT)
    bar_shares(sheet, first, last, SHARE_AT)
    if not blocks:
        height = HEADER_HEIGHT + ROW_HEIGHT + sum(max(ROW_HEIGHT, one) for one in heights)
        _chart(frame, sheet, top, last, pixels_down(height))
        return last, total
    end = first + len(blocks) - 1
    for row in range(last + 1, end + 1):
        sheet.height(row, ROW_HEIGHT)
    _blocks(frame, sheet, top, blocks)
    return max(last, end), total


def _distance(frame: Frame, sheet: Sheet, row: int, distance: Distance) -> None:
    """The median distance to target in points, a dash where nothing could be measured."""
    sheet.merge(row, _DISTANCE_AT, _DISTANCE_AT + 1, "", styles.CENTRE)
    if distance.median is None or abs(distance.median) >= _FARTHEST:
        text = DASH if distance.median is None else signed_points(frame, distance.median)
        sheet.text(row, _DISTANCE_AT, text, styles.CENTRE, styles.SHRINK)
    else:
        shape = {"num_format": styles.number_format(1, minus=frame.minus, sign=True)}
        sheet.number(row, _DISTANCE_AT, round_half_up(distance.median, 1), styles.CENTRE, shape)


def _blocks(frame: Frame, sheet: Sheet, top: int, rows: list[tuple[BlockResult, ...]]) -> None:
    """The share achieved by block, two beside each other."""
    words = frame.words
    sheet.text(top, _LEFT, words("summary.by_block"), styles.SUBTITLE)
    lefts = (_LEFT, _LEFT + _BLOCK_COLUMNS)
    for left in lefts[: len(rows[0])]:
        sheet.merge(top + 1, left, left + _BLOCK_NAME - 1, words("column.block"), styles.HEADER, SMALL)
        share = left + _BLOCK_NAME
        sheet.merge(top + 1, share, share + 1, words("column.achieved_share"), styles.HEADER, SMALL)
        bar_shares(sheet, top + 2, top + 1 + len(rows), share)
    for row, pair in enumerate(rows, start=top + 2):
        for left, result in zip(lefts, pair, strict=False):
            share, tally = left + _BLOCK_NAME, result.tally
            sheet.merge(row, left, share - 1, result.block, styles.TEXT, SMALL, styles.SHRINK)
            sheet.merge(row, share, share + 1, "", styles.CENTRE)
            cells = _block_counts(frame, sheet, row, lefts.index(left), result)
            frame.write_share(sheet, row, share, cells[0], cells[1], tally)


def _block_counts(frame: Frame, sheet: Sheet, row: int, place: int, result: BlockResult) -> list[str]:
    """A block's counts beyond the page, live; returns their cells."""
    column, tally, cells = _BLOCK_DATA + place * 3, result.tally, []
    sheet.text(row, column, result.block, styles.TEXT)
    counts = ((Judgement.ACHIEVED, tally.achieved), (Judgement.NOT_ACHIEVED, tally.not_achieved))
    for at, (judgement, count) in enumerate(counts, start=column + 1):
        formula = frame.count_in_block(judgement, result.block)
        shape = (styles.CENTRE, {"num_format": "0"})
        if formula:
            sheet.formula(row, at, formula, count, *shape)
        else:
            sheet.number(row, at, count, *shape)
        cells.append(cell_name(row, at))
    return cells


def _chart(frame: Frame, sheet: Sheet, top: int, last: int, height: int) -> None:
    words, first = frame.words, top + 2
    sheet.text(top, _LEFT, words("summary.chart_pillars"), styles.SUBTITLE)
    spot = Spot(
        row=top + 1,
        column=_LEFT,
        width=pixels_across(_LEFT),
        height=height,
        description=words("summary.chart_pillars_alt"),
    )
    chart = JudgementChart(
        categories=(first, BESIDE, last, BESIDE), series=series_of(frame, first, last), shares=True
    )
    judgement_chart(frame.book, sheet, chart, spot)
