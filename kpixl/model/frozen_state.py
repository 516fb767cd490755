"""The state of a round at a deadline (凍結), as it is kept in its history."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class FrozenState:
    """One frozen state: its folder, the day, the number of its run, and the hashes of all files it saw."""

    folder: Path
    day: dt.date
    run_id: str
    hashes: frozenset[str]

    @property
    def master(self) -> Path:
        """The master as it was."""
        return self.folder / "master.xlsx"
