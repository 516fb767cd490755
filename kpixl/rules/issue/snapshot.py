"""A branch's part of the plan, which travels inside its entry workbook, and the seal over it.

With it a single returned file can be checked without its round, and a locked cell that somebody
changed can be named even after the plan has changed.
"""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import lru_cache

from kpixl.model.figure import decimal_of
from kpixl.model.fiscal import FiscalYear, parse_fiscal_year
from kpixl.model.plan import Branch, Plan
from kpixl.model.plan_layout import (
    BRANCHES,
    GRADES,
    HISTORY,
    KPIS,
    MEASURES,
    PLAN_SHEETS,
    SETTINGS,
    TARGETS,
    RawPlan,
    RawRow,
    RawTable,
    table_of,
)
from kpixl.model.submission import CellValue, Identity, RawCell, SnapshotRow
from kpixl.model.target import MOST_YEARS
from kpixl.rules.figures.folding import cell_text, fold_width
from kpixl.rules.plan.grade_schemes import find_preset
from kpixl.rules.plan.lookup import name_branch
from kpixl.rules.plan.parse import parse_plan

_FILE = "_kpixl"


def plan_snapshot(raw: RawPlan, branch: Branch, year: FiscalYear) -> tuple[SnapshotRow, ...]:
    """What of the plan concerns one branch: (table, row, field, value), in the plan's order.

    All settings, KPIs and measures; of the other tables the branch's own row, target column and figures
    of the past years that a target may rest on. The national figures and other branches stay out.
    """
    rows: list[SnapshotRow] = []
    for layout in (SETTINGS, BRANCHES, KPIS, TARGETS, HISTORY, MEASURES):
        table = raw.tables.get(layout.key)
        for row in table.rows if table else ():
            if layout is SETTINGS:
                rows.append((layout.key, row.row, row.key, _value(row.cells["value"].value)))
                continue
            if table is None or not _concerns(table, row, branch, year):
                continue
            for key, cell in row.cells.items():
                if key in table.others and not (layout.by_branch and _names(key, branch)):
                    continue
                if cell.value != "":
                    value = branch.code if key == "branch_code" else _value(cell.value)
                    rows.append((layout.key, row.row, key, value))
    return tuple(rows)


@lru_cache(maxsize=4096)  # the few headers of a plan are asked about again with every row
def _names(header: str, branch: Branch) -> bool:
    return bool(name_branch((branch,), header))


def _concerns(table: RawTable, row: RawRow, branch: Branch, year: FiscalYear) -> bool:
    if table.key not in (BRANCHES.key, HISTORY.key):
        return True
    code = row.cells.get("branch_code")
    if code is None or fold_width(cell_text(code.value)).zfill(len(branch.code)) != branch.code:
        return False
    if table.key == BRANCHES.key:
        return True
    try:
        return 1 <= year.year - parse_fiscal_year(row.cells["fiscal_year"].value).year <= MOST_YEARS
    except (KeyError, ValueError):
        return False


def _value(value: CellValue) -> str | float:
    """A value that every client keeps as it is: a number, or a text."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return float(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def parse_snapshot(snapshot: Sequence[SnapshotRow]) -> Plan | None:
    """The plan that a snapshot holds, for its one branch; None where there is none or it has faults."""
    cells: dict[str, list[tuple[int, str, RawCell]]] = {layout.key: [] for layout in PLAN_SHEETS}
    for key, row, field, value in snapshot:
        if key not in cells:
            return None
        cells[key].append((row, field, RawCell(value, _FILE, "")))
    if not cells[GRADES.key]:
        cells[SETTINGS.key] = [item for item in cells[SETTINGS.key] if not _names_own_scheme(item)]
    tables = {layout.key: table_of(layout, _FILE, cells[layout.key]) for layout in PLAN_SHEETS}
    plan, _findings = parse_plan(RawPlan(_FILE, tables))
    return plan


def _names_own_scheme(setting: tuple[int, str, RawCell]) -> bool:
    """True for a scheme of the plan's own: a form of an earlier version has its name, and not its rows."""
    _row, field, cell = setting
    return field == "grade_scheme" and find_preset(str(cell.value)) is None


def sealed(identity: Identity, snapshot: Sequence[SnapshotRow], key: bytes) -> Identity:
    """The identity with the seal over itself and the snapshot: HMAC-SHA256, as hexadecimal."""
    # "excerpt" is the snapshot's name in every seal that was ever issued; another one would break them.
    content = {"identity": asdict(replace(identity, seal="")), "excerpt": list(_canonical(snapshot))}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return replace(identity, seal=hmac.new(key, text.encode(), hashlib.sha256).hexdigest())


def _canonical(snapshot: Sequence[SnapshotRow]) -> Iterator[tuple[str, int, str, str]]:
    """The rows in a spelling that survives a client: white space and number types may change on the way."""
    for table, row, field, value in snapshot:
        text = format(decimal_of(value), "f") if isinstance(value, float) else " ".join(value.split())
        yield table, row, " ".join(field.split()), text


def seal_fits(identity: Identity, snapshot: Sequence[SnapshotRow], key: bytes) -> bool:
    """True where nobody has changed the identity or the snapshot since the workbook was issued."""
    return hmac.compare_digest(sealed(identity, snapshot, key).seal, identity.seal)
