"""What the eye sees, and what lies beside the cells, is told alike when LibreOffice has saved the return.

Worked returns have a raised footnote mark, a withdrawn digit, hidden and struck-out figures, a note, a box
over a figure; and honest fonts beside them.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from kpixl.books.returned.read import read_return
from kpixl.model.submission import Submission
from kpixl.rules.returns.check import CheckedReturn, check_return
from tests.client.test_libreoffice import MISSING, _run
from tests.messy.beside import beside
from tests.messy.returns import SOURCES, Messy, reference, view
from tests.messy.seen import seen

SOURCE = SOURCES[3]
FORMATS = (".xlsx", ".ods", ".xls")
TROUBLES = {trouble.name: trouble for trouble in (*seen(), *beside())}
# Five at a time: a return has no more rates that nothing else was found about.
GROUPS = (
    ("superscript-behind", "struck-before", "figure-white", "figure-struck", "note-at-actual"),
    ("box-at-actual", "figure-in-format-;;;", "struck-in-remark", "honest-bold", "honest-white-on-dark"),
)
CODES = frozenset({"K375", "K430", "K431", "K432", "K434"})
Saved = tuple[Messy, CheckedReturn]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[int, str], Saved]:
    """Each group's return after LibreOffice has saved it in each format, and what must follow."""
    if MISSING:
        pytest.skip(MISSING)
    found = {}
    for number, names in enumerate(GROUPS):
        folder = tmp_path_factory.mktemp("round")
        messy = Messy(SOURCE)
        for name in names:
            TROUBLES[name].do(messy)
        (folder / "return.xlsx").write_bytes(messy.opened.content())
        (folder / "values.json").write_text("[]", encoding="utf-8")
        for suffix in FORMATS:
            path = folder / f"saved{suffix}"
            assert _run("fill", folder / "return.xlsx", folder / "values.json", path) == []
            found[number, suffix] = messy, _checked(path)
    return found


def _checked(path: Path) -> CheckedReturn:
    submission = read_return(path, path.parent)
    assert isinstance(submission, Submission)
    return check_return(reference(SOURCE.year), submission)


@pytest.fixture(params=[(number, suffix) for number in range(len(GROUPS)) for suffix in FORMATS])
def one(request: pytest.FixtureRequest, saved: Mapping[tuple[int, str], Saved]) -> Saved:
    return saved[request.param]


def test_every_figure_is_what_the_branch_means(one):
    messy, checked = one
    expected = messy.expected_views()
    seen_now = {entry.kpi_code: view(entry) for entry in checked.entries}
    assert seen_now == expected


def test_every_doubt_is_said_at_its_cell_and_no_other(one):
    messy, checked = one
    wanted = {(want.code, want.kpi, want.cell) for want in messy.expected_findings() if want.code in CODES}
    assert len(wanted) in (5, 3)
    found = [(item.kind.code, item.kpi_code, item.place.cell) for item in checked.findings]
    assert {item for item in found if item[0] in CODES} == wanted


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_box_over_a_figure_does_not_flow_into_it(saved, suffix):
    messy, checked = saved[1, suffix]
    [boxed] = [want for want in messy.expected_findings() if want.code == "K434"]
    [entry] = [entry for entry in checked.entries if entry.kpi_code == boxed.kpi]
    assert entry.cell is not None
    assert (entry.cell.cell, [item.text for item in entry.annotations]) == (
        messy.address(boxed.kpi),
        ["速報値です。確定は7月"],
    )
    assert "速報" not in str(entry.cell.value)
