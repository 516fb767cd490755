"""The command line: parse, call one job, print, exit code. Heavy imports stand inside the commands."""

import os
import sys

TYPE_CHECKING = False  # typing itself takes longer to import than all that is here
if TYPE_CHECKING:
    from typing import Any

    from kpixl.cli.group import cli


def main() -> None:
    """Run kpixl; what a console cannot show is replaced instead of crashing, an interrupt is no crash."""
    try:
        try:
            _run()
        finally:
            from kpixl.files.interrupt import hear_no_more, was_asked

            hear_no_more()  # what is left is said in peace
    except KeyboardInterrupt:
        pass
    except SystemExit as end:
        if not was_asked() or end.code in (1, 2):
            raise
    else:
        return
    _say_interrupted()
    raise SystemExit(1)


def _run() -> None:
    from kpixl.files.interrupt import hear_interrupts

    hear_interrupts()
    # A library of numpy starts a thread for each core, which no command needs; where it may not, it sends
    # this process an interrupt.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from kpixl.cli.group import cli
    from kpixl.cli.output.stream import print_printable

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    print_printable()
    cli()


def _say_interrupted() -> None:
    from kpixl.cli.exits import interrupted_sentence
    from kpixl.cli.reader import early_language

    sys.stderr.write(interrupted_sentence(early_language()) + "\n")


def __getattr__(name: str) -> "Any":
    if name == "cli":
        from kpixl.cli.group import cli

        return cli
    raise AttributeError(name)


__all__ = ["cli", "main"]
