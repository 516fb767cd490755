"""A step that several commands share: the reports of a consolidated round, made from its master alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from kpixl.books.report.context import Printer
from kpixl.books.report.document import Properties, Template, render_document
from kpixl.books.report.whole import whole_context
from kpixl.files.write import WriteSet
from kpixl.locale import catalogue
from kpixl.model.errors import KpixlError
from kpixl.model.plan import Branch, Plan
from kpixl.model.report import BranchReport, WholeReport
from kpixl.model.round import Round
from kpixl.model.summary import Summary
from kpixl.presence import is_file
from kpixl.rules.issue.distribution import file_stem
from kpixl.rules.report.build import Said, branches_to_report, build_reports, build_whole
from kpixl.shipped import shipped
from kpixl.steps.load_master import load_master
from kpixl.steps.lookup import require_branch
from kpixl.steps.summary_of_master import summary_of_master

_EXTRA = ("docxtpl", "matplotlib", "matplotlib_fontja")


@dataclass(frozen=True, kw_only=True)
class ReportOptions:
    """What is to be reported: branches as typed (none: all with a return), the whole round, in a language."""

    branches: tuple[str, ...] = ()
    whole: bool = False
    language: str = ""
    pdf: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportResult:
    """The documents that were made, and the branches that have written no text at all."""

    paths: tuple[Path, ...]
    pdfs: tuple[Path, ...] = ()
    without_texts: tuple[Branch, ...] = ()


DEFAULT = ReportOptions()


def has_report_extra() -> bool:
    """True where what the reports are made with is installed."""
    return all(find_spec(name) is not None for name in _EXTRA)


def make_reports(files: WriteSet, folder: Round, options: ReportOptions = DEFAULT) -> ReportResult:
    """Make the documents of a master, which may be among the `files` of this run; they become some of them.

    1. read the master; 2. settle which branches; 3. build what is known; 4. print it by the templates.

    Raises:
        InputFileError: there is no master, it cannot be read, or a template cannot be used.
        KpixlError: there is no such branch, or what the reports are made with is not installed.
    """
    if not has_report_extra():
        raise KpixlError("report_extra")
    loaded = load_master(files.where(folder.master), options.language)
    summary = summary_of_master(loaded)
    branches = _branches(summary, options)
    said = Said.of(loaded.stored)
    if options.whole:
        whole = build_whole(summary, said, branches)
        made = [files.add(*_print_whole(folder, whole))]
        reports: Sequence[BranchReport] = whole.branches
    else:
        reports = build_reports(summary, said, branches)
        made = [files.add(*_print(folder, report, summary)) for report in reports]
    silent = tuple(report.branch for report in reports if loaded.plan.text_items and not report.has_texts)
    return ReportResult(paths=tuple(made), without_texts=() if summary.is_plan else silent)


def _branches(summary: Summary, options: ReportOptions) -> tuple[Branch, ...]:
    """The branches asked for, else all that have something to report."""
    if options.branches:
        return tuple(require_branch(summary.plan, text) for text in options.branches)
    found = branches_to_report(summary)
    if not found and not options.whole:
        raise KpixlError("report_nothing")
    return found


def _print(folder: Round, report: BranchReport, summary: Summary) -> tuple[Path, bytes]:
    plan, words = report.plan, catalogue(report.plan.settings.language)
    kind = "report_plan" if summary.is_plan else "report"
    template = find_template(folder, plan, kind, report.branch.code)
    key = "report.plan_title" if summary.is_plan else "report.title"
    year = words.translate(plan.settings.fiscal_year)
    title = words(key, year=year, branch=report.branch.name)
    content = render_document(
        template,
        _properties(plan, title),
        lambda draw, anchor: Printer(
            report=report, years=summary.trends.years, draw=draw, anchor=anchor
        ).context(is_plan=summary.is_plan),
    )
    return folder.reports / f"{file_stem(plan, report.branch)}.docx", content


def _print_whole(folder: Round, whole: WholeReport) -> tuple[Path, bytes]:
    plan, words = whole.summary.plan, catalogue(whole.summary.plan.settings.language)
    years = whole.summary.trends.years
    content = render_document(
        find_template(folder, plan, "report_whole"),
        _properties(plan, words("report.whole_title", year=words.translate(plan.settings.fiscal_year))),
        lambda draw, anchor: whole_context(
            whole,
            [Printer(report=report, years=years, draw=draw, anchor=anchor) for report in whole.branches],
        ),
    )
    name = f"{words('report.whole_file')}_{plan.settings.fiscal_year.short}.docx"
    return folder.reports / name, content


def _properties(plan: Plan, title: str) -> Properties:
    settings = plan.settings
    return Properties(
        title=title, organisation=settings.organisation, created=settings.created, language=settings.language
    )


def find_template(folder: Round, plan: Plan, kind: str, branch_code: str = "") -> Template:
    """The branch's own template in the round, else the organisation's, else the one that kpixl brings.

    Raises:
        OSError: it cannot be read.
    """
    own = [folder.template(kind, branch_code)] if branch_code else []
    places = [*own, folder.template(kind), shipped("templates") / f"{kind}_{plan.settings.language}.docx"]
    path = next((path for path in places if is_file(path)), places[-1])
    return Template(path=path, content=path.read_bytes())
