"""A generated round of any size: invented figures, the same for the same seed.

python -m tests.bench.big_round FOLDER [BRANCHES] [KPIS] [YEARS]
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kpixl.books.entry_workbook.book import build_entry_workbook
from kpixl.books.plan.read import read_plan
from kpixl.files.write import write_file
from kpixl.jobs.consolidate import consolidate
from kpixl.locale import translate
from kpixl.model.plan_layout import MOST_BRANCH_COLUMNS
from kpixl.rules.issue.distribution import entry_kpis, plan_distribution
from kpixl.rules.issue.snapshot import Snapshots
from kpixl.rules.plan.parse import parse_plan
from kpixl.shipped import shipped
from tests.builders import Round, write_plan
from tests.small_plan import Rows, plan_rows

_PILLARS = ("基盤的機能", "戦略的機能", "組織・運営体制")
_BLOCKS = ("北海道・東北", "関東", "中部", "近畿", "中国・四国", "九州・沖縄")
_SEED = 20_240_401
_COUNTED_EVERY = 3
_MESSY_CELLS = 0.3  # of a messy branch
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


class _Figures:
    """The invented figures of a round."""

    def __init__(self, branches: int, kpis: int, years: int) -> None:
        self.chance = random.Random(_SEED)  # noqa: S311 - figures, no secrets
        self.branches = [f"{number:0{len(str(branches))}d}" for number in range(1, branches + 1)]
        self.kpis = [f"kpi_{number:02d}" for number in range(1, kpis + 1)]
        self.years = range(2024 - years + 1, 2025)
        self.actuals = dict(self._actuals())

    def _actuals(self) -> Iterator[tuple[tuple[str, str, int], float]]:
        for kpi in self.kpis:
            level = self.chance.uniform(30, 90)
            for branch in self.branches:
                value = level + self.chance.uniform(-8, 8)
                for year in self.years:
                    value = min(99.0, max(1.0, value + self.chance.uniform(-1.5, 2)))
                    yield (branch, kpi, year), round(value, 1)

    def target(self, branch: str, kpi: str) -> str:
        kind = self.chance.random()
        if kind < 0.4:
            return "前年度以上"
        return f"{self.actuals[branch, kpi, 2024] + self.chance.uniform(-1.5, 1):.1f}％以上"

    def typed(self, branch: str, messy: float = 0.0) -> dict[tuple[str, str], Any]:
        """What a branch types: every actual, and the counts where they are asked for.

        The share `messy` of the branches writes as branches do: full width, with the unit, and one figure of
        theirs in a way that nobody can read.
        """
        cells = self._clean(branch)
        chance = random.Random(f"{_SEED} {branch}")  # noqa: S311 - figures, no secrets
        if chance.random() < messy:
            for key in [key for key in cells if key[1] == "actual" and chance.random() < _MESSY_CELLS]:
                cells[key] = f"{cells[key]}％".translate(_FULL_WIDTH)
            cells[chance.choice(self.kpis), "actual"] = "60.7％ 全国21位"
        return cells

    def _clean(self, branch: str) -> dict[tuple[str, str], Any]:
        cells: dict[tuple[str, str], Any] = {}
        for number, kpi in enumerate(self.kpis):
            actual = self.actuals[branch, kpi, 2024]
            cells[kpi, "actual"] = actual
            if number % _COUNTED_EVERY == 0:
                cells[kpi, "denominator"] = 10_000
                cells[kpi, "numerator"] = round(actual * 100)
        return cells


def big_rows(branches: int = 47, kpis: int = 30, years: int = 5) -> tuple[Rows, _Figures]:
    """The rows of the plan, and the figures that go with it."""
    figures = _Figures(branches, kpis, years)
    rows = plan_rows("ja")
    rows["settings"] = [
        {**rows["settings"][0], "organisation": "生成した例（架空の数値）", "minus": "triangle"}
    ]
    rows["branches"] = _branch_rows(figures.branches)
    rows["kpis"] = [_kpi_row(number, code, kpis) for number, code in enumerate(figures.kpis)]
    rows["targets"] = list(_target_rows(figures, rows["branches"]))
    rows["history"] = [
        {"fiscal_year": year, "branch_code": branch, "kpi_code": kpi, "actual": value}
        for (branch, kpi, year), value in figures.actuals.items()
        if year < 2024
    ]
    rows["national"], rows["measures"] = (
        [],
        [
            {
                "measure_code": f"M{number:02d}",
                "pillar": _pillar(number * 2, kpis),
                "measure": f"施策{number + 1}",
                "group": "企画",
            }
            for number in range(-(-kpis // 2))
        ],
    )
    return rows, figures


def _target_rows(figures: _Figures, branches: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row a KPI and a column a branch; above 200 branches rows for all, for a block, and exceptions."""
    if len(branches) <= MOST_BRANCH_COLUMNS:
        for kpi in figures.kpis:
            yield {"kpi_code": kpi, "indicator": ""} | {
                f"{row['branch_code']} {row['branch']}": figures.target(row["branch_code"], kpi)
                for row in branches
            }
        return
    for kpi in figures.kpis:
        yield {"kpi_code": kpi, "branch_code": "", "block": "", "target": "前年度以上"}
        yield {"kpi_code": kpi, "block": branches[0]["block"], "target": "50.0％以上"}
        for row in branches[:: len(branches) // 20]:
            target = figures.target(row["branch_code"], kpi)
            yield {"kpi_code": kpi, "branch_code": row["branch_code"], "target": target}


def _branch_rows(codes: list[str]) -> list[dict[str, Any]]:
    """The roster: as many as there are prefectures are the prefectures, so that pages look like real ones."""
    starter = read_plan(shipped("templates") / "plan_ja.xlsx").tables["branches"]
    prefectures = [{key: cell.value for key, cell in row.cells.items()} for row in starter.rows]
    if [row["branch_code"] for row in prefectures] == codes:
        return prefectures
    return [
        {"branch_code": code, "branch": f"支部{code}", "block": _BLOCKS[number * len(_BLOCKS) // len(codes)]}
        for number, code in enumerate(codes)
    ]


def _pillar(number: int, kpis: int) -> str:
    return _PILLARS[min(number, kpis - 1) * len(_PILLARS) // kpis]


def _kpi_row(number: int, code: str, kpis: int) -> dict[str, Any]:
    counted = number % _COUNTED_EVERY == 0
    return {
        "kpi_code": code,
        "pillar": _pillar(number // 2 * 2, kpis),
        "measure": f"施策{number // 2 + 1}",
        "group": ("保健", "業務", "企画総務")[number % 3],
        "indicator": f"架空の指標その{number + 1}（受診者等の割合）",
        "unit": "％",
        "direction": "at_least",
        "decimals": 1,
        "numerator_label": "受診者数" if counted else "",
        "denominator_label": "対象者数" if counted else "",
        "aggregate": "ratio" if counted else "mean",
        "comparable": "yes",
    }


def make_big_round(
    folder: Path, branches: int = 47, kpis: int = 30, years: int = 5, *, messy: float = 0.0
) -> Round:
    """A round whose branches have all returned but the last one; nothing is consolidated yet.

    The share `messy` of them has written otherwise than the form asks.
    """
    rows, figures = big_rows(branches, kpis, years)
    write_plan(folder / "plan.xlsx", rows)
    (folder / "inbox").mkdir(parents=True, exist_ok=True)
    raw = read_plan(folder / "plan.xlsx")
    plan, findings = parse_plan(raw)
    assert plan is not None, findings
    planned, _findings = plan_distribution(plan, {}, (), translate)
    snapshots = Snapshots(raw, plan.settings.fiscal_year)
    for item in planned[:-1]:
        snapshot = snapshots.of(item.branch)
        typed = figures.typed(item.branch.code, messy)
        content = build_entry_workbook(
            plan, item.identity, entry_kpis(plan, item.branch), typed=typed, snapshot=snapshot
        )
        write_file(folder / "inbox" / item.file, content)
    return Round(folder, "ja", plan, tuple(findings))


if __name__ == "__main__":
    made = make_big_round(Path(sys.argv[1]), *(int(number) for number in sys.argv[2:]))
    consolidate(made.path)
