"""What a template may print: a report as texts under the names that docs/report.md lists."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from kpixl.books.report.charts import Chart, draw_counts, draw_trend
from kpixl.books.report.finish import OPTIONAL
from kpixl.books.summary.figure_texts import DASH, OTHER_DEFINITION, FigureTexts, headline
from kpixl.books.summary.measures.grade_words import conditions_text, override_text
from kpixl.books.writing import styles
from kpixl.locale import Catalogue, catalogue
from kpixl.locale.amounts import format_date, format_unit, format_year, format_year_in_full
from kpixl.model.assessment import Judgement
from kpixl.model.fiscal import FiscalYear
from kpixl.model.grade import MeasureGrade
from kpixl.model.head_counts import Counts
from kpixl.model.narrative import NextKpi
from kpixl.model.plan import Settings
from kpixl.model.plan_figures import NationalRow
from kpixl.model.report import (
    BranchReport,
    ReportActivity,
    ReportKpi,
    ReportMeasure,
    ReportText,
)
from kpixl.model.submission import MeasureField

_FAILED_FILL = styles.FAILED_FILL.removeprefix("#")  # as Word has it
Context = dict[str, Any]
Draw = Callable[[Chart], object]  # a picture as the document takes it
Anchor = Callable[[str], tuple[object, object]]  # a place to jump to, and the number of its page


@dataclass(frozen=True, kw_only=True)
class Printer:
    """Says a round's reports in the plan's language; `draw` and `anchor` make what is no text."""

    report: BranchReport
    years: tuple[FiscalYear, ...]
    draw: Draw
    anchor: Anchor

    @property
    def words(self) -> Catalogue:
        """The words of the plan's language."""
        return catalogue(self.report.plan.settings.language)

    @property
    def texts(self) -> FigureTexts:
        """How figures are said."""
        return FigureTexts(self.words, self.report.plan.settings.minus)

    def context(self, *, is_plan: bool = False) -> Context:
        """Everything that the document of a branch may print."""
        report, words = self.report, self.words
        settings = report.plan.settings
        measures = [self.measure(measure, number) for number, measure in enumerate(report.measures, start=1)]
        return {
            **about(settings, words, report.run_id),
            "branch": report.branch.name,
            "branch_code": report.branch.code,
            "headline": words("report.planned", count=report.tally.with_target)
            if is_plan
            else headline(words, report.tally),
            "measures": measures,
            "pillars": _grouped(measures, "pillar"),
            "groups": _by_group(measures),
            "kpis": [kpi for measure in measures for kpi in measure["kpis"]],
            "new_kpis": [self.next_kpi(item) for item in report.new_kpis],
            "next_kpis": self._all_next(),
            "prepared_by": report.ledger.prepared_by,
            "approved_by": report.ledger.approved_by,
            "approved_on": report.ledger.approved_on,
        }

    def _all_next(self) -> list[Context]:
        items = [item for measure in self.report.measures for kpi in measure.kpis for item in kpi.next_kpis]
        return [self.next_kpi(item) for item in (*items, *self.report.new_kpis)]

    def measure(self, said: ReportMeasure, number: int) -> Context:
        """A measure."""
        measure, words = said.measure, self.words
        kpis = [self.kpi(item, said) for item in said.kpis]
        place, page = self.anchor(f"measure_{number}")
        texts = [text_lines(item) for item in said.texts]
        marks = {True: words("word.measure_mark.high"), False: words("word.measure_mark.none"), None: ""}
        typed = said.entry.texts if said.entry else {}
        return {
            "anchor": place,
            "page": page,
            "number": measure.number,
            "name": measure.name,
            "pillar": measure.pillar,
            "group": measure.group,
            "plan": measure.plan_text.split("\n") if measure.plan_text else [],
            "goal": measure.goal,
            "important": marks[measure.important],
            "important_reason": measure.important_reason.split("\n") if measure.important_reason else [],
            "difficult": marks[measure.difficult],
            "difficult_reason": measure.difficult_reason.split("\n") if measure.difficult_reason else [],
            "judgement": self._judgements(said),
            "kpis": kpis,
            "counts": [row for kpi in kpis for row in kpi["counts"]],
            "activities": [self.activity(item) for item in said.activities],
            "texts": texts,
            "lines": {item.code: [] for item in self.report.plan.text_items}
            | {item["code"]: item["lines"] for item in texts},
            "text": {item.code: None for item in self.report.plan.text_items}
            | {item["code"]: item for item in texts},
            "charts": [kpi["chart"] for kpi in kpis if kpi["chart"]],
            "next_kpis": [item for kpi in kpis for item in kpi["next_kpis"]],
            "progress": typed.get(MeasureField.PROGRESS, ""),
            "new_effort": typed.get(MeasureField.NEW_EFFORT, ""),
            "comment": typed.get(MeasureField.COMMENT, "").split("\n")
            if MeasureField.COMMENT in typed
            else [],
            "grade": said.grade.grade if said.grade else "",
            "grade_rule": _rule(said.grade, words) if said.grade else "",
            "own_grade": typed.get(MeasureField.GRADE, ""),
        }

    def _judgements(self, said: ReportMeasure) -> str:
        """The judgement of a measure's one KPI, or how many are achieved; '' without a target."""
        found = said.judgements
        if not found:
            return ""
        if len(found) == 1:
            return self.texts.judgement(next(iter(found)))
        achieved, of = found.get(Judgement.ACHIEVED, 0), sum(found.values())
        return self.words("report.achieved_of", achieved=achieved, of=of)

    def kpi(self, said: ReportKpi, measure: ReportMeasure | None = None) -> Context:
        """A KPI."""
        kpi, item, texts, words = said.kpi, said.item, self.texts, self.words
        whole, national = said.whole, said.national
        ranks = (said.published_rank, said.published_rank_prior)
        own_rank = texts.rank(said.rank)
        if own_rank and said.definition_note:
            own_rank += OTHER_DEFINITION
        national_target = national.target if national else None
        next_target = item.entry.next_target if item.entry else ""
        proposed = [self.next_kpi(one, measure) for one in said.next_kpis]
        target = words.translate(kpi.stated(item.target))
        return {
            "number": said.number,
            "indicator": kpi.indicator,
            "unit": format_unit(kpi.unit, words.language),
            "target": target,
            "sentence": words("report.sentence", indicator=kpi.indicator, target=target),
            "target_value": texts.value(item.target_value, kpi),
            "actual": texts.figure(item.figure, kpi),
            "prior": texts.figure(item.prior, kpi),
            "judgement": texts.judgement(item.judgement),
            "fill": _FAILED_FILL if item.judgement is Judgement.NOT_ACHIEVED else "auto",
            "rate": texts.rate(item.achievement_rate),
            "change": texts.kpi_change(item.change_on_prior, kpi),
            "national": self._national(said),
            "national_prior": texts.published(said.national_prior, kpi)
            if said.national_prior
            else texts.value(whole.last_year if whole else None, kpi),
            "national_target": texts.value(national_target, kpi),
            "national_note": national.note if national else "",
            "rank": texts.published_rank(ranks[0]) or own_rank or DASH,
            "rank_prior": texts.published_rank(ranks[1]) or texts.rank(said.rank_prior) or DASH,
            "as_of": (item.entry.as_of if item.entry else "") or kpi.as_of,
            "remark": item.entry.remark if item.entry else "",
            "note": kpi.note,
            "definition_note": said.definition_note,
            "typed": self._typed(said),
            "counts": self._counts(said),
            "next_target": next_target or "／".join(one["target"] for one in proposed if one["target"]),
            "next_kpis": proposed,
            "chart": self._chart(said),
        }

    def _national(self, said: ReportKpi) -> str:
        if said.national is not None:
            published = self.texts.published(said.national, said.kpi)
            if published != DASH:
                return published
        mark = styles.PARTIAL if said.whole and said.whole.is_partial else ""
        return self.texts.value(said.whole.value if said.whole else None, said.kpi) + mark

    def _typed(self, said: ReportKpi) -> str:
        """That the branch reported another rate than its counts give; '' where it did not."""
        if said.reported is None:
            return ""
        texts, kpi = self.texts, said.kpi
        both = {"reported": texts.value(said.reported, kpi), "computed": texts.figure(said.item.figure, kpi)}
        return self.words("report.typed", **both)

    def _counts(self, said: ReportKpi) -> list[Context]:
        """The counts behind a rate: planned, both years, and the published whole's, where they are known."""
        found, kpi, whole = said.head_count, said.kpi, self.report.plan.settings.aggregate_name
        kinds: list[tuple[str, Counts | None]] = []
        if found is not None:
            counts = {"planned": found.planned, "actual": found.actual, "prior": found.prior}
            kinds += [(self.words(f"report.counts.{kind}"), pair) for kind, pair in counts.items()]
        now, before = _published_counts(said.national), _published_counts(said.national_prior)
        kinds.append((self.words("report.counts.national", whole=whole), now))
        if now or (found and found.prior):  # not last year's alone beside this year's
            kinds.append((self.words("report.counts.national_prior", whole=whole), before))
        return [
            {
                "indicator": kpi.indicator,
                "kind": kind,
                "numerator_label": kpi.numerator_label,
                "denominator_label": kpi.denominator_label,
                "numerator": self.texts.count(counts.numerator),
                "denominator": self.texts.count(counts.denominator),
            }
            for kind, counts in kinds
            if counts is not None
        ]

    def _chart(self, said: ReportKpi) -> Context | None:
        if said.trend is not None:
            names = (self.report.branch.name, self.report.plan.settings.aggregate_name)
            chart = draw_trend(said.kpi, said.trend, self.years, names, self.texts)
        elif said.count_trend is not None:
            chart = draw_counts(said.kpi, said.count_trend, self.texts)
        else:
            return None
        return {"title": chart.title, "image": self.draw(chart)}

    def activity(self, said: ReportActivity) -> Context:
        """An activity figure."""
        row, texts = said.figure, self.texts
        return {
            "item": row.item,
            "unit": format_unit(said.unit, self.words.language) or row.unit,
            "this_year": texts.quantity(row.this_year, said),
            "last_year": texts.quantity(row.last_year, said),
            "change": texts.activity_change(said),
            "as_of": row.as_of,
            "part_of": said.part_of,
            "part": self.words("report.part_of", whole=said.part_of) if said.part_of else "",
            "note": row.note,
        }

    def next_kpi(self, item: NextKpi, measure: ReportMeasure | None = None) -> Context:
        """A KPI of next year, as the branch proposes it."""
        words = self.words
        kpi = (
            next((row.kpi for row in measure.kpis if row.kpi.code == item.kpi_code), None)
            if measure
            else None
        )
        kpi = kpi or self.report.plan.kpi(item.kpi_code)
        unit = item.unit or (format_unit(kpi.unit, words.language) if kpi else "")
        return {
            "status": words(f"word.next_kpi.{item.status}"),
            "indicator": item.indicator or (kpi.indicator if kpi else ""),
            "was": kpi.indicator if kpi else "",
            "target": item.target,
            "direction": item.direction,
            "unit": unit,
            "note": item.note,
        }


def _published_counts(row: NationalRow | None) -> Counts | None:
    """The counts of a published figure, None where it has not both."""
    if row is None or row.numerator is None or row.denominator is None:
        return None
    return Counts(row.denominator, row.numerator)


def _rule(grade: MeasureGrade, words: Catalogue) -> str:
    """The row of the scheme that gave the grade, and why head office set another."""
    rule = conditions_text(grade.rule, words) if grade.rule else ""
    return "\n".join(filter(None, (rule, override_text(grade, words))))


def text_lines(said: ReportText) -> Context:
    """A text as lines: each becomes a paragraph, so that none of it is lost and none is cut."""
    return {"code": said.item.code, "label": said.item.label, "lines": said.text.split("\n")}


def about(settings: Settings, words: Catalogue, run_id: str) -> Context:
    """What every document says of its round."""
    return {
        "organisation": settings.organisation,
        "year": format_year(settings.fiscal_year, words.language),
        "year_in_full": format_year_in_full(settings.fiscal_year, words.language),
        "prior_year": format_year(settings.fiscal_year.prior, words.language),
        "next_year": format_year(FiscalYear(settings.fiscal_year.year + 1), words.language),
        "round_name": settings.round_name,
        "classification": settings.classification,
        "whole": settings.aggregate_name,
        "date": format_date(settings.date),
        "run_id": run_id,
        "optional": OPTIONAL,
    }


def _grouped(measures: Sequence[Context], key: str) -> list[Context]:
    """The measures in their order, a heading for each run of one pillar."""
    return [{"name": name, "measures": list(rows)} for name, rows in groupby(measures, lambda row: row[key])]


def _by_group(measures: Sequence[Context]) -> list[Context]:
    """The measures of each group together, groups as they first appear."""
    found: dict[str, list[Context]] = {}
    for measure in measures:
        found.setdefault(measure["group"], []).append(measure)
    return [{"name": name, "measures": rows} for name, rows in found.items()]
