"""The tables of 概要: judgements counted live, by pillar and by branch, and the rows that charts rest on."""

from collections.abc import Sequence
from dataclasses import dataclass

from kpixl.books.addresses import cell_name
from kpixl.books.master.data_sheet import judgement_text
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.grid import BESIDE, SMALL, height_of, room
from kpixl.books.writing import styles
from kpixl.books.writing.charts import Series
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Judgement
from kpixl.model.summary import Tally

DRAWN = (Judgement.ACHIEVED, Judgement.NOT_ACHIEVED, Judgement.NOT_JUDGED)
_COUNT, _SHARE = 2, 3  # columns of a count, and of a share with its bar


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Where a table of counts stands on the grid: its counts begin behind its names.

    One `with_missing` says beside what is not judged how much of it has not come back.
    """

    left: int
    counts: int
    with_missing: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """The keys of the counts' labels."""
        return (*map(str, DRAWN), *(("of_it_missing",) if self.with_missing else ()))

    @property
    def share(self) -> int:
        """The first column of the share achieved."""
        return self.counts + _COUNT * len(self.labels)

    @property
    def end(self) -> int:
        """The column behind the share."""
        return self.share + _SHARE


def write_header(frame: Frame, sheet: Sheet, row: int, at: Columns) -> None:
    """The labels of the counts and of the share."""
    for number, key in enumerate(at.labels):
        first = at.counts + number * _COUNT
        sheet.merge(row, first, first + _COUNT - 1, frame.words(f"column.{key}"), styles.HEADER, SMALL)
    label = frame.words("column.achieved_share")
    sheet.merge(row, at.share, at.end - 1, label, styles.HEADER, SMALL)


def header_height(frame: Frame, at: Columns, *others: tuple[str, float]) -> float:
    """The height in points of the labels, and of others with the room that they have."""
    labels = [frame.words(f"column.{key}") for key in at.labels]
    return height_of([*((label, room(_COUNT)) for label in labels), *others])


def write_counts(
    frame: Frame, sheet: Sheet, row: int, at: Columns, tally: Tally, **conditions: str
) -> list[str]:
    """The counts and the share achieved as formulas over データ; returns the cells of the counts."""
    style = styles.CENTRE | {"num_format": "0"}
    formulas = [frame.count_formula(judgement, **conditions) for judgement in DRAWN]
    counts = [tally.achieved, tally.not_achieved, tally.not_judged]
    if at.with_missing:
        formulas.append(f"={frame.missing_formula(**conditions)}")
        counts.append(tally.missing)
    cells = []
    for number, (formula, count) in enumerate(zip(formulas, counts, strict=True)):
        column = at.counts + number * _COUNT
        sheet.merge(row, column, column + _COUNT - 1, "", style)
        sheet.formula(row, column, formula, count, style)
        cells.append(cell_name(row, column))
    sheet.merge(row, at.share, at.end - 1, "", styles.CENTRE)
    frame.write_share(sheet, row, at.share, cells[0], cells[1], tally)
    return cells


def write_drawn_header(frame: Frame, sheet: Sheet, row: int, key: str) -> None:
    """The labels of the charts' table."""
    for number, text in enumerate((frame.words(f"column.{key}"), *drawn_labels(frame))):
        sheet.text(row, BESIDE + number, text, styles.HEADER)


def write_drawn(frame: Frame, sheet: Sheet, row: int, name: str, tally: Tally, **conditions: str) -> None:
    """A row of the charts' table: what is missing apart from what is not judged for another reason."""
    missing = cell_name(row, BESIDE + len(DRAWN) + 1)
    achieved, not_achieved, not_judged = (frame.count_formula(judgement, **conditions) for judgement in DRAWN)
    drawn = [
        (achieved, tally.achieved),
        (not_achieved, tally.not_achieved),
        (f"{not_judged}-{missing}", tally.not_judged - tally.missing),
        (f"={frame.missing_formula(**conditions)}", tally.missing),
    ]
    sheet.text(row, BESIDE, name, styles.TEXT)
    for column, (formula, count) in enumerate(drawn, start=BESIDE + 1):
        sheet.formula(row, column, formula, count, styles.CENTRE, {"num_format": "0"})


def series_of(frame: Frame, first: int, last: int) -> Sequence[Series]:
    """The charts' series: the last is what is missing, which is no judgement."""
    named = zip(drawn_labels(frame), (*DRAWN, None), strict=True)
    return [
        Series(name=name, judgement=judgement, values=(first, column, last, column))
        for column, (name, judgement) in enumerate(named, start=BESIDE + 1)
    ]


def drawn_labels(frame: Frame) -> list[str]:
    """The names of what the charts show, each with its sign."""
    labels = [judgement_text(judgement, frame.words) for judgement in DRAWN]
    return [*labels, frame.missing_mark]
