"""The formats of a workbook that is being written: each is made once, whoever asks for it."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from kpixl.books.writing import styles

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

Shape: TypeAlias = "styles.Style | Format"  # a format that was made before stands alone


class Formats:
    """The formats of one workbook, by what they say."""

    def __init__(self, workbook: "Workbook") -> None:
        self._workbook = workbook
        self._made: dict[frozenset[tuple[str, Any]], Format] = {}

    def of(self, *cell_styles: Shape) -> "Format":
        """The format that the cell_styles make together, later ones winning; made once per combination.

        A format that was made before passes through: long tables make theirs once per column.
        """
        if len(cell_styles) == 1 and not isinstance(cell_styles[0], dict):
            return cell_styles[0]
        merged = dict(styles.BASE)
        for style in cell_styles:
            if not isinstance(style, dict):
                raise TypeError("a finished format stands alone")
            merged |= style
        return self._made_once(merged)

    @cached_property
    def plain(self) -> "Format":
        """The format of a cell with nothing of its own."""
        return self.of()

    def differential(self, style: styles.Style) -> "Format":
        """A format for a conditional rule: only what it changes."""
        return self._made_once(dict(style))

    def _made_once(self, properties: styles.Style) -> "Format":
        key = frozenset(properties.items())
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]
