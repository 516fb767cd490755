"""The master workbook (集約), written: everything that came back, and what follows from it.

Its sheets and their fields are declared in `layout/`. At its end a very hidden sheet says which schema it
follows, which version of kpixl wrote it, and a checksum of every sheet.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kpixl import __version__
from kpixl.books.master import layout
from kpixl.books.master.adjustments_sheet import adjusted_rows, write_keyed_adjustments
from kpixl.books.master.checksum import combined_checksum, sheet_checksum
from kpixl.books.master.data_sheet import colour_judgements, write_keyed_data
from kpixl.books.master.fields import (
    CHECKSUM_KEY,
    FACTS_SHEET,
    LABEL_ROW,
    NAME_KEY,
    SCHEMA,
    SCHEMA_KEY,
    VERSION_KEY,
    About,
    MasterSheet,
    part_key,
    part_name,
    parts_of,
    write_keys,
)
from kpixl.books.master.plan_sheet import plan_values
from kpixl.books.master.records import ProposedTarget, finding_parts
from kpixl.books.master.run_facts import run_facts
from kpixl.books.writing import styles
from kpixl.books.writing.book import Book
from kpixl.books.writing.page import Page
from kpixl.books.writing.sheet import Sheet
from kpixl.books.writing.tables import write_table
from kpixl.locale import Catalogue, catalogue
from kpixl.model.finding import Severity
from kpixl.model.ledger import Receipt
from kpixl.model.master import MOST_ROWS, Master


def build_master(master: Master, most_rows: int = MOST_ROWS) -> bytes:
    """The bytes of the master workbook; a table of more than `most_rows` goes on on numbered sheets."""
    settings = master.plan.settings
    words = catalogue(settings.language)
    book = Book.of_round(settings, f"{words('title.master')} {settings.round_name}")
    _MasterWriter(master, book, words, most_rows).write()
    return book.finish()


class _MasterWriter:
    def __init__(self, master: Master, book: Book, words: Catalogue, most_rows: int) -> None:
        self.master, self.book, self.words, self.most_rows = master, book, words, most_rows
        self.about = About(master.plan, words)
        self.checksums: dict[str, str] = {}
        self.names: dict[str, str] = {}  # of the sheets, by the same keys

    def write(self) -> None:
        master = self.master
        self._ledger()
        self._data()
        self._round_kpis()
        self._records(layout.MEASURE_DATA, master.measure_entries)
        self._records(layout.MEASURE_TEXTS, master.texts)
        self._records(layout.ACTIVITIES, master.activities)
        self._records(layout.NEXT_KPIS, master.next_kpis)
        self._records(layout.NEXT_TARGETS, _next_targets(master))
        self._adjustments()
        self._findings()
        self._records(layout.FINDING_PARTS, tuple(finding_parts(master.findings)))
        self._records(layout.ANNOTATIONS, master.annotations)
        self._records(layout.DECISIONS, master.decisions)
        self._records(layout.SOURCES, master.sources)
        self._records(layout.CHANGES, master.changes)
        self._table(layout.PLAN, plan_values(master.raw_plan, self.words))
        agrees = self.words(f"run.{'agrees' if master.totals.agree else 'disagrees'}")
        self._records(layout.RUN, run_facts(master, combined_checksum(self.checksums), agrees))
        self._facts()

    def _ledger(self) -> None:
        self._records(
            layout.LEDGER,
            self.master.ledger,
            receipt={
                f"word.receipt.{Receipt.RECEIVED}": styles.BLUE,
                f"word.receipt.{Receipt.SENT_BACK}": styles.YELLOW,
                f"word.receipt.{Receipt.MISSING}": styles.ORANGE,
            },
        )

    def _findings(self) -> None:
        self._records(
            layout.FINDINGS,
            self.master.findings,
            severity={
                f"severity.{Severity.ERROR}": styles.ORANGE,
                f"severity.{Severity.WARNING}": styles.YELLOW,
            },
        )

    def _data(self) -> None:
        master, table = self.master, layout.DATA
        for number, first, rows in parts_of(master.assessments, self.most_rows):
            sheet = self._sheet(table, number)
            cells = write_keyed_data(sheet, master.plan, rows, self.words, number, first)
            self.checksums[part_key(table.key, number)] = sheet_checksum(table.names, cells)

    def _round_kpis(self) -> None:
        """How the KPIs of the whole round came out."""
        sheet = self._records(layout.ROUND_KPIS, self.master.round_results)
        if sheet:
            first, at = LABEL_ROW + 1, layout.ROUND_KPIS.at("judgement")
            last = LABEL_ROW + len(self.master.round_results)
            colour_judgements(sheet, (first, at, last, at), self.words)

    def _adjustments(self) -> None:
        """What head office put in the place of figures; no sheet where it did nothing of the kind."""
        plan = self.master.plan
        rows = adjusted_rows(plan, self.master.assessments)
        if rows:
            sheet = self._sheet(layout.ADJUSTMENTS)
            cells = write_keyed_adjustments(sheet, plan, rows, self.words)
            sheet.page(self._page())
            self.checksums[layout.ADJUSTMENTS.key] = sheet_checksum(layout.ADJUSTMENTS.names, cells)

    def _records(
        self, table: MasterSheet[Any], records: Sequence[object], **colours: Mapping[str, str]
    ) -> Sheet | None:
        """Write a sheet of records; `colours` are the fills of words by the catalogue's key, for a field."""
        if table.optional and not records:
            return None
        values = ({field.key: field.value_of(item, self.about) for field in table.fields} for item in records)
        sheet = self._table(table, values)
        for key, fills in colours.items():
            at, last = table.at(key), LABEL_ROW + min(len(records), self.most_rows)
            for word, fill in fills.items():
                rule = {"type": "cell", "criteria": "==", "value": f'"{self.words(word)}"'}
                look = {"bg_color": fill, "font_color": styles.BLACK}
                sheet.condition((LABEL_ROW + 1, at, max(last, LABEL_ROW + 1), at), rule, look)
        return sheet

    def _table(self, table: MasterSheet[Any], values: Iterable[Mapping[str, object]]) -> Sheet:
        """Write a table; returns the first of its sheets."""
        rows = [table.cells(row, self.words, order) for order, row in enumerate(values)]
        sheets = []
        for number, _first, part in parts_of(rows, self.most_rows):
            sheet = self._sheet(table, number)
            columns = table.columns(self.words)
            write_table(sheet, columns, part, top=LABEL_ROW, autofilter=table.filtered, at_end=True)
            write_keys(sheet, table, number)
            sheet.raw.freeze_panes(LABEL_ROW + 1, table.freeze)
            sheet.page(self._page())
            if table.hidden_sheet:
                sheet.raw.hide()
            self.checksums[part_key(table.key, number)] = sheet_checksum(table.names, part)
            sheets.append(sheet)
        return sheets[0]

    def _sheet(self, table: MasterSheet[Any], number: int = 1) -> Sheet:
        name = part_name(self.words(f"sheet.{table.key}"), number)
        self.names[part_key(table.key, number)] = name
        return self.book.sheet(name)

    def _facts(self) -> None:
        """What a program must know first. Very hidden: only a program shows it again."""
        sheet = self.book.sheet(FACTS_SHEET)
        facts = {SCHEMA_KEY: SCHEMA, VERSION_KEY: __version__}
        for key, checksum in self.checksums.items():
            facts |= {f"{CHECKSUM_KEY}{key}": checksum, f"{NAME_KEY}{key}": self.names[key]}
        for row, (key, value) in enumerate(facts.items()):
            sheet.text(row, 0, key)
            sheet.text(row, 1, value)
        sheet.raw.very_hidden()

    def _page(self) -> Page:
        settings = self.master.plan.settings
        return Page(
            repeat_rows=(LABEL_ROW, LABEL_ROW),
            header_left=f"{settings.organisation} {settings.round_name}",
            header_right=settings.classification,
            footer_left=self.master.run_id,
        )


def _next_targets(master: Master) -> list[ProposedTarget]:
    """What branches propose for next year, as typed."""
    return [
        ProposedTarget(
            branch_code=row.branch_code,
            kpi_code=row.kpi_code,
            next_target=row.entry.next_target,
            file=row.entry.file,
        )
        for row in master.assessments
        if row.entry and row.entry.next_target
    ]
