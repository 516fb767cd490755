"""How the played rounds are shown."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpixl.cli.output.console import reader_words
from kpixl.cli.output.tables import add_row, make_table, print_table, year_text

if TYPE_CHECKING:
    from kpixl.jobs.demo import RoundScore


def demo_json(scores: "Sequence[RoundScore]") -> dict[str, object]:
    """The played rounds for `--json`."""
    return {
        "rounds": {
            str(played.fiscal_year): {
                row.branch: {
                    "achieved": row.achieved,
                    "not_achieved": row.not_achieved,
                    "missing": row.missing,
                }
                for row in played.branches
            }
            for played in scores
        },
        "published": {
            "agree": sum(row.agree for played in scores for row in played.branches),
            "of": sum(row.of for played in scores for row in played.branches),
        },
    }


def first_to_open(scores: "Sequence[RoundScore]") -> Path:
    """The one file that shows what kpixl is for: the summary of the last year that has results."""
    return (
        max((item for item in scores if not item.is_plan), key=lambda item: item.fiscal_year).folder
        / "summary.xlsx"
    )


def echo_demo(scores: "Sequence[RoundScore]") -> None:
    """The played rounds beside the published judgements, and where the files are."""
    words = reader_words()
    keys = ("year", "branch", "achieved", "not_achieved", "published", "agreement")
    table = make_table(words("cli.demo.table_title"), keys, numbers=keys[2:], prefix="cli.demo")
    for played in scores:
        if played.is_plan:
            continue
        year = year_text(played.fiscal_year)
        for row in played.branches:
            counts = (
                [words("cli.demo.missing"), ""] if row.missing else [str(row.achieved), str(row.not_achieved)]
            )
            published = (
                f"{row.published[0]} / {row.published[1]}" if row.published else words("cli.demo.unpublished")
            )
            agreement = f"{row.agree}/{row.of}" if row.of else "－"
            add_row(table, (year, row.branch, *counts, published, agreement))
        table.add_section()
    print_table(table)
    rows = [row for played in scores for row in played.branches]
    click.echo(words("cli.demo.agree", agree=sum(row.agree for row in rows), of=sum(row.of for row in rows)))
    for played in scores:
        if played.is_plan:
            branches = words("text.list_separator").join(row.branch for row in played.branches)
            about = {"year": year_text(played.fiscal_year), "prior": year_text(played.fiscal_year.prior)}
            click.echo(words("cli.demo.plan", branches=branches, targets=played.targets, **about))
    click.echo(words("cli.demo.files"))
    for played in scores:
        for name in ("master", "summary"):
            click.echo("  " + words(f"cli.demo.file_{name}", path=played.folder / f"{name}.xlsx"))
        if played.has_reports:
            click.echo("  " + words("cli.demo.file_reports", path=played.folder / "report"))
    if not any(played.has_reports for played in scores):
        click.echo(words("cli.demo.no_reports"))
    click.echo(words("cli.demo.first", path=first_to_open(scores)))
