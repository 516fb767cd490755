"""What `--help` says, in files of its own: the help reads these few lines, and no catalogue."""

import os
import tomllib
from functools import cache
from typing import Any


def help_text(language: str, key: str) -> str:
    """The text under a dotted key that begins with `help`."""
    found: Any = _texts(language)
    for part in key.split("."):
        found = found[part]
    return str(found)


@cache
def _texts(language: str) -> dict[str, Any]:
    # Not pathlib: it would take as long as all the rest of the help.
    path = os.path.join(os.path.dirname(__file__), language, "help.toml")  # noqa: PTH118, PTH120
    with open(path, "rb") as stream:  # noqa: PTH123
        return tomllib.load(stream)
