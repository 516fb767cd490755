"""register.csv: what is written is read again, and opening it in Excel runs nothing."""

import csv
import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.files import register
from kpixl.files.register import build_register, read_register
from kpixl.model.errors import InputFileError
from kpixl.model.submission import IssueKind, Registered


def make_row(**changes: object) -> Registered:
    known = {
        "branch_code": "45", "branch_name": "宮崎", "file": "45_宮崎_FY2024.xlsx", "issue": "FY2024-45-01",
        "schema": "kpixl-entry/3", "issued": "2025-04-02T09:30:00+09:00", "sha256": "5e",
    }  # fmt: skip
    return Registered(**known | changes)


_texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=8)
_starts = st.sampled_from(["", "=", "+", "-", "@", "'", "'=", "''@", "\t"])


@given(st.lists(st.tuples(_starts, _texts), max_size=4))
def test_names_of_every_kind_come_back_as_they_were(tmp_path_factory, names):
    rows = [make_row(branch_name=start + rest, file=start + rest) for start, rest in names]
    path = tmp_path_factory.mktemp("register") / "register.csv"
    path.write_bytes(build_register(rows))
    assert read_register(path) == rows


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(A1)", "'=1+1", "＝1+1", "\n=1+1"])
def test_no_cell_begins_like_a_formula(name):
    text = build_register([make_row(branch_name=name, file=name)]).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@＝\n"))]


def test_every_row_is_kept_in_the_order_in_which_it_was_issued(tmp_path):
    rows = [
        make_row(),
        make_row(branch_code="01", issue="FY2024-01-01"),
        make_row(revision=1, kind=IssueKind.CORRECTION, file="45_宮崎_FY2024_訂正1.xlsx"),
        make_row(issue="FY2024-45-02"),
    ]
    path = tmp_path / "register.csv"
    path.write_bytes(build_register(rows))
    assert read_register(path) == rows


@pytest.mark.parametrize(
    "rows",
    [
        "branch_code,branch,file,issue\r\n45,宮崎,a.xlsx,FY2024-45-01\r\n",
        "branch_code,branch,file,issue,revision,kind,sha256\r\n45,宮崎,a.xlsx,FY2024-45-01,first,issue,5e\r\n",
        "branch_code,branch,file,issue,revision,kind,sha256\r\n45,宮崎,a.xlsx,FY2024-45-01,0,loan,5e\r\n",
    ],
)
def test_a_register_that_cannot_be_understood_is_refused(tmp_path, rows):
    path = tmp_path / "register.csv"
    path.write_text(rows, encoding="utf-8-sig", newline="")
    with pytest.raises(InputFileError):
        read_register(path)


def test_without_a_register_nothing_was_issued(tmp_path):
    assert read_register(tmp_path / "outbox" / "register.csv") == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives links to administrators alone")
def test_a_register_on_a_drive_that_is_gone_is_not_begun_anew(tmp_path):
    (tmp_path / "register.csv").symlink_to(tmp_path / "drive" / "register.csv")
    with pytest.raises(FileNotFoundError):
        read_register(tmp_path / "register.csv")


def test_a_folder_in_the_registers_place_is_no_register(tmp_path):
    (tmp_path / "register.csv").mkdir()
    with pytest.raises(InputFileError) as caught:
        read_register(tmp_path / "register.csv")
    assert caught.value.key == "error.register_invalid"


def test_a_register_that_excel_saved_without_zeros_has_its_codes_and_what_is_missing_is_empty(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(
        "branch_code,branch,file,issue,sha256\r\n1,札幌,01.xlsx,FY2024-01-02, 5e \r\n".encode("cp932")
    )
    assert read_register(path) == [
        Registered(
            branch_code="01", branch_name="札幌", file="01.xlsx", issue="FY2024-01-02", revision=0,
            kind=IssueKind.ISSUE, schema="", issued="", sha256="5e", fingerprint="",
        )
    ]  # fmt: skip


def test_a_register_of_absurd_size_is_said_with_its_size(tmp_path):
    path = tmp_path / "register.csv"
    with path.open("wb") as stream:
        stream.truncate(1234 * 1024 * 1024)  # of nothing: it takes no room
    with pytest.raises(InputFileError) as caught:
        read_register(path)
    assert (caught.value.key, caught.value.values) == (
        "error.too_large", {"path": path, "size": "1,234 MB", "limit": "100 MB"},
    )  # fmt: skip


@pytest.mark.parametrize(("more", "is_read"), [(0, True), (1, False)])
def test_a_register_larger_than_any_is_not_read(tmp_path, monkeypatch, more, is_read):
    rows = [make_row()]
    content = build_register(rows)
    path = tmp_path / "register.csv"
    path.write_bytes(content)
    monkeypatch.setattr(register, "_MOST_BYTES", len(content) - more)
    if is_read:
        assert read_register(path) == rows
        return
    with pytest.raises(InputFileError) as caught:
        read_register(path)
    assert caught.value.key == "error.too_large"
