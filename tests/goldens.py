"""Goldens: texts of workbooks in tests/golden/, a folder for every workbook and a file for every sheet."""

import difflib
import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
ACTUAL = Path(__file__).parent / "actual"
_MOST_LINES = 40  # of a difference; the built text has the rest


def check_golden(
    workbook: str, texts: Mapping[str, str], *, update: bool, folder: Path = GOLDEN, saved: Path = ACTUAL
) -> None:
    """Compare the texts of a workbook, by their files, with those in tests/golden/WORKBOOK/.

    What was built is kept in tests/actual/ where it differs. A golden that is missing fails: one that
    writes itself proves nothing. So does one that no sheet makes any more.
    """
    expected, actual = folder / workbook, saved / workbook
    if actual.is_dir():
        shutil.rmtree(actual)  # of an earlier run
    if update:
        _write(expected, texts)
        return
    faults = list(_faults(expected, texts, actual))
    if faults:
        pytest.fail("\n\n".join(faults), pytrace=False)


def check_no_others(workbooks: Collection[str], *, update: bool, folder: Path = GOLDEN) -> None:
    """Fail where goldens belong to none of the workbooks; with `update` they are removed."""
    others = sorted({path.parent for path in folder.rglob("*.txt")} - {folder / name for name in workbooks})
    if update:
        for other in others:
            _remove(other, other.glob("*.txt"))
    elif others:
        pytest.fail(f"no workbook has these goldens: {', '.join(map(str, others))}", pytrace=False)


def check_shown(before: Collection[str], after: Collection[str], line: str | None) -> None:
    """Fail unless the lines of a dump have changed, and a new one says `line`."""
    assert after != before
    assert line is None or any(line in new for new in set(after) - set(before)), set(after) ^ set(before)


def _faults(expected: Path, texts: Mapping[str, str], actual: Path) -> Iterator[str]:
    for name, text in texts.items():
        place, golden = f"{expected.name}/{name}", expected / name
        if not golden.is_file():
            _keep(actual / name, text)
            yield f"there is no golden {place}; look at {actual / name}, then run pytest with --update-golden"
        elif (known := golden.read_text(encoding="utf-8")) != text:
            _keep(actual / name, text)
            said = f"{place} differs from its golden ({actual / name} has it whole):"
            yield f"{said}\n{_difference(known, text)}"
    for golden in sorted(expected.glob("*.txt")):
        if golden.name not in texts:
            yield f"no sheet makes the golden {expected.name}/{golden.name}; --update-golden removes it"


def _difference(known: str, text: str) -> str:
    lines = [
        *difflib.unified_diff(known.splitlines(), text.splitlines(), "golden", "actual", lineterm="", n=1)
    ]
    left_out = len(lines) - _MOST_LINES
    return "\n".join([*lines[:_MOST_LINES], *([f"… {left_out} lines more"] if left_out > 0 else [])])


def _write(expected: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        _keep(expected / name, text)
    _remove(expected, [golden for golden in expected.glob("*.txt") if golden.name not in texts])


def _remove(folder: Path, goldens: Collection[Path] | Iterator[Path]) -> None:
    for golden in list(goldens):
        golden.unlink()
    if not any(folder.iterdir()):
        folder.rmdir()


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
