"""Counts what branches' files hide from kpixl, and what it doubts without a reason.

    python -m tests.messy alone | formats [SUFFIX] | pairs | honest, each with [PART/OF]

alone: every trouble by itself, in .xlsx · formats: every trouble of a workbook's content as LibreOffice
saves it, in each of its formats · pairs: every two troubles of values and of files (A and B) that can
stand together, in .xlsx · honest: what is no trouble at all. Anything that is not as it must be is
printed; the last line counts, and the exit code is 1 where a count is not 0.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations, islice
from pathlib import Path

from kpixl.model.finding import FindingCode, Severity
from tests.messy.cases import (
    TROUBLES,
    Case,
    cases,
    has_kpis,
    is_read_alone,
    made,
    problems,
    problems_alone,
)
from tests.messy.returns import SOURCES, CannotBeDoneError
from tests.messy.saved import FORMATS, is_held, saved_by_libreoffice
from tests.messy.trouble import Trouble, combines

_VALUES_AND_FILES = frozenset({"digits", "seen", "beside", "times", "format", "file", "honest"})
_ALL_FIRST = 4  # from this rank on a trouble is one of files
Found = Iterator[tuple[str, list[str]]]


def _alone() -> list[Case]:
    return [case for case in cases() if len(case.troubles) == 1]


def _read(chosen: Iterable[Case]) -> Found:
    for case in chosen:
        with tempfile.TemporaryDirectory(prefix="kpixl-messy-") as folder:
            try:
                yield str(case), problems(case, Path(folder))
            except CannotBeDoneError:
                continue
            except Exception as error:
                error.add_note(str(case))
                raise


def _formats(suffixes: Sequence[str], share: slice) -> Found:
    content = {
        case.troubles[0]: case
        for case in _alone()
        if is_read_alone(case) and case.troubles[0].rank < _ALL_FIRST
    }
    for suffix in suffixes:
        chosen = [case for case in content.values() if is_held(case, suffix)][share]
        for case, messy in zip(chosen, saved_by_libreoffice(chosen, suffix), strict=True):
            with tempfile.TemporaryDirectory(prefix="kpixl-messy-") as folder:
                yield f"{case} in .{suffix}", problems_alone(messy, Path(folder))


def _stands_apart(one: Trouble, other: Trouble) -> bool:
    """True where a version beside the return counts, or is no other one, because of what happens to it."""
    for version, trouble in ((one, other), (other, one)):
        if "versions" in version.touches and (trouble.rank >= _ALL_FIRST or trouble in _faulty()):
            return True
    return False


@cache
def _faulty() -> frozenset[Trouble]:
    """The troubles that leave an error in the return."""
    codes = {code.code: code.severity for code in FindingCode}
    return frozenset(
        case.troubles[0]
        for case in _alone()
        if any(codes.get(want.code) is Severity.ERROR for want in made(case).expected_findings())
    )


def _pairs() -> Iterator[Case]:
    able = [trouble for trouble in TROUBLES if trouble.family in _VALUES_AND_FILES and not trouble.known]
    for number, pair in enumerate(combinations(able, 2)):
        one, other = sorted(pair, key=lambda trouble: trouble.rank)
        turned = (*SOURCES[number % len(SOURCES) :], *SOURCES[: number % len(SOURCES)])
        source = next((item for item in turned if has_kpis(item, (*one.takes, *other.takes))), None)
        if source is not None and combines(one, other) and not _stands_apart(one, other):
            yield Case(source, (one, other))


def _is_honest(trouble: Trouble) -> bool:
    return trouble.family == "honest" or "honest" in trouble.name


def main(topic: str, *options: str) -> int:
    """Play the cases of a topic, or a share of them; print what is wrong, and count."""
    part = next((text for text in options if "/" in text), "1/1")
    first, step = map(int, part.split("/"))
    share = slice(first - 1, None, step)
    suffixes = [text for text in options if text in FORMATS] or FORMATS
    honest = [case for case in _alone() if all(map(_is_honest, case.troubles))]
    found: Found = {
        "alone": lambda: _read(_alone()[share]),
        "formats": lambda: _formats(suffixes, share),
        "pairs": lambda: _read(islice(_pairs(), share.start, None, step)),
        "honest": lambda: _read(honest[share]),
    }[topic]()
    played = wrong = 0
    for name, said in found:
        played += 1
        wrong += bool(said)
        if said:
            print(name, *said, sep="\n    ", flush=True)  # noqa: T201 - its answer
    what = "false alarms" if topic == "honest" else "not as they must be: silent, or doubted without a reason"
    print(f"{topic}: {played} cases, {wrong} {what}")  # noqa: T201
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
