"""The library's functions: open a round, read a master, read a target, verify returned files."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kpixl.api.options import StrPath
from kpixl.api.round import OpenRound
from kpixl.model.errors import InputFileError
from kpixl.presence import exists, is_folder

if TYPE_CHECKING:
    from kpixl.jobs.verify import VerifyResult
    from kpixl.rules.targets.reading import TargetReading
    from kpixl.steps.load_master import LoadedMaster


def open_round(path: StrPath) -> OpenRound:
    """The round in a folder, as `kpixl init` makes one. Nothing is read before a method is called.

    Raises:
        InputFileError: there is no such folder.
    """
    folder = Path(path)
    if not is_folder(folder):
        raise InputFileError("not_a_round" if exists(folder) else "file_missing", path=folder)
    return OpenRound(folder)


def read_master(path: StrPath) -> "LoadedMaster":
    """A master as `kpixl consolidate` wrote it: its plan, ledger and findings, and its assessments.

    The figures are judged again by the same rules, and a master that somebody has edited is refused.

    Raises:
        InputFileError: there is no such file, it is no master, or it contradicts itself.
    """
    from kpixl.steps.load_master import load_master

    return load_master(Path(path))


def parse_target(
    text: str, *, unit: str | None = None, direction: str | None = None
) -> "tuple[TargetReading, ...]":
    """How the text of a target cell, or a whole KPI sentence, is read: one reading for each KPI in it.

    Args:
        text: such as `64.6％以上`, `前年度以上` or `受診率を64.6％以上とする。`; English forms, too.
        unit: the KPI's unit, where the text does not say it.
        direction: `at_least`, `at_most`, `equal` or `do`, where the text does not say it.

    Raises:
        KpixlError: the text is no target; its sentence names the nearest form that is one.
    """
    from kpixl.jobs.target import read_target
    from kpixl.locale.language import detect_language

    return read_target(text, unit=unit, direction=direction, language=detect_language())


def verify(
    paths: StrPath | Iterable[StrPath], *, password_file: StrPath | None = None
) -> "tuple[VerifyResult, ...]":
    """What would become of single returned files, each checked by the plan that it carries inside.

    They are read in worker processes. A script needs no `if __name__ == "__main__"` for that, on any system.

    Raises:
        KpixlError: a path does not exist, or this machine cannot read workbooks at all.
    """
    from kpixl.jobs.verify import verify as verify_files

    several = [paths] if isinstance(paths, str | os.PathLike) else paths
    passwords = None if password_file is None else Path(password_file)
    return verify_files([Path(path) for path in several], password_file=passwords)
