"""As much of a text as there is room for: it ends where a line, a sentence or at worst a clause does."""

import pytest

from kpixl.books.summary.overview.opening import opening


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("職員の欠員", 5, "職員の欠員"),
        ("・職員の欠員", 5, "職員の欠員"),
        ("・職員の欠員\n・研修の遅れ", 20, "・職員の欠員\n・研修の遅れ"),
        ("・職員の欠員\n・研修の遅れ", 8, "職員の欠員"),
        ("・職員の欠員\n・研修\n・とても長い三つ目の点", 14, "・職員の欠員\n・研修"),
        ("欠員が出た。研修も遅れた。", 8, "欠員が出た。"),
        ("欠員が出て、研修も遅れた", 8, "欠員が出て…"),
        ("職員の欠員が続いたため", 6, "職員の欠員…"),
        ("高額査定の実績に点検員の間で差がある", 12, "高額査定の実績に点検員…"),
        ("高額査定の実績に点検員の間で差がある", 11, "高額査定の実績に…"),
        ("ペーパーレス化の遅れ", 6, "ペーパーレ…"),
        ("Staff were short. Training was late.", 20, "Staff were short."),
        ("Staff were short all year", 15, "Staff were…"),
        ("欠員", 1, "…"),
    ],
)
def test_it_ends_where_a_line_a_sentence_or_a_clause_does(text, most, shown):
    assert opening(text, lambda part: len(part) <= most) == shown
