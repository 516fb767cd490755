"""What the rows of the master's sheets are, where the model's own records are not all that a row says."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpixl.books.writing import limits
from kpixl.books.writing.sheets import Value
from kpixl.model.assessment import Judgement
from kpixl.model.detail import Detail, Json, Message, decode, details_of, encode
from kpixl.model.entry import Conversion, Entry, MeasureEntry, Reading
from kpixl.model.figure import BLANK, Figure, FigureState
from kpixl.model.finding import Finding, FindingCode, Place
from kpixl.model.submission import CellValue, MeasureField, RawCell

_KINDS = {kind.code: kind for kind in FindingCode}
_MOST_JSON = limits.CELL // 2  # characters: each has two UTF-16 units at most
_ROOMS = (1_000, 200, 20, 1)  # for a text in a detail, from what nearly every finding has to what always fits
_ROOM_OF_A_PART = 10  # of a list


@dataclass(frozen=True)
class DataRow:
    """One row of データ: the judgement, and the entry where the branch has returned."""

    key: tuple[str, str]  # the branch's code and the KPI's
    judgement: Judgement
    entry: Entry | None


@dataclass(frozen=True, kw_only=True)
class FigureReported:
    """A figure that head office's stands in for."""

    branch_code: str
    kpi_code: str
    reported: Decimal | None
    reported_state: FigureState

    @property
    def figure(self) -> Figure:
        """The figure."""
        return _figure(self.reported, self.reported_state)


@dataclass(frozen=True, kw_only=True)
class NextTarget:
    """What a branch proposes as next year's target, as typed."""

    branch_code: str
    kpi_code: str
    next_target: str
    file: str


@dataclass(frozen=True, kw_only=True)
class PlanPart:
    """A row of the plan, or a part of a long one: the key of its sheet, its row there, its cells as JSON."""

    table: str
    row: int
    cells: str


@dataclass(frozen=True, kw_only=True)
class RunFact:
    """A fact of the run, by its key."""

    item: str
    value: Value | CellValue


def data_row(
    *,
    branch_code: str,
    kpi_code: str,
    actual: Decimal | None,
    actual_state: FigureState,
    numerator: Decimal | None,
    denominator: Decimal | None,
    numerator_state: str,
    denominator_state: str,
    judgement: Judgement,
    as_of: str,
    remark: str,
    typed: str,
    conversions: Sequence[str] | None,
    file: str,
    sheet: str,
    cell: str,
) -> DataRow:
    """The row that the fields of データ make.

    The proposed target stands on a sheet of its own, and so does the figure that head office replaced.
    """
    key = (branch_code, kpi_code)
    if actual_state is FigureState.MISSING:
        return DataRow(key, judgement, None)
    figure = _figure(actual, actual_state)
    steps = tuple(Conversion(step) for step in conversions or ())
    entry = Entry(
        *key,
        figure,
        Reading(figure, typed, steps, as_of),
        _count(numerator, numerator_state),
        _count(denominator, denominator_state),
        as_of,
        remark,
        file=file,
        cell=RawCell(typed, sheet, cell) if cell else None,
    )
    return DataRow(key, judgement, entry)


def count_state(figure: Figure) -> str:
    """The state of a numerator or denominator, '' for a number and for none at all."""
    return "" if figure.value is not None or figure == BLANK else str(figure.state)


def _count(value: Decimal | None, state: str) -> Figure:
    return _figure(value, FigureState(state)) if state else BLANK if value is None else Figure.of(value)


def _figure(value: Decimal | None, state: FigureState) -> Figure:
    return Figure(state, value if state is FigureState.NUMBER else None)


def details_of_finding(item: Finding) -> dict[str, Json]:
    """The details of a finding as JSON.

    What somebody typed, or a list of a thousand names, may be longer than a cell. A sentence shows 200
    letters of it: it is cut to as much as there is room for.
    """
    for room in _ROOMS:
        details = {name: encode(_cut(detail, room)) for name, detail in item.details}
        if len(json.dumps(details, ensure_ascii=False)) <= _MOST_JSON:
            break
    return details


def _cut(detail: Detail, room: int) -> Detail:
    if isinstance(detail, str):
        return detail if len(detail) <= room else f"{detail[: room - 1]}…"
    if isinstance(detail, tuple):
        most = max(1, room // _ROOM_OF_A_PART)
        parts = tuple(_cut(part, room) for part in detail[:most])
        return (*parts, "…") if len(detail) > most else parts
    if isinstance(detail, Message):
        return Message(detail.key, tuple((name, _cut(part, room)) for name, part in detail.details))
    return detail


def finding_of(
    *,
    finding_code: str,
    branch_code: str,
    kpi_code: str,
    file: str,
    sheet: str,
    cell: str,
    details: Mapping[str, Json] | None,
) -> Finding:
    """The finding that the fields of 指摘 make.

    Raises:
        KeyError: kpixl has no finding of that code.
        ValueError: it has no details of that kind.
    """
    place = Place(file, sheet, cell)
    known = {name: decode(detail) for name, detail in (details or {}).items()}
    return Finding(_KINDS[finding_code], place, branch_code, kpi_code, details_of(known))


def measure_entry(*, branch_code: str, measure_code: str, file: str, **texts: str) -> MeasureEntry:
    """The entry that the fields of 施策 make: of the texts, those that were typed."""
    typed = {field: texts[field] for field in MeasureField if texts[field]}
    return MeasureEntry(branch_code, measure_code, typed, file)
