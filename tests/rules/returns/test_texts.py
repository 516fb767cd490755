"""A return's texts and activities: what is missing, too long, the same as last year, or does not add up."""

from dataclasses import replace
from typing import Any

import pytest

from kpixl.jobs.consolidate import consolidate
from kpixl.model.figure import Figure
from kpixl.model.finding import FindingCode
from kpixl.model.fiscal import FiscalYear
from kpixl.model.measure import PastText, TextItem, TextRequired
from kpixl.model.submission import RawCell, RawRow
from tests.builders import Round, all_actuals, fill_return, make_round
from tests.rules.builders import YEAR, check, codes, make_plan

ITEMS = [
    {"text_code": "done", "text_label": "取組内容", "text_required": "always", "longest": 10},
    {"text_code": "cause", "text_label": "未達の要因", "text_required": "not_achieved"},
    {"text_code": "more", "text_label": "その他", "text_required": "never"},
]
PAST = {
    "fiscal_year": 2023, "branch_code": "01", "measure_code": "M01", "text_code": "done",
    "text": "文書で 案内した",
}  # fmt: skip


def _activity(name: str, **fields: Any) -> dict[str, Any]:
    return {"branch_code": "", "measure_code": "M01", "activity": name, "unit": "件", **fields}


@pytest.fixture
def round_(tmp_path) -> Round:
    return make_round(
        tmp_path,
        text_items=ITEMS,
        history_texts=[PAST],
        activities=[
            _activity("勧奨"),
            _activity("うち文書", part_of="勧奨"),
            _activity("うち電話", part_of="勧奨"),
            _activity("合計"),
            _activity("支部", summed_into="合計"),
            _activity("委託", summed_into="合計"),
        ],
    )


def _consolidated(
    round_: Round, texts: dict[Any, Any], activities: dict[Any, Any], actual: float = 50
) -> Any:
    tables = {"measure_text_entry": texts, "activity_entry": activities}
    fill_return(round_, "01", all_actuals(actual), tables=tables)
    return consolidate(round_.path)


def _found(result: Any, kind: FindingCode) -> list[dict[str, Any]]:
    return [dict(item.details) for item in result.findings if item.kind is kind]


ALL = {
    ("M01/勧奨", "this_year"): 9049, ("M01/うち文書", "this_year"): 5241, ("M01/うち電話", "this_year"): 5234,
    ("M01/支部", "this_year"): 283564, ("M01/委託", "this_year"): 22490,
}  # fmt: skip


def test_what_always_must_be_written_is_named_once_with_its_measures(round_):
    result = _consolidated(round_, {("M01/more", "text"): "x"}, ALL, actual=99)
    (found,) = [f for f in _found(result, FindingCode.TEXT_MISSING) if f["item"] == "取組内容"]
    assert (found["count"], found["measures"]) == (2, ("健診受診率の向上", "業務改革の推進"))


def test_a_cause_is_asked_only_where_a_kpi_of_the_measure_is_missed(round_):
    missed = _consolidated(round_, {("M01/done", "text"): "した"}, ALL, actual=50)
    (found,) = [f for f in _found(missed, FindingCode.TEXT_MISSING) if f["item"] == "未達の要因"]
    assert found["measures"] == ("健診受診率の向上",)  # 64.6 asked, 50 reached; M02 has no KPI
    achieved = _consolidated(round_, {("M01/done", "text"): "した"}, ALL, actual=99)
    assert [f["item"] for f in _found(achieved, FindingCode.TEXT_MISSING)] == ["取組内容"]


def test_a_text_that_is_too_long_is_used_whole(round_):
    text = "一二三四五六七八九十\n十一"
    result = _consolidated(round_, {("M01/done", "text"): text}, ALL)
    (found,) = _found(result, FindingCode.TEXT_TOO_LONG)
    assert (found["count"], found["longest"]) == (13, 10)
    assert [item.text for item in result.master.texts] == [text]


def test_last_years_text_is_a_note_whatever_became_of_its_blanks(round_):
    result = _consolidated(round_, {("M01/done", "text"): "文書で案内した"}, ALL)
    (found,) = _found(result, FindingCode.TEXT_SAME_AS_PRIOR)
    assert found == {"item": "取組内容", "measure": "健診受診率の向上"}


def test_a_total_that_was_left_blank_is_the_sum_that_the_plan_asks_for(round_):
    result = _consolidated(round_, {}, ALL)
    figures = {item.item: item.this_year for item in result.master.activities}
    assert figures["合計"] == Figure.of(306054)
    assert _found(result, FindingCode.ACTIVITY_BLANK) == []


def test_a_total_over_several_kpis_is_the_sum_of_their_counts(tmp_path):
    activities = [
        _activity("受診者の計"),
        _activity("checkup_rate", summed_into="受診者の計"),
        _activity("訪問", summed_into="受診者の計"),
    ]
    round_ = make_round(tmp_path, activities=activities)
    figures = {("checkup_rate", "numerator"): 652, ("checkup_rate", "denominator"): 1000}
    typed = {("M01/訪問", "this_year"): 300}
    fill_return(round_, "01", figures, tables={"activity_entry": typed})
    result = consolidate(round_.path)
    made = {item.item: item.this_year for item in result.master.activities}
    assert made == {"受診者の計": Figure.of(952), "訪問": Figure.of(300)}  # nobody is asked for a KPI twice
    fill_return(
        round_, "01", figures, tables={"activity_entry": {**typed, ("M01/受診者の計", "this_year"): 950}}
    )
    (found,) = _found(consolidate(round_.path), FindingCode.ACTIVITY_PARTS_DIFFER)
    assert (found["whole"], found["total"], found["parts"]) == (950, 952, ("訪問", "予防健診受診率"))


def test_parts_that_do_not_fill_their_whole_are_a_note(round_):
    result = _consolidated(round_, {}, ALL)
    (found,) = _found(result, FindingCode.ACTIVITY_PARTS_DIFFER)
    assert (found["item"], found["whole"], found["total"]) == ("勧奨", 9049, 10475)
    (at,) = (item.place.cell for item in result.findings if item.kind is FindingCode.ACTIVITY_PARTS_DIFFER)
    assert at == "H6"  # うち文書, the first of its parts


def test_parts_that_are_summed_into_their_whole_are_one_note(tmp_path):
    both = {"part_of": "勧奨", "summed_into": "勧奨"}
    activities = [_activity("勧奨"), _activity("うち文書", **both), _activity("うち電話", **both)]
    typed = {
        (f"M01/{row['activity']}", "this_year"): ALL[f"M01/{row['activity']}", "this_year"]
        for row in activities
    }
    result = _consolidated(make_round(tmp_path, activities=activities), {}, typed)
    (found,) = _found(result, FindingCode.ACTIVITY_PARTS_DIFFER)
    assert found["total"] == 10475


def test_blank_activities_are_named_in_one_finding(round_):
    (found,) = _found(_consolidated(round_, {}, {("M01/勧奨", "this_year"): 1}), FindingCode.ACTIVITY_BLANK)
    assert (found["count"], found["items"][0]) == (5, "うち文書")


# ── without any workbook ─────────────────────────────────────────────────────────────────────────


def written(text: str, *, longest: int | None = None, before: str = "", year: FiscalYear = YEAR.prior) -> Any:
    """The codes of what is said about a text, beside one of an earlier year."""
    past = PastText(fiscal_year=year, branch_code="45", measure_code="M01", item_code="done", text=before)
    plan = replace(
        make_plan(measures=["M01"]),
        text_items=(TextItem(code="done", label="取組内容", required=TextRequired.NEVER, longest=longest),),
        past_texts=(past,) if before else (),
    )
    cells = {"text": RawCell(text, "施策記入", "D5")}
    row = RawRow(key="M01/done", cells=cells, sheet="施策記入", row=5, key_cell="A5")
    measure = RawRow(key="M01", cells={}, sheet="施策記入", row=4, key_cell="A4")
    checked = check(plan, {"rate": 62.2}, text_rows=(row,), measure_rows=(measure,), has_measures=True)
    return codes(checked.findings)


@pytest.mark.parametrize(
    ("length", "longest", "expected"), [(10, 10, []), (11, 10, ["K422"]), (11, None, [])]
)
def test_a_text_may_have_as_many_characters_as_the_plan_says(length, longest, expected):
    assert written("訪" * length, longest=longest) == expected


@pytest.mark.parametrize(
    ("before", "year", "expected"),
    [
        ("文書で 案内\nした", YEAR.prior, ["K423"]),
        ("文書で案内していない", YEAR.prior, []),
        ("文書で案内した", YEAR.prior.prior, []),
        ("", YEAR.prior, []),
    ],
)
def test_only_the_same_words_as_last_year_are_named(before, year, expected):
    assert written("文書で案内した", before=before, year=year) == expected
