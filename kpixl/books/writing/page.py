"""How sheets print: paper, pages, headers and footers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpixl.books.writing import styles
from kpixl.books.writing.limits import cut

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

A4 = 9
_SIDE_LIMIT = 80  # two sides of a header, the sheet's name and their fonts within the 255 that Excel takes


@dataclass(frozen=True, kw_only=True)
class Page:
    """How a sheet prints: A4, at a `scale` in percent, with pages that begin before these rows and columns.

    Without a scale it is fitted to `wide` pages across and `tall` pages down, 0 for as many as it takes.
    """

    landscape: bool = True
    wide: int = 1
    tall: int = 0
    scale: int = 0
    row_breaks: tuple[int, ...] = ()
    column_breaks: tuple[int, ...] = ()
    repeat_rows: tuple[int, int] | None = None
    repeat_columns: tuple[int, int] | None = None
    names_sheet: bool = False  # in the middle of the header
    letters: int = 9  # the size of header and footer in points, at 100 %
    header_left: str = ""
    header_right: str = ""
    footer: str = "&P / &N"
    footer_left: str = ""

    def set_up(self, worksheet: "Worksheet") -> None:
        """Make a worksheet print like this."""
        worksheet.set_paper(A4)
        if self.landscape:
            worksheet.set_landscape()
        if self.scale:
            worksheet.set_print_scale(self.scale)
            worksheet.set_h_pagebreaks(list(self.row_breaks))
            worksheet.set_v_pagebreaks(list(self.column_breaks))
            worksheet.print_across()
        else:
            worksheet.fit_to_pages(self.wide, self.tall)
        worksheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.55)
        if self.repeat_rows:
            worksheet.repeat_rows(*self.repeat_rows)
        if self.repeat_columns:
            worksheet.repeat_columns(*self.repeat_columns)
        # The blank ends the font size: "&9" before a text that begins with a digit would read "&92024".
        font = f'&"{styles.FONT},Regular"&{self.letters} '
        centre = f"&C{font}&A" if self.names_sheet else ""
        header = f"&L{font}{_escape(self.header_left)}{centre}&R{font}{_escape(self.header_right)}"
        worksheet.set_header(header)
        worksheet.set_footer(f"&L{font}{_escape(self.footer_left)}&C{font}{self.footer}")


def _escape(text: str) -> str:
    """Text for a header or footer, where & starts a command, cut to its half of the room."""
    return cut(text, max(1, _SIDE_LIMIT - text.count("&"))).replace("&", "&&")
