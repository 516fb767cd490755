"""What can be wished for in a summary: its language, its sheets, its branches, an earlier master."""

import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from kpixl.books.summary.book import PARTS, PLAN_PARTS, SHEET_KEYS
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import SummaryOptions, summarize
from kpixl.locale import LANGUAGES, catalogue
from tests.builders import (
    MASTER_ROWS,
    Round,
    all_actuals,
    edited,
    fill_return,
    fill_round,
    make_round,
    rows_of,
)
from tests.full_round import collect_twice, make_full_round, make_planned_round
from tests.small_plan import FILLED, plan_rows

JA, EN = catalogue("ja"), catalogue("en")


def sheets_of(path: Path, *, hidden: bool = False) -> list[str]:
    """The sheets that a reader sees, or all of them."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return [sheet.title for sheet in book.worksheets if hidden or sheet.sheet_state == "visible"]
    finally:
        book.close()


def references_of(path: Path) -> set[str]:
    """Every sheet that a formula, a name, a chart or a link refers to, wherever in the workbook."""
    found: set[str] = set()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.endswith(".xml") or "sharedStrings" in name:
                continue
            text = archive.read(name).decode("utf-8")
            text = text.replace("&apos;", "'").replace("&#39;", "'")
            spots = re.findall(r"<(?:\w+:)?(?:f|formula\d?|definedName)\b[^>]*>([^<]+)<", text)
            spots += re.findall(r'<hyperlink [^>]*location="([^"]+)"', text)
            for spot in spots:
                bare = re.sub(r'"[^"]*"|&quot;.*?&quot;', "", spot)
                found |= {item.replace("''", "'") for item in re.findall(r"'((?:[^']|'')+)'!", bare)}
                found |= set(re.findall(r"(?<![\w'!])([^\W\d][\w]*)!", bare))
    return found


@pytest.fixture(scope="module")
def consolidated(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """The filled round with its master; tests take copies of it."""
    filled = make_round(tmp_path_factory.mktemp("consolidated"))
    fill_round(filled)
    consolidate(filled.path)
    return filled


@pytest.fixture
def round_(consolidated: Round, tmp_path: Path) -> Round:
    shutil.copytree(consolidated.path, tmp_path / "round")
    return replace(consolidated, path=tmp_path / "round")


# ── the language ───────────────────────────────────────────────────────────────────────────────────
def test_another_language_stands_beside_the_plans_own(round_, run):
    run("summarize", round_.path)
    before = round_.summary.read_bytes()
    result = run("summarize", round_.path, "--lang", "en")
    path = round_.path / "summary_en.xlsx"
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{path} を作りました。\n"  # messages stay in the reader's language
    assert round_.summary.read_bytes() == before
    assert sheets_of(path)[:2] == ["Overview", "Contents"]


def test_the_plans_own_language_asked_for_is_the_same_file(round_, run):
    run("summarize", round_.path)
    before = round_.summary.read_bytes()
    round_.summary.unlink()
    run("summarize", round_.path, "--lang", "ja")
    assert round_.summary.read_bytes() == before
    assert not (round_.path / "summary_ja.xlsx").exists()


def test_neither_the_messages_language_nor_the_computers_changes_a_workbook(round_, run, monkeypatch):
    run("summarize", round_.path)
    before = round_.summary.read_bytes()
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("KPIXL_LANG", "en")
    result = run("summarize", round_.path, lang="en")
    assert result.stdout == EN("cli.summarize.done", path=round_.summary) + "\n"
    assert round_.summary.read_bytes() == before


def test_an_english_round_has_a_japanese_summary_too(tmp_path, run):
    round_ = make_round(tmp_path, "en")
    fill_round(round_)
    consolidate(round_.path)
    assert run("summarize", round_.path, "--lang", "ja").exit_code == 0
    listed = rows_of(round_.path / "summary_ja.xlsx", "KPI実績一覧", header=3)
    rows = [row for row in listed if row["達成状況"]]  # below them stands a note
    assert {row["達成状況"] for row in rows} == {"○ 達成", "× 未達成", "？ 判定不能", "◇ 未着", "－ 設定なし"}
    assert {row["支部"] for row in rows} == {"North", "Harbour", "Lakes"}
    assert {"64.6％以上", "前年度（81.4％）以上", "実施", "設定なし"} <= {row["目標"] for row in rows}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_summary_asked_for_twice_has_the_same_bytes(round_, run, language):
    path = summarize(round_.path, SummaryOptions(language=language)).path
    first = path.read_bytes()
    assert summarize(round_.path, SummaryOptions(language=language)).path.read_bytes() == first


# ── the sheets ─────────────────────────────────────────────────────────────────────────────────────
def test_only_the_sheets_asked_for_and_the_data(round_, run):
    result = run("summarize", round_.path, "--only", "Overview", "--only", "達成状況", "--only", "methods")
    assert (result.exit_code, result.stderr) == (0, "")
    assert sheets_of(round_.summary) == ["概要", "達成状況", "算定方法", "データ"]


def test_a_sheet_that_is_none_is_answered_with_all_there_are(round_, run):
    result = run("summarize", round_.path, "--only", "概要", "--only", "グラフ")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("「グラフ」というシートは総括にありません。")
    assert [line.strip() for line in result.stderr.splitlines()[1:]] == [
        JA(f"sheet.{key}") for key in SHEET_KEYS
    ]
    assert not round_.summary.exists()


def test_a_sheet_with_nothing_to_show_is_said(round_, run):
    result = run("summarize", round_.path, "--only", "概要", "--only", "補正")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[1:] == ["  補正"]
    assert not round_.summary.exists()


def test_the_sheet_of_differences_needs_something_to_compare_with(round_, run):
    result = run("summarize", round_.path, "--only", "前回との差")
    assert result.exit_code == 2
    assert "--since" in result.stderr


def test_every_name_of_a_sheet_is_one_sheets_own():
    names = [catalogue(language)(f"sheet.{key}") for language in LANGUAGES for key in SHEET_KEYS]
    assert len({name.casefold() for name in names}) == len(names)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A round with something for every sheet, collected twice; every test writes its summary anew."""
    round_ = make_full_round(tmp_path_factory.mktemp("full"))
    collect_twice(round_)
    return round_


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A round that nothing has come back to; every test writes its summary anew."""
    return make_planned_round(tmp_path_factory.mktemp("planned"))


def summary_alone(round_: Round, run, key: str, *options: object) -> list[str]:
    """The sheets of a summary of one sheet; fails where something refers to one that is left out."""
    result = run("summarize", round_.path, "--only", key, *options)
    assert result.exit_code == 0, result.output
    sheets = sheets_of(round_.summary, hidden=True)
    assert references_of(round_.summary) <= set(sheets)
    return sheets


def test_a_sheet_that_has_nothing_to_show_is_named_and_nothing_is_written(full, run):
    before = full.summary.read_bytes() if full.summary.exists() else None
    result = run("summarize", full.path, "--only", "支部のばらつき")  # three branches are no funnel
    assert (result.exit_code, result.stdout) == (2, "")
    assert "支部のばらつき" in result.stderr
    assert (full.summary.read_bytes() if full.summary.exists() else None) == before


@pytest.mark.parametrize(
    "part", [part for part in PARTS if part.keys[0] != "funnels"], ids=lambda part: part.keys[0]
)
def test_a_sheet_alone_refers_to_no_sheet_that_is_left_out(full, run, part):
    assert JA(f"sheet.{part.keys[0]}") in summary_alone(full, run, part.keys[0])


@pytest.mark.parametrize("part", PLAN_PARTS, ids=lambda part: part.keys[0])
def test_a_sheet_of_a_plan_alone_refers_to_no_sheet_that_is_left_out(planned, run, part):
    assert JA(f"sheet.{part.keys[0]}") in summary_alone(planned, run, part.keys[0])


def test_the_sheet_of_differences_alone_refers_to_no_sheet_that_is_left_out(full, run):
    assert "前回との差" in summary_alone(full, run, "since", "--since", full.path / "earlier.xlsx")


def test_the_search_for_references_sees_links_and_formulas(round_, run):
    run("summarize", round_.path)
    assert {"データ", "根拠", "KPI実績一覧", "支部別", "45 宮崎"} <= references_of(round_.summary)


# ── the branches' own sheets ───────────────────────────────────────────────────────────────────────
def round_of(tmp_path: Path, count: int) -> Round:
    """A round of so many branches with two KPIs; two of the branches have returned."""
    rows = plan_rows()
    branches = [
        {"branch_code": f"{n:02}", "branch": f"支部{n:02}", "block": "北", "email": ""}
        for n in range(1, count + 1)
    ]
    headers = [f"{branch['branch_code']} {branch['branch']}" for branch in branches]
    codes = ("generic_rate", "claim_days")
    round_ = make_round(
        tmp_path,
        branches=branches,
        kpis=[row for row in rows["kpis"] if row["kpi_code"] in codes],
        targets=[
            {"kpi_code": code, "indicator": "", **dict.fromkeys(headers, text)}
            for code, text in zip(codes, ("80以上", "7日以内"), strict=True)
        ],
        history=[],
        national=[],
        measures=[],
    )
    for code in ("01", "02"):
        fill_return(round_, code, {("generic_rate", "actual"): 81, ("claim_days", "actual"): 8})
    consolidate(round_.path)
    return round_


def own_sheets(round_: Round) -> list[str]:
    return [name for name in sheets_of(round_.summary) if re.match(r"\d\d 支部", name)]


def index_links(round_: Round) -> list[str]:
    """Where the index leads to, without the way back to the first page."""
    sheet = openpyxl.load_workbook(round_.summary)["支部別"]
    links = [str(link.location) for row in sheet.iter_rows() for cell in row if (link := cell.hyperlink)]
    return [link for link in links if link != "'概要'!A1"]


def test_sixty_branches_have_a_sheet_each(tmp_path, run):
    round_ = round_of(tmp_path, 60)
    result = run("summarize", round_.path)
    assert result.stdout == f"{round_.summary} を作りました。\n"
    assert len(own_sheets(round_)) == len(index_links(round_)) == 60


def test_of_sixty_one_branches_none_has_a_sheet_unless_asked_for(tmp_path, run):
    round_ = round_of(tmp_path, 61)
    result = run("summarize", round_.path)
    assert result.exit_code == 0
    assert "支部が 61 あるので、支部別のシートは作っていません" in result.stdout
    assert own_sheets(round_) == index_links(round_) == []
    assert references_of(round_.summary) <= set(sheets_of(round_.summary, hidden=True))
    index = openpyxl.load_workbook(round_.summary)["支部別"]
    assert "--branch" in index["A2"].value
    assert len(rows_of(round_.summary, "支部別", header=3)) == 61  # the index names them all the same
    result = run("summarize", round_.path, "--branch", "02", "--branch", "支部61")
    assert result.stdout == f"{round_.summary} を作りました。\n"
    assert own_sheets(round_) == ["02 支部02", "61 支部61"]
    assert index_links(round_) == ["'02 支部02'!A1", "'61 支部61'!A1"]
    index = openpyxl.load_workbook(round_.summary)["支部別"]
    assert "2支部だけです（全 61支部）" in index["A2"].value


def test_a_branch_asked_for_brings_its_sheet_with_the_sheets_asked_for(round_, run):
    run("summarize", round_.path, "--only", "概要", "--branch", "宮崎")
    assert sheets_of(round_.summary) == ["概要", "支部別", "45 宮崎", "データ"]


def test_a_branch_that_is_none_is_answered_with_the_nearest(round_, run):
    result = run("summarize", round_.path, "--branch", "旭川")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "「旭川」" in result.stderr
    assert "45  宮崎" in result.stderr


# ── an earlier master ──────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def moved(round_: Round) -> Path:
    """An earlier master: since then 札幌's rate has fallen below its target, and 宮崎 has returned."""
    earlier = round_.path / "earlier.xlsx"
    shutil.copy(round_.master, earlier)
    fallen = {("checkup_rate", "numerator"): 640, ("checkup_rate", "actual"): 64.0}
    fill_return(round_, "01", FILLED["ja"]["01"] | fallen)
    fill_return(round_, "45", all_actuals())
    consolidate(round_.path)
    return earlier


def differences(path: Path, language: str = "ja") -> list[dict[str, object]]:
    """The rows of 前回との差, below the totals."""
    words = catalogue(language)
    sheet = openpyxl.load_workbook(path, data_only=True)[words("sheet.since")]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = next(number for number, row in enumerate(values) if row[0] == words("column.branch"))
    return [dict(zip(values[header], row, strict=True)) for row in values[header + 1 :]]


def test_the_sheet_names_what_moved_and_which_judgement(round_, moved, run):
    result = run("summarize", round_.path, "--since", moved, "--only", "前回との差", "--only", "概要")
    assert (result.exit_code, result.stderr) == (0, "")
    assert sheets_of(round_.summary)[:2] == ["概要", "前回との差"]
    rows = differences(round_.summary)
    mine = next(row for row in rows if (row["支部"], row["指標"]) == ("札幌", "予防健診受診率"))
    assert mine["動いたもの"] == "実績・分子・分母"
    assert (mine["実績（前回）"], mine["実績（今回）"]) == (65.2, 64)
    assert (mine["達成状況（前回）"], mine["達成状況（今回）"]) == ("○ 達成", "× 未達成")
    assert mine["内訳"] == "分子・分母 652／1,000→640／1,000"
    returned = [row for row in rows if row["支部"] == "宮崎"]
    assert {row["動いたもの"] for row in returned} == {"提出"}
    assert {row["達成状況（前回）"] for row in returned} <= {"◇ 未着", "－ 設定なし"}
    assert not [row for row in rows if row["支部"] == "函館"]


def test_the_sheet_in_english(round_, moved, run):
    run("summarize", round_.path, "--since", moved, "--lang", "en", "--only", "since")
    rows = differences(round_.path / "summary_en.xlsx", "en")
    mine = next(row for row in rows if (row["Branch"], row["Indicator"]) == ("札幌", "予防健診受診率"))
    assert mine["What moved"] == "Actual, Numerator, denominator"
    assert mine["Target (before)"] == "64.6% or more"
    assert mine["Judgement (now)"] == "× Not achieved"


def test_where_nothing_differs_the_sheet_says_so(round_, run):
    shutil.copy(round_.master, round_.path / "earlier.xlsx")
    run("summarize", round_.path, "--since", round_.path / "earlier.xlsx", "--only", "since")
    sheet = openpyxl.load_workbook(round_.summary)["前回との差"]
    assert sheet["A3"].value == JA("since.same")
    assert sheet.max_row == 3


@pytest.mark.parametrize("setting", [{"organisation": "別の協会"}, {"fiscal_year": 2023}])
def test_the_master_of_another_round_is_refused(round_, tmp_path, run, setting):
    other = make_round(tmp_path, name="other", settings=setting)
    consolidate(other.path)
    result = run("summarize", round_.path, "--since", other.master)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{other.master} は別の収集の集約です" in result.stderr
    assert not round_.summary.exists()


def test_an_earlier_master_that_is_not_there(round_, run):
    result = run("summarize", round_.path, "--since", round_.path / "gone.xlsx")
    assert result.exit_code == 2
    assert "gone.xlsx がありません" in result.stderr


def test_an_earlier_master_that_somebody_edited_is_refused(round_, moved, run):
    with edited(moved) as book:
        book["データ"].cell(MASTER_ROWS, 14).value = 99.9
    assert run("summarize", round_.path, "--since", moved).exit_code == 2


def test_run_compares_with_the_master_that_it_replaces(round_, run):
    fill_return(round_, "45", all_actuals())
    result = run("run", round_.path, "--since", round_.master, "--only", "前回との差")
    assert result.exit_code == 0, result.output
    assert {row["支部"] for row in differences(round_.summary)} == {"宮崎"}
    assert sheets_of(round_.summary) == ["前回との差", "データ"]


def test_run_takes_a_language(round_, run):
    assert run("run", round_.path, "--lang", "en").exit_code == 0
    assert (round_.path / "summary_en.xlsx").is_file()
    assert not round_.summary.exists()
