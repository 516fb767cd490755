"""How wide the columns of texts are: on one line where that makes the list smaller on paper.

A list prints as large as its width lets it, so the one of the smallest area has the largest letters for its
pages. Every column may be had at a price, lines against width; all pay the one at which the list is smallest,
so that the room goes to those whose texts break most. Then one after the other has what there is to gain.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kpixl.books.writing import pagination, styles

BESIDE = 1.0  # beside a text that stands on one line, in half-width letters
_HALF_A_LETTER = 1.0  # stays over at the end of a line
_MOST_LINES = 8  # that one text is broken into to find a width
_CHOICES = 40  # widths of one column
_HALVINGS = 20  # of the price, from a line a row for a letter of width on
_ROUNDS = 4

Widths = tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class TextColumn:
    """A column whose texts wrap: one a row, '' where there is none.

    It is never narrower than `least`, nor wider than its longest text beside the `indent`, in half-width
    letters.
    """

    texts: Sequence[str]
    least: float
    indent: float = 0.0
    _lines: dict[float, dict[str, int]] = field(default_factory=dict, repr=False)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many rows have each text."""
        return Counter(self.texts)

    @cached_property
    def choices(self) -> Widths:
        """The widths at which some text takes a line less."""
        longest = {max(map(styles.display_width, text.split("\n"))) for text in self.counts}
        rooms = {letters + BESIDE for letters in longest} | {
            -(-letters // lines) + BESIDE + _HALF_A_LETTER
            for letters in longest
            for lines in range(2, _MOST_LINES + 1)
        }
        found = sorted({max(room + self.indent, self.least) for room in rooms})
        return (*found[:: -(-len(found) // _CHOICES)], found[-1])

    def lines(self, width: float) -> dict[str, int]:
        """How many lines each text takes at a width."""
        if width not in self._lines:
            room = width - self.indent
            self._lines[width] = {text: styles.wrapped_lines(text, room) for text in self.counts}
        return self._lines[width]

    def at_price(self, price: float) -> float:
        """The width that costs least where a letter of width costs so many lines."""
        return min(self.choices, key=lambda width: self._broken(width) + price * width)

    def _broken(self, width: float) -> int:
        lines = self.lines(width)
        return sum(count * lines[text] for text, count in self.counts.items())


def text_widths(columns: Sequence[TextColumn], others: Sequence[float]) -> Widths:
    """The widths of the columns of texts beside `others`, all in half-width letters.

    The list fits a landscape page at the least scale where its texts can give way so far.
    """
    if not columns or not columns[0].texts:
        return tuple(column.least for column in columns)
    table = _Table(columns, others)
    prices = (0.0, *(len(columns[0].texts) / 2**halving for halving in range(_HALVINGS)))
    found = {tuple(column.at_price(price) for column in columns) for price in prices}
    return min(map(table.bettered, sorted(found)), key=table.cost)


@dataclass(frozen=True)
class _Table:
    """The list whose columns are sought: how large it is with which widths."""

    columns: Sequence[TextColumn]
    others: Sequence[float]

    def cost(self, widths: Widths) -> tuple[bool, float]:
        """Whether the list is wider than a page, and its area."""
        return self._cost(widths, sum(self._lines(widths)))

    def bettered(self, widths: Widths) -> Widths:
        """The widths from which no column by itself makes the list smaller."""
        for _round in range(_ROUNDS):
            before = widths
            for at in range(len(self.columns)):
                widths = self._with_best(widths, at)
            if widths == before:
                break
        return widths

    def _with_best(self, widths: Widths, at: int) -> Widths:
        """The widths with the one of a column that makes the list smallest."""
        column = self.columns[at]
        beside = Counter(zip(self._lines(widths, without=at), column.texts, strict=True))

        def cost(width: float) -> tuple[bool, float]:
            told = column.lines(width)
            count = sum(many * max(lines, told[text]) for (lines, text), many in beside.items())
            return self._cost((*widths[:at], width, *widths[at + 1 :]), count)

        return (*widths[:at], min(column.choices, key=cost), *widths[at + 1 :])

    def _lines(self, widths: Widths, without: int = -1) -> list[int]:
        """How many lines every row has, whatever the text of one column."""
        told = [
            map(column.lines(width).__getitem__, column.texts)
            for at, (column, width) in enumerate(zip(self.columns, widths, strict=True))
            if at != without
        ]
        return list(map(max, zip(*told, strict=True))) if told else [1] * len(self.columns[0].texts)

    def _cost(self, widths: Widths, lines: int) -> tuple[bool, float]:
        across = [*self.others, *widths]
        height = lines * styles.LINE_HEIGHT + len(self.columns[0].texts) * styles.ROW_PADDING
        width = max(pagination.points_wide(across), pagination.PAGE_WIDTH)
        return pagination.spare_width(across, pagination.LEAST_SCALE) < 0, height * width
