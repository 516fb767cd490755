"""The long lists: KPI実績一覧, 順位 and 前年度比較; and the rows of the branches' own sheets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpixl.books import look
from kpixl.books.data import colour_judgements, judgement_text
from kpixl.books.sheets import Sheet, cell_name, column_name
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.live import quoted
from kpixl.books.summary.live_cells import LiveCells
from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.figure import Figure, FigureState
from kpixl.model.kpi import Aggregate, Kpi

HEADER_ROW = 2


@dataclass(frozen=True)
class ListRow:
    """One row of a list: a branch's assessment for a KPI, and the summary that it stands in."""

    frame: Frame
    cells: LiveCells
    item: Assessment
    kpi: Kpi

    @property
    def entry_text(self) -> Callable[[str], str]:
        """A text of the branch's entry by field name; empty where nothing came back."""
        return lambda name: str(getattr(self.item.entry, name)) if self.item.entry else ""

    @property
    def change_unit(self) -> str:
        """ポイント or the unit, where an actual has something to differ from."""
        prior = self.item.prior.value if self.item.prior and self.kpi.comparable else None
        either = self.item.target_value is not None or prior is not None
        return look.change_unit(self.kpi, self.frame.words.language) if either else ""


@dataclass(frozen=True)
class ListColumn:
    """One column of a list: its label's key, its width, and how a cell is written at (row, column)."""

    key: str
    width: float
    write: Callable[[ListRow, Sheet, int, int], None]
    text: Callable[[ListRow], str] | None = None


def _text(key: str, width: float, get: Callable[[ListRow], str], *, centre: bool = False) -> ListColumn:
    def write(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
        sheet.text(at, column, get(row), row.cells.centred if centre else row.cells.plain)

    return ListColumn(key, width, write, get)


def _value(key: str, get: Callable[[Assessment], Decimal | None]) -> ListColumn:
    def write(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
        row.frame.write_value(sheet, at, column, get(row.item), row.kpi)

    return ListColumn(key, 11, write)


def _figure(key: str, get: Callable[[Assessment], Figure | None]) -> ListColumn:
    def write(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
        row.frame.write_figure(sheet, at, column, get(row.item), row.kpi)

    return ListColumn(key, 11, write)


def _outcome(key: str, width: float) -> ListColumn:
    def write(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
        row.cells.write_outcome(sheet, at, column, row.item, key)

    return ListColumn(key, width, write)


def _write_judgement(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
    row.frame.write_judgement(sheet, at, column, row.item)


def _write_actual(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
    row.frame.write_actual(sheet, at, column, row.item)


def _write_national_prior(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
    row.frame.write_value(sheet, at, column, row.frame.national[row.kpi.code].prior, row.kpi)


def _write_impact(row: ListRow, sheet: Sheet, at: int, column: int) -> None:
    row.cells.write_impact(sheet, at, column, row.item)


BRANCH = _text("branch", 10, lambda row: row.frame.branches[row.item.branch_code].name)
PILLAR = _text("pillar", 14, lambda row: row.kpi.pillar)
MEASURE = _text("measure", 26, lambda row: row.kpi.measure)
INDICATOR = _text("indicator", 36, lambda row: row.kpi.indicator)
UNIT = _text("unit", 8, lambda row: row.frame.unit(row.kpi), centre=True)
TARGET = _text("target", 18, lambda row: row.item.target_text, centre=True)
GROUP = _text("group", 11, lambda row: row.kpi.group, centre=True)
AS_OF = _text("as_of", 14, lambda row: row.entry_text("as_of") or row.kpi.as_of)
PAGE = _text("page", 7, lambda row: row.kpi.page, centre=True)
RANK = _text("rank", 15, lambda row: row.frame.rank_text(row.item), centre=True)
NEXT_TARGET = _text("next_target", 15, lambda row: row.entry_text("next_target"), centre=True)
REMARK = _text("remark", 22, lambda row: row.entry_text("remark"))
IMPROVEMENT = ListColumn("improved", 12, _write_impact)
CHANGE_UNIT = _text("unit", 10, lambda row: row.change_unit, centre=True)
TARGET_VALUE = _value("target_value", lambda item: item.target_value)
NATIONAL = _value("national_actual", lambda item: item.national)
NATIONAL_BASIS = _text(
    "aggregate", 17, lambda row: row.frame.basis_text(row.frame.national[row.kpi.code]), centre=True
)
NATIONAL_PRIOR = ListColumn("national_prior", 11, _write_national_prior)
PRIOR = _figure("prior", lambda item: item.prior)
ACTUAL = ListColumn("actual", 11, _write_actual)
TARGET_DIFFERENCE = _outcome("target_difference", 12)
CHANGE = _outcome("change_on_prior", 12)
NATIONAL_DIFFERENCE = _outcome("national_difference", 12)
JUDGEMENT = ListColumn("judgement", 13, _write_judgement)
RATE = _outcome("achievement_rate", 12)

LIST_COLUMNS = (
    BRANCH, PILLAR, MEASURE, INDICATOR, UNIT, TARGET, PRIOR, ACTUAL, JUDGEMENT, RATE, GROUP, AS_OF, PAGE,
    NEXT_TARGET,
)  # fmt: skip
BRANCH_COLUMNS = (
    MEASURE, INDICATOR, UNIT, TARGET, PRIOR, ACTUAL, JUDGEMENT, RATE, CHANGE, NATIONAL_PRIOR, NATIONAL, RANK,
    GROUP, PAGE, AS_OF, NEXT_TARGET,
)  # fmt: skip
RANK_COLUMNS = (
    INDICATOR,
    RANK,
    BRANCH,
    ACTUAL,
    UNIT,
    NATIONAL,
    NATIONAL_BASIS,
    NATIONAL_DIFFERENCE,
    JUDGEMENT,
    RATE,
)
PRIOR_COLUMNS = (
    BRANCH, INDICATOR, UNIT, PRIOR, TARGET_VALUE, ACTUAL, TARGET_DIFFERENCE, CHANGE, CHANGE_UNIT, IMPROVEMENT,
    JUDGEMENT, REMARK,
)  # fmt: skip


def write_list(frame: Frame) -> None:
    """KPI実績一覧: the list that branches publish, all branches below each other."""
    _list_sheet(
        frame, "list", LIST_COLUMNS, frame.summary.assessments, frame.words("summary.legend"), freeze=4
    )


def write_ranks(frame: Frame) -> None:
    """順位: for every KPI the branches from best to worst, by direction."""
    order = {kpi.code: number for number, kpi in enumerate(frame.summary.plan.kpis)}
    ranked = [item for item in frame.summary.assessments if item.rank is not None]
    ranked.sort(
        key=lambda item: (order[item.kpi_code], item.rank.place if item.rank else 0, item.branch_code)
    )
    _list_sheet(frame, "ranks", RANK_COLUMNS, ranked, frame.words("summary.rank_note"), freeze=1)


def write_prior(frame: Frame) -> None:
    """前年度比較: prior, target, actual and both differences, coloured by impact and not by sign."""
    rows = [item for item in frame.summary.assessments if item.figure.state is not FigureState.MISSING]
    sheet, first, last = _list_sheet(
        frame, "prior", PRIOR_COLUMNS, rows, frame.words("summary.prior_note"), freeze=2
    )
    words, at = frame.words, PRIOR_COLUMNS.index
    judged, impact = (f"${column_name(at(column))}{first + 1}" for column in (JUDGEMENT, IMPROVEMENT))
    texts = {
        "achieved": quoted(judgement_text(Judgement.ACHIEVED, words)),
        "not_achieved": quoted(judgement_text(Judgement.NOT_ACHIEVED, words)),
        "improved": quoted(words("word.impact.improved")),
        "worsened": quoted(words("word.impact.worsened")),
    }
    for columns, cell, keys in (
        ((TARGET_DIFFERENCE,), judged, ("achieved", "not_achieved")),
        ((CHANGE, IMPROVEMENT), impact, ("improved", "worsened")),
    ):
        for key, fill in zip(keys, (look.BLUE, look.ORANGE), strict=True):
            for column in map(at, columns):
                # A dash or a reason in the place of a difference has no colour.
                own = cell_name(first, column)
                shown = "TRUE" if column == at(IMPROVEMENT) else f"ISNUMBER({own})"
                rule = {"type": "formula", "criteria": f"=AND({shown},{cell}={texts[key]})"}
                area = (first, column, last, column)
                sheet.condition(area, rule, {"bg_color": fill, "font_color": look.BLACK})


def _list_sheet(
    frame: Frame,
    name: str,
    columns: Sequence[ListColumn],
    rows: Sequence[Assessment],
    note: str,
    *,
    freeze: int,
) -> tuple[Sheet, int, int]:
    sheet = frame.book.sheet(frame.words(f"sheet.{name}"))
    frame.title(sheet, f"{frame.year}　{frame.words(f'sheet.{name}')}", note + frame.adjusted_legend)
    first, last = write_rows(frame, sheet, columns, rows)
    sheet.raw.freeze_panes(first, freeze)
    sheet.page(frame.page(repeat_rows=(HEADER_ROW, HEADER_ROW)))
    return sheet, first, last


def write_rows(
    frame: Frame, sheet: Sheet, columns: Sequence[ListColumn], rows: Sequence[Assessment]
) -> tuple[int, int]:
    """Header and rows from the header row on; returns the first and last data row."""
    words, first, cells = frame.words, HEADER_ROW + 1, LiveCells(frame)
    sheet.widths([column.width for column in columns])
    for at, column in enumerate(columns):
        sheet.text(HEADER_ROW, at, words(f"column.{column.key}"), look.HEADER)
    sheet.height(HEADER_ROW, 34)
    for row, item in enumerate(rows, start=first):
        listed = ListRow(frame, cells, item, frame.kpis[item.kpi_code])
        for at, column in enumerate(columns):
            column.write(listed, sheet, row, at)
        texts = [(column.text(listed), column.width) for column in columns if column.text]
        sheet.height(row, look.row_height(texts))
    last = max(HEADER_ROW + len(rows), first)
    _footers(frame, sheet, columns, rows, last + 2)
    if rows:
        sheet.raw.autofilter(HEADER_ROW, 0, last, len(columns) - 1)
    if JUDGEMENT in columns:
        at = list(columns).index(JUDGEMENT)
        colour_judgements(sheet, (first, at, last, at), words)
    return first, last


def _footers(
    frame: Frame, sheet: Sheet, columns: Sequence[ListColumn], rows: Sequence[Assessment], top: int
) -> None:
    """Below a list: where its national figures come from, and which KPIs have another definition now."""
    words, lines = frame.words, []
    if NATIONAL in columns and NATIONAL_BASIS not in columns:
        bases = {frame.national[item.kpi_code].basis for item in rows}
        computed = bases - {Aggregate.PUBLISHED, Aggregate.NONE}
        note = "national_note" if computed else "national_published"
        if bases != {Aggregate.NONE}:
            lines.append(words(f"summary.{note}", whole=frame.whole, sheet=words("sheet.groups")))
    if PRIOR in columns:
        codes = dict.fromkeys(item.kpi_code for item in rows if item.prior is not None)
        for kpi in (frame.kpis[code] for code in codes):
            if not kpi.comparable:
                about = {"indicator": kpi.indicator, "reason": kpi.not_comparable_reason}
                lines.append(words("summary.not_compared", **about))
    for row, line in enumerate(lines, start=top):
        sheet.text(row, 0, line, look.NOTE)
