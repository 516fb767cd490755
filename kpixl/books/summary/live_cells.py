"""Cells of the lists that follow データ: rate, differences, and whether a change is for the better."""

from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.format import Format

from kpixl.books import look
from kpixl.books.sheets import Sheet
from kpixl.books.summary.frame import DASH, REASON, Frame
from kpixl.books.summary.live import quoted
from kpixl.model.assessment import Assessment, Outcome
from kpixl.model.target import Direction


@dataclass(frozen=True)
class LiveCells:
    """Writes the cells of one summary; every format is made once.

    A cell that shows a word has the number's format all the same: a figure may come later.
    """

    frame: Frame

    @cached_property
    def plain(self) -> Format:
        """The format of a text."""
        return self.frame.book.format(look.WRAP)

    @cached_property
    def centred(self) -> Format:
        """The format of a short text."""
        return self.frame.book.format(look.WRAP, {"align": "center"})

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
        shape = self._outcome_shape(frame.kpis[item.kpi_code].decimals, outcome, is_rate=is_rate)
        sheet.formula(row, column, f"=IF(COUNT({cell}),{cell},{quoted(none)})", stored, shape)

    def _outcome_shape(self, decimals: int, outcome: Outcome, *, is_rate: bool) -> Format:
        number_format = look.number_format(decimals, minus=self.frame.minus, sign=True)
        if is_rate:
            number_format = look.RATE_FORMAT if outcome.value is None else look.rate_format(outcome.value)
        key = (number_format, outcome.value is None)
        if key not in self._shapes:
            styles = (look.CENTRE, look.NOTE, REASON) if outcome.value is None else (look.NUMBER,)
            self._shapes[key] = self.frame.book.format(*styles, {"num_format": number_format})
        return self._shapes[key]

    def write_impact(self, sheet: Sheet, row: int, column: int, item: Assessment) -> None:
        """良化 or 悪化 of the change on prior by the KPI's direction; empty without a change."""
        frame = self.frame
        if not frame.is_live(item, "change_on_prior"):
            sheet.text(row, column, "", look.CENTRE)
            return
        cell = frame.data_cell(item.branch_code, item.kpi_code, "change_on_prior")
        better, same, worse = (frame.words(f"word.impact.{key}") for key in ("improved", "same", "worsened"))
        fall, rise = {
            Direction.AT_LEAST: (worse, better),
            Direction.AT_MOST: (better, worse),
        }.get(frame.kpis[item.kpi_code].direction, ("", ""))
        formula = f"CHOOSE(SIGN({cell})+2,{quoted(fall)},{quoted(same)},{quoted(rise)})"
        stored = {None: same if item.change_on_prior.value == 0 else "", True: better, False: worse}
        sheet.formula(row, column, f'=IF(COUNT({cell}),{formula},"")', stored[item.improved], look.CENTRE)
