"""The files of an inbox: found in a stable order, nothing left out without a word; none is opened here."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kpixl.model.finding import FindingCode
from kpixl.model.submission import WORKBOOK_SUFFIXES, UnreadableFile, shown_name

_OWNER_PREFIX, _LOCK_PREFIX = "~$", ".~lock."
# What an operating system leaves behind, and the twins that macOS puts into archives.
_DROPPINGS = frozenset({"thumbs.db", "desktop.ini", "icon\r"})
_EXPECTED = WORKBOOK_SUFFIXES | {".icloud"}  # .45_宮崎.xlsx.icloud: not downloaded yet, but sent


@dataclass(frozen=True)
class Inbox:
    """The files to be read, and those of which nothing is read, with the finding that says why."""

    files: tuple[Path, ...]
    unread: tuple[UnreadableFile, ...]


def find_returns(inbox: Path, root: Path) -> Inbox:
    """Everything below `inbox`, sorted by path; names in the records are relative to `root`.

    Folders whose names begin with a dot, and what operating systems leave behind, are not returns.

    Raises:
        OSError: the inbox, or a folder in it, may not be listed.
    """
    files: list[Path] = []
    unread: list[UnreadableFile] = []
    for path in sorted(_walk(inbox)):
        problem = why_unread(path, path.relative_to(root).as_posix())
        if problem is None:
            files.append(path)
        else:
            unread.append(problem)
    return Inbox(tuple(files), tuple(unread))


def why_unread(path: Path, name: str) -> UnreadableFile | None:
    """Why a path is not read, under the given name; None where it may be a return."""
    kind, seen = _problem(path)
    if kind is None:
        return None
    return UnreadableFile(
        file=shown_name(name), sha256="", kind=kind, details=(("seen", seen),) if seen else ()
    )


def _walk(inbox: Path) -> Iterator[Path]:
    next(inbox.iterdir(), None)  # one that may not be listed is no empty one: the system says why
    for folder, folders, names in os.walk(inbox, onerror=_stop):
        here = Path(folder)
        folders[:] = [name for name in folders if not name.startswith(".")]
        # A linked folder is not entered (it may lead round in a circle), so it is named.
        yield from (here / name for name in folders if (here / name).is_symlink())
        yield from (here / name for name in names if not _is_dropping(name))


def _stop(error: OSError) -> None:
    """Leave no folder out that may not be listed: nobody knows whose returns are in it."""
    if not isinstance(error, FileNotFoundError):  # gone since the one above it was listed
        raise error


def _is_dropping(name: str) -> bool:
    if name.startswith("._") or name.casefold() in _DROPPINGS:
        return True
    hidden = name.startswith(".") and not name.startswith(_LOCK_PREFIX)
    return hidden and Path(name).suffix.lower() not in _EXPECTED


def _problem(path: Path) -> tuple[FindingCode | None, str]:
    """The finding about a path, judged without reading it, and what it names."""
    name = path.name
    if name.startswith(_OWNER_PREFIX):
        return FindingCode.FILE_IS_OPEN, name.removeprefix(_OWNER_PREFIX)
    if name.startswith(_LOCK_PREFIX):
        return FindingCode.FILE_IS_OPEN, name.removeprefix(_LOCK_PREFIX).removesuffix("#")
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return FindingCode.LINK_DANGLING, ""
    except OSError:  # no permission, or links that lead round in a circle
        return (FindingCode.LINK_DANGLING if path.is_symlink() else FindingCode.FILE_DENIED), ""
    if stat.S_ISDIR(mode) and not path.is_symlink():
        return FindingCode.FILE_DENIED, ""
    return (None if stat.S_ISREG(mode) else FindingCode.FILE_NOT_REGULAR), ""
