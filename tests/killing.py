"""kpixl in a process of its own that a signal meets at a chosen step of what it does to files."""

import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

# Ends a run at the chosen one of its steps.
_CODE = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from tests.killing import end_at_step
seen = end_at_step(int(sys.argv[1]), sys.argv[2])
sys.argv = ["kpixl", *sys.argv[3:]]
from kpixl.cli import main
try:
    main()
finally:
    print("steps", seen(), file=sys.stderr)
"""

# Counts the modules that are imported, from the first one of kpixl; the signal comes at the chosen one.
_AT_IMPORT = """
import os, signal, sys
at, kind = int(sys.argv[1]), getattr(signal, sys.argv[2], None)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what runs behind it deaf to it
seen = 0
class Counting:
    @staticmethod
    def find_spec(name, path=None, target=None):
        global seen
        seen += bool(seen) or name.startswith("kpixl")
        if seen == at:
            seen += 1
            os.kill(os.getpid(), kind)
sys.meta_path.insert(0, Counting)
sys.argv = ["kpixl", *sys.argv[3:]]
from kpixl.cli import main
try:
    main()
finally:
    print("steps", seen, file=sys.stderr)
"""


def end_at_step(at: int, kind: str) -> Callable[[], int]:
    """Have a signal meet this process in the place of one call that changes what is on the disk.

    Returns what tells how many there have been; 0 for a run that nothing ends.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what runs behind it deaf to it
    seen = itertools.count(1)

    def counting(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **settings: object) -> object:
            if next(seen) == at:
                os.kill(os.getpid(), getattr(signal, kind))
            return real(*args, **settings)

        return call

    for name in ("replace", "fsync", "link", "unlink", "mkdir", "rename"):
        setattr(os, name, counting(getattr(os, name)))
    return lambda: next(seen) - 1


def run_until(
    step: int, *arguments: object, kind: str = "SIGKILL", imports: bool = False
) -> "subprocess.CompletedProcess[str]":
    """Run `kpixl` in Japanese until its step of that number, or its import; 0 for a run that nothing ends."""
    code = _AT_IMPORT if imports else _CODE
    command = [sys.executable, "-c", code, str(step), kind, "--lang", "ja", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def steps_of(*arguments: object, imports: bool = False) -> int:
    """How many steps a whole run has, or imports."""
    return int(run_until(0, *arguments, imports=imports).stderr.rpartition("steps ")[2])


def leftovers(folder: Path) -> Sequence[str]:
    """What a run has left that is nobody's: staging folders, temporary files, holders of locks."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.name.startswith(".kpixl-") or path.name.endswith(".tmp") or path.name == ".kpixl.holder"
    )
