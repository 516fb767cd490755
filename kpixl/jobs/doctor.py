"""`kpixl doctor`: what kpixl finds on this computer and in a round's folder, and what it lacks."""

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kpixl import __version__
from kpixl.books.writing.styles import FONT
from kpixl.files.atomic import is_held, why_not_writable
from kpixl.files.environment import has_font, package_version, required_packages
from kpixl.files.pdf import find_libreoffice
from kpixl.model.errors import KpixlError
from kpixl.model.round import Round
from kpixl.presence import is_folder
from kpixl.shipped import shipped
from kpixl.steps.executors import HERE, READING
from kpixl.steps.read_returns import read_returns

_FOR_DEVELOPERS = ("dev", "test")


class Health(StrEnum):
    """How a check came out."""

    GOOD = "good"
    LACKING = "lacking"  # something can be done without it
    BAD = "bad"  # kpixl cannot work


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One check: `key` names it and its texts, `about` which of several, `seen` is what was found."""

    key: str
    health: Health
    about: str = ""
    seen: str = ""


def doctor(round_dir: Path | None = None) -> tuple[Checked, ...]:
    """Everything about this computer that decides whether kpixl works, and about a round's folder."""
    return (*_python(), *_packages(), *_programs(), *(_folder(Round(round_dir)) if round_dir else ()))


def _python() -> Iterator[Checked]:
    yield Checked(key="kpixl", health=Health.GOOD, seen=__version__)
    seen = f"{platform.python_version()} ({platform.system()} {platform.machine()})"
    yield Checked(key="python", health=Health.GOOD, seen=seen)
    encoding = getattr(sys.stdout, "encoding", None) or ""
    yield Checked(
        key="console", health=Health.GOOD if _shows_japanese(encoding) else Health.LACKING, seen=encoding
    )


def _shows_japanese(encoding: str) -> bool:
    try:
        "支部△○×".encode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def _packages() -> Iterator[Checked]:
    """Every package that kpixl needs, one by one; an extra as a whole."""
    for extra, names in required_packages().items():
        if extra in _FOR_DEVELOPERS:
            continue
        versions = {name: package_version(name) for name in names}
        if extra:
            health = Health.GOOD if all(versions.values()) else Health.LACKING
            yield Checked(key="extra", about=extra, health=health, seen=" ".join(names))
            continue
        for name, found in versions.items():
            yield Checked(key="package", about=name, health=Health.GOOD if found else Health.BAD, seen=found)


def _programs() -> Iterator[Checked]:
    found = has_font(FONT)
    yield Checked(key="font", about=FONT, health=Health.GOOD if found else Health.LACKING)
    program = find_libreoffice()
    health = Health.GOOD if program else Health.LACKING
    yield Checked(key="libreoffice", health=health, seen=str(program or ""))
    yield _workers()


def _workers() -> Checked:
    """Whether workbooks can be read, in a process of its own as always."""
    try:
        with HERE.executor(READING) as executor:
            read_returns([shipped("templates") / "plan_ja.xlsx"], None, executor)
    except KpixlError as error:
        return Checked(key="workers", health=Health.BAD, seen=str(error))
    return Checked(key="workers", health=Health.GOOD)


def _folder(round_: Round) -> Iterator[Checked]:
    if not is_folder(round_.folder):
        yield Checked(key="no_folder", health=Health.BAD, about=str(round_.folder))
        return
    reason = why_not_writable(round_.folder)
    health = Health.BAD if reason else Health.GOOD
    yield Checked(key="folder", health=health, about=str(round_.folder), seen=reason)
    for path in (round_.master, round_.summary, round_.register):
        if is_held(path):
            yield Checked(key="held", health=Health.BAD, about=str(path))
