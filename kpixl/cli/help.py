"""Help in the reader's language, from the help's own texts: no command and no catalogue is loaded for it."""

from collections.abc import Callable
from typing import Any

import click

from kpixl.cli.reader import reader_language, typed_language
from kpixl.locale.help import help_text
from kpixl.locale.language import LANGUAGES


def option(*names: str, help_key: str, **settings: Any) -> Callable[[Any], Any]:
    """`click.option` whose help is a key of the help's texts."""
    return click.option(*names, cls=TranslatedOption, help=help_key, **settings)


def command(**settings: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """`click.command` whose help is in the help's texts under the command's name.

    It takes `--lang` like the group does, unless it has an option of that name for something else.
    """

    def make(function: Callable[..., Any]) -> click.Command:
        made: click.Command = click.command(cls=TranslatedCommand, **settings)(function)
        if not any("--lang" in parameter.opts for parameter in made.params):
            made.params.append(_own_language())
        return made

    return make


def _own_language() -> click.Option:
    """`--lang` after a command's name: taken for the one before it."""
    return TranslatedOption(
        ["--lang", "spoken"],
        type=click.Choice(LANGUAGES),
        is_eager=True,
        expose_value=False,
        callback=_speak,
        help="help.lang",
    )


def _speak(context: click.Context, _parameter: click.Parameter, language: str | None) -> None:
    if language:
        context.find_root().params["lang"] = language


class TranslatedOption(click.Option):
    """An option whose help is a key of the help's texts."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option's help in the reader's language."""
        record = super().get_help_record(ctx)
        return (record[0], help_text(reader_language(ctx), self.help)) if record and self.help else record


class TranslatedCommand(click.Command):
    """A command whose help is the text `help.<name>.text`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The command line, read by click; what it does not take is told in the reader's language."""
        ctx.allow_extra_args = True  # click's own sentence for them is English
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            from kpixl.cli.misuse import in_language

            raise in_language(error, ctx) from error
        if rest and not ctx.resilient_parsing:
            from kpixl.cli.misuse import extra_arguments

            raise extra_arguments(ctx, rest)
        return rest

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, each with its sentence."""
        _write_options(self, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help, with its own text in the reader's language."""
        return _in_language(super().get_help_option(ctx), ctx)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's help."""
        _write_indented(formatter, help_text(reader_language(ctx), f"help.{self.name}.text"))


class TranslatedGroup(click.Group):
    """A group of commands that are not loaded for its help."""

    command_class = TranslatedCommand

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The options before the command, read by click."""
        asked = typed_language(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if asked:
                ctx.params["lang"] = asked  # click had not come to it
            from kpixl.cli.misuse import in_language

            raise in_language(error, ctx) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; for a word that is none, those that look like it are told."""
        if args and self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            from kpixl.cli.misuse import unknown_command

            raise unknown_command(ctx, args[0], self.list_commands(ctx))
        return super().resolve_command(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, each with its sentence, and the commands."""
        _write_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help, with its own text in the reader's language."""
        return _in_language(super().get_help_option(ctx), ctx)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What kpixl does."""
        _write_indented(formatter, help_text(reader_language(ctx), "help.text"))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, each with its sentence."""
        language = reader_language(ctx)
        with formatter.section(help_text(language, "help.commands")):
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


def _write_usage(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    prefix = help_text(reader_language(ctx), "help.usage.label")
    formatter.write_usage(ctx.command_path, " ".join(command.collect_usage_pieces(ctx)), f"{prefix} ")


def _write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """What a command takes: words in their order, then options."""
    language, parameters = reader_language(ctx), command.get_params(ctx)
    words = [item for item in parameters if isinstance(item, click.Argument)]
    if words:
        with formatter.section(help_text(language, "help.words")):
            about = [(item.metavar or "", (item.metavar or "").strip("[].")) for item in words]
            formatter.write_dl([(shown, help_text(language, f"help.word.{name}")) for shown, name in about])
    options = [item.get_help_record(ctx) for item in parameters if isinstance(item, click.Option)]
    with formatter.section(help_text(language, "help.options")):
        formatter.write_dl([record for record in options if record])
