"""◇ 未着: what has not come back has one sign on every sheet, and is counted as what is not judged."""

import openpyxl
import pytest

from tests.builders import Round, all_actuals, fill_return, make_round

SHEETS = {
    "ja": ("達成状況", "KPI実績一覧", "達成率ヒートマップ", "◇ 未着"),
    "en": ("Judgements", "KPI results", "Heat map", "◇ Missing"),
}


@pytest.fixture
def summarized(tmp_path, run):
    """A summarized round of which branch 45 is missing; it has a target for all five KPIs but 請求日数."""

    def play(language: str = "ja") -> Round:
        round_ = make_round(tmp_path, language)
        for code in ("01", "02"):
            fill_return(round_, code, all_actuals(done="実施" if language == "ja" else "Done"))
        assert run("consolidate", round_.path).exit_code in (0, 3)
        assert run("summarize", round_.path).exit_code == 0
        return round_

    return play


def texts_of(path, name):
    sheet = openpyxl.load_workbook(path, data_only=True)[name]
    return [cell.value for row in sheet for cell in row if isinstance(cell.value, str)]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_has_not_come_back_has_one_sign_on_every_sheet(summarized, language):
    path = summarized(language).summary
    matrix, listed, heat, sign = SHEETS[language]
    page = next(name for name in openpyxl.load_workbook(path).sheetnames if name.startswith("45"))
    for name in (matrix, listed, heat, page):
        assert texts_of(path, name).count(sign) == 4, name
    for name in (matrix, listed, heat):
        assert any(sign.lower() in text and len(text) > 20 for text in map(str.lower, texts_of(path, name)))


def test_the_totals_count_what_has_not_come_back_as_not_judged_and_once_more_by_itself(summarized):
    path = summarized().summary
    sheet = openpyxl.load_workbook(path, data_only=True)["達成状況"]
    rows = {cell.value: cell.row for cell in sheet["B"] if cell.value}
    columns = {cell.value: cell.column for cell in sheet[4] if cell.value}
    signs = ("○ 達成", "？ 判定不能", "◇ うち未着", "達成割合")
    assert [sheet.cell(rows[sign], columns["宮崎"]).value for sign in signs] == [0, 4, 4, "－"]
    assert [sheet.cell(rows["予防健診受診率"], columns[sign]).value for sign in signs][1:3] == [1, 1]
    assert [sheet.cell(rows["○ 達成"], columns[sign]).value for sign in signs][1:3] == [4, 4]


def test_a_figure_that_is_typed_in_later_takes_the_sign_away(summarized):
    formula = openpyxl.load_workbook(summarized().summary)["45 宮崎"]
    written = [cell.value for row in formula for cell in row if "judgement_marks" in str(cell.value)]
    assert sum('="未着","◇ 未着",VLOOKUP(' in text for text in written) == 4


def test_nothing_is_said_of_the_sign_where_everything_came_back(tmp_path, run):
    round_ = make_round(tmp_path)
    for code in ("01", "02", "45"):
        fill_return(round_, code, all_actuals())
    run("consolidate", round_.path)
    run("summarize", round_.path)
    for name in ("達成状況", "KPI実績一覧", "達成率ヒートマップ"):
        assert not [text for text in texts_of(round_.summary, name) if "◇" in text], name
