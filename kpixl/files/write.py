"""The one place that writes files: a command's files are made aside, then moved in together.

A reader never sees half a file, and no run leaves half of its files. What is replaced is kept in the
round's history; what would be replaced by the same bytes stays as it is.
"""

import contextlib
import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from kpixl.model.errors import OutputFileError
from kpixl.model.round import Round

KEPT_SETS = 10
_STAGING = ".kpixl-"


class WriteSet:
    """The files that one command makes in a round; use it in a `with` block.

    `add` makes each of them aside. When the block ends they are moved in, in the order in which they were
    added; where the block is left by an error, or a move fails, the round is as it was before. What they
    replace goes to `history/replaced/` under a running number, of which the newest ten are kept. Files
    below `history/frozen/` are added like any others, and nothing there is ever removed.
    """

    def __init__(self, round_: Round) -> None:
        self._round = round_
        self._staging: Path | None = None
        self._staged: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        # The place for a lock of the round: one command at a time writes, from here to `__exit__`.
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        try:
            if kind is None:
                self._move_in()
        finally:
            if self._staging is not None:
                shutil.rmtree(self._staging, ignore_errors=True)

    def add(self, path: Path, content: bytes) -> Path:
        """Make a file aside that is to stand at `path`, which is returned; a later one takes its place.

        Raises:
            OutputFileError: the round's folder cannot be written to.
        """
        with _reported(path):
            if self._staging is None:
                self._round.folder.mkdir(parents=True, exist_ok=True)
                self._staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=self._round.folder))
            staged = self._staged.setdefault(path, self._staging / f"new-{len(self._staged):04d}")
            _write(staged, content)
        return path

    def where(self, path: Path) -> Path:
        """Where the content that will stand at `path` is to be read now: made aside, or in its place."""
        return self._staged.get(path, path)

    def _move_in(self) -> None:
        moves = []
        for path, staged in self._staged.items():
            with _reported(path):
                if not _same(path, staged):
                    moves.append(_Move(path, staged, self._aside / _below(path, self._round.folder)))
        for move in moves:
            with _reported(move.path):
                move.keep_old()
        begun: list[_Move] = []
        try:
            for move in moves:
                begun.append(move)
                with _reported(move.path):
                    move.carry_out()
            with _reported(self._round.replaced):
                self._keep_replaced()
        except BaseException:
            for move in reversed(begun):
                move.take_back()
            raise
        for folder in {move.path.parent for move in moves}:
            _sync_folder(folder)

    @property
    def _aside(self) -> Path:
        """Where what is to be replaced is kept until all is done."""
        return (self._staging or self._round.folder) / "replaced"

    def _keep_replaced(self) -> None:
        """Move what was replaced into the history, as one set."""
        if not self._aside.exists():
            return
        history = self._round.replaced
        history.mkdir(parents=True, exist_ok=True)
        numbers = _numbers(history)
        os.replace(self._aside, history / f"{max(numbers, default=0) + 1:04d}")  # noqa: PTH105 - all or nothing
        _sync_folder(history)
        for number in numbers[: max(0, len(numbers) + 1 - KEPT_SETS)]:
            shutil.rmtree(history / f"{number:04d}", ignore_errors=True)


class _Move:
    """One file on its way to its place, and the way back."""

    def __init__(self, path: Path, staged: Path, old: Path) -> None:
        self.path = path
        self._staged, self._old = staged, old
        self._made: list[Path] = []

    def keep_old(self) -> None:
        """Copy what stands in the place, and give the new file its permissions."""
        if self.path.is_file():
            self._old.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self.path, self._old)
        _share(self._staged, self.path)

    def carry_out(self) -> None:
        missing = [folder for folder in self.path.parents if not folder.exists()]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._made = missing
        _replace(self._staged, self.path)

    def take_back(self) -> None:
        """Leave the place as it was, as far as the system lets us."""
        with contextlib.suppress(OSError):
            if self._old.exists():
                if not _same(self.path, self._old):
                    _replace(self._old, self.path)
            elif not self._staged.exists():
                self.path.unlink()
            for folder in self._made:
                folder.rmdir()


def newest_replaced(round_: Round) -> Path | None:
    """The newest set of what outputs have replaced; None where nothing is kept."""
    history = round_.replaced
    numbers = _numbers(history) if history.is_dir() else []
    return history / f"{numbers[-1]:04d}" if numbers else None


def write_file(path: Path, content: bytes) -> None:
    """Write `content` to `path`, replacing what is there in one step; folders are made as needed.

    For a file by itself, outside a command's set.

    Raises:
        OutputFileError: the place cannot be written; most often Excel has the file open.
    """
    with _reported(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            _write(temporary, content)
            _share(temporary, path)
            os.replace(temporary, path)  # noqa: PTH105 - the documented atomic replace
        finally:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
        _sync_folder(path.parent)


def write_once(path: Path, content: bytes) -> None:
    """Write a secret that its owner alone may read, unless something stands there by now: that stays.

    It appears whole, and of several runs that write it at the same moment one does.

    Raises:
        OutputFileError: the place cannot be written.
    """
    with _reported(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            _write(temporary, content)
            with contextlib.suppress(FileExistsError):
                _link(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(path.parent)


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
        handle, name = tempfile.mkstemp(dir=folder, prefix=_STAGING)
        os.close(handle)
        Path(name).unlink()
    except OSError as error:
        return error.strerror or str(error)
    return ""


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
def _reported(path: Path) -> Iterator[None]:
    """Turn what the system says about a file into the sentence for it."""
    try:
        yield
    except PermissionError as error:
        raise OutputFileError("locked", path=path) from error
    except OSError as error:
        raise OutputFileError("not_writable", path=path, reason=error.strerror or str(error)) from error


def _write(path: Path, content: bytes) -> None:
    """Write a file that nobody reads yet, down to the disk."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _replace(source: Path, path: Path) -> None:
    """Put a file in its place in one step."""
    try:
        os.replace(source, path)  # noqa: PTH105 - the documented atomic replace
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_file(path, source.read_bytes())  # a linked folder on another disk


def _same(path: Path, other: Path) -> bool:
    return path.is_file() and path.read_bytes() == other.read_bytes()


def _share(new: Path, path: Path) -> None:
    """Give a file that is private by default the permissions of what it replaces, or of any new file."""
    if path.exists():
        mode = stat.S_IMODE(path.stat().st_mode)
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    new.chmod(mode)


def _sync_folder(folder: Path) -> None:
    """Have the disk know the names in a folder; Windows and some shares do that by themselves."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _below(path: Path, folder: Path) -> Path:
    """A file's way from the round's folder; its name alone where it stands elsewhere."""
    return path.relative_to(folder) if path.is_relative_to(folder) else Path(path.name)


def _numbers(history: Path) -> list[int]:
    """The running numbers of the sets that are kept, in order; what people put beside them has none."""
    return sorted(int(path.name) for path in history.iterdir() if path.name.isdecimal() and path.is_dir())
