"""The commands of what comes out: the summary, one figure's story, and all in one go."""

from pathlib import Path
from typing import Any

import click

from kpixl.cli.exits import Exit, exit_with
from kpixl.cli.help import command
from kpixl.cli.options import (
    json_option,
    on_duplicate_option,
    passwords_option,
    read_options,
    round_argument,
    round_folder,
    summary_options,
    summary_options_from,
)
from kpixl.cli.output.console import echo_json, reader_words
from kpixl.cli.output.rounds import echo_consolidation, echo_sent_back
from kpixl.cli.output.story import echo_explanation, explanation_json
from kpixl.cli.output.summary import echo_summary


@command()
@round_argument
@summary_options
def summarize(round_dir: Path, **options: Any) -> None:
    """Write the executives' summary."""
    from kpixl.jobs.summarize import summarize as run

    wanted = summary_options_from(**options)
    echo_summary(run(round_dir, wanted), pdf=options["pdf"])


@command()
@click.argument("round_dir", metavar="ROUND", type=click.Path(path_type=Path), callback=round_folder)
@click.argument("branch", metavar="BRANCH")
@click.argument("kpi", metavar="KPI")
@json_option
def explain(round_dir: Path, branch: str, kpi: str, as_json: bool) -> None:
    """Tell the story of one figure."""
    from kpixl.jobs.explain import explain as tell

    told = tell(round_dir, branch, kpi, reader_words().language)
    if as_json:
        echo_json(explanation_json(told.story, told.findings, reader_words()))
    else:
        echo_explanation(told.story, told.findings, reader_words())


@command()
@round_argument
@on_duplicate_option
@passwords_option
@summary_options
def run(round_dir: Path, on_duplicate: str, password_file: Path | None, **options: Any) -> None:
    """Consolidate, send back, summarize."""
    from kpixl.files.write import WriteSet
    from kpixl.jobs.consolidate import consolidate_inputs
    from kpixl.jobs.sendback import send_back_inputs
    from kpixl.jobs.summarize import summarize_into
    from kpixl.steps.load_round import load_round

    # The master to compare with may be the round's own, which is about to be made again.
    wanted = summary_options_from(**options)
    with read_options(on_duplicate, password_file) as reading:
        inputs = load_round(round_dir, reading)
    with WriteSet(inputs.folder) as files:
        result = consolidate_inputs(inputs, files)
        if result.master is None:
            echo_consolidation(result, round_dir)
            exit_with(Exit.USAGE)
        sent_back = send_back_inputs(inputs, files)
        summary = summarize_into(files, inputs.folder, wanted)
    echo_consolidation(result, round_dir, next_step=False)
    echo_sent_back(sent_back)
    echo_summary(summary, pdf=options["pdf"])
    exit_with(Exit.REFUSED if result.refused else Exit.CLEAN)
