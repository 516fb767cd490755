"""What a round comes to: a sheet of Excel has so many rows, and no more."""

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.kpi import Kpi
from kpixl.model.master import MOST_ROWS
from kpixl.model.message import message
from kpixl.model.plan import Branch
from kpixl.model.plan_layout import BRANCHES, RawPlan


def check_size(raw: RawPlan, branches: list[Branch], kpis: list[Kpi]) -> list[Finding]:
    """The findings about what would not fit on a sheet of the master: known before anything is sent."""
    rows = {
        "data": len(branches) * len(kpis),
        "plan_copy": sum(len(table.rows) + 1 for table in raw.tables.values()),
    }
    table = raw.tables.get(BRANCHES.key)
    place = Place(raw.file, table.sheet if table else "")
    return [
        finding(
            FindingCode.ROUND_TOO_LARGE, place, sheet=message(f"sheet.{key}"), count=count, most=MOST_ROWS
        )
        for key, count in rows.items()
        if count > MOST_ROWS
    ]
