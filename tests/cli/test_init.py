"""`kpixl init`: a folder with a starter plan that is a plan already."""

import datetime as dt
import errno
import os
from pathlib import Path

import openpyxl
import pytest

from kpixl.jobs.check import check
from tests.builders import digests, rows_of
from tests.dump import dump_workbook, file_name

BEFORE_IT_IS_DUE = lambda: dt.datetime(2026, 4, 1, tzinfo=dt.UTC)  # noqa: E731

STARTER = ["設定", "支部", "指標", "目標", "過年度"]  # and 受付メモ, the last one
TEMPLATES = Path(__file__).parents[2] / "templates"


def test_a_new_round_has_the_starter_plan_and_an_inbox(tmp_path, run):
    folder = tmp_path / "令和7年度"
    result = run("init", folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        f"{folder / 'plan.xlsx'} を作りました。次：plan.xlsx を Excel で開いて記入し、"
        f"kpixl check {folder} で確かめます。\n"
        "（Windows では、フォルダーの 確認.cmd などをダブルクリックしても動きます）\n"
    )
    assert (folder / "plan.xlsx").read_bytes() == (TEMPLATES / "plan_ja.xlsx").read_bytes()
    assert (folder / "inbox").is_dir()
    assert sorted(path.name for path in folder.iterdir()) == [
        *("inbox", "plan.xlsx", "コマンド.cmd", "報告.cmd", "差戻し.cmd", "状況.cmd", "確認.cmd", "総括.cmd"),
        *("配布.cmd", "集約.cmd"),
    ]


@pytest.mark.parametrize("command", ["init", "rollover"])
@pytest.mark.parametrize("at", [1, 5, 9])  # the first file to double-click, one among them, the plan
def test_where_the_disk_is_full_half_way_the_same_command_makes_the_rest(
    worked_rounds, tmp_path, run, monkeypatch, command, at
):
    folder, real, left = tmp_path / "new", os.replace, [at]
    arguments = [folder] if command == "init" else [worked_rounds / "fy2024", "--out", folder]

    def full(source: Path, target: Path) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    result = run(command, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "を書く空きがディスクにありません" in result.stderr
    assert not (folder / "plan.xlsx").exists()
    assert run(command, *arguments).exit_code == 0
    assert len(list(folder.glob("*.cmd"))) == 8
    assert (folder / "plan.xlsx").is_file()


def test_the_language_of_the_plan_is_its_own(tmp_path, run):
    result = run("init", tmp_path / "new", "--language", "en")
    assert result.exit_code == 0
    assert "を作りました" in result.stdout
    assert "フォルダーの Check.cmd など" in result.stdout
    assert (tmp_path / "new" / "Check.cmd").is_file()
    assert (tmp_path / "new" / "plan.xlsx").read_bytes() == (TEMPLATES / "plan_en.xlsx").read_bytes()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_starter_plan_passes_the_check(tmp_path, run, language):
    run("init", tmp_path / "new", "--language", language)
    result = run("check", tmp_path / "new", lang="en")
    assert result.exit_code == 0, result.output
    assert "The plan has no faults:" in result.stdout
    assert check(tmp_path / "new", clock=BEFORE_IT_IS_DUE).findings == ()


def test_further_sheets_come_with_what_the_plan_says_already(tmp_path, run):
    result = run("init", tmp_path, "--with", "施策", "--with", "grade scheme", "--with", "記述項目")
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert book.sheetnames == [*STARTER, "施策", "評価基準", "記述項目", "受付メモ"]
    names = [row[2].value for row in book["施策"].iter_rows(min_row=2, max_row=3)]
    assert names == ["健診受診率の向上", "ジェネリック医薬品の使用促進"]
    assert [row[0].value for row in book["評価基準"].iter_rows(min_row=2, max_row=2)] == ["支部4段階"]
    assert [cell.value for cell in book["記述項目"][1]] == [
        "記述コード", "見出し", "記入の案内", "記入の要否", "最大文字数", "次年度の計画にする",
    ]  # fmt: skip
    assert run("check", tmp_path).exit_code == 0


@pytest.mark.parametrize(
    ("language", "sheet", "columns", "first"),
    [
        ("ja", "記述項目", ("見出し", "記入の要否", "次年度の計画にする"), ("取組内容", "必須", None)),
        (
            "en",
            "Text items",
            ("Heading", "When required", "Becomes next plan"),
            ("What was done", "Always", None),
        ),
    ],
)
def test_the_sheet_of_texts_begins_with_those_of_most_reports(tmp_path, run, language, sheet, columns, first):
    assert run("init", tmp_path, "--with", sheet, "--language", language).exit_code == 0
    rows = rows_of(tmp_path / "plan.xlsx", sheet)
    assert [row[next(iter(row))] for row in rows] == ["done", "result", "cause", "next"]
    assert tuple(rows[0][column] or None for column in columns) == first
    assert [bool(row[columns[2]]) for row in rows] == [False, False, False, True]
    assert run("check", tmp_path).exit_code == 0


@pytest.mark.parametrize(
    ("language", "chosen", "texts"),
    [
        ("ja", "記述項目=取組と計画", {"done": "主な取組み", "next": "次年度の計画"}),
        ("ja", "記述項目＝計画と結果", {"done": "事業計画・主な取組み", "result": "実施結果等"}),
        ("ja", "記述項目=実施と自己評価", {"done": "実施内容", "self_assessment": "自己評価"}),
        ("en", "text items=Done and planned", {"done": "Main efforts", "next": "Next year's plan"}),
        ("en", "Text items=assessment", {"done": "What was done", "self_assessment": "Own assessment"}),
    ],
)
def test_the_texts_of_each_published_report_are_a_set_to_choose(tmp_path, run, language, chosen, texts):
    result = run("init", tmp_path, "--with", chosen, "--language", language)
    assert result.exit_code == 0, result.output
    rows = rows_of(tmp_path / "plan.xlsx", {"ja": "記述項目", "en": "Text items"}[language])
    assert {row[code]: row[label] for row in rows for code, label in [list(row)[:2]]} == texts
    assert run("check", tmp_path).exit_code == 0


@pytest.mark.parametrize("chosen", ["記述項目=感想", "施策=取組と計画"])
def test_a_set_of_texts_that_there_is_not_is_a_sentence_and_makes_nothing(tmp_path, run, chosen):
    result = run("init", tmp_path / "new", "--with", chosen)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "次の名前から選んでください" in result.stderr
    assert "取組・結果・次年度 取組と計画 計画と結果 実施と自己評価" in result.stderr
    assert not (tmp_path / "new").exists()


def test_the_starter_sheets_are_the_same_with_further_ones(tmp_path, run):
    run("init", tmp_path / "bare")
    run("init", tmp_path / "more", "--with", "全国")
    bare, more = (dump_workbook(tmp_path / name / "plan.xlsx") for name in ("bare", "more"))
    for name in (*STARTER, "受付メモ"):
        ours, theirs = (texts[file_name(name)].replace("雛形", "令和7年度実績") for texts in (bare, more))
        assert ours == theirs


def test_a_sheet_that_no_plan_has_is_a_sentence_and_makes_nothing(tmp_path, run):
    result = run("init", tmp_path / "new", "--with", "しさく")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(
        "「しさく」というシートは計画にありません。次の名前から選んでください：全国 単位 施策"
    )
    assert not (tmp_path / "new").exists()


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
    assert result.stderr == f"{tmp_path / 'file'} is not a folder.\n"
    assert (tmp_path / "file").read_bytes() == b""


def test_a_file_in_the_inboxs_place_is_a_sentence_and_makes_nothing(tmp_path, run):
    (tmp_path / "inbox").write_bytes(b"a file")
    result = run("init", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{tmp_path / 'inbox'} はすでにあります。上書きしません。\n"
    assert not (tmp_path / "plan.xlsx").exists()


def test_without_a_folder_the_command_says_what_is_missing(run):
    result = run("init", lang="en")
    assert result.exit_code == 2
    assert "DIR" in result.stderr
