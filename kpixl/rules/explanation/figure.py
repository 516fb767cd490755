"""Why a figure is what it is: from what was typed to the judgement, as messages without a language.

Everything said here is read off the objects that decided it; all words stand in the catalogues.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kpixl.model.assessment import Assessment, Judgement, Reason
from kpixl.model.explanation import Explanation
from kpixl.model.figure import BLANK, MISSING, FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import JudgeOn, Kpi
from kpixl.model.ledger import Source
from kpixl.model.message import Amount, Detail, Message, message
from kpixl.model.plan import Branch, Plan
from kpixl.model.plan_figures import Adjustment
from kpixl.model.rounding import digits_after_point, judged_value
from kpixl.model.target import Conditional, Direction, Fixed, HigherOf, LowerOf
from kpixl.model.unit import UnitKind
from kpixl.rules.explanation.amounts import Amounts, shown, tell_apart
from kpixl.rules.explanation.formulas import formula_with_numbers
from kpixl.rules.explanation.methods import precision
from kpixl.rules.explanation.reported import Reported
from kpixl.rules.explanation.target_source import target_source
from kpixl.rules.plan.adjustments import figure_adjustments
from kpixl.rules.targets.resolve import lacks_national, resolve_target, shown_number

_OF_TWO = (HigherOf, LowerOf, Conditional)
# Why there is no judgement, where the sentence before has said it already.
_TOLD = (Reason.BRANCH_MISSING, Reason.NOT_REPORTED, Reason.NOT_ASKED, Reason.UNREADABLE)


def explain_all(plan: Plan, rows: Sequence[Assessment], sources: Iterable[Source]) -> tuple[Explanation, ...]:
    """The story of every assessment, in their order; `sources` are the files that were seen."""
    adjustments = figure_adjustments(plan)
    sha256 = {source.file: source.sha256 for source in sources}
    return tuple(
        _explain(plan, row, adjustments.get((row.branch_code, row.kpi_code)), sha256) for row in rows
    )


def _explain(
    plan: Plan, row: Assessment, adjustment: Adjustment | None, sha256: Mapping[str, str]
) -> Explanation:
    branch, kpi = plan.branch(row.branch_code), plan.kpi(row.kpi_code)
    if branch is None or kpi is None:
        raise ValueError(f"an assessment of another plan: {row.branch_code} {row.kpi_code}")
    story = _Story(plan, branch, kpi, row, adjustment)
    hash_ = sha256.get(row.entry.file, "") if row.entry else ""
    return Explanation(
        branch=branch,
        kpi=kpi,
        assessment=row,
        resolved=story.resolved,
        adjustment=adjustment,
        judge_on=plan.settings.judge_on,
        sentences=story.sentences(),
        facts=tuple({**story.facts(), "sha256": hash_}.items()),
    )


class _Story:
    """One figure, told."""

    def __init__(
        self,
        plan: Plan,
        branch: Branch,
        kpi: Kpi,
        row: Assessment,
        adjustment: Adjustment | None,
    ) -> None:
        self.plan, self.branch, self.kpi, self.row = plan, branch, kpi, row
        self.adjustment = adjustment
        self.amounts = Amounts(kpi)
        self.reported = Reported(kpi, row, self.amounts)
        self.resolved = resolve_target(plan, branch.code, kpi)
        self.target = kpi.stated(row.target)
        on_file = row.prior.value if row.prior else None
        self.rule = plan.target(branch.code, kpi.code)
        self.number = shown_number(self.rule, self.resolved, kpi, plan.settings.judge_on)
        self.source = target_source(self.rule, self.resolved, plan.settings, self.amounts, on_file)
        self.change = self._change()
        self.formula = formula_with_numbers(row, self.resolved.value, self.amounts)

    def sentences(self) -> tuple[Message, ...]:
        """What was reported; what head office made of it; how it was judged."""
        found = [self.reported.sentence()]
        if self.adjustment:
            found.append(self._adjusted(self.adjustment))
        found.append(self._judged())
        row = self.row
        unjudged = row.judgement is Judgement.NOT_JUDGED and row.reason not in (
            Reason.NO_BASELINE,
            Reason.NO_NATIONAL,
        )
        if unjudged and row.target.reference is not None and self.resolved.value is None:
            found.append(message("explain.judged.nor_baseline", why=self._why_no_baseline()))
        return tuple(found)

    def facts(self) -> dict[str, Detail]:
        """The same, by the key of the column that shows it."""
        row, entry = self.row, self.row.entry
        cell = entry.cell if entry else None
        return {
            "file": entry.file if entry else "",
            "sheet": cell.sheet if cell else "",
            "cell": self.reported.cell(),
            "typed": entry.actual.typed if entry else "",
            "conversion": self.reported.conversions(),
            "counts": self.reported.counts() or "",
            "as_of": entry.as_of if entry else "",
            "actual": self.amounts.figure(row.figure),
            "adjusted_value": self._adjustment_fact(),
            "target": self.target,
            "target_source": self.source or "",
            "precision": precision(self.kpi, self.plan.settings.judge_on),
            "threshold": self._threshold() or "",
            "judgement": message(f"word.judgement.{row.judgement}"),
            "formula": self.formula,
            "change_on_prior": self.change,
            "national_actual": "" if row.national is None else self.amounts.amount(row.national),
            "rank": self._rank(),
        }

    def _rank(self) -> Detail:
        rank = self.plan.settings.shown_rank(self.row.rank)
        if rank is None:
            return ""
        key = "summary.rank_tied" if rank.tied else "summary.rank_of"
        return message(key, place=rank.place, of=rank.of)

    # ── what head office made of it ────────────────────────────────────────────────────────────────────
    def _adjusted(self, item: Adjustment) -> Message:
        entry = self.row.entry
        return message(
            "explain.adjusted" if entry and entry.file else "explain.adjusted_absent",
            adjusted=self.reported.said(self.row.figure), reason=item.reason, person=item.person,
            date=item.date,
        )  # fmt: skip

    def _adjustment_fact(self) -> Detail:
        item, entry = self.adjustment, self.row.entry
        if item is None:
            return ""
        reported = entry.reported if entry and entry.reported else MISSING
        return message(
            "text.adjusted_how",
            reported=self.amounts.figure(reported),
            adjusted=self.amounts.figure(self.row.figure),
            reason=item.reason,
            person=item.person,
            date=item.date,
        )

    # ── how it was judged ──────────────────────────────────────────────────────────────────────────
    def _judged(self) -> Message:
        row, direction = self.row, self.row.target.direction
        besides = self._besides()
        if row.judgement is Judgement.NO_TARGET:
            return message("explain.judged.no_target", besides=besides)
        if row.judgement is Judgement.NOT_JUDGED:
            if row.reason in _TOLD:
                return message("explain.judged.not_judged_so", target=self._target())
            known = row.reason is Reason.NO_BASELINE
            why = self._why_no_baseline() if known else message(f"explain.why.{row.reason}")
            return message("explain.judged.not_judged", target=self._target(), why=why, besides=besides)
        compared = self._done() if direction is Direction.DO else self._compared()
        end = message(f"explain.end.{row.judgement}")
        return message(
            "explain.judged.judged", target=self._target(), compared=compared, judgement=end, besides=besides
        )

    def _why_no_baseline(self) -> Message:
        """Which years the target lacks: those without an actual, those of another definition."""
        if lacks_national(self.rule, self.resolved):
            return message("explain.why.no_national")
        lacking = [year for year, value in self.resolved.past if value is None]
        changed = [year for year in lacking if not self.plan.is_comparable(self.kpi, year)]
        missing = [year for year in lacking if year not in changed]
        if not changed:
            return message("explain.why.missing", years=self._years(missing))
        reason = self.kpi.not_comparable_reason
        how: dict[str, Detail] = {"years": self._years(changed), **({"reason": reason} if reason else {})}
        why = message(f"explain.why.{'changed_how' if reason else 'changed'}", **how)
        if not missing:
            return why
        lack = message("explain.why.missing", years=self._years(missing))
        return message("explain.why.both", missing=lack, changed=why)

    def _years(self, years: Sequence[FiscalYear]) -> Detail:
        return tuple(message("explain.year", year=year) for year in sorted(years))

    def _target(self) -> Message:
        if self.source is None:
            return message("explain.target.plain", target=self.target)
        details: dict[str, Detail] = {"source": self.source, "target": self.target}
        reference = self.rule.reference
        if isinstance(reference, _OF_TWO) and reference.baseline is None and self.number is not None:
            number = replace(self.rule, reference=Fixed(shown(self.number, self.kpi.decimals)))
            details = {
                "source": self.source,
                "rule": self.kpi.stated(self.rule),
                "number": self.kpi.stated(number),
            }
        return message(f"explain.target.{self.source.key.rpartition('.')[2]}", **details)

    def _done(self) -> Message:
        figure, often = self.row.figure, self.row.target.frequency
        if figure.value is not None and often is not None:
            needed = self.amounts.amount(often.needed)
            return message("explain.done.often", amount=self.amounts.amount(figure.value), needed=needed)
        if figure.value is not None and figure.value > 0:
            return message("explain.done.count", amount=self.amounts.amount(figure.value))
        return message(f"explain.done.{'yes' if figure.state is FigureState.DONE else 'no'}")

    def _sides(self) -> tuple[Decimal, Decimal] | None:
        """Actual and target at the precision at which they are compared."""
        actual, target = self.row.figure.value, self.resolved.value
        if actual is None or target is None:
            return None
        judge_on = self.plan.settings.judge_on
        decimals = self.kpi.decimals
        return judged_value(actual, decimals, judge_on), judged_value(target, decimals, judge_on)

    def _compared(self) -> Message:
        sides = self._sides()
        if sides is None:
            raise ValueError("judged without two sides")
        actual, target = sides
        direction = self.row.target.direction
        relation = "same" if actual == target else "above" if actual > target else "below"
        difference = self.amounts.difference(actual - target)
        side = "strict" if relation == "same" and self.row.target.strict else direction
        compared = message(f"explain.{side}.{relation}", difference=difference)
        given = (self.row.figure.value, self.number)
        if all(value is None or digits_after_point(value) <= self.kpi.decimals for value in given):
            return compared
        one, other = self.amounts.pair(actual, target)
        details: dict[str, Detail] = {"actual": one, "target": other, "compared": compared}
        if self.plan.settings.judge_on is JudgeOn.EXACT:
            return message("explain.unrounded", **details)
        return message(
            "explain.rounded", precision=precision(self.kpi, self.plan.settings.judge_on), **details
        )

    def _threshold(self) -> Message | None:
        """62.2 ＜ 64.6: the two sides as they were compared."""
        sides = self._sides()
        if sides is None or self.row.target.direction in (Direction.DO, Direction.NONE):
            return None
        relation = "equal" if sides[0] == sides[1] else "greater" if sides[0] > sides[1] else "less"
        left, right = (
            Amount(value, decimals=self.kpi.decimals) for value in tell_apart(*sides, self.kpi.decimals)
        )
        return message(f"explain.sign.{relation}", left=left, right=right)

    # ── rate, change ───────────────────────────────────────────────────────────────────────────────
    def _besides(self) -> Detail:
        """Achievement rate and change on prior, in brackets; nothing where there is nothing to say."""
        parts: list[Message] = []
        judged = self.row.judgement in (Judgement.ACHIEVED, Judgement.NOT_ACHIEVED)
        if judged and self.row.target.direction is not Direction.DO:
            parts.append(message("explain.rate", formula=self.formula))
        if self.row.figure.value is not None and (judged or self.row.change_on_prior.value is not None):
            parts.append(self.change)
        return message("explain.besides", parts=_joined(parts)) if parts else ""

    def _change(self) -> Message:
        change, kpi = self.row.change_on_prior, self.kpi
        if change.value is None:
            if change.reason is Reason.NOT_COMPARABLE and kpi.not_comparable_reason:
                return message("explain.change.not_comparable_why", reason=kpi.not_comparable_reason)
            prior = self.row.prior
            if change.reason is Reason.NO_PRIOR and prior is not None and prior != BLANK:
                return message("explain.change.prior_state", prior=self.amounts.figure(prior))
            known = (Reason.NOT_COMPARABLE, Reason.NO_PRIOR)
            return message(f"explain.change.{change.reason if change.reason in known else 'none'}")
        before = self.row.prior.value if self.row.prior else None
        amounts: dict[str, Detail] = {"prior": "" if before is None else self.amounts.amount(before)}
        if change.value == 0:
            return message("explain.change.same", **amounts)
        kind = "rate" if kpi.unit.kind is UnitKind.RATE else "other"
        side = "up" if change.value > 0 else "down"
        difference = self.amounts.difference(change.value)
        return message(f"explain.change.{side}_{kind}", **amounts, difference=difference)


def _joined(parts: list[Message]) -> Message:
    """Parts one after the other, with the language's comma."""
    found = parts[0]
    for part in parts[1:]:
        found = message("explain.and", first=found, second=part)
    return found
