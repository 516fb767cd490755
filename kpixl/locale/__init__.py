"""Labels and messages in Japanese and English; nothing else in kpixl holds a sentence for people."""

from kpixl.locale.catalogue import Catalogue, catalogue
from kpixl.locale.findings import format_finding
from kpixl.locale.language import LANGUAGES

__all__ = ["LANGUAGES", "Catalogue", "catalogue", "format_finding"]
