"""What a branch says beside its figures: texts, activity figures, next year's KPIs, and who signed."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kpixl.model.figure import BLANK
from kpixl.model.finding import FindingCode
from kpixl.model.measure import PlannedActivity, TextItem, row_key
from kpixl.model.message import message
from kpixl.model.narrative import ActivityFigure, MeasureText, NextKpi, NextKpiStatus
from kpixl.model.submission import (
    NEW_KPI_KEYS,
    ActivityField,
    NextKpiField,
    RawCell,
    RawRow,
    SignOff,
    SignOffField,
    Submission,
    TextField,
)
from kpixl.model.target import Direction
from kpixl.model.unit import NO_UNIT, find_unit
from kpixl.rules.figures.cells import shown_cell
from kpixl.rules.figures.folding import cell_text, fold, fold_width
from kpixl.rules.returns.activities import with_totals
from kpixl.rules.returns.activity_changes import by_its_change, read_change
from kpixl.rules.returns.input_cells import read_input
from kpixl.rules.returns.inspection import Inspection, check_texts, is_uncomputed, row_text
from kpixl.rules.returns.period import check_as_of, check_period
from kpixl.rules.returns.visibility import visible_rows
from kpixl.rules.targets.faults import TargetError
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.reading import stand_in
from kpixl.rules.targets.suggestions import nearest_form

Rows = Mapping[str, RawRow]


@dataclass(frozen=True, kw_only=True)
class Narrative:
    """What a return says beside its figures, and the rows that say it, by the sheet's key and the row's."""

    texts: tuple[MeasureText, ...] = ()
    activities: tuple[ActivityFigure, ...] = ()
    next_kpis: tuple[NextKpi, ...] = ()
    sign_off: SignOff = field(default_factory=SignOff)
    rows: Mapping[str, Rows] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        """True where the branch has written anything in these sheets."""
        reported = any(
            item.this_year is not BLANK or item.change is not BLANK or item.note for item in self.activities
        )
        return bool(self.texts or self.next_kpis) or reported


def read_narrative(inspection: Inspection, counts: Mapping[str, Decimal | None]) -> Narrative:
    """Read the further sheets; what their rows leave open is added to the findings.

    `counts` are those of the KPIs, for totals that take them in.
    """
    plan, submission = inspection.plan, inspection.submission
    texts = {
        row_key(measure.code, item.code): (measure.code, item)
        for measure in inspection.measures
        for item in plan.text_items
    }
    activities = {item.key: item for item in plan.activities_of(inspection.branch.code)}
    names = {measure.code: measure.name for measure in inspection.measures}
    text_rows = _by_key(
        inspection, "measure_text_entry", submission.text_rows,
        {key: (names[code], item.label) for key, (code, item) in texts.items()}, ("measure", "text_label"),
    )  # fmt: skip
    activity_rows = _by_key(
        inspection, "activity_entry", submission.activity_rows,
        {key: (names.get(item.measure_code, ""), item.item) for key, item in activities.items()},
        ("measure", "activity"),
    )  # fmt: skip
    kpi_rows: Rows = {}
    if plan.settings.asks_next_kpis:
        indicators = {kpi.code: (kpi.measure, kpi.indicator) for kpi in inspection.kpis}
        kpi_rows = _by_key(
            inspection, "next_kpi_entry", submission.next_kpi_rows, indicators, ("measure", "indicator")
        )
    return Narrative(
        texts=tuple(_texts(inspection, text_rows, texts)),
        activities=with_totals(
            [
                by_its_change(_activity(inspection, activity_rows[key], activities[key]))
                for key in activity_rows
            ],
            (*activities.values(), *plan.kpi_parts_of(inspection.branch.code)),
            counts,
        ),
        next_kpis=tuple(_next_kpis(inspection, kpi_rows)),
        sign_off=_sign_off(submission),
        rows={"measure_text_entry": text_rows, "activity_entry": activity_rows, "next_kpi_entry": kpi_rows},
    )


def _by_key(
    inspection: Inspection,
    sheet: str,
    rows: Sequence[RawRow] | None,
    names: Mapping[str, tuple[str, str]],
    columns: tuple[str, str],
) -> Rows:
    """The row of each thing that the plan asks for, by its key, else by its names; others are named."""
    if rows is None:
        if names and inspection.is_of_this_plan:
            inspection.add(FindingCode.MEASURE_SHEET_MISSING, sheet=message(f"sheet.{sheet}"))
        return {}
    by_names = {tuple(map(fold, said)): key for key, said in names.items()}
    found: dict[str, RawRow] = {}
    for row in rows:
        shown = tuple(fold(row_text(row, name)) for name in columns)
        known = row.key in names or row.key in NEW_KPI_KEYS
        key = row.key if known else by_names.get(shown, row.key)
        if key in found or key not in (*names, *NEW_KPI_KEYS):
            held = [cell for name, cell in row.cells.items() if name in _INPUTS and cell_text(cell.value)]
            if held:
                seen = row_text(row, columns[1]) or row.key
                inspection.add(FindingCode.MEASURE_UNKNOWN, held[0], seen=seen)
        else:
            found[key] = row
    return visible_rows(inspection, found, _INPUTS, are_kpis=False)


_INPUTS: tuple[str, ...] = (*TextField, *ActivityField, *NextKpiField)


def _texts(
    inspection: Inspection, rows: Rows, texts: Mapping[str, tuple[str, TextItem]]
) -> Iterator[MeasureText]:
    for key, row in rows.items():
        check_texts(inspection, row, TextField)
        measure, item = texts[key]
        text = verbatim(row.cells.get(TextField.TEXT))
        if text:
            yield MeasureText(
                branch_code=inspection.branch.code, measure_code=measure, item_code=item.code, text=text,
                file=inspection.submission.file,
            )  # fmt: skip


def verbatim(cell: RawCell | None) -> str:
    """A text as typed, but for CR LF, a number as it shows; '' where there is only white space."""
    if cell is None:
        return ""
    text = cell.value if isinstance(cell.value, str) else "" if is_uncomputed(cell) else shown_cell(cell)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else ""


def _activity(inspection: Inspection, row: RawRow, item: PlannedActivity) -> ActivityFigure:
    check_texts(inspection, row, (ActivityField.AS_OF, ActivityField.NOTE))
    as_of = row_text(row, ActivityField.AS_OF, inspection.plan.settings.language)
    check_as_of(inspection, row.cells.get(ActivityField.AS_OF), as_of)
    cell = row.cells.get(ActivityField.THIS_YEAR)
    reading = read_input(inspection, cell, item.unit, label=item.item)
    check_period(inspection, cell, reading.as_of)
    change, kind = read_change(inspection, row.cells.get(ActivityField.CHANGE), item)
    return ActivityFigure(
        branch_code=inspection.branch.code,
        measure_code=item.measure_code,
        item=item.item,
        unit=item.unit.symbol,
        this_year=reading.figure,
        last_year=item.prior,
        change=change,
        change_kind=kind,
        as_of=as_of or reading.as_of,
        part_of=item.part_of,
        note=verbatim(row.cells.get(ActivityField.NOTE)),
        file=inspection.submission.file,
    )


def _next_kpis(inspection: Inspection, rows: Rows) -> Iterator[NextKpi]:
    """What the branch says about next year's KPIs; a row in which it has chosen nothing is named."""
    for key, row in rows.items():
        check_texts(inspection, row, NextKpiField)
        said = {name: verbatim(row.cells.get(name)) for name in NextKpiField}
        if not any(said.values()):
            continue
        is_new, status = key in NEW_KPI_KEYS, said[NextKpiField.STATUS]
        if is_new:
            status = NextKpiStatus.NEW
        if status not in set(NextKpiStatus):
            cell = row.cells.get(NextKpiField.STATUS)
            inspection.add(FindingCode.NEXT_KPI_UNCLEAR, cell, "" if is_new else key, seen=status)
            continue
        _check_target(inspection, row, key, said)
        yield NextKpi(
            branch_code=inspection.branch.code,
            kpi_code="" if is_new else key,
            status=NextKpiStatus(status),
            indicator=said[NextKpiField.INDICATOR],
            direction=said[NextKpiField.DIRECTION],
            unit=said[NextKpiField.UNIT],
            target=said[NextKpiField.TARGET],
            note=said[NextKpiField.NOTE],
            file=inspection.submission.file,
        )


def _check_target(inspection: Inspection, row: RawRow, key: str, said: Mapping[NextKpiField, str]) -> None:
    """Name a target that cannot be read; it is kept as text."""
    text = said[NextKpiField.TARGET]
    kpi = inspection.plan.kpi(key)
    if not text:
        return
    units = inspection.plan.units
    typed = fold_width(said[NextKpiField.UNIT])
    unit = (find_unit(typed, units) if typed else None) or (kpi.unit if kpi else NO_UNIT)
    direction = said[NextKpiField.DIRECTION]
    known = (
        Direction(direction) if direction in set(Direction) else kpi.direction if kpi else Direction.AT_LEAST
    )
    asked = replace(kpi, unit=unit, direction=known) if kpi else stand_in(unit, known, unit.decimals)
    try:
        parse_target(text, asked, inspection.plan.settings.fiscal_year)
    except TargetError:
        cell, nearest = row.cells[NextKpiField.TARGET], nearest_form(text, asked)
        code = kpi.code if kpi else ""
        inspection.add(FindingCode.TARGET_PROPOSAL_UNREADABLE, cell, code, seen=text, nearest=nearest)


def _sign_off(submission: Submission) -> SignOff:
    """Who filled the form in, who approved it and when, as typed; a date by its day."""
    said = {
        field: f"{cell.value:%Y/%m/%d}" if isinstance(cell.value, dt.date) else cell_text(cell.value)
        for field, cell in submission.sign_off
    }
    return SignOff(
        prepared_by=said.get(SignOffField.PREPARED_BY, ""),
        approved_by=said.get(SignOffField.APPROVED_BY, ""),
        approved_on=said.get(SignOffField.APPROVED_ON, ""),
    )
