"""What happens while a command runs, for who listens: the step and its facts, on the logger `kpixl`.

A step is a key of the catalogue under `event`. `tell` is for a log; `notice` is for people, too: something
that they should know although the command goes on.
"""

import logging

_LOGGER = logging.getLogger("kpixl")
_LOGGER.addHandler(logging.NullHandler())  # nothing is said where nobody listens


class Event:
    """One step with its facts; as text it is the sentence in the reader's language."""

    def __init__(self, step: str, facts: dict[str, object]) -> None:
        self.step = step
        self.facts = facts

    def text(self, language: str = "") -> str:
        """The sentence in a language (`ja`, `en`), else in that of the reader's computer."""
        from kpixl.locale.spoken import error_text

        return error_text(f"event.{self.step}", self.facts, language)

    def __str__(self) -> str:
        try:
            return self.text()
        except KeyError:  # most steps are for a log alone, and have no sentence
            return f"{self.step} {self.facts}"


def is_debugging() -> bool:
    """True where somebody wants to hear what libraries say, too."""
    return _LOGGER.isEnabledFor(logging.DEBUG)


def tell(step: str, /, **facts: object) -> None:
    """Tell a log of a step."""
    _LOGGER.info(Event(step, facts))


def notice(step: str, /, **facts: object) -> None:
    """Tell people, and a log, of something that they should know."""
    _LOGGER.warning(Event(step, facts))
