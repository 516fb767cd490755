"""Published figures and ranks as texts: a figure that is not final says so, and none is a dash."""

from decimal import Decimal

import pytest

from kpixl.books.summary.figure_texts import FigureTexts
from kpixl.locale import catalogue
from kpixl.model.plan_figures import FigureStatus, NationalRow, PublishedRank
from tests.rules.builders import YEAR, make_kpi

TEXTS = FigureTexts(catalogue("ja"), "△")


def published(actual: str | None, status: FigureStatus | None = None) -> str:
    value = None if actual is None else Decimal(actual)
    row = NationalRow(fiscal_year=YEAR, kpi_code="rate", target=None, actual=value, status=status)
    return TEXTS.published(row, make_kpi())


@pytest.mark.parametrize(
    ("actual", "status", "text"),
    [
        ("58.4", None, "58.4％"),
        ("58.4", FigureStatus.SETTLED, "58.4％"),
        ("58.4", FigureStatus.UNSETTLED, "58.4％（未確定）"),
        ("-0.3", None, "△0.3％"),
        (None, FigureStatus.UNSETTLED, "未確定"),
        (None, FigureStatus.SETTLED, "－"),
        (None, None, "－"),
    ],
)
def test_a_published_figure_says_whether_it_is_final(actual, status, text):
    assert published(actual, status) == text


def test_what_was_never_published_is_a_dash():
    assert TEXTS.published(None, make_kpi()) == "－"


@pytest.mark.parametrize(("of", "text"), [(47, "23位／47支部"), (None, "23位")])
def test_a_published_rank_says_of_how_many_where_that_was_published(of, text):
    rank = PublishedRank(fiscal_year=YEAR, branch_code="45", kpi_code="rate", rank=23, of=of)
    assert TEXTS.published_rank(rank) == text
    assert TEXTS.published_rank(None) == ""
