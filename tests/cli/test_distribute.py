"""`kpixl distribute`: one entry workbook per branch and the register, or nothing at all."""

import csv
import datetime as dt
import hashlib
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from kpixl.books.returned.read import read_return
from kpixl.files.seal_key import read_seal_key
from kpixl.jobs.distribute import distribute
from kpixl.locale import translate
from kpixl.model.submission import Submission
from kpixl.rules.issue.distribution import SCHEMA, fingerprint
from kpixl.rules.issue.snapshot import key_mark, seal_fits
from tests.builders import NOT_YET_DUE, Round, digests, edited, make_round, write_plan
from tests.small_plan import plan_rows

CLOCK = lambda: dt.datetime(2025, 4, 2, 0, 30, tzinfo=dt.UTC)  # noqa: E731
FILES = ["01_札幌_FY2024.xlsx", "02_函館_FY2024.xlsx", "45_宮崎_FY2024.xlsx"]


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return make_round(tmp_path, settings=NOT_YET_DUE)


def _register(round_: Round) -> list[dict[str, str]]:
    with (round_.outbox / "register.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _issues(round_: Round) -> dict[str, str]:
    """The issue number that each workbook in the outbox says it is."""
    issues = {}
    for path in sorted(round_.outbox.glob("*.xlsx")):
        submission = read_return(path, round_.path)
        assert isinstance(submission, Submission)
        assert submission.identity is not None
        issues[submission.identity.branch_code] = submission.identity.issue
    return issues


def test_several_branches_may_be_asked_for_and_none_of_them_is_dropped(round_, run):
    result = run("distribute", round_.path, "--branch", "宮崎支部", "--branch", "１")
    assert (result.exit_code, result.stderr) == (0, "")
    assert _issues(round_) == {"01": "FY2024-01-01", "45": "FY2024-45-01"}
    result = run("distribute", round_.path, "--again", "--branch", "1", "--branch", "45", "--dry-run")
    issues = [line.rpartition("発行番号 ")[2] for line in result.stdout.splitlines()[:2]]
    assert issues == ["FY2024-01-02）", "FY2024-45-02）"]


def test_a_due_date_that_is_over_is_told_before_a_form_goes_out_with_it(tmp_path, run):
    made = make_round(tmp_path)
    told = (
        "！ 注意 plan.xlsx 設定!B8: 提出期限 2025/05/30 は、もう過ぎています（記入表を配る支部 {count}）。"
        "記入表と案内のメールに、この日付が出ます。設定シートの提出期限を直してから配布してください。 [K210]"
    )
    assert run("check", made.path).stdout.splitlines()[0] == told.format(count=3)
    assert run("distribute", made.path, "--branch", "01").stderr.splitlines() == [told.format(count=1)]
    assert run("check", made.path).stdout.splitlines()[0] == told.format(count=2)
    extended = {
        "branch_code": "02", "decision": "extended", "extended_to": dt.date(2099, 5, 29),
        "decision_reason": "庁舎の停電", "decided_by": "山田", "decided_on": dt.date(2025, 5, 1),
    }  # fmt: skip
    write_plan(made.plan_path, plan_rows() | {"receipt_notes": [extended]})
    assert run("check", made.path).stdout.splitlines()[0] == told.format(count=1)
    assert "[K210]" in run("distribute", made.path, "--again").stderr
    assert "[K210]" not in run("check", made.path).stdout


def test_every_branch_gets_a_workbook_and_a_row_in_the_register(round_, run):
    result = run("distribute", round_.path)
    assert (result.exit_code, result.stderr) == (0, "")
    *issued, done = result.stdout.splitlines()
    assert issued == [f"{round_.outbox / file}（発行番号 FY2024-{file[:2]}-01）" for file in FILES]
    assert done == (
        f"記入表 3 件を {round_.outbox} に作りました。"
        f"次：各支部へ送り、戻ったファイルを {round_.inbox} に入れます。"
    )
    assert sorted(path.name for path in round_.outbox.iterdir()) == [*FILES, "register.csv"]
    assert _issues(round_) == {"01": "FY2024-01-01", "02": "FY2024-02-01", "45": "FY2024-45-01"}


def test_the_register_names_branch_file_issue_when_and_the_sha256_of_the_file(round_):
    distribute(round_.path, clock=CLOCK)
    assert (
        _register(round_)
        == [
            {
                "branch_code": file[:2],
                "branch": file[3:5],
                "file": file,
                "issue": f"FY2024-{file[:2]}-01",
                "revision": "0",
                "kind": "issue",
                "schema": SCHEMA,
                "issued": "2025-04-02T09:30:00+09:00",  # in the plan's own time
                "sha256": hashlib.sha256((round_.outbox / file).read_bytes()).hexdigest(),
                "fingerprint": fingerprint(round_.plan, file[:2], translate),
                "sealed_by": key_mark(read_seal_key(round_.path / "seal.key")),
            }
            for file in FILES
        ]
    )
    # Excel reads Japanese in a CSV file only behind a byte-order mark.
    assert (round_.outbox / "register.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_dry_run_says_what_it_would_make_and_writes_nothing(round_, run):
    before = digests(round_.path)
    result = run("distribute", round_.path, "--dry-run")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        *(f"{round_.outbox / file}（発行番号 FY2024-{file[:2]}-01）" for file in FILES),
        "作る予定：3 件。何も書いていません。",
    ]
    assert digests(round_.path) == before
    assert not round_.outbox.exists()


def test_what_was_sent_is_not_overwritten(round_, run):
    run("distribute", round_.path)
    before = digests(round_.path)
    result = run("distribute", round_.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        *(
            f"× 誤り outbox/{file} {file[3:5]}: {file} はすでに発行されています。支部が記入中かもしれません。"
            "計画を変えた後なら --again を付けると、変わったものだけを新しい発行番号で作り直します。 [K201]"
            for file in FILES
        ),
        "何も書いていません。",
    ]
    assert digests(round_.path) == before


def test_one_workbook_already_sent_stops_all_of_them(round_, run):
    run("distribute", round_.path, "--branch", "02")
    before = digests(round_.path)
    result = run("distribute", round_.path)
    assert result.exit_code == 2
    assert result.stderr.count("[K201]") == 1
    assert digests(round_.path) == before


def test_a_workbook_that_no_register_knows_is_not_overwritten_either(round_, run):
    round_.outbox.mkdir()
    (round_.outbox / FILES[0]).write_bytes(b"somebody's file")
    for option in ((), ("--again",), ("--force",)):
        result = run("distribute", round_.path, *option)
        assert (result.exit_code, "[K223]" in result.stderr) == (2, True)
        assert (round_.outbox / FILES[0]).read_bytes() == b"somebody's file"


def test_force_makes_them_again_under_the_next_issue_number(round_, run):
    run("distribute", round_.path)
    result = run("distribute", round_.path, "--force")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "（発行番号 FY2024-01-02）" in result.stdout
    assert _issues(round_) == {"01": "FY2024-01-02", "02": "FY2024-02-02", "45": "FY2024-45-02"}
    rows = _register(round_)
    assert [row["issue"] for row in rows] == [
        *("FY2024-01-01", "FY2024-02-01", "FY2024-45-01"),  # every issue stays on record
        *("FY2024-01-02", "FY2024-02-02", "FY2024-45-02"),
    ]
    for row in rows[3:]:
        assert row["sha256"] == hashlib.sha256((round_.outbox / row["file"]).read_bytes()).hexdigest()


@pytest.mark.parametrize("branch", ["45", "宮崎"])
def test_one_branch_by_code_or_name(round_, run, branch):
    result = run("distribute", round_.path, "--branch", branch)
    assert result.exit_code == 0
    assert sorted(path.name for path in round_.outbox.iterdir()) == [FILES[2], "register.csv"]
    assert [row["branch_code"] for row in _register(round_)] == ["45"]


def test_one_branch_made_again_leaves_the_others_as_they_are(round_, run):
    run("distribute", round_.path)
    before = digests(round_.outbox)
    result = run("distribute", round_.path, "--branch", "02", "--force")
    assert result.exit_code == 0
    after = digests(round_.outbox)
    assert {name for name in before if before[name] != after[name]} == {FILES[1], "register.csv"}
    issues = [row["issue"] for row in _register(round_)]
    assert issues == ["FY2024-01-01", "FY2024-02-01", "FY2024-45-01", "FY2024-02-02"]


@pytest.mark.parametrize("text", ["45", "４５", "宮崎", "宮崎支部", "45 宮崎"])
def test_one_branch_is_named_in_any_of_its_ways(round_, run, text):
    assert run("distribute", round_.path, "--branch", text).exit_code == 0
    assert [path.name for path in round_.outbox.glob("*.xlsx")] == [FILES[2]]


def test_an_unknown_branch_is_a_sentence(round_, run):
    result = run("distribute", round_.path, "--branch", "46", lang="en")
    assert (result.exit_code, result.stdout) == (2, "")
    known = "  45  宮崎\n  01  札幌\n  02  函館\n"
    assert result.stderr == f"The plan has no branch “46”. Give its code or name. Such as:\n{known}"
    assert not round_.outbox.exists()


def test_a_register_that_lost_its_columns_is_a_sentence(round_, run):
    run("distribute", round_.path)
    (round_.outbox / "register.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    before = digests(round_.path)
    result = run("distribute", round_.path, "--force")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{round_.outbox / 'register.csv'} は発行台帳として読めません。")
    assert digests(round_.path) == before


def test_a_register_saved_by_another_program_is_read(round_, run):
    run("distribute", round_.path)
    register = round_.outbox / "register.csv"
    register.write_bytes(register.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n"))
    assert run("distribute", round_.path, "--force").exit_code == 0
    assert _issues(round_)["01"] == "FY2024-01-02"


def test_an_outbox_that_cannot_be_written_is_a_sentence(round_, run):
    round_.outbox.write_bytes(b"a file, not a folder")
    result = run("distribute", round_.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "に書き込めません" in result.stderr
    assert round_.outbox.read_bytes() == b"a file, not a folder"


def test_the_plan_is_left_as_it_is(round_, run):
    before = digests(round_.path)
    run("distribute", round_.path)
    assert digests(round_.path)["plan.xlsx"] == before["plan.xlsx"]


def test_the_same_plan_at_the_same_moment_gives_the_same_bytes(round_):
    distribute(round_.path, clock=CLOCK)
    before = digests(round_.outbox)
    for path in round_.outbox.iterdir():
        path.unlink()
    distribute(round_.path, clock=CLOCK)
    assert digests(round_.outbox) == before


def test_names_that_no_file_may_have_are_replaced(tmp_path, run):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        book["支部"]["B2"] = 'A/B:C*?"<>|'
        book["目標"]["C1"] = '01 A/B:C*?"<>|'
    result = run("distribute", round_.path, "--branch", "01")
    assert result.exit_code == 0, result.output
    assert [path.name for path in round_.outbox.glob("*.xlsx")] == ["01_A_B_C" + "_" * 7 + "FY2024.xlsx"]


# ── the register, as people handle it ────────────────────────────────────────────────────────────


def _saved_by_excel(round_: Round) -> None:
    """The register as Japanese Excel saves it: its own code page, and codes without leading zeros."""
    path = round_.outbox / "register.csv"
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\r\n".join(row.removeprefix("0") for row in rows) + "\r\n", encoding="cp932", newline="")


def test_a_register_saved_by_excel_is_still_the_register(round_, run):
    run("distribute", round_.path)
    _saved_by_excel(round_)
    assert "[K201]" in run("distribute", round_.path).stderr
    assert run("distribute", round_.path, "--force").exit_code == 0
    assert [(row["branch_code"], row["issue"]) for row in _register(round_)] == [
        ("01", "FY2024-01-01"),
        ("02", "FY2024-02-01"),
        ("45", "FY2024-45-01"),
        ("01", "FY2024-01-02"),
        ("02", "FY2024-02-02"),
        ("45", "FY2024-45-02"),
    ]


def test_a_register_of_an_earlier_version_is_read_and_keeps_its_rows(round_, run):
    run("distribute", round_.path)
    path = round_.outbox / "register.csv"
    rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    old = [[row[0], row[1], row[2], row[3], row[8]] for row in rows]
    path.write_text("\r\n".join(",".join(row) for row in old) + "\r\n", encoding="utf-8-sig", newline="")
    assert run("distribute", round_.path, "--branch", "45", "--force").exit_code == 0
    rows = _register(round_)
    assert [(row["issue"], row["revision"], row["kind"], row["schema"]) for row in rows[2:]] == [
        ("FY2024-45-01", "0", "issue", ""),
        ("FY2024-45-02", "0", "issue", SCHEMA),
    ]


def test_where_one_file_fails_nothing_is_issued(round_, run):
    (round_.outbox / "02_函館_FY2024.xlsx").mkdir(parents=True)
    result = run("distribute", round_.path, "--force", "--mail")
    assert (result.exit_code, result.stdout) == (2, "")
    assert [path.name for path in round_.outbox.rglob("*")] == ["02_函館_FY2024.xlsx"]
    assert not (round_.path / "drafts").exists()


def test_what_a_second_issue_replaces_is_kept(round_, run):
    run("distribute", round_.path)
    first = digests(round_.outbox)
    run("distribute", round_.path, "--force")
    kept = round_.path / "history" / "replaced" / "0001" / "outbox"
    assert digests(kept) == first


def test_the_seal_key_is_made_once_and_every_workbook_is_sealed(round_, run):
    run("distribute", round_.path)
    key = (round_.path / "seal.key").read_bytes()
    run("distribute", round_.path, "--force")
    assert (round_.path / "seal.key").read_bytes() == key
    for path in sorted(round_.outbox.glob("*.xlsx")):
        submission = read_return(path, round_.path)
        assert isinstance(submission, Submission)
        assert submission.identity is not None
        assert seal_fits(submission.identity, submission.snapshot, bytes.fromhex(key.decode()))


def test_drafts_carry_the_workbook_that_was_issued(round_, run):
    result = run("distribute", round_.path, "--mail")
    assert result.exit_code == 0, result.output
    drafts = sorted((round_.path / "drafts").iterdir())
    assert [path.name for path in drafts] == [
        "01_札幌_FY2024_送付.eml",
        "02_函館_FY2024_送付.eml",
        "45_宮崎_FY2024_送付.eml",
    ]
    message = message_from_bytes(drafts[0].read_bytes(), policy=policy.default)
    [attached] = message.iter_attachments()
    assert attached.get_content() == (round_.outbox / FILES[0]).read_bytes()
    assert "FY2024-01-01" in message.get_body().get_content()


def test_an_entry_workbook_holds_nothing_of_other_branches(round_, run):
    run("distribute", round_.path)
    submission = read_return(round_.outbox / FILES[0], round_.path)
    assert isinstance(submission, Submission)
    texts = [f"{field} {value}" for _table, _row, field, value in submission.snapshot]
    assert any("64.6％以上" in text for text in texts)  # its own target
    assert not any("函館" in text or "宮崎" in text or "62.0％以上" in text for text in texts)
