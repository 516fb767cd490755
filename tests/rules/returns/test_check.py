"""A returned workbook against the plan as a whole: its figures, its measures, and faults of kpixl itself."""

import datetime as dt

import pytest

from kpixl.model.entries import MeasureEntry
from kpixl.model.figure import Figure
from kpixl.model.ledger import Receipt
from kpixl.model.submission import MeasureField, RawCell, RawRow
from kpixl.rules.figures.folding import cell_text
from kpixl.rules.returns.check import is_sent_back
from kpixl.rules.returns.selection import select_returns
from tests.rules.builders import (
    MIYAZAKI,
    check,
    make_plan,
)
from tests.rules.checked import details


def test_a_sound_return_has_its_figure_and_no_finding():
    checked = check(make_plan(), {"rate": 62.2})
    (entry,) = checked.entries
    assert (entry.branch_code, entry.kpi_code, entry.figure) == ("45", "rate", Figure.of("62.2"))
    assert (entry.file, entry.cell.cell) == ("inbox/45.xlsx", "K12")
    assert (checked.findings, checked.refused, checked.branch) == ((), False, MIYAZAKI)
    assert (checked.filled, checked.fields) == (1, 1)
    assert not is_sent_back(checked)


def test_measure_entries_keep_the_filled_fields_as_typed():
    row = RawRow(
        key="1",
        cells={
            MeasureField.GRADE: RawCell("A", "施策評価", "E5"),
            MeasureField.PROGRESS: RawCell("　計画通りに実施", "施策評価", "C5"),
            MeasureField.COMMENT: RawCell("", "施策評価", "F5"),
        },
        sheet="施策評価",
        row=5,
    )
    checked = check(make_plan(measures=["1"]), {"rate": 62.2}, measure_rows=(row,))
    texts = {MeasureField.GRADE: "A", MeasureField.PROGRESS: "計画通りに実施"}
    assert checked.measure_entries == (
        MeasureEntry(branch_code="45", measure_code="1", texts=texts, file="inbox/45.xlsx"),
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (66.7, "66.7"),
        (12.0, "12"),
        (12, "12"),
        ("　前年度以上\u200b ", "前年度以上"),
        (dt.date(2025, 2, 1), "2025-02-01"),
        ("", ""),
    ],
)
def test_a_cell_is_text_as_the_person_sees_it(value, text):
    assert cell_text(value) == text


def test_a_fault_of_kpixl_itself_refuses_the_one_return_and_never_goes_back_to_the_branch(monkeypatch):
    def fail(*_arguments):
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr("kpixl.rules.returns.check.rows_by_kpi", fail)
    checked = check(make_plan(), {"rate": 62.2})
    (item,) = checked.findings
    assert (checked.refused, item.kind.code, item.branch_code) == (True, "K382", "45")
    assert details(item) == {"reason": "ZeroDivisionError: surprise"}
    selected = select_returns(make_plan(), [checked], ())
    assert selected.to_correct == {}  # the branch has done nothing that is known to be wrong
    assert [(row.receipt, row.errors) for row in selected.ledger if row.branch_code == "45"] == [
        (Receipt.SENT_BACK, 1)
    ]


def test_where_the_machine_has_no_memory_left_no_return_is_to_blame(monkeypatch):
    def fail(*_arguments):
        raise MemoryError

    monkeypatch.setattr("kpixl.rules.returns.check.rows_by_kpi", fail)
    with pytest.raises(MemoryError):
        check(make_plan(), {"rate": 62.2})
