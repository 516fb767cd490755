"""The master's sheets as CSV and Parquet: what their datapackage.json says, and what others read of them."""

import csv
import io
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from kpixl.files.csv_text import unquoted
from kpixl.files.table_files import csv_bytes
from kpixl.jobs.consolidate import consolidate
from kpixl.model.errors import KpixlError
from kpixl.steps.load_round import ReadOptions
from kpixl.steps.make_tables import TableOptions

NAMES = ("data", "findings", "sources")
PAGE = (Path(__file__).parents[2] / "docs" / "master.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory, request):
    from tests.builders import fill_round, make_round

    folder = tmp_path_factory.mktemp("tables")
    round_ = make_round(folder)
    fill_round(round_)
    wanted = TableOptions(csv=folder / "csv", parquet=folder / "parquet")
    return consolidate(round_.path, ReadOptions(), wanted), folder


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_is_a_file_for_each_sheet_and_one_that_describes_them(made):
    result, folder = made
    files = [f"{form}/{name}.{form}" for form in ("csv", "parquet") for name in NAMES]
    described = [f"{form}/datapackage.json" for form in ("csv", "parquet")]
    assert [path.relative_to(folder).as_posix() for path in result.tables] == files + described


def test_one_folder_for_both_has_one_description_of_all(filled_round, tmp_path):
    consolidate(filled_round.path, ReadOptions(), TableOptions(csv=tmp_path, parquet=tmp_path))
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [item["name"] for item in package["resources"]] == [
        f"{name}-{form}" for form in ("csv", "parquet") for name in NAMES
    ]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_description_has_every_column_in_its_order_with_its_type(made, form):
    _result, folder = made
    package = json.loads((folder / form / "datapackage.json").read_text(encoding="utf-8"))
    assert [item["path"] for item in package["resources"]] == [f"{name}.{form}" for name in NAMES]
    for item in package["resources"]:
        path = folder / form / item["path"]
        read = list(_rows(path)[0]) if form == "csv" else list(pd.read_parquet(path).columns)
        assert [field["name"] for field in item["schema"]["fields"]] == read
        assert {field["type"] for field in item["schema"]["fields"]} <= {
            "string", "integer", "number", "date", "datetime",
        }  # fmt: skip
    data = {
        field["name"]: (field["type"], field["title"])
        for field in package["resources"][0]["schema"]["fields"]
    }
    assert data["branch_code"] == ("string", "支部コード")
    assert data["actual"] == ("number", "実績")
    assert data["fiscal_year"] == ("integer", "年度")
    assert data["judgement"] == ("string", "達成状況")


def test_codes_are_text_words_are_keys_and_numbers_have_the_digits_of_the_master(made):
    result, folder = made
    rows = _rows(folder / "csv" / "data.csv")
    assert len(rows) == len(result.master.assessments)
    for row, item in zip(rows, result.master.assessments, strict=True):
        assert (row["branch_code"], row["kpi_code"]) == (item.branch_code, item.kpi_code)
        assert row["judgement"] == str(item.judgement)
        assert row["actual"] == ("" if item.figure.value is None else f"{item.figure.value:f}")
        assert row["actual_state"] == str(item.figure.state)
    assert rows[0]["branch_code"] == "01"


def test_parquet_holds_decimals_and_nothing_else_than_csv(made):
    _result, folder = made
    for name in NAMES:
        frame = pd.read_parquet(folder / "parquet" / f"{name}.parquet")
        rows = _rows(folder / "csv" / f"{name}.csv")
        assert len(frame) == len(rows)
        for key in frame:
            for value, text in zip(frame[key], (row[key] for row in rows), strict=True):
                if isinstance(value, Decimal):
                    assert value == Decimal(text)
                elif pd.isna(value):
                    assert text == ""
                elif isinstance(value, pd.Timestamp):
                    assert value.isoformat() == text
                else:
                    assert str(value).removesuffix(".0") == unquoted(text)
    assert isinstance(pd.read_parquet(folder / "parquet" / "data.parquet")["actual"].iloc[0], Decimal)


@dataclass(frozen=True)
class _Column:
    key: str
    type: str
    title: str


@pytest.mark.parametrize(
    "text",
    [
        *("=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(A1)", "'=1+1", "\t=1", "\r=1", "\n=1"),
        *("＝1+1", "＋1", "－1", "＠SUM(A1)"),  # Excel in Japanese takes these for the others
    ],
)
def test_no_text_in_csv_begins_like_a_formula_and_a_negative_number_stays_one(text):
    columns = [_Column("text", "string", "記述"), _Column("number", "number", "実績")]
    content = csv_bytes(columns, [(text, Decimal("-1.5"))]).decode()
    [row] = csv.DictReader(io.StringIO(content, newline=""))
    assert row == {"text": f"'{text}", "number": "-1.5"}


def _examples():
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if "tables/data." in line]


@pytest.mark.parametrize("line", _examples())
def test_the_lines_of_the_page_read_them(line, filled_round, tmp_path, monkeypatch):
    known = {"duckdb": pytest.importorskip("duckdb")} if "duckdb" in line else {"pd": pd}
    monkeypatch.chdir(tmp_path)
    consolidate(filled_round.path, ReadOptions(), TableOptions(csv=Path("tables"), parquet=Path("tables")))
    assert len(_examples()) == 3
    assert len(eval(line, known)) > 0  # noqa: S307 - our own page


def test_without_the_extra_nothing_is_written_and_it_is_said(filled_round, tmp_path, monkeypatch):
    import builtins

    real = builtins.__import__

    def refuse(name, *arguments, **named):
        if name.partition(".")[0] == "pyarrow":
            raise ImportError(name)
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(KpixlError) as caught:
        consolidate(filled_round.path, ReadOptions(), TableOptions(parquet=tmp_path / "tables"))
    assert caught.value.key == "error.parquet_missing"
    assert not (tmp_path / "tables").exists()
    assert not (filled_round.path / "master.xlsx").exists()
