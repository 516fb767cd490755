"""The colours of grades: S to D have theirs by letter, the words of another scheme by their order."""

import datetime as dt
import io

import openpyxl
import pytest

from kpixl.books.summary.measures.grade_words import colour_grades
from kpixl.books.writing.book import Book
from kpixl.books.writing.styles import GRADE_COLOURS
from kpixl.model.grade import Scheme
from kpixl.model.kpi import GradeRule

FILLS = [fill.removeprefix("#") for fill, _ink in GRADE_COLOURS.values()]


def colours(*grades: str) -> list[tuple[str, str]]:
    """The grades of a scheme with their fills, in the order in which Excel tries them."""
    rules = tuple(GradeRule(scheme="自前", with_kpi=True, grade=grade) for grade in grades)
    book = Book(title="", organisation="", created=dt.datetime(2025, 4, 1), language="ja")  # noqa: DTZ001
    colour_grades(book.sheet("A"), (0, 0, 9, 0), Scheme(name="自前", rules=rules) if grades else None)
    sheet = openpyxl.load_workbook(io.BytesIO(book.finish()))["A"]
    (area,) = sheet.conditional_formatting
    return [
        (rule.text, rule.dxf.fill.bgColor.rgb[-6:])
        for rule in sorted(area.rules, key=lambda rule: rule.priority)
    ]


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        (("S", "A", "B", "C"), list(zip("SABC", FILLS, strict=False))),
        (("A", "C"), [("A", FILLS[1]), ("C", FILLS[3])]),
        ((), list(zip("SABCD", FILLS, strict=True))),
        (("優", "良", "可"), list(zip("優良可", FILLS, strict=False))),
        # AA is tried before A: a text that begins with AA begins with A, too.
        (("AA", "A", "B"), [("AA", FILLS[0]), ("A", FILLS[1]), ("B", FILLS[2])]),
        (("A", "AA"), [("AA", FILLS[1]), ("A", FILLS[0])]),
    ],
)
def test_a_grade_has_the_colour_of_its_letter_or_of_its_place(grades, expected):
    assert colours(*grades) == expected
