"""Troubles of mails and of clocks: what came when, where files do not say it themselves."""

from collections.abc import Callable, Iterator

from tests.carriers import make_mail
from tests.messy.files import changed_return, file_trouble, undecided
from tests.messy.packing import packed, parts_of, saved_at
from tests.messy.returns import Messy
from tests.messy.trouble import Trouble

_ALL = frozenset({"all"})
_OTHER = "inbox/0_最初.eml"
_INSIDE = "回答.xlsx"


def mails() -> Iterator[Trouble]:
    """Every trouble of mails and clocks."""
    yield Trouble("file", "in-an-emlx", _in_an_emlx, frozenset({"name"}), 5)
    yield file_trouble("mailed-and-later-saved", _mailed_before, _ALL)
    yield file_trouble("mailed-after-it-was-saved", _mailed_after, _ALL)
    for year in ("2001", "2099"):
        yield file_trouble(f"saved-in-{year}", _wrong_clock(year), _ALL)


def _in_an_emlx(m: Messy) -> None:
    """As Apple Mail stores one: its length, then the mail."""
    mail = make_mail({_INSIDE: m.files.pop(m.counts)}).as_bytes()
    m.files["inbox/RE.emlx"] = f"{len(mail)}       \n".encode() + mail
    m.want_file("K335", file="inbox/RE.emlx")
    m.counts = f"inbox/RE.emlx!/{_INSIDE}"


def _mail_without_times(m: Messy, date: str) -> str:
    """Another version without properties in a mail; gives its place."""
    parts = {
        name: part for name, part in parts_of(changed_return(m)).items() if not name.startswith("docProps/")
    }
    m.files[_OTHER] = make_mail({_INSIDE: packed(parts)}, date=date).as_bytes()
    m.want_file("K335", file=_OTHER)
    return f"{_OTHER}!/{_INSIDE}"


def _mailed_before(m: Messy) -> None:
    other = _mail_without_times(m, "Fri, 10 May 2024 09:00:00 +0900")
    m.files[m.counts] = saved_at(m.files[m.counts], "2024-05-20T09:00:00Z")
    m.want_file("K360", file=other, by=m.counts)


def _mailed_after(m: Messy) -> None:
    """The later mail may bring the older file."""
    other = _mail_without_times(m, "Thu, 30 May 2024 09:00:00 +0900")
    m.files[m.counts] = saved_at(m.files[m.counts], "2024-05-20T09:00:00Z")
    undecided(m, min(other, m.counts))


def _wrong_clock(year: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        name = "inbox/0_最初.xlsx"
        m.files[name] = saved_at(changed_return(m), f"{year}-01-01T00:00:00Z")
        m.files[m.counts] = saved_at(m.files[m.counts], "2024-05-20T09:00:00Z")
        undecided(m, min(name, m.counts))

    return do
