"""How a summary is announced."""

from typing import TYPE_CHECKING

import click

from kpixl.console import words

if TYPE_CHECKING:
    from kpixl.jobs.summarize import Summarized


def echo_summary(done: "Summarized", *, pdf: bool) -> None:
    """Where the summary is and what it lacks; then its PDF, which may fail without harm to the summary."""
    from kpixl.jobs.summarize import print_summary

    say = words()
    click.echo(say("cli.summarize.done", path=done.path))
    if done.without_branches:
        click.echo(say("cli.summarize.no_branch_sheets", count=len(done.summary.branches)))
    if pdf:
        click.echo(say("cli.summarize.printing"), err=True)
        click.echo(say("cli.summarize.done", path=print_summary(done)))
    elif done.pdf.is_file():
        click.echo(say("cli.summarize.old_pdf", path=done.pdf))
