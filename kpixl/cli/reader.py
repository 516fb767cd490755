"""Whom a command speaks to."""

import sys
from collections.abc import Sequence
from itertools import pairwise

import click

from kpixl.locale.language import LANGUAGES, detect_language


def reader_language(context: click.Context | None = None) -> str:
    """The reader's language: `--lang`, else what the environment says."""
    context = context or click.get_current_context()
    asked: str | None = context.find_root().params.get("lang")
    return asked or detect_language()


def early_language() -> str:
    """The reader's language before the command line was read to its end."""
    return typed_language(sys.argv) or detect_language()


def typed_language(words: Sequence[str]) -> str | None:
    """The language of `--lang en` or `--lang=en` among words that nobody has read yet; None without one."""
    named = (after for before, after in pairwise(words) if before == "--lang")
    joined = (word.removeprefix("--lang=") for word in words if word.startswith("--lang="))
    return next((language for language in (*named, *joined) if language in LANGUAGES), None)
