"""A report's template in the making, by python-docx: paragraphs, tables, the page and its styles.

What is printed stands in double braces, as docs/report.md lists it. Styles are Word's own.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from report_labels import LABELS

NAVY, SHADE = RGBColor(0x1F, 0x3A, 0x5F), "DCE6F1"
FONTS = {"ja": "游ゴシック", "en": "Calibri"}
TEXT_WIDTH = 170  # millimetres

Column = tuple[str, str, float]  # the head, the cell and the share of the width

_CAUSES = (
    "{%p if x.same_causes or x.no_causes %}", "{{ x.same_causes }}{{ x.no_causes }}", "{%p endif %}",
    "{%p for t in x.causes %}", "{{ t.label }}", "{%p for line in t.lines %}", "{{ line }}", "{%p endfor %}",
    "{%p endfor %}", "",
)  # fmt: skip


class Writer:
    """A template in the making."""

    def __init__(self, language: str) -> None:
        self.language, self.label = language, LABELS[language]
        self.document = Document()
        self._page()
        self._styles()

    def bytes(self) -> bytes:
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()

    # Paragraphs

    def heading(self, text: str, level: int, *, new_page: bool = False) -> Any:
        heading = self.document.add_heading(text, level)
        if new_page:  # a break of its own would leave a page blank where the one before is full
            heading.paragraph_format.page_break_before = True
        return heading

    def line(self, text: str, style: str = "Normal", *, keep: bool = False) -> Any:
        """A paragraph; `keep` holds it on the page of what follows."""
        paragraph = self.document.add_paragraph(text, style)
        if keep:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def tag(self, text: str) -> None:
        """A paragraph that is only an instruction: it leaves no trace in the document."""
        self.document.add_paragraph(f"{{%p {text} %}}")

    @contextmanager
    def within(self, instruction: str) -> Iterator[None]:
        """What is written stands between an instruction (`if m.plan`, `for k in kpis`) and its end."""
        self.tag(instruction)
        yield
        self.tag(f"end{instruction.split(maxsplit=1)[0]}")

    def lines_of(self, name: str, style: str = "Body Text") -> None:
        """Every line of a text as a paragraph of its own."""
        with self.within(f"for line in {name}"):
            self.line("{{ line }}", style)

    def caption(self, kind: str, text: str) -> None:
        """A caption above a table or below a chart, numbered by a field."""
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.add_run(f"{self.label[kind]} ")
        _add_number(paragraph, f"SEQ {self.label[kind]} \\* ARABIC")
        paragraph.add_run(f"　{text}")
        paragraph.paragraph_format.keep_with_next = kind == "table"

    def spacer(self) -> None:
        """A little room below a table; Word wants a paragraph there."""
        self.document.add_paragraph(style="No Spacing").paragraph_format.line_spacing = Pt(6)

    # Tables

    def columns(self, item: str, /, *, optional: Collection[str] = (), **shares: float) -> list[Column]:
        """Columns of a table by the words for their heads, which are the names of the item's fields too.

        An `optional` one is left out of a table in which it would be empty.
        """
        mark = dict.fromkeys(optional, "{{ optional }}")
        return [
            (mark.get(key, "") + self.label[key], f"{{{{ {item}.{key} }}}}", share)
            for key, share in shares.items()
        ]

    def table(
        self,
        columns: Sequence[Column],
        loop: str,
        *,
        right: Sequence[int] = (),
        fill: str = "",
    ) -> None:
        """A table of one row an item of `loop`: header, cell and share of the width of each column.

        Its header is repeated on every page. `fill` names the colour of the cells below 達成状況.
        """
        table = self._grid(4, [(label, share) for label, _cell, share in columns])
        for at, (_label, cell, _share) in enumerate(columns):
            self._cell(table.rows[2].cells[at], cell, right=at in right)
            if fill and cell.endswith(".judgement }}"):
                table.rows[2].cells[at].paragraphs[0].add_run(f"{{% cellbg {fill} %}}")
        table.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for {loop} %}}")
        table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
        for row in table.rows:
            _keep_whole(row)
        self.spacer()

    def row(self, columns: Sequence[Column]) -> None:
        """A table of one row."""
        table = self._grid(2, [(label, share) for label, _cell, share in columns])
        for at, (_label, cell, _share) in enumerate(columns):
            self._cell(table.rows[1].cells[at], cell)
        _keep_whole(table.rows[1])
        self.spacer()

    def beside(self, columns: Sequence[tuple[str, str]]) -> None:
        """Texts side by side: a header and a cell of lines for each."""
        table = self._grid(2, [(label, 1) for label, _lines in columns])
        for at, (_label, lines) in enumerate(columns):
            cell = table.rows[1].cells[at]
            self._cell(cell, f"{{%p for line in {lines} %}}")
            for text in ("{{ line }}", "{%p endfor %}", ""):
                cell.add_paragraph(text, style="No Spacing")
        self.spacer()

    def misses(self) -> None:
        """Every miss with its causes beside it; a cause may run over pages."""
        label = self.label
        columns = (
            (label["branch"], ("{{ x.branch }}",), 20.0),
            (label["indicator"], ("{{ x.measure }}", "{{ x.indicator }}"), 40.0),
            (label["target"], ("{{ x.target }}",), 26.0),
            (label["actual"], ("{{ x.actual }}", f"{label['prior']} {{{{ x.prior }}}}"), 30.0),
            (label["causes"], _CAUSES, 74.0),
        )
        table = self._grid(4, [(head, share) for head, _lines, share in columns])
        for at, (_head, lines, _share) in enumerate(columns):
            self._cell(table.rows[2].cells[at], lines[0])
            for line in lines[1:]:
                table.rows[2].cells[at].add_paragraph(line, style="No Spacing")
        table.rows[1].cells[0].paragraphs[0].add_run("{%tr for x in misses %}")
        table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
        self.spacer()

    def _grid(self, rows: int, columns: Sequence[tuple[str, float]]) -> Any:
        """An empty table below the heads of its columns, each of a share of the width."""
        table = self.document.add_table(rows=rows, cols=len(columns), style="Table Grid")
        _set_table(table)
        total = sum(share for _head, share in columns)
        for at, (head, share) in enumerate(columns):
            table.columns[at].width = Mm(TEXT_WIDTH * share / total)
            for row in table.rows:
                row.cells[at].width = table.columns[at].width
            self._cell(table.rows[0].cells[at], head, shade=True)
        _repeat(table.rows[0])
        return table

    def _cell(self, cell: Any, text: str, *, shade: bool = False, right: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = self.document.styles["No Spacing"]
        run = paragraph.add_run(text)
        if shade:
            run.bold = True
            paragraph.paragraph_format.keep_with_next = True  # no header alone at the end of a page
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-docx has no shading
            shading = OxmlElement("w:shd")
            for key, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
                shading.set(qn(f"w:{key}"), value)
            properties.append(shading)
        elif right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    # The page

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin, section.bottom_margin = Mm(22), Mm(20)
        section.different_first_page_header_footer = True
        header = section.header.paragraphs[0]
        header.text = "{{ organisation }}　{{ round_name }}\t{{ classification }}"
        first = section.first_page_header.paragraphs[0]
        first.text = "\t{{ classification }}"
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _add_number(footer, "PAGE")
        stops = self.document.styles["Header"].paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)

    def _styles(self) -> None:
        font = FONTS[self.language]
        sizes = {
            "Normal": 10.5, "Body Text": 10.5, "No Spacing": 8.5, "Caption": 9, "Title": 20, "Subtitle": 14,
            "Heading 1": 16, "Heading 2": 13, "Heading 3": 11.5, "Heading 4": 10.5, "Header": 8, "Footer": 9,
        }  # fmt: skip
        for name, size in sizes.items():
            style = self.document.styles[name]
            style.font.name, style.font.size = font, Pt(size)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{attribute}"), None)
            fonts.set(qn("w:eastAsia"), font)
            if name.startswith(("Heading", "Title", "Subtitle", "Caption")):
                style.font.color.rgb = NAVY
                style.font.italic = False
        for name, before, after in (
            ("Body Text", 0, 2), ("Caption", 6, 3), ("Heading 1", 18, 8), ("Heading 2", 14, 6),
            ("Heading 3", 10, 4), ("Heading 4", 8, 2), ("Normal", 0, 3),
        ):  # fmt: skip
            spacing = self.document.styles[name].paragraph_format
            spacing.space_before, spacing.space_after = Pt(before), Pt(after)


def _add_number(paragraph: Any, instruction: str) -> None:
    """A field at the paragraph's end that a word processor counts by itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" {instruction} ")
    run, content = OxmlElement("w:r"), OxmlElement("w:t")
    content.text = "1"
    run.append(content)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields


def _set_table(table: Any) -> None:
    """Fixed columns in the middle of the page, a little room above and below the words."""
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80)):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(width))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    look = table._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001 - python-docx has no margins
    look.addprevious(margins)


def _repeat(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no repeated rows
    element = OxmlElement("w:tblHeader")
    properties.append(element)


def _keep_whole(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no such property
    element = OxmlElement("w:cantSplit")
    properties.insert(0, element)


def repeatable(content: bytes, date: dt.date) -> bytes:
    """The document without times of its own: the same blocks give the same bytes."""
    document = Document(io.BytesIO(content))
    moment = dt.datetime.combine(date, dt.time())
    document.core_properties.created = document.core_properties.modified = moment
    document.core_properties.author = document.core_properties.last_modified_by = "kpixl"
    document.core_properties.comments = ""
    saved, buffer = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return buffer.getvalue()
