"""docs/plan.md has every sheet and every column of a plan, with the words that a column takes."""

import re
from pathlib import Path

import pytest

from kpixl.locale import catalogue
from kpixl.model.plan_layout import PLAN_SHEETS, CellKind, PlanField, PlanSheet

PAGE = (Path(__file__).parent.parent / "docs" / "plan.md").read_text(encoding="utf-8")
JA, EN = catalogue("ja"), catalogue("en")


def heading(sheet: PlanSheet) -> str:
    return f"{JA(f'sheet.{sheet.key}')} / {EN(f'sheet.{sheet.key}')}"


def rows_of(sheet: PlanSheet) -> list[list[str]]:
    """The table of a sheet's section, without its head."""
    section = re.search(rf"^## {re.escape(heading(sheet))}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section, heading(sheet)
    lines = [line for line in section[1].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_page_has_the_sheets_in_the_workbooks_order():
    assert re.findall(r"^## (.*)$", PAGE, re.MULTILINE) == [heading(sheet) for sheet in PLAN_SHEETS]


@pytest.mark.parametrize("sheet", PLAN_SHEETS, ids=lambda sheet: sheet.key)
def test_every_column_of_a_sheet_is_documented_in_its_order(sheet):
    assert [row[:3] for row in rows_of(sheet)] == [
        [JA(f"column.{field.key}"), EN(f"column.{field.key}"), mark_of(field)] for field in sheet.fields
    ]
    assert all(row[3] and row[4] for row in rows_of(sheet))


def mark_of(field: PlanField) -> str:
    return "○" if field.required else "△" if field.must_exist else ""


WORDS = [
    (sheet, field) for sheet in PLAN_SHEETS for field in sheet.fields if field.kind is CellKind.WORD
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "field"), WORDS, ids=lambda item: item.key)
def test_the_words_that_a_column_takes_are_all_there(sheet, field):
    row = rows_of(sheet)[sheet.fields.index(field)]
    for words, cell in ((JA, row[3]), (EN, row[4])):
        assert re.findall("`([^`]+)`", cell.rpartition("：" if words is JA else ": ")[2]) == list(
            words.group(f"word.{field.words}").values()
        )


def test_the_starter_plan_is_what_the_page_says():
    names = "・".join(JA(f"sheet.{sheet.key}") for sheet in PLAN_SHEETS if sheet.in_starter)
    assert f"雛形には、{names}があります" in PAGE
