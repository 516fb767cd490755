"""What is loaded, and when: the help next to nothing, light commands only what they need."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kpixl.steps.executors import READING

ROOT = Path(__file__).parents[1]
HEAVY = ("pandas", "numpy", "openpyxl", "xlsxwriter", "python_calamine")

_REPORT = "; import json; print('LOADED ' + json.dumps(sorted(sys.modules)))"
_HELP = (
    "import runpy, sys; sys.argv = ['kpixl', *{arguments!r}]\n"
    "try: runpy.run_module('kpixl', run_name='__main__')\n"
    "except SystemExit as end: print('EXIT', end.code or 0)\n"
    "import json; print('LOADED ' + json.dumps(sorted(sys.modules)))"
)


def _run(code: str, folder: Path = ROOT) -> tuple[str, set[str]]:
    """What a fresh Python prints for some code, and the modules it has loaded in the end."""
    # Coverage would load modules of its own.
    unwatched = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=unwatched | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    output, _, loaded = done.stdout.rpartition("LOADED ")
    return output, set(json.loads(loaded))


def test_importing_the_library_loads_nothing_but_its_names():
    _output, loaded = _run("import sys, kpixl" + _REPORT)
    assert {name for name in loaded if name.split(".")[0] == "kpixl"} == {"kpixl"}


def test_reading_a_target_from_python_loads_nothing_heavy():
    output, loaded = _run("import sys, kpixl; print(kpixl.parse_target('64.6以上')[0].value)" + _REPORT)
    assert output == "64.6\n"
    assert not loaded & {*HEAVY, "click", "rich"}


def test_what_reads_returns_loads_nothing_that_writes_workbooks():
    _output, loaded = _run("import sys, kpixl.steps.read_returns" + _REPORT)
    assert "kpixl.books.entry_workbook.layout" in loaded
    assert {name for name in loaded if name.startswith("kpixl.books.writing")} == set()
    assert "xlsxwriter" not in loaded


def test_a_worker_loads_what_opens_mails_for_those_who_send_them_alone():
    [module] = READING
    _output, loaded = _run(f"import sys, {module}" + _REPORT)
    assert "kpixl.books.returned.read" in loaded
    assert not loaded & {"email", "kpixl.files.workers"}


def test_importing_the_command_line_loads_nothing_heavy():
    _output, loaded = _run("import sys, kpixl.cli" + _REPORT)
    assert "kpixl.cli" in loaded
    assert not loaded & set(HEAVY)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["consolidate", "--help"], ["demo", "--help"]]
)
def test_the_help_loads_nothing_heavy(arguments):
    output, loaded = _run(_HELP.format(arguments=["--lang", "ja", *arguments]))
    assert "EXIT 0" in output
    assert "kpixl" in output
    assert not loaded & set(HEAVY)


def test_the_help_loads_no_catalogue_and_no_command():
    output, loaded = _run(_HELP.format(arguments=["--help"]))
    assert "EXIT 0" in output
    own = {name for name in loaded if name.startswith("kpixl.")}
    assert own == {
        *("kpixl.cli", "kpixl.cli.exits", "kpixl.cli.group", "kpixl.cli.help", "kpixl.cli.reader"),
        *("kpixl.locale", "kpixl.locale.help", "kpixl.locale.language"),
        # What hears Ctrl-C, and keeps a terminal from what files hold.
        *("kpixl.files", "kpixl.files.interrupt", "kpixl.model", "kpixl.model.printable"),
        *("kpixl.cli.output", "kpixl.cli.output.stream"),
    }
    assert not loaded & {"rich", "decimal", "dataclasses", "pathlib"}


@pytest.mark.parametrize("module", HEAVY)
def test_the_search_finds_a_heavy_module_that_is_loaded(module):
    assert module in _run(f"import sys, {module}" + _REPORT)[1]


# What each light command may load of what is heavy, in the process that people wait for: calamine reads the
# workbooks; worker processes read returned files, and write next year's plan.
LIGHT = {
    ("check", "."): {"python_calamine"},
    ("status", "."): {"python_calamine"},
    ("verify", "inbox/45_宮崎_FY2024.xlsx"): {"python_calamine"},
    ("explain", ".", "45", "checkup_insured"): {"python_calamine"},
    ("target", "3年平均以上"): set(),
    ("rollover", ".", "--out", "next"): {"python_calamine"},
}


@pytest.mark.parametrize("arguments", LIGHT, ids=lambda arguments: arguments[0])
def test_a_light_command_loads_nothing_heavy_that_it_does_not_need(tmp_path, arguments):
    folder = tmp_path / "round"
    shutil.copytree(ROOT / "workbooks" / "fy2024", folder)
    output, loaded = _run(_HELP.format(arguments=list(arguments)), folder)
    assert "EXIT 0" in output
    assert loaded & set(HEAVY) == LIGHT[arguments]


def test_a_plan_is_checked_without_what_reads_returned_files():
    _output, loaded = _run("import sys, kpixl.jobs.check" + _REPORT)
    assert "kpixl.books.returned.snapshot" in loaded
    assert "kpixl.books.returned.read" not in loaded


def test_a_summary_is_made_without_what_reads_returned_files():
    _output, loaded = _run("import sys, kpixl.jobs.summarize" + _REPORT)
    assert "xlsxwriter" in loaded
    assert not loaded & {"openpyxl", "kpixl.files.workers", "xlrd", "msoffcrypto", "kpixl.steps.load_round"}
