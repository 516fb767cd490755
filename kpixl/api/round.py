"""A round for scripts: every method does what the command of its name does.

It takes the same options under the same names, and returns the record that the command prints. Paths may be
text or `pathlib.Path`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kpixl.api.options import (
    Language,
    OnDuplicate,
    StrPath,
    read_options,
    several,
    sound,
    summary_options,
)

if TYPE_CHECKING:
    from kpixl.jobs.check import CheckResult
    from kpixl.jobs.distribute import DistributeResult
    from kpixl.jobs.explain import ExplainResult
    from kpixl.jobs.freeze import FreezeResult
    from kpixl.jobs.rollover import RolloverResult
    from kpixl.jobs.run import RunResult
    from kpixl.jobs.status import StatusResult
    from kpixl.jobs.undo import UndoResult
    from kpixl.steps.make_corrections import SendbackResult
    from kpixl.steps.make_master import ConsolidateResult
    from kpixl.steps.make_reports import ReportResult
    from kpixl.steps.make_summary import SummarizeResult


@dataclass(frozen=True)
class OpenRound:
    """One round: a folder with a plan, the entry workbooks that went out, and what came back.

    Where the plan has faults, every method but `check` raises PlanFaultsError, which has them as its
    `findings`. Where a file cannot be read or written, they raise InputFileError or OutputFileError. All
    of these are KpixlError, and their text is the sentence that the command would print.
    """

    path: Path

    def check(self) -> "CheckResult":
        """The plan, where its faults allow one, and every fault and doubt of it. Writes nothing."""
        from kpixl.jobs.check import check

        return check(self.path)

    def distribute(
        self,
        *,
        branch: str | Iterable[str] = (),
        dry_run: bool = False,
        again: bool = False,
        force: bool = False,
        mail: bool = False,
        on_duplicate: OnDuplicate = "merge",
        password_file: StrPath | None = None,
        jobs: int | None = None,
        scheduler: str = "",
    ) -> "DistributeResult":
        """Write the entry workbooks into the round's outbox, and register them.

        Args:
            branch: only these, by their codes or names.
            dry_run: write nothing, and return what would be written.
            again: issue again what the plan has changed since, under the next issue number, with what the
                branch has returned in it and a draft that tells it what has changed.
            force: the same whether anything has changed or not.
            mail: draft an e-mail for each, with the workbook attached. Nothing is sent.
            on_duplicate: as in `status`.
            password_file: as in `status`.
            jobs: how many processes make them at a time; one for each core where it is not said.
            scheduler: the address of a Dask scheduler whose workers make them.

        Returns:
            What was planned. Where `refused` is True, its findings say why, and nothing was written.
        """
        from kpixl.jobs.distribute import distribute

        reading = read_options(on_duplicate, password_file, jobs, scheduler)
        done = distribute(
            self.path,
            branches=several(branch),
            again=again,
            force=force,
            reading=reading,
            dry_run=dry_run,
            mail=mail,
        )
        return sound(done)

    def status(
        self,
        *,
        remind: bool = False,
        on_duplicate: OnDuplicate = "merge",
        password_file: StrPath | None = None,
        jobs: int | None = None,
        scheduler: str = "",
    ) -> "StatusResult":
        """Where every branch stands: the ledger, one row for every branch of the roster.

        Args:
            remind: draft an e-mail to every branch whose return is missing.
            on_duplicate: which of a branch's different returns counts: the `latest`, with `error` none;
                `merge` first puts parts of one return together.
            password_file: a text file with passwords to try on encrypted returns, one a line.
            jobs: how many processes read at a time; one for each core where it is not said.
            scheduler: the address of a Dask scheduler whose workers read the returns.
        """
        from kpixl.jobs.status import status

        return sound(
            status(self.path, read_options(on_duplicate, password_file, jobs, scheduler), remind=remind)
        )

    def consolidate(
        self,
        *,
        on_duplicate: OnDuplicate = "merge",
        password_file: StrPath | None = None,
        jobs: int | None = None,
        scheduler: str = "",
        csv: StrPath | None = None,
        parquet: StrPath | None = None,
        yes: bool = False,
    ) -> "ConsolidateResult":
        """Read the returns, judge them, and write the master.

        Args:
            on_duplicate: as in `status`.
            password_file: as in `status`.
            jobs: as in `status`.
            scheduler: as in `status`.
            csv: a folder that gets データ, 指摘 and 出典 as CSV.
            parquet: a folder that gets the same as Parquet; needs kpixl[parquet].
            yes: write a master that is without branches which the last one had.

        Returns:
            The master with its assessments, and every finding. `refused` is True where a return, or a figure
            in one, was not used; the master is written all the same.
        """
        from kpixl.jobs.consolidate import consolidate
        from kpixl.steps.make_tables import TableOptions

        wanted = TableOptions(
            csv=None if csv is None else Path(csv), parquet=None if parquet is None else Path(parquet)
        )
        reading = read_options(on_duplicate, password_file, jobs, scheduler)
        return sound(consolidate(self.path, reading, wanted, may_lose=lambda _branches: yes))

    def freeze(
        self,
        *,
        on_duplicate: OnDuplicate = "merge",
        password_file: StrPath | None = None,
        jobs: int | None = None,
        scheduler: str = "",
    ) -> "FreezeResult":
        """Keep master, summary and a digest of all inputs in `history/frozen`, as they are at a deadline.

        Raises:
            KpixlError: the master is of another plan or inbox than those of now: consolidate first.
        """
        from kpixl.jobs.freeze import freeze

        return sound(freeze(self.path, read_options(on_duplicate, password_file, jobs, scheduler)))

    def sendback(
        self,
        *,
        branch: str | Iterable[str] = (),
        warnings: bool = False,
        due: dt.date | None = None,
        mail: bool = False,
        on_duplicate: OnDuplicate = "merge",
        password_file: StrPath | None = None,
        jobs: int | None = None,
        scheduler: str = "",
    ) -> "SendbackResult":
        """Write a correction workbook for every branch whose return has errors.

        Args:
            branch: these branches alone, by code or name, be it that there are doubts and no errors.
            warnings: also for returns about which there are doubts and no errors.
            due: by when the corrected returns are to be back.
            mail: draft an e-mail for each, with the workbook attached. Nothing is sent.
            on_duplicate: as in `status`.
            password_file: as in `status`.
            jobs: as in `status`.
            scheduler: as in `status`.
        """
        from kpixl.jobs.sendback import send_back
        from kpixl.steps.make_corrections import SendbackOptions

        wanted = SendbackOptions(mail=mail, branches=several(branch), warnings=warnings, due=due)
        return sound(send_back(self.path, read_options(on_duplicate, password_file, jobs, scheduler), wanted))

    def summarize(
        self,
        *,
        lang: Language | None = None,
        only: str | Iterable[str] = (),
        branch: str | Iterable[str] = (),
        since: StrPath | None = None,
        pdf: bool = False,
    ) -> "SummarizeResult":
        """Write the executives' summary from the master.

        Args:
            lang: its language, where it shall not be the plan's.
            only: sheets by their names, where it shall not have all.
            branch: the branches that have a sheet of their own, by code or name, where it is not all.
            since: an earlier master to compare with.
            pdf: make a PDF, too; needs LibreOffice.
        """
        from kpixl.jobs.summarize import summarize

        return summarize(self.path, summary_options(lang, only, branch, since, pdf=pdf))

    def report(
        self,
        *,
        branch: str | Iterable[str] = (),
        whole: bool = False,
        lang: Language | None = None,
        pdf: bool = False,
        template: bool = False,
    ) -> "ReportResult":
        """Write the branches' reports as Word documents, from the master.

        Args:
            branch: the branches to make one for; without it all that have returned.
            whole: one report on the whole round instead.
            lang: the reports' language, if not the plan's.
            pdf: make PDFs, too; needs LibreOffice.
            template: make no report, but put the templates into the round's folder; they are the `paths`.

        Raises:
            KpixlError: what makes the reports is not installed (`kpixl[report]`).
        """
        from kpixl.jobs.report import copy_templates, report
        from kpixl.steps.make_reports import ReportOptions, ReportResult

        if template:
            return ReportResult(paths=copy_templates(self.path))
        wanted = ReportOptions(branches=several(branch), whole=whole, language=lang or "", pdf=pdf)
        return report(self.path, wanted)

    def rollover(
        self,
        *,
        out: StrPath,
        end: str | Iterable[str] = (),
        replace: Mapping[str, str] | None = None,
        force: bool = False,
    ) -> "RolloverResult":
        """Write next year's plan from the master.

        Args:
            out: the folder of next year's round.
            end: codes of KPIs that end.
            replace: new codes by old ones, of KPIs whose definition changes.
            force: overwrite a plan that stands in `out` already.
        """
        from kpixl.jobs.rollover import rollover

        pairs = tuple((replace or {}).items())
        return rollover(self.path, Path(out), ended=several(end), replaced=pairs, force=force)

    def run(
        self,
        *,
        on_duplicate: OnDuplicate = "merge",
        password_file: StrPath | None = None,
        jobs: int | None = None,
        scheduler: str = "",
        yes: bool = False,
        lang: Language | None = None,
        only: str | Iterable[str] = (),
        branch: str | Iterable[str] = (),
        since: StrPath | None = None,
        pdf: bool = False,
    ) -> "RunResult":
        """Consolidate, send back and summarize in one go; the returns are read once."""
        from kpixl.jobs.run import run

        reading = read_options(on_duplicate, password_file, jobs, scheduler)
        wanted = summary_options(lang, only, branch, since, pdf=pdf)
        return sound(run(self.path, reading, wanted, may_lose=lambda _branches: yes))

    def undo(self) -> "UndoResult":
        """Put back what was replaced last: master, summaries, reports, correction workbooks.

        Raises:
            KpixlError: nothing was replaced yet, or it was something that branches have already.
        """
        from kpixl.jobs.undo import undo

        return undo(self.path)

    def explain(self, branch: str, kpi: str, *, lang: Language | None = None) -> "ExplainResult":
        """Why one figure is what it is, from the master: its story, and what is doubtful about it."""
        from kpixl.jobs.explain import explain
        from kpixl.locale.language import detect_language

        return explain(self.path, branch, kpi, lang or detect_language())
