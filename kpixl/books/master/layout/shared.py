"""Fields that several of the master's sheets have."""

from kpixl.books.master.fields import Kind, MasterField
from kpixl.model.assessment import Judgement

BRANCH_CODE = MasterField(key="branch_code", width=11, centred=True)
BRANCH = MasterField(key="branch", shown=True, write=lambda row, about: about.branch(row.branch_code))
KPI_CODE = MasterField(key="kpi_code", width=26)
INDICATOR = MasterField(
    key="indicator", width=36, wraps=True, shown=True, write=lambda row, about: about.indicator(row.kpi_code)
)
UNIT = MasterField(
    key="unit", width=9, centred=True, shown=True, write=lambda row, about: about.unit(row.kpi_code)
)
MEASURE_CODE = MasterField(key="measure_code", width=10, centred=True)
PILLAR = MasterField(
    key="pillar", width=18, shown=True, write=lambda row, about: about.measure(row.measure_code, "pillar")
)
MEASURE = MasterField(
    key="measure", width=40, wraps=True, shown=True, write=lambda row, about: about.measure(row.measure_code)
)
GROUP = MasterField(
    key="group",
    width=14,
    wraps=True,
    shown=True,
    write=lambda row, about: about.measure(row.measure_code, "group"),
)
FILE = MasterField(key="file", width=36, wraps=True)
SHEET = MasterField(key="sheet", width=14)
CELL = MasterField(key="cell", width=8, centred=True)
JUDGEMENT = MasterField(key="judgement", kind=Kind.WORD, enum=Judgement)
ISSUE = MasterField(key="issue", width=15, centred=True)
MODIFIED = MasterField(key="modified", kind=Kind.MOMENT, width=18)


def count(key: str, width: float = 9) -> MasterField:
    """A field that counts something."""
    return MasterField(key=key, kind=Kind.INTEGER, width=width)


def figure(key: str, number: str, width: float) -> MasterField:
    """A field of データ that holds a number, `number` being its format."""
    return MasterField(key=key, kind=Kind.NUMBER, number=number, width=width)
