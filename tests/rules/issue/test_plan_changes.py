"""What head office has changed since a form went out: named once, and never a branch's fault."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.locale import translate
from kpixl.model.figure import BLANK, Figure
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import GradeRule
from kpixl.model.measure import ChangeKind, PlannedActivity, TextItem, TextRequired
from kpixl.rules.issue.distribution import fingerprint
from kpixl.rules.issue.plan_changes import plan_changes
from tests.rules.builders import MIYAZAKI, make_kpi, make_plan

ISSUED = make_plan(make_kpi("a", indicator="受診率"), make_kpi("b", indicator="実施率"), measures=["1"])


def said(now, issued=ISSUED):
    return [translate(change.whole, "ja") for change in plan_changes(issued, now, MIYAZAKI)]


def test_the_same_plan_has_no_changes():
    assert said(ISSUED) == []


def test_a_kpi_that_is_added_and_one_that_ends():
    now = make_plan(make_kpi("a", indicator="受診率"), make_kpi("c", indicator="割合"), measures=["1"])
    assert said(now) == ["指標「割合」の追加", "指標「実施率」の廃止"]


def test_what_the_form_shows_of_a_kpi_with_its_old_and_new_value():
    kpis = (make_kpi("a", indicator="健診受診率", maximum=100), make_kpi("b", indicator="実施率"))
    now = make_plan(*kpis, measures=["1"], targets="60以上", prior={("45", "b"): "58.1"})
    assert said(now) == [
        "「健診受診率」の指標：「受診率」→「健診受診率」",
        "「健診受診率」の目標：「50.0％以上」→「60.0％以上」",
        "「健診受診率」の上限：「－」→「100.0％」",
        "「実施率」の目標：「50.0％以上」→「60.0％以上」",
        "「実施率」の前年度実績：「－」→「58.1％」",
    ]


def test_decimals_are_one_change_and_no_change_of_the_target():
    now = make_plan(
        make_kpi("a", indicator="受診率", decimals=2), make_kpi("b", indicator="実施率"), measures=["1"]
    )
    assert said(now) == ["「受診率」の小数桁：「1」→「2」"]


def test_measures_a_scheme_and_the_precision():
    now = replace(
        ISSUED,
        settings=replace(ISSUED.settings, grade_scheme="110-80-50", judge_on="exact"),
        measures=make_plan(measures=["2"]).measures,
    )
    assert said(now) == ["施策「施策2」の追加", "施策「施策1」の廃止", "評価基準", "判定の桁"]


def test_an_own_scheme_that_an_older_form_cannot_name_is_no_change():
    rules = (GradeRule(scheme="独自", with_kpi=True, grade="甲"),)
    now = replace(ISSUED, settings=replace(ISSUED.settings, grade_scheme="独自"), grade_rules=rules)
    assert said(now) == []
    assert said(replace(now, grade_rules=(*rules, *rules)), now) == ["評価基準"]


def test_what_no_form_shows_of_a_scheme_is_no_change():
    rule = GradeRule(scheme="独自", with_kpi=True, grade="甲", rate_from=Decimal("1.10"))
    issued = replace(ISSUED, settings=replace(ISSUED.settings, grade_scheme="独自"), grade_rules=(rule,))
    for other in (
        replace(rule, points=Decimal(3)), replace(rule, valid_until=FiscalYear(2030)),
        replace(rule, valid_from=FiscalYear(2020)), replace(rule, rate_from=Decimal("1.1")),
    ):  # fmt: skip
        assert said(replace(issued, grade_rules=(other,)), issued) == []
    assert said(replace(issued, grade_rules=(replace(rule, rate_from=Decimal("1.2")),)), issued) == [
        "評価基準"
    ]


# ── whatever the fingerprint covers is named ──────────────────────────────────────────────────────

TEXT = TextItem(code="t", label="要因", guide="簡潔に", required=TextRequired.ALWAYS, longest=200)
VISITS = PlannedActivity(branch_code="", measure_code="M1", item="訪問", prior=Figure.of(12))
WHOLE = replace(
    make_plan(make_kpi("a", indicator="受診率"), measures=["1"], prior={("45", "a"): "58.1"}),
    text_items=(TEXT,),
    activities=(VISITS,),
)


def with_kpi(**fields):
    return replace(WHOLE, kpis=(replace(WHOLE.kpis[0], **fields),))


def with_measure(**fields):
    return replace(WHOLE, measures=(replace(WHOLE.measures[0], **fields),))


def with_text(**fields):
    return replace(WHOLE, text_items=(replace(TEXT, **fields),))


def with_activity(**fields):
    return replace(WHOLE, activities=(replace(VISITS, **fields),))


def with_settings(**fields):
    return replace(WHOLE, settings=replace(WHOLE.settings, **fields))


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (
            with_settings(round_name="令和6年度KPI実績"),
            "設定シートの収集名：「令和6年度実績」→「令和6年度KPI実績」",
        ),
        (with_settings(organisation="協会"), "設定シートの組織名：「全国健康保険協会」→「協会」"),
        (with_settings(asks_next_kpis=True), "次年度KPIの記入"),
        (with_kpi(pillar="基盤"), "「受診率」の分野：「戦略的保険者機能」→「基盤」"),
        (with_kpi(measure="受診勧奨"), "「受診率」の具体的施策：「特定健診実施率の向上」→「受診勧奨」"),
        (with_kpi(comparable=False), "「受診率」の前年度比較：「可」→「不可」"),
        (with_measure(pillar="基盤"), "「施策1」の分野：「戦略」→「基盤」"),
        (with_measure(group="総務"), "「施策1」の担当：「企画」→「総務」"),
        (with_measure(name="受診勧奨"), "施策「受診勧奨」の名前"),
        (with_text(guide="詳しく"), "「要因」の記入の案内：「簡潔に」→「詳しく」"),
        (with_text(required=TextRequired.NEVER), "「要因」の記入の要否：「必須」→「任意」"),
        (with_text(longest=None), "「要因」の最大文字数：「200」→「－」"),
        (with_activity(part_of="a"), "「訪問」の内訳の元：「－」→「a」"),
        (with_activity(unit=make_kpi(unit="件").unit), "「訪問」の単位：「－」→「件」"),
        (with_activity(prior=BLANK), "「訪問」の前年度実績：「12」→「未記入」"),
        (with_activity(change_kind=ChangeKind.PERCENT), "「訪問」の増減の種類：「実数」→「％」"),
    ],
)
def test_whatever_a_form_is_marked_by_is_named(now, told):
    assert fingerprint(now, "45", translate) != fingerprint(WHOLE, "45", translate)
    assert said(now, WHOLE) == [told]


def test_a_measure_that_is_renamed_says_so_itself_and_not_with_each_of_its_kpis():
    then, now = (
        replace(
            WHOLE,
            kpis=tuple(replace(WHOLE.kpis[0], code=code, measure=name) for code in "ab"),
            measures=(replace(WHOLE.measures[0], name=name),),
        )
        for name in ("健診", "受診勧奨")
    )
    assert said(now, then) == ["施策「受診勧奨」の名前"]


def test_a_fiscal_year_that_changes_is_named_first():
    assert (
        said(with_settings(fiscal_year=FiscalYear(2025)), WHOLE)[0]
        == "設定シートの年度：「令和6年度」→「令和7年度」"
    )
