"""The library: what the commands do, for scripts. `import kpixl` loads none of it before it is asked for.

Every method does what the command of its name does, takes the same options under the same names, and
returns the record that the command prints. Paths may be text or `pathlib.Path`.
"""

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from kpixl.model.errors import InputFileError, KpixlError, PlanFaultsError

if TYPE_CHECKING:
    from kpixl.jobs.check import CheckResult
    from kpixl.jobs.distribute import DistributeResult
    from kpixl.jobs.explain import ExplainResult
    from kpixl.jobs.freeze import FreezeResult
    from kpixl.jobs.rollover import RolloverResult
    from kpixl.jobs.run import RunResult
    from kpixl.jobs.status import StatusResult
    from kpixl.jobs.undo import UndoResult
    from kpixl.jobs.verify import VerifyResult
    from kpixl.rules.targets.reading import TargetReading
    from kpixl.steps.executors import Machines
    from kpixl.steps.load_master import LoadedMaster
    from kpixl.steps.load_plan import PlanFaults
    from kpixl.steps.load_round import ReadOptions
    from kpixl.steps.make_corrections import SendbackResult
    from kpixl.steps.make_master import ConsolidateResult
    from kpixl.steps.make_reports import ReportResult
    from kpixl.steps.make_summary import SummarizeResult, SummaryOptions

StrPath = str | os.PathLike[str]
Language = Literal["ja", "en"]
OnDuplicate = Literal["merge", "latest", "error"]
T = TypeVar("T")


def open_round(path: StrPath) -> "OpenRound":
    """The round in a folder, as `kpixl init` makes one. Nothing is read before a method is called.

    Raises:
        InputFileError: there is no such folder.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise InputFileError("not_a_round" if folder.exists() else "file_missing", path=folder)
    return OpenRound(folder)


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
        branch: str | None = None,
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
            branch: only this one, by its code or name.
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

        reading = _reading(on_duplicate, password_file, jobs, scheduler)
        done = distribute(
            self.path, only=branch, again=again, force=force, reading=reading, dry_run=dry_run, mail=mail
        )
        return _sound(done)

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

        return _sound(
            status(self.path, _reading(on_duplicate, password_file, jobs, scheduler), remind=remind)
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
        reading = _reading(on_duplicate, password_file, jobs, scheduler)
        return _sound(consolidate(self.path, reading, wanted, may_lose=lambda _branches: yes))

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

        return _sound(freeze(self.path, _reading(on_duplicate, password_file, jobs, scheduler)))

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

        branches = (branch,) if isinstance(branch, str) else tuple(branch)
        wanted = SendbackOptions(mail=mail, branches=branches, warnings=warnings, due=due)
        return _sound(send_back(self.path, _reading(on_duplicate, password_file, jobs, scheduler), wanted))

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

        return summarize(self.path, _wanted(lang, only, branch, since, pdf=pdf))

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
        wanted = ReportOptions(branches=_several(branch), whole=whole, language=lang or "", pdf=pdf)
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
        return rollover(self.path, Path(out), ended=_several(end), replaced=pairs, force=force)

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

        reading = _reading(on_duplicate, password_file, jobs, scheduler)
        wanted = _wanted(lang, only, branch, since, pdf=pdf)
        return _sound(run(self.path, reading, wanted, may_lose=lambda _branches: yes))

    def undo(self) -> "UndoResult":
        """Put back what the last run replaced: master, summaries, correction workbooks.

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


def read_master(path: StrPath) -> "LoadedMaster":
    """A master as `kpixl consolidate` wrote it: its plan, ledger and findings, and its assessments.

    The figures are judged again by the same rules, and a master that somebody has edited is refused.

    Raises:
        InputFileError: there is no such file, it is no master, or it contradicts itself.
    """
    from kpixl.steps.load_master import load_master

    return load_master(Path(path))


def parse_target(
    text: str, *, unit: str | None = None, direction: str | None = None
) -> "tuple[TargetReading, ...]":
    """How the text of a target cell, or a whole KPI sentence, is read: one reading for each KPI in it.

    Args:
        text: such as `64.6％以上`, `前年度以上` or `受診率を64.6％以上とする。`; English forms, too.
        unit: the KPI's unit, where the text does not say it.
        direction: `at_least`, `at_most`, `equal` or `do`, where the text does not say it.

    Raises:
        KpixlError: the text is no target; its sentence names the nearest form that is one.
    """
    from kpixl.jobs.target import read_target
    from kpixl.locale.language import detect_language

    return read_target(text, unit=unit, direction=direction, language=detect_language())


def verify(
    paths: StrPath | Iterable[StrPath], *, password_file: StrPath | None = None
) -> "tuple[VerifyResult, ...]":
    """What would become of single returned files, each checked by the plan that it carries inside.

    They are read in worker processes. A script needs no `if __name__ == "__main__"` for that, on any system.

    Raises:
        KpixlError: a path does not exist, or this machine cannot read workbooks at all.
    """
    from kpixl.jobs.verify import verify as verify_files

    several = [paths] if isinstance(paths, str | os.PathLike) else paths
    passwords = None if password_file is None else Path(password_file)
    return verify_files([Path(path) for path in several], password_file=passwords)


def _sound(result: "T | PlanFaults") -> T:
    """The result of a job, whose plan had no faults.

    Raises:
        PlanFaultsError: it had.
    """
    from kpixl.steps.load_plan import PlanFaults

    if isinstance(result, PlanFaults):
        raise PlanFaultsError("plan_faults", path=result.path, findings=result.findings)
    return result


def _machines(jobs: int | None, scheduler: str) -> "Machines":
    from kpixl.steps.executors import Machines

    return Machines(jobs=jobs, scheduler=scheduler)


def _reading(
    on_duplicate: str, password_file: StrPath | None, jobs: int | None, scheduler: str
) -> "ReadOptions":
    from kpixl.model.submission import OnDuplicate as Kind
    from kpixl.steps.load_round import ReadOptions

    kind = Kind(on_duplicate)
    if kind is Kind.ASK:
        raise KpixlError("nobody_to_ask")
    return ReadOptions(
        password_file=None if password_file is None else Path(password_file),
        on_duplicate=kind,
        machines=_machines(jobs, scheduler),
    )


def _wanted(
    lang: str | None,
    only: str | Iterable[str],
    branch: str | Iterable[str],
    since: StrPath | None,
    *,
    pdf: bool,
) -> "SummaryOptions":
    from kpixl.steps.make_summary import SummaryOptions

    return SummaryOptions(
        language=lang or "",
        sheets=_several(only),
        branches=_several(branch),
        since=None if since is None else Path(since),
        pdf=pdf,
    )


def _several(items: str | Iterable[str]) -> tuple[str, ...]:
    """One text is one item, and not its letters."""
    return (items,) if isinstance(items, str) else tuple(items)
