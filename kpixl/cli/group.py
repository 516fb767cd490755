"""The group that all commands belong to."""

import click

from kpixl import __version__
from kpixl.cli.output.console import KpixlGroup, TranslatedOption, option
from kpixl.locale import LANGUAGES


@click.group(cls=KpixlGroup, context_settings={"help_option_names": ["-h", "--help"]})
@option("--lang", type=click.Choice(LANGUAGES), is_eager=True, help_key="cli.lang")
@option("--debug", is_flag=True, help_key="cli.debug")
@click.version_option(__version__, "--version", prog_name="kpixl", cls=TranslatedOption, help="cli.version")
def cli(lang: str | None, debug: bool) -> None:
    """Collect, judge and summarise KPI results; the help text people see is in the catalogues."""
