"""Word documents as tests see them: paragraphs and tables in their order, and what their parts hold."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.document import Document as Opened
from docx.table import Table
from docx.text.paragraph import Paragraph


def opened(path: Path | bytes) -> Opened:
    return Document(str(path) if isinstance(path, Path) else io.BytesIO(path))


def lines(document: Opened) -> list[str]:
    """Every paragraph, and every row of a table with its cells parted by a bar, in their order."""
    return list(_lines(document))


def _lines(document: Opened) -> Iterator[str]:
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph):
            yield item.text
        else:
            yield from (" | ".join(cells) for cells in rows(item))


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def under(document: Opened, heading: str, level: int = 2) -> list[str]:
    """What stands below a heading, up to the next of its level or above."""
    found: list[str] = []
    inside = False
    for item in document.iter_inner_content():
        style = item.style.name if item.style and isinstance(item, Paragraph) else ""
        if style and style.startswith("Heading") and int(style.split()[1]) <= level:
            inside = isinstance(item, Paragraph) and item.text.endswith(heading)
        elif inside:
            found += (
                [item.text] if isinstance(item, Paragraph) else [" | ".join(cells) for cells in rows(item)]
            )
    return found


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()
