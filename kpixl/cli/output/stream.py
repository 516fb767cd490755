"""The streams of a command: nothing reaches a terminal raw that a file may hold.

What is printed by kpixl passes here; what a library draws (tables, progress) is given the stream behind it,
after its texts were made fit.
"""

import contextlib
import os
import sys
from collections.abc import Callable
from typing import Any

from kpixl.model.printable import printable_lines


class PrintableStream:
    """A text stream that writes visible signs for control characters, and is else the one behind it."""

    def __init__(self, behind: Any) -> None:
        self.behind = behind

    def write(self, text: str) -> int:
        """Write a text, whatever is in it; where nobody reads any more (`| head`), go on without a word."""
        try:
            self.behind.write(printable_lines(text))
        except BrokenPipeError:
            _let_go(self.behind)
        return len(text)

    def flush(self) -> None:
        """Send what was written, where somebody still reads."""
        try:
            self.behind.flush()
        except BrokenPipeError:
            _let_go(self.behind)

    def writelines(self, lines: list[str]) -> None:
        """Write texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)


def _let_go(stream: Any) -> None:
    """Point the stream at nothing: what is left in it must not fail once more when the process ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)


def print_printable() -> Callable[[], None]:
    """Have everything printed through such streams; returns what ends that."""
    before = sys.stdout, sys.stderr
    if isinstance(sys.stdout, PrintableStream):
        return lambda: None
    sys.stdout, sys.stderr = PrintableStream(before[0]), PrintableStream(before[1])

    def end() -> None:
        sys.stdout, sys.stderr = before

    return end


def raw(stream: Any) -> Any:
    """The stream behind, for a library whose texts were made fit already."""
    return stream.behind if isinstance(stream, PrintableStream) else stream
