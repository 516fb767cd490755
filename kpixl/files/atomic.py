"""Single files on the disk: written whole, down to the disk, and put in their places in one step.

A command's files go through `kpixl.files.write`; what is here is for a file by itself, and for that.
"""

import contextlib
import errno
import os
import re
import stat
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from kpixl.model.errors import InputFileError, OutputFileError
from kpixl.presence import exists, is_file, is_folder

# A file that is being written: .master.xlsx.4711-k3j5x_2a.tmp, with the process that writes it.
_TEMPORARY = re.compile(r"\..+\.(\d+)-\w{8}\.tmp")
# The disk is full, or what this user may take of it; Windows knows the first alone.
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_SURELY_DEAD = 3600.0  # seconds after which nobody writes on a file any more, where that cannot be asked


def write_file(path: Path, content: bytes) -> None:
    """Write `content` to `path`, replacing what is there in one step; folders are made as needed.

    For a file by itself, outside a command's set.

    Raises:
        OutputFileError: the place cannot be written; most often Excel has the file open.
    """
    with reported(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _beside(path) as temporary:
            write_down(temporary, content)
            share(temporary, path)
            os.replace(temporary, path)  # noqa: PTH105 - the documented atomic replace
        sync(path.parent)


def write_once(path: Path, content: bytes) -> None:
    """Write a secret that its owner alone may read, unless something stands there by now: that stays.

    It appears whole, and of several runs that write it at the same moment one does.

    Raises:
        OutputFileError: the place cannot be written.
    """
    with reported(path):
        with _beside(path) as temporary:
            write_down(temporary, content)
            with contextlib.suppress(FileExistsError):
                _link(temporary, path)
        sync(path.parent)


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A file of its owner's alone beside another, which is gone at the end of the block."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.{os.getpid()}-", suffix=".tmp", dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def remove_leftovers(folders: Iterable[Path]) -> None:
    """Remove the files that runs were writing when they were killed, as far as the system lets us."""
    for folder in folders:
        with contextlib.suppress(OSError):
            for path in folder.iterdir():
                found = _TEMPORARY.fullmatch(path.name)
                if found and _is_dead(int(found[1]), path):
                    path.unlink()


def _is_dead(process: int, path: Path) -> bool:
    if sys.platform != "win32":  # asking ends the process there
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        except (OSError, OverflowError):
            return False
    return time.time() - path.stat().st_mtime > _SURELY_DEAD


def _link(source: Path, path: Path) -> None:
    """Give a file a place where nothing stands; a rename would replace what does.

    Raises:
        FileExistsError: something stands there.
    """
    try:
        os.link(source, path)
    except FileExistsError:
        raise
    except OSError:  # some shares know no links
        with path.open("xb") as stream:
            path.chmod(0o600)
            stream.write(source.read_bytes())
            stream.flush()
            os.fsync(stream.fileno())


def why_not_writable(folder: Path) -> str:
    """What the system says when a file is made and removed in a folder; empty where that goes well."""
    try:
        with _beside(folder / "kpixl"):
            return ""
    except OSError as error:
        return _said(error)


def is_held(path: Path) -> bool:
    """True where another program keeps a file from being written, as Excel does on Windows."""
    try:
        with path.open("r+b"):
            return False
    except FileNotFoundError:
        return False
    except OSError:
        return True


@contextlib.contextmanager
def reported(path: Path) -> Iterator[None]:
    """Turn what the system says about a file into the sentence for it."""
    try:
        yield
    except PermissionError as error:
        raise OutputFileError("locked", path=path) from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise OutputFileError("path_too_long", path=path) from error
        if error.errno in _FULL:
            raise OutputFileError("disk_full", path=path) from error
        raise OutputFileError("not_writable", path=path, reason=_said(error)) from error


@contextlib.contextmanager
def read_reported(path: Path) -> Iterator[None]:
    """As `reported`, of a file that is read: it may be open in Excel and still be read."""
    try:
        yield
    except PermissionError as error:
        raise InputFileError("denied", path=path, reason=_said(error)) from error
    except OSError as error:
        raise InputFileError("not_readable", path=path, reason=_said(error)) from error


def _said(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__


def write_down(path: Path, content: bytes) -> None:
    """Write a file that nobody reads yet, down to the disk."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def put(source: Path, path: Path) -> None:
    """Put a file in its place in one step."""
    try:
        os.replace(source, path)  # noqa: PTH105 - the documented atomic replace
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_file(path, source.read_bytes())  # a linked folder on another disk


def is_same(path: Path, other: Path) -> bool:
    """True where a file stands and has the bytes of another."""
    return is_file(path) and path.read_bytes() == other.read_bytes()


def share(new: Path, path: Path) -> None:
    """Give a file that is private by default the permissions and the owner of what it replaces.

    Where nothing stands, those of any new file.
    """
    if exists(path):
        old = path.stat()
        mode = stat.S_IMODE(old.st_mode)
        if sys.platform != "win32" and (old.st_uid, old.st_gid) != (new.stat().st_uid, new.stat().st_gid):
            with contextlib.suppress(OSError):  # anybody may give a file to a group that he is in
                os.chown(new, -1, old.st_gid)
            with contextlib.suppress(OSError):  # only an administrator may give a file away
                os.chown(new, old.st_uid, -1)
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    new.chmod(mode)


def sync(path: Path) -> None:
    """Have the disk know a file, or a folder's names; Windows and some shares do that by themselves."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY if is_folder(path) else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
