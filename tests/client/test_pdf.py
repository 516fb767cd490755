"""A summary as PDF: by a real LibreOffice, by one that fails, and by none."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kpixl.files import pdf
from kpixl.jobs.consolidate import consolidate
from kpixl.locale import catalogue
from tests.builders import Round, fill_round, make_round

needs_libreoffice = pytest.mark.skipif(
    pdf.find_libreoffice() is None,
    reason="LibreOffice is not installed (apt-get install libreoffice-calc-nogui)",
)
JA = catalogue("ja")
PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture(scope="module")
def consolidated(tmp_path_factory: pytest.TempPathFactory) -> Round:
    round_ = make_round(tmp_path_factory.mktemp("pdf"))
    fill_round(round_)
    consolidate(round_.path)
    return round_


def text_of(path: Path, first: int, last: int) -> str:
    """The text of some pages, without white space."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (apt-get install poppler-utils)")
    command = ["pdftotext", "-f", str(first), "-l", str(last), str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return "".join(done.stdout.decode("utf-8").split())


@needs_libreoffice
def test_the_whole_summary_without_what_is_for_looking_up(consolidated, run):
    result = run("summarize", consolidated.path, "--pdf")
    path = consolidated.path / "summary.pdf"
    assert (result.exit_code, result.stderr) == (0, JA("cli.summarize.printing") + "\n")
    assert result.stdout.splitlines() == [f"{consolidated.summary} を作りました。", f"{path} を作りました。"]
    pages = len(PAGE.findall(path.read_bytes()))
    assert 10 <= pages <= 40  # 概要 to 未着・指摘 and a sheet of each branch
    first = text_of(path, 1, 1)
    assert "令和6年度（2024年度）KPI達成状況" in first
    assert f"1/{pages}ページ" in first
    everything = text_of(path, 1, pages)
    assert everything.count("支部の一覧へ") == 3  # on each branch's own sheet
    # Headers of データ and 根拠, which stand nowhere else.
    assert "年度表示" not in everything
    assert "SHA-256" not in everything


@needs_libreoffice
def test_only_one_sheet_is_one_page(consolidated, run):
    run("summarize", consolidated.path, "--only", "概要", "--lang", "en", "--pdf")
    path = consolidated.path / "summary_en.pdf"
    assert len(PAGE.findall(path.read_bytes())) == 1
    text = text_of(path, 1, 1)
    assert "FY2024KPIachievement" in text
    assert "Page1of1" in text


@needs_libreoffice
def test_data_is_printed_where_it_is_asked_for(consolidated, run):
    run("summarize", consolidated.path, "--only", "概要", "--only", "データ", "--pdf")
    path = consolidated.path / "summary.pdf"
    assert len(PAGE.findall(path.read_bytes())) > 1
    assert "年度表示" in text_of(path, 2, 9)


def test_without_libreoffice_the_summary_is_there_and_the_reason_is_said(consolidated, run, monkeypatch):
    monkeypatch.setattr(pdf, "find_libreoffice", lambda: None)
    consolidated.summary.unlink(missing_ok=True)
    result = run("summarize", consolidated.path, "--only", "概要", "--pdf")
    assert result.exit_code == 2
    assert result.stdout.startswith(f"{consolidated.summary} を作りました。概要 だけの総括です")
    assert "PDFは作れませんでした：LibreOffice が見つかりません。" in result.stderr
    assert str(consolidated.summary) in result.stderr
    assert consolidated.summary.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("script", "reason"), [("echo broken; exit 1", "broken"), ("sleep 60 & sleep 60", "1 s"), ("exit 0", "0")]
)
def test_a_libreoffice_that_makes_nothing_is_said(consolidated, run, monkeypatch, tmp_path, script, reason):
    stand_in = tmp_path / "soffice"
    stand_in.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    stand_in.chmod(0o755)
    monkeypatch.setattr(pdf, "find_libreoffice", lambda: stand_in)
    monkeypatch.setattr(pdf, "_LONGEST", 1.0)
    result = run("summarize", consolidated.path, "--only", "概要", "--lang", "en", "--pdf")
    assert result.exit_code == 2
    assert f"（{reason}）" in result.stderr


def test_an_old_pdf_is_named(consolidated, run):
    (consolidated.path / "summary.pdf").write_bytes(b"from last week")
    result = run("summarize", consolidated.path, "--only", "概要")
    assert result.exit_code == 0
    assert f"{consolidated.path / 'summary.pdf'} は前に作ったものです。" in result.stdout


def test_libreoffice_is_found_where_windows_and_macos_keep_it(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    for name in ("PROGRAMW6432", "PROGRAMFILES(X86)"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    monkeypatch.setattr(pdf, "_MAC", Path("/nowhere/soffice"))
    assert pdf.find_libreoffice() is None
    program = tmp_path / "LibreOffice" / "program" / "soffice.com"
    program.parent.mkdir(parents=True)
    program.touch()
    assert pdf.find_libreoffice() == program
