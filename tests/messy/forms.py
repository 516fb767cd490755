"""Troubles of the form: rows, columns, sheets, keys, locked cells, formulas, looks, identity."""

from collections.abc import Callable, Iterator

from kpixl.model.submission import INPUT_FIELDS, Field
from tests.messy.cells import (
    actuals_merged,
    formats_gone,
    locked,
    measure_row_deleted,
    measure_sheet_deleted,
    measure_twice,
    measure_unknown,
    memo,
    overwritten,
    reference_broken,
    remarks_merged,
    resaved,
    row_hidden,
    sheet_hidden,
    validations_gone,
)
from tests.messy.returns import ENTRY, IDENTITY, MEASURES, Messy, Want
from tests.messy.trouble import Trouble
from tests.messy.workbook import address, place

_ALL = frozenset({"all"})
_KEY = 1  # the key row and the key column
_TEXTS = ("value", "numerator", "denominator", "as_of", "remark", "next_target")
_BLANK = {"state": "blank", **dict.fromkeys(_TEXTS, "")}
Move = Callable[[int], int | None]


def _still(number: int) -> int:
    return number


def _insert(at: int, count: int = 1) -> Move:
    return lambda number: number + count if number >= at else number


def _delete(at: int) -> Move:
    return lambda number: None if number == at else number - (number > at)


def forms() -> Iterator[Trouble]:
    """Every trouble of the form."""
    groups: tuple[tuple[frozenset[str], tuple[tuple[str, Callable[[Messy], None]], ...]], ...] = (
        (frozenset({"rows"}), (
            ("rows-inserted-above", _rows_inserted_above),
            ("row-inserted-between", _row_inserted),
            ("rows-swapped", _rows_swapped),
            ("rows-upside-down", _rows_reversed),
            ("row-deleted", _row_deleted),
            ("row-twice", _row_twice("")),
            ("row-twice-other-value", _row_twice("12.3")),
            ("key-unknown", _key_unknown),
        )),
        (frozenset({"rows", "outside"}), (("key-cleared", _key_cleared),)),
        (frozenset({"columns"}), (
            ("column-inserted", _columns_inserted(11)),
            ("columns-inserted-in-front", _columns_inserted(1, 2)),
            ("columns-swapped", _columns_swapped(Field.AS_OF, Field.REMARK)),
            ("actual-swapped-with-judgement", _columns_swapped(Field.ACTUAL, "judgement")),
            ("remark-column-deleted", _column_deleted(Field.REMARK)),
            ("next-target-column-deleted", _column_deleted(Field.NEXT_TARGET)),
            ("numerator-column-deleted", _column_deleted(Field.NUMERATOR)),
        )),
        (frozenset({"columns", "live"}), (("check-column-deleted", _locked_column_deleted),)),
        (frozenset({"rows", "columns", "keys", "outside"}), (
            ("key-row-deleted", _keys_deleted(row=True, column=False)),
            ("keys-deleted", _keys_deleted(row=True, column=True)),
        )),
        (frozenset({"sheet-name"}), (("sheet-renamed", _sheet_renamed),)),
        (frozenset({"sheets"}), (
            ("sheets-reversed", lambda m: m.opened.reverse()),
            ("sheet-added", _sheet_added),
            ("identity-shown", lambda m: m.opened.show(IDENTITY)),
        )),
        (frozenset({"live"}), (
            ("formulas-overwritten", overwritten),
            ("reference-broken", reference_broken),
        )),
        (frozenset({"validation"}), (("validations-gone", validations_gone),)),
        (frozenset({"merged", "remarks"}), (("remarks-merged", remarks_merged),)),
        (frozenset({"merged", "rows"}), (("actuals-merged", actuals_merged),)),
        (frozenset({"hidden"}), (("row-hidden", row_hidden),)),
        (frozenset({"outside"}), (("memo-beside", memo(0, 20)), ("total-below", memo(3, 11)))),
        (frozenset({"looks"}), (
            ("protection-gone", lambda m: m.sheet.drop("sheetProtection")),
            ("panes-gone", lambda m: m.sheet.drop("sheetViews")),
            ("colours-gone", lambda m: m.sheet.drop("conditionalFormatting")),
            ("widths-gone", lambda m: m.sheet.drop("cols")),
        )),
        (frozenset({"formats"}), (("formats-gone", formats_gone),)),
        (frozenset({"measures"}), (
            ("measure-sheet-deleted", measure_sheet_deleted),
            ("measure-unknown", measure_unknown),
            ("measure-twice", measure_twice),
        )),
        (frozenset({"sheets", "sheet-name"}), (
            ("sheet-hidden", sheet_hidden("hidden")),
            ("sheet-very-hidden", sheet_hidden("veryHidden")),
        )),
    )  # fmt: skip
    for touches, troubles in groups:
        for name, do in troubles:
            moves = (
                bool(touches & {"rows", "columns"}) and "merged" not in touches
            )  # these come first: the others look where things are
            yield Trouble("form", name, do, touches, 1 if moves else 2)
    yield Trouble("form", "measure-row-deleted", measure_row_deleted, frozenset({"measures"}), 2)
    deleted = _keys_deleted(row=False, column=True)
    touches = frozenset({"rows", "columns", "keys", "outside", "validation", "live"})
    yield Trouble("form", "key-column-deleted", deleted, touches, 1)
    yield Trouble("form", "resaved", resaved, frozenset({"stored"}), 3)
    for label in ("target", "prior", "unit", "indicator", "measure"):
        touches = frozenset({"keys"}) if label == "indicator" else frozenset()
        yield Trouble("locked", label, locked(label), touches, 2)
    for name, do in (
        ("actual-column-deleted", _actual_deleted),
        ("sheet-copied-and-changed", _sheet_copied(changed=True)),
        ("emptied", _emptied),
    ):
        yield Trouble("form", name, do, _ALL, 1)
    yield Trouble("form", "sheet-copied", _sheet_copied(changed=False), _ALL, 1)


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────
def _rows_inserted_above(m: Messy) -> None:
    m.move(_insert(2, 3), _still)
    m.want_file("K341")


def _row_inserted(m: Messy) -> None:
    m.move(_insert(15), _still)
    m.want_file("K341")


def _rows_swapped(m: Messy) -> None:
    m.move(lambda row: {10: 14, 14: 10}.get(row, row), _still)
    m.want_file("K341")


def _rows_reversed(m: Messy) -> None:
    first, last = min(m.rows.values()), max(m.rows.values())
    m.move(lambda row: first + last - row if first <= row <= last else row, _still)
    m.want_file("K341")


def _row_deleted(m: Messy) -> None:
    kpi = m.take("rate")
    m.move(_delete(m.rows[kpi]), _still)
    m.expect(kpi, **_BLANK)
    m.wants.append(lambda now: Want("K311", kpi, "", {}, now.counts))
    m.want_file("K341")


def _row_twice(value: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        row = m.rows[kpi]
        m.move(_insert(row + 1), _still)
        m.sheet.copy_row(row, row + 1)
        if value:
            m.sheet.put((row + 1, m.columns[Field.ACTUAL]), float(value))
        m.wants.append(lambda now: _key_cell(now, "K312", kpi, row + 1, kpi))
        m.want_file("K341")

    return do


def _key_cell(now: Messy, code: str, kpi: str, row: int, seen: str) -> Want:
    return Want(code, kpi, address(row, now.columns["kpi"]), {}, now.counts)


def _key_unknown(m: Messy) -> None:
    kpi = m.take("rate")
    row = m.rows[kpi]
    m.sheet.put((row, _KEY), f"{kpi}_2")
    m.wants.append(lambda now: Want("K350", kpi, address(row, _KEY), {}, now.counts))


def _key_cleared(m: Messy) -> None:
    kpi = m.take("rate")
    row = m.rows[kpi]
    m.sheet.clear((row, _KEY))
    m.wants.append(lambda now: Want("K350", kpi, address(row, _KEY), {}, now.counts))


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────
def _columns_inserted(at: int, count: int = 1) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        m.move(_still, _insert(at, count))
        m.want_file("K342")

    return do


def _columns_swapped(one: str, other: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        a, b = m.columns[one], m.columns[other]
        m.move(_still, lambda column: {a: b, b: a}.get(column, column))
        m.want_file("K342")

    return do


def _column_deleted(name: Field) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        m.move(_still, _delete(m.columns[name]))
        if name is not Field.NEXT_TARGET:  # behind the last one nothing moves
            m.want_file("K342")
        m.want_file("K351", column=f"column.{name}")
        for entry in m.source.checked.entries:
            if name is not Field.NUMERATOR:
                m.alter(entry.kpi_code, **{str(name): ""})
            elif entry.denominator.value is not None:
                value = entry.actual.figure.value
                assert value is not None
                m.expect(entry.kpi_code, numerator="", value=f"{value.normalize():f}")
                m.want("K507", entry.kpi_code)
                _still_doubted(m, entry.kpi_code)

    return do


def _still_doubted(m: Messy, kpi: str) -> None:
    for found in m.source.checked.findings:
        if found.kpi_code == kpi and found.kind.code in ("K505", "K402"):
            m.want(found.kind.code, kpi)


def _locked_column_deleted(m: Messy) -> None:
    m.move(_still, _delete(m.columns["check"]))
    m.want_file("K342")


def _actual_deleted(m: Messy) -> None:
    m.move(_still, _delete(m.columns[Field.ACTUAL]))
    m.refused = True
    m.want_file("K309")


def _keys_deleted(*, row: bool, column: bool) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        m.move(_delete(_KEY) if row else _still, _delete(_KEY) if column else _still)
        m.want_file("K350")

    return do


# ── sheets ───────────────────────────────────────────────────────────────────────────────────────────
def _sheet_renamed(m: Messy) -> None:
    m.opened.rename(m.sheet_name, "提出用（最終）")
    m.sheet_name = "提出用（最終）"
    m.want_file("K340", seen="提出用（最終）", expected=ENTRY)


def _sheet_added(m: Messy) -> None:
    m.opened.copy("記入要領", "計算メモ")
    m.want_file("K349", seen="計算メモ")


def _sheet_copied(*, changed: bool) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        copied = m.opened.copy(ENTRY, f"{ENTRY} (2)")
        if changed:
            copied.put(m.at(m.take("rate")), 12.3)
            m.refused = True
            m.want_file("K352")
        else:
            m.want_file("K349", seen=f"{ENTRY} (2)")

    return do


def _emptied(m: Messy) -> None:
    for kpi in m.rows:
        for name in Field:
            if m.sheet.text(m.at(kpi, name)) != "－":
                m.sheet.clear(m.at(kpi, name))
    if m.source.code == "46":  # the one return with measures
        for at in [at for at in m.opened[MEASURES].cells if at[0] > 4 and at[1] > 5]:
            m.opened[MEASURES].clear(at)
    submission = m.source.checked.submission
    for row in (*submission.text_rows, *submission.activity_rows, *submission.next_kpi_rows):
        for name, cell in row.cells.items():
            if name in INPUT_FIELDS:
                m.opened[cell.sheet].clear(place(cell.cell))
    m.refused = True
    m.want_file("K313")
