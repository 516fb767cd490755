"""施策評価: what branches report about their measures, with the grade they gave themselves."""

from kpixl.books import look
from kpixl.books.sheets import Column, Value, write_table
from kpixl.books.summary.frame import Frame
from kpixl.model.submission import MeasureField

_KEYS = ("branch", "pillar", "measure", "group", *MeasureField)
_WIDTHS = {"branch": 11, "pillar": 20, "measure": 46, "group": 14, "progress": 34, "comment": 44}
_CENTRED = ("group", MeasureField.NEW_EFFORT, MeasureField.GRADE)


def write_measures(frame: Frame) -> None:
    """Write the sheet; none where no branch reported on a measure."""
    words, summary = frame.words, frame.summary
    reported = [entry for entry in summary.measure_entries if entry.texts]
    if not reported:
        return
    sheet = frame.book.sheet(words("sheet.measure_entry"))
    frame.title(sheet, f"{frame.year}　{words('sheet.measure_entry')}", words("summary.measure_note"))
    columns = [
        Column(
            words(f"column.{key}"),
            _WIDTHS.get(key, 12),
            look.WRAP | ({"align": "center"} if key in _CENTRED else {}),
            wraps=True,
        )
        for key in _KEYS
    ]
    measures = {measure.code: measure for measure in summary.plan.measures}
    rows: list[list[Value]] = []
    for entry in reported:
        measure = measures.get(entry.measure_code)
        about = [measure.pillar, measure.name, measure.group] if measure else ["", entry.measure_code, ""]
        typed = [entry.texts.get(field, "") for field in MeasureField]
        rows.append([frame.branches[entry.branch_code].name, *about, *typed])
    area = write_table(sheet, columns, rows, top=2)
    column = _KEYS.index(MeasureField.GRADE)
    for grade, (fill, ink) in look.GRADE_COLOURS.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{grade}"'}
        style = {"bg_color": fill, "font_color": ink, "bold": True}
        sheet.condition((area[0], column, area[2], column), rule, style)
    sheet.raw.freeze_panes(3, 3)
    sheet.page(frame.page(repeat_rows=(2, 2)))
