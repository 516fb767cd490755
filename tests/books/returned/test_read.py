"""Returned workbooks are read by identity and keys, wherever a branch moved things."""

import datetime as dt
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from kpixl.books.entry_workbook.layout import SNAPSHOT_KEY
from kpixl.books.returned.read import read_return
from kpixl.files.inbox import find_returns
from kpixl.model.submission import Field, MeasureField, Submission, UnreadableFile
from kpixl.steps.read_returns import read_returns
from tests.builders import Round, edited, fill_return, make_round, set_modified
from tests.inprocess import InProcessExecutor
from tests.messy.packing import as_strict, packed, parts_of
from tests.searching import examples
from tests.small_plan import FILLED, FILLED_MEASURES, KPI_CODES

Values = dict[tuple[str, str], Any]


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return make_round(tmp_path)


@pytest.fixture
def filled(round_: Round) -> Path:
    return fill_return(round_, "01", FILLED["ja"]["01"], measures=FILLED_MEASURES["ja"])


def _read(path: Path) -> Submission:
    submission = read_return(path, path.parents[1])
    assert isinstance(submission, Submission), submission
    return submission


def _values(submission: Submission) -> Values:
    """What stands in the input cells, without those that are empty or take no figure."""
    return {
        (row.key, name): cell.value
        for row in submission.rows
        for name, cell in row.cells.items()
        if name in set(Field) and cell.value not in ("", "－")
    }


def _measure_values(submission: Submission) -> Values:
    return {
        (row.key, name): cell.value
        for row in submission.measure_rows
        for name, cell in row.cells.items()
        if name in set(MeasureField) and cell.value != ""
    }


def _addresses(submission: Submission, field: str = "actual") -> dict[str, str]:
    return {row.key: row.cells[field].cell for row in submission.rows if field in row.cells}


def test_a_return_says_who_it_is_and_what_was_typed(filled, round_):
    submission = _read(filled)
    assert submission.file == "inbox/01_札幌_FY2024.xlsx"
    assert submission.has_keys
    assert submission.modified is None  # never saved by a person: still the creation date
    assert submission.identity is not None
    assert (submission.identity.branch_code, submission.identity.branch_name) == ("01", "札幌")
    assert (submission.identity.round_name, submission.identity.fiscal_year) == ("令和6年度実績", "2024")
    assert submission.identity.issue == "FY2024-01-01"
    assert _values(submission) == FILLED["ja"]["01"]
    assert _measure_values(submission) == FILLED_MEASURES["ja"]
    # The row's number is the one that a person sees, and the heading above the table is no row.
    assert [row.key for row in submission.rows if row.key in KPI_CODES] == list(KPI_CODES)
    assert all(row.cells["actual"].cell == f"K{row.row}" for row in submission.rows if "actual" in row.cells)


def test_a_worker_sends_the_forms_own_formulas_only_where_they_are_broken_or_typed_over(filled):
    first, second, third = (row.row for row in _read(filled).rows[:3])
    with edited(filled) as book:
        sheet = book["記入シート"]
        sheet[f"L{first}"] = "=IF(#REF!>0,1,2)"
        sheet[f"L{second}"] = "○ 記入済"
    sent = {row.row: row.cells.get("check") for row in _read(filled).rows}
    assert (sent[first].formula, sent[second].value, sent[third]) == ("=IF(#REF!>0,1,2)", "○ 記入済", None)


def test_a_text_by_a_number_that_the_file_does_not_know_is_none(filled):
    parts = parts_of(filled.read_bytes())
    shared = parts["xl/sharedStrings.xml"]
    parts["xl/sharedStrings.xml"] = shared.replace(b"http://schemas.openxmlformats.org/", b"urn:foreign:")
    assert parts["xl/sharedStrings.xml"] != shared
    filled.write_bytes(packed(parts))
    remarks = [row.cells["remark"] for row in _read(filled).rows]
    assert {cell.is_doubled for cell in remarks if cell.value} == {True}
    assert {cell.is_doubled for cell in remarks if not cell.value} == {False}


def test_a_cell_with_a_value_and_an_empty_one_is_not_taken_for_blank(filled):
    parts = parts_of(filled.read_bytes())
    sheet = "xl/worksheets/sheet1.xml"
    cell = re.compile(rb'(<c r="K8"[^>]*>)<v>[^<]*</v></c>')
    assert cell.search(parts[sheet])
    parts[sheet] = cell.sub(rb"\1<v>75.9</v><v></v></c>", parts[sheet])
    filled.write_bytes(packed(parts))
    read = _read(filled).rows[0].cells["actual"]
    assert (read.cell, read.is_doubled) == ("K8", True)


def test_the_snapshot_has_a_length_and_its_rows_by_number(filled):
    snapshot = _read(filled).snapshot
    assert len(snapshot) == len(list(iter(snapshot))) > 0
    assert snapshot[0] == next(iter(snapshot))


def test_the_snapshot_is_that_of_the_hidden_sheet_wherever_another_stands(filled):
    before = tuple(_read(filled).snapshot)
    with edited(filled) as book:
        other = book.create_sheet("控え", 0)
        other["A1"], other["A2"] = SNAPSHOT_KEY, '["kpis", 1, {"name": "別の指標"}]'
    assert tuple(_read(filled).snapshot) == before
    with edited(filled) as book:
        del book["_kpixl"]
    assert tuple(_read(filled).snapshot) == (("kpis", 1, "name", "別の指標"),)


def test_the_time_of_saving_is_the_workbooks_own_and_not_the_files(filled):
    saved = dt.datetime(2025, 5, 20, 9, 30, tzinfo=dt.UTC)
    set_modified(filled, saved)
    os.utime(filled, (0, 0))
    assert _read(filled).modified == saved


def test_rows_inserted_above_move_the_addresses_and_not_the_values(filled):
    before = _read(filled)
    with edited(filled) as book:
        book["記入シート"].insert_rows(2, 3)
        book["施策評価"].insert_rows(1, 2)
    after = _read(filled)
    assert _values(after) == _values(before) == FILLED["ja"]["01"]
    assert _measure_values(after) == FILLED_MEASURES["ja"]
    rows = {row.key: row.row for row in before.rows}
    assert {row.key: row.row for row in after.rows} == {key: number + 3 for key, number in rows.items()}


def test_columns_inserted_anywhere_move_the_addresses_and_not_the_values(filled):
    before = _read(filled)
    with edited(filled) as book:
        book["記入シート"].insert_cols(11)
        book["記入シート"].insert_cols(1, 2)
    after = _read(filled)
    assert _values(after) == FILLED["ja"]["01"]
    letters = {key: cell.rstrip("0123456789") for key, cell in _addresses(before).items()}
    moved = {key: cell.rstrip("0123456789") for key, cell in _addresses(after).items()}
    assert set(letters.values()) == {"K"}
    assert set(moved.values()) == {"N"}


def test_a_column_that_was_deleted_moves_the_others_and_no_value(filled):
    with edited(filled) as book:
        sheet = book["記入シート"]
        numbers = next(cell.column for cell in sheet[1] if cell.value == "kpixl:number")
        sheet.delete_cols(numbers)
    assert _values(_read(filled)) == FILLED["ja"]["01"]


def test_renamed_sheets_are_found_by_their_keys(filled):
    with edited(filled) as book:
        book["記入シート"].title = "提出用（最終）"
        book["施策評価"].title = "Sheet2"
        book["_kpixl"].title = "Sheet9"
    after = _read(filled)
    assert _values(after) == FILLED["ja"]["01"]
    assert _measure_values(after) == FILLED_MEASURES["ja"]
    assert after.identity is not None
    assert after.identity.branch_code == "01"
    assert {row.sheet for row in after.rows} == {"提出用（最終）"}


def test_sorted_rows_are_found_by_their_keys(filled):
    with edited(filled) as book:
        sheet = book["記入シート"]
        numbers = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value in KPI_CODES]
        contents = {n: [sheet.cell(n, c).value for c in range(1, sheet.max_column + 1)] for n in numbers}
        for number, other in zip(numbers, reversed(numbers), strict=True):
            for column, value in enumerate(contents[other], start=1):
                sheet.cell(number, column).value = value
                if value == FILLED["ja"]["01"]["007", "remark"]:
                    sheet.cell(number, column).data_type = "s"  # openpyxl takes it for a formula
    after = _read(filled)
    assert _values(after) == FILLED["ja"]["01"]
    assert [row.key for row in after.rows if row.key in KPI_CODES] == list(reversed(KPI_CODES))


def test_added_sheets_and_notes_beside_the_table_do_no_harm(filled):
    with edited(filled) as book:
        book.create_sheet("下書き", 0)["A1"] = "メモ"
        book.create_sheet("電卓")["K8"] = 12.3
        sheet = book["記入シート"]
        sheet.cell(2, sheet.max_column + 2).value = "担当者メモ"
        sheet.cell(sheet.max_row + 3, 11).value = 999
    assert _values(_read(filled)) == FILLED["ja"]["01"]


def test_of_a_sheet_that_was_copied_the_form_s_own_is_looked_at(filled):
    with edited(filled) as book:
        changes_before = _changes(_read(filled))
        copied = book.copy_worksheet(book["記入シート"])
        copied.column_dimensions["O"].hidden = True
    submission = _read(filled)
    assert (_changes(submission), changes_before) == (["K349"], [])
    assert {row.sheet for row in submission.rows} == {"記入シート"}


def test_a_copied_row_comes_back_twice_with_both_places(filled):
    with edited(filled) as book:
        sheet = book["記入シート"]
        row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, 1).value == "claim_days")
        for column in range(1, sheet.max_column + 1):
            sheet.cell(row + 10, column).value = sheet.cell(row, column).value
    places = [row.row for row in _read(filled).rows if row.key == "claim_days"]
    assert len(places) == 2
    assert places[1] == places[0] + 10


def _changes(submission: Submission) -> list[str]:
    return [change.kind.code for change in submission.changes]


def _by_texts(submission: Submission) -> dict[str, Any]:
    """The actual of each row without a key, by the indicator that stands in it."""
    return {
        text: row.cells["actual"].value
        for row in submission.rows
        for text in row.texts
        if text in ("予防健診受診率", "支払いまでの日数")
    }


def _said(submission: Submission, code: str) -> list[tuple[str, Any]]:
    """The sheet and the details of every change of that code."""
    return [
        (change.place.sheet, dict(change.details)["seen"])
        for change in submission.changes
        if change.kind.code == code
    ]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_sheet_that_holds_values_and_is_hidden_is_named(filled, state):
    with edited(filled) as book:
        for name in ("記入シート", "施策評価", "記入要領"):
            book[name].sheet_state = state
        book.create_sheet("支部の表")
        book.active = len(book.sheetnames) - 1
    assert _said(_read(filled), "K384") == [("記入シート", "記入シート"), ("施策評価", "施策評価")]


def test_hidden_rows_and_columns_with_values_are_named_on_every_sheet(filled):
    with edited(filled) as book:
        rows = {row[0].value: row[0].row for row in book["施策評価"] if row[0].value}
        for row in rows.values():
            book["施策評価"].row_dimensions[row].hidden = True
        book["記入シート"].column_dimensions["O"].hidden = True
        book["記入シート"].row_dimensions[8].hidden = True
    assert _said(_read(filled), "K348") == [
        ("記入シート", ("8", "O")),
        ("施策評価", (str(rows["M01"]), str(rows["M02"]))),
    ]


def _listed_cells(submission: Submission, code: str) -> list[tuple[str, Any]]:
    """The place and the cells of every change of that code."""
    return [
        (change.place.cell, dict(change.details).get("cells") or dict(change.details)["seen"])
        for change in submission.changes
        if change.kind.code == code
    ]


def test_a_formula_of_the_form_that_refers_to_nothing_is_named_and_a_figure_is_told_elsewhere(filled):
    with edited(filled) as book:
        sheet = book["記入シート"]
        sheet["K8"] = "=#REF!"
        sheet["L9"] = "=#REF!*2"
        sheet["L8"] = '=IF(#ref!>0,"",1)'
    assert _listed_cells(_read(filled), "K346") == [("L8", ("L8", "L9"))]


def test_input_cells_that_were_merged_are_named_and_other_merged_cells_are_not(filled):
    with edited(filled) as book:
        sheet = book["記入シート"]
        sheet.merge_cells("B3:C3")
        sheet.merge_cells("K10:K11")
        sheet.merge_cells("K8:K9")
    assert _listed_cells(_read(filled), "K347") == [("K8", ("K8:K9", "K10:K11"))]


def test_without_the_key_row_the_labels_lead_to_the_columns(filled):
    with edited(filled) as book:
        book["記入シート"].delete_rows(1)
    submission = _read(filled)
    assert _by_texts(submission) == {"予防健診受診率": 65.2, "支払いまでの日数": 7.4}
    assert submission.identity is not None
    assert "K350" in _changes(submission)


def test_without_the_key_column_rows_come_with_their_texts(filled):
    with edited(filled) as book:
        book["記入シート"].delete_cols(1)
    submission = _read(filled)
    assert _by_texts(submission) == {"予防健診受診率": 65.2, "支払いまでの日数": 7.4}
    assert {row.key for row in submission.rows} == {""}
    assert "K350" in _changes(submission)


def test_without_keys_and_labels_there_is_no_table(filled):
    with edited(filled) as book:
        book["記入シート"].delete_rows(1, 7)
        book["記入シート"].delete_cols(1)
    assert not _read(filled).has_keys


def test_without_the_identity_sheet_the_visible_issue_number_tells_the_branch(filled):
    with edited(filled) as book:
        del book["_kpixl"]
    submission = _read(filled)
    assert submission.identity is not None
    assert (submission.identity.branch_code, submission.identity.fiscal_year) == ("01", "2024")
    assert (submission.identity.issue, submission.identity.schema) == ("FY2024-01-01", "")
    assert "K359" in _changes(submission)


def test_without_identity_sheet_and_issue_number_nobody_is_named(filled):
    with edited(filled) as book:
        del book["_kpixl"]
        book["記入シート"].delete_rows(2, 4)
    assert _read(filled).identity is None


def test_a_code_that_became_a_number_is_still_a_code(filled):
    with edited(filled) as book:
        sheet = book["_kpixl"]
        cell = next(row[1] for row in sheet.iter_rows(max_col=2) if row[0].value == "kpixl:fiscal_year")
        cell.value = 2024
    identity = _read(filled).identity
    assert identity is not None
    assert identity.fiscal_year == "2024"


@pytest.mark.parametrize(
    "content",
    [b"", b"garbage", b"PK\x03\x04" + bytes(100), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)],
    ids=["empty", "garbage", "half a zip", "half an ole file"],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"])
def test_a_file_that_is_no_workbook_is_a_record_with_the_readers_reason(round_, content, suffix):
    path = round_.inbox / f"壊れた{suffix}"
    path.write_bytes(content)
    record = read_return(path, round_.path)
    assert isinstance(record, UnreadableFile)
    assert record.file == f"inbox/壊れた{suffix}"
    assert record.kind.code in ("K301", "K315", "K316", "K319")
    assert len(record.sha256) == 64


def test_a_workbook_cut_off_anywhere_is_a_record_and_never_an_exception(filled, round_):
    whole = filled.read_bytes()
    path = round_.inbox / "half.xlsx"
    for length in range(0, len(whole), len(whole) // 12):
        path.write_bytes(whole[:length])
        assert isinstance(read_return(path, round_.path), UnreadableFile), length


def test_the_inbox_is_searched_in_every_folder_and_in_one_order(round_):
    for name in (
        "b.xlsx",
        "a/c.XLSX",
        "a/d.ods",
        "メモ.txt",
        "~$b.xlsx",
        ".hidden.xlsx",
        ".trash/e.xlsx",
        "f.xlsm",
    ):
        path = round_.inbox / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    (round_.inbox / "届いた箱.dat").write_bytes(b"PK\x03\x04")  # may be a workbook under another name
    found = find_returns(round_.inbox, round_.path)
    assert [path.relative_to(round_.inbox).as_posix() for path in found.files] == [
        ".hidden.xlsx",
        "a/c.XLSX",
        "a/d.ods",
        "b.xlsx",
        "f.xlsm",
        "メモ.txt",
        "届いた箱.dat",
    ]
    assert [(item.file, item.kind.code) for item in found.unread] == [("inbox/~$b.xlsx", "K330")]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("メモ.txt", b"", "K314"),
        ("空.xlsx", b"", "K315"),
        ("空.eml", b"", "K315"),
        ("空.dat", bytes(99), "K314"),
        ("途中.dat", b"PK\x03\x04", "K316"),  # may be a workbook under another name
        ("写真.jpg", b"\xff\xd8\xff", "K314"),
        ("写真.xlsx", b"\xff\xd8\xff", "K319"),
    ],
)
def test_a_file_that_nobody_would_take_for_a_return_is_a_note(round_, name, content, code):
    path = round_.inbox / name
    path.write_bytes(content)
    item = read_return(path, round_.path)
    assert isinstance(item, UnreadableFile)
    assert (item.kind.code, len(item.sha256)) == (code, 64)


def test_many_returns_come_back_in_the_order_given(round_):
    paths = [
        fill_return(round_, code, name=f"{number}.xlsx") for number, code in enumerate(("45", "01", "02"))
    ]
    submissions = [item for [item] in read_returns(paths, round_.path, InProcessExecutor())]
    found = [item.identity for item in submissions if isinstance(item, Submission)]
    assert [identity.branch_code for identity in found if identity] == ["45", "01", "02"]


# ── any typed values at all ─────────────────────────────────────────────────────────────────────────
# What a cell can hold: a number of at most 15 digits, or a text without control characters.
_numbers = st.decimals(-(10**9), 10**9, places=4).map(float) | st.integers(-(10**12), 10**12).map(float)
_texts = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
) | st.sampled_from(
    [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "'引用",
        " 前後の空白 ",
        "改行\nあり",
        "0012",
        "TRUE",
        "1E5",
        "#N/A",
        "_x0041_",
    ]
)
_fields = st.tuples(st.sampled_from(KPI_CODES), st.sampled_from([str(field) for field in Field])).filter(
    lambda key: key[1] not in ("numerator", "denominator") or key[0] == "checkup_rate"
)


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(typed=st.dictionaries(_fields, _numbers | _texts, max_size=12))
def test_whatever_is_typed_into_an_entry_workbook_is_read_back(typed, tmp_path_factory):
    path = fill_return(_any_round(tmp_path_factory), "01", typed, name="any.xlsx")
    assert _values(_read(path)) == {key: value for key, value in typed.items() if value != "－"}


@settings(max_examples=examples(8), deadline=None)
@given(
    above=st.integers(0, 4),
    left=st.integers(0, 3),
    between=st.integers(2, 16),
    name=st.sampled_from(["記入", "Sheet1"]),
)
def test_wherever_the_table_is_moved_it_is_read_where_it_stands(above, left, between, name, tmp_path_factory):
    path = fill_return(_any_round(tmp_path_factory), "01", FILLED["ja"]["01"], name="moved.xlsx")
    with edited(path) as book:
        sheet = book["記入シート"]
        sheet.title = name
        sheet.insert_cols(between)
        for _column in range(left):
            sheet.insert_cols(1)
        for _row in range(above):
            sheet.insert_rows(1)
    submission = _read(path)
    assert _values(submission) == FILLED["ja"]["01"]
    column = get_column_letter(11 + left + (between <= 11))
    assert _addresses(submission)["claim_days"].rstrip("0123456789") == column


_ROUNDS: list[Round] = []


def _any_round(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """One round for all the examples of a property; each overwrites the last one's file."""
    if not _ROUNDS:
        _ROUNDS.append(make_round(tmp_path_factory.mktemp("any")))
    return _ROUNDS[0]


def test_a_strict_workbook_is_read_with_its_dates(filled):
    parts = parts_of(filled.read_bytes())
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    # Excel writes a day there as ISO 8601 does.
    dated = re.sub(
        r'<c r="(O8)" s="(\d+)"[^>]*?(?:/>|>.*?</c>)', r'<c r="\1" s="\2" t="d"><v>2025-03-31</v></c>', sheet
    )
    assert dated != sheet
    before = _read(filled)
    parts["xl/worksheets/sheet1.xml"] = dated.encode()
    filled.write_bytes(packed({name: as_strict(part) for name, part in parts.items()}))
    submission = _read(filled)
    assert submission.rows[0].cells[Field.AS_OF].value == dt.date(2025, 3, 31)
    other = (submission.rows[0].key, Field.AS_OF)
    assert _without(_values(submission), other) == _without(_values(before), other)
    assert submission.identity == before.identity


def _without(values: Values, key: tuple[str, str]) -> Values:
    return {name: value for name, value in values.items() if name != key}
