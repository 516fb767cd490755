"""The grade scheme as a small table in words: the rule is printed beside the grades that it gives."""

from dataclasses import dataclass

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.measures.grade_words import colour_grades, conditions_text, scheme_text
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.grade import Scheme


@dataclass(frozen=True, kw_only=True)
class SchemePlace:
    """Where the table stands: the row of its title, and its columns.

    `conditions` is the first and the last of the columns that they run across, `width` their width.
    """

    top: int
    with_kpi: int
    conditions: tuple[int, int]
    grade: int
    points: int
    width: float


def write_scheme(frame: Frame, sheet: Sheet, scheme: Scheme, place: SchemePlace) -> dict[int, float]:
    """Write the table; returns the height that each of its rows needs."""
    words, header = frame.words, place.top + 1
    key = "grade.preset" if scheme.preset else "grade.scheme"
    sheet.text(place.top, place.with_kpi, words(key, scheme=scheme_text(scheme, words)), styles.SUBTITLE)
    keys = ((place.with_kpi, "grade.kpi"), (place.grade, "column.grade"), (place.points, "column.points"))
    columns = [(column, words(key)) for column, key in keys]
    for column, label in columns:
        sheet.text(header, column, label, styles.HEADER)
    _spread(sheet, header, place, words("column.conditions"), styles.HEADER)
    widths = sheet.columns(max(place.conditions[1], place.points) + 1)
    labels = [(label, widths[column]) for column, label in columns]
    heights = {place.top: 24.0, header: max(21.0, styles.row_height(labels))}
    for number, rule in enumerate(scheme.rules, start=1):
        row = header + number
        kind = words(f"word.with_kpi.{'yes' if rule.with_kpi else 'no'}")
        sheet.text(row, place.with_kpi, kind, styles.CENTRE)
        text = words("grade.rule", number=number, conditions=conditions_text(rule, words))
        _spread(sheet, row, place, text, styles.WRAP)
        sheet.text(row, place.grade, rule.grade, styles.CENTRE, {"bold": True})
        sheet.number(row, place.points, rule.points, styles.CENTRE, {"num_format": "General"})
        heights[row] = styles.row_height([(text, place.width)])
    colour_grades(sheet, (header + 1, place.grade, max(heights), place.grade), scheme)
    return heights


def _spread(sheet: Sheet, row: int, place: SchemePlace, text: str, style: styles.Style) -> None:
    first, last = place.conditions
    if first == last:
        sheet.text(row, first, text, style)
    else:
        sheet.merge(row, first, last, text, style)
