"""The summary workbook, sheet by sheet in the order in which it is read."""

from kpixl.books.data import write_data
from kpixl.books.sheets import Book
from kpixl.books.summary.adjusted import write_adjusted
from kpixl.books.summary.evidence import write_evidence
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.groups import write_groups
from kpixl.books.summary.head_counts import write_head_counts
from kpixl.books.summary.lists import write_branches, write_list, write_prior, write_ranks
from kpixl.books.summary.matrix import write_matrix
from kpixl.books.summary.measures import write_measures
from kpixl.books.summary.methods import write_methods
from kpixl.books.summary.open_points import write_open_points
from kpixl.books.summary.overview import write_overview
from kpixl.books.summary.plan_sheet import write_plan_sheet
from kpixl.books.summary.round_wide import write_round_kpis
from kpixl.books.summary.tipping import write_tipping
from kpixl.locale import catalogue
from kpixl.model.summary import Summary


def build_summary_book(summary: Summary) -> bytes:
    """The bytes of the summary workbook, in the plan's language.

    While nothing has come back there is nothing to judge, rank or compare: the plan takes the place of
    the sheets that would.
    """
    settings = summary.plan.settings
    words = catalogue(settings.language)
    book = Book.of_round(settings, f"{words('title.summary')} {settings.round_name}")
    frame = Frame(summary, book, words)
    if summary.is_plan and summary.plan_items:
        write_plan_sheet(frame)
        write_methods(frame)
        write_open_points(frame)
        write_data(book.sheet(words("sheet.data")), summary.plan, summary.assessments, words)
        return book.finish()
    write_overview(frame)
    write_matrix(frame)
    write_round_kpis(frame)
    write_list(frame)
    write_ranks(frame)
    write_groups(frame)
    write_prior(frame)
    write_measures(frame)
    write_head_counts(frame)
    write_tipping(frame)
    write_methods(frame)
    write_open_points(frame)
    write_adjusted(frame)
    write_branches(frame)
    write_evidence(frame)
    write_data(book.sheet(words("sheet.data")), summary.plan, summary.assessments, words)
    return book.finish()
