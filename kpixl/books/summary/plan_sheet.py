"""事業計画: what every branch undertakes for the year, while there are no actuals yet."""

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.locale.targets import render_sentence
from kpixl.model.assessment import Reason
from kpixl.model.kpi import Kpi
from kpixl.model.plan_item import PlanItem

# Column keys and widths; the sheet prints one page wide.
_COLUMNS: tuple[tuple[str, float], ...] = (
    ("branch", 8),
    ("pillar", 11),
    ("measure", 18),
    ("plan_sentence", 27),
    ("target_value", 11),
    ("prior", 11),
    ("target_on_prior", 12),
    ("ease", 16),
    ("important", 6),
    ("difficult", 6),
    ("planned_denominator", 11),
    ("planned_numerator", 11),
)
_AT = {key: number for number, (key, _width) in enumerate(_COLUMNS)}
_HEADER_ROW = 3
_FIRST_ROW = _HEADER_ROW + 1
_COUNT = {"num_format": "#,##0"}


def write_plan_sheet(frame: Frame) -> None:
    """Write the sheet: the branches below each other, each beginning a page where it fills one."""
    words, items = frame.words, frame.summary.plan_items
    sheet = frame.book.sheet(words("sheet.plan_sheet"))
    frame.title(sheet, f"{frame.year}　{words('sheet.plan_sheet')}", words("summary.plan_note"))
    sheet.text(2, 0, _headline(frame), styles.SUBTITLE)
    sheet.height(2, 22)
    sheet.widths([width for _key, width in _COLUMNS])
    for key, column in _AT.items():
        sheet.text(_HEADER_ROW, column, words(f"column.{key}"), styles.HEADER)
    sheet.height(_HEADER_ROW, 36)
    for row, item in enumerate(items, start=_FIRST_ROW):
        _write_item(frame, sheet, row, item)
    last = _FIRST_ROW + len(items) - 1
    for row, note in enumerate(_notes(frame), start=last + 2):
        sheet.text(row, 0, f"※ {note}", styles.PAPER_NOTE)
    sheet.table((_HEADER_ROW, 0, last, len(_COLUMNS) - 1), [words(f"column.{key}") for key in _AT])
    rule = {"type": "cell", "criteria": "==", "value": f'"{words("summary.plan_easier")}"'}
    style = {"bg_color": styles.YELLOW, "font_color": styles.BLACK}
    sheet.condition((_FIRST_ROW, _AT["ease"], last, _AT["ease"]), rule, style)
    sheet.raw.freeze_panes(_FIRST_ROW, _AT["target_value"])
    end = last + 1 + len(_notes(frame))
    table = PrintedTable(columns=len(_COLUMNS), last=end, head=(_HEADER_ROW, _HEADER_ROW), keep=4)
    print_table(frame, sheet, table)


def _headline(frame: Frame) -> str:
    items = frame.summary.plan_items
    return frame.words(
        "summary.plan_headline",
        branches=len(frame.summary.plan.branches),
        targets=len(items),
        easier=sum(item.easier for item in items),
        unknown=sum(item.target.reason is Reason.NO_BASELINE for item in items),
    )


def _notes(frame: Frame) -> list[str]:
    """What the plan notes about its KPIs, line by line; what several share once, the rest with its KPI."""
    about: dict[str, list[str]] = {}
    for kpi in frame.summary.plan.kpis:
        for note in kpi.note.splitlines():
            about.setdefault(note, []).append(kpi.indicator)
    return [note if len(names) > 1 else f"{names[0]}：{note}" for note, names in about.items()]


def _write_item(frame: Frame, sheet: Sheet, row: int, item: PlanItem) -> None:
    words, kpi = frame.words, frame.kpis[item.kpi_code]
    branch = frame.branches[item.branch_code].name
    sentence = render_sentence(kpi.indicator, item.stated, frame.words.language)
    texts = {"branch": branch, "pillar": kpi.pillar, "measure": kpi.measure, "plan_sentence": sentence}
    for key, text in texts.items():
        sheet.text(row, _AT[key], text, styles.WRAP)
    if item.target.value is None:
        frame.write_reason(sheet, row, _AT["target_value"], item.target.reason)
        frame.write_reason(
            sheet, row, _AT["target_on_prior"], Reason.NO_PRIOR
        )  # a dash: why stands beside it
    else:
        frame.write_value(sheet, row, _AT["target_value"], item.target.value, kpi)
        frame.write_outcome(sheet, row, _AT["target_on_prior"], item.difference, kpi)
    frame.write_figure(sheet, row, _AT["prior"], item.prior, kpi)
    sheet.text(row, _AT["ease"], words("summary.plan_easier") if item.easier else "", styles.CENTRE)
    _write_marks(frame, sheet, row, kpi)
    counts = (item.planned.denominator, item.planned.numerator) if item.planned else (None, None)
    for key, count in zip(("planned_denominator", "planned_numerator"), counts, strict=True):
        sheet.number(row, _AT[key], count, styles.NUMBER, _COUNT)
    reasons = {} if item.target.value is not None else {"target_value": frame.reason_text(item.target.reason)}
    widths, texts = dict(_COLUMNS), texts | reasons
    sheet.height(row, styles.row_height([(text, widths[key]) for key, text in texts.items()]))


def _write_marks(frame: Frame, sheet: Sheet, row: int, kpi: Kpi) -> None:
    high = frame.words("word.mark.high")
    for key, marked in (("important", kpi.important), ("difficult", kpi.difficult)):
        sheet.text(row, _AT[key], high if marked else "", styles.CENTRE)
