"""Notes, comments and shapes on a return: each is said of the figure that it concerns, else of its sheet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kpixl.model.annotation import Annotation, AnnotationKind
from kpixl.model.finding import FindingCode
from kpixl.model.message import Detail, message
from kpixl.model.submission import (
    NOT_APPLICABLE,
    ActivityField,
    Field,
    MeasureField,
    NextKpiField,
    RawCell,
    RawRow,
    TextField,
)
from kpixl.rules.figures.folding import cell_text
from kpixl.rules.returns.inspection import Inspection

_LONGEST = 150
# The figure itself comes before what belongs to it.
_KPI_FIELDS = (Field.ACTUAL, *(field for field in Field if field is not Field.ACTUAL))
_FIGURES = (Field.ACTUAL, Field.NUMERATOR, Field.DENOMINATOR)
_FURTHER_FIELDS = (*TextField, *ActivityField, *NextKpiField)
Beside = Mapping[str, tuple[Annotation, ...]]


def report_annotations(
    inspection: Inspection,
    rows: Mapping[str, RawRow],
    measure_rows: Mapping[str, RawRow],
    further: Iterable[Mapping[str, RawRow]] = (),
) -> tuple[Beside, Beside]:
    """What concerns each KPI and each measure, by code; a warning for every annotation.

    `further` are the rows of texts, activity figures and next year's KPIs.
    """
    others = [row for found in further for row in found.values()]
    by_kpi: dict[str, list[Annotation]] = defaultdict(list)
    by_measure: dict[str, list[Annotation]] = defaultdict(list)
    # By sheet and text: of sheets of raw data, which may have hundreds, there is one warning for all.
    elsewhere: dict[tuple[str, str], list[Annotation]] = defaultdict(list)
    form = {row.sheet for row in (*rows.values(), *measure_rows.values(), *others)}
    for item in inspection.submission.annotations:
        if item.kind is AnnotationKind.STROKE:
            _add_stroke(inspection, item, rows, others)
            continue
        concerned = False
        for code, cells in _concerned(item, rows, _KPI_FIELDS):
            concerned = True
            by_kpi[code].append(item)
            _add(inspection, FindingCode.ANNOTATION_ON_FIGURE, [item], cells[0], code)
        for code, cells in _concerned(item, measure_rows, MeasureField):
            concerned = True
            by_measure[code].append(item)
            _add(inspection, FindingCode.ANNOTATION_ON_FIGURE, [item], cells[0])
        for row in others:
            cells = _touched(item, row, _FURTHER_FIELDS)
            if cells:
                concerned = True
                _add(inspection, FindingCode.ANNOTATION_ON_FIGURE, [item], cells[0])
        kpi = _kpi_beside(item, rows)
        if not concerned and kpi:
            _add(inspection, FindingCode.ANNOTATION_ON_SHEET, [item], _first_cell(item), kpi)
        elif not concerned:
            elsewhere[item.sheet, item.text if item.sheet in form else ""].append(item)
    for items in elsewhere.values():
        _add(inspection, FindingCode.ANNOTATION_ON_SHEET, items, _first_cell(items[0]))
    return (
        {code: tuple(items) for code, items in by_kpi.items()},
        {code: tuple(items) for code, items in by_measure.items()},
    )


def _add_stroke(
    inspection: Inspection, item: Annotation, rows: Mapping[str, RawRow], others: Iterable[RawRow]
) -> None:
    """A warning for each value that a line or a filled shape lies on."""
    for code, cells in _concerned(item, rows, _FIGURES):
        for cell in cells:
            _add_struck(inspection, item, cell, code)
    for row in others:
        for cell in _touched(item, row, _FURTHER_FIELDS):
            _add_struck(inspection, item, cell)


def _add_struck(inspection: Inspection, item: Annotation, cell: RawCell, kpi: str = "") -> None:
    seen = cell_text(cell.value)
    if seen not in ("", NOT_APPLICABLE):
        inspection.add(FindingCode.STROKE_OVER_VALUE, cell, kpi, seen=_in_one_line(seen), at=item.place)


def _concerned(
    item: Annotation, rows: Mapping[str, RawRow], fields: Iterable[str]
) -> Iterator[tuple[str, list[RawCell]]]:
    """The rows whose input cells an annotation stands at or lies on, with these cells."""
    if not item.cells:
        return
    names = tuple(fields)
    for code, row in rows.items():
        touched = _touched(item, row, names)
        if touched:
            yield code, touched


def _touched(item: Annotation, row: RawRow, names: Iterable[str]) -> list[RawCell]:
    """The input cells of a row that an annotation stands at or lies on."""
    cells = [row.cells[name] for name in names if name in row.cells]
    return [cell for cell in cells if cell.sheet == item.sheet and cell.cell in item.cells]


def _kpi_beside(item: Annotation, rows: Mapping[str, RawRow]) -> str:
    """The KPI in whose row an annotation stands beside the input cells; '' for none, or for several."""
    top, _left, low, _right = item.area
    codes = [code for code, row in rows.items() if row.sheet == item.sheet and top < row.row <= low + 1]
    return codes[0] if len(codes) == 1 else ""


def _first_cell(item: Annotation) -> RawCell:
    return RawCell("", item.sheet, item.place.partition(":")[0])


def _add(
    inspection: Inspection, kind: FindingCode, items: Sequence[Annotation], cell: RawCell, kpi: str = ""
) -> None:
    """A warning that quotes annotations, with their places and authors."""
    kinds = dict.fromkeys(item.kind for item in items)
    texts = (_in_one_line(item.text) for item in items)
    inspection.add(
        kind, cell, kpi,
        seen=tuple(message("text.quoted", text=text) for text in dict.fromkeys(texts)),
        what=tuple(message(f"word.annotation.{item}") for item in kinds),
        at=tuple(_place(item) for item in items),
    )  # fmt: skip


def _in_one_line(text: str) -> str:
    """A text, and no more of it than a sentence bears; the sheet of annotations has it whole."""
    said = " ".join(text.split())
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def _place(item: Annotation) -> Detail:
    return message("text.place_of", place=item.place, author=item.author) if item.author else item.place
