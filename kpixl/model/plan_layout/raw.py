"""A plan as it was read, before anybody says what it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpixl.model.plan_layout.core import SETTINGS
from kpixl.model.plan_layout.fields import PlanSheet
from kpixl.model.submission import RawCell, RawRow


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """One sheet of a plan as it was read.

    `header` maps the field keys that were found to the header's cell; `others` maps every further
    header text, in sheet order, to its cell. Rows are keyed by row number; their cells by the same
    keys and texts. A word the catalogue knows is already its key; any other text is as typed. `widths` are
    those of the further columns, in characters, as far as the file tells.
    """

    key: str
    sheet: str
    header: dict[str, str]
    others: dict[str, str]
    rows: tuple[RawRow, ...]
    widths: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class RawPlan:
    """A plan workbook as one read gave it: its tables by sheet key, where it came from, and its SHA-256.

    A plan's copy in a master or in an entry workbook has no bytes of its own, and no SHA-256.
    """

    file: str
    tables: dict[str, RawTable]
    sha256: str = field(default="", compare=False)


def table_of(layout: PlanSheet, sheet: str, cells: list[tuple[int, str, RawCell]]) -> RawTable:
    """The table that (row number, field key, cell) triples make: a plan's copy read back."""
    known = {field.key for field in layout.fields}
    header = dict.fromkeys(known, "")
    if layout is SETTINGS:
        settings = (
            RawRow(key=key, cells={"value": cell}, sheet=sheet, row=number)
            for number, key, cell in cells
            if key in known
        )
        return RawTable(key=layout.key, sheet=sheet, header=header, others={}, rows=tuple(settings))
    others = {key: cell.cell for _number, key, cell in cells if key not in known}
    rows: dict[int, dict[str, RawCell]] = {}
    for number, key, cell in cells:
        rows.setdefault(number, {})[key] = cell
    raw = tuple(
        RawRow(key=str(number), cells=found, sheet=sheet, row=number) for number, found in rows.items()
    )
    return RawTable(key=layout.key, sheet=sheet, header=header, others=others, rows=raw)
