"""What happens to measures, to the cells that head office filled, and to the looks of the form."""

from collections.abc import Callable

from kpixl.model.submission import Field
from tests.messy.returns import MEASURES, CannotBeDoneError, Messy, slots
from tests.messy.workbook import address


# ── measures ─────────────────────────────────────────────────────────────────────────────────────────
def measure_sheet_deleted(m: Messy) -> None:
    m.opened.delete(MEASURES)
    m.lost_measures = {entry.measure_code for entry in m.source.checked.measure_entries}
    m.want_file("K353")


def measure_unknown(m: Messy) -> None:
    m.lost_measures = {m.opened[MEASURES].text((5, 1))}
    m.opened[MEASURES].put((5, 1), "M99")
    m.want_file("K354", cell="A5", seen="M99")
    m.want_file("K366")


def measure_twice(m: Messy) -> None:
    sheet = m.opened[MEASURES]
    last = max(sheet.rows)
    sheet.copy_row(6, last + 1)
    m.want_file("K355", cell=f"A{last + 1}", seen=sheet.text((6, 1)))


def measure_row_deleted(m: Messy) -> None:
    m.lost_measures = {m.opened[MEASURES].text((6, 1))}
    m.opened[MEASURES].move(lambda row: None if row == 6 else row - (row > 6))
    m.want_file("K366")


# ── cells that head office filled ────────────────────────────────────────────────────────────────────
def locked(label: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        at = m.at(kpi, label)
        prior = m.source.plan.prior(m.source.code, kpi)
        # A number is stored with 16 digits or more, and said with those that it has.
        old = f"{prior.value:f}" if label == "prior" and prior else m.sheet.text(at)
        new = "12.5" if label == "prior" else "書き換え"
        m.sheet.put(at, float(new) if label == "prior" else new)
        if label == "prior":
            old = f"{float(old):.15g}"  # as the form shows it
        m.want("K343", kpi, label, expected=old, seen=new, column=f"column.{label}")

    return do


def overwritten(m: Messy) -> None:
    last = list(m.source.layout[0])[-1]
    for name in ("judgement", "check"):
        m.sheet.put(m.at(last, name), "○ 達成")
    m.want_file("K344", cell=m.address(last, "check"), count="2")


def reference_broken(m: Messy) -> None:
    at = m.at(m.take("rate"), "judgement")
    m.sheet.put_formula(at, 'IF(#REF!="","",1)', "#REF!", kind="e")
    m.want_file("K346", cell=None, count="1")


def validations_gone(m: Messy) -> None:
    m.sheet.drop("dataValidations")
    m.want_file("K345", cell=None)


def remarks_merged(m: Messy) -> None:
    row, column = m.at(m.take("rate"), Field.REMARK)
    m.sheet.merge((row, column), (row + 1, column))
    m.want_file("K347", cell=address(row, column))


def actuals_merged(m: Messy) -> None:
    for kpi in slots(m.source)["rate"]:
        below = next((code for code, number in m.rows.items() if number == m.rows[kpi] + 1), "")
        with_counts = {item.code for item in m.source.plan.kpis if item.has_counts}
        if below and below not in with_counts and not {kpi, below} & m.taken:
            break
    else:
        raise CannotBeDoneError("two rates, one below the other")
    m.taken |= {kpi, below}
    row, column = m.at(kpi)
    m.sheet.merge((row, column), (row + 1, column))
    m.want_file("K347", cell=address(row, column))
    # A 時点 that was typed behind the figure goes with it.
    m.expect(below, state="blank", value="", as_of=m.sheet.text((row + 1, m.columns[Field.AS_OF])))
    m.want("K501", below)


def row_hidden(m: Messy) -> None:
    row = m.rows[m.take("rate")]
    m.sheet.rows[row]["hidden"] = "1"
    m.want_file("K348", cell=None, seen=str(row))


def sheet_hidden(state: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        m.opened.hide(m.sheet_name, state)
        m.want_file("K384", seen=m.sheet_name)

    return do


def memo(below: int, column: int) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        row = max(m.rows.values()) + below
        m.sheet.put((row, column), 999)
        m.want_file("K364", cell=None, count="1")

    return do


def formats_gone(m: Messy) -> None:
    for cell in m.sheet.cells.values():
        cell.attrib.pop("s", None)


def resaved(m: Messy) -> None:
    m.resaved = True
