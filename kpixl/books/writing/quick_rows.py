"""xlsxwriter's worksheet with its innermost loops done otherwise: cells in, and cells out as XML.

The files are the same to the byte, which a test says. What begins with an underscore is not public: a version
of xlsxwriter that keeps its cells otherwise fails in that test.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellDatetimeTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

from kpixl.books.addresses import column_name
from kpixl.books.writing.xml_text import escaped

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_SPAN_ROWS = 16  # that share what a row says of the columns it reaches


class _NotKept(dict[tuple[int, int], str]):
    """Every cell of a table, by which xlsxwriter tells tables that overlap: of 1,000 branches 100 MB."""

    def __setitem__(self, _place: tuple[int, int], _area: str) -> None:
        pass


class QuickRows(Worksheet):
    """Takes cells without looking at what they are, and writes the common ones in one go."""

    def __init__(self) -> None:
        super().__init__()
        self.table_cells = _NotKept()

    def text_index(self, text: str) -> int:
        """The number by which cells name a shared text."""
        return cast("int", self.str_table._get_shared_string_index(text))  # type: ignore[attr-defined]  # noqa: SLF001

    @staticmethod
    def format_index(shape: "Format") -> int:
        """The number by which cells name a format."""
        return cast("int", shape._get_xf_index())  # type: ignore[no-untyped-call]  # noqa: SLF001

    def put(self, row: int, column: int, cell: NamedTuple) -> None:
        """Keep a cell.

        Raises:
            RuntimeError: a sheet has no such place.
        """
        if self._check_dimensions(row, column):
            raise RuntimeError(f"no cell in row {row}, column {column}")
        self.table[row][column] = cell

    def put_text(self, row: int, column: int, text: str, shape: "Format") -> None:
        """A text, no longer than a cell may be."""
        self.put(row, column, CellStringTuple(self.text_index(text), shape))

    def put_blank(self, row: int, column: int, shape: "Format") -> None:
        """A cell with nothing but its format."""
        self.put(row, column, CellBlankTuple(shape))

    def put_number(self, row: int, column: int, number: float, shape: "Format") -> None:
        """A finite number."""
        self.put(row, column, CellNumberTuple(number, shape))

    def put_formula(self, row: int, column: int, formula: str, shape: "Format", value: object) -> None:
        """A formula, taken as it is, with its value."""
        self.put(row, column, CellFormulaTuple(formula.removeprefix("="), shape, value))

    def _calculate_spans(self) -> None:
        ends: dict[int, tuple[int, int]] = {}
        for rows in (self.table, self.comments):
            for row, cells in rows.items():
                if cells:
                    block, first, last = row // _SPAN_ROWS, min(cells), max(cells)
                    known = ends.get(block, (first, last))
                    ends[block] = min(first, known[0]), max(last, known[1])
        self.row_spans = {block: f"{first + 1}:{last + 1}" for block, (first, last) in ends.items()}

    def _write_rows(self) -> None:
        self._calculate_spans()
        table, write = self.table, self.fh.write  # type: ignore[attr-defined]
        first, last = cast("tuple[int, int]", (self.dim_rowmin, self.dim_rowmax))
        styled: dict[Format, str] = {}
        names: dict[int, str] = {}
        for row in range(first, last + 1):
            cells = table.get(row)
            span, info = self.row_spans.get(row // _SPAN_ROWS), self.row_info.get(row)
            if not cells:
                if info is not None or row in self.comments:
                    self._write_empty_row(row, span, info)
                continue
            self._write_row(row, span, info)
            number = row + 1
            parts: list[str] = []
            for column in sorted(cells):
                cell = cells[column]
                shape, xml = cell.format, _XML.get(cell.__class__)
                rest = xml(cell) if xml and shape else None
                if rest is None:  # xlsxwriter's own way
                    write("".join(parts))
                    parts = []
                    self._write_cell(row, column, cell)
                    continue
                style = styled.get(shape)
                if style is None:
                    style = styled[shape] = f' s="{self.format_index(shape)}"'
                name = names.get(column)
                if name is None:
                    name = names[column] = f'<c r="{column_name(column)}'
                parts.append(f'{name}{number}"{style}{rest}')
            parts.append("</row>")
            write("".join(parts))


def _number(cell: Any) -> str:
    return f"><v>{cell.number:.16G}</v></c>"


def _text(cell: Any) -> str:
    return f' t="s"><v>{cell.string}</v></c>'


def _blank(_cell: Any) -> str:
    return "/>"


def _formula(cell: Any) -> str | None:
    """A formula whose value is a number or a text; none for an error, for True and for False."""
    value = cell.value
    if isinstance(value, str):
        if value.startswith("#"):
            return None
        kind = ' t="str"' if value else ""
        return f"{kind}><f>{escaped(cell.formula)}</f><v>{escaped(value)}</v></c>"
    if isinstance(value, bool):
        return None
    return f"><f>{escaped(cell.formula)}</f><v>{value}</v></c>"


_XML: dict[type, Callable[[Any], str | None]] = {
    CellNumberTuple: _number,
    CellDatetimeTuple: _number,
    CellStringTuple: _text,
    CellBlankTuple: _blank,
    CellFormulaTuple: _formula,
}
