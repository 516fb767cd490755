"""How results are shown: as lines and tables for people, as JSON for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpixl.console import echo_findings, findings_json, words
from kpixl.model.assessment import Judgement
from kpixl.model.errors import KpixlError
from kpixl.model.finding import Severity
from kpixl.model.submission import LedgerRow, Receipt

if TYPE_CHECKING:
    from rich.table import Table

    from kpixl.jobs.consolidate import Consolidation
    from kpixl.jobs.demo import RoundScore
    from kpixl.jobs.rollover import RolledOver
    from kpixl.jobs.sendback import SentBack
    from kpixl.jobs.status import Status
    from kpixl.jobs.verify import Verified
    from kpixl.model.fiscal import FiscalYear
    from kpixl.rules.checks import CheckedReturn

_WIDE = 160  # columns of a table that goes into a file or a pipe


def typed(path: Path) -> str:
    """A path as it must be typed in the next command."""
    return f'"{path}"' if " " in str(path) or "　" in str(path) else str(path)


def echo_consolidation(result: "Consolidation", round_dir: Path, *, next_step: bool = True) -> None:
    """What a consolidation found and made; notes are only counted."""
    say = words()
    shown = [item for item in result.findings if item.severity is not Severity.NOTE]
    echo_findings(shown, result.master.plan if result.master else None, err=True)
    if result.master is None:
        return
    notes = len(result.findings) - len(shown)
    if notes:
        click.echo(say("cli.consolidate.notes", count=notes))
    click.echo(say("cli.consolidate.done", path=result.path, **_receipts(result.master.ledger)))
    click.echo(say("cli.consolidate.judgements", **_judgements(result)))
    if not next_step:
        return
    sent_back = any(row.receipt is Receipt.SENT_BACK for row in result.master.ledger)
    click.echo(say(f"cli.consolidate.{'next_sendback' if sent_back else 'next'}", round=typed(round_dir)))


def consolidation_json(result: "Consolidation") -> dict[str, object]:
    """A consolidation for `--json`."""
    ledger = result.master.ledger if result.master else ()
    return {
        "master": str(result.path) if result.master else None,
        "branches": _receipts(ledger),
        "judgements": _judgements(result),
        "findings": findings_json(result.findings),
    }


def _receipts(ledger: Sequence[LedgerRow]) -> dict[str, int]:
    receipts = [row.receipt for row in ledger]
    return {str(kind): receipts.count(kind) for kind in Receipt} | {"total": len(receipts)}


def _judgements(result: "Consolidation") -> dict[str, int]:
    judgements = [row.judgement for row in result.master.assessments] if result.master else []
    return {str(kind): judgements.count(kind) for kind in Judgement}


def echo_sent_back(result: "SentBack") -> None:
    """The correction workbooks, their drafts, and older ones that are no longer needed."""
    say = words()
    for path in result.written:
        click.echo(say("cli.sendback.written", path=path))
    for path in result.drafts:
        click.echo(say("cli.draft", path=path))
    for path in result.stale:
        click.echo(say("cli.sendback.stale", path=path))
    click.echo(say("cli.sendback.done" if result.written else "cli.sendback.none", count=len(result.written)))


def ask_which(returns: "Sequence[CheckedReturn]") -> "CheckedReturn | None":
    """Ask on the terminal which of a branch's returns counts; 0 for none of them."""
    say, first = words(), returns[0]
    branch = f"{first.branch.code} {first.branch.name}" if first.branch else ""
    click.echo(say("cli.ask.title", branch=branch), err=True)
    for number, checked in enumerate(returns, start=1):
        submission = checked.submission
        saved = f"{submission.modified:%Y/%m/%d %H:%M} UTC" if submission.modified else "－"
        errors = sum(item.severity is Severity.ERROR for item in checked.findings)
        facts = {"file": submission.file, "saved": saved, "errors": errors}
        click.echo(say("cli.ask.item", number=number, **facts), err=True)
    try:
        answer: int = click.prompt(say("cli.ask.prompt"), type=click.IntRange(0, len(returns)), err=True)
    except (click.Abort, RuntimeError) as error:
        if isinstance(error.__context__, KeyboardInterrupt):
            raise
        raise KpixlError("nobody_to_ask") from error  # the input has ended, or there is none
    return returns[answer - 1] if answer else None


def echo_status(result: "Status", round_dir: Path) -> None:
    """The ledger as a table, and what to do next."""
    say = words()
    keys = ("branch", "receipt", "punctuality", "filled", "issue", "errors", "warnings", "file", "next_step")
    table = _table("", keys, numbers=("filled", "errors", "warnings"), prefix="column")
    for row in result.ledger:
        revision = f" {say('cli.status.revision', revision=row.revision)}" if row.revision else ""
        table.add_row(
            f"{row.branch_code} {row.branch_name}",
            say(f"word.receipt.{row.receipt}"),
            say(f"word.punctuality.{row.punctuality}"),
            f"{row.filled}/{row.fields}",
            row.issue + revision,
            str(row.errors or ""),
            str(row.warnings or ""),
            row.file.removeprefix("inbox/"),
            say(f"word.next_step.{row.receipt}"),
        )
    _print(table)
    click.echo(say("cli.status.counts", **_receipts(result.ledger)))
    for file in result.unplaced:
        click.echo(say("cli.status.unplaced", file=file))
    for draft in result.drafts:
        click.echo(say("cli.draft", path=draft))
    receipts = {row.receipt for row in result.ledger}
    for receipt in (Receipt.SENT_BACK, Receipt.MISSING):
        if receipt in receipts and not (receipt is Receipt.MISSING and result.drafts):
            click.echo(say(f"cli.status.next_{receipt}", round=typed(round_dir)))


def status_json(result: "Status") -> dict[str, object]:
    """The ledger for `--json`."""
    say = words()
    rows = []
    for row in result.ledger:
        modified = row.modified.isoformat(sep=" ") if row.modified else None
        rows.append(asdict(row) | {"modified": modified, "next_step": say(f"word.next_step.{row.receipt}")})
    return {
        "branches": rows,
        "counts": _receipts(result.ledger),
        "unplaced": list(result.unplaced),
        "drafts": [str(path) for path in result.drafts],
        "findings": findings_json(result.findings),
    }


def echo_verified(results: "Sequence[Verified]") -> None:
    """Every file's findings, and what would become of it."""
    say = words()
    for item in results:
        echo_findings(item.findings, item.plan)
        branch = item.plan.branch(item.branch) if item.plan else None
        about = {"file": item.file, "branch": branch.name if branch else item.branch}
        counts = {"filled": item.filled, "fields": item.fields}
        click.echo(say(f"cli.verify.{item.fate}", **about, **counts))


def verified_json(results: "Sequence[Verified]") -> dict[str, object]:
    """The files for `--json`."""
    files = [
        {
            "file": item.file,
            "status": str(item.fate),
            "branch": item.branch,
            "filled": item.filled,
            "fields": item.fields,
            "findings": findings_json(item.findings),
        }
        for item in results
    ]
    return {"files": files}


def replacement(text: str) -> tuple[str, str]:
    """The two codes of `--replace OLD=NEW`."""
    old, equals, new = (part.strip() for part in text.partition("="))
    if not (old and equals and new):
        raise KpixlError("replace_form", seen=text)
    return old, new


def echo_rollover(result: "RolledOver", next_dir: Path) -> None:
    """What next year's plan took over, what people must look at in it, and what to do next."""
    say, rolled = words(), result.rollover
    echo_findings(result.findings, rolled.plan)
    settings = rolled.plan.settings
    year = _year(settings.fiscal_year)
    sizes = {"branches": len(rolled.plan.branches), "kpis": len(rolled.plan.kpis)}
    click.echo(say("cli.rollover.done", path=result.path, year=year, name=settings.round_name, **sizes))
    click.echo(say("cli.rollover.history", count=rolled.added, baselines=rolled.baselines))
    counts = {str(origin): count for origin, count in rolled.origins.items()}
    click.echo(say("cli.rollover.targets", **counts))
    gone = len(rolled.changes.ended) + len(rolled.changes.replaced)
    if gone:
        click.echo(say("cli.rollover.gone", count=gone))
    click.echo(say("cli.rollover.next", round=typed(next_dir)))


def rollover_json(result: "RolledOver") -> dict[str, object]:
    """Next year's plan for `--json`: every target cell with where it comes from."""
    rolled = result.rollover
    targets = [
        {
            "branch": item.branch_code,
            "kpi": item.code,
            "target": item.text,
            "origin": str(item.origin),
            "proposal": item.proposal,
            "baseline": None if item.baseline is None else f"{item.baseline:f}",
            "no_baseline": str(item.gap) or None,
        }
        for item in rolled.targets
    ]
    return {
        "plan": str(result.path),
        "fiscal_year": rolled.plan.settings.fiscal_year.year,
        "actuals_added": rolled.added,
        "targets": targets,
        "findings": findings_json(result.findings),
    }


def demo_json(scores: "Sequence[RoundScore]") -> dict[str, object]:
    """The played rounds for `--json`."""
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


def echo_demo(scores: "Sequence[RoundScore]") -> None:
    """The played rounds beside the published judgements, and where the files are."""
    say = words()
    keys = ("year", "branch", "achieved", "not_achieved", "published", "agreement")
    table = _table(say("cli.demo.table_title"), keys, numbers=keys[2:], prefix="cli.demo")
    for played in scores:
        if played.is_plan:
            continue
        year = _year(played.fiscal_year)
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
    _print(table)
    rows = [row for played in scores for row in played.branches]
    click.echo(say("cli.demo.agree", agree=sum(row.agree for row in rows), of=sum(row.of for row in rows)))
    for played in scores:
        if played.is_plan:
            branches = say("text.list_separator").join(row.branch for row in played.branches)
            about = {"year": _year(played.fiscal_year), "prior": _year(played.fiscal_year.prior)}
            click.echo(say("cli.demo.plan", branches=branches, targets=played.targets, **about))
    click.echo(say("cli.demo.files"))
    for played in scores:
        for name in ("master", "summary"):
            click.echo("  " + say(f"cli.demo.file_{name}", path=played.folder / f"{name}.xlsx"))


def _year(year: "FiscalYear") -> str:
    return year.era if words().language == "ja" else year.short


def _table(title: str, keys: Sequence[str], *, numbers: Sequence[str], prefix: str) -> "Table":
    from rich.table import Table

    table = Table(title=title or None)
    for key in keys:
        table.add_column(
            words()(f"{prefix}.{key}"), justify="right" if key in numbers else "left", overflow="fold"
        )
    return table


def _print(table: "Table") -> None:
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDE)
    console.print(table)
