"""From the raw cells of a plan to a Plan, and every fault with its code and its cell."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.model.figure import Figure, FigureState
from kpixl.model.finding import FindingCode, Severity
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule, GradeRule, JudgeOn, KpiCriterion, Measure, RateFormula
from kpixl.model.plan import Branch, Settings
from kpixl.model.plan_figures import HistoryRow, NationalRow
from kpixl.model.plan_layout import PLAN_SHEETS
from kpixl.model.target import DO, NO_TARGET, Direction, Fixed, Prior, Target
from kpixl.model.unit import find_unit
from kpixl.rules.plan.parse import parse_plan
from tests.details import shown_details
from tests.rules.builders import (
    SHEET_NAMES,
    branch_row,
    empty_table,
    found,
    history_row,
    kpi_row,
    make_raw_plan,
    national_row,
    settings_row,
    without,
)
from tests.rules.plan_faults import detail, faults, parse

# ── a sound plan ─────────────────────────────────────────────────────────────────────────────────


def test_a_sound_plan_is_read_without_a_finding():
    plan, findings = parse()
    assert findings == []
    assert plan.settings == Settings(
        organisation="全国健康保険協会",
        fiscal_year=FiscalYear(2024),
        round_name="令和6年度実績",
        date=dt.date(2025, 4, 1),
        due=dt.date(2025, 5, 30),
    )
    assert plan.branches == (Branch(code="45", name="宮崎", block="九州"),)
    assert plan.targets == {("45", "rate"): Target(Direction.AT_LEAST, Fixed(Decimal("64.6")))}
    assert plan.history == (
        HistoryRow(fiscal_year=FiscalYear(2023), branch_code="45", kpi_code="rate", actual=Figure.of("64.2")),
    )
    assert plan.national == (
        NationalRow(
            fiscal_year=FiscalYear(2024), kpi_code="rate", target=Decimal("61.7"), actual=Decimal("58.4")
        ),
    )
    assert plan.measures == (Measure(code="1", pillar="戦略的保険者機能", name="健診", group="保健"),)
    assert plan.grade_rules == (
        GradeRule(
            scheme="支部4段階",
            with_kpi=True,
            grade="A",
            criterion_kpi=KpiCriterion.ACHIEVED,
            criterion_new_effort="",
            criterion_plan="計画通り",
        ),
    )
    assert plan.prior("45", "rate") == Figure.of("64.2")
    assert plan.published_national("rate", FiscalYear(2024)) == Decimal("58.4")


def test_a_kpi_without_optional_columns_has_their_defaults():
    (kpi,) = parse()[0].kpis
    assert (kpi.code, kpi.unit, kpi.direction, kpi.decimals) == (
        "rate",
        find_unit("％"),
        Direction.AT_LEAST,
        1,
    )
    assert (kpi.aggregate, kpi.rate_formula, kpi.comparable) == (
        AggregateRule.PUBLISHED,
        RateFormula.MIRROR,
        True,
    )
    assert (kpi.minimum, kpi.maximum, kpi.max_change, kpi.important, kpi.has_counts) == (
        None,
        None,
        None,
        False,
        False,
    )


def test_a_kpi_takes_all_that_its_row_says():
    row = kpi_row(
        direction="at_most",
        numerator_label="一者応札件数",
        denominator_label="入札件数",
        aggregate="ratio",
        minimum=0.0,
        maximum="100",
        max_change=5.5,
        rate_formula="reduction",
        important="high",
        difficult="",
        comparable="no",
        not_comparable_reason="定義変更",
        as_of="年度末",
        page="12",
        note="注",
    )
    plan, findings = parse(kpis=[row], targets=[{"kpi_code": "rate", "45": "15以下"}])
    (kpi,) = plan.kpis
    assert findings == []
    assert (kpi.direction, kpi.aggregate, kpi.rate_formula) == (
        Direction.AT_MOST,
        AggregateRule.RATIO,
        RateFormula.REDUCTION,
    )
    assert (kpi.minimum, kpi.maximum, kpi.max_change) == (Decimal(0), Decimal(100), Decimal("5.5"))
    assert (kpi.important, kpi.difficult, kpi.comparable) == (True, False, False)
    assert (kpi.not_comparable_reason, kpi.as_of, kpi.page, kpi.note) == ("定義変更", "年度末", "12", "注")
    assert kpi.has_counts


@pytest.mark.parametrize(
    "value", [dt.date(2025, 4, 1), "2025-04-01", "2025/4/1", "2025年4月1日", "２０２５/４/１"]
)
def test_a_date_may_be_typed_as_date_or_text(value):
    plan, findings = parse(settings=[settings_row(plan_date=value)])
    assert (plan.settings.date, findings) == (dt.date(2025, 4, 1), [])


def test_optional_settings_are_taken():
    plan, findings = parse(
        settings=[settings_row(minus="triangle", judge_on="exact", language="en", due="", contact="企画部")]
    )
    settings = plan.settings
    assert findings == []
    assert (settings.minus, settings.judge_on, settings.language) == ("△", JudgeOn.EXACT, "en")
    assert (settings.due, settings.contact) == (None, "企画部")


def test_codes_keep_their_leading_zeros():
    plan, findings = parse(
        branches=[branch_row("01", "北海道"), branch_row("45", "宮崎")],
        targets=[{"kpi_code": "rate", "01 北海道": "64.6以上", "45": 64.6}],
    )
    assert findings == []
    assert [branch.code for branch in plan.branches] == ["01", "45"]
    assert plan.target("01", "rate") == plan.target("45", "rate")


def test_a_code_typed_as_a_number_is_text():
    plan, findings = parse(branches=[branch_row(45.0)])
    assert (plan.branches[0].code, findings) == ("45", [])


def test_the_history_keeps_states_and_words_and_is_no_number_then():
    plan, findings = parse(
        kpis=[kpi_row(), kpi_row("opinion", unit="件", direction="do", decimals=0.0)],
        targets=[{"kpi_code": "rate", "45": "前年度以上"}, {"kpi_code": "opinion", "45": "実施"}],
        history=[history_row(actual="未確定"), history_row(kpi_code="opinion", actual="意見発信実施")],
    )
    assert findings == []
    assert plan.prior("45", "rate") == Figure(FigureState.UNSETTLED)
    assert plan.prior("45", "opinion") == Figure(FigureState.DONE)


def test_the_history_may_hold_a_kpi_that_the_plan_no_longer_has_and_says_so_once():
    old = [history_row(kpi_code="mail_rate", fiscal_year=year, actual=91.5) for year in (2022.0, 2023.0)]
    assert faults(history=old) == [("過年度", "K129", "C2")]
    plan, findings = parse(history=old)
    assert shown_details(findings[0].details)["seen"] == "mail_rate"
    assert plan.prior("45", "mail_rate") == Figure.of("91.5")


def test_a_national_figure_of_a_kpi_the_plan_does_not_have_is_a_warning():
    assert faults(national=[national_row(), national_row(kpi_code="mail_rate")]) == [("全国", "K129", "B3")]


def test_the_history_is_read_in_the_kpis_unit():
    plan, findings = parse(history=[history_row(actual="64.2％", numerator=642.0, denominator=1000.0)])
    assert findings == []
    (row,) = plan.history
    assert (row.actual, row.numerator, row.denominator) == (
        Figure.of("64.2"),
        Decimal(642),
        Decimal(1000),
    )


def test_no_target_and_do_are_targets_like_any_other():
    plan, findings = parse(
        kpis=[kpi_row(), kpi_row("opinion", unit="", direction="do", decimals=0.0)],
        targets=[{"kpi_code": "rate", "45": "設定なし"}, {"kpi_code": "opinion", "45": "実施する"}],
    )
    assert findings == []
    assert plan.targets == {("45", "rate"): NO_TARGET, ("45", "opinion"): DO}


@pytest.mark.parametrize("actual", ["", "未確定", "-"])
def test_a_national_figure_may_be_unsettled_and_is_not_zero(actual):
    plan, findings = parse(national=[national_row(national_actual=actual)])
    assert findings == []
    assert plan.published_national("rate", FiscalYear(2024)) is None


# ── K101: sheets ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["settings", "branches", "kpis", "targets"])
def test_a_missing_sheet_is_an_error_that_names_it(key):
    plan, findings = parse(**{key: None})
    (item,) = [item for item in findings if item.kind is FindingCode.PLAN_SHEET_MISSING]
    assert plan is None
    assert (item.kind.code, item.place.sheet, shown_details(item.details)) == (
        "K101",
        "",
        {"sheet": f"sheet.{key}"},
    )


@pytest.mark.parametrize("key", ["history", "national", "measures", "grades"])
def test_a_sheet_that_a_plan_need_not_have_is_no_finding_where_it_is_not_there(key):
    plan, findings = parse(**{key: None})
    assert findings == []
    assert getattr(plan, "grade_rules" if key == "grades" else key) == ()


def test_the_four_sheets_that_a_plan_needs_are_those_whose_absence_is_an_error():
    assert [sheet.key for sheet in PLAN_SHEETS if not sheet.optional] == [
        "settings", "branches", "kpis", "targets",
    ]  # fmt: skip


# ── K102, K103, K123, K125: columns and cells ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key", "row", "column"),
    [
        ("branches", branch_row(), "block"),
        ("branches", branch_row(), "branch"),
        ("kpis", kpi_row(), "group"),
        ("kpis", kpi_row(), "unit"),
        ("kpis", kpi_row(), "direction"),
        ("kpis", kpi_row(), "decimals"),
        ("history", history_row(), "actual"),
        ("national", national_row(), "national_actual"),
    ],
)
def test_a_missing_column_is_one_error_and_not_one_per_row(key, row, column):
    plan, findings = parse(**{key: [without(row, column)]})
    (item,) = findings
    assert plan is None
    assert (item.kind.code, item.place.sheet, item.place.cell) == ("K102", SHEET_NAMES[key], "")
    assert shown_details(item.details) == {"column": f"column.{column}"}


@pytest.mark.parametrize(
    ("key", "row", "cell", "column"),
    [
        ("branches", branch_row(name=""), "B2", "branch"),
        ("kpis", kpi_row(pillar=""), "B2", "pillar"),
        ("kpis", kpi_row(indicator="　"), "E2", "indicator"),
        ("kpis", kpi_row(direction=""), "G2", "direction"),
        ("kpis", kpi_row(decimals=""), "H2", "decimals"),
        ("history", history_row(fiscal_year=""), "A2", "fiscal_year"),
        ("history", history_row(actual=""), "D2", "actual"),
        ("national", national_row(kpi_code=""), "B2", "kpi_code"),
        ("measures", {"measure_code": "", "pillar": "a", "measure": "b", "group": ""}, "A2", "measure_code"),
    ],
)
def test_an_empty_required_cell_is_an_error_at_that_cell(key, row, cell, column):
    assert faults(**{key: [row]}) == [(SHEET_NAMES[key], "K103", cell)]
    assert detail("column", **{key: [row]}) == f"column.{column}"


@pytest.mark.parametrize(
    ("setting", "cell"),
    [
        ("organisation", "B1"),
        ("fiscal_year", "B2"),
        ("round_name", "B3"),
        ("plan_date", "B4"),
        ("language", "B5"),
        ("aggregate_name", "B9"),
        ("judge_on", "B11"),
    ],
)
def test_an_empty_required_setting_is_an_error_at_its_value(setting, cell):
    assert faults(settings=[settings_row(**{setting: ""})]) == [("設定", "K103", cell)]


@pytest.mark.parametrize("setting", ["organisation", "fiscal_year", "plan_date", "language"])
def test_a_required_setting_whose_row_is_missing_is_an_error(setting):
    assert faults(settings=[without(settings_row(), setting)]) == [("設定", "K103", "")]
    label = detail("column", settings=[without(settings_row(), setting)])
    assert label == f"column.{setting}"


def test_a_column_kpixl_does_not_know_is_a_warning_at_its_header():
    assert faults(branches=[branch_row(電話番号="099")]) == [("支部", "K123", "E1")]
    assert detail("seen", branches=[branch_row(電話番号="099")]) == "電話番号"


@pytest.mark.parametrize(("key", "row"), [("branches", branch_row()), ("kpis", kpi_row())])
def test_a_list_without_rows_is_an_error(key, row):
    assert (SHEET_NAMES[key], "K125", "") in faults(**{key: empty_table(key, row)})


def test_history_and_national_may_be_empty():
    assert faults(history=empty_table("history", history_row())) == []
    assert faults(national=empty_table("national", national_row())) == []


# ── K104 to K107, K112: branches and KPIs ────────────────────────────────────────────────────────


@pytest.mark.parametrize("target", ["64.6以上", "64.6％以上", "設定なし"])
def test_a_unit_outside_the_list_is_one_error_that_offers_the_list(target):
    sheets = {
        "kpis": [kpi_row(unit="人年")],
        "targets": [{"kpi_code": "rate", "45": target}],
    }
    assert faults(**sheets) == [("指標", "K104", "F2")]
    assert detail("seen", **sheets) == "人年"
    assert "％ 円 千円" in detail("accepted", **sheets)


@pytest.mark.parametrize(
    ("unit", "symbol"),
    [
        ("％", "％"),
        ("%", "％"),
        ("percent", "％"),
        (" ％ ", "％"),
        ("thousand yen", "千円"),
        ("千 円", "千円"),
        ("", ""),
    ],
)
def test_a_unit_is_found_by_any_spelling(unit, symbol):
    plan, findings = parse(kpis=[kpi_row(unit=unit)], targets=[{"kpi_code": "rate", "45": "5以上"}])
    assert findings == []
    assert plan.kpis[0].unit.symbol == symbol


def test_zero_to_six_decimals_can_be_asked_for():
    for decimals in (0, 6):
        plan, findings = parse(kpis=[kpi_row(decimals=float(decimals))])
        assert (plan.kpis[0].decimals, findings) == (decimals, [])


def test_a_cell_that_was_not_read_at_all_is_pointed_at_by_its_column_and_row():
    raw = make_raw_plan(kpis=[kpi_row(), kpi_row("b")])
    table = raw.tables["kpis"]
    cut = replace(table.rows[1], cells=without(table.rows[1].cells, "indicator"))
    raw.tables["kpis"] = replace(table, rows=(table.rows[0], cut))
    assert ("K103", "E3") in found(parse_plan(raw)[1])


@pytest.mark.parametrize("target", ["64.6以上", 64.6, "前年度", "[34.0]", "設定なし"])
def test_an_unknown_direction_is_one_error_whatever_the_targets_say(target):
    sheets = {
        "kpis": [kpi_row(direction="高いほど良い")],
        "targets": [{"kpi_code": "rate", "45": target}],
    }
    assert faults(**sheets) == [("指標", "K105", "G2")]
    assert detail("seen", **sheets) == "高いほど良い"
    assert detail("accepted", **sheets) == "word.direction"


def test_a_kpi_that_stands_twice_is_an_error_that_names_the_first():
    sheets = {"kpis": [kpi_row(), kpi_row("b"), kpi_row()]}
    sheets["targets"] = [{"kpi_code": "rate", "45": "1以上"}, {"kpi_code": "b", "45": "1以上"}]
    assert faults(**sheets) == [("指標", "K106", "A4")]
    assert (detail("seen", **sheets), detail("first", **sheets)) == ("rate", "A2")


def test_a_target_row_that_stands_twice_is_an_error():
    targets = [{"kpi_code": "rate", "45": "1以上"}, {"kpi_code": "rate", "45": "2以上"}]
    assert faults(targets=targets) == [("目標", "K106", "A3")]
    assert detail("first", targets=targets) == "A2"


def test_a_branch_that_stands_twice_is_an_error_that_names_the_first():
    branches = [branch_row("45", "宮崎"), branch_row("45", "大分")]
    assert faults(branches=branches) == [("支部", "K107", "A3")]
    assert detail("first", branches=branches) == "A2"


def test_codes_that_differ_in_case_alone_are_the_same_branch_on_a_disk():
    branches = [branch_row("a1", "宮崎"), branch_row("A1", "大分")]
    targets = [{"kpi_code": "rate", "a1": "1以上"}]
    assert faults(branches=branches, targets=targets, history=None) == [("支部", "K107", "A3")]


def test_a_code_that_lost_its_leading_zeros_is_an_error_that_gives_it_back():
    sheets = {
        "branches": [branch_row(1.0, "北海道"), branch_row("45", "宮崎")],
        "targets": [{"kpi_code": "rate", "01 北海道": "1以上", "45": "1以上"}],
    }
    assert faults(**sheets) == [("支部", "K112", "A2")]
    assert (detail("seen", **sheets), detail("expected", **sheets)) == ("1", "01")


def test_a_row_without_a_code_is_one_error_at_its_cell_and_nothing_else_of_it_is_used():
    assert faults(branches=[branch_row(), branch_row("", "大分")]) == [("支部", "K103", "A3")]
    assert faults(kpis=[kpi_row(), kpi_row("")]) == [("指標", "K103", "A3")]
    rows = [{"kpi_code": "rate", "45": "64.6％以上"}, {"kpi_code": "", "45": "70以上"}]
    assert faults(targets=rows) == [("目標", "K103", "A3")]


@pytest.mark.parametrize(("offset", "expected"), [(14.0, []), (-9.5, []), (14.5, [("設定", "K114", "B12")])])
def test_an_offset_from_utc_that_no_time_zone_has_is_an_error(offset, expected):
    assert faults(settings=[settings_row(utc_offset=offset)]) == expected


def test_codes_of_different_lengths_that_are_no_numbers_have_lost_nothing():
    branches = [branch_row("A", "北海道"), branch_row("45", "宮崎")]
    assert faults(branches=branches, targets=[{"kpi_code": "rate", "A": "1以上", "45": "1以上"}]) == []


def test_the_history_too_may_have_lost_leading_zeros():
    sheets = {
        "branches": [branch_row("01", "北海道")],
        "targets": [{"kpi_code": "rate", "01": "1以上"}],
        "history": [history_row(branch_code=1.0)],
    }
    assert faults(**sheets) == [("過年度", "K112", "B2")]


# ── K111, K113 to K115, K122: settings and cells of a kind ───────────────────────────────────────


@pytest.mark.parametrize("year", ["平成32年度", "6年度", "来年度", 24.0, "令和6年度（2023年度）"])
def test_an_unreadable_fiscal_year_is_an_error(year):
    assert faults(settings=[settings_row(fiscal_year=year)]) == [("設定", "K111", "B2")]


def test_an_unreadable_year_of_the_history_is_an_error_at_its_cell():
    assert faults(history=[history_row(), history_row(fiscal_year="昨年")]) == [("過年度", "K111", "A3")]
    assert faults(national=[national_row(fiscal_year="昨年")]) == [("全国", "K111", "A2")]


@pytest.mark.parametrize(
    ("sheets", "place", "words"),
    [
        ({"settings": [settings_row(language="仏語")]}, ("設定", "B5"), "language"),
        ({"settings": [settings_row(judge_on="四捨五入")]}, ("設定", "B11"), "judge_on"),
        ({"settings": [settings_row(minus="▲")]}, ("設定", "B12"), "minus"),
        ({"kpis": [kpi_row(aggregate="平均")]}, ("指標", "I2"), "aggregate"),
        ({"kpis": [kpi_row(rate_formula="普通")]}, ("指標", "I2"), "rate_formula"),
        ({"kpis": [kpi_row(important="低")]}, ("指標", "I2"), "mark"),
        ({"kpis": [kpi_row(comparable="たぶん")]}, ("指標", "I2"), "comparable"),
        ({"grades": [{"grade_scheme": "a", "with_kpi": "両方", "grade": "A", "criterion_kpi": "",
                      "criterion_new_effort": "", "criterion_plan": ""}]}, ("評価基準", "B2"), "with_kpi"),
    ],
)  # fmt: skip
def test_a_word_outside_its_list_is_an_error_that_offers_the_list(sheets, place, words):
    assert faults(**sheets) == [(place[0], "K113", place[1])]
    assert detail("accepted", **sheets) == f"word.{words}"


@pytest.mark.parametrize(
    ("key", "row", "cell"),
    [
        ("kpis", kpi_row(decimals="一"), "H2"),
        ("kpis", kpi_row(decimals=1.5), "H2"),
        ("kpis", kpi_row(decimals=-1.0), "H2"),
        ("kpis", kpi_row(decimals=7.0), "H2"),
        ("kpis", kpi_row(minimum="約0"), "I2"),
        ("kpis", kpi_row(maximum="100％"), "I2"),
        ("kpis", kpi_row(max_change=True), "I2"),
        ("history", history_row(actual="60.7％ 全国21位"), "D2"),
        ("history", history_row(actual="64.2円"), "D2"),
        ("history", history_row(actual="実施"), "D2"),
        ("history", history_row(numerator="約5"), "E2"),
        ("national", national_row(national_actual="①"), "D2"),
        ("national", national_row(national_target="未確定"), "C2"),
        ("kpis", kpi_row(minimum="-"), "I2"),
        ("national", national_row(national_target=dt.date(2025, 5, 1)), "C2"),
    ],
)
def test_an_unreadable_number_is_an_error_at_its_cell(key, row, cell):
    assert faults(**{key: [row]}) == [(SHEET_NAMES[key], "K114", cell)]


@pytest.mark.parametrize("date", ["四月一日", "2025/2/30", "2025/4", 45748.0, "令和7年4月1日"])
@pytest.mark.parametrize(("setting", "cell"), [("plan_date", "B4"), ("due", "B7")])
def test_an_unreadable_date_is_an_error_at_its_cell(setting, cell, date):
    assert faults(settings=[settings_row(**{setting: date})]) == [("設定", "K115", cell)]


def test_a_setting_kpixl_does_not_know_is_a_warning_at_its_name():
    assert faults(settings=[settings_row(締め日="5/30")]) == [("設定", "K122", "A12")]
    assert detail("seen", settings=[settings_row(締め日="5/30")]) == "締め日"


# ── K142: blocks ─────────────────────────────────────────────────────────────────────────────────


def test_a_block_that_no_branch_has_is_named_once_with_those_there_are():
    rows = [
        national_row(block=""),
        national_row(block="九州"),
        national_row(block="九洲"),
        national_row(block="九洲", fiscal_year=2023.0),
        national_row(block="東北"),
    ]
    assert [(code, cell) for _sheet, code, cell in faults(national=rows)] == [("K142", "E4"), ("K142", "E6")]
    _plan, findings = parse(national=rows)
    assert [shown_details(item.details)["seen"] for item in findings] == ["九洲", "東北"]
    assert shown_details(findings[0].details)["accepted"] == "九州"


# ── all at once ──────────────────────────────────────────────────────────────────────────────────


def test_every_fault_is_listed_at_once():
    plan, findings = parse(
        settings=[settings_row(fiscal_year="来年度", language="仏語")],
        branches=[branch_row(), branch_row(name="")],
        kpis=[kpi_row(unit="人年"), kpi_row("b", direction="?"), kpi_row("c", decimals="")],
        targets=[{"kpi_code": "rate", "45": "良くする"}, {"kpi_code": "b", "45": "1"}],
        history=[history_row(actual="約5")],
        national=None,
    )
    assert plan is None
    assert found(findings) == [
        ("K111", "B2"),
        ("K113", "B5"),
        ("K103", "B3"),
        ("K107", "A3"),
        ("K104", "F2"),
        ("K105", "G3"),
        ("K103", "H4"),
        ("K110", "B2"),
        ("K118", ""),
        ("K114", "D2"),
    ]


def test_warnings_alone_still_give_a_plan():
    plan, findings = parse(history=[history_row(branch_code="99")])
    assert plan is not None
    assert {item.severity for item in findings} == {Severity.WARNING}


def test_prior_targets_are_read_with_their_baselines():
    plan, findings = parse(targets=[{"kpi_code": "rate", "45": "対前年度末以上(84.2%以上)"}])
    assert findings == []
    assert plan.target("45", "rate").reference == Prior(Decimal("84.2"), year_end=True)
