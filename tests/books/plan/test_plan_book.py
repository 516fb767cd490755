"""The plan workbook: what is written is read back, whatever people do to headers, order and language."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpixl.books.plan.read import read_plan
from kpixl.books.plan.rows import plan_rows as rows_of_plan
from kpixl.books.plan.rows import raw_rows
from kpixl.books.plan.write import build_plan
from kpixl.locale import catalogue
from kpixl.model.errors import InputFileError
from kpixl.model.figure import Figure, FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule, GradeRule, JudgeOn, Kpi, KpiCriterion, Measure, RateFormula
from kpixl.model.plan import Branch, Plan, Settings
from kpixl.model.plan_figures import HistoryRow, NationalRow
from kpixl.model.plan_layout import PLAN_SHEETS
from kpixl.model.rollover import OwnColumn
from kpixl.model.target import DO, NO_TARGET, Direction, Fixed, Prior, Target
from kpixl.model.unit import UNITS
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.plan.shown import plan_as_shown
from tests.builders import Round, column_of, edited, make_round, reread, write_plan
from tests.details import shown_details
from tests.searching import examples
from tests.small_plan import PLAN_DATE, plan_rows

ROOT = Path(__file__).parents[3]
SHIPPED = [
    ROOT / "templates" / "plan_ja.xlsx",
    ROOT / "templates" / "plan_en.xlsx",
    ROOT / "workbooks" / "fy2023" / "plan.xlsx",
    ROOT / "workbooks" / "fy2024" / "plan.xlsx",
    ROOT / "workbooks" / "fy2025" / "plan.xlsx",
]


def _plan(path: Path) -> Plan:
    plan, findings = parse_plan(plan_as_shown(read_plan(path)))
    assert plan is not None, findings
    return plan


def _found(path: Path) -> list[tuple[str, str, str]]:
    """Code, sheet and cell of every finding, in order."""
    _parsed, findings = parse_plan(plan_as_shown(read_plan(path)))
    return [(item.kind.code, item.place.sheet, item.place.cell) for item in findings]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_shipped_plan_written_again_in_either_language_is_the_same_plan(path, language, tmp_path):
    plan = _plan(path)
    again = write_plan(tmp_path / "plan.xlsx", raw_rows(read_plan(path)), language)
    assert _plan(again) == plan


def test_the_small_plan_is_read_as_it_was_written(tmp_path):
    plan = make_round(tmp_path).plan
    assert plan.settings == Settings(
        organisation="試験健康保険協会",
        fiscal_year=FiscalYear(2024),
        round_name="令和6年度実績",
        date=PLAN_DATE,
        language="ja",
        classification="機密性2",
        due=dt.date(2025, 5, 30),
        contact="本部 企画部",
        aggregate_name="全国",
        grade_scheme="支部4段階",
        judge_on=JudgeOn.REPORTED,
        minus="△",
        fewest_ranked=2,
    )
    assert [branch.code for branch in plan.branches] == ["01", "02", "45"]
    assert plan.kpi("007") is not None
    assert plan.target("01", "checkup_rate") == Target(Direction.AT_LEAST, Fixed(Decimal("64.6")))
    assert plan.target("45", "generic_rate") == Target(Direction.AT_LEAST, Prior(Decimal("82.5")))
    assert plan.target("45", "claim_days") == NO_TARGET
    assert plan.target("02", "007") == DO
    assert plan.prior("02", "claim_days") == Figure.of("7.4")
    counted = next(row for row in plan.history if row.numerator is not None)
    assert (counted.numerator, counted.denominator) == (Decimal(631), Decimal(1000))
    assert plan.published_national("generic_rate", FiscalYear(2024)) == Decimal("82.7")


# ── any plan at all ─────────────────────────────────────────────────────────────────────────────────
_WORDS = "検診率あアＡAz09 -・（）%&'\"<>＝=+@#_"
_text = st.text(_WORDS, max_size=12).map(lambda text: " ".join(text.split()))
_name = _text.filter(bool)
_number = st.decimals("-99999", "99999", places=2).map(lambda value: Decimal(format(value, "f")).normalize())
_amount = st.decimals(0, 9999, places=1).map(lambda value: Decimal(format(value, "f")))
_code = st.text("abcxyz_", min_size=1, max_size=8)


@st.composite
def _kpis(draw: Any) -> tuple[Kpi, ...]:
    codes = draw(st.lists(_code, min_size=1, max_size=3, unique=True))
    return tuple(
        Kpi(
            code=code,
            pillar=draw(_name),
            measure=draw(_name),
            group=draw(_text),
            indicator=draw(_name),
            unit=draw(st.sampled_from(UNITS)),
            direction=draw(st.sampled_from([d for d in Direction if d is not Direction.NONE])),
            decimals=draw(st.integers(0, 6)),
            numerator_label=draw(_text),
            denominator_label=draw(_text),
            aggregate=draw(st.sampled_from(AggregateRule)),
            minimum=draw(st.none() | _number),
            maximum=draw(st.none() | _number),
            max_change=draw(st.none() | _number),
            rate_formula=draw(st.sampled_from(RateFormula)),
            important=draw(st.booleans()),
            difficult=draw(st.booleans()),
            comparable=draw(st.booleans()),
            not_comparable_reason=draw(_text),
            as_of=draw(_text),
            page=draw(_text),
            note=draw(_text),
        )
        for code in codes
    )


def _targets(kpi: Kpi) -> "st.SearchStrategy[Target]":
    if kpi.direction is Direction.DO:
        return st.sampled_from([DO, NO_TARGET])
    reference = st.builds(Fixed, _amount) | st.builds(Prior, st.none() | _amount, year_end=st.booleans())
    return st.just(NO_TARGET) | st.builds(Target, st.just(kpi.direction), reference)


@st.composite
def _plans(draw: Any) -> Plan:
    kpis = draw(_kpis())
    numbers = draw(st.lists(st.integers(0, 47), min_size=1, max_size=3, unique=True))
    branches = tuple(
        Branch(code=f"{n:02d}", name=f"第{n}支部", block=draw(_text), email=draw(_text)) for n in numbers
    )
    year = FiscalYear(draw(st.integers(1990, 2060)))
    date = draw(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)))
    scheme = draw(_name)
    plan_settings = Settings(
        organisation=draw(_name),
        fiscal_year=year,
        round_name=draw(_name),
        date=date,
        language=draw(st.sampled_from(["ja", "en"])),
        classification=draw(_text),
        due=draw(st.none() | st.just(date)),
        contact=draw(_text),
        aggregate_name=draw(_name),
        grade_scheme=draw(
            st.sampled_from(["", scheme, "独法5段階"])
        ),  # another name would be an error of the plan
        judge_on=draw(st.sampled_from(JudgeOn)),
        minus=draw(st.sampled_from("△-")),
    )
    targets = {(b.code, k.code): draw(_targets(k)) for b in branches for k in kpis}
    figures = st.builds(Figure.of, _number) | st.sampled_from(
        [Figure(FigureState.NONE), Figure(FigureState.UNSETTLED), Figure(FigureState.SUPPRESSED)]
    )
    history = tuple(
        HistoryRow(
            fiscal_year=year.prior,
            branch_code=b.code,
            kpi_code=k.code,
            actual=draw(figures),
            numerator=draw(st.none() | _number),
            denominator=draw(st.none() | _number),
            note=draw(_text),
        )
        for b in branches
        for k in kpis[:1]
    )
    national = tuple(
        NationalRow(
            fiscal_year=year,
            kpi_code=k.code,
            target=draw(st.none() | _number),
            actual=draw(st.none() | _number),
            note=draw(_text),
        )
        for k in kpis
    )
    measures = tuple(
        Measure(code=f"M{n}", pillar=draw(_name), name=draw(_name), group=draw(_text), note=draw(_text))
        for n in range(2)
    )
    grades = (
        GradeRule(
            scheme=scheme,
            with_kpi=draw(st.booleans()),
            grade=draw(_name),
            criterion_kpi=draw(st.sampled_from(KpiCriterion)),
            rate_from=draw(st.none() | _number),
            criterion_new_effort=draw(st.sampled_from(["", "yes", "no"])),
            criterion_plan=draw(_text),
            points=draw(st.none() | _number),
        ),
    )
    return Plan(
        settings=plan_settings,
        branches=branches,
        kpis=kpis,
        targets=targets,
        history=history,
        national=national,
        measures=measures,
        grade_rules=grades,
    )


def _target_text(target: Target) -> str:
    """A target in the target language, without any help from kpixl's own renderer."""
    match target.reference:
        case Fixed(value):
            said = str(value)
        case Prior(baseline, year_end=year_end):
            said = ("前年度末" if year_end else "前年度") + ("" if baseline is None else f"（{baseline}）")
        case None:
            return {Direction.DO: "実施", Direction.NONE: "設定なし"}[target.direction]
        case other:
            raise AssertionError(other)
    return said + {Direction.AT_LEAST: "以上", Direction.AT_MOST: "以下"}.get(target.direction, "")


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan=_plans(), language=st.sampled_from(["ja", "en"]))
def test_any_plan_written_and_read_back_is_the_same_plan(plan, language, tmp_path_factory):
    texts = {key: _target_text(target) for key, target in plan.targets.items()}
    rows = rows_of_plan(plan, texts, catalogue("ja"))
    # A formula is read whatever the direction, though kpixl itself says it of a ceiling only.
    kpis = [
        {**row, "rate_formula": str(kpi.rate_formula)}
        for row, kpi in zip(rows["kpis"], plan.kpis, strict=True)
    ]
    path = write_plan(tmp_path_factory.mktemp("any") / "plan.xlsx", {**rows, "kpis": kpis}, language)
    assert _plan(path) == plan


# ── what people do to it ────────────────────────────────────────────────────────────────────────────
def test_sheets_headers_and_words_in_the_other_language_make_the_same_plan(tmp_path):
    japanese = write_plan(tmp_path / "ja.xlsx", plan_rows("ja"), "ja")
    english = write_plan(tmp_path / "en.xlsx", plan_rows("ja"), "en")
    assert read_plan(english).tables["kpis"].sheet == "KPIs"
    assert _plan(english) == _plan(japanese)


def test_headers_of_both_languages_may_stand_in_one_sheet(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        book["指標"].cell(1, column_of(book["指標"], "単位")).value = "Unit"
        book["支部"].cell(1, column_of(book["支部"], "ブロック")).value = "BLOCK"
    assert reread(round_.path).plan == round_.plan


@pytest.mark.parametrize("label", ["指標\nコード", " 指標コード ", "指標　コード"])
def test_a_header_with_a_line_break_or_spaces_in_it_is_recognised(tmp_path, label):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        book["指標"].cell(1, 1).value = label
    assert reread(round_.path).plan == round_.plan


def test_a_title_above_the_headers_does_no_harm(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        book["支部"].insert_rows(1, 2)
        book["支部"]["A1"] = "令和6年度の支部"
    assert reread(round_.path).plan == round_.plan


@pytest.mark.parametrize("typed", ["2025/4/1", "2025-04-01", "2025年4月1日", "２０２５/４/１"])
def test_a_date_typed_as_text_is_a_date(tmp_path, typed):
    assert make_round(tmp_path, settings={"plan_date": typed}).plan.settings.date == PLAN_DATE


def test_a_date_that_never_was_is_a_finding_at_its_cell(tmp_path):
    round_ = make_round(tmp_path, settings={"due": "2025/2/30"})
    assert [(f.kind.code, f.place.sheet, f.place.cell) for f in round_.findings] == [("K115", "設定", "B8")]


def test_order_of_sheets_and_columns_does_not_matter(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        book._sheets.reverse()
        for sheet in book.worksheets:
            if sheet.title != "設定":
                rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
                for number, row in enumerate(rows, start=1):
                    for column, value in enumerate(reversed(row), start=1):
                        sheet.cell(number, column).value = value
    assert reread(round_.path).plan == round_.plan


def test_order_of_settings_does_not_matter(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        sheet = book["設定"]
        pairs = [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=2)]
        for number, pair in enumerate(reversed(pairs), start=2):
            sheet.cell(number, 1).value, sheet.cell(number, 2).value = pair
    assert reread(round_.path).plan == round_.plan


def test_blank_rows_between_the_rows_are_passed_over(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        book["支部"].insert_rows(3)
        book["指標"].insert_rows(4, 2)
    assert reread(round_.path).plan == round_.plan


def test_an_extra_column_is_named_and_not_used(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        book["支部"]["F1"], book["支部"]["F2"] = "内線", "000-000"
    assert _found(round_.plan_path) == [("K123", "支部", "F1")]
    assert reread(round_.path).plan == round_.plan


def test_an_extra_column_of_the_target_sheet_must_be_a_branch(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        book["目標"]["F1"] = "46 鹿児島"
    assert _found(round_.plan_path) == [("K108", "目標", "F1")]


def test_an_unknown_setting_is_named_and_not_used(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        book["設定"]["A14"], book["設定"]["B14"] = "表紙の色", "青"
    assert _found(round_.plan_path) == [("K122", "設定", "A14")]
    assert reread(round_.path).plan == round_.plan


@pytest.mark.parametrize(
    ("sheet", "codes"),
    [("設定", {"K101"}), ("支部", {"K101"}), ("指標", {"K101"}), ("目標", {"K101"}), ("過年度", set())],
)
def test_a_missing_sheet_is_an_error_only_where_it_is_needed(tmp_path, sheet, codes):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        del book[sheet]
    assert {code for code, _sheet, cell in _found(round_.plan_path) if not cell} >= codes
    assert (reread(round_.path).parsed is None) is bool(codes)


def test_a_plan_of_the_four_needed_sheets_alone_is_a_plan(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        for layout in PLAN_SHEETS:
            name = catalogue("ja")(f"sheet.{layout.key}")
            if layout.optional and name in book.sheetnames:
                del book[name]
    plan = reread(round_.path).plan
    assert (plan.history, plan.national, plan.measures, plan.grade_rules) == ((), (), (), ())
    assert plan.targets == round_.plan.targets


def test_a_missing_column_is_one_finding_for_the_sheet_and_none_for_its_cells(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        book["指標"].delete_cols(column_of(book["指標"], "単位"))
    assert _found(round_.plan_path) == [("K102", "指標", "")]


def test_a_column_that_may_be_left_out_is_not_missed(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        book["指標"].delete_cols(column_of(book["指標"], "上限"))
    assert _found(round_.plan_path) == []
    assert all(kpi.maximum is None for kpi in reread(round_.path).plan.kpis)


def test_a_missing_settings_row_is_a_finding_that_names_the_setting(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        book["設定"].delete_rows(3)
    again = reread(round_.path)
    assert again.parsed is None
    assert [(f.kind.code, f.place.sheet, shown_details(f.details)["column"]) for f in again.findings] == [
        ("K103", "設定", "column.fiscal_year")
    ]


def test_settings_rows_that_may_be_left_out_are_not_missed(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        sheet = book["設定"]
        for label in ("負数の表示", "機密性", "提出期限", "問い合わせ先", "評価方式"):
            sheet.delete_rows(next(row[0].row for row in sheet.iter_rows() if row[0].value == label))
    plan_settings = reread(round_.path).plan.settings
    assert (plan_settings.minus, plan_settings.classification, plan_settings.due) == ("-", "", None)


def test_a_branch_code_that_excel_turned_into_a_number_has_lost_its_zeros(tmp_path):
    rows = plan_rows()
    rows["branches"][0]["branch_code"] = 1
    round_ = make_round(tmp_path, branches=rows["branches"])
    assert ("K112", "支部", "A2") in [(f.kind.code, f.place.sheet, f.place.cell) for f in round_.findings]


@pytest.mark.parametrize("codes", [("01", "01"), ("a1", "A1")])
def test_branch_codes_that_files_and_sheets_cannot_tell_apart_are_one_finding(tmp_path, codes):
    rows = plan_rows()
    for branch, code in zip(rows["branches"], codes, strict=False):
        branch["branch_code"] = code
    round_ = make_round(tmp_path, branches=rows["branches"])
    assert ("K107", "支部", "A3") in [(f.kind.code, f.place.sheet, f.place.cell) for f in round_.findings]


def test_codes_with_leading_zeros_stay_text(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        assert [book["支部"].cell(row, 1).value for row in (2, 3, 4)] == ["01", "02", "45"]
        assert book["支部"]["A2"].number_format == "@"
        # The whole column has the format, so that a code typed into a new row stays text as well.
        assert book["支部"].column_dimensions["A"].number_format == "@"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_drop_downs_of_a_plan_offer_words_that_are_read_again(tmp_path, language):
    round_ = make_round(tmp_path, language)
    with edited(round_.plan_path) as book:
        sheet = book["指標" if language == "ja" else "KPIs"]
        offered = {
            str(rule.sqref).split(":")[0]: rule.formula1.strip('"').split(",")
            for rule in sheet.data_validations.dataValidation
        }
        column = column_of(sheet, "方向" if language == "ja" else "Direction")
        address = sheet.cell(2, column).coordinate
        assert len(offered[address]) == 4
        for row, word in enumerate(offered[address], start=2):
            sheet.cell(row, column).value = word
    directions = [row.cells["direction"].value for row in read_plan(round_.plan_path).tables["kpis"].rows]
    assert directions[:4] == ["at_least", "at_most", "equal", "do"]


def test_no_plan_and_no_workbook_are_sentences(tmp_path):
    with pytest.raises(InputFileError) as missing:
        read_plan(tmp_path / "plan.xlsx")
    assert missing.value.key == "error.plan_missing"
    (tmp_path / "plan.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(InputFileError) as broken:
        read_plan(tmp_path / "plan.xlsx")
    assert broken.value.key == "error.unreadable"


# ── what a cell shows, and what it stores ────────────────────────────────────────────────────────


def _target_cell(book: Any) -> Any:
    return next(
        row[2] for row in book["目標"].iter_rows() if row[0].value == "checkup_rate"
    )  # the first branch's


def _changed(tmp_path: Path, value: Any, number_format: str = "General") -> Round:
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        cell = _target_cell(book)
        cell.value, cell.number_format = value, number_format
    return reread(round_.path)


def test_a_percentage_typed_into_a_target_cell_is_the_percentage_that_it_shows(tmp_path):
    # Excel stores 67.5% as 0.675; a target of 0.675％ would make everybody achieve it.
    plan = _changed(tmp_path, 0.675, "0.0%").plan
    assert plan.targets["01", "checkup_rate"].reference == Fixed(Decimal("67.5"))


def test_a_fraction_without_the_format_stays_what_it_is(tmp_path):
    plan = _changed(tmp_path, 0.675).plan
    assert plan.targets["01", "checkup_rate"].reference == Fixed(Decimal("0.675"))


@pytest.mark.parametrize("value", ["=C5*1.1", "#N/A", "=NA()"])
def test_an_error_value_or_an_uncomputed_formula_in_a_target_cell_is_named_with_its_text(tmp_path, value):
    round_ = _changed(tmp_path, value)
    (item,) = [item for item in round_.findings if item.kind.code == "K110"]
    assert (item.place.sheet, shown_details(item.details)["seen"]) == ("目標", value)
    assert round_.parsed is None


def test_a_percentage_in_past_years_is_read_as_it_shows(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        sheet = book["過年度"]
        row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, 3).value == "checkup_rate")
        cell = sheet.cell(row, 4)
        cell.value, cell.number_format = 0.631, "0.0%"
    prior = reread(round_.path).plan.prior("01", "checkup_rate")
    assert prior == Figure.of("63.1")


def test_a_plan_that_cannot_be_opened_says_why(tmp_path, run):
    round_ = make_round(tmp_path)
    round_.plan_path.write_bytes(b"")
    result = run("check", round_.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{round_.plan_path} を開けません（中身が0バイトです）。"
        "Excel で開いて .xlsx 形式で保存し直してください。\n"
    )


def test_headers_have_notes_codes_are_offered_and_thousands_are_parted(tmp_path: Path) -> None:
    history = plan_rows("ja")["history"]
    history[0] |= {"numerator": 12345, "denominator": 20000.5}
    round_ = make_round(tmp_path, history=history)
    book = openpyxl.load_workbook(round_.plan_path)
    kpis, past = book["指標"], book["過年度"]
    notes = [cell.comment.text for cell in kpis[1] if cell.comment]
    assert len(notes) == kpis.max_column == 23
    assert notes[0] == "指標を見分けるコード。年度を越えて同じものを使います（必須）"
    lists = {str(rule.sqref): rule.formula1 for rule in past.data_validations.dataValidation}
    assert lists["B2:B501"].replace("$", "") == "'支部'!A2:A501"
    assert lists["C2:C501"].replace("$", "") == "'指標'!A2:A501"
    shown = {cell.value: cell.number_format for cell in past[2] if isinstance(cell.value, int | float)}
    assert shown[12345].startswith("#,##0;")
    assert shown[20000.5].startswith("#,##0.0;")


# ── the planner's own columns ────────────────────────────────────────────────────────────────────


def test_own_columns_are_written_where_they_stood_with_their_widths_and_their_values_as_they_are(tmp_path):
    own = {
        "branches": (
            OwnColumn(header="順", width=None, after="", values=(1.0, 2.0, 3.0)),
            OwnColumn(header="担当者", width=31.5, after="branch", values=("佐藤", "", "=A1")),
            OwnColumn(
                header="確認日", width=2.0, after="block", values=(dt.date(2025, 4, 1), "", dt.time(9, 30))
            ),
        )
    }
    path = tmp_path / "plan.xlsx"
    path.write_bytes(
        build_plan(
            plan_rows(), language="ja", title="t", organisation="o", created=dt.datetime(2025, 4, 1), own=own,  # noqa: DTZ001
        )
    )  # fmt: skip
    book = openpyxl.load_workbook(path)
    sheet = book["支部"]
    assert [cell.value for cell in sheet[1]][:6] == [
        "順",
        "支部コード",
        "支部",
        "担当者",
        "ブロック",
        "確認日",
    ]
    assert [[sheet.cell(row, column).value for row in (2, 3, 4)] for column in (1, 4, 6)] == [
        [1, 2, 3], ["佐藤", None, "=A1"], [dt.datetime(2025, 4, 1), None, "09:30:00"],  # noqa: DTZ001
    ]  # fmt: skip
    assert sheet.cell(4, 4).data_type == "s"  # what begins like a formula is none
    assert [sheet.column_dimensions[at].width for at in "DF"] == pytest.approx([31.5, 2.0], abs=0.1)
    # What offers the branches' codes on other sheets goes with them.
    rule = next(
        rule for rule in book["過年度"].data_validations.dataValidation if "支部" in str(rule.formula1)
    )
    assert rule.formula1.replace("$", "") == "'支部'!B2:B501"
    assert read_plan(path).tables["branches"].others == {"順": "A1", "担当者": "D1", "確認日": "F1"}


def test_two_columns_of_the_planners_with_one_name_are_two_and_one_without_a_name_is_none(tmp_path):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        sheet = book["支部"]
        for column, texts in (
            ("F", ("メモ", "一")),
            ("G", (None, "名のない列")),
            ("H", ("メモ", "二")),
            ("I", ("メモ", "三")),
        ):
            sheet[f"{column}1"], sheet[f"{column}2"] = texts
    table = read_plan(round_.plan_path).tables["branches"]
    assert table.others == {"メモ": "F1", "メモ (2)": "H1", "メモ (3)": "I1"}
    assert [table.rows[0].cells[name].value for name in table.others] == ["一", "二", "三"]
    assert reread(round_.path).plan == round_.plan
