"""What scripts say and get: texts and paths become the options of steps, a plan's faults an error."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from kpixl.model.errors import KpixlError, PlanFaultsError

if TYPE_CHECKING:
    from kpixl.steps.load_plan import PlanFaults
    from kpixl.steps.load_round import ReadOptions
    from kpixl.steps.make_summary import SummaryOptions

StrPath = str | os.PathLike[str]
Language = Literal["ja", "en"]
OnDuplicate = Literal["merge", "latest", "error"]
T = TypeVar("T")


def sound(result: "T | PlanFaults") -> T:
    """The result of a job, whose plan had no faults.

    Raises:
        PlanFaultsError: it had.
    """
    from kpixl.steps.load_plan import PlanFaults

    if isinstance(result, PlanFaults):
        raise PlanFaultsError("plan_faults", path=result.path, findings=result.findings)
    return result


def read_options(
    on_duplicate: str, password_file: StrPath | None, jobs: int | None, scheduler: str
) -> "ReadOptions":
    """How returns are read, as a script says it.

    Raises:
        KpixlError: somebody is to be asked, and there is nobody.
    """
    from kpixl.model.ledger import OnDuplicate as Kind
    from kpixl.steps.executors import Machines
    from kpixl.steps.load_round import ReadOptions

    kind = Kind(on_duplicate)
    if kind is Kind.ASK:
        raise KpixlError("nobody_to_ask")
    return ReadOptions(
        password_file=None if password_file is None else Path(password_file),
        on_duplicate=kind,
        machines=Machines(jobs=jobs, scheduler=scheduler),
    )


def summary_options(
    lang: str | None,
    only: str | Iterable[str],
    branch: str | Iterable[str],
    since: StrPath | None,
    *,
    pdf: bool,
) -> "SummaryOptions":
    """What is to be in the summary, as a script says it."""
    from kpixl.steps.make_summary import SummaryOptions

    return SummaryOptions(
        language=lang or "",
        sheets=several(only),
        branches=several(branch),
        since=None if since is None else Path(since),
        pdf=pdf,
    )


def several(items: str | Iterable[str]) -> tuple[str, ...]:
    """One text is one item, and not its letters."""
    return (items,) if isinstance(items, str) else tuple(items)
