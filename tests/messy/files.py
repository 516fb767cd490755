"""Troubles of files: names, folders, copies, versions, damage, other people's files, other plans."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256

from kpixl.model.submission import Field, Identity
from kpixl.rules.issue.snapshot import sealed
from tests.carriers import Msg, make_mail, make_zip
from tests.messy.packing import packed, parts_of, saved_at
from tests.messy.returns import ENTRY, IDENTITY, Messy, reference
from tests.messy.trouble import Trouble
from tests.messy.workbook import Workbook

_RANK = 4
_PACKED_RANK = 5  # the workbook is finished before it is packed
_NAME, _BYTES, _VERSIONS = frozenset({"name"}), frozenset({"bytes"}), frozenset({"versions"})
_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c\0\4"
_HTML = "<html><head><meta charset='utf-8'></head><body><table><tr><td>62.2</td></tr></table></body></html>"
_PLAIN: tuple[tuple[str, bytes, str], ...] = (
    ("empty", b"", "K315"),
    ("zeros", b"\0" * 4096, "K316"),
    ("html", _HTML.encode(), "K319"),
    ("csv", "指標,実績\n受診率,62.2\nカード,88.1\n".encode("cp932"), "K319"),
    ("text", "実績は別途送付します。\n".encode(), "K319"),
    ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "K319"),
    ("7z", _SEVEN_ZIP + bytes(64), "K329"),
)


def files() -> Iterator[Trouble]:
    """Every trouble of files."""
    yield from _names()
    yield from _damages()
    yield from _carried()
    yield from _versions()


def file_trouble(name: str, do: Callable[[Messy], None], touches: frozenset[str] = frozenset()) -> Trouble:
    return Trouble("file", name, do, touches, _RANK)


def _renamed(name: str, *codes: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        m.files[f"inbox/{name}"] = m.files.pop(m.counts)
        m.counts = f"inbox/{name}"
        for code in codes:
            m.want_file(code)

    return do


def _names() -> Iterator[Trouble]:
    for name in (
        "最終版（確認済み）.xlsx",
        "九州/部長確認後/回答.xlsx",
        "RETURN.XLSX",
        "コピー ～ 回答 (1).xlsx",
        "回答.xlsm",
    ):
        yield file_trouble(f"named-{name.rpartition('/')[2]}", _renamed(name), _NAME)
    for suffix in (".xls", ".zip", ".txt", ".ods", ".xlsb", ".bak", ""):
        yield file_trouble(f"suffix-{suffix or 'none'}", _renamed(f"回答{suffix}", "K333"), _NAME)
    yield file_trouble("named-for-another", _renamed_for_another(""), _NAME)
    yield file_trouble("in-the-folder-of-another", _renamed_for_another("回答.xlsx"), _NAME)


def _renamed_for_another(within: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        other = next(branch for branch in m.source.plan.branches if branch.code != m.source.code)
        _renamed(f"{other.name}/{within}" if within else f"実績_{other.name}.xlsx", "K358")(m)

    return do


# ── mails and archives ───────────────────────────────────────────────────────────────────────────────
def _carried() -> Iterator[Trouble]:
    carriers: tuple[tuple[str, str, Callable[[bytes], bytes], str], ...] = (
        ("zip", "回答.zip", lambda old: make_zip({"回答.xlsx": old}), "回答.xlsx"),
        (
            "zip-of-windows",
            "a.zip",
            lambda old: make_zip({"R6/回答.xlsx": old}, encoding="cp932"),
            "R6/回答.xlsx",
        ),
        ("zip-without-its-name", "a.xlsx", lambda old: make_zip({"回答.xlsx": old}), "回答.xlsx"),
        ("eml", "RE 提出.eml", lambda old: make_mail({"回答.xlsx": old}).as_bytes(), "回答.xlsx"),
        ("msg", "RE 提出.msg", lambda old: Msg(files={"回答.xlsx": old}).build(), "回答.xlsx"),
    )
    for kind, name, make, inside in carriers:
        yield Trouble("file", f"in-a-{kind}", _put_into(name, make, inside), _NAME, _PACKED_RANK)


def _put_into(name: str, make: Callable[[bytes], bytes], inside: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        m.files[f"inbox/{name}"] = make(m.files.pop(m.counts))
        m.want_file("K335", file=f"inbox/{name}")
        m.counts = f"inbox/{name}!/{inside}"

    return do


# ── damage ───────────────────────────────────────────────────────────────────────────────────────────
def _replaced(make: Callable[[bytes], bytes], code: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        m.files[m.counts] = make(m.files[m.counts])
        m.refused = True
        m.want_file(code)

    return do


def _damages() -> Iterator[Trouble]:
    for name, content, code in _PLAIN:
        yield file_trouble(f"is-{name}", _replaced(lambda _old, new=content: new, code), frozenset({"all"}))  # type: ignore[misc]
    for share in (4, 2, 1):
        cut: Callable[[bytes], bytes] = lambda old, s=share: old[: len(old) // s - 30]  # type: ignore[misc]  # noqa: E731
        yield file_trouble(f"cut-to-a-{share}th", _replaced(cut, "K316"), frozenset({"all"}))
    for at in (3, 5, 7, 11):
        yield file_trouble(f"bit-flipped-at-{at}", _replaced(_flipped(at), "K316"), frozenset({"all"}))
    yield file_trouble("in-a-7z", _replaced(lambda old: _SEVEN_ZIP + old, "K329"), frozenset({"all"}))
    yield file_trouble("encrypted", _replaced(_encrypted, "K317"), frozenset({"all"}))
    yield file_trouble("encrypted-with-known-password", _opened, _BYTES)
    yield file_trouble("sheet-part-gone", _replaced(_without_part, "K301"), frozenset({"all"}))  # fmt: skip


def _flipped(at: int) -> Callable[[bytes], bytes]:
    """One bit of the 記入シート's compressed bytes is another one."""

    def make(old: bytes) -> bytes:
        start = old.index(b"xl/worksheets/sheet1.xml") + 24
        place = start + at * 100
        return old[:place] + bytes([old[place] ^ 0x10]) + old[place + 1 :]

    return make


def _without_part(old: bytes) -> bytes:
    parts = Workbook(old).parts
    del parts["xl/worksheets/sheet1.xml"]
    return packed(parts)


def _encrypted(old: bytes) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(old)).encrypt("himitsu", stream)
    return stream.getvalue()


def _opened(m: Messy) -> None:
    m.files[m.counts] = _encrypted(m.files[m.counts])
    m.passwords = ("wrong", "himitsu")


# ── versions ─────────────────────────────────────────────────────────────────────────────────────────
def _versions() -> Iterator[Trouble]:
    yield file_trouble("copied-twice", _copied, _VERSIONS)
    yield file_trouble(
        "older-by-saving", _older(lambda m, name: _save(m, name, "2024-05-01T09:00:00Z")), _VERSIONS | _BYTES
    )
    yield file_trouble("zipped-anew", _zipped_anew, _VERSIONS)
    yield file_trouble("older-by-file-time-alone", _dated_by_the_file_alone, frozenset({"all"}))
    yield file_trouble("web-export-and-excel", _without_properties, frozenset({"all"}))
    yield file_trouble("libreoffice-and-excel-on-one-day", _by_another_clock, frozenset({"all"}))
    yield file_trouble("older-by-issue", _older(_issue("-00", "0")), _VERSIONS | _BYTES)
    yield file_trouble("older-by-revision", _revised, _VERSIONS | _BYTES | {"identity"})
    yield file_trouble("same-age", _tied, frozenset({"all"}))
    yield file_trouble("later-with-error", _later_with_error, frozenset({"all"}))


def _copied(m: Messy) -> None:
    name = "inbox/写し/回答.xlsx"
    first, second = sorted((m.counts, name))
    m.files[name] = m.files[m.counts]
    m.want_file("K308", file=second, first=first)
    m.counts = first


def changed_return(m: Messy) -> bytes:
    """The untouched return with one other figure in it."""
    book = Workbook(m.source.content)
    kpi = next(iter(m.source.layout[0]))
    book[ENTRY].put((m.source.layout[0][kpi], m.source.layout[1][Field.ACTUAL]), 11)
    return book.content()


def _older(age: Callable[[Messy, str], None]) -> Callable[[Messy], None]:
    """Another version beside the return; `age` makes it the older one."""

    def do(m: Messy) -> None:
        name = "inbox/zz_新しい名前.xlsx"
        m.files[name] = changed_return(m)
        age(m, name)
        m.want_file("K360", file=name, by=m.counts)

    return do


def _save(m: Messy, name: str, moment: str) -> None:
    m.files[name] = saved_at(m.files[name], moment)
    m.files[m.counts] = saved_at(m.files[m.counts], "2024-05-20T09:00:00Z")
    m.times[name] = 1_800_000_000.0  # the file's own time says the contrary, and does not count


def _zipped_anew(m: Messy) -> None:
    """A gateway's copy: other bytes, the same in them."""
    name = "inbox/gateway/回答.xlsx"
    parts = parts_of(m.files[m.counts])
    m.files[name] = packed(dict(sorted(parts.items())))
    m.times[name] = 1_800_000_000.0
    digest = {file: sha256(content).hexdigest() for file, content in m.files.items()}
    first, copy = sorted((m.counts, name), key=digest.__getitem__, reverse=True)
    m.want_file("K308", file=copy, first=first)
    m.counts = first


def undecided(m: Messy, first: str = "") -> None:
    """Nothing tells which of the files is later: none counts."""
    m.refused = True
    m.want_file("K307", file=first or min(m.files))


def _dated_by_the_file_alone(m: Messy) -> None:
    name = "inbox/zz_写し.xlsx"
    m.files[name] = changed_return(m)
    m.times[name] = 1_600_000_000.0
    undecided(m)


def _without_properties(m: Messy) -> None:
    """First a web spreadsheet, which exports no properties, then Excel."""
    name = "inbox/0_最初.xlsx"
    parts = parts_of(changed_return(m))
    m.files[name] = packed({part: text for part, text in parts.items() if not part.startswith("docProps/")})
    m.files[m.counts] = saved_at(m.files[m.counts], "2024-05-20T09:00:00Z")
    undecided(m)


def _by_another_clock(m: Messy) -> None:
    """LibreOffice at 17:00 in Japan, with the mark of UTC; Excel at 18:00, which is 9:00 in UTC."""
    name = "inbox/0_最初.xlsx"
    parts = parts_of(saved_at(changed_return(m), "2024-05-20T17:00:00Z"))
    app = parts["docProps/app.xml"].replace(b">Microsoft Excel<", b">LibreOffice/24.2$Linux_X86_64<")
    m.files[name] = packed(parts | {"docProps/app.xml": app})
    m.files[m.counts] = saved_at(m.files[m.counts], "2024-05-20T09:00:00Z")
    undecided(m)


def identity_of(m: Messy) -> Identity:
    identity = m.source.checked.submission.identity
    assert identity is not None
    return identity


def _resealed(m: Messy, content: bytes, identity: Identity) -> bytes:
    key = reference(m.source.year).seal_key
    assert key is not None
    new = sealed(identity, m.source.checked.submission.snapshot, key)
    book = Workbook(content)
    for row, value in enumerate(vars(new).values(), start=1):
        book[IDENTITY].put((row, 2), value)
    return book.content()


def _issue(tail: str, revision: str) -> Callable[[Messy, str], None]:
    def age(m: Messy, name: str) -> None:
        identity = identity_of(m)
        issue = identity.issue.rpartition("-")[0] + tail
        m.files[name] = _resealed(m, m.files[name], replace(identity, issue=issue, revision=revision))
        m.registered.add(issue)

    return age


def _revised(m: Messy) -> None:
    name = "inbox/zz_最初の提出.xlsx"
    m.files[name] = changed_return(m)
    m.times[name] = 1_800_000_000.0
    m.files[m.counts] = _resealed(m, m.files[m.counts], replace(identity_of(m), revision="1"))
    m.want_file("K360", file=name, by=m.counts)


def _tied(m: Messy) -> None:
    m.files["inbox/別の版.xlsx"] = changed_return(m)
    undecided(m)


def _later_with_error(m: Messy) -> None:
    name = "inbox/0_後から来た版.xlsx"
    book = Workbook(m.source.content)
    rows, columns = m.source.layout
    kpi = next(iter(rows))
    book[ENTRY].put((rows[kpi], columns[Field.ACTUAL]), "約100")
    m.files[name] = saved_at(book.content(), "2024-05-20T09:00:00Z")
    m.files[m.counts] = saved_at(m.files[m.counts], "2024-05-01T09:00:00Z")
    m.want_file("K361", file=name, kept=m.counts)
    m.also_found.add(name)
