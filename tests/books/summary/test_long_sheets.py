"""全体・ブロック別, 人数, 施策評価の内訳, 根拠 and データ on paper: few lines, no empty columns."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kpixl.books.writing import styles
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from tests.builders import fill_return, fill_round, make_round
from tests.full_round import make_planned_round
from tests.small_plan import plan_rows

ONE_LINE = 17.25  # points
NAME = "架空の指標その{number}（受診者等の割合）"  # 34 half-width letters


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The Japanese summary."""
    return summarized(tmp_path_factory.mktemp("long"), "ja")


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The English one."""
    return summarized(tmp_path_factory.mktemp("long_en"), "en")


def summarized(path: Path, language: str) -> Workbook:
    """The summary of a round whose KPIs have long names, and where nobody said how a measure went."""
    kpis = [
        row | {"indicator": NAME.format(number=number)}
        for number, row in enumerate(plan_rows(language)["kpis"], start=1)
    ]
    round_ = make_round(path, language, kpis=kpis)
    fill_round(round_)
    counts = {"numerator": 652, "denominator": 1000}
    for code in ("02", "45"):
        fill_return(round_, code, {("checkup_rate", key): value for key, value in counts.items()})
    consolidate(round_.path)
    summarize(round_.path)
    return openpyxl.load_workbook(round_.summary)


def heights(sheet: Worksheet, first: int, last: int) -> set[float | None]:
    return {sheet.row_dimensions[row].height for row in range(first, last + 1)}


def hidden(sheet: Worksheet, header: int) -> list[str]:
    """The labels of the hidden columns."""
    areas = [dimension for dimension in sheet.column_dimensions.values() if dimension.hidden]
    columns = [column for area in areas for column in range(area.min, area.max + 1)]
    return [str(sheet.cell(header, column).value) for column in sorted(columns)]


def test_the_name_of_a_kpi_stands_on_one_line_where_the_page_has_the_width(book: Workbook) -> None:
    aggregates, counts = book["全体・ブロック別"], book["人数"]
    rows = [row for row in range(4, aggregates.max_row + 1) if aggregates.cell(row, 2).value]
    assert len(rows) == 8
    said = [row for row in rows if aggregates.cell(row, 4).value != "支部の値なし"]
    assert {aggregates.row_dimensions[row].height for row in said} == {ONE_LINE}
    assert heights(counts, 7, 9) == {2 * ONE_LINE - 0.75}  # beside twelve columns there is no width for it


def test_the_rows_between_notes_and_counts_are_no_gap(book: Workbook) -> None:
    assert heights(book["人数"], 3, 4) == {3.75}


def test_a_total_of_counts_says_its_branches_on_two_lines_at_most(book: Workbook) -> None:
    counts = book["人数"]
    totals = [row for row in range(7, counts.max_row + 1) if "支部" in str(counts.cell(row, 3).value)]
    assert [counts.cell(row, 3).value for row in totals] == ["合計（3支部中3支部）"]
    assert max(height or 0 for height in heights(counts, totals[0], totals[-1])) <= 2 * ONE_LINE


def test_a_label_above_no_group_looks_like_one_cell_with_the_blank_one_above_it(book: Workbook) -> None:
    sheet = book["人数"]
    above, label, grouped = sheet["A5"], sheet["A6"], sheet["D6"]
    assert (above.value, label.value) == (None, "指標")
    assert (above.border.bottom.style, label.border.top.style) == (None, None)
    assert grouped.border.top.style == "thin"


def test_columns_of_grades_that_nobody_filled_are_hidden_and_their_formulas_stay(book: Workbook) -> None:
    details, matrix = book["施策評価の内訳"], book["施策評価"]
    assert hidden(details, 3) == ["差異", "本部による変更・支部の所感"]
    differs = next(cell.column_letter for cell in details[3] if cell.value == "差異")
    assert f"'施策評価の内訳'!${differs}$5" in str(matrix["D6"].value)


def test_the_evidence_is_one_page_across_and_its_sentence_has_what_is_not_on_paper(book: Workbook) -> None:
    sheet = book["根拠"]
    right = range_boundaries(sheet.print_area.rpartition("!")[2].replace("$", ""))[2]
    assert [cell.value for cell in sheet[3]][:right] == ["戻る", "支部", "指標", "根拠", "指摘", "達成状況"]
    assert not sheet.col_breaks.brk
    typed = {str(cell.value): cell.column for cell in sheet[3]}
    sentence = str(sheet.cell(4, typed["根拠"]).value)
    for label in ("目標", "達成率の計算"):
        assert str(sheet.cell(4, typed[label]).value) in sentence, label


def test_on_paper_the_data_repeat_the_branch_and_the_code_alone(book: Workbook) -> None:
    assert book["データ"].print_title_cols == "$D:$E"


def test_the_columns_of_the_data_are_as_wide_as_their_texts(book: Workbook) -> None:
    sheet = book["データ"]
    widths = {str(cell.value): sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    longest = max(len(str(cell.value)) for cell in sheet["E"])
    assert longest < widths["指標コード"] < longest + 3
    assert heights(sheet, 2, 5) == {ONE_LINE}


def test_the_data_of_a_plan_print_no_column_in_which_nothing_stands(tmp_path: Path) -> None:
    round_ = make_planned_round(tmp_path)
    summarize(round_.path)
    sheet = openpyxl.load_workbook(round_.summary, data_only=True)["データ"]
    empty = [
        str(column[0].value)
        for column in sheet.iter_cols()
        if all(cell.value in (None, "") for cell in column[1:])
    ]
    assert {"実績", "分子", "達成率", "備考", "ファイル"} <= set(empty)
    assert set(empty) <= set(hidden(sheet, 1))


def test_the_words_of_how_many_branches_are_in_a_figure_are_all_there(english: Workbook) -> None:
    sheet = english["Whole and blocks"]
    column = next(cell.column_letter for cell in sheet[3] if cell.value == "Branches in it")
    cell, width = sheet[f"{column}4"], sheet.column_dimensions[column].width
    assert cell.value == "3 of 3"
    assert cell.alignment.wrap_text or width > len(str(cell.value))


def test_the_lines_of_trends_have_names_that_are_not_made_smaller(english: Workbook) -> None:
    sheet = english["Trends"]
    names = {str(cell.value) for cell in sheet["A"] if cell.alignment.shrink_to_fit}
    assert "Same 1 branch" in names
    assert max(map(len, names)) + styles.INDENT < sheet.column_dimensions["A"].width
