"""The head of 概要: what round it is, and three answers: how many, better or worse, how far off."""

from collections.abc import Sequence
from decimal import Decimal

from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.formulas.live_text import live_text, share_text
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.grid import GAP, GRID, SMALL
from kpixl.books.summary.run_record import altered_formula
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.ledger import Receipt
from kpixl.model.rounding import round_half_up

_ABOUT, _LABELS, _VALUES, _FIRST_NOTES, _SECOND_NOTES = 1, 2, 3, 4, 5
LAST_ANSWER_ROW = _SECOND_NOTES
_SPANS = ((0, 10), (11, 21), (22, GRID - 1))
_HEIGHTS = (27.0, 18.0, 18.0, 26.0, 14.5, 14.5, GAP)
_VALUE: styles.Style = {"bold": True, "font_size": 18, "font_color": styles.NAVY}


def write_answers(frame: Frame, sheet: Sheet, total: Sequence[str]) -> None:
    """Write the head; `total` are the cells of all that is achieved, not achieved, not judged, no target."""
    words, settings = frame.words, frame.summary.plan.settings
    sheet.text(0, 0, words("summary.heading", year=frame.year), styles.TITLE, {"font_size": 20})
    sheet.text(0, GRID - 1, words("summary.legend"), styles.PAPER_NOTE, SMALL, {"align": "right"})
    about = words("summary.organisation", organisation=settings.organisation, round=settings.round_name)
    saved = frame.summary.last_saved
    as_of = words(f"summary.{'as_of' if saved else 'as_of_plan'}", date=saved or settings.date)
    contents = words("sheet.contents")
    if frame.book.has(contents):  # its place is next
        style = {"align": "right", **SMALL}
        sheet.link(_LABELS, GRID - 1, contents, "A1", words("contents.to", sheet=contents), style)
    sheet.text(_ABOUT, 0, f"{about}　{as_of}　{_coverage(frame)}")
    _achieved(frame, sheet, *_SPANS[0], total)
    _moves(frame, sheet, *_SPANS[1])
    _distance(frame, sheet, *_SPANS[2])
    sheet.formula(_ABOUT, GRID - 1, altered_formula(frame), "", styles.ALTERED, SMALL, {"align": "right"})
    for row, height in enumerate(_HEIGHTS):
        sheet.height(row, height)


def _coverage(frame: Frame) -> str:
    receipts = [row.receipt for row in frame.summary.ledger]
    return frame.words(
        "summary.coverage", total=len(receipts), received=receipts.count(Receipt.RECEIVED),
        sent_back=receipts.count(Receipt.SENT_BACK), missing=receipts.count(Receipt.MISSING),
    )  # fmt: skip


def _achieved(frame: Frame, sheet: Sheet, first: int, last: int, total: Sequence[str]) -> None:
    """The share achieved and last year's; both texts of counts follow データ."""
    words, tally, before = frame.words, frame.summary.total, frame.summary.last_year
    achieved, not_achieved, unjudged, no_target = total
    judged = f"({achieved}+{not_achieved})"
    live = live_text(words, "answer.share", {"share": share_text(achieved, judged), "achieved": achieved,
                                             "judged": judged})  # fmt: skip
    text = words("answer.share", share=tally.share_text, achieved=tally.achieved, judged=tally.judged)
    _frame_box(sheet, first, last, words("answer.share_label"))
    sheet.formula(_VALUES, first, live, text, _VALUE)
    key = "answer.last_year" if before.judged else "answer.last_year_unknown"
    last_year = words(key, share=before.share_text, judged=before.judged)
    sheet.text(_FIRST_NOTES, first, last_year, SMALL, {"bold": bool(before.judged)})
    missing = frame.missing_formula()
    parts = {"not_achieved": not_achieved, "not_judged": unjudged, "missing": missing, "no_target": no_target}
    counts = {"not_achieved": tally.not_achieved, "not_judged": tally.not_judged, "missing": tally.missing,
              "no_target": tally.no_target}  # fmt: skip
    live = live_text(words, "answer.share_note", parts)
    text = words("answer.share_note", **counts)
    sheet.formula(_SECOND_NOTES, first, live, text, styles.PAPER_NOTE, SMALL)


def _moves(frame: Frame, sheet: Sheet, first: int, last: int) -> None:
    """How many figures got better and worse; what may be chance is counted apart."""
    words, moved = frame.words, frame.summary.movement
    _frame_box(sheet, first, last, words("answer.moves_label"))
    counts = {"improved": moved.improved, "worsened": moved.worsened, "unchanged": moved.unchanged}
    known = moved.improved + moved.worsened + moved.unchanged
    sheet.text(_VALUES, first, words("answer.moves", **counts) if known else DASH, _VALUE)
    sheet.text(_FIRST_NOTES, first, _whole_moved(frame), SMALL, {"bold": True})
    left_out = {"by_chance": moved.by_chance, "not_comparable": moved.not_comparable}
    notes = [words(f"answer.{key}", count=count) for key, count in left_out.items() if count]
    note = words("answer.left_out", kinds=words("text.list_separator").join(notes)) if notes else ""
    if not moved.compared:
        note = words("answer.no_moves")
    sheet.text(_SECOND_NOTES, first, note, styles.PAPER_NOTE, SMALL)


def _whole_moved(frame: Frame) -> str:
    """How many KPIs got better and worse for all branches together; '' where none can be compared."""
    words, moved = frame.words, frame.summary.whole_movement
    if not moved.compared:
        return ""
    same = any(score.same for score in frame.summary.scores)
    return words(
        f"answer.{'whole_moved_same' if same else 'whole_moved'}", whole=frame.whole, of=moved.compared,
        improved=moved.improved, worsened=moved.worsened,
    )  # fmt: skip


def _distance(frame: Frame, sheet: Sheet, first: int, last: int) -> None:
    """The median distance of the achievement rates from 100 %."""
    words, whole = frame.words, frame.summary.distances[0]
    _frame_box(sheet, first, last, words("answer.distance_label"))
    text = DASH
    if whole.median is not None:
        text = words("answer.distance", points=signed_points(frame, whole.median))
    sheet.text(_VALUES, first, text, _VALUE)
    sheet.text(_FIRST_NOTES, first, words("answer.distance_note"), styles.PAPER_NOTE, SMALL)
    measured = words("answer.measured", measured=whole.measured, left_out=whole.left_out)
    sheet.text(_SECOND_NOTES, first, measured, styles.PAPER_NOTE, SMALL)


def signed_points(frame: Frame, points: Decimal) -> str:
    """A distance in points to the tenth, with its sign: +1.5, △0.3."""
    shown = round_half_up(points, 1)
    mark = "+" if shown > 0 else frame.minus if shown < 0 else "±"
    return f"{mark}{abs(shown)}"


def _frame_box(sheet: Sheet, first: int, last: int, label: str) -> None:
    """A label below a line as wide as the box."""
    for column in range(first, last + 1):
        gap = column == last and last < GRID - 1
        line = {} if gap else {"top": 2, "top_color": styles.NAVY}
        text = label if column == first else ""
        sheet.text(_LABELS, column, text, styles.SUBTITLE, {"font_size": 10}, line)
