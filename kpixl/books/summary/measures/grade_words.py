"""Grades in words: a row of a scheme, what it looked at, why there is no grade, and the colours."""

from decimal import Decimal

from kpixl.books.summary.frame import Frame
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.locale import Catalogue
from kpixl.locale.amounts import format_year
from kpixl.model.grade import GradeInputs, GradeReason, MeasureGrade, Progress, Scheme
from kpixl.model.kpi import GradeRule, KpiCriterion
from kpixl.model.rounding import round_half_up

_MOST_PLACES = 6
OVERRIDDEN, DIFFERS, NO_GRADE = "※", "≠", "－"


def conditions_text(rule: GradeRule, words: Catalogue) -> str:
    """The conditions of a row: KPI：達成・計画：計画通りに実施（以上）."""
    parts = []
    if rule.criterion_kpi is not KpiCriterion.ANY:
        parts.append(
            words("grade.condition_kpi", criterion=words(f"word.criterion_kpi.{rule.criterion_kpi}"))
        )
    if rule.rate_from is not None:
        parts.append(words("grade.condition_rate", percent=f"{(rule.rate_from * 100).normalize():f}"))
    if rule.criterion_new_effort:
        answer = words(f"word.new_effort.{rule.criterion_new_effort}")
        parts.append(words("grade.condition_new_effort", answer=answer))
    if rule.criterion_plan:
        parts.append(_plan_text(rule.criterion_plan, words))
    return words("text.list_separator").join(parts) or words("grade.condition_else")


def _plan_text(criterion: str, words: Catalogue) -> str:
    answer = progress_text(criterion, words)
    # Only a word of the form has better ones, and the best has none.
    may_be_better = criterion in list(Progress) and criterion != Progress.FULL_EFFECTIVE
    if may_be_better:
        return words("grade.condition_plan_or_better", answer=answer)
    return words("grade.condition_plan", answer=answer)


def progress_text(progress: str, words: Catalogue) -> str:
    """What a branch said about the plan, in the summary's language; any other text as typed."""
    return words.group("word.progress").get(progress, progress)


def new_effort_text(answer: str, words: Catalogue) -> str:
    """What a branch said about new efforts, likewise."""
    return words.group("word.new_effort").get(answer, answer)


def kpi_text(inputs: GradeInputs, scheme: Scheme | None, words: Catalogue) -> str:
    """達成 1／2; with what is not judged, and the lowest rate where the scheme goes by rates."""
    if not inputs.kpis:
        return words("grade.no_kpi")
    parts = [words("grade.achieved", achieved=inputs.achieved, kpis=inputs.kpis)]
    if inputs.not_judged:
        parts.append(words("grade.not_judged", count=len(inputs.not_judged)))
    by_rate = scheme is not None and any(rule.rate_from is not None for rule in scheme.rules)
    if by_rate and inputs.least_rate is not None:
        parts.append(words("grade.least_rate", rate=_rate_text(inputs.least_rate, scheme)))
    return "\n".join(parts)


def _rate_text(rate: Decimal, scheme: Scheme | None) -> str:
    """The rate rounded as everywhere, with as many decimals as it takes not to print 119.97% as 120.0%."""
    levels = [rule.rate_from for rule in scheme.rules if rule.rate_from is not None] if scheme else []
    for places in range(1, _MOST_PLACES):
        percent = round_half_up(rate * 100, places)
        if all((percent >= level * 100) is (rate >= level) for level in levels):
            return f"{percent}%"
    return f"{round_half_up(rate * 100, _MOST_PLACES)}%"


def scheme_text(scheme: Scheme, words: Catalogue) -> str:
    """The scheme's name with the fiscal years in which it is valid, where the plan limits them."""
    years = [format_year(year, words.language) if year else "" for year in scheme.period]
    if not any(years):
        return scheme.name
    return words("grade.valid", scheme=scheme.name, begin=years[0], end=years[1])


def rule_text(grade: MeasureGrade, frame: Frame) -> str:
    """The row that applied, or why there is no grade."""
    words = frame.words
    if grade.rule is not None:
        return words("grade.rule", number=grade.place, conditions=conditions_text(grade.rule, words))
    codes = {
        GradeReason.KPI_NOT_JUDGED: grade.inputs.not_judged,
        GradeReason.RATE_UNKNOWN: grade.inputs.without_rate,
    }
    separator, reasons = words("text.list_separator"), []
    for reason in grade.reasons:
        text = words(f"word.grade_reason.{reason}")
        indicators = separator.join(frame.kpis[code].indicator for code in codes.get(reason, ()))
        reasons.append(words("grade.about_kpis", reason=text, indicators=indicators) if indicators else text)
    return words("grade.reason", reason=separator.join(reasons))


def override_text(grade: MeasureGrade, words: Catalogue) -> str:
    """What head office changed, and why; empty where it did not."""
    item = grade.override
    if item is None:
        return ""
    return words(
        "grade.override",
        computed=grade.computed or NO_GRADE,
        grade=item.text,
        reason=item.reason,
        person=item.person,
        date=item.date,
    )


def marked_grade(grade: MeasureGrade) -> str:
    """The grade that counts, with ※ where head office set it; a dash for none."""
    return f"{grade.grade}{OVERRIDDEN if grade.override else ''}" or NO_GRADE


def colour_grades(sheet: Sheet, area: tuple[int, int, int, int], scheme: Scheme | None) -> None:
    """Colour the grades of an area, whatever marks follow them: S to D by letter, others by their order."""
    colours = dict(styles.GRADE_COLOURS)
    grades = scheme.grades if scheme else tuple(colours)
    if any(grade not in colours for grade in grades):
        colours = dict(zip(grades, styles.GRADE_COLOURS.values(), strict=False))
    # AA before A, so that the longer one is not taken for the shorter.
    for grade in sorted(filter(colours.get, grades), key=len, reverse=True):
        fill, ink = colours[grade]
        rule = {"type": "text", "criteria": "begins with", "value": grade, "stop_if_true": True}
        sheet.condition(area, rule, {"bg_color": fill, "font_color": ink, "bold": True})
