"""Notes, comments and shapes on a returned workbook: those that head office issued are no news.

A correction workbook has a note of its own at every marked cell: for each finding a line that begins with
its mark and one that begins with an arrow. What else stands in such a note, the branch has added.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from kpixl.books.addresses import cell_name
from kpixl.books.entry_workbook.layout import ARROW
from kpixl.books.reading.cell_details.records import covers
from kpixl.books.reading.keyed import KeyedTable
from kpixl.books.returned.form_changes import form_change
from kpixl.locale import LANGUAGES, catalogue
from kpixl.model.annotation import Annotation, AnnotationKind
from kpixl.model.finding import Finding, FindingCode, Severity
from kpixl.model.submission import INPUT_FIELDS

_MOST_KEPT = 300
_LONGEST = 2_000  # characters of one annotation


def of_the_branch(found: Iterable[Annotation]) -> list[Annotation]:
    """What the branch put beside the cells."""
    texts = ((item, _without_issued(item.text)) for item in found)
    return [
        replace(item, text=text[:_LONGEST])
        for item, text in texts
        if text or item.kind is AnnotationKind.STROKE
    ]


def with_cells(
    annotations: Sequence[Annotation], tables: Iterable[KeyedTable]
) -> tuple[tuple[Annotation, ...], Sequence[Finding]]:
    """The annotations with the input cells that each stands at or lies on; of very many, the first ones.

    A stroke says something only of the cells that it lies on.
    """
    inputs = {table.sheet.name: list(_inputs(table)) for table in tables}
    placed: list[Annotation] = []
    for item in annotations:
        is_stroke = item.kind is AnnotationKind.STROKE
        if is_stroke and item.sheet not in inputs:
            continue
        cells = [at for at in inputs.get(item.sheet, ()) if covers(item.area, at)]
        if cells or not is_stroke:
            placed.append(replace(item, cells=tuple(cell_name(*at) for at in cells)))
    if len(placed) <= _MOST_KEPT:
        return tuple(placed), ()
    many = form_change(FindingCode.ANNOTATIONS_MANY, count=len(placed), limit=_MOST_KEPT)
    return tuple(placed[:_MOST_KEPT]), (many,)


def _inputs(table: KeyedTable) -> Iterator[tuple[int, int]]:
    columns = [table.columns[name] for name in INPUT_FIELDS if name in table.columns]
    return ((row, column) for row in table.row_numbers() for column in columns)


def _without_issued(text: str) -> str:
    """The text without the pairs of lines that kpixl writes into a correction workbook."""
    kept: list[str] = []
    after_mark = False
    for line in text.splitlines():
        is_mark = line.startswith(_marks())
        if not is_mark and not (after_mark and line.startswith(ARROW)):
            kept.append(line)
        after_mark = is_mark
    return "\n".join(kept).strip()


@cache
def _marks() -> tuple[str, ...]:
    return tuple(
        f"{catalogue(language)(f'mark.{severity}')}:" for language in LANGUAGES for severity in Severity
    )
