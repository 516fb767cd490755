"""施策評価: the grade of every measure at every branch on one page, the overall figure, and the scheme.

The longer list runs down the page, as on 達成状況. Grades and overall figures are live formulas over the
details, whose sheet says for each grade why.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import floor

from kpixl.books.addresses import area_name
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.matrix import write_title
from kpixl.books.summary.measures.details import Details, details_at, write_details
from kpixl.books.summary.measures.grade_scheme import SchemePlace, write_scheme
from kpixl.books.summary.measures.grade_words import DIFFERS, NO_GRADE, colour_grades, marked_grade
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import pagination, styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.grade import BranchGrade, MeasureGrade, Scheme
from kpixl.model.kpi import Measure
from kpixl.model.plan import Branch

_HEADER_ROW = 3
_FIRST_ROW = _HEADER_ROW + 1
# The scheme's columns below branches: behind those that every page repeats. Its conditions run over several.
_SCHEME, _CONDITIONS = 2, (5, 14)
_OVERALL_FORMAT = "0.00"
# Column widths where the measures run down, and where the branches do.
_PILLAR, _MEASURE, _WEIGHT, _BRANCH = 13, 58, 8, 10
_BLOCK, _NAME, _LETTER, _NARROWEST = 13, 14, 8.5, 6.5
_PADDING = 1.5  # of a head that is not broken
_ROW = 15.0  # of a branch's line: as many of them as possible on one page
_WITH_SCHEME = 4  # branches that stay with the scheme below them


def write_measures(frame: Frame) -> None:
    """Write the sheet and its details; neither where there is no scheme and no branch said anything."""
    summary = frame.summary
    if summary.scheme and summary.grades:
        _Matrix(
            frame=frame, sheet=frame.book.sheet(frame.words("sheet.measure_entry")), scheme=summary.scheme
        ).write()
    if summary.grades and (summary.scheme or any(entry.texts for entry in summary.measure_entries)):
        write_details(frame)


@dataclass(frozen=True, kw_only=True)
class _Matrix:
    frame: Frame
    sheet: Sheet
    scheme: Scheme
    heights: dict[int, float] = field(default_factory=dict)  # by row, of what stands in it

    @cached_property
    def details(self) -> Details:
        return details_at(self.frame)

    @cached_property
    def grades(self) -> dict[tuple[str, str], MeasureGrade]:
        return {(grade.branch_code, grade.measure.code): grade for grade in self.frame.summary.grades}

    @cached_property
    def overall(self) -> dict[str, BranchGrade]:
        return {item.branch_code: item for item in self.frame.summary.overall_grades}

    @property
    def branches(self) -> tuple[Branch, ...]:
        return self.frame.summary.shown

    @property
    def _branches_run_down(self) -> bool:
        """As on 達成状況: the longer list does, and of very many branches the shown ones."""
        summary = self.frame.summary
        return summary.is_condensed or len(summary.shown) > len(summary.plan.measures)

    def write(self) -> None:
        words, plan = self.frame.words, self.frame.summary.plan
        many = self._branches_run_down
        note = words("grade.note", scheme=self.scheme.name, sheet=self.details.sheet)
        if many:
            write_title(self.frame, self.sheet, words("sheet.measure_entry"), note + self.frame.shown_note)
        else:
            title = words("grade.title", year=self.frame.year)
            self.frame.title(self.sheet, title, note, of_branches=True)
        self.sheet.text(2, 0, words("grade.overall_note"), styles.PAPER_NOTE)
        self._need(2, 18)
        place = self._branches_down() if many else self._measures_down()
        end = self._scheme(place)
        last_grades = place.top - 2
        for row, height in self.heights.items():
            self.sheet.height(row, height)
        across = max(4 + len(plan.measures), _CONDITIONS[1] + 1)  # the scheme may be wider than the grades
        columns = across if many else max(5, 3 + len(self.branches))
        keep = 2 if many else 3
        table = PrintedTable(
            columns=columns, last=end, head=(_HEADER_ROW, _HEADER_ROW), keep=keep,
            starts=range(_FIRST_ROW, last_grades - _WITH_SCHEME + 2),
            second_note=words("grade.overall_note"),
        )  # fmt: skip
        print_table(self.frame, self.sheet, table)

    def _measures_down(self) -> SchemePlace:
        """Measures down, branches across; returns where the scheme goes below them."""
        sheet, plan = self.sheet, self.frame.summary.plan
        sheet.widths([_PILLAR, _MEASURE, _WEIGHT, *[_BRANCH] * len(self.branches)])
        self._header([*map(self._label, ("pillar", "measure", "weight")), *(b.name for b in self.branches)])
        for row, measure in enumerate(plan.measures, start=_FIRST_ROW):
            sheet.text(row, 0, measure.pillar, styles.WRAP)
            sheet.text(row, 1, measure.name, styles.WRAP)
            self._weight(row, 2, measure)
            for column, branch in enumerate(self.branches, start=3):
                self._grade(row, column, branch, measure)
            texts = [(measure.name, float(_MEASURE)), (measure.pillar, float(_PILLAR))]
            self._need(row, styles.row_height(texts))
        last = _FIRST_ROW + len(plan.measures) - 1
        for step, key in enumerate(("overall_grade", "graded"), start=1):
            for column in range(3):
                text = self._label(key) if column == 1 else ""
                sheet.text(last + step, column, text, styles.HEADER, {"align": "left"})
            self._need(last + step, styles.row_height([]))
        for column, branch in enumerate(self.branches, start=3):
            self._overall((last + 1, column), (last + 2, column), branch)
        self._colour(last, 3, 2 + len(self.branches))
        sheet.raw.freeze_panes(_FIRST_ROW, 3)
        return SchemePlace(top=last + 4, with_kpi=0, conditions=(1, 1), grade=2, points=3, width=_MEASURE)

    def _branches_down(self) -> SchemePlace:
        """Branches down, measures across; returns where the scheme goes below them."""
        sheet, plan = self.sheet, self.frame.summary.plan
        count = len(plan.measures)
        names = [measure.name for measure in plan.measures]
        totals = [*map(self._label, ("overall_grade", "graded"))]
        ends = [max(_LETTER - 1, styles.longest_word(label) + _PADDING) for label in totals]
        letter = _letter_width(names, ends)
        beside = [letter] * max(0, _CONDITIONS[1] - 3 - count)
        sheet.widths([_BLOCK, _NAME, *[letter] * count, *ends, *beside])
        self._header([*map(self._label, ("block", "branch")), *names, *totals])
        self._need(_HEADER_ROW, styles.row_height([(name, letter) for name in names]) + 8)
        for column in range(2 + count + 2):
            sheet.text(_FIRST_ROW, column, self._label("weight") if column == 1 else "", styles.HEADER)
        for column, measure in enumerate(plan.measures, start=2):
            self._weight(_FIRST_ROW, column, measure)
        first = _FIRST_ROW + 1
        for row, branch in enumerate(self.branches, start=first):
            sheet.text(row, 0, branch.block, styles.WRAP, {"align": "center"})
            sheet.text(row, 1, branch.name, styles.WRAP, {"bold": True})
            for column, measure in enumerate(plan.measures, start=2):
                self._grade(row, column, branch, measure)
            self._overall((row, 2 + count), (row, 3 + count), branch)
            height = styles.row_height([(branch.name, _NAME), (branch.block, _BLOCK)])
            self._need(row, _ROW if height == styles.row_height([]) else height)
        last = first + len(self.branches) - 1
        if self.frame.summary.is_condensed:
            last = self._distribution(last + 1)
        self._colour(last, 2, 1 + count)
        sheet.raw.freeze_panes(first, 2)
        width = letter * (_CONDITIONS[1] - _CONDITIONS[0] + 1)
        return SchemePlace(
            top=last + 2, with_kpi=_SCHEME, conditions=_CONDITIONS, grade=_SCHEME + 1, points=_SCHEME + 2,
            width=width,
        )  # fmt: skip

    def _distribution(self, top: int) -> int:
        """Below the shown branches how many of all have each grade; returns the last row."""
        given = Counter((grade.measure.code, grade.grade) for grade in self.frame.summary.grades)
        grades = [*dict.fromkeys(self.scheme.grades), ""]
        label = self.frame.words("grade.of_all", total=len(self.frame.summary.branches))
        for row, grade in enumerate(grades, start=top):
            self.sheet.text(row, 0, label if row == top else "", styles.HEADER, {"align": "left"})
            self.sheet.text(row, 1, grade or NO_GRADE, styles.HEADER)
            for column, measure in enumerate(self.frame.summary.plan.measures, start=2):
                count = given[measure.code, grade]
                self.sheet.number(row, column, count, styles.CENTRE, {"num_format": "#,##0"})
            self._need(row, styles.row_height([(label, _BLOCK)] if row == top else []))
        return top + len(grades) - 1

    def _label(self, key: str) -> str:
        return self.frame.words(f"column.{key}")

    def _header(self, labels: list[str]) -> None:
        for column, label in enumerate(labels):
            self.sheet.text(_HEADER_ROW, column, label, styles.HEADER)
        self._need(_HEADER_ROW, 32)

    def _weight(self, row: int, column: int, measure: Measure) -> None:
        weight = next(g.weight for g in self.frame.summary.grades if g.measure.code == measure.code)
        self.sheet.number(row, column, weight, styles.CENTRE, {"num_format": "General"})

    def _grade(self, row: int, column: int, branch: Branch, measure: Measure) -> None:
        """The grade that counts with its marks, from the details."""
        grade = self.grades[branch.code, measure.code]
        cells = {
            key: self._details_area(key, self.details.rows[branch.code, measure.code], 1)
            for key in ("grade", "grade_difference")
        }
        formula = f'={cells["grade"]}&IF({cells["grade_difference"]}="","","{DIFFERS}")'
        shown = f"{marked_grade(grade)}{DIFFERS if grade.differs else ''}"
        self.sheet.formula(row, column, formula, shown, styles.CENTRE, {"bold": True})

    def _overall(self, figure: tuple[int, int], coverage: tuple[int, int], branch: Branch) -> None:
        """The overall figure, and how many measures are in it."""
        item, count = self.overall[branch.code], len(self.frame.summary.plan.measures)
        first = self.details.rows[branch.code, self.frame.summary.plan.measures[0].code]
        points, weights = (self._details_area(key, first, count) for key in ("points", "weight"))
        weight = f"SUMPRODUCT(ISNUMBER({points})*{weights})"
        formula = f'=IF({weight}>0,SUMPRODUCT({points},{weights})/{weight},"{NO_GRADE}")'
        value = NO_GRADE if item.value is None else float(item.value)
        style = {"num_format": _OVERALL_FORMAT, "bold": True}
        self.sheet.formula(*figure, formula, value, styles.CENTRE, style)
        text = self.frame.words("grade.count", n=item.counted, of=item.measures)
        self.sheet.text(*coverage, text, styles.CENTRE)

    def _details_area(self, key: str, row: int, rows: int) -> str:
        column = self.details.columns[key]
        return area_name(self.details.sheet, (row, column, row + rows - 1, column))

    def _colour(self, last_row: int, first_column: int, last_column: int) -> None:
        colour_grades(self.sheet, (_FIRST_ROW, first_column, last_row, last_column), self.scheme)

    def _need(self, row: int, height: float) -> None:
        self.heights[row] = max(height, self.heights.get(row, 0))

    def _scheme(self, place: SchemePlace) -> int:
        heights = write_scheme(self.frame, self.sheet, self.scheme, place)
        for row, height in heights.items():
            self._need(row, height)
        return max(heights)


def _letter_width(names: Sequence[str], ends: Sequence[float]) -> float:
    """The width of a column of grades: narrower where that brings all columns on one page across."""
    widths = [_BLOCK, _NAME, *[_LETTER] * len(names), *ends]
    lacking = -pagination.spare_width(widths, pagination.LEAST_SCALE)
    least = min(_LETTER, max(_NARROWEST, *map(styles.word_width, names)))
    return max(least, floor((_LETTER - max(0.0, lacking) / len(names)) * 10) / 10)
