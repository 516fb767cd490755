"""Returns whose hidden parts somebody has written over: strange identities, times, excerpts and numbers.

None of them may cost more than its own branch, and none may end in a traceback.
"""

import os
import time
import zipfile
from pathlib import Path

import pytest

from kpixl.books.returned.read import read_return
from kpixl.model.submission import Submission
from tests.builders import all_actuals, edited, fill_return, ledger_of, make_round, rows_of, set_modified


@pytest.fixture
def round_(tmp_path, run):
    """Branches 01 and 02 have returned; 01's file is what the tests write over."""
    made = make_round(tmp_path)
    run("distribute", made.path)
    fill_return(made, "01", all_actuals(50), name="a.xlsx")
    fill_return(made, "02", all_actuals(50), name="b.xlsx")
    return made


def _identity(path: Path, key: str, value: object) -> None:
    with edited(path) as book:
        row = next(row for row in book["_kpixl"].iter_rows(max_col=2) if row[0].value == f"kpixl:{key}")
        row[1].value = value


def _runs_through(round_, run) -> None:
    for command in ("status", "run"):
        result = run(command, round_.path)
        assert result.exit_code in (0, 3), result.output
        assert "想定外" not in result.output
    assert ledger_of(round_)["02"]["状況"] == "受付"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("revision", "²"),
        ("revision", "9" * 5000),
        ("revision", "-1"),
        ("issue", "FY2024-01-" + "9" * 5000),
        ("issue", "FY2024-01-²"),
        ("fingerprint", ""),
        ("seal", "あ" * 64),
    ],
)
def test_a_strange_identity_stops_nothing(round_, run, key, value):
    _identity(round_.inbox / "a.xlsx", key, value)
    _runs_through(round_, run)


@pytest.mark.parametrize(
    "text",
    [
        '["settings",5,{"plan_date":NaN}]',
        '["settings",1e400,{"plan_date":"2025-04-01"}]',
        '["settings",5,{"plan_date":Infinity}]',
        '["settings",5,null]',
        '["nothing",5,{"a":"b"}]',
        "{",
        "[" * 5000,
    ],
)
def test_a_strange_excerpt_stops_nothing(round_, run, text):
    with edited(round_.inbox / "a.xlsx") as book:
        sheet = book["_kpixl"]
        row = next(cell.row for cell in sheet["A"] if cell.value == "kpixl:plan")
        sheet.cell(row + 1, 1).value = text
    _runs_through(round_, run)


@pytest.mark.parametrize(
    "moment", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "x"]
)
def test_a_strange_time_of_saving_stops_nothing(round_, run, moment):
    path = round_.inbox / "a.xlsx"
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    core = parts["docProps/core.xml"].decode()
    at = core.index("<dcterms:modified")
    begin, end = core.index(">", at) + 1, core.index("</dcterms:modified>")
    parts["docProps/core.xml"] = (core[:begin] + moment + core[end:]).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    _runs_through(round_, run)


@pytest.mark.parametrize("value", [1e308, -1e308, 1e28, 1e15, 5e-324])
@pytest.mark.parametrize("column", ["I", "J", "K"])
def test_an_enormous_number_stops_nothing(round_, run, value, column):
    with edited(round_.inbox / "a.xlsx") as book:
        book["記入シート"][f"{column}8"] = value
    _runs_through(round_, run)


def test_a_page_of_text_in_a_figures_cell_is_refused_at_once(round_, run):
    with edited(round_.inbox / "a.xlsx") as book:
        book["記入シート"]["K8"] = "a" * 32_000 + "1"
    begun = time.monotonic()
    assert run("consolidate", round_.path).exit_code == 3
    assert time.monotonic() - begun < 20
    assert max(len(row["指摘"]) for row in rows_of(round_.master, "指摘")) < 400


def test_columns_moved_without_their_keys_refuse_the_file(round_, run):
    with edited(round_.inbox / "a.xlsx") as book:
        sheet = book["記入シート"]
        for row in range(7, sheet.max_row + 1):
            left, right = sheet[f"I{row}"], sheet[f"K{row}"]
            left.value, right.value = right.value, left.value
    result = run("consolidate", round_.path)
    assert (result.exit_code, "[K368]" in result.stderr) == (3, True)
    assert ledger_of(round_)["01"]["状況"] == "差戻し"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no file name that is no text")
def test_a_file_name_that_is_no_text_stops_nothing(round_, run):
    name = os.fsencode(round_.inbox) + b"/\xff\xfe.xlsx"
    with open(name, "wb") as stream:  # noqa: PTH123 - such a name is no Path's text
        stream.write((round_.inbox / "a.xlsx").read_bytes())
    _runs_through(round_, run)


@pytest.mark.skipif(os.name == "nt", reason="sparse files are made otherwise there")
def test_an_enormous_file_is_not_even_hashed(round_, run):
    with (round_.inbox / "film.xlsx").open("wb") as stream:
        stream.truncate(30 * 1024**3)
    begun = time.monotonic()
    result = run("consolidate", round_.path)
    assert (result.exit_code, "[K321]" in result.stderr) == (3, True)
    assert time.monotonic() - begun < 20


def test_ask_without_anybody_to_answer_is_a_sentence(round_, run):
    for name, saved in (("a.xlsx", 1), ("c.xlsx", 2)):
        path = fill_return(round_, "01", all_actuals(50 + saved), name=name)
        set_modified(path, _may(saved))
    result = run("consolidate", round_.path, "--on-duplicate", "ask")
    assert result.exit_code == 2
    assert "--on-duplicate ask は画面で答える必要があります。" in result.stderr
    assert not round_.master.exists()


def _may(day: int):
    import datetime as dt

    return dt.datetime(2025, 5, day)  # noqa: DTZ001 - UTC, as workbooks have it


def test_a_round_without_its_seal_key_says_that_seals_are_not_checked(round_, run):
    (round_.path / "seal.key").unlink()
    result = run("consolidate", round_.path)
    assert (result.exit_code, result.stderr.count("[K205]")) == (0, 1)
    assert "[K357]" not in result.stderr


def test_a_heading_with_another_issue_number_is_named(round_, run):
    with edited(round_.inbox / "a.xlsx") as book:
        sheet = book["記入シート"]
        sheet["B4"] = sheet["B4"].value.replace("FY2024-01-01", "FY2024-02-01")
    result = run("consolidate", round_.path)
    assert "（発行番号：「FY2024-01-01」→「FY2024-02-01」）" in result.stderr


def test_an_issue_number_in_a_remark_is_no_heading(round_, run):
    with edited(round_.inbox / "a.xlsx") as book:
        book["記入シート"]["P8"] = "前回は FY2023-01-01 で提出"
    result = run("consolidate", round_.path)
    assert result.exit_code == 0, result.output
    assert "[K343]" not in result.stderr


def test_the_correction_of_last_years_file_carries_nothing_of_it(tmp_path, run):
    made = make_round(tmp_path)
    fill_return(made, "01", all_actuals(50), measures={("M01", "grade"): "A"}, fiscal_year="2023")
    run("sendback", made.path)
    submission = read_return(next((made.path / "sendback").glob("*.xlsx")), made.path)
    assert isinstance(submission, Submission)
    assert {row.cells["grade"].value for row in submission.measure_rows} == {""}
    assert submission.identity is not None
    assert (submission.identity.issue, submission.identity.revision) == ("FY2024-01-01", "1")
