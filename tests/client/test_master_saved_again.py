"""A master that LibreOffice has saved again: nobody edited it, and all of it is read back."""

import dataclasses
import subprocess
from pathlib import Path

import pytest

from kpixl.books.master.read import read_master
from kpixl.books.master.write import build_master
from kpixl.files import pdf
from kpixl.jobs.consolidate import consolidate
from tests.books.master.test_master_is_data import NEW_TABLES
from tests.builders import fill_return
from tests.full_round import collect_twice, make_full_round

pytestmark = pytest.mark.skipif(
    pdf.find_libreoffice() is None,
    reason="LibreOffice is not installed (apt-get install libreoffice-calc-nogui)",
)


def saved_again(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice writes it after opening it."""
    command = [
        str(pdf.find_libreoffice()), "--headless", "--norestore",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to", "xlsx", "--outdir", str(folder), str(path),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=150)
    return folder / path.name


def test_a_master_saved_again_by_libreoffice_is_read_as_it_was_written(tmp_path):
    round_ = make_full_round(tmp_path)
    collect_twice(round_)
    made = consolidate(round_.path).master
    assert made is not None
    round_.master.write_bytes(build_master(dataclasses.replace(made, **NEW_TABLES)))
    (tmp_path / "again").mkdir()
    assert read_master(saved_again(round_.master, tmp_path / "again")) == read_master(round_.master)


def test_a_summary_saved_again_by_libreoffice_is_somebodys_and_is_kept(tmp_path, filled_round, run):
    run("run", filled_round.path)
    (tmp_path / "again").mkdir()
    saved = saved_again(filled_round.summary, tmp_path / "again").read_bytes()
    filled_round.summary.write_bytes(saved)
    fill_return(filled_round, "01", {("checkup_rate", "actual"): 30})
    said = run("run", filled_round.path).stderr.splitlines()
    kept = filled_round.path / "history" / "replaced" / "0001" / "summary.xlsx"
    [line] = [line for line in said if str(kept) in line]
    assert line.startswith(f"{filled_round.summary} は、kpixl が作った後に変更または保存されています。")
    assert kept.read_bytes() == saved
