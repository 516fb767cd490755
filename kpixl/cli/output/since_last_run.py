"""What has moved since the last master, in one line: who consolidates every day wants to know this first."""

from collections.abc import Iterator, Sequence

from kpixl.cli.output.console import reader_words, several
from kpixl.model.last_run import Moved, SinceLastRun

_NAMED = 12  # branches that are named by their codes


def since_text(since: SinceLastRun) -> str:
    """New files, branches that stand elsewhere, figures and judgements that differ; or that nothing has."""
    words = reader_words()
    parts = words("cli.causes.separator").join(_parts(since))
    return words("cli.since.line", parts=parts) if parts else words("cli.since.nothing")


def _parts(since: SinceLastRun) -> Iterator[str]:
    words = reader_words()
    if since.files:
        yield words("cli.since.files", count=since.files, codes=_listed(since.arrived))
    if since.moved:
        moves = [_move(item) for item in since.moved]
        yield words("cli.since.moved", count=len(moves), moves=_listed(moves))
    if since.figures:
        yield words("cli.since.figures", count=since.figures, codes=_listed(since.revised))
    if since.judgements:
        yield words("cli.since.judgements", count=since.judgements)


def _move(item: Moved) -> str:
    words = reader_words()
    before, after = (words(f"word.receipt.{receipt}") for receipt in (item.before, item.after))
    return words("cli.since.move", code=item.branch_code, before=before, after=after)


def _listed(names: Sequence[str]) -> str:
    """The names in brackets, of many the first ones; nothing for none."""
    words = reader_words()
    shown = several(names, _NAMED, words, words("cli.since.separator"))
    return words("cli.since.named", names=shown) if names else ""


def since_json(since: SinceLastRun | None) -> dict[str, object] | None:
    """The same for `--json`; None where there was no master."""
    if since is None:
        return None
    return {
        "files": since.files,
        "arrived": list(since.arrived),
        "moved": [
            {"branch": item.branch_code, "before": str(item.before), "after": str(item.after)}
            for item in since.moved
        ],
        "figures": since.figures,
        "revised": list(since.revised),
        "judgements": since.judgements,
    }
