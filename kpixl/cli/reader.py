"""Whom a command speaks to."""

import click

from kpixl.locale.language import detect_language


def reader_language(context: click.Context | None = None) -> str:
    """The reader's language: `--lang`, else what the environment says."""
    context = context or click.get_current_context()
    asked: str | None = context.find_root().params.get("lang")
    return asked or detect_language()
