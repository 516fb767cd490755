"""A run that would lose a branch of the last master asks, or writes nothing and says how to go on."""

import io

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from kpixl.cli.output import returns
from tests.builders import Round, all_actuals, digests, fill_return, ledger_of, make_round, write_plan
from tests.small_plan import plan_rows

ALL = all_actuals(50)


def encrypted(content: bytes, password: str) -> bytes:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, stream)
    return stream.getvalue()


@pytest.fixture
def round_(tmp_path, run) -> Round:
    """01 has returned as it is, 02 behind a password; both count in the master."""
    made = make_round(tmp_path)
    run("distribute", made.path)
    fill_return(made, "01", ALL)
    path = fill_return(made, "02", ALL)
    path.write_bytes(encrypted(path.read_bytes(), "ひみつ"))
    passwords = made.path / "passwords.txt"
    passwords.write_text("ひみつ\n", encoding="utf-8")
    assert run("consolidate", made.path, "--password-file", passwords).exit_code == 0
    return made


def test_a_password_file_forgotten_once_overwrites_nothing_and_names_the_branch(round_, run):
    before = digests(round_.path)
    result = run("consolidate", round_.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "前は読めた提出を、今回は本部側で読んでいません（パスワードの付け忘れ、読めないファイル、"
        "inbox から消えたファイルなどで、支部の誤りではありません）。"
        f"{round_.master} で受け付けていた 1 支部の提出が、今はありません：02 函館。"
        f"{round_.master} は前のままで、何も書いていません。"
        "パスワードのあるファイルなら --password-file を付け、そうでなければ inbox を確かめて、"
        "もう一度実行してください。数えないと決めた支部は、計画の受付メモに書きます。"
        "この支部を欠いたまま続けるときだけ、--yes を付けます。\n"
    )
    assert digests(round_.path) == before


def test_in_english_too_our_side_comes_first_and_yes_last(round_, run):
    text = run("consolidate", round_.path, lang="en").stderr
    assert text.startswith("Returns that were read before have not been read on our side this time")
    assert f"that is no fault of the branches. {round_.master} had a return of these branches (1)" in text
    assert f"{round_.master} is as before; nothing has been written." in text
    assert text.endswith("Only to go on without these branches, add --yes.\n")


def test_run_writes_nothing_either(round_, run):
    before = digests(round_.path)
    assert run("run", round_.path).exit_code == 2
    assert digests(round_.path) == before


def test_yes_writes_the_master_without_the_branch(round_, run):
    assert run("consolidate", round_.path, "--yes").exit_code == 3
    assert ledger_of(round_)["02"]["状況"] == "未着"


@pytest.mark.parametrize(("answer", "code"), [("y\n", 3), ("n\n", 2), ("", 2)])
def test_a_terminal_is_asked(round_, run, monkeypatch, answer, code):
    from click.testing import CliRunner

    from kpixl.cli import cli

    class Terminal:
        @staticmethod
        def isatty() -> bool:
            return True

    asked = []

    def confirm(text: str, **_options: object) -> bool:
        asked.append(text)
        return answer.startswith("y")

    monkeypatch.setattr(returns, "sys", type("sys", (), {"stdin": Terminal}))
    monkeypatch.setattr(returns.click, "confirm", confirm)
    result = CliRunner().invoke(cli, ["--lang", "ja", "consolidate", str(round_.path)])
    assert (result.exit_code, asked) == (code, ["この支部を欠いた集約に置き換えますか"])


def test_no_form_is_issued_again_without_what_its_branch_has_returned(round_, run):
    targets = plan_rows()["targets"]
    targets[0]["02 函館"] = "70以上"
    replan(round_, targets=targets)
    before = digests(round_.path)
    result = run("distribute", round_.path, "--again")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "集約では受け付けている 1 支部の提出が、今は読めないか、ありません：02 函館。" in result.stderr
    assert digests(round_.path) == before
    passwords = round_.path / "passwords.txt"
    again = run("distribute", round_.path, "--again", "--password-file", passwords)
    assert "提出済みの値を入れた記入表 1 件：02" in again.stdout


def test_a_return_that_somebody_removed_is_missed(round_, run):
    (round_.inbox / "01_札幌_FY2024.xlsx").unlink()
    assert "2 支部の提出が、今はありません：01 札幌 / 02 函館。" in run("consolidate", round_.path).stderr


# ── what is on record is no loss ──────────────────────────────────────────────────────────────────


def replan(round_: Round, **changes) -> None:
    rows = plan_rows()
    rows.update(changes)
    write_plan(round_.plan_path, rows)


def test_a_branch_that_head_office_has_set_aside_is_no_loss(round_, run):
    note = {
        "branch_code": "02", "returned_file": "02_函館_FY2024.xlsx", "decision": "not_counted",
        "decision_reason": "統合した", "decided_by": "山田", "decided_on": "2025/6/2",
    }  # fmt: skip
    replan(round_, receipt_notes=[note])
    assert run("consolidate", round_.path).exit_code == 0


def test_a_branch_that_has_left_the_roster_is_no_loss(round_, run):
    rows = plan_rows()
    for sheet in ("targets", "history"):
        for row in rows[sheet]:
            row.pop("02 函館", None)
    history = [row for row in rows["history"] if row["branch_code"] != "02"]
    branches = [row for row in rows["branches"] if row["branch_code"] != "02"]
    replan(round_, branches=branches, targets=rows["targets"], history=history)
    assert "今はありません" not in run("consolidate", round_.path).stderr


def test_a_new_file_of_the_branch_that_cannot_be_read_has_its_own_finding_and_is_no_loss(round_, run):
    path = round_.inbox / "02_函館_FY2024.xlsx"
    path.write_bytes(b"")
    result = run("consolidate", round_.path)
    assert (result.exit_code, "[K315]" in result.stderr) == (3, True)


def test_a_master_that_is_no_master_tells_nothing(round_, run):
    round_.master.write_bytes(b"x")
    assert run("consolidate", round_.path).exit_code == 3
