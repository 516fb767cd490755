"""The command line: parse, call one job, print, exit code. Heavy imports stand inside the commands."""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpixl.cli.group import cli


def main() -> None:
    """Run kpixl; what a console cannot show is replaced instead of crashing, an interrupt is no crash."""
    try:
        _run()
    except KeyboardInterrupt:
        _say_interrupted()
        raise SystemExit(1) from None
    except SystemExit as end:
        from kpixl.files.interrupt import was_asked

        if was_asked() and end.code not in (1, 2):
            _say_interrupted()
            raise SystemExit(1) from None
        raise
    finally:
        from kpixl.files.interrupt import hear_no_more

        hear_no_more()


def _run() -> None:
    from kpixl.files.interrupt import hear_interrupts

    hear_interrupts()
    from kpixl.cli.group import cli
    from kpixl.cli.output.stream import print_printable

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    print_printable()
    cli()


def _say_interrupted() -> None:
    from kpixl.locale.help import help_text
    from kpixl.locale.language import detect_language

    sys.stderr.write(help_text(detect_language(), "help.usage.interrupted") + "\n")


def __getattr__(name: str) -> Any:
    if name == "cli":
        from kpixl.cli.group import cli

        return cli
    raise AttributeError(name)


__all__ = ["cli", "main"]
