"""A step that several commands share: the summary record of a master that was read."""

from kpixl.model.summary import Summary
from kpixl.rules.summary.build import build_summary
from kpixl.steps.load_master import LoadedMaster


def summary_of_master(loaded: LoadedMaster) -> Summary:
    """All numbers, judgements and orders that summary and reports print."""
    stored = loaded.stored
    return build_summary(
        loaded.plan,
        stored.run_id,
        loaded.assessments,
        stored.ledger,
        stored.measure_entries,
        stored.findings,
        sources=stored.sources,
    )
