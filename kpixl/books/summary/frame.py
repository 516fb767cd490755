"""What every sheet of the summary shares: the words, the look-ups, how cells are written."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from xlsxwriter.format import Format

from kpixl.books.addresses import cell_name
from kpixl.books.master.data_sheet import judgement_text
from kpixl.books.summary.branch_sheet_names import sheet_names
from kpixl.books.summary.formulas.live import quoted
from kpixl.books.summary.formulas.live_text import share_formula
from kpixl.books.summary.formulas.references import DataReferences
from kpixl.books.writing import styles
from kpixl.books.writing.page import Page
from kpixl.books.writing.pagination import ONE_PAGE, Layout
from kpixl.books.writing.sheets import Book, Sheet
from kpixl.locale.amounts import format_unit, format_year_in_full
from kpixl.model.assessment import Assessment, Judgement, Outcome, Reason
from kpixl.model.comparison import Aggregate
from kpixl.model.figure import Figure
from kpixl.model.kpi import AggregateRule, Kpi
from kpixl.model.ledger import Receipt
from kpixl.model.plan import Branch
from kpixl.model.report import BranchReport
from kpixl.model.round_movement import SameBranches
from kpixl.model.summary import Tally

_OBVIOUS = (
    Reason.NO_TARGET,
    Reason.QUALITATIVE,
    Reason.BRANCH_MISSING,
    Reason.NO_NATIONAL,
    Reason.NO_PRIOR,
)
REASON: styles.Style = {"text_wrap": True}
DASH = "－"


@dataclass(frozen=True)
class Frame(DataReferences):
    """The summary being written, and the helpers that its sheets share."""

    book: Book
    reports: tuple[BranchReport, ...] = ()

    @property
    def japanese(self) -> bool:
        """True where the summary is in Japanese."""
        return self.words.language == "ja"

    @cached_property
    def branches(self) -> dict[str, Branch]:
        """Branches by code."""
        return {branch.code: branch for branch in self.summary.plan.branches}

    @cached_property
    def sheet_names(self) -> dict[str, str]:
        """The name of each branch's sheet, by branch code."""
        return sheet_names(self.summary.plan.branches)

    @property
    def year(self) -> str:
        """令和6年度（2024年度）, or FY2024."""
        return format_year_in_full(self.summary.plan.settings.fiscal_year, self.words.language)

    @property
    def minus(self) -> str:
        """The plan's mark before negative numbers."""
        return self.summary.plan.settings.minus

    @cached_property
    def national(self) -> dict[str, Aggregate]:
        """The whole round's figures by KPI code."""
        return {item.kpi_code: item for item in self.summary.aggregates if not item.block}

    @property
    def whole(self) -> str:
        """The word for all branches together: 全国."""
        return self.summary.plan.settings.aggregate_name

    def basis_text(self, aggregate: Aggregate) -> str:
        """How a figure of many branches came about: 公表値; 分子計÷分母計（46／47支部）."""
        if aggregate.value is None:
            return DASH
        if aggregate.basis is AggregateRule.PUBLISHED:
            return self.words("word.aggregate.published")
        coverage = aggregate.coverage
        return self.words(f"summary.basis.{aggregate.basis}", n=coverage.branches, of=coverage.of)

    def coverage_text(self, aggregate: Aggregate) -> str:
        """46／47支部."""
        coverage = aggregate.coverage
        return self.words("summary.branches_of", n=coverage.branches, of=coverage.of)

    def unit(self, kpi: Kpi) -> str:
        """The KPI's unit in the summary's language."""
        return format_unit(kpi.unit, self.words.language)

    def target_text(self, item: Assessment) -> str:
        """The target of a figure as it was judged, with the number that it comes to."""
        return self.words.translate(self.kpis[item.kpi_code].stated(item.target))

    def write_share(
        self, sheet: Sheet, row: int, column: int, achieved: str, not_achieved: str, tally: Tally
    ) -> None:
        """The share achieved as a live formula over two counts, a dash where nothing was judged."""
        judged = f"({achieved}+{not_achieved})"
        formula = f'=IF({judged}=0,"{DASH}",{share_formula(achieved, judged)})'
        share = DASH if tally.share is None else tally.share
        sheet.formula(
            row, column, formula, share, styles.CENTRE, {"num_format": styles.RATE_FORMAT, "bold": True}
        )

    def missing_formula(self, **conditions: str) -> str:
        """How many figures with a target have not come back, for a place within a formula."""
        missing = {"actual_state": self.words("word.state.missing")}
        return self.count_formula(Judgement.NOT_JUDGED, **missing, **conditions).removeprefix("=")

    @cached_property
    def judgement_texts(self) -> dict[Judgement, str]:
        """Symbol and word of every judgement."""
        return {judgement: judgement_text(judgement, self.words) for judgement in Judgement}

    def write_judgement(
        self, sheet: Sheet, row: int, column: int, item: Assessment, *cell_styles: styles.Style
    ) -> None:
        """A judgement as a live formula with its stored value."""
        shape = self.book.format(styles.CENTRE, *cell_styles) if cell_styles else self._centred
        formula = self.judgement_formula(item)
        sheet.formula(row, column, formula, self.judgement_texts[item.judgement], shape)

    @cached_property
    def _centred(self) -> Format:
        return self.book.format(styles.CENTRE)

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

    def ending(self, kpi: Kpi, *, change: bool = False) -> str:
        """What stands behind a figure of the KPI, or behind a change of it: ％, ポイント."""
        unit = styles.change_unit(kpi, self.words.language) if change else self.unit(kpi)
        return styles.ending(unit, self.words.language)

    def number_format(self, kpi: Kpi, *, change: bool = False, digits: int = 0, mark: str = "") -> str:
        """The number format of a figure or a change, with its unit, and a mark behind it.

        `digits` are more decimals than the KPI's, for figures that were published with them.
        """
        decimals, ending = max(kpi.decimals, digits), f"{self.ending(kpi, change=change)}{mark}"
        return styles.number_format(decimals, minus=self.minus, sign=change, ending=ending)

    def _number_shape(self, kpi: Kpi, *, change: bool = False) -> Format:
        key = (kpi.code, change)
        if key not in self._shapes:
            number_format = self.number_format(kpi, change=change)
            self._shapes[key] = self.book.format(styles.NUMBER, {"num_format": number_format})
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
        """A link from a figure that is written next to the row that tells its story."""
        cell = cell_name(self.evidence_row(branch_code, kpi_code), 0)
        sheet.link_cell(row, column, self.words("sheet.evidence"), cell, self.words("evidence.tip"))

    def _actual_shape(self, kpi: Kpi, *, is_word: bool, adjusted: bool) -> Format:
        """A word has the number's format all the same: a figure may come later."""
        key = (kpi.code, is_word, adjusted)
        if key not in self._shapes:
            shape = self.number_format(kpi)
            shape = f'{styles.marked(shape)};@" {styles.ADJUSTED}"' if adjusted else shape
            cell_styles = (styles.CENTRE, styles.PAPER_NOTE) if is_word else (styles.NUMBER,)
            self._shapes[key] = self.book.format(*cell_styles, {"num_format": shape})
        return self._shapes[key]

    @cached_property
    def _shapes(self) -> dict[tuple[str | int, ...], Format]:
        return {}

    @cached_property
    def adjusted_legend(self) -> str:
        """What ※ means; empty where head office adjusted nothing."""
        adjusted = any(item.is_adjusted for item in self.summary.assessments)
        return f"　{self.words('summary.adjusted_legend')}" if adjusted else ""

    def write_value(
        self, sheet: Sheet, row: int, column: int, value: Decimal | None, kpi: Kpi, *, change: bool = False
    ) -> None:
        """A value or a change at the KPI's decimals with its unit, blank for None."""
        sheet.number(row, column, value, self._number_shape(kpi, change=change))

    def write_national(
        self, sheet: Sheet, row: int, column: int, value: Decimal | None, kpi: Kpi, *, partial: bool = False
    ) -> None:
        """A figure of the whole with all its decimals, marked where it rests on some branches only."""
        digits = styles.digits_of(value)
        key = (kpi.code, "national", digits, partial)
        if key not in self._shapes:
            mark = styles.PARTIAL if partial else ""
            shape = {"num_format": self.number_format(kpi, digits=digits, mark=mark)}
            self._shapes[key] = self.book.format(styles.NUMBER, shape)
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
        return self.book.format(styles.CENTRE, styles.PAPER_NOTE, REASON)

    def reason_text(self, reason: Reason) -> str:
        """Why there is no number; a dash where the reason is already beside it."""
        return DASH if reason in _OBVIOUS else self.words(f"word.reason.{reason}")

    def signed(self, change: Decimal, kpi: Kpi) -> str:
        """A change as text: +8.4ポイント, △2.0ポイント."""
        mark = "+" if change > 0 else self.minus if change < 0 else ""
        return f"{mark}{abs(change):,.{kpi.decimals}f}{self.ending(kpi, change=True)}"

    def rank_text(self, item: Assessment) -> str:
        """3位／46支部中, with "=" on ties; empty where there is no rank."""
        if item.rank is None:
            return ""
        key = "summary.rank_tied" if item.rank.tied else "summary.rank_of"
        return self.words(key, place=item.rank.place, of=item.rank.of)

    def may_be_chance(self, item: Assessment) -> bool:
        """True where a figure's change on prior is within the range of chance."""
        chance = self.summary.chances.get((item.branch_code, item.kpi_code))
        return chance is not None and chance.may_be_chance

    @cached_property
    def same_branches(self) -> dict[tuple[str, str], SameBranches]:
        """The comparison of the same branches by KPI code and block, where not all have both years."""
        return {(item.kpi_code, item.block): item for item in self.summary.same_branches}

    def impact_text(self, change: Outcome, *, improved: bool | None) -> str:
        """良化, 悪化 or 変化なし; empty where there is no change to speak of."""
        if improved is None:
            return self.words("word.impact.same") if change.value == 0 else ""
        return self.words(f"word.impact.{'improved' if improved else 'worsened'}")

    def colour_impact(self, sheet: Sheet, area: tuple[int, int, int, int]) -> None:
        """Conditional formats that follow the word of `impact_text`: only what got worse has a fill."""
        rule = {"type": "cell", "criteria": "==", "value": quoted(self.words("word.impact.worsened"))}
        sheet.condition(area, rule, {"bg_color": styles.FAILED_FILL, "font_color": styles.BLACK})

    def receipt_text(self, receipt: Receipt) -> str:
        """The word for what came back."""
        return self.words(f"word.receipt.{receipt}")

    def title(self, sheet: Sheet, text: str, note: str = "") -> None:
        """The sheet's title in row 1 and a line of explanation in row 2."""
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
