"""Python's search for unused cycles of objects, put off while a big workbook is made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """The search waits until the workbook is written.

    A summary's 200,000 cells, and a master's 100,000, all stay until then; the search went through them again
    and again, an eighth to a sixth of the time, and found nothing.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
