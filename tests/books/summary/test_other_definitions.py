"""What branches define or propose otherwise, on the lists that set them beside each other."""

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from tests.books.entry_workbook.test_further_sheets import declared
from tests.builders import FILLED, Round, fill_return, make_round, rows_of

NOTE = "40歳以上に限る"
WORDING = [
    {"branch_code": "01", "adjusted_code": "checkup_rate", "definition_note": NOTE},
    {"branch_code": "02", "adjusted_code": "claim_days", "shown_indicator": "支払日数"},
]
PROPOSED = {
    ("checkup_rate", "next_status"): "継続", ("checkup_rate", "next_kpi_target"): "66以上",
    ("claim_days", "next_status"): "変更", ("claim_days", "next_indicator"): "受付から支払いまでの日数",
    ("claim_days", "next_kpi_target"): "6日以内",
    ("007", "next_status"): "終了",
    ("+1", "next_indicator"): "新しい指標", ("+1", "next_kpi_target"): "10件以上",
}  # fmt: skip


def _summarized(folder: Path, second: Mapping[tuple[str, str], object]) -> Round:
    """The round, of which 函館 has returned what is given."""
    made = make_round(folder, branch_wording=WORDING, **declared())
    fill_return(made, "01", FILLED["ja"]["01"], tables={"next_kpi_entry": PROPOSED})
    fill_return(made, "02", second)
    consolidate(made.path)
    summarize(made.path)
    return made


@pytest.fixture(scope="module")
def round_(tmp_path_factory: pytest.TempPathFactory) -> Round:
    return _summarized(tmp_path_factory.mktemp("other"), FILLED["ja"]["02"])


def _texts(round_: Round, sheet: str) -> list[str]:
    cells = openpyxl.load_workbook(round_.summary)[sheet].iter_rows(values_only=True)
    return [value for row in cells for value in row if isinstance(value, str)]


def test_the_rank_of_a_branch_with_another_definition_is_marked_and_the_note_beside_it(round_):
    rows = [row for row in rows_of(round_.summary, "順位", header=3) if row["指標"] == "予防健診受診率"]
    marked = {
        row["支部"]: (row["順位"].endswith("†"), row["定義の注記"] or "") for row in rows if row["順位"]
    }
    assert marked == {"札幌": (True, NOTE), "函館": (False, "")}


@pytest.mark.parametrize("sheet", ["順位", "KPI実績一覧", "01 札幌"])
def test_where_a_rank_is_marked_the_mark_is_explained(round_, sheet):
    assert any("† 支部の定義に注のある値です" in text for text in _texts(round_, sheet))


def test_where_too_few_are_ranked_for_a_rank_to_be_marked_no_mark_is_explained(tmp_path):
    other_kpis = {key: value for key, value in FILLED["ja"]["02"].items() if key[0] != "checkup_rate"}
    round_ = _summarized(tmp_path, other_kpis)
    ranks = {row["指標"]: row["順位"] for row in rows_of(round_.summary, "順位", header=3)}
    assert "予防健診受診率" not in ranks  # of 札幌 alone, where the plan asks for two
    assert "支払いまでの日数" in ranks
    for sheet in ("KPI実績一覧", "01 札幌"):
        assert not any("†" in text for text in _texts(round_, sheet)), sheet


def test_a_branch_that_defines_nothing_otherwise_explains_no_mark(round_):
    assert not any("†" in text for text in _texts(round_, "02 函館"))


def test_a_figure_of_several_branches_names_those_with_another_definition(round_):
    rows = rows_of(round_.summary, "全体・ブロック別", header=3)
    notes = {row["指標"]: row["注記"] or "" for row in rows if row["範囲"] == "全国"}
    assert "定義に注のある支部：札幌" in notes["予防健診受診率"]
    assert not any("札幌" in note for name, note in notes.items() if name != "予防健診受診率")


def test_what_becomes_of_a_kpi_next_year_stands_in_the_list_that_branches_publish(round_):
    rows = rows_of(round_.summary, "KPI実績一覧", header=3)
    said = {row["指標"]: row["次年度目標案"] or "" for row in rows if row["支部"] == "札幌"}
    assert said["予防健診受診率"] == "66以上"
    assert said["支払いまでの日数"] == "変更　受付から支払いまでの日数　6日以内"
    assert said["効果的な意見発信"] == "終了"
    assert "次年度の新しいKPI（札幌）：新設　新しい指標　10件以上" in _texts(round_, "KPI実績一覧")
