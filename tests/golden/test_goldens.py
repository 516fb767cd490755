"""The small round's workbooks, whole, against the texts in this folder.

When a change of layout is meant: run `python -m pytest tests/golden --update-golden`, and read the diff.
"""

from copy import copy
from pathlib import Path

import pytest

from kpixl.books.output import write_file
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.distribute import distribute
from kpixl.jobs.sendback import send_back
from kpixl.jobs.summarize import summarize
from tests.builders import Round, check_golden, edited, fill_return, fill_round, make_round
from tests.dump import dump_workbook

WORKBOOKS = ("plan", "entry", "correction", "master", "summary")
# The cells that branch 45 has to correct, or to look at; the other goldens know nothing of them.
FAULTY = {
    ("checkup_rate", "actual"): "60.7％ 全国21位",
    ("checkup_rate", "remark"): "=1+1",
    ("generic_rate", "actual"): 0.822,
    ("claim_days", "actual"): 5.0,
}


@pytest.fixture(scope="module", params=["ja", "en"])
def round_(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Round:
    """The filled round, played to the end."""
    made = make_round(tmp_path_factory.mktemp("golden"), request.param)
    write_file(made.path / "seal.key", b"5e" * 32)  # a real round's is random
    distribute(made.path)
    fill_round(made)
    consolidate(made.path)
    summarize(made.path)
    faulty = fill_return(made, "45", FAULTY)
    send_back(made.path)
    faulty.unlink()
    return made


def _path(round_: Round, workbook: str) -> Path:
    if workbook == "entry":
        return next(round_.outbox.glob("01_*.xlsx"))
    if workbook == "correction":
        return next((round_.path / "sendback").glob("45_*.xlsx"))
    return round_.path / f"{workbook}.xlsx"


@pytest.mark.parametrize("workbook", WORKBOOKS)
def test_a_workbook_of_the_small_round_is_as_its_golden_says(round_, workbook, golden):
    golden(f"{workbook}_{round_.language}.txt", dump_workbook(_path(round_, workbook)))


def test_every_golden_has_its_workbook():
    goldens = {path.name for path in Path(__file__).parent.glob("*.txt")}
    assert goldens == {f"{workbook}_{language}.txt" for workbook in WORKBOOKS for language in ("ja", "en")}


# ── the machinery ───────────────────────────────────────────────────────────────────────────────────
def test_a_missing_golden_fails_and_keeps_what_was_built(tmp_path):
    with pytest.raises(pytest.fail.Exception, match=r"there is no golden x\.txt"):
        check_golden("x.txt", "built", update=False, folder=tmp_path / "golden", saved=tmp_path / "actual")
    assert (tmp_path / "actual" / "x.txt").read_text(encoding="utf-8") == "built"
    assert not (tmp_path / "golden").exists()


def test_a_differing_golden_fails_with_the_lines_and_stays(tmp_path):
    (tmp_path / "x.txt").write_text("one\ntwo\n", encoding="utf-8")
    with pytest.raises(pytest.fail.Exception, match=r"(?s)-two.*\+three"):
        check_golden("x.txt", "one\nthree\n", update=False, folder=tmp_path, saved=tmp_path / "actual")
    assert (tmp_path / "x.txt").read_text(encoding="utf-8") == "one\ntwo\n"
    assert (tmp_path / "actual" / "x.txt").read_text(encoding="utf-8") == "one\nthree\n"


def test_an_equal_golden_passes_and_leaves_nothing(tmp_path):
    check_golden("x.txt", "same", update=True, folder=tmp_path, saved=tmp_path / "actual")
    check_golden("x.txt", "same", update=False, folder=tmp_path, saved=tmp_path / "actual")
    assert [path.name for path in tmp_path.iterdir()] == ["x.txt"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """An entry workbook as openpyxl saves it, and its dump."""
    made = make_round(tmp_path_factory.mktemp("dump"))
    path = made.path / "template.xlsx"
    with edited(fill_return(made, "01"), path):
        pass
    return path, dump_workbook(path).splitlines()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda sheet: sheet.__setitem__("K8", 12.5), "K8 12.5"),
        (lambda sheet: sheet.__setitem__("L8", "=1+1"), "L8 =1+1 -> None"),
        (lambda sheet: setattr(sheet["K8"], "number_format", "0.00"), "K8 - [0.00] unlocked"),
        (lambda sheet: setattr(sheet["K8"], "protection", copy(sheet["B8"].protection)), None),
        (lambda sheet: setattr(sheet.column_dimensions["K"], "width", 33), "width 33"),
        (lambda sheet: setattr(sheet.row_dimensions[8], "hidden", True), "hidden"),
        (lambda sheet: setattr(sheet.protection, "sheet", False), None),
        (lambda sheet: setattr(sheet, "sheet_state", "hidden"), "== 記入シート (hidden)"),
        (lambda sheet: setattr(sheet, "freeze_panes", "B2"), "frozen B2"),
        (lambda sheet: setattr(sheet.page_setup, "orientation", "portrait"), "portrait"),
        (lambda sheet: setattr(sheet.oddFooter.left, "text", "other"), "'other'"),
        (lambda sheet: setattr(sheet, "print_title_rows", "1:2"), "rows $1:$2"),
        (lambda sheet: sheet.data_validations.dataValidation.pop(), None),
        (lambda sheet: setattr(sheet.data_validations.dataValidation[0], "prompt", "other"), "'other'"),
    ],
)
def test_the_dump_shows_every_change(template, tmp_path, change, line):
    path, before = template
    with edited(path, tmp_path / "changed.xlsx") as book:
        change(book["記入シート"])
    after = dump_workbook(tmp_path / "changed.xlsx").splitlines()
    assert after != before
    assert line is None or any(line in new for new in set(after) - set(before)), set(after) ^ set(before)
