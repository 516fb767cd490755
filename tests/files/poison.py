"""Reading that takes its process down at one file, as a parser may; workers find it by its name."""

import os
from pathlib import Path

from kpixl.steps.read_file import read_path

NAME = "毒.xlsx"


def read_or_die(path: Path, root: Path | None, passwords: tuple[str, ...] = ()) -> object:
    """What `read_path` gives, but for the one file."""
    if path.name == NAME:
        os.abort()
    return read_path(path, root, passwords)
