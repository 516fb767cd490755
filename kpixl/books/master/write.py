"""The master workbook (集約), written: everything that came back, and what follows from it."""

from collections.abc import Sequence

from kpixl import __version__
from kpixl.books.master.adjustments_sheet import adjusted_rows, write_adjustments
from kpixl.books.master.data_sheet import colour_judgements, write_data
from kpixl.books.master.layout import (
    CHANGE_KEYS,
    FINDING_KEYS,
    LEDGER_KEYS,
    MEASURE_KEYS,
    NEXT_TARGET_KEYS,
    ROUND_KPI_KEYS,
    SOURCE_KEYS,
    WIDTHS,
    WRAPPED,
    style_of,
)
from kpixl.books.plan.copy import PLAN_KEYS, plan_copy_rows
from kpixl.books.writing import styles
from kpixl.books.writing.page import Page
from kpixl.books.writing.sheets import Book, Sheet, Value
from kpixl.books.writing.tables import Column, write_table
from kpixl.locale import Catalogue, catalogue
from kpixl.locale.amounts import format_year_in_full
from kpixl.model.assessment import Judgement
from kpixl.model.finding import Severity
from kpixl.model.master import Master
from kpixl.model.submission import Disposition, LedgerRow, MeasureField, Receipt


def build_master(master: Master) -> bytes:
    """The bytes of the master workbook."""
    settings = master.plan.settings
    words = catalogue(settings.language)
    book = Book.of_round(settings, f"{words('title.master')} {settings.round_name}")
    writer = _MasterWriter(master, book, words)
    writer.write()
    return book.finish()


class _MasterWriter:
    def __init__(self, master: Master, book: Book, words: Catalogue) -> None:
        self.master, self.book, self.words = master, book, words
        self.branches = {branch.code: branch.name for branch in master.plan.branches}
        self.indicators = {kpi.code: kpi.indicator for kpi in master.plan.kpis}

    def write(self) -> None:
        self._ledger()
        data = self.book.sheet(self.words("sheet.data"))
        write_data(data, self.master.plan, self.master.assessments, self.words)
        self._round_kpis()
        self._measures()
        self._next_targets()
        self._adjustments()
        self._findings()
        self._sources()
        self._changes()
        self._plan()
        self._run()

    def _ledger(self) -> None:
        words = self.words
        rows = [self._ledger_values(row) for row in self.master.ledger]
        sheet, area = self._table("ledger", LEDGER_KEYS, rows, freeze=2)
        for receipt, style in (
            (Receipt.RECEIVED, {"bg_color": styles.BLUE}),
            (Receipt.SENT_BACK, {"bg_color": styles.YELLOW}),
            (Receipt.MISSING, {"bg_color": styles.ORANGE}),
        ):
            column = LEDGER_KEYS.index("receipt")
            text = _receipt_text(receipt, words)
            rule = {"type": "cell", "criteria": "==", "value": f'"{text}"'}
            sheet.condition((area[0], column, area[2], column), rule, style | {"font_color": styles.BLACK})

    def _ledger_values(self, row: LedgerRow) -> list[Value]:
        words = self.words
        return [
            row.branch_code,
            row.branch_name,
            row.block,
            _receipt_text(row.receipt, words),
            words(f"word.punctuality.{row.punctuality}"),
            row.filled,
            row.fields,
            row.file,
            row.issue,
            row.revision,
            row.versions,
            row.modified,
            row.errors,
            row.warnings,
            words(f"word.next_step.{row.receipt}"),
        ]

    def _round_kpis(self) -> None:
        """How the KPIs of the whole round came out; no sheet where the plan has none."""
        rows: list[list[Value]] = []
        for result in self.master.round_results:
            kpi = result.kpi
            about = [kpi.code, kpi.pillar, kpi.measure, kpi.indicator, kpi.counted_kpi]
            counts = [result.achieved, result.not_achieved, result.not_judged, result.no_target]
            rows.append([*about, result.needed, *counts, self.words(f"word.judgement.{result.judgement}")])
        if rows:
            sheet, area = self._table("round_kpis", ROUND_KPI_KEYS, rows, freeze=1)
            at = ROUND_KPI_KEYS.index("judgement")
            colour_judgements(sheet, (area[0], at, area[2], at), self.words)

    def _measures(self) -> None:
        measures = {measure.code: measure for measure in self.master.plan.measures}
        rows: list[list[Value]] = []
        for entry in self.master.measure_entries:
            measure = measures.get(entry.measure_code)
            about = [measure.pillar, measure.name, measure.group] if measure else ["", "", ""]
            typed = [entry.texts.get(field, "") for field in MeasureField]
            branch = [entry.branch_code, self.branches.get(entry.branch_code, "")]
            rows.append([*branch, entry.measure_code, *about, *typed, entry.file])
        self._table("measure_data", MEASURE_KEYS, rows, freeze=3)

    def _next_targets(self) -> None:
        """What branches propose for next year, as typed."""
        units = {kpi.code: kpi.unit.symbol for kpi in self.master.plan.kpis}
        rows: list[list[Value]] = []
        for row in self.master.assessments:
            entry = row.entry
            if entry and entry.next_target:
                branch = [row.branch_code, self.branches[row.branch_code]]
                kpi = [row.kpi_code, self.indicators[row.kpi_code], units[row.kpi_code]]
                rows.append([*branch, *kpi, entry.next_target, entry.file])
        self._table("next_targets", NEXT_TARGET_KEYS, rows, freeze=3)

    def _adjustments(self) -> None:
        """What head office put in the place of figures; no sheet where it did nothing of the kind."""
        plan = self.master.plan
        rows = adjusted_rows(plan, self.master.assessments)
        if rows:
            sheet = self.book.sheet(self.words("sheet.adjustments"))
            write_adjustments(sheet, plan, rows, self.words)
            sheet.page(self._page())

    def _findings(self) -> None:
        rows: list[list[Value]] = [
            [
                self.words(f"severity.{item.severity}"),
                item.code,
                item.branch,
                self.branches.get(item.branch, ""),
                item.kpi,
                self.indicators.get(item.kpi, ""),
                item.file,
                item.sheet,
                item.cell,
                item.message,
                item.hint.strip(),
            ]
            for item in self.master.findings
        ]
        sheet, area = self._table("findings", FINDING_KEYS, rows, freeze=2)
        for severity, fill in ((Severity.ERROR, styles.ORANGE), (Severity.WARNING, styles.YELLOW)):
            rule = {"type": "cell", "criteria": "==", "value": f'"{self.words(f"severity.{severity}")}"'}
            sheet.condition((area[0], 0, area[2], 0), rule, {"bg_color": fill, "font_color": styles.BLACK})

    def _sources(self) -> None:
        rows: list[list[Value]] = [
            [
                source.file,
                source.branch_code,
                self.branches.get(source.branch_code, ""),
                source.issue,
                source.modified,
                source.sha256,
                self.words(f"word.disposition.{source.disposition}"),
            ]
            for source in self.master.sources
        ]
        self._table("sources", SOURCE_KEYS, rows, freeze=1)

    def _changes(self) -> None:
        """What a later return changed, cell by cell."""
        measures = {measure.code: measure.name for measure in self.master.plan.measures}
        about = measures | self.indicators
        rows: list[list[Value]] = [
            [
                item.branch_code,
                self.branches.get(item.branch_code, ""),
                item.code,
                about.get(item.code, ""),
                self.words(f"column.{item.field}"),
                item.old,
                item.new,
                item.old_file,
                item.old_cell,
                item.new_file,
                item.new_cell,
            ]
            for item in self.master.changes
        ]
        self._table("changes", CHANGE_KEYS, rows, freeze=3)

    def _plan(self) -> None:
        self._table("plan_copy", PLAN_KEYS, plan_copy_rows(self.master.raw_plan, self.words), freeze=1)

    def _run(self) -> None:
        words, master, totals = self.words, self.master, self.master.totals
        sheet = self.book.sheet(words("sheet.run"))
        settings = master.plan.settings
        receipts = [row.receipt for row in master.ledger]
        used = (Disposition.ACCEPTED, Disposition.PARTLY)
        judged = " / ".join(
            str(sum(row.judgement is judgement for row in master.assessments)) for judgement in Judgement
        )
        facts: list[tuple[str, Value]] = [
            ("organisation", settings.organisation),
            ("round_name", settings.round_name),
            ("fiscal_year", format_year_in_full(settings.fiscal_year, words.language)),
            ("version", __version__),
            ("run_id", master.run_id),
            ("branches", len(master.plan.branches)),
            ("received", receipts.count(Receipt.RECEIVED)),
            ("sent_back", receipts.count(Receipt.SENT_BACK)),
            ("missing", receipts.count(Receipt.MISSING)),
            ("files", len(master.sources)),
            ("accepted", sum(source.disposition in used for source in master.sources)),
            ("rows", totals.rows),
            ("expected_rows", totals.expected_rows),
            ("figures_in", totals.figures_in),
            ("figures_out", totals.figures_out),
            ("sum_in", totals.sum_in),
            *self._run_adjustments(),
            ("sum_out", totals.sum_out),
            ("agreement", words(f"run.{'agrees' if totals.agree else 'disagrees'}")),
            ("judgements", judged),
            ("figures_checksum", master.figures_checksum),
        ]
        columns = [
            Column(words("column.field"), 42, styles.TEXT | {"bg_color": styles.HEADER_FILL}),
            Column(words("column.value"), 48, styles.TEXT | {"num_format": "General"}),
        ]
        write_table(sheet, columns, [[words(f"run.{key}"), value] for key, value in facts], autofilter=False)
        sheet.page(self._page())

    def _run_adjustments(self) -> list[tuple[str, Value]]:
        """What the adjustments add to the control totals; no lines where there are none."""
        totals = self.master.totals
        if not totals.adjustments:
            return []
        return [
            ("adjustments", totals.adjustments),
            ("figures_adjusted", totals.figures_adjusted),
            ("sum_adjusted", totals.sum_adjusted),
        ]

    def _table(
        self, name: str, keys: Sequence[str], rows: Sequence[Sequence[Value]], *, freeze: int
    ) -> tuple[Sheet, tuple[int, int, int, int]]:
        sheet = self.book.sheet(self.words(f"sheet.{name}"))
        columns = [
            Column(self.words(f"column.{key}"), WIDTHS[key], style_of(key), wraps=key in WRAPPED)
            for key in keys
        ]
        area = write_table(sheet, columns, rows)
        sheet.raw.freeze_panes(1, freeze)
        sheet.page(self._page())
        return sheet, area

    def _page(self) -> Page:
        settings = self.master.plan.settings
        return Page(
            repeat_rows=(0, 0),
            header_left=f"{settings.organisation} {settings.round_name}",
            header_right=settings.classification,
            footer_left=self.master.run_id,
        )


def _receipt_text(receipt: Receipt, words: Catalogue) -> str:
    return words(f"word.receipt.{receipt}")
