"""Reading one cell as a figure: every form one by one, the states, and what is refused."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.locale.amounts import format_number
from kpixl.model.entries import Conversion
from kpixl.model.figure import BLANK, UNREADABLE, FigureState
from kpixl.model.rounding import round_half_up
from kpixl.model.unit import NO_UNIT, UNITS, find_unit
from kpixl.rules.figures.parse import fits_a_cell, read_figure

RATE, YEN, CASES = (find_unit(symbol) for symbol in ("％", "円", "件"))
NBSP, ZERO_WIDTH_SPACE, IDEOGRAPHIC_SPACE = "\u00a0", "\u200b", "\u3000"

# What is typed, in which unit, which number it is, and the conversions that are logged.
FORMS = [
    ("62.2%", "％", "62.2", "unit"),
    ("62.2％", "％", "62.2", "width unit"),
    ("６２．２％", "％", "62.2", "width unit"),
    ("62.2 ％", "％", "62.2", "width unit"),
    ("62.2パーセント", "％", "62.2", "unit"),
    ("62.2 percent", "％", "62.2", "unit"),
    ("62.2", "％", "62.2", "text_number"),
    ("123456789012345", "円", "123456789012345", "text_number"),
    ("+62.2", "％", "62.2", "text_number"),
    (".5", "％", "0.5", "text_number"),
    ("0", "％", "0", "text_number"),
    ("0％", "％", "0", "width unit"),
    ("0." + "0" * 20, "％", "0", "text_number"),
    ("7,001円", "円", "7001", "unit thousands"),
    ("７，００１", "円", "7001", "width thousands"),
    ("1,234,567.8", "円", "1234567.8", "thousands"),
    ("4,936社", "社", "4936", "unit thousands"),
    ("4,936社", "事業所", "4936", "unit thousands"),
    ("944事業所", "社", "944", "unit"),
    ("3名", "人", "3", "unit"),
    ("1件", "件", "1", "unit"),
    ("7 days", "日", "7", "unit"),
    ("5千円", "千円", "5", "unit"),
    ("△5", "％", "-5", "minus"),
    ("▲5", "％", "-5", "minus"),
    ("△ 1,234円", "円", "-1234", "unit minus thousands"),
    ("−5", "％", "-5", "minus"),
    ("－５", "％", "-5", "width"),
    ("ー5", "％", "-5", "minus"),
    ("–5", "％", "-5", "minus"),
    ("-5", "％", "-5", "text_number"),
    ("(5)", "％", "-5", "minus"),
    ("（５．２）％", "％", "-5.2", "width unit minus"),
    ("¥1,000", "円", "1000", "currency thousands"),
    ("￥1,000", "円", "1000", "width currency thousands"),
    ("\\1,000", "円", "1000", "currency thousands"),
    ("-¥1,000", "円", "-1000", "currency thousands"),
    ("△¥1,000", "円", "-1000", "minus currency thousands"),
    ("1 234", "円", "1234", "thousands"),
    (f"1{NBSP}234", "円", "1234", "space thousands"),
    (f"62{ZERO_WIDTH_SPACE}.2", "％", "62.2", "space"),
    (f"{IDEOGRAPHIC_SPACE}62.2", "％", "62.2", "space"),
    ("62.2\n", "％", "62.2", "space"),
]

# A figure with its 時点 in the same cell.
FORMS_WITH_AS_OF = [
    ("82.38%（令和6年11月まで）", "82.38", "令和6年11月まで", "width as_of unit"),
    ("82.38%(令和6年11月まで)", "82.38", "令和6年11月まで", "as_of unit"),
    ("R7.2時点 89.6%", "89.6", "R7.2時点", "as_of unit"),
    ("91.1％（令和7年1月診療分）", "91.1", "令和7年1月診療分", "width as_of unit"),
    ("5.2（2025年2月時点）", "5.2", "2025年2月時点", "width as_of"),
    ("令和元年度末 5.2", "5.2", "令和元年度末", "as_of"),
]

REFUSED = [
    ("60.7％ 全国21位", "％", "K403"),
    ("62.2/58.4", "％", "K403"),
    ("5～6", "％", "K403"),
    ("10人中3人", "％", "K403"),
    ("5（全国21位）", "％", "K403"),
    ("62.2（1234.56）", "％", "K403"),  # a second figure, not a point in time
    ("62.2（2024.13）", "％", "K403"),  # there is no 13th month
    ("10 20", "％", "K403"),
    ("約2.1％", "％", "K404"),
    ("およそ2", "％", "K404"),
    ("2.1％程度", "％", "K404"),
    ("~5", "％", "K404"),
    ("about 5", "％", "K404"),
    ("5千円", "円", "K405"),
    ("5円", "千円", "K405"),
    ("5件", "％", "K405"),
    ("5％", "円", "K405"),
    ("5人", "", "K405"),
    ("¥5", "％", "K405"),
    ("5-1", "％", "K406"),
    ("5/1", "％", "K406"),
    ("2025-05-01", "％", "K406"),
    ("2025/5/1", "％", "K406"),
    ("5月1日", "％", "K406"),
    ("令和6年度", "％", "K406"),
    ("R7.2", "％", "K406"),
    ("12,5", "％", "K407"),
    ("12,5％", "％", "K407"),
    ("1,2345", "円", "K407"),
    ("1234,567", "円", "K407"),
    ("1.234,56", "％", "K407"),
    ("1.234.567,8円", "円", "K407"),
    ("三", "％", "K408"),
    ("百二十", "件", "K408"),
    ("①", "％", "K408"),
    ("Ⅲ", "％", "K408"),
    ("三件", "件", "K408"),
    ("1234.", "％", "K401"),
    ("1,234,56", "円", "K401"),
    ("--5", "％", "K401"),
    ("△-5", "％", "K401"),
    ("5％％", "％", "K401"),
    ("％", "％", "K401"),
    (".", "％", "K401"),
    ("５²", "％", "K401"),
    ("½", "％", "K401"),
    ("高い", "％", "K401"),
    ("実施", "％", "K401"),  # only a `do` KPI takes a word for a figure
    ("○", "％", "K401"),
    ("TRUE", "％", "K401"),
    ("๑๒๓", "件", "K408"),
    ("١٢٣", "件", "K408"),
    ("7৪.2", "％", "K408"),  # a Bengali 4, which looks like an 8
    ("1234567890123456", "円", "K401"),  # 16 digits are more than a cell can hold
]

# ERROR.TYPE lists these; Err:502 is how LibreOffice shows its own.
ERROR_VALUES = [
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!",
    "#CONNECT!", "#BLOCKED!", "#UNKNOWN!", "#FIELD!", "#CALC!", "#BUSY!", "#EXTERNAL!", "#PYTHON!",
    "#TIMEOUT!", "Err:502",
]  # fmt: skip

STATES = [
    ("-", FigureState.NONE),
    ("－", FigureState.NONE),
    ("ー", FigureState.NONE),
    ("—", FigureState.NONE),
    ("該当なし", FigureState.NONE),
    ("n/a", FigureState.NONE),
    ("未確定", FigureState.UNSETTLED),
    (" 未確定　", FigureState.UNSETTLED),
    ("集計中", FigureState.UNSETTLED),
    ("TBD", FigureState.UNSETTLED),
    ("…", FigureState.UNKNOWN),
    ("...", FigureState.UNKNOWN),
    ("不明", FigureState.UNKNOWN),
    ("x", FigureState.SUPPRESSED),
    ("X", FigureState.SUPPRESSED),
    ("ｘ", FigureState.SUPPRESSED),
    ("***", FigureState.SUPPRESSED),
    ("秘匿", FigureState.SUPPRESSED),
    ("", FigureState.BLANK),
    ("　", FigureState.BLANK),
    (ZERO_WIDTH_SPACE, FigureState.BLANK),
]


def read(typed, symbol="％", **options):
    unit = find_unit(symbol)
    assert unit is not None
    return read_figure(typed, unit, **options)


@pytest.mark.parametrize(("typed", "unit", "number", "conversions"), FORMS)
def test_each_accepted_form_is_read_and_its_conversions_logged(typed, unit, number, conversions):
    reading, refusal = read(typed, unit)
    assert refusal is None
    assert reading.figure.value == Decimal(number)
    assert " ".join(reading.conversions) == conversions
    assert (reading.typed, reading.as_of) == (typed, "")


@pytest.mark.parametrize(("typed", "number", "as_of", "conversions"), FORMS_WITH_AS_OF)
def test_a_point_in_time_beside_the_figure_is_split_off(typed, number, as_of, conversions):
    reading, refusal = read(typed)
    assert refusal is None
    assert (reading.figure.value, reading.as_of) == (Decimal(number), as_of)
    assert " ".join(reading.conversions) == conversions


@pytest.mark.parametrize(("typed", "unit", "code"), REFUSED)
def test_each_refused_form_has_its_code_and_is_quoted(typed, unit, code):
    reading, refusal = read(typed, unit)
    assert refusal is not None
    assert (refusal.kind.code, refusal.seen) == (code, typed)
    assert (reading.figure, reading.typed, reading.conversions) == (UNREADABLE, typed, ())


@pytest.mark.parametrize("typed", ERROR_VALUES)
def test_every_error_value_of_excel_is_named_as_one(typed):
    reading, refusal = read(typed)
    assert refusal.kind.code == "K409"
    assert reading.figure == UNREADABLE


def test_an_error_value_typed_in_full_width_is_still_one():
    assert read("＃Ｎ／Ａ")[1].kind.code == "K409"


@pytest.mark.parametrize(("typed", "state"), STATES)
def test_each_state_is_read_as_itself_and_never_as_zero(typed, state):
    reading, refusal = read(typed)
    assert refusal is None
    assert (reading.figure.state, reading.figure.value) == (state, None)
    assert reading.conversions == ()


@pytest.mark.parametrize("typed", ["\u00ad5", "62\u00ad.2", "5\u00ad6", "\u00ad"])
def test_a_soft_hyphen_which_excel_shows_and_others_do_not_is_refused_and_made_visible(typed):
    reading, refusal = read(typed)
    assert (refusal.kind.code, reading.figure) == ("K401", UNREADABLE)
    assert refusal.seen == typed.replace("\u00ad", "<U+00AD>")


def test_the_five_states_are_five_different_figures():
    figures = {read(typed)[0].figure for typed in ("-", "未確定", "…", "x", "")}
    assert len(figures) == 5
    assert read("0")[0].figure not in figures


def test_a_blank_cell_is_blank_and_zero_is_zero():
    assert read("")[0].figure == BLANK
    assert read(0.0)[0].figure.value == Decimal(0)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(62.2, "62.2"), (7001.0, "7001"), (7001, "7001"), (0.133, "0.133"), (-5.0, "-5"), (0, "0")],
)
def test_a_cells_number_is_taken_as_shown_without_conversion(number, shown):
    reading, refusal = read(number)
    assert refusal is None
    assert (reading.figure.value, reading.typed, reading.conversions) == (Decimal(shown), shown, ())


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (dt.date(2025, 5, 1), "2025-05-01"),
        (dt.datetime.combine(dt.date(2025, 5, 1), dt.time()), "2025-05-01 00:00:00"),
        (dt.time(10, 30), "10:30:00"),
        (dt.timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_a_real_date_or_time_is_refused_as_a_date(value, seen):
    reading, refusal = read(value)
    assert (refusal.kind.code, refusal.seen) == ("K406", seen)
    assert reading.figure == UNREADABLE


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_an_infinite_number_is_refused_and_not_a_crash(value):
    reading, refusal = read(value)
    assert (refusal.kind.code, reading.figure) == ("K401", UNREADABLE)


@pytest.mark.parametrize(("value", "seen"), [(True, "TRUE"), (False, "FALSE")])
def test_true_and_false_are_not_one_and_zero(value, seen):
    reading, refusal = read(value)
    assert (refusal.kind.code, refusal.seen) == ("K401", seen)
    assert reading.figure == UNREADABLE


@pytest.mark.parametrize(
    ("typed", "state", "conversions"),
    [
        ("実施", FigureState.DONE, ()),
        ("意見発信実施", FigureState.DONE, (Conversion.WORDS,)),
        ("実施済み", FigureState.DONE, (Conversion.WORDS,)),
        ("実施しました", FigureState.DONE, (Conversion.WORDS,)),
        ("○", FigureState.DONE, (Conversion.WORDS,)),
        ("Done", FigureState.DONE, ()),
        ("done", FigureState.DONE, (Conversion.WORDS,)),
        ("未実施", FigureState.NOT_DONE, ()),
        ("実施せず", FigureState.NOT_DONE, (Conversion.WORDS,)),
        ("×", FigureState.NOT_DONE, (Conversion.WORDS,)),
        ("Not done", FigureState.NOT_DONE, ()),
        ("-", FigureState.NONE, ()),
        ("未確定", FigureState.UNSETTLED, ()),
        ("x", FigureState.SUPPRESSED, ()),
        ("", FigureState.BLANK, ()),
    ],
)
def test_a_do_kpi_takes_words(typed, state, conversions):
    reading, refusal = read(typed, "件", takes_done=True)
    assert refusal is None
    assert (reading.figure.state, reading.conversions) == (state, conversions)


@pytest.mark.parametrize(
    ("typed", "count"), [
        ("1件", 1), ("0件", 0), (2.0, 2), ("2件実施", 2), ("　２件実施", 2), ("4回", 4), ("4回開催した", 4),
        ("2機関", 2), ("12か月", 12),
    ],
)  # fmt: skip
def test_a_do_kpi_takes_a_count(typed, count):
    reading, refusal = read(typed, "件", takes_done=True)
    assert refusal is None
    assert reading.figure.value == Decimal(count)


@pytest.mark.parametrize(
    "typed",
    [
        "2機関を訪問",
        "研修会を2回開催した",
        "実施（5社を訪問）",
        "実施。3機関へ説明",
        "５団体と意見交換を行った",
    ],
)
def test_what_was_done_says_that_it_was_done_with_its_numbers(typed):
    for unit in ("", "件"):
        reading, refusal = read(typed, unit, takes_done=True)
        assert refusal is None
        assert (reading.figure.state, reading.typed) == (FigureState.DONE, typed)


@pytest.mark.parametrize(
    "typed", ["2機関を訪問予定", "3回開催できず", "5社へ訪問中止", "2機関は未訪問", "20円"]
)
def test_what_was_not_done_is_no_evidence(typed):
    assert read(typed, "件", takes_done=True)[1] is not None


@pytest.mark.parametrize(
    "typed",
    [
        "意見発信未実施", "実施できず", "実施予定", "検討中", "未だ実施せず", "次年度実施", "来年度に実施",
        "一部実施", "今後実施", "2回目は実施",
    ],
)  # fmt: skip
def test_a_do_kpi_never_takes_a_doubtful_text_for_done(typed):
    reading, refusal = read(typed, "件", takes_done=True)
    assert refusal.kind.code == "K401"
    assert reading.figure == UNREADABLE


def test_every_unit_takes_its_own_spellings():
    for unit in UNITS:
        for spelling in unit.spellings:
            reading, refusal = read_figure(f"12{spelling}", unit)
            assert refusal is None, (unit.symbol, spelling)
            assert reading.figure.value == Decimal(12)


def test_no_unit_refuses_every_spelling_of_another():
    for unit in UNITS:
        for spelling in unit.spellings:
            assert read_figure(f"12{spelling}", NO_UNIT)[1].kind.code == "K405", spelling


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        ("10.45", 1, "10.5"),
        ("10.449", 1, "10.4"),
        ("-10.45", 1, "-10.5"),
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("99.96", 1, "100.0"),
        ("5", 2, "5.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(value, decimals, rounded):
    assert str(round_half_up(Decimal(value), decimals)) == rounded


@pytest.mark.parametrize("number", ["1E+30", "9" * 40, "-" + "9" * 40, "1E+300"])
def test_a_number_longer_than_28_digits_is_rounded_not_a_crash(number):
    assert round_half_up(Decimal(number), 2) == Decimal(number)


DECIMALS = st.decimals(-(10**8), 10**8, places=3, allow_nan=False)


@given(DECIMALS, st.integers(0, 6))
def test_a_shown_number_reads_back_as_itself(value, decimals):
    shown = format_number(value, decimals)
    assert read_figure(shown, YEN)[0].figure.value == value
    assert read_figure(f"{shown}円", YEN)[0].figure.value == value


@given(DECIMALS, st.sampled_from(UNITS))
def test_full_width_reads_the_same_as_half_width(value, unit):
    half = f"{value:,f}{unit.symbol}"
    full = half.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert read_figure(full, unit)[0].figure == read_figure(half, unit)[0].figure
    assert read_figure(full, unit)[0].figure.value == value


@given(DECIMALS, st.integers(0, 6))
def test_rounding_moves_a_value_by_half_a_digit_at_most(value, decimals):
    assert abs(round_half_up(value, decimals) - value) <= Decimal(5).scaleb(-decimals - 1)


CELL_TEXT = st.text(
    st.sampled_from("0123456789.,-−△▲()（）％%円社件日千¥ 　年月令和R約未確定実施#/x…１２３．，①三")
    | st.characters(),
    max_size=12,
)


@given(CELL_TEXT, st.sampled_from([*UNITS, NO_UNIT]), st.booleans())
def test_every_text_is_read_or_refused_and_nothing_between(typed, unit, takes_done):
    reading, refusal = read_figure(typed, unit, takes_done=takes_done)
    assert (refusal is not None) == (reading.figure == UNREADABLE)
    assert refusal is None or refusal.seen == typed
    if reading.figure.value is not None:
        assert reading.conversions, "a text that became a number is always logged"
        assert reading.typed == typed


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("0", True),
        ("1E+15", True),
        ("1E+16", False),
        ("1E-15", True),
        ("1E-16", False),
        ("123456789012345", True),
        ("1234567890123456", False),
        ("-0.5", True),
    ],
)
def test_a_number_fits_a_cell_with_fifteen_digits(number, fits):
    assert fits_a_cell(Decimal(number)) is fits
