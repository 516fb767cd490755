"""Real workbooks in a temporary folder: a small round, the returns of its branches, and sheets read back.

The round has three branches (two codes with leading zeros) and five KPIs: every direction, a pair of
counts, a prior-year target, a KPI code with leading zeros, and one branch without a target.
"""

import datetime as dt
import hashlib
import importlib.util
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook

from kpixl.books.entry_workbook import build_entry_workbook
from kpixl.books.plan.read import read_plan
from kpixl.books.plan.write import build_plan
from kpixl.files.seal_key import read_seal_key
from kpixl.files.write import write_file
from kpixl.locale import translate
from kpixl.model.finding import Finding
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import PLAN_SHEETS
from kpixl.model.submission import SignOffField
from kpixl.rules.issue.distribution import entry_kpis, plan_distribution
from kpixl.rules.issue.snapshot import Snapshots, sealed
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.plan.shown import plan_as_shown

Rows = dict[str, list[dict[str, Any]]]
Typed = Mapping[tuple[str, str], Any]

KEY = re.compile(r"[a-z_]+\.[a-z_]+")  # of a field, in the first row of a master's sheet
MASTER_LABELS, MASTER_ROWS = 3, 4  # the rows of a master's sheet that hold the labels, and the first record

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


@dataclass(frozen=True)
class Round:
    """A round on disk, with its plan as kpixl reads it (None where the plan has faults)."""

    path: Path
    language: str
    parsed: Plan | None
    findings: tuple[Finding, ...]

    @property
    def plan(self) -> Plan:
        """The plan of a round whose plan has no faults."""
        assert self.parsed is not None, self.findings
        return self.parsed

    @property
    def plan_path(self) -> Path:
        return self.path / "plan.xlsx"

    @property
    def inbox(self) -> Path:
        return self.path / "inbox"

    @property
    def outbox(self) -> Path:
        return self.path / "outbox"

    @property
    def master(self) -> Path:
        return self.path / "master.xlsx"

    @property
    def summary(self) -> Path:
        return self.path / "summary.xlsx"


def write_plan(path: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]], language: str = "ja") -> Path:
    """Write a plan workbook with the given rows; `language` is that of its headers and words."""
    settings = rows["settings"][0]
    content = build_plan(
        rows,
        language=language,
        title=f"KPI {settings.get('round_name', '')}",
        organisation=str(settings.get("organisation", "")),
        created=dt.datetime.combine(PLAN_DATE, dt.time()),
    )
    write_file(path, content)
    return path


def make_round(tmp_path: Path, language: str = "ja", name: str = "round", **changes: Any) -> Round:
    """A round with a plan and an empty inbox.

    `changes` are keyed by plan sheet: a mapping is laid over the settings row, a list replaces the
    rows of its sheet.
    """
    rows = plan_rows(language)
    unknown = changes.keys() - {layout.key for layout in PLAN_SHEETS}
    assert not unknown, f"no such plan sheets: {unknown}"
    for sheet, change in changes.items():
        rows[sheet] = [{**rows[sheet][0], **change}] if isinstance(change, Mapping) else list(change)
    path = tmp_path / name
    write_plan(path / "plan.xlsx", rows, language)
    (path / "inbox").mkdir()
    return reread(path, language)


def reread(path: Path, language: str = "ja") -> Round:
    """The round at `path`, its plan read again."""
    plan, findings = parse_plan(plan_as_shown(read_plan(path / "plan.xlsx")))
    return Round(path, language, plan, tuple(findings))


def fill_return(
    round_: Round,
    branch_code: str,
    typed: Typed | None = None,
    /,
    *,
    name: str = "",
    measures: Typed | None = None,
    tables: Mapping[str, Typed] | None = None,
    signed: Mapping[SignOffField, str] | None = None,
    folder: Path | None = None,
    **identity: str,
) -> Path:
    """An entry workbook as the branch returns it, in the inbox under `name`.

    `typed` is keyed by (KPI code, field), `tables` by sheet and (row key, field); `identity` replaces
    parts of what the workbook says it is.
    """
    planned, _findings = plan_distribution(round_.plan, {}, (), translate)
    item = next(item for item in planned if item.branch.code == branch_code)
    snapshot = Snapshots(read_plan(round_.plan_path), round_.plan.settings.fiscal_year).of(item.branch)
    key = read_seal_key(round_.path / "seal.key")
    seen = replace(item.identity, **identity)
    content = build_entry_workbook(
        round_.plan,
        sealed(seen, snapshot, key) if key else seen,
        entry_kpis(round_.plan, item.branch),
        typed=typed or {},
        typed_measures=measures or {},
        typed_tables=tables,
        signed=signed,
        snapshot=snapshot,
    )
    path = (folder or round_.inbox) / (name or item.file)
    write_file(path, content)
    return path


def fill_round(round_: Round) -> None:
    """The filled round: branches 01 and 02 have returned, 45 has not."""
    for code, typed in FILLED[round_.language].items():
        fill_return(round_, code, typed, measures=FILLED_MEASURES[round_.language])


def all_actuals(value: Any = 50, done: str = "実施") -> dict[tuple[str, str], Any]:
    """An actual for every KPI, for tests that are about something else."""
    return {(code, "actual"): done if code == "007" else value for code in KPI_CODES}


def rows_of(path: Path, sheet: str, *, header: int = 1) -> list[dict[str, Any]]:
    """The rows of a sheet by the labels in row `header`, as the cells' values.

    Of a master's sheet, what people see: without the keys above the labels and the columns for programs.
    """
    with CalamineWorkbook.from_path(path) as workbook:
        cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    if KEY.fullmatch(str(cells[0][0])):
        header = MASTER_LABELS
        cells = [row[: len(_seen_labels(cells))] for row in cells]
    labels = [str(label) for label in cells[header - 1]]
    return [dict(zip(labels, row, strict=True)) for row in cells[header:]]


def _seen_labels(cells: list[list[Any]]) -> list[str]:
    """The labels of a master's sheet that people see: a hidden column has its key for a label."""
    labels = zip(cells[0], cells[MASTER_LABELS - 1], strict=True)
    return [str(label) for key, label in labels if not str(key).endswith(f".{label}")]


def ledger_of(round_: Round) -> dict[str, dict[str, Any]]:
    """The master's 受付台帳, by branch code."""
    return {row["支部コード"]: row for row in rows_of(round_.master, "受付台帳")}


def headers_of(path: Path, sheet: str) -> list[str]:
    """The labels of a sheet: its first row, or what people see of a master's third."""
    with CalamineWorkbook.from_path(path) as workbook:
        cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return _seen_labels(cells) if KEY.fullmatch(str(cells[0][0])) else [str(label) for label in cells[0]]


@contextmanager
def edited(path: Path, to: Path | None = None) -> Iterator[openpyxl.Workbook]:
    """The workbook in openpyxl, saved at the end: what a person might do to it in Excel."""
    book = openpyxl.load_workbook(path)
    yield book
    book.save(to or path)
    book.close()


def set_modified(path: Path, saved: dt.datetime) -> None:
    """Put a time of saving (UTC) into a workbook's properties, as Excel does."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"].decode()
    stamp = rf"\g<1>{saved:%Y-%m-%dT%H:%M:%SZ}"
    parts["docProps/core.xml"] = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", stamp, core).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def column_of(sheet: Any, label: str, *, row: int = 1) -> int:
    """The 1-based column of a header: on a master's sheet, of its labels."""
    row = MASTER_LABELS if KEY.fullmatch(str(sheet.cell(1, 1).value)) else row
    return next(cell.column for cell in sheet[row] if cell.value == label)


LOCK = ".kpixl.lock"  # stays in a round, empty


def digests(folder: Path, *leave_out: str) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its relative path; to show that nothing changed."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LOCK and path.relative_to(folder).as_posix() not in leave_out
    }


def load_script(path: Path) -> ModuleType:
    """A script of the checkout as a module, from its path."""
    spec = importlib.util.spec_from_file_location(f"script_{path.parent.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
