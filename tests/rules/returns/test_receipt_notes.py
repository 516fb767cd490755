"""受付メモ applied: what is set aside, what is confirmed for one value, what 補正 has settled."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.model.finding import FindingCode, Place, finding
from kpixl.model.ledger import Disposition, Punctuality, Receipt
from kpixl.model.receipt_note import ReceiptNote, ReceiptRuling
from kpixl.model.submission import UnreadableFile
from kpixl.rules.returns.selection import select_returns
from tests.rules.builders import MIYAZAKI, OITA, check, codes, make_adjustment, make_kpi, make_plan

PLAN = make_plan(
    make_kpi("a"), make_kpi("b"), branches=(OITA, MIYAZAKI), prior={("45", "a"): "62.0", ("44", "a"): "60"},
    due=dt.date(2025, 5, 30),
)  # fmt: skip
DAY = dt.date(2025, 6, 2)


def decision(ruling, branch="45", **fields):
    known = {"reason": "電話で確認", "person": "山田", "date": DAY, **fields}
    return ReceiptNote(branch_code=branch, ruling=ReceiptRuling(ruling), **known)


def decided(*decisions, plan=PLAN):
    return replace(plan, decisions=decisions)


def returned(plan, a=62.2, b=10.0, **options):
    return check(plan, {"a": a, "b": b}, **options)


def select(plan, *returns, unread=(), **options):
    return select_returns(plan, returns, unread, **options)


def row_of(selected, code="45"):
    return next(row for row in selected.ledger if row.branch_code == code)


# ── not to count ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "meant",
    [
        {"file": "練習.xlsx"},
        {"file": "inbox/練習.xlsx"},
        {"file": "練習．ｘｌｓｘ", "branch": ""},
        {"file_mark": "SHA256 O"},
        {"file": "練習.xlsx", "branch": ""},
    ],
)
def test_a_file_that_is_not_to_count_is_set_aside_and_the_other_one_counts(meant):
    fields = {key: value for key, value in meant.items() if key != "branch"}
    plan = decided(decision("not_counted", meant.get("branch", "45"), **fields))
    one, other = (
        returned(plan, a=60.0, file="inbox/練習.xlsx"),
        returned(plan, file="inbox/本番.xlsx", sha256="z"),
    )
    selected = select(plan, one, other)
    assert {source.file: source.disposition for source in selected.sources} == {
        "inbox/練習.xlsx": Disposition.SET_ASIDE,
        "inbox/本番.xlsx": Disposition.ACCEPTED,
    }
    assert codes(selected.findings) == ["K379"]
    assert (
        selected.findings[0]
        .text("ja")
        .endswith("（理由：電話で確認、山田、2025/06/02）。対応は不要です。 [K379]")
    )
    assert row_of(selected).receipt is Receipt.RECEIVED


def test_a_mark_that_is_too_short_names_no_file():
    plan = decided(decision("not_counted", file_mark="sha256"))
    assert codes(select(plan, returned(plan)).findings) == ["K380"]


def test_a_decision_about_a_branch_leaves_none_of_its_files():
    plan = decided(decision("not_counted"))
    selected = select(plan, returned(plan), returned(plan, branch="44"))
    assert [row.receipt for row in selected.ledger] == [Receipt.RECEIVED, Receipt.MISSING]


def test_a_mail_that_is_not_to_count_takes_with_it_what_it_held():
    plan = decided(decision("not_counted", file="宮崎.eml"))
    mail = UnreadableFile(file="inbox/宮崎.eml", sha256="sha", kind=FindingCode.CARRIER_OPENED)
    selected = select(plan, returned(plan, file="inbox/宮崎.eml!/a.xlsx"), unread=[mail])
    assert {source.disposition for source in selected.sources} == {Disposition.SET_ASIDE}


def test_an_unreadable_file_that_is_set_aside_is_no_error_any_more():
    plan = decided(decision("not_counted", file="壊れた.xlsx"))
    broken = UnreadableFile(file="inbox/壊れた.xlsx", sha256="sha", kind=FindingCode.FILE_DAMAGED)
    selected = select(plan, returned(plan), unread=[broken])
    assert codes(selected.findings) == ["K379"]


def test_a_decision_about_a_file_that_is_not_there_is_named():
    plan = decided(decision("not_counted", file="宮嵜.xlsx"))
    (found,) = select(plan, returned(plan)).findings
    assert (found.kind, dict(found.details)["seen"]) == (FindingCode.DECISION_IDLE, "宮嵜.xlsx")


# ── confirmed as it is ────────────────────────────────────────────────────────────────────────────


def confirmed(seen, **fields):
    return decided(decision("confirmed", kpi_code="a", seen=seen, **fields))


@pytest.mark.parametrize("seen", ["0.641", "０．６４１", "0.6410", "0.641％"])
def test_a_doubt_that_was_confirmed_is_quiet_for_that_value_and_visible_as_confirmed(seen):
    plan = confirmed(seen)
    selected = select(plan, returned(plan, a=0.641))
    assert codes(selected.findings) == ["K530"]
    assert (
        selected.findings[0]
        .text("ja")
        .endswith(
            f"本部がこの値（{seen}）を、このままでよいと確認しています（K508、理由：電話で確認、山田、2025/06/02）。"
            "ほかの値に変われば、指摘がまた出ます。対応は不要です。 [K530]"
        )
    )
    assert row_of(selected).warnings == 0


def test_another_value_opens_the_question_again_and_the_decision_is_named_as_idle():
    plan = confirmed("0.641")
    selected = select(plan, returned(plan, a=0.642))
    assert sorted(codes(selected.findings)) == ["K380", "K508"]


def test_what_was_confirmed_for_one_branch_and_figure_says_nothing_of_others():
    plan = confirmed("0.641")
    selected = select(plan, returned(plan, a=0.641), returned(plan, a=0.641, branch="44"))
    assert [(item.kind.code, item.branch_code) for item in selected.findings] == [
        ("K508", "44"),
        ("K530", "45"),
    ]


def test_an_error_is_never_confirmed():
    plan = confirmed("約62")
    selected = select(plan, returned(plan, a="約62"))
    assert "K404" in codes(selected.findings)
    assert row_of(selected).receipt is Receipt.SENT_BACK


# ── by telephone, later, after the freeze ─────────────────────────────────────────────────────────


def test_a_figure_that_head_office_puts_in_settles_the_error_of_its_cell():
    item = make_adjustment("a", "62.4", reason="電話で確認", date=DAY)
    plan = replace(PLAN, adjustments=(item,))
    selected = select(plan, returned(plan, a="約62"))
    assert codes(selected.findings) == ["K531"]
    row = row_of(selected)
    assert (row.receipt, row.errors, selected.to_correct) == (Receipt.RECEIVED, 0, {})


def test_an_error_of_another_figure_still_sends_the_branch_back():
    item = make_adjustment("a", "62.4", reason="電話で確認", date=DAY)
    plan = replace(PLAN, adjustments=(item,))
    selected = select(plan, returned(plan, a="約62", b="約10"))
    assert sorted(codes(selected.findings)) == ["K404", "K531"]
    assert row_of(selected).errors == 1


def test_a_figure_that_head_office_puts_in_settles_nothing_of_a_return_that_is_refused():
    plan = replace(PLAN, adjustments=(make_adjustment("a", "62.4", date=DAY),))
    error = finding(FindingCode.ROW_CONTRADICTS, Place("inbox/45.xlsx"), branch="45", kpi="a")
    refused = returned(plan, a="", b="")
    assert refused.refused
    selected = select(plan, replace(refused, findings=(error, *refused.findings)))
    assert codes(selected.findings) == ["K313", "K367"]


@pytest.mark.parametrize(
    ("until", "expected"),
    [(dt.date(2025, 6, 13), Punctuality.ON_TIME), (dt.date(2025, 6, 4), Punctuality.LATE)],
)
def test_a_return_is_on_time_by_the_day_that_its_branch_was_granted(until, expected):
    plan = decided(decision("extended", until=until))
    saved = dt.datetime(2025, 6, 10, 3, 0, tzinfo=dt.UTC)
    selected = select(plan, returned(plan, modified=saved), returned(plan, modified=saved, branch="44"))
    assert [row.punctuality for row in selected.ledger] == [Punctuality.LATE, expected]


def test_what_came_after_the_freeze_counts_and_is_marked():
    selected = select(PLAN, returned(PLAN), returned(PLAN, branch="44"), frozen={"sha256 of inbox/44.xlsx"})
    assert [(row.receipt, row.punctuality) for row in selected.ledger] == [
        (Receipt.RECEIVED, Punctuality.UNKNOWN),
        (Receipt.RECEIVED, Punctuality.AFTER_FREEZE),
    ]
    assert {entry.figure.value for entry in selected.entries if entry.kpi_code == "a"} == {Decimal("62.2")}
