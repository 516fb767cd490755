"""How a sheet prints and opens: paper, headers, page breaks, panes, protection, widths and heights."""

import textwrap
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from openpyxl.utils import get_column_letter

from tests.dump.looks import colour

# What a protected sheet may forbid; a form that forbids less is another form.
_PROTECTED = (
    "selectLockedCells", "selectUnlockedCells", "formatCells", "formatColumns", "formatRows", "insertColumns",
    "insertRows", "insertHyperlinks", "deleteColumns", "deleteRows", "sort", "autoFilter", "pivotTables",
    "objects", "scenarios",
)  # fmt: skip


def page_lines(sheet: Any) -> Iterator[str]:
    """Print set-up, view and protection."""
    yield from _print_set_up(sheet)
    for name in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
        if texts := _header(getattr(sheet, name)):
            yield f"{name} {texts}"
    yield from _breaks(sheet)
    yield f"frozen {_frozen(sheet.sheet_view.pane)} filter {sheet.auto_filter.ref or '-'}"
    protection = sheet.protection
    if protection.sheet:
        allowed = [name for name in _PROTECTED if not getattr(protection, name)]
        yield f"protected password {bool(protection.password)} allows {' '.join(allowed)}"
    yield _view(sheet)
    for table in sheet.tables.values():
        style = table.tableStyleInfo.name if table.tableStyleInfo else "-"
        yield f"table {table.displayName} {table.ref} style {style}"


def _print_set_up(sheet: Any) -> Iterator[str]:
    page, margins, options = sheet.page_setup, sheet.page_margins, sheet.print_options
    fit = sheet.sheet_properties.pageSetUpPr
    wide = page.fitToWidth if page.fitToWidth is not None else 1
    tall = page.fitToHeight if page.fitToHeight is not None else 1
    yield f"page paper {page.paperSize} {page.orientation} fit {wide}x{tall} {bool(fit and fit.fitToPage)}"
    special = {
        "scale": page.scale,
        "first page": page.firstPageNumber,
        "order": page.pageOrder,
        "black and white": page.blackAndWhite,
        "centred across": options.horizontalCentered,
        "centred down": options.verticalCentered,
        "with gridlines": options.gridLines,
        "with headings": options.headings,
    }
    if shown := [f"{name} {value}" for name, value in special.items() if value]:
        yield f"printed {', '.join(shown)}"
    sides = f"{margins.left} {margins.right} {margins.top} {margins.bottom}"
    yield f"margins {sides} header {margins.header} footer {margins.footer}"
    titles = f"rows {sheet.print_title_rows} columns {sheet.print_title_cols}"
    yield f"print area {sheet.print_area or '-'} {titles}"


def _header(header: Any) -> str:
    texts = []
    for side in ("left", "center", "right"):
        part = getattr(header, side)
        if part.text:
            font = [str(item) for item in (part.font, part.size, part.color) if item]
            texts.append(" ".join([side, repr(part.text), *font]))
    return " | ".join(texts)


def _breaks(sheet: Any) -> Iterator[str]:
    rows = [str(item.id) for item in sheet.row_breaks.brk]
    columns = [get_column_letter(item.id) for item in sheet.col_breaks.brk]
    for where, places in (("below row", rows), ("right of column", columns)):
        if places:
            text = f"page break {where} {' '.join(places)}"
            yield from textwrap.wrap(text, 100, subsequent_indent="  ")


def _frozen(pane: Any) -> str:
    """The first cell that moves, and the one that comes first on opening where that is another."""
    if pane is None:
        return "-"
    cell = f"{get_column_letter(int(pane.xSplit or 0) + 1)}{int(pane.ySplit or 0) + 1}"
    state = "" if pane.state == "frozen" else f" {pane.state}"
    return cell + state + ("" if pane.topLeftCell == cell else f" from {pane.topLeftCell}")


def _view(sheet: Any) -> str:
    view, properties = sheet.sheet_view, sheet.sheet_properties
    parts = [f"view gridlines {view.showGridLines is not False} zoom {view.zoomScale or 100}"]
    active = view.pane.activePane if view.pane else None
    cursor = next((item.activeCell for item in view.selection if item.pane == active), None)
    if cursor not in (None, "A1"):
        parts.append(f"cursor {cursor}")
    if view.showRowColHeaders is False:
        parts.append("no headings")
    if view.showZeros is False:
        parts.append("no zeros")
    if view.view not in (None, "normal"):
        parts.append(view.view)
    if properties.tabColor is not None:
        parts.append(f"tab {colour(properties.tabColor)}")
    return " ".join(parts)


def size_lines(sheet: Any) -> Iterator[str]:
    """Widths and heights, what is hidden, and the levels of the outline."""
    for letter, column in sorted(sheet.column_dimensions.items(), key=lambda item: item[1].min or 0):
        extra = _extra(column)
        if column.width or extra:
            last = get_column_letter(column.max) if column.max else letter
            yield f"columns {letter}:{last} width {column.width:g}{extra}"
    rows = [
        (number, f"height {row.height or 0:g}{_extra(row)}")
        for number, row in sorted(sheet.row_dimensions.items())
        if row.height or _extra(row)
    ]
    for (_offset, size), same in groupby(
        enumerate(rows), key=lambda item: (item[1][0] - item[0], item[1][1])
    ):
        numbers = [row[0] for _number, row in same]
        yield f"rows {numbers[0]}:{numbers[-1]} {size}"
    outline = sheet.sheet_properties.outlinePr
    if outline and not (outline.summaryBelow and outline.summaryRight):
        yield f"outline summary below {outline.summaryBelow} right {outline.summaryRight}"


def _extra(size: Any) -> str:
    level = f" level {size.outlineLevel}" if size.outlineLevel else ""
    return f"{' hidden' if size.hidden else ''}{level}{' collapsed' if size.collapsed else ''}"
