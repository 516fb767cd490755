"""The pictures of a report: what stands on their axes, as columns and as names, and what is said of them."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from matplotlib.figure import Figure

from kpixl.books.report.charts import draw_counts
from kpixl.books.report.context import Printer
from kpixl.books.report.whole import whole_context
from kpixl.books.summary.figure_texts import FigureTexts
from kpixl.locale import catalogue
from kpixl.model.figure import FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.report import CountSeries, CountTrend
from kpixl.model.trend import Axis
from kpixl.rules.assessment.assess import assess
from kpixl.rules.report.build import Said, build_whole
from kpixl.rules.summary.build import build_summary
from tests.rules.builders import (
    MIYAZAKI,
    make_counted_kpi,
    make_entry,
    make_history_row,
    make_ledger_row,
    make_plan,
)

AXIS = Axis(Decimal(0), Decimal(300_000), Decimal(100_000))
YEARS = tuple(map(FiscalYear, (2022, 2023, 2024)))


def series(label, *counts):
    return CountSeries(label, tuple(None if count is None else Decimal(count) for count in counts))


ELIGIBLE = series("対象者数", 239_176, None, 241_386)
EXAMINED = series("受診者数", 137_526, 130_004, 122_887)


@pytest.fixture
def axes(monkeypatch):
    """The axes of the pictures that are saved."""
    saved, save = [], Figure.savefig
    monkeypatch.setattr(
        Figure,
        "savefig",
        lambda self, *args, **options: (saved.append(self.axes), save(self, *args, **options)),
    )
    return saved


def draw(*found, axis=AXIS, language="ja"):
    trend = CountTrend(years=YEARS, series=found, axis=axis)
    return draw_counts(make_counted_kpi(indicator="健診受診率"), trend, FigureTexts(catalogue(language), "▲"))


def columns(axes):
    return [(round(bar.get_x() + bar.get_width() / 2, 3), bar.get_height()) for bar in axes.patches]


def test_two_series_stand_side_by_side_over_their_years_each_to_the_digit(axes):
    draw(ELIGIBLE, EXAMINED)
    ((picture,),) = axes
    assert columns(picture) == [
        (-0.2, 239_176), (1.8, 241_386), (0.2, 137_526), (1.2, 130_004), (2.2, 122_887)
    ]  # fmt: skip
    assert [text.get_text() for text in picture.texts] == [
        "239,176", "241,386", "137,526", "130,004", "122,887"
    ]  # fmt: skip
    assert [text.get_text() for text in picture.get_legend().get_texts()] == ["対象者数", "受診者数"]


def test_no_column_covers_another(axes):
    draw(ELIGIBLE, EXAMINED)
    ((picture,),) = axes
    sides = sorted((bar.get_x(), bar.get_x() + bar.get_width()) for bar in picture.patches)
    assert all(right <= left + 1e-9 for (_, right), (left, _) in pairwise(sides))


@pytest.mark.parametrize(("language", "unit"), [("ja", "人数・件数"), ("en", "Persons or cases")])
def test_the_axis_says_what_is_counted_begins_at_zero_and_groups_its_thousands(axes, language, unit):
    draw(ELIGIBLE, EXAMINED, language=language)
    ((picture,),) = axes
    assert picture.get_title(loc="left") == unit
    assert picture.get_ylim()[0] == 0
    assert [label.get_text() for label in picture.get_yticklabels()] == ["0", "100,000", "200,000", "300,000"]


def test_one_series_alone_stands_in_the_middle_of_its_years(axes):
    draw(EXAMINED)
    ((picture,),) = axes
    assert [at for at, _height in columns(picture)] == [0, 1, 2]


def test_who_cannot_see_the_picture_hears_every_count_of_every_series():
    chart = draw(ELIGIBLE, EXAMINED)
    assert chart.png.startswith(b"\x89PNG")
    assert chart.title == "健診受診率の推移"
    assert chart.description == (
        "健診受診率 対象者数：令和4年度 239,176・令和6年度 241,386。"
        " 受診者数：令和4年度 137,526・令和5年度 130,004・令和6年度 122,887。"
    )


def test_counts_of_nobody_are_drawn_too(axes):
    draw(series("対象者数", 0, 0, 0), axis=Axis(Decimal(0), Decimal(4), Decimal(2)))
    ((picture,),) = axes
    assert columns(picture) == [(0, 0), (1, 0), (2, 0)]


def test_a_long_label_is_not_cut_at_the_pictures_edge(axes):
    draw(
        series("生活習慣病予防健診の対象者数（被保険者）", 1, 2, 3),
        series("事業者健診データの取得数（被保険者）", 1, 2, 3),
    )
    ((picture,),) = axes
    box, edge = picture.get_legend().get_window_extent(), picture.figure.bbox
    assert edge.x0 < box.x0
    assert box.x1 < edge.x1
    assert box.y1 < edge.y1


def reported(figure, *, past):
    """The report of a round of 宮崎 alone, and its printer, which leaves pictures as drawn."""
    history = make_history_row(value=past, counts=(631, 1000))
    plan = replace(make_plan(make_counted_kpi(indicator="健診受診率"), targets="70以上"), history=(history,))
    entry = make_entry("45", "rate", figure, counts=(652, 1010))
    summary = build_summary(plan, "run", assess(plan, [entry]), [make_ledger_row(MIYAZAKI)], (), ())
    whole = build_whole(summary, Said(), [MIYAZAKI])
    (report,) = whole.branches
    printer = Printer(
        report=report, years=summary.trends.years, draw=lambda chart: chart, anchor=lambda name: (name, "")
    )
    return whole, printer


@pytest.mark.parametrize(
    ("past", "drawn"),
    [
        ("63.1", "令和5年度 63.1％・令和6年度 64.6％"),  # the rate over the years
        (FigureState.UNSETTLED, "対象者数：令和5年度 1,000・令和6年度 1,010"),  # its counts
    ],
)
def test_what_is_missed_is_drawn_in_its_branchs_report_and_not_once_more_in_the_list_of_misses(past, drawn):
    whole, printer = reported("64.6", past=past)
    context = whole_context(whole, [printer])
    ((chart,),) = [measure["charts"] for measure in context["reports"][0]["measures"] if measure["kpis"]]
    assert drawn in chart["image"].description
    (miss,) = context["misses"]
    assert (miss["indicator"], miss["chart"]) == ("健診受診率", None)


def test_the_document_of_a_branch_has_the_picture_of_counts_whose_rate_is_not_settled():
    _whole, printer = reported(FigureState.UNSETTLED, past=FigureState.UNSETTLED)
    ((chart,),) = [measure["charts"] for measure in printer.context()["measures"] if measure["kpis"]]
    assert chart["title"] == "健診受診率の推移"
    assert chart["image"].description == (
        "健診受診率 対象者数：令和5年度 1,000・令和6年度 1,010。 受診者数：令和5年度 631・令和6年度 652。"
    )
