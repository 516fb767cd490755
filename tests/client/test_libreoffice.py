"""A real client: LibreOffice fills in the template, saves it in three formats, and computes our formulas.

The filling is done by `lo_fill.py` under the system's Python, which alone has the UNO bridge.
"""

import datetime as dt
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from kpixl.books.returned.read import read_return
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.distribute import distribute
from kpixl.jobs.summarize import summarize
from kpixl.model.finding import FindingCode
from kpixl.model.submission import Field, MeasureField, Submission, UnreadableFile
from kpixl.rules.issue.distribution import SCHEMA
from tests.builders import Round, fill_return, fill_round, make_round, rows_of
from tests.small_plan import FILLED, plan_rows

SCRIPT = Path(__file__).parent / "lo_fill.py"
PYTHON = "/usr/bin/python3"
TAMPERED = "tampered.xlsx"
FORMATS = (".xlsx", ".ods", ".xls")
ENTRY, MEASURES = "記入シート", "施策評価"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _missing() -> str:
    """What LibreOffice lacks here, or an empty text."""
    if shutil.which("soffice") is None:
        return "LibreOffice is not installed (apt-get install libreoffice-calc-nogui python3-uno)"
    uno = [PYTHON, "-c", "import uno"]
    if not Path(PYTHON).is_file() or subprocess.run(uno, capture_output=True, check=False).returncode:
        return f"{PYTHON} has no UNO bridge (apt-get install python3-uno)"
    return ""


MISSING = _missing()
pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING or "LibreOffice is here")

# What is typed, as keys on a keyboard, and what the cell then says.
TYPED: dict[tuple[str, str], tuple[str, Any]] = {
    ("checkup_rate", "numerator"): ("652", 652.0),
    ("checkup_rate", "denominator"): ("1,000", 1000.0),
    ("checkup_rate", "actual"): ("65.2", 65.2),
    ("checkup_rate", "next_target"): ("66.0以上", "66.0以上"),
    ("checkup_rate", "remark"): ("=SUM(A1)は文字", "=SUM(A1)は文字"),
    ("generic_rate", "actual"): ("未確定", "未確定"),
    ("generic_rate", "as_of"): ("2025/2/1", "2025/2/1"),
    ("generic_rate", "remark"): ("0012", "0012"),
    ("claim_days", "actual"): ("7.45", 7.45),
    ("claim_days", "remark"): ("-5は前年度との差", "-5は前年度との差"),
    ("service_standard", "actual"): ("100", 100.0),
    ("service_standard", "as_of"): ("令和7年2月時点", "令和7年2月時点"),
    ("007", "actual"): ("実施", "実施"),
    ("007", "remark"): ("@広報誌・SNSで発信 ①②…", "@広報誌・SNSで発信 ①②…"),
}
TYPED_MEASURES = {("M01", "progress"): "計画通りに実施", ("M01", "grade"): "A", ("M02", "comment"): "紙→電子"}


def _run(*arguments: object) -> Any:
    """What `lo_fill.py` prints. LibreOffice crashes now and then: it is asked again."""
    for _try in range(3):
        done = subprocess.run(
            [PYTHON, str(SCRIPT), *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            timeout=150,
            check=False,
        )
        if done.stdout:
            return json.loads(done.stdout)
    return pytest.fail(f"lo_fill.py {arguments[0]} failed: {done.stderr[-2000:]}")


@pytest.fixture(scope="module")
def round_(tmp_path_factory: pytest.TempPathFactory) -> Round:
    made = make_round(tmp_path_factory.mktemp("client"))
    distribute(made.path)
    return made


@pytest.fixture(scope="module")
def returned(round_: Round) -> dict[str, Path]:
    """The template of 札幌, filled and saved by LibreOffice in each format."""
    template = round_.outbox / "01_札幌_FY2024.xlsx"
    places = _places(template, round_)
    values = [[*places[key], text] for key, (text, _value) in TYPED.items()]
    values += [[*places[key], text] for key, text in TYPED_MEASURES.items()]
    listed = round_.path / "values.json"
    listed.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    paths = {}
    for suffix in FORMATS:
        paths[suffix] = round_.path / f"saved{suffix}"
        report = _run("fill", template, listed, paths[suffix])
        assert len(report) == len(values)
    return paths


def _places(template: Path, round_: Round) -> dict[tuple[str, str], tuple[str, str]]:
    """Sheet and address of every input cell, by its keys."""
    submission = _read(template, round_)
    return {
        (row.key, name): (cell.sheet, cell.cell)
        for row in (*submission.rows, *submission.measure_rows)
        for name, cell in row.cells.items()
    }


def _read(path: Path, round_: Round) -> Submission:
    submission = read_return(path, round_.path)
    assert isinstance(submission, Submission), submission
    return submission


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_libreoffice_saves_says_who_it_is(returned, round_, suffix):
    identity = _read(returned[suffix], round_).identity
    assert identity is not None
    assert (identity.schema, identity.round_name, identity.fiscal_year) == (SCHEMA, "令和6年度実績", "2024")
    assert (identity.branch_code, identity.branch_name, identity.issue) == ("01", "札幌", "FY2024-01-01")
    assert identity == _read(round_.outbox / "01_札幌_FY2024.xlsx", round_).identity


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_typed_in_libreoffice_is_read_back(returned, round_, suffix):
    submission = _read(returned[suffix], round_)
    assert submission.has_keys
    values = {
        (row.key, name): cell.value
        for row in submission.rows
        for name, cell in row.cells.items()
        if name in set(Field) and cell.value not in ("", "－")
    }
    assert values == {key: value for key, (_text, value) in TYPED.items()}
    measures = {
        (row.key, name): cell.value for row in submission.measure_rows for name, cell in row.cells.items()
    }
    assert {key: measures[key] for key in TYPED_MEASURES} == TYPED_MEASURES


def test_all_three_formats_are_read_alike(returned, round_):
    inputs = []
    for suffix in FORMATS:
        submission = _read(returned[suffix], round_)
        rows = (*submission.rows, *submission.measure_rows)
        fields = {*Field, *MeasureField}
        inputs.append(
            [(row.key, name, row.cells[name]) for row in rows for name in row.cells if name in fields]
        )
    assert len(inputs[0]) >= 5 * 6 + 2 * 4
    assert inputs[0] == inputs[1] == inputs[2]


def test_all_three_formats_consolidate_to_the_same_figures(returned, round_, tmp_path):
    figures = []
    for suffix in FORMATS:
        alone = make_round(tmp_path, name=suffix.strip("."))
        shutil.copy(returned[suffix], alone.inbox / f"提出{suffix}")
        result = consolidate(alone.path)
        assert result.master is not None
        assert not result.refused
        figures.append([{**row, "ファイル": ""} for row in rows_of(alone.master, "データ")])
    assert figures[0] == figures[1] == figures[2]
    assert [row["実績"] for row in figures[0][:5]] == [65.2, "", 7.45, 100, ""]
    assert [row["達成状況"] for row in figures[0][:5]] == ["達成", "判定不能", "未達成", "達成", "達成"]


def test_the_three_formats_of_one_return_count_once(returned, tmp_path):
    alone = make_round(tmp_path)
    for suffix in FORMATS:
        shutil.copy(returned[suffix], alone.inbox / f"提出{suffix}")
    result = consolidate(alone.path)
    assert not result.refused
    sources = {row["ファイル"].removeprefix("inbox/"): row["扱い"] for row in rows_of(alone.master, "出典")}
    assert sorted(sources.values()) == ["同一の写し", "同一の写し", "採用"]
    assert sources["提出.xls"] == "同一の写し"  # the other two tell more of what is to doubt


def test_libreoffice_saves_a_clocks_reading_and_in_an_xls_an_instant(returned, round_):
    now = dt.datetime.now(dt.UTC)
    for suffix in FORMATS:
        saved = _read(returned[suffix], round_).modified
        assert saved is not None
        assert (saved.tzinfo is not None) == (suffix == ".xls")
        instant = saved if saved.tzinfo else saved.astimezone()  # the clock is this machine's
        assert abs(now - instant) < dt.timedelta(hours=1)


def test_an_xls_under_excels_own_password_is_read_and_under_another_one_it_is_not(returned, round_, tmp_path):
    (tmp_path / "nothing.json").write_text("[]", encoding="utf-8")
    paths = {password: round_.path / f"{password}.xls" for password in ("VelvetSweatshop", "himitsu")}
    for password, path in paths.items():
        # LibreOffice prints the empty report of what it typed.
        assert _run("fill", returned[".xls"], tmp_path / "nothing.json", path, password) == []
    identity = _read(returned[".xls"], round_).identity
    assert _read(paths["VelvetSweatshop"], round_).identity == identity
    refused = read_return(paths["himitsu"], round_.path)
    assert isinstance(refused, UnreadableFile)
    assert refused.kind is FindingCode.FILE_ENCRYPTED
    opened = read_return(paths["himitsu"], round_.path, ("himitsu",))
    assert isinstance(opened, Submission)
    assert opened.identity == identity


# ── formulas ────────────────────────────────────────────────────────────────────────────────────────
# Cells that put every branch of the live formulas to work.
_NUMBERS = (
    *(0, 1, 50, 64.55, 64.5499999, 64.6, 64.64, 65.05, 66.15, 68.1, 68.2, 100, 100.5),
    *(-3, 1e9, 0.05, 2.675),
)
_TEXTS = (
    *(
        "",
        "未確定",
        "-",
        "…",
        "x",
        "実施",
        "未実施",
        "82.6％",
        "12,5",
        " ",
        "0012",
        "=1+1",
        "TRUE",
        "#N/A",
        "○",
    ),
)
_COUNTS = (
    *((2, 3), (652, 1000), (646, 1000), (1, 3), (605, 1000), (3, 2), (0, 0), (1, 0)),
    *(("", 5), (5, ""), ("x", 5)),
)


def _zoo(folder: Path) -> Path:
    """One return with a row for each kind of cell, under every direction."""
    rows = plan_rows()
    template = {kpi["kpi_code"]: kpi for kpi in rows["kpis"]}
    targets = {row["kpi_code"]: row for row in rows["targets"]}
    kpis, targeted, history = [], [], []
    typed: dict[tuple[str, str], Any] = {}
    for base, kpi in template.items():
        for number, actual in enumerate((*_NUMBERS, *_TEXTS)):
            code = f"{base}_{number}"
            kpis.append(kpi | {"kpi_code": code, "numerator_label": "", "denominator_label": ""})
            targeted.append(targets[base] | {"kpi_code": code})
            typed[code, "actual"] = actual
            if number % 2:
                typed[code, "remark"] = "理由"
            if number % 3:
                history.append({"fiscal_year": 2023, "branch_code": "01", "kpi_code": code, "actual": 63.1})
    for number, (numerator, denominator) in enumerate(_COUNTS):
        for other, actual in enumerate(("", 66.7, "未確定", 60.5)):
            code = f"counted_{number}_{other}"
            kpis.append(template["checkup_rate"] | {"kpi_code": code})
            targeted.append(targets["checkup_rate"] | {"kpi_code": code})
            typed |= {
                (code, "numerator"): numerator,
                (code, "denominator"): denominator,
                (code, "actual"): actual,
            }
    round_ = make_round(folder, name="zoo", kpis=kpis, targets=targeted, history=history, national=[])
    return fill_return(round_, "01", {key: value for key, value in typed.items() if value != ""})


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory, worked_rounds: Path) -> dict[str, list[Any]]:
    """What LibreOffice computes for our formulas, by workbook."""
    folder = tmp_path_factory.mktemp("recalculated")
    small = make_round(folder, "en")
    fill_round(small)
    consolidate(small.path)
    summarize(small.path)
    paths = [
        worked_rounds / "fy2023" / "summary.xlsx",
        worked_rounds / "fy2023" / "master.xlsx",
        worked_rounds / "fy2024" / "summary.xlsx",
        worked_rounds / "fy2024" / "inbox" / "45_宮崎_FY2024.xlsx",
        small.summary,
        fill_return(small, "01", FILLED["en"]["01"], name="filled.xlsx"),
        fill_return(small, "01", name="template.xlsx"),
        _zoo(folder),
    ]
    paths.append(_tampered(paths[5], folder / TAMPERED))
    return dict(_run("recalculate", *paths))


def _tampered(source: Path, to: Path) -> Path:
    """A copy of a workbook in which one stored judgement is wrong."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                right, wrong = "<v>○ Achieved</v>".encode(), "<v>× Not achieved</v>".encode()
                assert right in content
                content = content.replace(right, wrong, 1)
            new.writestr(name, content)
    return to


def _stored(path: Path) -> dict[tuple[str, str], Any]:
    """The stored value of every formula cell, straight from the file."""
    with zipfile.ZipFile(path) as archive:
        workbook, relations = (
            _xml(archive, f"xl/{name}") for name in ("workbook.xml", "_rels/workbook.xml.rels")
        )
        targets = {relation.get("Id"): relation.get("Target") for relation in relations}
        found: dict[tuple[str, str], Any] = {}
        for sheet in workbook.iter(f"{MAIN}sheet"):
            for cell in _xml(archive, f"xl/{targets[sheet.get(RELATION)]}").iter(f"{MAIN}c"):
                if cell.find(f"{MAIN}f") is not None:
                    text = cell.findtext(f"{MAIN}v") or ""
                    is_text = cell.get("t") == "str" or not text
                    found[str(sheet.get("name")), str(cell.get("r"))] = text if is_text else float(text)
    return found


def _xml(archive: zipfile.ZipFile, name: str) -> ET.Element:
    return ET.fromstring(archive.read(name))  # noqa: S314 - written by the tests themselves


def _same(stored: Any, computed: Any) -> bool:
    if isinstance(stored, float) and isinstance(computed, int | float):
        return abs(stored - computed) <= 1e-9 * max(1, abs(stored))
    return bool(stored == computed)


def _differing(path: Path, cells: list[Any]) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Every formula cell whose stored value is not what was computed, with both and the error code."""
    stored = _stored(path)
    computed = {(sheet, address): (value, error) for sheet, address, value, error in cells}
    assert computed.keys() == stored.keys(), path
    return {
        place: (value, *computed[place])
        for place, value in stored.items()
        if computed[place][1] or not _same(value, computed[place][0])
    }


def test_every_stored_value_is_what_libreoffice_computes(recalculated):
    counted = {}
    for name, cells in recalculated.items():
        path = Path(name)
        counted[f"{path.parent.name}/{path.name}"] = len(cells)
        if path.name != TAMPERED:
            assert _differing(path, cells) == {}, path
    # Enough of them to mean something; the master is figures throughout.
    assert counted["fy2023/master.xlsx"] == 0
    assert counted["fy2023/summary.xlsx"] > 200
    assert counted["inbox/template.xlsx"] == counted["inbox/filled.xlsx"] >= 13
    assert counted["inbox/01_札幌_FY2024.xlsx"] > 400


def test_a_stored_value_that_is_wrong_would_be_found(recalculated):
    path = next(Path(name) for name in recalculated if Path(name).name == TAMPERED)
    [(place, (stored, computed, error))] = _differing(path, recalculated[str(path)]).items()
    assert (place[0], stored, computed, error) == ("Entry", "× Not achieved", "○ Achieved", 0)
