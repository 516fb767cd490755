"""What a command tells while it runs: notices for people on stderr, every step as a line of JSON in a log."""

import contextlib
import datetime as dt
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click

from kpixl import __version__
from kpixl.cli.reader import reader_language
from kpixl.model.errors import OutputFileError
from kpixl.model.event import Event, tell

_LIBRARIES = ("python-calamine", "xlsxwriter", "pandas", "click", "filelock")


class Notices(logging.Handler):
    """Says what people should know, in the reader's language."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        """Print a notice as it comes."""
        if isinstance(record.msg, Event):
            click.echo(record.msg.text(reader_language()), err=True)


class JsonLines(logging.Handler):
    """Writes one line of JSON a step: when, which, and its facts."""

    def __init__(self, stream: IO[str]) -> None:
        super().__init__(logging.INFO)
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        """Write a step down at once: whoever looks for the reason of a crash needs the last ones."""
        if isinstance(record.msg, Event):
            time = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
            line = {"time": time, "step": record.msg.step, **record.msg.facts}
            self._stream.write(json.dumps(line, ensure_ascii=True, default=str) + "\n")
            self._stream.flush()


@contextlib.contextmanager
def listening(log_path: str | None, command: str, *, debug: bool) -> Iterator[None]:
    """Hear what the command tells, until the end of the block.

    Raises:
        OutputFileError: the log cannot be written.
    """
    logger, level = logging.getLogger("kpixl"), logging.getLogger("kpixl").level
    with contextlib.ExitStack() as stack:
        handlers: list[logging.Handler] = [Notices()]
        if log_path is not None:
            path = Path(log_path)
            try:
                stream = stack.enter_context(path.open("a", encoding="utf-8"))
            except OSError as error:
                reason = error.strerror or str(error)
                raise OutputFileError("not_writable", path=path, reason=reason) from error
            handlers.append(JsonLines(stream))
            logger.setLevel(logging.INFO)
        if debug:
            logger.setLevel(logging.DEBUG)
        for handler in handlers:
            logger.addHandler(handler)
        try:
            if log_path is not None:
                tell("began", command=command, **_versions())
            yield
        finally:
            logger.setLevel(level)
            for handler in handlers:
                logger.removeHandler(handler)


def _versions() -> dict[str, str]:
    from importlib import metadata  # for those who write a log

    found = {"kpixl": __version__, "python": sys.version.split()[0], "system": sys.platform}
    for name in _LIBRARIES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found
