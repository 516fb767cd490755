"""What `summarize` and `run` let people wish for in a summary, and what they say of it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kpixl.console import option, words
from kpixl.locale import LANGUAGES

if TYPE_CHECKING:
    from kpixl.jobs.summarize import Summarized, Wishes

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    option("--lang", "language", type=click.Choice(LANGUAGES), help_key="cli.summarize.language"),
    option("--only", "sheets", metavar="SHEET", multiple=True, help_key="cli.summarize.only"),
    option("--branch", "branches", metavar="CODE", multiple=True, help_key="cli.summarize.branch"),
    option("--since", metavar="MASTER", type=click.Path(path_type=Path), help_key="cli.summarize.since"),
    option("--pdf", is_flag=True, help_key="cli.summarize.pdf"),
)


def summary_options(command: Command) -> Command:
    """The options of a command that makes a summary."""
    for decorate in reversed(_OPTIONS):
        command = decorate(command)
    return command


def wishes_of(
    *, language: str | None, sheets: tuple[str, ...], branches: tuple[str, ...], since: Path | None, pdf: bool
) -> "Wishes":
    """The options as the job takes them; the earlier master is read here."""
    from kpixl.jobs.summarize import Wishes, take_earlier

    del pdf  # comes after the summary
    before = take_earlier(since, language or "") if since else None
    return Wishes(language or "", sheets, branches, before)


def echo_summary(done: "Summarized", *, pdf: bool) -> None:
    """Where the summary is and what it lacks; then its PDF, which may fail without harm to the summary."""
    from kpixl.jobs.summarize import print_summary

    say = words()
    click.echo(say("cli.summarize.done", path=done.path))
    if done.without_branches:
        click.echo(say("cli.summarize.no_branch_sheets", count=len(done.summary.branches)))
    if pdf:
        click.echo(say("cli.summarize.done", path=print_summary(done)))
    elif done.pdf.is_file():
        click.echo(say("cli.summarize.old_pdf", path=done.pdf))
