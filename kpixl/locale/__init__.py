"""Labels and messages in Japanese and English; nothing else in kpixl holds a sentence for people.

What it gives is loaded when it is first asked for: `kpixl --help` needs none of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from kpixl.locale.language import LANGUAGES

if TYPE_CHECKING:
    from kpixl.locale.catalogues import Catalogue, catalogue, translate
    from kpixl.locale.finding_line import format_finding

__all__ = ["LANGUAGES", "Catalogue", "catalogue", "format_finding", "translate"]

_MODULES = {
    "Catalogue": "catalogues",
    "catalogue": "catalogues",
    "format_finding": "finding_line",
    "translate": "catalogues",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"kpixl.locale.{_MODULES[name]}"), name)
