"""Make the worked rounds again from the published figures: plan, filled entry workbooks, master, summary.

    python workbooks/build.py [FOLDER]

Writes FOLDER/fy2023, FOLDER/fy2024 and FOLDER/fy2025 (default: this folder). The same figures give the same
bytes. FY2025 is a plan: the master of FY2024 rolled over, with what no master can know added.
"""

import csv
import hashlib
import shutil
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # however it is called

from measures import Told
from orders import write_templates

from kpixl.books.entry_workbook.book import build_entry_workbook
from kpixl.books.plan.read import read_plan
from kpixl.books.plan.rows import plan_rows
from kpixl.books.plan.write import build_plan
from kpixl.files.seal_key import seal_key
from kpixl.files.write import write_file
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.rollover import kpi_changes, outcome_of
from kpixl.jobs.summarize import summarize
from kpixl.locale import catalogue, translate
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import RawPlan
from kpixl.model.unit import find_unit
from kpixl.rules.issue.distribution import entry_kpis, plan_distribution
from kpixl.rules.issue.snapshot import Snapshots, sealed
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.rollover.rollover import roll_over
from kpixl.steps.load_master import load_master

HERE = Path(__file__).parent
ORGANISATION = "全国健康保険協会（公表資料による例）"
Row = dict[str, str]
POINTS = {"S": 5, "A": 4, "B": 3, "C": 2}


@cache
def table(name: str) -> list[Row]:
    with (HERE / "published" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class Round:
    """One fiscal year's worked round, put together from the published tables."""

    def __init__(self, year: str, facts: dict[str, Any]) -> None:
        self.year, self.facts, self.settings = year, facts, facts["round"][year]
        self.kpis = [row for row in table("kpis") if row["fiscal_year"] == year]
        base = [row for row in self.kpis if row["report"] == self.settings["base_report"]]
        also = [row for row in self.kpis if row["report"] == self.settings.get("also_report")]
        by_code = {row["code"]: row for row in [*also, *base] if row["code"] in facts["limits"]}
        pillars = list(dict.fromkeys(row["pillar"] for row in base))
        order = list(dict.fromkeys(row["code"] for row in [*base, *also] if row["code"] in by_code))
        self.base = {
            code: by_code[code]
            for code in sorted(order, key=lambda code: pillars.index(by_code[code]["pillar"]))
        }
        self.branches = {code: facts["branch"][code] for code in self.settings["branches"]}
        reports = {row["report"] for row in table("measures") if row["fiscal_year"] == year}
        said = {code: facts["report"] for code, facts in self.branches.items() if facts["report"] in reports}
        self.told = Told(year, said, self.settings["base_report"], table)

    def published(self, branch: str, kpi: str) -> Row | None:
        report = self.branches[branch]["report"]
        return next((row for row in self.kpis if (row["report"], row["code"]) == (report, kpi)), None)

    def counts(self, branch: str, kpi: str, year: str) -> Row | None:
        return _counts(self.branches[branch]["name"], kpi, year, "actual")

    def plan_rows(self) -> dict[str, list[dict[str, Any]]]:
        return {
            **self.told.plan_rows(),
            "units": units(self.told.units()),
            "settings": [self._settings()],
            "branches": [
                {"branch_code": code, "branch": branch["name"], "block": branch["block"]}
                for code, branch in self.branches.items()
            ],
            "kpis": [self._kpi(row) for row in self.base.values()],
            "targets": [self._targets(code, row) for code, row in self.base.items()],
            "history": list(self._history()),
            "national": [
                *self._national(),
                *(row for row in self.told.ranks() if row["kpi_code"] in self.base),
            ],
            "grades": self._grades(),
            "planned_counts": list(self._planned_counts()),
        }

    def _settings(self) -> dict[str, Any]:
        return {
            "organisation": ORGANISATION,
            "fiscal_year": int(self.year),
            "round_name": self.settings["round_name"],
            "plan_date": self.settings["plan_date"],
            "language": "ja",
            "classification": "機密性1（公表情報）",
            "due": self.settings["due"],
            "contact": "本部 企画部",
            "aggregate_name": "全国",
            "grade_scheme": "支部4段階" if self.year == "2023" else "",
            "judge_on": "reported",
            "minus": "triangle",
            "next_kpis": "yes",
        }

    def _name(self, row: Row) -> str:
        return str(self.facts["names"].get(row["code"], row["indicator"]))

    def _kpi(self, row: Row) -> dict[str, Any]:
        code = row["code"]
        decimals, low, high, change = self.facts["limits"][code]
        numerator, denominator = self.facts["counts"].get(code, ["", ""])
        reason = self.settings["not_comparable"].get(code, "")
        direction = row["direction"]
        if not direction:  # a figure that is reported without a target; its own direction is known
            direction = "at_most" if code == "judo_multi_rate" else "at_least"
        return {
            "kpi_code": code,
            "pillar": row["pillar"],
            "measure": row["measure"],
            "group": row["group"],
            "indicator": self._name(row),
            "unit": self.facts["units"].get(code, row["unit"]),
            "direction": direction,
            "decimals": decimals,
            "numerator_label": numerator,
            "denominator_label": denominator,
            "aggregate": "published",
            "minimum": low if low != "" else None,
            "maximum": high if high != "" else None,
            "max_change": change if change != "" else None,
            "rate_formula": "mirror" if direction == "at_most" else "",
            "comparable": "no" if reason else "yes",
            "not_comparable_reason": reason,
        }

    def _targets(self, code: str, row: Row) -> dict[str, Any]:
        cells: dict[str, Any] = {"kpi_code": code, "indicator": self._name(row)}
        for branch, facts in self.branches.items():
            published = self.published(branch, code)
            text = published["target_text"] if published else ""
            cells[f"{branch} {facts['name']}"] = text or "設定なし"
        return cells

    def _history(self) -> Iterator[dict[str, Any]]:
        prior = str(int(self.year) - 1)
        names = {facts["name"]: code for code, facts in self.branches.items()}
        for code, facts in self.branches.items():
            for kpi in self.base:
                published = self.published(code, kpi)
                if not published or not published["prior_actual"]:
                    continue
                counts = self.counts(code, kpi, prior) or {"numerator": "", "denominator": ""}
                yield {
                    "fiscal_year": int(prior),
                    "branch_code": code,
                    "kpi_code": kpi,
                    "actual": float(published["prior_actual"]),
                    "numerator": _number(counts["numerator"]),
                    "denominator": _number(counts["denominator"]),
                    "note": self.settings["not_comparable"].get(kpi, ""),
                }
            for row in table("trend"):
                older = int(row["fiscal_year"]) < int(prior)
                if names.get(row["branch"]) == code and row["code"] in self.base and older:
                    yield {
                        "fiscal_year": int(row["fiscal_year"]),
                        "branch_code": code,
                        "kpi_code": row["code"],
                        "actual": float(row["value"]),
                        "note": row["note"] or f"{facts['name']}支部の報告書の推移",
                    }

    def _national(self) -> Iterator[dict[str, Any]]:
        """National figures of this year and the year before, from the first report that prints them."""
        prior = str(int(self.year) - 1)
        ordered = sorted(self.kpis, key=lambda row: row["report"] != self.settings["base_report"])
        for kpi in self.base:
            rows = [row for row in ordered if row["code"] == kpi]
            actual = next((row["national_actual"] for row in rows if row["national_actual"]), "")
            target = next((row["national_target"] for row in rows if row["national_target"]), "")
            if actual or target:
                note = self.facts["national_notes"].get(kpi, "")
                counts = self._national_counts(kpi, self.year)
                yield _national_row(self.year, kpi, target, actual, note) | counts
            before = next((row["national_prior"] for row in rows if row["national_prior"]), "")
            if before and kpi not in self.settings["not_comparable"]:
                yield _national_row(prior, kpi, "", before, "") | self._national_counts(kpi, prior)

    def _national_counts(self, kpi: str, year: str) -> dict[str, Any]:
        row = _counts("全国", kpi, year, "actual")
        return {key: _number(row[key]) for key in ("numerator", "denominator")} if row else {}

    def _planned_counts(self) -> Iterator[dict[str, Any]]:
        for code, facts in self.branches.items():
            for kpi in self.base:
                row = _counts(facts["name"], kpi, self.year, "plan")
                if row:
                    yield {
                        "branch_code": code,
                        "kpi_code": kpi,
                        "denominator": _number(row["denominator"]),
                        "numerator": _number(row["numerator"]),
                    }

    def _grades(self) -> list[dict[str, Any]]:
        if self.year != "2023":
            return []
        kpi = {
            "達成し、伸び幅などが対前年度を上回った": "grown",
            "達成": "achieved",
            "未達成": "not_achieved",
        }
        rows = []
        for row in table("grade_criteria"):
            rule = {
                "grade_scheme": "支部4段階",
                "with_kpi": row["kpi_set"],
                "grade": row["grade"],
                "criterion_kpi": kpi.get(row["criterion_kpi"], ""),
                "criterion_new_effort": {"あり": "yes", "なし": "no"}.get(row["criterion_new_effort"], ""),
                "criterion_plan": row["criterion_plan"],
                "points": POINTS[row["grade"]],
            }
            if rule["criterion_kpi"] == "not_achieved" and rule["grade"] == "B":
                # The printed criteria say nothing of 1 out of 2 KPIs; the published grade is B.
                rows.append(rule | {"criterion_kpi": "partly"})
            rows.append(rule)
        return rows

    def typed(self, branch: str) -> dict[tuple[str, str], str | float]:
        """What the branch types into its entry workbook: the figures as its report prints them."""
        cells: dict[tuple[str, str], str | float] = {}
        report = self.branches[branch]["report"]
        for code in self.base:
            row = self.published(branch, code)
            if row is None or not row["actual_text"]:
                continue
            special = self.facts["typed"].get(f"{report}.{code}")
            printed = self.branches[branch].get("prints") or not row["actual_value"]
            cells[code, "actual"] = special or (row["actual_text"] if printed else float(row["actual_value"]))
            if row["as_of"] and not special:
                cells[code, "as_of"] = row["as_of"]
            if row["next_target_text"]:
                cells[code, "next_target"] = row["next_target_text"]
            counts = self.counts(branch, code, self.year)
            if counts and code in self.facts["counts"]:
                cells[code, "numerator"] = float(counts["numerator"])
                cells[code, "denominator"] = float(counts["denominator"])
        return cells

    def typed_measures(self, branch: str) -> dict[tuple[str, str], str | float]:
        """鹿児島 publishes for every measure how it was carried out, and its grade; the others do not."""
        if self.year != "2023" or self.branches[branch]["report"] != "kagoshima":
            return {}
        cells: dict[tuple[str, str], str | float] = {}
        codes = {own.row["measure"]: own.code for own in self.told.measures if own.branch == branch}
        for row in table("grades"):
            code = codes[row["measure"]]
            cells[code, "progress"] = row["criterion_plan"]
            cells[code, "grade"] = row["grade"]
            if row["criterion_new_effort"]:
                cells[code, "new_effort"] = row["criterion_new_effort"]
        return cells

    def typed_tables(self, branch: str) -> dict[str, dict[tuple[str, str], str | float]]:
        """What the branch says beside its figures; nothing where its report has no measures."""
        if branch not in self.told.branches:
            return {}
        kpis = {*self.base, *(f"+{number}" for number in range(1, 6))}
        proposed = self.told.typed_next(branch)
        return {
            "measure_text_entry": self.told.typed_texts(branch),
            "activity_entry": self.told.typed_activities(branch),
            "next_kpi_entry": {key: value for key, value in proposed.items() if key[0] in kpis},
        }


def units(symbols: set[str]) -> list[dict[str, Any]]:
    """The units that kpixl does not know, as rows of 単位."""
    measured = ("秒", "か月後", "か月前", "週間後")
    return [
        {"unit_symbol": symbol, "unit_kind": "measure" if symbol in measured else "count"}
        for symbol in sorted(symbols)
        if find_unit(symbol) is None
    ]


def _counts(branch: str, kpi: str, year: str, kind: str) -> Row | None:
    key = (branch, year, kpi, kind)
    fields = ("branch", "fiscal_year", "code", "kind")
    return next((row for row in table("counts") if tuple(row[f] for f in fields) == key), None)


def _number(text: str) -> float | None:
    return float(text) if text else None


def _national_row(year: str, kpi: str, target: str, actual: str, note: str) -> dict[str, Any]:
    return {
        "fiscal_year": int(year),
        "kpi_code": kpi,
        "national_target": _number(target),
        "national_actual": _number(actual),
        "note": note,
    }


def build_round(year: str, folder: Path) -> Path:
    """Write one worked round below `folder` and return its place; a plan needs the year before it there."""
    facts = tomllib.loads((HERE / "rounds.toml").read_text(encoding="utf-8"))
    worked, place = Round(year, facts), folder / f"fy{year}"
    settings = worked.settings
    if "ended" in settings:
        rows = NextPlan(worked, folder / f"fy{int(year) - 1}" / "master.xlsx").rows()
    else:
        rows = worked.plan_rows()
    content = build_plan(
        rows,
        language="ja",
        title=f"KPI計画 {settings['round_name']}",
        organisation=ORGANISATION,
        created=parse_created(settings["plan_date"]),
    )
    write_file(place / "plan.xlsx", content)
    # A real round's key is random; this one is public, so that the same figures give the same bytes.
    write_file(place / "seal.key", hashlib.sha256(f"worked round {year}".encode()).hexdigest().encode())
    raw = read_plan(place / "plan.xlsx")
    plan, findings = parse_plan(raw)
    if plan is None:
        raise SystemExit(f"the worked plan of {year} has faults: {findings}")
    write_returns(worked, plan, raw, place)
    write_templates(year, place, settings["plan_date"])
    (place / "inbox").mkdir(exist_ok=True)
    consolidate(place)
    summarize(place)
    shutil.rmtree(place / "history", ignore_errors=True)  # what was there before is in git
    return place


class NextPlan:
    """The plan of a year that has no actuals yet: last year's master rolled over, and added to."""

    def __init__(self, worked: Round, master: Path) -> None:
        self.worked, self.facts, self.settings = worked, worked.facts, worked.settings
        collected = load_master(master)
        plan, entries = collected.plan, collected.stored.entries
        changes = kpi_changes(plan, self.settings["ended"], ())
        rolled = roll_over(plan, entries, translate, changes, outcome_of(collected))
        kpis = {kpi.code: kpi for kpi in rolled.plan.kpis}
        texts = {
            (item.branch_code, item.code): translate(kpis[item.code].stated(item.target), "ja")
            for item in rolled.targets
            if item.target is not None
        }
        self.rolled = plan_rows(rolled.plan, texts, catalogue("ja"))

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        rows = {key: [dict(row) for row in table] for key, table in self.rolled.items()}
        own = {key: self.settings[key] for key in ("round_name", "plan_date")}
        rows["settings"][0] |= own | {"due": None}
        kept = {row["branch_code"]: row for row in rows["branches"]}
        rows["branches"] = [kept.get(code) or self._branch(code) for code in self.worked.branches]
        rows["kpis"] = [self._kpi(code, rows["kpis"]) for code in self.worked.base]
        rows["targets"] = [self._targets(row) for row in rows["kpis"]]
        rows["history"] = [row for row in rows["history"] if row["branch_code"] in self.worked.branches]
        rows["national"] = [
            row for row in rows["national"] if row.get("branch_code", "") in {"", *self.worked.branches}
        ]
        rows |= self._said(rows)
        rows["planned_counts"] = list(self._planned_counts())
        return rows

    def _branch(self, code: str) -> dict[str, Any]:
        branch = self.worked.branches[code]
        return {"branch_code": code, "branch": branch["name"], "block": branch["block"]}

    def _kpi(self, code: str, rolled: list[dict[str, Any]]) -> dict[str, Any]:
        """The KPI as it was rolled over, or a new one; with the marks of the one report that prints any."""
        known = next((row for row in rolled if row["kpi_code"] == code), None)
        row = known or self.worked._kpi(self.worked.base[code])  # noqa: SLF001 - one script, one builder
        marked = next(item for item in self.worked.kpis if item["code"] == code and item["importance_high"])
        marks = {
            "important": "high" if marked["importance_high"] == "1" else "",
            "difficult": "high" if marked["difficulty_high"] == "1" else "",
        }
        notes = (row.get("note", ""), self.settings["notes"].get(code, ""))
        return row | marks | {"note": "\n".join(text for text in notes if text)}

    def _targets(self, kpi: dict[str, Any]) -> dict[str, Any]:
        code = kpi["kpi_code"]
        rolled = next((row for row in self.rolled["targets"] if row["kpi_code"] == code), {})
        cells: dict[str, Any] = {"kpi_code": code, "indicator": kpi["indicator"]}
        for branch, facts in self.worked.branches.items():
            header, published = f"{branch} {facts['name']}", self.worked.published(branch, code)
            cells[header] = rolled.get(header) or (published["target_text"] if published else "設定なし")
        return cells

    def _said(self, rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
        """What is said of the measures: 宮崎's as rolled over, 富山's from its plan, under codes of its own.

        The rolled plan's measures of branches that are not in this round are left out.
        """
        told = self.worked.told
        codes = {own.code for own in told.measures}
        here = set(self.worked.branches) - set(told.branches)
        kept = {row["measure_code"] for row in rows["branch_measures"] if row["branch_code"] in here}
        measures = [
            row | {"measure_scope": "some"} for row in rows["measures"] if row["measure_code"] in kept
        ]
        own = {code: f"T{code[1:]}" for code in codes}
        new = told.plan_rows()
        for table_rows in new.values():
            for row in table_rows:
                for key in ("measure_code", "adjusted_code"):
                    if row.get(key) in own:
                        row[key] = own[row[key]]
        known = {row["kpi_code"] for row in rows["kpis"]}
        wording = [row for row in new["branch_wording"] if row["adjusted_code"] in known | set(own.values())]
        both = {
            key: [row for row in rows.get(key, []) if row["branch_code"] in here]
            for key in ("branch_measures", "branch_wording", "history_texts")
        }
        activities = [row for row in rows.get("activities", []) if row["branch_code"] in here]
        return {
            "measures": [*measures, *new["measures"]],
            "branch_measures": [*both["branch_measures"], *new["branch_measures"]],
            "branch_wording": [
                *(row for row in both["branch_wording"] if row["adjusted_code"] in known | kept), *wording,
            ],
            "history_texts": [row for row in both["history_texts"] if row["measure_code"] in kept],
            "activities": [*activities, *new["activities"]],
            "units": [*rows["units"], *units(told.units() - {row["unit_symbol"] for row in rows["units"]})],
        }  # fmt: skip

    def _planned_counts(self) -> Iterator[dict[str, Any]]:
        codes = {facts["name"]: code for code, facts in self.worked.branches.items()}
        for row in table("counts"):
            if (row["fiscal_year"], row["kind"]) == (self.worked.year, "plan") and row["branch"] in codes:
                yield {
                    "branch_code": codes[row["branch"]],
                    "kpi_code": row["code"],
                    "denominator": _number(row["denominator"]),
                    "numerator": _number(row["numerator"]),
                }


def write_returns(worked: Round, plan: Plan, raw: RawPlan, place: Path) -> None:
    key = seal_key(place / "seal.key")
    planned, _findings = plan_distribution(plan, {}, (), translate)
    snapshots = Snapshots(raw, plan.settings.fiscal_year)
    for item in planned:
        code = item.branch.code
        if code in worked.settings["returned"]:
            snapshot = snapshots.of(item.branch)
            content = build_entry_workbook(
                plan,
                sealed(item.identity, snapshot, key),
                entry_kpis(plan, item.branch),
                typed=worked.typed(code),
                typed_measures=worked.typed_measures(code),
                typed_tables=worked.typed_tables(code),
                snapshot=snapshot,
            )
            write_file(place / "inbox" / item.file, content)


def parse_created(date: Any) -> Any:
    import datetime as dt

    return dt.datetime.combine(date, dt.time())


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for year in ("2023", "2024", "2025"):
        print(build_round(year, folder))


if __name__ == "__main__":
    main()
