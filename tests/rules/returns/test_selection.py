"""Choosing one return per branch, and a ledger that accounts for every branch and every file."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpixl.model.annotation import Annotation, AnnotationKind
from kpixl.model.figure import Figure
from kpixl.model.finding import FindingCode, Place, finding
from kpixl.model.ledger import Disposition, LedgerRow, NextStep, Punctuality, Receipt
from kpixl.model.submission import MeasureField, RawCell, RawRow, SealState, UnreadableFile
from kpixl.rules.returns.check import check_return
from kpixl.rules.returns.selection import select_returns, sort_findings
from tests.details import shown_details
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    SHIZUOKA,
    check,
    codes,
    make_kpi,
    make_plan,
    make_submission,
    plan_context,
)
from tests.searching import examples

ROSTER = (SHIZUOKA, OITA, MIYAZAKI)
PLAN = make_plan(make_kpi("a"), make_kpi("b"), branches=ROSTER)
UNREADABLE = [
    UnreadableFile(
        file="inbox/broken.xlsx",
        sha256="sha",
        kind=FindingCode.FILE_UNREADABLE,
        details=(("reason", "BadZipFile"),),
    ),
    UnreadableFile(file="inbox/メモ.txt", sha256="sha", kind=FindingCode.FILE_IGNORED),
]


def returned(branch="45", a=62.2, b=10.0, **options):
    return check(PLAN, {"a": a, "b": b}, branch=branch, **options)


def decide(*returns, unreadable=(), plan=PLAN, **options):
    return select_returns(plan, returns, unreadable, **options)


def dispositions(selected):
    return {source.file: source.disposition for source in selected.sources}


def row_of(selected, code):
    (row,) = [row for row in selected.ledger if row.branch_code == code]
    return row


def figures(selected):
    return {(entry.branch_code, entry.kpi_code): entry.figure.value for entry in selected.entries}


# ── which return counts ──────────────────────────────────────────────────────────────────────────


def test_one_sound_return_is_accepted():
    selected = decide(returned())
    assert dispositions(selected) == {"inbox/45.xlsx": Disposition.ACCEPTED}
    assert figures(selected) == {("45", "a"): Decimal("62.2"), ("45", "b"): Decimal(10)}
    assert selected.findings == ()


def test_identical_copies_count_once():
    copies = [returned(file=f"inbox/{name}.xlsx", sha256="same") for name in ("c", "a", "b")]
    selected = decide(*copies)
    assert figures(selected) == {("45", "a"): Decimal("62.2"), ("45", "b"): Decimal(10)}
    assert dispositions(selected) == {
        "inbox/a.xlsx": Disposition.ACCEPTED,
        "inbox/b.xlsx": Disposition.IDENTICAL,
        "inbox/c.xlsx": Disposition.IDENTICAL,
    }
    assert [(item.kind.code, item.place.file, shown_details(item.details)) for item in selected.findings] == [
        ("K308", "inbox/b.xlsx", {"first": "inbox/a.xlsx"}),
        ("K308", "inbox/c.xlsx", {"first": "inbox/a.xlsx"}),
    ]
    assert row_of(selected, "45").receipt is Receipt.RECEIVED


def test_two_files_of_one_branch_that_differ_count_neither():
    first, second = returned(a=62.2, file="inbox/1.xlsx"), returned(a=65.0, file="inbox/2.xlsx")
    selected = decide(first, second, returned("44"))
    assert figures(selected) == {("44", "a"): Decimal("62.2"), ("44", "b"): Decimal(10)}
    assert dispositions(selected) == {
        "inbox/1.xlsx": Disposition.REFUSED,
        "inbox/2.xlsx": Disposition.REFUSED,
        "inbox/44.xlsx": Disposition.ACCEPTED,
    }
    (item,) = selected.findings
    assert (item.kind.code, item.branch_code, item.place.file) == ("K307", "45", "inbox/1.xlsx")
    assert shown_details(item.details) == {
        "files": "inbox/1.xlsx（－） inbox/2.xlsx（－）",
        "why": "word.undecided.no_time",
    }
    row = row_of(selected, "45")
    assert (row.receipt, row.filled, row.fields, row.errors) == (Receipt.SENT_BACK, 0, 2, 1)


def test_a_copy_among_files_that_differ_saves_none_of_them():
    selected = decide(
        returned(a=62.2, file="inbox/1.xlsx", sha256="one"),
        returned(a=62.2, file="inbox/2.xlsx", sha256="one"),
        returned(a=65.0, file="inbox/3.xlsx", sha256="other"),
    )
    assert selected.entries == ()
    assert Counter(dispositions(selected).values()) == {Disposition.REFUSED: 2, Disposition.IDENTICAL: 1}
    assert codes(selected.findings) == ["K307", "K308"]


def test_a_refused_file_does_not_replace_a_sound_one():
    selected = decide(returned(file="inbox/1.xlsx"), returned(a="", b="", file="inbox/2.xlsx"))
    assert figures(selected) == {("45", "a"): Decimal("62.2"), ("45", "b"): Decimal(10)}
    assert dispositions(selected) == {
        "inbox/1.xlsx": Disposition.ACCEPTED,
        "inbox/2.xlsx": Disposition.REFUSED,
    }
    assert codes(selected.findings) == ["K313"]
    assert row_of(selected, "45").receipt is Receipt.RECEIVED


def test_an_empty_return_is_refused_and_the_branch_is_sent_back():
    selected = decide(returned(a="", b=""))
    assert selected.entries == ()
    assert dispositions(selected) == {"inbox/45.xlsx": Disposition.REFUSED}
    row = row_of(selected, "45")
    assert (row.receipt, row.filled, row.errors, row.file) == (Receipt.SENT_BACK, 0, 1, "inbox/45.xlsx")


def test_a_return_of_another_round_is_refused_and_the_branch_is_sent_back():
    selected = decide(returned(identity={"fiscal_year": "2023"}))
    assert (selected.entries, codes(selected.findings)) == ((), ["K304"])
    assert row_of(selected, "45").receipt is Receipt.SENT_BACK


def test_a_return_with_a_refused_figure_is_used_in_part():
    selected = decide(returned(a="約62"))
    assert figures(selected) == {("45", "a"): None, ("45", "b"): Decimal(10)}
    assert dispositions(selected) == {"inbox/45.xlsx": Disposition.PARTLY}
    row = row_of(selected, "45")
    assert (row.receipt, row.filled, row.fields, row.errors) == (Receipt.SENT_BACK, 2, 2, 1)


def test_a_file_of_an_unknown_branch_is_refused_and_touches_no_row():
    stranger = returned(identity={"branch_code": "99", "branch_name": "火星"}, file="inbox/99.xlsx")
    selected = decide(stranger)
    assert dispositions(selected) == {"inbox/99.xlsx": Disposition.REFUSED}
    assert codes(selected.findings) == ["K303"]
    assert {row.receipt for row in selected.ledger} == {Receipt.MISSING}


def test_unreadable_and_ignored_files_are_listed_and_stop_nothing():
    selected = decide(returned(), unreadable=UNREADABLE)
    assert dispositions(selected) == {
        "inbox/45.xlsx": Disposition.ACCEPTED,
        "inbox/broken.xlsx": Disposition.REFUSED,
        "inbox/メモ.txt": Disposition.IGNORED,
    }
    assert codes(selected.findings) == ["K301", "K314"]
    assert shown_details(selected.findings[0].details) == {"reason": "BadZipFile"}
    assert len(selected.entries) == 2


def test_the_findings_of_an_accepted_return_are_kept():
    selected = decide(returned(a="６２．２", b=""))
    assert codes(selected.findings) == ["K501", "K402"]
    row = row_of(selected, "45")
    assert (row.receipt, row.errors, row.warnings, row.filled) == (Receipt.RECEIVED, 0, 1, 1)


def test_measure_entries_come_from_the_accepted_return_alone():
    measure = RawRow(
        key="1", cells={MeasureField.GRADE: RawCell("A", "施策評価", "E5")}, sheet="施策評価", row=5
    )
    plan = make_plan(make_kpi("a"), make_kpi("b"), branches=ROSTER, measures=["1"])
    figures = {"a": 62.2, "b": 10.0}
    accepted = check(plan, figures, measure_rows=(measure,))
    last_year = {"fiscal_year": "2023"}
    refused = check(plan, figures, branch="44", identity=last_year, measure_rows=(measure,))
    selected = decide(accepted, refused, plan=plan)
    assert [(entry.branch_code, entry.texts) for entry in selected.measure_entries] == [
        ("45", {MeasureField.GRADE: "A"})
    ]


# ── the ledger ───────────────────────────────────────────────────────────────────────────────────


def test_the_ledger_has_one_row_per_branch_of_the_roster_in_its_order():
    selected = decide(returned("45"), returned("22"))
    assert [(row.branch_code, row.branch_name, row.block, row.receipt) for row in selected.ledger] == [
        ("22", "静岡", "中部", Receipt.RECEIVED),
        ("44", "大分", "九州", Receipt.MISSING),
        ("45", "宮崎", "九州", Receipt.RECEIVED),
    ]


def test_a_missing_branch_has_a_row_without_figures_or_file():
    row = row_of(decide(), "44")
    expected = LedgerRow(
        branch_code="44",
        branch_name="大分",
        block="九州",
        receipt=Receipt.MISSING,
        punctuality=Punctuality.NONE,
        filled=0,
        fields=2,
        file="",
        issue="",
        modified=None,
        errors=0,
        warnings=0,
        next_step=NextStep.MISSING,
    )
    assert row == expected


def test_a_received_row_says_file_issue_and_time():
    row = row_of(decide(returned(modified=dt.datetime(2025, 5, 30, 9, 30, tzinfo=dt.UTC))), "45")
    local = dt.datetime(2025, 5, 30, 18, 30)  # noqa: DTZ001 - nine hours later, as clocks show in Japan
    assert (row.file, row.issue, row.modified) == ("inbox/45.xlsx", "FY2024-45-01", local)
    assert (row.filled, row.fields) == (2, 2)


def test_only_kpis_with_a_target_are_fields_to_fill():
    targets = {("45", "a"): "50以上", ("45", "b"): "設定なし"}
    plan = make_plan(make_kpi("a"), make_kpi("b"), targets=targets)
    row = row_of(decide(check(plan, {"a": "", "b": 10.0}), plan=plan), "45")
    assert (row.filled, row.fields, row.receipt) == (0, 1, Receipt.RECEIVED)


@pytest.mark.parametrize(
    ("due", "modified", "punctuality"),
    [
        # Midnight in Japan is 15:00 in UTC.
        (dt.date(2025, 5, 30), dt.datetime(2025, 5, 30, 14, 59, tzinfo=dt.UTC), Punctuality.ON_TIME),
        (dt.date(2025, 5, 30), dt.datetime(2025, 5, 30, 15, 0, tzinfo=dt.UTC), Punctuality.LATE),
        (dt.date(2025, 5, 30), None, Punctuality.UNKNOWN),
        # Without a zone it is what a clock in Japan showed.
        (dt.date(2025, 5, 30), dt.datetime.fromisoformat("2025-05-30T16:00"), Punctuality.ON_TIME),
        (dt.date(2025, 5, 30), dt.datetime.fromisoformat("2025-05-31T00:00"), Punctuality.LATE),
        (None, dt.datetime(2025, 5, 31, 0, 0, tzinfo=dt.UTC), Punctuality.NONE),
    ],
)
def test_a_return_is_on_time_up_to_and_with_the_due_date(due, modified, punctuality):
    plan = make_plan(due=due)
    row = row_of(decide(check(plan, {"rate": 62.2}, modified=modified), plan=plan), "45")
    assert row.punctuality is punctuality


@pytest.mark.parametrize("modified", [None, dt.datetime(2025, 6, 9, tzinfo=dt.UTC)])
def test_what_came_in_a_mail_of_the_due_date_is_in_time_whatever_its_own_time_says(modified):
    plan = make_plan(due=dt.date(2025, 5, 30))
    sent = dt.datetime(2025, 5, 30, 8, 0, tzinfo=dt.UTC)
    row = row_of(decide(check(plan, {"rate": 62.2}, modified=modified, sent=sent), plan=plan), "45")
    assert row.punctuality is Punctuality.ON_TIME


def test_what_came_in_a_late_mail_may_have_been_there_before():
    plan = make_plan(due=dt.date(2025, 5, 30))
    sent = dt.datetime(2025, 6, 2, tzinfo=dt.UTC)
    row = row_of(decide(check(plan, {"rate": 62.2}, modified=None, sent=sent), plan=plan), "45")
    assert row.punctuality is Punctuality.UNKNOWN


def test_west_of_greenwich_a_time_without_a_zone_is_late_only_where_it_is_in_utc_too():
    plan = make_plan(due=dt.date(2025, 5, 30), utc_offset=Decimal(-5))

    def punctuality(text):
        checked = check(plan, {"rate": 62.2}, modified=dt.datetime.fromisoformat(text))
        return row_of(decide(checked, plan=plan), "45").punctuality

    assert punctuality("2025-05-30T23:00") is Punctuality.ON_TIME
    assert (
        punctuality("2025-05-31T04:00") is Punctuality.UNKNOWN
    )  # of a machine on UTC: 23:00 of the day before
    assert punctuality("2025-05-31T05:00") is Punctuality.LATE


# ── seals ────────────────────────────────────────────────────────────────────────────────────────


def sealed_as(seal, *, file, branch="45", a=62.2, day=1):
    modified = dt.datetime(2025, 5, day, tzinfo=dt.UTC)
    return replace(returned(branch, a, file=f"inbox/{file}.xlsx", modified=modified), seal=seal)


@pytest.mark.parametrize("bears", [SealState.FITS, SealState.CONFIRMED])
def test_a_return_without_a_seal_is_refused_beside_one_that_bears_it(bears):
    selected = decide(
        sealed_as(bears, file="sealed", a=61.1), sealed_as(SealState.ABSENT, file="bare", a=69.9, day=2)
    )
    assert dispositions(selected) == {
        "inbox/sealed.xlsx": Disposition.ACCEPTED,
        "inbox/bare.xlsx": Disposition.REFUSED,
    }
    assert selected.entries[0].figure == Figure.of("61.1")
    (item,) = selected.findings
    assert (item.kind.code, item.place.file) == ("K377", "inbox/bare.xlsx")
    assert shown_details(item.details)["why"] == "word.unsealed.sealed"


@pytest.mark.parametrize(
    ("seal", "branch"),
    [(SealState.ABSENT, "45"), (SealState.UNCHECKED, "45"), (SealState.FITS, "44")],
)
def test_a_return_without_a_seal_counts_where_no_other_of_its_branch_bears_one(seal, branch):
    selected = decide(
        sealed_as(seal, file="other", branch=branch), sealed_as(SealState.ABSENT, file="bare", day=2)
    )
    assert dispositions(selected)["inbox/bare.xlsx"] is Disposition.ACCEPTED


def test_a_return_with_a_seal_keeps_one_without_it_from_counting_sound_or_not():
    refused = replace(sealed_as(SealState.FITS, file="sealed"), refused=True, entries=())
    selected = decide(refused, sealed_as(SealState.ABSENT, file="bare", day=2))
    assert dispositions(selected)["inbox/bare.xlsx"] is Disposition.REFUSED


def test_a_seal_of_a_key_that_is_lost_is_one():
    other = sealed_as(SealState.UNCHECKED, file="sealed")
    identity = replace(other.submission.identity, seal="f" * 64)
    other = replace(other, submission=replace(other.submission, identity=identity))
    selected = decide(other, sealed_as(SealState.ABSENT, file="bare", day=2))
    assert dispositions(selected)["inbox/bare.xlsx"] is Disposition.REFUSED


@pytest.mark.parametrize("seal", [SealState.UNCHECKED, SealState.BROKEN, SealState.CONFIRMED])
def test_only_a_seal_that_is_gone_is_asked_for_another_return_of_the_branch(seal):
    selected = decide(sealed_as(SealState.FITS, file="sealed"), sealed_as(seal, file="later", a=69.9, day=2))
    assert dispositions(selected)["inbox/later.xlsx"] is Disposition.ACCEPTED


def test_what_a_branch_filled_in_last_is_what_goes_back_or_else_what_counts():
    good, faulty = returned("45", 62.2, file="inbox/1.xlsx"), returned("44", "約5", file="inbox/2.xlsx")
    selected = decide(good, faulty)
    assert selected.last_of("45") == good
    assert selected.last_of("44") == faulty == selected.to_correct["44"]
    assert selected.last_of("22") is None
    without_rows = replace(selected, counted={"45": replace(good, rows={})})
    assert without_rows.last_of("45") is None


def test_what_stands_beside_the_cells_of_the_return_that_counts_is_kept_but_for_strokes():
    known = {"sheet": "記入シート", "area": (11, 10, 11, 10), "place": "K12"}
    note = Annotation(kind=AnnotationKind.NOTE, text="速報値", author="佐藤", **known)
    stroke = Annotation(kind=AnnotationKind.STROKE, text="", **known)
    selected = decide(returned("45", annotations=(note, stroke)))
    (row,) = selected.annotations
    assert (row.branch_code, row.cell, row.kind, row.text, row.author) == (
        "45", "K12", AnnotationKind.NOTE, "速報値", "佐藤",
    )  # fmt: skip


# ── the order of findings ────────────────────────────────────────────────────────────────────────


def test_findings_come_by_severity_then_roster_then_file_then_row():
    def at(kind, branch, file, cell):
        return finding(kind, Place(file, "記入シート", cell), branch=branch)

    blank, unreadable, note = (
        FindingCode.FIGURE_BLANK,
        FindingCode.FIGURE_UNREADABLE,
        FindingCode.FIGURE_CONVERTED,
    )
    in_order = [
        at(unreadable, "22", "z.xlsx", "K12"),
        at(unreadable, "45", "a.xlsx", "K9"),
        at(unreadable, "45", "a.xlsx", "K10"),  # row 10 after row 9, not before
        at(unreadable, "", "a.xlsx", ""),
        at(blank, "44", "a.xlsx", "I12"),
        at(blank, "44", "a.xlsx", "K12"),
        at(blank, "44", "b.xlsx", "A1"),
        at(note, "22", "a.xlsx", "A1"),
    ]
    assert sort_findings(PLAN, reversed(in_order)) == tuple(in_order)


# ── the order of files ───────────────────────────────────────────────────────────────────────────


def assorted():
    """One of every kind of file that an inbox holds."""
    return [
        returned("22", a="６２．２", file="inbox/22.xlsx"),
        returned("44", a=70.0, file="inbox/44.xlsx", sha256="one"),
        returned("44", a=70.0, file="inbox/44 (2).xlsx", sha256="one"),
        returned("45", a=62.2, file="inbox/45.xlsx"),
        returned("45", a=65.0, file="inbox/45_最終版.xlsx"),
        returned("45", a="", b="", file="inbox/45_空.xlsx"),
        returned("45", identity={"fiscal_year": "2023"}, file="inbox/45_昨年.xlsx"),
        returned("45", identity={"branch_code": "99"}, file="inbox/99.xlsx"),
        returned("22", a="約5", file="inbox/sub/22.xlsx"),
    ]


@settings(max_examples=examples(40))
@given(st.permutations(assorted()), st.permutations(UNREADABLE))
def test_the_order_of_files_never_changes_the_result(returns, unreadable):
    assert select_returns(PLAN, returns, unreadable) == select_returns(PLAN, assorted(), UNREADABLE)


@settings(max_examples=examples(40))
@given(st.lists(st.sampled_from(range(9)), unique=True))
def test_the_ledger_and_the_sources_add_up_whatever_came_back(chosen):
    files = assorted()
    selected = decide(*(files[number] for number in chosen))
    assert [row.branch_code for row in selected.ledger] == ["22", "44", "45"]
    assert Counter(source.file for source in selected.sources) == Counter(
        files[number].submission.file for number in chosen
    )
    accepted = [
        source
        for source in selected.sources
        if source.disposition in (Disposition.ACCEPTED, Disposition.PARTLY)
    ]
    assert len(accepted) <= len({source.branch_code for source in accepted})
    assert {entry.branch_code for entry in selected.entries} == {source.branch_code for source in accepted}
    assert len(selected.entries) == len(accepted) * len(PLAN.kpis)


def test_a_return_checked_twice_gives_the_same_result():
    submission = make_submission(PLAN, {"a": "６２．２％", "b": ""})
    assert check_return(plan_context(PLAN), submission) == check_return(plan_context(PLAN), submission)
    assert decide(check_return(plan_context(PLAN), submission)).entries[0].figure == Figure.of("62.2")
