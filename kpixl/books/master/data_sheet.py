"""The データ sheet: one row per branch and KPI, in the master and again in the summary.

`DATA_COLUMNS` is its layout; the order is fixed, because people build pivots on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpixl.books.master.adjustments_sheet import adjustment_notes
from kpixl.books.writing import styles
from kpixl.books.writing.page import Page
from kpixl.books.writing.sheets import Sheet
from kpixl.books.writing.tables import Column, write_table
from kpixl.locale import Catalogue
from kpixl.locale.amounts import format_unit, format_year
from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Branch, Plan
from kpixl.model.target import target_kind


@dataclass(frozen=True)
class DataColumn:
    """A column of データ. `number` is "kpi" for figures at the KPI's decimals, "change" for differences."""

    key: str
    width: float
    wraps: bool = False
    number: str = ""


DATA_COLUMNS = (
    DataColumn("fiscal_year", 8, number="plain"),
    DataColumn("fiscal_year_label", 12),
    DataColumn("branch_code", 10),
    DataColumn("branch", 10),
    DataColumn("kpi_code", 26),
    DataColumn("pillar", 18),
    DataColumn("measure", 30, wraps=True),
    DataColumn("group", 12, wraps=True),
    DataColumn("indicator", 40, wraps=True),
    DataColumn("unit", 8),
    DataColumn("target_kind", 11),
    DataColumn("target", 20, wraps=True),
    DataColumn("target_value", 11, number="kpi"),
    DataColumn("actual", 11, number="kpi"),
    DataColumn("actual_state", 12),
    DataColumn("numerator", 12, number="count"),
    DataColumn("denominator", 12, number="count"),
    DataColumn("prior", 12, number="kpi"),
    DataColumn("national_actual", 12, number="kpi"),
    DataColumn("judgement", 11),
    DataColumn("achievement_rate", 10, number="rate"),
    DataColumn("target_difference", 10, number="change"),
    DataColumn("change_on_prior", 11, number="change"),
    DataColumn("national_difference", 10, number="change"),
    DataColumn("rank", 7, number="plain"),
    DataColumn("rank_of", 9, number="plain"),
    DataColumn("as_of", 18),
    DataColumn("remark", 28, wraps=True),
    DataColumn("typed", 24),
    DataColumn("conversion", 30, wraps=True),
    DataColumn("file", 30),
    DataColumn("sheet", 14),
    DataColumn("cell", 8),
)


def data_at(key: str) -> int:
    """The 0-based column of a key."""
    return next(number for number, column in enumerate(DATA_COLUMNS) if column.key == key)


def write_data(
    sheet: Sheet,
    plan: Plan,
    rows: Sequence[Assessment],
    words: Catalogue,
    formulas: Sequence[Mapping[str, str]] = (),
) -> tuple[int, int, int, int]:
    """Write the data sheet; returns the area of its rows.

    `formulas` are those of each row by column key, none for plain values; their cells hold the values
    of `rows` all the same.
    """
    branches = {branch.code: branch for branch in plan.branches}
    kpis = {kpi.code: kpi for kpi in plan.kpis}
    columns = [Column(words(f"column.{column.key}"), column.width, styles.TEXT) for column in DATA_COLUMNS]
    first, _, _, last_column = write_table(sheet, columns, [])
    adjusted = adjustment_notes(plan, rows, words)
    shapes = {
        kpi.code: [sheet.book.format(*_styles(column, kpi, plan.settings.minus)) for column in DATA_COLUMNS]
        for kpi in plan.kpis
    }
    for number, row in enumerate(rows, start=first):
        kpi, live = kpis[row.kpi_code], formulas[number - first] if formulas else {}
        notes = adjusted.get((row.branch_code, row.kpi_code), "")
        values = _values(row, branches[row.branch_code], kpi, words, notes)
        cells = zip(DATA_COLUMNS, values, shapes[kpi.code], strict=True)
        for at, (column, value, shape) in enumerate(cells):
            if column.key in live:
                sheet.formula(number, at, live[column.key], stored_value(value), shape)
            else:
                sheet.value(number, at, value, shape)
        wrapped = [
            (str(value), column.width)
            for column, value in zip(DATA_COLUMNS, values, strict=True)
            if column.wraps
        ]
        sheet.height(number, styles.row_height(wrapped))
    area = (first, 0, first + len(rows) - 1, last_column)
    if rows:
        sheet.filter((first - 1, 0, area[2], last_column))
    sheet.raw.freeze_panes(1, data_at("pillar"))
    colour_judgements(sheet, (area[0], data_at("judgement"), area[2], data_at("judgement")), words)
    settings = plan.settings
    sheet.page(
        Page(
            wide=3,
            repeat_rows=(0, 0),
            repeat_columns=(data_at("branch_code"), data_at("kpi_code")),
            header_left=f"{settings.organisation} {settings.round_name}",
            header_right=settings.classification,
        )
    )
    return area


def stored_value(value: Decimal | str | float | None) -> str | float:
    """A value as a formula's stored one; empty for None."""
    return "" if value is None else value if isinstance(value, str) else float(value)


def colour_judgements(sheet: Sheet, area: tuple[int, int, int, int], words: Catalogue) -> None:
    """Conditional formats that follow the judgement's word, with or without its symbol before it."""
    for judgement, fill in styles.JUDGEMENT_FILLS.items():
        for text in (judgement_text(judgement, words), words(f"word.judgement.{judgement}")):
            rule = {"type": "cell", "criteria": "==", "value": f'"{text}"'}
            sheet.condition(area, rule, {"bg_color": fill, "font_color": styles.BLACK})


def judgement_text(judgement: Judgement, words: Catalogue) -> str:
    """Symbol and word: ○ 達成."""
    return f"{words(f'word.symbol.{judgement}')} {words(f'word.judgement.{judgement}')}"


def _styles(column: DataColumn, kpi: Kpi, minus: str) -> tuple[styles.Style, ...]:
    match column.number:
        case "plain":
            return styles.CENTRE, {"num_format": "0"}
        case "count":
            return styles.NUMBER, {"num_format": "#,##0"}
        case "rate":
            return styles.NUMBER, {"num_format": styles.RATE_FORMAT}
        case "kpi" | "change":
            sign = column.number == "change"
            return styles.NUMBER, {"num_format": styles.number_format(kpi.decimals, minus=minus, sign=sign)}
        case _:
            return (styles.WRAP if column.wraps else styles.TEXT,)


def _values(
    row: Assessment, branch: Branch, kpi: Kpi, words: Catalogue, adjusted: str
) -> list[str | float | Decimal | None]:
    entry = row.entry
    reading = entry.actual if entry else None
    cell = entry.cell if entry else None
    steps = [words(f"word.conversion.{step}") for step in (reading.conversions if reading else ())]
    values: dict[str, str | float | Decimal | None] = {
        "fiscal_year": row.fiscal_year.year,
        "fiscal_year_label": format_year(row.fiscal_year, words.language),
        "branch_code": branch.code,
        "branch": branch.name,
        "kpi_code": kpi.code,
        "pillar": kpi.pillar,
        "measure": kpi.measure,
        "group": kpi.group,
        "indicator": kpi.indicator,
        "unit": format_unit(kpi.unit, words.language),
        "target_kind": words(f"word.target_kind.{target_kind(row.target)}"),
        "target": words.phrase(kpi.stated(row.target)),
        "target_value": row.target_value,
        "actual": row.figure.value,
        "actual_state": words(f"word.state.{row.figure.state}"),
        "numerator": entry.numerator.value if entry else None,
        "denominator": entry.denominator.value if entry else None,
        "prior": row.prior.value if row.prior else None,
        "national_actual": row.national,
        "judgement": words(f"word.judgement.{row.judgement}"),
        "achievement_rate": row.achievement_rate.value,
        "target_difference": row.target_difference.value,
        "change_on_prior": row.change_on_prior.value,
        "national_difference": row.national_difference.value,
        "rank": row.rank.place if row.rank else None,
        "rank_of": row.rank.of if row.rank else None,
        "as_of": entry.as_of if entry else "",
        "remark": entry.remark if entry else "",
        "typed": reading.typed if reading else "",
        "conversion": words("text.list_separator").join([*steps, adjusted] if adjusted else steps),
        "file": entry.file if entry else "",
        "sheet": cell.sheet if cell else "",
        "cell": cell.cell if cell else "",
    }
    return [values[column.key] for column in DATA_COLUMNS]
