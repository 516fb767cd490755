"""Every file that was seen, and what became of it (出典)."""

from collections.abc import Iterable, Iterator, Mapping

from kpixl.model.finding import FindingCode, Severity
from kpixl.model.ledger import Disposition, Source
from kpixl.model.plan import Settings
from kpixl.model.submission import UnreadableFile
from kpixl.rules.returns.check import CheckedReturn
from kpixl.rules.returns.saving import local_time


def sources_of(
    settings: Settings,
    returns: Iterable[CheckedReturn],
    unreadable: Iterable[UnreadableFile],
    dispositions: Mapping[str, Disposition],
) -> Iterator[Source]:
    """A row of 出典 for each file, by what became of it."""
    for checked in returns:
        submission, identity = checked.submission, checked.submission.identity
        yield Source(
            file=submission.file,
            sha256=submission.sha256,
            branch_code=identity.branch_code if identity else "",
            issue=identity.issue if identity else "",
            modified=local_time(settings, submission.modified),
            disposition=dispositions[submission.file],
            sent=local_time(settings, submission.sent),
            sender=submission.sender,
        )
    for item in unreadable:
        sent = local_time(settings, item.sent)
        disposition = dispositions.get(item.file) or _disposition(item)
        yield Source(
            file=item.file,
            sha256=item.sha256,
            branch_code="",
            issue="",
            modified=None,
            disposition=disposition,
            sent=sent,
            sender=item.sender,
        )


def _disposition(item: UnreadableFile) -> Disposition:
    if item.kind is FindingCode.CARRIER_OPENED:
        return Disposition.OPENED
    return Disposition.REFUSED if item.kind.severity is Severity.ERROR else Disposition.IGNORED
