"""The sheets by measure: assessments, texts, activity figures, next year's KPIs."""

from dataclasses import replace

from kpixl.books.master.fields import Kind, MasterField, MasterSheet
from kpixl.books.master.layout.shared import (
    BRANCH,
    BRANCH_CODE,
    FILE,
    GROUP,
    INDICATOR,
    KPI_CODE,
    MEASURE,
    MEASURE_CODE,
    PILLAR,
)
from kpixl.books.master.records import measure_entry
from kpixl.model.entries import MeasureEntry
from kpixl.model.measure import ChangeKind
from kpixl.model.narrative import ActivityFigure, MeasureText, NextKpi, NextKpiStatus
from kpixl.model.submission import MeasureField


def _measure_field(key: MeasureField, width: float, *, wraps: bool = False) -> MasterField:
    return MasterField(
        key=key, width=width, wraps=wraps, centred=not wraps, write=lambda row, _: row.texts.get(key, "")
    )


MEASURE_DATA: MasterSheet[MeasureEntry] = MasterSheet(
    key="measure_data",
    record=measure_entry,
    freeze=3,
    fields=(
        BRANCH_CODE,
        BRANCH,
        MEASURE_CODE,
        PILLAR,
        MEASURE,
        GROUP,
        _measure_field(MeasureField.PROGRESS, 30, wraps=True),
        _measure_field(MeasureField.NEW_EFFORT, 11),
        _measure_field(MeasureField.GRADE, 8),
        _measure_field(MeasureField.COMMENT, 40, wraps=True),
        FILE,
    ),
)

MEASURE_TEXTS = MasterSheet(
    key="measure_texts",
    record=MeasureText,
    freeze=3,
    optional=True,
    fields=(
        BRANCH_CODE,
        BRANCH,
        MEASURE_CODE,
        MEASURE,
        MasterField(key="item_code", width=16, centred=True, label="column.text_code"),
        MasterField(key="text", width=90, wraps=True, label="column.text"),
        FILE,
    ),
)

ACTIVITIES = MasterSheet(
    key="activity_data",
    record=ActivityFigure,
    freeze=3,
    optional=True,
    fields=(
        BRANCH_CODE,
        BRANCH,
        MEASURE_CODE,
        MEASURE,
        MasterField(key="item", width=36, wraps=True, label="column.activity"),
        MasterField(key="unit", width=9, centred=True),
        MasterField(key="this_year", kind=Kind.FIGURE, width=13),
        MasterField(key="last_year", kind=Kind.FIGURE, width=13),
        MasterField(key="change", kind=Kind.FIGURE, width=11),
        MasterField(key="change_kind", kind=Kind.WORD, width=11, centred=True, enum=ChangeKind),
        MasterField(key="as_of", width=18),
        MasterField(key="part_of", width=30, wraps=True),
        MasterField(key="note", width=40, wraps=True),
        FILE,
    ),
)

NEXT_KPIS = MasterSheet(
    key="next_kpis",
    record=NextKpi,
    freeze=3,
    optional=True,
    fields=(
        BRANCH_CODE,
        BRANCH,
        KPI_CODE,
        MasterField(
            key="status", kind=Kind.WORD, words="word.next_kpi", enum=NextKpiStatus, label="column.next_kpi"
        ),
        MEASURE_CODE,
        replace(INDICATOR, shown=False, write=None),
        MasterField(key="direction", width=9, centred=True),
        MasterField(key="unit", width=9, centred=True),
        MasterField(key="target", width=24, wraps=True),
        MasterField(key="note", width=40, wraps=True),
        FILE,
    ),
)
