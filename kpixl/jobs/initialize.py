"""`kpixl init`: a folder for a new round, with a starter plan in it."""

from pathlib import Path

from kpixl.files.write import write_file
from kpixl.model.errors import OutputFileError
from kpixl.model.round import Round
from kpixl.shipped import shipped


def initialize(round_dir: Path, language: str) -> Path:
    """Copy the starter plan of a language into a new round; returns the plan's path.

    Raises:
        OutputFileError: there is a plan already; it is never overwritten.
    """
    folder = Round(round_dir)
    plan = folder.plan
    if plan.exists():
        raise OutputFileError("exists", path=plan)
    if folder.inbox.exists() and not folder.inbox.is_dir():
        raise OutputFileError("exists", path=folder.inbox)
    write_file(plan, (shipped("templates") / f"plan_{language}.xlsx").read_bytes())
    folder.inbox.mkdir(exist_ok=True)
    return plan
