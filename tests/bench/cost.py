"""What one run of a program costs: wall seconds, CPU seconds and peak memory in MB, as JSON. On Unix alone.

python -m tests.bench.cost ARGUMENTS

runs Python with the arguments. It is a process of its own, because a child's peak begins with the memory of
the process that started it: this one is small.
"""

import json
import resource
import subprocess
import sys
import time

_WITH_FINDINGS = (3,)  # kpixl finished, and a return was refused
_UNITS_PER_MB = 1024 * 1024 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kilobytes


def main(arguments: list[str]) -> None:
    """Run the program, its output thrown away, and print what it took."""
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode not in (0, *_WITH_FINDINGS):
        sys.stderr.write(done.stderr)
        raise SystemExit(done.returncode)
    wall = time.perf_counter() - begin
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss / _UNITS_PER_MB,
    }
    sys.stdout.write(json.dumps(cost))


if __name__ == "__main__":
    main(sys.argv[1:])
