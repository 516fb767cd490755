"""Several returns of one branch: which counts, by the stated order, and what differs between them."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpixl.model.submission import CellChange, Disposition, OnDuplicate, Receipt
from kpixl.rules.returns.selection import select_returns
from tests.details import shown_details
from tests.rules.builders import MIYAZAKI, OITA, check, codes, make_kpi, make_plan
from tests.searching import examples

PLAN = make_plan(make_kpi("a"), make_kpi("b"), branches=(OITA, MIYAZAKI))
LATE = 2_000_000_000.0  # a file's time, in 2033
MAY = dt.datetime(2025, 5, 20, 9, 0)  # noqa: DTZ001 - UTC, as workbooks have it


def returned(a, file, *, issue=1, revision=0, day=0, file_time=0.0, **options):
    """A return of 宮崎 whose KPI a says `a`; `day` counts from 20 May, None for no time at all."""
    identity = {"issue": f"FY2024-45-{issue:02d}", "revision": str(revision)}
    modified = None if day is None else MAY + dt.timedelta(days=day)
    return check(
        PLAN,
        {"a": a, "b": 10.0},
        file=f"inbox/{file}.xlsx",
        identity=identity,
        modified=modified,
        file_time=file_time,
        **options,
    )


def counted(*returns, **options):
    """The selected, and what KPI a of 宮崎 came to (None where no return counts)."""
    selected = select_returns(PLAN, returns, (), **options)
    values = [entry.figure.value for entry in selected.entries if entry.kpi_code == "a"]
    return selected, (float(values[0]) if values and values[0] is not None else None)


def fates(selected):
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
        # The file's time only where the workbooks' own times do not tell.
        ({"day": 0, "file_time": 9.0}, {"day": 1, "file_time": 1.0}),
        ({"day": 0, "file_time": 1.0}, {"day": 0, "file_time": 9.0}),
        ({"day": None, "file_time": 1.0}, {"day": None, "file_time": 9.0}),
        # An .xls has no time of its own: the file's stands in.
        ({"day": 5, "file_time": 9.0}, {"day": None, "file_time": LATE}),
        ({"day": None, "file_time": 1.0}, {"day": 0, "file_time": 0.0}),
    ],
)
@pytest.mark.parametrize("names", [("a", "z"), ("z", "a")])
def test_the_later_of_two_returns_counts_whatever_they_are_called(earlier, later, names):
    old, new = names
    selected, value = counted(returned(60.0, old, **earlier), returned(61.0, new, **later))
    assert value == 61.0
    assert fates(selected) == {old: Disposition.SUPERSEDED, new: Disposition.ACCEPTED}
    assert codes(selected.findings) == ["K360"]
    assert selected.findings[0].place.file == f"inbox/{old}.xlsx"
    row = ledger_row(selected)
    assert (row.receipt, row.versions, row.file) == (Receipt.RECEIVED, 2, f"inbox/{new}.xlsx")


def test_two_that_nothing_tells_apart_in_time_count_neither():
    selected, value = counted(returned(60.0, "a"), returned(61.0, "b"))
    assert value is None
    assert set(fates(selected).values()) == {Disposition.REFUSED}
    assert codes(selected.findings) == ["K307"]
    assert selected.to_correct == {}  # head office has to choose; there is nothing for the branch to mend
    assert ledger_row(selected).receipt is Receipt.SENT_BACK


def test_a_tie_among_older_returns_is_no_obstacle():
    _intake, value = counted(returned(60.0, "a"), returned(61.0, "b"), returned(62.0, "c", day=1))
    assert value == 62.0


def test_a_tie_behind_a_faulty_newest_is_still_a_tie():
    returns = (returned(60.0, "a"), returned(61.0, "b"), returned("約62", "c", revision=1))
    selected, value = counted(*returns)
    assert value is None
    assert codes(selected.findings) == ["K307"]


def test_an_unrelated_older_file_does_not_change_which_one_counts():
    pair = (returned(60.0, "a", day=1, file_time=1.0), returned(61.0, "b", day=0, file_time=LATE))
    old_xls = returned(59.0, "c", day=None, file_time=2.0)
    assert counted(*pair)[1] == counted(*pair, old_xls)[1] == 60.0


def test_a_superseded_return_leaves_no_findings_of_its_cells():
    selected, _value = counted(returned("約60", "old"), returned(61.0, "new", day=1))
    assert codes(selected.findings) == ["K360"]


# ── errors never replace what was accepted ───────────────────────────────────────────────────────


def test_a_later_return_with_errors_does_not_replace_an_accepted_one():
    selected, value = counted(returned(60.0, "good"), returned("約61", "bad", day=1))
    assert value == 60.0
    assert fates(selected) == {"good": Disposition.ACCEPTED, "bad": Disposition.REFUSED}
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
    assert fates(selected) == {"old": Disposition.SUPERSEDED, "new": Disposition.PARTLY}
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
    assert fates(selected) == {"old": Disposition.ACCEPTED, "new": Disposition.SUPERSEDED}


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
            "45",
            "a",
            "actual",
            "inbox/old.xlsx",
            "記入シート!K12",
            "６０",
            "inbox/new.xlsx",
            "記入シート!K12",
            "61",
        ),
    )


def test_three_versions_are_compared_one_with_the_next():
    returns = [returned(60.0 + day, f"v{day}", day=day) for day in range(3)]
    selected, _value = counted(*reversed(returns))
    assert [(item.old, item.new) for item in selected.changes] == [("61", "62"), ("60", "61")]


VERSIONS = st.lists(
    st.tuples(
        st.sampled_from([60.0, 61.0, 62.0, "約63", "６４"]),
        st.integers(1, 2),
        st.integers(0, 2),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda version: version[1:],
)


@settings(max_examples=examples(60))
@given(VERSIONS, st.randoms())
def test_neither_names_nor_order_of_files_change_which_return_counts(versions, random):
    def intake_of(names, order):
        returns = [
            returned(a, names[number], issue=issue, revision=revision, day=day, sha256=f"sha {number}")
            for number, (a, issue, revision, day) in enumerate(versions)
        ]
        selected = select_returns(PLAN, [returns[number] for number in order], ())
        by_sha = {source.sha256: source.disposition for source in selected.sources}
        figures = [(entry.kpi_code, entry.figure) for entry in selected.entries]
        return by_sha, figures, [(item.code, item.field, item.old, item.new) for item in selected.changes]

    numbers = list(range(len(versions)))
    shuffled, order = numbers.copy(), numbers.copy()
    random.shuffle(shuffled)
    random.shuffle(order)
    plain = intake_of([f"n{number}" for number in numbers], numbers)
    assert intake_of([f"n{number}" for number in shuffled], order) == plain
