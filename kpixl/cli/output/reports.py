"""How reports are announced."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpixl.cli.output.console import reader_words

if TYPE_CHECKING:
    from kpixl.steps.make_reports import ReportResult


def echo_reports(made: "ReportResult", *, pdf: bool) -> None:
    """Where the documents are, and which branches have written no text; with `pdf`, that PDFs are made."""
    words = reader_words()
    for path in made.paths:
        click.echo(words("cli.summarize.done", path=path))
    if made.without_texts:
        names = words("text.list_separator").join(branch.name for branch in made.without_texts)
        click.echo(words("cli.report.without_texts", branches=names))
    if pdf:
        click.echo(words("cli.summarize.printing"), err=True)


def echo_report_pdfs(made: "ReportResult") -> None:
    """Where the PDFs are."""
    for path in made.pdfs:
        click.echo(reader_words()("cli.summarize.done", path=path))


def echo_templates(paths: Iterable[Path]) -> None:
    """Which templates may now be edited."""
    words = reader_words()
    for path in paths:
        click.echo(words("cli.report.template", path=path))
    click.echo(words("cli.report.template_next"))
