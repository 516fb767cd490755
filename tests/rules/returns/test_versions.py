"""Several returns of one branch: which counts, by the stated order, and what differs between them."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpixl.model.finding import FindingCode, finding
from kpixl.model.ledger import CellChange, Disposition, OnDuplicate, Punctuality, Receipt
from kpixl.rules.returns.selection import select_returns
from tests.details import shown_details
from tests.rules.builders import MIYAZAKI, OITA, check, codes, make_kpi, make_plan
from tests.searching import examples

PLAN = make_plan(make_kpi("a"), make_kpi("b"), branches=(OITA, MIYAZAKI))
MAY = dt.datetime(2025, 5, 20, 9, 0, tzinfo=dt.UTC)


def returned(a, file, *, issue=1, revision=0, day=0, local=None, **options):
    """A return of 宮崎 whose KPI a says `a`; `day` counts from 20 May, None for no time at all.

    `local` counts the same days by a clock of which the zone is not known, as LibreOffice saves them.
    """
    identity = {"issue": f"FY2024-45-{issue:02d}", "revision": str(revision)}
    modified = None if day is None else MAY + dt.timedelta(days=day)
    if local is not None:
        modified = MAY.replace(tzinfo=None) + dt.timedelta(days=local)
    return check(
        PLAN,
        {"a": a, "b": 10.0},
        file=f"inbox/{file}.xlsx",
        identity=identity,
        modified=modified,
        **options,
    )


def counted(*returns, **options):
    """The selected, and what KPI a of 宮崎 came to (None where no return counts)."""
    selected = select_returns(PLAN, returns, (), **options)
    values = [entry.figure.value for entry in selected.entries if entry.kpi_code == "a"]
    return selected, (float(values[0]) if values and values[0] is not None else None)


def dispositions(selected):
    return {
        source.file.removeprefix("inbox/").removesuffix(".xlsx"): source.disposition
        for source in selected.sources
    }


def ledger_row(selected):
    return selected.ledger[1]


# ── the stated order ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({"day": 0}, {"day": 1}),
        # The issue number comes before the time, the revision before the time as well.
        ({"issue": 1, "day": 9}, {"issue": 2, "day": 0}),
        ({"revision": 0, "day": 9}, {"revision": 1, "day": 0}),
        ({"issue": 1, "revision": 3}, {"issue": 2, "revision": 0}),
        ({"revision": 9}, {"revision": 10}),
        ({"revision": 0, "day": None}, {"revision": 1, "day": None}),
        ({"revision": 0, "day": 9}, {"revision": 1, "day": None}),
        # Two times by a branch's own clock, and two of which the zone makes no difference.
        ({"local": 0}, {"local": 0.01}),
        ({"day": 0}, {"local": 0.4}),
        ({"local": 0}, {"day": 0.01}),
    ],
)
@pytest.mark.parametrize("names", [("a", "z"), ("z", "a")])
def test_the_later_of_two_returns_counts_whatever_they_are_called(earlier, later, names):
    old, new = names
    selected, value = counted(returned(60.0, old, **earlier), returned(61.0, new, **later))
    assert value == 61.0
    assert dispositions(selected) == {old: Disposition.SUPERSEDED, new: Disposition.ACCEPTED}
    assert codes(selected.findings) == ["K360"]
    assert selected.findings[0].place.file == f"inbox/{old}.xlsx"
    row = ledger_row(selected)
    assert (row.receipt, row.versions, row.file) == (Receipt.RECEIVED, 2, f"inbox/{new}.xlsx")


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({}, {}, "same_time"),
        ({"local": 1}, {"local": 1}, "same_time"),
        # A web export has no time, and a correction from Excel does not make it older in silence.
        ({"day": None}, {"day": 5}, "no_time"),
        ({"day": None}, {"local": 5}, "no_time"),
        ({"day": None}, {"day": None}, "no_time"),
        # 9:00 by a clock in Japan is midnight in UTC, by a clock on UTC it is 9:00.
        ({"local": 0}, {"day": 0}, "local_time"),
        ({"local": 0}, {"day": -0.37}, "local_time"),
        ({"revision": 1, "day": None}, {"revision": 1, "day": 5}, "no_time"),
    ],
)
@pytest.mark.parametrize("names", [("a", "z"), ("z", "a")])
def test_of_two_that_nothing_tells_apart_in_time_neither_counts(one, other, why, names):
    selected, value = counted(returned(60.0, names[0], **one), returned(61.0, names[1], **other))
    assert value is None
    assert set(dispositions(selected).values()) == {Disposition.REFUSED}
    assert [(item.kind.code, shown_details(item.details)["why"]) for item in selected.findings] == [
        ("K307", f"word.undecided.{why}")
    ]
    assert selected.to_correct == {}  # head office has to choose; there is nothing for the branch to mend
    assert ledger_row(selected).receipt is Receipt.SENT_BACK


def test_the_finding_lists_the_files_with_their_times_by_the_organisations_clock():
    returns = (returned(60.0, "b", day=None), returned(61.0, "a"), returned(62.0, "c", local=0))
    (item,) = counted(*returns)[0].findings
    assert (item.place.file, shown_details(item.details)["files"]) == (
        "inbox/a.xlsx",
        "inbox/a.xlsx（2025/05/20 18:00） inbox/b.xlsx（－） inbox/c.xlsx（2025/05/20 09:00）",
    )


def mailed(day):
    """A mail of so many days after 20 May brought it."""
    return MAY + dt.timedelta(days=day)


@pytest.mark.parametrize("later", [{"day": 5}, {"local": 5}])
def test_what_came_by_mail_is_older_than_what_was_saved_after_the_mail(later):
    first = returned(60.0, "first", day=None, sent=mailed(0))
    assert counted(first, returned(61.0, "second", **later))[1] == 61.0


def test_a_later_mail_may_bring_an_old_file():
    saved, unknown = returned(60.0, "a", day=0), returned(61.0, "b", day=None, sent=mailed(5))
    assert counted(saved, unknown)[1] is None
    both = (returned(60.0, "a", day=None, sent=mailed(0)), unknown)
    assert counted(*both)[1] is None


@pytest.mark.parametrize("days", [-9000, 27000])
def test_a_clock_that_is_years_wrong_decides_nothing(days):
    selected, value = counted(returned(60.0, "a", day=days), returned(61.0, "b"))
    assert value is None
    (item,) = selected.findings
    assert shown_details(item.details)["why"] == "word.undecided.wrong_clock"


def test_nobody_saves_a_file_a_day_after_it_was_sent():
    ahead, right = returned(60.0, "a", day=30, sent=mailed(1)), returned(61.0, "b", day=2, sent=mailed(2))
    assert counted(ahead, right)[1] == 61.0
    assert counted(ahead, returned(61.0, "c", day=0.5))[1] is None


def test_a_tie_among_older_returns_is_no_obstacle():
    _intake, value = counted(returned(60.0, "a"), returned(61.0, "b"), returned(62.0, "c", day=1))
    assert value == 62.0


def test_a_tie_behind_a_faulty_newest_is_still_a_tie():
    returns = (returned(60.0, "a"), returned(61.0, "b"), returned("約62", "c", revision=1))
    selected, value = counted(*returns)
    assert value is None
    assert codes(selected.findings) == ["K307"]


def test_of_three_the_one_counts_that_is_later_than_both_others():
    undecided = (returned(60.0, "a", day=None), returned(61.0, "b", day=0))
    assert counted(*undecided)[1] is None
    assert counted(*undecided, returned(62.0, "c", revision=1, day=None))[1] == 62.0
    # Later than one of them is not enough.
    assert counted(*undecided, returned(62.0, "c", day=1))[1] is None


def test_a_superseded_return_leaves_no_findings_of_its_cells():
    selected, _value = counted(returned("約60", "old"), returned(61.0, "new", day=1))
    assert codes(selected.findings) == ["K360"]


# ── returns that say the same ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("one", [{}, {"day": None}, {"local": 3}])
@pytest.mark.parametrize("other", [{}, {"day": 1}, {"day": None}])
def test_what_says_the_same_counts_once_whatever_its_bytes_and_times(one, other):
    returns = (returned(60.0, "a", sha256="one", **one), returned("６０", "b", sha256="other", **other))
    selected, value = counted(*returns)
    assert value == 60.0
    assert Counter(dispositions(selected).values()) == {Disposition.ACCEPTED: 1, Disposition.IDENTICAL: 1}
    assert sorted(set(codes(selected.findings)) - {"K402"}) == ["K308"]
    assert selected.changes == ()
    row = ledger_row(selected)
    assert (row.receipt, row.versions) == (Receipt.RECEIVED, 1)


def test_the_newest_of_several_that_say_the_same_stands_for_them():
    selected, _value = counted(
        *(returned(60.0, name, day=day) for name, day in (("a", 1), ("b", None), ("c", 2)))
    )
    assert dispositions(selected) == {
        "a": Disposition.IDENTICAL,
        "b": Disposition.IDENTICAL,
        "c": Disposition.ACCEPTED,
    }


def test_a_format_that_tells_more_stands_for_one_that_tells_less():
    returns = [returned(60.0, name, day=day, format=name) for day, name in enumerate(("xlsx", "xls", "xlsb"))]
    selected, _value = counted(*returns)
    assert dispositions(selected)["xlsx"] is Disposition.ACCEPTED
    selected, _value = counted(*returns[1:])
    assert dispositions(selected) == {"xls": Disposition.ACCEPTED, "xlsb": Disposition.IDENTICAL}
    # The age of what is said is that of its newest copy all the same.
    assert counted(*returns, returned(61.0, "other", day=1.5))[1] == 60.0


def test_where_nothing_tells_which_is_newer_the_one_with_more_doubts_stands_for_both():
    hidden = finding(FindingCode.ROW_HIDDEN, seen="12")
    for names in (("a", "z"), ("z", "a")):
        plain, doubtful = names
        returns = (returned(60.0, plain), returned(60.0, doubtful, changes=(hidden,)))
        selected, _value = counted(*returns)
        assert dispositions(selected)[doubtful] is Disposition.ACCEPTED
        assert codes(selected.findings) == ["K348", "K308"]


def test_a_correction_workbook_that_says_the_same_is_a_version_of_its_own():
    selected, _value = counted(
        returned(60.0, "first", day=None), returned(60.0, "again", day=None, revision=1)
    )
    assert dispositions(selected) == {"first": Disposition.SUPERSEDED, "again": Disposition.ACCEPTED}


def test_a_copy_without_a_time_may_be_the_latest_word():
    """It was 60, then 61; who can say that the 60 without a time is not the branch's second thought?"""
    first, correction = returned(60.0, "first", day=0), returned(61.0, "correction", day=1)
    assert counted(first, correction)[1] == 61.0
    assert counted(first, correction, returned(60.0, "copy", day=None))[1] is None
    assert counted(first, correction, returned(60.0, "copy", day=2))[1] == 60.0


def test_what_was_there_in_time_is_on_time_though_a_copy_was_saved_later():
    plan = make_plan(make_kpi("a"), make_kpi("b"), due=MAY.date())
    early, late = (
        check(plan, {"a": 60.0, "b": 1.0}, file=f"inbox/{day}.xlsx", modified=MAY + dt.timedelta(days=day))
        for day in (0, 3)
    )
    assert select_returns(plan, [early, late], ()).ledger[0].punctuality is Punctuality.ON_TIME
    assert select_returns(plan, [late], ()).ledger[0].punctuality is Punctuality.LATE


# ── errors never replace what was accepted ───────────────────────────────────────────────────────


def test_a_later_return_with_errors_does_not_replace_an_accepted_one():
    selected, value = counted(returned(60.0, "good"), returned("約61", "bad", day=1))
    assert value == 60.0
    assert dispositions(selected) == {"good": Disposition.ACCEPTED, "bad": Disposition.REFUSED}
    assert codes(selected.findings) == ["K361", "K404"]
    row = ledger_row(selected)
    assert (row.receipt, row.file, row.errors) == (Receipt.SENT_BACK, "inbox/good.xlsx", 1)
    assert selected.to_correct["45"].submission.file == "inbox/bad.xlsx"


def test_a_later_return_that_blanks_accepted_figures_does_not_replace_them():
    selected, value = counted(returned(60.0, "full"), returned("", "sparse", day=1))
    assert value == 60.0
    assert codes(selected.findings) == ["K361", "K371", "K501"]
    gone = selected.findings[1]
    assert (gone.place.file, shown_details(gone.details)) == (
        "inbox/sparse.xlsx",
        {"count": "1", "seen": "a", "kept": "inbox/full.xlsx"},
    )
    assert ledger_row(selected).receipt is Receipt.SENT_BACK


def test_where_every_return_has_errors_the_later_one_counts_in_part():
    selected, value = counted(returned("約60", "old"), returned("約61", "new", day=1))
    assert value is None
    assert dispositions(selected) == {"old": Disposition.SUPERSEDED, "new": Disposition.PARTLY}
    assert selected.to_correct["45"].submission.file == "inbox/new.xlsx"


def test_the_corrected_return_ends_the_sendback():
    selected, value = counted(returned("約60", "old"), returned(60.1, "fixed", revision=1))
    assert value == 60.1
    assert (ledger_row(selected).receipt, ledger_row(selected).revision) == (Receipt.RECEIVED, 1)
    assert selected.to_correct == {}


# ── head office's choice ─────────────────────────────────────────────────────────────────────────


def test_on_duplicate_error_counts_none_of_them():
    returns = (returned(60.0, "old"), returned(61.0, "new", day=1))
    selected, value = counted(*returns, on_duplicate=OnDuplicate.ERROR)
    assert (value, codes(selected.findings)) == (None, ["K307"])


def test_on_duplicate_ask_is_asked_newest_first_and_answers():
    asked = []

    def ask(returns):
        asked.extend(checked.submission.file for checked in returns)
        return returns[1]

    returns = (returned(60.0, "old"), returned(61.0, "new", day=1))
    selected, value = counted(*returns, on_duplicate=OnDuplicate.ASK, ask=ask)
    assert asked == ["inbox/new.xlsx", "inbox/old.xlsx"]
    assert value == 60.0
    assert dispositions(selected) == {"old": Disposition.ACCEPTED, "new": Disposition.SUPERSEDED}


def test_on_duplicate_ask_without_an_answer_counts_none():
    returns = (returned(60.0, "old"), returned(61.0, "new", day=1))
    _intake, value = counted(*returns, on_duplicate=OnDuplicate.ASK, ask=lambda _returns: None)
    assert value is None


def test_nobody_is_asked_about_a_single_return():
    def never(_returns):
        raise AssertionError

    _intake, value = counted(returned(60.0, "one"), on_duplicate=OnDuplicate.ASK, ask=never)
    assert value == 60.0


# ── what differs ─────────────────────────────────────────────────────────────────────────────────


def test_every_cell_that_differs_is_listed_with_both_places():
    selected, _value = counted(returned("６０", "old"), returned(61.0, "new", day=1))
    assert selected.changes == (
        CellChange(
            branch_code="45",
            code="a",
            field="actual",
            old_file="inbox/old.xlsx",
            old_cell="記入シート!K12",
            old="６０",
            new_file="inbox/new.xlsx",
            new_cell="記入シート!K12",
            new="61",
        ),
    )


def test_three_versions_are_compared_one_with_the_next():
    returns = [returned(60.0 + day, f"v{day}", day=day) for day in range(3)]
    selected, _value = counted(*reversed(returns))
    assert [(item.old, item.new) for item in selected.changes] == [("61", "62"), ("60", "61")]


CLOCKS = st.one_of(
    st.just({"day": None}),
    st.integers(0, 3).map(lambda day: {"day": day}),
    st.integers(0, 5).map(lambda third: {"local": third / 3}),
)
VERSIONS = st.lists(
    st.tuples(
        st.sampled_from([60.0, 61.0, 62.0, "約63", "６１"]), st.integers(1, 2), st.integers(0, 1), CLOCKS
    ),
    min_size=1,
    max_size=5,
)


def all_returned(versions, names):
    return [
        returned(a, names[number], issue=issue, revision=revision, sha256=f"sha {number}", **clock)
        for number, (a, issue, revision, clock) in enumerate(versions)
    ]


@settings(max_examples=examples(100))
@given(VERSIONS, st.randoms())
def test_neither_names_nor_order_of_files_change_which_return_counts(versions, random):
    def selected_of(names, order):
        returns = all_returned(versions, names)
        selected = select_returns(PLAN, [returns[number] for number in order], ())
        by_sha = {source.sha256: source.disposition for source in selected.sources}
        figures = [(entry.kpi_code, entry.figure) for entry in selected.entries]
        return by_sha, figures, [(item.code, item.field, item.old, item.new) for item in selected.changes]

    numbers = list(range(len(versions)))
    shuffled, order = numbers.copy(), numbers.copy()
    random.shuffle(shuffled)
    random.shuffle(order)
    plain = selected_of([f"n{number}" for number in numbers], numbers)
    assert selected_of([f"n{number}" for number in shuffled], order) == plain


def surely_later(one, other):
    """As a person would say it: a higher issue or revision, or a time that is later in any zone at all."""
    (_a, *issue, clock), (_b, *other_issue, other_clock) = one, other
    if issue != other_issue:
        return issue > other_issue
    if None in (clock.get("day", 0), other_clock.get("day", 0)):
        return False
    if ("local" in clock) == ("local" in other_clock):
        return max(clock.values()) > max(other_clock.values())
    nine_hours = 9 / 24
    earliest = clock["local"] - nine_hours if "local" in clock else clock["day"]
    latest = other_clock.get("local", other_clock.get("day"))
    return earliest > latest


@settings(max_examples=200)
@given(VERSIONS)
def test_an_older_figure_never_wins_quietly(versions):
    returns = all_returned(versions, [f"n{number}" for number in range(len(versions))])
    selected = select_returns(PLAN, returns, ())
    accepted = [
        versions[number]
        for number, checked in enumerate(returns)
        for source in selected.sources
        if source.file == checked.submission.file
        and source.disposition in (Disposition.ACCEPTED, Disposition.PARTLY)
    ]
    if not accepted:
        assert "K307" in codes(selected.findings)
        return
    ((value, *issue, _clock),) = accepted
    same = [v for v in versions if (v[0], *v[1:3]) == (value, *issue) or {v[0], value} == {61.0, "６１"}]
    for other in versions:
        if other in same:
            continue
        later = any(surely_later(one, other) for one in same)
        assert later or codes(selected.findings).count("K361")
