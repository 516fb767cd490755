"""A plan said back as the rows of a plan workbook: what `build_plan` writes and `read_plan` reads."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal

from kpixl.books.plan.measure_rows import figure_cell, measure_rows
from kpixl.books.plan.write import PlanRows
from kpixl.books.writing.sheet import Value
from kpixl.locale import Catalogue
from kpixl.locale.amounts import format_unit
from kpixl.model.kpi import GradeRule, Kpi, RoundKpi
from kpixl.model.plan import Plan, Settings
from kpixl.model.plan_figures import HistoryRow, NationalRow, PublishedRank
from kpixl.model.plan_layout import MOST_BRANCH_COLUMNS, SETTINGS, RawPlan
from kpixl.model.submission import CellValue
from kpixl.model.target import Direction

_PERCENT = Decimal(100)
_Row = dict[str, Value]


def plan_rows(plan: Plan, texts: Mapping[tuple[str, str], str], words: Catalogue) -> PlanRows:
    """The rows of every sheet; `texts` are the target cells by (branch code, KPI code).

    Adjustments and decisions belong to a round that has been collected; none are written.
    """
    return {
        "settings": [_settings(plan.settings)],
        "branches": [
            {
                "branch_code": row.code,
                "branch": row.name,
                "block": row.block,
                "email": row.email,
                "phone": row.phone,
            }
            for row in plan.branches
        ],
        "kpis": [_kpi(kpi, words) for kpi in plan.kpis],
        "targets": list(_targets(plan, texts)),
        "history": [_history(row, words) for row in plan.history],
        "national": [
            *(_national(row) for row in plan.national),
            *(_published_rank(row) for row in plan.published_ranks),
        ],
        **measure_rows(plan, words),
        "grades": [_grade(rule, words) for rule in plan.grade_rules],
        "planned_counts": [
            {
                "branch_code": row.branch_code,
                "kpi_code": row.kpi_code,
                "denominator": row.denominator,
                "numerator": row.numerator,
                "note": row.note,
            }
            for row in plan.planned_counts
        ],
        "round_kpis": [_round_kpi(item) for item in plan.round_kpis],
    }


def raw_rows(raw: RawPlan) -> PlanRows:
    """The rows of a plan as it was read, to be written again as they are."""
    rows = {
        key: [{name: _value(cell.value) for name, cell in row.cells.items()} for row in table.rows]
        for key, table in raw.tables.items()
    }
    settings = raw.tables[SETTINGS.key].rows
    return {**rows, SETTINGS.key: [{row.key: _value(row.cells["value"].value) for row in settings}]}


def _value(value: CellValue) -> Value:
    return value if isinstance(value, str | int | float | dt.date) else str(value)


def _settings(settings: Settings) -> _Row:
    return {
        "organisation": settings.organisation,
        "fiscal_year": settings.fiscal_year.year,
        "round_name": settings.round_name,
        "plan_date": settings.date,
        "language": settings.language,
        "classification": settings.classification,
        "due": settings.due,
        "contact": settings.contact,
        "aggregate_name": settings.aggregate_name,
        "grade_scheme": settings.grade_scheme,
        "judge_on": str(settings.judge_on),
        "minus": "triangle" if settings.minus == "△" else "hyphen",
        "utc_offset": settings.utc_offset,
        "count_rounding": str(settings.count_rounding),
        "fewest_ranked": settings.fewest_ranked,
        "next_kpis": "yes" if settings.asks_next_kpis else "",
    }


def _kpi(kpi: Kpi, words: Catalogue) -> _Row:
    return {
        "kpi_code": kpi.code,
        "pillar": kpi.pillar,
        "measure": kpi.measure,
        "group": kpi.group,
        "indicator": kpi.indicator,
        "unit": format_unit(kpi.unit, words.language),
        "direction": str(kpi.direction),
        "decimals": kpi.decimals,
        "numerator_label": kpi.numerator_label,
        "denominator_label": kpi.denominator_label,
        "aggregate": str(kpi.aggregate),
        "minimum": kpi.minimum,
        "maximum": kpi.maximum,
        "max_change": kpi.max_change,
        # Only a ceiling has a choice of formulas; elsewhere the word would mislead.
        "rate_formula": str(kpi.rate_formula) if kpi.direction is Direction.AT_MOST else "",
        "important": "high" if kpi.important else "",
        "difficult": "high" if kpi.difficult else "",
        "comparable": "yes" if kpi.comparable else "no",
        "not_comparable_reason": kpi.not_comparable_reason,
        "comparable_since": kpi.comparable_since.year if kpi.comparable_since else None,
        "as_of": kpi.as_of,
        "page": kpi.page,
        "note": kpi.note,
    }


def _targets(plan: Plan, texts: Mapping[tuple[str, str], str]) -> Iterator[_Row]:
    """A row a KPI and a column a branch; for more branches than anybody looks through, a row for both."""
    if len(plan.branches) > MOST_BRANCH_COLUMNS:
        for branch in plan.branches:
            for kpi in plan.kpis:
                text = texts.get((branch.code, kpi.code), "")
                about: _Row = {"kpi_code": kpi.code, "indicator": kpi.indicator, "branch_code": branch.code}
                yield {**about, "target": text}
        return
    for kpi in plan.kpis:
        row: _Row = {"kpi_code": kpi.code, "indicator": kpi.indicator}
        for branch in plan.branches:
            row[f"{branch.code} {branch.name}"] = texts.get((branch.code, kpi.code), "")
        yield row


def _history(row: HistoryRow, words: Catalogue) -> _Row:
    return {
        "fiscal_year": row.fiscal_year.year,
        "branch_code": row.branch_code,
        "kpi_code": row.kpi_code,
        "actual": figure_cell(row.actual, words),
        "numerator": row.numerator,
        "denominator": row.denominator,
        "target": row.target,
        "judgement": str(row.judgement or ""),
        "note": row.note,
    }


def _national(row: NationalRow) -> _Row:
    return {
        "fiscal_year": row.fiscal_year.year,
        "kpi_code": row.kpi_code,
        "national_target": row.target,
        "national_actual": row.actual,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "block": row.block,
        "figure_status": str(row.status or ""),
        "note": row.note,
    }


def _published_rank(row: PublishedRank) -> _Row:
    return {
        "fiscal_year": row.fiscal_year.year,
        "branch_code": row.branch_code,
        "kpi_code": row.kpi_code,
        "published_rank": row.rank,
        "published_rank_of": row.of,
    }


def _grade(rule: GradeRule, words: Catalogue) -> _Row:
    progress = words.group("word.progress")
    return {
        "grade_scheme": rule.scheme,
        "with_kpi": "yes" if rule.with_kpi else "no",
        "grade": rule.grade,
        "criterion_kpi": str(rule.criterion_kpi),
        "rate_from": None if rule.rate_from is None else rule.rate_from * _PERCENT,
        "criterion_new_effort": rule.criterion_new_effort,
        "criterion_plan": progress.get(rule.criterion_plan, rule.criterion_plan),
        "points": rule.points,
        "valid_from": rule.valid_from.year if rule.valid_from else None,
        "valid_until": rule.valid_until.year if rule.valid_until else None,
    }


def _round_kpi(item: RoundKpi) -> _Row:
    return {
        "kpi_code": item.code,
        "pillar": item.pillar,
        "measure": item.measure,
        "indicator": item.indicator,
        "counted_kpi": item.counted_kpi,
        "at_least": item.at_least,
        "note": item.note,
    }
