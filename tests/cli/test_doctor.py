"""`kpixl doctor`: what this computer and a folder lack, each with how to get it."""

import json
from pathlib import Path

import pytest

import kpixl.jobs.doctor as job
from kpixl import __version__
from kpixl.model.errors import KpixlError


@pytest.fixture(autouse=True)
def whole_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that has everything."""
    monkeypatch.setattr(
        job, "required_packages", lambda: {"": ("click", "rich"), "dev": ("mypy",), "x": ("y",)}
    )
    monkeypatch.setattr(job, "package_version", lambda name: {"click": "8.2", "rich": "14.0", "y": "1"}[name])
    monkeypatch.setattr(job, "has_font", lambda _family: True)
    monkeypatch.setattr(job, "find_libreoffice", lambda: Path("/opt/soffice"))


def test_a_whole_machine_has_nothing_to_mend(tmp_path, run):
    result = run("doctor", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    first, second, *rest = result.stdout.splitlines()
    assert first == f"○ kpixl {__version__}"
    assert second.startswith("○ Python 3.")
    assert rest == [
        "○ 画面の文字コード utf-8",
        "○ click 8.2",
        "○ rich 14.0",
        "○ 追加機能 x（y）",
        "○ 書体 Yu Gothic",
        "○ LibreOffice /opt/soffice",
        "○ ブックを読む処理を始められます。",
        f"○ フォルダー {tmp_path} に書き込めます。",
        "問題はありません。",
    ]
    assert list(tmp_path.iterdir()) == []


def test_what_kpixl_can_do_without_is_named_with_what_needs_it(run, monkeypatch):
    monkeypatch.setattr(job, "has_font", lambda _family: None)
    monkeypatch.setattr(job, "find_libreoffice", lambda: None)
    monkeypatch.setattr(job, "package_version", lambda name: "" if name == "y" else "1")
    result = run("doctor")
    assert result.exit_code == 0
    lacking = [line for line in result.stdout.splitlines() if line.startswith("△")]
    assert [line.split("。")[0] for line in lacking] == [
        "△ 追加機能 x は入っていません",
        "△ 書体 Yu Gothic がありません",
        "△ LibreOffice がありません",
    ]
    assert result.stdout.splitlines()[-1] == "使えます（なくても困らないもの 3 件は △ の行）。"


def test_a_missing_package_and_a_lost_folder_end_with_two(tmp_path, run, monkeypatch):
    monkeypatch.setattr(job, "package_version", lambda name: "" if name == "rich" else "1")
    result = run("doctor", tmp_path / "none", lang="en")
    assert result.exit_code == 2
    assert [line for line in result.stdout.splitlines() if line.startswith("×")] == [
        "× rich is missing. Run python -m pip install . again.",
        f"× There is no folder {tmp_path / 'none'}.",
    ]
    assert result.stdout.splitlines()[-1].startswith("kpixl does not work like this. To be mended: 2")


def test_workers_that_do_not_start_are_told_with_their_reason(run, monkeypatch):
    def fail(*_arguments: object) -> None:
        raise KpixlError("workers_failed", reason="no /dev/shm")

    monkeypatch.setattr(job, "read_returns", fail)
    result = run("doctor")
    assert result.exit_code == 2
    assert "no /dev/shm" in result.stdout


def test_a_master_that_excel_holds_and_a_folder_without_rights_are_named(filled_round, run, monkeypatch):
    monkeypatch.setattr(job, "is_held", lambda path: path.name == "master.xlsx")
    monkeypatch.setattr(job, "why_not_writable", lambda _folder: "Permission denied")
    result = run("doctor", filled_round.path)
    assert result.exit_code == 2
    bad = [line for line in result.stdout.splitlines() if line.startswith("×")]
    assert len(bad) == 2
    assert "（Permission denied）" in bad[0]
    assert bad[1].startswith(f"× {filled_round.path / 'master.xlsx'} はほかのプログラムが開いています")


def test_json_has_every_check_with_its_sentence(run):
    result = run("doctor", "--json")
    checks = json.loads(result.stdout)
    assert checks[0] == {
        "key": "kpixl", "health": "good", "about": "", "seen": __version__, "text": f"kpixl {__version__}",
    }  # fmt: skip
    assert {item["health"] for item in checks} == {"good"}
