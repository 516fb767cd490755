"""The summary being written: how every sheet writes its figures, judgements, title and page."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from xlsxwriter.format import Format

from kpixl.books.addresses import cell_name
from kpixl.books.master.data_sheet import UNJUDGED, colour_judgements
from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.formulas.live import quoted
from kpixl.books.summary.formulas.live_text import share_formula
from kpixl.books.summary.wording import SummaryWording
from kpixl.books.writing import styles
from kpixl.books.writing.book import Book
from kpixl.books.writing.page import Page
from kpixl.books.writing.pagination import ONE_PAGE, Layout
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Assessment, Judgement, Outcome, Reason
from kpixl.model.figure import Figure
from kpixl.model.kpi import Kpi
from kpixl.model.narrative import NextKpi, NextKpiStatus
from kpixl.model.report import BranchReport
from kpixl.model.summary import Tally

REASON: styles.Style = {"text_wrap": True}


@dataclass(frozen=True)
class Frame(SummaryWording):
    """The summary being written, and the helpers that its sheets share."""

    book: Book
    reports: tuple[BranchReport, ...] = ()

    @cached_property
    def next_kpis(self) -> dict[tuple[str, str], tuple[NextKpi, ...]]:
        """What branches propose for next year, by branch and KPI; new KPIs are under ''."""
        found = {
            (report.branch.code, item.kpi.code): item.next_kpis
            for report in self.reports
            for measure in report.measures
            for item in measure.kpis
            if item.next_kpis
        }
        new = {(report.branch.code, ""): report.new_kpis for report in self.reports if report.new_kpis}
        return found | new

    def next_kpi_text(self, item: NextKpi) -> str:
        """変更　窓口での受付率　対前年度以下; a KPI that goes on is its target alone."""
        going_on = item.status is NextKpiStatus.CONTINUES
        status = "" if going_on and item.target else self.words(f"word.next_kpi.{item.status}")
        return "　".join(text for text in (status, item.indicator, item.target) if text)

    def cause_of(self, item: Assessment) -> str:
        """What the branch gives as the cause of a figure, on one line; '' where it says nothing."""
        return self.summary.causes.get((item.branch_code, item.kpi_code), "").replace("\n", " ")

    def write_share(
        self,
        sheet: Sheet,
        row: int,
        column: int,
        achieved: str,
        not_achieved: str,
        tally: Tally,
        *cell_styles: styles.Style,
    ) -> None:
        """The share achieved as a live formula over two counts, a dash where nothing was judged."""
        judged = f"({achieved}+{not_achieved})"
        formula = f'=IF({judged}=0,"{DASH}",{share_formula(achieved, judged)})'
        share = DASH if tally.share is None else tally.share
        shape = {"num_format": styles.RATE_FORMAT, "bold": True}
        sheet.formula(row, column, formula, share, styles.CENTRE, shape, *cell_styles)

    def missing_formula(self, **conditions: str) -> str:
        """How many figures with a target have not come back, for a place within a formula."""
        missing = {"actual_state": self.words("word.state.missing")}
        return self.count_formula(Judgement.NOT_JUDGED, **missing, **conditions).removeprefix("=")

    def write_judgement(
        self, sheet: Sheet, row: int, column: int, item: Assessment, *cell_styles: styles.Style
    ) -> None:
        """A judgement as a live formula with its stored value."""
        shape = self.book.formats.of(styles.CENTRE, *cell_styles) if cell_styles else self._centred
        formula = self.judgement_formula(item)
        sheet.formula(row, column, formula, self.judgement_said(item), shape)

    @cached_property
    def _centred(self) -> Format:
        return self.book.formats.of(styles.CENTRE)

    def write_figure(self, sheet: Sheet, row: int, column: int, figure: Figure | None, kpi: Kpi) -> None:
        """A figure at the KPI's decimals, or the word for the state that stands in its place."""
        if figure is None:
            sheet.text(row, column, "", self._number_shape(kpi))
        elif figure.value is None:
            sheet.text(
                row, column, self.words(f"word.state.{figure.state}"), styles.CENTRE, styles.PAPER_NOTE
            )
        else:
            sheet.number(row, column, figure.value, self._number_shape(kpi))

    def _number_shape(self, kpi: Kpi, *, change: bool = False) -> Format:
        key = (kpi.code, change)
        if key not in self._shapes:
            number_format = self.number_format(kpi, change=change)
            self._shapes[key] = self.book.formats.of(styles.NUMBER, {"num_format": number_format})
        return self._shapes[key]

    def write_actual(self, sheet: Sheet, row: int, column: int, item: Assessment) -> None:
        """The figure that was judged, live: the number in データ, or else the word for its state.

        Marked where head office adjusted it, and linked to its evidence.
        """
        figure, kpi = item.figure, self.kpis[item.kpi_code]
        number, state = (
            self.data_cell(item.branch_code, item.kpi_code, key) for key in ("actual", "actual_state")
        )
        stored = self.words(f"word.state.{figure.state}") if figure.value is None else float(figure.value)
        shape = self._actual_shape(kpi, is_word=figure.value is None, adjusted=item.is_adjusted)
        self.link_evidence(sheet, row, column, item.branch_code, item.kpi_code)
        sheet.formula(row, column, f"=IF(COUNT({number}),{number},{state})", stored, shape)

    def link_evidence(self, sheet: Sheet, row: int, column: int, branch_code: str, kpi_code: str) -> None:
        """A link from a figure that is written next to the row that tells its story, if there is one."""
        there = self.evidence_row(branch_code, kpi_code)
        if there is not None:
            cell = cell_name(there, 0)
            sheet.link_cell(row, column, self.words("sheet.evidence"), cell, self.words("evidence.tip"))

    def _actual_shape(self, kpi: Kpi, *, is_word: bool, adjusted: bool) -> Format:
        """A word has the number's format all the same: a figure may come later."""
        key = (kpi.code, is_word, adjusted)
        if key not in self._shapes:
            shape = self.number_format(kpi)
            shape = f'{styles.marked(shape)};@" {styles.ADJUSTED}"' if adjusted else shape
            cell_styles = (styles.CENTRE, styles.PAPER_NOTE) if is_word else (styles.NUMBER,)
            self._shapes[key] = self.book.formats.of(*cell_styles, {"num_format": shape})
        return self._shapes[key]

    @cached_property
    def _shapes(self) -> dict[tuple[str | int, ...], Format]:
        return {}

    def write_value(
        self, sheet: Sheet, row: int, column: int, value: Decimal | None, kpi: Kpi, *, change: bool = False
    ) -> None:
        """A value or a change at the KPI's decimals with its unit, blank for None."""
        sheet.number(row, column, value, self._number_shape(kpi, change=change))

    def write_national(
        self,
        sheet: Sheet,
        row: int,
        column: int,
        value: Decimal | None,
        kpi: Kpi,
        *,
        partial: bool = False,
        change: bool = False,
    ) -> None:
        """A figure of the whole, or its change, with all decimals; marked where it is of some branches.

        A change has no unit: it stands beside the figure.
        """
        digits = styles.digits_of(value)
        key = (kpi.code, "national", digits, partial, change)
        if key not in self._shapes:
            mark = styles.PARTIAL if partial else ""
            shape = {
                "num_format": self.number_format(kpi, change=change, digits=digits, mark=mark, bare=change)
            }
            self._shapes[key] = self.book.formats.of(styles.NUMBER, shape)
        sheet.number(row, column, value, self._shapes[key])

    def write_outcome(self, sheet: Sheet, row: int, column: int, outcome: Outcome, kpi: Kpi) -> None:
        """A difference, or the reason why there is none."""
        if outcome.value is None:
            self.write_reason(sheet, row, column, outcome.reason)
        else:
            self.write_value(sheet, row, column, outcome.value, kpi, change=True)

    def write_rate(self, sheet: Sheet, row: int, column: int, outcome: Outcome) -> None:
        """An achievement rate as a percentage, or the reason why there is none."""
        if outcome.value is None:
            self.write_reason(sheet, row, column, outcome.reason)
        else:
            shape = {"num_format": styles.rate_format(outcome.value, minus=self.minus)}
            sheet.number(row, column, outcome.value, styles.NUMBER, shape)

    def write_reason(self, sheet: Sheet, row: int, column: int, reason: Reason) -> None:
        """Why there is no number, in small print; a dash where the reason is already beside it."""
        sheet.text(row, column, self.reason_text(reason), self._reason_shape)

    @cached_property
    def _reason_shape(self) -> Format:
        return self.book.formats.of(styles.CENTRE, styles.PAPER_NOTE, REASON)

    def colour_judgements(self, sheet: Sheet, area: tuple[int, int, int, int]) -> None:
        """Conditional formats that follow the words of judgements, and that of what has not come back."""
        colour_judgements(sheet, area, self.words)
        if self.has_missing:
            rule = {"type": "cell", "criteria": "==", "value": quoted(self.missing_mark)}
            sheet.condition(area, rule, UNJUDGED)

    def colour_impact(self, sheet: Sheet, area: tuple[int, int, int, int]) -> None:
        """Conditional formats that follow the word of `impact_text`: only what got worse has a fill."""
        rule = {"type": "cell", "criteria": "==", "value": quoted(self.words("word.impact.worsened"))}
        sheet.condition(area, rule, {"bg_color": styles.FAILED_FILL, "font_color": styles.BLACK})

    def title(self, sheet: Sheet, text: str, note: str = "", *, of_branches: bool = False) -> None:
        """The sheet's title in row 1 and a line of explanation in row 2.

        A list `of_branches` says which of them it shows, where these are not all.
        """
        note += self.shown_note if of_branches else ""
        sheet.text(0, 0, text, styles.TITLE)
        sheet.height(0, 28)
        sheet.text(1, 0, note, styles.PAPER_NOTE)
        sheet.height(1, 18)
        self.notes[sheet.name] = note

    @cached_property
    def notes(self) -> dict[str, str]:
        """The line of explanation below the title of every sheet so far, for print to find room for it."""
        return {}

    def page(
        self,
        layout: Layout = ONE_PAGE,
        *,
        repeat_rows: tuple[int, int] | None = None,
        repeat_columns: tuple[int, int] | None = None,
    ) -> Page:
        """The print set-up that all sheets share: who, what, classification, page numbers, run id."""
        settings = self.summary.plan.settings
        return Page(
            landscape=layout.landscape,
            tall=1,
            scale=layout.scale,
            row_breaks=layout.rows,
            column_breaks=layout.columns,
            repeat_rows=repeat_rows,
            repeat_columns=repeat_columns,
            names_sheet=True,
            letters=styles.SIZE,
            header_left=f"{settings.organisation} {settings.round_name}",
            header_right=settings.classification,
            footer=self.words("summary.page_of"),
            footer_left=self.words("summary.run_id", id=self.summary.run_id),
        )
