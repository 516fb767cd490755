"""The small round with something for every sheet of a summary, and the one that nothing has come back to."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

from kpixl.jobs.consolidate import consolidate
from tests.builders import Round, fill_return, fill_round, make_round
from tests.small_plan import FILLED, FILLED_MEASURES, plan_rows

_TEXTS = {
    "ja": {
        "pillar": "戦略",
        "measure": "ジェネリックの使用促進",
        "indicator": "使用割合が前年度以上の支部",
        "reason": "支払日の計上誤り",
        "person": "山田",
        "note": "計画人数は見込みです",
        "done": "取組内容",
        "guide": "何を、いつ、だれに",
        "visits": "訪問した事業所",
        "appointed": "委嘱事業所数",
        "said": "・健診の案内を送った。\n・2,310人に電話した。",
        "next_target": "6日以内",
        "changed": "変更",
    },
    "en": {
        "pillar": "Prevention",
        "measure": "Generics",
        "indicator": "Branches with no smaller share than a year ago",
        "reason": "Days counted from the wrong date",
        "person": "Yamada",
        "note": "Planned counts are estimates",
        "done": "What was done",
        "guide": "What, when, for whom",
        "visits": "Offices visited",
        "appointed": "Offices appointed",
        "said": "- Invitations were sent.\n- 2,310 persons were called.",
        "next_target": "at most 6 days",
        "changed": "Changes",
    },
}
# Denominator and numerator by branch; they give the target rates.
_PLANNED_COUNTS = {"01": (1000, 646), "02": (520, 312), "45": (800, 496)}
_ADJUSTED_ON = dt.date(2025, 6, 20)


def make_full_round(tmp_path: Path, language: str = "ja") -> Round:
    """The small round with planned counts, a KPI of the whole round and a figure that head office adjusts."""
    texts = _TEXTS[language]
    counted = {
        **{key: texts[key] for key in ("pillar", "measure", "indicator")},
        "kpi_code": "generic_branches",
        "counted_kpi": "generic_rate",
        "at_least": 2,
    }
    adjusted = {
        "branch_code": "01",
        "adjusted_code": "claim_days",
        "adjusted_value": 6.9,
        "adjusted_reason": texts["reason"],
        "person": texts["person"],
        "date": _ADJUSTED_ON,
    }
    return make_round(
        tmp_path,
        language,
        planned_counts=_planned_counts(),
        round_kpis=[counted],
        adjustments=[adjusted],
        settings={"next_kpis": "yes"},
        text_items=[
            {"text_code": "done", "text_label": texts["done"], "guide": texts["guide"],
             "text_required": "always", "longest": 400},
        ],
        activities=[
            {"measure_code": "M01", "activity": texts["visits"], "unit": "件", "prior": 1200},
            {"measure_code": "M01", "activity": texts["appointed"], "unit": "社", "change_kind": "percent"},
        ],
    )  # fmt: skip


def collect_twice(round_: Round) -> Path:
    """Fill the round in two steps; returns the first step's master, of branch 01's first figures alone."""
    first = {("checkup_rate", "numerator"): 640, ("checkup_rate", "actual"): 64.0}
    fill_return(round_, "01", FILLED[round_.language]["01"] | first)
    consolidate(round_.path)
    earlier = round_.path / "earlier.xlsx"
    shutil.copy(round_.master, earlier)
    fill_round(round_)
    fill_return(
        round_, "01", FILLED[round_.language]["01"], measures=FILLED_MEASURES[round_.language],
        tables=_tables(round_.language),
    )  # fmt: skip
    consolidate(round_.path)
    return earlier


def _tables(language: str) -> dict[str, dict[tuple[str, str], Any]]:
    """What branch 01 writes beside its figures."""
    texts = _TEXTS[language]
    changed = {
        ("claim_days", "next_status"): texts["changed"],
        ("claim_days", "next_kpi_target"): texts["next_target"],
    }
    return {
        "measure_text_entry": {("M01/done", "text"): texts["said"]},
        "activity_entry": {
            (f"M01/{texts['visits']}", "this_year"): 1310,
            (f"M01/{texts['appointed']}", "change"): 43.3,
        },
        "next_kpi_entry": changed,
    }


def make_planned_round(tmp_path: Path, language: str = "ja") -> Round:
    """A round of two KPIs that nothing has come back to, consolidated: its summary is the plan."""
    rows, codes = plan_rows(language), ("checkup_rate", "generic_rate")
    special: dict[str, dict[str, Any]] = {
        "checkup_rate": {"note": _TEXTS[language]["note"]},
        "generic_rate": {"important": "high"},
    }
    round_ = make_round(
        tmp_path,
        language,
        name="planned",
        kpis=[row | special[row["kpi_code"]] for row in rows["kpis"] if row["kpi_code"] in codes],
        **{
            sheet: [row for row in rows[sheet] if row["kpi_code"] in codes]
            for sheet in ("targets", "history", "national")
        },
        planned_counts=_planned_counts(),
        measures=[row | {"plan_text": _TEXTS[language]["said"]} for row in rows["measures"]],
    )
    consolidate(round_.path)
    return round_


def _planned_counts() -> list[dict[str, Any]]:
    return [
        {"branch_code": code, "kpi_code": "checkup_rate", "denominator": below, "numerator": above}
        for code, (below, above) in _PLANNED_COUNTS.items()
    ]
