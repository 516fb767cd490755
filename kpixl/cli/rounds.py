"""The commands of a round, in the order in which it is played."""

from pathlib import Path
from typing import Any

import click

from kpixl.cli.group import cli
from kpixl.cli.options import (
    json_option,
    on_duplicate_option,
    passwords_option,
    read_options,
    round_argument,
    summary_options,
    summary_options_from,
)
from kpixl.cli.output.console import (
    Exit,
    echo_findings,
    echo_json,
    exit_with,
    findings_json,
    option,
    reader_words,
    typed,
)
from kpixl.cli.output.rounds import (
    consolidation_json,
    echo_consolidation,
    echo_sent_back,
    echo_status,
    status_json,
)
from kpixl.cli.output.summary import echo_summary
from kpixl.locale import LANGUAGES
from kpixl.model.finding import Severity


@cli.command()
@click.argument("round_dir", metavar="DIR", type=click.Path(path_type=Path))
@option("--language", type=click.Choice(LANGUAGES), default="ja", help_key="cli.init.language")
def init(round_dir: Path, language: str) -> None:
    """Make a new round."""
    from kpixl.jobs.initialize import initialize

    path = initialize(round_dir, language)
    click.echo(reader_words()("cli.init.done", path=path, round=typed(round_dir)))


@cli.command()
@round_argument
@json_option
def check(round_dir: Path, as_json: bool) -> None:
    """Check the plan."""
    from kpixl.jobs.check import check as check_plan

    checked, words = check_plan(round_dir), reader_words()
    if as_json:
        echo_json({"ok": not checked.faulty, "findings": findings_json(checked.findings)})
    else:
        echo_findings(checked.findings, checked.plan)
        if checked.findings:
            errors = sum(item.severity is Severity.ERROR for item in checked.findings)
            click.echo(words("cli.check.faults", errors=errors, warnings=len(checked.findings) - errors))
        if checked.plan is not None:
            plan = checked.plan
            targets = sum(target.direction != "none" for target in plan.targets.values())
            counts = {"branches": len(plan.branches), "kpis": len(plan.kpis), "targets": targets}
            click.echo(words("cli.check.ok", **counts))
            click.echo(words("cli.check.next", round=typed(round_dir)))
    exit_with(Exit.USAGE if checked.faulty else Exit.CLEAN)


@cli.command()
@round_argument
@option("--branch", "only", metavar="CODE", help_key="cli.distribute.branch")
@option("--dry-run", is_flag=True, help_key="cli.distribute.dry_run")
@option("--force", is_flag=True, help_key="cli.distribute.force")
@option("--mail", is_flag=True, help_key="cli.distribute.mail")
def distribute(round_dir: Path, only: str | None, dry_run: bool, force: bool, mail: bool) -> None:
    """Issue the entry workbooks."""
    from kpixl.jobs.distribute import distribute as issue

    result, words = issue(round_dir, only=only, force=force, dry_run=dry_run, mail=mail), reader_words()
    echo_findings(result.findings, err=True)
    if result.refused:
        click.echo(words("cli.distribute.refused"), err=True)
        exit_with(Exit.USAGE)
    for item in result.planned:
        click.echo(words("cli.distribute.planned", file=result.outbox / item.file, issue=item.identity.issue))
    for draft in result.drafts:
        click.echo(words("cli.draft", path=draft))
    key = "done" if result.written else "would"
    place = {"folder": result.outbox, "inbox": round_dir / "inbox", "count": len(result.planned)}
    click.echo(words(f"cli.distribute.{key}", **place))


@cli.command()
@round_argument
@option("--remind", is_flag=True, help_key="cli.status.remind")
@on_duplicate_option
@passwords_option
@json_option
def status(
    round_dir: Path, remind: bool, on_duplicate: str, password_file: Path | None, as_json: bool
) -> None:
    """Show where every branch stands."""
    from kpixl.jobs.status import status as look

    with read_options(on_duplicate, password_file, quiet=as_json) as reading:
        result = look(round_dir, reading, remind=remind)
    if as_json:
        echo_json(status_json(result))
    else:
        echo_findings(result.findings, result.plan, err=True)
    if result.plan is None:
        exit_with(Exit.USAGE)
    if not as_json:
        echo_status(result, round_dir)


@cli.command()
@round_argument
@on_duplicate_option
@passwords_option
@json_option
def consolidate(round_dir: Path, on_duplicate: str, password_file: Path | None, as_json: bool) -> None:
    """Read the returns and write the master."""
    from kpixl.jobs.consolidate import consolidate as run

    with read_options(on_duplicate, password_file, quiet=as_json) as reading:
        result = run(round_dir, reading)
    if as_json:
        echo_json(consolidation_json(result))
    else:
        echo_consolidation(result, round_dir)
    if result.master is None:
        exit_with(Exit.USAGE)
    exit_with(Exit.REFUSED if result.refused else Exit.CLEAN)


@cli.command()
@round_argument
@option("--mail", is_flag=True, help_key="cli.sendback.mail")
@on_duplicate_option
@passwords_option
def sendback(round_dir: Path, mail: bool, on_duplicate: str, password_file: Path | None) -> None:
    """Write the correction workbooks."""
    from kpixl.jobs.sendback import send_back

    with read_options(on_duplicate, password_file) as reading:
        result = send_back(round_dir, reading, mail=mail)
    echo_findings(result.findings, result.plan, err=True)
    if result.plan is None:
        exit_with(Exit.USAGE)
    echo_sent_back(result)


@cli.command()
@round_argument
@summary_options
def summarize(round_dir: Path, **options: Any) -> None:
    """Write the executives' summary."""
    from kpixl.jobs.summarize import summarize as run

    wanted = summary_options_from(**options)
    echo_summary(run(round_dir, wanted), pdf=options["pdf"])


@cli.command("run")
@round_argument
@on_duplicate_option
@passwords_option
@summary_options
def run_all(round_dir: Path, on_duplicate: str, password_file: Path | None, **options: Any) -> None:
    """Consolidate, send back, summarize."""
    from kpixl.jobs.consolidate import consolidate_inputs
    from kpixl.jobs.sendback import send_back_inputs
    from kpixl.jobs.summarize import summarize as run_summarize
    from kpixl.steps.load_round import load_round

    # The master to compare with may be the round's own, which is about to be made again.
    wanted = summary_options_from(**options)
    with read_options(on_duplicate, password_file) as reading:
        inputs = load_round(round_dir, reading)
    result = consolidate_inputs(inputs)
    echo_consolidation(result, round_dir, next_step=False)
    if result.master is None:
        exit_with(Exit.USAGE)
    echo_sent_back(send_back_inputs(inputs))
    echo_summary(run_summarize(round_dir, wanted), pdf=options["pdf"])
    exit_with(Exit.REFUSED if result.refused else Exit.CLEAN)
