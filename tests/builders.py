"""Real workbooks in a temporary folder: a small round, the returns of its branches, and sheets read back.

`tests/small_plan.py` has the round's plan as rows, for a test to change.
"""

import datetime as dt
import hashlib
import importlib.util
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook

from kpixl.books.entry_workbook.book import build_entry_workbook
from kpixl.books.plan.read import read_plan
from kpixl.books.plan.write import build_plan
from kpixl.files.seal_key import read_seal_key
from kpixl.files.write import write_file
from kpixl.locale import translate
from kpixl.model.finding import Finding
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import PLAN_SHEETS
from kpixl.model.submission import SignOffField
from kpixl.rules.issue.distribution import entry_kpis, plan_distribution
from kpixl.rules.issue.snapshot import Snapshots, sealed
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.plan.shown import plan_as_shown
from tests.small_plan import FILLED, FILLED_MEASURES, KPI_CODES, PLAN_DATE, plan_rows

Typed = Mapping[tuple[str, str], Any]

KEY = re.compile(r"[a-z_]+\.[a-z_]+")  # of a field, in the first row of a master's sheet
MASTER_LABELS, MASTER_ROWS = 3, 4  # the rows of a master's sheet that hold the labels, and the first record


@dataclass(frozen=True)
class Round:
    """A round on disk, with its plan as kpixl reads it (None where the plan has faults)."""

    path: Path
    language: str
    parsed: Plan | None
    findings: tuple[Finding, ...]

    @property
    def plan(self) -> Plan:
        """The plan of a round whose plan has no faults."""
        assert self.parsed is not None, self.findings
        return self.parsed

    @property
    def plan_path(self) -> Path:
        return self.path / "plan.xlsx"

    @property
    def inbox(self) -> Path:
        return self.path / "inbox"

    @property
    def outbox(self) -> Path:
        return self.path / "outbox"

    @property
    def master(self) -> Path:
        return self.path / "master.xlsx"

    @property
    def summary(self) -> Path:
        return self.path / "summary.xlsx"


def write_plan(path: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]], language: str = "ja") -> Path:
    """Write a plan workbook with the given rows; `language` is that of its headers and words."""
    settings = rows["settings"][0]
    content = build_plan(
        rows,
        language=language,
        title=f"KPI {settings.get('round_name', '')}",
        organisation=str(settings.get("organisation", "")),
        created=dt.datetime.combine(PLAN_DATE, dt.time()),
    )
    write_file(path, content)
    return path


NOT_YET_DUE = {"due": dt.date(2099, 5, 29)}  # settings of a round whose forms are still to go out


def make_round(tmp_path: Path, language: str = "ja", name: str = "round", **changes: Any) -> Round:
    """A round with a plan and an empty inbox.

    `changes` are keyed by plan sheet: a mapping is laid over the settings row, a list replaces the
    rows of its sheet.
    """
    rows = plan_rows(language)
    unknown = changes.keys() - {layout.key for layout in PLAN_SHEETS}
    assert not unknown, f"no such plan sheets: {unknown}"
    for sheet, change in changes.items():
        rows[sheet] = [{**rows[sheet][0], **change}] if isinstance(change, Mapping) else list(change)
    path = tmp_path / name
    write_plan(path / "plan.xlsx", rows, language)
    (path / "inbox").mkdir()
    return reread(path, language)


def reread(path: Path, language: str = "ja") -> Round:
    """The round at `path`, its plan read again."""
    plan, findings = parse_plan(plan_as_shown(read_plan(path / "plan.xlsx")))
    return Round(path, language, plan, tuple(findings))


def fill_return(
    round_: Round,
    branch_code: str,
    typed: Typed | None = None,
    /,
    *,
    name: str = "",
    measures: Typed | None = None,
    tables: Mapping[str, Typed] | None = None,
    signed: Mapping[SignOffField, str] | None = None,
    folder: Path | None = None,
    **identity: str,
) -> Path:
    """An entry workbook as the branch returns it, in the inbox under `name`.

    `typed` is keyed by (KPI code, field), `tables` by sheet and (row key, field); `identity` replaces
    parts of what the workbook says it is.
    """
    planned, _findings = plan_distribution(round_.plan, {}, (), translate)
    item = next(item for item in planned if item.branch.code == branch_code)
    snapshot = Snapshots(read_plan(round_.plan_path), round_.plan.settings.fiscal_year).of(item.branch)
    key = read_seal_key(round_.path / "seal.key")
    seen = replace(item.identity, **identity)
    content = build_entry_workbook(
        round_.plan,
        sealed(seen, snapshot, key) if key else seen,
        entry_kpis(round_.plan, item.branch),
        typed=typed or {},
        typed_measures=measures or {},
        typed_tables=tables,
        signed=signed,
        snapshot=snapshot,
    )
    path = (folder or round_.inbox) / (name or item.file)
    write_file(path, content)
    return path


def fill_round(round_: Round) -> None:
    """The filled round: branches 01 and 02 have returned, 45 has not."""
    for code, typed in FILLED[round_.language].items():
        fill_return(round_, code, typed, measures=FILLED_MEASURES[round_.language])


def all_actuals(value: Any = 50, done: str = "実施") -> dict[tuple[str, str], Any]:
    """An actual for every KPI, for tests that are about something else."""
    return {(code, "actual"): done if code == "007" else value for code in KPI_CODES}


def rows_of(path: Path, sheet: str, *, header: int = 1) -> list[dict[str, Any]]:
    """The rows of a sheet by the labels in row `header`, as the cells' values.

    Of a master's sheet, what people see: without the keys above the labels and the columns for programs.
    """
    with CalamineWorkbook.from_path(path) as workbook:
        cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    if KEY.fullmatch(str(cells[0][0])):
        header = MASTER_LABELS
        cells = [row[: len(_seen_labels(cells))] for row in cells]
    labels = [str(label) for label in cells[header - 1]]
    return [dict(zip(labels, row, strict=True)) for row in cells[header:]]


def _seen_labels(cells: list[list[Any]]) -> list[str]:
    """The labels of a master's sheet that people see: a hidden column has its key for a label."""
    labels = zip(cells[0], cells[MASTER_LABELS - 1], strict=True)
    return [str(label) for key, label in labels if not str(key).endswith(f".{label}")]


def ledger_of(round_: Round) -> dict[str, dict[str, Any]]:
    """The master's 受付台帳, by branch code."""
    return {row["支部コード"]: row for row in rows_of(round_.master, "受付台帳")}


def headers_of(path: Path, sheet: str) -> list[str]:
    """The labels of a sheet: its first row, or what people see of a master's third."""
    with CalamineWorkbook.from_path(path) as workbook:
        cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return _seen_labels(cells) if KEY.fullmatch(str(cells[0][0])) else [str(label) for label in cells[0]]


@contextmanager
def edited(path: Path, to: Path | None = None) -> Iterator[openpyxl.Workbook]:
    """The workbook in openpyxl, saved at the end: what a person might do to it in Excel."""
    book = openpyxl.load_workbook(path)
    yield book
    book.save(to or path)
    book.close()


def set_modified(path: Path, saved: dt.datetime) -> None:
    """Put a time of saving (UTC) into a workbook's properties, as Excel does."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"].decode()
    stamp = rf"\g<1>{saved:%Y-%m-%dT%H:%M:%SZ}"
    parts["docProps/core.xml"] = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", stamp, core).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def column_of(sheet: Any, label: str, *, row: int = 1) -> int:
    """The 1-based column of a header: on a master's sheet, of its labels."""
    row = MASTER_LABELS if KEY.fullmatch(str(sheet.cell(1, 1).value)) else row
    return next(cell.column for cell in sheet[row] if cell.value == label)


LOCK = ".kpixl.lock"  # stays in a round, empty


def digests(folder: Path, *leave_out: str) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its relative path; to show that nothing changed."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LOCK and path.relative_to(folder).as_posix() not in leave_out
    }


def load_script(path: Path) -> ModuleType:
    """A script of the checkout as a module, from its path."""
    spec = importlib.util.spec_from_file_location(f"script_{path.parent.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
