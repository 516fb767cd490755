"""A workbook as text that reads well in a diff: what stands in it, what is locked, how it prints.

Left out on purpose: fonts, borders and fills of single cells, which would drown the rest. The fills of
conditional rules are in, because they follow the values.
"""

import re
import warnings
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

# These differ from one version of a library to the next, and say nothing about the layout.
_CHANGING = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(r"(?<![0-9a-f.])[0-9a-f]{16}(?![0-9a-f])"), "<fingerprint>"),
    (re.compile(r"(?<![0-9a-f.])[0-9a-f]{12}(?![0-9a-f])"), "<run id>"),
    (re.compile(r"\bkpixl \d+\.\d+\.\d+[\w.+-]*"), "kpixl <version>"),
)


def dump_workbook(path: Path) -> str:
    """Every sheet in order, with its cells, rules and print set-up, one thing a line."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # what openpyxl cannot keep, it has read all the same
        formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    lines = [*_properties(formulas)]
    for sheet in formulas.worksheets:
        lines += ["", f"== {sheet.title} ({sheet.sheet_state})", *_sheet(sheet, values[sheet.title])]
    formulas.close()
    values.close()
    text = "\n".join(lines) + "\n"
    for pattern, word in _CHANGING:
        text = pattern.sub(word, text)
    return text


def _properties(book: Any) -> Iterator[str]:
    properties = book.properties
    created = f"{properties.created:%Y-%m-%d}"
    yield f"title {properties.title!r} created {created} comments {properties.description!r}"
    for name, defined in sorted(book.defined_names.items()):
        yield f"name {name} = {defined.attr_text}"


def _sheet(sheet: Any, values: Any) -> Iterator[str]:
    yield from _set_up(sheet)
    yield from _sizes(sheet)
    yield from _rules(sheet)
    for merged in sorted(str(area) for area in sheet.merged_cells.ranges):
        yield f"merged {merged}"
    for row in sheet.iter_rows():
        for cell in row:
            line = _cell(cell, values[cell.coordinate].value, protected=sheet.protection.sheet)
            if line:
                yield line


def _set_up(sheet: Any) -> Iterator[str]:
    page, margins = sheet.page_setup, sheet.page_margins
    fit = sheet.sheet_properties.pageSetUpPr
    wide = page.fitToWidth if page.fitToWidth is not None else 1
    tall = page.fitToHeight if page.fitToHeight is not None else 1
    yield f"page paper {page.paperSize} {page.orientation} fit {wide}x{tall} {bool(fit and fit.fitToPage)}"
    yield f"margins {margins.left} {margins.right} {margins.top} {margins.bottom}"
    titles = f"rows {sheet.print_title_rows} columns {sheet.print_title_cols}"
    yield f"print area {sheet.print_area or '-'} {titles}"
    for name in ("oddHeader", "oddFooter"):
        parts = getattr(sheet, name)
        texts = {side: getattr(parts, side).text for side in ("left", "center", "right")}
        yield f"{name} {' | '.join(f'{side} {text!r}' for side, text in texts.items() if text)}"
    yield f"frozen {sheet.freeze_panes or '-'} filter {sheet.auto_filter.ref or '-'}"
    protection = sheet.protection
    if protection.sheet:
        allowed = [
            name
            for name in ("formatColumns", "formatRows", "selectLockedCells", "sort", "autoFilter")
            if not getattr(protection, name)
        ]
        yield f"protected password {bool(protection.password)} allows {' '.join(allowed)}"
    view = sheet.sheet_view
    yield f"view gridlines {view.showGridLines is not False} zoom {view.zoomScale or 100}"


def _sizes(sheet: Any) -> Iterator[str]:
    for letter, column in sorted(sheet.column_dimensions.items(), key=lambda item: item[1].min or 0):
        if column.width or column.hidden:
            last = get_column_letter(column.max) if column.max else letter
            yield f"columns {letter}:{last} width {column.width:g}{' hidden' if column.hidden else ''}"
    rows = [
        (number, f"height {row.height or 0:g}{' hidden' if row.hidden else ''}")
        for number, row in sorted(sheet.row_dimensions.items())
        if row.hidden or row.height
    ]
    for (_offset, size), same in groupby(
        enumerate(rows), key=lambda item: (item[1][0] - item[0], item[1][1])
    ):
        numbers = [row[0] for _number, row in same]
        yield f"rows {numbers[0]}:{numbers[-1]} {size}"


def _rules(sheet: Any) -> Iterator[str]:
    inputs: dict[str, list[str]] = {}
    for rule in sheet.data_validations.dataValidation:
        limits = (rule.type or "any", rule.operator, rule.formula1, rule.formula2, rule.errorStyle or "stop")
        told = f"prompt {rule.promptTitle!r} {rule.prompt!r} error {rule.errorTitle!r} {rule.error!r}"
        text = f"{' '.join(str(part) for part in limits if part is not None)}\n  {told}"
        inputs.setdefault(text, []).extend(str(rule.sqref).split())
    for text, cells in inputs.items():
        yield f"input {' '.join(cells)} {text}"
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            style = rule.dxf
            fill = style.fill.bgColor.rgb if style and style.fill and style.fill.bgColor else "-"
            font = style.font.color.rgb if style and style.font and style.font.color else "-"
            formula = " ".join(rule.formula)
            yield f"colour {area.sqref} {rule.type} {rule.operator or ''} {formula} fill {fill} font {font}"


def _cell(cell: Any, value: Any, *, protected: bool) -> str:
    """One cell; empty locked ones are left out. `=` goes before a formula, `->` before its value."""
    unlocked = protected and not cell.protection.locked
    if cell.value is None and not unlocked:
        return ""
    parts = [cell.coordinate]
    if cell.data_type == "f":
        # An array formula is an object in openpyxl.
        formula = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
        parts.append(f"{formula} -> {value!r}")
    else:
        parts.append(repr(cell.value) if cell.value is not None else "-")
    if cell.number_format != "General":
        parts.append(f"[{cell.number_format}]")
    if unlocked:
        parts.append("unlocked")
    if cell.hyperlink is not None:
        parts.append(f"link {cell.hyperlink.location or cell.hyperlink.target}")
    if cell.comment is not None:
        parts.append(f"comment {cell.comment.text!r}")
    return " ".join(parts)
