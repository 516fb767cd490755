"""What has moved since the last master: new files, branches that stand elsewhere, figures that differ."""

from collections.abc import Sequence

from kpixl.model.assessment import Assessment
from kpixl.model.figure import FigureState
from kpixl.model.last_run import LastRun, Moved, SinceLastRun
from kpixl.model.ledger import Disposition, LedgerRow, Source

_NO_NEWS = (Disposition.OPENED, Disposition.IGNORED, Disposition.IDENTICAL)


def since_last_run(
    last: LastRun, ledger: Sequence[LedgerRow], sources: Sequence[Source], rows: Sequence[Assessment]
) -> SinceLastRun | None:
    """What ledger, sources and assessments say otherwise than the last master; None where there was none.

    Figures are compared as they count: with what head office adjusted.
    """
    if not last.ledger:
        return None
    known = {source.sha256 for source in last.sources}
    new = [item for item in sources if item.sha256 not in known and item.disposition not in _NO_NEWS]
    before = {row.branch_code: row.receipt for row in last.ledger}
    then = [(row, last.judged.get((row.branch_code, row.kpi_code))) for row in rows]
    both = [(row, was) for row, was in then if was and row.figure.state is not FigureState.MISSING]
    differ = [row.branch_code for row, (figure, _judgement) in both if row.figure != figure]
    return SinceLastRun(
        files=len(new),
        arrived=tuple(sorted({item.branch_code for item in new} - {""})),
        moved=tuple(
            Moved(branch_code=row.branch_code, before=before[row.branch_code], after=row.receipt)
            for row in ledger
            if before.get(row.branch_code, row.receipt) is not row.receipt
        ),
        figures=len(differ),
        revised=tuple(dict.fromkeys(differ)),
        judgements=sum(row.judgement is not judgement for row, (_figure, judgement) in both),
    )
