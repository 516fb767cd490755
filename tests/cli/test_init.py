"""`kpixl init`: a folder with a starter plan that is a plan already."""

from pathlib import Path

import pytest

from tests.builders import digests

TEMPLATES = Path(__file__).parents[2] / "templates"


def test_a_new_round_has_the_starter_plan_and_an_inbox(tmp_path, run):
    folder = tmp_path / "令和7年度"
    result = run("init", folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        f"{folder / 'plan.xlsx'} を作りました。次：plan.xlsx を Excel で開いて記入し、"
        f"kpixl check {folder} で確かめます。\n"
    )
    assert (folder / "plan.xlsx").read_bytes() == (TEMPLATES / "plan_ja.xlsx").read_bytes()
    assert (folder / "inbox").is_dir()
    assert sorted(path.name for path in folder.iterdir()) == ["inbox", "plan.xlsx"]


def test_the_language_of_the_plan_is_its_own(tmp_path, run):
    result = run("init", tmp_path / "new", "--language", "en")
    assert result.exit_code == 0
    assert "を作りました" in result.stdout
    assert (tmp_path / "new" / "plan.xlsx").read_bytes() == (TEMPLATES / "plan_en.xlsx").read_bytes()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_starter_plan_passes_the_check(tmp_path, run, language):
    run("init", tmp_path / "new", "--language", language)
    result = run("check", tmp_path / "new", lang="en")
    assert result.exit_code == 0, result.output
    assert "The plan has no faults:" in result.stdout
    assert "Errors:" not in result.stdout


def test_an_existing_plan_is_never_overwritten(tmp_path, run):
    run("init", tmp_path)
    (tmp_path / "plan.xlsx").write_bytes(b"a plan that somebody has filled in")
    before = digests(tmp_path)
    result = run("init", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{tmp_path / 'plan.xlsx'} はすでにあります。上書きしません。\n"
    assert digests(tmp_path) == before


def test_a_folder_with_other_files_in_it_keeps_them(tmp_path, run):
    (tmp_path / "memo.txt").write_text("memo", encoding="utf-8")
    assert run("init", tmp_path).exit_code == 0
    assert (tmp_path / "memo.txt").read_text(encoding="utf-8") == "memo"


def test_a_file_in_the_folders_place_is_a_sentence(tmp_path, run):
    (tmp_path / "file").write_bytes(b"")
    result = run("init", tmp_path / "file", lang="en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{tmp_path / 'file' / 'plan.xlsx'} cannot be written")
    assert (tmp_path / "file").read_bytes() == b""


def test_without_a_folder_the_command_says_what_is_missing(run):
    result = run("init", lang="en")
    assert result.exit_code == 2
    assert "DIR" in result.stderr
