"""Wrong usage in the reader's language: click's own sentences are English, and differ by its version."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import IO, Any

import click

from kpixl.cli.reader import reader_language
from kpixl.locale.help import help_text


class Misuse(click.UsageError):
    """What was typed that no command takes: told in the reader's language, with where to read on."""

    def show(self, file: IO[Any] | None = None) -> None:
        """The usage line, where the help is, and the sentence."""
        if self.ctx is not None:
            click.echo(self.ctx.get_usage(), file=file, err=file is None)
            click.echo(
                _say(self.ctx, "more", command=f"{self.ctx.command_path} --help"), file=file, err=file is None
            )
        click.echo(self.format_message(), file=file, err=file is None)


def in_language(error: click.UsageError, ctx: click.Context) -> Misuse:
    """What click found wrong with the command line, in the reader's language."""
    if isinstance(error, Misuse):
        return error
    where = error.ctx or ctx
    return Misuse(_sentence(error, where), where)


def unknown_command(ctx: click.Context, name: str, known: Iterable[str]) -> Misuse:
    """The error for a word that is no command, with those that look like it."""
    return Misuse(_say(ctx, "command", seen=name) + _likely(ctx, name, known), ctx)


def extra_arguments(ctx: click.Context, extra: Iterable[str]) -> Misuse:
    """The error for words that a command does not take."""
    return Misuse(_say(ctx, "extra", seen=" ".join(extra)), ctx)


def _sentence(error: click.UsageError, ctx: click.Context) -> str:
    match error:
        case click.NoSuchOption(option_name=name):
            return _say(ctx, "option", seen=name) + _likely(ctx, name, _options(ctx))
        case click.MissingParameter(param=click.Parameter() as parameter):
            return _say(ctx, "missing", name=_name(parameter))
        case click.BadParameter(param=click.Option(type=click.Choice() as choice) as parameter):
            return _say(ctx, "choice", name=_name(parameter), known=" / ".join(map(str, choice.choices)))
        case click.BadParameter(param=click.Option(type=click.IntRange(min=least)) as parameter):
            return _say(ctx, "number", name=_name(parameter), least=str(least))
        case click.BadOptionUsage(option_name=name):
            takes_none = any(name in option.opts for option in _declared(ctx) if option.is_flag)
            return _say(ctx, "no_value" if takes_none else "needs_value", name=name)
        case _:
            return _say(ctx, "other", reason=error.format_message())


def _name(parameter: click.Parameter) -> str:
    """How a person knows a parameter: an option by its long name, an argument by what stands in the help."""
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return (parameter.metavar or parameter.name or "").strip("[].")


def _declared(ctx: click.Context) -> list[click.Option]:
    return [parameter for parameter in ctx.command.get_params(ctx) if isinstance(parameter, click.Option)]


def _options(ctx: click.Context) -> list[str]:
    return [name for option in _declared(ctx) for name in option.opts]


def _likely(ctx: click.Context, seen: str, known: Iterable[str]) -> str:
    """What was perhaps meant, as a further sentence; nothing where nothing is near."""
    near = get_close_matches(seen, sorted(known))
    return _say(ctx, "meant", known=" / ".join(near)) if near else ""


def _say(ctx: click.Context, key: str, **values: str) -> str:
    return help_text(reader_language(ctx), f"help.usage.{key}").format(**values)
