"""Entry workbooks made several at a time: the same bytes in the same order, wherever they are made."""

from concurrent.futures import Future

import pytest

from kpixl.books.plan.read import read_plan
from kpixl.files.workers import WorkerDiedError
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.distribute import distribute
from kpixl.locale import translate
from kpixl.rules.issue.distribution import entry_kpis, plan_distribution
from kpixl.rules.issue.snapshot import Snapshots
from kpixl.steps import write_entry_workbooks as writing
from kpixl.steps.executors import Machines
from kpixl.steps.load_round import ReadOptions
from kpixl.steps.write_entry_workbooks import FEW, EntryWorkbookOrder, write_entry_workbooks
from tests.bench.big_round import big_rows, make_big_round
from tests.builders import make_round, write_plan


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    made = make_round(tmp_path_factory.mktemp("few"))
    raw, plan = read_plan(made.path / "plan.xlsx"), made.plan
    snapshots = Snapshots(raw, plan.settings.fiscal_year)
    planned, _findings = plan_distribution(plan, {}, (), translate)
    return [
        EntryWorkbookOrder(
            plan=plan,
            identity=item.identity,
            kpis=entry_kpis(plan, item.branch),
            snapshot=snapshots.of(item.branch),
            seal_key=b"key",
        )
        for item in planned
    ]


@pytest.fixture(scope="module")
def alone(orders):
    """What one process makes of each."""
    made = list(write_entry_workbooks(orders, len(orders), Machines(jobs=1)))
    assert len(set(made)) == len(orders)
    return made


@pytest.mark.parametrize("jobs", [2, 8])
def test_workers_make_the_same_bytes_in_the_same_order(orders, alone, jobs):
    times = -(-FEW // len(orders))
    assert list(write_entry_workbooks(orders * times, FEW, Machines(jobs=jobs))) == alone * times


def test_a_handful_is_made_without_workers(orders, monkeypatch):
    monkeypatch.setattr(Machines, "executor", lambda *_all: pytest.fail("a worker was started"))
    assert len(list(write_entry_workbooks(orders, len(orders)))) == len(orders)


def test_what_no_worker_makes_is_made_here(orders, alone, monkeypatch):
    def refuse(_executor, _order):
        future: Future[bytes] = Future()
        future.set_exception(WorkerDiedError("SIGKILL"))
        return future

    monkeypatch.setattr(writing, "_submitted", refuse)
    assert list(write_entry_workbooks(orders, FEW, Machines(jobs=2))) == alone


def test_a_round_of_many_branches_is_issued_the_same_by_one_process_and_by_two(tmp_path):
    issued = []
    for jobs in (1, 2):
        folder = tmp_path / str(jobs)
        write_plan(folder / "plan.xlsx", big_rows(FEW + 1, 2, 2)[0])
        (folder / "seal.key").write_text("00" * 32)
        seen = []
        reading = ReadOptions(
            machines=Machines(jobs=jobs), progress=lambda done, of, seen=seen: seen.append((done, of))
        )
        result = distribute(folder, reading=reading)
        assert seen == [(number + 1, FEW + 1) for number in range(FEW + 1)]
        issued.append([(item.file, (folder / "outbox" / item.file).read_bytes()) for item in result.planned])
    assert issued[0] == issued[1]


def test_a_master_is_the_same_by_one_process_by_two_and_by_eight(tmp_path):
    made = make_big_round(tmp_path, 12, 2, 2)
    masters = [
        consolidate(made.path, ReadOptions(machines=Machines(jobs=jobs))).path.read_bytes()
        for jobs in (1, 2, 8)
    ]
    assert masters[0] == masters[1] == masters[2]
