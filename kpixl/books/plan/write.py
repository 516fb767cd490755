"""The plan workbook (計画), written: the starter plan of a new round, and the plan that rollover makes."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from kpixl.books.plan.widths import column_width
from kpixl.books.writing import styles
from kpixl.books.writing.page import Page
from kpixl.books.writing.sheets import Book, Sheet, Value
from kpixl.locale import Catalogue, catalogue
from kpixl.model.plan_layout import (
    KPIS,
    MEASURES,
    PLAN_SHEETS,
    SETTINGS,
    CellKind,
    PlanField,
    PlanSheet,
)

PlanRows = Mapping[str, Sequence[Mapping[str, Value]]]
_BRANCH_COLUMN_WIDTH = 20
_LAST_FORMATTED_ROW = 500


def build_plan(
    rows: PlanRows,
    *,
    language: str,
    title: str,
    organisation: str,
    created: dt.datetime,
    also: Collection[str] = (),
) -> bytes:
    """The bytes of a plan workbook with the given rows.

    `rows` is keyed by sheet and field; words are given by key, targets by branch header text. A sheet
    without rows is left out, but for those of the starter plan and those that `also` names.
    """
    words = catalogue(language)
    book = Book(title=title, organisation=organisation, created=created, language=language)
    for layout in PLAN_SHEETS:
        if not (layout.in_starter or layout.key in also or rows.get(layout.key)):
            continue
        sheet = book.sheet(words(f"sheet.{layout.key}"))
        if layout is SETTINGS:
            _write_settings(sheet, words, rows.get(layout.key, [{}])[0])
        else:
            _write_table(sheet, words, layout, rows.get(layout.key, []))
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


def _write_settings(sheet: Sheet, words: Catalogue, values: Mapping[str, Value]) -> None:
    sheet.widths([18, 40, 70])
    for column, key in enumerate(("setting", "value", "explanation")):
        sheet.text(0, column, words(f"column.{key}"), styles.HEADER)
    for row, field in enumerate(SETTINGS.fields, start=1):
        sheet.text(row, 0, words(f"column.{field.key}"), styles.TEXT, {"bg_color": styles.HEADER_FILL})
        value = _shown(words, field, values.get(field.key))
        sheet.value(row, 1, value, _style(field), {"bg_color": styles.INPUT_FILL, "align": "left"})
        sheet.text(row, 2, words(f"setting.{field.key}"), styles.WRAP, styles.NOTE)
        sheet.height(row, 22)
        _offer_words(sheet, words, field, (row, 1, row, 1))


def _write_table(
    sheet: Sheet, words: Catalogue, layout: PlanSheet, rows: Sequence[Mapping[str, Value]]
) -> None:
    extra = [key for key in (rows[0] if rows else {}) if key not in {field.key for field in layout.fields}]
    fields = _fields(layout, rows)
    for column, field in enumerate(fields):
        # Whole columns carry their format, so that a code typed into a new row stays text.
        width = column_width(layout, field)
        sheet.raw.set_column(column, column, width, sheet.book.formats.of(_style(field), {"border": 0}))
        sheet.text(0, column, words(f"column.{field.key}"), styles.HEADER)
        _offer_words(sheet, words, field, (1, column, _LAST_FORMATTED_ROW, column))
    for column, header in enumerate(extra, start=len(fields)):
        style = sheet.book.formats.of(styles.TEXT, {"border": 0})
        sheet.raw.set_column(column, column, _BRANCH_COLUMN_WIDTH, style)
        sheet.text(0, column, header, styles.HEADER)
    sheet.height(0, 34)
    for number, row in enumerate(rows, start=1):
        texts = []
        for column, field in enumerate(fields):
            value = _shown(words, field, row.get(field.key))
            sheet.value(number, column, value, _style(field))
            if isinstance(value, str):
                texts.append((value, float(column_width(layout, field))))
        for column, header in enumerate(extra, start=len(fields)):
            value = row.get(header)
            sheet.value(number, column, value, styles.WRAP, {"align": "center"})
            texts.append((str(value or ""), float(_BRANCH_COLUMN_WIDTH)))
        sheet.height(number, styles.row_height(texts))


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
            return styles.CENTRE
        case CellKind.TEXT:
            return styles.WRAP


def _shown(words: Catalogue, field: PlanField, value: Value) -> Value:
    if field.kind is CellKind.WORD and isinstance(value, str) and value:
        return words(f"word.{field.words}.{value}")
    return value


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
