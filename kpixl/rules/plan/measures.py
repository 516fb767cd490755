"""The plan's sheets about measures: texts that branches write, activity figures, and branches' own words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kpixl.model.figure import BLANK
from kpixl.model.finding import Finding, FindingCode
from kpixl.model.kpi import Kpi, Measure
from kpixl.model.measure import (
    BranchMeasure,
    BranchWording,
    ChangeKind,
    PastText,
    PlannedActivity,
    TextItem,
    TextRequired,
)
from kpixl.model.plan import Branch
from kpixl.model.plan_layout import (
    ACTIVITIES,
    BRANCH_MEASURES,
    BRANCH_WORDING,
    HISTORY_TEXTS,
    TEXT_ITEMS,
    PlanSheet,
    RawPlan,
)
from kpixl.model.unit import NO_UNIT, Unit
from kpixl.rules.plan.records import Record, Seen, is_known, records

_MOST_CHARACTERS = 32_767  # of one cell
_MOST_MEASURES = 100_000


@dataclass(kw_only=True)
class MeasureTables:
    """Reads what one plan says about its measures; every fault is added to `findings`."""

    raw: RawPlan
    findings: list[Finding]
    branches: Sequence[Branch]
    kpis: Sequence[Kpi]
    measures: Sequence[Measure]
    units: Sequence[Unit]
    _ended: set[str] = field(default_factory=set)  # measures of earlier years only, named once each

    def __post_init__(self) -> None:
        self._branch_codes = {branch.code for branch in self.branches}
        self._measure_codes = {measure.code for measure in self.measures}
        self._kpi_codes = {kpi.code for kpi in self.kpis}
        self._width = max((len(code) for code in self._branch_codes if code.isdigit()), default=0)

    def text_items(self) -> Iterator[TextItem]:
        """記述項目."""
        seen = Seen()
        for record in self._records(TEXT_ITEMS):
            code, label = record.text("text_code"), record.text("text_label")
            required = record.word("text_required", "")
            longest = record.integer("longest", 1, _MOST_CHARACTERS)
            if code and label and required and seen.is_new(record, (code,), "text_code"):
                yield TextItem(
                    code=code, label=label, guide=record.verbatim("guide"),
                    required=TextRequired(required), longest=longest,
                    is_next_plan=record.word("next_plan", "no") == "yes",
                )  # fmt: skip

    def past_texts(self) -> Iterator[PastText]:
        """過年度記述; texts of measures and items that have ended are kept."""
        seen = Seen()
        for record in self._records(HISTORY_TEXTS):
            year, branch = record.year("fiscal_year"), self._branch(record)
            measure, item = record.text("measure_code"), record.text("text_code")
            text = record.verbatim("text")
            if year is None or not all((branch, measure, item, text)):
                continue
            if measure not in self._measure_codes | self._ended:
                self._ended.add(measure)
                record.add(FindingCode.PAST_MEASURE_UNKNOWN, "measure_code", seen=measure)
            if seen.is_new(record, (str(year), branch, measure, item), "text_code"):
                yield PastText(
                    fiscal_year=year, branch_code=branch, measure_code=measure, item_code=item, text=text
                )

    def activities(self) -> Iterator[PlannedActivity]:
        """活動項目."""
        seen = Seen()
        rows = list(self._records(ACTIVITIES))
        known = {(record.raw_text("measure_code"), record.raw_text("activity")) for record in rows}
        for record in rows:
            branch = self._branch(record) if record.raw_text("branch_code") else ""
            measure, item = self._measure(record), record.text("activity")
            unit = record.unit("unit", self.units) or NO_UNIT
            prior = record.figure("prior", unit) or BLANK
            if record.raw_text("branch_code") and not branch:
                continue
            if not measure or not item or not seen.is_new(record, (branch, measure, item), "activity"):
                continue
            yield PlannedActivity(
                branch_code=branch, measure_code=measure, item=item, unit=unit,
                part_of=self._whole(record, "part_of", measure, item, known),
                summed_into=self._whole(record, "summed_into", measure, item, known),
                prior=prior, change_kind=ChangeKind(record.word("change_kind", ChangeKind.AMOUNT)),
                note=record.text("note"),
            )  # fmt: skip

    def branch_measures(self) -> Iterator[BranchMeasure]:
        """支部別施策."""
        seen = Seen()
        for record in self._records(BRANCH_MEASURES):
            branch, measure = self._branch(record), self._measure(record)
            if branch and measure and seen.is_new(record, (branch, measure), "measure_code"):
                yield BranchMeasure(
                    branch_code=branch, measure_code=measure, plan_text=record.verbatim("plan_text"),
                    note=record.text("note"), group=record.text("group"),
                    order=record.integer("measure_order", 1, _MOST_MEASURES),
                )  # fmt: skip

    def branch_wording(self) -> Iterator[BranchWording]:
        """支部別表記, of measures and of KPIs."""
        seen = Seen()
        for record in self._records(BRANCH_WORDING):
            branch, code = self._branch(record), record.text("adjusted_code")
            if not branch or not code:
                continue
            if not is_known(record, "adjusted_code", code, self._measure_codes | self._kpi_codes):
                continue
            if seen.is_new(record, (branch, code), "adjusted_code"):
                yield BranchWording(
                    branch_code=branch, code=code, number=record.text("shown_number"),
                    name=record.text("shown_name"), indicator=record.text("shown_indicator"),
                    definition_note=record.verbatim("definition_note"),
                    measure_code=self._measure(record) if record.raw_text("measure_code") else "",
                )  # fmt: skip

    def _records(self, sheet: PlanSheet) -> Iterator[Record]:
        return records(self.raw, self.findings, sheet)

    def _branch(self, record: Record) -> str:
        """The code of a branch of the roster; '' with a finding for any other."""
        code = record.code("branch_code", self._width)
        return code if code and is_known(record, "branch_code", code, self._branch_codes) else ""

    def _measure(self, record: Record) -> str:
        code = record.text("measure_code")
        return code if code and is_known(record, "measure_code", code, self._measure_codes) else ""

    def _whole(self, record: Record, key: str, measure: str, item: str, known: set[tuple[str, str]]) -> str:
        """The item that a figure is a part of, or is added to: one of its measure, or a KPI, never itself."""
        text = record.text(key)
        if text and (text == item or ((measure, text) not in known and text not in self._kpi_codes)):
            record.add(FindingCode.ACTIVITY_WHOLE_UNKNOWN, key, seen=text, item=item)
            return ""
        return text
