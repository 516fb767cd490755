"""Units of measure."""

import pytest

from kpixl.model.unit import NO_UNIT, UNITS, Unit, UnitKind, find_unit

EVERY_SPELLING = [(unit, spelling) for unit in UNITS for spelling in unit.spellings]


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("％", "％"),
        ("%", "％"),
        ("percent", "％"),
        ("Percent", "％"),
        ("円", "円"),
        ("yen", "円"),
        ("JPY", "円"),
        ("千円", "千円"),
        ("社", "社"),
        ("事業所", "事業所"),
        ("名", "名"),
        ("箇所", "か所"),
        ("pt", "ポイント"),
        ("ヶ月", "か月"),
        ("days", "日"),
        (" 件 ", "件"),
    ],
)
def test_a_unit_is_found_by_any_spelling(text, symbol):
    unit = find_unit(text)
    assert unit is not None
    assert unit.symbol == symbol


@pytest.mark.parametrize(("unit", "spelling"), EVERY_SPELLING)
def test_every_spelling_finds_a_unit_that_means_the_same(unit, spelling):
    assert find_unit(spelling) is not None
    assert find_unit(spelling).scale == unit.scale
    assert find_unit(spelling).kind is unit.kind


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.symbol)
def test_a_symbol_finds_its_own_unit(unit):
    assert find_unit(unit.symbol) is unit


def test_no_text_is_no_unit():
    assert find_unit("") is NO_UNIT
    assert find_unit("  ") is NO_UNIT
    assert NO_UNIT.kind is UnitKind.NONE


@pytest.mark.parametrize("text", ["パーセンテージ", "坪", "人年", "キロ", "-", "円％"])
def test_a_unit_outside_the_list_is_not_found(text):
    assert find_unit(text) is None


def test_spellings_come_longest_first():
    unit = Unit("円", "yen", UnitKind.MONEY, ("JPY", "YEN", "日本円貨"))
    assert unit.spellings == ("日本円貨", "JPY", "YEN", "yen", "円")


def test_company_and_office_accept_each_other():
    company, office = find_unit("社"), find_unit("事業所")
    assert "事業所" in company.spellings
    assert "社" in office.spellings
    assert company is not office


def test_money_units_state_their_scale():
    scales = {unit.symbol: unit.scale for unit in UNITS if unit.kind is UnitKind.MONEY}
    assert scales == {"円": 1, "千円": 1_000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000}


def test_one_of_a_unit_is_named_in_the_singular():
    assert [unit.singular for unit in UNITS if unit.kind in (UnitKind.COUNT, UnitKind.DURATION)] == [
        "case", "company", "office", "person", "person", "time", "sheet", "point", "organisation",
        "institution", "municipality", "municipality", "firm", "party", "school", "facility", "shop", "place",
        "venue", "household", "group", "course", "machine", "volume", "letter", "vote", "item", "second",
        "minute", "day", "business day", "week", "hour", "month",
    ]  # fmt: skip
    assert [unit.singular for unit in UNITS if unit.symbol in ("％", "円", "千円")] == [
        "%",
        "yen",
        "thousand yen",
    ]
