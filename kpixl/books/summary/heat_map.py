"""達成率ヒートマップ: every branch's achievement rate for every KPI, on one scale around 100%.

Rates are by the target's direction, so more is better everywhere; actuals in different units would not go on
one scale. Below 100% a mark stands beside the number: a grey copy says the same.
"""

from kpixl.books.addresses import cell_name
from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.formulas.live import quoted
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.matrix import (
    Heading,
    Matrix,
    print_matrix,
    round_matrix,
    write_headings,
    write_label,
    write_title,
)
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Assessment

_SCALE_ROW = 2
_GROUP_ROW, _HEADER_ROW = 3, 4
_FIRST_ROW = _HEADER_ROW + 1
_FIRST_COLUMN = 2
_STEPS = (0.8, 0.9, 1.0, 1.1, 1.2)
_KEY_END = _FIRST_COLUMN + len(_STEPS) + 1
_BELOW = "▼ "
_TOTAL_WIDTH = 10.0
_SCALE_HEIGHT, _BOTTOM_HEIGHT = 18.0, 20.0
_IN_CELL: styles.Style = {"font_color": styles.BLACK}


def write_heat_map(frame: Frame) -> None:
    """Write the sheet."""
    words, grid = frame.words, round_matrix(frame)
    sheet = frame.book.sheet(words("sheet.heat_map"))
    note = words("heat.note") + frame.missing_legend + frame.shown_note
    write_title(frame, sheet, words("sheet.heat_map"), note)
    last_column = _FIRST_COLUMN + len(grid.across.headings) - 1
    last_row = _FIRST_ROW + len(grid.down.headings) - 1
    write_headings(frame, sheet, grid, _GROUP_ROW, [(_TOTAL_WIDTH, words("heat.reached"))])
    for row, heading in enumerate(grid.down.headings, start=_FIRST_ROW):
        write_label(sheet, row, heading, grid)
        _row(frame, sheet, row, heading, grid)
    _bottom(frame, sheet, grid, last_row)
    _scale(frame, sheet, (_FIRST_ROW, _FIRST_COLUMN, last_row, last_column))
    sheet.raw.freeze_panes(_FIRST_ROW, _FIRST_COLUMN)
    print_matrix(frame, sheet, grid, (_GROUP_ROW, _HEADER_ROW), last_row + 1, 1, least=_KEY_END)


def _row(frame: Frame, sheet: Sheet, row: int, heading: Heading, grid: Matrix) -> None:
    """The rates of one line, and how many of them reach 100%."""
    for column, other in enumerate(grid.across.headings, start=_FIRST_COLUMN):
        _rate(frame, sheet, row, column, grid.item(heading, other), grid.edges(heading, other))
    last = _FIRST_COLUMN + len(grid.across.headings) - 1
    area = f"{cell_name(row, _FIRST_COLUMN)}:{cell_name(row, last)}"
    reached = sum(_reaches(grid.item(heading, other)) for other in grid.across.headings)
    _count(sheet, row, last + 1, area, reached)


def _rate(frame: Frame, sheet: Sheet, row: int, column: int, item: Assessment, edges: styles.Style) -> None:
    """The rate in データ; a dash where there is none."""
    rate = item.achievement_rate.value
    shape = styles.rate_format(rate, minus=frame.minus)
    shape = _marked(shape, negative=rate is not None and rate < 0)
    style = (styles.CENTRE, _IN_CELL, {"num_format": shape}, edges)
    none = frame.missing_mark if item.is_missing else DASH
    if not frame.is_live(item, "achievement_rate"):
        sheet.text(row, column, none, *style)
        return
    cell = frame.data_cell(item.branch_code, item.kpi_code, "achievement_rate")
    stored = none if rate is None else float(rate)
    frame.link_evidence(sheet, row, column, item.branch_code, item.kpi_code)
    sheet.formula(row, column, f"=IF(COUNT({cell}),{cell},{quoted(none)})", stored, *style)


def _marked(shape: str, *, negative: bool = False) -> str:
    """A rate's format with the mark for below 100%.

    A condition takes the place of the section for negative numbers, and a fourth section is one for texts:
    so a cell has the mark by condition, or the plan's minus by section, as its rate asks.
    """
    positive, _semicolon, below_zero = shape.partition(";")
    if negative and below_zero:
        return f'"{_BELOW}"{positive};"{_BELOW}"{below_zero}'
    return f'[<1]"{_BELOW}"{positive};{positive}'


def _reaches(item: Assessment) -> bool:
    rate = item.achievement_rate.value
    return rate is not None and rate >= 1


def _count(sheet: Sheet, row: int, column: int, area: str, count: int) -> None:
    style = (styles.CENTRE, {"bold": True, "num_format": "0"})
    sheet.formula(row, column, f'=COUNTIF({area},">=1")', count, *style)


def _bottom(frame: Frame, sheet: Sheet, grid: Matrix, last_row: int) -> None:
    row, total = last_row + 1, 0
    sheet.text(row, 0, "", styles.HEADER)
    sheet.text(row, 1, frame.words("heat.reached"), styles.HEADER, {"align": "left"})
    label = [(frame.words("heat.reached"), grid.down.label_width)]
    sheet.height(row, max(_BOTTOM_HEIGHT, styles.row_height(label)))
    for column, other in enumerate(grid.across.headings, start=_FIRST_COLUMN):
        area = f"{cell_name(_FIRST_ROW, column)}:{cell_name(last_row, column)}"
        reached = sum(_reaches(grid.item(heading, other)) for heading in grid.down.headings)
        total += reached
        _count(sheet, row, column, area, reached)
    last = _FIRST_COLUMN + len(grid.across.headings) - 1
    everything = f"{cell_name(_FIRST_ROW, _FIRST_COLUMN)}:{cell_name(last_row, last)}"
    _count(sheet, row, last + 1, everything, total)


def _scale(frame: Frame, sheet: Sheet, area: tuple[int, int, int, int]) -> None:
    """The colours, and a key to them; fixed ends, so that a colour says the same in every round."""
    # Not over the columns that every page repeats: the key stands on the first page only.
    sheet.text(_SCALE_ROW, _FIRST_COLUMN, frame.words("heat.scale"), styles.PAPER_NOTE, {"align": "right"})
    for column, step in enumerate(_STEPS, start=_FIRST_COLUMN + 1):
        style = (styles.CENTRE, _IN_CELL, {"num_format": _marked("0%")})
        sheet.number(_SCALE_ROW, column, step, *style)
    sheet.height(_SCALE_ROW, _SCALE_HEIGHT)
    rule = {
        "type": "3_color_scale",
        "min_type": "num", "mid_type": "num", "max_type": "num",
        "min_value": _STEPS[0], "mid_value": 1, "max_value": _STEPS[-1],
        "min_color": styles.HEAT_LOW, "mid_color": styles.WHITE, "max_color": styles.BLUE,
    }  # fmt: skip
    key = (_SCALE_ROW, _FIRST_COLUMN + 1, _SCALE_ROW, _FIRST_COLUMN + len(_STEPS))
    for scaled in (key, area):
        sheet.condition(scaled, rule)
