"""history/frozen/: the state of a round at a deadline, one folder each. Nothing in it is ever changed."""

import contextlib
import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

from kpixl.model.errors import InputFileError
from kpixl.model.frozen_state import FrozenState
from kpixl.model.ledger import Source
from kpixl.model.round import Round
from kpixl.presence import exists, is_file

_SCHEMA = "kpixl-frozen/1"
_INPUTS = "inputs.json"


def read_frozen(round_: Round) -> FrozenState | None:
    """The newest frozen state of a round; None where it was never frozen.

    Raises:
        InputFileError: what stands where it says which files it saw is no such record.
        OSError: the system does not let it be read; what it would tell must not be passed over.
    """
    for folder in _newest_first(round_.frozen):
        path = inputs_path(folder)
        if exists(path):  # what people put beside the states has no record
            return _parsed(path, path.read_bytes() if is_file(path) else b"")
    return None


def _newest_first(frozen: Path) -> list[Path]:
    """What stands in the folder of frozen states; one that may not be listed is no empty one."""
    with contextlib.suppress(FileNotFoundError):
        return sorted(frozen.iterdir(), key=lambda path: _order(path.name), reverse=True)
    return []


def _parsed(path: Path, content: bytes) -> FrozenState:
    try:
        said = json.loads(content)
        return FrozenState(
            folder=path.parent,
            day=dt.date.fromisoformat(said["day"]),
            run_id=str(said["run_id"]),
            hashes=frozenset(str(item["sha256"]) for item in said["inputs"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InputFileError("frozen_invalid", path=path, folder=path.parent) from error


def _order(name: str) -> tuple[str, int]:
    """2025-05-30 comes before 2025-05-30_2, and that before 2025-05-30_10."""
    day, _, number = name.partition("_")
    return day, int(number) if number.isdecimal() else 1


def new_folder(round_: Round, day: dt.date) -> Path:
    """The folder of a state that is frozen on a day; one of the same day has the next number."""
    folder, number = round_.frozen / day.isoformat(), 1
    while exists(folder):
        number += 1
        folder = round_.frozen / f"{day.isoformat()}_{number}"
    return folder


def inputs_path(folder: Path) -> Path:
    """Where a frozen state says which files it saw."""
    return folder / _INPUTS


def build_inputs(day: dt.date, run_id: str, plan_sha256: str, sources: Iterable[Source]) -> bytes:
    """The digest of a state: its day, the number of its run, and every file with its SHA-256."""
    content = {
        "schema": _SCHEMA,
        "day": day.isoformat(),
        "run_id": run_id,
        "plan": plan_sha256,
        "inputs": [
            {
                "file": source.file,
                "sha256": source.sha256,
                "branch": source.branch_code,
                "disposition": str(source.disposition),
            }
            for source in sources
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
