"""The facts of a run, for the master's 実行記録: what went in, what came out, and that the two agree."""

from kpixl import __version__
from kpixl.books.master.records import RunFact
from kpixl.books.writing.sheet import Value
from kpixl.locale.amounts import format_year_in_full
from kpixl.model.assessment import Judgement
from kpixl.model.ledger import Disposition, Receipt
from kpixl.model.master import ControlTotals, Master


def run_facts(master: Master, checksum: str, agreement: str) -> list[RunFact]:
    """The facts by their keys, in order; `checksum` is that of all the sheets."""
    settings, totals = master.plan.settings, master.totals
    receipts = [row.receipt for row in master.ledger]
    used = (Disposition.ACCEPTED, Disposition.PARTLY)
    judged = " / ".join(
        str(sum(row.judgement is judgement for row in master.assessments)) for judgement in Judgement
    )
    facts: dict[str, Value] = {
        "organisation": settings.organisation,
        "round_name": settings.round_name,
        "fiscal_year": format_year_in_full(settings.fiscal_year, settings.language),
        "version": __version__,
        "run_id": master.run_id,
        "branches": len(master.plan.branches),
        "received": receipts.count(Receipt.RECEIVED),
        "sent_back": receipts.count(Receipt.SENT_BACK),
        "missing": receipts.count(Receipt.MISSING),
        "files": len(master.sources),
        "accepted": sum(source.disposition in used for source in master.sources),
        "rows": totals.rows,
        "expected_rows": totals.expected_rows,
        "figures_in": totals.figures_in,
        "figures_out": totals.figures_out,
        "sum_in": totals.sum_in,
        **_adjustments(totals),
        "sum_out": totals.sum_out,
        "agreement": agreement,
        "judgements": judged,
        "checksum": checksum,
    }
    return [RunFact(item=key, value=value) for key, value in facts.items()]


def _adjustments(totals: ControlTotals) -> dict[str, Value]:
    """What the adjustments add to the control totals; nothing where there are none."""
    if not totals.adjustments:
        return {}
    return {
        "adjustments": totals.adjustments,
        "figures_adjusted": totals.figures_adjusted,
        "sum_adjusted": totals.sum_adjusted,
    }
