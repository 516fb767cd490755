"""判定が変わる項目: results that hang on a convention or on one person, with the figures now and then."""

from collections.abc import Sequence
from decimal import Decimal

from kpixl.books.master.data_sheet import colour_judgements, judgement_text
from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.kpi import JudgeOn, Kpi
from kpixl.model.sensitivity import Scenario, SensitivityCause, SensitivityChange, SensitivityPoint

_KEYS = (
    "branch", "indicator", "unit", "target", "sensitivity_cause", "sensitivity_change",
    "now", "then", "now", "then", "now", "then", "grade",
)  # fmt: skip
_WIDTHS = (9, 24, 6, 13, 27, 10, 10, 11, 11, 11, 8, 10, 7)
_GROUPS = (("actual", 6), ("result", 8), ("achievement_rate", 10))  # each over two columns
_CAUSE, _ACTUAL, _RESULT, _RATE, _GRADE = 4, 6, 8, 10, 12
_SECOND_NOTE_ROW, _GROUP_ROW, _HEADER_ROW = 2, 4, 5
_FIRST_ROW = _HEADER_ROW + 1
_MORE_PLACES = 3  # beyond the KPI's decimals: 35.5501 says why 35.6 is not reached
_MOST_PLACES = 8
_UNTRIED_SPANS = ((0, 2), (3, 4), (5, 11))  # first and last column of its three columns
_PERCENT = Decimal(100)


def write_sensitivity(frame: Frame) -> None:
    """Write the sheet; where nothing tips it says so."""
    words, sensitivity = frame.words, frame.summary.sensitivity
    sheet = frame.book.sheet(words("sheet.sensitivity"))
    frame.title(
        sheet,
        f"{frame.year}　{words('sheet.sensitivity')}",
        words("sensitivity.note") + _left_out(frame),
    )
    sheet.text(_SECOND_NOTE_ROW, 0, words("sensitivity.note_causes"), styles.PAPER_NOTE)
    sheet.widths(_WIDTHS)
    turns = any(point.now.grade != point.then.grade for point in sensitivity.points)
    keys = _KEYS if turns else _KEYS[:_GRADE]
    if sensitivity.points:
        _header(frame, sheet, keys)
        for row, point in enumerate(sensitivity.points, start=_FIRST_ROW):
            _write_point(frame, sheet, row, point, keys)
        last = _FIRST_ROW + len(sensitivity.points) - 1
        colour_judgements(sheet, (_FIRST_ROW, _RESULT, last, _RESULT + 1), words)
        sheet.raw.freeze_panes(_FIRST_ROW, 2)
    else:
        last = _HEADER_ROW
        untried = len(sensitivity.untried)
        none = words("sensitivity.none_tried", count=untried) if untried else words("sensitivity.none")
        sheet.text(last, 0, none, styles.SUBTITLE)
        sheet.height(last, 26)
    end = _write_untried(frame, sheet, last + 2)
    head = (_GROUP_ROW, _HEADER_ROW)
    if not sensitivity.points:
        head = (last + 3, last + 3) if sensitivity.untried else (0, _SECOND_NOTE_ROW)
    table = PrintedTable(
        columns=len(keys), last=end, head=head, keep=2, headed=last + 1,
        second_note=words("sensitivity.note_causes"),
    )  # fmt: skip
    print_table(frame, sheet, table)


def _left_out(frame: Frame) -> str:
    """How much more tips than the list shows."""
    count, shown = frame.summary.sensitivity.left_out, len(frame.summary.sensitivity.points)
    return f"　{frame.words('sensitivity.left_out', shown=shown, count=count)}" if count else ""


def _write_untried(frame: Frame, sheet: Sheet, row: int) -> int:
    """What could not be tried, and why, indicator by indicator; returns the last row."""
    words, untried = frame.words, frame.summary.sensitivity.untried
    if not untried:
        return row - 2
    sheet.text(row, 0, words("sensitivity.untried"), styles.SUBTITLE)
    sheet.height(row, 24)
    rows = [(words("column.indicator"), words("sensitivity.finer_digits"), words("sensitivity.other_mean"))]
    for item in untried:
        count = item.without_counts
        counts = words("sensitivity.without_counts", count=count) if count else DASH
        mean = words("sensitivity.without_mean") if item.without_mean else DASH
        rows.append((frame.kpis[item.kpi_code].indicator, counts, mean))
    for at, texts in enumerate(rows, start=row + 1):
        style = styles.HEADER if at == row + 1 else styles.WRAP
        for (first, last), text in zip(_UNTRIED_SPANS, texts, strict=True):
            sheet.merge(at, first, last, text, style)
        room = [sum(_WIDTHS[first : last + 1]) for first, last in _UNTRIED_SPANS]
        sheet.height(at, max(22, styles.row_height(list(zip(texts, room, strict=True)))))
    return row + len(rows)


def _header(frame: Frame, sheet: Sheet, keys: Sequence[str]) -> None:
    words = frame.words
    for column in range(len(keys)):
        sheet.text(_GROUP_ROW, column, "", styles.HEADER)
    for key, column in _GROUPS:
        sheet.center_across(_GROUP_ROW, column, column + 1, words(f"column.{key}"), styles.HEADER)
    for column, key in enumerate(keys):
        sheet.text(_HEADER_ROW, column, words(f"column.{key}"), styles.HEADER)
    sheet.height(_GROUP_ROW, 20)
    sheet.height(_HEADER_ROW, 34)


def _write_point(frame: Frame, sheet: Sheet, row: int, point: SensitivityPoint, keys: Sequence[str]) -> None:
    words, kpi = frame.words, frame.kpis[point.kpi_code]
    item = next(item for item in frame.summary.of_branch(point.branch_code) if item.kpi_code == kpi.code)
    cause, target = _cause(frame, kpi, point), frame.target_text(item)
    sheet.text(row, 0, frame.branches[point.branch_code].name, styles.WRAP)
    sheet.text(row, 1, kpi.indicator, styles.WRAP)
    sheet.text(row, 2, frame.unit(kpi), styles.CENTRE)
    sheet.text(row, 3, target, styles.WRAP, {"align": "center"})
    sheet.text(row, _CAUSE, cause, styles.WRAP)
    sheet.text(
        row, _CAUSE + 1, words(f"word.sensitivity_change.{point.change}"), styles.CENTRE, {"text_wrap": True}
    )
    frame.link_evidence(sheet, row, _ACTUAL, item.branch_code, item.kpi_code)
    for offset, scenario in enumerate((point.now, point.then)):
        _write_figure(frame, sheet, row, _ACTUAL + offset, scenario, point)
        _write_rate(sheet, row, _RATE + offset, scenario, point, frame.minus)
    if point.change is SensitivityChange.JUDGEMENT:
        frame.write_judgement(sheet, row, _RESULT, item)
        sheet.text(row, _RESULT + 1, judgement_text(point.then.judgement, words), styles.CENTRE)
    else:
        for offset, scenario in enumerate((point.now, point.then)):
            sheet.text(row, _RESULT + offset, _result(frame, point, scenario), styles.CENTRE)
    if len(keys) > _GRADE:
        turns = point.now.grade != point.then.grade
        grades = words("sensitivity.turns", now=_grade(point.now), then=_grade(point.then)) if turns else ""
        sheet.text(row, _GRADE, grades, styles.CENTRE)
    texts = ((kpi.indicator, 1), (cause, _CAUSE), (target, 3))
    sheet.height(row, styles.row_height([(text, _WIDTHS[column]) for text, column in texts]))


def _cause(frame: Frame, kpi: Kpi, point: SensitivityPoint) -> str:
    """What would have to be otherwise, in words, with the figures that it would be."""
    text, then = _condition(frame, kpi, point), point.then.target
    if point.now.target == then:
        return text
    if then is None:
        return text + frame.words("sensitivity.target_unknown")
    return text + frame.words(
        "sensitivity.other_target", target=f"{then:,.{_places(then, kpi)}f}", unit=frame.unit(kpi)
    )


def _condition(frame: Frame, kpi: Kpi, point: SensitivityPoint) -> str:
    words, other = frame.words, point.assumption
    counts = {}
    if other.numerator is not None and other.denominator is not None:
        counts = {"numerator": f"{other.numerator:,f}", "denominator": f"{other.denominator:,f}"}
    match point.cause:
        case SensitivityCause.PRECISION if other.judge_on is JudgeOn.REPORTED:
            return words("sensitivity.cause.reported", decimals=kpi.decimals)
        case SensitivityCause.PRECISION if counts:
            return words("sensitivity.cause.exact_counts", **counts)
        case SensitivityCause.PRECISION:
            return words("sensitivity.cause.exact")
        case SensitivityCause.FORMULA:
            return words("sensitivity.cause.formula", formula=words(f"word.rate_formula.{other.formula}"))
        case SensitivityCause.MEAN:
            figures = [f"{scenario.national:,.{kpi.decimals}f}" for scenario in (point.now, point.then)]
            return words(
                "sensitivity.cause.mean",
                national=frame.summary.plan.settings.aggregate_name,
                rule=words(f"word.aggregate.{other.aggregate}"),
                figures=words("sensitivity.turns", now=figures[0], then=figures[1]),
            )
        case SensitivityCause.ONE_FEWER | SensitivityCause.ONE_MORE if counts:
            return words(f"sensitivity.cause.{point.cause}_counts", label=kpi.numerator_label, **counts)
        case _:
            return words(f"sensitivity.cause.{point.cause}")


def _result(frame: Frame, point: SensitivityPoint, scenario: Scenario) -> str:
    """What comes out where the judgement stays: a grade, a class of rates, a side of the national figure."""
    words = frame.words
    if point.change is SensitivityChange.GRADE:
        return words("sensitivity.grade", grade=_grade(scenario))
    if point.change is SensitivityChange.NATIONAL:
        key = {1: "above", 0: "same", -1: "below"}[scenario.side]
        return words(f"sensitivity.{key}", national=frame.summary.plan.settings.aggregate_name)
    crossed = _crossed(point)
    reached = scenario.reached is not None and scenario.reached >= crossed
    return words(
        f"sensitivity.rate_{'reached' if reached else 'short'}",
        percent=f"{(crossed * _PERCENT).normalize():f}",
    )


def _crossed(point: SensitivityPoint) -> Decimal:
    """The highest threshold of the achievement rate that one side reaches; 100% where neither does."""
    reached = [rate for rate in (point.now.reached, point.then.reached) if rate is not None]
    return max(reached, default=Decimal(1))


def _grade(scenario: Scenario) -> str:
    return scenario.grade or DASH


def _write_figure(
    frame: Frame, sheet: Sheet, row: int, column: int, scenario: Scenario, point: SensitivityPoint
) -> None:
    """The actual as it is compared, with as many decimals as it takes to see on which side it is."""
    kpi = frame.kpis[point.kpi_code]
    value = scenario.figure
    limit = scenario.national if point.change is SensitivityChange.NATIONAL else scenario.target
    own = _places(value, kpi)
    places = own if limit is None else _telling_places(value, limit, own)
    shape = styles.number_format(places, minus=frame.minus)
    sheet.number(row, column, value, styles.NUMBER, {"num_format": shape})


def _write_rate(
    sheet: Sheet, row: int, column: int, scenario: Scenario, point: SensitivityPoint, minus: str
) -> None:
    if scenario.rate is None:
        sheet.text(row, column, DASH, styles.CENTRE, styles.PAPER_NOTE)
        return
    places = _telling_places(scenario.rate * _PERCENT, _crossed(point) * _PERCENT, 1)
    shape = styles.with_minus(f"0.{'0' * places}%", minus)
    sheet.number(row, column, scenario.rate, styles.NUMBER, {"num_format": shape})


def _places(value: Decimal, kpi: Kpi) -> int:
    """The decimals that a value has: no fewer than the KPI's, and not many more."""
    exponent = value.normalize().as_tuple().exponent
    own = -exponent if isinstance(exponent, int) else 0
    return max(kpi.decimals, min(own, kpi.decimals + _MORE_PLACES))


def _telling_places(value: Decimal, limit: Decimal, least: int) -> int:
    """The fewest decimals, from `least` on, at which the value stands on the same side of the limit."""
    for places in range(least, least + _MOST_PLACES):
        shown = Decimal(f"{value:.{places}f}")
        if (shown > limit, shown < limit) == (value > limit, value < limit):
            return places
    return least
