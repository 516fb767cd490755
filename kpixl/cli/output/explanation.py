"""How the story of one figure is shown: as a sentence with its facts for people, as JSON for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from kpixl.cli.output.console import echo_facts
from kpixl.locale import Catalogue
from kpixl.model.assessment import Outcome
from kpixl.model.cell_address import row_number
from kpixl.model.figure import Figure
from kpixl.model.message import Detail, Message
from kpixl.model.plan_figures import Adjustment
from kpixl.model.printable import printable
from kpixl.model.target import ResolvedTarget
from kpixl.rules.explanation.formulas import formula_key

if TYPE_CHECKING:
    from kpixl.jobs.explain import ExplainResult


def echo_explanation(result: "ExplainResult", words: Catalogue) -> None:
    """The sentence, what was found about the figure, and the facts as aligned lines.

    Facts that a figure lacks have no line.
    """
    click.echo(printable(result.text))
    for item in result.findings:
        click.echo(item.text(words.language))
    click.echo()
    lines = [(words(f"column.{key}"), text) for key, text in _told(result.story.facts, words) if text]
    echo_facts(lines)


def _told(facts: Sequence[tuple[str, Detail]], words: Catalogue) -> list[tuple[str, str]]:
    return [(key, words.translate(detail)) for key, detail in facts]


def explanation_json(result: "ExplainResult", words: Catalogue) -> dict[str, object]:
    """The story for `--json`: values as numbers, states and kinds as keys, None for what there is not.

    The texts in it are in the language asked for, each beside what says the same to a program.
    """
    story = result.story
    row, kpi = story.assessment, story.kpi
    entry = row.entry
    facts = dict(story.facts)
    told = {key: text or None for key, text in _told(story.facts, words)}
    typed = entry.actual if entry else None
    cell = entry.cell if entry else None
    basis = facts["target_source"]
    has_rate = row.achievement_rate.value is not None
    return {
        "fiscal_year": row.fiscal_year.year,
        "branch": {"code": story.branch.code, "name": story.branch.name},
        "kpi": {"code": kpi.code, "indicator": kpi.indicator, "unit": kpi.unit.symbol},
        "explanation": result.text,
        "findings": [asdict(words.render(item)) for item in result.findings],
        "source": {
            "file": told["file"],
            "sha256": told["sha256"],
            "sheet": told["sheet"],
            "cell": cell.cell if cell and typed and typed.typed else None,
            "row": row_number(cell.cell) if cell else None,
            "typed": told["typed"],
            "conversions": [str(step) for step in typed.conversions] if typed else [],
            "as_of": told["as_of"],
            "numerator": json_number(entry.numerator.value) if entry else None,
            "denominator": json_number(entry.denominator.value) if entry else None,
        },
        "adjustment": _adjustment(story.adjustment, entry.reported if entry else None),
        "actual": _figure(row.figure),
        "target": {
            "text": told["target"],
            "direction": str(row.target.direction),
            **_resolved(story.resolved),
        }
        | {
            "basis": told["target_source"],
            "basis_kind": basis.key.rpartition(".")[2] if isinstance(basis, Message) else None,
        },
        "compared": told["threshold"],
        "precision": told["precision"],
        "judge_on": str(story.judge_on),
        "decimals": kpi.decimals,
        "judgement": str(row.judgement),
        "reason": str(row.reason) or None,
        "achievement_rate": _outcome(row.achievement_rate)
        | {
            "formula": told["formula"],
            "formula_kind": formula_key(row.target.direction, kpi.rate_formula) if has_rate else None,
        },
        "prior": _figure(row.prior) if row.prior else None,
        "change_on_prior": _outcome(row.change_on_prior) | {"improved": row.improved},
        "national": json_number(row.national),
        "rank": {"place": row.rank.place, "of": row.rank.of, "tied": row.rank.tied} if row.rank else None,
    }


def json_number(value: Decimal | None) -> float | int | None:
    """A value for `--json`: whole where it is whole, None for none."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _figure(figure: Figure) -> dict[str, object]:
    return {"value": json_number(figure.value), "state": str(figure.state)}


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {"value": json_number(outcome.value), "reason": str(outcome.reason) or None}


def _resolved(resolved: ResolvedTarget) -> dict[str, object]:
    past = [{"fiscal_year": year.year, "value": json_number(value)} for year, value in resolved.past]
    return {"value": json_number(resolved.value), "past": past}


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
