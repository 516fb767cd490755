"""How next year's plan is shown."""

from typing import TYPE_CHECKING

import click

from kpixl.cli.output.console import reader_words, typed
from kpixl.cli.output.explanation import json_number
from kpixl.cli.output.findings import echo_findings, findings_json
from kpixl.cli.output.tables import year_text
from kpixl.model.errors import KpixlError
from kpixl.model.printable import printable

if TYPE_CHECKING:
    from pathlib import Path

    from kpixl.jobs.rollover import RolloverResult


def replacement(text: str) -> tuple[str, str]:
    """The two codes of `--replace OLD=NEW`."""
    old, equals, new = (part.strip() for part in text.partition("="))
    if not (old and equals and new):
        raise KpixlError("replace_form", seen=text)
    return old, new


def echo_rollover(result: "RolloverResult", next_dir: "Path", *, everything: bool) -> None:
    """What next year's plan took over, what people must look at in it, and what to do next."""
    words, rolled = reader_words(), result.rollover
    echo_findings(result.findings, rolled.plan, everything=everything)
    settings = rolled.plan.settings
    year = year_text(settings.fiscal_year)
    sizes = {"branches": len(rolled.plan.branches), "kpis": len(rolled.plan.kpis)}
    click.echo(
        words("cli.rollover.done", path=result.path, year=year, name=printable(settings.round_name), **sizes)
    )
    click.echo(words("cli.rollover.history", count=rolled.added, baselines=rolled.baselines))
    counts = {str(origin): count for origin, count in rolled.origins.items()}
    click.echo(words("cli.rollover.targets", **counts))
    if rolled.added_kpis:
        click.echo(words("cli.rollover.added", count=len(rolled.added_kpis)))
    left = [words(f"cli.rollover.left.{kind}", count=count) for kind, count in rolled.left_out.items()]
    if left:
        click.echo(words("cli.rollover.left_out", items=words("cli.rollover.and").join(left)))
    click.echo(words("cli.rollover.next", round=typed(next_dir)))


def rollover_json(result: "RolloverResult") -> dict[str, object]:
    """Next year's plan for `--json`: every target cell with where it comes from."""
    rolled, texts = result.rollover, result.target_texts
    targets = [
        {
            "branch": item.branch_code,
            "kpi": item.code,
            "target": texts.get((item.branch_code, item.code), ""),
            "origin": str(item.origin),
            "proposal": item.proposal,
            "baseline": json_number(item.baseline),
            "no_baseline": str(item.gap) or None,
        }
        for item in rolled.targets
    ]
    return {
        "plan": str(result.path),
        "fiscal_year": rolled.plan.settings.fiscal_year.year,
        "actuals_added": rolled.added,
        "kpis_added": [{"kpi": item.kpi.code, "instead_of": item.old} for item in rolled.added_kpis],
        "kpis_ended": sorted(rolled.changes.ended),
        "contradictions": [
            {
                "kpi": item.kpi_code,
                "said": [{"status": str(status), "branches": list(names)} for status, names in item.said],
            }
            for item in rolled.contradictions
        ],
        "left_out": {str(kind): count for kind, count in rolled.left_out.items()},
        "targets": targets,
        "findings": findings_json(result.findings),
    }
