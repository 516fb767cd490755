"""The streams of a command: nothing reaches a terminal raw that a file may hold.

What is printed by kpixl passes here; what a library draws (tables, progress) is given the stream behind it,
after its texts were made fit.
"""

import contextlib
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from kpixl.model.printable import printable_lines


class PrintableStream:
    """A text stream that writes visible signs for control characters, and is else the one behind it.

    What fails with an error of the kind `passed_over` goes nowhere, without a word. `fit` makes a text fit.
    """

    def __init__(
        self,
        behind: Any,
        passed_over: type[OSError] = BrokenPipeError,
        fit: Callable[[str], str] = printable_lines,
    ) -> None:
        self.behind = behind
        self.passed_over = passed_over
        self._fit = fit

    def write(self, text: str) -> int:
        """Write a text, whatever is in it; where nobody reads any more (`| head`), go on without a word."""
        try:
            self.behind.write(self._fit(text))
        except self.passed_over:
            _let_go(self.behind)
        return len(text)

    def flush(self) -> None:
        """Send what was written, where somebody still reads."""
        try:
            self.behind.flush()
        except self.passed_over:
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


def _nowhere() -> Any:
    from pathlib import Path

    return Path(os.devnull).open("w", encoding="utf-8")


def print_printable() -> Callable[[], None]:
    """Have everything printed through such streams; returns what ends that."""
    before = sys.stdout, sys.stderr
    if isinstance(sys.stdout, PrintableStream):
        return lambda: None
    # Python has none where it was begun without (`>&-`, pythonw). A result that cannot be written is said;
    # where messages cannot, there is nobody to say it to.
    sys.stdout = PrintableStream(before[0] or _nowhere())
    sys.stderr = PrintableStream(before[1] or _nowhere(), OSError)

    def end() -> None:
        sys.stdout, sys.stderr = before

    return end


def raw(stream: Any) -> Any:
    """The stream behind, for a library whose texts were made fit already."""
    if isinstance(stream, PrintableStream):
        return PrintableStream(stream.behind, stream.passed_over, fit=str)
    return stream


def echo_utf8(text: str) -> None:
    """Print a text that is fit already, as UTF-8 whatever the console; where nobody reads, without a word."""
    try:
        click.echo(text.encode("utf-8", "replace"))
    except BrokenPipeError:
        _let_go(sys.stdout)
