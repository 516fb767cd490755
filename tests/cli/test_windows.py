"""What only Windows does: a file that a program holds open can be neither replaced nor read."""

import sys

import pytest

from tests.builders import all_actuals, digests, fill_return, make_round

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="other systems replace an open file")


@pytest.mark.parametrize("command", ["consolidate", "run"])
def test_an_open_master_is_a_sentence_and_nothing_is_written(tmp_path, run, command):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals(50))
    assert run("run", round_.path).exit_code == 0
    fill_return(round_, "02", all_actuals(60))
    before = digests(round_.path)
    with round_.master.open("rb"):
        result = run(command, round_.path)
    assert result.exit_code == 2
    assert f"{round_.master} に書き込めません。Excel やほかのプログラムで開いていれば閉じ" in result.stderr
    assert digests(round_.path) == before
    assert run(command, round_.path).exit_code == 0
    assert digests(round_.path) != before


def test_an_open_workbook_of_the_outbox_leaves_the_whole_issue_as_it_was(tmp_path, run):
    round_ = make_round(tmp_path)
    run("distribute", round_.path)
    before = digests(round_.path)
    with (round_.outbox / "45_宮崎_FY2024.xlsx").open("rb"):
        result = run("distribute", round_.path, "--force")
    assert result.exit_code == 2
    assert digests(round_.path) == before
