"""`kpixl verify`: single files without their round; the same findings as in the round."""

import json
import shutil

import openpyxl
import pytest

from kpixl.steps.load_round import load_round
from tests.builders import all_actuals, digests, edited, fill_return, make_round


@pytest.fixture
def round_(tmp_path):
    return make_round(tmp_path)


@pytest.fixture
def alone(tmp_path, round_):
    """A return carried away from its round, to a place of its own."""
    typed = all_actuals(50) | {("checkup_rate", "actual"): "60.7％ 全国21位"}
    path = fill_return(round_, "01", typed)
    return shutil.copy(path, tmp_path / "届いた.xlsx")


def test_a_sound_file_is_accepted(tmp_path, round_, run):
    path = fill_return(round_, "45", all_actuals(50), folder=tmp_path)
    result = run("verify", path)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == f"○ {path}：宮崎、記入 4/4。受け付けられます。"


def test_a_file_with_an_error_is_refused_with_its_cell(alone, run):
    result = run("verify", alone)
    assert result.exit_code == 3
    assert (
        f"× 誤り {alone} 記入シート!K8 予防健診受診率: 「60.7％ 全国21位」は2つ以上の値です。"
        in result.stdout
    )
    assert result.stdout.splitlines()[-1] == f"× {alone}：直すところがあります。"


def test_the_json_has_the_documented_shape(alone, tmp_path, run):
    note = tmp_path / "メモ.txt"
    note.write_text("メモ", encoding="utf-8")
    found = json.loads(run("verify", alone, note, "--json").stdout)
    first, second = found["files"]
    assert set(first) == {"file", "status", "branch", "filled", "fields", "findings"}
    assert (first["status"], first["branch"], first["filled"], first["fields"]) == ("refused", "01", 5, 5)
    keys = ("code", "severity", "sheet", "cell", "branch", "kpi")
    assert [tuple(item[key] for key in keys) for item in first["findings"]] == [
        ("K403", "error", "記入シート", "K8", "01", "checkup_rate"),
        ("K505", "warning", "記入シート", "K9", "01", "generic_rate"),
    ]
    assert first["findings"][0]["message"] == "「60.7％ 全国21位」は2つ以上の値です。"
    assert first["findings"][0]["hint"] == "実績の数値を1つだけ入力し、ほかは備考に書いてください。"
    assert (second["status"], [item["code"] for item in second["findings"]]) == ("ignored", ["K314"])


def test_the_findings_are_those_of_the_round(alone, round_, run):
    by_file = json.loads(run("verify", alone, "--json").stdout)["files"][0]["findings"]
    selected = load_round(round_.path).selected
    assert selected is not None
    in_round = sorted(
        (item.kind.code, item.place.cell) for item in selected.findings if item.branch_code == "01"
    )
    assert sorted((item["code"], item["cell"]) for item in by_file) == in_round


def test_a_changed_locked_cell_is_named_without_the_round(alone, run):
    with edited(alone) as book:
        book["記入シート"]["G8"] = "50.0％以上"
    assert "「64.6％以上」→「50.0％以上」" in run("verify", alone).stdout


def test_a_file_without_its_plan_excerpt_cannot_be_verified(alone, run):
    with edited(alone) as book:
        book["_kpixl"].delete_rows(11, 100)
    result = run("verify", alone)
    assert (result.exit_code, "[K362]" in result.stdout) == (3, True)


def test_several_files_are_each_named_and_none_is_changed(alone, tmp_path, run):
    broken = tmp_path / "壊れた.xlsx"
    broken.write_bytes(b"")
    before = digests(tmp_path)
    result = run("verify", broken, alone)
    assert result.exit_code == 3
    assert "[K315]" in result.stdout
    assert digests(tmp_path) == before


def test_a_file_that_does_not_exist_is_a_sentence(tmp_path, run):
    result = run("verify", tmp_path / "ない.xlsx")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{tmp_path / 'ない.xlsx'} がありません。\n"


def test_a_folder_is_said_to_be_one(tmp_path, round_, run):
    result = run("verify", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{tmp_path} はフォルダーです。" in result.stderr
    assert "kpixl consolidate" in result.stderr


def test_a_workbook_that_is_no_form_is_refused_as_what_it_is(tmp_path, round_, run):
    book = openpyxl.Workbook()
    book.active["A1"] = "請求書"
    book.save(tmp_path / "invoice.xlsx")
    result = run("verify", tmp_path / "invoice.xlsx")
    assert result.exit_code == 3
    assert "[K302]" in result.stdout
