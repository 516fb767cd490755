"""全体・ブロック別: every KPI's figure for the whole and for each block, as published and as computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpixl.books.addresses import cell_name
from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, first_page, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.fitted_rows import fit_rows
from kpixl.books.writing.sheet import Sheet
from kpixl.model.aggregate import Aggregate
from kpixl.model.assessment import Outcome, Reason
from kpixl.model.kpi import AggregateRule, Kpi
from kpixl.model.round_movement import SameBranches
from kpixl.model.rounding import round_half_up

_HEADER_ROW = 2
_WIDTHS = {  # of texts the least
    "indicator": 18,
    "scope": 8,
    "published": 9,
    "computed": 9,
    "aggregate": 9,
    "coverage": 11,
    "denominator_share": 8,
    "published_difference": 10,
    "prior_figure": 9,
    "change_on_prior": 11,
    "improved": 11,
    "note": 18,
}
_TEXTS = ("indicator", "scope", "aggregate", "coverage", "note")
_INDENTED = ("indicator", "scope", "note")
_ABOUT_COMPUTING = ("computed", "aggregate", "coverage", "denominator_share", "published_difference")
_ABOUT_PUBLISHING = ("published", "published_difference")
_COMPUTING = (AggregateRule.RATIO, AggregateRule.SUM, AggregateRule.MEAN)
_HEADER_HEIGHT = 34.0  # at least: two lines
_WHOLE = {"bg_color": styles.LOCKED_FILL, "bold": True}
_OBVIOUS = (Reason.NOT_PUBLISHED, Reason.PUBLISHED_ONLY, Reason.NO_PRIOR, Reason.NO_NATIONAL)
_FIRST = {"top": 2, "top_color": styles.NAVY}


def write_aggregates(frame: Frame) -> None:
    """Write the sheet; none where no KPI has a figure of the whole or of a block."""
    words = frame.words
    shown = [aggregate for aggregate in frame.summary.aggregates if _is_shown(frame, aggregate)]
    if not shown:
        return
    sheet = frame.book.sheet(words("sheet.aggregates"))
    frame.title(sheet, f"{frame.year}　{words('sheet.aggregates')}", words("summary.aggregates_note"))
    at = _columns(frame, shown)
    widths = {key: max(_WIDTHS[key], styles.word_width(words(f"column.{key}"))) for key in at}
    sheet.widths([*widths.values()])
    for key, column in at.items():
        sheet.text(_HEADER_ROW, column, words(f"column.{key}"), styles.HEADER)
    first, before = _HEADER_ROW + 1, ""
    told: list[dict[str, str]] = []
    starts: list[int] = []
    # Where no block has a row there is nothing to set the whole apart from.
    apart = any(aggregate.block for aggregate in shown)
    for number, aggregate in enumerate(shown, start=first):
        is_first = not apart or aggregate.kpi_code != before
        whole, top = apart and not aggregate.block, apart and is_first
        cell_styles = (_WHOLE if whole else {}, _FIRST if top else {})
        row = _Row(
            frame=frame,
            sheet=sheet,
            number=number,
            at=at,
            aggregate=aggregate,
            kpi=frame.kpis[aggregate.kpi_code],
            cell_styles=cell_styles,
        )
        told.append(row.write(is_first=is_first))
        if aggregate.kpi_code != before:
            starts.append(number)
        before = aggregate.kpi_code
    last = first + len(shown) - 1
    texts = [[row.get(key, "") for key in at] for row in told]
    least = {at[key]: widths[key] for key in _TEXTS if key in at}
    fit_rows(sheet, first, texts, least, indented=[at[key] for key in _INDENTED if key in at])
    sheet.height(_HEADER_ROW, _HEADER_HEIGHT)
    sheet.table((_HEADER_ROW, 0, last, len(at) - 1), [words(f"column.{key}") for key in at])
    _colours(frame, sheet, at, first, last)
    _left_out(frame, sheet, at, last + 2, {aggregate.kpi_code for aggregate in shown})
    sheet.raw.freeze_panes(first, 2)
    table = PrintedTable(columns=len(at), last=last, head=(_HEADER_ROW, _HEADER_ROW), keep=2, starts=starts)
    print_table(frame, sheet, table)


def _columns(frame: Frame, shown: Sequence[Aggregate]) -> dict[str, int]:
    """The sheet's columns; those about computing, publishing and notes only where there is any of it."""
    left_out: set[str] = set()
    if not any(aggregate.rule in _COMPUTING for aggregate in shown):
        left_out |= set(_ABOUT_COMPUTING)
    if not any(aggregate.published is not None for aggregate in shown):
        left_out |= set(_ABOUT_PUBLISHING)
    if not any(_note(frame, aggregate) for aggregate in shown):
        left_out.add("note")
    return {key: number for number, key in enumerate(key for key in _WIDTHS if key not in left_out)}


def _is_shown(frame: Frame, aggregate: Aggregate) -> bool:
    """True for what has a figure, or would have one were it not for its branches."""
    whole = frame.national[aggregate.kpi_code]
    return not aggregate.is_empty or (
        whole.computed.value is not None if aggregate.block else aggregate.rule in _COMPUTING
    )


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One row of the table, and the cell_styles that its cells share."""

    frame: Frame
    sheet: Sheet
    number: int
    at: Mapping[str, int]
    aggregate: Aggregate
    kpi: Kpi
    cell_styles: tuple[styles.Style, ...]

    def write(self, *, is_first: bool) -> dict[str, str]:
        """Write the row; returns its texts by column. The KPI's name stands on every one, for the filter."""
        aggregate = self.aggregate
        name = {} if is_first else {"font_color": styles.MUTED}
        scope, note = aggregate.block or self.frame.whole, _note(self.frame, aggregate)
        self._text("indicator", self.kpi.indicator, styles.WRAP, styles.INDENTED, name)
        self._text("scope", scope, styles.WRAP, styles.INDENTED)
        if "published" in self.at:
            self._number("published", aggregate.published, Reason.NOT_PUBLISHED)
        texts = self._computed() if "computed" in self.at else {}
        self._number("prior_figure", aggregate.prior, Reason.NO_PRIOR)
        now = "published" if aggregate.change_basis is AggregateRule.PUBLISHED else "computed"
        digits = styles.digits_of(aggregate.published, aggregate.prior) if now == "published" else 0
        impact = self.frame.impact_text(aggregate.change, improved=aggregate.improved)
        same = _same(self.frame, aggregate)
        if same:
            shape = {"num_format": self.frame.number_format(self.kpi, change=True, bare=True)}
            at = self.at["change_on_prior"]
            self.sheet.number(self.number, at, same.change, styles.NUMBER, shape, *self.cell_styles)
            impact = self.frame.impact_text(Outcome(same.change), improved=same.improved)
        else:
            decimals = max(self.kpi.decimals, digits)
            self._live("change_on_prior", aggregate.change, (now, "prior_figure"), decimals)
        self._text("improved", impact, styles.CENTRE)
        if "note" in self.at:
            self._text("note", note, styles.WRAP, styles.INDENTED, {"bold": False})
        texts |= {"indicator": self.kpi.indicator, "scope": scope, "improved": impact, "note": note}
        outcomes = {"computed": aggregate.computed} if "computed" in self.at else {}
        outcomes |= {} if same else {"change_on_prior": aggregate.change}
        told = {
            key: self._reason_text(outcome.reason)
            for key, outcome in outcomes.items()
            if outcome.value is None
        }
        return texts | told

    def _computed(self) -> dict[str, str]:
        """The columns about the computed figure; returns their texts."""
        aggregate, coverage = self.aggregate, self.aggregate.coverage
        computes = aggregate.rule in _COMPUTING
        texts = {
            "aggregate": self.frame.words(f"word.aggregate.{aggregate.rule}") if computes else DASH,
            "coverage": self.frame.coverage_text(aggregate) if computes else DASH,
        }
        self._number("computed", aggregate.computed.value, aggregate.computed.reason)
        for key, text in texts.items():
            self._text(key, text, styles.WRAP, {"align": "center"})
        shape = {"num_format": styles.RATE_FORMAT}
        column = self.at["denominator_share"]
        if coverage.share is None:
            self._text("denominator_share", DASH, styles.CENTRE)
        else:
            self.sheet.number(self.number, column, coverage.share, styles.NUMBER, shape, *self.cell_styles)
        if "published" in self.at:
            # One of the two sides is missing, and says why itself.
            missing = Outcome(reason=Reason.NOT_PUBLISHED)
            difference = missing if aggregate.difference.value is None else aggregate.difference
            self._live("published_difference", difference, ("published", "computed"), self.kpi.decimals)
        return texts

    def _text(self, key: str, text: str, first: styles.Style, *cell_styles: styles.Style) -> None:
        self.sheet.text(self.number, self.at[key], text, first, *self.cell_styles, *cell_styles)

    def _number(self, key: str, value: Decimal | None, reason: Reason) -> None:
        if value is None:
            self._reason(key, reason)
        else:
            shape = {"num_format": self.frame.number_format(self.kpi, digits=styles.digits_of(value))}
            self.sheet.number(self.number, self.at[key], value, styles.NUMBER, shape, *self.cell_styles)

    def _live(self, key: str, outcome: Outcome, sides: tuple[str, str], digits: int) -> None:
        """The difference of two cells of this row, live; rounded, because that of two floats is not."""
        if outcome.value is None:
            self._reason(key, outcome.reason)
            return
        cells = (cell_name(self.number, self.at[side]) for side in sides)
        left, right = (f"ROUND({cell},{digits})" for cell in cells)
        formula = f"=ROUND({left}-{right},{digits})"
        shape = {"num_format": self.frame.number_format(self.kpi, change=True, digits=digits, bare=True)}
        cell_styles = (styles.NUMBER, shape, *self.cell_styles)
        self.sheet.formula(self.number, self.at[key], formula, float(outcome.value), *cell_styles)

    def _reason_text(self, reason: Reason) -> str:
        return DASH if reason in _OBVIOUS else self.frame.words(f"word.reason.{reason}")

    def _reason(self, key: str, reason: Reason) -> None:
        """Why there is no number; a dash where that is plain."""
        text = self._reason_text(reason)
        small = {"text_wrap": True, "bold": False}
        self.sheet.text(
            self.number, self.at[key], text, styles.CENTRE, styles.PAPER_NOTE, *self.cell_styles, small
        )


def _same(frame: Frame, aggregate: Aggregate) -> SameBranches | None:
    """The same branches' comparison, where that of all of them says nothing."""
    if aggregate.change.value is not None:
        return None
    return frame.same_branches.get((aggregate.kpi_code, aggregate.block))


def _note(frame: Frame, aggregate: Aggregate) -> str:
    """What a reader must know: the gravest of what kpixl sees, what is compared, what the planner noted."""
    same, plan = _same(frame, aggregate), frame.summary.plan
    told = [_gravest(frame, aggregate), _share_of_last_year(frame, aggregate)]
    if aggregate.is_partial and (same or told[1]):  # then these say it, with numbers
        told = [text for text in told if text != frame.words("summary.aggregates_part_of")]
    if same:
        kpi = frame.kpis[same.kpi_code]
        prior, now = (f"{value:,.{kpi.decimals}f}" for value in (same.prior, same.now))
        told.append(frame.words("summary.same_branches", count=same.branches, prior=prior, now=now))
    row = plan.published(aggregate.kpi_code, plan.settings.fiscal_year, aggregate.block)
    told += [row.note if row else "", _other_definitions(frame, aggregate)]
    return "\n".join(filter(None, told))


def _share_of_last_year(frame: Frame, aggregate: Aggregate) -> str:
    """How much the branches in the computed figure weigh, where this year's denominators cannot tell."""
    share, places = aggregate.coverage.prior_share, aggregate.coverage
    if share is None or places.complete or places.branches == places.of:
        return ""
    return frame.words("summary.aggregates_prior_share", share=f"{round_half_up(share * 100, 1):.1f}")


def _other_definitions(frame: Frame, aggregate: Aggregate) -> str:
    """The branches in a computed figure whose definition is another."""
    if aggregate.computed.value is None:
        return ""
    plan = frame.summary.plan
    names = [
        branch.name
        for branch in plan.branches
        if aggregate.block in ("", branch.block) and plan.definition_note(branch.code, aggregate.kpi_code)
    ]
    separator = frame.words("text.list_separator")
    return frame.words("summary.other_definitions", branches=separator.join(names)) if names else ""


def _gravest(frame: Frame, aggregate: Aggregate) -> str:
    """At most one sentence: what is the gravest."""
    words, coverage = frame.words, aggregate.coverage
    if aggregate.contradicts:
        return words("summary.aggregates_contradicts")
    if aggregate.difference.value and not coverage.complete:
        return words("summary.aggregates_partial")
    if aggregate.change.reason is Reason.NOT_COMPARABLE:
        return frame.kpis[aggregate.kpi_code].not_comparable_reason
    if aggregate.is_partial:
        return words("summary.aggregates_part_of")
    if (
        aggregate.rule is AggregateRule.MEAN
        and not aggregate.block
        and aggregate.published is None
        and aggregate.computed.value is not None
    ):
        return words("summary.aggregates_mean")
    return ""


def _colours(frame: Frame, sheet: Sheet, at: Mapping[str, int], first: int, last: int) -> None:
    column = at["improved"]
    frame.colour_impact(sheet, (first, column, last, column))
    if "note" not in at:
        return
    column = at["note"]
    rule = {"type": "text", "criteria": "begins with", "value": "！"}
    sheet.condition(
        (first, column, last, column), rule, {"bg_color": styles.YELLOW, "font_color": styles.BLACK}
    )


def _left_out(frame: Frame, sheet: Sheet, at: Mapping[str, int], row: int, shown: set[str]) -> None:
    """The KPIs that have no figure of the whole or of a block, by name."""
    names = [kpi.indicator for kpi in frame.summary.plan.kpis if kpi.code not in shown]
    if names:
        text = frame.words(
            "summary.aggregates_left_out", names=frame.words("text.list_separator").join(names)
        )
        widths = sheet.columns(len(at))
        end = first_page(widths, 2)
        sheet.merge(row, 0, end - 1, text, styles.PAPER_NOTE, {"text_wrap": True})
        sheet.height(row, styles.row_height([(text, sum(widths[:end]))]))
