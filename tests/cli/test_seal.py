"""The seal decides: what counts of workbooks whose identity was changed, lost, or never issued."""

import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kpixl.files.seal_key import read_seal_key, seal_key
from kpixl.model.errors import InputFileError
from tests.builders import (
    Round,
    all_actuals,
    digests,
    edited,
    fill_return,
    ledger_of,
    make_round,
    rows_of,
    write_plan,
)
from tests.small_plan import plan_rows


@pytest.fixture
def round_(tmp_path: Path, run) -> Round:
    """A round that was distributed, so that it has a register and a key."""
    made = make_round(tmp_path)
    assert run("distribute", made.path).exit_code == 0
    return made


def _fates(round_: Round) -> dict[str, str]:
    return {row["ファイル"].removeprefix("inbox/"): row["扱い"] for row in rows_of(round_.master, "出典")}


def _codes(round_: Round, file: str) -> list[str]:
    rows = rows_of(round_.master, "指摘")
    return [row["指摘番号"] for row in rows if row["ファイル"] == f"inbox/{file}"]


def _reidentify(path: Path, **values: str) -> None:
    """Write other values into the hidden sheet, as somebody does who has unhidden it."""
    with edited(path) as book:
        for row in book["_kpixl"].iter_rows(max_col=2):
            key = str(row[0].value).removeprefix("kpixl:")
            if key in values:
                row[1].value = values[key]


def _retarget(path: Path, *sheets: str) -> None:
    """Lower the target of a KPI, in the cells that show it and in the copy of the plan."""
    with edited(path) as book:
        for row in (row for name in sheets for row in book[name].iter_rows()):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("64.6％以上", "50％以上")


def _replan(round_: Round, *branches: str, target: str = "80以上") -> None:
    """Change a target of these branches, after the forms went out."""
    rows = plan_rows()
    rows["targets"][1] |= dict.fromkeys(branches, target)
    write_plan(round_.plan_path, rows)


def _without_identity(path: Path) -> None:
    with edited(path) as book:
        del book["_kpixl"]


def _confirm(round_: Round, mark: str, branch: str = "01") -> None:
    note = {
        "branch_code": branch,
        "file_mark": mark,
        "decision": "confirmed",
        "decision_reason": "支部に電話で確かめた",
        "decided_by": "企画部 佐藤",
        "decided_on": "2025-05-20",
    }
    write_plan(round_.plan_path, plan_rows() | {"receipt_notes": [note]})


def _mark(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def test_a_rewritten_identity_does_not_replace_the_genuine_return(round_, run):
    fill_return(round_, "01", all_actuals(65), name="01_札幌.xlsx")
    forged = fill_return(round_, "02", all_actuals(99), name="forged.xlsx")
    _reidentify(forged, branch_code="01", branch_name="札幌", issue="FY2024-01-02", revision="3")
    with edited(forged) as book:  # the copy of the plan names the other branch as well
        for row in book["_kpixl"].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and '"branch_code"' in cell.value:
                    cell.value = cell.value.replace('"02"', '"01"').replace("函館", "札幌")
    result = run("consolidate", round_.path)
    assert result.exit_code == 3
    assert _fates(round_) == {"01_札幌.xlsx": "採用", "forged.xlsx": "不採用"}
    assert _codes(round_, "forged.xlsx")[0] == "K357"
    data = [row for row in rows_of(round_.master, "データ") if row["支部コード"] == "01"]
    assert {row["実績"] for row in data} == {65, ""}


@pytest.mark.parametrize("options", [(), ("--on-duplicate", "latest"), ("--on-duplicate", "error")])
def test_no_option_waives_a_broken_seal(round_, run, options):
    path = fill_return(round_, "01", all_actuals(), name="a.xlsx")
    _reidentify(path, fingerprint="0123456789abcdef")
    assert run("consolidate", round_.path, *options).exit_code == 3
    assert ledger_of(round_)["01"]["状況"] == "差戻し"


def test_the_note_that_names_the_hash_lets_a_broken_one_count(round_, run):
    path = fill_return(round_, "01", all_actuals(), name="a.xlsx")
    _reidentify(path, fingerprint="0123456789abcdef")
    _confirm(round_, _mark(path))
    result = run("consolidate", round_.path)
    assert result.exit_code == 0, result.output
    assert "K378" in _codes(round_, "a.xlsx")
    assert ledger_of(round_)["01"]["状況"] == "受付"


@pytest.mark.parametrize("mark", ["", "0123456", "ffffffffffff"])
def test_a_note_that_names_another_hash_or_too_little_of_one_lets_nothing_count(round_, run, mark):
    path = fill_return(round_, "01", all_actuals(), name="a.xlsx")
    _reidentify(path, fingerprint="0123456789abcdef")
    _confirm(round_, _mark(path)[:7] if mark == "0123456" else mark)
    assert run("consolidate", round_.path).exit_code == 3
    assert _codes(round_, "a.xlsx")[0] == "K357"


@pytest.mark.parametrize(
    ("identity", "reason"),
    [
        ({"issue": "FY2024-01-09"}, "発行台帳 register.csv にない発行番号である"),
        ({"revision": "5"}, "発行台帳 register.csv にない改訂である"),
        ({"schema": "kpixl-entry/2"}, "発行台帳 register.csv にあるより古い様式である"),
    ],
)
def test_what_the_register_does_not_know_does_not_count_even_with_a_seal_that_fits(
    round_, run, identity, reason
):
    fill_return(round_, "01", all_actuals(), name="a.xlsx", **identity)
    result = run("consolidate", round_.path)
    assert result.exit_code == 3
    assert reason in result.stderr
    assert _codes(round_, "a.xlsx")[0] == "K374"


def test_a_form_that_the_register_does_not_know_goes_back_only_to_a_branch_that_is_named(round_, run):
    fill_return(round_, "01", all_actuals(), name="a.xlsx", issue="FY2024-01-09")
    register = (round_.outbox / "register.csv").read_bytes()
    result = run("sendback", round_.path, "--mail")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        (
            "記入表が発行台帳にないので差し戻していない 1 支部：01（K374）。"
            "outbox の register.csv が最新のものか確かめてください。正しければ --branch で差し戻せます。"
        ),
        "差し戻すものはありません。",
    ]
    assert not list(round_.path.glob("sendback/*")) + list(round_.path.glob("drafts/*"))
    assert (round_.outbox / "register.csv").read_bytes() == register
    named = run("sendback", round_.path, "--branch", "01")
    assert [path.name for path in round_.path.glob("sendback/*")] == ["01_札幌_FY2024_訂正1.xlsx"]
    assert "K374" not in named.stdout


def test_an_old_schema_is_no_way_round_the_seal(round_, run):
    path = fill_return(round_, "01", all_actuals(), name="a.xlsx")
    _reidentify(path, schema="kpixl-entry/1", seal="")
    assert run("consolidate", round_.path).exit_code == 3
    assert _codes(round_, "a.xlsx")[0] == "K374"


def test_a_workbook_without_its_hidden_sheet_counts_as_unconfirmed(round_, run):
    _without_identity(fill_return(round_, "01", all_actuals(65), name="a.xlsx"))
    result = run("consolidate", round_.path)
    assert result.exit_code == 0, result.output
    assert "未確認：封印がありません" in result.stderr
    assert "K373" in _codes(round_, "a.xlsx")
    assert ledger_of(round_)["01"]["状況"] == "受付"


def test_a_workbook_without_its_seal_does_not_count_with_another_target(round_, run):
    path = fill_return(round_, "01", all_actuals(65), name="a.xlsx")
    _without_identity(path)
    _retarget(path, "記入シート")
    result = run("consolidate", round_.path)
    assert result.exit_code == 3
    assert "変更できないはずのセルが配布と違う" in result.stderr
    assert "K377" in _codes(round_, "a.xlsx")


def test_a_workbook_without_its_seal_does_not_count_beside_a_sealed_one(round_, run):
    fill_return(round_, "01", all_actuals(65), name="a.xlsx")
    _without_identity(fill_return(round_, "01", all_actuals(99), name="b.xlsx"))
    result = run("consolidate", round_.path)
    assert result.exit_code == 3
    assert "同じ支部から、封印のある記入表が戻っている" in result.stderr
    assert _fates(round_) == {"a.xlsx": "採用", "b.xlsx": "不採用"}


def test_an_issue_that_was_never_made_does_not_count_without_its_seal(round_, run):
    path = fill_return(round_, "01", all_actuals(65), name="a.xlsx")
    _reidentify(path, issue="FY2024-01-02", seal="")
    assert run("consolidate", round_.path).exit_code == 3
    assert _codes(round_, "a.xlsx")[0] == "K374"


def test_a_lost_key_refuses_nothing_and_is_said_once(round_, run):
    for code in ("01", "02"):
        fill_return(round_, code, all_actuals(), name=f"{code}.xlsx")
    (round_.path / "seal.key").unlink()
    result = run("consolidate", round_.path)
    assert (result.exit_code, result.stderr.count("[K205]")) == (0, 1)


@pytest.mark.parametrize("kept", [True, False])
def test_a_key_that_was_made_anew_refuses_nothing_and_is_said_once(round_, run, kept):
    for code in ("01", "02"):
        fill_return(round_, code, all_actuals(), name=f"{code}.xlsx")
    (round_.path / "seal.key").write_bytes(b"5e" * 32)
    if not kept:  # the oldest workbook that is left answers for the others
        (round_.outbox / "01_札幌_FY2024.xlsx").unlink()
    result = run("consolidate", round_.path)
    assert result.exit_code == 0, result.output
    assert result.stderr.count("[K206]") == 1
    assert "FY2024-01-01" in result.stderr
    assert "[K357]" not in result.stderr


def test_a_broken_seal_is_no_changed_key(round_, run):
    path = fill_return(round_, "01", all_actuals(), name="a.xlsx")
    _reidentify(path, seal="0" * 64)
    result = run("consolidate", round_.path)
    assert result.exit_code == 3
    assert "[K206]" not in result.stderr


@pytest.mark.parametrize("key", [b"5e" * 32, None])
def test_a_key_that_was_made_anew_is_no_fault_of_returns_on_forms_that_were_replaced_since(round_, run, key):
    for code in ("01", "02", "45"):
        fill_return(round_, code, all_actuals(), name=f"{code}.xlsx")
    (round_.path / "seal.key").unlink()
    if key:
        (round_.path / "seal.key").write_bytes(key)
    _replan(round_, "01 札幌", "02 函館", "45 宮崎")
    assert run("distribute", round_.path, "--again").exit_code == 0
    result = run("consolidate", round_.path)
    assert result.exit_code == 0, result.output
    assert result.stderr.count("[K206]") == 1
    assert "FY2024-01-01・FY2024-02-01・FY2024-45-01" in result.stderr
    assert set(_fates(round_).values()) == {"採用"}


def test_a_key_that_was_made_anew_is_known_without_any_workbook_that_was_issued(round_, run):
    fill_return(round_, "01", all_actuals(), name="a.xlsx")
    (round_.path / "seal.key").write_bytes(b"5e" * 32)
    for path in round_.outbox.glob("*.xlsx"):
        path.unlink()
    result = run("consolidate", round_.path)
    assert (result.exit_code, result.stderr.count("[K206]")) == (0, 1)


def test_a_correction_that_was_made_while_the_key_was_away_counts_when_it_is_back(round_, run):
    fill_return(round_, "01", all_actuals("abc"), name="a.xlsx")
    key = (round_.path / "seal.key").read_bytes()
    (round_.path / "seal.key").unlink()
    assert run("sendback", round_.path).exit_code == 0
    (round_.path / "seal.key").write_bytes(key)
    corrected = round_.inbox / "b.xlsx"
    with edited(round_.path / "sendback" / "01_札幌_FY2024_訂正1.xlsx", corrected) as book:
        for row in book["記入シート"].iter_rows():
            for cell in row:
                if cell.value == "abc":
                    cell.value = 65
    result = run("consolidate", round_.path)
    assert result.exit_code == 0, result.output
    assert _fates(round_) == {"a.xlsx": "旧版", "b.xlsx": "採用"}


def test_an_emptied_seal_does_not_let_a_rewritten_copy_of_the_plan_count_after_a_change_of_it(round_, run):
    path = fill_return(round_, "01", all_actuals(65), name="a.xlsx")
    _reidentify(path, seal="")
    _retarget(path, "記入シート", "_kpixl")
    _replan(round_, "01 札幌")
    result = run("consolidate", round_.path)
    assert result.exit_code == 3
    assert "変更できないはずのセルが配布と違う" in result.stderr
    assert "[K373]" not in result.stderr  # which says that the values are used


@pytest.mark.parametrize("lost", ["seal", "sheet"])
def test_an_honest_copy_without_its_seal_counts_after_a_change_of_the_plan(round_, run, lost):
    path = fill_return(round_, "01", all_actuals(65), name="a.xlsx")
    _reidentify(path, seal="") if lost == "seal" else _without_identity(path)
    _replan(round_, "01 札幌")
    result = run("consolidate", round_.path)
    assert result.exit_code == 0, result.output
    assert {"K373", "K207"} <= {row["指摘番号"] for row in rows_of(round_.master, "指摘")}


def test_an_honest_copy_without_its_seal_counts_after_its_form_was_replaced(round_, run):
    _without_identity(fill_return(round_, "01", all_actuals(65), name="a.xlsx"))
    _replan(round_, "01 札幌")
    assert run("distribute", round_.path, "--again").exit_code == 0
    result = run("consolidate", round_.path)
    assert result.exit_code == 0, result.output
    assert "K373" in _codes(round_, "a.xlsx")


def test_a_copy_without_its_seal_does_not_count_where_nothing_tells_what_was_issued(round_, run):
    _without_identity(fill_return(round_, "01", all_actuals(65), name="a.xlsx"))
    _replan(round_, "01 札幌")
    (round_.outbox / "01_札幌_FY2024.xlsx").unlink()
    result = run("consolidate", round_.path)
    assert result.exit_code == 3
    assert "配布した記入表が outbox にも history/replaced にも残っていない" in result.stderr


def test_a_workbook_without_its_seal_does_not_count_beside_a_sealed_one_that_is_refused(round_, run):
    fill_return(round_, "01", {}, name="blank.xlsx")
    _without_identity(fill_return(round_, "01", all_actuals(99), name="b.xlsx"))
    assert run("consolidate", round_.path).exit_code == 3
    assert _fates(round_) == {"blank.xlsx": "不採用", "b.xlsx": "不採用"}
    assert _codes(round_, "b.xlsx") == ["K377"]


def test_a_note_may_name_the_hash_in_wide_letters(round_, run):
    path = fill_return(round_, "01", all_actuals(), name="a.xlsx")
    _reidentify(path, seal="0" * 64)
    wide = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    _confirm(round_, f" {_mark(path).upper().translate(wide)}")
    assert run("consolidate", round_.path).exit_code == 0


def test_a_note_about_another_branch_lets_nothing_count(round_, run):
    path = fill_return(round_, "01", all_actuals(), name="a.xlsx")
    _reidentify(path, seal="0" * 64)
    _confirm(round_, _mark(path), branch="02")
    assert run("consolidate", round_.path).exit_code == 3


@pytest.mark.parametrize("option", ["--again", "--force"])
def test_nothing_is_issued_by_a_register_that_is_lost_or_an_older_copy(round_, run, option):
    register = round_.outbox / "register.csv"
    older = register.read_bytes()
    _replan(round_, "01 札幌")
    assert run("distribute", round_.path, "--again").exit_code == 0
    newest = digests(round_.path)
    _replan(round_, "01 札幌", target="70以上")
    for content in (older, None):
        register.unlink()
        if content:
            register.write_bytes(content)
        result = run("distribute", round_.path, option)
        assert (result.exit_code, "[K223]" in result.stderr) == (2, True)
        assert digests(round_.path, "plan.xlsx", "outbox/register.csv") == {
            name: digest
            for name, digest in newest.items()
            if name not in ("plan.xlsx", "outbox/register.csv")
        }


@pytest.mark.parametrize("part", ["branch_code", "issue", "revision", "schema", "snapshot"])
def test_the_seal_covers_every_part_of_who_a_workbook_says_it_is(part):
    from dataclasses import replace

    from kpixl.model.submission import Identity
    from kpixl.rules.issue.snapshot import seal_fits, sealed

    identity = Identity(
        schema="kpixl-entry/3",
        round_name="round",
        fiscal_year="2024",
        branch_code="01",
        branch_name="札幌",
        issue="FY2024-01-01",
        fingerprint="f" * 16,
    )
    snapshot = (("targets", 2, "01 札幌", "64.6以上"),)
    bearing = sealed(identity, snapshot, b"k" * 32)
    assert seal_fits(bearing, snapshot, b"k" * 32)
    other = (("targets", 2, "01 札幌", "50以上"),) if part == "snapshot" else snapshot
    changed = bearing if part == "snapshot" else replace(bearing, **{part: "9"})
    assert not seal_fits(changed, other, b"k" * 32)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_key_is_for_its_owner_alone(round_):
    assert stat.S_IMODE((round_.path / "seal.key").stat().st_mode) == 0o600


def test_of_runs_at_the_same_moment_one_makes_the_key_and_all_use_it(tmp_path):
    for attempt in range(30):
        path = tmp_path / f"{attempt}" / "seal.key"
        path.parent.mkdir()
        with ThreadPoolExecutor(8) as threads:
            keys = set(threads.map(seal_key, [path] * 8))
        assert keys == {read_seal_key(path)}
        assert [item.name for item in path.parent.iterdir()] == ["seal.key"]


def test_where_a_share_knows_no_links_the_key_is_made_all_the_same(tmp_path, monkeypatch):
    def no_links(*_paths):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", no_links)
    key = seal_key(tmp_path / "seal.key")
    assert seal_key(tmp_path / "seal.key") == key
    assert len(key) == 32


def test_a_folder_in_the_keys_place_is_no_key(tmp_path):
    (tmp_path / "seal.key").mkdir()
    with pytest.raises(InputFileError) as caught:
        seal_key(tmp_path / "seal.key")
    assert caught.value.key == "error.seal_key_invalid"


@pytest.mark.parametrize("content", [b"", b"\n", b"5e5e", b"no key"])
def test_an_empty_or_short_key_is_no_key(round_, run, content):
    (round_.path / "seal.key").write_bytes(content)
    with pytest.raises(InputFileError):
        read_seal_key(round_.path / "seal.key")
    result = run("consolidate", round_.path)
    assert result.exit_code == 2
    assert "封印の鍵として読めません" in result.stderr
