"""A number counts as its format shows it; where the two differ, that is a doubt."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.entries import Conversion
from kpixl.model.figure import UNREADABLE
from kpixl.model.submission import RawCell
from kpixl.model.unit import NO_UNIT, find_unit
from kpixl.rules.figures.cells import read_cell, shown_cell, written

RATE, YEN, THOUSAND_YEN, OFFICES = (find_unit(text) for text in ("％", "円", "千円", "事業所"))


def cell(value, number_format=""):
    return RawCell(value, "記入シート", "K12", number_format)


def read(value, number_format, unit=RATE):
    """Value, conversions and doubt of a cell that is read; the code of one that is refused."""
    reading, refusal = read_cell(cell(value, number_format), unit)
    if refusal:
        assert reading.figure == UNREADABLE
        return refusal.kind.code
    return str(reading.figure.value), " ".join(reading.conversions), reading.shown


@pytest.mark.parametrize(
    ("value", "number_format", "unit", "figure", "conversions"),
    [
        (62.2, "0.0_%", RATE, "62.2", ""),
        (944, "#,##0_%", OFFICES, "944", ""),
        (62.2, '0.0"%"', RATE, "62.2", ""),
        (62.2, "0.0％", RATE, "62.2", ""),
        (0.622, "0.0%", RATE, "62.2", "percent_format"),
        (0.622, "[<1]0.0%;0.0", RATE, "62.2", "percent_format"),
        (62.2, "[<1]0.0%;0.0", RATE, "62.2", ""),
        (62.2, "[Red]0.0", RATE, "62.2", ""),
        (62.2, "# ?/?", RATE, "62.2", ""),
        (62.2, "0.0E+00", RATE, "62.2", ""),
        (62.2, "@", RATE, "62.2", ""),
        (62.249, "0.0", RATE, "62.249", ""),
        (-5, '#,##0;"△"#,##0', YEN, "-5", ""),
        (-5, "#,##0_);(#,##0)", YEN, "-5", ""),
        (-5, "#,##0;[Red]#,##0", YEN, "-5", ""),
        (0, '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', YEN, "0", ""),
        (7001, '#,##0"円"', YEN, "7001", ""),
        (7001, "[$¥-411]#,##0", YEN, "7001", ""),
        (944, '#,##0"社"', OFFICES, "944", ""),
        (944321, '#,##0,"千円"', THOUSAND_YEN, "944.321", "scaled_format"),
        (944000, "#,##0,", THOUSAND_YEN, "944", "scaled_format"),
        (1234, '#,##0"人"', find_unit("人"), "1234", ""),
        (0, '#,##0"社";-#,##0"社";"－社"', OFFICES, "0", ""),
        (0, '¥#,##0;-¥#,##0;"¥-"', YEN, "0", ""),
        (0, '0"社";;"0社"', OFFICES, "0", ""),
        (0, '#"社";;"なし"', OFFICES, "0", ""),
        (-5, "0.0;@", RATE, "-5", ""),
        (62.2, '"約"@', RATE, "62.2", ""),
        (62.2, "[<1]0.0%;@", RATE, "62.2", ""),
        (62.2, "[<1]0.0%", RATE, "62.2", ""),
        ("75", '@"社"', OFFICES, "75", "unit"),
        ("75", "0;0;0;@", OFFICES, "75", "text_number"),
        ("0.622", "0.0%", RATE, "0.622", "text_number"),
    ],
)  # fmt: skip
def test_what_a_format_adds_changes_nothing_and_what_it_converts_is_noted(
    value, number_format, unit, figure, conversions
):
    assert read(value, number_format, unit) == (figure, conversions, "")


@pytest.mark.parametrize(
    ("value", "number_format", "unit", "figure", "shown"),
    [
        (944000, "#,##0,", OFFICES, "944000", "944"),
        (11378, "#,##0,", YEN, "11378", "11"),
        (5_000_000, "0,,", THOUSAND_YEN, "5000000", "5"),
        (-5, "0.0;0.0", RATE, "-5", "5.0"),
        (944, '0"00"', OFFICES, "944", "94400"),
        (62.2, '"約"0.0', RATE, "62.2", "約62.2"),
        (62.2, '0.0"位"', RATE, "62.2", "62.2位"),
        (62.2, '"達成"', RATE, "62.2", "達成"),
        (0.0622, "0%%", RATE, "622", "622%%"),
        (62.2, '0.0" (2)"', RATE, "62.2", "62.2 (2)"),
        (0, '#"社";;"未定"', OFFICES, "0", "未定"),
        (0, '"○";"×";"×"', OFFICES, "0", "×"),
        (0, '0.0;-0.0;"該当なし"', RATE, "0", "該当なし"),
        (-5, "0.0;[Black]0.0", RATE, "-5", "5.0"),
        (-5, "0.0;[黒]0.0", RATE, "-5", "5.0"),
        ("75", '"約"@', OFFICES, "75", "約75"),
        ("5", '@"0"', RATE, "5", "50"),
        ("75", '0;0;0;"なし"', OFFICES, "75", "なし"),
    ],
)  # fmt: skip
def test_a_cell_that_shows_something_else_is_a_doubt(value, number_format, unit, figure, shown):
    assert (read(value, number_format, unit)[0], read(value, number_format, unit)[2]) == (figure, shown)


@pytest.mark.parametrize(
    ("value", "number_format", "unit", "code"),
    [
        (0.622, "0.0%", YEN, "K405"),
        (7001, '#,##0"円"', RATE, "K405"),
        (7001, '#,##0,"千円"', YEN, "K405"),
        (7001, "[$¥-411]#,##0", RATE, "K405"),
        (7001, "[$$-409]#,##0", YEN, "K405"),
        (0.5, "# ?/?%", OFFICES, "K405"),
        (7001, "[$$-409]0.0E+00", YEN, "K405"),
        ("7001", '@"円"', OFFICES, "K405"),
        (45747, '[$-411]ggge"年"', RATE, "K406"),
        (45747, "[h]:mm", RATE, "K406"),
    ],
)
def test_another_unit_and_a_date_are_no_figures(value, number_format, unit, code):
    assert read(value, number_format, unit) == code


def test_a_year_that_a_format_adds_to_a_text_is_the_year_of_the_figure():
    reading, refusal = read_cell(cell("64.2", '@"％（令和5年度）"'), RATE)
    assert refusal is None
    assert (reading.figure.value, reading.as_of, reading.shown) == (Decimal("64.2"), "令和5年度", "")
    assert reading.typed == "64.2"


def test_a_percentage_is_typed_as_it_is_shown_and_two_signs_with_the_format():
    assert read_cell(cell(0.622, "0.0%"), RATE)[0].typed == "62.2%"
    assert read_cell(cell(0.0622, "0%%"), RATE)[0].typed == "0.0622 (0%%)"


def test_only_a_kpi_of_what_is_to_be_done_takes_a_word_for_a_figure():
    assert read_cell(cell("実施"), OFFICES)[1].kind.code == "K401"
    assert read_cell(cell("実施"), OFFICES, takes_done=True)[1] is None


def test_a_formula_counts_by_its_value_and_not_where_that_may_be_none():
    def formula(value):
        return read_cell(cell(value)._replace(formula="=A1"), RATE)

    assert formula(0.0)[1].kind.code == "K413"
    assert formula("")[1].kind.code == "K412"
    reading, refusal = formula(1.0)
    assert (reading.figure.value, reading.conversions, refusal) == (1, (Conversion.FORMULA,), None)


def test_a_year_that_a_format_adds_is_the_year_of_the_figure():
    reading, refusal = read_cell(cell(64.2, '0.0"％（令和5年度）"'), RATE)
    assert refusal is None
    assert (reading.figure.value, reading.as_of, reading.shown) == (Decimal("64.2"), "令和5年度", "")
    assert Conversion.AS_OF in reading.conversions


def test_the_unit_that_a_format_writes_is_seen_with_the_number():
    assert written(cell(1234.0, '#,##0"人"')) == "1,234人"
    assert written(cell(1234.0)) == "1234"
    assert written(cell("1,234人")) == "1,234人"
    assert written(cell("1,234", '@"人"')) == "1,234人"


@given(st.floats(-1e9, 1e9), st.sampled_from(["", "0.0", "#,##0", "0.0_%", "0.000;-0.000", "General", "@"]))
def test_an_ordinary_format_never_changes_a_figure_nor_raises_a_doubt(value, number_format):
    plain, _refusal = read_cell(cell(value), NO_UNIT)
    formatted, _same = read_cell(cell(value, number_format), NO_UNIT)
    assert (formatted.figure, formatted.shown) == (plain.figure, "")


# ── texts and dates ──────────────────────────────────────────────────────────────────────────────
DAY = dt.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("value", "number_format", "japanese", "english"),
    [
        (45747.0, '[$-411]ggge"年"', "令和7年", "令和7年"),
        (45747.0, "ggge年", "令和7年", "令和7年"),
        (45747.0, '[$-ja-JP-x-gannen]ggge"年"', "令和7年", "令和7年"),
        (DAY, "yyyy/m", "2025年3月", "2025-03"),
        (DAY, "mmm-yy", "2025年3月", "2025-03"),
        (DAY, 'yyyy"年"m"月"', "2025年3月", "2025-03"),
        (DAY, '[$-411]ggge"年"m"月"', "令和7年3月", "令和7年3月"),
        (DAY, "yyyy", "2025年", "2025"),
        (DAY, 'm"月"d"日"', "3月1日", "03-01"),
        (DAY, "yyyy/m/d", "2025年3月1日", "2025-03-01"),
        (DAY, "[$-411]ge.m.d", "令和7年3月1日", "令和7年3月1日"),
        (DAY, "", "2025年3月1日", "2025-03-01"),
        (dt.datetime(2025, 3, 31, 9, 0), "m/d/yy h:mm", "2025年3月31日", "2025-03-31"),  # noqa: DTZ001
        (dt.time(9, 30), "h:mm", "09:30:00", "09:30:00"),
        (0.665, "0.0%", "66.5%", "66.5%"),
        (66.5, "0.0_%", "66.5", "66.5"),
        (66.0, "", "66", "66"),
        (float("nan"), "", "", ""),
        (float("inf"), "yyyy/m", "", ""),
        ("令和7年2月時点 ", "@", "令和7年2月時点", "令和7年2月時点"),
        ("令和7年2月", '@"時点"', "令和7年2月時点", "令和7年2月時点"),
        ("hidden", ";;;", "hidden", "hidden"),
    ],
)
def test_a_text_says_what_the_cell_shows(value, number_format, japanese, english):
    assert shown_cell(cell(value, number_format), "ja") == japanese
    assert shown_cell(cell(value, number_format), "en") == english


@given(st.floats() | st.dates() | st.text(max_size=5), st.text('0#.,%;"\\_[]$-年gymdhse', max_size=12))
def test_whatever_stands_in_a_cell_it_is_a_text(value, number_format):
    assert isinstance(shown_cell(cell(value, number_format)), str)
