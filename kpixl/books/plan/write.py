"""The plan workbook (計画), written: the starter plan of a new round, and the plan that rollover makes."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from kpixl.books.addresses import area_name
from kpixl.books.plan.widths import column_width
from kpixl.books.writing import styles
from kpixl.books.writing.book import Book
from kpixl.books.writing.page import Page
from kpixl.books.writing.sheet import Sheet, Value
from kpixl.locale import Catalogue, catalogue
from kpixl.model.figure import decimal_of
from kpixl.model.plan_layout import (
    BRANCHES,
    KPIS,
    MEASURES,
    PLAN_SHEETS,
    SETTINGS,
    CellKind,
    PlanField,
    PlanSheet,
)
from kpixl.model.rollover import OwnColumn
from kpixl.model.submission import CellValue

PlanRows = Mapping[str, Sequence[Mapping[str, Value]]]
_BRANCH_COLUMN_WIDTH = 20
_THOUSAND = 1000
_EXPLAINED = 70.0  # the width of what explains a setting
_NOTE_WIDTH, _NOTE_LINE = 240, 18  # of a header's note, in pixels
_LAST_FORMATTED_ROW = 500
_WIDEST = 255.0  # characters of a column in Excel
_PADDING = 5 / 7  # is in a stored width, and none of it in the one that xlsxwriter takes


def build_plan(
    rows: PlanRows,
    *,
    language: str,
    title: str,
    organisation: str,
    created: dt.datetime,
    also: Collection[str] = (),
    own: Mapping[str, Sequence[OwnColumn]] | None = None,
) -> bytes:
    """The bytes of a plan workbook with the given rows.

    `rows` is keyed by sheet and field; words are given by key, targets by branch header text. A sheet
    without rows is left out, but for those of the starter plan and those that `also` names. `own` are the
    planner's own columns by sheet.
    """
    words = catalogue(language)
    book = Book(title=title, organisation=organisation, created=created, language=language)
    written = [
        layout
        for layout in PLAN_SHEETS
        if layout.in_starter or layout.key in {*also, *(own or {})} or rows.get(layout.key)
    ]
    codes = _codes(words, written, own or {})
    for layout in written:
        sheet = book.sheet(words(f"sheet.{layout.key}"))
        if layout is SETTINGS:
            _write_settings(sheet, words, rows.get(layout.key, [{}])[0])
        else:
            further = (own or {}).get(layout.key, ())
            _write_table(sheet, words, layout, rows.get(layout.key, []), further, codes)
        sheet.raw.freeze_panes(1, 0 if layout is SETTINGS else 2 if layout.by_branch else 1)
        wide = 2 if layout in (KPIS, MEASURES) else 0 if layout.by_branch else 1
        columns = (0, 0) if wide != 1 else None
        sheet.page(
            Page(
                wide=wide,
                repeat_rows=(0, 0),
                repeat_columns=columns,
                header_left=title,
                header_right=organisation,
            )
        )
    return book.finish()


# The sheets whose first field is a code that other sheets refer to.
_DECLARED = {"branch_code": BRANCHES, "kpi_code": KPIS, "measure_code": MEASURES}


def _codes(
    words: Catalogue, written: Sequence[PlanSheet], own: Mapping[str, Sequence[OwnColumn]]
) -> dict[str, str]:
    """Where the codes stand that are declared in this workbook, by field."""
    found = {}
    for key, layout in _DECLARED.items():
        if layout in written:
            before = sum(not item.after for item in own.get(layout.key, ()))
            place = (1, before, _LAST_FORMATTED_ROW, before)
            found[key] = f"={area_name(words(f'sheet.{layout.key}'), place)}"
    return found


def _write_settings(sheet: Sheet, words: Catalogue, values: Mapping[str, Value]) -> None:
    sheet.widths([24, 40, _EXPLAINED])
    for column, key in enumerate(("setting", "value", "explanation")):
        sheet.text(0, column, words(f"column.{key}"), styles.HEADER)
    for row, field in enumerate(SETTINGS.fields, start=1):
        sheet.text(row, 0, words(f"column.{field.key}"), styles.TEXT, {"bg_color": styles.HEADER_FILL})
        value = _shown(words, field, values.get(field.key))
        sheet.value(row, 1, value, _style(field), {"bg_color": styles.INPUT_FILL, "align": "left"})
        explained = words(f"setting.{field.key}")
        sheet.text(row, 2, explained, styles.WRAP, styles.NOTE)
        height = styles.row_height([(explained, _EXPLAINED)], padding=styles.FORM_PADDING)
        sheet.height(row, max(22.0, height))
        _offer_words(sheet, words, field, (row, 1, row, 1))


def _write_table(
    sheet: Sheet,
    words: Catalogue,
    layout: PlanSheet,
    rows: Sequence[Mapping[str, Value]],
    own: Sequence[OwnColumn],
    codes: Mapping[str, str],
) -> None:
    columns = _columns(layout, rows, own)
    for at, column in enumerate(columns):
        # Whole columns carry their format, so that a code typed into a new row stays text.
        style = _style(column) if isinstance(column, PlanField) else styles.TEXT
        sheet.raw.set_column(at, at, _width(layout, column), sheet.book.formats.of(style, {"border": 0}))
        match column:
            case PlanField():
                sheet.text(0, at, words(f"column.{column.key}"), styles.HEADER)
                note = words(f"plan_note.{layout.key}.{column.key}")
                asked = words("plan_note.required", note=note) if column.required else note
                sheet.comment(0, at, asked, width=_NOTE_WIDTH, line=_NOTE_LINE)
                area = (1, at, _LAST_FORMATTED_ROW, at)
                _offer_words(sheet, words, column, area)
                if column.key in codes and layout is not _DECLARED[column.key]:
                    _offer_codes(sheet, codes[column.key], area)
            case OwnColumn():
                sheet.text(0, at, column.header, styles.HEADER)
            case _:
                sheet.text(0, at, column, styles.HEADER)
    sheet.height(0, 34)
    for number, row in enumerate(rows, start=1):
        texts = []
        for at, column in enumerate(columns):
            match column:
                case PlanField():
                    value = _shown(words, column, row.get(column.key))
                    sheet.value(number, at, value, _style(column), _with_commas(value))
                case OwnColumn():
                    value = _plain(column.values[number - 1])
                    sheet.value(number, at, value, styles.DATE if isinstance(value, dt.date) else styles.WRAP)
                case _:
                    value = row.get(column)
                    sheet.value(number, at, value, styles.WRAP, {"align": "center"})
            if isinstance(value, str):
                texts.append((value, _width(layout, column)))
        sheet.height(number, styles.row_height(texts, padding=styles.FORM_PADDING))


# A field, a column of the planner's own, or the header of a branch's column.
_Column = PlanField | OwnColumn | str


def _columns(
    layout: PlanSheet, rows: Sequence[Mapping[str, Value]], own: Sequence[OwnColumn]
) -> list[_Column]:
    """The columns from the left, each of the planner's own behind the field that it stood behind."""
    known = {field.key for field in layout.fields}
    branches = [key for key in (rows[0] if rows else {}) if key not in known]
    fields = _fields(layout, rows)
    there = {field.key for field in fields}
    columns: list[_Column] = [item for item in own if not item.after]
    for field in fields:
        columns.append(field)
        columns += [item for item in own if item.after == field.key]
    return [*columns, *branches, *(item for item in own if item.after and item.after not in there)]


def _width(layout: PlanSheet, column: _Column) -> float:
    if isinstance(column, PlanField):
        return float(column_width(layout, column))
    if isinstance(column, OwnColumn) and column.width:
        return max(min(column.width, _WIDEST) - _PADDING, 1.0)
    return float(_BRANCH_COLUMN_WIDTH)


def _plain(value: CellValue) -> Value:
    return value if isinstance(value, str | int | float | dt.date) else str(value)


def _fields(layout: PlanSheet, rows: Sequence[Mapping[str, Value]]) -> list[PlanField]:
    """The columns of a sheet; of 目標, which has two forms, those of the one that the rows have."""
    if not layout.by_branch:
        return list(layout.fields)
    used = {"indicator", *(key for row in rows for key in row)}
    return [field for field in layout.fields if field.key in used or field.must_exist]


def _style(field: PlanField) -> styles.Style:
    match field.kind:
        case CellKind.NUMBER | CellKind.INTEGER | CellKind.FIGURE:
            return styles.NUMBER
        case CellKind.DATE:
            return styles.DATE
        case CellKind.CODE:
            return styles.TEXT
        case CellKind.WORD | CellKind.UNIT | CellKind.YEAR:
            return styles.CENTRE | {"text_wrap": True}
        case CellKind.TEXT:
            return styles.WRAP


def _with_commas(value: Value) -> styles.Style:
    """The number format that parts thousands and shows as many decimals as there are."""
    if not isinstance(value, int | float | Decimal) or abs(float(value)) < _THOUSAND:
        return {}
    return {"num_format": styles.number_format(styles.digits_of(decimal_of(float(value))))}


def _shown(words: Catalogue, field: PlanField, value: Value) -> Value:
    if field.kind is CellKind.WORD and isinstance(value, str) and value:
        return words(f"word.{field.words}.{value}")
    return value


def _offer_codes(sheet: Sheet, source: str, area: tuple[int, int, int, int]) -> None:
    """A list of the codes that another sheet declares; others may be typed, of which check tells."""
    rule = {"validate": "list", "source": source, "error_type": "warning", "ignore_blank": True}
    sheet.validation(area, rule)


def _offer_words(sheet: Sheet, words: Catalogue, field: PlanField, area: tuple[int, int, int, int]) -> None:
    if field.kind is CellKind.WORD:
        sheet.validation(
            area,
            {
                "validate": "list",
                "source": list(words.group(f"word.{field.words}").values()),
                "error_type": "warning",
                "ignore_blank": True,
            },
        )
