"""The entry form and kpixl say the same of every figure, to the last bit of the number in the cell.

A form is filled with numbers at and around everything that a judgement turns on (a target, a half of the last
decimal, a quotient that reaches it) and with their nearest neighbours, which a formula or a paste leaves in
a cell: 59.949999999999996 for 59.95. LibreOffice computes the form anew; kpixl reads the same file.
"""

import math
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kpixl.books.entry_workbook.layout import ENTRY
from kpixl.books.reading.cells import read_sheets
from kpixl.books.reading.keyed import find_tables
from kpixl.books.returned.read import read_return
from kpixl.locale import catalogue
from kpixl.model.figure import Figure
from kpixl.model.finding import FindingCode
from kpixl.model.kpi import JudgeOn
from kpixl.model.submission import Submission
from kpixl.rules.assessment.assess import assess
from kpixl.rules.returns.check import check_return
from tests.builders import Round, edited, fill_return, make_round
from tests.client.test_libreoffice import MISSING, _differing, _run
from tests.rules.builders import plan_context
from tests.searching import examples
from tests.small_plan import plan_rows

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING or "LibreOffice is here")

KPIS = 400
WORDS = catalogue("ja")
SIDES = [("at_least", "以上"), ("at_least", "超"), ("at_most", "以下"), ("at_most", "未満"), ("equal", "")]
Typed = dict[tuple[str, str], float | str]


def near(value: Decimal, chance: random.Random) -> float:
    """The number itself, or one of the floats beside it."""
    number = float(value)
    for _step in range(chance.choice([0, 0, 1, 2]) if number else 0):
        number = math.nextafter(number, chance.choice([-math.inf, math.inf]))
    return number


def crowded_round(folder: Path, judge_on: JudgeOn, seed: int) -> tuple[Round, Typed]:
    """A round of many KPIs, and for each a number, or a pair of counts, that all but misses its target."""
    chance = random.Random(seed)  # noqa: S311 - it is to be the same every time
    rows = plan_rows()
    sample = next(row for row in rows["kpis"] if row["kpi_code"] == "checkup_rate")
    kpis, targets, history, typed = [], [], [], {}
    for number in range(KPIS):
        code, decimals = f"k{number:03}", chance.randrange(4)
        target = Decimal(chance.randrange(1, 10 ** (decimals + 3))).scaleb(-decimals)
        (direction, side), half = chance.choice(SIDES), Decimal(5).scaleb(-decimals - 1)
        kpi = sample | {"kpi_code": code, "direction": direction, "decimals": decimals, "indicator": code}
        prior = target - Decimal(chance.randrange(99)).scaleb(-decimals)
        if number % 3:
            kpi |= {"numerator_label": "", "denominator_label": "", "minimum": None, "maximum": None}
            typed[code, "actual"] = near(target + chance.choice([0, half, -half, 3 * half]), chance)
        else:
            denominator = chance.choice([8, 16, 40, 200, 625, 2000, 8000, chance.randrange(1, 10**6)])
            share = min(target + chance.choice([0, half, -half]), Decimal(100)) / 100
            numerator = int(share * denominator) + chance.randrange(2)
            typed |= {(code, "numerator"): min(numerator, denominator), (code, "denominator"): denominator}
            rate = Decimal(100 * numerator) / denominator
            typed[code, "actual"] = near(round(rate, decimals), chance) if number % 7 else "未確定"
        kpis.append(kpi)
        targets.append({"kpi_code": code, "indicator": code, "01 札幌": f"{target}{side}"})
        history.append({"fiscal_year": 2023, "branch_code": "01", "kpi_code": code, "actual": prior})
    changes: dict[str, Any] = {"kpis": kpis, "targets": targets, "history": history, "national": []}
    branches = [row for row in rows["branches"] if row["branch_code"] == "01"]
    return make_round(folder, branches=branches, settings={"judge_on": str(judge_on)}, **changes), typed


def live_cells(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Sheet and cell of judgement, change on prior and check, by KPI: a return hands none of them on."""
    (table,) = find_tables(read_sheets(path.read_bytes()), ENTRY)
    live = ("judgement", "change_on_prior", "check")
    return {row.key: [(row.cells[name].sheet, row.cells[name].cell) for name in live] for row in table.rows}


def fill_raw(round_: Round, typed: Typed) -> Path:
    """The branch's return with every number to its last bit, which kpixl itself would not write."""
    path = fill_return(round_, "01")
    submission = read_return(path, round_.path)
    assert isinstance(submission, Submission)
    with edited(path) as book:
        for row in submission.rows:
            for name, cell in row.cells.items():
                if (row.key, name) in typed:
                    book[cell.sheet][cell.cell] = typed[row.key, name]
    return path


@pytest.mark.parametrize("seed", range(examples(1)))
@pytest.mark.parametrize("judge_on", JudgeOn)
def test_form_and_kpixl_agree_on_every_figure(tmp_path, judge_on, seed):
    round_, typed = crowded_round(tmp_path, judge_on, seed)
    path = fill_raw(round_, typed)
    submission = read_return(path, round_.path)
    assert isinstance(submission, Submission)
    checked = check_return(plan_context(round_.plan), submission)
    found = {(item.kpi_code, item.kind) for item in checked.findings}
    computed = {(sheet, cell): value for sheet, cell, value, _error in _run("recalculate", path)[str(path)]}
    said: dict[str, tuple[Any, ...]] = {}
    for code, cells in live_cells(path).items():
        said[code] = tuple(computed[cell] for cell in cells)
    assert {code: words[0] for code, words in said.items()} == {
        row.kpi_code: WORDS(f"entry.live.{row.judgement}") for row in assess(round_.plan, checked.entries)
    }
    for row in assess(round_.plan, checked.entries):
        _judgement, change, check = said[row.kpi_code]
        value = row.change_on_prior.value
        assert change == ("" if value is None else pytest.approx(float(value), abs=1e-8)), row.kpi_code
        differs = (row.kpi_code, FindingCode.RATE_DIFFERS) in found
        assert (check == WORDS("entry.check.rate_differs")) is differs, row.kpi_code
    # The figures do lie on both sides of what they turn on.
    assert {words[0] for words in said.values()} == {
        WORDS(f"entry.live.{word}") for word in ("achieved", "not_achieved", "not_judged")
    }
    assert len({words[2] for words in said.values()}) == 4


@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_the_last_bits_say_the_same_in_every_format(tmp_path, suffix):
    round_ = make_round(tmp_path)
    typed: Typed = {
        ("checkup_rate", "actual"): 59.949999999999996,
        ("generic_rate", "actual"): 15.000000000000002,
    }
    path, nothing = fill_raw(round_, typed), tmp_path / "nothing.json"
    nothing.write_text("[]", encoding="utf-8")
    saved = path.with_suffix(suffix)
    _run("fill", path, nothing, saved)
    path.unlink()
    submission = read_return(saved, round_.path)
    assert isinstance(submission, Submission)
    checked = check_return(plan_context(round_.plan), submission)
    figures = {entry.kpi_code: entry.figure for entry in checked.entries}
    assert figures["checkup_rate"] == Figure.of("59.95")
    assert figures["generic_rate"] == Figure.of(15)


SLIPS = (
    0.622,
    6.22,
    6220.0,
    45823.0,
    "62.2％",
    "６２．２",
    "1,234",
    "2025/6/15",
    "2025年6月",
    "約62",
    "未確定",
    "-",
    "",
)


def test_libreoffice_names_every_slip_as_the_form_does(tmp_path):
    """A KPI for every slip, with counts and without: what the formulas give is what is stored beside them."""
    rows = plan_rows()
    sample = next(row for row in rows["kpis"] if row["kpi_code"] == "checkup_rate")
    plain = {"numerator_label": "", "denominator_label": ""}
    kpis, targets, history, typed = [], [], [], {}
    for number, (slip, counted) in enumerate((slip, counted) for slip in SLIPS for counted in (True, False)):
        code = f"k{number:03}"
        kpis.append(sample | {"kpi_code": code, "indicator": code} | ({} if counted else plain))
        targets.append({"kpi_code": code, "indicator": code, "01 札幌": "60超"})
        history.append({"fiscal_year": 2023, "branch_code": "01", "kpi_code": code, "actual": 62.2})
        typed[code, "actual"] = slip
        if counted:
            typed |= {(code, "numerator"): 120 - number, (code, "denominator"): 110}
    kpis.append(sample | {"kpi_code": "do", "indicator": "do", "direction": "do", "unit": ""} | plain)
    targets.append({"kpi_code": "do", "indicator": "do", "01 札幌": "毎月"})
    typed["do", "actual"] = "実施"
    branches = [row for row in rows["branches"] if row["branch_code"] == "01"]
    changes: dict[str, Any] = {"kpis": kpis, "targets": targets, "history": history, "national": []}
    path = fill_return(make_round(tmp_path, branches=branches, **changes), "01", typed)
    assert _differing(path, _run("recalculate", path)[str(path)]) == {}
