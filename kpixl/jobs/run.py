"""`kpixl run`: consolidate, send back and summarize in one go; the returns are read once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from kpixl.files.clock import Clock, now
from kpixl.files.write import WriteSet
from kpixl.model.round import Round
from kpixl.steps.load_plan import PlanFaults
from kpixl.steps.load_round import DEFAULT, ReadOptions, load_round
from kpixl.steps.make_corrections import SendbackResult, make_corrections
from kpixl.steps.make_master import ConsolidateResult, MayLose, make_master, never
from kpixl.steps.make_summary import (
    DEFAULT_OPTIONS,
    SummarizeResult,
    SummaryOptions,
    load_earlier,
    make_summary,
    print_summary,
)


@dataclass(frozen=True)
class RunResult:
    """What each of the three made."""

    consolidated: ConsolidateResult
    sent_back: SendbackResult
    summarized: SummarizeResult


def run(
    round_dir: Path,
    reading: ReadOptions = DEFAULT,
    wanted: SummaryOptions = DEFAULT_OPTIONS,
    *,
    may_lose: MayLose = never,
    told: Callable[[RunResult], None] = lambda _result: None,
    clock: Clock = now,
) -> RunResult | PlanFaults:
    """Read a round once; write its master, its correction workbooks and its summary: all of them, or none.

    `told` hears of them before a PDF is begun, which takes long and may fail without harm to them.

    Raises:
        InputFileError: the plan or the inbox is missing, or a file of head office's own is unreadable.
        OutputFileError: a workbook cannot be written, or there is no LibreOffice to make the PDF.
        KpixlError: this machine cannot read returns at all; or what is asked of the summary is not there.
    """
    # The master to compare with may be the round's own, which is about to be made again.
    earlier = load_earlier(wanted)
    with WriteSet(Round(round_dir)) as files:  # what the register says must not change meanwhile
        inputs = load_round(round_dir, reading)
        if isinstance(inputs, PlanFaults):
            return inputs
        consolidated = make_master(inputs, files, may_lose)
        sent_back = make_corrections(inputs, files, clock=clock)
        summarized = make_summary(files, inputs.folder, wanted, earlier)
    result = RunResult(consolidated, sent_back, summarized)
    told(result)
    return replace(result, summarized=print_summary(summarized)) if wanted.pdf else result
