"""What a branch says beside its figures: read by keys, verbatim, and never judged."""

import datetime as dt
from dataclasses import replace

import pytest

from kpixl.locale import catalogue, translate
from kpixl.model.figure import BLANK, Figure, FigureState
from kpixl.model.measure import ChangeKind, PlannedActivity, TextItem, TextRequired
from kpixl.model.narrative import ActivityFigure, MeasureText, NextKpi, NextKpiStatus
from kpixl.model.submission import RawCell, RawRow, SignOff, SignOffField
from kpixl.model.unit import find_unit
from kpixl.rules.issue.distribution import FIRST_SCHEMA, fingerprint
from kpixl.rules.returns.check import check_return
from tests.details import shown_details
from tests.rules.builders import codes, make_plan, make_settings, make_submission, plan_context

CASES = find_unit("件")
PLAN = replace(
    make_plan(measures=["M01", "M02"]),
    settings=make_settings(asks_next_kpis=True),
    text_items=(TextItem(code="plan", label="取組内容", required=TextRequired.ALWAYS),),
    activities=(
        PlannedActivity(
            branch_code="", measure_code="M01", item="訪問", unit=CASES, part_of="rate", prior=Figure.of(12)
        ),
    ),
)


def row(key, sheet="施策記入", shown=(), **cells):
    names = {**dict(shown), **cells}
    made = {name: RawCell(value, sheet, f"{chr(66 + at)}5") for at, (name, value) in enumerate(names.items())}
    return RawRow(key=key, cells=made, sheet=sheet, row=5, key_cell="A5" if key else "")


def check(plan=PLAN, **rows):
    given = {"text_rows": (), "activity_rows": (), "next_kpi_rows": (), **rows}
    submission = make_submission(plan, {"rate": 62.2}, measure_rows=(), has_measures=True, **given)
    return check_return(plan_context(plan), submission)


def further(checked):
    """The codes of the findings, but for the measures' own rows, which these tests leave out."""
    return [code for code in codes(checked.findings) if code != "K366"]


# ── texts ────────────────────────────────────────────────────────────────────────────────────────


def test_a_text_is_kept_as_it_was_typed_but_for_line_ends():
    checked = check(text_rows=(row("M01/plan", text="・訪問\r\n・電話　\n"),))
    assert checked.narrative.texts == (
        MeasureText(
            branch_code="45",
            measure_code="M01",
            item_code="plan",
            text="・訪問\n・電話　\n",
            file="inbox/45.xlsx",
        ),
    )
    assert further(checked) == []


@pytest.mark.parametrize("typed", ["", "  ", "\n"])
def test_a_cell_with_nothing_but_white_space_says_nothing(typed):
    assert check(text_rows=(row("M01/plan", text=typed),)).narrative.texts == ()


def test_a_number_typed_as_a_text_is_one():
    (text,) = check(text_rows=(row("M01/plan", text=64.2),)).narrative.texts
    assert text.text == "64.2"


def test_a_row_without_its_key_is_told_by_its_measure_and_heading():
    shown = {"measure": "施策M02", "text_label": "取組内容"}
    (text,) = check(text_rows=(row("", shown=shown, text="訪問"),)).narrative.texts
    assert (text.measure_code, text.text) == ("M02", "訪問")


def test_a_filled_row_that_the_plan_does_not_ask_for_is_named_and_a_blank_one_is_not():
    checked = check(text_rows=(row("M01/other", text="訪問"), row("M99/plan", text="")))
    assert (further(checked), checked.narrative.texts) == (["K354"], ())


def test_a_row_is_told_by_its_key_before_its_words():
    shown = {"measure": "施策M02", "text_label": "取組内容"}
    (text,) = check(text_rows=(row("M01/plan", shown=shown, text="訪問"),)).narrative.texts
    assert text.measure_code == "M01"


@pytest.mark.parametrize(("label", "seen"), [("独自の項目", "独自の項目"), ("", "M01/other")])
def test_a_row_that_nobody_asked_for_is_named_by_its_words_or_else_its_key(label, seen):
    shown = {"measure": "施策M01", "text_label": label}
    checked = check(text_rows=(row("M01/other", shown=shown, text="訪問"),))
    (item,) = [item for item in checked.findings if item.kind.code == "K354"]
    assert shown_details(item.details) == {"seen": seen}


def test_texts_alone_make_a_return():
    submission = make_submission(
        PLAN, {"rate": ""}, has_measures=True, text_rows=(row("M01/plan", text="訪問"),), activity_rows=(),
        next_kpi_rows=(),
    )  # fmt: skip
    assert not check_return(plan_context(PLAN), submission).refused


# ── activity figures ─────────────────────────────────────────────────────────────────────────────


def activities(value, **cells):
    return check(activity_rows=(row("M01/訪問", "活動実績", this_year=value, **cells),))


def test_an_activity_figure_is_read_like_any_figure_with_what_the_plan_says_of_it():
    checked = activities("１，３１０件", as_of="令和7年2月", note="電話を除く")
    assert checked.narrative.activities == (
        ActivityFigure(
            branch_code="45", measure_code="M01", item="訪問", unit="件", this_year=Figure.of(1310),
            last_year=Figure.of(12), as_of="令和7年2月", part_of="rate", note="電話を除く",
            file="inbox/45.xlsx",
        ),
    )  # fmt: skip
    assert further(checked) == ["K402"]


@pytest.mark.parametrize(
    ("typed", "figure", "found"),
    [
        ("", BLANK, ["K424"]),
        ("未確定", Figure(FigureState.UNSETTLED), ["K410"]),
        ("1,300件（令和5年度）", Figure.of(1300), ["K402", "K520"]),
        ("約1,300件", Figure(FigureState.UNREADABLE), ["K404"]),
        ("13円", Figure(FigureState.UNREADABLE), ["K405"]),
    ],
)
def test_an_activity_figure_is_never_guessed(typed, figure, found):
    checked = activities(typed)
    assert (checked.narrative.activities[0].this_year, further(checked)) == (figure, found)


def test_an_activity_figure_that_shows_as_something_else_is_a_doubt():
    key = row("M01/訪問", "活動実績")
    cell = RawCell(1_310_000.0, "活動実績", "E5", "#,##0,", formula="=A1")
    checked = check(activity_rows=(replace(key, cells={"this_year": cell}),))
    assert (checked.narrative.activities[0].this_year, further(checked)) == (
        Figure.of(1_310_000),
        ["K418", "K414"],
    )


@pytest.mark.parametrize(("as_of", "found"), [("令和5年度末", "K520"), (45747.0, "K521")])
def test_the_as_of_of_an_activity_is_looked_at_like_that_of_a_figure(as_of, found):
    assert further(activities(1310.0, as_of=as_of)) == [found]


# ── a change that a branch states ────────────────────────────────────────────────────────────────


def changed(this_year="", *, unit="人", prior=BLANK, kind=ChangeKind.AMOUNT, number_format="", change=""):
    visits = PlannedActivity(
        branch_code="", measure_code="M01", item="訪問", unit=find_unit(unit), prior=prior, change_kind=kind
    )
    said = row("M01/訪問", "活動実績", this_year=this_year, change=change)
    cell = said.cells["change"]._replace(number_format=number_format)
    plan = replace(PLAN, activities=(visits,))
    checked = check(plan, activity_rows=(replace(said, cells={**said.cells, "change": cell}),))
    (found,) = checked.narrative.activities
    return found, [item for item in checked.findings if item.kind.code not in ("K366", "K402")]


@pytest.mark.parametrize(
    ("change", "number_format", "value", "kind"),
    [
        (120.0, "", 120, ChangeKind.AMOUNT),
        (-120.0, "+#,##0;▲#,##0;#,##0", -120, ChangeKind.AMOUNT),
        ("+120人", "", 120, ChangeKind.AMOUNT),
        ("120人減", "", -120, ChangeKind.AMOUNT),
        ("+3.2％", "", "3.2", ChangeKind.PERCENT),
        (0.032, "0.0%", "3.2", ChangeKind.PERCENT),  # what Excel makes of a typed 3.2%
        (0.433, "0%", "43.3", ChangeKind.PERCENT),
    ],
)
def test_an_activity_of_which_only_the_change_is_known_is_not_blank(change, number_format, value, kind):
    figure, found = changed(change=change, number_format=number_format)
    assert (figure.change, figure.change_kind, found) == (Figure.of(value), kind, [])
    assert figure.this_year == BLANK


def test_a_number_alone_is_a_percentage_where_the_plan_asks_for_one():
    figure, found = changed(change=3.2, kind=ChangeKind.PERCENT)
    assert (figure.change, figure.change_kind, found) == (Figure.of("3.2"), ChangeKind.PERCENT, [])


@pytest.mark.parametrize(
    ("change", "number_format", "unit", "code"),
    [
        ("0.19％減少", "", "％", "K426"),
        (-0.0019, "0.00%", "％", "K426"),
        ("前年度比3.2％", "", "人", "K426"),
        ("▲120人増", "", "人", "K426"),
        (0.433, "+#,##0;-#,##0;#,##0", "人", "K426"),
        ("約120人増", "", "人", "K404"),
        ("120円増", "", "人", "K405"),
        ("令和3年度比143.3％", "", "人", "K401"),
        ("増えた", "", "人", "K401"),
    ],
)
def test_a_change_that_could_be_two_things_or_is_none_is_not_used(change, number_format, unit, code):
    figure, (item,) = changed(change=change, number_format=number_format, unit=unit)
    assert (figure.change.state, item.kind.code) == (FigureState.UNREADABLE, code)


@pytest.mark.parametrize(
    ("this_year", "prior", "unit", "kind", "change"),
    [
        (1310, 1200, "人", ChangeKind.AMOUNT, 110),
        (235800, 240300, "人", ChangeKind.PERCENT, -1.9),  # -1.87…
        (0.51, "0.70", "％", ChangeKind.AMOUNT, -0.19),
        (0.51, "0.70", "％", ChangeKind.AMOUNT, -0.2),
        (5, 0, "人", ChangeKind.PERCENT, 50.0),  # of nothing there is no percentage
    ],
)
def test_a_change_that_fits_the_two_figures_at_its_own_decimals_is_no_doubt(
    this_year, prior, unit, kind, change
):
    assert changed(this_year, prior=Figure.of(prior), unit=unit, kind=kind, change=change)[1] == []


def test_a_change_that_contradicts_the_two_figures_is_named_with_all_of_them():
    figure, (item,) = changed(1310.0, prior=Figure.of(1200), change=100.0)
    assert (figure.this_year, item.kind.code, item.place.cell) == (Figure.of(1310), "K427", "C5")
    assert catalogue("ja").render(item).message == (
        "訪問の増減 100人 が、前年度 1,200人 と今年度 1,310人 の差 110人 と合いません。"
    )
    _figure, (item,) = changed(1310.0, prior=Figure.of(1200), change="＋1.9％")
    assert "増減 1.9％ が、" in catalogue("ja").render(item).message
    assert "差 9.17％ と" in catalogue("ja").render(item).message
    _figure, (item,) = changed(0.51, prior=Figure.of("0.70"), unit="％", change=0.19)
    assert "差 -0.19ポイント と" in catalogue("ja").render(item).message
    assert "0.19 points, is not the difference -0.19 points" in catalogue("en").render(item).message


def test_a_figure_that_was_left_blank_is_last_years_with_the_change():
    figure, found = changed(prior=Figure.of(1200), change="+110人")
    assert (figure.this_year, found) == (Figure.of(1310), [])
    figure, found = changed(prior=Figure.of(1200), change="+9.2％")  # rounded: no figure to go on with
    assert (figure.this_year, found) == (BLANK, [])


# ── next year's KPIs ─────────────────────────────────────────────────────────────────────────────


def next_kpi(key="rate", **cells):
    checked = check(next_kpi_rows=(row(key, "次年度KPI", **cells),))
    return checked.narrative.next_kpis, further(checked)


def test_a_kpi_that_changes_says_what_changes():
    said, found = next_kpi(next_status="changed", next_indicator="受診率（県内）", next_kpi_target="66.7以上")
    assert found == []
    assert said == (
        NextKpi(
            branch_code="45", kpi_code="rate", status=NextKpiStatus.CHANGED, indicator="受診率（県内）",
            target="66.7以上", file="inbox/45.xlsx",
        ),
    )  # fmt: skip


def test_a_target_for_next_year_is_what_its_cell_shows():
    cells = {"next_status": "changed", "next_kpi_target": RawCell(0.667, "次年度KPI", "G5", "0.0%")}
    made = {
        name: cell if isinstance(cell, RawCell) else RawCell(cell, "", "") for name, cell in cells.items()
    }
    checked = check(next_kpi_rows=(RawRow(key="rate", cells=made, sheet="次年度KPI", row=5, key_cell="A5"),))
    assert [item.target for item in checked.narrative.next_kpis] == ["66.7%"]


def test_a_new_kpi_needs_no_choice():
    ((item,), found) = next_kpi("+2", next_indicator="新しい指標", next_status="")
    assert (item.kpi_code, item.status, item.indicator, found) == ("", NextKpiStatus.NEW, "新しい指標", [])


def test_a_row_in_which_nothing_stands_says_nothing():
    assert next_kpi(next_status="", next_kpi_target="") == ((), [])


@pytest.mark.parametrize("status", ["", "検討中"])
def test_a_row_that_does_not_say_what_becomes_of_the_kpi_is_named_and_not_used(status):
    assert next_kpi(next_status=status, next_kpi_target="66以上") == ((), ["K419"])


# ── who signed, and forms that do not have the sheets ────────────────────────────────────────────


def test_who_signed_is_as_typed_and_a_date_by_its_day():
    signed = (
        (SignOffField.PREPARED_BY, RawCell("保健課 佐藤", "記入シート", "O2")),
        (SignOffField.APPROVED_ON, RawCell(dt.datetime(2025, 5, 28), "記入シート", "O4")),  # noqa: DTZ001
    )
    assert check(sign_off=signed).narrative.sign_off == SignOff(
        prepared_by="保健課 佐藤", approved_on="2025/05/28"
    )


NONE = {"text_rows": None, "activity_rows": None, "next_kpi_rows": None}


def test_a_sheet_that_was_deleted_is_named():
    assert further(check(**NONE)) == ["K353", "K353", "K353"]


@pytest.mark.parametrize("identity", [{"schema": FIRST_SCHEMA, "fingerprint": "f0"}, {"fingerprint": "f0"}])
def test_a_form_from_before_the_plan_asked_misses_nothing(identity):
    submission = make_submission(PLAN, {"rate": 62.2}, identity=identity, measure_rows=(), **NONE)
    assert "K353" not in codes(check_return(plan_context(PLAN), submission).findings)


def test_a_plan_that_asks_for_nothing_further_has_the_fingerprint_that_it_always_had():
    bare = make_plan(measures=["M01"])
    assert fingerprint(bare, "45", translate) == "a5cd3ae903e1726a"
    assert (
        len({fingerprint(plan, "45", translate) for plan in (bare, PLAN, replace(PLAN, text_items=()))}) == 3
    )
