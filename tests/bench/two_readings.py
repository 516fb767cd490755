"""`python -m tests.bench.two_readings [TIMES]`: what it costs to read every figure in two ways and compare.

CPU time in this process, the least that each worked return takes of so many times (25), by turns with and
without the second reading; fails from a tenth on.
"""

import gc
import sys
import time
from unittest.mock import patch

from kpixl.books.reading.preflight import parts
from kpixl.books.returned.read import read_content
from kpixl.model.returned_file import ReturnedFile
from kpixl.model.submission import Submission
from kpixl.rules.returns import input_cells
from kpixl.rules.returns.check import check_return
from tests.messy.returns import SOURCES, Source, reference

_MOST = 0.1


def milliseconds(source: Source) -> float:
    """The CPU time that it takes to read and check a return."""
    returned = ReturnedFile(place=source.file, content=source.content, sha256="0" * 64)
    context = reference(source.year)
    gc.collect()
    before = time.process_time()
    submission = read_content(returned)
    assert isinstance(submission, Submission)
    check_return(context, submission)
    return 1000 * (time.process_time() - before)


def least(source: Source, times: int) -> tuple[float, float]:
    """With the second reading, and without it."""
    both = []
    for _time in range(times):
        whole = milliseconds(source)
        with (
            patch.object(parts, "canonical", lambda text: text),  # comments and the like stay in texts
            patch.object(input_cells, "readings_differ", lambda *_arguments: False),
        ):
            both.append((whole, milliseconds(source)))
    return min(whole for whole, _once in both), min(once for _whole, once in both)


def main() -> int:
    """Print both and their share; returns the exit code."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    found = [least(source, times) for source in SOURCES]
    whole, once = (sum(side) / len(SOURCES) for side in zip(*found, strict=True))
    share = (whole - once) / whole
    sys.stdout.write(f"{whole:.1f} ms a return, {once:.1f} without: {share:.1%}\n")
    return 0 if share < _MOST else 1


if __name__ == "__main__":
    raise SystemExit(main())
