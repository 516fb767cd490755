"""What a later return settles: errors of earlier files leave the list, and stay in the sources."""

import datetime as dt

import pytest

from kpixl.model.finding import FindingCode
from kpixl.model.ledger import Disposition, Receipt
from kpixl.model.submission import UnreadableFile
from kpixl.rules.returns.selection import select_returns
from tests.rules.builders import MIYAZAKI, check, codes, make_kpi, make_plan

PLAN = make_plan(make_kpi("a"), make_kpi("b"), branches=(MIYAZAKI,))
MAY = dt.datetime(2025, 5, 20, 9, 0, tzinfo=dt.UTC)
LAST_YEAR = {"fiscal_year": "2023", "round_name": "令和5年度実績", "issue": "FY2023-45-07"}


def returned(file, a=62.2, b=10.0, *, day=None, sent=None, **options):
    modified = None if day is None else MAY + dt.timedelta(days=day)
    return check(PLAN, {"a": a, "b": b}, file=f"inbox/{file}.xlsx", modified=modified, sent=sent, **options)


def empty(file, **options):
    return returned(file, "", "", **options)


def decide(*returns, unread=()):
    return select_returns(PLAN, returns, unread)


def dispositions(selected):
    return {source.file.split("/")[-1]: source.disposition for source in selected.sources}


def test_an_empty_file_is_settled_by_the_return_that_was_saved_after_it():
    selected = decide(empty("空", day=0), returned("記入済", day=1))
    assert codes(selected.findings) == ["K360"]
    assert (selected.findings[0].place.file, selected.findings[0].branch_code) == ("inbox/空.xlsx", "45")
    assert dispositions(selected) == {"空.xlsx": Disposition.SUPERSEDED, "記入済.xlsx": Disposition.ACCEPTED}
    assert selected.ledger[0].receipt is Receipt.RECEIVED


@pytest.mark.parametrize("days", [(1, 0), (0, 0), (None, 0), (0, None)])
def test_a_refused_file_that_is_not_surely_the_earlier_one_stays_an_error(days):
    selected = decide(empty("空", day=days[0]), returned("記入済", day=days[1]))
    assert codes(selected.findings) == ["K313"]
    assert dispositions(selected)["空.xlsx"] is Disposition.REFUSED


def test_last_years_file_is_settled_once_the_branch_has_returned_whatever_its_number_and_time():
    selected = decide(returned("昨年", day=9, identity=LAST_YEAR), returned("今年", day=0))
    assert codes(selected.findings) == ["K360"]


def test_last_years_file_alone_is_an_error():
    assert codes(decide(returned("昨年", identity=LAST_YEAR)).findings) == ["K304"]


def test_a_file_of_another_round_of_the_year_is_settled_by_the_time_alone():
    other = {"round_name": "上半期", "issue": "FY2024-45-09"}
    assert codes(decide(returned("上半期", day=0, identity=other), returned("通年", day=1)).findings) == [
        "K360"
    ]
    assert codes(decide(returned("上半期", day=1, identity=other), returned("通年", day=0)).findings) == [
        "K304"
    ]


def test_of_two_refused_files_only_the_newer_one_has_to_be_corrected():
    selected = decide(empty("一", day=0), returned("二", "", "", day=1, has_keys=False))
    assert codes(selected.findings) == ["K309", "K360"]
    assert selected.to_correct["45"].submission.file == "inbox/二.xlsx"


def test_the_errors_of_the_return_that_stands_are_never_settled():
    selected = decide(empty("空", day=0), returned("誤り", "約62", day=1))
    assert codes(selected.findings) == ["K404", "K360"]
    assert selected.ledger[0].receipt is Receipt.SENT_BACK


def test_an_error_that_the_branch_has_corrected_is_no_error_of_the_run():
    selected = decide(returned("誤り", "約62", day=0), returned("訂正", 62.0, day=1))
    assert codes(selected.findings) == ["K360"]
    assert [(item.old, item.new) for item in selected.changes] == [("約62", "62")]


@pytest.mark.parametrize(("came", "code"), [(0, "K360"), (1, "K317"), (2, "K317"), (None, "K317")])
def test_an_encrypted_mail_is_settled_by_a_return_that_a_later_mail_brought(came, code):
    sent = None if came is None else MAY + dt.timedelta(days=came)
    unread = [
        UnreadableFile(
            file="inbox/45_宮崎.eml!/a.xlsx", sha256="sha", kind=FindingCode.FILE_ENCRYPTED, sent=sent
        )
    ]
    selected = decide(returned("開ける", day=1, sent=MAY + dt.timedelta(days=1)), unread=unread)
    assert codes(selected.findings) == [code]
    assert selected.findings[0].branch_code == "45"
