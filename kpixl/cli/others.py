"""The commands beside a round: one figure's story, next year's plan, single files, a target, the demo."""

import os
from pathlib import Path

import click

from kpixl.cli.group import cli
from kpixl.cli.options import (
    json_option,
    passwords_option,
    read_passwords_of,
    round_argument,
    round_folder,
)
from kpixl.cli.output.console import Exit, echo_json, exit_with, option, progress, reader_words, speak
from kpixl.cli.output.demo import demo_json, echo_demo
from kpixl.cli.output.rollover import echo_rollover, replacement, rollover_json
from kpixl.cli.output.rounds import echo_verified, verified_json
from kpixl.cli.output.story import echo_explanation, explanation_json
from kpixl.locale import LANGUAGES
from kpixl.model.errors import KpixlError
from kpixl.model.submission import Disposition


@cli.command()
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


@cli.command()
@round_argument
@option(
    "--out",
    "next_dir",
    metavar="NEXT",
    type=click.Path(path_type=Path),
    required=True,
    help_key="cli.rollover.out",
)
@option("--end", "ended", metavar="CODE", multiple=True, help_key="cli.rollover.end")
@option("--replace", "replaced", metavar="OLD=NEW", multiple=True, help_key="cli.rollover.replace")
@option("--force", is_flag=True, help_key="cli.rollover.force")
@json_option
def rollover(
    round_dir: Path,
    next_dir: Path,
    ended: tuple[str, ...],
    replaced: tuple[str, ...],
    force: bool,
    as_json: bool,
) -> None:
    """Write next year's plan."""
    from kpixl.jobs.rollover import rollover as run

    pairs = [replacement(text) for text in replaced]
    result = run(round_dir, next_dir, ended=ended, replaced=pairs, force=force)
    if as_json:
        echo_json(rollover_json(result))
    else:
        echo_rollover(result, next_dir)


@cli.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@passwords_option
@json_option
def verify(files: tuple[Path, ...], password_file: Path | None, as_json: bool) -> None:
    """Check returned files without a round."""
    from kpixl.jobs.verify import verify as verify_files

    missing = next((path for path in files if not os.path.lexists(path)), None)
    if missing:
        raise KpixlError("file_missing", path=missing)
    results = verify_files(files, read_passwords_of(password_file))
    if as_json:
        echo_json(verified_json(results))
    else:
        echo_verified(results)
    refused = any(item.disposition is Disposition.REFUSED for item in results)
    exit_with(Exit.REFUSED if refused else Exit.CLEAN)


@cli.command(context_settings={"ignore_unknown_options": True})  # -5以下 is a target, and no option
@click.argument("text", metavar="TEXT")
@option("--unit", metavar="UNIT", help_key="cli.target.unit_option")
@option("--direction", metavar="DIRECTION", help_key="cli.target.direction_option")
@option(
    "--lang",
    "target_lang",
    type=click.Choice(LANGUAGES),
    is_eager=True,
    expose_value=False,
    callback=speak,
    help_key="cli.lang",
)
@json_option
def target(text: str, unit: str | None, direction: str | None, as_json: bool) -> None:
    """Show how a target will be read."""
    from kpixl.cli.output.target import echo_readings, readings_json, readings_of

    readings = readings_of(text, unit, direction)
    if as_json:
        echo_json(readings_json(readings, text))
    else:
        echo_readings(readings, text)


@cli.command()
@click.argument("folder", metavar="[DIR]", default="kpixl-demo", type=click.Path(path_type=Path))
@json_option
def demo(folder: Path, as_json: bool) -> None:
    """Play the worked rounds."""
    from kpixl.jobs.consolidate import consolidate as run_consolidate
    from kpixl.jobs.demo import (
        YEARS,
        day_of_issue,
        has_returns,
        prepare,
        prepare_round,
        score,
        take_returns,
    )
    from kpixl.jobs.distribute import distribute as run_distribute
    from kpixl.jobs.summarize import summarize as run_summarize

    prepare(folder)
    scores = []
    for year in YEARS:
        label = reader_words()("cli.demo.playing", year=year)
        with progress(label, quiet=as_json) as advance:
            round_dir = prepare_round(folder, year)
            if has_returns(year):
                run_distribute(round_dir, force=True, clock=day_of_issue(year))
            advance(1, 4)
            take_returns(round_dir, year)
            advance(2, 4)
            result = run_consolidate(round_dir)
            advance(3, 4)
            run_summarize(round_dir)
            advance(4, 4)
        if result.master is None:
            exit_with(Exit.CRASHED)
        scores.append(score(result.master, round_dir))
    if as_json:
        echo_json(demo_json(scores))
    else:
        echo_demo(scores)
