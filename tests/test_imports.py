"""What commands load: the help no workbook library and no pandas, a summary nothing for returned files."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("pandas", "numpy", "openpyxl", "xlsxwriter", "python_calamine")

_REPORT = "; import json; print('LOADED ' + json.dumps(sorted(sys.modules)))"
_HELP = (
    "import runpy, sys; sys.argv = ['kpixl', *{arguments!r}]\n"
    "try: runpy.run_module('kpixl', run_name='__main__')\n"
    "except SystemExit as end: print('EXIT', end.code or 0)\n"
    "import json; print('LOADED ' + json.dumps(sorted(sys.modules)))"
)


def _run(code: str) -> tuple[str, set[str]]:
    """What a fresh Python prints for some code, and the modules it has loaded in the end."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    output, _, loaded = done.stdout.rpartition("LOADED ")
    return output, set(json.loads(loaded))


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


@pytest.mark.parametrize("module", HEAVY)
def test_the_search_finds_a_heavy_module_that_is_loaded(module):
    assert module in _run(f"import sys, {module}" + _REPORT)[1]


def test_a_plan_is_checked_without_pandas(tmp_path):
    plan = ROOT / "templates" / "plan_ja.xlsx"
    (tmp_path / "plan.xlsx").write_bytes(plan.read_bytes())
    output, loaded = _run(_HELP.format(arguments=["check", str(tmp_path)]))
    assert "EXIT 0" in output
    assert "python_calamine" in loaded
    assert "pandas" not in loaded


def test_a_summary_is_made_without_what_reads_returned_files():
    _output, loaded = _run("import sys, kpixl.jobs.summarize" + _REPORT)
    assert "xlsxwriter" in loaded
    assert not loaded & {"openpyxl", "kpixl.files.workers", "xlrd", "msoffcrypto", "kpixl.steps.load_round"}
