"""What stands in the cells: values, formulas with their results, number formats, links, comments."""

import datetime as dt
import textwrap
from collections.abc import Iterator
from typing import Any

from openpyxl.worksheet.formula import ArrayFormula


def merged_lines(sheet: Any) -> Iterator[str]:
    """The merged areas in reading order."""
    areas = sorted(sheet.merged_cells.ranges, key=lambda area: (area.min_row, area.min_col))
    if areas:
        text = "merged " + " ".join(str(area) for area in areas)
        yield from textwrap.wrap(text, 100, subsequent_indent="  ")


def cell_lines(sheet: Any, values: Any) -> Iterator[str]:
    """A line for every cell with something in it, and for every one that a reader may fill in."""
    for row in sheet.iter_rows():
        for cell in row:
            line = _cell(cell, values[cell.coordinate].value, protected=sheet.protection.sheet)
            if line:
                yield line


def _cell(cell: Any, value: Any, *, protected: bool) -> str:
    """One cell; empty locked ones are left out. `=` goes before a formula, `->` before its value."""
    unlocked = protected and not cell.protection.locked
    if cell.value is None and not unlocked:
        return ""
    parts = [cell.coordinate]
    if cell.data_type == "f":
        # An array formula is an object in openpyxl.
        is_array = isinstance(cell.value, ArrayFormula)
        formula = f"{{{cell.value.text}}} over {cell.value.ref}" if is_array else cell.value
        parts.append(f"{formula} -> {_plain(value)}")
    else:
        parts.append(_plain(cell.value) if cell.value is not None else "-")
    if cell.number_format != "General":
        parts.append(f"[{cell.number_format}]")
    if unlocked:
        parts.append("unlocked")
    if cell.hyperlink is not None:
        parts.append(f"link {cell.hyperlink.location or cell.hyperlink.target}")
        if cell.hyperlink.tooltip:
            parts.append(f"tip {cell.hyperlink.tooltip!r}")
    if cell.comment is not None:
        parts.append(f"comment {cell.comment.text!r}")
    return " ".join(parts)


def _plain(value: Any) -> str:
    """A date as people write it; everything else as Python does, which tells "1" from 1."""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00")
    return repr(value)
