"""Head office changes its plan while returns come in: the change is ours, and no branch is asked about it."""

import datetime as dt
from email import message_from_bytes, policy

import pytest

from kpixl.books.master.read import read_master
from kpixl.books.returned.read import read_return
from kpixl.files.register import read_register
from kpixl.jobs.check import check
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.distribute import distribute
from kpixl.jobs.explain import explain
from kpixl.jobs.sendback import send_back
from kpixl.jobs.summarize import summarize
from kpixl.model.figure import MISSING, NOT_ASKED
from kpixl.model.finding import Severity
from kpixl.model.ledger import Receipt
from kpixl.model.narrative import NextKpiStatus
from kpixl.model.submission import Submission
from kpixl.steps.make_corrections import SendbackResult
from kpixl.steps.make_master import ConsolidateResult
from tests.builders import (
    Round,
    all_actuals,
    edited,
    fill_return,
    make_round,
    reread,
    rows_of,
    set_modified,
    write_plan,
)
from tests.small_plan import FILLED, FILLED_MEASURES, plan_rows

CLOCK = lambda: dt.datetime(2025, 5, 1, 0, 0, tzinfo=dt.UTC)  # noqa: E731
AFTER = dt.datetime(2025, 5, 2, 0, 0, tzinfo=dt.UTC)
ALL = all_actuals(50)


@pytest.fixture
def round_(tmp_path) -> Round:
    """Issued to three branches; 01 has returned."""
    made = make_round(tmp_path)
    distribute(made.path, clock=CLOCK)
    path = fill_return(made, "01", FILLED["ja"]["01"], measures=FILLED_MEASURES["ja"])
    set_modified(path, dt.datetime(2025, 4, 20, 0, 0, tzinfo=dt.UTC))
    return made


def replan(round_: Round, **changes) -> Round:
    rows = plan_rows()
    rows.update(changes)
    write_plan(round_.plan_path, rows)
    return reread(round_.path)


def with_another_kpi():
    rows = plan_rows()
    new = rows["kpis"][1] | {"kpi_code": "new_rate", "indicator": "新しい割合"}
    target = {**rows["targets"][1], "kpi_code": "new_rate", "indicator": "新しい割合"}
    target |= {name: "80以上" for name in target if name not in ("kpi_code", "indicator")}
    return {"kpis": [*rows["kpis"], new], "targets": [*rows["targets"], target]}


def run(round_: Round):
    result = consolidate(round_.path)
    ours = [item for item in result.findings if not item.branch_code]
    branches = [item for item in result.findings if item.branch_code and item.severity is not Severity.NOTE]
    return result, [item.kind.code for item in ours], [item.kind.code for item in branches]


def before(round_: Round) -> list[str]:
    """What there is to say of the branches while the plan is as it was."""
    return run(round_)[2]


def test_an_added_kpi_that_a_correction_leaves_blank_is_no_omission_of_the_branch(round_):
    fill_return(round_, "01", ALL | {("claim_days", "actual"): "約5"}, name="前.xlsx")
    for path in round_.inbox.glob("01_*"):
        path.unlink()
    planned = replan(round_, **with_another_kpi())
    result = send_back(planned.path)
    assert isinstance(result, SendbackResult)
    [made] = result.written
    with edited(made, planned.inbox / "訂正.xlsx") as book:
        sheet = book["記入シート"]
        [row] = [row for row in sheet.iter_rows() if row[0].value == "claim_days"]
        [cell] = [cell for cell in row if cell.value == "約5"]
        cell.value = 5
    found = consolidate(planned.path)
    assert isinstance(found, ConsolidateResult)
    [blank] = [item for item in found.findings if item.kpi_code == "new_rate"]
    assert (blank.kind.code, blank.branch_code, dict(blank.details)) == (
        "K522",
        "01",
        {"seen": "inbox/前.xlsx"},
    )
    assert "支部の誤りではありません。" in blank.text("ja")


def test_a_kpi_added_after_a_return_sends_nobody_back_and_accuses_nobody_of_a_deleted_row(round_):
    known = before(round_)
    result, ours, branches = run(replan(round_, **with_another_kpi()))
    assert (ours, branches) == (["K207"], known)
    assert [row.receipt for row in result.master.ledger] == [
        Receipt.RECEIVED,
        Receipt.MISSING,
        Receipt.MISSING,
    ]
    assert (result.master.ledger[0].filled, result.master.ledger[0].fields) == (5, 5)
    assert (
        result.findings[0]
        .text("ja")
        .startswith(
            "！ 注意 plan.xlsx: 記入表を配布した後に、本部が計画を変えています（指標「新しい割合」の追加）。"
            "変わる前の記入表を持つのは 3 支部です（01 札幌・02 函館・45 宮崎）。"
        )
    )
    assert len(result.master.assessments) == 3 * 6


def test_a_form_that_came_back_empty_is_one_finding_whatever_the_plan_says_today(round_):
    fill_return(round_, "02")
    assert run(replan(round_, **with_another_kpi()))[2].count("K313") == 1


def test_a_kpi_that_ends_leaves_no_row_that_nobody_knows(round_):
    known = before(round_)
    rows = plan_rows()
    rest = {
        sheet: [row for row in rows[sheet] if row["kpi_code"] != "007"]
        for sheet in ("kpis", "targets", "history", "national")
    }
    _result, ours, branches = run(replan(round_, **rest))
    assert (ours, branches) == (["K207"], known)


def test_a_kpi_whose_code_changes_is_the_same_kpi(round_):
    known = before(round_)
    rows = plan_rows()
    for sheet in ("kpis", "targets", "history", "national"):
        rows[sheet] = [
            row | ({"kpi_code": "ge_rate"} if row["kpi_code"] == "generic_rate" else {})
            for row in rows[sheet]
        ]
    result, ours, branches = run(replan(round_, **rows))
    assert (ours, branches) == (["K207"], known)
    assert "（指標「ジェネリック医薬品使用割合」のコード）" in result.findings[0].text("ja")
    (row,) = [row for row in result.master.assessments if row.kpi_code == "ge_rate"][:1]
    assert str(row.figure.value) == "81.9"
    again(round_)
    submission = read_return(round_.outbox / "01_札幌_FY2024.xlsx", None)
    assert isinstance(submission, Submission)
    assert {item.key: item.cells["actual"].value for item in submission.rows}["ge_rate"] == 81.9


def test_what_a_branch_writes_beside_its_figures_follows_a_kpi_whose_code_changes(tmp_path):
    asked = plan_rows()
    asked["settings"][0] |= {"next_kpis": "yes"}
    calls = {"branch_code": "", "measure_code": "M01", "activity": "電話", "unit": "件"}
    asked["activities"] = [calls | {"part_of": "generic_rate"}]
    made = make_round(tmp_path, settings=asked["settings"], activities=asked["activities"])
    distribute(made.path, clock=CLOCK)
    proposed = {
        ("claim_days", "next_status"): "ends",
        ("generic_rate", "next_status"): "continues",
        ("generic_rate", "next_kpi_target"): "90％以上",
        ("+1", "next_indicator"): "新しい指標",
    }
    fill_return(made, "01", ALL, tables={"next_kpi_entry": proposed})
    codes = {"claim_days": "days_now", "generic_rate": "ge_rate"}
    for sheet in ("kpis", "targets", "history", "national"):
        for row in asked[sheet]:
            row["kpi_code"] = codes.get(row["kpi_code"], row["kpi_code"])
    asked["activities"] = [calls | {"part_of": "ge_rate"}]
    write_plan(made.plan_path, asked)
    made = reread(made.path)
    consolidate(made.path)
    stored = read_master(made.master)
    assert [item.part_of for item in stored.activities if item.branch_code == "01"] == ["ge_rate"]
    said = [(item.kpi_code, item.status, item.target) for item in stored.next_kpis]
    assert said == [
        ("ge_rate", NextKpiStatus.CONTINUES, "90％以上"),
        ("days_now", NextKpiStatus.ENDS, ""),
        ("", NextKpiStatus.NEW, ""),
    ]
    again(made)
    submission = read_return(made.outbox / "01_札幌_FY2024.xlsx", None)
    assert isinstance(submission, Submission)
    rows = {row.key: row.cells for row in submission.next_kpi_rows or ()}
    assert rows["ge_rate"]["next_kpi_target"].value == "90％以上"
    assert rows["days_now"]["next_status"].value == "ends"
    assert rows["+1"]["next_indicator"].value == "新しい指標"


def test_a_target_that_changes_judges_by_todays_and_is_no_locked_cell_that_the_branch_changed(round_):
    known = before(round_)
    targets = plan_rows()["targets"]
    targets[0]["01 札幌"] = "70以上"
    result, ours, branches = run(replan(round_, targets=targets))
    assert (ours, branches) == (["K207"], known)
    (found,) = [row for row in result.master.assessments if row.kpi_code == "checkup_rate"][:1]
    assert (str(found.figure.value), found.judgement) == ("65.2", "not_achieved")


def test_a_figure_in_a_unit_that_has_changed_since_is_not_taken_for_one_in_the_new(round_):
    kpis = plan_rows()["kpis"]
    kpis[2]["unit"] = "時間"
    targets = plan_rows()["targets"]
    targets[2] |= {name: "7以内" for name in targets[2] if name[:2] in ("01", "02")}
    result, _ours, _branches = run(replan(round_, kpis=kpis, targets=targets))
    by_kpi = {row.kpi_code: row.figure for row in result.master.assessments if row.branch_code == "01"}
    assert by_kpi["claim_days"] == NOT_ASKED
    assert by_kpi["generic_rate"].value is not None


def test_what_a_form_did_not_ask_for_is_neither_blank_nor_missing_in_any_workbook(round_):
    result, _ours, _branches = run(replan(round_, **with_another_kpi()))
    states = [row.figure for row in result.master.assessments if row.kpi_code == "new_rate"]
    assert states == [NOT_ASKED, MISSING, MISSING]
    assert explain(round_.path, "札幌", "new_rate", "ja").text == (
        "札幌支部の「新しい割合」は、届いた記入表（01_札幌_FY2024.xlsx）が計画を変える前のもので、"
        "記入を求めていません。目標は固定値の80.0％以上ですが、このため判定していません。"
    )
    made = summarize(round_.path)
    (row,) = [row for row in rows_of(round_.master, "データ") if row["指標"] == "新しい割合"][:1]
    assert (row["実績の状態"], row["達成状況"]) == ("計画変更前", "判定不能")
    told = [row["判断が必要なこと"] for row in rows_of(made.path, "判断事項", header=3)]
    assert (
        "計画を変える前の記入表で求めていないため、判定できない値 1件（札幌 新しい割合）。"
        "記入表を差し替えるか、欠けたまま確定するか。"
    ) in told


def test_a_kpi_that_a_form_did_not_ask_for_and_that_has_no_target_is_not_compared_with_last_year(round_):
    added = with_another_kpi()
    added["targets"][-1] |= dict.fromkeys(("01 札幌", "02 函館", "45 宮崎"), "設定なし")
    run(replan(round_, **added))
    compared = [row["指標"] for row in rows_of(summarize(round_.path).path, "前年度比較", header=3)]
    assert "ジェネリック医薬品使用割合" in compared
    assert "新しい割合" not in compared


def test_own_grades_are_held_against_the_scheme_that_the_form_showed(round_):
    known = before(round_)
    grades = [row | {"grade": "甲"} for row in plan_rows()["grades"]]
    _result, ours, branches = run(replan(round_, grades=grades))
    assert (ours, branches) == (["K207"], known)


def test_a_locked_cell_that_the_branch_itself_changed_is_still_named(round_):
    from tests.builders import column_of, edited

    path = round_.inbox / "01_札幌_FY2024.xlsx"
    with edited(path) as book:
        sheet = book["記入シート"]
        header = next(row for row in range(1, 12) if any(cell.value == "指標" for cell in sheet[row]))
        sheet.cell(header + 1, column_of(sheet, "目標", row=header)).value = "10以上"
    replan(round_, **with_another_kpi())
    assert "K343" in run(round_)[2]


def test_a_round_that_is_renamed_refuses_nobody(round_):
    known = before(round_)
    settings = [plan_rows()["settings"][0] | {"round_name": "令和6年度KPI実績"}]
    result, ours, branches = run(replan(round_, settings=settings))
    assert (ours, branches) == (["K207"], known)
    assert "（設定シートの収集名）" in result.findings[0].text("ja")
    assert result.master.ledger[0].receipt is Receipt.RECEIVED


def test_a_form_of_another_round_is_still_refused(round_):
    fill_return(round_, "02", ALL, round_name="令和6年度上半期", fingerprint="0123456789abcdef")
    assert run(round_)[2].count("K304") == 1


def test_what_has_changed_is_told_before_anything_has_come_back(round_):
    targets = plan_rows()["targets"]
    targets[0]["45 宮崎"] = "70以上"
    replan(round_, targets=targets)
    told = [item.text("ja") for item in check(round_.path).findings if item.kind.code == "K207"]
    assert len(told) == 1
    assert "（「予防健診受診率」の目標）" in told[0]
    assert "1 支部です（45 宮崎）" in told[0]


# ── distribute --again ────────────────────────────────────────────────────────────────────────────


def again(round_: Round, **options):
    return distribute(round_.path, again=True, clock=CLOCK, **options)


def test_nothing_is_issued_again_while_nothing_has_changed(round_):
    done = again(round_)
    assert (done.planned, done.written) == ((), False)


def test_what_has_changed_is_issued_again_with_what_the_branch_has_returned(round_):
    targets = plan_rows()["targets"]
    targets[0]["01 札幌"] = "70以上"
    replan(round_, targets=targets)
    done = again(round_)
    assert [(item.identity.issue, item.branch.code) for item in done.planned] == [("FY2024-01-02", "01")]
    assert done.filled == ("01",)
    submission = read_return(round_.outbox / "01_札幌_FY2024.xlsx", None)
    assert isinstance(submission, Submission)
    actuals = {row.key: row.cells["actual"].value for row in submission.rows}
    assert (actuals["checkup_rate"], actuals["generic_rate"], actuals["007"]) == (65.2, 81.9, "実施")
    assert {row.key: row.cells["grade"].value for row in submission.measure_rows} == {"M01": "A", "M02": ""}
    assert [row.issue for row in read_register(round_.outbox / "register.csv")] == [
        *(f"FY2024-{code}-01" for code in ("01", "02", "45")),
        "FY2024-01-02",
    ]


def test_a_draft_tells_the_branch_what_has_changed_and_that_it_is_no_fault_of_its_own(round_):
    targets = plan_rows()["targets"]
    targets[0] |= {"01 札幌": "70以上", "02 函館": "65以上"}
    replan(round_, targets=targets)
    drafts = again(round_).drafts
    assert [path.name for path in drafts] == ["01_札幌_FY2024_差替.eml", "02_函館_FY2024_差替.eml"]
    bodies = []
    for path in drafts:
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        bodies.append(message.get_body().get_content())
        assert len(list(message.iter_attachments())) == 1
    assert "  1. 「予防健診受診率」の目標：「64.6％以上」→「70.0％以上」\n" in bodies[0].replace("\r\n", "\n")
    assert "すでにご提出いただいた値は、添付の記入表に入れてあります。" in bodies[0]
    assert "記入済みの値を添付の記入表に移してください。" in bodies[1]
    assert all("変更は本部の都合によるものです。" in body for body in bodies)


def test_the_older_form_still_counts_and_the_new_one_takes_its_place_when_it_comes(round_):
    known = before(round_)
    made = replan(round_, **with_another_kpi())
    again(round_)
    result, ours, branches = run(made)
    assert (ours, branches) == (["K208"], known)  # no K305: it was sent in before the new one went out
    assert result.master.ledger[0].issue == "FY2024-01-01"
    path = fill_return(
        made, "01", ALL | {("new_rate", "actual"): 81.0}, name="01_新.xlsx", issue="FY2024-01-02"
    )
    set_modified(path, AFTER)
    result, ours, _branches = run(made)
    assert ours == []
    assert (result.master.ledger[0].issue, result.master.ledger[0].fields) == ("FY2024-01-02", 6)


def test_one_branch_alone_is_issued_again_whether_anything_has_changed_or_not(round_):
    assert [item.identity.issue for item in again(round_, branches=["45"]).planned] == ["FY2024-45-02"]


def test_a_branch_that_joins_the_roster_is_issued_its_first_form(round_):
    rows = plan_rows()
    rows["branches"].append({"branch_code": "46", "branch": "鹿児島", "block": "南", "email": ""})
    for row in rows["targets"]:
        row["46 鹿児島"] = "設定なし"
    replan(round_, branches=rows["branches"], targets=rows["targets"])
    assert [item.identity.issue for item in again(round_).planned] == ["FY2024-46-01"]
