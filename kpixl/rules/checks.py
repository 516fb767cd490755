"""Checking one returned workbook against the plan: is it the right file, and do its figures make sense?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kpixl.model.entry import Entry, MeasureEntry, Reading
from kpixl.model.figure import BLANK, UNREADABLE, Figure, FigureState, decimal_of
from kpixl.model.finding import Finding, FindingCode, Place, finding, has_errors
from kpixl.model.kpi import JudgeOn, Kpi
from kpixl.model.plan import Branch, Plan
from kpixl.model.submission import CellValue, Field, MeasureField, RawCell, RawRow, Registered, Submission
from kpixl.model.target import Direction
from kpixl.model.unit import NO_UNIT, UNITS, Unit, UnitKind
from kpixl.rules.comparison import quotient
from kpixl.rules.distribution import fingerprint, issue_number
from kpixl.rules.figures import read_figure, round_half_up
from kpixl.rules.targets import TargetError, parse_target
from kpixl.rules.text import fold, fold_space

_STATES_WITHOUT_VALUE = (
    FigureState.NONE,
    FigureState.UNSETTLED,
    FigureState.UNKNOWN,
    FigureState.SUPPRESSED,
)


@dataclass(frozen=True)
class CheckedReturn:
    """A return after its checks: what counts, what was found, and whether the file itself is refused.

    `filled` of `fields` counts the KPIs with a target whose actual says anything at all.
    """

    submission: Submission
    branch: Branch | None
    entries: tuple[Entry, ...] = ()
    measure_entries: tuple[MeasureEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    filled: int = 0
    fields: int = 0
    refused: bool = False


@dataclass
class _Check:
    """The findings of one return, as they come up."""

    plan: Plan
    submission: Submission
    branch: Branch
    findings: list[Finding] = field(default_factory=list)

    def add(self, kind: FindingCode, cell: RawCell | None = None, kpi: str = "", **details: object) -> None:
        place = Place(self.submission.file, cell.sheet if cell else "", cell.cell if cell else "")
        self.findings.append(finding(kind, place, branch=self.branch.code, kpi=kpi, **details))


def check_return(plan: Plan, submission: Submission, register: Mapping[str, Registered]) -> CheckedReturn:
    """Check one return; never raises. A refused file yields findings and no entries."""
    branch = plan.branch(submission.identity.branch_code) if submission.identity else None
    refusal = _why_refused(plan, submission, branch)
    if refusal or branch is None:
        return CheckedReturn(submission, branch, findings=(refusal,) if refusal else (), refused=True)
    check = _Check(plan, submission, branch)
    _check_issue(check, register.get(branch.code))
    rows = _rows_by_kpi(check)
    entries = tuple(_entry(check, kpi, rows.get(kpi.code)) for kpi in plan.kpis)
    required = {
        kpi.code for kpi in plan.kpis if plan.target(branch.code, kpi.code).direction is not Direction.NONE
    }
    reported = [entry for entry in entries if entry.figure.state is not FigureState.BLANK]
    filled = sum(entry.kpi_code in required for entry in reported)
    measures = tuple(_measure_entry(branch, row, submission.file) for row in submission.measure_rows)
    if required and not reported and not any(entry.texts for entry in measures):
        # One finding says it all; a blank for every field would bury it.
        check.findings = [item for item in check.findings if item.kind is not FindingCode.FIGURE_BLANK]
        check.add(FindingCode.RETURN_EMPTY, fields=len(required))
        return CheckedReturn(
            submission, branch, findings=tuple(check.findings), fields=len(required), refused=True
        )
    return CheckedReturn(submission, branch, entries, measures, tuple(check.findings), filled, len(required))


def _why_refused(plan: Plan, submission: Submission, branch: Branch | None) -> Finding | None:
    place, identity = Place(submission.file), submission.identity
    if identity is None:
        return finding(FindingCode.NOT_AN_ENTRY_WORKBOOK, place)
    if branch is None:
        return finding(
            FindingCode.RETURN_BRANCH_UNKNOWN, place, seen=identity.branch_code, name=identity.branch_name
        )
    settings = plan.settings
    if (identity.round_name, identity.fiscal_year) != (settings.round_name, str(settings.fiscal_year)):
        return finding(
            FindingCode.RETURN_ROUND_DIFFERS,
            place,
            branch=branch.code,
            seen=f"{identity.round_name} ({identity.fiscal_year})",
            expected=f"{settings.round_name} ({settings.fiscal_year})",
        )
    lost = bool(submission.rows) and not any(Field.ACTUAL in row.cells for row in submission.rows)
    if not submission.has_keys or lost:
        return finding(FindingCode.KEYS_MISSING, place, branch=branch.code)
    return None


def _check_issue(check: _Check, registered: Registered | None) -> None:
    identity = check.submission.identity
    if identity is None:
        return
    if registered and issue_number(identity.issue) < issue_number(registered.issue):
        check.add(FindingCode.RETURN_ISSUE_OLDER, seen=identity.issue, expected=registered.issue)
    elif identity.fingerprint != fingerprint(check.plan, check.branch.code):
        check.add(FindingCode.RETURN_PLAN_CHANGED, seen=identity.issue)


def _rows_by_kpi(check: _Check) -> dict[str, RawRow]:
    rows: dict[str, RawRow] = {}
    codes = {kpi.code for kpi in check.plan.kpis}
    for row in check.submission.rows:
        cell = RawCell(row.key, row.sheet, row.key_cell)
        if row.key not in codes:
            check.add(FindingCode.RETURN_KPI_UNKNOWN, cell, seen=row.key)
        elif row.key in rows:
            check.add(FindingCode.RETURN_KPI_TWICE, cell, row.key, first=rows[row.key].row)
        else:
            rows[row.key] = row
    for kpi in check.plan.kpis:
        has_target = check.plan.target(check.branch.code, kpi.code).direction is not Direction.NONE
        if kpi.code not in rows and has_target:
            check.add(FindingCode.RETURN_KPI_MISSING, kpi=kpi.code, seen=kpi.code)
    return rows


def _entry(check: _Check, kpi: Kpi, row: RawRow | None) -> Entry:
    if row is None:
        return Entry(check.branch.code, kpi.code, BLANK, file=check.submission.file)
    target = check.plan.target(check.branch.code, kpi.code)
    takes_done = kpi.direction is Direction.DO
    cell = row.cells.get(Field.ACTUAL)
    actual = _read(check, kpi, cell, kpi.unit, takes_done=takes_done)
    counts = []
    for name in (Field.NUMERATOR, Field.DENOMINATOR):
        label = kpi.numerator_label if name is Field.NUMERATOR else kpi.denominator_label
        count = _read_count(check, kpi, row.cells.get(name), label) if kpi.has_counts else Reading()
        counts.append(count.figure)
    numerator, denominator = counts
    figure = _figure(check, kpi, cell, actual, numerator, denominator)
    remark = _text(row, Field.REMARK)
    if figure.state is FigureState.BLANK and target.direction is not Direction.NONE:
        check.add(FindingCode.FIGURE_BLANK, cell, kpi.code)
    _check_sense(check, kpi, cell, figure, remark)
    return Entry(
        check.branch.code,
        kpi.code,
        figure,
        actual,
        numerator,
        denominator,
        _text(row, Field.AS_OF) or actual.as_of,
        remark,
        _next_target(check, kpi, row),
        check.submission.file,
        cell,
    )


def _read(
    check: _Check, kpi: Kpi, cell: RawCell | None, unit: Unit, *, takes_done: bool = False, label: str = ""
) -> Reading:
    if cell is None:
        return Reading()
    reading, refusal = read_figure(cell.value, unit, takes_done=takes_done)
    if refusal:
        check.add(refusal.kind, cell, kpi.code, seen=refusal.seen, unit=unit.symbol or label)
    elif reading.conversions:
        value = reading.figure.value
        read = format(value, "f") if value is not None else ""
        check.add(
            FindingCode.FIGURE_CONVERTED, cell, kpi.code, seen=reading.typed, read=read,
            read_label="" if read else f"word.state.{reading.figure.state}",
            conversions_label=" ".join(f"word.conversion.{step}" for step in reading.conversions),
        )  # fmt: skip
    elif reading.figure.state in _STATES_WITHOUT_VALUE:
        check.add(
            FindingCode.FIGURE_STATE, cell, kpi.code, seen=reading.typed,
            state_label=f"word.state.{reading.figure.state}",
        )  # fmt: skip
    return reading


def _read_count(check: _Check, kpi: Kpi, cell: RawCell | None, label: str) -> Reading:
    """A numerator or denominator, which may be typed with any unit of counting: 1,234人, 12件."""
    text = fold(str(cell.value)) if cell else ""
    counted = (unit for unit in UNITS if unit.kind is UnitKind.COUNT)
    unit = next((unit for unit in counted if text.endswith(unit.symbol)), NO_UNIT)
    return _read(check, kpi, cell, unit, label=label)


def _figure(
    check: _Check, kpi: Kpi, cell: RawCell | None, actual: Reading, numerator: Figure, denominator: Figure
) -> Figure:
    """The figure that is judged: from the counts where both are numbers, else as typed.

    未確定 and the other states that a branch types stand, whatever the counts say.
    """
    if actual.figure.state in _STATES_WITHOUT_VALUE:
        return actual.figure
    if numerator.value is None or denominator.value is None:
        if (numerator.state is FigureState.BLANK) != (denominator.state is FigureState.BLANK):
            label = kpi.numerator_label if numerator.state is FigureState.BLANK else kpi.denominator_label
            check.add(FindingCode.COUNT_MISSING, cell, kpi.code, seen=label)
        return actual.figure
    if denominator.value == 0:
        check.add(FindingCode.DENOMINATOR_ZERO, cell, kpi.code)
        return actual.figure
    if numerator.value > denominator.value and kpi.unit.symbol == "％":
        check.add(
            FindingCode.NUMERATOR_EXCEEDS,
            cell,
            kpi.code,
            numerator=numerator.value,
            denominator=denominator.value,
        )
        return UNREADABLE
    if actual.figure.state is FigureState.UNREADABLE:
        return UNREADABLE
    exact = quotient(kpi, numerator.value, denominator.value)
    computed = round_half_up(exact, kpi.decimals)
    typed = actual.figure.value
    if typed is not None and round_half_up(typed, kpi.decimals) != computed:
        check.add(
            FindingCode.RATE_DIFFERS, cell, kpi.code, seen=actual.typed, numerator=numerator.value,
            denominator=denominator.value, computed=f"{computed:f}{kpi.unit.symbol}",
        )  # fmt: skip
    return Figure.of(computed if check.plan.settings.judge_on is JudgeOn.REPORTED else exact)


def _check_sense(check: _Check, kpi: Kpi, cell: RawCell | None, figure: Figure, remark: str) -> None:
    value = figure.value
    if value is None:
        return
    seen = f"{value:f}{kpi.unit.symbol}"
    low, high = kpi.minimum, kpi.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        check.add(FindingCode.OUT_OF_RANGE, cell, kpi.code, seen=seen, low=_bound(low), high=_bound(high))
    prior = check.plan.prior(check.branch.code, kpi.code)
    if prior is None or prior.value is None or not kpi.comparable:
        return
    if _looks_like_a_fraction(kpi, value, prior.value):
        was = f"{prior.value:f}{kpi.unit.symbol}"
        check.add(
            FindingCode.SUSPECT_SCALE,
            cell,
            kpi.code,
            seen=seen,
            prior=was,
            times_label="word.times.hundredth",
        )
        return
    if kpi.max_change is None or remark:
        return
    change = value - prior.value
    if abs(change) > kpi.max_change:
        check.add(
            FindingCode.CHANGE_IS_LARGE, cell, kpi.code, seen=seen, prior=f"{prior.value:f}{kpi.unit.symbol}",
            change=f"{change:+f}", limit=kpi.max_change,
        )  # fmt: skip


def _looks_like_a_fraction(kpi: Kpi, value: Decimal, prior: Decimal) -> bool:
    """True for 0.622 where last year was 64.2: 62.2% typed into a cell that stores the fraction."""
    return kpi.unit.symbol == "％" and 0 < value <= 1 and value * 50 < prior <= value * 200


def _bound(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")


def _next_target(check: _Check, kpi: Kpi, row: RawRow) -> str:
    text = _text(row, Field.NEXT_TARGET)
    if text:
        try:
            parse_target(text, kpi)
        except TargetError:
            check.add(
                FindingCode.TARGET_PROPOSAL_UNREADABLE, row.cells[Field.NEXT_TARGET], kpi.code, seen=text
            )
    return text


def _text(row: RawRow, name: str) -> str:
    cell = row.cells.get(name)
    return cell_text(cell.value) if cell else ""


def cell_text(value: CellValue) -> str:
    """A cell as text, as the person sees it: 66.7, not 66.70000000000000284."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return format(decimal_of(value), "f")
    return fold_space(str(value))


def _measure_entry(branch: Branch, row: RawRow, file: str) -> MeasureEntry:
    texts = {name: _text(row, name) for name in MeasureField if _text(row, name)}
    return MeasureEntry(branch.code, row.key, texts, file)


def is_sent_back(checked: CheckedReturn) -> bool:
    """True where something in the return must be corrected by the branch."""
    return checked.refused or has_errors(checked.findings)
