"""Cell details of .ods, as programs write it."""

import pytest

from kpixl.books.reading.cell_details.read import read_details
from kpixl.books.reading.cells import read_sheets
from kpixl.books.reading.preflight import FileFormat
from tests.books.reading.cell_details.helpers import Said, ods, only, said, workbook
from tests.containers import unchecked

_ONE = '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
_TWO = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'


def test_repeats_are_counted_as_calamine_counts_them():
    content = ods(
        '<table:table-header-rows><table:table-row table:number-rows-repeated="2">'
        '<table:table-cell table:number-columns-repeated="3"/></table:table-row></table:table-header-rows>'
        "<table:table-row-group><table:table-row>"
        '<table:covered-table-cell table:number-columns-repeated="2"/>'
        f"{_TWO}</table:table-row></table:table-row-group>"
        f'<table:table-row table:number-rows-repeated="2">{_ONE}{_TWO}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048571">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    details = only(content, FileFormat.ODS)
    assert list(said(details)) == [(2, 2), (3, 1), (4, 1)]
    [sheet] = read_sheets(content)
    assert [at for at in said(details) if sheet.cell(*at).value != 2] == []


def test_a_cell_that_stands_for_millions_is_not_written_out():
    cell = _ONE.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="1000"')
    content = ods(f'<table:table-row table:number-rows-repeated="1000">{cell}</table:table-row>')
    assert read_details(unchecked(content, FileFormat.ODS), {"表"}) is None
    assert read_details(unchecked(content, FileFormat.ODS), {"他"}) is not None


def test_a_million_hidden_empty_rows_are_not_listed():
    content = ods(
        f'<table:table-row table:visibility="filter" table:number-rows-repeated="2">{_ONE}</table:table-row>'
        f"<table:table-row>{_ONE}</table:table-row>"
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="1048573">'
        "<table:table-cell/></table:table-row>",
        columns='<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>',
    )
    detail = only(content, FileFormat.ODS)
    assert detail.hidden_rows == {0, 1}
    assert detail.hidden_columns == {2, 3}


def test_a_percentage_without_a_style_is_one_by_its_type():
    cell = '<table:table-cell office:value-type="percentage" office:value="0.622"><text:p>62%</text:p>'
    content = ods(f"<table:table-row>{cell}</table:table-cell></table:table-row>")
    assert read_sheets(content)[0].cell(0, 0).value == 0.622
    assert said(only(content, FileFormat.ODS)) == {(0, 0): Said("0.00%")}


def test_an_amount_without_a_style_names_its_currency():
    cell = '<table:table-cell office:value-type="currency" office:currency="JPY" office:value="5"/>'
    content = ods(f"<table:table-row>{cell}</table:table-row>")
    assert said(only(content, FileFormat.ODS)) == {(0, 0): Said("[$JPY]#,##0")}


def test_an_error_of_a_program_without_the_mark_is_told_by_its_formula_and_text():
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0">'
        "<office:annotation><text:p>注</text:p></office:annotation><text:p>#DIV/0!</text:p></table:table-cell>"
    )
    typed = '<table:table-cell office:value-type="string"><text:p>#N/A</text:p></table:table-cell>'
    content = ods(f"<table:table-row>{error}{typed}</table:table-row>")
    assert said(only(content, FileFormat.ODS)) == {(0, 0): Said(formula="=1/0", error="#DIV/0!")}


def test_a_style_that_is_its_own_ancestor_has_no_format():
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="{parent}"/>'
        for name, parent in (("a", "b"), ("b", "a"))
    )
    cell = '<table:table-cell table:style-name="a" office:value-type="float" office:value="1"/>'
    content = ods(f"<table:table-row>{cell}</table:table-row>", styles)
    assert said(only(content, FileFormat.ODS)) == {}


# ── how characters look ─────────────────────────────────────────────────────────────────────────────
_TEXT_CELL = '<table:table-cell office:value-type="string"{style}>{text}</table:table-cell>'


def _text_style(name: str, properties: str, family: str = "text") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}">'
        f"<style:text-properties {properties}/></style:style>"
    )


def _row(text: str, style: str = "") -> str:
    named = f' table:style-name="{style}"' if style else ""
    return f"<table:table-row>{_TEXT_CELL.format(style=named, text=text)}</table:table-row>"


def test_a_time_says_what_its_cell_shows():
    cell = (
        '<table:table-cell office:value-type="time" office:time-value="PT12H30M00S"><text:p>12:30</text:p>'
        "</table:table-cell>"
    )
    detail = only(ods(f"<table:table-row>{cell}</table:table-row>"), FileFormat.ODS)
    assert detail.texts == {(0, 0): "12:30"}


@pytest.mark.parametrize(
    ("properties", "mark"),
    [
        ('style:text-position="super 58%"', "superscript"),
        ('style:text-position="33% 58%"', "superscript"),
        ('style:text-position="sub 58%"', "subscript"),
        ('style:text-position="-33% 58%"', "subscript"),
        ('style:text-line-through-style="solid"', "struck"),
        ('style:text-line-through-type="double"', "struck"),
        ('fo:color="#ffffff"', "unseen"),
    ],
)
def test_characters_with_a_look_of_their_own_are_told_from_the_others(properties, mark):
    content = ods(
        _row('<text:p>62.2<text:span text:style-name="T1">1</text:span></text:p>'),
        _text_style("T1", properties),
    )
    runs = only(content, FileFormat.ODS).cell((0, 0)).runs
    assert [(run.text, str(run.mark)) for run in runs] == [("62.2", ""), ("1", mark)]


@pytest.mark.parametrize(
    "properties",
    [
        'fo:font-weight="bold"',
        'style:text-position="0% 100%"',
        'style:text-line-through-style="none"',
        'fo:color="#ff0000"',
        'fo:color="#ffffff" style:use-window-font-color="true"',
    ],
)
def test_other_spans_make_no_parts(properties):
    content = ods(
        _row('<text:p>62.<text:span text:style-name="T1">2</text:span></text:p>'),
        _text_style("T1", properties),
    )
    assert only(content, FileFormat.ODS).cell((0, 0)).runs == ()


def test_a_cell_has_the_look_of_its_style_and_of_its_ancestors():
    parent = _text_style("Struck", 'style:text-line-through-style="solid"', "table-cell")
    styles = (
        parent + '<style:style style:name="ce1" style:family="table-cell" style:parent-style-name="Struck"/>'
    )
    assert (
        only(ods(_row("<text:p>62.2</text:p>", "ce1"), styles), FileFormat.ODS).cell((0, 0)).style.is_struck
    )
    spans = '<text:p>9<text:span text:style-name="T1">4</text:span></text:p>'
    part = _text_style("T1", 'style:text-line-through-style="none"')
    runs = only(ods(_row(spans, "ce1"), styles + part), FileFormat.ODS).cell((0, 0)).runs
    assert [(run.text, str(run.mark)) for run in runs] == [("9", "struck"), ("4", "")]


@pytest.mark.parametrize(
    ("ground", "unseen"),
    [("", True), ("#fffbe6", True), ("transparent", True), ("#1f4e79", False)],
)
def test_white_characters_are_unseen_on_a_pale_ground_only(ground, unseen):
    below = f'<style:table-cell-properties fo:background-color="{ground}"/>' if ground else ""
    style = (
        f'<style:style style:name="ce1" style:family="table-cell">{below}'
        '<style:text-properties fo:color="#ffffff"/></style:style>'
    )
    content = ods(_row("<text:p>62.2</text:p>", "ce1"), style)
    assert only(content, FileFormat.ODS).cell((0, 0)).style.is_unseen is unseen


# ── the cell's own text ─────────────────────────────────────────────────────────────────────────────
_BOX = (
    '<draw:frame svg:x="0in" svg:y="0in" svg:width="1in" svg:height="0.2in"><draw:text-box>'
    "<text:p>速報値</text:p></draw:text-box></draw:frame>"
)
_SLIP = (
    "<office:annotation><dc:creator>支部担当</dc:creator><dc:date>2025-04-10</dc:date>"
    "<text:p>確定は</text:p><text:p>7月</text:p></office:annotation>"
)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<text:p>62.2%</text:p>", "62.2%"),
        (f"{_SLIP}<text:p>62.2%</text:p>{_BOX}", "62.2%"),
        (f"{_BOX}<text:p>62.2%</text:p>", "62.2%"),
        ("\n  <text:p>62.2%</text:p>\n  ", "62.2%"),
        ("<text:p>一<text:line-break/>二</text:p><text:p>三</text:p>", "一\n二\n三"),
        ('<text:p>a<text:s text:c="3"/>b<text:tab/>c</text:p>', "a   b\tc"),
        (
            (
                "<text:p><text:ruby><text:ruby-base>受診</text:ruby-base><text:ruby-text>じゅしん</text:ruby-text>"
                "</text:ruby>率</text:p>"
            ),
            "受診率",
        ),
    ],
)
def test_a_cell_s_text_is_what_the_cell_says_and_not_what_lies_on_it(written, text):
    assert only(ods(_row(written)), FileFormat.ODS).texts == {(0, 0): text}


def test_notes_and_shapes_of_a_cell_are_found_with_their_cells():
    found = workbook(ods(_row(f"{_SLIP}<text:p>62.2</text:p>{_BOX}")), FileFormat.ODS).annotations
    assert [(str(item.kind), item.place, item.author, item.text) for item in found] == [
        ("note", "A1", "支部担当", "確定は\n7月"),
        ("shape", "A1:B1", "", "速報値"),
    ]


def test_a_text_whose_type_was_left_out_is_a_text_all_the_same():
    untyped = "<table:table-cell><text:p>62.2</text:p></table:table-cell>"
    detail = only(ods(f"<table:table-row>{untyped}{_ONE}</table:table-row>"), FileFormat.ODS)
    assert (detail.texts, detail.raw) == ({(0, 0): "62.2"}, {(0, 0): "62.2", (0, 1): "1"})
    empty = "<table:table-cell><text:p> </text:p></table:table-cell>"
    assert only(ods(f"<table:table-row>{empty}</table:table-row>"), FileFormat.ODS).raw == {}


@pytest.mark.parametrize(
    "stroke",
    [
        '<draw:line svg:x1="0.6in" svg:y1="0.1in" svg:x2="0in" svg:y2="0.1in"/>',
        '<draw:connector svg:x1="0in" svg:y1="0.1in" svg:x2="0.6in" svg:y2="0.1in"/>',
        '<draw:polyline svg:x="0in" svg:y="0.1in" svg:width="0.6in" svg:height="0in"/>',
    ],
)
def test_a_line_lies_on_its_cell(stroke):
    [found] = workbook(ods(_row(f"<text:p>62.2</text:p>{stroke}")), FileFormat.ODS).annotations
    assert (str(found.kind), found.place, found.text) == ("stroke", "A1", "")


@pytest.mark.parametrize(("fill", "found"), [("solid", ["A1"]), ("none", [])])
def test_a_filled_shape_without_a_text_hides_its_cell_and_an_empty_frame_does_not(fill, found):
    style = (
        '<style:style style:name="gr1" style:family="graphic" style:parent-style-name="gr0"/>'
        '<style:style style:name="gr0" style:family="graphic">'
        f'<style:graphic-properties draw:fill="{fill}"/></style:style>'
    )
    size = 'svg:x="0in" svg:y="0in" svg:width="0.3in" svg:height="0.1in"'
    shape = f'<draw:custom-shape draw:style-name="gr1" {size}/>'
    content = ods(_row(f"<text:p>62.2</text:p>{shape}"), style)
    assert [item.place for item in workbook(content, FileFormat.ODS).annotations] == found


def test_a_shape_s_last_cell_is_the_one_that_is_named():
    box = _BOX.replace("<draw:frame", '<draw:frame table:end-cell-address="表.C3" table:end-x="0.5in"', 1)
    on_edge = box.replace(">", ' table:end-y="0in">', 1)
    within = box.replace(">", ' table:end-y="0.1in">', 1)
    for shape, place in ((on_edge, "A1:C2"), (within, "A1:C3")):
        [found] = workbook(ods(_row(f"<text:p>1</text:p>{shape}")), FileFormat.ODS).annotations
        assert found.place == place


def test_a_shape_of_no_cell_is_placed_by_the_sizes_of_rows_and_columns():
    sizes = (
        '<style:style style:name="co1" style:family="table-column">'
        '<style:table-column-properties style:column-width="1in"/></style:style>'
        '<style:style style:name="ro1" style:family="table-row">'
        '<style:table-row-properties style:row-height="2.54cm"/></style:style>'
    )
    box = _BOX.replace('svg:x="0in" svg:y="0in"', 'svg:x="2in" svg:y="72pt"').replace("0.2in", "1.5in")
    columns = '<table:table-column table:style-name="co1" table:number-columns-repeated="4"/>'
    rows = (
        '<table:table-row table:style-name="ro1" table:number-rows-repeated="4"><table:table-cell/>'
        "</table:table-row>"
    )
    content = ods(rows, sizes, f"<table:shapes>{box}</table:shapes>{columns}")
    [found] = workbook(content, FileFormat.ODS).annotations
    assert found.place == "C2:C3"


def test_a_workbook_that_computes_only_on_demand_says_so():
    item = '<config:config-item config:name="AutoCalculate">{}</config:config-item>'
    for stored, manual in (("false", True), ("true", False)):
        content = ods(_row("<text:p>1</text:p>"), settings=item.format(stored))
        assert workbook(content, FileFormat.ODS).is_manual is manual
    assert not workbook(ods(_row("<text:p>1</text:p>")), FileFormat.ODS).is_manual


# ── number formats ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("style", "code"),
    [
        ('<number:number-style style:name="N1"><number:text/></number:number-style>', ";;;"),
        (
            '<number:number-style style:name="N1"><number:text>秘匿</number:text></number:number-style>',
            '"秘匿"',
        ),
        (
            (
                '<number:number-style style:name="P0"><number:number number:decimal-places="1"/>'
                "</number:number-style>"
                '<number:number-style style:name="N1"><number:text/>'
                '<style:map style:condition="value()&gt;=0" style:apply-style-name="P0"/>'
                "</number:number-style>"
            ),
            "0.0;",
        ),
        (
            (
                '<number:percentage-style style:name="P0"><number:number number:decimal-places="1"/>'
                "<number:text>%</number:text></number:percentage-style>"
                '<number:number-style style:name="N1"><number:number number:decimal-places="1"/>'
                '<style:map style:condition="value()&lt;1" style:apply-style-name="P0"/>'
                "</number:number-style>"
            ),
            "[<1]0.0%;0.0",
        ),
        (
            (
                '<number:number-style style:name="P0"><number:number number:decimal-places="1"/>'
                "</number:number-style>"
                '<number:number-style style:name="N1"><style:text-properties fo:color="#ff0000"/>'
                '<number:number number:decimal-places="1"/>'
                '<style:map style:condition="value()&gt;=0" style:apply-style-name="P0"/>'
                "</number:number-style>"
            ),
            "0.0;[Red]0.0",
        ),
        (
            (
                '<number:number-style style:name="N1"><style:text-properties fo:color="#FFFFFF"/>'
                '<number:number number:decimal-places="1"/></number:number-style>'
            ),
            "[White]0.0",
        ),
        (
            (
                '<number:date-style style:name="N1"><number:era number:style="long"/>'
                '<number:year number:calendar="gengou"/><number:text>年</number:text></number:date-style>'
            ),
            'ggge"年"',
        ),
        (
            (
                '<number:date-style style:name="N1"><number:year number:style="long"/>'
                "<number:text>/</number:text><number:month/><number:text>/</number:text><number:day/></number:date-style>"
            ),
            "yyyy/m/d",
        ),
    ],
)
def test_formats_are_said_as_excel_would_write_them(style, code):
    cell = (
        '<table:table-row><table:table-cell table:style-name="ce1" office:value-type="float"'
        ' office:value="1"/></table:table-row>'
    )
    named = '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    assert said(only(ods(cell, style + named), FileFormat.ODS)) == {(0, 0): Said(code)}


def test_the_cells_with_a_validation_are_listed_repeated_ones_as_one_area():
    cells = (
        '<table:table-cell table:content-validation-name="v" table:number-columns-repeated="2"/>',
        '<table:table-cell table:content-validation-name="v"/>',
    )
    rows = "".join(f"<table:table-row>{cell}</table:table-row>" for cell in cells)
    assert only(ods(rows), FileFormat.ODS).validated == ((0, 0, 0, 1), (1, 0, 1, 0))


@pytest.mark.parametrize(
    ("size", "unseen"), [("1pt", True), ("2.9pt", True), ("3pt", False), ("10pt", False)]
)
def test_characters_that_are_too_small_to_be_seen_are_unseen(size, unseen):
    style = (
        '<style:style style:name="ce1" style:family="table-cell">'
        f'<style:text-properties fo:font-size="{size}"/></style:style>'
    )
    cell = '<table:table-cell table:style-name="ce1" office:value-type="float" office:value="62.2"/>'
    detail = only(ods(f"<table:table-row>{cell}</table:table-row>", style), FileFormat.ODS)
    assert detail.cell((0, 0)).style.is_unseen is unseen
