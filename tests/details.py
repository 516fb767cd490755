"""A finding's details as a reader sees them, for tests that look at one detail alone."""

from kpixl.locale import catalogue, translate
from kpixl.model.assessment import Assessment
from kpixl.model.fiscal import FiscalYear
from kpixl.model.message import Detail, Details, Message, WordGroup
from kpixl.model.plan import Plan


def shown_details(details: Details, language: str = "ja") -> dict[str, str]:
    """The details by name, as text; words without any detail by their keys, years by their number."""
    return {name: _shown(detail, language) for name, detail in details}


def _shown(detail: Detail, language: str) -> str:
    if isinstance(detail, WordGroup) or (isinstance(detail, Message) and not detail.details):
        return detail.key
    if isinstance(detail, FiscalYear):
        return str(detail)
    if isinstance(detail, tuple):
        return " ".join(_shown(part, language) for part in detail)
    return catalogue(language).translate(detail)


def target_text(plan: Plan, row: Assessment) -> str:
    """The target of an assessment, in the plan's language."""
    kpi = plan.kpi(row.kpi_code)
    assert kpi is not None
    return translate(kpi.stated(row.target), plan.settings.language)
