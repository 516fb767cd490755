"""What the reports say beside their figures, as rows of a plan and as what branches type.

That is measures in each branch's own words, texts, activities, next year's KPIs and ranks. Texts are facts of
the reports in our own words, a line each.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Row = dict[str, str]
Cells = dict[tuple[str, str], str | float]
FIELDS = ("result", "cause", "self_assessment", "next")  # those that branches write; `plan` is the plan's
_LIMITS = {"営業日以内": "営業日", "日以内": "日", "か月以内": "か月"}  # a unit says nothing of a side


def _change(row: Row) -> tuple[float, bool]:
    """The change that a report prints, and whether it is a percentage: of a rate % means points."""
    printed = row["change_as_printed"]
    found = re.search(r"([\d,]+(?:\.\d+)?)([%％]?)", printed.partition("比")[2] or printed)
    if found is None:
        return 0.0, False
    digits, percent = found.groups()
    number = Decimal(digits.replace(",", "")) - (100 if "比" in printed else 0)
    falls = "▲" in printed or "減" in printed
    return float(-number if falls else number), bool(percent) and row["unit"] != "％"


@dataclass(frozen=True)
class OwnMeasure:
    """A measure as one branch has it, under the code that the round's plan gives it."""

    branch: str
    code: str
    row: Row

    @property
    def kpis(self) -> list[str]:
        return [code for code in self.row["kpi_codes"].split(";") if code]


class Told:
    """What the reports of a round's branches say of their measures."""

    def __init__(
        self, year: str, branches: dict[str, str], base: str, table: Callable[[str], list[Row]]
    ) -> None:
        """`branches` are this year's reports by branch code, `base` the one that the plan begins with."""
        self.year, self.branches, self.table = year, branches, table
        self.measures = list(self._measures(base))
        self.by_order = {(own.row["report"], own.row["order"]): own for own in self.measures}

    def _measures(self, base: str) -> Iterator[OwnMeasure]:
        """Measures that ask for the same KPIs, or are named alike, share a code over the branches."""
        codes: dict[tuple[str, ...] | str, str] = {}
        rows = [row for row in self.table("measures") if row["report"] in self.branches.values()]
        by_report = {report: branch for branch, report in self.branches.items()}
        for row in sorted(rows, key=lambda row: row["report"] != base):
            kpis: tuple[str, ...] | str = tuple(sorted(filter(None, row["kpi_codes"].split(";"))))
            key = kpis or row["measure"]
            code = codes.setdefault(key, f"M{len(set(codes.values())) + 1:02d}")
            yield OwnMeasure(by_report[row["report"]], code, row)

    def plan_rows(self) -> dict[str, list[dict[str, Any]]]:
        return {
            "measures": list(self._plan_measures()),
            "branch_measures": list(self._branch_measures()),
            "branch_wording": list(self._wording()),
            "text_items": self._items(),
            "activities": list(self._activities()),
        }

    def _plan_measures(self) -> Iterator[dict[str, Any]]:
        """The shared list: a measure that not every branch has is for the branches listed."""
        for code, owns in self._owns().items():
            row, marks = owns[0].row, {"高": "high", "なし": "none", "": ""}
            yield {
                "measure_code": code,
                "pillar": row["pillar"],
                "measure": row["measure"],
                "group": row["group"],
                "shown_number": row["number_shown"],
                "measure_scope": "some" if len(owns) < len(self.branches) else "",
                "important": marks[row["importance"]],
                "important_reason": row["importance_reason_fact"],
                "difficult": marks[row["difficulty"]],
                "difficult_reason": row["difficulty_reason_fact"],
            }

    def _owns(self) -> dict[str, list[OwnMeasure]]:
        found: dict[str, list[OwnMeasure]] = {}
        for own in self.measures:
            found.setdefault(own.code, []).append(own)
        return found

    def _branch_measures(self) -> Iterator[dict[str, Any]]:
        for own in self.measures:
            yield {
                "branch_code": own.branch,
                "measure_code": own.code,
                "plan_text": self._text(own, "plan"),
                "measure_order": int(own.row["order"]),
                "group": own.row["group"],
            }

    def _wording(self) -> Iterator[dict[str, Any]]:
        shared = {code: owns[0].row for code, owns in self._owns().items()}
        for own in self.measures:
            first, row = shared[own.code], own.row
            if (row["measure"], row["number_shown"]) != (first["measure"], first["number_shown"]):
                yield {
                    "branch_code": own.branch,
                    "adjusted_code": own.code,
                    "shown_number": row["number_shown"],
                    "shown_name": row["measure"],
                }
        said = {(row["report"], row["kpi"]): row for row in self.table("local_wording")}
        for own in self.measures:
            for kpi in own.kpis:
                words = said.get((own.row["report"], kpi), {})
                yield {
                    "branch_code": own.branch,
                    "adjusted_code": kpi,
                    "shown_indicator": words.get("indicator_list") or words.get("indicator_detail") or "",
                    "definition_note": words.get("note_on_definition", ""),
                    "measure_code": own.code,
                }

    def _text(self, own: OwnMeasure, field: str) -> str:
        facts = [
            row["fact"]
            for row in self.table("narrative")
            if (row["report"], row["measure_order"], row["field"])
            == (own.row["report"], own.row["order"], field)
        ]
        return "\n".join(f"・{fact}" for fact in facts)

    def _items(self) -> list[dict[str, Any]]:
        labels = {
            "result": "取組の結果", "cause": "未達の要因", "self_assessment": "自己評価",
            "next": "次年度の取組",
        }  # fmt: skip
        written = {row["field"] for row in self.table("narrative") if row["report"] in self.branches.values()}
        return [
            {
                "text_code": field,
                "text_label": labels[field],
                "text_required": "never",
                "next_plan": "yes" if field == "next" else "",
            }
            for field in FIELDS
            if field in written and self.year != "2025"
        ]

    def typed_texts(self, branch: str) -> Cells:
        return {
            (f"{own.code}/{field}", "text"): text
            for own in self.measures
            if own.branch == branch
            for field in FIELDS
            if (text := self._text(own, field))
        }

    # Activities

    def _own_activities(self) -> Iterator[tuple[OwnMeasure, str, Row]]:
        """The activities, each under a name of its own within its measure."""
        taken: set[tuple[str, str, str]] = set()
        for row in self.table("activities"):
            own = self.by_order.get((row["report"], row["measure_order"]))
            if own is None:
                continue
            other = "" if row["fiscal_year"] == self.year else f"（令和{int(row['fiscal_year']) - 2018}年度）"
            name = number = row["item"] + other
            count = 1
            while (own.branch, own.code, name) in taken:
                count += 1
                name = f"{number}（{count}）"
            taken.add((own.branch, own.code, name))
            yield own, name, row

    def _activities(self) -> Iterator[dict[str, Any]]:
        names = {(own.branch, own.code, name) for own, name, _row in self._own_activities()}
        for own, name, row in self._own_activities():
            known = (own.branch, own.code, row["part_of"]) in names and row["part_of"] != name
            planned = f"{float(row['this_year']):,g}{row['unit']}" if row["this_year"] else ""
            yield {
                "branch_code": own.branch,
                "measure_code": own.code,
                "activity": name,
                "unit": _LIMITS.get(row["unit"], row["unit"]),
                "part_of": row["part_of"] if known else self._indicator(own, row["part_of"]),
                "prior": float(row["prior_year"]) if row["prior_year"] else None,
                "change_kind": "percent" if _change(row)[1] else "",
                "note": planned if self.year == "2025" else "",
            }

    def _indicator(self, own: OwnMeasure, name: str) -> str:
        """The code of the KPI of that name in the measure's report; '' where it has none."""
        for row in self.table("local_wording"):
            names = {row["indicator_list"], *row["indicator_detail"].split("／")}
            if row["report"] == own.row["report"] and row["kpi"] in own.kpis and name in names - {""}:
                return row["kpi"]
        return ""

    def typed_activities(self, branch: str) -> Cells:
        cells: Cells = {}
        for own, name, row in self._own_activities():
            if own.branch != branch:
                continue
            key = f"{own.code}/{name}"
            if row["this_year"]:
                cells[key, "this_year"] = float(row["this_year"])
            if row["as_of"]:
                cells[key, "as_of"] = row["as_of"]
            if row["change_as_printed"]:
                cells[key, "change"] = _change(row)[0]
            if row["unit"] in _LIMITS:
                cells[key, "note"] = "以内"
        return cells

    def units(self) -> set[str]:
        return {_LIMITS.get(row["unit"], row["unit"]) for _own, _name, row in self._own_activities()}

    # Next year

    def typed_next(self, branch: str) -> Cells:
        cells: Cells = {}
        new = 0
        for row in self.table("next_kpis"):
            if row["report"] != self.branches[branch]:
                continue
            key = row["kpi"]
            if row["status"] == "new":
                new += 1
                key = f"+{new}"
            else:
                cells[key, "next_status"] = row["status"]
            if row["status"] in ("changed", "new"):
                # The new code stands in brackets behind the name.
                coded = row["status"] == "changed" and row["indicator_next"].endswith("）")
                name = row["indicator_next"].rpartition("（")[0] if coded else row["indicator_next"]
                cells[key, "next_indicator"] = name
                cells[key, "next_direction"] = row["direction_next"]
                if row["unit_next"]:
                    cells[key, "next_unit"] = row["unit_next"]
            if row["target_next"]:
                cells[key, "next_kpi_target"] = row["target_next"]
        return cells

    def ranks(self) -> Iterator[dict[str, Any]]:
        """The ranks as printed, of KPIs that the plan has; the reports do not say of how many."""
        for row in self.table("ranks"):
            branch = next((code for code, report in self.branches.items() if report == row["report"]), "")
            if branch and row["kpi"] != "incentive":
                yield {
                    "fiscal_year": int(row["year_of_rank"]),
                    "kpi_code": row["kpi"],
                    "branch_code": branch,
                    "published_rank": int(row["rank"]),
                }
