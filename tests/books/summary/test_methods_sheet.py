"""算定方法: every sign is explained, and no head of the table of KPIs stands alone at the foot of a page."""

import openpyxl
import pytest

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from tests.builders import fill_return, make_round
from tests.small_plan import plan_rows

NAMES = {"ja": ("算定方法", "指標ごとの算定方法", "記号"), "en": ("Methods", "KPI by KPI", "Signs")}


def methods_of(tmp_path, language: str, kpis: int):
    """The sheet of a round with so many KPIs."""
    first = plan_rows(language)["kpis"][0]
    codes = [f"rate_{number}" for number in range(kpis)]
    rows = [first | {"kpi_code": code, "indicator": f"{first['indicator']} {code}"} for code in codes]
    branches = [key for key in plan_rows(language)["targets"][0] if key[0].isdigit()]
    target = dict.fromkeys(branches, "50以上" if language == "ja" else "50 or more")
    targets = [{"kpi_code": code, **target} for code in codes]
    round_ = make_round(tmp_path, language, kpis=rows, targets=targets, history=[], national=[])
    fill_return(round_, "01", {(code, "actual"): 51 for code in codes})
    consolidate(round_.path)
    summarize(round_.path)
    return openpyxl.load_workbook(round_.summary)[NAMES[language][0]]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_table_of_kpis_begins_on_a_page_that_has_room_for_its_first_rows(tmp_path, language):
    sheet = methods_of(tmp_path, language, kpis=14)
    title = next(cell.row for cell in sheet["A"] if cell.value == NAMES[language][1])
    breaks = [line.id for line in sheet.row_breaks.brk]  # each is the last row of a page
    assert breaks
    assert not set(breaks) & set(range(title, title + 4))
    assert sheet.print_title_rows == f"${title + 1}:${title + 1}"


def test_every_sign_of_the_sheets_has_its_meaning(tmp_path):
    sheet = methods_of(tmp_path, "ja", kpis=1)
    told = next(row[1].value for row in sheet if row[0].value == "記号")
    assert told == (
        "○ 達成　× 未達成　？ 判定不能　－ 設定なし　◇ 未着　※ 本部が補正した値　＊ 一部の支部の値　"
        "＝ 同じ順位　† 支部の定義が異なる　▼ 達成率100％未満　↑ 良化　↓ 悪化"
    )


def test_its_general_part_is_as_wide_as_its_table(tmp_path):
    sheet = methods_of(tmp_path, "ja", kpis=1)
    widest = {area.max_col for area in sheet.merged_cells.ranges}
    assert widest == {sheet.max_column}
