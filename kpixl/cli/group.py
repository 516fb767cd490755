"""The group of all commands. A command's module is loaded when the command is called, never for the help."""

import errno
import sys
from codecs import lookup
from importlib import import_module
from typing import Any

import click

from kpixl import __version__
from kpixl.cli.exits import Exit, Interrupted
from kpixl.cli.help import TranslatedGroup, TranslatedOption, option
from kpixl.cli.reader import early_language, reader_language
from kpixl.locale.language import LANGUAGES
from kpixl.model.printable import printable

# The commands, each with the module of kpixl.cli that has it.
COMMANDS = {
    "init": "plans",
    "check": "plans",
    "distribute": "plans",
    "rollover": "plans",
    "status": "returns",
    "consolidate": "returns",
    "freeze": "returns",
    "sendback": "returns",
    "verify": "returns",
    "summarize": "results",
    "report": "results",
    "explain": "results",
    "run": "results",
    "undo": "results",
    "target": "tools",
    "demo": "tools",
    "doctor": "tools",
}
_SHOWN = 120  # characters of a path that is too long for anybody to read
_TOO_LONG_ON_WINDOWS = (111, 206)


class KpixlGroup(TranslatedGroup):
    """Commands loaded as they are called, and one place that turns errors into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands' names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """A command, from its module; None for a name that none has."""
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f"kpixl.cli.{module}"), cmd_name)
        return command

    def make_context(self, *args: Any, **settings: Any) -> click.Context:
        """Read the command line; click would say "Aborted!" where somebody stops it."""
        try:
            return super().make_context(*args, **settings)
        except KeyboardInterrupt:
            raise Interrupted(early_language()) from None
        except OSError as error:  # a help that cannot be written
            click.echo(_machine_sentence(error, early_language()), err=True)
            raise click.exceptions.Exit(Exit.USAGE) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error that kpixl knows becomes its sentence and exit code 2."""
        try:
            result = super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            _tell_end(Exit.CRASHED, "interrupted")
            raise Interrupted(reader_language(ctx)) from None
        except click.exceptions.Exit as end:
            _tell_end(end.exit_code)
            raise
        except click.ClickException as error:
            _tell_end(error.exit_code, error.format_message())
            raise
        except BrokenPipeError:
            raise
        except Exception as error:
            code, said = _why(error, ctx)
            _tell_end(code, said)
            click.echo(said, err=True)
            return ctx.exit(code)
        _tell_end(Exit.CLEAN)
        return result


def _tell_end(code: int, reason: str = "") -> None:
    """Tell a log how a command ended, and why where something stopped it."""
    from kpixl.model.event import tell

    tell("ended", exit=int(code), reason=reason)


def _why(error: Exception, ctx: click.Context) -> tuple[Exit, str]:
    """The exit code of an error that stopped a command, and what the reader is told of it."""
    from kpixl.locale import catalogue
    from kpixl.model.errors import KpixlError

    language = reader_language(ctx)
    if _is_nowhere(error):
        return Exit.USAGE, catalogue(language)("error.no_working_folder")
    if isinstance(error, KpixlError):
        return Exit.USAGE, error.text(language)
    if _is_machines(error):
        return Exit.USAGE, _machine_sentence(error, language)
    if ctx.params.get("debug"):
        import traceback

        traceback.print_exc()
    words = catalogue(reader_language(ctx))
    return Exit.CRASHED, words("error.crash", error=f"{type(error).__name__}: {error}")


def _is_nowhere(error: Exception) -> bool:
    """True where a file is not found because the folder that the reader is in is gone."""
    from pathlib import Path

    where = getattr(error, "filename", None) or getattr(error, "values", {}).get("path", "")
    if Path(str(where)).is_absolute():
        return False
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def _is_machines(error: Exception) -> bool:
    """True where the system would not go on: no file handles, processes or memory, a folder that is gone.

    Or a name that its encoding of file names does not have: where that is not UTF-8, any Japanese one.

    A library that is there and cannot be loaded lacks memory, or is kept back by a virus scanner; one without
    the name that is asked of it is of another version.
    """
    if isinstance(error, UnicodeEncodeError):
        return lookup(error.encoding) == lookup(sys.getfilesystemencoding())
    if isinstance(error, ImportError):
        return not isinstance(error, ModuleNotFoundError) and "cannot import name" not in str(error)
    return isinstance(error, OSError | MemoryError) or "can't start new thread" in str(error)


def _machine_sentence(error: Exception, language: str) -> str:
    from kpixl.locale import catalogue

    words = catalogue(language)
    if isinstance(error, UnicodeEncodeError):
        return words("error.name_not_encodable", path=printable(error.object), encoding=error.encoding)
    name = getattr(error, "filename", None)
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    if isinstance(error, PermissionError) and name:
        return words("error.denied", path=printable(str(name)), reason=reason)
    if isinstance(error, OSError) and name and _is_too_long(error):
        shown = printable(str(name))
        return words("error.path_too_long", path=shown[:_SHOWN] + "…" * (len(shown) > _SHOWN))
    said = f"{reason}: {name}" if name else reason
    return words("error.machine", reason=printable(" ".join(said.split())))


def _is_too_long(error: OSError) -> bool:
    return error.errno == errno.ENAMETOOLONG or getattr(error, "winerror", None) in _TOO_LONG_ON_WINDOWS


@click.group(
    cls=KpixlGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@option("--lang", type=click.Choice(LANGUAGES), is_eager=True, help_key="help.lang")
@option("--debug", is_flag=True, help_key="help.debug")
@option("--log", metavar="FILE", help_key="help.log")
@click.version_option(__version__, "--version", prog_name="kpixl", cls=TranslatedOption, help="help.version")
@click.pass_context
def cli(ctx: click.Context, lang: str | None, debug: bool, log: str | None) -> None:  # noqa: ARG001 - the language is asked of the context
    """Collect, judge and summarise KPI results; the help text people see is in kpixl.locale."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(Exit.USAGE)
    from kpixl.cli.events import listening
    from kpixl.cli.output.stream import print_printable

    ctx.with_resource(listening(log, ctx.invoked_subcommand, debug=debug))
    ctx.call_on_close(print_printable())
