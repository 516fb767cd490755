"""A step that several commands share: the summary record of a master that was read."""

from collections.abc import Collection

from kpixl.model.summary import Summary
from kpixl.rules.summary.build import build_summary
from kpixl.steps.load_master import LoadedMaster


def summary_of_master(
    loaded: LoadedMaster, *, most_shown: int | None = None, asked: Collection[str] = ()
) -> Summary:
    """All numbers, judgements and orders that summary and reports print.

    Of more than `most_shown` branches the lists have the best and the last, and those `asked` for by code.
    """
    stored = loaded.stored
    return build_summary(
        loaded.plan,
        stored.run_id,
        loaded.assessments,
        stored.ledger,
        stored.measure_entries,
        stored.findings,
        sources=stored.sources,
        most_shown=most_shown,
        asked=asked,
        texts=stored.texts,
    )
