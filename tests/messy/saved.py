"""Messy returns as LibreOffice saves them, in every format that it writes, and what no such file can hold."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tests.messy.cases import Case, made
from tests.messy.returns import Messy, Want

FORMATS = ("xlsx", "ods", "xls")
_AT_A_TIME, _SECONDS = 40, 180
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>ja-JP</value></prop></item></oor:items>"""
# By the beginning of a trouble's name: what LibreOffice makes of it when it saves. It has computed every
# formula that had no result, so that there is nothing left to doubt; the others are lost on the way.
_COMPUTED = ("formula:without-value", "formula:array-with-value", "formula:empty-text-result",
             "beside:remark-formula-without", "beside:as_of-formula-without",
             "beside:next_target-formula-without")  # fmt: skip
_NOT_HELD = (
    "refused:bool-",
    "beside:thread",
    "beside:diagram",
    "beside:interrupted-result",
    "format:rate-shown-General",
)
_LOST: Mapping[str, Sequence[str]] = {
    "xlsx": ("beside:old-result",),
    "ods": ("refused:cell-#REF!",),
    # Of .xls no reader tells formulas and validations; a text that a formula gave is saved as 0.
    "xls": ("beside:old-result", "beside:line-over", "beside:cover-over", "seen:figure-by-condition",
            "formula:link-to-another-book", "formula:text-result", "beside:remark-formula-with",
            "read:byte-order-mark",
            "form:formulas-overwritten", "form:reference-broken", "form:validations-gone"),
}  # fmt: skip


def is_held(case: Case, suffix: str) -> bool:
    """True where a file of that format, saved by LibreOffice, still has the case's trouble in it."""
    lost = (*_COMPUTED, *_NOT_HELD, *_LOST[suffix])
    return not any(str(trouble).startswith(lost) for trouble in case.troubles)


def saved_by_libreoffice(cases: Sequence[Case], suffix: str) -> list[Messy]:
    """The cases' returns in that format, each with what must follow."""
    with tempfile.TemporaryDirectory(prefix="kpixl-saved-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        paths = [folder / f"{number}.xlsx" for number in range(len(cases))]
        messy = [made(case) for case in cases]
        for path, item in zip(paths, messy, strict=True):
            path.write_bytes(item.files[item.counts])
        out = folder / "out"
        for first in range(0, len(paths), _AT_A_TIME):
            _convert(folder, paths[first : first + _AT_A_TIME], suffix)
        for path in paths:
            if not (out / f"{path.stem}.{suffix}").exists():  # it crashes now and then after some files
                _convert(folder, [path], suffix)
        return [
            _as_saved(item, (out / f"{path.stem}.{suffix}").read_bytes(), suffix)
            for path, item in zip(paths, messy, strict=True)
        ]


def _convert(folder: Path, paths: Sequence[Path], suffix: str) -> None:
    program = shutil.which("soffice")
    assert program is not None
    command = [
        *(program, "--headless", f"-env:UserInstallation=file://{folder / 'profile'}"),
        *("--convert-to", suffix, "--outdir", str(folder / "out"), *map(str, paths)),
    ]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as run:
        try:
            run.wait(_SECONDS)
        except subprocess.TimeoutExpired:  # it hangs now and then, like its crashes: with all that it started
            os.killpg(run.pid, signal.SIGKILL)


def _as_saved(messy: Messy, content: bytes, suffix: str) -> Messy:
    """The return under its new name; how a finding quotes a cell is LibreOffice's own."""
    messy.counts = f"inbox/return.{suffix}"
    messy.files = {messy.counts: content}
    messy.wants = [lambda now, make=make: _without_details(make(now)) for make in messy.wants]  # type: ignore[misc]
    return messy


def _without_details(want: Want) -> Want:
    return replace(want, details={})
