"""Troubles between a return and its round: identity and seal, files of others, a plan that changed."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from tests.messy.files import file_trouble, identity_of
from tests.messy.returns import IDENTITY, SOURCES, Messy
from tests.messy.trouble import Trouble

# What lies beside the returns, and the finding about it; '' for what nobody needs to hear of.
_BESIDE: tuple[tuple[str, bytes, str], ...] = (
    ("~$46_鹿児島_FY2023.xlsx", bytes(165), "K330"),
    (".~lock.46_鹿児島_FY2023.xlsx#", b",clerk,pc,;", "K330"),
    ("送付状.pdf", b"%PDF-1.7\n", "K314"),
    ("Re 提出について.msg", "本文".encode(), "K314"),
    ("写真.heic", b"\0\0\0\x18ftypheic", "K314"),
    ("Thumbs.db", b"x", ""),
    (".DS_Store", b"x", ""),
    ("._46.xlsx", b"x", ""),
)


def rounds() -> Iterator[Trouble]:
    """Every trouble of identity, of the inbox, and of the plan."""
    yield from _identities()
    yield from _others()


# ── identity ─────────────────────────────────────────────────────────────────────────────────────────
def _identities() -> Iterator[Trouble]:
    yield Trouble("identity", "seal-deleted", _edited(9, "", ("K373",)), frozenset({"identity"}), 2)
    for row, label, value, code in (
        (2, "round", "別の収集", "K304"),
        (3, "year", "2019", "K304"),
        (4, "branch", "99", "K303"),
        (6, "issue-of-another-branch", "FY2024-99-01", "K365"),
        (5, "name", "別の支部", "K357"),
        (6, "issue", "FY2023-{branch}-09", "K357"),
        (7, "fingerprint", "0123456789abcdef", "K357"),
        (8, "revision", "5", "K357"),
        (1, "schema", "kpixl-entry/9", "K357"),
        (15, "snapshot", '["settings",5,{"plan_date":"2024-04-02"}]', "K357"),
    ):
        yield Trouble("identity", f"{label}-edited", _refused(row, value, code), frozenset({"all"}), 2)
    yield Trouble(
        "identity", "sheet-deleted", _identity_deleted, frozenset({"identity", "sheets", "rows"}), 2
    )
    yield Trouble("identity", "sheet-and-issue-number-deleted", _nobody, frozenset({"all"}), 2)


def _edited(row: int, value: str, codes: tuple[str, ...]) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        m.opened[IDENTITY].put((row, 1 if row > 9 else 2), value.replace("{branch}", m.source.code))
        for code in codes:
            m.want_file(code)

    return do


def _refused(row: int, value: str, code: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        _edited(row, value, (code,))(m)
        m.refused = True

    return do


def _identity_deleted(m: Messy) -> None:
    m.opened.delete(IDENTITY)
    m.of_unknown_plan = True
    m.want_file("K359", seen=identity_of(m).issue)
    m.want_file("K373")


def _nobody(m: Messy) -> None:
    m.opened.delete(IDENTITY)
    m.sheet.clear((4, 2))
    m.refused = True
    m.want_file("K302")


# ── other people's files, other plans ────────────────────────────────────────────────────────────────
def _others() -> Iterator[Trouble]:
    for name, content, code in _BESIDE:
        yield file_trouble(f"beside-{name[:8]}", _beside(name, content, code))
    yield file_trouble("beside-plan", lambda m: _beside("計画.xlsx", _plan_of(m), "K302")(m))
    for source, code in ((SOURCES[0], "K304"), (SOURCES[1], "K303")):
        yield file_trouble(f"beside-{source}", _beside_other_year(code), frozenset({"beside"}))
    yield file_trouble("beside-dangling-link", _dangling)
    yield file_trouble("issue-older", _issued_again)
    yield file_trouble("plan-target-changed", _planned("target"), frozenset({"identity", "keys", "rows"}))
    yield file_trouble("plan-prior-changed", _planned("prior"), frozenset({"identity", "keys", "rows"}))
    yield file_trouble("plan-measure-changed", _measure_planned, frozenset({"identity", "plan"}))


def _beside(name: str, content: bytes, code: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        m.files[f"inbox/{name}"] = content
        if code:
            m.want_file(code, file=f"inbox/{name}")

    return do


def _plan_of(m: Messy) -> bytes:
    return (m.source.folder / "plan.xlsx").read_bytes()


def _beside_other_year(code: str) -> Callable[[Messy], None]:
    """A return of the other round: of a branch that this roster has (K304), or has not (K303)."""

    def do(m: Messy) -> None:
        roster = {branch.code for branch in m.source.plan.branches}
        known = code == "K304"
        others = (source for source in SOURCES if source.year != m.source.year)
        other = next(source for source in others if (source.code in roster) == known)
        _beside("zz_他の年度.xlsx", other.content, code)(m)

    return do


def _dangling(m: Messy) -> None:
    m.links["inbox/リンク.xlsx"] = "どこにもない.xlsx"
    m.want_file("K327", file="inbox/リンク.xlsx")


def _issued_again(m: Messy) -> None:
    issue = identity_of(m).issue.rpartition("-")[0] + "-02"
    m.registered.add(issue)
    m.want_file("K305", seen=identity_of(m).issue, expected=issue)


def _planned(label: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        m.plan_edit = _target_edit(m, kpi) if label == "target" else _prior_edit(m, kpi)
        m.want_file("K207", file="plan.xlsx")

    return do


@cache
def _header(label: str) -> str:
    from kpixl.locale import catalogue

    return catalogue("ja")(f"column.{label}")


def _edit(path: Path, sheet: str, change: Callable[[Any, dict[str, int]], None]) -> None:
    book = openpyxl.load_workbook(path)
    labels = {str(cell.value): cell.column for cell in book[sheet][1]}
    change(book[sheet], labels)
    book.save(path)
    book.close()


def _target_edit(m: Messy, kpi: str) -> Callable[[Path], None]:
    def change(sheet: Any, labels: dict[str, int]) -> None:
        column = next(at for label, at in labels.items() if label.startswith(f"{m.source.code} "))
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, labels[_header("kpi_code")]).value == kpi:
                sheet.cell(row, column).value = "1.5以上"

    return lambda path: _edit(path, "目標", change)


def _prior_edit(m: Messy, kpi: str) -> Callable[[Path], None]:
    def change(sheet: Any, labels: dict[str, int]) -> None:
        wanted = (str(int(m.source.year) - 1), m.source.code, kpi)
        names = ("fiscal_year", "branch_code", "kpi_code")
        for row in range(2, sheet.max_row + 1):
            if tuple(str(sheet.cell(row, labels[_header(name)]).value) for name in names) == wanted:
                cell = sheet.cell(row, labels[_header("actual")])
                cell.value = round(float(cell.value) + 0.01, 3)

    return lambda path: _edit(path, "過年度", change)


def _measure_planned(m: Messy) -> None:
    def change(sheet: Any, labels: dict[str, int]) -> None:
        sheet.cell(2, labels[_header("measure")]).value = "別の施策"

    m.plan_edit = lambda path: _edit(path, "施策", change)
    m.want_file("K207", file="plan.xlsx")
