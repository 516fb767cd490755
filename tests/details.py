"""A finding's details as a reader sees them, for tests that look at one detail alone."""

from kpixl.locale import catalogue
from kpixl.model.detail import Detail, Details, Message, WordGroup
from kpixl.model.fiscal import FiscalYear


def shown_details(details: Details, language: str = "ja") -> dict[str, str]:
    """The details by name, as text; words by their keys, years by their number."""
    return {name: _shown(detail, language) for name, detail in details}


def _shown(detail: Detail, language: str) -> str:
    if isinstance(detail, Message | WordGroup):
        return detail.key
    if isinstance(detail, FiscalYear):
        return str(detail)
    if isinstance(detail, tuple):
        return " ".join(_shown(part, language) for part in detail)
    return catalogue(language).phrase(detail)
