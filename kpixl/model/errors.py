"""What stops a command (exit code 2): wrong usage, an unreadable plan or master, an output that is locked.

Bad data in a returned file is never one of these; it is a Finding.
"""


class KpixlError(Exception):
    """A stop with a sentence for the reader: a catalogue key under `error`, and what fills it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = f"error.{key}"
        self.values = values


class InputFileError(KpixlError):
    """A project file (plan, master, register) that is missing or cannot be read."""


class OutputFileError(KpixlError):
    """A file that cannot be written, mostly because Excel has it open."""
