"""The command line: parse, call one job, print, exit code. Heavy imports stand inside the commands."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    speak,
    words,
)
from kpixl.locale import LANGUAGES
from kpixl.model.errors import KpixlError
from kpixl.model.finding import Severity
from kpixl.model.submission import FileFate, OnDuplicate
from kpixl.story import echo_explanation, explanation_json
from kpixl.summary_options import echo_summary, summary_options, wishes_of
from kpixl.terminal import (
    ask_which,
    consolidation_json,
    demo_json,
    echo_consolidation,
    echo_demo,
    echo_rollover,
    echo_sent_back,
    echo_status,
    echo_verified,
    replacement,
    rollover_json,
    status_json,
    typed,
    verified_json,
)

if TYPE_CHECKING:
    from kpixl.intake import Handling


def _round_folder(_context: click.Context, _parameter: click.Parameter, path: Path) -> Path:
    """A round is a folder; somebody who names the plan in it gets a sentence instead of a riddle."""
    if path.is_file():
        raise KpixlError("not_a_round", path=path)
    return path


_round = click.argument(
    "round_dir", metavar="[ROUND]", default=".", type=click.Path(path_type=Path), callback=_round_folder
)
_json = option("--json", "as_json", is_flag=True, help_key="cli.json")
_on_duplicate = option(
    "--on-duplicate",
    type=click.Choice([kind.value for kind in OnDuplicate]),
    default=OnDuplicate.LATEST.value,
    help_key="cli.on_duplicate",
)
_passwords = option(
    "--password-file", type=click.Path(path_type=Path), metavar="FILE", help_key="cli.password_file"
)


def _read_passwords(path: Path | None) -> tuple[str, ...]:
    """The passwords of a file; asked for at once, so that a missing library does not fail file by file."""
    if path is None:
        return ()
    from kpixl.books.decrypt import read_passwords, require_msoffcrypto

    require_msoffcrypto()
    return read_passwords(path)


@contextmanager
def _handling(on_duplicate: str, password_file: Path | None, *, quiet: bool = False) -> Iterator["Handling"]:
    """How a command reads returns, with its progress bar."""
    from kpixl.intake import Handling

    passwords = _read_passwords(password_file)
    with progress(words()("cli.consolidate.reading"), quiet=quiet) as advance:
        yield Handling(passwords, OnDuplicate(on_duplicate), ask_which, advance)


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
    click.echo(words()("cli.init.done", path=path, round=typed(round_dir)))


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
            click.echo(say("cli.check.next", round=typed(round_dir)))
    leave(Exit.USAGE if checked.faulty else Exit.CLEAN)


@cli.command()
@_round
@option("--branch", "only", metavar="CODE", help_key="cli.distribute.branch")
@option("--dry-run", is_flag=True, help_key="cli.distribute.dry_run")
@option("--force", is_flag=True, help_key="cli.distribute.force")
@option("--mail", is_flag=True, help_key="cli.distribute.mail")
def distribute(round_dir: Path, only: str | None, dry_run: bool, force: bool, mail: bool) -> None:
    """Issue the entry workbooks."""
    from kpixl.jobs.distribute import distribute as issue

    result, say = issue(round_dir, only=only, force=force, dry_run=dry_run, mail=mail), words()
    echo_findings(result.findings, err=True)
    if result.refused:
        click.echo(say("cli.distribute.refused"), err=True)
        leave(Exit.USAGE)
    for item in result.planned:
        click.echo(say("cli.distribute.planned", file=result.outbox / item.file, issue=item.identity.issue))
    for draft in result.drafts:
        click.echo(say("cli.draft", path=draft))
    key = "done" if result.written else "would"
    place = {"folder": result.outbox, "inbox": round_dir / "inbox", "count": len(result.planned)}
    click.echo(say(f"cli.distribute.{key}", **place))


@cli.command()
@_round
@option("--remind", is_flag=True, help_key="cli.status.remind")
@_on_duplicate
@_passwords
@_json
def status(
    round_dir: Path, remind: bool, on_duplicate: str, password_file: Path | None, as_json: bool
) -> None:
    """Show where every branch stands."""
    from kpixl.jobs.status import status as look

    with _handling(on_duplicate, password_file, quiet=as_json) as handling:
        result = look(round_dir, handling, remind=remind)
    if as_json:
        echo_json(status_json(result))
    else:
        echo_findings(result.findings, result.plan, err=True)
    if result.plan is None:
        leave(Exit.USAGE)
    if not as_json:
        echo_status(result, round_dir)


@cli.command()
@_round
@_on_duplicate
@_passwords
@_json
def consolidate(round_dir: Path, on_duplicate: str, password_file: Path | None, as_json: bool) -> None:
    """Read the returns and write the master."""
    from kpixl.jobs.consolidate import consolidate as run

    with _handling(on_duplicate, password_file, quiet=as_json) as handling:
        result = run(round_dir, handling)
    if as_json:
        echo_json(consolidation_json(result))
    else:
        echo_consolidation(result, round_dir)
    if result.master is None:
        leave(Exit.USAGE)
    leave(Exit.REFUSED if result.refused else Exit.CLEAN)


@cli.command()
@_round
@option("--mail", is_flag=True, help_key="cli.sendback.mail")
@_on_duplicate
@_passwords
def sendback(round_dir: Path, mail: bool, on_duplicate: str, password_file: Path | None) -> None:
    """Write the correction workbooks."""
    from kpixl.jobs.sendback import send_back

    with _handling(on_duplicate, password_file) as handling:
        result = send_back(round_dir, handling, mail=mail)
    echo_findings(result.findings, result.plan, err=True)
    if result.plan is None:
        leave(Exit.USAGE)
    echo_sent_back(result)


@cli.command()
@_round
@summary_options
def summarize(round_dir: Path, **options: Any) -> None:
    """Write the executives' summary."""
    from kpixl.jobs.summarize import summarize as run

    wishes = wishes_of(**options)
    echo_summary(run(round_dir, wishes), pdf=options["pdf"])


@cli.command()
@click.argument("round_dir", metavar="ROUND", type=click.Path(path_type=Path), callback=_round_folder)
@click.argument("branch", metavar="BRANCH")
@click.argument("kpi", metavar="KPI")
@_json
def explain(round_dir: Path, branch: str, kpi: str, as_json: bool) -> None:
    """Tell the story of one figure."""
    from kpixl.jobs.explain import explain as tell

    story = tell(round_dir, branch, kpi, words().language)
    if as_json:
        echo_json(explanation_json(story, words()))
    else:
        echo_explanation(story, words())


@cli.command()
@_round
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
@_json
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


@cli.command("run")
@_round
@_on_duplicate
@_passwords
@summary_options
def run_all(round_dir: Path, on_duplicate: str, password_file: Path | None, **options: Any) -> None:
    """Consolidate, send back, summarize."""
    from kpixl.intake import take_in
    from kpixl.jobs.consolidate import consolidate_taken
    from kpixl.jobs.sendback import send_back_taken
    from kpixl.jobs.summarize import summarize as run_summarize

    # The master to compare with may be the round's own, which is about to be made again.
    wishes = wishes_of(**options)
    with _handling(on_duplicate, password_file) as handling:
        taken = take_in(round_dir, handling)
    result = consolidate_taken(taken)
    echo_consolidation(result, round_dir, next_step=False)
    if result.master is None:
        leave(Exit.USAGE)
    echo_sent_back(send_back_taken(taken))
    echo_summary(run_summarize(round_dir, wishes), pdf=options["pdf"])
    leave(Exit.REFUSED if result.refused else Exit.CLEAN)


@cli.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@_passwords
@_json
def verify(files: tuple[Path, ...], password_file: Path | None, as_json: bool) -> None:
    """Check returned files without a round."""
    from kpixl.jobs.verify import verify as verify_files

    missing = next((path for path in files if not os.path.lexists(path)), None)
    if missing:
        raise KpixlError("file_missing", path=missing)
    results = verify_files(files, _read_passwords(password_file))
    if as_json:
        echo_json(verified_json(results))
    else:
        echo_verified(results)
    refused = any(item.fate is FileFate.REFUSED for item in results)
    leave(Exit.REFUSED if refused else Exit.CLEAN)


@cli.command()
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
@_json
def target(text: str, unit: str | None, direction: str | None, as_json: bool) -> None:
    """Show how a target will be read."""
    from kpixl.target_view import echo_readings, readings_json, readings_of

    readings = readings_of(text, unit, direction)
    if as_json:
        echo_json(readings_json(readings, text))
    else:
        echo_readings(readings, text)


@cli.command()
@click.argument("folder", metavar="[DIR]", default="kpixl-demo", type=click.Path(path_type=Path))
@_json
def demo(folder: Path, as_json: bool) -> None:
    """Play the worked rounds."""
    from kpixl.jobs.consolidate import consolidate as run_consolidate
    from kpixl.jobs.demo import YEARS, has_returns, prepare, prepare_round, score, take_returns
    from kpixl.jobs.distribute import distribute as run_distribute
    from kpixl.jobs.summarize import summarize as run_summarize

    prepare(folder)
    scores = []
    for year in YEARS:
        label = words()("cli.demo.playing", year=year)
        with progress(label, quiet=as_json) as advance:
            round_dir = prepare_round(folder, year)
            if has_returns(year):
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
        echo_json(demo_json(scores))
    else:
        echo_demo(scores)


def main() -> None:
    """Run kpixl; what a console cannot show is replaced instead of crashing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    cli()
