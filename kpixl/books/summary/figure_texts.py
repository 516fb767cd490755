"""Figures as they stand in a document: the same digits, units and signs as on the summary's sheets."""

from dataclasses import dataclass
from decimal import Decimal

from kpixl.books.master.data_sheet import judgement_text
from kpixl.books.writing import styles
from kpixl.locale import Catalogue
from kpixl.locale.amounts import format_amount, format_number, format_unit
from kpixl.model.assessment import Judgement, Outcome, Rank
from kpixl.model.figure import Figure, FigureState
from kpixl.model.kpi import Kpi
from kpixl.model.message import Amount
from kpixl.model.plan_figures import FigureStatus, NationalRow, PublishedRank
from kpixl.model.report import ReportActivity
from kpixl.model.rounding import round_half_up
from kpixl.model.summary import Tally
from kpixl.model.unit import RATE, Unit

DASH = "－"
OTHER_DEFINITION = "†"  # beside the rank of a branch that defines the KPI otherwise


@dataclass(frozen=True)
class FigureTexts:
    """Says figures in a language; `minus` is the plan's mark before negative numbers."""

    words: Catalogue
    minus: str

    def value(self, value: Decimal | None, kpi: Kpi) -> str:
        """A number of the KPI with its unit, a dash for none."""
        return DASH if value is None else self.amount(value, kpi.unit, kpi.decimals)

    def amount(self, value: Decimal, unit: Unit, decimals: int = 0) -> str:
        """A number with its unit."""
        return self._signed(format_amount(Amount(value, unit, decimals), self.words.language))

    def count(self, value: Decimal | None) -> str:
        """A bare number, a dash for none."""
        return DASH if value is None else self._signed(format_number(value))

    def figure(self, figure: Figure | None, kpi: Kpi) -> str:
        """A figure, or the word for the state that stands in its place."""
        if figure is None or figure.state is FigureState.BLANK:
            return DASH
        if figure.value is None:
            return self.words(f"word.state.{figure.state}")
        # A published figure keeps one digit more than the KPI's; a quotient of two counts has no end.
        long = styles.digits_of(figure.value) > kpi.decimals + 1
        value = round_half_up(figure.value, kpi.decimals) if long else figure.value
        return self.amount(value, kpi.unit, kpi.decimals)

    def quantity(self, figure: Figure, said: ReportActivity) -> str:
        """One of an activity's figures, in as many decimals as both have, or the word for its state."""
        if figure.state is FigureState.BLANK:
            return DASH
        if figure.value is None:
            return self.words(f"word.state.{figure.state}")
        digits = styles.digits_of(said.figure.this_year.value, said.figure.last_year.value)
        return self.amount(figure.value, said.unit, max(said.unit.decimals, digits))

    def change(self, change: Outcome, decimals: int, ending: str) -> str:
        """A change with its sign, a dash where there is none."""
        value = change.value
        if value is None:
            return DASH
        mark = "+" if value > 0 else self.minus if value < 0 else ""
        return f"{mark}{format_number(abs(value), decimals)}{styles.ending(ending, self.words.language)}"

    def kpi_change(self, change: Outcome, kpi: Kpi) -> str:
        """A KPI's change: in points for a rate."""
        ending = styles.change_unit(kpi.unit, self.words.language)
        rounded = change if change.value is None else Outcome(round_half_up(change.value, kpi.decimals))
        return self.change(rounded, kpi.decimals, ending)

    def activity_change(self, said: ReportActivity) -> str:
        """An activity's change: in its own unit (of a rate in points), as a percentage, or both."""
        unit, language = said.unit, self.words.language
        amount = self.change(said.change, unit.decimals, styles.change_unit(unit, language))
        if said.percent is None:
            return amount
        percent = self.change(Outcome(said.percent), 0, format_unit(RATE, language))
        if said.change.value is None:
            return percent
        return self.words("report.two_changes", amount=amount, percent=percent)

    def rate(self, rate: Outcome) -> str:
        """An achievement rate, with as many decimals as it takes not to show a miss as 100%."""
        if rate.value is None:
            return DASH
        places = styles.rate_format(rate.value).count("0") - 1
        return self._signed(f"{round_half_up(rate.value * 100, places):.{places}f}%")

    def judgement(self, judgement: Judgement) -> str:
        """Symbol and word."""
        return judgement_text(judgement, self.words)

    def published(self, row: NationalRow | None, kpi: Kpi) -> str:
        """A published figure of the whole, marked where it is not final."""
        if row is None or (row.actual is None and row.status is not FigureStatus.UNSETTLED):
            return DASH
        unsettled = self.words("word.state.unsettled")
        if row.actual is None:
            return unsettled
        figure = self.amount(row.actual, kpi.unit, kpi.decimals)
        return f"{figure}（{unsettled}）" if row.status is FigureStatus.UNSETTLED else figure

    def rank(self, rank: Rank | None) -> str:
        """A rank of this round, '' for none."""
        if rank is None:
            return ""
        return self.words(
            "summary.rank_tied" if rank.tied else "summary.rank_of", place=rank.place, of=rank.of
        )

    def short_rank(self, rank: Rank | None) -> str:
        """A rank of this round where there is little room: 3／46; '' for none."""
        if rank is None:
            return ""
        key = "summary.rank_short_tied" if rank.tied else "summary.rank_short"
        return self.words(key, place=rank.place, of=rank.of)

    def place(self, rank: Rank | None) -> str:
        """A rank's place alone: 3位; '' for none."""
        if rank is None:
            return ""
        return self.words("summary.place_tied" if rank.tied else "summary.place", place=rank.place)

    def published_rank(self, rank: PublishedRank | None) -> str:
        """A rank as published, '' for none."""
        if rank is None:
            return ""
        if rank.of is None:
            return self.words("report.rank", place=rank.rank)
        return self.words("summary.rank_of", place=rank.rank, of=rank.of)

    def _signed(self, text: str) -> str:
        return self.minus + text[1:] if text.startswith("-") else text


def headline(words: Catalogue, tally: Tally) -> str:
    """One sentence on a tally: how many targets, what became of them, the share of what was judged."""
    if not tally.judged:
        counts = {"with_target": tally.with_target, "not_judged": tally.not_judged}
        return words("summary.headline_unjudged", **counts)
    return words(
        "summary.headline",
        with_target=tally.with_target,
        judged=tally.judged,
        achieved=tally.achieved,
        not_achieved=tally.not_achieved,
        not_judged=tally.not_judged,
        share=tally.share_text,
    )
