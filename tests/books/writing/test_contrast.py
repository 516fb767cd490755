"""What is drawn can be seen: lines, the edges of bars and strips are three times as dark as the paper."""

import pytest

from kpixl.books.writing import styles
from kpixl.books.writing.charts import LINE_STYLES

_LEAST = 3.0  # WCAG 2.1, 1.4.11
_LEAST_OF_TEXT = 4.5  # 1.4.3


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_to_paper(colour: str) -> float:
    return 1.05 / (_luminance(colour) + 0.05)


@pytest.mark.parametrize(
    "colour",
    [
        *(line[0] for line in LINE_STYLES),
        styles.BAR_EDGE,
        styles.FAILED_EDGE,
        styles.SPARKLINE,
        styles.STRIP,
        styles.INK,
    ],
)
def test_lines_edges_and_strips_stand_out_from_the_paper(colour: str) -> None:
    assert contrast_to_paper(colour) >= _LEAST


@pytest.mark.parametrize("fill", [styles.HEAT_LOW, styles.BLUE, styles.FAILED_FILL, styles.YELLOW])
def test_text_can_be_read_on_the_ends_of_the_heat_map_and_on_fills(fill: str) -> None:
    ratio = contrast_to_paper(styles.INK) / contrast_to_paper(fill)
    assert ratio >= _LEAST_OF_TEXT


def test_black_on_white_is_the_most_there_is() -> None:
    assert contrast_to_paper("#000000") == pytest.approx(21.0)
