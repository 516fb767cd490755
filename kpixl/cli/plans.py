"""The commands of a plan: make it, check it, send it out, roll it over to the next year."""

from pathlib import Path
from typing import Any

import click

from kpixl.cli.exits import Exit, exit_with
from kpixl.cli.help import command, option
from kpixl.cli.options import PATH, all_option, json_option, read_options, reading_options, round_argument
from kpixl.cli.output.console import MOST_PATHS, echo_json, echo_paths, reader_words, typed
from kpixl.cli.output.findings import echo_findings, findings_json
from kpixl.cli.output.rollover import echo_rollover, replacement, rollover_json
from kpixl.locale import catalogue
from kpixl.locale.language import LANGUAGES
from kpixl.model.finding import FindingCode, Severity


@command()
@click.argument("round_dir", metavar="DIR", type=PATH)
@option("--language", type=click.Choice(LANGUAGES), default="ja", help_key="help.init.language")
@option("--with", "sheets", metavar="SHEET", multiple=True, help_key="help.init.with")
def init(round_dir: Path, language: str, sheets: tuple[str, ...]) -> None:
    """Make a new round."""
    from kpixl.jobs.initialize import initialize

    path = initialize(round_dir, language, sheets)
    words = reader_words()
    click.echo(words("cli.init.done", path=path, round=typed(round_dir)))
    check_file = catalogue(language)("cli.launcher.check") + ".cmd"  # the files follow the round's language
    click.echo(words("cli.init.launchers", check=check_file))


@command()
@round_argument
@all_option
@json_option
def check(round_dir: Path, everything: bool, as_json: bool) -> None:
    """Check the plan."""
    from kpixl.jobs.check import check as check_plan

    checked, words = check_plan(round_dir), reader_words()
    if as_json:
        echo_json({"ok": not checked.faulty, "findings": findings_json(checked.findings)})
    else:
        echo_findings(checked.findings, checked.plan, everything=everything)
        if checked.findings:
            errors = sum(item.severity is Severity.ERROR for item in checked.findings)
            click.echo(words("cli.check.faults", errors=errors, warnings=len(checked.findings) - errors))
        if checked.plan is not None:
            plan = checked.plan
            targets = sum(target.direction != "none" for target in plan.targets.values())
            counts = {"branches": len(plan.branches), "kpis": len(plan.kpis), "targets": targets}
            click.echo(words("cli.check.ok", **counts))
            is_changed = any(item.kind is FindingCode.PLAN_CHANGED_SINCE for item in checked.findings)
            key = "next_again" if is_changed else "next"
            click.echo(words(f"cli.check.{key}", round=typed(round_dir)))
    exit_with(Exit.USAGE if checked.faulty else Exit.CLEAN)


@command()
@round_argument
@option("--branch", "branches", metavar="CODE", multiple=True, help_key="help.distribute.branch")
@option("--dry-run", is_flag=True, help_key="help.distribute.dry_run")
@option("--again", is_flag=True, help_key="help.distribute.again")
@option("--force", is_flag=True, help_key="help.distribute.force")
@option("--mail", is_flag=True, help_key="help.distribute.mail")
@reading_options
@all_option
def distribute(
    round_dir: Path,
    branches: tuple[str, ...],
    dry_run: bool,
    again: bool,
    force: bool,
    mail: bool,
    everything: bool,
    **options: Any,
) -> None:
    """Issue the entry workbooks."""
    from kpixl.jobs.distribute import distribute as issue
    from kpixl.steps.load_plan import PlanFaults

    with read_options(**options, label="cli.distribute.writing") as reading:
        result = issue(
            round_dir,
            branches=branches,
            again=again,
            force=force,
            reading=reading,
            dry_run=dry_run,
            mail=mail,
        )
    words = reader_words()
    plan = None if isinstance(result, PlanFaults) else result.plan
    echo_findings(result.findings, plan, err=True, everything=everything)
    if isinstance(result, PlanFaults) or result.refused:
        click.echo(words("cli.distribute.refused"), err=True)
        exit_with(Exit.USAGE)
    if not result.planned:
        click.echo(words("cli.distribute.unchanged"))
        return
    many = len(result.planned) > MOST_PATHS and not everything
    for item in () if many else result.planned:
        click.echo(words("cli.distribute.planned", file=result.outbox / item.file, issue=item.identity.issue))
    echo_paths("cli.draft", result.drafts, everything=everything)
    if result.filled:
        click.echo(words("cli.distribute.filled", count=len(result.filled), codes=" ".join(result.filled)))
    key = "done" if result.written else "would"
    place = {"folder": result.outbox, "inbox": round_dir / "inbox", "count": len(result.planned)}
    click.echo(words(f"cli.distribute.{key}", **place))


@command()
@round_argument
@option(
    "--out",
    "next_dir",
    metavar="NEXT",
    type=PATH,
    required=True,
    help_key="help.rollover.out",
)
@option("--end", "ended", metavar="CODE", multiple=True, help_key="help.rollover.end")
@option("--replace", "replaced", metavar="OLD=NEW", multiple=True, help_key="help.rollover.replace")
@option("--force", is_flag=True, help_key="help.rollover.force")
@all_option
@json_option
def rollover(
    round_dir: Path,
    next_dir: Path,
    ended: tuple[str, ...],
    replaced: tuple[str, ...],
    force: bool,
    everything: bool,
    as_json: bool,
) -> None:
    """Write next year's plan."""
    from kpixl.jobs.rollover import rollover as run

    pairs = [replacement(text) for text in replaced]
    result = run(round_dir, next_dir, ended=ended, replaced=pairs, force=force)
    if as_json:
        echo_json(rollover_json(result))
    else:
        echo_rollover(result, next_dir, everything=everything)
