"""A branch's part of the plan, which travels inside its entry workbook, and the seal over it.

With it a single returned file can be checked without its round, and a locked cell that somebody
changed can be named even after the plan has changed.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import lru_cache

from kpixl.model.figure import number_text
from kpixl.model.fiscal import FiscalYear, parse_fiscal_year
from kpixl.model.plan import Branch, Plan
from kpixl.model.plan_layout import (
    GRADES,
    HISTORY,
    PLAN_SHEETS,
    SETTINGS,
    Issued,
    PlanSheet,
    RawPlan,
    RawRow,
    RawTable,
    table_of,
)
from kpixl.model.submission import CellValue, Identity, RawCell, SnapshotRow
from kpixl.model.target import MOST_YEARS
from kpixl.rules.figures.folding import cell_text, fold, fold_width
from kpixl.rules.plan.grade_schemes import find_preset, folded
from kpixl.rules.plan.lookup import name_branch
from kpixl.rules.plan.parse import parse_plan

_FILE = "_kpixl"
_MARK = 16  # characters


class Snapshots:
    """The plan's part for every branch: its rows are gone through once, not once a branch.

    Each sheet says in the layout which of its rows those are; of 目標 it is the branch's column, or the rows
    for it, for its block and for all; of 過年度 the years that a target may rest on, of 評価基準 the scheme
    that the settings name.
    """

    def __init__(self, raw: RawPlan, year: FiscalYear) -> None:
        self._raw, self._year, self._scheme = raw, year, folded(_scheme_name(raw))
        self._shared: dict[str, list[RawRow]] = {}
        self._own: dict[tuple[str, str], list[RawRow]] = {}
        for layout in PLAN_SHEETS:
            table = raw.tables.get(layout.key)
            if table and layout.issued is not Issued.NONE:
                self._sort(layout, table)

    def _sort(self, layout: PlanSheet, table: RawTable) -> None:
        shared = self._shared.setdefault(layout.key, [])
        for row in table.rows:
            code = _cell(row, "branch_code") if layout.issued is Issued.OWN else ""
            if not code:  # a row that names no branch is about every branch
                if layout is not GRADES or folded(_cell(row, "grade_scheme")) == self._scheme:
                    shared.append(row)
            elif layout is not HISTORY or self._is_near(row):
                self._own.setdefault((layout.key, fold_width(code)), []).append(row)

    def _is_near(self, row: RawRow) -> bool:
        try:
            year = parse_fiscal_year(row.cells["fiscal_year"].value).year
        except (KeyError, ValueError):
            return False
        return 1 <= self._year.year - year <= MOST_YEARS

    def of(self, branch: Branch) -> tuple[SnapshotRow, ...]:
        """What concerns one branch: (table, row, field, value), in the plan's order."""
        rows: list[SnapshotRow] = []
        for layout in PLAN_SHEETS:
            table = self._raw.tables.get(layout.key)
            if table is None or layout.issued is Issued.NONE:
                continue
            for row in self._rows(layout, branch):
                if layout is SETTINGS:
                    rows.append((layout.key, row.row, row.key, _value(row.cells["value"].value)))
                    continue
                for key, cell in row.cells.items():
                    if key in table.others and not (layout.by_branch and _names(key, branch)):
                        continue
                    if cell.value != "":
                        value = branch.code if key == "branch_code" else _value(cell.value)
                        rows.append((layout.key, row.row, key, value))
        return tuple(rows)

    def _rows(self, layout: PlanSheet, branch: Branch) -> list[RawRow]:
        shared = self._shared[layout.key]
        if layout.by_branch:
            blocks = ("", fold(branch.block))
            shared = [row for row in shared if fold(_cell(row, "block")) in blocks]
        own = [row for code in _spellings(branch.code) for row in self._own.get((layout.key, code), ())]
        return sorted([*shared, *own], key=lambda row: row.row) if own else shared


def _spellings(code: str) -> set[str]:
    """A code as it may be written: with fewer leading zeros too."""
    return {code[at:] for at in range(len(code)) if not code[:at].strip("0")}


@lru_cache(maxsize=4096)  # the few headers of a plan are asked about again with every row
def _names(header: str, branch: Branch) -> bool:
    return bool(name_branch((branch,), header))


def _scheme_name(raw: RawPlan) -> str:
    settings = raw.tables[SETTINGS.key].rows
    return next((_cell(row, "value") for row in settings if row.key == "grade_scheme"), "")


def _cell(row: RawRow, key: str) -> str:
    cell = row.cells.get(key)
    return "" if cell is None else cell_text(cell.value)


def _value(value: CellValue) -> str | float:
    """A value that every client keeps as it is: a number, or a text."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return float(value)
    return str(value)  # a day and time too, as the plan's own reader says them


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
        text = number_text(value) if isinstance(value, float) else " ".join(value.split())
        yield table, row, " ".join(field.split()), text


def key_mark(key: bytes) -> str:
    """What a register names a key by; it tells keys apart, and nothing of the key."""
    # The letter before it: Excel takes 12e4 for a number when somebody saves the register there.
    return "k" + hashlib.sha256(b"kpixl seal key " + key).hexdigest()[:_MARK]


def seal_fits(identity: Identity, snapshot: Sequence[SnapshotRow], key: bytes) -> bool:
    """True where nobody has changed the identity or the snapshot since the workbook was issued."""
    return hmac.compare_digest(sealed(identity, snapshot, key).seal, identity.seal)
