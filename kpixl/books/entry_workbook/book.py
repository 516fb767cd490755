"""The entry workbook, sheet by sheet: the template that one branch fills in, or what it is to correct."""

import datetime as dt
from collections.abc import Mapping, Sequence

from kpixl.books.entry_workbook.corrections import write_corrections
from kpixl.books.entry_workbook.entry_sheet import EntrySheet
from kpixl.books.entry_workbook.frame import EntryFrame, Typed
from kpixl.books.entry_workbook.layout import (
    ACTIVITY_ENTRY,
    MEASURE_ENTRY,
    MEASURE_TEXTS,
    NEXT_KPIS,
)
from kpixl.books.entry_workbook.read_only_sheets import write_identity, write_instructions
from kpixl.books.entry_workbook.table_sheet import (
    activity_rows,
    measure_entry_rows,
    measure_text_rows,
    next_kpi_rows,
    write_table,
)
from kpixl.books.writing.book import Book
from kpixl.locale import catalogue
from kpixl.model.entries import Correction, EntryKpi
from kpixl.model.plan import Plan
from kpixl.model.submission import Identity, SignOffField, SnapshotRow


def build_entry_workbook(
    plan: Plan,
    identity: Identity,
    kpis: Sequence[EntryKpi],
    *,
    typed: Typed | None = None,
    typed_measures: Typed | None = None,
    typed_tables: Mapping[str, Typed] | None = None,
    signed: Mapping[SignOffField, str] | None = None,
    snapshot: Sequence[SnapshotRow] = (),
    corrections: Sequence[Correction] | None = None,
    due_again: dt.date | None = None,
) -> bytes:
    """The bytes of one branch's entry workbook.

    `typed` fills input cells, keyed by (KPI code, field); a template is sent without it. The live
    formulas' stored values fit what is typed. `typed_measures` does the same for 施策評価, `typed_tables`
    for the further sheets by their keys, `signed` for the heading. `snapshot` is the branch's part of the
    plan, kept on the identity sheet. `corrections` (even none) make it a correction workbook: faulty cells
    are marked, and its first sheet lists what to correct, and by when (`due_again`).
    """
    words, further = catalogue(plan.settings.language), typed_tables or {}
    book = Book.of_round(plan.settings, f"{words('title.entry')} {identity.branch_name}")
    frame = EntryFrame(plan=plan, identity=identity, book=book, words=words)
    listed = book.sheet(words("sheet.corrections")) if corrections is not None else None
    entries = EntrySheet(frame, kpis, typed or {}, corrections or (), signed)
    results = entries.write()
    if listed is not None:
        write_corrections(frame, listed, corrections or (), due_again)
    # A sheet comes with what it asks for: a plan that declares nothing has none of these.
    texts = further.get(MEASURE_TEXTS.key, {})
    text_rows = measure_text_rows(frame, results, entries.result_columns, texts)
    for table, rows, filled in (
        (MEASURE_ENTRY, tuple(measure_entry_rows(frame)), typed_measures or {}),
        (MEASURE_TEXTS, tuple(text_rows), texts),
        (ACTIVITY_ENTRY, tuple(activity_rows(frame)), further.get(ACTIVITY_ENTRY.key, {})),
        (NEXT_KPIS, tuple(next_kpi_rows(frame, kpis)), further.get(NEXT_KPIS.key, {})),
    ):
        if rows:
            write_table(frame, table, rows, filled)
    write_instructions(frame)
    write_identity(frame, snapshot)
    return book.finish()
