"""Mail folders that are kept as one file (mbox): what Thunderbird and many a mail server give out."""

import re
from collections.abc import Iterator

from kpixl.files.carriers.carried import CarriedFile, Meter

# Before each mail a line of its own, which is no header; a blank line before it unless it is the first.
_BETWEEN = re.compile(rb"(?:\A(?:\xef\xbb\xbf)?\s*|(?<=\n)\r?\n)From [^\r\n]*\r?\n(?=[!-9;-~]+:)")
_SUBJECT = re.compile(rb"^subject:[ \t]*([!-~ ]+)\r?$", re.IGNORECASE | re.MULTILINE)
_HEADERS = 16 * 1024


def holds_several(content: bytes) -> bool:
    """True for a folder of two or more mails; one alone is read like any other mail."""
    starts = _BETWEEN.finditer(content)
    first, second = next(starts, None), next(starts, None)
    return first is not None and first.start() == 0 and second is not None


def read_mbox(content: bytes, meter: Meter) -> Iterator[CarriedFile]:
    """The mails of a folder, each as a file of its own (.eml).

    Raises:
        CarrierError: it holds too much.
    """
    starts = list(_BETWEEN.finditer(content))
    ends = [start.start() for start in starts[1:]] + [len(content)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        meter.count_file()
        meter.count_bytes(end - start.end())
        mail = content[start.end() : end]
        subject = _SUBJECT.search(mail[:_HEADERS])
        # An encoded one is no name; the mail itself says it again.
        plain = subject[1].decode("ascii").strip() if subject and b"=?" not in subject[1] else ""
        yield CarriedFile(name=f"{plain or f'mail {number}'}.eml", content=mail)
