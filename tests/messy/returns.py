"""A worked return under trouble: what was done to it, and what must follow from that.

A trouble does two things to a `Messy`: it changes the file (or the inbox), and it states every change
that must follow. What it does not state must stay exactly as in the untouched return: each figure with
its counts, 時点, remark and proposal, each measure, each finding.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path

from kpixl.books.plan.read import read_plan
from kpixl.books.returned.read import read_return
from kpixl.files.register import build_register
from kpixl.files.seal_key import read_seal_key
from kpixl.files.write import write_file
from kpixl.locale import translate
from kpixl.model.entries import Entry
from kpixl.model.plan import Plan
from kpixl.model.submission import Field, Registered, Submission
from kpixl.rules.issue.distribution import entry_workbook_name
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.returns.check import CheckedReturn, check_return
from kpixl.rules.returns.inspection import PlanContext
from tests.details import shown_details
from tests.messy.packing import resaved
from tests.messy.workbook import Place, Sheet, Workbook, address, place

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
ENTRY, MEASURES, IDENTITY = "記入シート", "施策評価", "_kpixl"
View = dict[str, str]


@dataclass(frozen=True)
class Source:
    """One return of a worked round, as it came."""

    year: str
    code: str
    name: str

    @property
    def folder(self) -> Path:
        return WORKBOOKS / f"fy{self.year}"

    @property
    def file(self) -> str:
        return f"inbox/{self.code}_{self.name}_FY{self.year}.xlsx"

    def __str__(self) -> str:
        return f"{self.name}{self.year}"

    @cached_property
    def content(self) -> bytes:
        return (self.folder / self.file).read_bytes()

    @property
    def plan(self) -> Plan:
        return reference(self.year).plan

    @cached_property
    def checked(self) -> CheckedReturn:
        """The untouched return, read and checked."""
        submission = read_return(self.folder / self.file, self.folder)
        assert isinstance(submission, Submission)
        return check_return(reference(self.year), submission)

    def entry(self, kpi: str) -> Entry:
        return next(entry for entry in self.checked.entries if entry.kpi_code == kpi)

    @cached_property
    def layout(self) -> tuple[dict[str, int], dict[str, int]]:
        """The row of each KPI and the column of each field, by the keys as they were issued."""
        sheet = Workbook(self.content)[ENTRY]
        rows = {sheet.text((row, 1)): row for row in sheet.rows if row >= 8}
        columns = {sheet.text((1, c)).removeprefix("kpixl:"): c for row, c in sheet.cells if row == 1}
        return rows, columns


@cache
def reference(year: str) -> PlanContext:
    """What the returns of a round are held against."""
    folder = WORKBOOKS / f"fy{year}"
    plan, _findings = parse_plan(read_plan(folder / "plan.xlsx"))
    assert plan is not None
    return PlanContext(
        plan=plan,
        translate=translate,
        registered={(row.issue, row.revision): row for row in _issued(plan)},
        seal_key=read_seal_key(folder / "seal.key"),
    )


def _issued(plan: Plan) -> list[Registered]:
    """What the register of a worked round says: the first issue of each branch."""
    short = plan.settings.fiscal_year.short
    return [
        Registered(
            branch_code=branch.code,
            branch_name=branch.name,
            file=entry_workbook_name(plan, branch),
            issue=f"{short}-{branch.code}-01",
            sha256="",
        )
        for branch in plan.branches
    ]


def view(entry: Entry) -> View:
    """All that an entry says, in words that a failing test can print."""
    return {
        "state": str(entry.figure.state),
        "value": "" if entry.figure.value is None else f"{entry.figure.value.normalize():f}",
        "numerator": "" if entry.numerator.value is None else f"{entry.numerator.value:f}",
        "denominator": "" if entry.denominator.value is None else f"{entry.denominator.value:f}",
        "as_of": entry.as_of,
        "remark": entry.remark,
        "next_target": entry.next_target,
    }


@dataclass(frozen=True)
class Want:
    """A finding that must come. `cell` None stands for any cell, `details` for those that matter."""

    code: str
    kpi: str = ""
    cell: str | None = ""
    details: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    sheet: str = ""


class CannotBeDoneError(Exception):
    """The return has nothing that this trouble could be done to."""


# What is asked of texts and activities only by the plan that a form was issued by.
_BY_THE_PLAN = frozenset({"K421", "K422", "K423", "K424", "K425"})


@dataclass
class Messy:
    """A return while troubles are done to it.

    `rows` and `columns` say where each KPI and field truly stands; the troubles that move them keep
    this true. `files` is the inbox, `plan_edits` what head office changed since; `refused` is set
    where nothing of the return may count.
    """

    source: Source
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    sheet_name: str = ENTRY
    book: Workbook | None = None
    taken: set[str] = field(default_factory=set)
    changes: dict[str, View] = field(default_factory=dict)
    restated: set[str] = field(default_factory=set)
    wants: list[Callable[["Messy"], Want]] = field(default_factory=list)
    lost_measures: set[str] = field(default_factory=set)
    of_unknown_plan: bool = False  # then nobody knows what was asked for on the further sheets
    refused: bool = False
    resaved: bool = False
    files: dict[str, bytes] = field(default_factory=dict)
    times: dict[str, float] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    counts: str = ""
    also_found: set[str] = field(default_factory=set)
    plan_edit: Callable[[Path], None] | None = None
    registered: set[str] = field(default_factory=set)  # issues beside the first
    passwords: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        rows, columns = self.source.layout
        self.rows, self.columns = dict(rows), dict(columns)
        self.book = Workbook(self.source.content)
        self.counts = self.source.file

    # ── what troubles use ────────────────────────────────────────────────────────────────────────────
    @property
    def opened(self) -> Workbook:
        assert self.book is not None
        return self.book

    @property
    def sheet(self) -> Sheet:
        """The 記入シート."""
        return self.opened[self.sheet_name]

    def take(self, kind: str) -> str:
        """The next KPI of the kind that no other trouble has touched.

        Raises:
            CannotBeDoneError: the return has none left.
        """
        for kpi in slots(self.source)[kind]:
            if kpi not in self.taken and kpi in self.rows:
                self.taken.add(kpi)
                return kpi
        raise CannotBeDoneError(kind)

    def at(self, kpi: str, name: str = Field.ACTUAL) -> Place:
        return self.rows[kpi], self.columns[name]

    def address(self, kpi: str, name: str = Field.ACTUAL) -> str:
        return address(*self.at(kpi, name))

    def expect(self, kpi: str, **changes: object) -> None:
        """State what the entry of a KPI says other than before; what was found about it is stated anew."""
        self.restated.add(kpi)
        self.alter(kpi, **changes)

    def alter(self, kpi: str, **changes: object) -> None:
        """State what the entry of a KPI says other than before; what was found about it stays."""
        self.changes.setdefault(kpi, {}).update({name: str(value) for name, value in changes.items()})

    def want(self, code: str, kpi: str = "", name: str = Field.ACTUAL, **details: str) -> None:
        """A finding at a KPI's cell, wherever that stands in the end."""
        self.wants.append(
            lambda now: Want(code, kpi, now.address(kpi, name), details, now.counts, now.sheet_name)
        )

    def want_file(self, code: str, *, cell: str | None = "", file: str = "", **details: str) -> None:
        """A finding about the file, or about a place of the form."""
        self.wants.append(lambda now: Want(code, "", cell, details, file or now.counts))

    def move(self, rows: Callable[[int], int | None], columns: Callable[[int], int | None]) -> None:
        """Move cells, and the knowledge of where they stand."""
        self.sheet.move(rows, columns)
        self.rows = {kpi: to for kpi, row in self.rows.items() if (to := rows(row))}
        self.columns = {name: to for name, column in self.columns.items() if (to := columns(column))}

    def finish(self) -> None:
        """The troubles of cells and form are done: put the file into the inbox."""
        content = self.opened.content()
        self.files = {self.counts: resaved(content) if self.resaved else content}

    # ── what must come ───────────────────────────────────────────────────────────────────────────────
    def expected_views(self) -> dict[str, View]:
        if self.refused:
            return {}
        entries = self.source.checked.entries
        return {entry.kpi_code: view(entry) | self.changes.get(entry.kpi_code, {}) for entry in entries}

    def expected_findings(self) -> list[Want]:
        """What was found before about everything untouched, and what the troubles add."""
        wants = [make(self) for make in self.wants]
        if self.refused:
            return wants
        columns = {at: name for name, at in self.source.layout[1].items()}
        for found in self.source.checked.findings:
            if found.place.sheet != ENTRY:  # of a sheet that no trouble touches
                if self.of_unknown_plan and found.kind.code in _BY_THE_PLAN:
                    continue
                details, place_ = shown_details(found.details), found.place
                kpi = found.kpi_code
                wants.append(Want(found.kind.code, kpi, place_.cell, details, self.counts, place_.sheet))
            elif found.kpi_code not in self.restated:
                name = columns[place(found.place.cell)[1]]
                cell = self.address(found.kpi_code, name)
                wants.append(
                    Want(
                        found.kind.code,
                        found.kpi_code,
                        cell,
                        shown_details(found.details),
                        self.counts,
                        self.sheet_name,
                    )
                )
        return wants


def write_round(messy: Messy, folder: Path) -> None:
    """The round on disk: plan, key, and an inbox that holds what the troubles made of it."""
    for name in ("plan.xlsx", "seal.key"):
        shutil.copy(messy.source.folder / name, folder / name)
    if messy.plan_edit:
        messy.plan_edit(folder / "plan.xlsx")
    for name, content in messy.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        moment = messy.times.get(name, 1_700_000_000.0)
        os.utime(path, (moment, moment))
    for name, to in messy.links.items():
        (folder / name).symlink_to(to)
    rows = _issued(messy.source.plan)
    own = next(row for row in rows if row.branch_code == messy.source.code)
    rows += [replace(own, issue=issue) for issue in messy.registered]
    write_file(folder / "outbox" / "register.csv", build_register(rows))


@cache
def slots(source: Source) -> dict[str, list[str]]:
    """The KPIs of a return that a kind of trouble can be done to.

    rate: a rate without counts, with a prior · yen, offices: sums of money, numbers of offices ·
    counted: a rate with both counts · do: done or not.
    """
    plan = source.plan
    doubtful = {f.kpi_code for f in source.checked.findings if f.kind.code != "K402"}
    found: dict[str, list[str]] = {"rate": [], "yen": [], "offices": [], "counted": [], "do": []}
    for kpi in plan.kpis:
        entry, prior = source.entry(kpi.code), plan.prior(source.code, kpi.code)
        value = entry.figure.value
        target = plan.target(source.code, kpi.code)
        if entry.as_of or entry.remark or kpi.code in doubtful or target.direction == "none":
            continue
        if kpi.direction == "do":
            found["do"].append(kpi.code)
        if value is None or prior is None or prior.value is None:
            continue
        if kpi.unit.symbol == "円":
            found["yen"].append(kpi.code)
        elif kpi.unit.symbol == "事業所":
            found["offices"].append(kpi.code)
        elif kpi.has_counts and entry.numerator.value and entry.denominator.value:
            found["counted"].append(kpi.code)
        elif kpi.unit.symbol == "％" and not kpi.has_counts and 10 < value < 100 and kpi.max_change:
            found["rate"].append(kpi.code)
    return found


SOURCES = (
    Source("2023", "46", "鹿児島"),
    Source("2024", "22", "静岡"),
    Source("2024", "45", "宮崎"),
    Source("2023", "44", "大分"),
)
