"""The entry workbook (記入表): the template that one branch fills in."""

from collections.abc import Sequence

from kpixl.books.entry.frame import IDENTITY_SHEET, KEY_PREFIX, MEASURE_ROW_KEY, ROW_KEY, EntryFrame, Typed
from kpixl.books.entry.others import write_identity, write_instructions, write_measures
from kpixl.books.entry.sheet import EntryKpi, EntrySheet
from kpixl.books.sheets import Book
from kpixl.locale import catalogue
from kpixl.model.plan import Plan
from kpixl.model.submission import Identity


def build_entry(
    plan: Plan,
    identity: Identity,
    kpis: Sequence[EntryKpi],
    *,
    typed: Typed | None = None,
    typed_measures: Typed | None = None,
) -> bytes:
    """The bytes of one branch's entry workbook.

    `typed` fills input cells, keyed by (KPI code, field); a template is sent without it. The live
    formulas' stored values fit what is typed.
    """
    words = catalogue(plan.settings.language)
    book = Book.of_round(plan.settings, f"{words('title.entry')} {identity.branch_name}")
    frame = EntryFrame(plan, identity, book, words)
    EntrySheet(frame, kpis, typed or {}).write()
    if plan.measures:
        write_measures(frame, typed_measures or {})
    write_instructions(frame)
    write_identity(frame)
    return book.finish()


__all__ = ["IDENTITY_SHEET", "KEY_PREFIX", "MEASURE_ROW_KEY", "ROW_KEY", "EntryKpi", "build_entry"]
