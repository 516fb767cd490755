"""Singular and plural: what a placeholder counts chooses its word, as in `{count:branch|branches}`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """A number in a sentence; `is_one` tells that it takes the singular."""

    text: str
    is_one: bool

    def __format__(self, words: str) -> str:
        """The number itself, or of `one|other` the word that goes with it."""
        if not words:
            return self.text
        one, bar, other = words.partition("|")
        if not bar:
            raise ValueError(f"one|other expected: {words!r}")
        return one if self.is_one else other
