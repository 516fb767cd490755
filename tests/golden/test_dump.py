"""The dump shows every change that a reader of a diff wants to see; each case fails where it does not."""

from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.pagebreak import Break

from tests.builders import edited, fill_return, make_round
from tests.dump import BOOK, dump_lines, dump_workbook
from tests.dump.looks import areas
from tests.goldens import check_shown

ENTRY = "記入シート"
GREEN = PatternFill("solid", fgColor="FF00FF00")


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """An entry workbook as openpyxl saves it, with two rules more, and its dump."""
    made = make_round(tmp_path_factory.mktemp("dump"))
    path = made.path / "entry.xlsx"
    with edited(fill_return(made, "01"), path) as book:
        for limit in ("1", "2"):
            rule = CellIsRule("equal", [limit], fill=PatternFill("solid", bgColor="FF00FF00"))
            book[ENTRY].conditional_formatting.add(f"Z{limit}", rule)
    return path, dump_lines(path)


def on_cell(cell: str, **looks: Any) -> Callable[[Any], None]:
    """Give a cell other looks."""

    def change(sheet: Any) -> None:
        for name, look in looks.items():
            setattr(sheet[cell], name, look)

    return change


def on_font(**changes: Any) -> Callable[[Any], None]:
    """Give a cell another font, which is 10 points and dark but for the changes."""
    return on_cell("B8", font=Font(**{"name": "Yu Gothic", "sz": 10, "color": "FF1F2A37", **changes}))


def of(path: str, **values: Any) -> Callable[[Any], None]:
    """Set what the sheet says of itself, or one of its parts at a path of attributes."""

    def change(sheet: Any) -> None:
        for part in path.split(".") if path else ():
            sheet = getattr(sheet, part)
        for name, value in values.items():
            setattr(sheet, name, value)

    return change


def swap_rules(sheet: Any) -> None:
    """Let the rules that were added last change places."""
    rules = [rule for area in sheet.conditional_formatting for rule in area.rules][-2:]
    rules[0].priority, rules[1].priority = rules[1].priority, rules[0].priority


def stop_at_the_last_rule(sheet: Any) -> None:
    [*_others, last] = sheet.conditional_formatting
    last.rules[-1].stopIfTrue = True


@pytest.mark.parametrize(
    ("change", "line"),
    [
        # what stands in the cells
        (lambda sheet: sheet.__setitem__("K8", 12.5), "K8 12.5"),
        (lambda sheet: sheet.__setitem__("L8", "=1+1"), "L8 =1+1 -> None"),
        (on_cell("K8", number_format="0.00"), "K8 - [0.00] unlocked"),
        (on_cell("K8", hyperlink="https://example.jp/"), "link https://example.jp/"),
        (lambda sheet: sheet.merge_cells("X40:Y41"), "X40:Y41"),
        # how they look
        (on_cell("K8", fill=GREEN), "fill #00FF00"),
        (on_cell("K8", fill=PatternFill("lightUp", fgColor="FF00FF00")), "fill lightUp #00FF00"),
        (on_cell("Z40", fill=GREEN), "Z40"),
        (on_font(b=True), "10 bold"),
        (on_font(i=True), "10 italic"),
        (on_font(u="double"), "underline double"),
        (on_font(strike=True), "10 struck"),
        (on_font(sz=14), "look 14"),
        (on_font(name="Meiryo"), "look Meiryo 10"),
        (on_font(color="FF00FF00"), "look 10 #00FF00"),
        (on_cell("K8", border=Border(bottom=Side("thick", "FF00FF00"))), "border bottom thick #00FF00"),
        (on_cell("K8", border=Border(diagonal=Side("thin"), diagonalUp=True)), "border diagonal up thin"),
        (on_cell("K8", border=Border(*[Side("thick")] * 4)), "box thick"),
        (on_cell("K8", alignment=Alignment("fill", "top")), "fill top"),
        (on_cell("K8", alignment=Alignment(wrap_text=True)), "wrap"),
        (on_cell("K8", alignment=Alignment(indent=3)), "indent 3"),
        (on_cell("K8", alignment=Alignment(text_rotation=255)), "turned 255"),
        (on_cell("K8", alignment=Alignment(shrink_to_fit=True)), "shrink"),
        (lambda sheet: setattr(sheet["K8"], "protection", copy(sheet["B8"].protection)), None),
        (on_cell("B8", protection=Protection(hidden=True)), "formula hidden"),
        (lambda sheet: setattr(sheet.column_dimensions["Z"], "fill", GREEN), "Z:Z"),
        (lambda sheet: setattr(sheet.column_dimensions["Z"], "number_format", "0.000"), "[0.000]"),
        (lambda sheet: setattr(sheet.row_dimensions[40], "fill", GREEN), "40:40"),
        # sizes and levels
        (lambda sheet: setattr(sheet.column_dimensions["K"], "width", 33), "width 33"),
        (lambda sheet: setattr(sheet.row_dimensions[8], "height", 99), "height 99"),
        (lambda sheet: setattr(sheet.row_dimensions[8], "hidden", True), "hidden"),
        (lambda sheet: sheet.row_dimensions.group(8, 9, outline_level=2), "level 2"),
        (lambda sheet: sheet.column_dimensions.group("K", "L", outline_level=1), "level 1"),
        (of("sheet_properties.outlinePr", summaryBelow=False), "outline summary below False"),
        # the page and the view
        (of("", sheet_state="hidden"), f"== {ENTRY} (hidden)"),
        (of("", freeze_panes="B2"), "frozen B2"),
        (of("sheet_view.pane", topLeftCell="Z40"), "from Z40"),
        (of("auto_filter", ref="A7:B9"), "filter A7:B9"),
        (of("page_setup", orientation="portrait"), "portrait"),
        (of("page_setup", scale=55), "scale 55"),
        (of("print_options", horizontalCentered=True), "centred across"),
        (of("print_options", verticalCentered=True), "centred down"),
        (of("page_margins", header=0.7), "header 0.7"),
        (of("oddFooter.left", text="other"), "'other'"),
        (of("oddFooter.left", size=14), "14"),
        (of("", print_title_rows="1:2"), "rows $1:$2"),
        (of("", print_area="A1:B2"), "$A$1:$B$2"),
        (lambda sheet: sheet.row_breaks.append(Break(id=20)), "page break below row 20"),
        (lambda sheet: sheet.col_breaks.append(Break(id=4)), "page break right of column D"),
        (of("sheet_properties", tabColor="FF00FF00"), "tab #00FF00"),
        (of("sheet_view", showGridLines=False), "gridlines False"),
        (of("sheet_view", showZeros=False), "no zeros"),
        (lambda sheet: setattr(sheet.sheet_view.selection[-1], "activeCell", "C40"), "cursor C40"),
        # what it takes and forbids
        (of("protection", sheet=False), None),
        (of("protection", insertRows=False), "insertRows"),
        (lambda sheet: sheet.data_validations.dataValidation.pop(), None),
        (lambda sheet: setattr(sheet.data_validations.dataValidation[0], "prompt", "other"), "'other'"),
        (lambda sheet: setattr(sheet.data_validations.dataValidation[0], "allowBlank", False), "no blanks"),
        (swap_rules, None),
        (stop_at_the_last_rule, "cellIs equal 2: fill #00FF00 stop"),
        # the book
        (of("parent.properties", title="other"), "title 'other'"),
        (of("parent.calculation", calcMode="manual"), "manual"),
        (of("parent", active=1), "opens"),
        (lambda sheet: of("sheet_view", tabSelected=True)(sheet.parent["施策評価"]), "(visible) selected"),
        (lambda sheet: sheet.parent.move_sheet(sheet, 1), None),
        (lambda sheet: sheet.parent.defined_names.add(DefinedName("other", attr_text="$A$1")), "name other"),
    ],
)  # fmt: skip
def test_the_dump_shows_every_change(entry, tmp_path, change, line):
    path, before = entry
    with edited(path, tmp_path / "changed.xlsx") as book:
        change(book[ENTRY])
    check_shown(before, dump_lines(tmp_path / "changed.xlsx"), line)


# ── how it shows it ─────────────────────────────────────────────────────────────────────────────────
def test_there_is_a_text_for_the_book_and_one_for_every_sheet(entry):
    path, _lines = entry
    texts = dump_workbook(path)
    assert list(texts) == [BOOK, f"{ENTRY}.txt", "施策評価.txt", "記入要領.txt", "_kpixl.txt"]
    assert "sheet _kpixl (veryHidden)" in texts[BOOK].splitlines()
    assert texts[f"{ENTRY}.txt"].startswith(f"== {ENTRY} (visible)\n")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([(1, 1)], ["A1"]),
        ([(row, column) for row in range(1, 4) for column in range(1, 7)], ["A1:F3"]),
        ([(1, 1), (1, 2), (2, 1)], ["A1:B1", "A2"]),
        ([(1, 1), (3, 1)], ["A1", "A3"]),
        ([(1, 1), (1, 3), (2, 1), (2, 3)], ["A1:A2", "C1:C2"]),
        ([(1, 1), (2, 1), (2, 2), (3, 1)], ["A1", "A2:B2", "A3"]),
    ],
)
def test_the_cells_of_a_look_are_few_rectangles_in_reading_order(cells, expected):
    assert areas(cells) == areas(reversed(cells)) == expected


def test_sheets_whose_files_would_be_the_same_are_refused(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "same.xlsx")
    for title in ("a|b", "A<b"):
        book.add_worksheet(title)
    book.close()
    with pytest.raises(ValueError, match=r"two sheets have the file A_b\.txt"):
        dump_workbook(tmp_path / "same.xlsx")
