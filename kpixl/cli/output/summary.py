"""How a summary is announced."""

from typing import TYPE_CHECKING

import click

from kpixl.cli.output.console import reader_words
from kpixl.locale import catalogue

if TYPE_CHECKING:
    from kpixl.steps.make_summary import SummarizeResult


def echo_summary(done: "SummarizeResult", *, pdf: bool) -> None:
    """Where the summary is and what it lacks; and with `pdf`, that its PDF is being made."""
    words = reader_words()
    if done.selection.sheets:
        own = catalogue(done.summary.plan.settings.language)
        sheets = (own(f"sheet.{key}") for key in sorted(done.selection.sheets))
        listed = words("text.list_separator").join(sheets)
        click.echo(words("cli.summarize.done_only", path=done.path, sheets=listed))
    else:
        click.echo(words("cli.summarize.done", path=done.path))
    if done.without_branches:
        click.echo(words("cli.summarize.no_branch_sheets", count=len(done.summary.branches)))
    if pdf:
        click.echo(words("cli.summarize.printing"), err=True)


def echo_pdf(done: "SummarizeResult") -> None:
    """Where the summary's PDF is, or that one of an earlier summary is still there."""
    words = reader_words()
    if done.pdf:
        click.echo(words("cli.summarize.done", path=done.pdf))
    elif done.old_pdf:
        click.echo(words("cli.summarize.old_pdf", path=done.old_pdf))
