"""推移 and 推移グラフ as workbooks: what columns, lines and charts refer to, and where they break."""

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from kpixl.books.summary.trends.charts import name_rows
from kpixl.books.writing.styles import display_width
from kpixl.model.figure import FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule
from kpixl.model.plan_figures import NationalRow
from tests.builders import fill_return, make_round, rows_of
from tests.rules.builders import make_entry, make_history_row, make_kpi, make_plan
from tests.small_plan import plan_rows
from tests.summary_sheets import summary_book, summary_sheet, texts_of
from tests.xlsx_lint import lint

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
MAIN_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
NAMES = {"ja": ("推移", "推移グラフ", "データ"), "en": ("Trends", "Trend charts", "Data")}
RATE = {"ja": "予防健診受診率", "en": "Check-up rate"}
YEARS = {2020: "B", 2021: "C", 2022: "D", 2023: "E", 2024: "F"}
LINE, CHANGE, IMPACT = "G", "H", "I"
# By (fiscal year, branch): the small plan has 2023 of all three branches.
PAST = {(2020, "01"): 58.0, (2021, "01"): 59.5, (2022, "01"): 61.0, (2022, "02"): 60.0, (2020, "45"): 55.0}
NOW = {"01": 65.0, "02": 60.0}


def past_rows(language="ja"):
    added = [
        {"fiscal_year": year, "branch_code": code, "kpi_code": "checkup_rate", "actual": value}
        for (year, code), value in PAST.items()
    ]
    return [*plan_rows(language)["history"], *added]


def kpi_rows(language="ja", **change):
    """The plan's KPIs, the check-up rate changed."""
    rows = plan_rows(language)["kpis"]
    return [{**row, **change} if row["kpi_code"] == "checkup_rate" else row for row in rows]


@pytest.fixture
def summarize(tmp_path, run):
    """Plays a round of which branch 45 is missing, and gives its summary."""

    def play(language="ja", actuals=None, **changes):
        round_ = make_round(tmp_path, language, history=past_rows(language), **changes)
        for code, actual in (actuals or NOW).items():
            counts = {("checkup_rate", "denominator"): 1000, ("checkup_rate", "numerator"): actual * 10}
            typed = counts if isinstance(actual, float) else {}
            fill_return(round_, code, {("checkup_rate", "actual"): actual, **typed})
        assert run("consolidate", round_.path).exit_code in (0, 3)
        assert run("summarize", round_.path).exit_code == 0
        assert lint(round_.summary) == []
        return round_.summary

    return play


def fitted(sheet):
    """Pages wide and high; None where the size is not fitted. 1 is Excel's own and not stored."""
    page = sheet.page_setup
    return (page.fitToWidth or 1, page.fitToHeight) if sheet.sheet_properties.pageSetUpPr.fitToPage else None


def band_of(sheet, indicator):
    """The last row of a KPI's heading: its lines stand below."""
    row = next(cell.row for cell in sheet["A"] if str(cell.value).startswith(indicator))
    while not sheet.row_dimensions[row + 1].outlineLevel:
        row += 1
    return row


def heading_of(sheet, indicator):
    """The text of a KPI's heading, which has as many rows as it takes."""
    first = next(cell.row for cell in sheet["A"] if str(cell.value).startswith(indicator))
    return "".join(sheet.cell(row, 1).value for row in range(first, band_of(sheet, indicator) + 1))


def part_of(path, name):
    """The part of the archive that holds a sheet."""
    number = openpyxl.load_workbook(path, read_only=True).sheetnames.index(name) + 1
    return f"xl/worksheets/sheet{number}.xml"


def sparklines_of(path, name):
    """By cell: the range, and the group's attributes."""
    with zipfile.ZipFile(path) as archive:
        root = ET.fromstring(archive.read(part_of(path, name)))  # noqa: S314 - our own file
    found = {}
    for group in root.iter(f"{X14}sparklineGroup"):
        for line in group.iter(f"{X14}sparkline"):
            found[line.find(f"{XM}sqref").text] = (line.find(f"{XM}f").text, dict(group.attrib))
    return found


def charts_of(path):
    """The line charts by title: every series as (name's cell, categories, values)."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            if not re.fullmatch(r"xl/charts/chart\d+\.xml", part):
                continue
            root = ET.fromstring(archive.read(part))  # noqa: S314 - our own file
            if root.find(f".//{CHART}lineChart") is not None:
                title = "".join(root.find(f".//{CHART}title").itertext()).strip()
                found[title] = root
    return found


def series_of(root):
    return [
        tuple(one.find(f"{CHART}{name}//{CHART}f").text for name in ("tx", "cat", "val"))
        for one in root.iter(f"{CHART}ser")
    ]


def cells_of(book, reference):
    """The cells that a reference names."""
    sheet, area = reference.split("!")
    cells = book[sheet.strip("'")][area]
    return [cell for row in cells for cell in row] if isinstance(cells, tuple) else [cells]


def rate_of(past, *branches):
    """The branches' rate by their counts, in percent to the tenth."""
    own = [row for row in past if row["branch_code"] in branches]
    numerator, denominator = (sum(row[key] for row in own) for key in ("numerator", "denominator"))
    return round(100 * numerator / denominator, 1)


# ── 推移 ─────────────────────────────────────────────────────────────────────────────────────────────
def test_every_branch_has_a_row_with_all_years_and_gaps_are_blank_with_a_stroke(summarize):
    sheet = openpyxl.load_workbook(summarize(), data_only=True)["推移"]
    band = band_of(sheet, RATE["ja"])
    rows = {
        sheet.cell(row, 1).value: [sheet[f"{letter}{row}"].value for letter in YEARS.values()]
        for row in range(band + 1, band + 6)
    }
    prior = [row for row in plan_rows()["history"] if row["kpi_code"] == "checkup_rate"]
    of = {row["branch_code"]: row["actual"] for row in prior}
    counted_before = {
        "all": rate_of(prior, "01", "02", "45"),
        "same": rate_of(prior, "01", "02"),
    }
    assert rows == {
        "全国": [None, None, None, counted_before["all"], 62.5],  # 1250 of 2000
        "同じ2支部": [None, None, None, counted_before["same"], 62.5],
        "札幌": [58.0, 59.5, 61.0, of["01"], 65.0],
        "函館": [None, None, 60.0, of["02"], 60.0],
        "宮崎": [55.0, None, None, of["45"], "未着"],
    }
    gap, filled = sheet[f"C{band + 5}"], sheet[f"B{band + 5}"]
    assert gap.border.diagonalUp
    assert gap.border.diagonal.style == "thin"
    assert not filled.border.diagonalUp


def test_this_years_figure_and_its_change_follow_the_data_sheet(summarize):
    path = summarize()
    book = openpyxl.load_workbook(path)
    band = band_of(book["推移"], RATE["ja"])
    data = rows_of(path, "データ")
    row = next(
        number
        for number, item in enumerate(data, 2)
        if (item["支部コード"], item["指標コード"]) == ("01", "checkup_rate")
    )
    actual = next(cell.column_letter for cell in book["データ"][1] if cell.value == "実績")
    state = next(cell.column_letter for cell in book["データ"][1] if cell.value == "実績の状態")
    cell, state = (f"'データ'!${letter}${row}" for letter in (actual, state))
    assert book["推移"][f"F{band + 3}"].value == f"=IF(COUNT({cell}),{cell},{state})"
    assert "'データ'!$" in book["推移"][f"{CHANGE}{band + 3}"].value
    stored = openpyxl.load_workbook(path, data_only=True)["推移"]
    assert stored[f"{CHANGE}{band + 3}"].value == data[row - 2]["前年度差"]
    assert stored[f"{IMPACT}{band + 3}"].value == "↑ 偶然の範囲"  # 2.1 points among a thousand persons


def test_small_columns_span_the_years_of_all_and_share_an_axis_within_a_kpi(summarize):
    path = summarize()
    sheet = openpyxl.load_workbook(path)["推移"]
    band = band_of(sheet, RATE["ja"])
    found = sparklines_of(path, "推移")
    areas = {cell: area for cell, (area, _group) in found.items()}
    first = band + 3
    assert areas[f"{LINE}{first}"] == f"推移!B{first}:F{first}"
    assert areas[f"{LINE}{first + 1}"] == f"推移!B{first + 1}:F{first + 1}"
    # A word would be drawn as 0: the missing branch's columns end with last year's.
    assert areas[f"{LINE}{first + 2}"] == f"推移!B{first + 2}:E{first + 2}"
    assert f"{LINE}{band + 1}" not in areas  # of all branches there is last year's and none that it may join
    assert areas[f"{LINE}{band + 2}"] == f"推移!B{band + 2}:F{band + 2}"  # of the same branches both
    assert sheet[f"{LINE}{band + 1}"].value == "－"
    groups = [found[f"{LINE}{row}"][1] for row in range(first, first + 3)]
    assert {(group["minAxisType"], group["maxAxisType"]) for group in groups} == {("custom", "custom")}
    [(low, high)] = {(float(group["manualMin"]), float(group["manualMax"])) for group in groups}
    assert 0 <= low < 55.0
    assert 65.0 < high < 70.0  # room above, or the columns of two rows would touch
    # Only columns that end with this year have a dark one.
    assert [group.get("last") for group in groups] == ["1", "1", None]


def test_a_change_of_definition_is_marked_and_nothing_crosses_it(summarize):
    path = summarize(kpis=kpi_rows(comparable_since=2022, not_comparable_reason="対象年齢を広げた"))
    sheet = openpyxl.load_workbook(path)["推移"]
    band = band_of(sheet, RATE["ja"])
    for text in ("令和4年度から", "定義変更", "対象年齢を広げた"):
        assert text in heading_of(sheet, RATE["ja"])
    row = band + 2
    assert [sheet[f"{letter}{row}"].border.left.style for letter in "BCDEF"] == [
        "thin", "thin", "thick", "thin", "thin",
    ]  # fmt: skip
    fills = [sheet[f"{letter}{row}"].fill.fgColor.rgb for letter in "BCDEF"]
    assert fills[0] == fills[1] != fills[2] == fills[4]
    assert sparklines_of(path, "推移")[f"{LINE}{row}"][0] == f"推移!D{row}:F{row}"


def test_a_definition_of_this_year_has_no_change_and_no_columns(summarize):
    path = summarize(kpis=kpi_rows(comparable="no", not_comparable_reason="対象が変わった"))
    sheet = openpyxl.load_workbook(path)["推移"]
    band = band_of(sheet, RATE["ja"])
    row = band + 2
    assert (sheet[f"{CHANGE}{row}"].value, sheet[f"{LINE}{row}"].value) == ("定義変更", "－")
    assert f"{LINE}{row}" not in sparklines_of(path, "推移")


def test_it_prints_one_page_wide_with_the_header_on_every_page(summarize):
    sheet = openpyxl.load_workbook(summarize())["推移"]
    assert fitted(sheet) == (1, None)  # Excel takes 1 where nothing is said: all of it on one page
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "B4"
    assert sheet.print_area.endswith(f"${IMPACT}${sheet.max_row}")
    band = band_of(sheet, RATE["ja"])
    levels = [sheet.row_dimensions[row].outlineLevel for row in (band, band + 1, band + 4)]
    assert levels == [0, 1, 1]
    # With a filter by branch, the KPI's name stands beyond the page.
    assert sheet[f"J{band + 2}"].value == RATE["ja"]


def test_it_is_one_excel_table_without_merged_cells_so_that_it_can_be_sorted(summarize):
    long = "対象とする年齢を広げ、あわせて受診を確かめる方法を改めたため" * 4
    path = summarize(kpis=kpi_rows(comparable_since=2022, not_comparable_reason=long))
    sheet = openpyxl.load_workbook(path)["推移"]
    [table] = sheet.tables.values()
    first, last = band_of(sheet, RATE["ja"]), int(table.ref.rpartition("K")[2])
    assert table.ref.startswith("A3:K")
    assert [area for area in sheet.merged_cells.ranges if area.min_row <= last and area.max_row >= 3] == []
    assert {sheet[f"J{row}"].value for row in range(first - 2, first + 4)} == {RATE["ja"]}
    assert long in heading_of(sheet, RATE["ja"])
    widest = max(display_width(sheet.cell(row, 1).value) for row in range(first - 2, first + 1))
    assert widest < sum(sheet.column_dimensions[letter].width for letter in "ABCDEFGHI")


def test_kpis_of_one_year_are_named_and_without_any_trend_there_is_no_sheet(summarize):
    names = [row["indicator"] for row in plan_rows()["kpis"]]
    sheet = openpyxl.load_workbook(summarize())["推移"]
    bands = {cell.value.split("（単位")[0] for cell in sheet["A"] if "（単位" in str(cell.value)}
    last = sheet.cell(sheet.max_row, 1).value
    assert last.startswith("値が1年度分以下の指標：")
    assert {name for name in names if name in last} == set(names) - bands
    assert RATE["ja"] in bands


def test_a_first_round_has_no_sheets_of_trends(tmp_path, run):
    round_ = make_round(tmp_path, history=[], national=[])
    fill_return(round_, "01", {("checkup_rate", "actual"): 65.0})
    assert run("consolidate", round_.path).exit_code in (0, 3)
    assert run("summarize", round_.path).exit_code == 0
    names = openpyxl.load_workbook(round_.summary, read_only=True).sheetnames
    assert not {"推移", "推移グラフ"} & set(names)


# ── 推移グラフ ─────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_chart_shows_the_figures_of_the_sheet_of_trends(summarize, language):
    path = summarize(language)
    trend, charts, _data = NAMES[language]
    book, stored = (openpyxl.load_workbook(path, data_only=only) for only in (False, True))
    title = next(name for name in charts_of(path) if name.startswith(book_indicator(book, trend)))
    series = series_of(charts_of(path)[title])
    names = [cells_of(stored, name)[0].value for name, _cat, _val in series]
    sheet = book[trend]
    band = band_of(sheet, title)
    # The branches that have both years stand for the whole, whose line would end last year.
    assert names == [sheet.cell(band + at, 1).value for at in range(2, 6)]
    for at, (_name, categories, values) in enumerate(series, start=2):
        assert len(cells_of(book, categories)) == len(cells_of(book, values)) == 5
        for cell, letter in zip(cells_of(book, values), YEARS.values(), strict=True):
            source = stored[trend][f"{letter}{band + at}"].value
            if isinstance(source, (int, float)):
                place = f"'{trend}'!${letter}${band + at}"
                assert cell.value == f"=IF(ISNUMBER({place}),{place},NA())"
                assert stored[charts][cell.coordinate].value == source
            else:
                assert cell.value is None  # a gap, never 0


def book_indicator(book, trend):
    """The name of the KPI whose branches have figures of 2020."""
    sheet = book[trend]
    row = next(cell.row for cell in sheet["B"] if cell.value == 58.0)
    return sheet[f"J{row}"].value


def test_a_change_of_definition_parts_a_line_into_two_series_of_one_look(summarize):
    path = summarize(kpis=kpi_rows(comparable_since=2022, not_comparable_reason="対象年齢を広げた"))
    [(title, root)] = [item for item in charts_of(path).items() if item[0].startswith(RATE["ja"])]
    assert "令和4" in title
    book = openpyxl.load_workbook(path, data_only=True)
    drawn = [
        (cells_of(book, name)[0].value, [cell.value is not None for cell in cells_of(book, values)])
        for name, _categories, values in series_of(root)
    ]
    assert [item for item in drawn if item[0] == "札幌"] == [
        ("札幌", [True, True, False, False, False]),
        ("札幌", [False, False, True, True, True]),
    ]
    looks = {}
    for (name, _filled), one in zip(drawn, root.iter(f"{CHART}ser"), strict=True):
        symbol = one.find(f".//{CHART}symbol").get("val")
        looks.setdefault(name, set()).add((symbol, ET.tostring(one.find(f"{CHART}spPr"))))
    assert all(len(look) == 1 for look in looks.values())
    assert len(set.union(*looks.values())) == len(looks)  # and no two lines look the same
    markers = {next(iter(look))[0] for look in looks.values()}
    assert len(markers) == len(looks)  # in black and white either
    # Every line's name stands once beside the chart, in its colour, and there is no legend.
    assert root.find(f".//{CHART}legend") is None
    sheet = book["推移グラフ"]
    beside = [cell.value for row in sheet.iter_rows(max_col=22) for cell in row if cell.value]
    assert all(sum(text.endswith(f" {name}") for text in map(str, beside)) >= 1 for name, _filled in drawn)


@pytest.mark.parametrize(
    ("wanted", "rows", "found"),
    [
        ([1.2, 4.8], 7, [1, 5]),
        ([2.1, 2.2, 2.3], 7, [2, 3, 4]),
        ([5.9, 6.0, 6.1], 7, [4, 5, 6]),
        ([0.0, 0.0, 6.4], 7, [0, 1, 6]),
    ],
)
def test_names_beside_a_chart_stand_below_each_other_and_none_leaves_it(wanted, rows, found):
    assert name_rows(wanted, rows) == found


def test_a_chart_has_title_axis_unit_gaps_and_a_description(summarize):
    path = summarize()
    [(_title, root)] = [item for item in charts_of(path).items() if item[0].startswith(RATE["ja"])]
    assert root.find(f".//{CHART}dispBlanksAs") is None  # a gap is what Excel makes without it
    axis = root.find(f".//{CHART}valAx")
    assert "".join(axis.find(f"{CHART}title").itertext()).strip() == "％"
    low, high = (float(axis.find(f"{CHART}scaling/{CHART}{end}").get("val")) for end in ("min", "max"))
    assert 50 <= low < 55.0
    assert 65.0 < high <= 70
    with zipfile.ZipFile(path) as archive:
        drawings = "".join(
            archive.read(name).decode() for name in archive.namelist() if "drawings/drawing" in name
        )
    assert f"{RATE['ja']}（％）の令和2から令和6までの推移" in drawings


def test_six_charts_go_on_a_page(summarize):
    book = openpyxl.load_workbook(summarize())
    sheet = book["推移グラフ"]
    first, second = (chart.anchor for chart in sheet._charts[:2])
    assert (first._from.row, first._from.col) == (2, 0)
    assert (second._from.row, second._from.col) == (2, 11)  # beside it and the names of its lines
    assert first.to.col < 9
    [chart_rows] = {anchor.to.row - anchor._from.row + 1 for anchor in (first, second)}
    height = sum(sheet.row_dimensions[row].height for row in range(1, 3)) + 3 * chart_rows * 16.5
    assert height <= 512  # points between the margins of A4 landscape
    assert sheet.page_setup.orientation == "landscape"
    assert fitted(sheet) == (1, None)


@pytest.mark.parametrize(
    ("fewest", "drawn"),
    [
        (7, ["支部02（1位・最良）", "支部04（4位・中央）", "支部05（7位・最下位）"]),
        (8, ["支部02", "支部04", "支部05"]),
    ],
)
def test_of_many_branches_the_best_middle_and_last_are_named_with_their_ranks_unless_too_few_are_ranked(
    tmp_path, run, fewest, drawn
):
    rows = plan_rows()
    codes = [f"{number:02}" for number in range(1, 8)]
    values = dict(zip(codes, (52.0, 59.0, 51.0, 53.0, 40.0, 58.0, 54.0), strict=True))
    branches = [{"branch_code": code, "branch": f"支部{code}", "block": "", "email": ""} for code in codes]
    past = [
        {"fiscal_year": 2023, "branch_code": code, "kpi_code": "checkup_rate", "actual": 50.0}
        for code in codes
    ]
    headers = {f"{code} 支部{code}": "50以上" for code in codes}
    targets = [{"kpi_code": "checkup_rate", "indicator": RATE["ja"], **headers}]
    kpis = [row for row in rows["kpis"] if row["kpi_code"] == "checkup_rate"]
    round_ = make_round(
        tmp_path, branches=branches, history=past, targets=targets, kpis=kpis, national=[],
        settings={"fewest_ranked": fewest},
    )  # fmt: skip
    for code, value in values.items():
        counts = {("checkup_rate", "denominator"): 100, ("checkup_rate", "numerator"): value}
        fill_return(round_, code, {("checkup_rate", "actual"): value, **counts})
    assert run("consolidate", round_.path).exit_code in (0, 3)
    assert run("summarize", round_.path).exit_code == 0
    book = openpyxl.load_workbook(round_.summary, data_only=True)
    [root] = charts_of(round_.summary).values()
    names = dict.fromkeys(cells_of(book, name)[0].value for name, _cat, _val in series_of(root))
    assert list(names) == ["全国", *drawn]
    page = [cell.value for row in book["推移グラフ"].iter_rows(max_col=22) for cell in row if cell.value]
    ranked = [text for text in map(str, page) if re.search(r"支部0\d \d位", text)]  # beside the chart
    assert len(ranked) == (3 if fewest == 7 else 0)


def test_a_year_whose_figure_is_not_settled_has_the_word_for_it():
    history = tuple(
        make_history_row("45", value, year=FiscalYear(year))
        for year, value in ((2021, 60), (2022, FigureState.UNSETTLED), (2023, 62))
    )
    sheet = summary_sheet(replace(make_plan(), history=history), [make_entry(value=63)], "trend")
    (row,) = [row for row in texts_of(sheet) if row[0] == "宮崎"]
    assert row[1:5] == [60, "未確定", 62, 63]


def test_a_chart_of_the_whole_alone_has_its_years_and_its_unit():
    kpi = make_kpi(unit="件", decimals=0, aggregate=AggregateRule.SUM, indicator="相談件数")
    national = [
        NationalRow(
            fiscal_year=FiscalYear(year), kpi_code="rate", target=Decimal(5500), actual=Decimal(value)
        )
        for year, value in ((2022, 4000), (2023, 5000), (2024, 6000))
    ]
    book = summary_book(
        make_plan(kpi, national=national, targets="5以上"),
        [make_entry(value=FigureState.UNSETTLED)],
        "trend_charts",
    )
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        (name,) = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        root = ET.fromstring(package.read(name))  # noqa: S314 - our own
    (years,), (values,) = (root.findall(f".//{CHART}{kind}") for kind in ("catAx", "valAx"))
    assert years.find(f"{CHART}delete") is None
    assert "".join(text.text or "" for text in values.iter(f"{MAIN_TEXT}t")) == "件"
    assert [series.find(f".//{CHART}tx//{CHART}v").text for series in root.iter(f"{CHART}ser")] == [
        "全国", "全国目標",
    ]  # fmt: skip


def test_a_line_of_the_sheet_is_as_high_as_the_reason_why_it_has_no_change(summarize):
    path = summarize(language="en", actuals={"01": 65.0, "02": "about sixty"})
    sheet = openpyxl.load_workbook(path, data_only=True)["Trends"]
    said = {row: sheet[f"{CHANGE}{row}"].value for row in range(1, sheet.max_row + 1)}
    lines = [row for row in said if sheet.row_dimensions[row].outlineLevel]
    high = {said[row]: sheet.row_dimensions[row].height for row in lines}
    assert high["Actual is unreadable"] == 33.0  # two lines of a column of fourteen letters
    assert high["Not the same branches as last year"] == 49.5
    assert max(height for text, height in high.items() if isinstance(text, float)) == 15.75
