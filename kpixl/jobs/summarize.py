"""`kpixl summarize`: master in, the executives' summary out. It needs the master alone."""

from collections.abc import Callable
from pathlib import Path

from kpixl.files.write import WriteSet
from kpixl.model.round import Round
from kpixl.steps.make_summary import (
    DEFAULT_OPTIONS,
    SummarizeResult,
    SummaryOptions,
    load_earlier,
    make_summary,
    print_summary,
)


def summarize(
    round_dir: Path,
    options: SummaryOptions = DEFAULT_OPTIONS,
    *,
    told: Callable[[SummarizeResult], None] = lambda _result: None,
) -> SummarizeResult:
    """Write the summary of a round from its master, then its PDF where that is asked for.

    `told` hears of the summary before the PDF is begun, which takes long and may fail without harm to it.

    Raises:
        InputFileError: there is no master, it cannot be read, or it contradicts itself; or the earlier
            one is of another round.
        OutputFileError: the summary cannot be written, or there is no LibreOffice to make the PDF.
        KpixlError: there is no such sheet or branch, or a sheet has nothing to show.
    """
    folder, earlier = Round(round_dir), load_earlier(options)
    with WriteSet(folder) as files:
        done = make_summary(files, folder, options, earlier)
    told(done)
    return print_summary(done) if options.pdf else done
