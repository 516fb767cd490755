"""What has changed since a workbook was issued; nothing is said of one that cannot be found."""

import pytest

from kpixl.jobs.distribute import distribute
from kpixl.model.submission import Registered
from kpixl.steps.issued_changes import changes_in
from tests.builders import edited, make_round, reread


def row(**fields: str) -> Registered:
    known = {"branch_code": "01", "branch_name": "札幌", "file": "", "issue": "FY2024-01-01", "sha256": ""}
    return Registered(**{**known, **fields})  # type: ignore[arg-type]


@pytest.fixture
def issued(tmp_path):
    round_ = make_round(tmp_path)
    distribute(round_.path)
    return round_, next(path.name for path in round_.outbox.glob("01_*.xlsx"))


def test_a_target_that_was_changed_after_the_issue_is_a_change(issued):
    round_, name = issued
    assert changes_in(round_.outbox, round_.plan)(row(file=name)) == ()
    with edited(round_.plan_path) as book:
        book["目標"]["C2"] = "66.0％以上"
    changes = changes_in(round_.outbox, reread(round_.path).plan)(row(file=name))
    assert changes is not None
    assert len(changes) == 1


def test_of_what_is_not_in_the_outbox_nothing_is_known(issued):
    round_, name = issued
    (round_.outbox / "broken.xlsx").write_bytes(b"no workbook")
    since = changes_in(round_.outbox, round_.plan)
    found = [
        since(row(branch_code="99", file=name)),
        since(row(file="01_gone.xlsx")),
        since(row(file=f"../outbox/{name}")),
        since(row(file="broken.xlsx")),
    ]
    assert found == [None] * 4
