"""根拠: one row per figure, one sentence each, linked from the figure and back.

The rows stand in the order of KPI実績一覧, so a figure has the same row on both sheets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.format import Format

from kpixl.books.addresses import cell_name
from kpixl.books.summary.formulas.references import FIRST_LIST_ROW
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.summary.run_record import altered_formula
from kpixl.books.writing import styles
from kpixl.books.writing.column_widths import BESIDE
from kpixl.books.writing.fitted_rows import fit_rows
from kpixl.books.writing.sheet import Sheet
from kpixl.model.explanation import Explanation

_KEYS = (
    "back",
    "branch",
    "indicator",
    "sentence",
    "finding",
    "judgement",
    "threshold",
    "target",
    "target_source",
    "formula",
    "typed",
    "conversion",
    "counts",
    "file",
    "sheet",
    "cell",
    "sha256",
)
_WIDTHS = (8.0, 9.0, 24.0, 66.0, 34.0, 12.0, 19.0, 21.0, 20.0, 24.0, 20.0, 18.0, 24.0, 28.0, 12.0, 7.0, 24.0)
_HEADER_HEIGHT = 26.0  # at least
_CENTRED = ("judgement", "threshold", "target", "cell")
_LONG = ("indicator", "sentence", "finding", "target", "target_source", "typed", "conversion", "file")
_LEAST = {"indicator": 18.0, "sentence": 40.0, "finding": 22.0}  # the widths down to which texts are broken
_FROZEN = 3  # back, branch, indicator
# What is for a reader of paper: beyond it stands, part by part and for filters, what the sentence says.
_PRINTED = _KEYS.index("judgement") + 1


def write_evidence(frame: Frame) -> None:
    """Write the sheet."""
    words = frame.words
    sheet = frame.book.sheet(words("sheet.evidence"))
    frame.title(sheet, f"{frame.year}　{words('sheet.evidence')}", words("evidence.note"), of_branches=True)
    sheet.formula(0, _KEYS.index("sentence"), altered_formula(frame), "", styles.ALTERED)
    sheet.widths(_WIDTHS)
    header = FIRST_LIST_ROW - 1
    for column, key in enumerate(_KEYS):
        sheet.text(header, column, words(f"column.{key}"), styles.HEADER)
    rows = _Rows(frame, sheet)
    places: dict[str, int] = {}  # how many figures of a branch are written already
    told: dict[int, dict[str, str]] = {}
    for story in frame.summary.explanations:
        code = story.branch.code
        own_row = FIRST_LIST_ROW + places.get(code, 0)
        places[code] = places.get(code, 0) + 1
        row, texts = rows.write(story, own_row)
        told[row] = texts
    _fit(sheet, [told[row] for row in sorted(told)])
    sheet.height(header, _HEADER_HEIGHT)
    last = header + len(frame.summary.explanations)
    if frame.summary.explanations:
        labels = [words(f"column.{key}") for key in _KEYS]
        sheet.table((header, 0, last, len(_KEYS) - 1), labels)
    judgement = _KEYS.index("judgement")
    frame.colour_judgements(sheet, (FIRST_LIST_ROW, judgement, last, judgement))
    sheet.raw.freeze_panes(FIRST_LIST_ROW, _FROZEN)
    sheet.raw.print_area(0, 0, last, _PRINTED - 1)
    table = PrintedTable(columns=_PRINTED, last=last, head=(header, header), keep=_FROZEN)
    print_table(frame, sheet, table)


def _fit(sheet: Sheet, rows: Sequence[Mapping[str, str]]) -> None:
    """Widths that show the printed texts on few lines, and heights that show all texts of a row."""
    widths = dict(zip(_KEYS, _WIDTHS, strict=True))
    # LibreOffice, which makes the PDF, breaks no link's text.
    widths["branch"] = max(
        [widths["branch"], *(styles.display_width(row["branch"]) + BESIDE for row in rows)]
    )
    sheet.widths(list(widths.values()))
    printed, beyond = _KEYS[:_PRINTED], [key for key in _KEYS[_PRINTED:] if key in _LONG]
    texts = [[row[key] if key in _LONG else "" for key in printed] for row in rows]
    least = {_KEYS.index(key): width for key, width in _LEAST.items()}
    fit_rows(sheet, FIRST_LIST_ROW, texts, least, indented=least)
    for at, row in enumerate(rows, start=FIRST_LIST_ROW):
        height = styles.row_height([(row[key], widths[key]) for key in beyond])
        if height > sheet.height_of(at, at):
            sheet.height(at, height)


@dataclass(frozen=True)
class _Rows:
    """Writes the figures, a row each; the format of every column is made once."""

    frame: Frame
    sheet: Sheet

    @cached_property
    def shapes(self) -> dict[str, Format]:
        """The format of every column; a cell that is a link has another one."""
        formats, centred = self.frame.book.formats, {"align": "center"}
        return {
            key: formats.of(styles.WRAP, centred if key in _CENTRED else styles.INDENTED) for key in _KEYS
        }

    @cached_property
    def findings(self) -> dict[tuple[str, str], str]:
        """What was found about each figure."""
        render, found = self.frame.words.render, self.frame.summary.figure_findings
        return {
            key: "\n".join(f"{told.message} [{told.code}]" for told in map(render, items))
            for key, items in found.items()
        }

    @cached_property
    def link(self) -> Format:
        return self.frame.book.formats.of(styles.TEXT, styles.LINK)

    @cached_property
    def no_link(self) -> Format:
        return self.frame.book.formats.of(styles.TEXT)

    def write(self, story: Explanation, own_row: int) -> tuple[int, dict[str, str]]:
        """One figure: its row and its texts by column.

        Its first cell leads back to KPI実績一覧, its branch to the branch's own sheet.
        """
        frame, sheet, words = self.frame, self.sheet, self.frame.words
        row = frame.evidence_row(story.assessment.branch_code, story.assessment.kpi_code)
        if row is None:
            raise ValueError(f"a story of a figure that is not listed: {story.branch.code} {story.kpi.code}")
        texts = {key: words.translate(detail) for key, detail in story.facts if key in _KEYS}
        texts |= {
            "back": words("evidence.back"),
            "branch": story.branch.name,
            "indicator": story.kpi.indicator,
            "sentence": words.explain(story),
            "finding": self.findings.get((story.branch.code, story.kpi.code), ""),
        }
        places = {
            "back": (words("sheet.list"), cell_name(row, 0)),
            "branch": (frame.sheet_names[story.branch.code], cell_name(own_row, 0)),
        }
        for column, key in enumerate(_KEYS):
            if key == "judgement":
                frame.write_judgement(sheet, row, column, story.assessment)
            elif key in places:
                there = sheet.book.has(places[key][0])
                text = texts[key] if there or key != "back" else ""
                sheet.link_cell(row, column, *places[key], words("evidence.back_tip"))
                sheet.text(row, column, text, self.link if there else self.no_link)
            else:
                sheet.text(row, column, texts[key], self.shapes[key])
        return row, texts
