"""受付メモ: what head office decided, about whom, by whom, when and why."""

import datetime as dt

import pytest

from kpixl.model.receipt_note import ReceiptNote, ReceiptRuling
from kpixl.rules.plan.parse import parse_plan
from tests.rules.builders import found, make_raw_plan


def note(**changes):
    return {
        "branch_code": "45", "returned_file": "", "file_mark": "", "kpi_code": "", "decision": "by_telephone",
        "extended_to": "", "confirmed_value": "", "decision_reason": "電話で聞いた", "decided_by": "山田",
        "decided_on": "2025/6/2", **changes,
    }  # fmt: skip


def parse(*rows):
    return parse_plan(make_raw_plan(receipt_notes=list(rows)))


def test_a_decision_is_read_whole():
    row = note(
        returned_file="inbox/宮崎.xlsx", file_mark="5e5e5e5e", kpi_code="rate", decision="confirmed",
        confirmed_value=64.2,
    )  # fmt: skip
    plan, findings = parse(row)
    assert findings == []
    assert plan.decisions == (
        ReceiptNote(
            branch_code="45", ruling=ReceiptRuling.CONFIRMED, file="inbox/宮崎.xlsx", file_mark="5e5e5e5e",
            kpi_code="rate", seen="64.2", reason="電話で聞いた", person="山田", date=dt.date(2025, 6, 2),
        ),
    )  # fmt: skip


def test_an_extension_says_until_when():
    plan, findings = parse(note(decision="extended", extended_to="2025/6/13"))
    assert findings == []
    assert (plan.decisions[0].ruling, plan.decisions[0].until) == (
        ReceiptRuling.EXTENDED,
        dt.date(2025, 6, 13),
    )


def test_a_file_may_be_named_instead_of_a_branch():
    plan, findings = parse(note(branch_code="", returned_file="テスト.xlsx", decision="not_counted"))
    assert findings == []
    assert (plan.decisions[0].branch_code, plan.decisions[0].file) == ("", "テスト.xlsx")


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"branch_code": ""}, [("K154", "A2")]),
        ({"decision": "extended"}, [("K155", "F2")]),
        ({"branch_code": "99"}, [("K130", "A2")]),
        ({"decision": "confirmed", "kpi_code": "rate"}, [("K161", "G2")]),
        ({"kpi_code": "zzz"}, [("K130", "D2")]),
        ({"decision": "忘れる"}, [("K113", "E2")]),
        ({"decision_reason": ""}, [("K103", "H2")]),
        ({"decided_on": "先週"}, [("K115", "J2")]),
    ],
)
def test_a_decision_that_leaves_something_open_is_an_error_at_its_cell(changes, codes):
    plan, findings = parse(note(**changes))
    assert (plan, found(findings)) == (None, codes)


def test_a_branch_may_have_several_decisions():
    plan, findings = parse(note(), note(decision="extended", extended_to="2025/6/13"))
    assert (findings, len(plan.decisions)) == ([], 2)
