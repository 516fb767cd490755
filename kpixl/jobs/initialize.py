"""`kpixl init`: a folder for a new round, with a starter plan in it."""

from collections.abc import Sequence
from pathlib import Path

from kpixl.books.plan.read import find_sheet, read_plan
from kpixl.books.plan.rows import plan_rows, raw_rows
from kpixl.books.plan.write import build_plan
from kpixl.files.launchers import add_launchers
from kpixl.files.write import write_file
from kpixl.locale import catalogue
from kpixl.model.errors import InputFileError, KpixlError, OutputFileError
from kpixl.model.plan_layout import PLAN_SHEETS, TEXT_ITEMS, PlanSheet
from kpixl.model.round import Round
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.plan.starter import with_examples
from kpixl.shipped import shipped

# What was done, what came of it, why a target was missed, and what comes next.
_TEXTS: dict[str, dict[str, str]] = {
    "done": {"text_required": "always"},
    "result": {"text_required": "always"},
    "cause": {"text_required": "not_achieved"},
    "next": {"text_required": "never", "next_plan": "yes"},
}


def initialize(round_dir: Path, language: str, sheets: Sequence[str] = ()) -> Path:
    """Put the starter plan of a language into a new round, with the files to double-click; returns its path.

    `sheets` names further sheets that it shall have, in either language.

    Raises:
        OutputFileError: there is a plan already; it is never overwritten.
        KpixlError: no plan has a sheet of that name.
    """
    folder = Round(round_dir)
    plan = folder.plan
    wanted = [_sheet(name, language) for name in sheets]
    if plan.exists():
        raise OutputFileError("exists", path=plan)
    if folder.inbox.exists() and not folder.inbox.is_dir():
        raise OutputFileError("exists", path=folder.inbox)
    starter = shipped("templates") / f"plan_{language}.xlsx"
    write_file(plan, _extended(starter, wanted) if wanted else starter.read_bytes())
    folder.inbox.mkdir(exist_ok=True)
    add_launchers(folder, catalogue(language))
    return plan


def _sheet(name: str, language: str) -> PlanSheet:
    found = find_sheet(name)
    if found is None:
        words = catalogue(language)
        known = " ".join(words(f"sheet.{layout.key}") for layout in PLAN_SHEETS if not layout.in_starter)
        raise KpixlError("plan_sheet_unknown", seen=name, known=known)
    return found


def _extended(starter: Path, sheets: Sequence[PlanSheet]) -> bytes:
    """The starter plan with further sheets; what follows from the plan itself stands in them already."""
    raw = read_plan(starter)
    plan, findings = parse_plan(raw)
    if plan is None:
        raise InputFileError("unreadable", path=starter, reason=findings[0].kind.code)
    settings, words = plan.settings, catalogue(plan.settings.language)
    also = {layout.key for layout in sheets}
    further = plan_rows(with_examples(plan, also), {}, words)
    rows = {key: further.get(key, []) for key in also}
    if TEXT_ITEMS.key in also:  # the texts of most reports; head office rewords them
        labels = words.group("word.text_preset")
        rows[TEXT_ITEMS.key] = [
            {"text_code": code, "text_label": labels[code], **rules} for code, rules in _TEXTS.items()
        ]
    return build_plan(
        {**raw_rows(raw), **rows},
        language=settings.language,
        title=f"{words('title.plan')} {settings.round_name}",
        organisation=settings.organisation,
        created=settings.created,
        also=also,
    )
