"""Arguments and options that several commands share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kpixl.cli.help import option
from kpixl.locale.language import LANGUAGES
from kpixl.model.errors import KpixlError
from kpixl.model.ledger import OnDuplicate
from kpixl.presence import is_file

if TYPE_CHECKING:
    from kpixl.steps.load_round import ReadOptions

Command = TypeVar("Command", bound=Callable[..., Any])
PATH = click.Path(path_type=Path, readable=False)  # whether it can be read, the command says in its own words


def round_folder(_context: click.Context, _parameter: click.Parameter, path: Path) -> Path:
    """A round is a folder; somebody who names the plan in it gets a sentence instead of a riddle."""
    if is_file(path):
        raise KpixlError("not_a_round", path=path)
    return path


round_argument = click.argument(
    "round_dir",
    metavar="[ROUND]",
    default=".",
    type=PATH,
    callback=round_folder,
)
all_option = option("--all", "everything", is_flag=True, help_key="help.all")
yes_option = option("--yes", is_flag=True, help_key="help.yes")
json_option = option("--json", "as_json", is_flag=True, help_key="help.json")
on_duplicate_option = option(
    "--on-duplicate",
    type=click.Choice([kind.value for kind in OnDuplicate]),
    default=OnDuplicate.MERGE.value,
    help_key="help.on_duplicate",
)
passwords_option = option(
    "--password-file",
    type=PATH,
    metavar="FILE",
    help_key="help.password_file",
)
_MACHINES = (
    option("--jobs", type=click.IntRange(min=1), metavar="N", help_key="help.jobs"),
    option("--scheduler", metavar="ADDRESS", default="", help_key="help.scheduler"),
)


def machines_options(command: Command) -> Command:
    """The options of a command that reads or writes many workbooks: where that is done."""
    for decorate in reversed(_MACHINES):
        command = decorate(command)
    return command


def reading_options(command: Command) -> Command:
    """The options of a command that reads the returns of a round."""
    for decorate in (machines_options, passwords_option, on_duplicate_option):
        command = decorate(command)
    return command


@dataclass(frozen=True)
class ReadAgain:
    """Options that were typed, each as it is typed once more, with a space before it; or nothing."""

    passwords: str
    on_duplicate: str

    def __str__(self) -> str:
        return self.passwords + self.on_duplicate


@contextmanager
def read_options(
    *,
    on_duplicate: str,
    password_file: Path | None,
    jobs: int | None,
    scheduler: str,
    quiet: bool = False,
    label: str = "cli.consolidate.reading",
) -> Iterator["ReadOptions"]:
    """How a command reads returns, with its progress bar."""
    from kpixl.cli.output.console import progress, reader_words
    from kpixl.cli.output.returns import ask_which
    from kpixl.steps.executors import Machines
    from kpixl.steps.load_round import ReadOptions

    with progress(reader_words()(label), quiet=quiet) as advance:
        yield ReadOptions(
            password_file=password_file,
            on_duplicate=OnDuplicate(on_duplicate),
            ask=ask_which,
            progress=advance,
            machines=Machines(jobs=jobs, scheduler=scheduler),
        )


def reading_again(*, password_file: Path | None, on_duplicate: str, **_machines: object) -> ReadAgain:
    """What must be typed once more, for the next command to read the same returns in the same way."""
    from kpixl.cli.output.console import typed

    return ReadAgain(
        f" --password-file {typed(password_file)}" if password_file else "",
        "" if on_duplicate == OnDuplicate.MERGE else f" --on-duplicate {on_duplicate}",
    )


_SUMMARY_OPTIONS = (
    option("--lang", "language", type=click.Choice(LANGUAGES), help_key="help.summarize.language"),
    option("--only", "sheets", metavar="SHEET", multiple=True, help_key="help.summarize.only"),
    option("--branch", "branches", metavar="CODE", multiple=True, help_key="help.summarize.branch"),
    option(
        "--since",
        metavar="MASTER",
        type=PATH,
        help_key="help.summarize.since",
    ),
    option("--pdf", is_flag=True, help_key="help.summarize.pdf"),
)


def summary_options(command: Command) -> Command:
    """The options of a command that makes a summary."""
    for decorate in reversed(_SUMMARY_OPTIONS):
        command = decorate(command)
    return command
