"""The commands of what comes out: the summary, one figure's story, and all in one go."""

from functools import partial
from pathlib import Path
from typing import Any

import click

from kpixl.cli.exits import Exit, exit_with
from kpixl.cli.help import command, option
from kpixl.cli.options import (
    PATH,
    all_option,
    json_option,
    read_options,
    reading_again,
    reading_options,
    round_argument,
    round_folder,
    summary_options,
    yes_option,
)
from kpixl.cli.output.console import echo_json, reader_words
from kpixl.cli.output.explanation import echo_explanation, explanation_json
from kpixl.cli.output.findings import stop_for_faults
from kpixl.cli.output.next_steps import echo_next
from kpixl.cli.output.reports import echo_report_pdfs, echo_reports, echo_templates
from kpixl.cli.output.returns import echo_consolidation, echo_sent_back, may_lose
from kpixl.cli.output.summary import echo_pdf, echo_summary
from kpixl.locale.language import LANGUAGES


@command()
@round_argument
@summary_options
def summarize(round_dir: Path, **options: Any) -> None:
    """Write the executives' summary."""
    from kpixl.jobs.summarize import summarize as make
    from kpixl.steps.make_summary import SummaryOptions

    wanted = SummaryOptions(**options)
    echo_pdf(make(round_dir, wanted, told=partial(echo_summary, pdf=wanted.pdf)))


@command()
@round_argument
@option("--branch", "branches", metavar="CODE", multiple=True, help_key="help.report.branch")
@option("--whole", is_flag=True, help_key="help.report.whole")
@option("--lang", "language", type=click.Choice(LANGUAGES), help_key="help.report.language")
@option("--pdf", is_flag=True, help_key="help.report.pdf")
@option("--template", is_flag=True, help_key="help.report.template")
def report(
    round_dir: Path, branches: tuple[str, ...], whole: bool, language: str | None, pdf: bool, template: bool
) -> None:
    """Write the reports as Word documents."""
    from kpixl.jobs.report import copy_templates
    from kpixl.jobs.report import report as make
    from kpixl.steps.make_reports import ReportOptions

    if template:
        echo_templates(copy_templates(round_dir))
        return
    wanted = ReportOptions(branches=branches, whole=whole, language=language or "", pdf=pdf)
    echo_report_pdfs(make(round_dir, wanted, told=partial(echo_reports, pdf=pdf)))


@command()
@click.argument("round_dir", metavar="ROUND", type=PATH, callback=round_folder)
@click.argument("branch", metavar="BRANCH")
@click.argument("kpi", metavar="KPI")
@json_option
def explain(round_dir: Path, branch: str, kpi: str, as_json: bool) -> None:
    """Tell the story of one figure."""
    from kpixl.jobs.explain import explain as tell

    told = tell(round_dir, branch, kpi, reader_words().language)
    if as_json:
        echo_json(explanation_json(told, reader_words()))
    else:
        echo_explanation(told, reader_words())


@command()
@round_argument
@reading_options
@yes_option
@all_option
@summary_options
def run(
    round_dir: Path,
    yes: bool,
    everything: bool,
    on_duplicate: str,
    password_file: Path | None,
    jobs: int | None,
    scheduler: str,
    **options: Any,
) -> None:
    """Consolidate, send back, summarize."""
    from kpixl.jobs.run import RunResult
    from kpixl.jobs.run import run as make_all
    from kpixl.steps.load_plan import PlanFaults
    from kpixl.steps.make_summary import SummaryOptions

    wanted = SummaryOptions(**options)

    def tell(made: RunResult) -> None:
        echo_consolidation(made.consolidated, round_dir, everything=everything)
        echo_sent_back(made.sent_back, round_dir, everything=everything)
        echo_summary(made.summarized, pdf=wanted.pdf)

    reading_as = read_options(
        on_duplicate=on_duplicate, password_file=password_file, jobs=jobs, scheduler=scheduler
    )
    with reading_as as reading:
        result = make_all(round_dir, reading, wanted, may_lose=partial(may_lose, yes=yes), told=tell)
    if isinstance(result, PlanFaults):
        stop_for_faults(result, everything=everything)
    echo_pdf(result.summarized)
    again = reading_again(password_file=password_file, on_duplicate=on_duplicate)
    echo_next(result.consolidated.master, round_dir, again, after="run")
    exit_with(Exit.REFUSED if result.consolidated.refused else Exit.CLEAN)


@command()
@round_argument
def undo(round_dir: Path) -> None:
    """Put back what was replaced last."""
    from kpixl.jobs.undo import undo as put_back

    result, words = put_back(round_dir), reader_words()
    for path in result.restored:
        click.echo(words("cli.undo.restored", path=path))
    click.echo(words("cli.undo.done", folder=result.kept))
