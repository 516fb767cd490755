"""The workbooks of small rounds, every sheet of them, against the texts in this folder.

When a change of layout is meant: run `python -m pytest tests/golden --update-golden`, and read the diff.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kpixl.books.master import run_facts, write
from kpixl.books.summary import run_record
from kpixl.books.summary.book import SHEET_KEYS
from kpixl.books.writing import book
from kpixl.files.write import write_file
from kpixl.jobs.distribute import distribute
from kpixl.jobs.sendback import send_back
from kpixl.jobs.summarize import SummaryOptions, summarize
from kpixl.locale import LANGUAGES, catalogue
from kpixl.steps import make_master
from tests.builders import Round, fill_return
from tests.dump import BOOK, dump_workbook, file_name
from tests.full_round import collect_twice, make_full_round, make_planned_round
from tests.goldens import GOLDEN, check_golden, check_no_others

WORKBOOKS: dict[str, Callable[[Round], Path]] = {
    "plan": lambda round_: round_.plan_path,
    "entry": lambda round_: next(round_.outbox.glob("01_*.xlsx")),
    "correction": lambda round_: next((round_.path / "sendback").glob("45_*.xlsx")),
    "master": lambda round_: round_.master,
    "summary": lambda round_: round_.summary,
}
SUMMARIES = ("summary", "plan_summary")
# What writes the version into a workbook. A new version changes no golden: theirs stays what it was.
SAYING_THE_VERSION = (make_master, run_facts, write, run_record, book)
VERSION = "0.2.0"
# The cells that branch 45 has to correct, or to look at; the other goldens know nothing of them.
FAULTY = {
    ("checkup_rate", "actual"): "60.7％ 全国21位",
    ("checkup_rate", "remark"): "=1+1",
    ("generic_rate", "actual"): 0.822,
    ("claim_days", "actual"): 5.0,
}


@pytest.fixture(scope="module", autouse=True)
def _version() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in SAYING_THE_VERSION:
            patch.setattr(module, "__version__", VERSION)
        yield


@pytest.fixture(scope="module", params=LANGUAGES)
def round_(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Round:
    """The full round, played to the end."""
    made = make_full_round(tmp_path_factory.mktemp("golden"), request.param)
    write_file(made.path / "seal.key", b"5e" * 32)  # a real round's is random
    distribute(made.path)
    earlier = collect_twice(made)
    summarize(made.path, SummaryOptions(since=earlier))
    faulty = fill_return(made, "45", FAULTY)
    send_back(made.path)
    faulty.unlink()
    return made


@pytest.mark.parametrize("workbook", WORKBOOKS)
def test_a_workbook_of_the_full_round_is_as_its_goldens_say(round_, workbook, update_golden):
    texts = dump_workbook(WORKBOOKS[workbook](round_))
    check_golden(f"{workbook}_{round_.language}", texts, update=update_golden)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_of_a_plan_is_as_its_goldens_say(tmp_path, language, update_golden):
    planned = make_planned_round(tmp_path, language)
    texts = dump_workbook(summarize(planned.path).path)
    check_golden(f"plan_summary_{language}", texts, update=update_golden)


def test_every_golden_has_its_workbook(update_golden):
    names = {f"{workbook}_{language}" for workbook in (*WORKBOOKS, *SUMMARIES) for language in LANGUAGES}
    check_no_others(names, update=update_golden)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_that_a_summary_may_have_is_in_the_goldens(language):
    words = catalogue(language)
    found = {path.name for name in SUMMARIES for path in (GOLDEN / f"{name}_{language}").glob("*.txt")}
    # A funnel takes the counts of three branches, and has tests of its own: test_funnel_sheet.py.
    assert {file_name(words(f"sheet.{key}")) for key in SHEET_KEYS if key != "funnels"} <= found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_branchs_own_sheet_and_a_hidden_one_are_in_the_goldens(language):
    branches = {"ja": ["01 札幌", "02 函館", "45 宮崎"], "en": ["01 North", "02 Harbour", "45 Lakes"]}
    lines = (GOLDEN / f"summary_{language}" / BOOK).read_text(encoding="utf-8").splitlines()
    expected = [f"sheet {name} (visible)" for name in branches[language]] + ["sheet _python (veryHidden)"]
    assert set(expected) <= set(lines)
    assert all((GOLDEN / f"summary_{language}" / file_name(name)).is_file() for name in branches[language])
