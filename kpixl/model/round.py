"""A round (収集) on disk: one folder, and where everything in it stands."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Round:
    """The places of a round; none of them needs to exist."""

    folder: Path

    @property
    def plan(self) -> Path:
        """Head office's plan workbook."""
        return self.folder / "plan.xlsx"

    @property
    def outbox(self) -> Path:
        """What was issued to the branches."""
        return self.folder / "outbox"

    @property
    def register(self) -> Path:
        """Which file was issued to which branch, under which issue number."""
        return self.outbox / "register.csv"

    @property
    def inbox(self) -> Path:
        """Where people drop what comes back; kpixl only reads here."""
        return self.folder / "inbox"

    @property
    def master(self) -> Path:
        """The consolidated workbook."""
        return self.folder / "master.xlsx"

    @property
    def summary(self) -> Path:
        """The executives' workbook."""
        return self.folder / "summary.xlsx"
