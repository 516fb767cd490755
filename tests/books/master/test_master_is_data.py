"""A master is data: read by its keys whatever its labels, and known when somebody has edited it."""

import dataclasses
import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

import kpixl
from kpixl.books.master import layout
from kpixl.books.master.fields import FACTS_SHEET, MasterSheet
from kpixl.books.master.read import read_master
from kpixl.books.master.write import build_master
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from kpixl.locale import LANGUAGES, catalogue
from kpixl.model.annotation import AnnotationKind, AnnotationRow
from kpixl.model.entries import Entry, Reading
from kpixl.model.errors import InputFileError
from kpixl.model.figure import Figure, FigureState, decimal_of
from kpixl.model.finding import FindingCode, Place, finding
from kpixl.model.kpi import JudgeOn
from kpixl.model.master import Master, StoredMaster
from kpixl.model.measure import ChangeKind
from kpixl.model.narrative import ActivityFigure, MeasureText, NextKpi, NextKpiStatus
from kpixl.model.plan_layout import RawPlan
from kpixl.model.receipt_note import ReceiptNote, ReceiptRuling
from kpixl.model.submission import RawCell
from kpixl.rules.assessment.assess import assess
from kpixl.steps.load_master import load_master
from tests.builders import MASTER_LABELS, MASTER_ROWS, Round, edited, fill_return, make_round, set_modified
from tests.full_round import collect_twice, make_full_round
from tests.small_plan import FILLED

OLD_ROUNDS = Path(__file__).parents[2] / "fixtures" / "rounds_0_1"
NEW_TABLES = {
    "texts": (
        MeasureText(
            branch_code="01",
            measure_code="M01",
            item_code="done",
            text="一行目\n・二行目\n=1+1",
            file="inbox/a.xlsx",
        ),
    ),
    "activities": (
        ActivityFigure(
            branch_code="01",
            measure_code="M01",
            item="訪問した事業所",
            unit="社",
            this_year=Figure.of("1204"),
            last_year=Figure(FigureState.UNSETTLED),
            change=Figure.of("-1.9"),
            change_kind=ChangeKind.PERCENT,
            as_of="令和7年3月末",
            part_of="働きかけた事業所",
            note="支部長の訪問を含む",
        ),
        ActivityFigure(branch_code="45", measure_code="M01", item="講演"),
    ),
    "next_kpis": (
        NextKpi(
            branch_code="01",
            kpi_code="checkup_rate",
            status=NextKpiStatus.CHANGED,
            indicator="健診受診率（新）",
            direction="以上",
            unit="％",
            target="66.0以上",
        ),
        NextKpi(branch_code="02", kpi_code="007", status=NextKpiStatus.ENDS),
    ),
    "annotations": (
        AnnotationRow(
            branch_code="01",
            file="inbox/a.xlsx",
            sheet="記入シート",
            cell="K8",
            kind=AnnotationKind.SHAPE,
            author="",
            text="速報値",
        ),
    ),
    "decisions": (
        ReceiptNote(
            branch_code="45",
            ruling=ReceiptRuling.EXTENDED,
            until=dt.date(2025, 6, 13),
            reason="災害のため",
            person="山田",
            date=dt.date(2025, 5, 28),
        ),
    ),
}


@pytest.fixture(scope="module", params=LANGUAGES)
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Round:
    """The full round, consolidated: every sheet of the master has something in it."""
    return _collected(tmp_path_factory.mktemp("master"), request.param)


def _collected(folder: Path, language: str = "ja") -> Round:
    round_ = make_full_round(folder, language)
    collect_twice(round_)
    first = next(round_.inbox.glob("01_*.xlsx"))
    later = fill_return(
        round_, "01", FILLED[round_.language]["01"] | {("007", "actual"): "未確定"}, name="b.xlsx"
    )
    for path, day in ((first, 2), (later, 3)):
        set_modified(path, dt.datetime(2025, 4, day))  # noqa: DTZ001 - cells have no time zone
    consolidate(round_.path)
    return round_


def masters_of(round_: Round, **more: Any) -> tuple[Master, StoredMaster]:
    """The round's master as it was made, with more in it, and as it is read back."""
    made = consolidate(round_.path).master
    assert made is not None
    made = dataclasses.replace(made, **more)
    round_.master.write_bytes(build_master(made))
    return made, read_master(round_.master)


# ── keys, never labels ──────────────────────────────────────────────────────────────────────────────
def _renamed(words: Mapping[str, Any]) -> dict[str, Any]:
    """A catalogue that says everything otherwise."""
    return {
        key: _renamed(value)
        if isinstance(value, Mapping)
        else f"別の{key}"
        if isinstance(value, str)
        else value
        for key, value in words.items()
    }


def test_renaming_every_label_of_both_catalogues_leaves_a_master_readable(full, monkeypatch):
    before = read_master(full.master)
    for language in LANGUAGES:
        words = catalogue(language)
        monkeypatch.setattr(words, "_read", lambda file, read=words._read: _renamed(read(file)))
        monkeypatch.setattr(words, "_known", {})
        assert words("column.branch_code") == "別のbranch_code"
    assert read_master(full.master) == before


def test_renaming_every_sheet_and_label_in_the_workbook_leaves_a_master_readable(full, tmp_path):
    path = tmp_path / "master.xlsx"
    with edited(full.master, path) as book:
        for number, sheet in enumerate(book.worksheets):
            if sheet.title == FACTS_SHEET:
                continue
            sheet.title = f"S{number}"
            for cell in sheet[MASTER_LABELS]:
                cell.value = f"L{cell.column}"
    assert read_master(path) == _called(read_master(full.master), path.name)


def _called(stored: StoredMaster, name: str) -> StoredMaster:
    return dataclasses.replace(stored, raw_plan=dataclasses.replace(stored.raw_plan, file=name))


def test_every_sheet_names_its_columns_in_a_hidden_row(full):
    with edited(full.master) as book:
        for sheet in book.worksheets:
            if sheet.title == FACTS_SHEET:
                assert sheet.sheet_state == "veryHidden"
                continue
            keys = [cell.value for cell in sheet[1]]
            table = _table_of(keys)
            assert keys == [f"{table.key}.{name}" for name in table.names]
            assert [sheet.row_dimensions[row].hidden for row in (1, 2, 3)] == [True, True, False]
            assert {cell.value for cell in sheet[2]} == {None}
            seen = len(table.visible)
            assert [_is_hidden(sheet, column) for column in range(1, len(keys) + 1)] == [
                column > seen for column in range(1, len(keys) + 1)
            ]


def _table_of(keys: list[str]) -> MasterSheet[Any]:
    return next(table for table in layout.SHEETS if table.key == keys[0].partition(".")[0])


def _is_hidden(sheet: Worksheet, column: int) -> bool:
    return any(
        dimension.hidden and dimension.min <= column <= dimension.max
        for dimension in sheet.column_dimensions.values()
    )


def test_no_sheet_declares_a_key_twice():
    for table in layout.SHEETS:
        assert len(set(table.names)) == len(table.names)
    assert len({table.key for table in layout.SHEETS}) == len(layout.SHEETS) == 17


# ── all of it is read back ──────────────────────────────────────────────────────────────────────────
def test_the_tables_of_later_work_are_read_back(filled_round):
    made, stored = masters_of(filled_round, **NEW_TABLES)
    for name, rows in NEW_TABLES.items():
        assert getattr(stored, name) == rows == getattr(made, name)


def test_a_table_with_nothing_in_it_has_no_sheet(filled_round):
    _made, stored = masters_of(filled_round)
    with edited(filled_round.master) as book:
        names = book.sheetnames
    assert names == [
        "受付台帳", "データ", "施策", "次年度目標案", "指摘", "出典", "変更", "計画", "実行記録", "_kpixl",
    ]  # fmt: skip
    assert [getattr(stored, name) for name in NEW_TABLES] == [()] * len(NEW_TABLES)


def test_a_record_of_the_full_round_is_as_it_was_made(full):
    made, stored = masters_of(full)
    for name in ("run_id", "ledger", "measure_entries", "findings", "sources", "changes"):
        assert getattr(stored, name) == getattr(made, name)
        assert getattr(stored, name)
    assert stored.version == kpixl.__version__


@pytest.mark.parametrize("language", ["ja", "en"])
def test_findings_are_said_in_the_language_that_is_asked_for(full, language):
    result = consolidate(full.path)
    words = catalogue(language)
    stored = read_master(full.master)
    assert [words.render(item) for item in stored.findings] == [
        words.render(item) for item in result.findings
    ]


@pytest.mark.parametrize(
    "details",
    [
        {"seen": "長い文" * 30_000},
        {"seen": tuple(f"支部{number}" for number in range(5_000))},
        {"seen": tuple("長い名前" * 100 for _ in range(5_000)), "more": ("別の" * 900,) * 99},
    ],
)
def test_a_finding_with_more_than_a_cell_holds_is_read_back_whole(filled_round, details):
    place = Place("inbox/a.xlsx")
    long = finding(FindingCode.FIGURE_UNREADABLE, place, branch="01", unit="％", **details)
    short = finding(FindingCode.FIGURE_UNREADABLE, place, branch="02", unit="％", seen="x")
    _made, stored = masters_of(filled_round, findings=(short, long, short))
    assert stored.findings == (short, long, short)
    with edited(filled_round.master) as book:
        assert book["指摘の続き"].sheet_state == "hidden"


# ── edited by hand ──────────────────────────────────────────────────────────────────────────────────
def _change(sheet: Worksheet) -> None:
    """Write something else into a cell of the first record that people see."""
    cell = next(cell for cell in sheet[MASTER_ROWS] if isinstance(cell.value, str) and cell.value)
    cell.value += "x"


def _take_out(sheet: Worksheet) -> None:
    sheet.delete_rows(MASTER_ROWS)


def _add(sheet: Worksheet) -> None:
    for column in range(1, sheet.max_column + 1):
        sheet.cell(sheet.max_row + (column == 1), column).value = "01"


@pytest.fixture(scope="module")
def every_sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master with all that a master can hold."""
    round_ = _collected(tmp_path_factory.mktemp("every_sheet"))
    long = finding(FindingCode.FIGURE_UNREADABLE, Place("inbox/a.xlsx"), seen="長い文" * 30_000)
    masters_of(round_, findings=(*consolidate(round_.path).master.findings, long), **NEW_TABLES)
    return round_.master


@pytest.mark.parametrize("edit", [_change, _take_out, _add])
@pytest.mark.parametrize("key", [table.key for table in layout.SHEETS])
def test_a_sheet_that_somebody_edited_is_named(every_sheet, tmp_path, key, edit):
    words, path = catalogue("ja"), tmp_path / "master.xlsx"
    name = words(f"sheet.{key}")
    with edited(every_sheet, path) as book:
        edit(book[name])
    with pytest.raises(InputFileError) as caught:
        read_master(path)
    assert (caught.value.key, caught.value.values["sheets"]) == ("error.master_edited", name)


@pytest.mark.parametrize(
    ("sheet", "label"),
    [
        ("ledger", "receipt"),
        ("data", "judgement"),
        ("data", "remark"),
        ("sources", "sha256"),
        ("findings", "message"),
        ("run", "value"),
    ],
)
def test_what_only_people_read_may_not_be_edited_either(full, tmp_path, sheet, label):
    words, path = catalogue(full.language), tmp_path / "master.xlsx"
    with edited(full.master, path) as book:
        written = book[words(f"sheet.{sheet}")]
        column = next(cell.column for cell in written[1] if cell.value == f"{sheet}.{label}")
        written.cell(MASTER_ROWS, column).value = "別の値"
    with pytest.raises(InputFileError) as caught:
        load_master(path)
    assert caught.value.values["sheets"] == words(f"sheet.{sheet}")


@pytest.mark.parametrize("key", [table.key for table in layout.SHEETS])
def test_a_sheet_that_is_gone_is_named(every_sheet, tmp_path, key):
    words, path = catalogue("ja"), tmp_path / "master.xlsx"
    with edited(every_sheet, path) as book:
        del book[words(f"sheet.{key}")]
    with pytest.raises(InputFileError) as caught:
        read_master(path)
    assert (caught.value.key, caught.value.values["sheets"]) == (
        "error.master_edited",
        words(f"sheet.{key}"),
    )


def test_a_sheet_that_is_gone_with_its_checksum_is_noticed_all_the_same(every_sheet, tmp_path):
    path = tmp_path / "master.xlsx"
    with edited(every_sheet, path) as book:
        del book["補正"]
        facts = book[FACTS_SHEET]
        for row in range(facts.max_row, 0, -1):
            if str(facts.cell(row, 1).value).endswith("adjustments"):
                facts.delete_rows(row)
    with pytest.raises(InputFileError) as caught:
        read_master(path)
    assert (caught.value.key, caught.value.values["sheets"]) == ("error.master_edited", FACTS_SHEET)


# ── what people do to a master without editing it ───────────────────────────────────────────────────
def test_rows_sorted_by_hand_are_read_as_they_were_written(full, tmp_path):
    path, before = tmp_path / "master.xlsx", read_master(full.master)
    with edited(full.master, path) as book:
        for sheet in book.worksheets:
            if sheet.title != FACTS_SHEET:
                _reverse_rows(sheet)
    assert read_master(path) == before


def _reverse_rows(sheet: Worksheet) -> None:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=MASTER_ROWS)]
    for number, row in enumerate(reversed(rows), start=MASTER_ROWS):
        for column, value in enumerate(row, start=1):
            _put(sheet, number, column, value)


def _put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = is no formula


def test_columns_moved_by_hand_and_columns_of_ones_own_do_no_harm(full, tmp_path):
    path, before = tmp_path / "master.xlsx", read_master(full.master)
    with edited(full.master, path) as book:
        for sheet in book.worksheets:
            if sheet.title != FACTS_SHEET:
                _reverse_columns(sheet)
                sheet.cell(MASTER_ROWS, sheet.max_column + 2).value = "わたしのメモ"
    assert read_master(path) == before


def _reverse_columns(sheet: Worksheet) -> None:
    rows = [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
    for number, row in enumerate(rows, start=1):
        for column, (value, number_format) in enumerate(reversed(row), start=1):
            _put(sheet, number, column, value)
            sheet.cell(number, column).number_format = number_format


def test_a_title_above_the_keys_and_a_copy_of_a_sheet_do_no_harm(full, tmp_path):
    words, path, before = catalogue(full.language), tmp_path / "master.xlsx", read_master(full.master)
    with edited(full.master, path) as book:
        data = book[words("sheet.data")]
        copy = book.copy_worksheet(data)
        copy.cell(MASTER_ROWS, 14).value = 99
        book.move_sheet(copy, -len(book.sheetnames) + 1)
        data.insert_rows(1)
        data["A1"] = "部長説明用"
    assert read_master(path) == before


def test_a_summary_is_the_same_after_another_program_saved_the_master(full):
    summarize(full.path)
    first = (full.path / "summary.xlsx").read_bytes()
    with edited(full.master):
        pass
    summarize(full.path)
    assert (full.path / "summary.xlsx").read_bytes() == first


# ── a stored figure is the judged figure ────────────────────────────────────────────────────────────
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\ufffe\uffff"), max_size=30
)  # a CR is read as LF
NUMBERS = st.one_of(
    st.floats(-1e15, 1e15, allow_nan=False),
    st.sampled_from([59.949999999999996, 64.55, 15.000000000000002, 7.6e-35, 0.1 + 0.2, -0.0, 1e300]),
    st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)).map(lambda counts: counts[0] / counts[1] * 100),
)


@pytest.mark.parametrize("judge_on", JudgeOn)
@given(numbers=st.lists(NUMBERS, min_size=5, max_size=5), texts=st.lists(TEXTS, min_size=5, max_size=5))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_figure_and_text_goes_through_a_master_unharmed(consolidated, tmp_path, judge_on, numbers, texts):
    plan = consolidated.plan
    plan = dataclasses.replace(plan, settings=dataclasses.replace(plan.settings, judge_on=judge_on))
    raw = _judged_on(consolidated.raw_plan, judge_on)
    entries = [
        Entry(
            branch_code="01",
            kpi_code=kpi.code,
            figure=Figure.of(decimal_of(number)),
            actual=Reading(figure=Figure.of(decimal_of(number)), typed=text),
            remark=text,
            as_of=text,
            file="inbox/a.xlsx",
            cell=RawCell(text, "記入シート", "K8"),
        )
        for kpi, number, text in zip(plan.kpis, numbers, texts, strict=True)
    ]
    path, assessments = tmp_path / "master.xlsx", assess(plan, entries)
    made = dataclasses.replace(consolidated, plan=plan, raw_plan=raw, assessments=assessments)
    path.write_bytes(build_master(made))
    loaded = load_master(path)
    assert [row.figure for row in loaded.assessments] == [row.figure for row in assessments]
    assert [row.judgement for row in loaded.assessments] == [row.judgement for row in assessments]
    assert [(entry.remark, entry.actual.typed) for entry in loaded.stored.entries] == [
        (text, text) for text in texts
    ]


@pytest.fixture(scope="module")
def consolidated(tmp_path_factory: pytest.TempPathFactory) -> Master:
    """A master to put other entries into."""
    return consolidate(make_round(tmp_path_factory.mktemp("figures")).path).master


def _judged_on(raw: RawPlan, judge_on: JudgeOn) -> RawPlan:
    settings_ = raw.tables["settings"]
    rows = tuple(
        dataclasses.replace(row, cells={"value": row.cells["value"]._replace(value=str(judge_on))})
        if row.key == "judge_on"
        else row
        for row in settings_.rows
    )
    return dataclasses.replace(
        raw, tables=raw.tables | {"settings": dataclasses.replace(settings_, rows=rows)}
    )


# ── other masters ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", ["entry_1", "entry_2"])  # English, Japanese
def test_a_master_of_0_1_0_is_named_with_what_to_do(filled_round, run, name):
    shutil.copy(OLD_ROUNDS / name / "master.xlsx", filled_round.master)
    result = run("summarize", filled_round.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{filled_round.master} は kpixl 0.1.0 が作った集約で、今お使いの kpixl では読めません。"
        "kpixl consolidate で作り直してください"
        "（新しい版で作ったものは、その版の kpixl で開いてください）。\n"
    )


def test_a_master_of_a_later_schema_is_named_with_its_version(filled_round, run):
    consolidate(filled_round.path)
    with edited(filled_round.master) as book:
        book[FACTS_SHEET]["B1"] = "kpixl-master/3"
        book[FACTS_SHEET]["B2"] = "9.9.0"
    result = run("summarize", filled_round.path)
    assert result.exit_code == 2
    assert "kpixl 9.9.0 が作った集約" in result.stderr


def test_an_entry_workbook_is_no_master(filled_round):
    returned = next(filled_round.inbox.glob("*.xlsx"))
    with pytest.raises(InputFileError) as caught:
        read_master(returned)
    assert caught.value.key == "error.master_other"


def test_a_judgement_that_these_rules_do_not_give_is_named(filled_round, run, monkeypatch):
    import kpixl.steps.load_master as step

    consolidate(filled_round.path)
    real = step.assess
    monkeypatch.setattr(step, "assess", lambda plan, entries: real(plan, entries[1:]))
    result = run("summarize", filled_round.path)
    assert result.exit_code == 2
    assert "支部 01 の checkup_rate の達成状況が、今お使いの kpixl の判定と違います" in result.stderr
