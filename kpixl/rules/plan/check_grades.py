"""Doubts about grades: a scheme that nobody knows, rows that can never count, grades that differ."""

from collections.abc import Iterable, Iterator
from itertools import product

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.grade import MeasureGrade, Progress, Scheme
from kpixl.model.message import Detail, message
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import ADJUSTMENTS, GRADES, SETTINGS, RawPlan
from kpixl.rules.plan.grade_scheme_cases import Case, first_rule, progress_choices, rate_levels
from kpixl.rules.plan.grade_schemes import PRESETS, folded, own_rules, scheme_of

_NO_GRADE = "－"
_KPIS = 2  # none, some or all of them achieved: as few as show the difference


def check_scheme(plan: Plan, raw: RawPlan) -> list[Finding]:
    """What is wrong with the scheme that the settings name; nothing where they name none."""
    scheme = scheme_of(plan)
    if scheme is not None:
        return [*_missing_kinds(plan, scheme, raw), *_idle_rows(plan, scheme, raw)]
    name = plan.settings.grade_scheme
    if not name:
        return []
    table = raw.tables[SETTINGS.key]
    place = Place(raw.file, table.sheet, table.header.get("grade_scheme", ""))
    if own_rules(plan, name):
        year = plan.settings.fiscal_year
        return [finding(FindingCode.GRADE_SCHEME_NOT_VALID, place, seen=name, year=year)]
    known = {folded(text) for preset in PRESETS for text in preset.names}
    own = dict.fromkeys(rule.scheme for rule in plan.grade_rules if folded(rule.scheme) not in known)
    accepted: tuple[Detail, ...] = (*own, *(message(f"word.grade_scheme.{preset.key}") for preset in PRESETS))
    return [finding(FindingCode.GRADE_SCHEME_UNKNOWN, place, seen=name, accepted=accepted)]


def check_grades(raw: RawPlan, grades: Iterable[MeasureGrade]) -> list[Finding]:
    """A warning where a branch's own grade differs from the scheme's, a note for every override."""
    found = []
    table = raw.tables.get(ADJUSTMENTS.key)
    for grade in grades:
        if grade.differs:
            found.append(
                finding(
                    FindingCode.OWN_GRADE_DIFFERS,
                    Place(grade.file),
                    branch=grade.branch_code,
                    measure=grade.measure.name,
                    own=grade.own,
                    computed=grade.computed,
                    number=grade.place,
                )
            )
        item = grade.override
        if item and folded(item.text) == folded(grade.computed):
            found.append(
                finding(
                    FindingCode.GRADE_OVERRIDE_CHANGES_NOTHING,
                    Place(raw.file, table.sheet if table else "", item.cell),
                    branch=grade.branch_code,
                    measure=grade.measure.name,
                    grade=item.text,
                )
            )
        elif item:
            found.append(
                finding(
                    FindingCode.GRADE_OVERRIDDEN,
                    Place(raw.file, table.sheet if table else "", item.cell),
                    branch=grade.branch_code,
                    measure=grade.measure.name,
                    grade=item.text,
                    computed=grade.computed or _NO_GRADE,
                    reason=item.reason,
                    person=item.person,
                    date=item.date,
                )
            )
    return found


def _missing_kinds(plan: Plan, scheme: Scheme, raw: RawPlan) -> Iterator[Finding]:
    """Measures with KPIs, or without, for which the scheme has no row at all."""
    with_kpi = {folded(kpi.measure) for kpi in plan.kpis}
    table = raw.tables.get(GRADES.key)
    for kind in (True, False):
        names = [measure.name for measure in plan.measures if (folded(measure.name) in with_kpi) is kind]
        if names and not scheme.of_kind(with_kpi=kind):
            yield finding(
                FindingCode.GRADE_RULE_MISSING,
                Place(raw.file, table.sheet if table else ""),
                scheme=scheme.name,
                with_kpi=message(f"word.with_kpi.{'yes' if kind else 'no'}"),
                count=len(names),
                measure=names[0],
            )


def _idle_rows(plan: Plan, scheme: Scheme, raw: RawPlan) -> Iterator[Finding]:
    """Rows that never give their grade: nobody can choose their text, or no case ever gets to them."""
    table = raw.tables.get(GRADES.key)
    if scheme.preset or table is None:
        return
    year = plan.settings.fiscal_year
    own = [folded(rule.scheme) == folded(scheme.name) and rule.is_valid_in(year) for rule in plan.grade_rules]
    rows = [row for row, is_own in zip(table.rows, own, strict=True) if is_own]
    used = {found[0] for case in _every_case(scheme) if (found := first_rule(scheme, case))}
    for place, (row, rule) in enumerate(zip(rows, scheme.rules, strict=True), start=1):
        text = rule.criterion_plan
        unknown = bool(text) and text not in list(Progress)
        if unknown or place not in used:
            cell = row.cells.get("criterion_plan" if unknown else "grade")
            why = message("word.idle_rule.text", seen=text) if unknown else message("word.idle_rule.never")
            yield finding(
                FindingCode.GRADE_RULE_IDLE,
                Place(raw.file, table.sheet, cell.cell if cell else ""),
                grade=rule.grade,
                why=why,
            )


def _every_case(scheme: Scheme) -> Iterator[Case]:
    """Every case that the scheme can tell apart."""
    efforts = ("no", "yes")
    for word, effort in product(progress_choices(scheme), efforts):
        yield Case(progress=word, new_effort=effort)
        for achieved, grown, rate in product(range(_KPIS + 1), (False, True), rate_levels(scheme)):
            if (achieved == _KPIS) is (rate >= 1):
                yield Case(
                    kpis=_KPIS, achieved=achieved, grown=grown, rate=rate, progress=word, new_effort=effort
                )
