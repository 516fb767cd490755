"""Hypothesis without a deadline: a slow machine is no fault of the rules."""

from hypothesis import settings

settings.register_profile("kpixl", deadline=None)
settings.load_profile("kpixl")
