"""The command line: parse, call one job, print, exit code. Heavy imports stand inside the commands."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpixl import __version__
from kpixl.console import (
    Exit,
    KpixlGroup,
    WordedOption,
    echo_findings,
    echo_json,
    findings_json,
    leave,
    option,
    progress,
    words,
)
from kpixl.locale import LANGUAGES
from kpixl.model.assessment import Judgement
from kpixl.model.errors import KpixlError
from kpixl.model.finding import Severity
from kpixl.model.submission import Receipt

if TYPE_CHECKING:
    from kpixl.jobs.consolidate import Consolidation
    from kpixl.jobs.demo import RoundScore


def _round_folder(_context: click.Context, _parameter: click.Parameter, path: Path) -> Path:
    """A round is a folder; somebody who names the plan in it gets a sentence instead of a riddle."""
    if path.is_file():
        raise KpixlError("not_a_round", path=path)
    return path


def _typed(path: Path) -> str:
    """A path as it must be typed in the next command."""
    return f'"{path}"' if " " in str(path) or "　" in str(path) else str(path)


_round = click.argument(
    "round_dir", metavar="[ROUND]", default=".", type=click.Path(path_type=Path), callback=_round_folder
)
_json = option("--json", "as_json", is_flag=True, help_key="cli.json")


@click.group(cls=KpixlGroup, context_settings={"help_option_names": ["-h", "--help"]})
@option("--lang", type=click.Choice(LANGUAGES), is_eager=True, help_key="cli.lang")
@option("--debug", is_flag=True, help_key="cli.debug")
@click.version_option(__version__, "--version", prog_name="kpixl", cls=WordedOption, help="cli.version")
def cli(lang: str | None, debug: bool) -> None:
    """Collect, judge and summarise KPI results; the help text people see is in the catalogues."""


@cli.command()
@click.argument("round_dir", metavar="DIR", type=click.Path(path_type=Path))
@option("--language", type=click.Choice(LANGUAGES), default="ja", help_key="cli.init.language")
def init(round_dir: Path, language: str) -> None:
    """Make a new round."""
    from kpixl.jobs.initialize import initialize

    path = initialize(round_dir, language)
    click.echo(words()("cli.init.done", path=path, round=_typed(round_dir)))


@cli.command()
@_round
@_json
def check(round_dir: Path, as_json: bool) -> None:
    """Check the plan."""
    from kpixl.jobs.check import check as check_plan

    checked, say = check_plan(round_dir), words()
    if as_json:
        echo_json({"ok": not checked.faulty, "findings": findings_json(checked.findings)})
    else:
        echo_findings(checked.findings, checked.plan)
        if checked.findings:
            errors = sum(item.severity is Severity.ERROR for item in checked.findings)
            click.echo(say("cli.check.faults", errors=errors, warnings=len(checked.findings) - errors))
        if checked.plan is not None:
            plan = checked.plan
            targets = sum(target.direction != "none" for target in plan.targets.values())
            counts = {"branches": len(plan.branches), "kpis": len(plan.kpis), "targets": targets}
            click.echo(say("cli.check.ok", **counts))
            click.echo(say("cli.check.next", round=_typed(round_dir)))
    leave(Exit.USAGE if checked.faulty else Exit.CLEAN)


@cli.command()
@_round
@option("--branch", "only", metavar="CODE", help_key="cli.distribute.branch")
@option("--dry-run", is_flag=True, help_key="cli.distribute.dry_run")
@option("--force", is_flag=True, help_key="cli.distribute.force")
def distribute(round_dir: Path, only: str | None, dry_run: bool, force: bool) -> None:
    """Issue the entry workbooks."""
    from kpixl.jobs.distribute import distribute as issue

    result, say = issue(round_dir, only=only, force=force, dry_run=dry_run), words()
    echo_findings(result.findings, err=True)
    if result.refused:
        click.echo(say("cli.distribute.refused"), err=True)
        leave(Exit.USAGE)
    for item in result.planned:
        click.echo(say("cli.distribute.planned", file=result.outbox / item.file, issue=item.identity.issue))
    key = "done" if result.written else "would"
    place = {"folder": result.outbox, "inbox": round_dir / "inbox", "count": len(result.planned)}
    click.echo(say(f"cli.distribute.{key}", **place))


@cli.command()
@_round
@_json
def consolidate(round_dir: Path, as_json: bool) -> None:
    """Read the returns and write the master."""
    from kpixl.jobs.consolidate import consolidate as run

    say = words()
    with progress(say("cli.consolidate.reading"), quiet=as_json) as advance:
        result = run(round_dir, progress=advance)
    if as_json:
        echo_json(_consolidation_json(result))
    else:
        _echo_consolidation(result, round_dir)
    if result.master is None:
        leave(Exit.USAGE)
    leave(Exit.REFUSED if result.refused else Exit.CLEAN)


def _echo_consolidation(result: "Consolidation", round_dir: Path) -> None:
    say = words()
    shown = [item for item in result.findings if item.severity is not Severity.NOTE]
    echo_findings(shown, result.master.plan if result.master else None, err=True)
    if result.master is None:
        return
    notes = len(result.findings) - len(shown)
    if notes:
        click.echo(say("cli.consolidate.notes", count=notes))
    click.echo(say("cli.consolidate.done", path=result.path, **_receipt_counts(result)))
    click.echo(say("cli.consolidate.judgements", **_judgement_counts(result)))
    click.echo(say("cli.consolidate.next", round=_typed(round_dir)))


def _receipt_counts(result: "Consolidation") -> dict[str, int]:
    receipts = [row.receipt for row in result.master.ledger] if result.master else []
    return {str(kind): receipts.count(kind) for kind in Receipt} | {"total": len(receipts)}


def _judgement_counts(result: "Consolidation") -> dict[str, int]:
    judgements = [row.judgement for row in result.master.assessments] if result.master else []
    return {str(kind): judgements.count(kind) for kind in Judgement}


def _consolidation_json(result: "Consolidation") -> dict[str, object]:
    return {
        "master": str(result.path) if result.master else None,
        "branches": _receipt_counts(result),
        "judgements": _judgement_counts(result),
        "findings": findings_json(result.findings),
    }


@cli.command()
@_round
def summarize(round_dir: Path) -> None:
    """Write the executives' summary."""
    from kpixl.jobs.summarize import summarize as run

    result = run(round_dir)
    click.echo(words()("cli.summarize.done", path=result.path))


@cli.command()
@click.argument("folder", metavar="[DIR]", default="kpixl-demo", type=click.Path(path_type=Path))
@_json
def demo(folder: Path, as_json: bool) -> None:
    """Play the worked rounds."""
    from kpixl.jobs.consolidate import consolidate as run_consolidate
    from kpixl.jobs.demo import YEARS, prepare, prepare_round, score, take_returns
    from kpixl.jobs.distribute import distribute as run_distribute
    from kpixl.jobs.summarize import summarize as run_summarize

    prepare(folder)
    scores = []
    for year in YEARS:
        label = words()("cli.demo.playing", year=year)
        with progress(label, quiet=as_json) as advance:
            round_dir = prepare_round(folder, year)
            run_distribute(round_dir, force=True)
            advance(1, 4)
            take_returns(round_dir, year)
            advance(2, 4)
            result = run_consolidate(round_dir)
            advance(3, 4)
            run_summarize(round_dir)
            advance(4, 4)
        if result.master is None:
            leave(Exit.CRASHED)
        scores.append(score(result.master, round_dir))
    if as_json:
        echo_json(_demo_json(scores))
    else:
        _echo_demo(scores)


def _demo_json(scores: "list[RoundScore]") -> dict[str, object]:
    return {
        "rounds": {
            str(played.fiscal_year): {
                row.branch: {
                    "achieved": row.achieved,
                    "not_achieved": row.not_achieved,
                    "missing": row.missing,
                }
                for row in played.branches
            }
            for played in scores
        },
        "published": {
            "agree": sum(row.agree for played in scores for row in played.branches),
            "of": sum(row.of for played in scores for row in played.branches),
        },
    }


def _echo_demo(scores: "list[RoundScore]") -> None:
    from rich.console import Console
    from rich.table import Table

    say = words()
    table = Table(title=say("cli.demo.table_title"))
    for key in ("year", "branch", "achieved", "not_achieved", "published", "agreement"):
        table.add_column(say(f"cli.demo.{key}"), justify="left" if key in ("year", "branch") else "right")
    for played in scores:
        year = played.fiscal_year.era if say.language == "ja" else played.fiscal_year.short
        for row in played.branches:
            counts = (
                [say("cli.demo.missing"), ""] if row.missing else [str(row.achieved), str(row.not_achieved)]
            )
            published = (
                f"{row.published[0]} / {row.published[1]}" if row.published else say("cli.demo.unpublished")
            )
            agreement = f"{row.agree}/{row.of}" if row.of else "－"
            table.add_row(year, row.branch, *counts, published, agreement)
        table.add_section()
    Console().print(table)
    rows = [row for played in scores for row in played.branches]
    click.echo(say("cli.demo.agree", agree=sum(row.agree for row in rows), of=sum(row.of for row in rows)))
    click.echo(say("cli.demo.files"))
    for played in scores:
        for name in ("master", "summary"):
            click.echo("  " + say(f"cli.demo.file_{name}", path=played.folder / f"{name}.xlsx"))


def main() -> None:
    """Run kpixl; what a console cannot show is replaced instead of crashing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    cli()
