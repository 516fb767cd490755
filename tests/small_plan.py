"""The plan of the small round, as rows by sheet and field, and what its branches type into their forms.

Three branches (two codes with leading zeros) and five KPIs: every direction, a pair of counts, a prior-year
target, a KPI code with leading zeros, and one branch without a target.
"""

import datetime as dt
from typing import Any

Rows = dict[str, list[dict[str, Any]]]

PLAN_DATE = dt.date(2025, 4, 1)
DUE = dt.date(2025, 5, 30)
BRANCH_CODES = ("01", "02", "45")
KPI_CODES = ("checkup_rate", "generic_rate", "claim_days", "service_standard", "007")

_SETTINGS = {
    "ja": {
        "organisation": "試験健康保険協会",
        "fiscal_year": 2024,
        "round_name": "令和6年度実績",
        "plan_date": PLAN_DATE,
        "language": "ja",
        "classification": "機密性2",
        "due": DUE,
        "contact": "本部 企画部",
        "aggregate_name": "全国",
        "grade_scheme": "支部4段階",
        "judge_on": "reported",
        "minus": "triangle",
        "fewest_ranked": 2,
    },
    "en": {
        "organisation": "Example Health Insurance",
        "fiscal_year": 2024,
        "round_name": "FY2024 results",
        "plan_date": PLAN_DATE,
        "language": "en",
        "classification": "Internal",
        "due": DUE,
        "contact": "Planning department",
        "aggregate_name": "National",
        "grade_scheme": "Branch scheme",
        "judge_on": "reported",
        "minus": "hyphen",
        "fewest_ranked": 2,
    },
}
_BRANCHES = {
    "ja": (("01", "札幌", "北"), ("02", "函館", "北"), ("45", "宮崎", "南")),
    "en": (("01", "North", "Upper"), ("02", "Harbour", "Upper"), ("45", "Lakes", "Lower")),
}
# Code, unit in both languages, direction, decimals, aggregate, minimum, maximum, largest change.
_KPI_FACTS: tuple[tuple[Any, ...], ...] = (
    ("checkup_rate", "％", "%", "at_least", 1, "ratio", 0, 100, 5),
    ("generic_rate", "％", "%", "at_least", 1, "published", 0, 100, 5),
    ("claim_days", "日", "days", "at_most", 1, "mean", 0, 60, None),
    ("service_standard", "％", "%", "equal", 0, "published", 0, 100, None),
    ("007", "件", "cases", "do", 0, "none", 0, None, None),
)
# Pillar, measure, group, indicator, numerator and denominator.
_KPI_TEXTS = {
    "ja": {
        "checkup_rate": ("戦略", "健診受診率の向上", "保健", "予防健診受診率", "受診者数", "対象者数"),
        "generic_rate": ("戦略", "ジェネリックの使用促進", "企画", "ジェネリック医薬品使用割合", "", ""),
        "claim_days": ("基盤", "サービス水準の向上", "業務", "支払いまでの日数", "", ""),
        "service_standard": ("基盤", "サービス水準の向上", "業務", "サービススタンダードの達成", "", ""),
        "007": ("戦略", "意見発信", "企画", "効果的な意見発信", "", ""),
    },
    "en": {
        "checkup_rate": (
            "Prevention",
            "More check-ups",
            "Health",
            "Check-up rate",
            "Checked",
            "Eligible",
        ),
        "generic_rate": ("Prevention", "Generics", "Planning", "Share of generic medicines", "", ""),
        "claim_days": ("Operations", "Service quality", "Claims", "Days until payment", "", ""),
        "service_standard": ("Operations", "Service quality", "Claims", "Claims paid in time", "", ""),
        "007": ("Prevention", "Public statements", "Planning", "Statement based on data", "", ""),
    },
}
# By KPI, then by branch in roster order.
_TARGETS = {
    "ja": {
        "checkup_rate": ("64.6％以上", "60以上", "62.0％以上"),
        "generic_rate": ("前年度以上", "前年度以上", "前年度（82.5％）以上"),
        "claim_days": ("7日以内", "7日以内", "設定なし"),
        "service_standard": ("100％", "100％", "100％"),
        "007": ("実施", "実施", "実施"),
    },
    "en": {
        "checkup_rate": ("at least 64.6%", "at least 60", "62.0% or more"),
        "generic_rate": ("prior year or more", "prior year or more", "prior year (82.5%) or more"),
        "claim_days": ("at most 7 days", "at most 7 days", "no target"),
        "service_standard": ("100%", "100%", "100%"),
        "007": ("do", "do", "do"),
    },
}
_PRIOR = {
    "checkup_rate": (63.1, 61.2, 60.0),
    "generic_rate": (81.4, 79.9, 82.5),
    "claim_days": (6.2, 7.4, 5.0),
    "service_standard": (100, 99, 100),
}
_COUNTS = {"01": (631, 1000), "02": (306, 500), "45": (480, 800)}
_NOTE = {"ja": "前年度の報告書", "en": "Last year's report"}
_MEASURES = {
    "ja": (("M01", "戦略", "健診受診率の向上", "保健"), ("M02", "基盤", "業務改革の推進", "業務")),
    "en": (("M01", "Prevention", "More check-ups", "Health"), ("M02", "Operations", "Better work", "Claims")),
}
_GRADES = {
    "ja": (("yes", "A", "achieved", "", "計画通りに実施"), ("no", "B", "", "no", "計画通りに実施")),
    "en": (
        ("yes", "A", "achieved", "", "Carried out as planned"),
        ("no", "B", "", "no", "Carried out as planned"),
    ),
}

# What the branches type in the filled round: every state of a judgement, and figures that need converting.
FILLED: dict[str, dict[str, dict[tuple[str, str], Any]]] = {
    "ja": {
        "01": {
            ("checkup_rate", "numerator"): 652,
            ("checkup_rate", "denominator"): 1000,
            ("checkup_rate", "actual"): 65.2,
            ("generic_rate", "actual"): "81.9％",
            ("generic_rate", "as_of"): "令和7年2月時点",
            ("claim_days", "actual"): 7.4,
            ("service_standard", "actual"): 100,
            ("007", "actual"): "実施",
            ("007", "remark"): "=SUM(A1)は式ではなく文字です",
            ("checkup_rate", "next_target"): "66.0以上",
        },
        "02": {
            ("checkup_rate", "actual"): 59.4,
            ("generic_rate", "actual"): "未確定",
            ("claim_days", "actual"): 6.9,
            ("service_standard", "actual"): 98,
            ("007", "actual"): 2,
        },
    },
    "en": {
        "01": {
            ("checkup_rate", "numerator"): 652,
            ("checkup_rate", "denominator"): 1000,
            ("checkup_rate", "actual"): 65.2,
            ("generic_rate", "actual"): "81.9%",
            ("generic_rate", "as_of"): "as of February 2025",
            ("claim_days", "actual"): 7.4,
            ("service_standard", "actual"): 100,
            ("007", "actual"): "Done",
            ("007", "remark"): "=SUM(A1) is text, not a formula",
            ("checkup_rate", "next_target"): "66.0 or more",
        },
        "02": {
            ("checkup_rate", "actual"): 59.4,
            ("generic_rate", "actual"): "Unsettled",
            ("claim_days", "actual"): 6.9,
            ("service_standard", "actual"): 98,
            ("007", "actual"): 2,
        },
    },
}
FILLED_MEASURES: dict[str, dict[tuple[str, str], Any]] = {
    "ja": {("M01", "progress"): "計画通りに実施", ("M01", "grade"): "A", ("M02", "new_effort"): "あり"},
    "en": {
        ("M01", "progress"): "Carried out as planned",
        ("M01", "grade"): "A",
        ("M02", "new_effort"): "Yes",
    },
}


def plan_rows(language: str = "ja") -> Rows:
    """Fresh rows of the small plan, by sheet and field, for a test to change."""
    branches = _BRANCHES[language]
    headers = [f"{code} {name}" for code, name, _block in branches]
    indicators = {code: texts[3] for code, texts in _KPI_TEXTS[language].items()}
    history = [
        {
            "fiscal_year": 2023,
            "branch_code": code,
            "kpi_code": kpi,
            "actual": values[number],
            "numerator": _COUNTS[code][0] if kpi == "checkup_rate" else None,
            "denominator": _COUNTS[code][1] if kpi == "checkup_rate" else None,
            "note": _NOTE[language],
        }
        for kpi, values in _PRIOR.items()
        for number, code in enumerate(BRANCH_CODES)
    ]
    national = [
        {
            "fiscal_year": year,
            "kpi_code": kpi,
            "national_target": target,
            "national_actual": actual,
            "note": "",
        }
        for year, kpi, target, actual in (
            (2024, "generic_rate", 80, 82.7),
            (2023, "generic_rate", None, 81.9),
            (2024, "service_standard", 100, 99),
        )
    ]
    return {
        "settings": [dict(_SETTINGS[language])],
        "branches": [
            {"branch_code": code, "branch": name, "block": block, "email": f"b{code}@example.jp"}
            for code, name, block in branches
        ],
        "kpis": [_kpi_row(language, *facts) for facts in _KPI_FACTS],
        "targets": [
            {"kpi_code": code, "indicator": indicators[code], **dict(zip(headers, texts, strict=True))}
            for code, texts in _TARGETS[language].items()
        ],
        "history": history,
        "national": national,
        "measures": [
            dict(zip(("measure_code", "pillar", "measure", "group"), row, strict=True))
            for row in _MEASURES[language]
        ],
        "grades": [
            {
                "grade_scheme": _SETTINGS[language]["grade_scheme"],
                **dict(
                    zip(
                        ("with_kpi", "grade", "criterion_kpi", "criterion_new_effort", "criterion_plan"),
                        row,
                        strict=True,
                    )
                ),
            }
            for row in _GRADES[language]
        ],
    }


def _kpi_row(
    language: str, code: str, symbol: str, english: str, direction: str, decimals: int, *limits: Any
) -> dict[str, Any]:
    pillar, measure, group, indicator, numerator, denominator = _KPI_TEXTS[language][code]
    aggregate, minimum, maximum, max_change = limits
    return {
        "kpi_code": code,
        "pillar": pillar,
        "measure": measure,
        "group": group,
        "indicator": indicator,
        "unit": symbol if language == "ja" else english,
        "direction": direction,
        "decimals": decimals,
        "numerator_label": numerator,
        "denominator_label": denominator,
        "aggregate": aggregate,
        "minimum": minimum,
        "maximum": maximum,
        "max_change": max_change,
        "comparable": "yes",
    }
