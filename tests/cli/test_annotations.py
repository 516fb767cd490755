"""What a branch wrote beside the cells goes all the way: warning, master, and the branch's own sheet."""

import datetime as dt

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.builders import Round, edited, fill_return, make_round, rows_of, set_modified
from tests.small_plan import FILLED

SHEET = "記入シート"
AT_FIGURE = "この欄にメモがあります（K8、支部担当）：「速報値。確定は7月」。"
ELSEWHERE = "シートにメモがあります（B2、支部担当）：「押印は省略」。"


@pytest.fixture
def round_(tmp_path, run) -> Round:
    """A round whose one return has a note at a figure and one at the heading."""
    made = make_round(tmp_path)
    path = fill_return(made, "01", FILLED["ja"]["01"])
    with edited(path) as book:
        book[SHEET]["K8"].comment = Comment("速報値。確定は7月", "支部担当")
        book[SHEET]["B2"].comment = Comment("押印は省略", "支部担当")
    set_modified(path, dt.datetime(2025, 4, 10, tzinfo=dt.UTC))
    return made


def _below_the_list(round_: Round, branch: str) -> list[str]:
    """The lines below the list on a branch's sheet of the summary."""
    sheet = openpyxl.load_workbook(round_.summary)[branch]
    texts = [str(row[0].value or "") for row in sheet.iter_rows(min_row=4)]
    return [text for text in texts if "メモ" in text]


def test_notes_are_warned_about_and_kept_in_the_master(round_, run):
    result = run("consolidate", round_.path)
    said = " ".join(result.output.split())
    assert AT_FIGURE in said
    assert ELSEWHERE in said
    kept = {row["指摘番号"]: row["指摘"] for row in rows_of(round_.master, "指摘")}
    assert (kept["K434"], kept["K375"]) == (AT_FIGURE, ELSEWHERE)


def test_the_branch_s_own_sheet_shows_them_from_the_master_alone(round_, run):
    run("consolidate", round_.path)
    for path in round_.inbox.iterdir():
        path.unlink()
    run("summarize", round_.path)
    assert _below_the_list(round_, "01 札幌") == [f"{SHEET}：{ELSEWHERE}", f"予防健診受診率：{AT_FIGURE}"]
    assert _below_the_list(round_, "02 函館") == []


def test_notes_of_a_return_that_no_longer_counts_are_not_shown(round_, run):
    later = fill_return(round_, "01", FILLED["ja"]["01"], name="inbox/訂正.xlsx")
    set_modified(later, dt.datetime(2025, 4, 11, tzinfo=dt.UTC))
    run("consolidate", round_.path)
    run("summarize", round_.path)
    assert _below_the_list(round_, "01 札幌") == []
