"""Help in the reader's language, from the help's own texts: no command and no catalogue is loaded for it."""

from collections.abc import Callable
from typing import Any

import click

from kpixl.locale.help import help_text
from kpixl.locale.language import detect_language


def reader_language(context: click.Context | None = None) -> str:
    """The reader's language: `--lang`, else what the environment says."""
    context = context or click.get_current_context()
    asked: str | None = context.find_root().params.get("lang")
    return asked or detect_language()


def option(*names: str, help_key: str, **settings: Any) -> Callable[[Any], Any]:
    """`click.option` whose help is a key of the help's texts."""
    return click.option(*names, cls=TranslatedOption, help=help_key, **settings)


def command(**settings: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """`click.command` whose help is in the help's texts under the command's name."""
    return click.command(cls=TranslatedCommand, **settings)


class TranslatedOption(click.Option):
    """An option whose help is a key of the help's texts."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option's help in the reader's language."""
        record = super().get_help_record(ctx)
        return (record[0], help_text(reader_language(ctx), self.help)) if record and self.help else record


class TranslatedCommand(click.Command):
    """A command whose help is the text `help.<name>.text`."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help, with its own text in the reader's language."""
        return _in_language(super().get_help_option(ctx), ctx)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's help."""
        _write_indented(formatter, help_text(reader_language(ctx), f"help.{self.name}.text"))


class TranslatedGroup(click.Group):
    """A group of commands that are not loaded for its help."""

    command_class = TranslatedCommand

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help, with its own text in the reader's language."""
        return _in_language(super().get_help_option(ctx), ctx)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What kpixl does."""
        _write_indented(formatter, help_text(reader_language(ctx), "help.text"))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, each with its sentence."""
        language = reader_language(ctx)
        with formatter.section("Commands"):
            names = self.list_commands(ctx)
            formatter.write_dl([(name, help_text(language, f"help.{name}.text")) for name in names])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The exit codes."""
        formatter.write_paragraph()
        formatter.write_text(help_text(reader_language(ctx), "help.exit_codes"))


def _in_language(option: click.Option | None, ctx: click.Context) -> click.Option | None:
    if option:
        option.help = help_text(reader_language(ctx), "help.help")
    return option


def _write_indented(formatter: click.HelpFormatter, text: str) -> None:
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(text)
