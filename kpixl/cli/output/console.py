"""What every command needs of a terminal: help in two languages, findings as lines, exit codes.

stdout carries the result, stderr progress and errors.
"""

import json
import locale
import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import IntEnum
from pathlib import Path
from typing import Any, NoReturn

import click

from kpixl.locale import Catalogue, catalogue, format_finding
from kpixl.model.errors import KpixlError
from kpixl.model.finding import Finding
from kpixl.model.plan import Plan


class Exit(IntEnum):
    """Exit codes, as `kpixl --help` shows them."""

    CLEAN = 0
    CRASHED = 1
    USAGE = 2
    REFUSED = 3


def detect_language() -> str:
    """Japanese or English, from KPIXL_LANG or the environment's locale; English for any other."""
    name = os.environ.get("KPIXL_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG")
    name = name or locale.getlocale()[0] or ""
    return "ja" if name.lower().startswith(("ja", "japanese")) else "en"


def reader_words(context: click.Context | None = None) -> Catalogue:
    """The catalogue in the reader's language: `--lang`, else what the environment says."""
    context = context or click.get_current_context()
    return catalogue(context.find_root().params.get("lang") or detect_language())


def speak(context: click.Context, _parameter: click.Parameter, language: str | None) -> None:
    """Take a command's own `--lang` for the one before the command."""
    if language:
        context.find_root().params["lang"] = language


class RenderedError(click.ClickException):
    """A KpixlError in the reader's language; exit code 2."""

    exit_code = Exit.USAGE

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's signature
        """Print the sentence alone, on stderr."""
        click.echo(self.message, err=True)


class TranslatedOption(click.Option):
    """An option whose help is a catalogue key."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option's help in the reader's language."""
        record = super().get_help_record(ctx)
        return (record[0], reader_words(ctx)(self.help)) if record and self.help else record


class TranslatedCommand(click.Command):
    """A command whose help is the catalogue's `cli.<name>.help`."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help, with its own text in the reader's language."""
        option = super().get_help_option(ctx)
        if option:
            option.help = reader_words(ctx)("cli.help_option")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - click's signature
        """The first sentence, for the list of commands."""
        context = click.get_current_context()
        return reader_words(context)(f"cli.{self.name}.help")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's help."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(reader_words(ctx)(f"cli.{self.name}.help"))


class KpixlGroup(click.Group):
    """The command group: help in two languages, and one place that turns errors into exit codes."""

    command_class = TranslatedCommand

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help, with its own text in the reader's language."""
        option = super().get_help_option(ctx)
        if option:
            option.help = reader_words(ctx)("cli.help_option")
        return option

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What kpixl does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(reader_words(ctx)("cli.help"))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The exit codes."""
        formatter.write_paragraph()
        formatter.write_text(reader_words(ctx)("cli.exit_codes"))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error that kpixl knows becomes its sentence and exit code 2."""
        try:
            return super().invoke(ctx)
        except KpixlError as error:
            words = reader_words(ctx)
            values = {name: _said(words, value) for name, value in error.values.items()}
            raise RenderedError(words(error.key, **values)) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                traceback.print_exc()
            click.echo(reader_words(ctx)("error.crash", error=f"{type(error).__name__}: {error}"), err=True)
            ctx.exit(Exit.CRASHED)


def _said(words: Catalogue, value: object) -> object:
    """What fills an error's sentence: a finding by its own message, without its full stop."""
    return words.render(value).message.rstrip("。.") if isinstance(value, Finding) else value


def option(*names: str, help_key: str, **settings: Any) -> Callable[[Any], Any]:
    """`click.option` whose help is a key of the catalogue."""
    return click.option(*names, cls=TranslatedOption, help=help_key, **settings)


def echo_findings(findings: Iterable[Finding], plan: Plan | None = None, *, err: bool = False) -> None:
    """Findings as lines, in their order; names of branches and indicators where the plan has them."""
    language = reader_words()
    for item in findings:
        click.echo(format_finding(language.render(item), language, name=_about(item, plan)), err=err)


def _about(item: Finding, plan: Plan | None) -> str:
    """What a finding's cell is about: the indicator, else the branch."""
    if plan is None:
        return ""
    kpi, branch = plan.kpi(item.kpi_code), plan.branch(item.branch_code)
    return kpi.indicator if kpi else branch.name if branch else ""


def findings_json(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings for `--json`, rendered in the reader's language."""
    language = reader_words()
    return [asdict(language.render(item)) for item in findings]


def echo_json(value: object) -> None:
    """A result as JSON on stdout, Japanese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def echo_facts(lines: Sequence[tuple[str, str]]) -> None:
    """Labels and texts as aligned lines, a wide character counted as two."""
    from rich.cells import cell_len

    width = max(cell_len(label) for label, _text in lines)
    for label, text in lines:
        click.echo(f"{label}{' ' * (width - cell_len(label))}  {text}")


@contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, fed with (done, of); silent where nobody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task(label, total=None)

        def advance(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)
            if done >= of:
                bar.stop()  # a question may follow on the same terminal

        yield advance


def exit_with(code: Exit) -> NoReturn:
    """End the command with an exit code."""
    click.get_current_context().exit(code)


def typed(path: Path) -> str:
    """A path as it must be typed in the next command."""
    return f'"{path}"' if " " in str(path) or "　" in str(path) else str(path)
