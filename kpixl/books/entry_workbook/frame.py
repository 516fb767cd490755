"""What the entry workbook's sheets share: keys, words, protection and print set-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kpixl.books.entry_workbook.layout import KEY_PREFIX, EntryColumn
from kpixl.books.writing import styles
from kpixl.books.writing.book import Book
from kpixl.books.writing.page import Page
from kpixl.books.writing.sheet import Sheet
from kpixl.locale import Catalogue
from kpixl.locale.amounts import format_year
from kpixl.model.own_words import OwnWords, own_words
from kpixl.model.plan import Plan
from kpixl.model.submission import CellValue, Identity

# What stands in the input cells of a sheet, keyed by (row key, field).
Typed = Mapping[tuple[str, str], CellValue]


@dataclass(frozen=True, kw_only=True)
class EntryFrame:
    """The entry workbook being written."""

    plan: Plan
    identity: Identity
    book: Book
    words: Catalogue

    @cached_property
    def own(self) -> OwnWords:
        """The plan in the branch's words."""
        return own_words(self.plan, self.identity.branch_code)

    @property
    def year(self) -> str:
        """令和6年度, or FY2024."""
        return format_year(self.plan.settings.fiscal_year, self.words.language)

    def head(
        self, sheet: Sheet, corner: str, columns: Sequence[EntryColumn], row: int, height: float
    ) -> None:
        """Write the hidden keys of a sheet to fill in, and the header that people read."""
        sheet.text(0, 0, corner)
        for at, column in enumerate(columns, start=1):
            fill = {"bg_color": styles.YELLOW} if column.is_input else {}
            sheet.text(0, at, KEY_PREFIX + column.key)
            sheet.text(row, at, self.words(f"column.{column.key}"), styles.HEADER, fill)
        sheet.widths([column.width for column in columns], first=1)
        sheet.height(row, height)

    def close(self, sheet: Sheet, header: int, last: tuple[int, int], named: int) -> None:
        """Hide the keys, keep header and names in sight, protect, and set up the page of a sheet to fill in.

        `last` is its last row and column, `named` the column by which people know a row.
        """
        sheet.raw.set_row(0, None, None, {"hidden": True})
        sheet.raw.set_column(0, 0, 10, None, {"hidden": True})
        sheet.raw.freeze_panes(header + 1, named + 1)
        self.protect(sheet)
        sheet.raw.print_area(1, 1, *last)
        sheet.page(self.page(repeat_rows=(header, header)))

    def protect(self, sheet: Sheet) -> None:
        """Locked without a password, filters allowed: it prevents slips, and nobody has to ask for one."""
        allowed = dict.fromkeys(("format_columns", "format_rows", "select_locked_cells", "autofilter"), True)
        sheet.raw.protect("", allowed)

    def page(self, *, repeat_rows: tuple[int, int] | None = None) -> Page:
        """The print set-up: branch and classification above, issue number below."""
        return Page(
            repeat_rows=repeat_rows,
            header_left=f"{self.identity.branch_code} {self.identity.branch_name}",
            header_right=self.plan.settings.classification,
            footer_left=self.identity.issue,
        )


def cell_value(value: CellValue) -> str | float:
    """A typed value as it is written: numbers and texts as they are."""
    return value if isinstance(value, str | int | float) else str(value)
