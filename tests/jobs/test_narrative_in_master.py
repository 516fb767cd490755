"""What branches write beside their figures, and what head office decided, goes through the master whole."""

import datetime as dt

import pytest

from kpixl.books.master.read import read_master
from kpixl.jobs.consolidate import consolidate
from kpixl.model.figure import Figure
from kpixl.model.narrative import NextKpiStatus
from kpixl.model.receipt_note import ReceiptRuling
from kpixl.model.submission import SignOffField
from tests.books.entry_workbook.test_further_sheets import TEXT, declared
from tests.builders import all_actuals, fill_return, make_round

DECISION = {
    "branch_code": "45", "decision": "extended", "extended_to": dt.date(2025, 6, 13),
    "decision_reason": "台風のため", "decided_by": "本部 山田", "decided_on": dt.date(2025, 5, 30),
}  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
def test_texts_activities_next_kpis_signatures_and_decisions_stand_in_the_master(tmp_path, language):
    round_ = make_round(tmp_path, language, **declared(language), receipt_notes=[DECISION])
    fill_return(
        round_,
        "01",
        all_actuals(50, done={"ja": "実施", "en": "Done"}[language]),
        tables={
            "measure_text_entry": {("M02/plan", "text"): TEXT},
            "activity_entry": {("M01/訪問", "this_year"): 1310, ("M01/訪問", "note"): "電話を除く"},
            "next_kpi_entry": {("claim_days", "next_status"): "ends"},
        },
        signed={SignOffField.PREPARED_BY: "保健課 佐藤", SignOffField.APPROVED_ON: "2025/5/28"},
    )
    consolidate(round_.path)
    stored = read_master(round_.master)
    assert [(item.measure_code, item.item_code, item.text) for item in stored.texts] == [
        ("M02", "plan", TEXT)
    ]
    figures = {item.item: (item.this_year, item.last_year, item.note) for item in stored.activities}
    assert figures["訪問"] == (Figure.of(1310), Figure.of(1200), "電話を除く")
    assert [(item.kpi_code, item.status) for item in stored.next_kpis] == [("claim_days", NextKpiStatus.ENDS)]
    row = stored.ledger[0]
    assert (row.prepared_by, row.approved_by, row.approved_on) == ("保健課 佐藤", "", "2025/5/28")
    (decision,) = stored.decisions
    assert (decision.ruling, decision.until) == (ReceiptRuling.EXTENDED, dt.date(2025, 6, 13))
