"""`kpixl report`: one Word document a branch, the council's paper, templates that people edit."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx.shared import Mm

from kpixl.cli import cli
from kpixl.jobs.consolidate import consolidate
from kpixl.shipped import shipped
from kpixl.steps import make_reports
from tests.books.entry_workbook.test_further_sheets import TEXT, declared
from tests.builders import Round, fill_return, make_round
from tests.documents import lines, opened, part, under
from tests.long_text import LONG_TEXT
from tests.small_plan import FILLED, FILLED_MEASURES, plan_rows

TABLES = {
    "measure_text_entry": {
        ("M01/plan", "text"): TEXT, ("M02/plan", "text"): LONG_TEXT,
        ("M01/cause", "text"): "<原因> & {{ x }}",
    },
    "activity_entry": {("M01/訪問", "this_year"): 1310, ("M01/訪問", "note"): "電話を除く"},
    "next_kpi_entry": {
        ("claim_days", "next_status"): "変更", ("claim_days", "next_kpi_target"): "6日以内",
        ("+1", "next_indicator"): "新しい指標",
    },
}  # fmt: skip


def reported_round(tmp_path: Path, **settings: object) -> Round:
    """The small round with texts, activities and next KPIs of branch 01, consolidated."""
    further = declared()
    further["settings"] |= {"fewest_ranked": 5} | settings
    measures = [
        row | {"plan_text": "受診勧奨を強める。\n・文書\n・電話", "shown_number": f"({number})"}
        for number, row in enumerate(plan_rows()["measures"], start=1)
    ]
    round_ = make_round(tmp_path, measures=measures, **further)
    fill_return(round_, "01", FILLED["ja"]["01"], measures=FILLED_MEASURES["ja"], tables=TABLES)
    fill_return(round_, "02", FILLED["ja"]["02"])
    consolidate(round_.path)
    return round_


@pytest.fixture(scope="module")
def round_(tmp_path_factory: pytest.TempPathFactory) -> Round:
    return reported_round(tmp_path_factory.mktemp("report"))


def run(*arguments: object) -> str:
    result = CliRunner().invoke(cli, ["--lang", "ja", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_document_is_made_for_every_branch_that_has_returned(round_):
    output = run("report", round_.path)
    made = sorted(path.name for path in (round_.path / "report").glob("0*.docx"))
    assert made == ["01_札幌_FY2024.docx", "02_函館_FY2024.docx"]
    assert "記述のない支部：函館" in output


def test_a_measure_has_its_plan_its_kpis_its_activities_and_its_texts(round_):
    run("report", round_.path, "--branch", "札幌")
    said = under(opened(round_.path / "report" / "01_札幌_FY2024.docx"), "健診受診率の向上")
    assert said[:6] == ["担当：保健", "計画", "受診勧奨を強める。", "・文書", "・電話", said[5]]
    assert "予防健診受診率 | 64.6％以上 | 63.1％ | 65.2％ | ○ 達成 | 100.9% | 65.2％＊" in said
    assert "訪問 | 1,310件 | 1,200件 | +110件 | 電話を除く" in said
    begin = said.index("取組内容")
    assert said[begin + 1 : begin + 5] == TEXT.split("\n")
    assert "<原因> & {{ x }}" in said


def test_a_long_text_stands_there_line_by_line_and_whole(round_):
    run("report", round_.path, "--branch", "01")
    said = under(opened(round_.path / "report" / "01_札幌_FY2024.docx"), "業務改革の推進")
    begin = said.index("取組内容") + 1
    assert "\n".join(said[begin : begin + 63]) == LONG_TEXT


def test_next_years_kpis_stand_with_their_measure_and_new_ones_in_the_list(round_):
    run("report", round_.path, "--branch", "01")
    document = opened(round_.path / "report" / "01_札幌_FY2024.docx")
    assert "変更 | 支払いまでの日数 | 6日以内" in under(document, "サービス水準の向上")
    assert "新しい指標 | " in lines(document)


def test_tables_repeat_their_headers_captions_count_and_charts_have_words(round_):
    run("report", round_.path, "--branch", "01")
    xml = part(round_.path / "report" / "01_札幌_FY2024.docx", "word/document.xml")
    assert xml.count("<w:tblHeader/>") == xml.count("<w:tbl>") > 5
    numbers = re.findall(r'SEQ 表 \\\* ARABIC "[^>]*><w:r><w:t>(\d+)<', xml)
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    (described,) = [text for text in re.findall(r'descr="([^"]*)"', xml) if text.startswith("予防健診受診率")]
    assert described == (
        "予防健診受診率 札幌：令和5年度 63.1％・令和6年度 65.2％。 "
        "受診者数：令和5年度 631・令和6年度 652。 目標 64.6％"
    )
    assert 'w:val="Heading2"' in xml


def test_an_optional_column_is_left_out_of_the_table_in_which_it_is_empty(round_):
    run("report", round_.path, "--branch", "01")
    document = opened(round_.path / "report" / "01_札幌_FY2024.docx")
    heads = {line for line in lines(document) if line.startswith(("項目 | ", "KPI | 目標 | "))}
    # 時点 is in no activity figure, 備考 in one; no rank is shown of two branches, a rate of most KPIs.
    assert "項目 | 令和6年度 | 令和5年度 | 増減 | 備考" in heads
    assert "KPI | 目標 | 前年度実績 | 実績 | 達成状況 | 達成率 | 全国" in heads
    for table in document.tables:
        widths = {cell.width for cell in table.columns[0].cells}
        assert len(widths) == 1
        assert sum(cell.width for cell in table.rows[0].cells) == pytest.approx(Mm(170), abs=10_000)


def test_no_head_of_a_table_and_no_caption_stands_alone_at_the_end_of_a_page(round_):
    run("report", round_.path, "--branch", "01")
    document = opened(round_.path / "report" / "01_札幌_FY2024.docx")
    heads = [line for table in document.tables for cell in table.rows[0].cells for line in cell.paragraphs]
    captions = [line for line in document.paragraphs if line.text.startswith("表 ")]
    assert len(captions) > 3
    assert all(line.paragraph_format.keep_with_next for line in (*heads, *captions))


def test_the_same_master_gives_the_same_bytes(round_):
    path = round_.path / "report" / "01_札幌_FY2024.docx"
    run("report", round_.path, "--branch", "01")
    first = path.read_bytes()
    path.unlink()
    run("report", round_.path, "--branch", "01")
    assert path.read_bytes() == first


def test_the_councils_paper_has_the_state_of_the_round_and_every_miss(round_):
    run("report", round_.path, "--whole")
    said = lines(opened(round_.path / "report" / "全体_FY2024.docx"))
    assert "01 札幌 | 受付 | 4 | 1 | 0 | 80.0%" in said
    assert "45 宮崎 | 未着 | 0 | 0 | 4 | －" in said
    assert any(
        line.startswith("札幌 | サービス水準の向上\n支払いまでの日数 | 7.0日以下 | 7.4日\n") for line in said
    )
    assert "・01 事業所を訪ね、健診の案内と申込書を渡し" in said
    assert LONG_TEXT in "\n".join(said)


def test_a_heading_that_a_planner_changes_is_kept_by_the_next_run(tmp_path):
    round_ = reported_round(tmp_path)
    output = run("report", round_.path, "--template")
    template = round_.path / "report.docx"
    assert f"{template} を置きました。" in output
    document = opened(template)
    (heading,) = [item for item in document.paragraphs if item.text == "計画"]
    heading.text = "この施策でめざしたこと"
    document.save(str(template))
    run("report", round_.path, "--branch", "01")
    said = lines(opened(round_.path / "report" / "01_札幌_FY2024.docx"))
    assert "この施策でめざしたこと" in said
    assert "計画" not in said


def test_a_branchs_own_template_counts_before_the_organisations(tmp_path):
    round_ = reported_round(tmp_path)
    run("report", round_.path, "--template")
    document = opened(round_.path / "report.docx")
    document.paragraphs[0].text = "支部02だけの雛形"
    document.save(str(round_.path / "report_02.docx"))
    run("report", round_.path)
    texts = {
        code: lines(opened(next((round_.path / "report").glob(f"{code}_*.docx")))) for code in ("01", "02")
    }
    assert "支部02だけの雛形" in texts["02"]
    assert "支部02だけの雛形" not in texts["01"]


BROKEN = {
    "{{ nobody }}": "「nobody」とありますが、その名前の値はありません",
    "{% for m in measures %}{{ m.nothing }}{% endfor %}": "「nothing」とありますが、その名前の値はありません",
    "{% if branch %}": "の命令（{%p … %} など）の書き方に誤りがあります",
    "{% nonsense %}": "の命令（{%p … %} など）の書き方に誤りがあります",
    "{{ year + 1 }}": "を事業報告の雛形として使えません",
    "{{ ''.__class__.__mro__ }}": "を事業報告の雛形として使えません",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_template_that_cannot_be_printed_says_where_and_what_to_do(round_, text):
    template = round_.path / "report_02.docx"
    document = opened(shipped("templates") / "report_ja.docx")
    document.paragraphs[0].text = text
    document.save(str(template))
    try:
        result = CliRunner().invoke(cli, ["--lang", "ja", "report", str(round_.path), "--branch", "02"])
    finally:
        template.unlink()
    assert result.exit_code == 2
    assert "report_02.docx" in result.output
    assert BROKEN[text] in result.output


def test_a_file_that_is_no_document_is_named(tmp_path):
    round_ = reported_round(tmp_path)
    shutil.copy(round_.plan_path, round_.path / "report.docx")
    result = CliRunner().invoke(cli, ["--lang", "ja", "report", str(round_.path)])
    assert result.exit_code == 2
    assert "雛形として使えません" in result.output


def test_without_the_extra_a_sentence_says_how_to_get_it(round_, monkeypatch):
    monkeypatch.setattr(make_reports, "find_spec", lambda name: None)
    result = CliRunner().invoke(cli, ["--lang", "en", "report", str(round_.path)])
    assert result.exit_code == 2
    assert 'python -m pip install "kpixl[report]" installs it' in result.output


def test_a_round_that_nothing_has_come_back_to_is_reported_as_a_plan(tmp_path):
    round_ = make_round(tmp_path, **declared())
    consolidate(round_.path)
    run("report", round_.path, "--branch", "45")
    said = lines(opened(round_.path / "report" / "45_宮崎_FY2024.docx"))
    assert "令和6年度（2024年度）　事業計画" in said
    assert "予防健診受診率 | 62.0％以上 | 60.0％" in said


def test_the_rounds_own_rank_is_not_shown_among_few_branches(tmp_path):
    few, enough = (reported_round(tmp_path / str(least), fewest_ranked=least) for least in (3, 2))
    heads, figures = [], []
    for round_ in (few, enough):
        run("report", round_.path, "--branch", "01")
        said = under(opened(round_.path / "report" / "01_札幌_FY2024.docx"), "健診受診率の向上")
        heads.append(next(line for line in said if line.startswith("KPI | ")).split(" | ")[-1])
        figures.append(next(line for line in said if line.startswith("予防健診受診率 | ")).split(" | ")[-1])
    assert (heads[0], figures[0]) == ("全国", "65.2％＊")
    assert (heads[1], figures[1]) == ("順位", "1位／2支部")
