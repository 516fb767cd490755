"""The rows of a returned form: which KPI or measure each is, and what was changed in their locked cells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kpixl.model.entries import EntryKpi, MeasureEntry
from kpixl.model.figure import decimal_of
from kpixl.model.finding import FindingCode
from kpixl.model.kpi import Kpi, Measure
from kpixl.model.message import message
from kpixl.model.submission import NOT_APPLICABLE, Field, MeasureField, RawCell, RawRow
from kpixl.model.target import Direction
from kpixl.rules.figures.folding import cell_text, fold
from kpixl.rules.returns.inspection import Inspection, check_texts, row_text
from kpixl.rules.returns.issued_plan import has_other_plan


def rows_by_kpi(inspection: Inspection) -> dict[str, RawRow]:
    """The row of each KPI: by its key, else by its code or its indicator, where one row says it.

    A row whose key names one KPI and whose text another is not used: it was sorted without its key.
    """
    rows: dict[str, RawRow] = {}
    named: set[str] = set()  # KPIs that some finding speaks of already
    plan, submission, kpis = inspection.plan, inspection.submission, inspection.kpis
    codes = {kpi.code for kpi in kpis}
    keyed = {row.key for row in submission.rows}
    for row in submission.rows:
        key = row.key
        told = "" if key in codes else _kpi_of(kpis, row)
        # A key that was written over gives way to the row's own words, unless another row has their key.
        if told and (not key or told not in keyed):
            key = told
            if row.key_cell:  # one key of many is lost; that all are has its own finding
                place = RawCell(key, row.sheet, row.key_cell)
                inspection.add(FindingCode.KEYS_FALLEN_BACK, place, key, seen=message("word.keys.rows"))
        cell = RawCell(key, row.sheet, row.key_cell)
        if not key:
            _unknown_row(inspection, row, Field)
        elif key not in codes:
            inspection.add(FindingCode.RETURN_KPI_UNKNOWN, cell, seen=key)
        elif _other_indicator(kpis, key, row):
            named.add(key)
            shown = row_text(row, "indicator")
            inspection.add(FindingCode.ROW_CONTRADICTS, row.cells["indicator"], key, seen=key, shown=shown)
        elif key in rows:
            inspection.add(FindingCode.RETURN_KPI_TWICE, cell, key, first=rows[key].row)
        else:
            rows[key] = row
    for kpi in kpis:
        has_target = plan.target(inspection.branch.code, kpi.code).direction is not Direction.NONE
        if kpi.code not in rows and kpi.code not in named and has_target:
            inspection.add(FindingCode.RETURN_KPI_MISSING, kpi=kpi.code, seen=kpi.indicator)
    _missing_columns(inspection)
    return rows


def _unknown_row(inspection: Inspection, row: RawRow, names: Iterable[str]) -> None:
    """Name what a row of no known KPI or measure holds; headings and blank rows hold nothing."""
    held = [cell for name in names if (cell := row.cells.get(name)) and _says_something(cell)]
    if held:
        inspection.add(FindingCode.ROW_NOT_KNOWN, held[0], cells=tuple(cell.cell for cell in held))


def _says_something(cell: RawCell) -> bool:
    return cell_text(cell.value) not in ("", NOT_APPLICABLE) or bool(cell.formula)


def _other_indicator(kpis: Sequence[Kpi], key: str, row: RawRow) -> bool:
    """True where the row shows the indicator of another KPI, and not that of its key."""
    shown = fold(row_text(row, "indicator"))
    if not shown or any(kpi.code == key and _is_indicator(shown, kpi.indicator) for kpi in kpis):
        return False
    return any(fold(kpi.indicator) == shown for kpi in kpis)


def _kpi_of(kpis: Sequence[Kpi], row: RawRow) -> str:
    """The KPI that a row's words are about; '' where they name none, or two of one name."""
    written = row.texts or (row_text(row, "indicator"), row_text(row, "measure"))
    texts = {fold(text) for text in written}
    by_code = [kpi.code for kpi in kpis if kpi.code in written]
    if len(by_code) == 1:
        return by_code[0]
    named = [kpi for kpi in kpis if fold(kpi.indicator) in texts] or [
        kpi for kpi in kpis if any(_is_indicator(text, kpi.indicator) for text in texts)
    ]
    if len(named) > 1:
        named = [kpi for kpi in named if fold(kpi.measure) in texts]
    return named[0].code if len(named) == 1 else ""


def _is_indicator(text: str, indicator: str) -> bool:
    """True for a folded text that is the indicator, with or without the （任意） of one without a target."""
    name = fold(indicator)
    return text == name or (text.startswith(name + "(") and text.endswith(")") and len(text) < len(name) + 12)


def _missing_columns(inspection: Inspection) -> None:
    rows = inspection.submission.rows
    if not rows:
        return
    with_counts = any(kpi.has_counts for kpi in inspection.plan.kpis)
    counts = (Field.NUMERATOR, Field.DENOMINATOR)
    for name in Field:
        if name not in rows[0].cells and (name not in counts or with_counts):
            cell = RawCell("", rows[0].sheet, "")
            inspection.add(FindingCode.INPUT_COLUMN_MISSING, cell, column=message(f"column.{name}"))


def report_changes(inspection: Inspection) -> None:
    """The findings about the form that the reader made, in their order."""
    file, branch = inspection.submission.file, inspection.branch.code
    inspection.findings += [item.of(file, branch) for item in inspection.submission.changes]


def check_locked_cells(inspection: Inspection, rows: Mapping[str, RawRow]) -> None:
    """Locked cells that the branch changed (old → new)."""
    identity = inspection.submission.identity
    if has_other_plan(inspection) and identity is not None:
        # Without its copy of the plan nothing tells whose change a cell is.
        inspection.add(FindingCode.RETURN_PLAN_CHANGED, seen=identity.issue)
        return
    for item, target_text in inspection.shown:
        row = rows.get(item.kpi.code)
        if row:
            _altered(inspection, row, item, target_text)


def _altered(inspection: Inspection, row: RawRow, item: EntryKpi, target_text: str) -> None:
    for name, expected in _shown(item, target_text):
        cell = row.cells.get(name)
        if cell is None:
            continue
        seen = cell_text(cell.value)
        if fold(seen) in (fold(text) for text in expected):
            continue
        if name == "indicator" and _is_indicator(fold(seen), item.kpi.indicator):
            continue
        inspection.add(
            FindingCode.LOCKED_CELL_CHANGED, cell, item.kpi.code,
            column=message(f"column.{name}"), expected=expected[0], seen=seen,
        )  # fmt: skip
    if not item.kpi.has_counts:
        for name in (Field.NUMERATOR, Field.DENOMINATOR):
            grey = row.cells.get(name)
            if grey is not None and cell_text(grey.value) not in ("", NOT_APPLICABLE):
                inspection.add(
                    FindingCode.LOCKED_CELL_CHANGED, grey, item.kpi.code,
                    column=message(f"column.{name}"), expected=NOT_APPLICABLE,
                    seen=cell_text(grey.value),
                )  # fmt: skip
    prior, cell = item.prior, row.cells.get("prior")
    if prior is not None and prior.value is not None and cell is not None:
        same = isinstance(cell.value, int | float) and decimal_of(cell.value) == prior.value
        if not same:
            inspection.add(
                FindingCode.LOCKED_CELL_CHANGED, cell, item.kpi.code,
                column=message("column.prior"), expected=prior.value, seen=cell_text(cell.value),
            )  # fmt: skip


def _shown(item: EntryKpi, target_text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the form shows of a KPI, by column; a unit may stand in either language."""
    kpi = item.kpi
    yield "measure", (kpi.measure,)
    yield "indicator", (kpi.indicator,)
    yield "unit", (kpi.unit.symbol, kpi.unit.english)
    yield "target", (target_text,)


def rows_by_measure(inspection: Inspection) -> dict[str, RawRow]:
    """The row of each measure, by its key, else by its name; other rows are named and left out."""
    measures = {measure.code: measure for measure in inspection.measures}
    submission = inspection.submission
    if measures and not submission.has_measures:
        inspection.add(FindingCode.MEASURE_SHEET_MISSING, sheet=message("sheet.measure_entry"))
    rows: dict[str, RawRow] = {}
    for row in submission.measure_rows:
        shown = _measure_of(measures, row_text(row, "measure"))
        key = row.key or shown
        cell = RawCell(key, row.sheet, row.key_cell)
        if not key:
            _unknown_row(inspection, row, MeasureField)
        elif key not in measures:
            inspection.add(FindingCode.MEASURE_UNKNOWN, cell, seen=key)
        elif shown not in ("", key):
            name = measures[shown].name
            inspection.add(FindingCode.ROW_CONTRADICTS, row.cells["measure"], seen=key, shown=name)
        elif key in rows:
            inspection.add(FindingCode.MEASURE_TWICE, cell, seen=key, first=rows[key].row)
        else:
            rows[key] = row
    for code, measure in measures.items():
        if submission.has_measures and code not in rows:
            inspection.add(FindingCode.MEASURE_MISSING, seen=measure.name)
    return rows


def read_measure(inspection: Inspection, code: str, row: RawRow) -> MeasureEntry:
    """What the branch says about one measure, as typed."""
    check_texts(inspection, row, MeasureField)
    texts = {name: text for name in MeasureField if (text := row_text(row, name))}
    return MeasureEntry(
        branch_code=inspection.branch.code, measure_code=code, texts=texts, file=inspection.submission.file
    )


def _measure_of(measures: Mapping[str, Measure], text: str) -> str:
    """The one measure of that name; '' for none, or for two of one name."""
    named = [code for code, measure in measures.items() if fold(measure.name) == fold(text)]
    return named[0] if len(named) == 1 else ""
