"""The commands of what comes back: where it stands, the master of it, what goes back, single files."""

import datetime as dt
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
    passwords_option,
    read_options,
    reading_again,
    reading_options,
    round_argument,
    yes_option,
)
from kpixl.cli.output.console import echo_json, echo_paths, reader_words
from kpixl.cli.output.findings import echo_findings, stop_for_faults
from kpixl.cli.output.returns import (
    consolidation_json,
    echo_consolidation,
    echo_sent_back,
    echo_verified,
    may_lose,
    verified_json,
)
from kpixl.cli.output.status import echo_status, status_json
from kpixl.model.errors import KpixlError
from kpixl.model.ledger import Disposition


@command()
@round_argument
@option("--remind", is_flag=True, help_key="help.status.remind")
@reading_options
@all_option
@json_option
def status(
    round_dir: Path,
    remind: bool,
    everything: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Show where every branch stands."""
    from kpixl.jobs.status import status as look
    from kpixl.steps.load_plan import PlanFaults

    with read_options(**options, quiet=as_json) as reading:
        result = look(round_dir, reading, remind=remind)
    if as_json:
        echo_json(status_json(result))
    if isinstance(result, PlanFaults):
        stop_for_faults(result, told=as_json, everything=everything)
    if not as_json:
        echo_findings(result.findings, result.plan, err=True, everything=everything)
        again = reading_again(**options)
        echo_status(result, round_dir, again=again, everything=everything)


@command()
@round_argument
@reading_options
@option("--csv", metavar="DIR", type=PATH, help_key="help.consolidate.csv")
@option(
    "--parquet",
    metavar="DIR",
    type=PATH,
    help_key="help.consolidate.parquet",
)
@yes_option
@all_option
@json_option
def consolidate(
    round_dir: Path,
    csv: Path | None,
    parquet: Path | None,
    yes: bool,
    everything: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Read the returns and write the master."""
    from kpixl.jobs.consolidate import consolidate as run
    from kpixl.steps.load_plan import PlanFaults
    from kpixl.steps.make_tables import TableOptions

    with read_options(**options, quiet=as_json) as reading:
        tables = TableOptions(csv=csv, parquet=parquet)
        result = run(round_dir, reading, tables, may_lose=partial(may_lose, yes=yes))
    if as_json:
        echo_json(consolidation_json(result))
    if isinstance(result, PlanFaults):
        stop_for_faults(result, told=as_json, everything=everything)
    if not as_json:
        again = reading_again(**options)
        echo_consolidation(result, round_dir, again=again, everything=everything)
        echo_paths("cli.consolidate.table", result.tables, everything=True)
    exit_with(Exit.REFUSED if result.refused else Exit.CLEAN)


@command()
@round_argument
@reading_options
@all_option
def freeze(round_dir: Path, everything: bool, **options: Any) -> None:
    """Keep the state at a deadline."""
    from kpixl.jobs.freeze import freeze as keep
    from kpixl.steps.load_plan import PlanFaults

    with read_options(**options) as reading:
        result = keep(round_dir, reading)
    if isinstance(result, PlanFaults):
        stop_for_faults(result, everything=everything)
    key = "done" if result.is_new else "known"
    click.echo(reader_words()(f"cli.freeze.{key}", folder=result.folder, count=result.files))


@command()
@round_argument
@option("--branch", "branches", metavar="CODE", multiple=True, help_key="help.sendback.branch")
@option("--warnings", is_flag=True, help_key="help.sendback.warnings")
@option("--due", metavar="DATE", help_key="help.sendback.due")
@option("--mail", is_flag=True, help_key="help.sendback.mail")
@reading_options
@all_option
def sendback(
    round_dir: Path,
    branches: tuple[str, ...],
    warnings: bool,
    due: str | None,
    mail: bool,
    everything: bool,
    **options: Any,
) -> None:
    """Write the correction workbooks."""
    from kpixl.jobs.sendback import send_back
    from kpixl.steps.load_plan import PlanFaults
    from kpixl.steps.make_corrections import SendbackOptions

    wanted = SendbackOptions(mail=mail, branches=branches, warnings=warnings, due=_day(due))
    with read_options(**options) as reading:
        result = send_back(round_dir, reading, wanted)
    if isinstance(result, PlanFaults):
        stop_for_faults(result, everything=everything)
    echo_findings(result.findings, result.plan, err=True, everything=everything)
    again = reading_again(**options)
    echo_sent_back(result, round_dir, again=again, everything=everything)


def _day(text: str | None) -> dt.date | None:
    """The day that somebody typed: 2025/6/13, 2025-06-13 or 20250613."""
    if text is None:
        return None
    for form in ("%Y/%m/%d", "%Y-%m-%d", "%Y%m%d"):
        try:
            return dt.datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise KpixlError("day_unreadable", seen=text)


@command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=PATH)
@passwords_option
@all_option
@json_option
def verify(files: tuple[Path, ...], password_file: Path | None, everything: bool, as_json: bool) -> None:
    """Check returned files without a round."""
    from kpixl.jobs.verify import verify as verify_files

    results = verify_files(files, password_file=password_file)
    if as_json:
        echo_json(verified_json(results))
    else:
        echo_verified(results, everything=everything)
    refused = any(item.disposition is Disposition.REFUSED for item in results)
    exit_with(Exit.REFUSED if refused else Exit.CLEAN)
