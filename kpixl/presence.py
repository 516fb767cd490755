"""Whether a file or a folder is there.

From Python 3.14 on `Path.is_file` and its sisters say no as well where the system refuses to tell. What
cannot be looked at would be taken for missing, and made anew.
"""

import errno
import stat
from pathlib import Path

_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.EBADF, errno.ELOOP)
_ABSENT_ON_WINDOWS = (
    21,
    123,
    1921,
)  # an empty drive, a name that no file can have, a link to nothing


def is_file(path: Path) -> bool:
    """True where a file stands, or a link to one.

    Raises:
        OSError: the system does not tell.
    """
    return stat.S_ISREG(_mode(path))


def is_folder(path: Path) -> bool:
    """True where a folder stands, or a link to one.

    Raises:
        OSError: the system does not tell.
    """
    return stat.S_ISDIR(_mode(path))


def exists(path: Path) -> bool:
    """True where anything stands, or a link to it.

    Raises:
        OSError: the system does not tell.
    """
    return bool(_mode(path))


def is_free(path: Path) -> bool:
    """True where nothing stands, nor a link that leads nowhere just now: to a drive that is not there.

    Raises:
        OSError: the system does not tell.
    """
    return not exists(path) and not path.is_symlink()


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except ValueError:  # no name of a file at all
        return 0
    except OSError as error:
        if error.errno in _ABSENT or getattr(error, "winerror", None) in _ABSENT_ON_WINDOWS:
            return 0
        raise
