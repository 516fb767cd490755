"""Where a target's number comes from, as a phrase."""

from decimal import Decimal

from kpixl.model.explanation import Phrase, phrase
from kpixl.model.fiscal import FiscalYear
from kpixl.model.target import Conditional, Fixed, HigherOf, LowerOf, Mean, Prior, ResolvedTarget, Target
from kpixl.rules.amounts import Amounts


def target_source(
    target: Target,
    resolved: ResolvedTarget,
    fiscal_year: FiscalYear,
    amounts: Amounts,
    on_file: Decimal | None,
) -> Phrase | None:
    """What the resolved number rests on; None where the target has no number.

    `target` is the plan's own, without a baseline written in; `on_file` the prior actual.
    """
    if resolved.value is None or resolved.source is None:
        return None
    source = _plain(resolved, fiscal_year, amounts, on_file)
    amount = amounts.amount(resolved.value)
    match target.reference:
        case HigherOf():
            return phrase("explain.source.higher", source=source, amount=amount)
        case LowerOf():
            return phrase("explain.source.lower", source=source, amount=amount)
        case Conditional(_, limit):
            prior = next((value for year, value in resolved.past if year == fiscal_year.prior), None)
            shown = "" if prior is None else amounts.amount(prior)
            if isinstance(resolved.source, Fixed):
                return phrase("explain.source.usual", prior=shown, amount=amount)
            limit_ = amounts.amount(limit)
            return phrase("explain.source.instead", prior=shown, limit=limit_, source=source, amount=amount)
        case _:
            return source


def _plain(
    resolved: ResolvedTarget, fiscal_year: FiscalYear, amounts: Amounts, on_file: Decimal | None
) -> Phrase:
    match resolved.source:
        case Prior(baseline) if baseline is not None:
            kind = "stated_prior" if on_file is None or on_file == baseline else "stated_differs"
            shown = "" if on_file is None else amounts.amount(on_file)
            return phrase(f"explain.source.{kind}", **({"prior": shown} if kind == "stated_differs" else {}))
        case Mean(_, baseline) if baseline is not None:
            return phrase("explain.source.stated_mean")
        case Prior():
            return phrase("explain.source.prior", year=amounts.year(fiscal_year.prior))
        case Mean(years):
            values = tuple(
                phrase("explain.of_year", year=amounts.year(year), amount=amounts.amount(value))
                for year, value in resolved.past
                if value is not None and year.year >= fiscal_year.year - years
            )
            mean = "" if resolved.value is None else amounts.amount(resolved.value)
            return phrase("explain.source.mean", values=values, mean=mean)
        case _:
            return phrase("explain.source.fixed")
