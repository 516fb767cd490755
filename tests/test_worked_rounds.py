"""The committed worked rounds and starter plans are what the scripts make of the published figures."""

import zipfile
from pathlib import Path

import pytest

from tests.builders import digests, load_script

ROOT = Path(__file__).parents[1]
WORKBOOKS, TEMPLATES = ROOT / "workbooks", ROOT / "templates"
ROUNDS = [
    "fy2023/inbox/44_大分_FY2023.xlsx",
    "fy2023/inbox/45_宮崎_FY2023.xlsx",
    "fy2023/inbox/46_鹿児島_FY2023.xlsx",
    "fy2023/master.xlsx",
    "fy2023/plan.xlsx",
    "fy2023/summary.xlsx",
    "fy2024/inbox/22_静岡_FY2024.xlsx",
    "fy2024/inbox/45_宮崎_FY2024.xlsx",
    "fy2024/master.xlsx",
    "fy2024/plan.xlsx",
    "fy2024/summary.xlsx",
    "fy2025/master.xlsx",
    "fy2025/plan.xlsx",
    "fy2025/summary.xlsx",
]
DOCUMENTS = [
    "fy2023/report_44.docx",
    "fy2023/report_46.docx",
    "fy2024/report_22.docx",
    "fy2024/report_45.docx",
    "fy2025/report_plan_16.docx",
]
SEALS = ["fy2023/seal.key", "fy2024/seal.key", "fy2025/seal.key"]
STARTERS = ["plan_en.xlsx", "plan_ja.xlsx"]
REBUILD = "if the change is meant: PYTHONPATH=. python workbooks/build.py (and templates/build.py)"


@pytest.fixture(scope="module")
def starters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("starters")
    load_script(TEMPLATES / "build.py").build_starters(folder)
    return folder


def _parts(path: Path) -> dict[str, bytes]:
    """A workbook's parts; how they are compressed is no part of its content."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _differing(made: Path, committed: Path) -> list[str]:
    new, old = _parts(made), _parts(committed)
    return sorted(name for name in new.keys() | old.keys() if new.get(name) != old.get(name))


def test_no_worked_file_is_left_out_of_the_comparison(worked_rounds):
    committed = {name for name in digests(WORKBOOKS) if name.startswith("fy") and "~$" not in name}
    assert committed == set(digests(worked_rounds)) == {*ROUNDS, *DOCUMENTS, *SEALS}


@pytest.mark.parametrize("name", SEALS)
def test_the_seal_of_a_worked_round_is_the_same_key_again(worked_rounds, name):
    assert (worked_rounds / name).read_bytes() == (WORKBOOKS / name).read_bytes()


@pytest.mark.parametrize("name", [*ROUNDS, *DOCUMENTS])
def test_a_worked_file_made_again_has_the_same_parts(worked_rounds, name):
    assert _differing(worked_rounds / name, WORKBOOKS / name) == [], REBUILD


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_plan_made_again_has_the_same_parts(starters, name):
    assert _differing(starters / name, TEMPLATES / name) == [], REBUILD


def test_two_builds_are_equal_to_the_byte(worked_rounds, starters, tmp_path):
    script = load_script(WORKBOOKS / "build.py")
    for year in ("2023", "2024", "2025"):
        script.build_round(year, tmp_path / "rounds")
    load_script(TEMPLATES / "build.py").build_starters(tmp_path / "starters")
    assert digests(tmp_path / "rounds") == digests(worked_rounds)
    assert digests(tmp_path / "starters") == digests(starters)


def test_the_comparison_of_parts_finds_a_change(worked_rounds, tmp_path):
    source = worked_rounds / "fy2024" / "plan.xlsx"
    with zipfile.ZipFile(tmp_path / "changed.xlsx", "w") as archive:
        for name, content in _parts(source).items():
            archive.writestr(name, content + b" " if name == "xl/workbook.xml" else content)
    assert _differing(tmp_path / "changed.xlsx", source) == ["xl/workbook.xml"]


def test_the_worked_rounds_need_nothing_outside_the_checkout():
    scripts = (WORKBOOKS / "build.py", TEMPLATES / "build.py", WORKBOOKS / "rounds.toml")
    for script in scripts:
        assert "shared" not in script.read_text(encoding="utf-8"), script
