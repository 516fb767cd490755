"""The sheets about the run: the plan that was used, and what went in and came out."""

from kpixl.books.master.fields import Kind, MasterField, MasterSheet
from kpixl.books.master.layout.shared import count
from kpixl.books.master.records import PlanPart, RunFact

# The plan that was used, a row of it a row here. Its values: plan_sheet.py.
PLAN = MasterSheet(
    key="plan_copy",
    record=PlanPart,
    fields=(
        MasterField(key="table", kind=Kind.WORD, words="sheet", width=14),
        count("row", 7),
        MasterField(key="content", width=120, wraps=True, shown=True),
        MasterField(key="cells", hidden=True),
    ),
)

RUN = MasterSheet(
    key="run",
    record=RunFact,
    freeze=0,
    filtered=False,
    fields=(
        MasterField(key="item", kind=Kind.WORD, words="run", width=50, filled=True, label="column.field"),
        MasterField(key="value", kind=Kind.VALUE, width=48),
    ),
)
