"""`kpixl summarize`: master in, the executives' summary out. It needs the master alone."""

from dataclasses import dataclass
from pathlib import Path

from kpixl.books.output import write_file
from kpixl.books.summary import build_summary_book
from kpixl.intake import take_master
from kpixl.model.round import Round
from kpixl.model.summary import Summary
from kpixl.rules.overview import build_summary


@dataclass(frozen=True)
class Summarized:
    """Where the summary is, and what it says."""

    path: Path
    summary: Summary


def summarize(round_dir: Path) -> Summarized:
    """Write the summary of a round from its master.

    1. take in the master, refused where somebody has edited it; 2. build the summary; 3. write it.

    Raises:
        InputFileError: there is no master, it cannot be read, or it contradicts itself.
    """
    folder = Round(round_dir)
    collected = take_master(folder.master)
    stored = collected.stored
    summary = build_summary(
        collected.plan,
        stored.run_id,
        collected.assessments,
        stored.ledger,
        stored.measure_entries,
        stored.findings,
        sources=stored.sources,
    )
    write_file(folder.summary, build_summary_book(summary))
    return Summarized(folder.summary, summary)
