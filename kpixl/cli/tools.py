"""The commands that need no round: how a target is read, the worked rounds, what this computer offers."""

from pathlib import Path

import click

from kpixl.cli.exits import Exit, exit_with
from kpixl.cli.help import command, option
from kpixl.cli.options import PATH, json_option
from kpixl.cli.output.console import echo_json, progress, reader_words
from kpixl.cli.output.demo import demo_json, echo_demo, first_to_open
from kpixl.cli.reader import reader_language


@command(context_settings={"ignore_unknown_options": True})  # -5以下 is a target, and no option
@click.argument("text", metavar="TEXT")
@option("--unit", metavar="UNIT", help_key="help.target.unit")
@option("--direction", metavar="DIRECTION", help_key="help.target.direction")
@json_option
def target(text: str, unit: str | None, direction: str | None, as_json: bool) -> None:
    """Show how a target will be read."""
    from kpixl.cli.output.target import echo_readings, readings_json
    from kpixl.jobs.target import read_target

    readings = read_target(text, unit=unit, direction=direction, language=reader_language())
    if as_json:
        echo_json(readings_json(readings, text))
    else:
        echo_readings(readings, text)


@command()
@click.argument("folder", metavar="[DIR]", default="kpixl-demo", type=PATH)
@option("--open", "opens", is_flag=True, help_key="help.demo.open")
@json_option
def demo(folder: Path, opens: bool, as_json: bool) -> None:
    """Play the worked rounds."""
    from kpixl.jobs.demo import demo as play

    words = reader_words()
    scores = play(folder, lambda year: progress(words("cli.demo.playing", year=year), quiet=as_json))
    if as_json:
        echo_json(demo_json(scores))
    else:
        echo_demo(scores)
    if opens:
        click.launch(str(first_to_open(scores)))


@command()
@click.argument("round_dir", metavar="[ROUND]", required=False, type=PATH)
@json_option
def doctor(round_dir: Path | None, as_json: bool) -> None:
    """Look whether kpixl works here."""
    from kpixl.cli.output.doctor import checks_json, echo_checks
    from kpixl.jobs.doctor import Health
    from kpixl.jobs.doctor import doctor as examine

    checks = examine(round_dir)
    if as_json:
        echo_json(checks_json(checks))
    else:
        echo_checks(checks)
    exit_with(Exit.USAGE if any(item.health is Health.BAD for item in checks) else Exit.CLEAN)
