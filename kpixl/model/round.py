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
    def seal_key(self) -> Path:
        """The secret that seals what this round issues; it never leaves the folder."""
        return self.folder / "seal.key"

    @property
    def sendback(self) -> Path:
        """One correction workbook for every branch that needs one."""
        return self.folder / "sendback"

    @property
    def drafts(self) -> Path:
        """E-mail drafts, for people to look at and send."""
        return self.folder / "drafts"

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

    def summary_in(self, language: str) -> Path:
        """The executives' workbook in a language that is not the plan's: beside the other one."""
        return self.folder / f"summary_{language}.xlsx"

    @property
    def reports(self) -> Path:
        """The Word documents, one a branch."""
        return self.folder / "report"

    def template(self, kind: str, branch_code: str = "") -> Path:
        """The organisation's own template for a kind of report, or one branch's own."""
        return self.folder / f"{'_'.join(part for part in (kind, branch_code) if part)}.docx"

    @property
    def replaced(self) -> Path:
        """What outputs have replaced, one numbered folder a run; the newest ten are kept."""
        return self.folder / "history" / "replaced"

    @property
    def written(self) -> Path:
        """The hashes of what kpixl itself has written, by which it knows what somebody has changed."""
        return self.folder / "history" / "written.csv"

    @property
    def frozen(self) -> Path:
        """The state at a deadline, one folder each; nothing there is ever removed."""
        return self.folder / "history" / "frozen"
