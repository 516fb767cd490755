"""How a command ends."""

from enum import IntEnum
from typing import IO, Any, NoReturn

import click

from kpixl.locale.help import help_text


class Exit(IntEnum):
    """Exit codes, as `kpixl --help` shows them."""

    CLEAN = 0
    CRASHED = 1
    USAGE = 2
    REFUSED = 3


def exit_with(code: Exit) -> NoReturn:
    """End the command with an exit code."""
    click.get_current_context().exit(code)


class Interrupted(click.ClickException):
    """Somebody has stopped the command, with Ctrl-C or at a question."""

    exit_code = int(Exit.CRASHED)

    def __init__(self, language: str) -> None:
        super().__init__(interrupted_sentence(language))

    def show(self, file: IO[Any] | None = None) -> None:
        """The sentence, on a line of its own: a terminal shows ^C."""
        click.echo("\n" + self.message, file=file, err=file is None)


def interrupted_sentence(language: str) -> str:
    """That somebody has stopped the command."""
    return help_text(language, "help.usage.interrupted")
