"""What a branch reported for one figure: what was typed where, and what it was read as, as messages."""

from dataclasses import dataclass

from kpixl.model.assessment import Assessment
from kpixl.model.cell_address import row_number
from kpixl.model.entries import Entry
from kpixl.model.figure import Figure, FigureState
from kpixl.model.kpi import Kpi
from kpixl.model.message import Amount, Detail, Message, message
from kpixl.rules.explanation.amounts import Amounts
from kpixl.rules.figures.rates import typed_otherwise
from kpixl.rules.returns.input_cells import STATES_WITHOUT_VALUE

_SAID_OTHERWISE = (FigureState.DONE, FigureState.NOT_DONE, *STATES_WITHOUT_VALUE)


@dataclass(frozen=True)
class Reported:
    """The return's part of a figure's story."""

    kpi: Kpi
    row: Assessment
    amounts: Amounts

    def sentence(self) -> Message:
        """What was typed where, or that there is nothing."""
        entry = self.row.entry
        if entry is None or not entry.file:
            refused = self._before.state is FigureState.UNREADABLE
            return message(f"explain.reported.{'refused' if refused else 'missing'}")
        figure, typed = self._before, entry.actual.typed
        counts = self.counts()
        read = self.said(figure)
        if counts and self._is_computed(entry) and figure.value is not None:
            computed: dict[str, Detail] = {"place": self._place_of_row(entry), "counts": counts, "read": read}
            if typed and entry.cell and typed_otherwise(self.kpi, typed, figure.value):
                computed |= {"cell": entry.cell.cell, "typed": typed}
                return message("explain.reported.computed_not_typed", **computed)
            return message("explain.reported.computed", **computed)
        if figure.state is FigureState.NOT_ASKED:
            return message("explain.reported.not_asked", place=self._place(entry))
        about: dict[str, Detail] = {"place": self._place(entry)}
        if figure.state is FigureState.UNREADABLE:
            if typed:
                return message("explain.reported.unreadable", **about, typed=typed)
            return message("explain.reported.unusable", place=self._place_of_row(entry))
        if not typed:
            return self._not_typed(entry, counts)
        if entry.actual.conversions:
            shown = message("explain.as_of", as_of=entry.as_of, amount=read) if entry.as_of else read
            return message("explain.reported.converted", **about, typed=typed, read=shown)
        if entry.as_of:
            return message("explain.reported.typed_as_of", **about, typed=typed, as_of=entry.as_of)
        return message("explain.reported.typed", **about, typed=typed)

    def said(self, figure: Figure) -> Detail:
        """A figure within a sentence, where English has no capital."""
        if figure.value is None and figure.state in _SAID_OTHERWISE:
            return message(f"explain.read.{figure.state}")
        return self.amounts.figure(figure)

    def _not_typed(self, entry: Entry, counts: Message | None) -> Message:
        """No actual; where there are counts all the same, which ones."""
        place = self._place_of_row(entry)
        if counts:
            return message("explain.reported.divided_by_zero", place=place, counts=counts)
        given = tuple(
            message("explain.count", of=label, amount=self._count(figure))
            for label, figure in (
                (self.kpi.numerator_label, entry.numerator),
                (self.kpi.denominator_label, entry.denominator),
            )
            if figure.state is not FigureState.BLANK
        )
        if given:
            return message("explain.reported.counts_alone", place=place, counts=given)
        return message("explain.reported.blank", place=self._place(entry))

    def _count(self, figure: Figure) -> Detail:
        if figure.value is None:
            return message(f"word.state.{figure.state}")
        return Amount(figure.value)

    def _is_computed(self, entry: Entry) -> bool:
        """True where the branch's figure comes from its counts, and not from the cell of the actual."""
        given = entry.numerator.value is not None and bool(entry.denominator.value)
        return given and self._before.value is not None

    @property
    def _before(self) -> Figure:
        """The figure as the branch's return gives it, whatever head office made of it."""
        return self.row.reported

    def _place(self, entry: Entry) -> Detail:
        file = entry.file.removeprefix("inbox/")
        if entry.cell is None:  # the KPI's row or column is gone from the return
            return file
        return message("explain.place", file=file, sheet=entry.cell.sheet, cell=entry.cell.cell)

    def _place_of_row(self, entry: Entry) -> Detail:
        """Where the counts stand: in the row of the actual; their own cells are not on file."""
        if entry.cell is None:
            return self._place(entry)
        file = entry.file.removeprefix("inbox/")
        return message(
            "explain.place_of_row", file=file, sheet=entry.cell.sheet, row=row_number(entry.cell.cell)
        )

    def cell(self) -> Detail:
        """The cell that the typed text stands in; the row alone where the figure comes from its counts."""
        entry = self.row.entry
        if entry is None or entry.cell is None:
            return ""
        if self._is_computed(entry) and not entry.actual.typed:
            return message("explain.row", row=row_number(entry.cell.cell))
        return entry.cell.cell

    def counts(self) -> Message | None:
        """Numerator ÷ denominator, where both were given."""
        entry = self.row.entry
        if entry is None or entry.numerator.value is None or entry.denominator.value is None:
            return None
        return message(
            "explain.counts",
            numerator_of=self.kpi.numerator_label,
            numerator=Amount(entry.numerator.value),
            denominator_of=self.kpi.denominator_label,
            denominator=Amount(entry.denominator.value),
        )

    def conversions(self) -> tuple[Message, ...]:
        """What was done to the typed text so that it could be read."""
        entry = self.row.entry
        steps = entry.actual.conversions if entry else ()
        return tuple(message(f"word.conversion.{step}") for step in steps)
