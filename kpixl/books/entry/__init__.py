"""The entry workbook (記入表): the template that one branch fills in."""

from collections.abc import Sequence

from kpixl.books.entry.corrections import write_corrections
from kpixl.books.entry.frame import IDENTITY_SHEET, KEY_PREFIX, MEASURE_ROW_KEY, ROW_KEY, EntryFrame, Typed
from kpixl.books.entry.others import write_identity, write_instructions, write_measures
from kpixl.books.entry.sheet import EntrySheet, form_cells
from kpixl.books.writing.sheets import Book
from kpixl.locale import catalogue
from kpixl.model.entry import Correction, EntryKpi
from kpixl.model.plan import Plan
from kpixl.model.submission import Identity, SnapshotRow


def build_entry(
    plan: Plan,
    identity: Identity,
    kpis: Sequence[EntryKpi],
    *,
    typed: Typed | None = None,
    typed_measures: Typed | None = None,
    snapshot: Sequence[SnapshotRow] = (),
    corrections: Sequence[Correction] | None = None,
) -> bytes:
    """The bytes of one branch's entry workbook.

    `typed` fills input cells, keyed by (KPI code, field); a template is sent without it. The live
    formulas' stored values fit what is typed. `snapshot` is the branch's part of the plan, kept on the
    identity sheet. `corrections` (even none) make it a correction workbook: faulty cells are marked, and
    its first sheet lists what to correct.
    """
    words = catalogue(plan.settings.language)
    book = Book.of_round(plan.settings, f"{words('title.entry')} {identity.branch_name}")
    frame = EntryFrame(plan, identity, book, words)
    listed = book.sheet(words("sheet.corrections")) if corrections is not None else None
    EntrySheet(frame, kpis, typed or {}, corrections or ()).write()
    if listed is not None:
        write_corrections(frame, listed, corrections or ())
    if plan.measures:
        write_measures(frame, typed_measures or {})
    write_instructions(frame)
    write_identity(frame, snapshot)
    return book.finish()


__all__ = ["IDENTITY_SHEET", "KEY_PREFIX", "MEASURE_ROW_KEY", "ROW_KEY", "build_entry", "form_cells"]
