"""`kpixl undo`: what the last run replaced stands in its place again, and nothing that branches have."""

from tests.builders import digests, fill_return


def test_the_master_before_comes_back_and_a_second_undo_takes_it_back(filled_round, run):
    run("consolidate", filled_round.path)
    first = digests(filled_round.path)["master.xlsx"]
    next(filled_round.inbox.glob("*.xlsx")).unlink()
    run("consolidate", filled_round.path, "--yes")
    second = digests(filled_round.path)["master.xlsx"]
    assert second != first
    result = run("undo", filled_round.path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        f"戻しました　{filled_round.path / 'master.xlsx'}\n"
        f"置き換わったものは {filled_round.path / 'history' / 'replaced' / '0002'} にあります。"
        "もう一度 kpixl undo を実行すると、今の操作が取り消されます。\n"
    )
    assert digests(filled_round.path)["master.xlsx"] == first
    run("undo", filled_round.path)
    assert digests(filled_round.path)["master.xlsx"] == second


def test_run_is_taken_back_as_one(filled_round, run):
    run("run", filled_round.path)
    before = {name: value for name, value in digests(filled_round.path).items() if "history" not in name}
    next(filled_round.inbox.glob("*.xlsx")).unlink()
    run("run", filled_round.path, "--yes")
    run("undo", filled_round.path)
    after = digests(filled_round.path)
    for name in ("master.xlsx", "summary.xlsx"):
        assert after[name] == before[name]


def test_the_register_stays_where_a_run_has_issued_corrections(filled_round, run):
    states = []
    for typed in ("60.7％ 全国21位", "約60"):
        fill_return(filled_round, "01", {("checkup_rate", "actual"): typed})
        run("run", filled_round.path)
        states.append(digests(filled_round.path))
    first, second = states
    assert second["outbox/register.csv"] != first["outbox/register.csv"]
    result = run("undo", filled_round.path)
    assert (result.exit_code, result.stderr) == (0, "")
    after = digests(filled_round.path)
    for name in ("master.xlsx", "summary.xlsx"):
        assert second[name] != first[name] == after[name]
    assert after["outbox/register.csv"] == second["outbox/register.csv"]


def test_without_anything_replaced_there_is_a_sentence(filled_round, run):
    before = digests(filled_round.path)
    result = run("undo", filled_round.path, lang="en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no file was replaced yet" in result.stderr
    assert digests(filled_round.path) == before


def test_what_was_issued_is_never_put_back(filled_round, run):
    run("consolidate", filled_round.path)
    for _time in range(2):
        run("distribute", filled_round.path, "--force")
    before = digests(filled_round.path)
    result = run("undo", filled_round.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "outbox/" in result.stderr
    assert digests(filled_round.path) == before


def test_what_somebody_has_deleted_from_the_history_cannot_be_put_back(filled_round, run):
    for actual in (60, 61):
        fill_return(filled_round, "01", {("checkup_rate", "actual"): actual})
        run("consolidate", filled_round.path)
    (filled_round.path / "history" / "replaced" / "0001" / "master.xlsx").unlink()
    before = digests(filled_round.path)
    result = run("undo", filled_round.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "控えが history/replaced から消されています" in result.stderr
    assert digests(filled_round.path) == before
