"""`kpixl sendback`: a fresh correction workbook per branch with errors; theirs is never touched."""

from email import message_from_bytes, policy

import openpyxl
import pytest

from kpixl.books.returned.read import read_return
from kpixl.files.register import read_register
from kpixl.model.submission import INPUT_FIELDS, SignOffField, Submission
from tests.books.entry_workbook.test_further_sheets import TEXT, declared
from tests.builders import Round, all_actuals, digests, edited, fill_return, ledger_of, make_round, rows_of
from tests.xlsx_lint import lint

TYPED = all_actuals(50) | {
    ("checkup_rate", "actual"): "60.7％ 全国21位",
    ("checkup_rate", "remark"): "=SUM(A1)は文字",
    ("generic_rate", "actual"): "８１．９％",
    ("claim_days", "actual"): "6.5日（令和7年2月時点）",
}


@pytest.fixture
def round_(tmp_path, run) -> Round:
    made = make_round(tmp_path)
    run("distribute", made.path)
    fill_return(made, "01", TYPED, measures={("M01", "grade"): "A"})
    fill_return(made, "02", all_actuals(50))
    return made


@pytest.fixture
def correction(round_, run):
    result = run("sendback", round_.path)
    assert result.exit_code == 0, result.output
    return round_.path / "sendback" / "01_札幌_FY2024_訂正1.xlsx"


def test_only_branches_with_errors_get_a_correction_workbook(round_, run, correction):
    assert [path.name for path in (round_.path / "sendback").iterdir()] == ["01_札幌_FY2024_訂正1.xlsx"]
    assert lint(correction) == []


def test_a_correction_workbook_stands_in_the_register_once(round_, run, correction):
    issues = [
        (row.branch_code, row.kind, row.revision) for row in read_register(round_.outbox / "register.csv")
    ]
    assert issues == [("01", "issue", 0), ("02", "issue", 0), ("45", "issue", 0), ("01", "correction", 1)]
    before = digests(round_.path)
    run("sendback", round_.path)
    assert digests(round_.path) == before


def test_what_the_branch_wrote_beside_its_figures_and_who_signed_stand_in_it_too(tmp_path, run):
    made = make_round(tmp_path, **declared())
    run("distribute", made.path)
    typed = {
        "measure_text_entry": {("M01/plan", "text"): TEXT},
        "activity_entry": {("M01/訪問", "this_year"): "1,310件"},
        "next_kpi_entry": {("claim_days", "next_status"): "ends", ("+1", "next_indicator"): "新しい指標"},
    }
    signed = {SignOffField.PREPARED_BY: "保健課 佐藤"}
    fill_return(made, "01", TYPED, tables=typed, signed=signed)
    assert run("sendback", made.path).exit_code == 0
    path = made.path / "sendback" / "01_札幌_FY2024_訂正1.xlsx"
    read = read_return(path, path.parent)
    assert isinstance(read, Submission)
    said = {
        (row.key, name): cell.value
        for rows in (read.text_rows, read.activity_rows, read.next_kpi_rows)
        for row in rows or ()
        for name, cell in row.cells.items()
        if name in INPUT_FIELDS and cell.value != ""
    }
    assert said == {key: value for table in typed.values() for key, value in table.items()}
    assert {field: cell.value for field, cell in read.sign_off if cell.value} == signed
    assert read.changes == ()


def test_a_branch_issued_again_after_a_correction_gets_the_next_issue(round_, run, correction):
    run("distribute", round_.path, "--branch", "01", "--force")
    last = read_register(round_.outbox / "register.csv")[-1]
    assert (last.issue, last.revision, last.kind) == ("FY2024-01-02", 0, "issue")


def test_a_corrections_number_never_goes_back_although_the_form_was_issued_again(round_, run, correction):
    first = correction.read_bytes()
    run("distribute", round_.path, "--branch", "01", "--again")
    result = run("sendback", round_.path)
    second = correction.with_name("01_札幌_FY2024_訂正2.xlsx")
    assert result.stdout.splitlines()[:2] == [
        str(second),
        f"使わなくなった訂正用の記入表（消してかまいません）：{correction}",
    ]
    assert correction.read_bytes() == first
    submission = read_return(second, second.parent)
    assert isinstance(submission, Submission)
    assert submission.identity is not None
    assert (submission.identity.issue, submission.identity.revision) == ("FY2024-01-02", "2")
    before = digests(round_.path)
    run("sendback", round_.path)
    assert digests(round_.path) == before


def test_a_correction_that_is_out_is_needed_still_where_only_another_branch_is_sent_one(round_, run):
    fill_return(round_, "01", all_actuals(50), fiscal_year="2023")  # counts for nothing
    fill_return(round_, "02", TYPED)
    run("sendback", round_.path)
    assert "使わなくなった" not in run("sendback", round_.path, "--branch", "02").stdout


def test_the_branchs_own_values_stand_in_it_figures_as_they_were_read(round_, correction):
    submission = read_return(correction, correction.parent)
    assert isinstance(submission, Submission)
    assert submission.identity is not None
    assert (submission.identity.issue, submission.identity.revision) == ("FY2024-01-01", "1")
    values = {row.key: row.cells["actual"].value for row in submission.rows}
    assert values == {
        "checkup_rate": "60.7％ 全国21位",
        "generic_rate": 81.9,
        "claim_days": 6.5,
        "service_standard": 50.0,
        "007": "実施",
    }
    texts = {row.key: (row.cells["as_of"].value, row.cells["remark"].value) for row in submission.rows}
    assert texts["claim_days"] == ("令和7年2月時点", "")
    assert texts["checkup_rate"] == ("", "=SUM(A1)は文字")
    assert {row.key: row.cells["grade"].value for row in submission.measure_rows} == {"M01": "A", "M02": ""}
    assert submission.changes == ()


def test_the_list_names_every_finding_and_links_to_its_cell(correction):
    rows = rows_of(correction, "指摘一覧", header=5)
    assert [(row["重大度"], row["指標"], row["直すセル"], row["入力値"]) for row in rows] == [
        ("誤り", "予防健診受診率", "実績 K8", "60.7％ 全国21位")
    ]
    assert rows[0]["対処"] == "実績の数値を1つだけ入力し、ほかは備考に書いてください。"
    book = openpyxl.load_workbook(correction)
    assert book.sheetnames[0] == "指摘一覧"
    assert book["指摘一覧"]["D6"].hyperlink.location == "'記入シート'!K8"


def test_the_faulty_cell_is_marked_with_symbol_colour_and_comment(correction):
    sheet = openpyxl.load_workbook(correction)["記入シート"]
    comment = sheet["K8"].comment.text
    assert "「60.7％ 全国21位」は2つ以上の値です。" in comment
    rules = [rule for area in sheet.conditional_formatting if "K8" in area.sqref for rule in area.rules]
    marking = [rule for rule in rules if rule.type == "expression"]
    assert [rule.formula for rule in marking] == [['LEFT(INDEX($K:$K,ROW()),11)="60.7％ 全国21位"']]
    assert marking[0].dxf.numFmt.formatCode.startswith('"× "')
    assert sheet["K9"].comment is None


def test_fixed_and_returned_it_counts_and_the_first_return_is_superseded(round_, run, correction):
    returned = round_.inbox / "直しました.xlsx"
    returned.write_bytes(correction.read_bytes())
    with edited(returned) as book:
        book["記入シート"]["K8"] = 60.7
    result = run("consolidate", round_.path)
    assert result.exit_code == 0, result.output
    row = ledger_of(round_)["01"]
    assert (row["状況"], row["発行番号"], row["改訂"], row["提出回数"]) == ("受付", "FY2024-01-01", 1, 2)
    fates = {row["ファイル"]: row["扱い"] for row in rows_of(round_.master, "出典")}
    assert fates["inbox/01_札幌_FY2024.xlsx"] == "旧版"
    changed = {
        (row["コード"], row["項目"]): (row["前の値"], row["後の値"]) for row in rows_of(round_.master, "変更")
    }
    assert changed["checkup_rate", "実績"] == ("60.7％ 全国21位", "60.7")
    assert run("sendback", round_.path).stdout.endswith("差し戻すものはありません。\n")


def test_returned_with_another_error_the_next_revision_goes_out(round_, run, correction):
    returned = round_.inbox / "直しました.xlsx"
    returned.write_bytes(correction.read_bytes())
    with edited(returned) as book:
        book["記入シート"]["K8"] = "約60"
    result = run("sendback", round_.path)
    assert f"{round_.path}/sendback/01_札幌_FY2024_訂正2.xlsx" in result.stdout
    assert f"使わなくなった訂正用の記入表（消してかまいません）：{correction}" in result.stdout


def test_the_same_inbox_gives_the_same_bytes_and_is_left_as_it_is(round_, run, correction):
    before, first = digests(round_.inbox), correction.read_bytes()
    run("sendback", round_.path)
    assert correction.read_bytes() == first
    assert digests(round_.inbox) == before


def test_a_draft_asks_the_branch_in_its_own_words(round_, run):
    run("sendback", round_.path, "--mail")
    [path] = (round_.path / "drafts").iterdir()
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert message["To"] == "b01@example.jp"
    body = message.get_body().get_content()
    assert "【誤り】予防健診受診率 記入シート K8" in body
    assert "checkup_rate" not in body
    assert "支部に確かめ" not in body
    [attached] = message.iter_attachments()
    assert attached.get_filename() == "01_札幌_FY2024_訂正1.xlsx"


def test_a_refused_file_of_a_known_branch_gets_an_empty_correction_workbook(tmp_path, run):
    made = make_round(tmp_path)
    fill_return(made, "01", all_actuals(50), fiscal_year="2023")
    run("sendback", made.path)
    path = made.path / "sendback" / "01_札幌_FY2024_訂正1.xlsx"
    [row] = rows_of(path, "指摘一覧", header=5)
    assert (row["指標"], row["直すセル"]) == ("（ファイル全体）", "－")
    submission = read_return(path, path.parent)
    assert isinstance(submission, Submission)
    assert {row.cells["actual"].value for row in submission.rows} == {""}


DOUBTFUL = all_actuals(50) | {("checkup_rate", "actual"): 0.641}


def test_a_return_with_doubts_alone_goes_back_on_request(tmp_path, run):
    made = make_round(tmp_path)
    run("distribute", made.path)
    fill_return(made, "01", DOUBTFUL)
    fill_return(made, "02", TYPED)
    assert "01_札幌" not in run("sendback", made.path).stdout
    result = run("sendback", made.path, "--branch", "札幌", "--due", "2025/6/13", "--mail")
    assert result.exit_code == 0, result.output
    path = made.path / "sendback" / "01_札幌_FY2024_訂正1.xlsx"
    assert str(path) in result.stdout
    assert "02_" not in result.stdout
    rows = rows_of(path, "指摘一覧", header=5)
    assert ("注意", "予防健診受診率") in [(row["重大度"], row["指標"]) for row in rows]
    book = openpyxl.load_workbook(path)
    assert book["指摘一覧"]["A4"].value == "返送期限：2025/06/13"
    assert "提出期限：2025/06/13" in book["記入シート"]["B4"].value
    body = message_from_bytes(
        (made.path / "drafts" / "01_札幌_FY2024_訂正1_差戻し.eml").read_bytes(), policy=policy.default
    ).get_body().get_content()  # fmt: skip
    assert "提出期限：令和7年6月13日" in body
    assert run("verify", path).exit_code == 0
    # It is out: the branch that counts as received is still asked.
    assert "使わなくなった" not in run("sendback", made.path).stdout


def test_with_warnings_every_return_with_doubts_goes_back(tmp_path, run):
    made = make_round(tmp_path)
    fill_return(made, "01", DOUBTFUL)
    fill_return(made, "02", TYPED)
    fill_return(made, "45", all_actuals(50))
    run("sendback", made.path, "--warnings")
    names = {path.name.split("_")[0] for path in (made.path / "sendback").iterdir()}
    assert {"01", "02"} <= names


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--branch", "45"], "45 宮崎 について、支部に確かめる指摘はありません"),
        (["--branch", "大阪"], "支部「大阪」は計画にありません"),
        (["--due", "来週"], "「来週」は日付として読めません"),
    ],
)
def test_what_cannot_be_sent_back_ends_with_two_and_a_sentence(round_, run, arguments, said):
    result = run("sendback", round_.path, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert not (round_.path / "sendback").exists()


def test_a_plan_with_faults_is_named_and_nothing_is_sent_back(tmp_path, run):
    made = make_round(tmp_path, settings={"fiscal_year": "いつか"})
    result = run("sendback", made.path)
    assert (result.exit_code, result.stdout, "[K111]" in result.stderr) == (2, "", True)
    assert not (made.path / "sendback").exists()


def test_figures_that_a_later_return_leaves_blank_are_the_reason_that_the_branch_reads(tmp_path, run):
    made = make_round(tmp_path)
    run("distribute", made.path)
    fill_return(made, "01", DOUBTFUL)
    run("sendback", made.path, "--branch", "01")
    returned = made.inbox / "直しました.xlsx"
    returned.write_bytes((made.path / "sendback" / "01_札幌_FY2024_訂正1.xlsx").read_bytes())
    with edited(returned) as book:
        book["記入シート"]["K9"] = None
    result = run("sendback", made.path)
    assert result.exit_code == 0, result.output
    rows = rows_of(made.path / "sendback" / "01_札幌_FY2024_訂正2.xlsx", "指摘一覧", header=5)
    [gone] = [row for row in rows if "空欄になっています" in row["指摘"]]
    assert "ジェネリック医薬品使用割合" in gone["指摘"]
    assert "generic_rate" not in gone["指摘"]
    assert "inbox/" not in gone["指摘"]


def test_the_mails_may_follow_later_without_another_issue(round_, run, correction):
    issues = (round_.outbox / "register.csv").read_bytes()
    before = correction.read_bytes()
    run("sendback", round_.path, "--mail")
    assert (round_.outbox / "register.csv").read_bytes() == issues
    assert correction.read_bytes() == before
    assert len(list((round_.path / "drafts").iterdir())) == 1
