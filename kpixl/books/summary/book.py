"""The summary workbook, sheet by sheet in the order in which it is read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kpixl.books.master.data_sheet import write_data
from kpixl.books.master.fields import part_name, parts_of
from kpixl.books.master.layout import DATA_COLUMNS, data_at
from kpixl.books.reading.labels import fold_label
from kpixl.books.summary.adjustments import write_adjusted
from kpixl.books.summary.aggregates import write_aggregates
from kpixl.books.summary.branches import write_branches
from kpixl.books.summary.comparison_of_masters import write_comparison_of_masters
from kpixl.books.summary.contents import begin_contents, colour_tabs, write_contents
from kpixl.books.summary.evidence import write_evidence
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.funnels import write_funnels
from kpixl.books.summary.head_counts import write_head_counts
from kpixl.books.summary.heat_map import write_heat_map
from kpixl.books.summary.lists.sheets import write_list, write_prior, write_ranks
from kpixl.books.summary.matrix import write_matrix
from kpixl.books.summary.measure_records import write_measure_records
from kpixl.books.summary.measures.sheet import write_measures
from kpixl.books.summary.methods import write_methods
from kpixl.books.summary.open_points import write_open_points
from kpixl.books.summary.overview.open_decisions import write_to_decide
from kpixl.books.summary.overview.sheet import write_overview
from kpixl.books.summary.plan_sheet import write_plan_sheet
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.summary.round_kpis import write_round_kpis
from kpixl.books.summary.run_record import write_python_values, write_run_record
from kpixl.books.summary.scorecard import write_scorecard
from kpixl.books.summary.sensitivity import write_sensitivity
from kpixl.books.summary.trends.charts import write_trends
from kpixl.books.writing.book import Book
from kpixl.books.writing.sheet import Sheet
from kpixl.locale import LANGUAGES, catalogue
from kpixl.model.comparison_of_masters import ComparisonOfMasters
from kpixl.model.errors import KpixlError
from kpixl.model.master import MOST_ROWS
from kpixl.model.report import BranchReport
from kpixl.model.sheet_selection import EVERYTHING, MOST_LIVE_BRANCHES, MOST_PRINTED, SheetSelection
from kpixl.model.summary import Summary


@dataclass(frozen=True)
class SheetGroup:
    """Sheets that are written together, because one has formulas over the other: their keys, the writer."""

    write: Callable[[Frame], None]
    keys: tuple[str, ...]


def _part(write: Callable[[Frame], None], *keys: str) -> SheetGroup:
    return SheetGroup(write, keys)


_SINCE = "since"
# A round with figures; 前回との差 comes after the first of them where there is something to compare with.
PARTS = (
    _part(write_overview, "overview"),
    _part(begin_contents, "contents"),
    _part(write_to_decide, "to_decide"),
    _part(write_open_points, "open_points"),
    _part(write_scorecard, "scorecard"),
    _part(write_matrix, "matrix"),
    _part(write_heat_map, "heat_map"),
    _part(write_round_kpis, "round_kpis"),
    _part(write_list, "list"),
    _part(write_ranks, "ranks"),
    _part(write_aggregates, "aggregates"),
    _part(write_prior, "prior"),
    _part(write_trends, "trend", "trend_charts"),
    _part(write_funnels, "funnels"),
    _part(write_measures, "measure_entry", "measure_details"),
    _part(write_measure_records, "measure_records"),
    _part(write_head_counts, "head_counts"),
    _part(write_sensitivity, "sensitivity"),
    _part(write_methods, "methods"),
    _part(write_adjusted, "adjustments"),
    _part(write_branches, "branch_index"),
    _part(write_evidence, "evidence"),
    _part(write_run_record, "run"),
)
# While nothing has come back there is nothing to judge, rank or compare: the plan takes the place.
PLAN_PARTS = (
    _part(write_plan_sheet, "plan_sheet"),
    _part(begin_contents, "contents"),
    _part(write_open_points, "open_points"),
    _part(write_measure_records, "measure_records"),
    _part(write_methods, "methods"),
)
_DATA = "data"  # is always there, because all formulas rest on it
SHEET_KEYS = tuple(
    dict.fromkeys(
        [PARTS[0].keys[0], _SINCE, *(key for part in (*PARTS, *PLAN_PARTS) for key in part.keys), _DATA]
    )
)


def build_summary_book(
    summary: Summary,
    selection: SheetSelection = EVERYTHING,
    since: ComparisonOfMasters | None = None,
    reports: Sequence[BranchReport] = (),
    most_rows: int = MOST_ROWS,
) -> bytes:
    """The bytes of the summary workbook, in the plan's language.

    `reports` are what the branches say of their measures. データ of more than `most_rows` goes on on
    numbered sheets.

    Of more than `MOST_LIVE_BRANCHES` branches it has the values that formulas would have, and none of them.
    Links to sheets that the selection leaves out are plain text; formulas never refer to one.

    Raises:
        KpixlError: a sheet is asked for that has nothing to show in this round.
    """
    settings = summary.plan.settings
    words = catalogue(settings.language)
    live = len(summary.plan.branches) <= MOST_LIVE_BRANCHES and len(summary.assessments) <= most_rows
    book = Book.of_round(settings, f"{words('title.summary')} {settings.round_name}", live=live)
    frame = Frame(summary, words, book, tuple(reports))
    parts = [part for part in _parts(summary, since) if any(map(selection.wants, part.keys))]
    written = {words(f"sheet.{key}") for part in parts for key in part.keys}
    left_out = {words(f"sheet.{key}") for key in SHEET_KEYS if key != _DATA} - written
    own = frame.sheet_names
    left_out |= {name for code, name in own.items() if not selection.wants_branch(code, len(own))}
    book.leave_out(left_out)
    for part in parts:
        part.write(frame)
    for data in _write_data(frame, most_rows):
        if selection.hides_data:
            data.take_off_paper()
    if live:
        write_python_values(frame)
    for key in SHEET_KEYS:  # what another sheet's formulas rest on is there, and not on paper
        sheet = book.find(words(f"sheet.{key}"))
        if selection.is_left_out(key) and sheet is not None:
            sheet.take_off_paper()
    write_contents(frame)
    colour_tabs(frame)
    _check_all_there(book, selection)
    return book.finish()


def _write_data(frame: Frame, most_rows: int) -> Iterator[Sheet]:
    """データ; of more than `most_rows` figures it goes on on numbered sheets, as the master's does."""
    summary, name = frame.summary, frame.words(f"sheet.{_DATA}")
    for number, _first, part in parts_of(summary.assessments, most_rows):
        sheet = frame.book.sheet(part_name(name, number))
        write_data(sheet, summary.plan, part, frame.words, frame.data_formulas if frame.book.live else ())
        printed = min(len(part), MOST_PRINTED) if summary.is_condensed else len(part)
        keep_from, keep, columns = data_at("branch"), data_at("kpi_code") + 1, len(DATA_COLUMNS)
        if _is_planned(summary):  # nothing was due: no 判定不能 at every target
            columns = data_at("target_value") + 1
            sheet.hide_columns(columns, len(DATA_COLUMNS) - 1)
        table = PrintedTable(columns=columns, last=printed, head=(0, 0), keep=keep, keep_from=keep_from)
        print_table(frame, sheet, table)
        if printed < len(part):
            sheet.raw.print_area(0, 0, printed, len(DATA_COLUMNS) - 1)
        yield sheet


def find_sheets(names: Iterable[str], language: str) -> frozenset[str]:
    """The keys of sheets named in either language, or by their keys.

    Raises:
        KpixlError: a name is none of these; the error lists them in `language`.
    """
    known = {fold_label(key): key for key in SHEET_KEYS}
    known |= {
        fold_label(catalogue(spoken)(f"sheet.{key}")): key for spoken in LANGUAGES for key in SHEET_KEYS
    }
    found = set()
    for name in names:
        key = known.get(fold_label(name))
        if key is None:
            labels = [catalogue(language)(f"sheet.{key}") for key in SHEET_KEYS]
            raise KpixlError("sheet_unknown", seen=name, known="".join(f"\n  {label}" for label in labels))
        found.add(key)
    return frozenset(found)


def _is_planned(summary: Summary) -> bool:
    """True where nothing has come back, so that the plan takes the place of figures."""
    return summary.is_plan and bool(summary.plan_items)


def _parts(summary: Summary, since: ComparisonOfMasters | None) -> list[SheetGroup]:
    parts = list(PLAN_PARTS if _is_planned(summary) else PARTS)
    if since is not None:
        parts.insert(1, _part(lambda frame: write_comparison_of_masters(frame, since), _SINCE))
    return parts


def _check_all_there(book: Book, selection: SheetSelection) -> None:
    words = catalogue(book.language)
    asked = [words(f"sheet.{key}") for key in SHEET_KEYS if key in selection.sheets]
    missing = [name for name in asked if book.find(name) is None]
    if missing:
        raise KpixlError("sheet_empty", sheets="".join(f"\n  {name}" for name in missing))
