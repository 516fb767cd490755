"""施策記入's live formulas: the KPIs' results beside a text, its letters, and whether it is written.

As in 記入シート, a formula reaches an input cell only through INDEX on a whole column, and is written with
the value that it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpixl.books.addresses import column_name
from kpixl.books.entry_workbook.formulas import in_row, quoted
from kpixl.books.entry_workbook.live_row import Live
from kpixl.locale import Catalogue
from kpixl.model.measure import TextItem, TextRequired

_MOST_PART = 200  # characters of a text in a formula; Excel takes 255


@dataclass(frozen=True, kw_only=True)
class LiveResult:
    """What 記入シート says of a KPI now: what is typed as its actual, and the live judgement."""

    code: str
    indicator: str
    ending: str
    actual: str
    judgement: str


@dataclass(frozen=True)
class ResultColumns:
    """Where 記入シート has what is looked up by a KPI's code, which stands in its column A."""

    sheet: str
    actual: int
    judgement: int

    def cell(self, code: str, at: int) -> str:
        """A cell of the KPI's row, wherever a branch has moved the row."""
        letter, sheet = column_name(at), f"'{self.sheet.replace(chr(39), chr(39) * 2)}'!"
        return f"INDEX({sheet}${letter}:${letter},MATCH({quoted(code)},{sheet}$A:$A,0))"


@dataclass(frozen=True, kw_only=True)
class LiveText:
    """One text's row: its item, what is typed, in which column, and the results of its measure's KPIs."""

    item: TextItem
    text: str
    column: int
    results: Sequence[LiveResult]
    columns: ResultColumns
    words: Catalogue

    def kpi_results(self) -> Live | None:
        """A line for every KPI: its name, its actual and its judgement; None where the measure has none."""
        if not self.results:
            return None
        parts, lines = [], []
        for result in self.results:
            actual = self.columns.cell(result.code, self.columns.actual)
            judgement = self.columns.cell(result.code, self.columns.judgement)
            name = f"{result.indicator[:_MOST_PART]}　"
            parts.append(
                f'{quoted(name)}&IF({actual}="","",{actual}&{quoted(result.ending + "　")})&{judgement}'
            )
            typed = f"{result.actual}{result.ending}　" if result.actual else ""
            lines.append(f"{name}{typed}{result.judgement}")
        return Live("=" + "&CHAR(10)&".join(parts), "\n".join(lines))

    def letters(self) -> Live:
        """How many letters the text has, line breaks counted."""
        return Live(f"=LEN({self._here})", Decimal(_letters(self.text)))

    def check(self) -> Live:
        """○ written, × to be written, ！ too long, － free to leave."""
        texts = self.words.group("entry.text")
        written, missing, free = (quoted(texts[key]) for key in ("written", "missing", "free"))
        if self.item.longest is not None:
            written = f"IF(LEN({self._here})>{self.item.longest},{quoted(texts['too_long'])},{written})"
        if self.item.required is TextRequired.ALWAYS:
            blank = missing
        elif self.item.required is TextRequired.NOT_ACHIEVED and self.results:
            failed = quoted(self.words("entry.live.not_achieved"))
            tests = (
                f"{self.columns.cell(result.code, self.columns.judgement)}={failed}"
                for result in self.results
            )
            blank = f"IF(OR({','.join(tests)}),{missing},{free})"
        else:
            blank = free
        return Live(f"=IF(LEN(TRIM({self._here}))=0,{blank},{written})", texts[self._check_now()])

    def _check_now(self) -> str:
        if self.text.strip(" "):
            longest = self.item.longest
            return "too_long" if longest is not None and _letters(self.text) > longest else "written"
        failed = self.words("entry.live.not_achieved")
        asked = self.item.required is TextRequired.ALWAYS or (
            self.item.required is TextRequired.NOT_ACHIEVED
            and any(result.judgement == failed for result in self.results)
        )
        return "missing" if asked else "free"

    @property
    def _here(self) -> str:
        return in_row(self.column)


def _letters(text: str) -> int:
    """As a spreadsheet counts: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
