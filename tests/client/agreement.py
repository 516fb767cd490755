"""Does every form say of every figure what kpixl says? A whole round, computed anew by LibreOffice.

    python -m tests.client.agreement [BRANCHES]

Every branch types figures at and around what its judgements turn on: its target, and the half of the last
decimal beside it. Judgement, change on prior and check of each are compared; the last line counts.
"""

import random
import sys
import tempfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from kpixl.books.returned.read import read_return
from kpixl.locale import catalogue
from kpixl.model.finding import FindingCode
from kpixl.model.plan import Plan
from kpixl.model.submission import Field, Submission
from kpixl.rules.assessment.assess import assess
from kpixl.rules.returns.check import check_return
from kpixl.rules.targets.resolve import resolve_target
from tests.bench.big_round import make_big_round
from tests.builders import edited
from tests.client.test_libreoffice import _run
from tests.client.test_live_entry import live_cells, near
from tests.rules.builders import plan_context

_WORDS = catalogue("ja")
_SEED = 20_241_126
_AT_A_TIME = 12
_CLOSE = 1e-8
_HALF = Decimal("0.05")  # of the last decimal of these KPIs
_THIRD = 3  # every third KPI asks for counts
Computed = Mapping[tuple[str, str], object]


def crowd(plan: Plan, path: Path, chance: random.Random) -> None:
    """Type figures that all but miss, or all but reach, what the judgements of a return turn on."""
    submission = _read(path)
    assert submission.identity is not None
    branch, kpis = submission.identity.branch_code, {kpi.code: kpi for kpi in plan.kpis}
    with edited(path) as book:
        for number, row in enumerate(submission.rows):
            target = resolve_target(plan, branch, kpis[row.key]).value
            prior = plan.prior(branch, row.key)
            goal = target if target is not None else prior.value if prior else None
            if goal is None:
                continue
            actual = row.cells[Field.ACTUAL]
            sheet, value = book[actual.sheet], goal + chance.choice([0, _HALF, -_HALF, 3 * _HALF])
            sheet[actual.cell] = near(value, chance) if number % 11 else "未確定"
            if number % _THIRD == 0:
                of = chance.choice([8, 40, 625, 2000, chance.randrange(1, 10**6)])
                numerator = min(of, int(min(value, Decimal(100)) / 100 * of) + chance.randrange(2))
                sheet[row.cells[Field.NUMERATOR].cell] = max(0, numerator)
                sheet[row.cells[Field.DENOMINATOR].cell] = of


def differences(plan: Plan, path: Path, computed: Computed) -> Iterator[tuple[str, bool]]:
    """Each figure of a return, and whether the form says something else of it than kpixl."""
    submission = _read(path)
    checked = check_return(plan_context(plan), submission)
    differs = {item.kpi_code for item in checked.findings if item.kind is FindingCode.RATE_DIFFERS}
    live = live_cells(path)
    branch = checked.branch.code if checked.branch else ""
    for row in assess(plan, checked.entries):
        if row.branch_code != branch:
            continue
        judgement, change, check = (computed[cell] for cell in live[row.kpi_code])
        value = row.change_on_prior.value
        same_change = change in ("", "－") if value is None else _is_close(change, float(value))
        same_check = (check == _WORDS("entry.check.rate_differs")) is (row.kpi_code in differs)
        same = judgement == _WORDS(f"entry.live.{row.judgement}") and same_change and same_check
        yield f"{path.name} {row.kpi_code}: {judgement} {change} {check} / {row.judgement} {value}", not same


def play(folder: Path, branches: int) -> Iterator[tuple[str, bool]]:
    """Every figure of a round of so many branches that have returned."""
    round_ = make_big_round(folder, branches + 1)  # the last one never returns
    chance = random.Random(_SEED)  # noqa: S311 - it is to be the same every time
    paths = sorted((folder / "inbox").iterdir())
    for path in paths:
        crowd(round_.plan, path, chance)
    for first in range(0, len(paths), _AT_A_TIME):
        some = paths[first : first + _AT_A_TIME]
        results = _run("recalculate", *some)
        for path in some:
            computed = {(sheet, cell): value for sheet, cell, value, _error in results[str(path)]}
            yield from differences(round_.plan, path, computed)


def _read(path: Path) -> Submission:
    submission = read_return(path, path.parents[1])
    assert isinstance(submission, Submission), submission
    return submission


def _is_close(change: object, value: float) -> bool:
    return isinstance(change, int | float) and abs(change - value) <= _CLOSE


def main(branches: int = 47) -> int:
    """Print what differs, and count."""
    figures = differ = 0
    with tempfile.TemporaryDirectory(prefix="kpixl-agreement-") as folder:
        for said, differs in play(Path(folder), branches):
            figures += 1
            differ += differs
            if differs:
                print(said, flush=True)  # noqa: T201 - its answer
    print(f"{branches} branches, {figures} figures compared: differ = {differ}")  # noqa: T201
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
