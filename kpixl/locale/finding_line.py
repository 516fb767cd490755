"""Findings as they stand on one line of a terminal."""

from kpixl.locale.catalogues import Catalogue
from kpixl.model.finding import RenderedFinding
from kpixl.model.printable import printable


def format_finding(rendered: RenderedFinding, words: Catalogue, *, name: str = "") -> str:
    """One finding as one line: where, what was seen, what to do, and its code.

    `name` says what the cell is about (the branch or the indicator), where that is known.
    """
    sheet = f" {rendered.sheet}" if rendered.sheet else ""
    cell = f"!{rendered.cell}" if rendered.cell else ""
    where = f"{rendered.file}{sheet}{cell}"
    about = f" {name}" if name else ""
    said = f"{rendered.message}{rendered.hint} [{rendered.code}]"
    return printable(f"{words(f'mark.{rendered.severity}')} {where}{about}: {said}")
