"""The rows of a returned form, found by their keys, else by what people see."""

from kpixl.model.figure import BLANK, Figure
from kpixl.model.submission import Field, MeasureField, RawCell, RawRow
from kpixl.rules.returns.check import is_sent_back
from tests.rules.builders import (
    check,
    codes,
    found,
    make_counted_kpi,
    make_kpi,
    make_plan,
    make_row,
    without,
)
from tests.rules.checked import details, only, refused

# ── rows and keys ────────────────────────────────────────────────────────────────────────────────


def test_a_kpi_row_that_was_deleted_is_an_error_but_the_others_count():
    plan = make_plan(make_kpi("a"), make_kpi("b"))
    checked = check(plan, {"a": 62.2})
    assert found(checked.findings) == [("K311", "")]
    assert [entry.figure for entry in checked.entries] == [Figure.of("62.2"), BLANK]
    assert not checked.refused
    assert is_sent_back(checked)
    assert (checked.filled, checked.fields) == (1, 2)


def test_a_deleted_row_of_a_kpi_without_target_is_no_finding():
    plan = make_plan(make_kpi("a"), make_kpi("b"), targets={("45", "a"): "50以上", ("45", "b"): "設定なし"})
    checked = check(plan, {"a": 62.2})
    assert checked.findings == ()
    assert (checked.filled, checked.fields) == (1, 1)


def test_a_row_the_plan_does_not_know_is_a_warning_that_names_its_row():
    checked = check(make_plan(), {"rate": 62.2, "mail_rate": 91.4})
    assert found(checked.findings) == [("K310", "A13")]
    assert [entry.kpi_code for entry in checked.entries] == ["rate"]


def test_a_kpi_that_stands_twice_is_an_error_and_the_first_row_counts():
    rows = (make_row("rate", 62.2, 12), make_row("rate", 99.9, 15))
    checked = check(make_plan(), {}, rows=rows)
    entry, item = only(checked)
    assert (item.kind.code, item.place.cell, details(item)) == ("K312", "A15", {"first": "12"})
    assert entry.figure == Figure.of("62.2")
    assert is_sent_back(checked)


def test_entries_follow_the_plans_order_whatever_the_order_of_rows():
    plan = make_plan(make_kpi("a"), make_kpi("b"))
    checked = check(plan, {"b": 12.0, "a": 11.0})
    assert [(entry.kpi_code, entry.figure.value) for entry in checked.entries] == [("a", 11), ("b", 12)]
    assert checked.findings == ()


def test_a_return_whose_actuals_lost_their_column_is_refused():
    row = make_row("rate", 62.2)
    cut = RawRow(
        key=row.key, cells=without(row.cells, "actual"), sheet=row.sheet, row=row.row, key_cell=row.key_cell
    )
    assert refused(check(make_plan(), {}, rows=(cut,))) == "K309"


def test_a_column_that_was_deleted_leaves_blanks_and_no_crash():
    row = RawRow(
        key="rate", cells={Field.ACTUAL: RawCell(62.2, "記入シート", "K12")}, sheet="記入シート", row=12
    )
    (entry,) = check(make_plan(make_counted_kpi()), {}, rows=(row,)).entries
    assert (entry.figure, entry.numerator, entry.remark, entry.next_target) == (
        Figure.of("62.2"),
        BLANK,
        "",
        "",
    )


# ── keys and visible texts that contradict each other ────────────────────────────────────────────


def shown(code, indicator, value, row):
    """A row with its visible indicator, as the form has it."""
    made = make_row(code, value, row)
    cells = made.cells | {"indicator": RawCell(indicator, "記入シート", f"D{row}")}
    return RawRow(key=made.key, cells=cells, sheet=made.sheet, row=made.row, key_cell=made.key_cell)


TWO = make_plan(make_kpi("a", indicator="受診率"), make_kpi("b", indicator="実施率"))


def test_rows_sorted_without_their_keys_are_not_used():
    rows = (shown("a", "実施率", 82.0, 12), shown("b", "受診率", 6.5, 13))
    checked = check(TWO, {}, rows=rows)
    assert found(checked.findings) == [("K367", "D12"), ("K367", "D13"), ("K313", "")]
    assert checked.entries == ()


def test_a_row_whose_indicator_was_only_reworded_is_used():
    rows = (shown("a", "受診率（改）", 62.0, 12), shown("b", "実施率", 6.5, 13))
    checked = check(TWO, {}, rows=rows)
    assert [entry.figure for entry in checked.entries] == [Figure.of(62), Figure.of("6.5")]


def test_a_row_that_shows_the_indicator_of_no_kpi_is_told_by_its_key():
    rows = (shown("a", "健診を受けた割合", 62.0, 12), shown("b", "実施率", 6.5, 13))
    checked = check(TWO, {}, rows=rows)
    assert [entry.figure for entry in checked.entries] == [Figure.of(62), Figure.of("6.5")]


def by_texts(value, *texts):
    row = make_row("", value)
    return RawRow(key="", cells=row.cells, sheet=row.sheet, row=row.row, key_cell="", texts=texts)


def test_without_keys_the_exact_indicator_goes_before_one_with_a_bracket():
    plan = make_plan(make_kpi("a", indicator="健診受診率"), make_kpi("b", indicator="健診受診率（被扶養者）"))
    checked = check(plan, {}, rows=(by_texts(62.0, "健診受診率"), by_texts(28.0, "健診受診率（被扶養者）")))
    assert [entry.figure for entry in checked.entries] == [Figure.of(62), Figure.of(28)]


def test_without_keys_the_code_that_a_row_shows_goes_before_its_words():
    rows = (by_texts(62.0, "b", "受診率"), by_texts(28.0, "a", "実施率"), by_texts(1.0, "a", "b", "受診率"))
    checked = check(TWO, {}, rows=rows[:2])
    assert [entry.figure for entry in checked.entries] == [Figure.of(28), Figure.of(62)]
    checked = check(TWO, {}, rows=rows[2:])  # two codes name none; the words do
    assert checked.entries[0].figure == Figure.of(1)


def test_a_row_without_key_and_known_name_is_named_where_it_holds_entries():
    checked = check(TWO, {}, rows=(by_texts(62.0, "受診率"), by_texts(28.0, "何かの率"), by_texts("", "注")))
    codes_found = codes(checked.findings)
    assert "K369" in codes_found
    assert codes_found.count("K369") == 1


# ── measures that lost their keys ─────────────────────────────────────────────────────────────────────


def measure_row(key, name, grade, row=5):
    cells = {
        "measure": RawCell(name, "施策評価", f"D{row}"),
        MeasureField.GRADE: RawCell(grade, "施策評価", f"H{row}"),
    }
    return RawRow(key=key, cells=cells, sheet="施策評価", row=row, key_cell=f"A{row}")


def test_a_measure_without_its_key_is_found_by_its_name():
    plan = make_plan(measures=["M1", "M2"])
    rows = (measure_row("", "施策M2", "B"), measure_row("M1", "施策M1", "A", 6))
    checked = check(plan, {"rate": 62.2}, measure_rows=rows)
    assert {entry.measure_code: entry.texts for entry in checked.measure_entries} == {
        "M2": {MeasureField.GRADE: "B"},
        "M1": {MeasureField.GRADE: "A"},
    }
    assert set(checked.measure_rows) == {"M1", "M2"}


def test_measures_sorted_without_their_keys_are_not_used():
    plan = make_plan(measures=["M1", "M2"])
    rows = (measure_row("M1", "施策M2", "B"), measure_row("M2", "施策M1", "A", 6))
    checked = check(plan, {"rate": 62.2}, measure_rows=rows)
    assert checked.measure_entries == ()
    assert found(checked.findings)[:2] == [("K367", "D5"), ("K367", "D6")]
