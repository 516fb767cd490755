"""`python -m tests.bench.fuzz [CASES]`: changed returns (10,000) are read; fails where a value is wrong."""

import sys
from collections import Counter

from kpixl.files.workers import WorkerDiedError, WorkerExecutor
from tests.messy.mutation import verdict


def main() -> int:
    """Read them all; returns the exit code."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    counts: Counter[str] = Counter()
    with WorkerExecutor(2, preload=("tests.messy.mutation",)) as executor:
        for number, future in enumerate([executor.submit(verdict, number) for number in range(cases)]):
            try:
                kind, said = future.result()
            except (WorkerDiedError, TimeoutError, MemoryError) as error:
                kind, said = f"reader ended: {type(error).__name__}", ""
            counts[kind] += 1
            if kind == "wrong":
                sys.stdout.write(f"{number}: {said}\n")
    sys.stdout.write(f"{dict(counts)}\n")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
