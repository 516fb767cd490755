"""The one place that writes a command's files: they are made aside, then moved in together.

A reader never sees half a file, and no run leaves half of its files: not where a move fails, not where the
process is killed (the next run finishes what was decided, and says so). What is replaced is kept in the
round's history, and said where somebody has changed it since kpixl wrote it; what would be replaced by the
same bytes stays as it is.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Self

from kpixl.files.atomic import remove_leftovers, reported, write_down, write_file, write_once
from kpixl.files.interrupt import stop_if_asked
from kpixl.files.moves import KEPT_SETS, STAGING, finish_sets, move_in, numbered_sets, planned_moves
from kpixl.files.round_lock import round_lock
from kpixl.files.written import digest_of
from kpixl.model.event import notice, tell
from kpixl.model.round import Round
from kpixl.presence import is_folder

__all__ = ["KEPT_SETS", "WriteSet", "files_below", "newest_replaced", "write_file", "write_once"]


class WriteSet:
    """The files that one command makes in a round, which is its own meanwhile; use it in a `with` block.

    `add` makes each of them aside. When the block ends they are moved in, in the order in which they were
    added; where the block is left by an error, or a move fails, the round is as it was before. What they
    replace goes to `history/replaced/` under a running number, of which the newest ten are kept. Files
    below `history/frozen/` are added like any others, and nothing there is ever removed.

    A command that decides by what stands in the round (the register) enters the block before it reads that.
    """

    def __init__(self, round_: Round) -> None:
        self._round = round_
        self._staging: Path | None = None
        self._staged: dict[Path, Path] = {}
        self._digests: dict[Path, str] = {}
        self._held = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Take the round's lock, and clear up after runs that were killed.

        Raises:
            OutputFileError: another command is at work in the round, or what one left cannot be finished.
        """
        if is_folder(self._round.folder):
            self._take()
        return self

    def _take(self) -> None:
        round_ = self._round
        with contextlib.ExitStack() as held:
            held.enter_context(round_lock(round_.folder))
            finished = finish_sets(round_)
            if finished:
                notice("set_finished", files=" ".join(path.name for path in finished))
            places = (round_.folder, round_.outbox, round_.sendback, round_.drafts, round_.written.parent)
            remove_leftovers(places)
            self._held = held.pop_all()

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        with self._held:
            try:
                if kind is None and self._staging is not None:
                    stop_if_asked()
                    staged = [(path, made, self._digests[path]) for path, made in self._staged.items()]
                    moves = planned_moves(self._round, self._staging, staged)
                    move_in(self._round, self._staging, moves)
                    tell("written", files=[str(move.path) for move in moves])
            finally:
                if self._staging is not None:
                    shutil.rmtree(self._staging, ignore_errors=True)

    def add(self, path: Path, content: bytes) -> Path:
        """Make a file aside that is to stand at `path`, which is returned; a later one takes its place.

        Raises:
            OutputFileError: the round's folder cannot be written to, or another command is at work in it.
        """
        self._stage(path, content)
        self._digests[path] = digest_of(content)
        return path

    def put_back(self, path: Path, content: bytes) -> Path:
        """Have a file stand at `path` again; unlike `add` this does not make it kpixl's own.

        Raises:
            OutputFileError: as `add`.
        """
        self._stage(path, content)
        self._digests[path] = ""
        return path

    def _stage(self, path: Path, content: bytes) -> None:
        with reported(path):
            if self._staging is None:
                if not is_folder(self._round.folder):
                    self._round.folder.mkdir(parents=True, exist_ok=True)
                    self._take()
                self._staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=self._round.folder))
            staged = self._staged.setdefault(path, self._staging / f"new-{len(self._staged):04d}")
            write_down(staged, content)

    def where(self, path: Path) -> Path:
        """Where the content that will stand at `path` is to be read now: made aside, or in its place."""
        return self._staged.get(path, path)


def newest_replaced(round_: Round) -> Path | None:
    """The newest set of what outputs have replaced; None where nothing is kept."""
    history = round_.replaced
    numbers = numbered_sets(history) if is_folder(history) else []
    return history / f"{numbers[-1]:04d}" if numbers else None


def files_below(folder: Path) -> list[Path]:
    """The files below a folder, by their ways from there, in order.

    Raises:
        OSError: a folder may not be listed; a part of the files is not to be taken for all of them.
    """

    def stop(error: OSError) -> None:
        raise error

    walked = os.walk(folder, onerror=stop)
    return sorted(Path(here, name).relative_to(folder) for here, _folders, names in walked for name in names)
