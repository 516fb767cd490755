"""A4 in points: how many pages a table takes, and at which size it can still be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LANDSCAPE = (784.0, 512.0)  # width and height between the margins that `Page` sets
_PORTRAIT = (537.0, 755.0)
_LEAST_SCALE = 0.55  # 10 points become 5.5: below that one more page is the better copy
_CHARACTER, _PADDING = 5.25, 3.75  # of a column's width; a wider font makes rows smaller, never larger
_SPARE = 0.96  # of a page: printers differ
_LITTLE = 0.75  # of its size that a table may be printed at so as to fit one page
_FEWER = 0.6  # of the pages that landscape takes: then the smaller print of portrait pays

Block = tuple[int, float]  # the first row and the height in points of rows that stay together


@dataclass(frozen=True)
class Layout:
    """How a long table prints one page wide: which way round, and before which rows a page begins.

    `tall` is 1 where all of it goes on one page, 0 for as many pages as it takes.
    """

    landscape: bool
    breaks: tuple[int, ...] = ()
    tall: int = 0


def points_wide(widths: Iterable[float]) -> float:
    """The width in points of columns whose widths are in characters."""
    return sum(width * _CHARACTER + _PADDING for width in widths)


def pages(repeated: float, across: float, height: float, *, most: int = 1) -> tuple[int, int]:
    """How many landscape pages wide and high a table prints, 0 for as many as it takes.

    `repeated` and `across` are the widths in points of the columns that stand on every page and of the
    others. As few pages as can be read; no more than `most` high, or else as many as it takes.
    """
    room_across, room_down = _LANDSCAPE
    wide = 1
    # Where the repeated columns alone fill half a page, more pages would not make the table larger.
    while (
        repeated + across / wide
    ) * _LEAST_SCALE > room_across and repeated * _LEAST_SCALE < room_across / 2:
        wide += 1
    tall = (number for number in range(1, most + 1) if height * _LEAST_SCALE <= room_down * number)
    return wide, next(tall, 0)


def lay_out(widths: Iterable[float], blocks: Sequence[Block], *, above: float, repeated: float) -> Layout:
    """Every block on one page: in landscape, which prints larger, or else in portrait where that pays.

    A table that is a little too long for one page is made to fit it.

    `above` is the height of what stands above the first block, of which `repeated` is at the top of every
    page. Where neither has room, or portrait would leave pages half empty, landscape pages are filled and
    blocks run on.
    """
    widths = list(widths)
    if (above + sum(height for _row, height in blocks)) * _LITTLE <= _room(widths, landscape=True):
        return Layout(landscape=True, tall=1)
    kept = keep_together(widths, blocks, above=above, repeated=repeated, landscape=True)
    if kept is not None:
        return kept
    kept = keep_together(widths, blocks, above=above, repeated=repeated, landscape=False)
    if kept is not None:
        room = _room(widths, landscape=True) - repeated
        filled = sum(height for _row, height in blocks) / room
        if len(kept.breaks) + 1 <= _FEWER * filled:
            return kept
    return Layout(landscape=True)


def keep_together(
    widths: Iterable[float], blocks: Sequence[Block], *, above: float, repeated: float, landscape: bool
) -> Layout | None:
    """The layout with every block on one page, None where one is too high or would be too small to read."""
    room = _room(list(widths), landscape=landscape)
    highest = max((height for _row, height in blocks), default=0.0)
    if max(above, repeated) + highest > room:
        return None
    return Layout(landscape, tuple(_breaks(blocks, room, above, repeated)))


def begin_pages(
    widths: Iterable[float], blocks: Sequence[Block], *, above: float, repeated: float
) -> tuple[int, ...]:
    """The rows of a portrait sheet before which a page begins; a block higher than a page runs on."""
    across, down = _PORTRAIT
    room = down * _SPARE / min(1.0, across / points_wide(widths))
    return tuple(_breaks(blocks, room, above, repeated))


def _room(widths: Sequence[float], *, landscape: bool) -> float:
    """The height in points of a page at the scale that fits the width; 0 where that cannot be read."""
    across, down = _LANDSCAPE if landscape else _PORTRAIT
    scale = min(1.0, across / points_wide(widths))
    return down * _SPARE / scale if scale >= _LEAST_SCALE else 0.0


def _breaks(blocks: Sequence[Block], room: float, above: float, repeated: float) -> Iterable[int]:
    used = above
    for number, (row, height) in enumerate(blocks):
        if used + height > room and number:
            yield row
            used = repeated
        used += height
        while used > room:  # of a block that is higher than a page
            used -= room - repeated
