"""What this computer offers: Python's packages, fonts, a folder that can be written to."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

_SECONDS = 60  # fc-list builds its cache when it is first asked
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
_ELSEWHERE = re.compile(
    r"(?:sys_platform|platform_system|os_name)\s*=="
)  # for one system only: pip has seen to it


def required_packages() -> dict[str, tuple[str, ...]]:
    """The names of the packages that kpixl needs, by extra; those that it always needs under "".

    Nothing where kpixl is used from a checkout without being installed.
    """
    found: dict[str, list[str]] = {}
    with contextlib.suppress(PackageNotFoundError):
        for text in requires("kpixl") or ():
            name, extra = _NAME.match(text), _EXTRA.search(text)
            if name and not _ELSEWHERE.search(text):
                found.setdefault(extra[1] if extra else "", []).append(name[0])
    return {extra: tuple(sorted(names)) for extra, names in sorted(found.items())}


def package_version(name: str) -> str:
    """The version of an installed package; empty where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def has_font(family: str) -> bool | None:
    """Whether the computer has a font; None where it cannot be asked."""
    if sys.platform == "win32":
        wanted = family.replace(" ", "").lower()[:6]  # YuGothR.ttc, YuGothB.ttc
        roots = (
            os.environ.get("WINDIR", r"C:\Windows"),
            os.environ.get("LOCALAPPDATA", "") + r"\Microsoft\Windows",
        )
        return any(
            path.stem.lower().startswith(wanted) for root in roots for path in Path(root, "Fonts").glob("*")
        )
    program = shutil.which("fc-list")
    if program is None:
        return None
    try:
        asked = subprocess.run(  # noqa: S603 - no shell, and no argument of anybody else's
            [program, ":", "family"], capture_output=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return family.lower() in asked.stdout.decode(errors="replace").lower()
