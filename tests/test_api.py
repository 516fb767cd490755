"""The library: what docs/api.md shows is run as it stands, as a page and as a script."""

import doctest
import inspect
import os
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pandas as pd
import pytest

import kpixl
from kpixl.cli.group import COMMANDS, cli
from kpixl.locale import catalogue
from kpixl.rules.assessment.data_frame import FRAME_TYPES
from tests.builders import Round, fill_round, make_round
from tests.small_plan import plan_rows

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SCRIPT = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
EXAMPLES = re.findall(r"```pycon\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def worked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the worked round of FY2024, in which the examples are run."""
    shutil.copytree(ROOT / "workbooks" / "fy2024", tmp_path / "round2024")
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ── the page ───────────────────────────────────────────────────────────────────────────────────────
def test_every_example_of_the_page_gives_what_the_page_says(worked, monkeypatch, capsys):
    monkeypatch.setenv("KPIXL_LANG", "en")
    runner, known = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS), {"kpixl": kpixl}
    for number, block in enumerate(EXAMPLES, start=1):
        example = doctest.DocTestParser().get_doctest(block, known, f"block {number}", "docs/api.md", 0)
        runner.run(example, clear_globs=False)
        known |= example.globs
    assert (runner.failures, runner.tries > 15) == (0, True), capsys.readouterr().out


def test_the_examples_in_the_code_give_what_they_say():
    assert doctest.testmod(kpixl) == doctest.TestResults(failed=0, attempted=3)


@pytest.mark.parametrize("start", ["", "import multiprocessing; multiprocessing.set_start_method('spawn')\n"])
def test_the_script_of_the_page_runs_as_a_file_without_a_main_guard(worked, start):
    [script] = SCRIPT
    assert "__main__" not in script
    assert len(script.splitlines()) <= 10
    file = worked / "script.py"
    file.write_text(start + script, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, file], capture_output=True, encoding="utf-8", env=environment, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith(f"{Path('round2024/master.xlsx')}: 3 branches, ")]
    assert lines.count(str(Path("round2024/summary.xlsx"))) == 1
    assert [line.split() for line in lines if line.startswith("checkup_insured ")] == [
        ["checkup_insured", "<NA>", "62.2", "64.7"]
    ]


def test_the_page_names_every_column_with_its_type_and_its_japanese_name():
    words = catalogue("ja")
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \| (\w+) \|", PAGE, re.MULTILINE)
    assert rows == [(key, words(f"column.{key}"), kind) for key, kind in FRAME_TYPES.items()]


def test_the_page_names_every_method_with_its_options():
    rows = dict(re.findall(r"^\| `(\w+)\([^|]*\| `kpixl \w+` \|([^|]*)\|", PAGE, re.MULTILINE))
    methods = inspect.getmembers(kpixl.OpenRound, inspect.isfunction)
    assert set(rows) == {name for name, _method in methods if not name.startswith("_")}
    for name, options in rows.items():
        if name != "run":  # which has those of two others
            keywords = [key for key, one in _parameters(name).items() if one.kind is one.KEYWORD_ONLY]
            assert re.findall(r"`(\w+)`", options) == keywords, name


# ── the same as the commands ───────────────────────────────────────────────────────────────────────
def _parameters(method: str) -> dict[str, inspect.Parameter]:
    known = dict(inspect.signature(getattr(kpixl.OpenRound, method)).parameters)
    known.pop("self")
    return known


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"init", "verify", "target", "demo", "doctor"}))
def test_a_method_has_the_options_of_its_command(name):
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    options = {
        max(one.opts, key=len).removeprefix("--").replace("-", "_")
        for one in command.params
        if isinstance(one, click.Option) and one.name != "spoken"  # the language of messages
    }
    arguments = {one.name for one in command.params if isinstance(one, click.Argument)} - {"round_dir"}
    # `--json` and `--all` say how a result is shown; explain speaks the language of messages.
    spoken = {"lang"} if name == "explain" else set()
    assert set(_parameters(name)) == (options - {"json", "all"}) | arguments | spoken


def test_a_round_is_played_from_python(tmp_path):
    made = make_round(tmp_path)
    round_ = kpixl.open_round(str(made.path))
    assert not round_.check().faulty
    issued = round_.distribute()
    assert (issued.written, len(issued.planned)) == (True, 3)
    assert round_.distribute().refused
    fill_round(made)
    assert [str(row.receipt) for row in round_.status().ledger] == ["received", "received", "missing"]
    result = round_.consolidate()
    assert result.path.is_file()
    assert len(result.master.assessments) == 15
    assert round_.sendback().written == ()
    assert round_.summarize(lang="en", only="Judgements", branch=["45"]).path.name == "summary_en.xlsx"
    told = round_.explain("札幌支部", "checkup_rate", lang="ja")
    assert told.text.startswith("札幌支部の「予防健診受診率」")
    following = round_.rollover(out=tmp_path / "next", end="007")
    assert kpixl.open_round(following.path.parent).path == tmp_path / "next"
    assert [kpi.code for kpi in following.rollover.plan.kpis] == [
        kpi.code for kpi in result.master.plan.kpis if kpi.code != "007"
    ]
    everything = round_.run()
    assert everything.consolidated.master.assessments == result.master.assessments
    assert everything.summarized.path == made.summary


def test_a_written_master_is_read_back_with_the_same_judgements(filled_round):
    result = kpixl.open_round(filled_round.path).consolidate()
    master = kpixl.read_master(str(result.path))
    assert [row.judgement for row in master.assessments] == [
        row.judgement for row in result.master.assessments
    ]
    assert master.ledger == result.master.ledger
    assert [item.text("en") for item in master.findings] == [item.text("en") for item in result.findings]


def test_a_frame_has_keys_in_english_and_the_sheets_words_in_japanese(filled_round):
    master = kpixl.read_master(kpixl.open_round(filled_round.path).consolidate().path)
    english, japanese = master.to_frame(), master.to_frame("ja")
    assert list(english.columns) == list(FRAME_TYPES)
    assert [str(kind) for kind in japanese.dtypes] == list(FRAME_TYPES.values())
    words = catalogue("ja")
    assert list(japanese.columns) == [words(f"column.{key}") for key in FRAME_TYPES]
    shown = english["judgement"].map(lambda key: words(f"word.judgement.{key}"))
    assert list(japanese["達成状況"]) == list(shown)
    pd.testing.assert_series_equal(japanese["実績"], english["actual"], check_names=False)
    with pytest.raises(ValueError, match="'fr'"):
        master.to_frame("fr")


# ── errors ─────────────────────────────────────────────────────────────────────────────────────────
def faulty_round(tmp_path: Path) -> Round:
    rows = plan_rows()
    rows["kpis"][0]["unit"] = "点数表"
    return make_round(tmp_path, kpis=rows["kpis"])


@pytest.mark.parametrize("method", ["distribute", "status", "consolidate", "sendback", "run"])
def test_a_faulty_plan_is_an_error_that_has_its_faults(tmp_path, method):
    round_ = kpixl.open_round(faulty_round(tmp_path).path)
    with pytest.raises(kpixl.PlanFaultsError) as stop:
        getattr(round_, method)()
    assert stop.value.findings == round_.check().findings
    assert "K104" in [item.kind.code for item in stop.value.findings]
    first, *lines = stop.value.text("en").splitlines()
    assert first == f"{round_.path / 'plan.xlsx'} has faults, so nothing was written."
    assert lines == [item.text("en") for item in stop.value.findings]


def test_an_error_is_a_sentence_in_the_language_of_the_reader(tmp_path, monkeypatch):
    with pytest.raises(kpixl.InputFileError) as stop:
        kpixl.read_master(tmp_path / "none.xlsx")
    monkeypatch.setenv("KPIXL_LANG", "en")
    assert str(stop.value) == f"There is no {tmp_path / 'none.xlsx'}. Run kpixl consolidate first."
    monkeypatch.setenv("KPIXL_LANG", "ja")
    assert str(stop.value) == stop.value.text("ja") != stop.value.text("en")


def test_an_error_goes_from_process_to_process_with_its_sentence():
    error = kpixl.OutputFileError("locked", path=Path("a.xlsx"))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - what was pickled here
    assert (type(again), again.text("en")) == (kpixl.OutputFileError, error.text("en"))


@pytest.mark.parametrize("path", ["none", "file.txt"])
def test_a_round_that_is_no_folder_is_said_at_once(tmp_path, path):
    (tmp_path / "file.txt").write_text("", encoding="utf-8")
    with pytest.raises(kpixl.InputFileError):
        kpixl.open_round(tmp_path / path)


def test_a_script_has_nobody_to_ask(filled_round):
    with pytest.raises(kpixl.KpixlError) as stop:
        kpixl.open_round(filled_round.path).status(on_duplicate="ask")
    assert stop.value.key == "error.nobody_to_ask"


def test_a_finding_says_itself_in_both_languages(filled_round):
    found = kpixl.open_round(filled_round.path).consolidate().findings[0]
    assert found.text("ja").endswith(f"[{found.kind.code}]")
    assert found.text("en").endswith(f"[{found.kind.code}]")
    assert found.text("ja") != found.text("en")


# ── nothing is loaded before it is asked for ───────────────────────────────────────────────────────
METHODS = sorted(
    name for name, _method in inspect.getmembers(kpixl.OpenRound, inspect.isfunction) if name[0] != "_"
)


@pytest.mark.parametrize("method", METHODS)
def test_what_a_method_of_a_round_returns_is_a_name_of_the_library(method):
    returned = inspect.signature(getattr(kpixl.OpenRound, method)).return_annotation
    assert returned in kpixl.__all__


def test_every_name_of_the_library_is_there_and_no_other():
    assert [name for name in kpixl.__all__ if getattr(kpixl, name, None) is None] == []
    assert dir(kpixl) == sorted(kpixl.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        getattr(kpixl, "no_such_name")  # noqa: B009 - the attribute is not there


def test_templates_are_put_beside_the_plan_once(tmp_path):
    made = kpixl.open_round(make_round(tmp_path).path)
    paths = made.report(template=True).paths
    assert [path.name for path in paths] == ["report.docx", "report_plan.docx", "report_whole.docx"]
    paths[0].write_bytes(b"the organisation's own")
    paths[1].unlink()
    assert made.report(template=True).paths == (paths[1],)
    assert paths[0].read_bytes() == b"the organisation's own"
    with pytest.raises(kpixl.KpixlError, match=re.escape(str(tmp_path))):
        made.report(template=True)
