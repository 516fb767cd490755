"""How the checks of this computer are shown: a sign and a sentence each, then what it comes to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from kpixl.cli.output.console import reader_words

if TYPE_CHECKING:
    from kpixl.jobs.doctor import Checked


def echo_checks(checks: "Sequence[Checked]") -> None:
    """A line a check, then one for all of them."""
    words = reader_words()
    for item in checks:
        click.echo(f"{words(f'cli.doctor.{item.health}')} {_sentence(item)}")
    count = Counter(item.health.value for item in checks)
    verdict = "some_bad" if count["bad"] else "some_lacking" if count["lacking"] else "all_good"
    click.echo(words(f"cli.doctor.{verdict}", bad=count["bad"], lacking=count["lacking"]))


def checks_json(checks: "Sequence[Checked]") -> list[dict[str, str]]:
    """The checks for `--json`, each with its sentence in the reader's language."""
    return [asdict(item) | {"text": _sentence(item)} for item in checks]


def _sentence(item: "Checked") -> str:
    key = item.key if item.health == "good" else f"{item.key}_{item.health}"
    return reader_words()(f"cli.doctor.{key}", about=item.about, seen=item.seen)
