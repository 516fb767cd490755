"""全体指標: the KPIs of the whole round, judged by how many branches reach their target for another KPI."""

from kpixl.books.addresses import cell_name
from kpixl.books.master.data_sheet import colour_judgements, judgement_text
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.aggregate import RoundResult
from kpixl.model.assessment import Judgement

_HEADER_ROW = 2
_COUNTED = (Judgement.ACHIEVED, Judgement.NOT_ACHIEVED, Judgement.NOT_JUDGED, Judgement.NO_TARGET)
_WIDTHS = {
    "pillar": 10,
    "measure": 15,
    "indicator": 26,
    "counted_indicator": 18,
    "needed": 7,
    **{str(judgement): 8 for judgement in _COUNTED},
    "judgement": 12,
    "achievement_rate": 9,
    "explanation": 20,
}
_KEYS = tuple(_WIDTHS)
_AT = {key: number for number, key in enumerate(_KEYS)}
_COUNT = styles.CENTRE | {"num_format": "0"}


def write_round_kpis(frame: Frame) -> None:
    """Write the sheet; none where the plan has no such KPIs."""
    words, results = frame.words, frame.summary.round_results
    if not results:
        return
    sheet = frame.book.sheet(words("sheet.round_kpis"))
    frame.title(sheet, f"{frame.year}　{words('sheet.round_kpis')}", words("summary.round_note"))
    sheet.widths(list(_WIDTHS.values()))
    for column, key in enumerate(_KEYS):
        sheet.text(_HEADER_ROW, column, words(f"column.{key}"), styles.HEADER)
    sheet.height(_HEADER_ROW, 34)
    for row, result in enumerate(results, start=_HEADER_ROW + 1):
        _write(frame, sheet, row, result)
    last = _HEADER_ROW + len(results)
    colour_judgements(sheet, (_HEADER_ROW + 1, _AT["judgement"], last, _AT["judgement"]), words)
    sheet.raw.freeze_panes(_HEADER_ROW + 1, 0)
    table = PrintedTable(columns=len(_KEYS), last=last, head=(_HEADER_ROW, _HEADER_ROW), keep=3)
    print_table(frame, sheet, table)


def _write(frame: Frame, sheet: Sheet, row: int, result: RoundResult) -> None:
    kpi = result.kpi
    texts = {
        "pillar": kpi.pillar,
        "measure": kpi.measure,
        "indicator": kpi.indicator,
        "counted_indicator": frame.kpis[kpi.counted_kpi].indicator,
        "explanation": _explanation(frame, result),
    }
    for key, text in texts.items():
        sheet.text(row, _AT[key], text, styles.WRAP)
    counts = (result.achieved, result.not_achieved, result.not_judged, result.no_target)
    for judgement, count in zip(_COUNTED, counts, strict=True):
        formula = frame.count_formula(judgement, kpi_code=kpi.counted_kpi)
        sheet.formula(row, _AT[judgement], formula, count, _COUNT)
    achieved, not_achieved, undecided = (cell_name(row, _AT[judgement]) for judgement in _COUNTED[:3])
    with_target = f"{achieved}+{not_achieved}+{undecided}"
    if kpi.at_least is None:
        sheet.formula(row, _AT["needed"], f"={with_target}", result.needed, _COUNT)
    else:
        sheet.number(row, _AT["needed"], result.needed, _COUNT)
    needed = cell_name(row, _AT["needed"])
    word = {judgement: judgement_text(judgement, frame.words) for judgement in Judgement}
    formula = (
        f'=IF({with_target}=0,"{word[Judgement.NO_TARGET]}",'
        f'IF({achieved}>={needed},"{word[Judgement.ACHIEVED]}",'
        f'IF({achieved}+{undecided}<{needed},"{word[Judgement.NOT_ACHIEVED]}",'
        f'"{word[Judgement.NOT_JUDGED]}")))'
    )
    sheet.formula(row, _AT["judgement"], formula, word[result.judgement], styles.CENTRE)
    frame.write_rate(sheet, row, _AT["achievement_rate"], result.rate)
    sheet.height(row, styles.row_height([(text, _WIDTHS[key]) for key, text in texts.items()]))


def _explanation(frame: Frame, result: RoundResult) -> str:
    """The counts in words, as in 47支部中 46支部が達成, and what they leave open."""
    words = frame.words
    if not result.with_target:
        return words("summary.round_no_target")
    text = words("summary.round_count", of=result.with_target, achieved=result.achieved)
    if result.kpi.at_least is not None:
        text += words("summary.round_needed", needed=result.needed)
    if result.no_target:
        text += words("summary.round_without", count=result.no_target)
    if result.judgement is Judgement.NOT_JUDGED:
        text += words("summary.round_open", count=result.not_judged)
    return text
