"""The sheets of rows to fill in, by the columns of their `EntryTable`: 施策評価, 施策記入 and so on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kpixl.books.entry_workbook.frame import EntryFrame, Typed, cell_value
from kpixl.books.entry_workbook.layout import (
    KPI_RESULTS,
    LETTERS,
    MEASURE_TEXTS,
    TEXT_CHECK,
    EntryColumn,
    EntryTable,
)
from kpixl.books.entry_workbook.live_row import Live
from kpixl.books.entry_workbook.live_texts import LiveResult, LiveText, ResultColumns
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.locale.amounts import format_unit
from kpixl.model.entries import EntryKpi
from kpixl.model.figure import FigureState
from kpixl.model.measure import ChangeKind, PlannedActivity, row_key
from kpixl.model.submission import NEW_KPI_KEYS, ActivityField, CellValue, TextField
from kpixl.model.unit import RATE, UnitKind

_HEADER_ROW = 3
_FIRST_ROW = _HEADER_ROW + 1
_TEXT_LINES = 6
_GENERAL = "General"
_TOP: styles.Style = {"valign": "top"}
_BEGINS: styles.Style = {"top": 2, "top_color": styles.NAVY}
Shown = Mapping[str, str | int | Decimal | None]


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """One row: its key, what head office puts in, and the number formats of its figures by column."""

    key: str
    shown: Shown
    formats: Mapping[str, str] = field(default_factory=dict)
    lines: int = 2  # at least so many lines high
    live: Mapping[str, Live] = field(default_factory=dict)
    style: styles.Style = field(default_factory=dict)  # of all its cells


def write_table(frame: EntryFrame, table: EntryTable, rows: Sequence[EntryRow], typed: Typed) -> None:
    """Write the sheet; `typed` fills input cells, keyed by (row key, field)."""
    sheet = frame.book.sheet(frame.words(f"sheet.{table.key}"))
    at = {column.key: number for number, column in enumerate(table.columns, start=1)}
    title = f"{frame.year}　{frame.words(f'sheet.{table.key}')}　{frame.identity.branch_name}"
    sheet.text(1, 1, title, styles.TITLE)
    sheet.height(1, 28)
    sheet.text(2, 1, frame.words("entry.how_to"), styles.NOTE)
    frame.head(sheet, table.corner, table.columns, _HEADER_ROW, 26)
    for number, row in enumerate(rows):
        _write_row(frame, sheet, _FIRST_ROW + number, number + 1, table, row, typed)
    frame.close(sheet, _HEADER_ROW, (_HEADER_ROW + len(rows), len(table.columns)), at[table.name])


def _write_row(
    frame: EntryFrame, sheet: Sheet, at_row: int, number: int, table: EntryTable, row: EntryRow, typed: Typed
) -> None:
    locked = {"bg_color": styles.LOCKED_FILL} | row.style
    sheet.text(at_row, 0, row.key)
    texts = []
    for at, column in enumerate(table.columns, start=1):
        shown = row.shown.get(column.key, "")
        if column.key == "number":
            sheet.number(at_row, at, number, styles.CENTRE, locked)
        elif column.is_input:
            value = typed.get((row.key, column.key), "")
            _write_input(frame, sheet, (at_row, at), column, row, value)
            texts.append((str(value), column.width))
        elif column.key in row.live:
            live = row.live[column.key]
            style = styles.WRAP if isinstance(live.value, str) else styles.NUMBER | {"num_format": "#,##0"}
            sheet.formula(at_row, at, live.formula, live.value, style, locked)
            texts.append((str(live.value), column.width))
        elif isinstance(shown, str):
            sheet.text(at_row, at, shown, styles.WRAP, locked)
            texts.append((shown, column.width))
        elif shown is None:
            sheet.text(at_row, at, "", styles.WRAP, locked)
        else:
            form = row.formats.get(column.key) or styles.number_format(0, minus=frame.plan.settings.minus)
            sheet.number(at_row, at, shown, styles.NUMBER, locked, {"num_format": form})
    sheet.height(at_row, styles.row_height(texts, least=row.lines, padding=styles.FORM_PADDING))


def _write_input(
    frame: EntryFrame,
    sheet: Sheet,
    place: tuple[int, int],
    column: EntryColumn,
    row: EntryRow,
    value: CellValue,
) -> None:
    words = frame.words
    style: styles.Style = styles.WRAP | {"bg_color": styles.INPUT_FILL, "locked": False}
    style |= row.style
    if column.centred:
        style |= {"align": "center"}
    if column.is_figure:
        style |= styles.NUMBER | {"num_format": row.formats[column.key], "text_wrap": True}
    if column.words and isinstance(value, str):  # given back as it is read: by its key
        value = words.group(f"word.{column.words}").get(value, value)
    sheet.value(*place, cell_value(value), style)
    rule: dict[str, object] = {
        "validate": "any",
        "input_title": words(f"column.{column.key}"),
        "input_message": words(f"entry.input.{column.key}"),
    }
    if column.words:
        rule |= {
            "validate": "list",
            "source": list(words.group(f"word.{column.words}").values()),
            "error_type": "warning",
            "error_title": words("entry.input.error_title"),
            "error_message": words("entry.input.list_error"),
        }
    sheet.validation((*place, *place), rule)


def measure_entry_rows(frame: EntryFrame) -> Iterator[EntryRow]:
    """施策評価: one row a measure."""
    for measure in frame.own.measures():
        shown = {"pillar": measure.pillar, "measure": measure.name, "group": measure.group}
        yield EntryRow(key=measure.code, shown=shown)


def measure_text_rows(
    frame: EntryFrame, results: Mapping[str, LiveResult], columns: ResultColumns, typed: Typed
) -> Iterator[EntryRow]:
    """施策記入: a block of rows a measure, one for each text; the first row has the KPIs' live results."""
    of_measure: dict[str, list[LiveResult]] = {}
    for kpi in frame.own.kpis():
        if kpi.code in results:
            of_measure.setdefault(kpi.measure_code, []).append(results[kpi.code])
    column = 1 + [column.key for column in MEASURE_TEXTS.columns].index(TextField.TEXT)
    for measure in frame.own.measures():
        for item in frame.plan.text_items:
            key, begins = row_key(measure.code, item.code), item is frame.plan.text_items[0]
            text = str(typed.get((key, TextField.TEXT), ""))
            live = LiveText(
                item=item,
                text=text,
                column=column,
                results=of_measure.get(measure.code, ()),
                columns=columns,
                words=frame.words,
            )
            shown = live.kpi_results() if begins else None
            yield EntryRow(
                key=key,
                shown={
                    "shown_number": measure.number,
                    "measure": measure.name,
                    "group": measure.group,
                    "text_label": item.label,
                    "guide": item.guide,
                    "text_required": frame.words(f"word.text_required.{item.required}"),
                    "longest": item.longest,
                },
                lines=_TEXT_LINES,
                live={LETTERS: live.letters(), TEXT_CHECK: live.check()}
                | ({KPI_RESULTS: shown} if shown else {}),
                style=_TOP | _BEGINS if begins else _TOP,
            )


def activity_rows(frame: EntryFrame) -> Iterator[EntryRow]:
    """活動実績: one row an activity of the branch."""
    names = {measure.code: measure.name for measure in frame.own.measures()}
    indicators = {kpi.code: kpi.indicator for kpi in frame.own.kpis()}
    for row in frame.plan.activities_of(frame.identity.branch_code):
        prior: str | Decimal | None = row.prior.value
        if prior is None and row.prior.state is not FigureState.BLANK:
            prior = frame.words(f"word.state.{row.prior.state}")
        yield EntryRow(
            key=row.key,
            shown={
                "measure": names.get(row.measure_code, ""),
                "activity": row.item,
                "unit": format_unit(row.unit, frame.words.language),
                "part_of": indicators.get(row.part_of, row.part_of),
                "prior_year": prior,
                "change_unit": _change_unit(row, frame.words.language),
            },
            formats=_activity_formats(row, frame.plan.settings.minus),
        )


def _change_unit(row: PlannedActivity, language: str) -> str:
    """The unit in which a branch enters the change of an activity."""
    if row.change_kind is ChangeKind.PERCENT:
        return format_unit(RATE, language)
    return styles.change_unit(row.unit, language)


def _activity_formats(row: PlannedActivity, minus: str) -> dict[str, str]:
    """The number formats of an activity's figures.

    In a cell without one, 43.3% becomes what it says; in any other it would be 0.433 that nobody sees.
    """
    is_rate = row.unit.kind is UnitKind.RATE
    own = _GENERAL if is_rate else styles.number_format(row.unit.decimals, minus=minus)
    return {"prior_year": own, ActivityField.THIS_YEAR: own, ActivityField.CHANGE: _GENERAL}


def next_kpi_rows(frame: EntryFrame, kpis: Sequence[EntryKpi]) -> Iterator[EntryRow]:
    """次年度KPI: one row a KPI of this year, and a few for new ones; none where the plan does not ask."""
    if not frame.plan.settings.asks_next_kpis:
        return
    for item in kpis:
        shown = {
            "measure": item.kpi.measure,
            "indicator": item.kpi.indicator,
            "target": frame.words.translate(item.stated),
        }
        yield EntryRow(key=item.kpi.code, shown=shown)
    for key in NEW_KPI_KEYS:
        yield EntryRow(key=key, shown={"indicator": frame.words("entry.new_kpi")})
