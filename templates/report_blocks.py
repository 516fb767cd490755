"""The blocks that a report's template is put together from, by python-docx: headings, tables, texts, charts.

What is printed stands in double braces, as docs/report.md lists it; a person may move, reword and restyle all
of it in a word processor. Styles are Word's own.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

NAVY, SHADE = RGBColor(0x1F, 0x3A, 0x5F), "DCE6F1"
FONTS = {"ja": "游ゴシック", "en": "Calibri"}
TEXT_WIDTH = 170  # millimetres

LABELS: dict[str, dict[str, str]] = {
    "ja": {
        "title": "{{ year_in_full }}　事業報告", "plan_title": "{{ year_in_full }}　事業計画",
        "contents": "目次", "list": "KPI実績一覧", "number": "番号", "measure": "具体的施策",
        "judgement": "達成状況", "page": "ページ", "indicator": "KPI", "target": "目標", "prior": "前年度実績",
        "actual": "実績", "rate": "達成率", "national": "{{ whole }}", "rank": "順位", "rank_prior": "前年度順位",
        "group": "担当", "important": "重要度", "difficult": "困難度", "plan": "計画", "goal": "KPI以外の目標",
        "activities": "主な活動実績", "item": "項目", "this_year": "{{ year }}", "last_year": "{{ prior_year }}",
        "change": "増減", "note": "備考", "next": "{{ next_year }}のKPI", "status": "扱い", "new": "新しいKPI",
        "chart": "図", "table": "表", "progress": "計画の実施状況", "new_effort": "新たな取組", "grade": "評価",
        "counts": "対象者と実施者の人数", "kind": "区分", "denominator": "対象", "numerator": "実施",
        "kpis": "KPIの実績", "kpi_targets": "KPIと目標", "as_of": "時点", "who": "作成", "approved": "承認",
        "definition": "定義", "national_prior": "{{ whole }}（前年度）", "run": "集約番号",
        "branch": "支部", "receipt": "提出", "achieved": "達成", "not_achieved": "未達成",
        "not_judged": "判定不能", "share": "達成の割合", "state": "収集の状況", "changed": "前年度からの動き",
        "improvements": "良くなったもの", "falls": "悪くなったもの", "misses": "未達成のKPIと要因",
        "causes": "要因", "decisions": "判断を要すること", "whole_title": "{{ year_in_full }}　KPI達成状況の報告",
        "missing": "未提出・差戻しの支部", "none": "該当なし", "reports": "支部別の記録",
        "no_kpi": "KPIは設けていない。", "result": "取組の結果", "side_plan": "計画と結果",
        "two_years": "取組の結果と次年度の取組",
    },
    "en": {
        "title": "{{ year_in_full }} report", "plan_title": "{{ year_in_full }} plan",
        "contents": "Contents", "list": "KPI results", "number": "No.", "measure": "Measure",
        "judgement": "Judgement", "page": "Page", "indicator": "KPI", "target": "Target", "prior": "Prior year",
        "actual": "Actual", "rate": "Rate", "national": "{{ whole }}", "rank": "Rank", "rank_prior": "Prior rank",
        "group": "Group", "important": "Importance", "difficult": "Difficulty", "plan": "Plan",
        "goal": "Goals that are no KPI", "activities": "Activities", "item": "Item", "this_year": "{{ year }}",
        "last_year": "{{ prior_year }}", "change": "Change", "note": "Note", "next": "KPIs of {{ next_year }}",
        "status": "What becomes of it", "new": "New KPIs", "chart": "Figure", "table": "Table",
        "progress": "How the plan was carried out", "new_effort": "New effort", "grade": "Grade",
        "counts": "Persons", "kind": "Kind", "denominator": "Eligible", "numerator": "Reached",
        "kpis": "KPI results", "kpi_targets": "KPIs and targets", "as_of": "As of", "who": "Prepared by",
        "approved": "Approved by", "definition": "Definition", "national_prior": "{{ whole }} (prior year)",
        "run": "Run", "branch": "Branch", "receipt": "Return", "achieved": "Achieved",
        "not_achieved": "Not achieved", "not_judged": "Not judged", "share": "Share achieved",
        "state": "State of the round", "changed": "What moved since the prior year",
        "improvements": "For the better", "falls": "For the worse", "misses": "Misses and their causes",
        "causes": "Causes", "decisions": "To be decided", "whole_title": "{{ year_in_full }} KPI results",
        "missing": "Missing or sent back", "none": "None", "reports": "Branch by branch",
        "no_kpi": "No KPI is set.", "result": "Results", "side_plan": "Plan and results",
        "two_years": "Results and next year",
    },
}  # fmt: skip

_CAUSES = (
    "{%p for t in x.causes %}", "{{ t.label }}", "{%p for line in t.lines %}", "{{ line }}", "{%p endfor %}",
    "{%p endfor %}", "",
)  # fmt: skip
Block = Callable[["Writer"], None]


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

    def line(self, text: str, style: str = "Normal") -> Any:
        return self.document.add_paragraph(text, style)

    def tag(self, text: str) -> None:
        """A paragraph that is only an instruction: it leaves no trace in the document."""
        self.document.add_paragraph(f"{{%p {text} %}}")

    def lines_of(self, name: str, style: str = "Body Text") -> None:
        """Every line of a text as a paragraph of its own."""
        self.tag(f"for line in {name}")
        self.line("{{ line }}", style)
        self.tag("endfor")

    def caption(self, kind: str, text: str) -> None:
        """A caption above a table or below a chart, numbered by a field."""
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.add_run(f"{self.label[kind]} ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), f" SEQ {self.label[kind]} \\* ARABIC ")
        run, content = OxmlElement("w:r"), OxmlElement("w:t")
        content.text = "1"
        run.append(content)
        field.append(run)
        paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields
        paragraph.add_run(f"　{text}")
        paragraph.paragraph_format.keep_with_next = kind == "table"

    def spacer(self) -> None:
        """A little room below a table; Word wants a paragraph there."""
        self.document.add_paragraph(style="No Spacing").paragraph_format.line_spacing = Pt(6)

    # Tables

    def table(
        self,
        columns: Sequence[tuple[str, str, float]],
        loop: str,
        *,
        right: Sequence[int] = (),
        fill: str = "",
    ) -> None:
        """A table of one row an item of `loop`: header, cell and share of the width of each column.

        Its header is repeated on every page. `fill` names the colour of the cells below 達成状況.
        """
        table = self.document.add_table(rows=4, cols=len(columns), style="Table Grid")
        _set_table(table)
        total = sum(share for _label, _cell, share in columns)
        for at, (label, cell, share) in enumerate(columns):
            width = Mm(TEXT_WIDTH * share / total)
            table.columns[at].width = width
            for row in table.rows:
                row.cells[at].width = width
            self._cell(table.rows[0].cells[at], label, shade=True)
            self._cell(table.rows[2].cells[at], cell, right=at in right)
            if fill and cell.endswith(".judgement }}"):
                table.rows[2].cells[at].paragraphs[0].add_run(f"{{% cellbg {fill} %}}")
        table.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for {loop} %}}")
        table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
        _repeat(table.rows[0])
        for row in table.rows:
            _keep_whole(row)
        self.spacer()

    def beside(self, columns: Sequence[tuple[str, str]]) -> None:
        """Texts side by side: a header and a cell of lines for each."""
        table = self.document.add_table(rows=2, cols=len(columns), style="Table Grid")
        _set_table(table)
        for at, (label, lines) in enumerate(columns):
            table.columns[at].width = Mm(TEXT_WIDTH / len(columns))
            for row in table.rows:
                row.cells[at].width = Mm(TEXT_WIDTH / len(columns))
            self._cell(table.rows[0].cells[at], label, shade=True)
            cell = table.rows[1].cells[at]
            self._cell(cell, f"{{%p for line in {lines} %}}")
            for text in ("{{ line }}", "{%p endfor %}", ""):
                cell.add_paragraph(text, style="No Spacing")
        _repeat(table.rows[0])
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
        table = self.document.add_table(rows=4, cols=len(columns), style="Table Grid")
        _set_table(table)
        total = sum(share for _label, _lines, share in columns)
        for at, (name, lines, share) in enumerate(columns):
            table.columns[at].width = Mm(TEXT_WIDTH * share / total)
            for row in table.rows:
                row.cells[at].width = table.columns[at].width
            self._cell(table.rows[0].cells[at], name, shade=True)
            self._cell(table.rows[2].cells[at], lines[0])
            for line in lines[1:]:
                table.rows[2].cells[at].add_paragraph(line, style="No Spacing")
        table.rows[1].cells[0].paragraphs[0].add_run("{%tr for x in misses %}")
        table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
        _repeat(table.rows[0])
        self.spacer()

    def _cell(self, cell: Any, text: str, *, shade: bool = False, right: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = self.document.styles["No Spacing"]
        run = paragraph.add_run(text)
        if shade:
            run.bold = True
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
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), " PAGE ")
        run, content = OxmlElement("w:r"), OxmlElement("w:t")
        content.text = "1"
        run.append(content)
        field.append(run)
        footer._p.append(field)  # noqa: SLF001 - python-docx has no fields
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


# The parts of a report, in the order in which most of them come.


def cover(title: str = "title") -> Block:
    def write(page: Writer) -> None:
        for _line in range(6):
            page.line("")
        page.line("{{ organisation }}　{{ branch }}", "Subtitle")
        page.line(page.label[title], "Title")
        page.line("{{ headline }}")
        page.line("")
        page.tag("if prepared_by")
        page.line(f"{page.label['who']}：{{{{ prepared_by }}}}")
        page.tag("endif")
        page.tag("if approved_by")
        page.line(f"{page.label['approved']}：{{{{ approved_by }}}}　{{{{ approved_on }}}}")
        page.tag("endif")
        page.line("{{ date }}")

    return write


def contents(*, planned: bool = False) -> Block:
    def write(page: Writer) -> None:
        page.heading(page.label["contents"], 1, new_page=True)
        judged = [(page.label["judgement"], "{{ m.judgement }}", 20.0)]
        columns = [
            (page.label["number"], "{{ m.number }}", 14.0), (page.label["measure"], "{{ m.name }}", 90.0),
            (page.label["group"], "{{ m.group }}", 24.0), *([] if planned else judged),
            (page.label["page"], "{{r m.page }}", 14.0),
        ]  # fmt: skip
        page.table(columns, "m in measures", right=[len(columns) - 1])

    return write


def kpi_list(*, planned: bool = False) -> Block:
    def write(page: Writer) -> None:
        label = page.label
        page.heading(label["kpi_targets" if planned else "list"], 1, new_page=True)
        columns = [
            (label["indicator"], "{{ k.indicator }}", 46.0), (label["target"], "{{ k.target }}", 27.0),
            (label["prior"], "{{ k.prior }}", 20.0),
        ]  # fmt: skip
        if not planned:
            columns += [
                (label["actual"], "{{ k.actual }}", 20.0), (label["judgement"], "{{ k.judgement }}", 22.0),
                (label["national"], "{{ k.national }}", 20.0),
                (label["national_prior"], "{{ k.national_prior }}", 20.0),
                (label["rank"], "{{ k.rank }}", 15.0), (label["rank_prior"], "{{ k.rank_prior }}", 15.0),
            ]  # fmt: skip
        page.table(columns, "k in kpis", right=[2, 3, 5, 6], fill="" if planned else "k.fill")
        new_kpis(page)

    return write


def new_kpis(page: Writer) -> None:
    """KPIs that are new next year belong to no measure of this year."""
    label = page.label
    page.tag("if new_kpis")
    page.caption("table", label["new"])
    page.table(
        [(label["indicator"], "{{ n.indicator }}", 90), (label["target"], "{{ n.target }}", 40),
         (label["note"], "{{ n.note }}", 40)],
        "n in new_kpis",
    )  # fmt: skip
    page.tag("endif")


def measures(*blocks: Block, by: str = "pillars") -> Block:
    """Every measure, under a heading for each pillar (or group), as these blocks say it."""

    def write(page: Writer) -> None:
        page.tag(f"for p in {by}")
        page.heading("{{ p.name }}", 1)
        page.tag("for m in p.measures")
        page.heading("{{r m.anchor }}{% if m.number %}{{ m.number }}　{% endif %}{{ m.name }}", 2)
        for block in blocks:
            block(page)
        page.tag("endfor")
        page.tag("endfor")

    return write


def about(page: Writer) -> None:
    """Group, importance and difficulty in a line."""
    label = page.label
    for key in ("group", "important", "difficult"):
        page.tag(f"if m.{key}")
        page.line(f"{label[key]}：{{{{ m.{key} }}}}")
        page.tag("endif")


def plan(page: Writer) -> None:
    page.tag("if m.plan")
    page.heading(page.label["plan"], 3)
    page.lines_of("m.plan")
    page.tag("endif")
    page.tag("if m.goal")
    page.line(f"{page.label['goal']}：{{{{ m.goal }}}}")
    page.tag("endif")


def kpis(page: Writer) -> None:
    """Target, both years, judgement, rate, the whole and the rank."""
    label = page.label
    page.tag("if m.kpis")
    page.caption("table", f"{label['kpis']}（{{{{ m.name }}}}）")
    columns = [
        (label["indicator"], "{{ k.indicator }}", 42), (label["target"], "{{ k.target }}", 30),
        (label["prior"], "{{ k.prior }}", 20), (label["actual"], "{{ k.actual }}", 20),
        (label["judgement"], "{{ k.judgement }}", 22), (label["rate"], "{{ k.rate }}", 20),
        (label["national"], "{{ k.national }}", 20), (label["rank"], "{{ k.rank }}", 16),
    ]  # fmt: skip
    page.table([(a, b, float(c)) for a, b, c in columns], "k in m.kpis", right=[2, 3, 5, 6], fill="k.fill")
    _kpi_notes(page)
    page.tag("endif")


def _kpi_notes(page: Writer) -> None:
    label = page.label
    page.tag("for k in m.kpis")
    page.tag("if k.typed")
    page.line("※ {{ k.indicator }}　{{ k.typed }}", "No Spacing")
    page.tag("endif")
    for key, name in (("as_of", "as_of"), ("remark", "note"), ("definition_note", "definition")):
        page.tag(f"if k.{key}")
        page.line(f"※ {{{{ k.indicator }}}}　{label[name]}：{{{{ k.{key} }}}}", "No Spacing")
        page.tag("endif")
    page.tag("endfor")


def kpis_with_next(page: Writer) -> None:
    """A row a KPI, next year's at its end."""
    label = page.label
    page.tag("if m.kpis")
    page.caption("table", f"{label['kpis']}（{{{{ m.name }}}}）")
    columns = [
        (label["indicator"], "{{ k.indicator }}", 44), (label["target"], "{{ k.target }}", 28),
        (label["actual"], "{{ k.actual }}", 20), (label["judgement"], "{{ k.judgement }}", 18),
        (label["prior"], "{{ k.prior }}", 20), (label["national"], "{{ k.national }}", 20),
        (label["next"], "{% for n in k.next_kpis %}{{ n.status }}　{{ n.indicator }}　{{ n.target }} {% endfor %}", 40),
    ]  # fmt: skip
    page.table([(a, b, float(c)) for a, b, c in columns], "k in m.kpis", right=[2, 4, 5], fill="k.fill")
    _kpi_notes(page)
    page.tag("endif")


def kpi_targets(page: Writer) -> None:
    """What is planned: target and baseline."""
    label = page.label
    page.tag("if m.kpis")
    page.caption("table", f"{label['kpi_targets']}（{{{{ m.name }}}}）")
    columns = [
        (label["indicator"], "{{ k.indicator }}", 80.0), (label["target"], "{{ k.target }}", 50.0),
        (label["prior"], "{{ k.prior }}", 24.0), (label["note"], "{{ k.note }}", 40.0),
    ]  # fmt: skip
    page.table(columns, "k in m.kpis", right=[2])
    page.tag("endif")


def counts(page: Writer) -> None:
    label = page.label
    page.tag("if m.counts")
    page.caption("table", f"{label['counts']}（{{{{ m.name }}}}）")
    columns = [
        (label["indicator"], "{{ c.indicator }}", 70.0), (label["kind"], "{{ c.kind }}", 24.0),
        (label["denominator"], "{{ c.denominator_label }}　{{ c.denominator }}", 40.0),
        (label["numerator"], "{{ c.numerator_label }}　{{ c.numerator }}", 40.0),
    ]  # fmt: skip
    page.table(columns, "c in m.counts", right=[2, 3])
    page.tag("endif")


def activities(page: Writer) -> None:
    label = page.label
    page.tag("if m.activities")
    page.caption("table", f"{label['activities']}（{{{{ m.name }}}}）")
    columns = [
        (label["item"], "{{ a.item }}", 62.0), (label["this_year"], "{{ a.this_year }}", 24.0),
        (label["last_year"], "{{ a.last_year }}", 24.0), (label["change"], "{{ a.change }}", 22.0),
        (label["as_of"], "{{ a.as_of }}", 18.0), (label["note"], "{{ a.note }}", 30.0),
    ]  # fmt: skip
    page.table(columns, "a in m.activities", right=[1, 2, 3])
    page.tag("endif")


def texts(page: Writer) -> None:
    """Every text of the measure under its own label."""
    page.tag("for t in m.texts")
    page.heading("{{ t.label }}", 3)
    page.lines_of("t.lines")
    page.tag("endfor")


def text(code: str) -> Block:
    """One text by its code, where the branch has written it."""

    def write(page: Writer) -> None:
        page.tag(f"if m.text.{code}")
        page.heading(f"{{{{ m.text.{code}.label }}}}", 3)
        page.lines_of(f"m.text.{code}.lines")
        page.tag("endif")

    return write


def side_by_side(*columns: tuple[str, str]) -> Block:
    """Texts beside each other: their labels and what holds their lines."""

    def write(page: Writer) -> None:
        page.tag("if " + " or ".join(lines for _label, lines in columns))
        page.beside([(page.label.get(label, label), lines) for label, lines in columns])
        page.tag("endif")

    return write


def charts(page: Writer) -> None:
    page.tag("for c in m.charts")
    page.line("{{ c.image }}").paragraph_format.keep_with_next = True
    page.caption("chart", "{{ c.title }}")
    page.tag("endfor")


def next_kpis(page: Writer) -> None:
    label = page.label
    page.tag("if m.next_kpis")
    page.caption("table", f"{label['next']}（{{{{ m.name }}}}）")
    columns = [
        (label["status"], "{{ n.status }}", 20.0), (label["indicator"], "{{ n.indicator }}", 84.0),
        (label["target"], "{{ n.target }}", 40.0), (label["note"], "{{ n.note }}", 30.0),
    ]  # fmt: skip
    page.table(columns, "n in m.next_kpis")
    page.tag("endif")


def effort(page: Writer) -> None:
    """How the plan was carried out, new efforts, and the grade."""
    label = page.label
    page.tag("if m.progress or m.grade")
    page.line(
        f"{label['progress']}：{{{{ m.progress }}}}　{label['new_effort']}：{{{{ m.new_effort }}}}　"
        f"{label['grade']}：{{{{ m.grade }}}}"
    )
    page.tag("endif")


def marks(page: Writer) -> None:
    """Importance and difficulty, each with its reason."""
    for key in ("important", "difficult"):
        page.tag(f"if m.{key}")
        page.heading(f"{page.label[key]}：{{{{ m.{key} }}}}", 3)
        page.lines_of(f"m.{key}_reason")
        page.tag("endif")


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


DEFAULT: tuple[Block, ...] = (
    cover(), contents(), kpi_list(),
    measures(about, plan, kpis, activities, texts, charts, counts, next_kpis, effort),
)  # fmt: skip
PLANNED: tuple[Block, ...] = (
    cover("plan_title"), contents(planned=True), kpi_list(planned=True),
    measures(plan, marks, counts, kpi_targets, charts),
)  # fmt: skip


def build_report_template(language: str, blocks: Sequence[Block] = DEFAULT) -> bytes:
    """The bytes of a report's template with these blocks in their order."""
    page = Writer(language)
    for block in blocks:
        block(page)
    return page.bytes()


def build_whole_template(language: str) -> bytes:
    """The bytes of the template of the council's paper."""
    page = Writer(language)
    label = page.label
    for _line in range(4):
        page.line("")
    page.line("{{ organisation }}", "Subtitle")
    page.line(label["whole_title"], "Title")
    page.line("{{ headline }}")
    page.line("{{ date }}")
    page.heading(label["state"], 1, new_page=True)
    columns = [
        (label["branch"], "{{ b.code }} {{ b.name }}", 40.0), (label["receipt"], "{{ b.receipt }}", 26.0),
        (label["achieved"], "{{ b.achieved }}", 20.0), (label["not_achieved"], "{{ b.not_achieved }}", 20.0),
        (label["not_judged"], "{{ b.not_judged }}", 20.0), (label["share"], "{{ b.share }}", 24.0),
    ]  # fmt: skip
    page.table(columns, "b in branches", right=[2, 3, 4, 5])
    page.tag("if missing")
    page.line(f"{label['missing']}：{{{{ missing | join('、') }}}}")
    page.tag("endif")
    page.heading(label["decisions"], 1)
    page.tag("for d in decisions")
    page.line("{{ d }}", "List Bullet")
    page.tag("endfor")
    page.tag("if not decisions")
    page.line(label["none"])
    page.tag("endif")
    page.heading(label["changed"], 1)
    for key in ("improvements", "falls"):
        page.tag(f"if {key}")
        page.caption("table", label[key])
        columns = [
            (label["branch"], "{{ k.branch }}", 24.0), (label["indicator"], "{{ k.indicator }}", 70.0),
            (label["prior"], "{{ k.prior }}", 24.0), (label["actual"], "{{ k.actual }}", 24.0),
            (label["change"], "{{ k.change }}", 28.0),
        ]  # fmt: skip
        page.table(columns, f"k in {key}", right=[2, 3, 4])
        page.tag("endif")
    page.heading(label["misses"], 1)
    page.tag("if misses")
    page.misses()
    page.tag("endif")
    page.tag("if not misses")
    page.line(label["none"])
    page.tag("endif")
    page.heading(label["reports"], 1)
    page.tag("for r in reports")
    page.heading("{{ r.branch }}", 2)
    page.line("{{ r.headline }}")
    page.tag("for m in r.measures")
    page.heading("{% if m.number %}{{ m.number }}　{% endif %}{{ m.name }}", 3)
    for block in (kpis, activities, texts):
        block(page)
    page.tag("endfor")
    page.tag("endfor")
    return page.bytes()
