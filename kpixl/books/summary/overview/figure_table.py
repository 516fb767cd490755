"""A table of single figures on 概要: branch, KPI, two figures, their difference, and what the branch says."""

from collections.abc import Sequence
from dataclasses import dataclass

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.grid import GRID, LINE_GAP, SIZE, SMALL, room
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Assessment

# The first and last column of each: the fourth text is a rate or the judgement's sign.
_BRANCH, _KPI, _FIRST, _SECOND, _DIFFERENCE, _RESULT, _CAUSE = _SPANS = (
    (0, 1), (2, 11), (12, 14), (15, 18), (19, 22), (23, 24), (25, GRID - 1),
)  # fmt: skip
_LEFT: styles.Style = {"align": "left", "indent": 1}
_BULLETS = "・･•-* "  # before the first of several points


@dataclass(frozen=True, kw_only=True)
class FigureLine:
    """A figure, its KPI with what is to be said of it, and four texts: figures, difference, result."""

    item: Assessment
    about: str
    texts: tuple[str, str, str, str]


@dataclass(frozen=True, kw_only=True)
class FigureTable:
    """A table under its title; `labels` are the keys of its columns behind branch and KPI.

    The branches' words have `cause_lines` lines at most.
    """

    frame: Frame
    title: str
    labels: tuple[str, str, str, str, str]
    lines: Sequence[FigureLine]
    cause_lines: int

    @property
    def height(self) -> float:
        """Its height in points, 0 where it has no lines."""
        return sum((self._title_height, *map(self._line_height, self.lines))) if self.lines else 0.0

    def write(self, sheet: Sheet, top: int) -> int:
        """Write it; returns the row below."""
        if not self.lines:
            return top
        style = (styles.HEADER, SMALL)
        sheet.merge(top, _BRANCH[0], _KPI[1], self.title, *style, _LEFT)
        for (first, last), label in zip(_SPANS[2:], self._labels, strict=True):
            sheet.merge(top, first, last, label, *style)
        sheet.height(top, self._title_height)
        for row, line in enumerate(self.lines, start=top + 1):
            self._write_line(sheet, row, line)
        return top + 1 + len(self.lines)

    def _write_line(self, sheet: Sheet, row: int, line: FigureLine) -> None:
        """A line; its difference leads to the figure's evidence."""
        item = line.item
        sheet.merge(row, *_BRANCH, self._branch(line), styles.WRAP, SMALL)
        sheet.merge(row, *_KPI, line.about, styles.WRAP, SMALL)
        for span, text in zip(_SPANS[2:6], line.texts, strict=True):
            shape = (styles.CENTRE, {"text_wrap": True, "bold": span is _DIFFERENCE}, SMALL)
            if span is _DIFFERENCE:
                self.frame.link_evidence(sheet, row, span[0], item.branch_code, item.kpi_code)
            sheet.merge(row, *span, text, *shape)
        sheet.merge(row, *_CAUSE, self._cause(line), styles.WRAP, SMALL)
        sheet.height(row, self._line_height(line))

    @property
    def _labels(self) -> list[str]:
        return [self.frame.words(f"column.{key}") for key in self.labels]

    @property
    def _title_height(self) -> float:
        spans = ((_BRANCH[0], _KPI[1]), *_SPANS[2:])
        return _height(zip((self.title, *self._labels), spans, strict=True))

    def _line_height(self, line: FigureLine) -> float:
        texts = (self._branch(line), line.about, *line.texts, self._cause(line))
        return _height(zip(texts, _SPANS, strict=True))

    def _branch(self, line: FigureLine) -> str:
        return self.frame.branches[line.item.branch_code].name

    def _cause(self, line: FigureLine) -> str:
        """What the branch says of a figure, as far as there is room for it, or that it says nothing."""
        told = self.frame.cause_of(line.item).lstrip(_BULLETS)
        if not told:
            return self.frame.words("summary.no_cause")
        width = (_width(_CAUSE) - 2) * self.cause_lines
        if styles.display_width(told) <= width:
            return told
        while styles.display_width(told) > width - 2:
            told = told[:-1]
        return f"{told}…"


def _width(span: tuple[int, int]) -> float:
    first, last = span
    return room(last - first + 1)


def _height(texts: "zip[tuple[str, tuple[int, int]]]") -> float:
    """The height in points of a row of texts over their columns."""
    height = styles.row_height([(text, _width(span)) for text, span in texts], size=SIZE)
    return height - styles.ROW_PADDING + LINE_GAP
