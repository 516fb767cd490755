"""What the entry workbook's sheets share: keys, words, protection and print set-up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kpixl.books.writing.page import Page
from kpixl.books.writing.sheets import Book, Sheet
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
