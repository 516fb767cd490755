"""Conditional formats that hide a value: told where they apply, or where nobody can say that they do not."""

import pytest
import xlsxwriter

from kpixl.books.reading.cell_details.conditions import Condition
from kpixl.books.reading.preflight import FileFormat
from tests.books.reading.cell_details.helpers import ods, only, with_rows, written

WHITE = {"font_color": "#FFFFFF"}


def _is_ruled(
    options: dict[str, object], look: dict[str, object], value: object = 62.2, **own: object
) -> bool:
    """Whether A1, which holds the value, has a conditional format that may hide it."""

    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write("A1", value, book.add_format(own))
        assert sheet.conditional_format("A1:A9", options | {"format": book.add_format(look)}) == 0

    return only(written(write)).cell((0, 0)).style.is_ruled


def _cell(criteria: str, value: object, **more: object) -> dict[str, object]:
    return {"type": "cell", "criteria": criteria, "value": value, **more}


ALWAYS = {"type": "formula", "criteria": "=TRUE"}


@pytest.mark.parametrize(
    "look",
    [
        WHITE,
        {"font_color": "#FEFEFE"},
        {"font_color": "#FFF2CC", "bg_color": "#FFF2CC"},
        {"bg_color": "#000000"},  # the text is black of itself
        {"font_strikeout": True},
        {"num_format": ";;;"},
        {"num_format": '"";"";""'},
    ],
)
def test_a_conditional_format_that_hides_or_strikes_out_is_one(look):
    own = {"font_color": "#000000"} if look == {"bg_color": "#000000"} else {}
    assert _is_ruled(ALWAYS, look, **own)


@pytest.mark.parametrize(
    "look",
    [
        {"font_color": "#9C0006", "bg_color": "#FFC7CE"},
        {"font_color": "#FFFFFF", "bg_color": "#1F4E79"},
        {"bg_color": "#FFF2CC"},
        {"bold": True, "border": 1, "border_color": "#FFFFFF"},
        {"num_format": "0.0"},
    ],
)
def test_one_that_only_colours_says_nothing(look):
    assert not _is_ruled(ALWAYS, look)


@pytest.mark.parametrize("own", ["#FFFFFF", "#FEFEFE"])
def test_one_that_changes_no_colour_leaves_a_pale_text_to_its_own_style(own):
    assert not _is_ruled(ALWAYS, {"bold": True, "border": 1}, font_color=own)


def test_a_comparison_with_nothing_may_hold():
    assert Condition(areas=((0, 0, 0, 0),), kind="cellIs", relation="lessThan").may_hold("62.2")


@pytest.mark.parametrize(
    ("options", "holds"),
    [
        (_cell("=", 0), False),
        (_cell("=", 62.2), True),
        (_cell("!=", 62.2), False),
        (_cell(">", 62.2), False),
        (_cell(">=", 62.2), True),
        (_cell("<", 60), False),
        (_cell("<=", 100), True),
        ({"type": "cell", "criteria": "between", "minimum": 60, "maximum": 70}, True),
        ({"type": "cell", "criteria": "not between", "minimum": 60, "maximum": 70}, False),
        (_cell("=", '"未確定"'), False),
        (_cell("=", "$B$1"), True),  # nobody computes it
        ({"type": "formula", "criteria": "=FALSE"}, False),
        ({"type": "formula", "criteria": "=A1<B1"}, True),
        ({"type": "formula", "criteria": "=ISERROR(A1)"}, False),
        ({"type": "formula", "criteria": "=isna( $A1 )"}, False),
        ({"type": "formula", "criteria": "=ISBLANK(A1)"}, False),
        ({"type": "formula", "criteria": "=LEN(TRIM(A1))=0"}, False),
        ({"type": "formula", "criteria": '=A1=""'}, False),
        ({"type": "formula", "criteria": "=NOT(ISERROR(A1))"}, True),
        ({"type": "formula", "criteria": "=ISERROR(B1)"}, True),  # of another cell
        ({"type": "formula", "criteria": "=ISBLANK(A$1)"}, True),  # of A1 for the cells below, too
        ({"type": "formula", "criteria": '=OR(A1="",TRUE)'}, True),
        ({"type": "blanks"}, False),
        ({"type": "errors"}, False),
        ({"type": "no_blanks"}, True),
        ({"type": "duplicate"}, True),
    ],
)
def test_what_surely_does_not_apply_says_nothing(options, holds):
    assert _is_ruled(options, WHITE) is holds


@pytest.mark.parametrize(("text", "holds"), [("未確定", True), ("62.2％", False)])
def test_a_condition_on_a_text_is_answered(text, holds):
    assert _is_ruled(_cell("=", '"未確定"'), WHITE, value=text) is holds


@pytest.mark.parametrize(
    ("options", "hides"),
    [
        ({"type": "data_bar", "bar_only": True}, True),
        ({"type": "data_bar", "bar_only": True, "data_bar_2010": True}, True),
        ({"type": "data_bar", "data_bar_2010": True}, False),
        ({"type": "icon_set", "icon_style": "3_arrows", "icons_only": True}, True),
        ({"type": "icon_set", "icon_style": "3_arrows"}, False),
    ],
)
def test_a_bar_or_an_icon_alone_stands_in_the_place_of_a_number_and_of_no_text(options, hides):
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", [62.2, "未確定"])
        assert sheet.conditional_format("A1:B9", options) == 0

    detail = only(written(write))
    assert [detail.cell((0, column)).style.is_ruled for column in (0, 1)] == [hides, False]
    assert detail.validated == ()


@pytest.mark.parametrize(("shown", "hides"), [(' showValue="0"', True), ("", False)])
def test_the_icons_that_excel_writes_as_an_extension_hide_numbers_too(shown, hides):
    icons = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        "<x14:conditionalFormattings><x14:conditionalFormatting"
        ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        f'<x14:cfRule type="iconSet"><x14:iconSet iconSet="3Stars"{shown}/></x14:cfRule>'
        "<xm:sqref>A1:A9</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    detail = only(with_rows('<row r="1"><c r="A1"><v>62.2</v></c><c r="B1"><v>1</v></c></row>', after=icons))
    assert [detail.cell((0, column)).style.is_ruled for column in (0, 1)] == [hides, False]
    assert detail.validated == ()


def test_a_cell_without_a_value_and_one_outside_have_none():
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_blank("A1", None, book.add_format({"bold": True}))
        sheet.write_number("B1", 1)
        sheet.conditional_format("A1", ALWAYS | {"format": book.add_format(WHITE)})

    assert not any(style.is_ruled for style in only(written(write)).styles.values())


@pytest.mark.parametrize(
    ("condition", "style", "ruled"),
    [
        ("&gt;0", "hidden", True),
        ("=0", "hidden", False),
        ("between(60,70)", "hidden", True),
        ("not-between(60,70)", "hidden", False),
        ("formula-is(TRUE())", "hidden", True),
        ("formula-is(FALSE())", "hidden", False),
        ("duplicate", "hidden", True),
        ("is-error", "hidden", False),
        ("is-no-error", "hidden", True),
        ("formula-is(LEN(TRIM([.A1]))=0)", "hidden", False),
        ("formula-is(LEN(TRIM([.A1]))&gt;0)", "hidden", True),
        ("formula-is([.A1]=&quot;&quot;)", "hidden", False),
        ("&gt;0", "red", False),
        ("&gt;0", "struck", True),
    ],
)
def test_libreoffice_s_own_are_read_by_the_names_that_people_see(condition, style, ruled):
    styles = "".join(
        f'<style:style style:name="{name}_5f_1" style:display-name="{name}" style:family="table-cell">'
        f"<style:text-properties {look}/></style:style>"
        for name, look in (
            ("hidden", 'fo:color="#ffffff"'),
            ("red", 'fo:color="#ff0000"'),
            ("struck", 'style:text-line-through-style="solid"'),
        )
    )
    cell = '<table:table-cell office:value-type="float" office:value="62.2"/>'
    rule = (
        '<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address="表.A1:表.A9">'
        f'<calcext:condition calcext:apply-style-name="{style}" calcext:value="{condition}"/>'
        "</calcext:conditional-format></calcext:conditional-formats>"
    )
    detail = only(ods(f"<table:table-row>{cell}</table:table-row>{rule}", styles), FileFormat.ODS)
    assert detail.cell((0, 0)).style.is_ruled is ruled


@pytest.mark.parametrize(
    ("rule", "hides"),
    [
        ('<calcext:data-bar calcext:show-value="false"/>', True),
        ("<calcext:data-bar/>", False),
        ('<calcext:icon-set><calcext:formatting-entry calcext:show-value="false"/></calcext:icon-set>', True),
        ("<calcext:icon-set><calcext:formatting-entry/></calcext:icon-set>", False),
    ],
)
def test_libreoffice_s_bars_and_icons_alone_stand_in_the_place_of_a_number(rule, hides):
    cell = '<table:table-cell office:value-type="float" office:value="62.2"/>'
    rules = (
        '<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address="表.A1:表.A9">'
        f"{rule}</calcext:conditional-format></calcext:conditional-formats>"
    )
    detail = only(ods(f"<table:table-row>{cell}</table:table-row>{rules}"), FileFormat.ODS)
    assert detail.cell((0, 0)).style.is_ruled is hides
