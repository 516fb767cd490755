"""What the summary says in words on every sheet: years, targets, reasons, ranks; and how its numbers look."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kpixl.books.master.data_sheet import judgement_text
from kpixl.books.summary.branch_sheet_names import sheet_names
from kpixl.books.summary.figure_texts import DASH, OTHER_DEFINITION, FigureTexts
from kpixl.books.summary.formulas.references import DataReferences
from kpixl.books.writing import styles
from kpixl.locale.amounts import format_unit, format_year_in_full
from kpixl.model.aggregate import Aggregate
from kpixl.model.assessment import Assessment, Judgement, Outcome, Rank, Reason
from kpixl.model.chance import may_be_chance
from kpixl.model.grade import MeasureGrade
from kpixl.model.kpi import AggregateRule, Kpi
from kpixl.model.ledger import Receipt
from kpixl.model.message import Amount, Detail, Message, StatedTarget
from kpixl.model.plan import Branch
from kpixl.model.round_movement import KpiScore, SameBranches
from kpixl.model.sheet_selection import MOST_LIVE_BRANCHES, SHOWN_ENDS

_OBVIOUS = (
    Reason.NO_TARGET,
    Reason.QUALITATIVE,
    Reason.BRANCH_MISSING,
    Reason.NOT_ASKED,
    Reason.NO_NATIONAL,
    Reason.NO_PRIOR,
)

_MINUS = re.compile(r"(?<![\w.])-(?=\d)")  # of a number, not of a range or a date


@dataclass(frozen=True)
class SummaryWording(DataReferences):
    """Says what stands in the summary's cells, without writing any."""

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
    def texts(self) -> FigureTexts:
        """Says figures as they stand in a sentence."""
        return FigureTexts(self.words, self.minus)

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

    def say(self, detail: Detail) -> str:
        """A sentence, target or amount in words; numbers below 0 have the plan's mark."""
        if not isinstance(detail, Message):
            return _MINUS.sub(self.minus, self.words.translate(detail))
        return self.words(detail.key, **{name: self._said(part) for name, part in detail.details})

    def _said(self, detail: Detail) -> Detail:
        """A part of a sentence; what has no minus stays as it is: amounts choose between one and many."""
        match detail:
            case tuple():
                return tuple(map(self._said, detail))
            case Amount(value=value) if value >= 0:
                return detail
            case Message() | Amount() | StatedTarget():
                return self.say(detail)
        return detail

    def target_text(self, item: Assessment) -> str:
        """The target of a figure as it was judged, with the number that it comes to."""
        key = item.branch_code, item.kpi_code
        if key not in self._target_texts:
            self._target_texts[key] = self.say(self.kpis[item.kpi_code].stated(item.target))
        return self._target_texts[key]

    @cached_property
    def _target_texts(self) -> dict[tuple[str, str], str]:
        """Those said before: a list asks for a text to find its column's width, its height, and to write."""
        return {}

    @cached_property
    def judgement_texts(self) -> dict[Judgement, str]:
        """Symbol and word of every judgement."""
        return {judgement: judgement_text(judgement, self.words) for judgement in Judgement}

    def judgement_said(self, item: Assessment) -> str:
        """Symbol and word of a figure's judgement; ◇ 未着 where it has not come back."""
        return self.missing_mark if item.is_missing else self.judgement_texts[item.judgement]

    @cached_property
    def longest_judgement(self) -> str:
        """The widest text that can stand in the place of a judgement."""
        return max((*self.judgement_texts.values(), self.missing_mark), key=styles.display_width)

    @cached_property
    def has_missing(self) -> bool:
        """True where a figure with a target has not come back."""
        return self.summary.total.missing > 0

    @cached_property
    def legend(self) -> str:
        """What the signs of judgements mean."""
        return self.words("summary.legend") + self.missing_legend

    @cached_property
    def missing_legend(self) -> str:
        """What ◇ means; empty where everything has come back."""
        missing = self.words("summary.missing_mark", about=self.words("summary.legend_missing"))
        return f"　{missing}" if self.has_missing else ""

    def ending(self, kpi: Kpi, *, change: bool = False) -> str:
        """What stands behind a figure of the KPI, or behind a change of it: ％, ポイント."""
        unit = styles.change_unit(kpi.unit, self.words.language) if change else self.unit(kpi)
        return styles.ending(unit, self.words.language)

    def number_format(
        self, kpi: Kpi, *, change: bool = False, digits: int = 0, mark: str = "", bare: bool = False
    ) -> str:
        """The number format of a figure or a change, with its unit unless `bare`, and a mark behind it.

        `digits` are more decimals than the KPI's, for figures that were published with them.
        """
        unit = "" if bare else self.ending(kpi, change=change)
        decimals, ending = max(kpi.decimals, digits), f"{unit}{mark}"
        return styles.number_format(decimals, minus=self.minus, sign=change, ending=ending)

    @cached_property
    def adjusted_legend(self) -> str:
        """What ※ means; empty where head office adjusted nothing."""
        adjusted = any(item.is_adjusted for item in self.summary.assessments)
        return f"　{self.words('summary.adjusted_legend')}" if adjusted else ""

    @cached_property
    def shown_note(self) -> str:
        """Which branches a list shows, and where the others are; empty where it shows all."""
        summary = self.summary
        if not summary.is_condensed:
            return ""
        about = {"most": MOST_LIVE_BRANCHES, "ends": SHOWN_ENDS, "shown": len(summary.shown)}
        total = len(summary.branches)
        return f"　{self.words('summary.shown', **about, total=total, sheet=self.words('sheet.data'))}"

    @cached_property
    def shown_grades(self) -> tuple[MeasureGrade, ...]:
        """The grades of the branches that the lists show."""
        codes = {branch.code for branch in self.summary.shown}
        return tuple(grade for grade in self.summary.grades if grade.branch_code in codes)

    def reason_text(self, reason: Reason) -> str:
        """Why there is no number; a dash where the reason is already beside it."""
        return DASH if reason in _OBVIOUS else self.words(f"word.reason.{reason}")

    def signed(self, change: Decimal, kpi: Kpi) -> str:
        """A change as text: +8.4ポイント, △2.0ポイント."""
        mark = "+" if change > 0 else self.minus if change < 0 else ""
        return f"{mark}{abs(change):,.{kpi.decimals}f}{self.ending(kpi, change=True)}"

    def rank_of(self, item: Assessment) -> Rank | None:
        """A figure's rank; None where too few branches are in it by the plan's setting."""
        return self.summary.plan.settings.shown_rank(item.rank)

    def prior_rank_of(self, item: Assessment) -> Rank | None:
        """The rank that last year's figure had, likewise."""
        rank = self.summary.prior_ranks.get((item.branch_code, item.kpi_code))
        return self.summary.plan.settings.shown_rank(rank)

    def rank_text(self, item: Assessment) -> str:
        """3位／46支部中, with "=" on ties, † beside another definition; empty where there is none to show."""
        text = self.texts.rank(self.rank_of(item))
        return text and text + self.definition_mark(item)

    def short_rank_text(self, item: Assessment) -> str:
        """The same where there is little room: 3／46."""
        text = self.texts.short_rank(self.rank_of(item))
        return text and text + self.definition_mark(item)

    def definition_mark(self, item: Assessment) -> str:
        """† where the plan notes that the branch defines the KPI otherwise."""
        noted = self.summary.plan.definition_note(item.branch_code, item.kpi_code)
        return OTHER_DEFINITION if noted else ""

    def may_be_chance(self, item: Assessment) -> bool:
        """True where a figure's change on prior is within the range of chance."""
        return may_be_chance(self.summary.chances, item.branch_code, item.kpi_code)

    @cached_property
    def same_branches(self) -> dict[tuple[str, str], SameBranches]:
        """The comparison of the same branches by KPI code and block, where not all have both years."""
        return {(item.kpi_code, item.block): item for item in self.summary.same_branches}

    @cached_property
    def scores(self) -> dict[str, KpiScore]:
        """What can be said of all branches together, by KPI code."""
        return {score.kpi_code: score for score in self.summary.scores}

    def impact_text(self, change: Outcome, *, improved: bool | None) -> str:
        """良化, 悪化 or 変化なし; empty where there is no change to speak of."""
        if improved is None:
            return self.words("word.impact.same") if change.value == 0 else ""
        return self.words(f"word.impact.{'improved' if improved else 'worsened'}")

    def receipt_text(self, receipt: Receipt) -> str:
        """The word for what came back."""
        return self.words(f"word.receipt.{receipt}")
