"""What the master workbook holds, as one record."""

from dataclasses import dataclass
from decimal import Decimal

from kpixl.model.aggregate import RoundResult
from kpixl.model.annotation import AnnotationRow
from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.entries import Entry, MeasureEntry
from kpixl.model.finding import Finding
from kpixl.model.ledger import CellChange, LedgerRow, Source
from kpixl.model.narrative import ActivityFigure, MeasureText, NextKpi
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import RawPlan
from kpixl.model.receipt_note import ReceiptNote
from kpixl.model.rounding import exact_sum

# Rows of a sheet of Excel, without those that the keys and the labels of a master take.
MOST_ROWS = 1_048_576 - 3


@dataclass(frozen=True, kw_only=True)
class ControlTotals:
    """What went into a consolidation and what came out; both sides must be equal.

    Sums run over figures of all units: they mean nothing by themselves and prove that none is lost.
    Head office's adjustments stand between the two sides: how many figures they concern, how many
    figures they add (negative: take away), and what they add to the sum.
    """

    rows: int
    expected_rows: int
    figures_in: int
    figures_out: int
    sum_in: Decimal
    sum_out: Decimal
    adjustments: int = 0
    figures_adjusted: int = 0
    sum_adjusted: Decimal = Decimal(0)

    @property
    def expected_sum(self) -> Decimal:
        """What the sum must come to: the accepted entry workbooks' and the adjustments'."""
        return exact_sum([self.sum_in, self.sum_adjusted])

    @property
    def agree(self) -> bool:
        """True where nothing was lost, and nothing added but by head office."""
        return (self.rows, self.figures_in + self.figures_adjusted, self.expected_sum) == (
            self.expected_rows,
            self.figures_out,
            self.sum_out,
        )


@dataclass(frozen=True, kw_only=True)
class Master:
    """A consolidated round: the plan it was judged by, everything that came back, and what follows."""

    plan: Plan
    raw_plan: RawPlan
    run_id: str
    ledger: tuple[LedgerRow, ...]
    assessments: tuple[Assessment, ...]
    measure_entries: tuple[MeasureEntry, ...]
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]
    changes: tuple[CellChange, ...]
    totals: ControlTotals
    round_results: tuple[RoundResult, ...]
    texts: tuple[MeasureText, ...] = ()
    activities: tuple[ActivityFigure, ...] = ()
    next_kpis: tuple[NextKpi, ...] = ()
    annotations: tuple[AnnotationRow, ...] = ()
    decisions: tuple[ReceiptNote, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StoredMaster:
    """A master as it is read back: entries and judgements as they stand on its data sheet.

    `judgements` maps (branch code, KPI code) to the judgement, to be checked against the rules; `version` is
    that of the kpixl that wrote it.
    """

    raw_plan: RawPlan
    run_id: str
    ledger: tuple[LedgerRow, ...]
    entries: tuple[Entry, ...]
    judgements: dict[tuple[str, str], Judgement]
    measure_entries: tuple[MeasureEntry, ...]
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]
    changes: tuple[CellChange, ...]
    texts: tuple[MeasureText, ...]
    activities: tuple[ActivityFigure, ...]
    next_kpis: tuple[NextKpi, ...]
    annotations: tuple[AnnotationRow, ...]
    decisions: tuple[ReceiptNote, ...]
    version: str
