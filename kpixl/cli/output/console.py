"""What every command shows: findings as lines, JSON, facts, progress.

stdout carries the result, stderr progress and errors.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from kpixl.cli.exits import Exit, exit_with
from kpixl.cli.reader import reader_language
from kpixl.locale import Catalogue, catalogue, format_finding
from kpixl.model.finding import Finding
from kpixl.model.plan import Plan

if TYPE_CHECKING:
    from kpixl.steps.load_plan import PlanFaults


def reader_words() -> Catalogue:
    """The catalogue in the reader's language."""
    return catalogue(reader_language())


def echo_findings(findings: Iterable[Finding], plan: Plan | None = None, *, err: bool = False) -> None:
    """Findings as lines, in their order; names of branches and indicators where the plan has them."""
    language = reader_words()
    for item in findings:
        click.echo(format_finding(language.render(item), language, name=_about(item, plan)), err=err)


def _about(item: Finding, plan: Plan | None) -> str:
    """What a finding's cell is about: the indicator, else the branch."""
    if plan is None:
        return ""
    kpi, branch = plan.kpi(item.kpi_code), plan.branch(item.branch_code)
    return kpi.indicator if kpi else branch.name if branch else ""


def findings_json(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings for `--json`, rendered in the reader's language."""
    language = reader_words()
    return [asdict(language.render(item)) for item in findings]


def stop_for_faults(faults: "PlanFaults", *, told: bool = False) -> NoReturn:
    """End a command that needs a sound plan; its faults are told on stderr unless they are already."""
    if not told:
        echo_findings(faults.findings, err=True)
    exit_with(Exit.USAGE)


def echo_json(value: object) -> None:
    """A result as JSON on stdout, Japanese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def echo_facts(lines: Sequence[tuple[str, str]]) -> None:
    """Labels and texts as aligned lines, a wide character counted as two."""
    from rich.cells import cell_len

    width = max(cell_len(label) for label, _text in lines)
    for label, text in lines:
        click.echo(f"{label}{' ' * (width - cell_len(label))}  {text}")


@contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, fed with (done, of); silent where nobody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task(label, total=None)

        def advance(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)
            if done >= of:
                bar.stop()  # a question may follow on the same terminal

        yield advance


def typed(path: Path) -> str:
    """A path as it must be typed in the next command."""
    return f'"{path}"' if " " in str(path) or "　" in str(path) else str(path)
