"""`kpixl summarize`: master in, the executives' summary out. It needs the master alone."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kpixl.books.summary import build_summary_book, find_sheets
from kpixl.files.pdf import write_pdf
from kpixl.files.write import WriteSet
from kpixl.locale import catalogue
from kpixl.locale.rewording import reword
from kpixl.model.errors import InputFileError, KpixlError
from kpixl.model.plan import Plan
from kpixl.model.round import Round
from kpixl.model.selection import MOST_BRANCH_SHEETS, Selection
from kpixl.model.since import Since
from kpixl.model.summary import Summary
from kpixl.rules.summary.build import build_summary
from kpixl.rules.summary.comparison_of_masters import compare_masters
from kpixl.steps.load_master import LoadedMaster, load_master
from kpixl.steps.meant import meant_branch


@dataclass(frozen=True)
class SummaryOptions:
    """What a summary shall be: its language ('' for the plan's), its sheets and branches as typed.

    `before` is the earlier master to compare with, as `load_earlier` read it, and where it stands.
    """

    language: str = ""
    sheets: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    before: "Earlier | None" = None


@dataclass(frozen=True)
class Earlier:
    """An earlier master of the same round."""

    path: Path
    loaded: LoadedMaster


@dataclass(frozen=True)
class SummarizeResult:
    """Where the summary is, and what it says; `without_branches` where there are too many for sheets."""

    path: Path
    summary: Summary
    selection: Selection = field(default_factory=Selection)
    since: Since | None = None

    @property
    def without_branches(self) -> bool:
        """True where the branches have no sheets of their own because they are too many."""
        index = self.selection.wants("branch_index") and not self.summary.is_plan
        return index and not self.selection.branches and len(self.summary.branches) > MOST_BRANCH_SHEETS

    @property
    def pdf(self) -> Path:
        """Where the PDF of this summary stands, if there is one."""
        return self.path.with_suffix(".pdf")


DEFAULT_OPTIONS = SummaryOptions()


def load_earlier(path: Path, language: str = "") -> Earlier:
    """Read the master to compare with: before the present one is made, which may take its place.

    Raises:
        InputFileError: there is none, it cannot be read, or it contradicts itself.
    """
    if not path.is_file():
        raise InputFileError("since_missing", path=path)
    return Earlier(path, load_master(path, language))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Python's search for unused cycles of objects waits until the summary is written.

    Its 200,000 cells all stay until then; the search went through them again and again, an eighth of the
    time, and found nothing.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def summarize(round_dir: Path, options: SummaryOptions = DEFAULT_OPTIONS) -> SummarizeResult:
    """Write the summary of a round from its master.

    1. take in the master, refused where somebody has edited it; 2. settle what is asked for; 3. build
    the summary; 4. write it.

    Raises:
        InputFileError: there is no master, it cannot be read, or it contradicts itself; or the earlier
            one is of another round.
        KpixlError: there is no such sheet or branch, or a sheet has nothing to show.
    """
    folder = Round(round_dir)
    with WriteSet(folder) as files:
        return summarize_into(files, folder, options)


@_uncollected()
def summarize_into(files: WriteSet, folder: Round, options: SummaryOptions) -> SummarizeResult:
    """The same for a master that may be among the `files` of this run; the summary becomes one of them."""
    loaded = load_master(files.where(folder.master), options.language)
    plan, stored = loaded.plan, loaded.stored
    language = plan.settings.language
    selection = _selection(plan, options)
    since = _since(options.before, loaded) if options.before else None
    summary = build_summary(
        plan,
        stored.run_id,
        loaded.assessments,
        stored.ledger,
        stored.measure_entries,
        reword(stored.findings, catalogue(loaded.language), catalogue(language))
        if language != loaded.language
        else stored.findings,
        sources=stored.sources,
    )
    path = folder.summary if language == loaded.language else folder.summary_in(language)
    files.add(path, build_summary_book(summary, selection, since))
    return SummarizeResult(path, summary, selection, since)


def print_summary(done: SummarizeResult) -> Path:
    """Write a summary's PDF beside it: the sheets that are for reading. Returns its path.

    Raises:
        OutputFileError: there is no LibreOffice, or it did not make the PDF.
    """
    content = build_summary_book(done.summary, done.selection.on_paper, done.since)
    write_pdf(done.path, content, done.pdf)
    return done.pdf


def _selection(plan: Plan, options: SummaryOptions) -> Selection:
    sheets = find_sheets(options.sheets, plan.settings.language)
    if "since" in sheets and options.before is None:
        raise KpixlError("since_needed")
    return Selection(sheets, frozenset(meant_branch(plan, text).code for text in options.branches))


def _since(earlier: Earlier, now: LoadedMaster) -> Since:
    """Both masters compared; an earlier one of another organisation or fiscal year is refused."""
    before = earlier.loaded
    settings = [loaded.plan.settings for loaded in (before, now)]
    seen, expected = (f"{item.organisation} {item.fiscal_year.era}" for item in settings)
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
