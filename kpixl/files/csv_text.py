"""Texts in CSV files: people open them in Excel, where a text that begins like a formula would be one."""

# Excel in Japanese takes the wide ones for the others.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_QUOTE = "'"


def quoted(text: str) -> str:
    """The text behind a quote mark where Excel would take it for a formula."""
    return _QUOTE + text if text.lstrip(_QUOTE).startswith(_FORMULA_STARTS) else text


def unquoted(text: str) -> str:
    """The text that `quoted` was given."""
    is_quoted = text.startswith(_QUOTE) and text.lstrip(_QUOTE).startswith(_FORMULA_STARTS)
    return text.removeprefix(_QUOTE) if is_quoted else text


def decoded(content: bytes) -> str:
    """The text of a CSV file; Japanese Excel saves one in its own code page.

    Raises:
        ValueError: it is in neither.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp932")
