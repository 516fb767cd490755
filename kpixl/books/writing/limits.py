"""Excel's limits for texts, in UTF-16 units, and how a text is cut to one."""

CELL = 32_767
INPUT_MESSAGE = 255
COMMENT = 4_000


def cut(text: str, limit: int) -> str:
    """The text, cut with an ellipsis where Excel would refuse it as too long."""
    if len(text) <= limit // 2:  # a character has two units at most
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - 1)].decode("utf-16-le", "ignore") + "…"
