"""What kpixl needs: its licences, its bill of materials, and that none of it talks to anybody."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import all_actuals, fill_return, load_script, make_round

ROOT = Path(__file__).parents[1]
# Licences under which a library may stand beside ours (MIT) without any condition on ours.
_GOES_WITH_OURS = re.compile(
    r"\b(MIT|BSD|Apache|PSF|Python Software Foundation|ISC|0BSD|Unlicense|HPND|CNRI|ZPL)\b"
)
# Opens no file of its own: it stands in every process of the round, the workers' too.
_NO_CONNECTION = """
import socket, sys
def refuse(self, address, *rest):
    if self.family in (socket.AF_INET, socket.AF_INET6):
        open({log!r}, "a").write(repr(address) + chr(10))
        raise OSError("no connection here")
    return connect(self, address, *rest)
class Refusing(socket.socket):
    connect = connect_ex = refuse
socket.socket = Refusing
def resolve(*names, **settings):
    open({log!r}, "a").write(repr(names) + chr(10))
    raise OSError("no connection here")
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = resolve
"""


@pytest.fixture(scope="module")
def sbom():
    return load_script(ROOT / ".ci" / "sbom.py")


def test_every_library_has_a_licence_that_goes_with_ours(sbom):
    licences = {name: sbom.licence(distribution) for name, distribution in sbom.libraries().items()}
    assert len(licences) >= 12
    assert {name: text for name, text in licences.items() if not _GOES_WITH_OURS.search(text)} == {}


def test_the_bill_of_materials_names_every_library_with_its_version(sbom):
    bill = sbom.bill()
    assert bill["bomFormat"] == "CycloneDX"
    named = {item["name"] for item in bill["components"]}
    assert {"click", "filelock", "python-calamine", "xlsxwriter", "pandas"} <= named
    assert all(item["version"] for item in bill["components"])


def test_a_whole_round_opens_no_connection(tmp_path):
    log = tmp_path / "connections"
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(_NO_CONNECTION.replace("{log!r}", repr(str(log))))
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals())
    environment = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}"}
    code = "import socket; assert socket.socket.__name__ == 'Refusing'; from kpixl.cli import main; main()"
    for command in (
        "check",
        "distribute",
        "status --remind",
        "run",
        "summarize",
        "report",
        "freeze",
        "doctor",
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, *command.split()],
            capture_output=True, text=True, check=False, env=environment, cwd=round_.path,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert not log.exists()


def test_every_promise_of_security_md_names_tests_that_are_there():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    promises = text.partition("## What is promised")[2].partition("## What is not")[0]
    rows = [line for line in promises.splitlines() if line.startswith("|")][2:]
    assert len(rows) >= 10
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named, row
        for file, name in named:
            assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{name}"
