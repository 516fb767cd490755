"""A Dask cluster does what the workers of this machine do, to the byte, whatever becomes of its machines."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="needs kpixl[cluster]")

from kpixl.files.workers import WorkerDiedError
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.distribute import distribute
from kpixl.model.errors import KpixlError
from kpixl.steps import read_returns as reading
from kpixl.steps.executors import READING, Machines
from kpixl.steps.load_round import ReadOptions
from tests.bench.big_round import make_big_round
from tests.builders import make_round
from tests.files import poison

ROOT = Path(__file__).parents[2]
BRANCHES = 60  # three batches
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends a worker as Unix does")


class Cluster:
    """A scheduler and two workers on this machine, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "error",
        }
        python = [sys.executable, "-m"]
        common = ["--scheduler-file", str(self.file), "--no-dashboard"]
        here = ["--host", "127.0.0.1"]
        scheduler = [*python, "distributed.cli.dask_scheduler", *common, *here, "--port", "0"]
        worker = [*python, "distributed.cli.dask_worker", *common, *here, "--no-nanny", "--nthreads", "1"]
        nowhere = subprocess.DEVNULL
        self.processes = [
            subprocess.Popen(command, cwd=folder, env=environment, stdout=nowhere, stderr=nowhere)
            for command in (scheduler, worker, worker)
        ]

    @property
    def address(self) -> str:
        """The scheduler's, once both workers have come."""
        from distributed import Client

        with Client(scheduler_file=str(self.file), timeout="60s", set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            return str(client.scheduler.address)

    def kill_a_worker(self) -> None:
        """As a machine goes that loses its power."""
        self.processes[1].send_signal(signal.SIGKILL)

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    made = Cluster(tmp_path)
    deadline = time.monotonic() + 60
    while not made.file.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    yield made
    made.end()


def test_a_killed_machine_and_a_poison_file_change_no_byte_of_the_master(tmp_path, cluster, monkeypatch):
    made = make_big_round(tmp_path / "round", BRANCHES, 2, 2)
    (made.inbox / poison.NAME).write_bytes(b"PK")
    monkeypatch.setattr(reading, "read_path", poison.read_or_die)
    here = consolidate(made.path)
    master = here.path.read_bytes()
    refused = [item.place.file for item in here.findings if item.kind.code == "K325"]
    assert refused == [f"inbox/{poison.NAME}"]

    killed = []

    def progress(done: int, of: int) -> None:
        if not killed:
            cluster.kill_a_worker()
            killed.append((done, of))

    there = consolidate(
        made.path, ReadOptions(machines=Machines(scheduler=cluster.address), progress=progress)
    )
    assert killed == [(1, BRANCHES)]  # with 59 returns and the poison still to come
    assert there.path.read_bytes() == master


def test_forms_are_the_same_bytes_from_a_cluster(tmp_path, cluster):
    made = make_round(tmp_path)
    other = make_round(tmp_path, name="other")
    for round_, machines in ((made, Machines(jobs=1)), (other, Machines(scheduler=cluster.address))):
        (round_.path / "seal.key").write_text("00" * 32)
        assert distribute(round_.path, reading=ReadOptions(machines=machines)).written
    names = {path.name for path in (made.path / "outbox").glob("*.xlsx")}
    assert len(names) == 3
    for name in names:
        assert (other.path / "outbox" / name).read_bytes() == (made.path / "outbox" / name).read_bytes()


def test_a_call_that_ends_its_process_costs_no_other_of_its_batch(cluster):
    with Machines(scheduler=cluster.address).executor(READING) as executor:
        futures = [executor.submit(abs, -1), executor.submit(os.abort), executor.submit(abs, -2)]
        assert (futures[0].result(), futures[2].result()) == (1, 2)
        with pytest.raises(WorkerDiedError, match="SIGABRT"):
            futures[1].result()


def test_an_address_where_nobody_answers_stops_before_anything_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("kpixl.files.cluster._CONNECTING", "1s")
    with pytest.raises(KpixlError) as caught:
        Machines(scheduler="tcp://127.0.0.1:9").executor(READING)
    assert caught.value.key == "error.cluster_unreachable"
    assert caught.value.values["address"] == "tcp://127.0.0.1:9"


@pytest.mark.parametrize("address", ["nohost", "tcp://nohost", "ftp://nohost:8786", "nohost:port"])
def test_what_is_no_address_is_said_before_any_client_is_made(address, monkeypatch):
    monkeypatch.setattr("distributed.Client", None)  # one that fails waits a minute, and leaves a traceback
    with pytest.raises(KpixlError) as caught, Machines(scheduler=address).executor(READING):
        pass
    assert caught.value.key == "error.cluster_unreachable"
