"""What a command tells while it runs: notices for people on stderr."""

import logging

import click

from kpixl.cli.reader import reader_language
from kpixl.model.event import Event


class Notices(logging.Handler):
    """Says what people should know, in the reader's language."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        """Print a notice as it comes."""
        if isinstance(record.msg, Event):
            click.echo(record.msg.text(reader_language()), err=True)


def listen(context: click.Context) -> None:
    """Hear what the command tells, until its end."""
    logger = logging.getLogger("kpixl")
    notices = Notices()
    logger.addHandler(notices)
    context.call_on_close(lambda: logger.removeHandler(notices))
