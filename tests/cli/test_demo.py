"""`kpixl demo`: the worked rounds from start to end, held against all 72 published judgements."""

import csv
import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kpixl.cli import cli
from tests.builders import LOCK, digests, rows_of

PUBLISHED = Path(__file__).parents[2] / "workbooks" / "published" / "kpis.csv"
JUDGEMENTS = {"achieved": "達成", "not_achieved": "未達成"}
SECONDS = 30
PLANNED = (
    "令和7年度は計画です：富山・宮崎の目標 37 件（実績はまだありません）。"
    "令和6年度の集約から kpixl rollover で作り、富山と新しい指標を書き足しました。"
    "総括は事業計画から始まります。"
)
# 2 of 19 is 10.5%, though the report prints 10.6%; the counts are what counts (K504 says so).
RECOMPUTED = {("2024", "静岡", "single_bid_rate"): 10.5}


def _published() -> list[dict[str, str]]:
    with PUBLISHED.open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["judgement"]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result, float]:
    """The demo's folder, what it said, and how long it took."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    started = time.monotonic()
    result = CliRunner().invoke(cli, ["--lang", "ja", "demo", str(folder)])
    return folder, result, time.monotonic() - started


@pytest.fixture(scope="module")
def data(played: tuple[Path, Result, float]) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The データ of both masters by fiscal year, branch and indicator code."""
    return {
        (year, row["支部"], row["指標コード"]): row
        for year in ("2023", "2024")
        for row in rows_of(played[0] / f"fy{year}" / "master.xlsx", "データ")
    }


def test_the_demo_ends_well_and_in_time(played):
    _folder, result, seconds = played
    assert (result.exit_code, result.stderr) == (0, "")
    assert seconds < SECONDS


def test_the_demo_leaves_every_round_whole(played):
    folder = played[0]
    made = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    made = [name for name in made if not name.endswith((LOCK, "/history/written.csv"))]
    assert made == [
        ".kpixl-demo",
        "fy2023/inbox/44_大分_FY2023.xlsx",
        "fy2023/inbox/45_宮崎_FY2023.xlsx",
        "fy2023/inbox/46_鹿児島_FY2023.xlsx",
        "fy2023/master.xlsx",
        "fy2023/outbox/44_大分_FY2023.xlsx",
        "fy2023/outbox/45_宮崎_FY2023.xlsx",
        "fy2023/outbox/46_鹿児島_FY2023.xlsx",
        "fy2023/outbox/register.csv",
        "fy2023/plan.xlsx",
        "fy2023/report/44_大分_FY2023.docx",
        "fy2023/report/45_宮崎_FY2023.docx",
        "fy2023/report/46_鹿児島_FY2023.docx",
        "fy2023/report_44.docx",
        "fy2023/report_46.docx",
        "fy2023/seal.key",
        "fy2023/summary.xlsx",
        "fy2024/inbox/22_静岡_FY2024.xlsx",
        "fy2024/inbox/45_宮崎_FY2024.xlsx",
        "fy2024/master.xlsx",
        "fy2024/outbox/22_静岡_FY2024.xlsx",
        "fy2024/outbox/44_大分_FY2024.xlsx",
        "fy2024/outbox/45_宮崎_FY2024.xlsx",
        "fy2024/outbox/register.csv",
        "fy2024/plan.xlsx",
        "fy2024/report/22_静岡_FY2024.docx",
        "fy2024/report/45_宮崎_FY2024.docx",
        "fy2024/report_22.docx",
        "fy2024/report_45.docx",
        "fy2024/seal.key",
        "fy2024/summary.xlsx",
        "fy2025/master.xlsx",  # planned: neither issued nor returned
        "fy2025/plan.xlsx",
        "fy2025/report/16_富山_FY2025.docx",
        "fy2025/report/45_宮崎_FY2025.docx",
        "fy2025/report_plan_16.docx",
        "fy2025/seal.key",
        "fy2025/summary.xlsx",
    ]


def test_the_demo_ends_with_a_table_and_says_where_every_file_is(played):
    folder, result, _seconds = played
    cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in result.stdout.splitlines()]
    rows = [row for row in cells if len(row) == 6]
    assert rows == [
        ["令和5年度", "大分", "9", "10", "9 / 10", "19/19"],
        ["令和5年度", "宮崎", "1", "5", "公表なし", "－"],
        ["令和5年度", "鹿児島", "10", "9", "10 / 9", "19/19"],
        ["令和6年度", "静岡", "11", "6", "11 / 6", "17/17"],
        ["令和6年度", "大分", "未着", "", "公表なし", "－"],
        ["令和6年度", "宮崎", "8", "9", "8 / 9", "17/17"],
    ]
    assert result.stdout.splitlines()[-13:] == [
        "公表された判定 72 件のうち 72 件が一致しました。",
        PLANNED,
        "できたファイル：",
        f"  集約　{folder}/fy2023/master.xlsx",
        f"  総括　{folder}/fy2023/summary.xlsx",
        f"  事業報告（Word）　{folder}/fy2023/report",
        f"  集約　{folder}/fy2024/master.xlsx",
        f"  総括　{folder}/fy2024/summary.xlsx",
        f"  事業報告（Word）　{folder}/fy2024/report",
        f"  集約　{folder}/fy2025/master.xlsx",
        f"  総括　{folder}/fy2025/summary.xlsx",
        f"  事業報告（Word）　{folder}/fy2025/report",
        f"まず開くファイル：{folder}/fy2024/summary.xlsx",
    ]


def test_open_opens_the_file_to_look_at_first(tmp_path, run, monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)
    assert run("demo", tmp_path / "out", "--open").exit_code == 0
    assert opened == [str(tmp_path / "out" / "fy2024" / "summary.xlsx")]


def test_the_last_year_is_the_rollover_of_the_year_before(played, tmp_path, run):
    """What the demo says of 宮崎's plan: its targets and its past come from FY2024's master."""
    folder = played[0]
    assert run("rollover", folder / "fy2024", "--out", tmp_path).exit_code == 0
    rolled = {row["指標コード"]: row["45 宮崎"] for row in rows_of(tmp_path / "plan.xlsx", "目標")}
    planned = {row["指標コード"]: row["45 宮崎"] for row in rows_of(folder / "fy2025" / "plan.xlsx", "目標")}
    both = rolled.keys() & planned.keys()
    assert len(both) == 15
    assert {code: planned[code] for code in both} == {code: rolled[code] for code in both}
    past = [row for row in rows_of(tmp_path / "plan.xlsx", "過年度") if row["支部コード"] == "45"]
    assert rows_of(folder / "fy2025" / "plan.xlsx", "過年度") == [
        row for row in past if row["指標コード"] in planned
    ]


def test_there_are_72_published_judgements():
    counts: dict[tuple[str, str], list[int]] = {}
    for row in _published():
        both = counts.setdefault((row["fiscal_year"], row["branch"]), [0, 0])
        both[row["judgement"] == "not_achieved"] += 1
    assert counts == {
        ("2023", "鹿児島"): [10, 9],
        ("2023", "大分"): [9, 10],
        ("2024", "宮崎"): [8, 9],
        ("2024", "静岡"): [11, 6],
    }
    assert sum(map(sum, counts.values())) == 72


@pytest.mark.parametrize(
    "row", _published(), ids=lambda row: f"{row['fiscal_year']}-{row['branch']}-{row['code']}"
)
def test_the_judgement_is_the_published_one(data, row):
    key = (row["fiscal_year"], row["branch"], row["code"])
    assert data[key]["達成状況"] == JUDGEMENTS[row["judgement"]], data[key]
    if row["actual_value"]:
        assert data[key]["実績"] == RECOMPUTED.get(key, float(row["actual_value"]))


def test_the_one_figure_that_differs_from_the_report_has_its_finding(played):
    findings = rows_of(played[0] / "fy2024" / "master.xlsx", "指摘")
    assert [(row["支部"], row["指標コード"]) for row in findings if row["指摘番号"] == "K504"] == [
        ("静岡", "single_bid_rate")
    ]


def test_as_json_the_demo_says_the_counts_and_nothing_else(tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("demo", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["kpixl-demo"]  # the folder where none is named
    row = {"achieved": 0, "not_achieved": 0, "missing": False}
    assert json.loads(result.stdout) == {
        "rounds": {
            "2023": {
                "大分": row | {"achieved": 9, "not_achieved": 10},
                "宮崎": row | {"achieved": 1, "not_achieved": 5},
                "鹿児島": row | {"achieved": 10, "not_achieved": 9},
            },
            "2024": {
                "静岡": row | {"achieved": 11, "not_achieved": 6},
                "大分": row | {"missing": True},
                "宮崎": row | {"achieved": 8, "not_achieved": 9},
            },
            "2025": {"富山": row | {"missing": True}, "宮崎": row | {"missing": True}},
        },
        "published": {"agree": 72, "of": 72},
    }


def test_a_folder_that_the_demo_did_not_make_is_left_alone(tmp_path, run):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    before = digests(tmp_path)
    result = run("demo", tmp_path, lang="en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{tmp_path} is not empty")
    assert digests(tmp_path) == before


def test_a_file_in_the_folders_place_is_left_alone(tmp_path, run):
    (tmp_path / "out").write_bytes(b"a file")
    result = run("demo", tmp_path / "out")
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert (tmp_path / "out").read_bytes() == b"a file"


def test_a_demo_can_be_played_again_and_gives_the_same_files(played, run):
    folder = played[0]
    before = digests(folder)
    (folder / "fy2024" / "summary.xlsx").write_bytes(b"overwritten by somebody")
    result = run("demo", folder)
    assert result.exit_code == 0
    kept = folder / "fy2024" / "history" / "replaced" / "0001" / "summary.xlsx"
    assert kept.read_bytes() == b"overwritten by somebody"
    kept.unlink()
    assert digests(folder) == before
