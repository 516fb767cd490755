"""Cells of the lists that follow データ: rate, differences, and whether a change is for the better."""

from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.format import Format

from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.formulas.live import quoted
from kpixl.books.summary.frame import REASON, Frame
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Assessment, Outcome
from kpixl.model.kpi import Kpi
from kpixl.model.rounding import round_half_up
from kpixl.model.target import Direction

_DIGITS = 9  # at which a percentage is rounded first: the product of a float may end in …4999


@dataclass(frozen=True)
class LiveCells:
    """Writes the cells of one summary; every format is made once.

    A cell that shows a word has the number's format all the same: a figure may come later.
    """

    frame: Frame

    @cached_property
    def plain(self) -> Format:
        """The format of a text."""
        return self.frame.book.formats.of(styles.WRAP, styles.INDENTED)

    @cached_property
    def centred(self) -> Format:
        """The format of a short text."""
        return self.frame.book.formats.of(styles.WRAP, {"align": "center"})

    @cached_property
    def _impact_shape(self) -> Format:
        return self.frame.book.formats.of(styles.CENTRE)

    @cached_property
    def _grey_shape(self) -> Format:
        """The format of a change that may be chance: it steps back."""
        return self.frame.book.formats.of(styles.CENTRE, {"font_color": styles.MUTED, "text_wrap": True})

    @cached_property
    def _by_chance(self) -> tuple[str, str]:
        """The words for better and worse where either may be chance."""
        better, worse = (self.frame.words(f"word.impact.{key}_by_chance") for key in ("improved", "worsened"))
        return better, worse

    @cached_property
    def _impacts(self) -> tuple[str, str, str]:
        """The words for better, the same and worse."""
        better, same, worse = (
            self.frame.words(f"word.impact.{key}") for key in ("improved", "same", "worsened")
        )
        return better, same, worse

    @cached_property
    def _shapes(self) -> dict[tuple[str, bool], Format]:
        return {}

    def write_outcome(self, sheet: Sheet, row: int, column: int, item: Assessment, key: str) -> None:
        """A rate or difference of データ; in its place the reason why there is none."""
        frame = self.frame
        outcome: Outcome = getattr(item, key)
        if not frame.is_live(item, key):
            frame.write_reason(sheet, row, column, outcome.reason)
            return
        cell = frame.data_cell(item.branch_code, item.kpi_code, key)
        none = DASH if outcome.value is not None else frame.reason_text(outcome.reason)
        stored = none if outcome.value is None else float(outcome.value)
        is_rate = key == "achievement_rate"
        shape = self._outcome_shape(frame.kpis[item.kpi_code], outcome, is_rate=is_rate)
        sheet.formula(row, column, f"=IF(COUNT({cell}),{cell},{quoted(none)})", stored, shape)

    def write_distance(self, sheet: Sheet, row: int, column: int, item: Assessment) -> None:
        """How far the achievement rate is from 100 %, in points, or a dash."""
        frame, rate = self.frame, item.achievement_rate.value
        if not frame.is_live(item, "achievement_rate"):
            sheet.text(row, column, DASH, self.dash)
            return
        cell = frame.data_cell(item.branch_code, item.kpi_code, "achievement_rate")
        points = None if rate is None else round_half_up(round_half_up(rate * 100, _DIGITS) - 100, 1)
        formula = f"=IF(COUNT({cell}),ROUND(ROUND({cell}*100,{_DIGITS})-100,1),{quoted(DASH)})"
        shape = self.dash if points is None else self._distance_shape
        sheet.formula(row, column, formula, DASH if points is None else float(points), shape)

    @cached_property
    def _distance_shape(self) -> Format:
        shape = {"num_format": styles.number_format(1, minus=self.frame.minus, sign=True)}
        return self.frame.book.formats.of(styles.NUMBER, styles.BESIDE_AXIS, shape)

    @cached_property
    def dash(self) -> Format:
        """The format of a dash in the place of a number."""
        return self.frame.book.formats.of(styles.CENTRE, styles.PAPER_NOTE)

    def _outcome_shape(self, kpi: Kpi, outcome: Outcome, *, is_rate: bool) -> Format:
        none, rate = outcome.value is None, styles.rate_format(minus=self.frame.minus)
        if is_rate and outcome.value is not None:
            rate = styles.rate_format(outcome.value, minus=self.frame.minus)
        key = (rate if is_rate else kpi.code, none)
        if key not in self._shapes:
            number_format = rate if is_rate else self.frame.number_format(kpi, change=True)
            cell_styles = (styles.CENTRE, styles.PAPER_NOTE, REASON) if none else (styles.NUMBER,)
            self._shapes[key] = self.frame.book.formats.of(*cell_styles, {"num_format": number_format})
        return self._shapes[key]

    def write_impact(self, sheet: Sheet, row: int, column: int, item: Assessment) -> None:
        """良化 or 悪化 of the change on prior by the KPI's direction; empty without a change."""
        frame = self.frame
        if not frame.is_live(item, "change_on_prior"):
            sheet.text(row, column, "", self._impact_shape)
            return
        cell = frame.data_cell(item.branch_code, item.kpi_code, "change_on_prior")
        better, same, worse = self._impacts
        shape = self._impact_shape
        if frame.may_be_chance(item):
            better, worse, shape = *self._by_chance, self._grey_shape
        fall, rise = {
            Direction.AT_LEAST: (worse, better),
            Direction.AT_MOST: (better, worse),
        }.get(frame.kpis[item.kpi_code].direction, ("", ""))
        formula = f"CHOOSE(SIGN({cell})+2,{quoted(fall)},{quoted(same)},{quoted(rise)})"
        stored = {None: same if item.change_on_prior.value == 0 else "", True: better, False: worse}
        value = stored[item.improved]
        sheet.formula(row, column, f'=IF(COUNT({cell}),{formula},"")', value, shape)
