"""What `--help` says, in files of its own: the help reads these few lines, and no catalogue."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


def help_text(language: str, key: str) -> str:
    """The text under a dotted key that begins with `help`."""
    found: Any = _texts(language)
    for part in key.split("."):
        found = found[part]
    return str(found)


@cache
def _texts(language: str) -> dict[str, Any]:
    text = Path(__file__).with_name(language).joinpath("help.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
