"""Bars in cells: a share from 0 to 100 %, and a change or distance to both sides of the middle."""

from typing import Any

from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet

Area = tuple[int, int, int, int]

_SHARE_BAR: dict[str, Any] = {
    "type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": styles.BAR,
    "bar_border_color": styles.BAR_EDGE,
    "min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1,
}  # fmt: skip


def bar_shares(sheet: Sheet, first: int, last: int, column: int) -> None:
    """Bars from 0 to 100 % behind the shares of a column."""
    sheet.condition((first, column, last, column), _SHARE_BAR)


def bar_both_ways(sheet: Sheet, area: Area, most: float) -> None:
    """Bars that end at `most` to both sides of the middle: better to the right, worse to the left."""
    rule = {
        "type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_axis_position": "middle",
        "bar_axis_color": styles.RULE,  # as pale as the borders: signs may stand on it
        "bar_color": styles.BAR, "bar_border_color": styles.BAR_EDGE,
        "bar_negative_color": styles.FAILED_FILL, "bar_negative_border_color": styles.FAILED_EDGE,
        "min_type": "num", "max_type": "num", "min_value": -most, "max_value": most,
    }  # fmt: skip
    sheet.condition(area, rule)
