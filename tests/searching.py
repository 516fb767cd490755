"""How many examples a property gets: what a run affords, and as many times more as a free search affords."""

from hypothesis import settings

_USUAL = 100  # the examples of a property that names no number, in the profile of every run


def examples(count: int) -> int:
    """So many examples in every run; in `.ci/long`, whose profile has more of them, in proportion."""
    return max(1, count * settings().max_examples // _USUAL)
