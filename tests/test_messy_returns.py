"""Whatever a branch does to its workbook: every figure arrives, or a finding says why it does not.

The cases stand in `tests.messy`: each trouble alone on two returns of the worked rounds, and pairs.
"""

from collections import Counter
from concurrent.futures import Future
from pathlib import Path

import pytest

from kpixl.model.ledger import Disposition
from kpixl.steps.executors import READING, Machines
from kpixl.steps.load_round import ReadOptions, load_round
from tests.inprocess import InProcessExecutor
from tests.messy.cases import Case, cases, problems, problems_of, said
from tests.messy.returns import IDENTITY, SOURCES, Messy, slots, view, write_round
from tests.messy.trouble import Trouble

CASES = cases()
_FEW = 12  # so many are done faster here than workers start
Outcomes = dict[int, "Future[list[str]]"]


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """The problems of every case that was asked for; many are shared out among workers."""
    chosen = [
        item.callspec.params["number"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and "outcomes" in item.fixturenames
    ]
    folders = {number: tmp_path_factory.mktemp("case") for number in chosen}
    with InProcessExecutor() if len(chosen) <= _FEW else Machines(jobs=2).executor(READING) as executor:
        return {number: executor.submit(problems_of, number, folders[number]) for number in chosen}


def _marked(number: int, case: Case) -> object:
    marks = [pytest.mark.xfail(strict=True, reason=case.known)] if case.known else []
    return pytest.param(number, id=str(case), marks=marks)


@pytest.mark.parametrize("number", [_marked(number, case) for number, case in enumerate(CASES)])
def test_what_a_branch_did_changes_nothing_in_silence(outcomes: Outcomes, number: int):
    assert outcomes[number].result() == []


def test_the_cases_are_many_different_and_always_the_same():
    alone = [case for case in CASES if len(case.troubles) == 1]
    pairs = [case for case in CASES if len(case.troubles) == 2]
    assert len({str(case) for case in CASES}) == len(CASES) == len(alone) + len(pairs)
    assert set(Counter(case.troubles[0] for case in alone).values()) == {2}
    assert len(pairs) >= 100
    cases.cache_clear()
    assert [str(case) for case in cases()] == [str(case) for case in CASES]


def test_worker_processes_read_a_messy_inbox_as_this_process_does(tmp_path: Path):
    chosen = ("file:in-a-zip", "form:keys-deleted", "form:resaved", "formula:with-value", "file:is-html")
    messy = Messy(SOURCES[0])
    messy.finish()
    for case in CASES:
        if case.source == SOURCES[0] and str(case.troubles[0]) in chosen and len(case.troubles) == 1:
            one = Messy(case.source)
            for trouble in case.troubles:
                if trouble.rank >= 4:
                    one.finish()
                trouble.do(one)
            if not one.files:
                one.finish()
            messy.files[f"inbox/{len(messy.files)}.xlsx"] = one.files[one.counts.partition("!/")[0]]
    assert len(messy.files) >= 3
    write_round(messy, tmp_path)
    apart, here = (
        load_round(tmp_path).selected,
        load_round(tmp_path, ReadOptions(executor=InProcessExecutor())).selected,
    )
    assert apart == here


def test_the_comparison_finds_what_nobody_stated(tmp_path: Path):
    def retyped(messy: Messy) -> None:
        messy.sheet.put(messy.at(messy.take("rate")), 77.7)

    def lost(messy: Messy) -> None:
        messy.want_file("K999")

    kpi = slots(SOURCES[1])["rate"][0]
    silent = problems(Case(SOURCES[1], (Trouble("form", "retyped", retyped),)), tmp_path)
    assert silent == [f"{kpi}: value is '77.7', not '71.57'"]
    missed = problems(Case(SOURCES[1], (Trouble("form", "lost", lost),)), tmp_path)
    assert [text.partition(":")[0] for text in missed] == ["missing"]


def test_a_return_that_names_another_branch_by_hand_does_not_count_for_that_branch(tmp_path: Path):
    """Somebody typed 44 over the hidden branch code 46; the return of 44 itself lies beside it."""
    mine, theirs = SOURCES[0], SOURCES[3]
    messy = Messy(mine)
    messy.opened[IDENTITY].put((4, 2), theirs.code)
    messy.finish()
    messy.files[theirs.file] = theirs.content
    messy.times[mine.file] = 1_800_000_000.0
    write_round(messy, tmp_path)
    selected = load_round(tmp_path, ReadOptions(executor=InProcessExecutor())).selected
    assert selected is not None
    assert any(found.kind.code == "K365" for found in selected.findings), [said(f) for f in selected.findings]
    figures = {entry.kpi_code: view(entry) for entry in selected.entries if entry.branch_code == theirs.code}
    assert figures == {entry.kpi_code: view(entry) for entry in theirs.checked.entries}
    assert {source.file: source.disposition for source in selected.sources}[
        theirs.file
    ] is Disposition.ACCEPTED
