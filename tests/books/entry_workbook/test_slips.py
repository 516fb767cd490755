"""What the entry form says of the commonest slips, before the file is sent back."""

from decimal import Decimal

import pytest

from kpixl.books.entry_workbook.live import live_judgement
from kpixl.books.entry_workbook.live_check import live_check
from kpixl.books.entry_workbook.live_row import LiveRow
from kpixl.locale import catalogue
from kpixl.model.kpi import JudgeOn
from kpixl.rules.targets.parse import parse_target
from tests.rules.builders import make_counted_kpi, make_kpi

WORDS = catalogue("ja")
COLUMNS = {name: number for number, name in enumerate(
    ("prior", "numerator", "denominator", "actual", "check", "judgement", "remark"), start=7
)}  # fmt: skip


def said(typed, *, kpi=None, target="60以上", value="60", prior="62.2"):
    """記入チェック and 達成状況 beside what is typed."""
    kpi = kpi or make_kpi(minimum=Decimal(0), maximum=Decimal(100))
    row = LiveRow(
        kpi=kpi,
        target=parse_target(target, kpi),
        target_value=None if value is None else Decimal(value),
        prior=None if prior is None else Decimal(prior),
        judge_on=JudgeOn.REPORTED,
        columns=COLUMNS,
        typed=typed if isinstance(typed, dict) else {"actual": typed},
        words=WORDS,
    )
    return live_check(row).value, live_judgement(row).value


@pytest.mark.parametrize(
    ("typed", "check", "judgement"),
    [
        (64.2, "○ 記入済", "○ 達成"),
        (0.622, "！ 桁を確認", "× 未達成"),
        (6220, "！ 値を確認", "○ 達成"),
        (45823, "× 日付になっています", "－ 要訂正"),
        ("62.2％", "！ 文字の数値です", "－ 判定不能"),
        ("６２．２", "！ 文字の数値です", "－ 判定不能"),
        ("1,234", "！ 文字の数値です", "－ 判定不能"),
        ("2025/6/15", "× 数値で入力", "－ 要訂正"),
        ("約62", "× 数値で入力", "－ 要訂正"),
        ("未確定", "○ 数値なし", "－ 判定不能"),
        ("", "□ 未記入", "－ 未記入"),
    ],
)
def test_a_slip_is_named_beside_the_cell_and_nothing_is_judged_while_it_stands(typed, check, judgement):
    assert said(typed) == (check, judgement)


def test_counts_that_no_rate_can_have_show_no_judgement_with_or_without_the_rate():
    kpi = make_counted_kpi()
    assert said({"numerator": 120, "denominator": 100}, kpi=kpi) == ("× 分子＞分母", "－ 要訂正")
    counts = {"numerator": 120, "denominator": 100, "actual": 83.3}
    assert said(counts, kpi=kpi) == ("× 分子＞分母", "－ 要訂正")
    assert said(counts | {"actual": "未確定"}, kpi=kpi) == ("○ 数値なし", "－ 判定不能")


def test_an_amount_per_head_may_be_larger_than_the_heads():
    kpi = make_counted_kpi(unit="円", decimals=0)
    typed = {"numerator": 800_000, "denominator": 100, "actual": 8000}
    assert said(typed, kpi=kpi, target="7000以上", value="7000", prior="7900") == ("○ 記入済", "○ 達成")


def test_a_large_amount_is_no_date():
    kpi = make_kpi(unit="円", decimals=0)
    assert said(45823, kpi=kpi, target="40000以上", value="40000", prior="44000")[0] == "○ 記入済"


@pytest.mark.parametrize(
    ("typed", "check", "judgement"),
    [
        (12, "○ 記入済", "○ 達成"),
        (11, "○ 記入済", "× 未達成"),
        ("実施", "× 回数を数値で", "－ 要訂正"),
        ("未実施", "○ 記入済", "× 未達成"),
    ],
)
def test_a_frequency_asks_for_a_number(typed, check, judgement):
    kpi = make_kpi(unit="", direction="do", decimals=0)
    assert said(typed, kpi=kpi, target="毎月", value="12", prior=None) == (check, judgement)


def test_what_was_done_in_words_is_no_mistake():
    kpi = make_kpi(unit="", direction="do", decimals=0)
    assert said("2機関を訪問", kpi=kpi, target="実施", value=None, prior=None)[0] == "！ 実施か未実施で"


@pytest.mark.parametrize(
    ("target", "achieved"), [("60以上", True), ("60超", False), ("60以下", True), ("60未満", False)]
)
def test_the_very_number_of_the_target_is_judged_by_its_side(target, achieved):
    direction = "at_least" if target in ("60以上", "60超") else "at_most"
    kpi = make_kpi(direction=direction)
    assert said(60, kpi=kpi, target=target)[1] == ("○ 達成" if achieved else "× 未達成")
