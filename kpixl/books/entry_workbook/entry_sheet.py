"""記入シート: one row per KPI, with everything a clerk needs to fill it in and nothing to calculate.

Its layout is the table `ENTRY`. Row 1 and column A are hidden and hold the keys by which
`kpixl.books.returned.read` finds every cell again, wherever a branch moves it; nothing is read by position.
"""

from collections.abc import Mapping, Sequence

from kpixl.books.addresses import absolute_name
from kpixl.books.entry_workbook.corrections import mark_cell
from kpixl.books.entry_workbook.frame import EntryFrame, Typed, cell_value
from kpixl.books.entry_workbook.layout import (
    COUNTS,
    ENTRY,
    FIRST_ROW,
    KEY_PREFIX,
    SIGN_OFF_AT,
    SIGN_OFF_LABELS_AT,
    SIGN_OFF_ROWS,
    EntryColumn,
)
from kpixl.books.entry_workbook.live import live_change, live_judgement
from kpixl.books.entry_workbook.live_check import WRONG, live_check
from kpixl.books.entry_workbook.live_row import LiveRow
from kpixl.books.entry_workbook.live_texts import LiveResult, ResultColumns
from kpixl.books.entry_workbook.validation import validation
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.locale.amounts import format_unit
from kpixl.model.entries import Correction, EntryKpi
from kpixl.model.figure import number_text
from kpixl.model.kpi import Kpi
from kpixl.model.submission import NOT_APPLICABLE, CellValue, Field, SignOffField
from kpixl.model.target import Direction

_HEADER_ROW = FIRST_ROW - 1
# What colours a live word: the column, the word's key, its fill.
_FILLS = (
    ("judgement", "live.achieved", styles.BLUE),
    ("judgement", "live.not_achieved", styles.ORANGE),
    ("check", "check.filled", styles.BLUE),
    *(
        ("check", f"check.{key}", styles.ORANGE)
        for key in ("not_number", "date", "not_times", "numerator_exceeds")
    ),
    *(
        ("check", f"check.{key}", styles.YELLOW)
        for key in ("not_done_word", "text_number", "scale", "out_of_range", "large_change", "rate_differs")
    ),
)


def _columns(kpis: Sequence[Kpi]) -> tuple[EntryColumn, ...]:
    with_counts = any(kpi.has_counts for kpi in kpis)
    return tuple(column for column in ENTRY.columns if with_counts or column.key not in COUNTS)


def form_cells(kpis: Sequence[Kpi]) -> dict[tuple[str, str], tuple[int, int]]:
    """Where each cell of the sheet's rows stands: (KPI code, column key) to 0-based (row, column)."""
    return {
        (kpi.code, column.key): (FIRST_ROW + number, at)
        for number, kpi in enumerate(kpis)
        for at, column in enumerate(_columns(kpis), start=1)
    }


class EntrySheet:
    """Writes the sheet for one branch; `typed` fills input cells, keyed by (KPI code, field)."""

    def __init__(
        self,
        frame: EntryFrame,
        kpis: Sequence[EntryKpi],
        typed: Typed,
        corrections: Sequence[Correction] = (),
        signed: Mapping[SignOffField, str] | None = None,
    ) -> None:
        self.frame, self.kpis, self.typed = frame, kpis, typed
        self.signed = signed or {}
        self.corrections: dict[tuple[str, str], list[Correction]] = {}
        for item in corrections:
            self.corrections.setdefault((item.finding.kpi_code, item.field), []).append(item)
        self.plan, self.identity, self.book, self.words = frame.plan, frame.identity, frame.book, frame.words
        self.columns = _columns([item.kpi for item in kpis])
        self.checks: dict[
            str, tuple[str, bool]
        ] = {}  # what 記入チェック says, and whether the row is required
        # Column A holds the key; the visible columns follow.
        self.at = {column.key: number for number, column in enumerate(self.columns, start=1)}

    @property
    def result_columns(self) -> ResultColumns:
        """Where another sheet finds a KPI's result."""
        return ResultColumns(self.words("sheet.entry"), self.at[Field.ACTUAL], self.at["judgement"])

    def write(self) -> dict[str, LiveResult]:
        """Write the sheet; returns the results that it shows, by KPI, of those that have a target."""
        sheet = self.book.sheet(self.words("sheet.entry"))
        self._heading(sheet)
        self._sign_off(sheet)
        self.frame.head(sheet, ENTRY.corner, self.columns, _HEADER_ROW, 36)
        results = {}
        for number, item in enumerate(self.kpis):
            judgement = self._kpi_row(sheet, FIRST_ROW + number, number + 1, item)
            if item.target.direction is not Direction.NONE:
                results[item.kpi.code] = self._result(item.kpi, judgement)
        last = FIRST_ROW + len(self.kpis) - 1
        self._colours(sheet, last)
        self._filled(sheet, last)
        self.frame.close(sheet, _HEADER_ROW, (last, len(self.columns)), self.at[ENTRY.name])
        sheet.raw.autofilter(_HEADER_ROW, 1, last, len(self.columns))
        sheet.raw.set_selection(FIRST_ROW, self.at[Field.ACTUAL], FIRST_ROW, self.at[Field.ACTUAL])
        return results

    def _result(self, kpi: Kpi, judgement: str) -> LiveResult:
        actual = cell_value(self.typed.get((kpi.code, Field.ACTUAL), ""))
        unit = format_unit(kpi.unit, self.book.language)
        return LiveResult(
            code=kpi.code,
            indicator=kpi.indicator,
            ending=styles.ending(unit, self.book.language),
            actual=actual if isinstance(actual, str) else number_text(actual),
            judgement=judgement,
        )

    def _heading(self, sheet: Sheet) -> None:
        settings, words = self.plan.settings, self.words
        heading = words("entry.heading", organisation=settings.organisation, year=self.frame.year)
        sheet.text(1, 1, heading, styles.TITLE)
        sheet.height(1, 28)
        branch = words("entry.branch", code=self.identity.branch_code, name=self.identity.branch_name)
        sheet.text(2, 1, branch, styles.SUBTITLE, {"font_size": 13})
        sheet.height(2, 22)
        due = settings.due
        due_text = words("entry.due", due=due) if due else words("entry.no_due")
        facts = [due_text]
        if settings.contact:
            facts.append(words("entry.contact", contact=settings.contact))
        facts.append(words("entry.issue", issue=self.identity.issue))
        if self.identity.revision != "0":
            facts.append(words("entry.revision", revision=self.identity.revision))
        sheet.text(3, 1, "　".join(facts))
        sheet.height(3, 18)
        sheet.text(4, 1, words("entry.how_to"), {"bold": True})
        sheet.height(4, 20)
        sheet.height(5, 6)

    def _sign_off(self, sheet: Sheet) -> None:
        """Who filled the form in and who approved it: a row each, beside the heading."""
        label, at = self.at[SIGN_OFF_LABELS_AT], self.at[SIGN_OFF_AT]
        style = styles.BOXED | {"bg_color": styles.INPUT_FILL, "locked": False, "num_format": "@"}
        for row, field in enumerate(SIGN_OFF_ROWS, start=1):
            sheet.text(row, 0, KEY_PREFIX + field)
            sheet.text(row, label, self.words(f"column.{field}"), styles.HEADER, {"bg_color": styles.YELLOW})
            sheet.text(row, at, self.signed.get(field, ""), style, {"align": "left", "text_wrap": True})
            message = {"validate": "any", "input_title": self.words(f"column.{field}")}
            message["input_message"] = self.words(f"entry.input.{field}")
            sheet.validation((row, at, row, at), message)

    def _kpi_row(self, sheet: Sheet, row: int, number: int, item: EntryKpi) -> str:
        """Write a KPI's row; returns its live judgement."""
        kpi, words = item.kpi, self.words
        takes_target = item.target.direction is not Direction.NONE
        indicator = kpi.indicator + ("" if takes_target else words("entry.optional"))
        unit = format_unit(kpi.unit, self.book.language)
        shown = {
            "pillar": kpi.pillar, "measure": kpi.measure, "indicator": indicator, "unit": unit,
            "target": words.translate(item.stated),
        }  # fmt: skip
        locked = {"bg_color": styles.LOCKED_FILL}
        sheet.text(row, 0, kpi.code)
        sheet.number(row, self.at["number"], number, styles.CENTRE, locked)
        for key, text in shown.items():
            centred = {"align": "center"} if key in ("unit", "target") else {}
            sheet.text(row, self.at[key], text, styles.WRAP, locked, centred)
        self._prior(sheet, row, item)
        typed = {column.key: self.typed.get((kpi.code, column.key), "") for column in self.columns}
        for column in self.columns:
            if column.is_input:
                self._input(sheet, row, column, item, typed[column.key])
        judgement = self._live(sheet, row, item, typed)
        texts = [(text, self._width(key)) for key, text in shown.items()]
        texts += [
            (str(typed[column.key]), column.width)
            for column in self.columns
            if column.wraps and column.is_input
        ]
        sheet.height(row, styles.row_height(texts, least=2, padding=styles.FORM_PADDING))
        return judgement

    def _prior(self, sheet: Sheet, row: int, item: EntryKpi) -> None:
        style = styles.NUMBER | {"bg_color": styles.LOCKED_FILL, "num_format": self._number_format(item.kpi)}
        prior = item.prior
        if prior is None:
            sheet.text(row, self.at["prior"], "", style)
        elif prior.value is not None:
            sheet.number(row, self.at["prior"], prior.value, style)
        else:
            sheet.text(row, self.at["prior"], self.words(f"word.state.{prior.state}"), style)

    def _input(self, sheet: Sheet, row: int, column: EntryColumn, item: EntryKpi, typed: CellValue) -> None:
        at, kpi = self.at[column.key], item.kpi
        if column.key in COUNTS and not kpi.has_counts:
            grey = {"bg_color": styles.LOCKED_FILL, "font_color": styles.MUTED}
            sheet.text(row, at, NOT_APPLICABLE, styles.CENTRE, grey)
            return
        style: styles.Style = styles.BOXED | {"bg_color": styles.INPUT_FILL, "locked": False}
        if column.key == Field.ACTUAL:
            style |= styles.NUMBER | {"num_format": self._number_format(kpi), "bold": True, "text_wrap": True}
        elif column.key in COUNTS:
            style |= styles.NUMBER | {"num_format": "#,##0"}
        else:
            style |= {"align": "left", "text_wrap": True, "num_format": "@"}
        sheet.value(row, at, cell_value(typed), style)
        sheet.validation((row, at, row, at), validation(column.key, item, self.words))
        marked = self.corrections.get((kpi.code, column.key))
        if marked:
            mark_cell(self.frame, sheet, row, at, typed, marked)

    def _live(self, sheet: Sheet, row: int, item: EntryKpi, typed: Mapping[str, CellValue]) -> str:
        prior = item.prior.value if item.prior else None
        settings = self.plan.settings
        live = LiveRow(
            kpi=item.kpi,
            target=item.target,
            target_value=item.target_value,
            prior=prior,
            judge_on=settings.judge_on,
            columns=self.at,
            typed=typed,
            words=self.words,
        )
        locked = {"bg_color": styles.LOCKED_FILL}
        judgement, change, check = live_judgement(live), live_change(live), live_check(live)
        self.checks[item.kpi.code] = str(check.value), item.target.direction is not Direction.NONE
        sheet.formula(row, self.at["judgement"], judgement.formula, judgement.value, styles.CENTRE, locked)
        at = self.at["change_on_prior"]
        if change is None:
            sheet.text(row, at, NOT_APPLICABLE, styles.CENTRE, locked)
        else:
            signed = styles.number_format(item.kpi.decimals, minus=settings.minus, sign=True)
            sheet.formula(
                row, at, change.formula, change.value, styles.NUMBER, locked, {"num_format": signed}
            )
        sheet.formula(
            row, self.at["check"], check.formula, check.value, styles.TEXT, locked, {"num_format": "General"}
        )
        return str(judgement.value)

    def _filled(self, sheet: Sheet, last: int) -> None:
        """記入済 n/m・誤り k, where it stays in sight: the required rows that are right, and every ×."""
        words = self.words
        blank, none = words("entry.check.blank"), words("entry.live.no_target")
        check, judged = (self._area(key, last) for key in ("check", "judgement"))
        wrong = f'SUMPRODUCT(--(LEFT({check},1)="{WRONG}"))'
        right = f'SUMPRODUCT(({judged}<>"{none}")*({check}<>"{blank}")*(LEFT({check},1)<>"{WRONG}"))'
        required = sum(item.target.direction is not Direction.NONE for item in self.kpis)
        label, faults = words("entry.filled"), words("entry.wrong")
        formula = f'="{label} "&{right}&"/{required}"&IF({wrong}=0,"","{faults}"&{wrong})'
        counted = list(self.checks.values())
        done = sum(check != blank and not check.startswith(WRONG) for check, asked in counted if asked)
        bad = sum(check.startswith(WRONG) for check, _asked in counted)
        value = f"{label} {done}/{required}" + (f"{faults}{bad}" if bad else "")
        style = styles.HEADER | {"font_size": 12}
        sheet.formula(2, self.at["indicator"], formula, value, style)

    def _area(self, key: str, last: int) -> str:
        at = self.at[key]
        return f"{absolute_name(FIRST_ROW, at)}:{absolute_name(last, at)}"

    def _colours(self, sheet: Sheet, last: int) -> None:
        for column, key, fill in _FILLS:
            at = self.at[column]
            rule = {"type": "cell", "criteria": "==", "value": f'"{self.words(f"entry.{key}")}"'}
            sheet.condition((FIRST_ROW, at, last, at), rule, {"bg_color": fill, "font_color": styles.BLACK})

    def _number_format(self, kpi: Kpi) -> str:
        return styles.number_format(kpi.decimals, minus=self.plan.settings.minus)

    def _width(self, key: str) -> float:
        return next(column.width for column in self.columns if column.key == key)
