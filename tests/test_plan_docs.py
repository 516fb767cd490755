"""The page of the plan has all its sheets, columns and the words that columns take, in both languages."""

import re
from pathlib import Path

import pytest

from kpixl.locale import catalogue
from kpixl.model.plan_layout import PLAN_SHEETS, SETTINGS, CellKind, PlanField, PlanSheet

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {
    "ja": (DOCS / "ja" / "plan.md").read_text(encoding="utf-8"),
    "en": (DOCS / "plan.md").read_text(encoding="utf-8"),
}
JA, EN = catalogue("ja"), catalogue("en")


def heading(sheet: PlanSheet, language: str) -> str:
    japanese = JA(f"sheet.{sheet.key}")
    return japanese if language == "ja" else f"{EN(f'sheet.{sheet.key}')} ({japanese})"


def rows_of(sheet: PlanSheet, language: str) -> list[list[str]]:
    """The table of a sheet's section, without its head."""
    title = re.escape(heading(sheet, language))
    section = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", PAGES[language], re.MULTILINE | re.DOTALL)
    assert section, title
    lines = [line for line in section[1].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("language", PAGES)
def test_the_page_has_the_sheets_in_the_workbooks_order(language):
    assert re.findall(r"^## (.*)$", PAGES[language], re.MULTILINE) == [
        heading(sheet, language) for sheet in PLAN_SHEETS
    ]


@pytest.mark.parametrize("sheet", PLAN_SHEETS, ids=lambda sheet: sheet.key)
def test_every_column_of_a_sheet_is_documented_in_its_order(sheet):
    names = {"ja": (JA,), "en": (EN, JA)}  # the English page has the headers that Japanese plans have, too
    for language, catalogues in names.items():
        rows = rows_of(sheet, language)
        assert [row[:-1] for row in rows] == [
            [*(words(f"column.{field.key}") for words in catalogues), mark_of(field)]
            for field in sheet.fields
        ]
        assert all(row[-1] for row in rows)


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("sheet", PLAN_SHEETS, ids=lambda sheet: sheet.key)
def test_the_notes_on_the_headers_of_a_plan_say_what_its_page_says(sheet, language):
    if sheet is SETTINGS:  # its rows have their explanations in a column of their own
        return
    words = catalogue(language)
    notes = [words(f"plan_note.{sheet.key}.{field.key}") for field in sheet.fields]
    assert notes == [row[-1].replace("`", "") for row in rows_of(sheet, language)]


def mark_of(field: PlanField) -> str:
    return "○" if field.required else "△" if field.must_exist else ""


WORDS = [
    (sheet, field) for sheet in PLAN_SHEETS for field in sheet.fields if field.kind is CellKind.WORD
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "field"), WORDS, ids=lambda item: item.key)
def test_the_words_that_a_column_takes_are_all_there(sheet, field):
    for words in (JA, EN):
        cell = rows_of(sheet, words.language)[sheet.fields.index(field)][-1]
        assert re.findall("`([^`]+)`", cell.rpartition("：" if words is JA else ": ")[2]) == list(
            words.group(f"word.{field.words}").values()
        )


def test_the_starter_plan_is_what_the_page_says():
    names = "・".join(JA(f"sheet.{sheet.key}") for sheet in PLAN_SHEETS if sheet.in_starter)
    assert f"雛形には、{names}があります" in PAGES["ja"]
    *others, last = [EN(f"sheet.{sheet.key}") for sheet in PLAN_SHEETS if sheet.in_starter]
    assert f"`kpixl init` has {', '.join(others)} and {last}." in PAGES["en"]
