"""The データ sheet: one row per branch and KPI, in the master and again in the summary.

The master's has keys, and at its end the columns that a program reads; the summary's has live formulas.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpixl.books.master.adjustments_sheet import adjustment_notes
from kpixl.books.master.fields import LABEL_ROW, About, MasterField, write_keys
from kpixl.books.master.layout import DATA, DATA_COLUMNS, data_at
from kpixl.books.master.records import count_state
from kpixl.books.writing import styles
from kpixl.books.writing.column_widths import BESIDE
from kpixl.books.writing.fitted_rows import empty_columns
from kpixl.books.writing.long_rows import LONG_AT_END, LongRow, write_long_rows
from kpixl.books.writing.page import Page
from kpixl.books.writing.sheet import Sheet, Value
from kpixl.books.writing.tables import Column, write_table
from kpixl.locale import Catalogue
from kpixl.locale.amounts import format_year
from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Plan
from kpixl.model.target import target_kind

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_WIDER = 2  # times as wide as usual is a column whose long texts would be cut off


def write_keyed_data(
    sheet: Sheet, plan: Plan, rows: Sequence[Assessment], words: Catalogue, number: int = 1, first: int = 0
) -> list[list[Value]]:
    """Write the master's data sheet, keys and all; returns the cells of its rows.

    Where データ takes several sheets, `number` is this one's, and `first` how many rows stand before it.
    """
    values = enumerate(data_values(plan, rows, words), first)
    cells = [DATA.cells(said, words, order) for order, said in values]
    _write(sheet, plan, rows, words, cells, DATA.columns(words), top=LABEL_ROW)
    write_keys(sheet, DATA, number)
    return cells


def write_data(
    sheet: Sheet,
    plan: Plan,
    rows: Sequence[Assessment],
    words: Catalogue,
    formulas: Sequence[Mapping[str, str]],
) -> None:
    """Write the summary's data sheet: what people see of it, as an Excel table, live where a formula says so.

    `formulas` are those of each row by column key; their cells hold the values of `rows` all the same.
    A live sheet may be printed: its columns are as wide as their texts, and those without any are hidden.
    """
    made = (
        [field.cell(values[field.key], words) for field in DATA_COLUMNS]
        for values in data_values(plan, rows, words)
    )
    columns = DATA.columns(words)[: len(DATA_COLUMNS)]
    if not formulas:  # row by row: those of very many branches are not kept
        _write(sheet, plan, rows, words, made, columns, as_table=True)
        return
    cells = list(made)
    by_column = zip(columns, zip(*cells, strict=True), strict=True)
    columns = [_fitted(column, set(values)) for column, values in by_column]
    _write(sheet, plan, rows, words, cells, columns, formulas=formulas, as_table=True)
    for at in empty_columns(cells):
        sheet.hide_columns(at, at)


def _fitted(column: Column, values: Iterable[Value]) -> Column:
    """The column as wide as its label and texts take; one that wraps is no wider than it was."""
    texts = [line for value in values if isinstance(value, str) for line in value.split("\n")]
    longest = max(map(styles.display_width, texts), default=0) + BESIDE
    label = styles.display_width(column.label) + 2 * BESIDE
    label = styles.word_width(column.label) if column.label.isascii() else min(label, column.width)
    most = column.width * (1 if column.wraps else _WIDER)
    return replace(column, width=max(label, min(longest, most)))


def _write(
    sheet: Sheet,
    plan: Plan,
    rows: Sequence[Assessment],
    words: Catalogue,
    cells: Iterable[Sequence[Value]],
    columns: Sequence[Column],
    *,
    formulas: Sequence[Mapping[str, str]] = (),
    top: int = 0,
    as_table: bool = False,
) -> None:
    settings, hidden = plan.settings, len(columns) - len(DATA_COLUMNS)
    first, _, _, last_column = write_table(sheet, columns, [], top=top)
    formats = sheet.book.formats
    plain = [formats.of(styles.TEXT)] * hidden
    shapes = {
        kpi.code: [formats.of(*_styles(field, kpi, settings.minus)) for field in DATA_COLUMNS] + plain
        for kpi in plan.kpis
    }
    if len(rows) > LONG_AT_END and not formulas:
        pairs = zip(rows, cells, strict=True)
        write_long_rows(
            sheet,
            first,
            (LongRow(values, shapes[row.kpi_code], _height(columns, values)) for row, values in pairs),
        )
    else:
        _write_cells(sheet, first, rows, cells, shapes, formulas, columns)
    last = first + len(rows) - 1
    if rows and as_table:
        sheet.table((top, 0, last, last_column), [column.label for column in columns])
    elif rows:
        sheet.filter((top, 0, last, last_column))
    sheet.raw.freeze_panes(first, DATA.freeze)
    judgements = data_at("judgement")
    colour_judgements(sheet, (first, judgements, last, judgements), words)
    sheet.page(
        Page(
            wide=3,
            repeat_rows=(top, top),
            repeat_columns=(data_at("branch_code"), data_at("kpi_code")),
            header_left=f"{settings.organisation} {settings.round_name}",
            header_right=settings.classification,
        )
    )


def _write_cells(
    sheet: Sheet,
    first: int,
    rows: Sequence[Assessment],
    cells: Iterable[Sequence[Value]],
    shapes: "Mapping[str, Sequence[Format]]",
    formulas: Sequence[Mapping[str, str]],
    columns: Sequence[Column],
) -> None:
    hidden = len(columns) - len(DATA_COLUMNS)
    for number, (row, values) in enumerate(zip(rows, cells, strict=True)):
        live = formulas[number] if formulas else {}
        by_key = [live.get(field.key) for field in DATA_COLUMNS] + [None] * hidden
        for at, (value, shape, formula) in enumerate(zip(values, shapes[row.kpi_code], by_key, strict=True)):
            if formula is None:
                sheet.value(first + number, at, value, shape)
            else:
                sheet.formula(first + number, at, formula, stored_value(value), shape)  # type: ignore[arg-type]  # no date is computed
        sheet.height(first + number, _height(columns, values))


def _height(columns: Sequence[Column], values: Sequence[Value]) -> float:
    pairs = zip(columns, values, strict=False)
    return styles.row_height([(str(value), column.width) for column, value in pairs if column.wraps])


def stored_value(value: Decimal | str | float | None) -> str | float:
    """A value as a formula's stored one; empty for None."""
    return "" if value is None else value if isinstance(value, str) else float(value)


def colour_judgements(sheet: Sheet, area: tuple[int, int, int, int], words: Catalogue) -> None:
    """Conditional formats that follow the judgement's word, with or without its symbol before it.

    Only what failed has a fill; what could not be judged steps back.
    """
    for judgement, style in _JUDGEMENT_STYLES.items():
        for text in (judgement_text(judgement, words), words(f"word.judgement.{judgement}")):
            rule = {"type": "cell", "criteria": "==", "value": f'"{text}"'}
            sheet.condition(area, rule, style)


UNJUDGED: styles.Style = {"font_color": styles.MUTED, "italic": True}
_JUDGEMENT_STYLES: dict[Judgement, styles.Style] = {
    Judgement.NOT_ACHIEVED: {"bg_color": styles.FAILED_FILL, "font_color": styles.BLACK},
    Judgement.NOT_JUDGED: UNJUDGED,
    Judgement.NO_TARGET: {"font_color": styles.MUTED},
}


def judgement_text(judgement: Judgement, words: Catalogue) -> str:
    """Symbol and word: ○ 達成."""
    return f"{words(f'word.symbol.{judgement}')} {words(f'word.judgement.{judgement}')}"


def _styles(column: MasterField, kpi: Kpi, minus: str) -> tuple[styles.Style, ...]:
    match column.number:
        case "plain":
            return styles.CENTRE, {"num_format": "0"}
        case "count":
            return styles.NUMBER, {"num_format": "#,##0"}
        case "rate":
            return styles.NUMBER, {"num_format": styles.rate_format(minus=minus)}
        case "kpi" | "change":
            sign = column.number == "change"
            return styles.NUMBER, {"num_format": styles.number_format(kpi.decimals, minus=minus, sign=sign)}
        case _ if column.centred:
            return (styles.CENTRE,)
        case _:
            return (styles.WRAP if column.wraps else styles.TEXT,)


def data_values(plan: Plan, rows: Sequence[Assessment], words: Catalogue) -> Iterator[dict[str, object]]:
    """What the fields say of each row, by key."""
    about, adjusted = About(plan, words), adjustment_notes(plan, rows, words)
    kpis = {kpi.code: kpi for kpi in plan.kpis}
    for row in rows:
        notes = adjusted.get((row.branch_code, row.kpi_code), "")
        yield _plan_values(row, kpis[row.kpi_code], about) | _figures(row) | _entry_values(row, words, notes)


def _plan_values(row: Assessment, kpi: Kpi, about: About) -> dict[str, object]:
    return {
        "fiscal_year": row.fiscal_year.year,
        "fiscal_year_label": format_year(row.fiscal_year, about.words.language),
        "branch_code": row.branch_code,
        "branch": about.branch(row.branch_code),
        "kpi_code": kpi.code,
        "pillar": kpi.pillar,
        "measure": kpi.measure,
        "group": kpi.group,
        "indicator": kpi.indicator,
        "unit": about.unit(kpi.code),
        "target_kind": target_kind(row.target),
        "target": about.words.translate(kpi.stated(row.target)),
        "target_value": row.target_value,
    }


def _figures(row: Assessment) -> dict[str, object]:
    entry = row.entry
    return {
        "actual": row.figure.value,
        "actual_state": row.figure.state,
        "numerator": entry.numerator.value if entry else None,
        "denominator": entry.denominator.value if entry else None,
        "prior": row.prior.value if row.prior else None,
        "national_actual": row.national,
        "judgement": row.judgement,
        "achievement_rate": row.achievement_rate.value,
        "target_difference": row.target_difference.value,
        "change_on_prior": row.change_on_prior.value,
        "national_difference": row.national_difference.value,
        "rank": row.rank.place if row.rank else None,
        "rank_of": row.rank.of if row.rank else None,
        "numerator_state": count_state(entry.numerator) if entry else "",
        "denominator_state": count_state(entry.denominator) if entry else "",
    }


def _entry_values(row: Assessment, words: Catalogue, adjusted: str) -> dict[str, object]:
    """Where the figure came from; `adjusted` says what head office made of it."""
    entry = row.entry
    cell = entry.cell if entry else None
    conversions = entry.actual.conversions if entry else ()
    steps = [words(f"word.conversion.{step}") for step in conversions]
    return {
        "as_of": entry.as_of if entry else "",
        "remark": entry.remark if entry else "",
        "typed": entry.actual.typed if entry else "",
        "conversion": words("text.list_separator").join([*steps, adjusted] if adjusted else steps),
        "conversions": conversions,
        "file": entry.file if entry else "",
        "sheet": cell.sheet if cell else "",
        "cell": cell.cell if cell else "",
    }
