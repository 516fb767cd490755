"""Where every branch stands: the ledger as a table for people, as JSON for programs.

Of a big roster the table has the branches that need something; all others stand in a line of codes.
"""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpixl.cli.output.console import echo_paths, reader_words, several
from kpixl.cli.output.findings import findings_json
from kpixl.cli.output.next_steps import next_steps
from kpixl.cli.output.returns import receipts
from kpixl.cli.output.tables import add_row, make_table, print_table
from kpixl.model.ledger import LedgerRow, NextStep, Receipt

if TYPE_CHECKING:
    from rich.table import Table

    from kpixl.cli.options import ReadAgain
    from kpixl.jobs.status import StatusResult
    from kpixl.steps.load_plan import PlanFaults

_SMALL = 20  # branches of a roster that is shown whole
_MOST_ROWS = 20  # of a big one
_KEYS = ("branch", "receipt", "punctuality", "filled", "issue", "errors", "warnings", "file")
_NUMBERS = ("filled", "errors", "warnings")
_NOT_PRESSING = (NextStep.WAITING, NextStep.BY_TELEPHONE, NextStep.NOT_ISSUED)


def echo_status(
    result: "StatusResult", round_dir: Path, *, again: "ReadAgain", everything: bool = False
) -> None:
    """The ledger as a table, and what to do next, with the options that its commands need `again`."""
    words, ledger = reader_words(), result.ledger
    is_whole = everything or len(ledger) <= _SMALL
    rows = ledger if is_whole else _needing(result)[:_MOST_ROWS]
    if rows:
        print_table(_table(result, rows, is_whole=is_whole))
    if not is_whole:
        _echo_others([row for row in ledger if row not in rows])
    click.echo(words("cli.status.counts", **receipts(ledger)))
    for file in result.unplaced:
        click.echo(words("cli.status.unplaced", file=file))
    echo_paths("cli.draft", result.drafts, everything=everything)
    reminded = (NextStep.MISSING, NextStep.WAITING) if result.drafts else ()
    for step, sentence in next_steps(ledger, round_dir, again).items():
        if step not in reminded:
            click.echo(sentence)


def _needing(result: "StatusResult") -> list[LedgerRow]:
    """The branches that head office has to do something about, the most pressing first."""

    def pressing(row: LedgerRow) -> tuple[bool, int]:
        return row.receipt is not Receipt.SENT_BACK and not _arrived(result, row), -_over(result, row)

    open_ = [
        row
        for row in result.ledger
        if row.receipt is not Receipt.RECEIVED and row.next_step not in _NOT_PRESSING
    ]
    return sorted(open_, key=pressing)


def _over(result: "StatusResult", row: LedgerRow) -> int:
    return result.days_over(row) or 0


def _echo_others(rows: Sequence[LedgerRow]) -> None:
    """The branches without a row of their own, as codes by what there is to say of them."""
    words = reader_words()
    kinds: dict[str, list[str]] = {
        "more_sent_back": [], "more_due": [], "not_issued": [], "waiting": [], "by_telephone": [],
        "doubtful": [], "settled": [],
    }  # fmt: skip
    for row in rows:
        if row.receipt is Receipt.RECEIVED:
            kinds["doubtful" if row.next_step is NextStep.DOUBTFUL else "settled"].append(row.branch_code)
        elif row.receipt is Receipt.SENT_BACK:
            kinds["more_sent_back"].append(row.branch_code)
        else:
            kinds[row.next_step if row.next_step in _NOT_PRESSING else "more_due"].append(row.branch_code)
    for kind, codes in kinds.items():
        if codes:
            click.echo(words(f"cli.status.{kind}", count=len(codes), codes=" ".join(codes)))


def _table(result: "StatusResult", rows: Sequence[LedgerRow], *, is_whole: bool) -> "Table":
    words = reader_words()
    phones = {branch.code: branch.phone for branch in result.plan.branches if branch.phone}
    keys = tuple(key for key in _KEYS if is_whole or key != "issue")
    keys += ("phone", "next_step") if phones else ("next_step",)
    table = make_table("", keys, numbers=_NUMBERS, prefix="column")
    for row in rows:
        files = [file.removeprefix("inbox/") for file in (row.file, *_arrived(result, row)) if file]
        revision = f" {words('cli.status.revision', revision=row.revision)}" if row.revision else ""
        said: dict[str, str | Sequence[str]] = {
            "branch": f"{row.branch_code} {row.branch_name}",
            "receipt": words(f"word.receipt.{row.receipt}"),
            "punctuality": _due_text(result, row),
            "filled": f"{row.filled}/{row.fields}",
            "issue": row.issue + revision,
            "errors": str(row.errors or ""),
            "warnings": str(row.warnings or ""),
            "file": files if is_whole else _one_file(files),
            "phone": phones.get(row.branch_code, ""),
            "next_step": words(f"word.next_step.{row.next_step}"),
        }
        add_row(table, (said[key] for key in keys))
    return table


def _one_file(files: Sequence[str]) -> str:
    """The name of the first file; with several, that there are more."""
    return several([file.rpartition("/")[2] for file in files], 1, reader_words())


def _due_text(result: "StatusResult", row: LedgerRow) -> str:
    """Whether a branch's return came in time; for one that has still to answer, by when it has to."""
    words, due, days = reader_words(), result.due(row.branch_code), result.days_over(row)
    if due is None or days is None:
        return words(f"word.punctuality.{row.punctuality}")
    kind = "over" if days > 0 else "left" if days < 0 else "due_today"
    return words(f"cli.status.{kind}", due=due, days=abs(days))


def _arrived(result: "StatusResult", row: LedgerRow) -> tuple[str, ...]:
    """What came from a branch without a return, and is none that can be read."""
    return result.arrived.get(row.branch_code, ())


def status_json(result: "StatusResult | PlanFaults") -> dict[str, object]:
    """The ledger for `--json`; empty where the plan has faults."""
    from kpixl.steps.load_plan import PlanFaults

    stands = None if isinstance(result, PlanFaults) else result
    return {
        "branches": [_row_json(stands, row) for row in stands.ledger] if stands else [],
        "counts": receipts(stands.ledger if stands else ()),
        "unplaced": list(stands.unplaced) if stands else [],
        "drafts": [str(path) for path in stands.drafts] if stands else [],
        "findings": findings_json(result.findings),
    }


def _row_json(result: "StatusResult", row: LedgerRow) -> dict[str, object]:
    branch, due = result.plan.branch(row.branch_code), result.due(row.branch_code)
    return asdict(row) | {
        "modified": row.modified.isoformat(sep=" ") if row.modified else None,
        "due": due.isoformat() if due else None,
        "days_over": result.days_over(row),
        "phone": branch.phone if branch else "",
        "arrived": list(_arrived(result, row)),
        "next_step": reader_words()(f"word.next_step.{row.next_step}"),
    }
