"""What a person does not see, or no longer means, in the input cells of a row: each a doubt of its own.

Characters that do not count are left out of the cell before anything else reads it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kpixl.model.annotation import Mark, Unseen
from kpixl.model.finding import FindingCode
from kpixl.model.message import message
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
from kpixl.rules.figures.visible import WITHDRAWN, left_out, text_of, why_unseen
from kpixl.rules.returns.inspection import Inspection

# Raised characters belong to a text: m², 注1.
_PROSE = frozenset({Field.REMARK, *MeasureField, TextField.TEXT, ActivityField.NOTE, NextKpiField.INDICATOR})


def visible_rows(
    inspection: Inspection, rows: Mapping[str, RawRow], names: Iterable[str], *, are_kpis: bool
) -> dict[str, RawRow]:
    """The rows with their input cells as a person reads them; what is doubtful about each is added."""
    fields = tuple(names)
    return {code: _visible(inspection, row, fields, code if are_kpis else "") for code, row in rows.items()}


def _visible(inspection: Inspection, row: RawRow, fields: tuple[str, ...], kpi: str) -> RawRow:
    changed: dict[str, RawCell] = {}
    for name in fields:
        cell = row.cells.get(name)
        if cell is not None and cell.value not in ("", NOT_APPLICABLE):
            if cell.runs:
                changed[name] = cell = _without(inspection, cell, kpi, is_prose=name in _PROSE)
            _doubt(inspection, cell, kpi)
    return replace(row, cells=row.cells | changed) if changed else row


def _without(inspection: Inspection, cell: RawCell, kpi: str, *, is_prose: bool) -> RawCell:
    """The cell without the characters that do not count; they are named."""
    out = left_out(cell.runs, is_prose=is_prose)
    text = text_of(cell.runs, out)
    if out:
        marks = dict.fromkeys(part.mark for part in out)
        inspection.add(
            FindingCode.CHARACTERS_LEFT_OUT, cell, kpi, seen=cell_text(cell.value), read=text.strip(),
            left_out=" ".join(part.text.strip() for part in out),
            marks=tuple(message(f"word.character.{mark}") for mark in marks),
        )  # fmt: skip
    kept = {part.mark for part in cell.runs if part not in out and part.text.strip()}
    if kept <= WITHDRAWN:
        is_struck = Mark.STRUCK in kept
        return cell._replace(value=text, is_struck=is_struck, unseen=None if is_struck else Unseen.COLOUR)
    return cell._replace(value=text)


def _doubt(inspection: Inspection, cell: RawCell, kpi: str) -> None:
    if cell.is_struck:
        inspection.add(FindingCode.STRUCK_OUT, cell, kpi, seen=cell_text(cell.value))
    reason = why_unseen(cell)
    if reason is not None:
        seen = cell_text(cell.value)
        inspection.add(FindingCode.NOT_SEEN, cell, kpi, seen=seen, reason=message(f"word.unseen.{reason}"))
