"""Two readings of one cell, held against each other: calamine's value, and the text that the file stores.

They come from readers that share no code. Where they differ, a file is not what its programs make of it,
and nobody can say which figure is meant.
"""

from kpixl.model.figure import decimal_of
from kpixl.model.submission import RawCell, Submission
from kpixl.rules.figures.parse import is_error_value

# Of .xlsb nothing is read a second time.
_READ_TWICE = frozenset({"xlsx", "xlsm", "ods", "xls"})
# The texts that .ods stores are what a program showed, and .xls stores none apart.
_STORES_TEXTS = frozenset({"xlsx", "xlsm"})
_TRUTHS = frozenset({"1", "true"})


def readings_differ(cell: RawCell, submission: Submission) -> bool:
    """True where the two readings of a cell say different things, or only one of them is there, or three."""
    if cell.is_doubled:
        return True
    value, raw = cell.value, cell.raw
    if submission.format not in _READ_TWICE or not raw:
        return False
    if isinstance(value, bool):
        return value is not (raw.strip().lower() in _TRUTHS)
    if isinstance(value, int | float):
        return not _is_number(raw, value)
    if isinstance(value, str) and submission.format in _STORES_TEXTS:
        # calamine takes a formula without a value for blank, and what it escapes is its own affair. Raised or
        # struck-out characters have been taken out of the value; the file stores them all.
        whole = "".join(run.text for run in cell.runs) or value
        return not is_error_value(value) and "_x" not in raw and _folded(whole) != _folded(raw)
    return False  # a date: what it shows is asked of its format


def _is_number(raw: str, value: float) -> bool:
    try:
        return decimal_of(float(raw)) == decimal_of(value)
    except (ValueError, OverflowError):
        return False


def _folded(text: str) -> str:
    return "".join(text.split())
