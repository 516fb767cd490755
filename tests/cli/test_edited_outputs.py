"""What somebody has changed of kpixl's own files is kept when it is made anew, and the run says so."""

from itertools import count
from pathlib import Path

import openpyxl
import pytest

from tests.builders import digests, edited, fill_return

NOTE = "会長への説明：7月に再確認"
FIGURES = count(30)


def write_on(path: Path) -> bytes:
    """A remark beside the figures, as somebody types it in Excel; returns the file as it is then."""
    with edited(path) as book:
        book.worksheets[0]["Z1"] = NOTE
    return path.read_bytes()


def change_inbox(round_) -> None:
    fill_return(round_, "01", {("checkup_rate", "actual"): next(FIGURES)})


def said(path: Path, kept: Path) -> str:
    return (
        f"{path} は、kpixl が作った後に変更または保存されています。置き換える前のものを {kept} に残しました。"
    )


@pytest.mark.parametrize(
    ("commands", "name"),
    [
        (["consolidate"], "master.xlsx"),
        (["consolidate", "summarize"], "summary.xlsx"),
        (["consolidate", "report"], "report/01_札幌_FY2024.docx"),
    ],
    ids=["master", "summary", "report"],
)
def test_an_edited_file_is_kept_in_the_history_and_the_run_says_so(filled_round, run, commands, name):
    for command in commands:
        run(command, filled_round.path)
    path = filled_round.path / name
    assert path.exists(), sorted(path.parent.iterdir())
    work = write_on(path) if path.suffix == ".xlsx" else path.read_bytes() + b"\0"
    path.write_bytes(work)
    change_inbox(filled_round)
    results = [run(command, filled_round.path) for command in commands]
    [kept] = [
        item
        for item in filled_round.path.joinpath("history", "replaced").rglob(path.name)
        if item.read_bytes() == work
    ]
    assert [line for result in results for line in result.stderr.splitlines() if "変更または" in line] == [
        said(path, kept)
    ]
    assert path.read_bytes() != work


def test_what_nobody_touched_is_replaced_without_a_word(filled_round, run):
    run("run", filled_round.path)
    change_inbox(filled_round)
    result = run("run", filled_round.path)
    assert (filled_round.path / "history" / "replaced" / "0001" / "summary.xlsx").exists()
    assert "変更または" not in result.stderr


def test_reading_a_workbook_is_no_change(filled_round, run):
    run("consolidate", filled_round.path)
    openpyxl.load_workbook(filled_round.path / "master.xlsx").close()
    change_inbox(filled_round)
    assert "変更または" not in run("consolidate", filled_round.path).stderr


def test_an_edited_file_stays_somebodys_work_when_undo_has_brought_it_back(filled_round, run):
    master = filled_round.path / "master.xlsx"
    run("consolidate", filled_round.path)
    work = write_on(master)
    change_inbox(filled_round)
    run("consolidate", filled_round.path)
    assert "変更または" not in run("undo", filled_round.path).stderr
    assert master.read_bytes() == work
    kept = filled_round.path / "history" / "replaced" / "0003" / "master.xlsx"
    assert run("consolidate", filled_round.path).stderr.splitlines()[0] == said(master, kept)


def test_undo_says_what_it_replaces_of_somebodys_work(filled_round, run):
    master = filled_round.path / "master.xlsx"
    run("consolidate", filled_round.path)
    change_inbox(filled_round)
    run("consolidate", filled_round.path)
    work = write_on(master)
    kept = filled_round.path / "history" / "replaced" / "0002" / "master.xlsx"
    assert run("undo", filled_round.path).stderr == said(master, kept) + "\n"
    assert kept.read_bytes() == work


def test_an_older_master_of_the_same_round_is_no_edited_one(filled_round, run):
    master = filled_round.path / "master.xlsx"
    run("consolidate", filled_round.path)
    first = master.read_bytes()
    for _time in range(2):
        change_inbox(filled_round)
        run("consolidate", filled_round.path)
    master.write_bytes(first)
    change_inbox(filled_round)
    assert "変更または" not in run("consolidate", filled_round.path).stderr


def test_a_list_that_somebody_has_spoilt_stops_nothing(filled_round, run):
    run("consolidate", filled_round.path)
    (filled_round.path / "history" / "written.csv").write_bytes(b'\xff\x00,,\n"')
    change_inbox(filled_round)
    result = run("consolidate", filled_round.path)
    assert (result.exit_code, "変更または" in result.stderr) == (0, False)


def test_the_same_runs_note_down_the_same(filled_round, run):
    run("consolidate", filled_round.path)
    before = digests(filled_round.path)
    run("consolidate", filled_round.path)
    assert digests(filled_round.path) == before
    lines = (filled_round.path / "history" / "written.csv").read_text(encoding="utf-8").splitlines()
    assert f"master.xlsx,{before['master.xlsx']}" in lines
