"""What a planner must look at in a plan that was rolled over: blanks, missing baselines, easy targets."""

from collections.abc import Iterator

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.kpi import Kpi
from kpixl.model.message import Message, message
from kpixl.model.plan_layout import KPIS, SETTINGS, RawPlan
from kpixl.model.rollover import EasierTarget, NextTarget, Rollover, TargetOrigin
from kpixl.rules.plan.check_baselines import target_cells
from kpixl.rules.rollover.easier_targets import easier_targets

_SATURDAY = 5


def rollover_findings(rollover: Rollover, raw: RawPlan) -> list[Finding]:
    """The findings with their cells in `raw`, the new plan as it was read back: settings, then by KPI."""
    return list(_RolloverFindings(rollover, raw).all())


class _RolloverFindings:
    def __init__(self, rollover: Rollover, raw: RawPlan) -> None:
        self.rollover, self.raw, self.plan = rollover, raw, rollover.plan
        self.cells = target_cells(self.plan, raw)
        self.names = {branch.code: branch.name for branch in self.plan.branches}
        self.added = {item.kpi.code for item in rollover.added_kpis}
        self.easier = easier_targets(self.plan)
        self.old_codes = {new.code: old for old, new in rollover.changes.replaced.items()}

    def all(self) -> Iterator[Finding]:
        yield from self._settings()
        yield from self._contradictions()
        yield from self._ended()
        for kpi in self.plan.kpis:
            items = [item for item in self.rollover.targets if item.code == kpi.code]
            yield from self._kpi(kpi)
            yield from self._blank(kpi, items)
            yield from self._without_baseline(kpi, items)
            yield from self._of_a_part_year(kpi, items)
            for easy in self.easier:
                if easy.kpi_code == kpi.code:
                    yield self._easier(kpi, easy)

    def _settings(self) -> Iterator[Finding]:
        settings = self.plan.settings
        if not self.rollover.year_in_name:
            place = self._setting("round_name")
            yield finding(FindingCode.ROUND_NAME_UNCHANGED, place, seen=settings.round_name)
        if settings.due and settings.due.weekday() >= _SATURDAY:
            yield finding(FindingCode.DUE_ON_WEEKEND, self._setting("due"), seen=settings.due)

    def _setting(self, key: str) -> Place:
        table = self.raw.tables[SETTINGS.key]
        return Place(self.raw.file, table.sheet, table.header.get(key, ""))

    def _kpi(self, kpi: Kpi) -> Iterator[Finding]:
        place = self._kpi_cell(kpi.code)
        if kpi.code in self.added:
            names = tuple(
                self.names[item.branch_code]
                for item in self.rollover.targets
                if item.code == kpi.code and item.origin is not TargetOrigin.CARRIED
            )
            yield finding(FindingCode.KPI_ADDED, place, kpi=kpi.code, indicator=kpi.indicator, branches=names)
        old = self.old_codes.get(kpi.code)
        if old:
            yield finding(FindingCode.KPI_REPLACED, place, kpi=kpi.code, old=old, new=kpi.code)
        count = self.rollover.may_end.get(kpi.code)
        if count:
            yield finding(FindingCode.KPI_MAY_END, place, kpi=kpi.code, count=count, code=kpi.code)

    def _contradictions(self) -> Iterator[Finding]:
        old = {kpi.code: kpi for kpi in self.rollover.old_kpis}
        for item in self.rollover.contradictions:
            said = tuple(
                message("rollover.proposed_next", status=message(f"word.next_kpi.{status}"), branches=names)
                for status, names in item.said
            )
            yield finding(
                FindingCode.NEXT_KPIS_CONTRADICT, self._kpi_cell(item.kpi_code),
                kpi=item.kpi_code, indicator=old[item.kpi_code].indicator, seen=said,
            )  # fmt: skip

    def _ended(self) -> Iterator[Finding]:
        for kpi in self.rollover.old_kpis:
            if kpi.code in self.rollover.agreed_ends:
                yield finding(
                    FindingCode.KPI_ENDED, Place(self.raw.file),
                    kpi=kpi.code, indicator=kpi.indicator, count=self.rollover.agreed_ends[kpi.code],
                )  # fmt: skip

    def _kpi_cell(self, code: str) -> Place:
        for row in self.raw.tables[KPIS.key].rows:
            cell = row.cells.get("kpi_code")
            if cell and str(cell.value).strip() == code:
                return Place(self.raw.file, cell.sheet, cell.cell)
        return Place(self.raw.file)

    def _blank(self, kpi: Kpi, items: list[NextTarget]) -> Iterator[Finding]:
        blank = [item for item in items if item.origin is TargetOrigin.BLANK]
        if blank:
            yield self._of_branches(FindingCode.NEXT_TARGET_BLANK, kpi, blank)
        for item in items:
            if item.origin is TargetOrigin.UNREADABLE:
                place = self._cell(item)
                yield finding(
                    FindingCode.NEXT_TARGET_UNREADABLE, place,
                    branch=item.branch_code, kpi=kpi.code, seen=item.proposal,
                )  # fmt: skip

    def _without_baseline(self, kpi: Kpi, items: list[NextTarget]) -> Iterator[Finding]:
        for reason in dict.fromkeys(item.gap for item in items if item.gap):
            without = [item for item in items if item.gap is reason]
            label = message(f"word.reason.{reason}")
            yield self._of_branches(FindingCode.NEXT_BASELINE_MISSING, kpi, without, reason=label)

    def _of_a_part_year(self, kpi: Kpi, items: list[NextTarget]) -> Iterator[Finding]:
        for item in items:
            if item.baseline is not None and item.as_of:
                amount = kpi.amount(item.baseline)
                yield finding(
                    FindingCode.BASELINE_AS_OF, self._cell(item),
                    branch=item.branch_code, kpi=kpi.code, baseline=amount, as_of=item.as_of,
                )  # fmt: skip

    def _easier(self, kpi: Kpi, easy: EasierTarget) -> Finding:
        target = self.plan.target(easy.branch_code, kpi.code)
        return finding(
            FindingCode.TARGET_EASIER,
            self.cells.get((easy.branch_code, kpi.code), Place(self.raw.file)),
            branch=easy.branch_code,
            kpi=kpi.code,
            name=self.names[easy.branch_code],
            target=kpi.stated(target),
            prior=kpi.amount(easy.prior),
        )

    def _of_branches(
        self, kind: FindingCode, kpi: Kpi, items: list[NextTarget], **details: Message
    ) -> Finding:
        """One finding for all the branches that it is true of: there may be 47 of them."""
        names = tuple(self.names[item.branch_code] for item in items)
        place = self._cell(items[0])
        return finding(kind, place, branch="", kpi=kpi.code, count=len(items), branches=names, **details)

    def _cell(self, item: NextTarget) -> Place:
        return self.cells.get((item.branch_code, item.code), Place(self.raw.file))
