"""Number formats as LibreOffice writes them: in every format of file a cell counts as it shows."""

import datetime as dt
from pathlib import Path

import pytest

from kpixl.books.returned.read import read_return
from kpixl.model.entries import Entry
from kpixl.model.figure import Figure
from kpixl.model.submission import Submission
from kpixl.rules.returns.check import CheckedReturn, check_return
from tests.builders import edited, fill_return, make_round
from tests.client.test_libreoffice import MISSING, _run
from tests.rules.builders import plan_context

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING or "LibreOffice is here")

LAST_DAY = dt.date(2025, 3, 31)
# KPI, field, value and number format as Excel has them.
CELLS = (
    ("checkup_rate", "actual", 62.2, "0.0_%"),
    ("checkup_rate", "as_of", LAST_DAY, '[$-411]ggge"年"'),
    ("generic_rate", "actual", 0.622, "[<1]0.0%;0.0"),
    ("generic_rate", "as_of", LAST_DAY, "yyyy/m"),
    ("claim_days", "actual", 6.5, '0.0"日"'),
    ("claim_days", "as_of", LAST_DAY, '[$-411]ggge"年"m"月"'),
    ("service_standard", "actual", 62, "#,##0_%"),
    ("service_standard", "as_of", LAST_DAY, "yyyy/m/d"),
    ("007", "actual", 944000, "#,##0,"),
)


@pytest.fixture(scope="module", params=[".xlsx", ".ods", ".xls"])
def checked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> CheckedReturn:
    """The return with those cells, saved by LibreOffice, read and checked."""
    folder = tmp_path_factory.mktemp("formats")
    round_ = make_round(folder)
    path = fill_return(round_, "01")
    empty = _read(path, round_.path)
    with edited(path) as book:
        for row in empty.rows:
            for code, field, value, number_format in CELLS:
                if row.key == code:
                    cell = book[row.cells[field].sheet][row.cells[field].cell]
                    cell.value, cell.number_format = value, number_format
    nothing = folder / "nothing.json"
    nothing.write_text("[]", encoding="utf-8")
    saved = path.with_stem("saved").with_suffix(request.param)
    _run("fill", path, nothing, saved)
    return check_return(plan_context(round_.plan), _read(saved, round_.path))


def _read(path: Path, root: Path) -> Submission:
    submission = read_return(path, root)
    assert isinstance(submission, Submission), submission
    return submission


def _entries(checked: CheckedReturn) -> dict[str, Entry]:
    return {entry.kpi_code: entry for entry in checked.entries}


def test_a_figure_is_the_number_that_the_cell_shows(checked):
    figures = {code: entry.figure for code, entry in _entries(checked).items()}
    assert figures == {
        "checkup_rate": Figure.of("62.2"),
        "generic_rate": Figure.of("62.2"),
        "claim_days": Figure.of("6.5"),
        "service_standard": Figure.of(62),
        "007": Figure.of(944000),
    }


def test_a_number_that_shows_a_thousandth_of_itself_is_doubted(checked):
    doubted = [item.kpi_code for item in checked.findings if item.kind.code == "K418"]
    assert doubted == ["007"]


def test_a_date_says_what_the_cell_shows_of_it(checked):
    as_of = {code: entry.as_of for code, entry in _entries(checked).items() if code != "007"}
    assert as_of == {
        "checkup_rate": "令和7年",
        "generic_rate": "2025年3月",
        "claim_days": "令和7年3月",
        "service_standard": "2025年3月31日",
    }
