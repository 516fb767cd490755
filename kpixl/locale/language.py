"""The languages that kpixl speaks, and the one that the reader of a message wants."""

import os

LANGUAGES = ("ja", "en")


def detect_language() -> str:
    """Japanese or English, from KPIXL_LANG or the environment's locale; English for any other."""
    name = os.environ.get("KPIXL_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG")
    if not name:
        import locale  # mostly not needed, and slow to load for a help text

        name = locale.getlocale()[0] or ""
    return "ja" if name.lower().startswith(("ja", "japanese")) else "en"
