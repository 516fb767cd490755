"""Folding typed text to one spelling, without the losses of Unicode NFKC.

NFKC turns ① into 1, ㋿ into 令和 and … into three dots, and leaves every Japanese minus sign as it
is; a figure must not be read that way. Only widths and invisible characters are folded here.
"""

import unicodedata
from functools import lru_cache

from kpixl.model.figure import number_text
from kpixl.model.submission import CellValue

# Full-width ASCII (！ to ～) to ASCII; the yen sign has its own full-width form.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0xFFE5: 0xA5}
_OTHER_SPACES = dict.fromkeys(
    (0x00AD, 0x061C, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF), ""
)
# NBSP, the typographic spaces and the ideographic space count as a space.
_OTHER_SPACES |= dict.fromkeys((0x00A0, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)), " ")
# Some programs show a hyphen, others nothing; in what was copied from a PDF it can be a minus sign.
SOFT_HYPHEN = "\u00ad"


def fold_width(text: str) -> str:
    """The text with full-width ASCII made half-width (６２．２％ → 62.2%)."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def fold_space(text: str) -> str:
    """The text without invisible characters and outer space, every other space a plain one."""
    return text.strip() if text.isascii() else text.translate(_OTHER_SPACES).strip()


@lru_cache(maxsize=8192)  # the same few labels are compared with each other again and again
def fold(text: str) -> str:
    """The text folded in width and freed of all white space: what labels are compared by."""
    # A Mac's file names: か and a mark.
    whole = text if text.isascii() else unicodedata.normalize("NFC", text)
    return "".join(fold_space(fold_width(whole)).split())


def cell_text(value: CellValue) -> str:
    """A cell as text, as the person sees it: 66.7, 7.6E-35."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return number_text(value)
    return fold_space(str(value))
