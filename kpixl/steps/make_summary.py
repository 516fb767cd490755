"""A step that several commands share: the executives' summary, made from a master alone, and its PDF."""

from dataclasses import dataclass, replace
from pathlib import Path

from kpixl.books.summary import build_summary_book, find_sheets
from kpixl.files.pdf import write_pdf
from kpixl.files.write import WriteSet
from kpixl.model.comparison_of_masters import ComparisonOfMasters
from kpixl.model.errors import InputFileError, KpixlError
from kpixl.model.message import message
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import RawPlan
from kpixl.model.report import BranchReport
from kpixl.model.round import Round
from kpixl.model.sheet_selection import MOST_BRANCH_SHEETS, MOST_LIVE_BRANCHES, SheetSelection
from kpixl.model.summary import Summary
from kpixl.presence import is_file
from kpixl.rules.report.build import Said, branches_to_report, build_reports
from kpixl.rules.summary.comparison_of_masters import compare_masters
from kpixl.steps.gc_pause import gc_paused
from kpixl.steps.load_master import LoadedMaster, load_master
from kpixl.steps.lookup import require_branch
from kpixl.steps.summary_of_master import summary_of_master


@dataclass(frozen=True, kw_only=True)
class SummaryOptions:
    """What a summary shall be: its language ('' for the plan's), its sheets and branches as typed.

    `since` is an earlier master to compare with; with `pdf` a PDF is made, too.
    """

    language: str = ""
    sheets: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    since: Path | None = None
    pdf: bool = False


@dataclass(frozen=True)
class Earlier:
    """An earlier master of the same round."""

    path: Path
    loaded: LoadedMaster


@dataclass(frozen=True, kw_only=True)
class SummarizeResult:
    """Where the summary is, and what it says.

    `reports` are what the branches say of their measures. `pdf` is the PDF that was made with it; `old_pdf`
    one of an earlier summary that stands beside it.
    """

    path: Path
    summary: Summary
    selection: SheetSelection
    since: ComparisonOfMasters | None
    reports: tuple[BranchReport, ...] = ()
    pdf: Path | None = None
    old_pdf: Path | None = None

    @property
    def without_branches(self) -> bool:
        """True where the branches have no sheets of their own because they are too many."""
        index = self.selection.wants("branch_index") and not self.summary.is_plan
        return index and not self.selection.branches and len(self.summary.branches) > MOST_BRANCH_SHEETS


DEFAULT_OPTIONS = SummaryOptions()
_READ = RawPlan(file="", tables={})  # in the place of the plan's cells, which nobody asks for any more


def load_earlier(options: SummaryOptions) -> Earlier | None:
    """The master to compare with, if any: read before the present one is made, which may take its place.

    Raises:
        InputFileError: there is none, it cannot be read, or it contradicts itself.
    """
    if options.since is None:
        return None
    if not is_file(options.since):
        raise InputFileError("since_missing", path=options.since)
    return Earlier(options.since, load_master(options.since, options.language))


@gc_paused()
def make_summary(
    files: WriteSet,
    folder: Round,
    options: SummaryOptions = DEFAULT_OPTIONS,
    earlier: Earlier | None = None,
) -> SummarizeResult:
    """Make the summary of a master, which may be among the `files` of this run; it becomes one of them.

    1. read the master, refused where somebody has edited it; 2. settle what is asked for; 3. build the
    summary; 4. write it.

    Raises:
        InputFileError: there is no master, it cannot be read, or it contradicts itself; or the earlier
            one is of another round.
        KpixlError: there is no such sheet or branch, or a sheet has nothing to show.
    """
    done = _build(files, folder, options, earlier)
    files.add(done.path, build_summary_book(done.summary, done.selection, done.since, done.reports))
    return done


def _build(
    files: WriteSet, folder: Round, options: SummaryOptions, earlier: Earlier | None
) -> SummarizeResult:
    """All but the writing. The master as stored, a third of the memory, is let go before that begins."""
    loaded = load_master(files.where(folder.master), options.language)
    loaded = replace(loaded, stored=replace(loaded.stored, raw_plan=_READ))
    plan, stored = loaded.plan, loaded.stored
    language = plan.settings.language
    selection = _selection(plan, options)
    since = _since(earlier, loaded) if earlier else None
    summary = summary_of_master(loaded, most_shown=MOST_LIVE_BRANCHES, asked=selection.branches)
    path = folder.summary if language == loaded.language else folder.summary_in(language)
    reports = _reports(summary, Said.of(stored))
    old = path.with_suffix(".pdf")
    return SummarizeResult(
        path=path,
        summary=summary,
        selection=selection,
        since=since,
        reports=reports,
        old_pdf=old if is_file(old) else None,
    )


def print_summary(done: SummarizeResult) -> SummarizeResult:
    """Write a summary's PDF beside it: the sheets that are for reading.

    Raises:
        OutputFileError: there is no LibreOffice, or it did not make the PDF.
    """
    pdf = done.path.with_suffix(".pdf")
    selection = done.selection.on_paper(len(done.summary.plan.branches))
    write_pdf(done.path, build_summary_book(done.summary, selection, done.since, done.reports), pdf)
    return replace(done, pdf=pdf, old_pdf=None)


def _reports(summary: Summary, said: Said) -> tuple[BranchReport, ...]:
    """What the branches that the lists show say of their measures; nothing where nobody says anything.

    What the plan says of a measure is something, too.
    """
    plan = summary.plan
    planned = any(row.plan_text for row in plan.measures) or any(
        row.plan_text for row in plan.branch_measures
    )
    if not (said.texts or said.activities or said.next_kpis or planned):
        return ()
    shown = {branch.code for branch in summary.shown}
    branches = [branch for branch in branches_to_report(summary) if branch.code in shown]
    return build_reports(summary, said, branches)


def _selection(plan: Plan, options: SummaryOptions) -> SheetSelection:
    sheets = find_sheets(options.sheets, plan.settings.language)
    if "since" in sheets and options.since is None:
        raise KpixlError("since_needed")
    return SheetSelection(sheets, frozenset(require_branch(plan, text).code for text in options.branches))


def _since(earlier: Earlier, now: LoadedMaster) -> ComparisonOfMasters:
    """Both masters compared; an earlier one of another organisation or fiscal year is refused."""
    before = earlier.loaded
    settings = [loaded.plan.settings for loaded in (before, now)]
    seen, expected = (
        message("text.round", organisation=item.organisation, year=item.fiscal_year) for item in settings
    )
    if (settings[0].organisation, settings[0].fiscal_year) != (
        settings[1].organisation,
        settings[1].fiscal_year,
    ):
        raise InputFileError("since_other", path=earlier.path, seen=seen, expected=expected)
    return compare_masters(
        (before.plan, before.assessments),
        (now.plan, now.assessments),
        (before.stored.run_id, now.stored.run_id),
    )
