"""A grade scheme, and which of its rows count when."""

from decimal import Decimal

import pytest

from kpixl.model.fiscal import FiscalYear
from kpixl.model.grade import GradeReason, MeasureGrade, Progress, Scheme
from kpixl.model.kpi import GradeRule, Measure
from tests.rules.builders import make_adjustment

Y = FiscalYear


def rule(grade, begins=None, ends=None, *, with_kpi=True):
    return GradeRule(
        scheme="自前", with_kpi=with_kpi, grade=grade,
        valid_from=Y(begins) if begins else None, valid_until=Y(ends) if ends else None,
    )  # fmt: skip


SCHEME = Scheme("自前", (rule("S"), rule("A", with_kpi=False), rule("B", 2023, 2026), rule("S", 2024, 2025)))


def test_the_rows_keep_their_places_in_the_whole_scheme():
    assert [(place, row.grade) for place, row in SCHEME.of_kind(with_kpi=True)] == [
        (1, "S"),
        (3, "B"),
        (4, "S"),
    ]
    assert [(place, row.grade) for place, row in SCHEME.of_kind(with_kpi=False)] == [(2, "A")]
    assert SCHEME.grades == ("S", "A", "B")


def test_all_rows_count_from_the_latest_begin_to_the_earliest_end():
    assert SCHEME.period == (Y(2024), Y(2025))
    assert Scheme("自前", (rule("S"),)).period == (None, None)


@pytest.mark.parametrize(
    ("begins", "ends", "year", "counts"),
    [
        (2024, 2025, 2023, False),
        (2024, 2025, 2024, True),
        (2024, 2025, 2025, True),
        (2024, 2025, 2026, False),
        (None, 2025, 1990, True),
        (2024, None, 2099, True),
        (None, None, 2024, True),
    ],
)
def test_a_row_counts_in_its_years_both_ends_included(begins, ends, year, counts):
    assert rule("S", begins, ends).is_valid_in(Y(year)) is counts


def test_progress_has_the_best_first():
    assert [progress.place for progress in Progress] == [0, 1, 2, 3]
    assert Progress.FULL_EFFECTIVE.place == 0


def test_head_offices_grade_counts_before_the_schemes():
    measure = Measure(code="M01", pillar="戦略", name="施策", group="企画")
    graded = MeasureGrade(branch_code="45", measure=measure, computed="B", own="A")
    assert (graded.grade, graded.weight) == ("B", Decimal(1))
    adjusted = MeasureGrade(
        branch_code="45", measure=measure, computed="B", override=make_adjustment("M01", text="S")
    )
    assert adjusted.grade == "S"
    open_ = MeasureGrade(branch_code="45", measure=measure, reasons=(GradeReason.NO_RULE,))
    assert open_.grade == ""
