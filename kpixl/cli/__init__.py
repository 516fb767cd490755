"""The command line: parse, call one job, print, exit code. Heavy imports stand inside the commands."""

import sys

from kpixl.cli.group import cli


def main() -> None:
    """Run kpixl; what a console cannot show is replaced instead of crashing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    cli()


__all__ = ["cli", "main"]
