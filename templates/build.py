"""Make the starter plans again (the 47 prefectures, three English branches), and the reports' templates.

    python templates/build.py [FOLDER]

Both are valid plans with a few example KPIs, one of every direction; people write over them. They have the
sheets that every plan begins with; `kpixl init --with` adds others.
"""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # however it is called

from report_blocks import PLANNED, build_report_template, build_whole_template
from report_writer import repeatable

from kpixl.books.plan.write import build_plan
from kpixl.files.write import write_file

HERE = Path(__file__).parent
_DATE = dt.date(2025, 4, 1)

_BLOCKS = {
    "北海道・東北": "北海道 青森 岩手 宮城 秋田 山形 福島",
    "関東": "茨城 栃木 群馬 埼玉 千葉 東京 神奈川",
    "中部": "新潟 富山 石川 福井 山梨 長野 岐阜 静岡 愛知",
    "近畿": "三重 滋賀 京都 大阪 兵庫 奈良 和歌山",
    "中国・四国": "鳥取 島根 岡山 広島 山口 徳島 香川 愛媛 高知",
    "九州・沖縄": "福岡 佐賀 長崎 熊本 大分 宮崎 鹿児島 沖縄",
}

JA: dict[str, Any] = {
    "settings": {
        "organisation": "○○保険協会",
        "fiscal_year": 2025,
        "round_name": "令和7年度実績",
        "plan_date": _DATE,
        "language": "ja",
        "classification": "機密性2",
        "due": dt.date(2026, 5, 29),
        "contact": "本部 企画部（内線0000）",
        "aggregate_name": "全国",
        "grade_scheme": "支部4段階",
        "judge_on": "reported",
        "minus": "triangle",
    },
    "branches": [
        {"branch_code": f"{code:02d}", "branch": name, "block": block}
        for code, (name, block) in enumerate(
            ((name, block) for block, names in _BLOCKS.items() for name in names.split()), start=1
        )
    ],
    "kpis": [
        ("checkup_insured", "戦略的機能", "健診受診率の向上", "保健", "生活習慣病予防健診受診率", "％", "at_least", 1,
         "受診者数", "対象者数", "ratio", 0, 100, 5, "64.6％以上"),
        ("generic_rate", "戦略的機能", "ジェネリック医薬品の使用促進", "企画総務", "ジェネリック医薬品使用割合", "％",
         "at_least", 1, "", "", "published", 0, 100, 5, "前年度（80.0％）以上"),
        ("declaration_offices", "戦略的機能", "コラボヘルスの推進", "保健", "健康宣言事業所数", "事業所", "at_least", 0,
         "", "", "sum", 0, None, None, "880事業所以上"),
        ("service_standard", "基盤的機能", "サービス水準の向上", "業務", "サービススタンダードの達成状況", "％", "equal", 0,
         "", "", "published", 0, 100, None, "100％"),
        ("single_bid_rate", "組織・運営体制", "コスト削減", "企画総務", "一般競争入札に占める一者応札案件の割合", "％",
         "at_most", 1, "一者応札件数", "一般競争入札件数", "ratio", 0, 100, None, "15％以下"),
        ("opinion_statement", "戦略的機能", "意見発信", "企画総務", "医療データ等を活用した効果的な意見発信", "件", "do", 0,
         "", "", "none", 0, None, None, "実施"),
    ],
    "title": "KPI計画 雛形",
}  # fmt: skip

EN: dict[str, Any] = {
    "settings": {
        "organisation": "Example Health Insurance",
        "fiscal_year": 2025,
        "round_name": "FY2025 results",
        "plan_date": _DATE,
        "language": "en",
        "classification": "Internal",
        "due": dt.date(2026, 5, 29),
        "contact": "Planning department",
        "aggregate_name": "National",
        "grade_scheme": "Branch S/A/B/C",
        "judge_on": "reported",
        "minus": "hyphen",
    },
    "branches": [
        {"branch_code": "01", "branch": "North", "block": "East"},
        {"branch_code": "02", "branch": "Harbour", "block": "East"},
        {"branch_code": "03", "branch": "Lakes", "block": "West"},
    ],
    "kpis": [
        ("checkup_rate", "Prevention", "More health check-ups", "Health", "Check-up rate of the insured", "%", "at_least",
         1, "Checked", "Eligible", "ratio", 0, 100, 5, "at least 64.6%"),
        ("generic_rate", "Prevention", "Generic medicines", "Planning", "Share of generic medicines", "%", "at_least", 1,
         "", "", "published", 0, 100, 5, "prior year (80.0%) or more"),
        ("declared_offices", "Prevention", "Healthy workplaces", "Health", "Offices with a health declaration", "offices",
         "at_least", 0, "", "", "sum", 0, None, None, "880 offices or more"),
        ("service_standard", "Operations", "Service quality", "Claims", "Claims paid within ten days", "%", "equal", 0,
         "", "", "published", 0, 100, None, "100%"),
        ("single_bid_rate", "Organisation", "Cost control", "Planning", "Tenders with a single bidder", "%", "at_most", 1,
         "Single bids", "Tenders", "ratio", 0, 100, None, "at most 15%"),
        ("statement", "Prevention", "Public statements", "Planning", "Statement based on medical data", "cases", "do", 0,
         "", "", "none", 0, None, None, "do"),
    ],
    "title": "KPI plan, starter",
}  # fmt: skip

_KPI_FIELDS = (
    "kpi_code", "pillar", "measure", "group", "indicator", "unit", "direction", "decimals", "numerator_label",
    "denominator_label", "aggregate", "minimum", "maximum", "max_change", "target",
)  # fmt: skip


def plan_rows(starter: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The rows of a starter plan, by sheet."""
    kpis = [dict(zip(_KPI_FIELDS, row, strict=True)) for row in starter["kpis"]]
    headers = [f"{branch['branch_code']} {branch['branch']}" for branch in starter["branches"]]
    return {
        "settings": [starter["settings"]],
        "branches": starter["branches"],
        "kpis": [
            {**{key: value for key, value in kpi.items() if key != "target"}, "comparable": "yes"}
            for kpi in kpis
        ],
        "targets": [
            {
                "kpi_code": kpi["kpi_code"],
                "indicator": kpi["indicator"],
                **dict.fromkeys(headers, kpi["target"]),
            }
            for kpi in kpis
        ],
    }


def build_starters(folder: Path) -> list[Path]:
    """Write both starter plans and the templates of the reports into `folder`."""
    paths = []
    for language, starter in (("ja", JA), ("en", EN)):
        path = folder / f"plan_{language}.xlsx"
        content = build_plan(
            plan_rows(starter),
            language=language,
            title=starter["title"],
            organisation=starter["settings"]["organisation"],
            created=dt.datetime.combine(_DATE, dt.time()),
        )
        write_file(path, content)
        paths.append(path)
    for language in ("ja", "en"):
        for name, content in (
            ("report", build_report_template(language)),
            ("report_plan", build_report_template(language, PLANNED)),
            ("report_whole", build_whole_template(language)),
        ):
            path = folder / f"{name}_{language}.docx"
            write_file(path, repeatable(content, _DATE))
            paths.append(path)
    return paths


if __name__ == "__main__":
    for made in build_starters(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(made)
