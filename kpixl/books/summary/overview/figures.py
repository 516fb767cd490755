"""Which figures stand on 概要: those farthest from their targets, and those that got worse the most."""

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.figure_table import FigureLine, FigureTable
from kpixl.model.assessment import FEW_CASES, Assessment
from kpixl.model.target import Direction


def misses_table(frame: Frame, most: int, cause_lines: int) -> FigureTable:
    """The largest misses: target and actual, by how much it was missed, the achievement rate."""
    misses = frame.summary.misses.ranked
    shown = misses[:most]
    title = frame.words("summary.misses", of=len(misses), count=len(shown))
    if frame.summary.misses.of_few:
        title += frame.words("summary.few_behind", count=FEW_CASES)
    return FigureTable(
        frame=frame,
        title=title,
        labels=("target", "actual", "off_target", "of_target", "branch_says"),
        lines=[_miss(frame, item) for item in shown],
        cause_lines=cause_lines,
    )


def falls_table(frame: Frame, most: int, cause_lines: int) -> FigureTable:
    """The largest falls of rates: both years' figures, the change, and what became of the target."""
    falls = frame.summary.highlights.falls[:most]
    return FigureTable(
        frame=frame,
        title=frame.words("summary.falls", of=frame.summary.movement.worsened, count=len(falls)),
        labels=("last_year", "actual", "change_on_prior", "target_met", "branch_says"),
        lines=[_fall(frame, item) for item in falls],
        cause_lines=cause_lines,
    )


def _miss(frame: Frame, item: Assessment) -> FigureLine:
    kpi, texts = frame.kpis[item.kpi_code], frame.texts
    told = (
        frame.say(kpi.stated(item.plain_target)),
        _actual(frame, item),
        texts.kpi_change(item.target_difference, kpi),
        texts.rate(item.achievement_rate),
    )
    return FigureLine(item=item, about=_marked(frame, item, kpi.indicator), texts=told)


def _fall(frame: Frame, item: Assessment) -> FigureLine:
    kpi, texts = frame.kpis[item.kpi_code], frame.texts
    told = (
        texts.figure(item.prior, kpi),
        _actual(frame, item),
        texts.kpi_change(item.change_on_prior, kpi),
        frame.words(f"word.symbol.{item.judgement}"),
    )
    return FigureLine(item=item, about=name_of(frame, item), texts=told)


def name_of(frame: Frame, item: Assessment) -> str:
    """A figure's KPI, which way it is good where that is the unusual one, and that the figure is doubtful."""
    kpi = frame.kpis[item.kpi_code]
    lower = kpi.direction is Direction.AT_MOST
    about = frame.words("summary.lower_is_better", about=kpi.indicator) if lower else kpi.indicator
    return _marked(frame, item, about)


def _marked(frame: Frame, item: Assessment, about: str) -> str:
    doubtful = (item.branch_code, item.kpi_code) in frame.summary.doubtful
    return frame.words("summary.doubtful", about=about) if doubtful else about


def _actual(frame: Frame, item: Assessment) -> str:
    """The actual, with its counts where they are so few that one more or less moves it."""
    told = frame.texts.figure(item.figure, frame.kpis[item.kpi_code])
    if item.few_cases is None:
        return told
    part, whole = map(frame.texts.count, item.few_cases)
    return frame.words("summary.of_few", figure=told, part=part, whole=whole)
