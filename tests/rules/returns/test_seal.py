"""A seal decides whether a return counts; head office's note about the very file may let it."""

from dataclasses import replace

import pytest

from kpixl.model.receipt_note import ReceiptNote, ReceiptRuling
from kpixl.model.submission import UNSEALED, IssueKind, Registered, SealState
from kpixl.rules.issue.distribution import FIRST_SCHEMA, SCHEMA
from kpixl.rules.issue.snapshot import key_mark, sealed
from kpixl.rules.returns.seal import bears_mark, confirms_file, seal_state, short_hash, why_seal_refuses
from tests.details import shown_details
from tests.rules.builders import MIYAZAKI, make_plan, make_submission, plan_context

PLAN = make_plan()
KEY, OTHER_KEY = b"the round's", b"made anew"
ISSUE = "FY2024-45-01"
SHA256 = "0123456789abcdef" * 4
SECOND = "kpixl-entry/2"


def row(issue=ISSUE, revision=0, **fields):
    known = {"branch_code": "45", "branch_name": "宮崎", "file": "f", "schema": SCHEMA, "sha256": "s"}
    kind = IssueKind.CORRECTION if revision else IssueKind.ISSUE
    return Registered(**known | {"issue": issue, "revision": revision, "kind": kind} | fields)


def context(*rows, key=KEY, plan=PLAN, unverifiable=()):
    registered = {(item.issue, item.revision): item for item in rows}
    return replace(
        plan_context(plan), seal_key=key, registered=registered, unverifiable=frozenset(unverifiable)
    )


def returned(key=KEY, **identity):
    """A form that the key has sealed as it stands; None: it has no seal."""
    made = make_submission(PLAN, {"rate": 62.2}, sha256=SHA256, identity=identity)
    seal = sealed(made.identity, made.snapshot, key) if key else made.identity
    return replace(made, identity=seal)


def forged(**changes):
    """A sealed form in which somebody has changed the identity."""
    made = returned()
    return replace(made, identity=replace(made.identity, **changes))


REGISTERED = row(sealed_by=key_mark(KEY))


@pytest.mark.parametrize(
    ("submission", "around", "state"),
    [
        (returned(), context(REGISTERED), SealState.FITS),
        (returned(), context(), SealState.FITS),
        (returned(), context(row()), SealState.FITS),  # a register from before it named keys
        (returned(revision="1"), context(REGISTERED), SealState.FITS),
        (forged(issue="FY2024-45-09"), context(REGISTERED), SealState.BROKEN),
        (forged(revision="5"), context(REGISTERED), SealState.BROKEN),
        (forged(schema=FIRST_SCHEMA), context(REGISTERED), SealState.BROKEN),
        (returned(OTHER_KEY), context(REGISTERED), SealState.BROKEN),
        (returned(None), context(REGISTERED), SealState.ABSENT),
        (returned(None, schema=FIRST_SCHEMA), context(REGISTERED), SealState.ABSENT),
        (returned(), context(REGISTERED, key=None), SealState.UNCHECKED),
        (returned(OTHER_KEY), context(row(sealed_by=key_mark(OTHER_KEY))), SealState.UNCHECKED),
        (returned(OTHER_KEY), context(REGISTERED, unverifiable=[ISSUE]), SealState.UNCHECKED),
        (returned(OTHER_KEY), context(REGISTERED, unverifiable=["FY2024-44-01"]), SealState.BROKEN),
        (returned(None), context(row(sealed_by=UNSEALED)), SealState.UNCHECKED),
        (returned(None, schema=FIRST_SCHEMA), context(row(schema=FIRST_SCHEMA)), SealState.UNCHECKED),
        (returned(None), context(row(schema=FIRST_SCHEMA)), SealState.ABSENT),
    ],
)
def test_a_seal_fits_or_is_broken_or_gone_and_where_it_cannot_be_checked_nothing_is_said(
    submission, around, state
):
    assert seal_state(around, submission, MIYAZAKI) is state


def test_what_cannot_say_who_it_is_has_no_seal_to_check():
    nobody = replace(returned(), identity=None)
    assert seal_state(context(REGISTERED), nobody, MIYAZAKI) is SealState.UNCHECKED
    assert why_seal_refuses(context(REGISTERED), nobody, MIYAZAKI, SealState.UNCHECKED) is None


# ── why a workbook does not count ────────────────────────────────────────────────────────────────


def refusal(submission, around):
    state = seal_state(around, submission, MIYAZAKI)
    found = why_seal_refuses(around, submission, MIYAZAKI, state)
    if found is None:
        return None
    details = shown_details(found.details)
    assert (found.branch_code, details["mark"]) == ("45", SHA256[:12])
    return found.kind.code, details.get("seen", ""), details.get("why", "")


@pytest.mark.parametrize(
    ("submission", "around", "found"),
    [
        (returned(), context(REGISTERED), None),
        (forged(revision="1"), context(REGISTERED), ("K357", "", "")),
        (returned(issue="FY2024-45-09"), context(REGISTERED), ("K374", "FY2024-45-09", "issue")),
        (returned(issue="FY2024-45-09"), context(), None),  # without a register the seal is proof enough
        (returned(None, issue="FY2024-45-09"), context(), ("K374", "FY2024-45-09", "issue")),
        (returned(None), context(REGISTERED), None),
        (returned(revision="1"), context(REGISTERED), ("K374", f"{ISSUE}-1", "revision")),
        (returned(revision="1"), context(REGISTERED, row(revision=1)), None),
        (returned(revision="2"), context(REGISTERED, row(revision=1)), ("K374", f"{ISSUE}-2", "revision")),
        (returned(revision="1"), context(row(schema="")), None),  # corrections stood in no register then
        (returned(schema=SECOND), context(REGISTERED), ("K374", ISSUE, "schema")),
        (returned(), context(row(schema=SECOND)), None),
        (returned(schema=SECOND), context(row(schema=SECOND)), None),
        (returned(schema="kpixl-entry/9"), context(REGISTERED), None),
        (returned(), context(row(schema="kpixl-entry/9")), None),
        (returned(issue="FY2024-45-09"), context(REGISTERED, key=None), None),
    ],
)
def test_an_issue_that_was_never_made_does_not_count(submission, around, found):
    seen = refusal(submission, around)
    assert seen == (found and (found[0], found[1], found[2] and f"word.not_registered.{found[2]}"))


# ── what head office confirms ────────────────────────────────────────────────────────────────────


def confirmed(**fields):
    known = {"branch_code": "45", "ruling": ReceiptRuling.CONFIRMED, "file_mark": SHA256[:12]}
    return ReceiptNote(**known | fields)


@pytest.mark.parametrize(
    ("note", "confirms"),
    [
        (confirmed(), True),
        (confirmed(branch_code=""), True),
        (confirmed(branch_code="44"), False),
        (confirmed(kpi_code="rate"), False),  # about a figure
        (confirmed(ruling=ReceiptRuling.NOT_COUNTED), False),
        (confirmed(file_mark=""), False),
        (confirmed(file_mark="fedcba987654"), False),
    ],
)
def test_a_note_confirms_the_file_of_its_branch_that_bears_its_mark(note, confirms):
    assert confirms_file(note, MIYAZAKI, returned()) is confirms


@pytest.mark.parametrize(
    ("mark", "bears"),
    [
        (SHA256, True),
        (SHA256[:8], True),
        (SHA256[:7], False),  # so few may begin another hash too
        (" ０１２３４５６７８９ABCDEF ", True),
        (SHA256[1:13], False),
    ],
)
def test_a_mark_is_the_beginning_of_a_files_hash_in_any_spelling(mark, bears):
    assert bears_mark(returned(), mark) is bears


def test_a_mark_that_kpixl_shows_is_one_that_it_takes():
    assert short_hash(returned()) == SHA256[:12]
    assert bears_mark(returned(), short_hash(returned()))


@pytest.mark.parametrize(
    ("submission", "rows", "state"),
    [
        (forged(revision="5"), [REGISTERED], SealState.CONFIRMED),
        (returned(None), [REGISTERED], SealState.CONFIRMED),
        (returned(issue="FY2024-45-09"), [REGISTERED], SealState.CONFIRMED),
        (returned(), [REGISTERED], SealState.FITS),  # nothing was doubtful
    ],
)
def test_a_doubtful_workbook_that_head_office_confirms_counts(submission, rows, state):
    plan = replace(PLAN, decisions=(confirmed(),))
    around = context(*rows, plan=plan)
    assert seal_state(around, submission, MIYAZAKI) is state
    assert refusal(submission, around) is None
    other = context(*rows, plan=replace(PLAN, decisions=(confirmed(file_mark="fedcba987654"),)))
    assert seal_state(other, submission, MIYAZAKI) is not SealState.CONFIRMED
