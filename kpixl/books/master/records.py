"""What the rows of the master's sheets are, where the model's own records are not all that a row says."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kpixl.books.writing import limits
from kpixl.books.writing.sheet import Value
from kpixl.model.assessment import Judgement
from kpixl.model.entries import Conversion, Entry, MeasureEntry, Reading
from kpixl.model.figure import BLANK, Figure, FigureState
from kpixl.model.finding import Finding, FindingCode, Place
from kpixl.model.message import Json, decode, details_of, encode
from kpixl.model.submission import CellValue, MeasureField, RawCell

_KINDS = {kind.code: kind for kind in FindingCode}
_MOST_JSON = limits.CELL // 2  # characters: each has two UTF-16 units at most


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
class ProposedTarget:
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
class FindingPart:
    """A part of the details of a finding, by the finding's row; they are JSON where the parts are joined."""

    finding: int
    part: str


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
        branch_code=branch_code,
        kpi_code=kpi_code,
        figure=figure,
        actual=Reading(figure=figure, typed=typed, conversions=steps, as_of=as_of),
        numerator=_count(numerator, numerator_state),
        denominator=_count(denominator, denominator_state),
        as_of=as_of,
        remark=remark,
        file=file,
        cell=RawCell(typed, sheet, cell) if cell else None,
    )
    return DataRow(key, judgement, entry)


def judged_figure(
    *,
    branch_code: str,
    kpi_code: str,
    actual: Decimal | None,
    actual_state: FigureState,
    judgement: Judgement,
) -> tuple[tuple[str, str], tuple[Figure, Judgement]]:
    """The figure and the judgement of a row of データ, by branch and KPI."""
    return (branch_code, kpi_code), (_figure(actual, actual_state), judgement)


def count_state(figure: Figure) -> str:
    """The state of a numerator or denominator, '' for a number and for none at all."""
    return "" if figure.value is not None or figure == BLANK else str(figure.state)


def _count(value: Decimal | None, state: str) -> Figure:
    return _figure(value, FigureState(state)) if state else BLANK if value is None else Figure.of(value)


def _figure(value: Decimal | None, state: FigureState) -> Figure:
    return Figure(state, value if state is FigureState.NUMBER else None)


def details_of_finding(item: Finding) -> dict[str, Json] | None:
    """The details of a finding as JSON; None where they are longer than a cell holds."""
    details = {name: encode(detail) for name, detail in item.details}
    return details if len(_json(details)) <= _MOST_JSON else None


def finding_parts(findings: Iterable[Finding]) -> Iterator["FindingPart"]:
    """The details that are longer than a cell holds: what somebody typed, or a list of thousands of names."""
    for number, item in enumerate(findings):
        if details_of_finding(item) is None:
            text = _json({name: encode(detail) for name, detail in item.details})
            for start in range(0, len(text), _MOST_JSON):
                yield FindingPart(finding=number, part=text[start : start + _MOST_JSON])


def with_parts(findings: Sequence[Finding], parts: Iterable["FindingPart"]) -> tuple[Finding, ...]:
    """The findings with their long details again.

    Raises:
        LookupError, ValueError: the parts are not what kpixl wrote.
    """
    texts: dict[int, str] = defaultdict(str)
    for part in parts:
        texts[part.finding] += part.part
    found = list(findings)
    for number, text in texts.items():
        known = {name: decode(detail) for name, detail in json.loads(text).items()}
        found[number] = replace(found[number], details=details_of(known))
    return tuple(found)


def _json(details: dict[str, Json]) -> str:
    return json.dumps(details, ensure_ascii=False, separators=(",", ":"))


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
    return Finding(
        kind=_KINDS[finding_code],
        place=place,
        branch_code=branch_code,
        kpi_code=kpi_code,
        details=details_of(known),
    )


def measure_entry(*, branch_code: str, measure_code: str, file: str, **texts: str) -> MeasureEntry:
    """The entry that the fields of 施策 make: of the texts, those that were typed."""
    typed = {field: texts[field] for field in MeasureField if texts[field]}
    return MeasureEntry(branch_code=branch_code, measure_code=measure_code, texts=typed, file=file)
