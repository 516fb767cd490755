"""The commands that need no round: how a target is read, and the worked rounds."""

from pathlib import Path

import click

from kpixl.cli.exits import Exit, exit_with
from kpixl.cli.help import command, option
from kpixl.cli.options import json_option, speak
from kpixl.cli.output.console import echo_json, progress, reader_words
from kpixl.cli.output.demo import demo_json, echo_demo
from kpixl.locale.language import LANGUAGES


@command(context_settings={"ignore_unknown_options": True})  # -5以下 is a target, and no option
@click.argument("text", metavar="TEXT")
@option("--unit", metavar="UNIT", help_key="help.target.unit")
@option("--direction", metavar="DIRECTION", help_key="help.target.direction")
@option(
    "--lang",
    "target_lang",
    type=click.Choice(LANGUAGES),
    is_eager=True,
    expose_value=False,
    callback=speak,
    help_key="help.lang",
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


@command()
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
