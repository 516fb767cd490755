"""`python -m tests.bench.repeatable [PYTHON …]`: the outputs of a round; one of its surroundings is another.

Each Python that is named has kpixl's libraries. Prints a line for each; fails where a byte differs.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.repeating import Surroundings, outputs, prepared_round, timeless

USUAL = Surroundings()
CHANGED = {
    **{f"hash seed {seed}": replace(USUAL, environment={"PYTHONHASHSEED": str(seed)}) for seed in range(6)},
    **{
        f"zone {zone}": replace(USUAL, environment={"TZ": zone})
        for zone in ("UTC", "Asia/Tokyo", "America/St_Johns", "Pacific/Kiritimati")
    },
    **{
        f"locale {name}": replace(USUAL, environment={"LC_ALL": name, "PYTHONCOERCECLOCALE": "0"})
        for name in ("C", "ja_JP.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8")
    },
    **{f"{jobs} at a time": replace(USUAL, jobs=jobs) for jobs in (1, 3, 8)},
    "newest file first": replace(USUAL, newest_first=True),
    "a narrow terminal": replace(USUAL, environment={"COLUMNS": "20", "NO_COLOR": "1"}),
}
YEARS = ("2024-02-29T00:00:00+00:00", "2031-02-28T23:30:00+00:00", "2099-12-31T15:00:00+00:00")


def main(pythons: list[str]) -> int:
    """Try them all; returns the exit code."""
    around = CHANGED | {python: replace(USUAL, python=python) for python in pythons}
    differ = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        prepared = prepared_round(place / "prepared")
        once = outputs(prepared, place / "once", USUAL)
        for number, (name, changed) in enumerate(around.items()):
            differ += _told(name, once, outputs(prepared, place / f"{number}", changed))
        for year in YEARS:
            found = outputs(prepared, place / year[:4], replace(USUAL, now=year))
            differ += _told(year[:4], timeless(once), timeless(found))
    return 1 if differ else 0


def _told(name: str, once: dict[str, str], found: dict[str, str]) -> int:
    other = sorted(path for path in once.keys() | found.keys() if once.get(path) != found.get(path))
    sys.stdout.write(f"{name}: {len(once) - len(other)} of {len(once)} equal {' '.join(other)}\n")
    sys.stdout.flush()
    return len(other)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
