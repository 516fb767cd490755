"""The texts that a branch writes: what is missing, too long, or the same as last year. None is ever cut."""

from collections.abc import Iterable, Mapping

from kpixl.model.assessment import Judgement
from kpixl.model.entries import Entry
from kpixl.model.finding import FindingCode
from kpixl.model.kpi import Measure
from kpixl.model.measure import TextItem, TextRequired, row_key
from kpixl.model.narrative import MeasureText
from kpixl.model.submission import RawRow, TextField
from kpixl.rules.returns.inspection import Inspection
from kpixl.rules.targets.judge import judge
from kpixl.rules.targets.resolve import resolve_target

_Rows = Mapping[str, RawRow]


def check_texts_written(
    inspection: Inspection, texts: Iterable[MeasureText], rows: _Rows, entries: Iterable[Entry]
) -> None:
    """One finding for each item of 記述項目 that is missing somewhere, and one for each text to look at."""
    if not rows:
        return  # that the sheet is missing has its own finding
    written = {row_key(item.measure_code, item.item_code): item.text for item in texts}
    missed = _missed_measures(inspection, entries)
    last_year = _last_year(inspection)
    for item in inspection.plan.text_items:
        missing: list[Measure] = []
        for measure in inspection.measures:
            key = row_key(measure.code, item.code)
            text = written.get(key, "")
            if text:
                _look_at(inspection, rows[key], (measure, item), text, last_year.get(key, ""))
            elif key in rows and _is_required(item, measure, missed):
                missing.append(measure)
        if missing:
            cell = rows[row_key(missing[0].code, item.code)].cells.get(TextField.TEXT)
            names = tuple(measure.name for measure in missing)
            inspection.add(FindingCode.TEXT_MISSING, cell, item=item.label, measures=names, count=len(names))


def _look_at(
    inspection: Inspection, row: RawRow, about: tuple[Measure, TextItem], text: str, before: str
) -> None:
    measure, item = about
    cell = row.cells.get(TextField.TEXT)
    if item.longest is not None and len(text) > item.longest:
        inspection.add(
            FindingCode.TEXT_TOO_LONG, cell, item=item.label, measure=measure.name, count=len(text),
            longest=item.longest,
        )  # fmt: skip
    if before and _said(text) == _said(before):
        inspection.add(FindingCode.TEXT_SAME_AS_PRIOR, cell, item=item.label, measure=measure.name)


def _said(text: str) -> str:
    """The text without its white space, which a copy may change."""
    return "".join(text.split())


def _is_required(item: TextItem, measure: Measure, missed: set[str]) -> bool:
    if item.required is TextRequired.NOT_ACHIEVED:
        return measure.code in missed
    return item.required is TextRequired.ALWAYS


def _missed_measures(inspection: Inspection, entries: Iterable[Entry]) -> set[str]:
    """The measures of which the branch has not achieved a KPI."""
    plan, branch = inspection.plan, inspection.branch.code
    figures = {entry.kpi_code: entry.figure for entry in entries}
    missed = set()
    for kpi in inspection.kpis:
        figure, target = figures.get(kpi.code), plan.target(branch, kpi.code)
        if figure is None:
            continue
        value = resolve_target(plan, branch, kpi).value
        judgement, _reason = judge(target, value, figure, kpi.decimals, plan.settings.judge_on)
        if judgement is Judgement.NOT_ACHIEVED:
            missed.add(kpi.measure_code)
    return missed


def _last_year(inspection: Inspection) -> dict[str, str]:
    prior = inspection.plan.settings.fiscal_year.prior
    return {
        row_key(row.measure_code, row.item_code): row.text
        for row in inspection.plan.past_texts_of(inspection.branch.code)
        if row.fiscal_year == prior
    }
