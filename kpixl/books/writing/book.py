"""A workbook being written, in one pass into memory, and handed on as bytes."""

import datetime as dt
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from kpixl import __version__
from kpixl.books.writing import styles
from kpixl.books.writing.formats import Formats
from kpixl.books.writing.package import same_on_every_system
from kpixl.books.writing.sheet import Sheet, checked
from kpixl.model.plan import Settings

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from kpixl.books.writing.engine import EngineSheet


class Book:
    """A workbook being written; `finish` gives its bytes.

    One that is not `live` has the values of its formulas, and no formula.
    """

    def __init__(
        self, *, title: str, organisation: str, created: dt.datetime, language: str, live: bool = True
    ) -> None:
        # The layouts stand beside what writes them; reading one must not load the library that writes.
        from kpixl.books.writing.engine import EngineWorkbook

        self._buffer = io.BytesIO()
        self._workbook = EngineWorkbook(
            self._buffer,
            {
                "in_memory": True,
                # What a person typed stays text, whatever it begins with.
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_format_properties": {
                    "font_name": styles.FONT,
                    "font_size": styles.SIZE,
                    "font_scheme": "none",
                },
            },
        )
        self._workbook.set_properties(
            {"title": title, "company": organisation, "created": created, "comments": f"kpixl {__version__}"}
        )
        self._workbook.set_calc_mode("auto")
        self.formats = Formats(self._workbook)
        self._left_out: frozenset[str] = frozenset()
        self.language = language
        self.live = live
        self._sheets: list[Sheet] = []

    @classmethod
    def of_round(cls, settings: Settings, title: str, *, live: bool = True) -> "Book":
        """A workbook of a round: it carries the plan's organisation, language and date."""
        return cls(
            title=title,
            organisation=settings.organisation,
            created=settings.created,
            language=settings.language,
            live=live,
        )

    def leave_out(self, names: Iterable[str]) -> None:
        """Name the sheets that this workbook will not have: links to them are left out as well."""
        self._left_out = frozenset(names)

    def has(self, name: str) -> bool:
        """False for a sheet that this workbook will not have."""
        return name not in self._left_out

    def sheet(self, name: str) -> Sheet:
        """A new sheet at the end."""
        from kpixl.books.writing.engine import EngineSheet

        worksheet = cast("EngineSheet", self._workbook.add_worksheet(name, EngineSheet))
        sheet = Sheet(self, worksheet, name)
        self._sheets.append(sheet)
        return sheet

    def find(self, name: str) -> Sheet | None:
        """A sheet that is there already, by its name."""
        return next((sheet for sheet in self._sheets if sheet.name == name), None)

    def colour_tab(self, name: str, colour: str) -> None:
        """Give a sheet's tab a colour, if there is such a sheet."""
        sheet = self.find(name)
        if sheet is not None:
            sheet.raw.set_tab_color(colour)

    def name(self, name: str, area: str) -> None:
        """A name of the workbook for an area, for formulas."""
        checked(self._workbook.define_name(name, f"={area}"))

    def chart(self, options: dict[str, Any]) -> "Chart":
        """A new chart, to be put on a sheet."""
        chart = self._workbook.add_chart(options)
        if chart is None:
            raise RuntimeError(f"no such chart: {options}")
        return chart

    def finish(self) -> bytes:
        """Close the workbook and give its bytes."""
        for sheet in self._sheets:
            sheet.widen()
        self._workbook.close()
        return same_on_every_system(self._buffer.getvalue())
