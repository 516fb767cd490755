"""Three answers below the head of 概要: how many, better or worse, how far off.

Every number says what it is of. Counts follow データ; the rest is as it was when the summary was made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.formulas.live_text import live_text, share_text
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.grid import GRID, MISSED, room
from kpixl.books.summary.overview.head import HEAD_ROWS
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Judgement
from kpixl.model.round_movement import FAR, NEAR, Movement
from kpixl.model.rounding import round_half_up

_LABELS, _VALUES, _FIRST_NOTES, _SECOND_NOTES = range(HEAD_ROWS, HEAD_ROWS + 4)
LAST_ANSWER_ROW = _SECOND_NOTES
_SPANS = ((0, 10), (11, 22), (23, GRID - 1))
_HEIGHTS = (17.0, 25.0)  # of labels and values
_LINE = 14.5  # of a note of one line
_BESIDE = 4  # columns before what stands beside a value
_VALUE: styles.Style = {"bold": True, "font_size": 18, "font_color": styles.NAVY}
_NOTE: styles.Style = {**styles.PAPER_NOTE, "text_wrap": True, "valign": "top"}
_STRONG: styles.Style = {"bold": True, "font_color": styles.INK}


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """One answer: a question, a number, what it is of, and two notes, one of which may be `strong`.

    That of something `missed` has its colour.
    """

    question: str
    value: str
    beside: str = ""
    notes: tuple[str, str]
    strong: tuple[bool, bool] = (False, False)
    missed: bool = False


@dataclass(frozen=True, kw_only=True)
class _Live:
    """The formulas of an answer's texts that follow データ; '' for one that does not."""

    value: str = ""
    beside: str = ""
    notes: tuple[str, str] = ("", "")


def write_answers(frame: Frame, sheet: Sheet, total: Sequence[str]) -> None:
    """Write them; `total` are the cells of all that is achieved, not achieved, not judged, missing."""
    answers = _answers(frame)
    lives = (_achieved_live(frame, total), _Live(), _distance_live(frame, total))
    for span, answer, live in zip(_SPANS, answers, lives, strict=True):
        first, last = span
        _frame_box(sheet, first, last, answer.question)
        _write(sheet, (_VALUES, first), answer.value, live.value, _VALUE | (MISSED if answer.missed else {}))
        if answer.beside:
            at = (_VALUES, first + _BESIDE)
            _write(sheet, at, answer.beside, live.beside, {"bold": True, "font_size": 12})
        for number, row in enumerate((_FIRST_NOTES, _SECOND_NOTES)):
            style = _NOTE | (_STRONG if answer.strong[number] else {})
            sheet.merge(row, first, last, "", style)
            _write(sheet, (row, first), answer.notes[number], live.notes[number], style)
    for row, height in enumerate((*_HEIGHTS, *_note_heights(answers)), start=_LABELS):
        sheet.height(row, height)


def answers_height(frame: Frame) -> float:
    """The height in points of the answers."""
    return sum((*_HEIGHTS, *_note_heights(_answers(frame))))


def _answers(frame: Frame) -> tuple[_Answer, ...]:
    return _achieved(frame), _moves(frame), _distance(frame)


def _note_heights(answers: Sequence[_Answer]) -> list[float]:
    """The heights of both rows of notes: as many lines as the longest takes."""
    rooms = [room(last - first + 1) for first, last in _SPANS]
    lines = (
        max(
            styles.wrapped_lines(answer.notes[at], width)
            for answer, width in zip(answers, rooms, strict=True)
        )
        for at in (0, 1)
    )
    return [_LINE + (count - 1) * styles.LINE_HEIGHT for count in lines]


def _write(sheet: Sheet, at: tuple[int, int], text: str, formula: str, style: styles.Style) -> None:
    if formula:
        sheet.formula(*at, formula, text, style)
    else:
        sheet.text(*at, text, style)


def _achieved(frame: Frame) -> _Answer:
    """The share achieved, of how many, and last year's."""
    words, tally, before = frame.words, frame.summary.total, frame.summary.last_year
    key = "answer.last_year" if before.judged else "answer.last_year_unknown"
    counts = {
        "not_judged": tally.not_judged, "missing": tally.missing, "no_target": tally.no_target
    }  # fmt: skip
    return _Answer(
        question=words("answer.share_label"),
        value=tally.share_text,
        beside=words("answer.share_of", achieved=tally.achieved, judged=tally.judged),
        notes=(
            words(key, share=before.share_text, judged=before.judged),
            words("answer.share_note", **counts),
        ),
        strong=(bool(before.judged), False),
    )


def _achieved_live(frame: Frame, total: Sequence[str]) -> _Live:
    achieved, not_achieved, unjudged, missing = total
    judged = f"({achieved}+{not_achieved})"
    no_target = frame.count_formula(Judgement.NO_TARGET).removeprefix("=")
    parts = {"not_judged": unjudged, "missing": missing, "no_target": no_target}
    return _Live(
        value=f"={share_text(achieved, judged)}",
        beside=live_text(frame.words, "answer.share_of", {"achieved": achieved, "judged": judged}),
        notes=("", live_text(frame.words, "answer.share_note", parts)),
    )


def _moves(frame: Frame) -> _Answer:
    """How many figures got better and worse, and of how many; what may be chance is counted apart."""
    words, moved = frame.words, frame.summary.movement
    counts = {"improved": moved.improved, "worsened": moved.worsened, "unchanged": moved.unchanged}
    known = sum(counts.values())
    question = words("answer.moves_label")
    if not moved.compared:
        return _Answer(question=question, value=DASH, notes=(words("answer.no_moves"), ""))
    left_out = ("by_chance", "not_comparable", "no_prior", "no_direction")
    parts = {"compared_part": known} | {key: getattr(moved, key) for key in left_out}
    if moved.reported == known:
        note = words("answer.compared", count=known)
    else:
        added = _listed(frame, {key: count for key, count in parts.items() if count}, "answer.plus")
        note = words("answer.reported", count=moved.reported, parts=added)
    return _Answer(
        question=question,
        value=words("answer.moves", **counts) if known else DASH,
        notes=(note, _whole_moved(frame)),
        strong=(False, True),
    )


def _whole_moved(frame: Frame) -> str:
    """How many KPIs got better and worse for all branches together; '' where none can be compared."""
    words, moved = frame.words, frame.summary.whole_movement
    if not moved.compared:
        return ""
    same = any(score.same for score in frame.summary.scores)
    key = "whole_moved_same" if same else "whole_moved"
    return words(
        f"answer.{key}",
        whole=frame.whole,
        of=moved.compared,
        total=len(frame.summary.scores),
        kinds=_kinds(frame, moved),
    )


def _kinds(frame: Frame, moved: Movement) -> str:
    """The kinds of moves with their counts; better and worse always, the others where there are any."""
    always = {"improved": moved.improved, "worsened": moved.worsened}
    others = {"unchanged": moved.unchanged, "by_chance_short": moved.by_chance}
    return _listed(frame, always | {key: count for key, count in others.items() if count})


def _listed(frame: Frame, counts: dict[str, int], separator: str = "text.list_separator") -> str:
    """Kinds with their counts."""
    words = frame.words
    return words(separator).join(words(f"answer.{key}", count=count) for key, count in counts.items())


def _distance(frame: Frame) -> _Answer:
    """How many misses there are, and how far off: each of them counted once."""
    words, misses = frame.words, frame.summary.misses
    between = len(misses.ranked) - misses.near - misses.far - misses.without_rate
    others = [
        words("answer.between", count=between, from_rate=FAR, below=NEAR),
        words("answer.far", count=misses.far, below=FAR),
    ]
    if misses.without_rate:
        others.append(words("answer.without_rate", count=misses.without_rate))
    near = words("answer.near", count=misses.near, from_rate=NEAR) if misses.ranked else ""
    rest = words("text.list_separator").join(others) if misses.ranked else ""
    return _Answer(
        question=words("answer.distance_label"),
        value=words("answer.misses", count=frame.summary.total.not_achieved),
        notes=(near, rest),
        strong=(True, True),
        missed=bool(misses.ranked),
    )


def _distance_live(frame: Frame, total: Sequence[str]) -> _Live:
    return _Live(value=live_text(frame.words, "answer.misses", {"count": total[1]}))


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
