"""施策評価の内訳: per branch and measure what the scheme looked at, the row that applied, and the grade."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.measure_records import measure_cells
from kpixl.books.summary.measures.grade_words import (
    colour_grades,
    kpi_text,
    marked_grade,
    new_effort_text,
    override_text,
    progress_text,
    rule_text,
)
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.fitted_rows import empty_columns, fitted_widths
from kpixl.books.writing.sheet import Value
from kpixl.books.writing.tables import Column, write_table
from kpixl.locale import Catalogue
from kpixl.model.grade import MeasureGrade
from kpixl.model.kpi import Measure
from kpixl.model.own_words import own_words
from kpixl.model.submission import MeasureField

_WIDTHS = {  # the least
    "branch": 8,
    "measure": 16,
    "group": 7,
    "kpi_result": 9,
    "growth": 8,
    "new_effort": 9,
    "progress": 11,
    "scheme_grade": 8,
    "grade_rule": 16,
    "own_grade": 8,
    "grade_difference": 7,
    "grade": 7,
    "weight": 7,
    "points": 7,
    "grade_remark": 15,
}
_TO_THE_LEFT = ("branch", "measure", "progress", "grade_rule", "grade_remark")
_TOP = 2
# A short text: LibreOffice, which makes the PDF, never breaks a link's text and would cut a long name off.
_LINKED_COLUMN = tuple(_WIDTHS).index("branch")


@dataclass(frozen=True)
class Details:
    """Where the details stand, for formulas: the sheet, its columns by key, the row of each grade."""

    sheet: str
    columns: dict[str, int]
    rows: dict[tuple[str, str], int]  # 0-based, by branch code and measure code


def details_at(frame: Frame) -> Details:
    """Where the details will stand."""
    rows = {
        (grade.branch_code, grade.measure.code): number
        for number, grade in enumerate(frame.shown_grades, start=_TOP + 1)
    }
    columns = {key: number for number, key in enumerate(_WIDTHS)}
    return Details(frame.words("sheet.measure_details"), columns, rows)


def write_details(frame: Frame) -> None:
    """Write the sheet."""
    words, summary = frame.words, frame.summary
    sheet = frame.book.sheet(words("sheet.measure_details"))
    note = words("grade.details_note" if summary.scheme else "grade.no_scheme_note")
    frame.title(sheet, words("grade.details_title", year=frame.year), note, of_branches=True)
    columns = [
        Column(label=words(f"column.{key}"), width=width, style=_style(key), wraps=True)
        for key, width in _WIDTHS.items()
    ]
    comments = {
        (entry.branch_code, entry.measure_code): entry.texts.get(MeasureField.COMMENT, "")
        for entry in summary.measure_entries
    }
    own = {
        (branch.code, measure.code): measure
        for branch in summary.shown
        for measure in own_words(summary.plan, branch.code).measures()
    }
    keys = [(grade.branch_code, grade.measure.code) for grade in frame.shown_grades]
    rows = [
        _values(frame, grade, own.get(key, grade.measure), comments.get(key, ""))
        for key, grade in zip(keys, frame.shown_grades, strict=True)
    ]
    records = measure_cells(frame)
    for row, place in enumerate(keys, start=_TOP + 1):
        if place in records:  # the plan and what the branch wrote, whole
            target = words("sheet.measure_records")
            sheet.link_cell(row, _LINKED_COLUMN, target, records[place], words("summary.to_records"))
    area = write_table(sheet, _fitted(columns, rows), rows, top=_TOP, as_table=True)
    for column in empty_columns(rows):  # they are there for formulas
        sheet.hide_columns(column, column)
    at = details_at(frame).columns
    for key in ("grade", "scheme_grade", "own_grade"):
        colour_grades(sheet, (area[0], at[key], area[2], at[key]), summary.scheme)
    difference = (area[0], at["grade_difference"], area[2], at["grade_difference"])
    rule = {"type": "cell", "criteria": "==", "value": f'"{words("grade.difference")}"'}
    sheet.condition(difference, rule, {"bg_color": styles.AMBER, "font_color": styles.BLACK})
    sheet.raw.freeze_panes(_TOP + 1, at["measure"] + 1)
    print_table(frame, sheet, PrintedTable(columns=len(_WIDTHS), last=area[2], head=(_TOP, _TOP), keep=2))


def _fitted(columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> list[Column]:
    """The columns as wide as their texts take."""
    texts = [[value if isinstance(value, str) else "" for value in row] for row in rows]
    hidden = empty_columns(rows)
    widths = [
        0.0 if at in hidden else max(column.width, styles.word_width(column.label))
        for at, column in enumerate(columns)
    ]
    indented = [at for at, column in enumerate(columns) if "indent" in column.style]
    fitted = fitted_widths(texts, widths, dict(enumerate(widths)), indented)
    return [
        replace(column, width=width or column.width) for column, width in zip(columns, fitted, strict=True)
    ]


def _name(words: Catalogue, measure: Measure, own: Measure) -> str:
    """The measure's name, with the branch's own number and name below it where they are others."""
    if (own.number, own.name) == (measure.number, measure.name):
        return measure.name
    return f"{measure.name}\n" + words("grade.own_name", number=own.number, name=own.name)


def _style(key: str) -> styles.Style:
    if key in _TO_THE_LEFT:
        return styles.WRAP | styles.INDENTED
    return styles.CENTRE | {"text_wrap": True, "num_format": "General"}


def _values(frame: Frame, grade: MeasureGrade, own: Measure, comment: str) -> list[Value]:
    """A row; `own` is the measure as the branch words it."""
    words, inputs, scheme = frame.words, grade.inputs, frame.summary.scheme
    values: dict[str, Value] = {
        "branch": frame.branches[grade.branch_code].name,
        "measure": _name(words, grade.measure, own),
        "group": own.group,
        "kpi_result": kpi_text(inputs, scheme, words),
        "growth": words(f"word.growth.{inputs.growth}"),
        "new_effort": new_effort_text(inputs.new_effort, words),
        "progress": progress_text(inputs.progress, words),
        "grade": marked_grade(grade),
        "grade_rule": rule_text(grade, frame),
        "scheme_grade": grade.computed,
        "own_grade": grade.own,
        "grade_difference": words("grade.difference") if grade.differs else "",
        "weight": grade.weight,
        "points": grade.points,
        "grade_remark": "\n".join(filter(None, (override_text(grade, words), comment))),
    }
    return [values[key] for key in _WIDTHS]
