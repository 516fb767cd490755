"""A4 in points: how many pages a table takes, and at which scale it can still be read.

A table of several pages prints at a scale of its own, not fitted to the width: only then do the breaks stand
where they were reckoned, whatever the width of the font that stands in for ours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

_LANDSCAPE = (784.0, 512.0)  # width and height between the margins that `Page` sets
_PORTRAIT = (537.0, 755.0)
LEAST_SCALE = 0.7  # 10 points become 7: below that more pages are the better copy
_CHARACTER, _PADDING = 5.25, 3.75  # of a column's width
_WIDER = 1.27  # where the font is not there, another's digits make columns so much wider
_SPARE = 0.96  # of a page: printers differ
PAGE_WIDTH = _LANDSCAPE[0]  # at 100 %
PAGE_HEIGHT = _LANDSCAPE[1] * _SPARE / LEAST_SCALE  # in points of what prints at the least scale
_FEWER = 0.6  # of the pages that landscape takes: then portrait pays
_LONELY = 0.25  # of a page: what is left for the last one goes on those before it, if letters that much
_NARROW = 0.2  # of a page across likewise
_PIXEL = 0.75  # points
_EDGE, _BEYOND = 2.5, 1.5  # points: of a page that is as good as full, and what makes it the next percent's
_SMALLER = 0.85  # smaller find it room

Block = tuple[int, float]  # the first row and the height in points of rows that stay together


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a table prints: which way round, at which scale, and before which rows and columns a page begins.

    A `scale` of 0 is for what goes on one page, and is fitted to it.
    """

    landscape: bool
    scale: int = 0
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()


ONE_PAGE = Layout(landscape=True)


def points_wide(widths: Iterable[float]) -> float:
    """The width in points of columns whose widths are in characters, in the widest font that may be.

    A hidden one has a width of 0.
    """
    return sum((width * _CHARACTER + _PADDING) * _WIDER for width in widths if width)


def spare_width(widths: Iterable[float], scale: float) -> float:
    """How many characters a landscape page has left beside columns at a scale; below 0 where it has none."""
    return (_LANDSCAPE[0] / scale - points_wide(widths)) / (_CHARACTER * _WIDER)


def lay_out(
    widths: Sequence[float],
    blocks: Sequence[Block],
    *,
    above: float,
    repeated: float,
    keep: int = 0,
    keep_from: int = 0,
    tail: int = 2,
    least: float = LEAST_SCALE,
    upright: bool = False,
) -> Layout:
    """As few pages as can be read, every block on one of them where it is no higher than a page.

    `above` is the height of what stands above the first block, of which `repeated` is at the top of every
    page; the columns from `keep_from` up to `keep` stand on every page where the table is wider than one, and
    the last `tail` columns on one. A table that finds room at the `least` scale is not printed smaller,
    unless that saves a page with next to nothing on it. One of several pages across stands `upright` where
    that was asked for.
    """
    across, height = points_wide(widths), above + sum(height for _row, height in blocks)
    wide, high = _PORTRAIT if upright else _LANDSCAPE
    if across * LEAST_SCALE > wide:
        room = high * _SPARE / LEAST_SCALE
        made = _breaks(blocks, room, above, repeated)
        return Layout(
            landscape=not upright,
            scale=_percent(LEAST_SCALE),
            rows=_shared(blocks, made.rows, room),
            columns=column_breaks(widths, keep, tail, keep_from=keep_from, upright=upright),
        )
    if min(wide / across, high * _SPARE / height) >= least:
        return Layout(landscape=True)
    landscape, pages = _one_wide(across, blocks, above, repeated, landscape=True)
    portrait, fewer = _one_wide(across, blocks, above, repeated, landscape=False)
    readable = portrait.scale >= _percent(LEAST_SCALE)
    return portrait if readable and fewer <= _FEWER * pages else landscape


def room_to_fit(heights: Iterable[float]) -> float:
    """What to add to the rows of a landscape page that is fitted, so that all are printed; all in points.

    LibreOffice fits by whole percents, and leaves the last row out where these fill the page to a point. Rows
    are whole pixels high.
    """
    high, height = _LANDSCAPE[1], sum(floor(height / _PIXEL + 0.5) * _PIXEL for height in heights)
    percent = floor(high / height * 100)
    return 0.0 if high - height * percent / 100 >= _EDGE else high / percent * 100 - height + _BEYOND


def stands_upright(
    widths: Sequence[float], height: float, *, repeated: float, keep: int, tail: int = 2
) -> bool:
    """True where a table of several pages across takes fewer pages upright than in landscape.

    `height` is that of the whole table in points, of which `repeated` is on every page.
    """
    if points_wide(widths) * LEAST_SCALE <= _LANDSCAPE[0]:
        return False
    pages = []
    for upright, (_wide, high) in ((False, _LANDSCAPE), (True, _PORTRAIT)):
        room = high * _SPARE / LEAST_SCALE
        down = max(1, ceil((height - repeated) / max(room - repeated, 1.0)))
        pages.append(down * (len(column_breaks(widths, keep, tail, upright=upright)) + 1))
    return pages[1] < pages[0]


def column_breaks(
    widths: Sequence[float], keep: int, tail: int = 2, *, keep_from: int = 0, upright: bool = False
) -> tuple[int, ...]:
    """The columns before which a page begins; those from `keep_from` up to `keep` are on every one.

    The last `tail` columns stand on the same page, if one has room for them; where next to nothing would
    stand there, it shares with the page before.
    """
    room = (_PORTRAIT if upright else _LANDSCAPE)[0] / LEAST_SCALE
    kept = points_wide(widths[keep_from:keep])
    breaks: list[int] = []
    used = points_wide(widths[:keep])
    for column, width in enumerate(widths[keep:], start=keep):
        own = points_wide([width])
        if used + own > room and column > keep and (not breaks or breaks[-1] < column):
            breaks.append(column)
            used = kept
        used += own
    first = len(widths) - tail
    fits = kept + points_wide(widths[first:]) <= room
    if breaks and breaks[-1] > first > max([keep, *breaks[:-1]]) and fits:
        breaks[-1] = first
    if breaks and points_wide(widths[breaks[-1] :]) < (room - kept) * _NARROW:
        breaks[-1] = _half_way(widths, [keep, *breaks][-2], breaks[-1])
    return tuple(breaks)


def _half_way(widths: Sequence[float], begin: int, last: int) -> int:
    """The column at which the columns of the last two pages part in halves; `last` begins the last one."""
    half = points_wide(widths[begin:]) / 2
    return next((at for at in range(begin + 1, last) if points_wide(widths[at:]) <= half), last)


def _one_wide(
    across: float, blocks: Sequence[Block], above: float, repeated: float, *, landscape: bool
) -> tuple[Layout, int]:
    """Pages one below the other, and how many they are."""
    wide, high = _LANDSCAPE if landscape else _PORTRAIT
    scale = min(1.0, wide / across)
    room = high * _SPARE / scale
    made = _breaks(blocks, room, above, repeated)
    if made.leftover < room * _LONELY:
        least = max(_percent(LEAST_SCALE), _percent(scale * _SMALLER))
        for percent in range(_percent(scale) - 1, least - 1, -1):
            closer = _breaks(blocks, high * _SPARE / percent * 100, above, repeated)
            if closer.most_pages < made.most_pages:
                return Layout(landscape=landscape, scale=percent, rows=closer.rows), closer.pages
    rows = _shared(blocks, made.rows, room)
    return Layout(landscape=landscape, scale=_percent(scale), rows=rows), made.pages


def _after(blocks: Sequence[Block], row: int) -> float:
    """The height of the blocks from a row on."""
    return sum(height for first, height in blocks if first >= row)


def _is_lonely(blocks: Sequence[Block], rows: Sequence[int], room: float) -> bool:
    """Whether the last page has next to nothing on it."""
    return bool(rows) and _after(blocks, rows[-1]) < room * _LONELY


def _shared(blocks: Sequence[Block], rows: tuple[int, ...], room: float) -> tuple[int, ...]:
    """The breaks, the last one moved up where next to nothing would stand below it."""
    if not _is_lonely(blocks, rows, room):
        return rows
    begin = rows[-2] if len(rows) > 1 else blocks[0][0]
    both = [(row, height) for row, height in blocks if row >= begin]
    if _after(both, begin) - _after(both, rows[-1]) > room:
        return rows  # a block that runs on over pages
    half = _after(both, begin) / 2
    row = next((row for row, _height in both[1:] if _after(both, row) <= half), rows[-1])
    return (*rows[:-1], min(row, rows[-1]))


def _percent(scale: float) -> int:
    return int(scale * 100 + 1e-9)


@dataclass(frozen=True, kw_only=True)
class _Broken:
    """The rows before which a page begins, and how many pages there are, at least and at most.

    `leftover` is the least that stands on a page by itself, in points: what is left for the last one, or of a
    block that runs on.
    """

    rows: tuple[int, ...]
    pages: int
    most_pages: int
    leftover: float


def _breaks(blocks: Sequence[Block], room: float, above: float, repeated: float) -> _Broken:
    """The pages that blocks take of which each has so much room.

    Of a block that is hardly higher than a page nobody knows whether its end comes to stand on the next: what
    follows begins a page in either case.
    """
    used, pages, doubtful, is_unsure, runs_on = above, 1, 0, False, False
    breaks, leftover = [], room
    for number, (row, height) in enumerate(blocks):
        if number and (used + height > room or is_unsure):
            breaks.append(row)
            leftover = min(leftover, used - repeated) if runs_on else leftover
            used, pages, doubtful = repeated, pages + (not is_unsure), doubtful + is_unsure
        used, is_unsure, runs_on = used + height, False, False
        while used > room > repeated:  # of a block that is higher than a page
            used, pages, runs_on = used - (room - repeated), pages + 1, True
            is_unsure = used - repeated <= room * (1 / _SPARE - 1)
    if pages > 1:
        leftover = min(leftover, used - repeated)
    return _Broken(rows=tuple(breaks), pages=pages, most_pages=pages + doubtful, leftover=leftover)
