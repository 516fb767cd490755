"""The tables of 概要: judgements counted live, by pillar and by branch, and the rows that charts rest on."""

from collections.abc import Sequence

from kpixl.books.addresses import cell_name
from kpixl.books.master.data_sheet import judgement_text
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.grid import BESIDE, SMALL
from kpixl.books.writing import styles
from kpixl.books.writing.charts import Series
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Judgement
from kpixl.model.summary import Tally

NAMES = 6  # columns for the name of a pillar or branch
COUNTED = tuple(Judgement)
DRAWN = (Judgement.ACHIEVED, Judgement.NOT_ACHIEVED, Judgement.NOT_JUDGED)
SHARE_AT = NAMES + 2 * len(COUNTED)  # the column of the share achieved; every count takes two
HEADER_HEIGHT = 30.0


def write_header(frame: Frame, sheet: Sheet, row: int, key: str, left: int = 0) -> None:
    """The labels of the counts and of the share, and those of the charts' table."""
    words, style = frame.words, (styles.HEADER, SMALL)
    if key == "branch":
        sheet.text(row, left, words("column.rank"), *style)
        sheet.merge(row, left + 1, left + NAMES - 1, words("column.branch"), *style)
    else:
        sheet.merge(row, left, left + NAMES - 1, words(f"column.{key}"), *style)
    for number, label in enumerate((*(str(item) for item in COUNTED), "achieved_share")):
        first = left + NAMES + number * 2
        sheet.merge(row, first, first + 1, words(f"column.{label}"), *style)
    write_drawn_header(frame, sheet, row, key)
    sheet.height(row, HEADER_HEIGHT)


def write_drawn_header(frame: Frame, sheet: Sheet, row: int, key: str) -> None:
    """The labels of the charts' table."""
    for number, text in enumerate((frame.words(f"column.{key}"), *drawn_labels(frame))):
        sheet.text(row, BESIDE + number, text, styles.HEADER)


def write_counts(
    frame: Frame, sheet: Sheet, row: int, left: int, tally: Tally, **conditions: str
) -> list[str]:
    """The counts and the share achieved as formulas over データ; returns the cells of the counts."""
    style = styles.CENTRE | {"num_format": "0"}
    cells = []
    for number, (judgement, count) in enumerate(zip(COUNTED, counts_of(tally), strict=True)):
        column = left + NAMES + number * 2
        sheet.merge(row, column, column + 1, "", style)
        sheet.formula(row, column, frame.count_formula(judgement, **conditions), count, style)
        cells.append(cell_name(row, column))
    sheet.merge(row, left + SHARE_AT, left + SHARE_AT + 1, "", styles.CENTRE)
    frame.write_share(sheet, row, left + SHARE_AT, cells[0], cells[1], tally)
    return cells


def write_drawn(
    frame: Frame, sheet: Sheet, row: int, name: str, tally: Tally, counts: Sequence[str], **conditions: str
) -> None:
    """A row of the charts' table: what is missing apart from what is not judged for another reason."""
    missing = cell_name(row, BESIDE + len(DRAWN) + 1)
    drawn = [
        (f"={counts[0]}", tally.achieved),
        (f"={counts[1]}", tally.not_achieved),
        (f"={counts[2]}-{missing}", tally.not_judged - tally.missing),
        (f"={frame.missing_formula(**conditions)}", tally.missing),
    ]
    sheet.text(row, BESIDE, name, styles.TEXT)
    for column, (formula, count) in enumerate(drawn, start=BESIDE + 1):
        sheet.formula(row, column, formula, count, styles.CENTRE, {"num_format": "0"})


def series_of(frame: Frame, first: int, last: int) -> Sequence[Series]:
    """The charts' series: the last is what is missing, hatched in the colour of what is not judged."""
    judgements = (*DRAWN, Judgement.NOT_JUDGED)
    named = zip(drawn_labels(frame), judgements, strict=True)
    return [
        Series(
            name=name,
            judgement=judgement,
            values=(first, column, last, column),
            hatched=column == BESIDE + len(judgements),
        )
        for column, (name, judgement) in enumerate(named, start=BESIDE + 1)
    ]


def drawn_labels(frame: Frame) -> list[str]:
    """The names of what the charts show."""
    labels = [judgement_text(judgement, frame.words) for judgement in DRAWN]
    return [*labels, frame.words("word.state.missing")]


def counts_of(tally: Tally) -> tuple[int, int, int, int]:
    """The counts in the order of the judgements."""
    return tally.achieved, tally.not_achieved, tally.not_judged, tally.no_target
