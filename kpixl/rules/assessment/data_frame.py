"""Assessments as a table for pandas: tallies and pivots are made of it, here and by whoever uses the library.

The one place in which judged numbers become floats: they are for sums, means and charts. What is compared
with a threshold has been compared before.
"""

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from kpixl.model.assessment import Assessment
from kpixl.model.kpi import Kpi
from kpixl.model.message import Translate
from kpixl.model.plan import Branch, Plan
from kpixl.model.target import target_kind

# Every column with its type. All of them may be empty; codes are text, leading zeros and all.
FRAME_TYPES = {
    "fiscal_year": "Int64",
    "branch_code": "string",
    "branch": "string",
    "block": "string",
    "kpi_code": "string",
    "pillar": "string",
    "measure": "string",
    "group": "string",
    "indicator": "string",
    "unit": "string",
    "target_kind": "string",
    "target": "string",
    "target_value": "Float64",
    "actual": "Float64",
    "actual_state": "string",
    "numerator": "Float64",
    "denominator": "Float64",
    "prior": "Float64",
    "national_actual": "Float64",
    "judgement": "string",
    "achievement_rate": "Float64",
    "target_difference": "Float64",
    "change_on_prior": "Float64",
    "improved": "boolean",
    "national_difference": "Float64",
    "rank": "Int64",
    "rank_of": "Int64",
    "adjusted": "boolean",
    "as_of": "string",
    "remark": "string",
    "typed": "string",
    "file": "string",
    "sheet": "string",
    "cell": "string",
}


def assessments_frame(
    plan: Plan, assessments: Iterable[Assessment], translate: Translate | None = None
) -> pd.DataFrame:
    """One row for each branch and KPI, in the plan's order, with the columns of `FRAME_TYPES`.

    `translate` says the targets in the plan's language; without it that column is empty.
    """
    branches = {branch.code: branch for branch in plan.branches}
    kpis = {kpi.code: kpi for kpi in plan.kpis}
    language = plan.settings.language
    rows = []
    for item in assessments:
        branch, kpi = branches[item.branch_code], kpis[item.kpi_code]
        target = translate(kpi.stated(item.target), language) if translate else None
        rows.append(_row(item, branch, kpi, target))
    return pd.DataFrame(rows, columns=list(FRAME_TYPES)).astype(FRAME_TYPES)


def _row(item: Assessment, branch: Branch, kpi: Kpi, target: str | None) -> tuple[object, ...]:
    entry, rank = item.entry, item.rank
    cell = entry.cell if entry else None
    return (
        *(item.fiscal_year.year, branch.code, branch.name, branch.block),
        *(kpi.code, kpi.pillar, kpi.measure, kpi.group, kpi.indicator, kpi.unit.symbol),
        *(str(target_kind(item.target)), target),
        *(_number(item.target_value), _number(item.figure.value), str(item.figure.state)),
        *((_number(entry.numerator.value), _number(entry.denominator.value)) if entry else (None, None)),
        *(_number(item.prior.value) if item.prior else None, _number(item.national)),
        *(str(item.judgement), _number(item.achievement_rate.value), _number(item.target_difference.value)),
        *(_number(item.change_on_prior.value), item.improved, _number(item.national_difference.value)),
        *((rank.place, rank.of) if rank else (None, None)),
        *(item.is_adjusted, entry.as_of if entry else None, entry.remark if entry else None),
        *(entry.actual.typed if entry else None, entry.file if entry else None),
        *((cell.sheet, cell.cell) if cell else (None, None)),
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
