"""The entry workbook's sheets, declared once: writer, reader and the checks of the form derive from it.

Row 1 and column A of such a sheet are hidden and hold keys; nothing is read by position. Keys of rows are
codes of the plan; where a row is about two things, both codes with a slash between them.
"""

from dataclasses import dataclass

from kpixl.model.submission import ActivityField, Field, MeasureField, NextKpiField, SignOffField, TextField

IDENTITY_SHEET = "_kpixl"
KEY_PREFIX = "kpixl:"
FIRST_ROW = 7  # of the first KPI, 0-based; the header stands above it
ARROW = "→"  # stands before what to do, in the mark of a cell that is to be corrected
# Above the plan snapshot on the identity sheet: one row of the plan a cell, as JSON.
SNAPSHOT_KEY = KEY_PREFIX + "plan"


@dataclass(frozen=True, kw_only=True)
class EntryColumn:
    """One column of a sheet that branches fill in.

    `words` is the group of the catalogue from which an input is chosen; `is_figure` takes a number.
    """

    key: str
    width: float
    is_input: bool = False
    wraps: bool = False
    centred: bool = False
    is_figure: bool = False
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class EntryTable:
    """One such sheet: its name in the catalogue, the key in its corner, and its columns.

    `first` is the column without whose label, where the keys are lost, there is no table; `name` the one by
    which people know a row.
    """

    key: str
    corner: str
    first: str
    name: str
    columns: tuple[EntryColumn, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The columns by which the table is found where its keys are lost, the indispensable one first."""
        return (self.first, *(column.key for column in self.columns if column.key != self.first))

    @property
    def inputs(self) -> tuple[str, ...]:
        """The columns that a branch fills in."""
        return tuple(column.key for column in self.columns if column.is_input)


def _shown(key: str, width: float, *, wraps: bool = False) -> EntryColumn:
    return EntryColumn(key=key, width=width, wraps=wraps)


def _input(key: str, width: float, *, wraps: bool = False) -> EntryColumn:
    return EntryColumn(key=key, width=width, is_input=True, wraps=wraps)


def _choice(key: str, width: float, words: str, *, wraps: bool = False) -> EntryColumn:
    return EntryColumn(key=key, width=width, is_input=True, wraps=wraps, centred=not wraps, words=words)


ENTRY = EntryTable(
    key="entry",
    corner=KEY_PREFIX + "kpi",
    first=Field.ACTUAL,
    name="indicator",
    columns=(
        _shown("number", 4.5),
        _shown("pillar", 10, wraps=True),
        _shown("measure", 21, wraps=True),
        _shown("indicator", 31, wraps=True),
        _shown("unit", 7),
        _shown("target", 14, wraps=True),
        _shown("prior", 10),
        _input(Field.NUMERATOR, 13),
        _input(Field.DENOMINATOR, 13),
        _input(Field.ACTUAL, 12, wraps=True),
        _shown("check", 19),  # beside the cell that it is about
        _shown("judgement", 13),
        _shown("change_on_prior", 10),
        _input(Field.AS_OF, 14, wraps=True),
        _input(Field.REMARK, 26, wraps=True),
        _input(Field.NEXT_TARGET, 14, wraps=True),
    ),
)
# Forms that were issued before 記入チェック stood beside the figure have it at the end.
EARLIER_ORDER = (*(column.key for column in ENTRY.columns if column.key != "check"), "check")
COUNTS = (Field.NUMERATOR, Field.DENOMINATOR)  # columns that only forms of some KPIs have
# Who filled the form in and who approved it: in the heading of 記入シート, a row each, its key in column A.
SIGN_OFF_ROWS = (SignOffField.PREPARED_BY, SignOffField.APPROVED_BY, SignOffField.APPROVED_ON)
SIGN_OFF_LABELS_AT, SIGN_OFF_AT = Field.AS_OF, Field.REMARK  # the columns under which labels and inputs stand

MEASURE_ENTRY = EntryTable(
    key="measure_entry",
    # Not "measure": that is a column of the 記入シート, whose key row holds it too.
    corner=KEY_PREFIX + "measure_code",
    first=MeasureField.PROGRESS,
    name="measure",
    columns=(
        _shown("number", 4.5),
        _shown("pillar", 18, wraps=True),
        _shown("measure", 46, wraps=True),
        _shown("group", 14, wraps=True),
        _choice(MeasureField.PROGRESS, 26, "progress", wraps=True),
        _choice(MeasureField.NEW_EFFORT, 11, "new_effort"),
        EntryColumn(key=MeasureField.GRADE, width=9, is_input=True, centred=True),
        _input(MeasureField.COMMENT, 50, wraps=True),
    ),
)

KPI_RESULTS, LETTERS, TEXT_CHECK = "kpi_results", "letters", "text_check"  # live
MEASURE_TEXTS = EntryTable(
    key="measure_text_entry",
    corner=KEY_PREFIX + "measure_text",
    first=TextField.TEXT,
    name="text_label",
    columns=(
        _shown("number", 4.5),
        _shown("shown_number", 6, wraps=True),
        _shown("measure", 20, wraps=True),
        _shown("group", 8, wraps=True),
        _shown(KPI_RESULTS, 23, wraps=True),
        _shown("text_label", 12, wraps=True),
        _shown("guide", 17, wraps=True),
        _shown("text_required", 9, wraps=True),
        _shown("longest", 7),
        _input(TextField.TEXT, 72, wraps=True),
        _shown(LETTERS, 6),
        _shown(TEXT_CHECK, 10),
    ),
)

ACTIVITY_ENTRY = EntryTable(
    key="activity_entry",
    corner=KEY_PREFIX + "activity_key",
    first=ActivityField.THIS_YEAR,
    name="activity",
    columns=(
        _shown("number", 4.5),
        _shown("measure", 28, wraps=True),
        _shown("activity", 34, wraps=True),
        _shown("unit", 9),
        _shown("part_of", 22, wraps=True),
        _shown("prior_year", 12),
        EntryColumn(key=ActivityField.THIS_YEAR, width=12, is_input=True, is_figure=True),
        EntryColumn(key=ActivityField.CHANGE, width=11, is_input=True, is_figure=True),
        _shown("change_unit", 8),
        _input(ActivityField.AS_OF, 13, wraps=True),
        _input(ActivityField.NOTE, 32, wraps=True),
    ),
)

NEXT_KPIS = EntryTable(
    key="next_kpi_entry",
    corner=KEY_PREFIX + "next_kpi",
    first=NextKpiField.STATUS,
    name="indicator",
    columns=(
        _shown("number", 4.5),
        _shown("measure", 24, wraps=True),
        _shown("indicator", 34, wraps=True),
        _shown("target", 16, wraps=True),
        _choice(NextKpiField.STATUS, 12, "next_status"),
        _input(NextKpiField.INDICATOR, 34, wraps=True),
        _choice(NextKpiField.DIRECTION, 11, "direction"),
        _input(NextKpiField.UNIT, 10),
        _input(NextKpiField.TARGET, 18, wraps=True),
        _input(NextKpiField.NOTE, 30, wraps=True),
    ),
)

ENTRY_TABLES = (ENTRY, MEASURE_ENTRY, MEASURE_TEXTS, ACTIVITY_ENTRY, NEXT_KPIS)
