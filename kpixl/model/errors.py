"""What stops a command (exit code 2): wrong usage, an unreadable plan or master, an output that is locked.

Bad data in a returned file is never one of these; it is a Finding.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpixl.model.finding import Finding


class KpixlError(Exception):
    """A stop with a sentence for the reader: a catalogue key under `error`, and what fills it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = f"error.{key}"
        self.values = values

    def text(self, language: str = "") -> str:
        """The sentence in a language (`ja`, `en`), else in that of the reader's computer."""
        from kpixl.locale.spoken import error_text

        return error_text(self.key, self.values, language)

    def __str__(self) -> str:
        return self.text()

    def __reduce__(self) -> tuple[object, ...]:
        """An error goes from process to process whole."""
        return _remade, (type(self), self.key.removeprefix("error."), self.values)


class InputFileError(KpixlError):
    """A project file (plan, master, register) that is missing or cannot be read."""


class PlanFaultsError(InputFileError):
    """A plan with faults, asked to do what needs a sound one; `findings` are its faults."""

    @property
    def findings(self) -> "tuple[Finding, ...]":
        """Every fault of the plan, and every doubt."""
        found: tuple[Finding, ...] = self.values["findings"]  # type: ignore[assignment]
        return found


class OutputFileError(KpixlError):
    """A file that cannot be written, mostly because Excel has it open."""


def _remade(kind: type[KpixlError], key: str, values: dict[str, object]) -> KpixlError:
    return kind(key, **values)
