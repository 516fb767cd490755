"""Texts as XML has them between two tags."""


def escaped(text: str) -> str:
    """The text with entities for the characters that are marks of XML."""
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text
