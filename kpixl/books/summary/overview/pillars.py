"""Pillars on 概要, and beside them the branches where they are few, and the blocks."""

from itertools import zip_longest

from kpixl.books.addresses import cell_name
from kpixl.books.summary.bars import bar_shares
from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.answers import signed_points
from kpixl.books.summary.overview.branches import are_listed, list_branches, table_height
from kpixl.books.summary.overview.grid import (
    BESIDE,
    INDENT,
    INDENTED,
    ROW_HEIGHT,
    SMALL,
    TITLE_HEIGHT,
    height_of,
    room,
)
from kpixl.books.summary.overview.tables import DRAWN, Columns, header_height, write_counts, write_header
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Judgement
from kpixl.model.round_movement import Distance
from kpixl.model.rounding import round_half_up
from kpixl.model.summary import BlockResult

_NAMES = 4  # columns of a pillar's name
_AT = Columns(left=0, counts=_NAMES, with_missing=True)
_DISTANCE = _AT.end  # the first of its columns
_DISTANCES = 3
_LEFT = _DISTANCE + _DISTANCES + 1  # of what stands beside the pillars
_BLOCK_NAME, _BLOCK_SHARE = 3, 3  # columns of a block
_FARTHEST = 100_000  # points that its columns have room for; beyond it is made to fit as text
_BLOCK_DATA = BESIDE + len(DRAWN) + 3  # the first column of the blocks' counts, beyond the page


def write_pillars(frame: Frame, sheet: Sheet, top: int) -> tuple[int, list[str]]:
    """Write the tables; returns the last row and the cells of the total's counts."""
    words, summary = frame.words, frame.summary
    sheet.text(top, 0, words("summary.by_pillar"), styles.SUBTITLE)
    sheet.height(top, TITLE_HEIGHT)
    sheet.merge(top + 1, 0, _NAMES - 1, words("column.pillar"), styles.HEADER, SMALL)
    write_header(frame, sheet, top + 1, _AT)
    label = words("column.median_distance")
    sheet.merge(top + 1, _DISTANCE, _DISTANCE + _DISTANCES - 1, label, styles.HEADER, SMALL)
    first = top + 2
    for row, result in enumerate(summary.pillars, start=first):
        sheet.merge(row, 0, _NAMES - 1, result.pillar, styles.WRAP, SMALL, INDENTED)
        write_counts(frame, sheet, row, _AT, result.tally, pillar=result.pillar)
        _distance(frame, sheet, row, summary.distances[row - first + 1])
    last = first + len(summary.pillars)
    sheet.merge(last, 0, _NAMES - 1, words("column.total"), styles.TEXT, {"bold": True}, SMALL, INDENTED)
    total = write_counts(frame, sheet, last, _AT, summary.total)
    _distance(frame, sheet, last, summary.distances[0])
    bar_shares(sheet, first, last, _AT.share)
    beside = top - 1
    if are_listed(frame):
        beside = list_branches(frame, sheet, top, _LEFT)
    if summary.blocks:
        beside = _blocks(frame, sheet, beside + 1)
    sheet.height(top + 1, _header_height(frame))
    for row, height in enumerate(_row_heights(frame), start=first):
        sheet.height(row, height)
    return max(last, beside), total


def pillars_height(frame: Frame) -> float:
    """The height in points of the tables."""
    return TITLE_HEIGHT + _header_height(frame) + sum(_row_heights(frame))


def _header_height(frame: Frame) -> float:
    return header_height(frame, _AT, (frame.words("column.median_distance"), room(_DISTANCES)))


def _row_heights(frame: Frame) -> list[float]:
    """The heights of the rows that the tables share."""
    summary = frame.summary
    names = [(result.pillar, room(_NAMES) - INDENT) for result in summary.pillars]
    left = [*(height_of([name], gap=0) for name in names), ROW_HEIGHT]
    right = [table_height(frame, row) for row in summary.ranked_branches] if are_listed(frame) else []
    if summary.blocks:
        heads = 2 if right else 0  # below the branches their title and labels stand among the rows
        right += [ROW_HEIGHT] * (heads + -(-len(summary.blocks) // 2))
    return [max(ROW_HEIGHT, *pair) for pair in zip_longest(left, right, fillvalue=ROW_HEIGHT)]


def _distance(frame: Frame, sheet: Sheet, row: int, distance: Distance) -> None:
    """The median distance to target in points, a dash where too little could be measured."""
    sheet.merge(row, _DISTANCE, _DISTANCE + _DISTANCES - 1, "", styles.CENTRE)
    median = distance.shown
    if median is None or abs(median) >= _FARTHEST:
        text = DASH if median is None else signed_points(frame, median)
        sheet.text(row, _DISTANCE, text, styles.CENTRE, styles.SHRINK)
    else:
        shape = {"num_format": styles.number_format(1, minus=frame.minus, sign=True)}
        sheet.number(row, _DISTANCE, round_half_up(median, 1), styles.CENTRE, shape)


def _blocks(frame: Frame, sheet: Sheet, top: int) -> int:
    """The share achieved by block, two beside each other, below a title; returns the last row."""
    words, blocks = frame.words, frame.summary.blocks
    rows = [blocks[at : at + 2] for at in range(0, len(blocks), 2)]
    sheet.text(top, _LEFT, words("summary.by_block"), styles.SUBTITLE)
    lefts = (_LEFT, _LEFT + _BLOCK_NAME + _BLOCK_SHARE)
    for left in lefts:
        sheet.merge(top + 1, left, left + _BLOCK_NAME - 1, words("column.block"), styles.HEADER, SMALL)
        share = left + _BLOCK_NAME
        sheet.merge(
            top + 1, share, share + _BLOCK_SHARE - 1, words("column.achieved_share"), styles.HEADER, SMALL
        )
        bar_shares(sheet, top + 2, top + 1 + len(rows), share)
    for row, pair in enumerate(rows, start=top + 2):
        for left, result in zip(lefts, pair, strict=False):
            share, tally = left + _BLOCK_NAME, result.tally
            sheet.merge(row, left, share - 1, result.block, styles.TEXT, SMALL, styles.SHRINK, INDENTED)
            sheet.merge(row, share, share + _BLOCK_SHARE - 1, "", styles.CENTRE)
            cells = _block_counts(frame, sheet, row, lefts.index(left), result)
            frame.write_share(sheet, row, share, cells[0], cells[1], tally)
    return top + 1 + len(rows)


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
