"""`kpixl report`: master in, Word documents out: one a branch, or the council's paper on the whole round."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kpixl.files.pdf import write_document_pdf
from kpixl.files.write import WriteSet, write_file
from kpixl.model.errors import OutputFileError
from kpixl.model.round import Round
from kpixl.presence import exists
from kpixl.shipped import shipped
from kpixl.steps.load_plan import PlanFaults, load_plan
from kpixl.steps.make_reports import DEFAULT, ReportOptions, ReportResult, make_reports

TEMPLATES = ("report", "report_plan", "report_whole")


def report(
    round_dir: Path,
    options: ReportOptions = DEFAULT,
    *,
    told: Callable[[ReportResult], None] = lambda _result: None,
) -> ReportResult:
    """Write the reports of a round from its master, then their PDFs where that is asked for.

    Raises:
        InputFileError: there is no master, it cannot be read, or a template cannot be used.
        OutputFileError: a document cannot be written, or there is no LibreOffice to make the PDF.
        KpixlError: there is no such branch, or what the reports are made with is not installed.
    """
    folder = Round(round_dir)
    with WriteSet(folder) as files:
        made = make_reports(files, folder, options)
    told(made)
    if not options.pdf:
        return made
    pdfs = tuple(write_document_pdf(path) for path in made.paths)
    return replace(made, pdfs=pdfs)


def copy_templates(round_dir: Path) -> tuple[Path, ...]:
    """Put kpixl's templates into the round, for people to edit; those that are there already stay.

    Raises:
        OutputFileError: all of them are there already.
    """
    folder = Round(round_dir)
    loaded = load_plan(round_dir)
    language = "ja" if isinstance(loaded, PlanFaults) else loaded.plan.settings.language
    made = []
    for kind in TEMPLATES:
        path = folder.template(kind)
        if not exists(path):
            write_file(path, (shipped("templates") / f"{kind}_{language}.docx").read_bytes())
            made.append(path)
    if not made:
        raise OutputFileError("report_templates_there", path=folder.folder)
    return tuple(made)
