"""`kpixl init`: a folder for a new round, with a starter plan in it."""

from collections.abc import Sequence
from pathlib import Path

from kpixl.books.plan.read import find_sheet, read_plan
from kpixl.books.plan.rows import plan_rows, raw_rows
from kpixl.books.plan.write import build_plan
from kpixl.files.launchers import add_launchers
from kpixl.files.write import write_file
from kpixl.locale import LANGUAGES, catalogue
from kpixl.model.errors import InputFileError, KpixlError, OutputFileError
from kpixl.model.plan_layout import PLAN_SHEETS, TEXT_ITEMS, PlanSheet
from kpixl.model.round import Round
from kpixl.presence import exists, is_file, is_folder
from kpixl.rules.figures.folding import fold_width
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.plan.starter import with_examples
from kpixl.shipped import shipped

# Sets of texts as published reports have them, the usual one first: when each is required, by its code.
_TEXTS: dict[str, dict[str, str]] = {
    "standard": {"done": "always", "result": "always", "cause": "not_achieved", "next": "never"},
    "efforts": {"done": "always", "next": "always"},
    "results": {"done": "always", "result": "always"},
    "assessment": {"done": "always", "self_assessment": "always"},
}
_NEXT_PLAN = "next"  # the text that `rollover` makes next year's plan


def initialize(round_dir: Path, language: str, sheets: Sequence[str] = ()) -> Path:
    """Put the starter plan of a language into a new round, with the files to double-click; returns its path.

    `sheets` names further sheets that it shall have, in either language; the one of texts may be followed by
    the name of a set of them (記述項目=実施と自己評価).

    Raises:
        OutputFileError: there is a plan already, which is never overwritten; or it cannot be written.
        KpixlError: no plan has a sheet of that name, or there is no such set.
    """
    folder = Round(round_dir)
    plan = folder.plan
    named = [fold_width(name).partition("=") for name in sheets]
    wanted = [_sheet(name, language) for name, _sign, _texts in named]
    texts = [
        _text_set(name, sheet, language) for (_, _, name), sheet in zip(named, wanted, strict=True) if name
    ]
    if is_file(round_dir):
        raise OutputFileError("not_a_round", path=round_dir)
    if exists(plan):
        raise OutputFileError("exists", path=plan)
    if exists(folder.inbox) and not is_folder(folder.inbox):
        raise OutputFileError("exists", path=folder.inbox)
    starter = shipped("templates") / f"plan_{language}.xlsx"
    content = _extended(starter, wanted, *texts[-1:]) if wanted else starter.read_bytes()
    # The plan is the last: where the disk is full before, the same command makes the rest another time.
    add_launchers(folder, catalogue(language))
    folder.inbox.mkdir(exist_ok=True)
    write_file(plan, content)
    return plan


def _sheet(name: str, language: str) -> PlanSheet:
    found = find_sheet(name)
    if found is None:
        words = catalogue(language)
        known = " ".join(words(f"sheet.{layout.key}") for layout in PLAN_SHEETS if not layout.in_starter)
        raise KpixlError("plan_sheet_unknown", seen=name, known=known)
    return found


def _text_set(name: str, sheet: PlanSheet, language: str) -> str:
    """The key of a set of texts, from its name in either language."""
    seen = "".join(name.split()).casefold()
    for words in map(catalogue, LANGUAGES):
        for key, label in words.group("word.text_set").items():
            if sheet is TEXT_ITEMS and seen in (key, "".join(label.split()).casefold()):
                return key
    known = " ".join(catalogue(language).group("word.text_set").values())
    raise KpixlError("text_set_unknown", seen=name, known=known)


def _extended(starter: Path, sheets: Sequence[PlanSheet], text_set: str = "standard") -> bytes:
    """The starter plan with further sheets; what follows from the plan itself stands in them already."""
    raw = read_plan(starter)
    plan, findings = parse_plan(raw)
    if plan is None:
        raise InputFileError("unreadable", path=starter, reason=findings[0].kind.code)
    settings, words = plan.settings, catalogue(plan.settings.language)
    also = {layout.key for layout in sheets}
    further = plan_rows(with_examples(plan, also), {}, words)
    rows = {key: further.get(key, []) for key in also}
    if TEXT_ITEMS.key in also:  # head office rewords them
        rows[TEXT_ITEMS.key] = [
            {
                "text_code": code,
                "text_label": words(f"word.text_{text_set}.{code}"),
                "text_required": required,
                "next_plan": "yes" if code == _NEXT_PLAN else "",
            }
            for code, required in _TEXTS[text_set].items()
        ]
    return build_plan(
        {**raw_rows(raw), **rows},
        language=settings.language,
        title=f"{words('title.plan')} {settings.round_name}",
        organisation=settings.organisation,
        created=settings.created,
        also=also,
    )
