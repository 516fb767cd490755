"""What is news since the last master, and what is none."""

from dataclasses import replace

import pytest

from kpixl.model.assessment import Judgement
from kpixl.model.figure import Figure
from kpixl.model.last_run import LastRun, Moved, SinceLastRun
from kpixl.model.ledger import Disposition, Receipt, Source
from kpixl.rules.assessment.assess import assess
from kpixl.rules.assessment.since_last_run import since_last_run
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    make_adjustment,
    make_entry,
    make_kpi,
    make_ledger_row,
    make_plan,
)

PLAN = make_plan(make_kpi(), branches=(OITA, MIYAZAKI))
LAST = LastRun(
    ledger=(make_ledger_row(OITA, Receipt.MISSING), make_ledger_row(MIYAZAKI)),
    judged={("45", "rate"): (Figure.of(50), assess(PLAN, [make_entry(value=50)])[1].judgement)},
)
LEDGER = LAST.ledger


def _source(disposition: Disposition, branch: str = "45", sha256: str = "new") -> Source:
    return Source(
        file="inbox/a.xlsx",
        sha256=sha256,
        branch_code=branch,
        issue="",
        modified=None,
        disposition=disposition,
    )


def test_without_a_last_master_nothing_is_said():
    assert since_last_run(LastRun(), LEDGER, (), assess(PLAN, [])) is None


@pytest.mark.parametrize(
    ("disposition", "files"),
    [
        (Disposition.ACCEPTED, 1), (Disposition.REFUSED, 1), (Disposition.SUPERSEDED, 1),
        (Disposition.IDENTICAL, 0), (Disposition.OPENED, 0), (Disposition.IGNORED, 0),
    ],
)  # fmt: skip
def test_a_file_is_news_once_and_a_copy_or_a_mail_around_it_is_none(disposition, files):
    rows = assess(PLAN, [make_entry(value=50)])
    source = _source(disposition)
    new = since_last_run(LAST, LEDGER, [source], rows)
    assert new == SinceLastRun(files=files, arrived=("45",) * files)
    assert since_last_run(replace(LAST, sources=(source,)), LEDGER, [source], rows) == SinceLastRun()


def test_a_file_of_nobody_is_counted_and_names_no_branch():
    new = since_last_run(LAST, LEDGER, [_source(Disposition.REFUSED, branch="")], assess(PLAN, []))
    assert new == SinceLastRun(files=1)


def test_the_figures_of_a_branch_that_has_come_or_gone_are_its_move_and_not_counted_apart():
    ledger = (make_ledger_row(OITA), make_ledger_row(MIYAZAKI, Receipt.MISSING))
    new = since_last_run(LAST, ledger, (), assess(PLAN, [make_entry(branch="44", value=1)]))
    moved = (
        Moved(branch_code="44", before=Receipt.MISSING, after=Receipt.RECEIVED),
        Moved(branch_code="45", before=Receipt.RECEIVED, after=Receipt.MISSING),
    )
    assert new == SinceLastRun(moved=moved)


def test_a_branch_that_is_new_on_the_roster_has_not_moved():
    last = replace(LAST, ledger=LEDGER[1:])
    assert since_last_run(last, LEDGER, (), assess(PLAN, [make_entry(value=50)])) == SinceLastRun()


def test_what_head_office_adjusts_is_another_figure():
    plan = replace(PLAN, adjustments=(make_adjustment(value=60),))
    rows = assess(plan, [replace(make_entry(value=60), reported=Figure.of(50))])
    turned = rows[1].judgement is not LAST.judged["45", "rate"][1]
    new = since_last_run(LAST, LEDGER, (), rows)
    assert new == SinceLastRun(figures=1, revised=("45",), judgements=int(turned))
    assert Judgement.NOT_JUDGED not in (rows[1].judgement, LAST.judged["45", "rate"][1])
