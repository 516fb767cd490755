"""The bench's own parts, on a tiny round; how long anything takes is not asked here."""

import subprocess
import sys

import pytest

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from tests.bench import play_big
from tests.bench.__main__ import goals_table, growth_table, ratios_of_growth, ratios_of_programs
from tests.bench.big_round import big_rows, make_big_round
from tests.bench.measure import Cost, cost_of
from tests.bench.mutants import mutants
from tests.bench.peers import PEERS
from tests.bench.summary import KPIXL, read_cells, report


@pytest.fixture(scope="module")
def summary(tmp_path_factory):
    made = make_big_round(tmp_path_factory.mktemp("tiny"), 2, 2, 2)
    consolidate(made.path)
    return summarize(made.path).path


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_writes_the_cells_of_the_summary(peer, summary, tmp_path):
    sheets = read_cells(summary)
    PEERS[peer](sheets, tmp_path / "peer.xlsx")
    again = read_cells(tmp_path / "peer.xlsx")
    assert [name for name, _cells in again] == [name for name, _cells in sheets]
    assert [[cell[:3] for cell in cells] for _name, cells in again] == [
        [cell[:3] for cell in cells] for _name, cells in sheets
    ]


def test_the_report_has_a_line_for_every_program():
    costs = {KPIXL: [Cost(4, 4, 200), Cost(6, 4, 200)], "peer": [Cost(2, 2, 100), Cost(2, 1, 100)]}
    text = report([("one", [[0, 0, "a", None], [0, 1, "=A1", "a"]])], costs)
    assert "1 sheets, 2 cells with content, 1 of them formulas" in text
    assert text.splitlines()[-2].split() == ["kpixl", "summarize", "5.00", "4.00", "200"]
    assert text.splitlines()[-1].split() == ["peer", "2.00", "1.50", "100", "2.50", "3.00", "2.00"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource module")
def test_the_cost_of_a_program_is_measured_and_its_failure_is_told():
    cost = cost_of(["-c", "bytearray(50_000_000)"])
    assert cost.wall > 0
    assert cost.cpu > 0
    assert 50 < cost.memory < 100  # of the program alone, not of the process that runs this test
    with pytest.raises(subprocess.CalledProcessError):
        cost_of(["-c", "raise SystemExit(4)"])


def test_forty_seven_branches_are_the_prefectures():
    rows, _figures = big_rows(47, 1, 1)
    assert [rows["branches"][number]["branch"] for number in (0, 44, 46)] == ["北海道", "宮崎", "沖縄"]
    assert "45 宮崎" in rows["targets"][0]
    rows, _figures = big_rows(3, 1, 1)
    assert [row["branch"] for row in rows["branches"]] == ["支部1", "支部2", "支部3"]


def test_a_fault_is_another_operator_or_a_number_one_larger():
    assert sorted(mutants("def f(x):\n    return x > 3 and x + y\n")) == [
        (2, "4 for 3", "def f(x):\n    return x > 4 and x + y"),
        (2, "x - y", "def f(x):\n    return x > 3 and x - y"),
        (2, "x > 3 or x + y", "def f(x):\n    return x > 3 or x + y"),
        (2, "x >= 3", "def f(x):\n    return x >= 3 and x + y"),
    ]


def test_growth_is_told_from_one_size_to_the_next():
    lines = growth_table(
        {
            10: {"check": {"kpixl check": [Cost(1, 2, 100)]}},
            30: {"check": {"kpixl check": [Cost(1, 6, 150), Cost(1, 6, 150)]}},
        }
    )
    assert [line.split() for line in lines[1:]] == [
        ["check", "10", "2.0", "s", "100", "MB", "200", "ms"],
        ["×", "3.0", "×", "3.0", "×", "1.5", "200", "ms"],
    ]


def test_more_branches_than_anybody_reads_across_have_their_targets_in_rows():
    rows, _figures = big_rows(201, 2, 2)
    targets = [row for row in rows["targets"] if row["kpi_code"] == "kpi_01"]
    assert targets[0]["target"] == "前年度以上"
    assert all(len(row) <= 4 for row in targets)
    assert 10 < len(targets) < 40


def test_a_round_is_played_to_its_end_and_every_step_is_told(tmp_path, capsys, monkeypatch):
    def cost(command):
        for name in ("master", "summary"):
            (tmp_path / f"{name}.xlsx").touch()
        return Cost(1, 1, 1)

    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr(play_big, "cost_of", cost)
    assert play_big.main(["3", "2", "2", str(tmp_path)])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "3", "distribute", "check", "consolidate", "summarize", "plan.xlsx", "master.xlsx", "summary.xlsx",
    ]  # fmt: skip


def test_every_goal_that_was_measured_is_told_and_by_how_much_it_is_missed():
    costs = {"kpixl": [Cost(1, 3, 250)], "pandas + openpyxl loop": [Cost(1, 4, 100)]}
    ratios = ratios_of_programs("consolidate 200 branches", costs) | {
        ("read one return", "bare calamine"): 4.0
    }
    assert [line.split() for line in goals_table(ratios)[1:]] == [
        ["read", "one", "return", "bare", "calamine", "4.00", "5.0", "yes"],
        [
            "consolidate",
            "200",
            "branches",
            "pandas",
            "+",
            "openpyxl",
            "loop",
            "0.75",
            "0.6",
            "no,",
            "by",
            "25%",
        ],
        ["consolidate", "200", "branches", "200", "MB", "1.25", "1.0", "no,", "by", "25%"],
    ]


def test_five_thousand_branches_are_told_beside_one_thousand():
    sizes = {size: {"consolidate": {"kpixl": [Cost(1, size, 100 + size / 10)]}} for size in (1000, 5000)}
    assert list(ratios_of_growth(sizes).values()) == [5.0, 3.0]
    assert ratios_of_growth({1000: sizes[1000]}) == {}


def test_some_branches_write_otherwise_than_the_form_asks():
    _rows, figures = big_rows(40, 10, 2)
    odd = {code for code in figures.branches if figures.typed(code, 0.2) != figures.typed(code)}
    assert 2 < len(odd) < 20
    texts = [value for code in odd for value in figures.typed(code, 0.2).values() if isinstance(value, str)]
    assert texts.count("60.7％ 全国21位") == len(odd)
    assert any(text.endswith("％") and text[0] in "０１２３４５６７８９" for text in texts)
