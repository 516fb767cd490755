"""Where files are read and workbooks are written: worker processes of this machine, or a cluster."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from kpixl.files.workers import WorkerExecutor

# What a worker imports before its first call: what reads returns takes a third of a second.
READING = ("kpixl.steps.read_file",)
WRITING = ("kpixl.steps.write_entry_workbooks",)


@dataclass(frozen=True, kw_only=True)
class Machines:
    """How many worker processes, where it is not one for each core; or the address of a Dask scheduler."""

    jobs: int | None = None
    scheduler: str = ""

    def executor(self, preload: Sequence[str]) -> Executor:
        """What calls are given to; the modules `preload` are what they need.

        Raises:
            KpixlError: there is no such cluster.
        """
        if self.scheduler:
            from kpixl.files.cluster import ClusterExecutor

            return ClusterExecutor(self.scheduler, preload=preload)
        return WorkerExecutor(self.jobs, preload=preload)


HERE = Machines()
