"""Pairs of commands at the same moment in one round: the second waits, or says who works.

`python -m tests.bench.pairs [TRIES]` prints a line for each pair; it fails where one of them ends otherwise
than it may, or the round is not whole afterwards. Every pair is tried 20 times.
"""

import sys
from collections import Counter
from itertools import combinations_with_replacement

from tests.bench.forked import Forked
from tests.bench.kills import copied, inputs_of, prepared, problems
from tests.builders import Round

COMMANDS = {
    "reissue": ("distribute", "--force"),
    "consolidate": ("consolidate",),
    "sendback": ("sendback", "--mail"),
    "remind": ("status", "--remind"),
    "run": ("run",),
    "summarize": ("summarize",),
    "undo": ("undo",),
}
_MAY_END = (0, 2, 3)


def tried(whole: Round, pair: tuple[str, str]) -> tuple[str, list[str]]:
    """How the two ended, and what is wrong."""
    with copied(whole) as round_:
        inputs = inputs_of(round_)
        runs = [Forked(COMMANDS[name], round_.path) for name in pair]
        for run in runs:
            run.wait()
        found = problems(round_, inputs)
        for name, run in zip(pair, runs, strict=True):
            if run.code not in _MAY_END or "Traceback" in run.errors:
                found.append(f"{name} ended with {run.code}: {run.errors[-400:]}")
        waited = sum("別の kpixl がこの収集に書き込んでいます" in run.errors for run in runs)
        return f"{waited} told who works" if waited else "both done", found


def main() -> int:
    """Try them all; returns the exit code."""
    tries, wrong = int(sys.argv[1]) if len(sys.argv) > 1 else 20, 0
    with prepared("undo") as whole:
        for pair in combinations_with_replacement(COMMANDS, 2):
            counts: Counter[str] = Counter()
            for _try in range(tries):
                kind, found = tried(whole, pair)
                counts[kind] += 1
                if found:
                    wrong += 1
                    sys.stdout.write(f"{' + '.join(pair)}: {'; '.join(found)}\n")
            sys.stdout.write(f"{' + '.join(pair):28} {dict(counts)}\n")
            sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
