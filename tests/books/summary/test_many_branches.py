"""The summary of very many branches: its lists show the best and the last, counts and totals are of all."""

import warnings
from collections import Counter, defaultdict
from itertools import takewhile

import openpyxl
import pytest

from kpixl.books.summary import book as summary_book
from kpixl.books.summary import build_summary_book, open_points
from kpixl.books.summary.lists import sheets as lists
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from kpixl.rules.summary import shown
from kpixl.steps import make_summary
from kpixl.steps.load_master import load_master
from kpixl.steps.make_summary import SummaryOptions
from kpixl.steps.summary_of_master import summary_of_master
from tests.bench.big_round import make_big_round
from tests.books.summary.test_links import dead_links
from tests.builders import rows_of

BRANCHES, KPIS, ENDS = 9, 3, 1
ASKED = "支部4"
# Every sheet whose rows are branches, but for データ and 支部別, which have all of them.
LISTS = (
    "達成状況",
    "達成率ヒートマップ",
    "KPI実績一覧",
    "前年度比較",
    "推移",
    "施策評価",
    "施策評価の内訳",
    "人数",
    "根拠",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A round of nine branches, three of which have not returned."""
    round_ = make_big_round(tmp_path_factory.mktemp("many"), BRANCHES, KPIS, 2)
    for number in (1, 2):
        next(round_.inbox.glob(f"{number}_*")).unlink()
    consolidate(round_.path)
    return round_


@pytest.fixture(scope="module")
def whole(made):
    """Its summary as of few branches."""
    path = made.path / "whole.xlsx"
    summarize(made.path)
    made.summary.rename(path)
    return path


@pytest.fixture(scope="module")
def condensed(made, whole):  # the same place is taken by both
    """Its summary as of very many, one branch asked for."""
    path = made.path / "condensed.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        for module in (summary_book, make_summary):
            patch.setattr(module, "MOST_LIVE_BRANCHES", BRANCHES - 1)
        for module in (shown, lists):
            patch.setattr(module, "SHOWN_ENDS", ENDS)
        patch.setattr(summary_book, "MOST_PRINTED", 5)
        patch.setattr(open_points, "_MOST_OF_A_KIND", 1)
        summarize(made.path, SummaryOptions(branches=(ASKED,)))
    made.summary.rename(path)
    return path


@pytest.fixture(scope="module")
def listed(whole):
    """The names of the branches to be listed, by an order of their own."""
    rows = rows_of(whole, "データ")
    share = {
        name: sum(row["達成状況"] == "達成" for row in rows if row["支部"] == name)
        for name in dict.fromkeys(row["支部"] for row in rows)
        if any(row["支部"] == name and row["達成状況"] in ("達成", "未達成") for row in rows)
    }
    ranked = sorted(share, key=lambda name: -share[name])
    return {*ranked[:ENDS], *ranked[-ENDS:], ASKED}


def opened(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about sparklines
        return openpyxl.load_workbook(path)


def indicator(made, number):
    """What a KPI measures, by its number in the plan."""
    return made.plan.kpis[number].indicator


def column_of(path, sheet, label, header):
    return [row[label] for row in rows_of(path, sheet, header=header) if row.get(label)]


def test_lists_show_the_best_and_the_last_branches_and_who_was_asked_for(condensed, listed):
    assert len(listed) in (2 * ENDS, 2 * ENDS + 1)
    names = {f"支部{number}" for number in range(1, BRANCHES + 1)}
    for sheet, header in (("KPI実績一覧", 3), ("根拠", 3), ("施策評価の内訳", 3)):
        assert set(column_of(condensed, sheet, "支部", header)) & names == listed, sheet
    for sheet in ("達成状況", "達成率ヒートマップ", "施策評価"):
        seen = {row[1].value for row in opened(condensed)[sheet].iter_rows(min_row=5)}
        assert seen & names == listed, sheet
    assert set(column_of(condensed, "人数", "支部", 6)) & names <= listed


def test_every_such_list_says_which_branches_it_shows(condensed, whole, listed):
    note = f"（--branch で指定した支部を含めて {len(listed)}支部）を並べています。"

    def saying(path):
        return {
            sheet.title
            for sheet in opened(path).worksheets
            for row in sheet.iter_rows(max_row=2)
            for cell in row
            if note in str(cell.value)
        }

    assert saying(condensed) == {*LISTS, "目次"}
    assert saying(whole) == set()


def test_totals_stay_those_of_all_branches(condensed, whole, made):
    def totals(path):
        sheet = opened(path)["達成状況"]
        top = next(row[0].row for row in sheet.iter_rows(min_row=5) if row[0].value == "計")
        return [[cell.value for cell in row[2:6]] for row in sheet.iter_rows(min_row=top, max_row=top + 3)]

    data = rows_of(whole, "データ")
    first = Counter(row["達成状況"] for row in data if row["指標"] == indicator(made, 0))
    found = totals(condensed)
    assert [row[0] for row in found[:3]] == [first["達成"], first["未達成"], first["判定不能"]]
    assert found[0][KPIS] == sum(row["達成状況"] == "達成" for row in data)
    counts = [
        {
            row["支部"]: row["今年度"]
            for row in rows_of(path, "人数", header=6)
            if "支部計" in str(row["支部"])
        }
        for path in (condensed, whole)
    ]
    assert counts[0].keys() == counts[1].keys()


def test_blocks_stand_for_the_branches_that_are_not_listed(condensed, whole, made):
    of_block = defaultdict(Counter)
    block = {branch.name: branch.block for branch in made.plan.branches}
    for row in rows_of(whole, "データ"):
        of_block[block[row["支部"]], row["指標"]][row["達成状況"]] += 1
    sheet = opened(condensed)["達成状況"]
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value == "ブロックごとの達成割合")
    rows = [row for row in sheet.iter_rows(min_row=top) if row[1].value]
    assert [row[1].value for row in rows] == list(dict.fromkeys(block.values()))
    for row in rows:
        for at in range(KPIS):
            counts = of_block[row[1].value, indicator(made, at)]
            judged = counts["達成"] + counts["未達成"]
            expected = round(counts["達成"] / judged, 3) if judged else "－"
            assert row[2 + at].value == expected


def test_ranks_are_the_best_and_the_last_of_every_kpi(condensed, whole):
    def by_kpi(path):
        found = defaultdict(list)
        for row in rows_of(path, "順位", header=3):
            if row["順位"]:
                found[row["指標"]].append(row["支部"])
        return found

    every, some = by_kpi(whole), by_kpi(condensed)
    assert {len(names) for names in every.values()} == {6}
    assert some == {kpi: names[:ENDS] + names[-ENDS:] for kpi, names in every.items()}


def test_the_scheme_stands_behind_the_columns_that_every_page_repeats(whole):
    sheet = openpyxl.load_workbook(whole)["施策評価"]
    assert sheet["A1"].value == "施策評価"  # short enough for those columns
    title = next(cell for row in sheet for cell in row if str(cell.value).startswith("評価基準："))
    assert title.column_letter == "C"
    below = sheet.iter_rows(min_row=title.row, max_col=2, values_only=True)
    assert [value for row in below for value in row if value] == []


def test_the_distribution_of_grades_counts_every_branch(condensed):
    sheet = opened(condensed)["施策評価"]
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value == f"全 {BRANCHES} 支部")
    counts = list(takewhile(lambda count: count is not None, (cell.value for cell in sheet["C"][top - 1 :])))
    assert sum(counts) == BRANCHES


def test_no_sheet_has_a_column_for_each_branch(condensed, whole):
    assert opened(whole)["支部別"].max_column > 2 * BRANCHES  # the cells of the strips of places
    assert opened(condensed)["支部別"].max_column == 8
    assert f"4 {ASKED}" in opened(condensed).sheetnames


def test_the_index_of_branches_and_the_data_have_every_branch_and_filters(condensed, whole):
    book = opened(condensed)
    names = [f"支部{number}" for number in range(1, BRANCHES + 1)]
    assert column_of(condensed, "支部別", "支部", 3) == names
    assert [table.ref for table in book["支部別"].tables.values()] == [f"A3:H{3 + BRANCHES}"]
    assert book["データ"].tables
    assert rows_of(condensed, "データ") == rows_of(whole, "データ")
    assert book["データ"].print_area.endswith("$6")  # its head and five rows


def test_what_is_missing_stands_by_block_and_of_every_kind_of_finding_the_first(condensed, whole):
    every = rows_of(whole, "未着・指摘", header=3)
    some = rows_of(condensed, "未着・指摘", header=3)
    missing = [row for row in every if row["重大度"] == "未着"]
    assert [row["支部"] for row in missing] == ["支部1", "支部2", "支部9"]
    gone = [row for row in some if row["重大度"] == "未着"]
    assert [(row["支部"], row["指標"], row["指摘"]) for row in gone] == [
        ("2支部", "北海道・東北", "支部1　ほか 1支部"),
        ("支部9", "", ""),
    ]
    kinds = Counter(row["指摘"][-5:-1] for row in every if row["重大度"] == "注意")
    assert kinds
    told = [row["指摘"] for row in some if row["重大度"] == "注意"]
    for code, count in kinds.items():
        assert sum(text.endswith(f"[{code}]") for text in told) == 1
        more = f"［{code}］ほか {count - 1}件（全件は集約の「指摘」にあります）"
        assert (more in told) is (count > 1)


def test_no_link_is_dead(condensed):
    assert dead_links(opened(condensed)) == []


def test_data_of_more_rows_than_a_sheet_has_goes_on_on_numbered_sheets(made, whole):
    loaded = load_master(made.master)
    path = made.path / "parts.xlsx"
    path.write_bytes(build_summary_book(summary_of_master(loaded), most_rows=10))
    parts = [rows_of(path, name) for name in ("データ", "データ (2)", "データ (3)")]
    assert [len(rows) for rows in parts] == [10, 10, 7]
    assert [row for rows in parts for row in rows] == rows_of(whole, "データ")
    assert opened(path)["データ (2)"].tables
