"""Files on their way to their places, and the journal from which a later run can finish a move.

A set is decided once its journal stands: whoever is killed after that leaves a set that the next run moves
in. Before that, nothing but the staging folder is there, which the next run removes.
"""

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kpixl.files.atomic import is_same, put, read_reported, reported, share, sync, write_down
from kpixl.files.written import is_edited, note_written, read_written
from kpixl.model.errors import InputFileError
from kpixl.model.event import notice
from kpixl.model.round import Round
from kpixl.presence import exists, is_file, is_folder

KEPT_SETS = 10
STAGING = ".kpixl-"
_JOURNAL = "journal.json"
_LEAST = 2  # parts of a row: the place and the file in the staging folder
_REPLACED = "replaced"


@dataclass(kw_only=True)
class Move:
    """One file on its way to its place, and the way back; no digest where it only comes back."""

    path: Path
    staged: Path
    old: Path
    digest: str
    _made: list[Path] = field(default_factory=list)

    def keep_old(self) -> None:
        """Keep what stands in the place, and give the new file its permissions."""
        if is_file(self.path):
            self.old.parent.mkdir(parents=True, exist_ok=True)
            _keep(self.path, self.old)
        share(self.staged, self.path)

    def carry_out(self) -> None:
        """Put the new file in its place."""
        missing = [folder for folder in self.path.parents if not exists(folder)]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._made = missing
        put(self.staged, self.path)

    def take_back(self) -> None:
        """Leave the place as it was, as far as the system lets us."""
        with contextlib.suppress(OSError):
            if exists(self.old):
                if not is_same(self.path, self.old):
                    put(self.old, self.path)
            elif not exists(self.staged):
                self.path.unlink()
            for folder in self._made:
                folder.rmdir()


def _keep(path: Path, old: Path) -> None:
    """A file kept under a second name; a copy of it where the disk knows no such thing."""
    old.unlink(missing_ok=True)
    # On Windows the second name of a file that a program has open could not be removed again.
    if not path.is_symlink() and sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.link(path, old)
            return
    shutil.copy2(path, old)
    sync(old)


def planned_moves(round_: Round, staging: Path, staged: Sequence[tuple[Path, Path, str]]) -> list[Move]:
    """The moves of a set: of each file (place, made aside, digest) that differs from what stands there."""
    moves = []
    for path, made, digest in staged:
        with reported(path):
            if not is_same(path, made):
                old = staging / _REPLACED / _below(path, round_.folder)
                moves.append(Move(path=path, staged=made, old=old, digest=digest))
    return moves


def move_in(round_: Round, staging: Path, moves: Sequence[Move]) -> None:
    """Move a set in, whole: a move that fails takes the set back, what a kill leaves the next run finishes.

    Raises:
        OutputFileError: a file cannot be moved; most often Excel has what it replaces open.
    """
    if not moves:
        return
    edited = _edited(round_, moves)
    for move in moves:
        with reported(move.path):
            move.keep_old()
    journal = staging / _JOURNAL
    with reported(round_.folder.absolute()):
        _write_journal(round_, journal, moves)
    aside, begun = staging / _REPLACED, list[Move]()
    replaces = exists(aside)
    try:
        for move in moves:
            begun.append(move)
            with reported(move.path):
                move.carry_out()
        for folder in {move.path.parent for move in moves}:
            sync(folder)
        note_written(round_, _rows(round_, moves))
        with reported(round_.replaced):
            kept = _keep_replaced(round_, staging)
    except BaseException:
        # Once the history has what was replaced the set is in, and there is no way back.
        if not replaces or exists(aside):
            for move in reversed(begun):
                move.take_back()
        raise
    finally:
        # The set is in, or taken back: nothing is left to be finished.
        journal.unlink(missing_ok=True)
    _tell_edited(round_, edited, kept)


def _edited(round_: Round, moves: Sequence[Move]) -> list[Path]:
    """The files of a set that somebody has changed since kpixl wrote them."""
    written = read_written(round_)
    found = []
    for move in moves:
        with reported(move.path):
            if is_edited(written, _named(move.path, round_.folder), move.path):
                found.append(move.path)
    return found


def _tell_edited(round_: Round, edited: Sequence[Path], kept: Path | None) -> None:
    for path in edited:
        if kept is not None:
            notice("edited_kept", file=str(path), kept=str(kept / _below(path, round_.folder)))


def _rows(round_: Round, moves: Sequence[Move]) -> list[tuple[str, str]]:
    return [(_named(move.path, round_.folder), move.digest) for move in moves if move.digest]


def _write_journal(round_: Round, journal: Path, moves: Sequence[Move]) -> None:
    rows = [[_named(move.path, round_.folder), move.staged.name, move.digest] for move in moves]
    # Half a journal is none: it does not parse, and nothing was moved by it.
    write_down(journal, json.dumps(rows, ensure_ascii=False).encode())
    sync(journal.parent)
    sync(round_.folder)


def finish_sets(round_: Round) -> tuple[Path, ...]:
    """Finish the sets that killed runs have left; returns the files that were moved in by it.

    Raises:
        OutputFileError: a file cannot be moved; the set waits for the next run.
        InputFileError: a journal cannot be read, or is none of kpixl's; whatever stands beside it stays.
    """
    finished: list[Path] = []
    for staging in _stagings(round_.folder):
        journal = staging / _JOURNAL
        rows = _read_journal(journal)
        staged = [(round_.folder / name, staging / made, digest) for name, made, digest in rows]
        left = [row for row in staged if is_file(row[1])]  # the others were moved in before
        moves = planned_moves(round_, staging, left)
        edited = _edited(round_, moves)
        for move in moves:
            with reported(move.path):
                move.keep_old()
                move.carry_out()
                sync(move.path.parent)
                finished.append(move.path)
        if rows:
            note_written(round_, [(name, digest) for name, _made, digest in rows if digest])
            with reported(round_.replaced):
                _tell_edited(round_, edited, _keep_replaced(round_, staging))
        shutil.rmtree(staging, ignore_errors=True)
    return tuple(finished)


def _read_journal(journal: Path) -> list[tuple[str, str, str]]:
    """Its rows: place from the round's folder, name in the staging folder, digest.

    Earlier versions have left journals without digests; '' there.
    """
    rows: object = []
    with read_reported(journal), contextlib.suppress(FileNotFoundError, ValueError):
        rows = json.loads(journal.read_text(encoding="utf-8"))
    if not isinstance(rows, list) or not all(map(_is_journal_row, rows)):
        raise InputFileError("journal_invalid", path=journal, folder=journal.parent)
    return [(name, made, digest[0] if digest else "") for name, made, *digest in rows]


def _is_journal_row(row: object) -> bool:
    """True for a row as kpixl writes them: no way up in a place, and a file of the staging folder itself."""
    if not (isinstance(row, list) and len(row) >= _LEAST and all(isinstance(part, str) for part in row)):
        return False
    name, made, *_digest = row
    return ".." not in Path(name).parts and made == Path(made).name


def _stagings(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        found = (path for path in folder.iterdir() if path.name.startswith(STAGING))
        return sorted(path for path in found if is_folder(path) and not path.is_symlink())
    return []


def _keep_replaced(round_: Round, staging: Path) -> Path | None:
    """Move what was replaced into the history, as one set; returns its folder, None where there is none."""
    aside = staging / _REPLACED
    if not exists(aside):
        return None
    history = round_.replaced
    history.mkdir(parents=True, exist_ok=True)
    numbers = numbered_sets(history)
    kept = history / f"{max(numbers, default=0) + 1:04d}"
    os.replace(aside, kept)  # noqa: PTH105 - all or nothing
    sync(history)
    for number in numbers[: max(0, len(numbers) + 1 - KEPT_SETS)]:
        shutil.rmtree(history / f"{number:04d}", ignore_errors=True)
    return kept


def numbered_sets(history: Path) -> list[int]:
    """The running numbers of the sets that are kept, in order; what people put beside them has none."""
    return sorted(int(path.name) for path in history.iterdir() if path.name.isdecimal() and is_folder(path))


def _below(path: Path, folder: Path) -> Path:
    """A file's way from the round's folder; its name alone where it stands elsewhere."""
    return path.relative_to(folder) if path.is_relative_to(folder) else Path(path.name)


def _named(path: Path, folder: Path) -> str:
    """How a journal names a file: from the round's folder, which may have been moved when it is read."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path.absolute())
