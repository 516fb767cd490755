"""算定方法: how everything in the summary is computed, from the objects that compute it."""

from kpixl.books.master.data_sheet import judgement_text
from kpixl.books.summary.branch_page import MOST_POINTS
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.books.writing.tables import Column, write_table
from kpixl.model.assessment import FEW_CASES, Judgement
from kpixl.model.explanation import Method
from kpixl.model.target import target_kind

_KEYS = (
    "indicator",
    "unit",
    "decimals",
    "direction",
    "target_kind",
    "precision",
    "formula",
    "figure",
    "aggregate",
    "comparable",
)
_WIDTHS = (28, 7, 7, 13, 13, 13, 17, 19, 20, 18)
_CENTRED = ("unit", "decimals")
_LABEL_COLUMNS, _TEXT_FIRST, _TEXT_LAST = 0, 1, len(_KEYS) - 1
_GAP, _TITLE_HEIGHT = 8.0, 24.0  # above the title of the table of KPIs, and its own


def write_methods(frame: Frame) -> None:
    """Write the sheet: what holds for all KPIs, then one row for each."""
    words = frame.words
    sheet = frame.book.sheet(words("sheet.methods"))
    frame.title(sheet, f"{frame.year}　{words('sheet.methods')}", words("methods.note"))
    title = _general(frame, sheet, 2) + 2
    sheet.height(title - 1, _GAP)
    sheet.text(title, 0, words("methods.by_kpi"), styles.SUBTITLE)
    sheet.height(title, _TITLE_HEIGHT)
    header = title + 1
    columns = [
        Column(
            label=words(f"column.{key}"),
            width=width,
            style=styles.WRAP | ({"align": "center"} if key in _CENTRED else {}),
            wraps=True,
        )
        for key, width in zip(_KEYS, _WIDTHS, strict=True)
    ]
    rows = [_row(frame, method) for method in frame.summary.methods]
    area = write_table(sheet, columns, rows, top=header, as_table=True)
    table = PrintedTable(columns=len(_KEYS), last=area[2], head=(header, header), lead=title)
    print_table(frame, sheet, table)


def _general(frame: Frame, sheet: Sheet, top: int) -> int:
    """The rules that hold for all KPIs; returns the last row."""
    words, settings = frame.words, frame.summary.plan.settings
    scheme = frame.summary.scheme
    lines = [
        ("actual", words("methods.actual")),
        ("judge_on", words(f"methods.judge_on.{settings.judge_on}")),
        ("achievement_rate", words("methods.rate")),
        ("change_on_prior", words("methods.change")),
        ("chance", words("methods.chance")),
        ("same_branches", words("methods.same_branches")),
        ("distance_method", words("methods.distance", most=MOST_POINTS)),
        ("misses_method", words("methods.misses", few=FEW_CASES)),
        ("national_actual", words("methods.national", whole=settings.aggregate_name)),
        ("rank", words("methods.rank")),
        ("signs", _signs(frame)),
        ("minus", words("methods.minus", mark=settings.minus)),
        ("count_rounding", words(f"methods.count_rounding.{settings.count_rounding}")),
        ("grade_scheme", scheme.name if scheme else words("methods.no_scheme")),
    ]
    width = sum(_WIDTHS[_TEXT_FIRST : _TEXT_LAST + 1])
    for row, (key, text) in enumerate(lines, start=top):
        sheet.text(row, _LABEL_COLUMNS, words(f"column.{key}"), styles.HEADER, {"align": "left"})
        sheet.merge(row, _TEXT_FIRST, _TEXT_LAST, text, styles.WRAP)
        sheet.height(row, styles.row_height([(text, width)]))
    return top + len(lines) - 1


def _signs(frame: Frame) -> str:
    """Every sign that the sheets use, with what it means."""
    judgements = (judgement_text(judgement, frame.words) for judgement in Judgement)
    return "　".join([*judgements, frame.missing_mark, frame.words("methods.other_signs")])


def _row(frame: Frame, method: Method) -> list[str]:
    words, plan, kpi = frame.words, frame.summary.plan, method.kpi
    kinds = dict.fromkeys(target_kind(plan.target(branch.code, kpi.code)) for branch in plan.branches)
    told = {key: words.translate(detail) for key, detail in method.facts}
    told |= {
        "indicator": kpi.indicator,
        "unit": frame.unit(kpi),
        "decimals": str(kpi.decimals),
        "target_kind": words("text.list_separator").join(words(f"word.target_kind.{kind}") for kind in kinds),
    }
    return [told[key] for key in _KEYS]
