"""The year of a figure: one that says it is of another fiscal year is a doubt, however it says so."""

from kpixl.model.finding import FindingCode
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Settings
from kpixl.model.point_in_time import PointInTime, find_points, is_only_a_period, names_other_year
from kpixl.model.submission import RawCell
from kpixl.rules.figures.shown_date import lost_date
from kpixl.rules.returns.inspection import Inspection, is_uncomputed

_LAST_MONTH = 9  # of the year after: until then last fiscal year's figures come in
_MONTHS = 12


def check_period(inspection: Inspection, cell: RawCell | None, as_of: str, kpi: Kpi | None = None) -> None:
    """Add a warning where a 時点 is of another period than the round; `cell` is the one that says it."""
    settings = inspection.plan.settings
    if as_of and is_of_other_period(as_of, settings, kpi.as_of if kpi else ""):
        code = kpi.code if kpi else ""
        inspection.add(FindingCode.OTHER_PERIOD, cell, code, seen=as_of, year=settings.fiscal_year)


def check_as_of(inspection: Inspection, cell: RawCell | None, as_of: str, kpi: Kpi | None = None) -> None:
    """Add what is doubtful about the cell of a 時点: its period, or a date that shows as a bare number."""
    if cell is not None and is_uncomputed(cell):
        return  # never computed, which is named already
    date = lost_date(cell) if cell is not None else None
    if date is None:
        check_period(inspection, cell, as_of, kpi)
    else:
        code = kpi.code if kpi else ""
        inspection.add(FindingCode.DATE_WITHOUT_FORMAT, cell, code, seen=as_of, date=date)


def check_remark(inspection: Inspection, cell: RawCell | None, remark: str, kpi: Kpi) -> None:
    """Add a warning where a remark says no more than that the figure is of another period."""
    if remark and is_only_a_period(remark):
        check_period(inspection, cell, remark, kpi)


def is_of_other_period(as_of: str, settings: Settings, expected: str = "") -> bool:
    """True where a 時点 names a time, and none of the round's.

    A fiscal year that is named decides: 令和5年度（令和6年6月集計） is of FY2023. What the plan itself says
    about the KPI, the 時点 that is `expected`, is of the round.
    """
    if names_other_year(as_of):
        return True
    points = find_points(as_of)
    named = [point for point in points if point.is_fiscal] or points
    planned = find_points(expected)
    return bool(named) and not any(point in planned or _is_of(point, settings) for point in named)


def _is_of(point: PointInTime, settings: Settings) -> bool:
    """True for a point from April of the fiscal year on, to the month in which figures still come in."""
    year = settings.fiscal_year
    if point.is_fiscal:
        return FiscalYear(point.year) == year
    if point.month is None:
        return point.year in (year.year, year.year + 1)
    first, last = _month(year.year, 4), _month(year.year + 1, _LAST_MONTH)
    if settings.due:
        last = max(last, _month(settings.due.year, settings.due.month))
    return first <= _month(point.year, point.month) <= last


def _month(year: int, month: int) -> int:
    return year * _MONTHS + month
