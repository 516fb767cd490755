"""One command at a time writes in a round: a lock that ends with the process that holds it.

The lock is the system's own, on a file that stays in the round; beside it stands who holds it, for the
message to whoever has to wait. A holder that died leaves no lock, only that file, and the next one writes
its own. Who only reads takes no lock.
"""

import contextlib
import datetime as dt
import getpass
import json
import os
import platform
from collections.abc import Iterator
from pathlib import Path

from kpixl.files.atomic import reported, why_not_writable
from kpixl.files.clock import now
from kpixl.model.errors import OutputFileError

WAIT_SECONDS = 10.0
_LOCK, _HOLDER = ".kpixl.lock", ".kpixl.holder"


@contextlib.contextmanager
def round_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a round for the block; where another command holds it, wait for it.

    Raises:
        OutputFileError: another command holds it still after ten seconds; or the folder cannot be written to.
    """
    from filelock import FileLock, Timeout

    holder = folder / _HOLDER
    lock = FileLock(folder / _LOCK)
    with reported(folder / _LOCK):
        try:
            lock.acquire(timeout=WAIT_SECONDS)
        except Timeout as error:
            raise OutputFileError("round_busy", **_held(holder), folder=folder) from error
        except OSError as error:  # of a folder for reading only; nobody knows the lock's file
            if reason := why_not_writable(folder):
                raise OutputFileError("round_not_writable", path=folder.absolute(), reason=reason) from error
            raise
    try:
        with contextlib.suppress(OSError):
            holder.write_text(_about_me(), encoding="utf-8")  # for people alone: nothing rests on it
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink()
        lock.release()


def _about_me() -> str:
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user, or no such thing
        user = "?"
    about = {"user": user, "host": platform.node(), "process": os.getpid(), "since": now().isoformat()}
    return json.dumps(about)


def _held(holder: Path) -> dict[str, object]:
    """Who holds the lock, as far as anybody can tell."""
    try:
        about = json.loads(holder.read_text(encoding="utf-8"))
        seconds = int((now() - dt.datetime.fromisoformat(about["since"])).total_seconds())
        who = {name: str(about[name]) for name in ("user", "host", "process")}
    except (OSError, ValueError, KeyError, TypeError):
        return {"user": "?", "host": "?", "process": "?", "seconds": 0}
    return {**who, "seconds": max(0, seconds)}
