"""How a command ends."""

from enum import IntEnum
from typing import NoReturn

import click


class Exit(IntEnum):
    """Exit codes, as `kpixl --help` shows them."""

    CLEAN = 0
    CRASHED = 1
    USAGE = 2
    REFUSED = 3


def exit_with(code: Exit) -> NoReturn:
    """End the command with an exit code."""
    click.get_current_context().exit(code)
