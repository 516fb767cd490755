"""How the story of one figure is shown: as a sentence with its facts for people, as JSON for programs."""

from collections.abc import Sequence
from decimal import Decimal

import click

from kpixl.console import echo_facts
from kpixl.locale import Catalogue
from kpixl.model.assessment import Outcome
from kpixl.model.explanation import Detail, Explanation
from kpixl.model.figure import Figure
from kpixl.model.plan import Adjustment
from kpixl.model.target import ResolvedTarget


def echo_explanation(story: Explanation, words: Catalogue) -> None:
    """The sentence, and below it the facts as aligned lines; facts that a figure lacks have no line."""
    click.echo(words.explain(story))
    click.echo()
    lines = [(words(f"column.{key}"), text) for key, text in _told(story.facts, words) if text]
    echo_facts(lines)


def _told(facts: Sequence[tuple[str, Detail]], words: Catalogue) -> list[tuple[str, str]]:
    return [(key, words.phrase(detail)) for key, detail in facts]


def explanation_json(story: Explanation, words: Catalogue) -> dict[str, object]:
    """The story for `--json`: values as numbers, states and kinds as keys, None for what there is not."""
    row, kpi = story.assessment, story.kpi
    entry = row.entry
    told = dict(_told(story.facts, words))
    typed = entry.actual if entry else None
    return {
        "fiscal_year": row.fiscal_year.year,
        "branch": {"code": story.branch.code, "name": story.branch.name},
        "kpi": {"code": kpi.code, "indicator": kpi.indicator, "unit": kpi.unit.symbol},
        "explanation": words.explain(story),
        "source": {
            "file": told["file"],
            "sha256": story.sha256,
            "sheet": told["sheet"],
            "cell": told["cell"],
            "typed": told["typed"],
            "conversions": [str(step) for step in typed.conversions] if typed else [],
            "as_of": told["as_of"],
            "numerator": _number(entry.numerator.value) if entry else None,
            "denominator": _number(entry.denominator.value) if entry else None,
        },
        "adjustment": _adjustment(story.adjustment, entry.reported if entry else None),
        "actual": _figure(row.figure),
        "target": {
            "text": told["target"],
            "direction": str(row.target.direction),
            **_resolved(story.resolved),
        }
        | {"basis": told["target_source"]},
        "compared": told["threshold"],
        "precision": told["precision"],
        "judgement": str(row.judgement),
        "reason": str(row.reason),
        "achievement_rate": _outcome(row.achievement_rate) | {"formula": told["formula"]},
        "prior": _figure(row.prior) if row.prior else None,
        "change_on_prior": _outcome(row.change_on_prior) | {"improved": row.improved},
        "national": _number(row.national),
        "rank": {"place": row.rank.place, "of": row.rank.of, "tied": row.rank.tied} if row.rank else None,
    }


def _number(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _figure(figure: Figure) -> dict[str, object]:
    return {"value": _number(figure.value), "state": str(figure.state)}


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {"value": _number(outcome.value), "reason": str(outcome.reason)}


def _resolved(resolved: ResolvedTarget) -> dict[str, object]:
    past = [{"fiscal_year": year.year, "value": _number(value)} for year, value in resolved.past]
    return {"value": _number(resolved.value), "past": past}


def _adjustment(item: Adjustment | None, reported: Figure | None) -> dict[str, object] | None:
    if item is None or item.figure is None:
        return None
    return {
        "reported": _figure(reported) if reported else None,
        "adjusted": _figure(item.figure),
        "reason": item.reason,
        "person": item.person,
        "date": item.date.isoformat(),
    }
