"""`kpixl undo`: what was replaced last stands in its place again."""

from dataclasses import dataclass
from pathlib import Path

from kpixl.files.write import WriteSet, files_below, newest_replaced
from kpixl.model.errors import KpixlError
from kpixl.model.round import Round


@dataclass(frozen=True)
class UndoResult:
    """The files that are again as they were, and where what stood in their place is kept now."""

    restored: tuple[Path, ...]
    kept: Path


def undo(round_dir: Path) -> UndoResult:
    """Put back what was replaced last: master, summaries, reports and correction workbooks.

    What they replace becomes the newest set itself, so that a second undo takes the first one back. Files
    that the last run made anew, and replaced nothing with, stay, and so do the plan, what was issued to
    branches, its register and drafts: the branches have it already.

    Raises:
        KpixlError: nothing was replaced yet, or nothing of it can be put back.
        OutputFileError: a file cannot be written; then none is.
        OSError: something of what was replaced cannot be read; then nothing is put back.
    """
    round_ = Round(round_dir)
    newest = newest_replaced(round_)
    replaced = files_below(newest) if newest else []
    if newest is None or not replaced:
        raise KpixlError("nothing_to_undo", path=round_dir)
    outputs = [name for name in replaced if _may_go_back(name)]
    if not outputs:
        raise KpixlError("not_undone", name=replaced[0].as_posix())
    with WriteSet(round_) as writes:
        restored = [writes.put_back(round_.folder / name, (newest / name).read_bytes()) for name in outputs]
    return UndoResult(tuple(restored), newest_replaced(round_) or newest)


def _may_go_back(name: Path) -> bool:
    if len(name.parts) > 1:
        return name.parts[0] in ("sendback", "report")
    return name.stem == "master" or name.stem.startswith("summary")
