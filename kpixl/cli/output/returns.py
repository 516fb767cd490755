"""How the jobs of a round are shown: as lines and tables for people, as JSON for programs."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpixl.cli.output.console import echo_paths, reader_words, typed
from kpixl.cli.output.findings import echo_findings, findings_json
from kpixl.cli.output.next_steps import echo_next
from kpixl.cli.output.since_last_run import since_json, since_text
from kpixl.locale.amounts import format_date
from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.errors import KpixlError
from kpixl.model.finding import Severity
from kpixl.model.ledger import LedgerRow, Receipt
from kpixl.model.printable import printable

if TYPE_CHECKING:
    from kpixl.cli.options import ReadAgain
    from kpixl.jobs.verify import VerifyResult
    from kpixl.model.plan import Branch
    from kpixl.rules.returns.check import CheckedReturn
    from kpixl.steps.load_plan import PlanFaults
    from kpixl.steps.make_corrections import SendbackResult
    from kpixl.steps.make_master import ConsolidateResult


def echo_consolidation(
    result: "ConsolidateResult",
    round_dir: Path,
    *,
    again: "ReadAgain | None" = None,
    everything: bool = False,
) -> None:
    """What a consolidation found and made; notes are only counted.

    Where it is known what a command on the returns needs `again`, what to do next.
    """
    words = reader_words()
    shown = [item for item in result.findings if item.severity is not Severity.NOTE]
    echo_findings(shown, result.master.plan, err=True, everything=everything)
    notes = len(result.findings) - len(shown)
    if notes:
        click.echo(words("cli.consolidate.notes", count=notes))
    click.echo(words("cli.consolidate.done", path=result.path, **receipts(result.master.ledger)))
    if result.since is not None:
        click.echo(since_text(result.since))
    judged = result.master.assessments
    click.echo(words("cli.consolidate.judgements", **_judgements(judged), why=_why(judged)))
    if again is not None:
        echo_next(result.master, round_dir, again, after="consolidate")


def consolidation_json(result: "ConsolidateResult | PlanFaults") -> dict[str, object]:
    """A consolidation for `--json`; without a master where the plan has faults."""
    from kpixl.steps.load_plan import PlanFaults

    master = None if isinstance(result, PlanFaults) else result.master
    return {
        "master": str(result.path) if master else None,
        "branches": receipts(master.ledger if master else ()),
        "judgements": _judgements(master.assessments if master else ()),
        "since": None if isinstance(result, PlanFaults) else since_json(result.since),
        "findings": findings_json(result.findings),
    }


def receipts(ledger: Sequence[LedgerRow]) -> dict[str, int]:
    """How many branches stand where, and how many there are."""
    kinds = [row.receipt for row in ledger]
    return {str(kind): kinds.count(kind) for kind in Receipt} | {"total": len(kinds)}


def _judgements(assessments: Sequence[Assessment]) -> dict[str, int]:
    judgements = [row.judgement for row in assessments]
    return {str(kind): judgements.count(kind) for kind in Judgement}


def _why(assessments: Sequence[Assessment]) -> str:
    """Why there is no judgement, each reason with how many there are: together they are all of them."""
    words = reader_words()
    reasons = Counter(row.reason for row in assessments if row.judgement is Judgement.NOT_JUDGED)
    parts = [
        words("cli.consolidate.why_part", reason=words(f"word.reason.{reason}"), count=count)
        for reason, count in reasons.most_common()
    ]
    return words("cli.consolidate.why", parts=words("cli.causes.separator").join(parts)) if parts else ""


def echo_sent_back(
    result: "SendbackResult", round_dir: Path, *, again: "ReadAgain | None" = None, everything: bool = False
) -> None:
    """The correction workbooks, their drafts, and older ones that are no longer needed.

    Where it is known what a command on the returns needs `again`, what to do next.
    """
    words = reader_words()
    about = {"count": len(result.written), "round": typed(round_dir), "options": str(again or "")}
    echo_paths("cli.sendback.written", result.written, everything=everything)
    echo_paths("cli.draft", result.drafts, everything=everything)
    echo_paths("cli.sendback.stale", result.stale, everything=everything)
    if result.unregistered:
        codes = " ".join(branch.code for branch in result.unregistered)
        click.echo(words("cli.sendback.unregistered", count=len(result.unregistered), codes=codes))
    kind = "none" if not result.written else "made" if again is None else "done"
    click.echo(words(f"cli.sendback.{kind}", **about))


def may_lose(branches: "Sequence[Branch]", *, yes: bool) -> bool:
    """Whether a master may be without branches that the last one had: `--yes`, or what a terminal answers."""
    if yes or not sys.stdin.isatty():
        return yes
    words = reader_words()
    names = words("cli.causes.separator").join(f"{branch.code} {branch.name}" for branch in branches)
    click.echo(words("cli.lost.names", branches=names, count=len(branches)), err=True)
    return click.confirm(words("cli.lost.prompt"), default=False, err=True)


def ask_which(returns: "Sequence[CheckedReturn]") -> "CheckedReturn | None":
    """Ask on the terminal which of a branch's returns counts; 0 for none of them."""
    words, first = reader_words(), returns[0]
    branch = f"{first.branch.code} {first.branch.name}" if first.branch else ""
    click.echo(words("cli.ask.title", branch=branch), err=True)
    for number, checked in enumerate(returns, start=1):
        submission = checked.submission
        modified = submission.modified
        zone = " UTC" if modified and modified.tzinfo else ""
        saved = f"{format_date(modified)}{zone}" if modified else "－"
        errors = sum(item.severity is Severity.ERROR for item in checked.findings)
        facts = {"file": submission.file, "saved": saved, "errors": errors}
        click.echo(words("cli.ask.item", number=number, **facts), err=True)
    try:
        answer: int = click.prompt(words("cli.ask.prompt"), type=click.IntRange(0, len(returns)), err=True)
    except (click.Abort, RuntimeError) as error:
        if isinstance(error.__context__, KeyboardInterrupt):
            raise
        raise KpixlError("nobody_to_ask") from error  # the input has ended, or there is none
    return returns[answer - 1] if answer else None


def echo_verified(results: "Sequence[VerifyResult]", *, everything: bool) -> None:
    """Every file's findings, and what would become of it."""
    words = reader_words()
    for item in results:
        echo_findings(item.findings, item.plan, everything=everything)
        branch = item.plan.branch(item.branch) if item.plan else None
        about = {"file": printable(item.file), "branch": printable(branch.name if branch else item.branch)}
        counts = {"filled": item.filled, "fields": item.fields}
        key = "blank" if item.is_blank else item.disposition
        click.echo(words(f"cli.verify.{key}", **about, **counts))


def verified_json(results: "Sequence[VerifyResult]") -> dict[str, object]:
    """The files for `--json`."""
    files = [
        {
            "file": item.file,
            "status": "blank" if item.is_blank else str(item.disposition),
            "branch": item.branch,
            "filled": item.filled,
            "fields": item.fields,
            "findings": findings_json(item.findings),
        }
        for item in results
    ]
    return {"files": files}
