"""The sheets of figures: データ, and what is made of it or put into it."""

from dataclasses import replace

from kpixl.books.master.fields import Kind, MasterField, MasterSheet
from kpixl.books.master.layout.shared import (
    BRANCH,
    BRANCH_CODE,
    FILE,
    INDICATOR,
    JUDGEMENT,
    KPI_CODE,
    SHEET,
    UNIT,
    count,
    figure,
)
from kpixl.books.master.records import FigureReported, ProposedTarget, data_row, judged_figure
from kpixl.model.aggregate import RoundResult
from kpixl.model.figure import FigureState

# `number` is "kpi" for figures at the KPI's decimals, "change" for differences. Its values: data_sheet.py.
DATA = MasterSheet(
    key="data",
    record=data_row,
    freeze=5,
    fields=(
        MasterField(key="fiscal_year", kind=Kind.NUMBER, width=8, number="plain", shown=True),
        MasterField(key="fiscal_year_label", shown=True),
        MasterField(key="branch_code", width=10),
        MasterField(key="branch", width=10, shown=True),
        KPI_CODE,
        MasterField(key="pillar", width=18, shown=True),
        MasterField(key="measure", width=30, wraps=True, shown=True),
        MasterField(key="group", wraps=True, shown=True),
        MasterField(key="indicator", width=40, wraps=True, shown=True),
        MasterField(key="unit", width=8, shown=True),
        MasterField(key="target_kind", kind=Kind.WORD, width=15, shown=True),
        MasterField(key="target", width=24, wraps=True, shown=True),
        replace(figure("target_value", "kpi", 11), shown=True),
        figure("actual", "kpi", 11),
        # In the middle: on the left they would touch the number in the column before.
        MasterField(key="actual_state", kind=Kind.WORD, words="word.state", enum=FigureState, centred=True),
        figure("numerator", "count", 12),
        figure("denominator", "count", 12),
        replace(figure("prior", "kpi", 12), shown=True),
        replace(figure("national_actual", "kpi", 12), shown=True),
        replace(JUDGEMENT, width=11, centred=True),
        replace(figure("achievement_rate", "rate", 10), shown=True),
        replace(figure("target_difference", "change", 10), shown=True),
        replace(figure("change_on_prior", "change", 11), shown=True),
        replace(figure("national_difference", "change", 10), shown=True),
        replace(figure("rank", "plain", 7), shown=True),
        replace(figure("rank_of", "plain", 9), shown=True),
        MasterField(key="as_of", width=18),
        MasterField(key="remark", width=28, wraps=True),
        MasterField(key="typed", width=24),
        MasterField(key="conversion", width=30, wraps=True, shown=True),
        MasterField(key="file", width=30),
        SHEET,
        MasterField(key="cell", width=8),
        MasterField(key="conversions", kind=Kind.JSON, hidden=True),
        MasterField(key="numerator_state", hidden=True),
        MasterField(key="denominator_state", hidden=True),
    ),
)

_COMPARED = ("branch_code", "kpi_code", "actual", "actual_state", "judgement")

# Of データ, what the next run compares: to read all of it takes three times as long.
JUDGED = MasterSheet(
    key="data", record=judged_figure, fields=tuple(field for field in DATA.fields if field.key in _COMPARED)
)

ROUND_KPIS: MasterSheet[RoundResult] = MasterSheet(
    key="round_kpis",
    record=RoundResult,  # what follows from データ is not read back
    optional=True,
    fields=tuple(
        replace(field, shown=True)
        for field in (
            MasterField(key="kpi_code", width=26, write=lambda row, _: row.kpi.code),
            MasterField(key="pillar", width=18, write=lambda row, _: row.kpi.pillar),
            MasterField(key="measure", width=40, wraps=True, write=lambda row, _: row.kpi.measure),
            MasterField(key="indicator", width=36, wraps=True, write=lambda row, _: row.kpi.indicator),
            MasterField(key="counted_kpi", width=26, write=lambda row, _: row.kpi.counted_kpi),
            count("needed", 10),
            count("achieved"),
            count("not_achieved"),
            count("not_judged"),
            count("no_target"),
            JUDGEMENT,
        )
    ),
)


NEXT_TARGETS = MasterSheet(
    key="next_targets",
    record=ProposedTarget,
    freeze=3,
    fields=(
        BRANCH_CODE,
        BRANCH,
        KPI_CODE,
        INDICATOR,
        UNIT,
        MasterField(key="next_target", width=24, centred=True),
        FILE,
    ),
)

# Its values: adjustments_sheet.py. What head office decided is in the plan; here is what it stands for.
ADJUSTMENTS = MasterSheet(
    key="adjustments",
    record=FigureReported,
    freeze=2,
    optional=True,
    fields=(
        BRANCH_CODE,
        BRANCH,
        KPI_CODE,
        INDICATOR,
        replace(UNIT, width=8),
        MasterField(key="reported", kind=Kind.NUMBER, width=13),
        MasterField(
            key="reported_state", kind=Kind.WORD, words="word.state", enum=FigureState, width=13, centred=True
        ),
        MasterField(key="adjusted_value", kind=Kind.VALUE, width=13, shown=True),
        MasterField(key="adjusted_reason", width=44, wraps=True, shown=True),
        MasterField(key="person", width=14, centred=True, shown=True),
        MasterField(key="date", kind=Kind.DATE, width=13, shown=True),
    ),
)
