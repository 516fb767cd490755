"""docs/grades.md says what the presets and the rules do."""

import re
from pathlib import Path

import pytest

from kpixl.books.summary.measures.grade_words import conditions_text
from kpixl.locale import catalogue
from kpixl.model.grade import Progress
from kpixl.model.kpi import KpiCriterion
from kpixl.rules.plan.grade_schemes import PRESETS, Preset, new_effort_of, progress_of, scheme_of
from tests.rules.grade_builders import graded_plan

PAGE = (Path(__file__).parents[1] / "docs" / "grades.md").read_text(encoding="utf-8")
JA, EN = catalogue("ja"), catalogue("en")


def rows(heading: str) -> list[list[str]]:
    """The rows of the one table below a heading."""
    body = re.split(r"^#+ ", PAGE.split(f"\n### {heading}\n")[1], flags=re.MULTILINE)[0]
    table = [line for line in body.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_a_presets_table_is_what_the_code_does(preset: Preset) -> None:
    scheme = scheme_of(graded_plan(scheme=preset.names[0]))
    assert scheme is not None
    assert rows(" / ".join(preset.names)) == [
        [
            EN(f"word.with_kpi.{'yes' if rule.with_kpi else 'no'}").lower(),
            f"{number} {conditions_text(rule, EN)}",
            conditions_text(rule, JA),
            rule.grade,
            f"{rule.points}",
        ]
        for number, rule in enumerate(scheme.rules, start=1)
    ]


def test_every_preset_has_a_table_and_there_are_no_more() -> None:
    assert re.findall(r"^### (.+)$", PAGE, flags=re.MULTILINE) == [" / ".join(p.names) for p in PRESETS]


def test_the_conditions_are_those_that_a_plan_takes() -> None:
    table = PAGE.split("| column of 評価基準 |")[1].split("\n\n")[0]
    criteria = re.findall(r"KPIの条件 `([^`]+)`", table)
    assert criteria == list(JA.group("word.criterion_kpi").values())
    assert set(JA.group("word.criterion_kpi")) == set(KpiCriterion) - {KpiCriterion.ANY}
    efforts = re.search(r"新たな取組の条件 `([^`]+)` `([^`]+)`", table)
    assert efforts is not None
    assert [new_effort_of(text) for text in efforts.groups()] == ["yes", "no"]
    ladder = re.search(r"From best to worst: (.+) \|", table)
    assert ladder is not None
    assert [progress_of(text) for text in re.findall("`([^`]+)`", ladder[1])] == list(Progress)
    for key in ("criterion_kpi", "rate_from", "criterion_new_effort", "criterion_plan"):
        assert JA(f"column.{key}") in table
