"""Builders of the records that the rules take: with defaults, so a test names only what it is about."""

import csv
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from kpixl.books.addresses import column_name
from kpixl.locale import catalogue, translate
from kpixl.model.entries import Entry, Reading
from kpixl.model.figure import BLANK, Figure, FigureState
from kpixl.model.finding import Finding
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import GradeRule, Kpi, Measure
from kpixl.model.ledger import LedgerRow, NextStep, Punctuality, Receipt
from kpixl.model.plan import Branch, Plan, Settings
from kpixl.model.plan_figures import Adjustment, HistoryRow, NationalRow
from kpixl.model.plan_layout import PLAN_SHEETS, SETTINGS, RawPlan, RawTable
from kpixl.model.submission import CellValue, Identity, RawCell, RawRow, Registered, Submission
from kpixl.model.target import (
    DO,
    MOST_YEARS,
    NO_TARGET,
    Conditional,
    Direction,
    Fixed,
    Frequency,
    HigherOf,
    LowerOf,
    Mean,
    National,
    OfYear,
    Period,
    Prior,
    Scaled,
    Shifted,
    Target,
)
from kpixl.model.unit import find_unit
from kpixl.rules.issue.distribution import SCHEMA, fingerprint
from kpixl.rules.returns.check import CheckedReturn, check_return
from kpixl.rules.returns.inspection import PlanContext
from kpixl.rules.targets.parse import parse_target

KPIS_CSV = Path(__file__).parents[2] / "workbooks" / "published" / "kpis.csv"
YEAR = FiscalYear(2024)

MIYAZAKI = Branch(code="45", name="宮崎", block="九州")
OITA = Branch(code="44", name="大分", block="九州")
SHIZUOKA = Branch(code="22", name="静岡", block="中部")

Value = Decimal | int | str


@cache
def published_rows() -> tuple[dict[str, str], ...]:
    """Every KPI row of the five published reports."""
    with KPIS_CSV.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


def make_figure(value: Value | FigureState | None) -> Figure:
    """A figure from a number, a state, or None for blank."""
    if value is None:
        return BLANK
    return Figure(value) if isinstance(value, FigureState) else Figure.of(value)


def make_kpi(code: str = "rate", *, unit: str = "％", direction: str = "at_least", **fields: Any) -> Kpi:
    """A rate in ％ with one decimal, the more the better, unless told otherwise."""
    found = find_unit(unit)
    assert found is not None, unit
    known = {
        "pillar": "戦略的保険者機能",
        "measure": "特定健診実施率の向上",
        "group": "保健",
        "indicator": code,
        "decimals": 1,
        **fields,
    }
    return Kpi(code=code, unit=found, direction=Direction(direction), **known)


def side(direction: Direction, *, strict: bool = False) -> Target:
    """A target on that side of a number that the test gives beside it."""
    compares = direction not in (Direction.DO, Direction.NONE)
    return Target(direction, Fixed(Decimal(0)) if compares else None, strict)


def target_strategy() -> "st.SearchStrategy[Target]":
    """Every target there is: all directions, all references, with and without a stated baseline."""
    values = st.decimals(-(10**9), 10**9, places=4, allow_nan=False)
    stated = st.none() | values
    years = st.integers(1990, 2099).map(FiscalYear)
    fixed = st.builds(Fixed, values)
    base = st.builds(Prior, stated, year_end=st.booleans()) | st.builds(OfYear, years, stated)
    base |= st.builds(Mean, st.integers(2, MOST_YEARS), stated)
    base |= st.builds(National, st.booleans(), st.none(), stated)
    base |= st.builds(National, year=years, baseline=stated)
    past = base | st.builds(Scaled, base, st.decimals(50, 999, places=3), stated)
    past |= st.builds(Shifted, base, values, stated)
    part = fixed | past
    references = part | st.builds(HigherOf, part, part, stated) | st.builds(LowerOf, part, part, stated)
    references |= st.builds(Conditional, fixed, values, past, stated, st.booleans())
    compared = st.builds(
        Target, st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST]), references, st.booleans()
    )
    often = st.builds(Frequency, st.integers(1, 999), st.sampled_from(Period))
    return (
        compared
        | st.builds(Target, st.just(Direction.EQUAL), references)
        | st.builds(Target, st.just(Direction.DO), often)
        | st.sampled_from([DO, NO_TARGET])
    )


def make_counted_kpi(code: str = "rate", **fields: Any) -> Kpi:
    """A rate for which branches report numerator and denominator."""
    return make_kpi(code, **{"numerator_label": "受診者数", "denominator_label": "対象者数", **fields})


def make_settings(**fields: Any) -> Settings:
    known = {
        "organisation": "全国健康保険協会",
        "fiscal_year": YEAR,
        "round_name": "令和6年度実績",
        "date": dt.date(2025, 4, 1),
        **fields,
    }
    return Settings(**known)


def make_plan(
    *kpis: Kpi,
    branches: Sequence[Branch] = (MIYAZAKI,),
    targets: Mapping[tuple[str, str], str] | str = "50以上",
    prior: Mapping[tuple[str, str], Value | FigureState] | None = None,
    national: Iterable[NationalRow] = (),
    measures: Sequence[str] = (),
    **settings: Any,
) -> Plan:
    """A plan; `targets` is one text for all or a text by (branch, KPI), `prior` last year's actuals."""
    kpis = kpis or (make_kpi(),)
    texts = targets
    if isinstance(texts, str):
        texts = {(branch.code, kpi.code): texts for branch in branches for kpi in kpis}
    by_code = {kpi.code: kpi for kpi in kpis}
    parsed: dict[tuple[str, str], Target] = {
        key: parse_target(text, by_code[key[1]]) for key, text in texts.items()
    }
    made = make_settings(**settings)
    history = tuple(
        make_history_row(branch, value, kpi=code, year=made.fiscal_year.prior)
        for (branch, code), value in (prior or {}).items()
    )
    listed = tuple(Measure(code=code, pillar="戦略", name=f"施策{code}", group="企画") for code in measures)
    return Plan(
        settings=made,
        branches=tuple(branches),
        kpis=kpis,
        targets=parsed,
        history=history,
        national=tuple(national),
        measures=listed,
    )


def make_entry(
    branch: str = "45",
    kpi: str = "rate",
    value: Value | FigureState | None = None,
    counts: tuple[Value, Value] | None = None,
) -> Entry:
    """An entry as it stands after the checks."""
    figure = make_figure(value)
    numerator, denominator = (Figure.of(counts[0]), Figure.of(counts[1])) if counts else (BLANK, BLANK)
    return Entry(
        branch_code=branch,
        kpi_code=kpi,
        figure=figure,
        actual=Reading(figure=figure),
        numerator=numerator,
        denominator=denominator,
    )


def make_history_row(
    branch: str = "45",
    value: Value | FigureState | None = None,
    counts: tuple[Value, Value] | None = None,
    *,
    kpi: str = "rate",
    year: FiscalYear = YEAR.prior,
) -> HistoryRow:
    """What a branch reported of a KPI in a year gone by: last year, unless told otherwise."""
    numerator, denominator = map(Decimal, counts) if counts else (None, None)
    return HistoryRow(
        fiscal_year=year,
        branch_code=branch,
        kpi_code=kpi,
        actual=make_figure(value),
        numerator=numerator,
        denominator=denominator,
    )


def make_adjustment(
    code: str = "rate",
    value: Value | FigureState | None = None,
    *,
    branch: str = "45",
    text: str = "",
    reason: str = "計上漏れ",
    person: str = "山田",
    date: dt.date = dt.date(2025, 6, 20),
    cell: str = "",
) -> Adjustment:
    """What head office puts in: `value` for a KPI's figure, or `text` for a measure's grade."""
    return Adjustment(
        branch_code=branch,
        code=code,
        figure=None if value is None else make_figure(value),
        text=text,
        reason=reason,
        person=person,
        date=date,
        cell=cell,
    )


def make_ledger_row(branch: Branch, receipt: Receipt = Receipt.RECEIVED) -> LedgerRow:
    """A branch's row of 受付台帳, nothing known of it but whether its return is here."""
    return LedgerRow(
        branch_code=branch.code,
        branch_name=branch.name,
        block=branch.block,
        receipt=receipt,
        punctuality=Punctuality.UNKNOWN,
        filled=0,
        fields=1,
        file="",
        issue="",
        modified=None,
        errors=0,
        warnings=0,
        next_step=NextStep(receipt),
    )


# The columns of 記入シート that a branch fills in, where this suite puts them.
INPUT_COLUMNS = {
    "numerator": "I",
    "denominator": "J",
    "actual": "K",
    "as_of": "L",
    "remark": "M",
    "next_target": "N",
}
FIRST_ROW = 12


def make_submission(
    plan: Plan,
    cells: Mapping[str, Mapping[str, CellValue] | CellValue],
    *,
    branch: str = "45",
    file: str = "",
    sha256: str = "",
    identity: Mapping[str, str] | None = None,
    **fields: Any,
) -> Submission:
    """A returned workbook; `cells` gives by KPI code the input cells, or the actual alone.

    KPIs stand from row 12 on, the actual in column K. `identity` replaces parts of what the
    workbook says it is.
    """
    known = plan.branch(branch)
    made = Identity(
        **{
            "schema": SCHEMA,
            "round_name": plan.settings.round_name,
            "fiscal_year": str(plan.settings.fiscal_year),
            "branch_code": branch,
            "branch_name": known.name if known else "",
            "issue": f"{plan.settings.fiscal_year.short}-{branch}-01",
            "fingerprint": fingerprint(plan, branch, translate),
            **(identity or {}),
        }
    )
    rows = tuple(
        make_row(code, inputs, FIRST_ROW + number) for number, (code, inputs) in enumerate(cells.items())
    )
    given = {"has_keys": True, "rows": rows, **fields}
    name = file or f"inbox/{branch}.xlsx"
    return Submission(file=name, sha256=sha256 or f"sha256 of {name}", identity=made, **given)


def make_row(code: str, inputs: Mapping[str, CellValue] | CellValue, row: int = FIRST_ROW) -> RawRow:
    """One row of the 記入シート, its key in column A; what is not given is an empty cell."""
    typed = inputs if isinstance(inputs, Mapping) else {"actual": inputs}
    cells = {
        name: RawCell(typed.get(name, ""), "記入シート", f"{column}{row}")
        for name, column in INPUT_COLUMNS.items()
    }
    return RawRow(key=code, cells=cells, sheet="記入シート", row=row, key_cell=f"A{row}")


def check(
    plan: Plan, cells: Mapping[str, Mapping[str, CellValue] | CellValue], **options: Any
) -> CheckedReturn:
    """A submission made and checked in one step, against an empty register."""
    return check_return(plan_context(plan), make_submission(plan, cells, **options))


def found(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Code and cell of each finding, in order: what most tests compare."""
    return [(item.kind.code, item.place.cell) for item in findings]


def codes(findings: Iterable[Finding]) -> list[str]:
    """The code of each finding, in order."""
    return [item.kind.code for item in findings]


# ── raw plans ──────────────────────────────────────────────────────────────────────────────────────
# Default rows by sheet. A sheet's columns are the keys of its first row, in that order, from A on;
# headers stand in row 1 (the 設定 sheet has its values in column B).
SHEET_NAMES = {layout.key: catalogue("ja")(f"sheet.{layout.key}") for layout in PLAN_SHEETS}
RawRows = Sequence[Mapping[str, CellValue]]


def settings_row(**changes: CellValue) -> dict[str, CellValue]:
    return {
        "organisation": "全国健康保険協会",
        "fiscal_year": "令和6年度（2024年度）",
        "round_name": "令和6年度実績",
        "plan_date": dt.datetime.combine(dt.date(2025, 4, 1), dt.time()),
        "language": "ja",
        "classification": "",
        "due": "2025/5/30",
        "contact": "",
        "aggregate_name": "全国",
        "grade_scheme": "",
        "judge_on": "reported",
        **changes,
    }


def branch_row(code: CellValue = "45", name: str = "宮崎", **changes: CellValue) -> dict[str, CellValue]:
    return {"branch_code": code, "branch": name, "block": "九州", "email": "", **changes}


def kpi_row(code: str = "rate", **changes: CellValue) -> dict[str, CellValue]:
    return {
        "kpi_code": code,
        "pillar": "戦略的保険者機能",
        "measure": "特定健診実施率の向上",
        "group": "保健",
        "indicator": "受診率",
        "unit": "％",
        "direction": "at_least",
        "decimals": 1.0,
        **changes,
    }


def history_row(**changes: CellValue) -> dict[str, CellValue]:
    return {"fiscal_year": 2023.0, "branch_code": "45", "kpi_code": "rate", "actual": 64.2, **changes}


def national_row(**changes: CellValue) -> dict[str, CellValue]:
    return {
        "fiscal_year": 2024.0,
        "kpi_code": "rate",
        "national_target": 61.7,
        "national_actual": 58.4,
        **changes,
    }


def make_raw_plan(**sheets: RawRows | RawTable | None) -> RawPlan:
    """A plan as it is read from its workbook; every sheet not given has one sound row.

    A sheet given as None is absent. Columns of the 目標 sheet that are no field are branch headers.
    """
    given: dict[str, RawRows | RawTable | None] = {
        "settings": [settings_row()],
        "branches": [branch_row()],
        "kpis": [kpi_row()],
        "targets": [{"kpi_code": "rate", "45": "64.6％以上"}],
        "history": [history_row()],
        "national": [national_row()],
        "measures": [{"measure_code": "1", "pillar": "戦略的保険者機能", "measure": "健診", "group": "保健"}],
        "grades": [
            {
                "grade_scheme": "支部4段階",
                "with_kpi": "yes",
                "grade": "A",
                "criterion_kpi": "achieved",
                "criterion_new_effort": "",
                "criterion_plan": "計画通り",
            }
        ],
        **sheets,
    }
    tables = {key: _raw_table(key, rows) for key, rows in given.items() if rows is not None}
    return RawPlan("plan.xlsx", tables)


def without(row: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """The row without some of its columns."""
    return {key: value for key, value in row.items() if key not in keys}


def empty_table(key: str, columns: Mapping[str, CellValue]) -> RawTable:
    """A sheet with headers and no rows."""
    header = {name: f"{_letter(number)}1" for number, name in enumerate(columns)}
    return RawTable(key=key, sheet=SHEET_NAMES[key], header=header, others={}, rows=())


def _raw_table(key: str, rows: RawRows | RawTable) -> RawTable:
    if isinstance(rows, RawTable):
        return rows
    return _raw_settings(rows[0]) if key == "settings" else _raw_list(key, rows)


def _raw_settings(values: Mapping[str, CellValue]) -> RawTable:
    sheet = SHEET_NAMES["settings"]
    known = {field.key for field in SETTINGS.fields}
    header, others, rows = {}, {}, []
    for number, (name, value) in enumerate(values.items(), start=1):
        if name in known:
            header[name] = f"B{number}"
            rows.append(
                RawRow(
                    key=name, cells={"value": RawCell(value, sheet, f"B{number}")}, sheet=sheet, row=number
                )
            )
        else:
            others[name] = f"A{number}"
    return RawTable(key="settings", sheet=sheet, header=header, others=others, rows=tuple(rows))


def _raw_list(key: str, rows: RawRows) -> RawTable:
    sheet = SHEET_NAMES[key]
    known = {field.key for layout in PLAN_SHEETS if layout.key == key for field in layout.fields}
    letters = {name: _letter(number) for number, name in enumerate(rows[0])}
    header = {name: f"{letter}1" for name, letter in letters.items() if name in known}
    others = {name: f"{letter}1" for name, letter in letters.items() if name not in known}
    raw_rows = []
    for number, row in enumerate(rows, start=2):
        assert row.keys() <= letters.keys(), "the first row names every column"
        cells = {
            name: RawCell(row.get(name, ""), sheet, f"{letter}{number}") for name, letter in letters.items()
        }
        raw_rows.append(RawRow(key=str(number), cells=cells, sheet=sheet, row=number))
    return RawTable(key=key, sheet=sheet, header=header, others=others, rows=tuple(raw_rows))


def _letter(number: int) -> str:
    return column_name(number)


def plan_context(plan: Plan, register: Mapping[str, Registered] | None = None) -> PlanContext:
    """What a return is held against: a plan, and what was issued."""
    return PlanContext(plan=plan, translate=translate, register=register or {})


def graded(plan: Plan, *percents: int) -> Plan:
    """The plan with a scheme that goes by achievement rates."""
    rules = tuple(
        GradeRule(scheme="独自", with_kpi=True, grade=f"G{percent}", rate_from=Decimal(percent) / 100)
        for percent in percents
    )
    return replace(plan, settings=replace(plan.settings, grade_scheme="独自"), grade_rules=rules)
