"""The documents say what the program does: commands, options, palette, target forms, figure forms."""

import re
from pathlib import Path

import pytest

from kpixl import __version__
from kpixl.books.writing import styles
from kpixl.cli.exits import Exit
from kpixl.cli.group import COMMANDS
from kpixl.locale import translate
from kpixl.model.kpi import Kpi
from kpixl.model.target import Direction
from kpixl.model.unit import find_unit
from kpixl.rules.figures.parse import read_figure
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.reading import TargetRefusal, read_statements

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def rows_of(document: str, first_header: str) -> list[list[str]]:
    """The rows of the Markdown table whose first header cell is given."""
    lines = (ROOT / "docs" / document).read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first_header} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_readme_names_every_command(name: str) -> None:
    assert f"`kpixl {name}" in README


def test_readme_has_two_set_up_commands_which_ci_runs_as_they_stand() -> None:
    commands = re.findall(r"^python -m pip install .*$", README, flags=re.MULTILINE)
    assert len(commands) == 2
    assert "grep -E '^python -m pip install ' README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_both_readmes_have_the_same_commands() -> None:
    japanese = (ROOT / "README.ja.md").read_text(encoding="utf-8")
    pattern = r"^(?:python -m pip|kpixl [a-z]+ round)[^#\n]*"
    assert [c.strip() for c in re.findall(pattern, README, re.MULTILINE)] == [
        c.strip() for c in re.findall(pattern, japanese, re.MULTILINE)
    ]


def test_readme_names_every_exit_code() -> None:
    line = next(line for line in README.splitlines() if line.startswith("Exit codes:"))
    assert {int(code) for code in re.findall(r"\b\d\b", line)} == {int(code) for code in Exit}


def test_round_page_names_the_judgement_fills() -> None:
    text = (ROOT / "docs" / "round.md").read_text(encoding="utf-8")
    for fill in styles.JUDGEMENT_FILLS.values():
        assert f"`{fill.removeprefix('#')}`" in text


@pytest.mark.parametrize(
    "form", [form for row in rows_of("targets.md", "you write") for form in re.findall("`([^`]+)`", row[0])]
)
def test_every_documented_target_form_is_read(form: str) -> None:
    unit = find_unit(next((symbol for symbol in "％日件社回" if symbol in form), "％"))
    assert unit is not None
    readable = []
    for direction in (Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL, Direction.DO):
        kpi = Kpi(
            code="k",
            pillar="p",
            measure="m",
            group="g",
            indicator="i",
            unit=unit,
            direction=direction,
            decimals=1,
        )
        try:
            readable.append(parse_target(form, kpi))
        except ValueError:
            continue
    assert readable


def test_every_documented_sentence_is_read_as_its_row_says() -> None:
    rows = rows_of("targets.md", "sentence")
    for sentence, indicators, targets in rows:
        readings = read_statements(sentence.strip("`"))
        assert not isinstance(readings, TargetRefusal), sentence
        assert " / ".join(reading.indicator for reading in readings) == indicators
        said = (translate(reading.kpi.stated(reading.target), "ja") for reading in readings)
        assert " / ".join(said) == targets
    assert len(rows) > 1


@pytest.mark.parametrize(
    "text",
    [
        "80以上、ただし80以下の支部は前年度以上",
        "受診率および実施率を前年度以上とする",
        "受診率、実施率を前年度以上とする",
        "A to 60% or more B to 70% or more",
        "働きかけを3件以上実施する",
    ],
)
def test_every_documented_refusal_of_a_target_is_refused(text: str) -> None:
    assert f"`{text}`" in (ROOT / "docs" / "targets.md").read_text(encoding="utf-8")
    assert isinstance(read_statements(text), TargetRefusal)


def documented_figures() -> list[tuple[str, str]]:
    return [
        (form, row[1]) for row in rows_of("figures.md", "typed") for form in re.findall("`([^`]+)`", row[0])
    ]


def _unit_for(form: str) -> str:
    return "円" if "円" in form or "¥" in form else "社" if "社" in form else "％"


@pytest.mark.parametrize("form", [form for form, _meaning in documented_figures() if "実施" not in form])
def test_every_documented_figure_form_is_read(form: str) -> None:
    unit = find_unit(_unit_for(form))
    assert unit is not None
    reading, refusal = read_figure(form, unit)
    assert refusal is None
    assert reading.figure.value is not None


@pytest.mark.parametrize(
    "form", ["60.7％ 全国21位", "約2.1％", "5千円", "三", "①", "12,5", "1234.", "5-1", "#N/A"]
)
def test_every_documented_refusal_is_refused(form: str) -> None:
    page = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    unit = find_unit("円" if "円" in form else "％")
    assert unit is not None
    assert f"`{form}`" in page
    assert read_figure(form, unit)[1] is not None


# ── pages in two languages ──────────────────────────────────────────────────────────────────────────
BOTH = sorted(path.name for path in (ROOT / "docs" / "ja").glob("*.md") if path.name != "changes.md")
FOR_DEVELOPERS = {"api.md", "architecture.md", "master.md", "scale.md"}  # these are in English alone
# Where the Japanese page is shorter on purpose: what concerns developers stays English.
SHORTER = {"decisions.md", "targets.md"}


def _shape(path: Path) -> tuple[list[int], list[int], list[str]]:
    """The levels of a page's headings, the lengths of its tables, and its code blocks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    levels = [len(line) - len(line.lstrip("#")) for line in lines if line.startswith("#")]
    tables, blocks = [0], re.findall(r"^```.*?^```", "\n".join(lines), re.MULTILINE | re.DOTALL)
    for line in lines:
        if line.startswith("|"):
            tables[-1] += 1
        elif tables[-1]:
            tables.append(0)
    return levels, [length for length in tables if length], blocks


@pytest.mark.parametrize("page", ["CHANGELOG.md", "docs/ja/changes.md"])
def test_what_has_changed_begins_with_this_version(page: str) -> None:
    headings = re.findall(r"^## (.*)$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == __version__
    assert headings[-1] == "0.1.0"


def test_every_page_for_planners_is_in_both_languages() -> None:
    assert sorted({path.name for path in (ROOT / "docs").glob("*.md")} - FOR_DEVELOPERS) == BOTH


def test_the_japanese_readme_leads_to_japanese_pages() -> None:
    text = (ROOT / "README.ja.md").read_text(encoding="utf-8")
    linked = {link.split("#")[0] for link in re.findall(r"\]\((docs/[^)\s]+\.md)\)", text)}
    assert linked == {f"docs/ja/{name}" for name in [*BOTH, "changes.md"]} | {"docs/api.md"}


@pytest.mark.parametrize("name", sorted(set(BOTH) - SHORTER))
def test_a_page_is_the_same_in_both_languages(name: str) -> None:
    assert _shape(ROOT / "docs" / "ja" / name) == _shape(ROOT / "docs" / name)


@pytest.mark.parametrize(
    "page",
    sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.md") if ".git" not in path.parts),
)
def test_no_link_of_a_page_is_dead(page: str) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if link and not (ROOT / page).parent.joinpath(link).exists()] == []
