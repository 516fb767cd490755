"""Findings about grades: schemes nobody knows, rows that never count, grades that differ, overrides."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.books.summary.measures.grade_words import scheme_text
from kpixl.locale import catalogue, translate
from kpixl.model.finding import Finding, Severity
from kpixl.model.kpi import GradeRule
from kpixl.model.submission import CellValue
from kpixl.rules.plan.check_grades import check_grades
from kpixl.rules.plan.grade_schemes import PRESETS, scheme_of
from kpixl.rules.plan.parse import parse_plan
from tests.details import shown_details
from tests.rules.builders import RawRows, codes, found, make_adjustment, make_kpi, make_raw_plan, settings_row
from tests.rules.grade_builders import FULL, grade_one, graded_plan, typed

MEASURE = "特定健診実施率の向上"


def grade_row(grade: str = "A", **changes: CellValue) -> dict[str, CellValue]:
    return {
        "grade_scheme": "本部方式",
        "with_kpi": "yes",
        "grade": grade,
        "criterion_kpi": "",
        "rate_from": "",
        "criterion_new_effort": "",
        "criterion_plan": "",
        "valid_from": "",
        "valid_until": "",
        **changes,
    }


def findings(
    *rows: dict[str, CellValue], scheme: str = "本部方式", language: str = "ja", measure: str = MEASURE
) -> list[Finding]:
    """The findings of a plan with these grade rows, whose one measure has the plan's one KPI."""
    measures: RawRows = [{"measure_code": "1", "pillar": "戦略", "measure": measure, "group": "保健"}]
    grades: RawRows = rows or [grade_row()]
    settings = [settings_row(grade_scheme=scheme, language=language)]
    plan, faults = parse_plan(make_raw_plan(settings=settings, measures=measures, grades=grades))
    assert (plan is None) is any(item.severity is Severity.ERROR for item in faults)
    return faults


def details(item: Finding) -> dict[str, str]:
    return shown_details(item.details)


# ── K131 ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "scheme", ["", "本部方式", " 本部 方式", *(name for preset in PRESETS for name in preset.names)]
)
def test_no_scheme_the_plans_own_and_the_presets_are_known(scheme: str) -> None:
    assert findings(scheme=scheme) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", "本部方式・支部4段階・独法5段階・110-80-50"),
        ("en", "本部方式, Branch S/A/B/C, Agency S/A/B/C/D, 110/80/50"),
    ],
)
def test_an_unknown_scheme_is_an_error_at_its_setting_that_offers_those_there_are(
    language: str, said: str
) -> None:
    (item,) = findings(scheme="支部5段階")
    assert found([item]) == [("K131", "B10")]
    assert details(item)["seen"] == "支部5段階"
    assert translate(dict(item.details)["accepted"], language) == said


# ── K173 ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("begin", "end", "valid"),
    [("", "", True), (2024, 2024, True), (2023, "", True), ("", 2023, False), (2025, "", False)],
)
def test_a_scheme_whose_rows_are_of_other_years_is_an_error_at_its_setting(begin, end, valid) -> None:
    faults = findings(grade_row(valid_from=begin, valid_until=end))
    assert [code for code in found(faults) if code[0] == "K173"] == ([] if valid else [("K173", "B10")])


def test_of_two_generations_of_rows_those_of_the_year_count() -> None:
    old = [grade_row(grade, rate_from=least, valid_until=2023) for grade, least in (("S", 120), ("A", 100))]
    new = [
        grade_row("S", rate_from=110, valid_from=2024), grade_row("A", rate_from=80, valid_from=2024),
        grade_row("B", valid_from=2024),
    ]  # fmt: skip
    settings = [settings_row(grade_scheme="本部方式")]
    plan, _faults = parse_plan(make_raw_plan(settings=settings, grades=[*old, *new]))
    assert plan is not None
    scheme = scheme_of(plan)
    assert scheme is not None
    assert [(rule.grade, rule.rate_from) for rule in scheme.rules] == [
        ("S", Decimal("1.1")), ("A", Decimal("0.8")), ("B", None),
    ]  # fmt: skip
    assert scheme_text(scheme, catalogue("ja")) == "本部方式（令和6年度～）"


# ── K132 ───────────────────────────────────────────────────────────────────────────────────────────
def test_measures_for_which_the_scheme_has_no_row_are_named() -> None:
    (item,) = findings(grade_row(with_kpi="no"))
    assert codes([item]) == ["K132"]
    assert details(item) == {
        "scheme": "本部方式", "with_kpi": "word.with_kpi.yes", "count": "1", "measure": MEASURE
    }  # fmt: skip
    (item,) = findings(grade_row(), measure="業務改革の推進")
    assert details(item)["with_kpi"] == "word.with_kpi.no"


# ── K133 ───────────────────────────────────────────────────────────────────────────────────────────
def test_a_text_that_no_branch_can_choose_is_named_at_its_cell() -> None:
    (item,) = findings(grade_row(criterion_plan="予定通り"), grade_row("B"))
    assert found([item]) == [("K133", "G2")]
    assert details(item) == {"grade": "A", "why": "支部が選べない計画の条件「予定通り」"}
    assert "（支部が選べない計画の条件「予定通り」）" in catalogue("ja").render(item).message
    assert (
        "(no branch can choose its text about the plan: “予定通り”)" in catalogue("en").render(item).message
    )


@pytest.mark.parametrize("text", ["計画通りに実施", "計画 通りに実施", "Carried out as planned", "full"])
def test_the_forms_words_are_known_in_both_languages(text: str) -> None:
    assert findings(grade_row(criterion_plan=text), grade_row("B")) == []


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        # An earlier row takes everything.
        ((grade_row("A"), grade_row("B")), ["C3"]),
        # The worse word first: it asks for itself or better, and leaves nothing to the next.
        ((grade_row("C", criterion_plan="part"), grade_row("A", criterion_plan="full")), ["C3"]),
        ((grade_row("A", criterion_plan="full"), grade_row("C", criterion_plan="part")), []),
        ((grade_row("B", rate_from=80.0), grade_row("A", rate_from=120.0)), ["C3"]),
        ((grade_row("A", rate_from=120.0), grade_row("B", rate_from=80.0)), []),
        # Not one KPI achieved, and all of them at 100% or more: there is no such measure.
        ((grade_row("A", criterion_kpi="not_achieved", rate_from=100.0), grade_row("B")), ["C2"]),
        ((grade_row("A", criterion_kpi="partly", rate_from=80.0), grade_row("B")), []),
        ((grade_row("S", criterion_kpi="grown"), grade_row("A", criterion_kpi="achieved")), []),
        ((grade_row("A", criterion_kpi="achieved"), grade_row("S", criterion_kpi="grown")), ["C3"]),
    ],
)
def test_a_row_that_no_case_gets_to_is_named_at_its_grade(
    rows: tuple[dict[str, CellValue], ...], cells: list[str]
) -> None:
    assert found(findings(*rows)) == [("K133", cell) for cell in cells]


def test_a_row_whose_first_year_is_after_its_last_is_named_at_its_first() -> None:
    swapped = grade_row("S", valid_from=2026, valid_until="令和2年度")
    (item,) = findings(swapped, grade_row("A", valid_from=2024, valid_until=2024))
    assert found([item]) == [("K133", "H2")]
    japanese = catalogue("ja").render(item).message
    assert japanese.endswith("（有効な最初の年度 令和8年度が、最後の年度 令和2年度より後）。")
    english = catalogue("en").render(item).message
    assert "(its first fiscal year, FY2026, is after its last, FY2020)" in english


def test_a_condition_on_kpis_is_idle_in_a_row_for_measures_without() -> None:
    rows = grade_row(), grade_row("A", with_kpi="no", criterion_kpi="achieved"), grade_row("B", with_kpi="no")
    assert found(findings(*rows)) == [("K133", "C3")]


def test_rows_of_another_scheme_are_left_alone() -> None:
    other = grade_row("A", grade_scheme="昔の方式", criterion_plan="予定通り")
    assert findings(other, grade_row(), grade_row("Z", grade_scheme="昔の方式")) == []
    assert findings(other, scheme="") == []


# ── K513, K514 ─────────────────────────────────────────────────────────────────────────────────────
def test_a_branchs_own_grade_that_differs_is_a_warning_and_one_that_agrees_is_none() -> None:
    plan, raw = graded_plan(make_kpi()), make_raw_plan()
    differing = grade_one(plan, {"rate": 40}, typed(FULL, grade="A"))
    agreeing = grade_one(plan, {"rate": 60}, typed(FULL, grade="A"))
    (item,) = check_grades(raw, [agreeing, differing])
    assert (item.kind.code, item.branch_code, item.place.file) == ("K513", "45", "inbox/45.xlsx")
    # The fourth row of 支部4段階: not one KPI achieved, carried out as planned.
    assert details(item) == {"measure": MEASURE, "own": "A", "computed": "B", "number": "4"}


def test_an_override_is_a_note_with_all_that_stands_behind_it() -> None:
    item = make_adjustment("M1", text="A", reason="災害による中断", cell="C2")
    plan = replace(graded_plan(make_kpi()), adjustments=(item,))
    row: dict[str, CellValue] = {
        "branch_code": "45", "adjusted_code": "1", "adjusted_value": "A", "adjusted_reason": "災害による中断",
        "person": "山田", "date": "2025/6/20",
    }  # fmt: skip
    raw = make_raw_plan(adjustments=[row])
    (note,) = check_grades(raw, [grade_one(plan, {"rate": 40}, typed(FULL))])
    assert (note.kind.code, note.place.sheet, note.place.cell) == ("K514", "補正", "C2")
    assert details(note) == {
        "measure": MEASURE, "grade": "A", "computed": "B", "reason": "災害による中断", "person": "山田",
        "date": "2025/06/20",
    }  # fmt: skip
    none = replace(plan, grade_rules=(GradeRule(scheme="支部4段階", with_kpi=False, grade="A"),))
    (note,) = check_grades(raw, [grade_one(none, {"rate": 40}, typed(FULL))])
    assert details(note)["computed"] == "－"


def test_an_override_to_the_grade_that_there_is_anyway_is_doubted() -> None:
    item = make_adjustment("M1", text="Ａ", reason="災害による中断", cell="C2")
    plan = replace(graded_plan(make_kpi()), adjustments=(item,))
    raw = make_raw_plan(adjustments=[{"branch_code": "45", "adjusted_code": "1", "adjusted_value": "Ａ"}])
    (doubt,) = check_grades(raw, [grade_one(plan, {"rate": 60}, typed(FULL))])
    assert (doubt.kind.code, doubt.place.sheet, doubt.place.cell) == ("K518", "補正", "C2")
    assert details(doubt) == {"measure": MEASURE, "grade": "A"}


def test_a_measures_adjustment_on_the_plans_sheet_becomes_its_override() -> None:
    row: dict[str, CellValue] = {
        "branch_code": "45", "adjusted_code": "1", "adjusted_value": "A", "adjusted_reason": "災害による中断",
        "person": "山田", "date": "2025/6/20",
    }  # fmt: skip
    plan, faults = parse_plan(make_raw_plan(adjustments=[row]))
    assert faults == []
    assert plan is not None
    (item,) = plan.adjustments
    assert (item.code, item.figure, item.text, item.cell) == ("1", None, "A", "C2")
