"""A table of single figures on 概要: branch, KPI, two figures, their difference, and what the branch says."""

from collections.abc import Sequence
from dataclasses import dataclass

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.grid import GRID, INDENT, INDENTED, MISSED, SMALL, height_of, room
from kpixl.books.summary.overview.opening import opening
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Assessment, Judgement

# The first and last column of each: the fourth text is a rate or the judgement's sign.
_BRANCH, _KPI, _FIRST, _SECOND, _DIFFERENCE, _RESULT, _CAUSE = _SPANS = (
    (0, 1), (2, 10), (11, 13), (14, 16), (17, 20), (21, 22), (23, GRID - 1),
)  # fmt: skip


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
        heights = map(self._line_height, self.lines, self._causes)
        return sum((self._title_height, *heights)) if self.lines else 0.0

    def write(self, sheet: Sheet, top: int) -> int:
        """Write it; returns the row below."""
        if not self.lines:
            return top
        style = (styles.HEADER, SMALL)
        sheet.merge(top, _BRANCH[0], _KPI[1], self.title, *style, INDENTED)
        for (first, last), label in zip(_SPANS[2:], self._labels, strict=True):
            sheet.merge(top, first, last, label, *style)
        sheet.height(top, self._title_height)
        for row, (line, cause) in enumerate(zip(self.lines, self._causes, strict=True), start=top + 1):
            self._write_line(sheet, row, line, cause)
        return top + 1 + len(self.lines)

    def _write_line(self, sheet: Sheet, row: int, line: FigureLine, cause: str) -> None:
        """A line; its difference leads to the figure's evidence, and has a miss's colour where it is one."""
        item = line.item
        sheet.merge(row, *_BRANCH, self._branch(line), styles.WRAP, SMALL, INDENTED)
        sheet.merge(row, *_KPI, line.about, styles.WRAP, SMALL, INDENTED)
        missed = MISSED if item.judgement is Judgement.NOT_ACHIEVED else {}
        for span, text in zip(_SPANS[2:6], line.texts, strict=True):
            colour = missed if span in (_DIFFERENCE, _RESULT) else {}
            shape = (styles.CENTRE, {"text_wrap": True, "bold": span is _DIFFERENCE}, SMALL, colour)
            if span is _DIFFERENCE:
                self.frame.link_evidence(sheet, row, span[0], item.branch_code, item.kpi_code)
            sheet.merge(row, *span, text, *shape)
        sheet.merge(row, *_CAUSE, cause, styles.WRAP, SMALL, INDENTED)
        sheet.height(row, self._line_height(line, cause))

    @property
    def _labels(self) -> list[str]:
        return [self.frame.words(f"column.{key}") for key in self.labels]

    @property
    def _title_height(self) -> float:
        spans = ((_BRANCH[0], _KPI[1]), *_SPANS[2:])
        return _height(zip((self.title, *self._labels), spans, strict=True))

    def _line_height(self, line: FigureLine, cause: str) -> float:
        texts = (self._branch(line), line.about, *line.texts, cause)
        return _height(zip(texts, _SPANS, strict=True))

    def _branch(self, line: FigureLine) -> str:
        return self.frame.branches[line.item.branch_code].name

    @property
    def _causes(self) -> list[str]:
        """The cause that the branch gives for each line, as far as there is room; the same once only."""
        words, causes = self.frame.words, self.frame.summary.causes
        found, before = [], ""
        for line in self.lines:
            cause = causes.get((line.item.branch_code, line.item.kpi_code), "")
            if cause and cause == before:
                found.append(words("summary.same_cause"))
            else:
                found.append(opening(cause, self._fits) if cause else words("summary.no_cause"))
            before = cause
        return found

    def _fits(self, text: str) -> bool:
        return styles.wrapped_lines(text, _width(_CAUSE)) <= self.cause_lines


def _width(span: tuple[int, int]) -> float:
    """The room that the columns have, behind the indent of those that have one."""
    first, last = span
    return room(last - first + 1) - (INDENT if span in (_BRANCH, _KPI, _CAUSE) else 0)


def _height(texts: "zip[tuple[str, tuple[int, int]]]") -> float:
    """The height in points of a row of texts over their columns."""
    return height_of([(text, _width(span)) for text, span in texts])
