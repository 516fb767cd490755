"""A workbook as texts that read well in a diff: one for the book, one for every sheet.

What stands in the cells comes in the middle of a sheet's text, how they look at its end: one line per look
with the areas that have it, so that a new colour is one changed line and not a thousand.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from tests.dump.cells import cell_lines, merged_lines
from tests.dump.drawings import drawing_lines, sparkline_lines
from tests.dump.looks import look_lines
from tests.dump.page import page_lines, size_lines
from tests.dump.parts import Parts
from tests.dump.rules import colour_lines, input_lines

BOOK = "book.txt"

# These differ from one version of a library to the next, and say nothing about the layout.
_CHANGING = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(r"(?<![0-9a-f.])[0-9a-f]{16}(?![0-9a-f])"), "<fingerprint>"),
    (re.compile(r"(?<![0-9a-f.])[0-9a-f]{12}(?![0-9a-f])"), "<run id>"),
    (re.compile(r"\bkpixl \d+\.\d+\.\d+[\w.+-]*"), "kpixl <version>"),
)
# What Excel allows in the title of a sheet and Windows does not in the name of a file.
_FORBIDDEN = re.compile(r'[<>"|\x00-\x1f]|[. ]$')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def dump_workbook(path: Path) -> dict[str, str]:
    """The texts by the names of their files: the book's first, then the sheets' in order."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # what openpyxl cannot keep is read from the parts
        formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    with zipfile.ZipFile(path) as archive:
        parts = Parts(archive)
        texts = {BOOK: _text([list(_book(formulas, parts))])}
        for sheet in formulas.worksheets:
            name = file_name(sheet.title)
            if name.casefold() in map(str.casefold, texts):
                raise ValueError(f"two sheets have the file {name}")
            texts[name] = _text(_sheet(sheet, values[sheet.title], parts))
    formulas.close()
    values.close()
    return texts


def dump_lines(path: Path) -> list[str]:
    """All the lines of the texts, for tests that look for one."""
    return [line for text in dump_workbook(path).values() for line in text.splitlines()]


def file_name(title: str) -> str:
    """The file of a sheet's text: its title, with what Windows forbids replaced."""
    name = _FORBIDDEN.sub("_", title)
    return f"{'_' if _RESERVED.match(name) else ''}{name}.txt"


def _text(sections: list[list[str]]) -> str:
    text = "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"
    for pattern, word in _CHANGING:
        text = pattern.sub(word, text)
    return text


def _book(book: Any, parts: Parts) -> Iterator[str]:
    properties, font = book.properties, book._fonts[0]
    created = f"{properties.created:%Y-%m-%d}"
    yield f"title {properties.title!r} created {created} comments {properties.description!r}"
    yield f"company {parts.company!r}"
    yield f"font {font.name} {font.sz:g}"
    yield f"calculated on opening {bool(book.calculation.fullCalcOnLoad)} {book.calculation.calcMode}"
    if book.security and book.security.lockStructure:
        yield "structure locked"
    for name, defined in sorted(book.defined_names.items()):
        yield f"name {name} = {defined.attr_text}"
    for sheet in book.worksheets:
        opens = " opens" if sheet is book.active else ""
        selected = " selected" if sheet.sheet_view.tabSelected else ""
        yield f"sheet {sheet.title} ({sheet.sheet_state}){opens}{selected}"


def _sheet(sheet: Any, values: Any, parts: Parts) -> list[list[str]]:
    part = parts.sheets[sheet.title]
    root = parts.root(part)
    return [
        [f"== {sheet.title} ({sheet.sheet_state})", *page_lines(sheet), *size_lines(sheet)],
        [*input_lines(sheet), *colour_lines(sheet)],
        [*sparkline_lines(root), *drawing_lines(parts, part, sheet.parent._fonts[0].name)],
        [*merged_lines(sheet), *cell_lines(sheet, values)],
        list(look_lines(root, sheet)),
    ]
