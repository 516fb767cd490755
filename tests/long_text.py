"""A text as long as the longest that a branch wrote in a published report: 1,462 letters on 63 lines."""

LETTERS, LINES = 1462, 63
_SENTENCE = "事業所を訪ね、健診の案内と申込書を渡し、受診の予定を聞いた。"


def _long_text() -> str:
    """Bulleted lines, a few of them blank, every one with a number of its own."""
    each = (LETTERS - (LINES - 1)) // (LINES - 3)
    lines = []
    for number in range(LINES):
        if number in (20, 41, 50):
            lines.append("")
            continue
        begin = f"・{number + 1:02d} "
        lines.append(begin + (_SENTENCE * 2)[: each - len(begin)])
    text = "\n".join(lines)
    return text + "終" * (LETTERS - len(text))


LONG_TEXT = _long_text()
