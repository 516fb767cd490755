"""Every workbook that kpixl writes opens in Excel without a repair, as far as its parts can tell."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.distribute import distribute
from kpixl.jobs.summarize import summarize
from tests.builders import Round, all_actuals, fill_return, fill_round, make_round
from tests.small_plan import plan_rows
from tests.xlsx_lint import lint

ROOT = Path(__file__).parents[2]


def _written(round_: Round) -> list[Path]:
    """Every workbook of a round that is played to the end."""
    distribute(round_.path)
    consolidate(round_.path)
    summarize(round_.path)
    return sorted(round_.path.rglob("*.xlsx"))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_workbooks_of_a_round_have_no_faults(tmp_path, language):
    round_ = make_round(tmp_path, language)
    fill_round(round_)
    written = _written(round_)
    assert len(written) == 1 + 2 + 3 + 1 + 1
    assert {path.name: lint(path) for path in written} == {path.name: [] for path in written}


@pytest.mark.parametrize("path", sorted((ROOT / "templates").glob("*.xlsx")), ids=lambda path: path.stem)
def test_the_starter_plans_have_no_faults(path):
    assert lint(path) == []


def test_the_worked_rounds_have_no_faults(worked_rounds):
    paths = sorted(worked_rounds.rglob("*.xlsx"))
    assert len(paths) == 14
    assert {path.name: lint(path) for path in paths} == {path.name: [] for path in paths}


def test_a_round_of_texts_that_strain_excel_has_no_faults(tmp_path):
    """Quotes, ampersands, brackets, very long names: in formulas, in sheet names, in page headers."""
    rows = plan_rows()
    names = ['A/B:C*[D]?\\"E"', "'引用'", "支" * 60]
    pillars = ['分野"甲"', "野" * 300, "<&>"]
    for number, branch in enumerate(rows["branches"]):
        branch["branch"] = names[number]
    for number, kpi in enumerate(rows["kpis"]):
        kpi["pillar"] = pillars[number % 3]
        kpi["indicator"] = f'指標&amp;"{number}"\'' + "長" * 300
        kpi["kpi_code"] = rows["targets"][number]["kpi_code"] = f"k{number}"
    headers = [key for key in rows["targets"][0] if key not in ("kpi_code", "indicator")]
    for target in rows["targets"]:
        for branch, header in zip(rows["branches"], headers, strict=True):
            target[f"{branch['branch_code']} {branch['branch']}"] = target.pop(header)
    round_ = make_round(
        tmp_path,
        branches=rows["branches"],
        kpis=rows["kpis"],
        targets=rows["targets"],
        history=[],
        national=[],
        settings={"organisation": "機構&協会" * 60, "classification": "機密性2&" * 40},
    )
    fill_return(round_, "01", {("k0", "actual"): 50, ("k0", "remark"): "備" * 30_000}, name="a.xlsx")
    fill_return(round_, "02", {("k1", "actual"): "値" * 32_767}, name="b.xlsx")
    written = _written(round_)
    assert {path.name: lint(path) for path in written} == {path.name: [] for path in written}


def test_forty_seven_branches_have_no_faults(tmp_path):
    rows = plan_rows()
    rows["branches"] = [
        {"branch_code": f"{n:02d}", "branch": f"第{n}支部", "block": ""} for n in range(1, 48)
    ]
    rows["targets"] = [
        {"kpi_code": kpi["kpi_code"], **{f"{n:02d} 第{n}支部": text for n in range(1, 48)}}
        for kpi, text in zip(rows["kpis"], ("50以上", "50以上", "7以下", "100", "実施"), strict=True)
    ]
    round_ = make_round(tmp_path, branches=rows["branches"], targets=rows["targets"], history=[])
    for code in ("01", "47"):
        fill_return(round_, code, all_actuals())
    consolidate(round_.path)
    summarize(round_.path)
    assert (lint(round_.master), lint(round_.summary)) == ([], [])


# ── the lint itself ─────────────────────────────────────────────────────────────────────────────────
def _changed(source: Path, to: Path, part: str, change: Callable[[str], str]) -> Path:
    """A copy of a workbook with one of its parts changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                text = content.decode()
                assert change(text) != text, "the change changed nothing"
                content = change(text).encode()
            new.writestr(name, content)
    return to


_SHEET, _BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
_OVERLAPPING = '<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>'


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        (_BOOK, 'name="記入要領"', 'name="記入シート"', "stands twice"),
        (_BOOK, 'name="記入要領"', 'name="記入/要領"', "no sheet name may have"),
        (_BOOK, 'name="記入要領"', 'name="History"', "Excel's own"),
        (_BOOK, 'name="記入要領"', f'name="{"長" * 32}"', "32 characters"),
        (_BOOK, r">[^<]*</definedName>", ">#REF!</definedName>", "refers to nothing"),
        (_SHEET, r'prompt="', 'prompt="' + "長" * 255, "are allowed"),
        (_SHEET, r'promptTitle="', 'promptTitle="' + "長" * 32, "are allowed"),
        (_SHEET, r'sqref="K9"', 'sqref="K8:K9"', "overlap"),
        (_SHEET, r"<f>", "<f>=", "two equals signs"),
        (_SHEET, r"<f>", '<f>"' + "x" * 256 + '"&amp;', "in a formula"),
        (_SHEET, r"<f>INDEX|<f>IF", "<f>#REF!+IF", "refers to nothing"),
        (_SHEET, r'dxfId="\d+"', 'dxfId="999"', "conditional format 999"),
        (_SHEET, r'r="B3"', 'r="B2"', "out of order"),
        (_SHEET, r' s="\d+"', ' s="999"', "format 999"),
        (_SHEET, r't="s"><v>\d+', 't="s"><v>99999', "text 99999"),
        (_SHEET, r"<oddHeader>", "<oddHeader>" + "x" * 256, "the oddHeader has"),
        (_SHEET, r"<oddFooter>", "<oddFooter>" + "x" * 256, "the oddFooter has"),
        (_SHEET, r'<formula1>"', '<formula1>"' + "長" * 255, "the list has"),
        (_SHEET, r"</sheetData>", f"</sheetData>{_OVERLAPPING}", "merged cells overlap: A1:B2 and B2:C3"),
    ],
)
def test_the_lint_finds_what_excel_would_repair(tmp_path, part, old, new, fault):
    path = fill_return(make_round(tmp_path), "01")
    assert lint(path) == []
    broken = _changed(path, tmp_path / "broken.xlsx", part, lambda text: re.sub(old, new, text, count=1))
    assert any(fault in found for found in lint(broken)), lint(broken)
