"""Mails and archives opened: what they hold, under which place, and what is refused within which limits."""

import datetime as dt
import hashlib
import os
import re
from collections.abc import Callable

import pytest

from kpixl.files.carriers.carried import BYTES, FILES
from kpixl.files.carriers.open import open_carrier
from kpixl.locale import LANGUAGES, catalogue
from kpixl.model.finding import Finding, FindingCode
from kpixl.model.message import message
from kpixl.model.returned_file import OpenedCarrier, ReturnedFile
from kpixl.model.submission import NO_HINTS, UnreadableFile
from kpixl.steps.read_file import holds_files
from tests.carriers import (
    Msg,
    make_aes_zip,
    make_compound,
    make_folder,
    make_mail,
    make_old_zip,
    make_uuencoded,
    make_zip,
)

SENT = dt.datetime(2025, 5, 29, 8, 30, tzinfo=dt.UTC)
MB = 1024 * 1024


def returned(content: bytes, name: str = "mail.eml") -> ReturnedFile:
    return ReturnedFile(place=f"inbox/{name}", content=content, sha256="0" * 64)


def opened(content: bytes, name: str = "mail.eml", passwords: tuple[str, ...] = ()) -> OpenedCarrier:
    carrier = open_carrier(returned(content, name), passwords, holds_files)
    assert isinstance(carrier, OpenedCarrier)
    return carrier


def refused(content: bytes, name: str = "a.zip", passwords: tuple[str, ...] = ()) -> UnreadableFile:
    item = open_carrier(returned(content, name), passwords, holds_files)
    assert isinstance(item, UnreadableFile)
    assert item.file == f"inbox/{name}"
    _say(item)
    return item


def _say(item: UnreadableFile) -> None:
    """Every record has its sentence, with all that stands in it."""
    for language in LANGUAGES:
        assert catalogue(language).render(Finding(kind=item.kind, details=item.details)).message


def places(carrier: OpenedCarrier) -> dict[str, bytes]:
    return {member.place.removeprefix("inbox/"): member.content for member in carrier.members}


def problems(carrier: OpenedCarrier) -> dict[str, str]:
    for item in carrier.records:
        _say(item)
    return {item.file.removeprefix("inbox/"): item.kind.code for item in carrier.records}


# ── zip ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "content",
    [
        make_zip({"45_宮崎.xlsx": b"form", "資料/表.pdf": b"%PDF-"}),
        make_zip({"45_宮崎.xlsx": b"form", "資料/表.pdf": b"%PDF-"}, encoding="cp932"),
        make_zip({"45_宮崎.xlsx": b"form", "資料/表.pdf": b"%PDF-"}, encoding="utf-8"),  # as macOS does
        make_zip({"45_宮崎.xlsx": b"form", "資料/表.pdf": b"%PDF-"}, stored=True),
    ],
    ids=["flagged", "Windows", "macOS", "stored"],
)
def test_a_zip_gives_its_files_under_their_own_names_whoever_packed_it(content):
    carrier = opened(content, "a.zip")
    assert places(carrier) == {"a.zip!/45_宮崎.xlsx": b"form", "a.zip!/資料/表.pdf": b"%PDF-"}
    assert problems(carrier) == {"a.zip": "K335"}
    [form, _pdf] = carrier.members
    assert (form.sent, form.sender) == (None, "")
    assert form.sha256 == hashlib.sha256(b"form").hexdigest()


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (make_old_zip, b"sakura"),
        (make_aes_zip, b"sakura"),
        (make_aes_zip, "さくら 2025".encode()),
        (make_old_zip, "さくら 2025".encode("cp932")),
    ],
    ids=["ZipCrypto", "AES", "AES, UTF-8", "ZipCrypto, code page 932"],
)
def test_an_encrypted_zip_is_opened_with_the_password_that_fits(make: Callable[..., bytes], word: bytes):
    content = make({"提出.xlsx": b"form" * 99, "表.csv": b"1,2"}, word)
    passwords = ("違う", "sakura", "さくら 2025")
    assert places(opened(content, "a.zip", passwords)) == {
        "a.zip!/提出.xlsx": b"form" * 99,
        "a.zip!/表.csv": b"1,2",
    }
    assert refused(content).kind is FindingCode.FILE_ENCRYPTED
    assert refused(content, passwords=("違う", "ちがう")).kind is FindingCode.PASSWORD_WRONG


def test_an_encrypted_zip_from_windows_has_the_names_that_windows_wrote():
    content = make_old_zip({"45_宮崎.xlsx": b"form"}, b"sakura", "cp932")
    assert places(opened(content, "a.zip", ("sakura",))) == {"a.zip!/45_宮崎.xlsx": b"form"}


def test_what_operating_systems_add_to_an_archive_is_passed_over():
    files = {
        "__MACOSX/._45.xlsx": b"twin",
        "45.xlsx": b"form",
        ".DS_Store": b"x",
        "Thumbs.db": b"x",
        "~$45.xlsx": b"owner",
    }
    carrier = opened(make_zip(files), "a.zip")
    assert places(carrier) == {"a.zip!/45.xlsx": b"form"}
    [record] = carrier.records
    details = dict(record.details)
    assert (details["count"], details["passed_over"]) == (1, message("word.carrier.passed_over", count=4))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("..\\..\\secret.xlsx", "secret.xlsx"),
        ("/abs/45.xlsx", "abs/45.xlsx"),
        ("C:\\Users\\45.xlsx", "Users/45.xlsx"),
        ("南部/45.xlsx", "南部/45.xlsx"),
        ("第1:南部/45.xlsx", "第1:南部/45.xlsx"),
        ("a\x1b[2Jb\u202e.xlsx", "a?[2Jb?.xlsx"),
        ("長" * 300 + ".xlsx", "長" * 114 + "….xlsx"),
        ("..", "?"),
    ],
)
def test_a_name_that_climbs_or_deceives_is_only_a_name(tmp_path, monkeypatch, name, place):
    monkeypatch.chdir(tmp_path)
    carrier = opened(make_zip({name: b"form"}), "a.zip")
    assert places(carrier) == {f"a.zip!/{place}": b"form"}
    assert list(tmp_path.iterdir()) == []


def test_two_files_of_one_name_have_two_places():
    content = make_zip({f"4{number}.xlsx": bytes([number]) for number in (5, 6, 7)} | {"ab": b"", "cd": b""})
    for name, same in ((b"46.xlsx", b"45.xlsx"), (b"47.xlsx", b"45.xlsx"), (b"cd", b"ab")):
        content = content.replace(name, same)
    assert places(opened(content, "a.zip")) == {
        "a.zip!/45.xlsx": b"\5",
        "a.zip!/45 (2).xlsx": b"\6",
        "a.zip!/45 (3).xlsx": b"\7",
        "a.zip!/ab": b"",
        "a.zip!/ab (2)": b"",
    }


@pytest.mark.parametrize(
    ("method", "seen"),
    [(9, "ZIP (Deflate64)"), (93, "ZIP (Zstandard)"), (95, "ZIP (XZ)"), (98, "ZIP (PPMd)")],
)
def test_a_zip_packed_in_a_way_that_is_not_known_is_no_broken_one(method: int, seen: str):
    content = bytearray(make_zip({"45.xlsx": b"form"}))
    for signature, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(signature) + at] = method
    item = refused(bytes(content))
    assert (item.kind, dict(item.details)["seen"]) == (FindingCode.FILE_IS_ARCHIVE, seen)


# ── mails ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "before",
    [b"\xef\xbb\xbf", b"48213     \n", b"48213\r\n", b"\r\n\r\n", b"From - Thu May 29 17:30:00 2025\n"],
    ids=["UTF-8", "Apple Mail", "Apple Mail, CR LF", "a gateway's blank lines", "out of a folder"],
)
def test_a_mail_may_begin_with_what_is_no_header(before):
    carrier = opened(before + make_mail({"45.xlsx": b"form"}).as_bytes(), "RE.emlx")
    assert places(carrier) == {"RE.emlx!/45.xlsx": b"form"}


def test_a_mail_gives_its_files_with_its_date_and_its_sender():
    mail = make_mail({"45_宮崎_FY2024.xlsx": b"form"}, sender="宮崎支部 佐藤 <Sato@example.jp>")
    carrier = opened(mail.as_bytes(), "RE_提出.eml")
    [form] = carrier.members
    assert (form.place, form.content) == ("inbox/RE_提出.eml!/45_宮崎_FY2024.xlsx", b"form")
    assert (form.sent, form.sender) == (SENT, "宮崎支部 佐藤 <Sato@example.jp>")
    assert form.hints.addresses == ("sato@example.jp",)
    assert form.hints.recipients == ("honbu@example.jp",)
    assert form.hints.titles == ("KPI実績の提出",)
    assert form.hints.texts == ("宮崎支部 佐藤", "提出します。\n")
    [record] = carrier.records
    assert (record.kind, record.sent, record.sender) == (FindingCode.CARRIER_OPENED, SENT, form.sender)


ROUGH = {
    "an encoded word": b'attachment; filename="=?UTF-8?B?5aSn5YiGLnhsc3g=?="',
    "RFC 2231": b"attachment; filename*=utf-8''%E5%A4%A7%E5%88%86.xlsx",
    "bytes of code page 932": b'attachment; filename="' + "大分.xlsx".encode("cp932") + b'"',
    "bytes of UTF-8": b'attachment; filename="' + "大分.xlsx".encode() + b'"',
    "JIS": b'attachment; filename="' + "大分.xlsx".encode("iso-2022-jp") + b'"',
    "JIS as an encoded word": b'attachment; filename="=?ISO-2022-JP?B?GyRCQmdKLBsoQi54bHN4?="',
}


@pytest.mark.parametrize("header", ROUGH.values(), ids=ROUGH)
def test_the_name_of_a_file_is_read_however_it_was_written(header):
    mail = (
        b"From: a@example.jp\r\nTo: b@example.jp\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n'
        b"--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: " + header + b"\r\n\r\nZm9ybQ==\r\n--b--\r\n"
    )
    assert places(opened(mail)) == {"mail.eml!/大分.xlsx": b"form"}


def test_a_mail_in_a_mail_is_opened_and_its_own_sender_is_the_files():
    inner = make_mail({"45.xlsx": b"form"}, sender="miyazaki@example.jp", subject="提出")
    outer = make_mail({"": inner}, sender="honbu@example.jp", date="Fri, 30 May 2025 09:00:00 +0900")
    carrier = opened(outer.as_bytes())
    [form] = carrier.members
    assert form.place == "inbox/mail.eml!/提出.eml!/45.xlsx"
    assert (form.sent, form.sender) == (SENT, "miyazaki@example.jp")
    assert form.hints.addresses == ("miyazaki@example.jp", "honbu@example.jp")
    assert problems(carrier) == {"mail.eml": "K335", "mail.eml!/提出.eml": "K335"}


def test_what_a_mail_in_a_mail_does_not_say_of_itself_is_said_by_the_one_around_it():
    inner = make_mail({"45.xlsx": b"form"}, date="")
    inner.replace_header("From", "")
    outer = make_mail({"inner.eml": inner}, sender="miyazaki@example.jp")
    [form] = opened(outer.as_bytes()).members
    assert (form.sent, form.sender) == (SENT, "miyazaki@example.jp")


def test_a_folder_of_mails_in_one_file_gives_every_mail_with_its_own_sender():
    first = make_mail({"45.xlsx": b"form"}, sender="miyazaki@example.jp", subject="Returns")
    second = make_mail({"44.xlsx": b"other"}, sender="oita@example.jp", body="From here on:\n\nFrom 宮崎\n")
    content = make_folder(first, second, make_mail(subject="Returns"))
    carrier = opened(content, "Inbox")
    assert places(carrier) == {
        "Inbox!/Returns.eml!/45.xlsx": b"form",
        "Inbox!/mail 2.eml!/44.xlsx": b"other",
    }
    assert [member.sender for member in carrier.members] == ["miyazaki@example.jp", "oita@example.jp"]
    assert problems(carrier) == {
        "Inbox!/Returns.eml": "K335",
        "Inbox!/mail 2.eml": "K335",
        "Inbox!/Returns (2).eml": "K314",
        "Inbox": "K335",
    }


def test_a_folder_with_more_mails_than_are_opened_is_refused():
    content = make_folder(*[make_mail()] * (FILES + 1))
    assert _limit(refused(content, "Inbox")) == "files"


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["LF", "CR LF"])
def test_files_that_stand_in_the_text_of_a_mail_are_files(line_end):
    mail = make_uuencoded({"45.xlsx": b"form" * 99, "44.xlsx": bytes(100)})
    carrier = opened(mail.as_bytes().replace(b"\n", line_end))
    assert places(carrier) == {"mail.eml!/45.xlsx": b"form" * 99, "mail.eml!/44.xlsx": bytes(100)}


def test_a_file_in_the_text_of_a_mail_that_does_not_end_is_broken():
    carrier = opened(make_mail(body="begin 644 45.xlsx\n$9F]R\n").as_bytes())
    assert (places(carrier), problems(carrier)) == ({}, {"mail.eml!/45.xlsx": "K337", "mail.eml": "K335"})


# ── mails that a machine sent ──────────────────────────────────────────────────────────────────────
def _auto_replied() -> bytes:
    mail = make_mail(subject="宮崎支部 不在のため", body="宮崎支部です。")
    mail["Auto-Submitted"] = "auto-replied"
    return mail.as_bytes()


def _report(what: bytes) -> bytes:
    return (
        b'Subject: x\r\nTo: a@example.jp\r\nContent-Type: multipart/report; boundary="b"'
        b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nno such user\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + what + b"\r\n--b--\r\n"
    )


def _with_a_calendar() -> bytes:
    mail = make_mail(subject="宮崎支部 KPI説明会")
    mail.add_alternative("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n", subtype="calendar")
    return mail.as_bytes()


AUTOMATIC = {
    "an answer to an invitation": make_mail(subject="承諾: 説明会（宮崎支部）").as_bytes(),
    "an answer with a calendar": _with_a_calendar(),
    "an answer to Outlook's invitation": Msg(
        subject="宮崎支部", kind="IPM.Schedule.Meeting.Resp.Pos"
    ).build(),
    "a header": _auto_replied(),
    "a notice of absence": make_mail(subject="自動応答: 宮崎支部").as_bytes(),
    "a receipt": make_mail(subject="開封済み: 宮崎支部").as_bytes(),
    "a receipt of a mail without a subject": make_mail(subject="既読:").as_bytes(),
    "a mail that did not arrive": make_mail(subject="配信に失敗しました: 宮崎支部").as_bytes(),
    "out of office": make_mail(subject="Automatic reply: Miyazaki").as_bytes(),
    "Outlook's receipt": Msg(subject="宮崎支部", kind="REPORT.IPM.Note.IPNRN").build(),
    "Outlook's absence": Msg(subject="宮崎支部", kind="IPM.Note.Rules.OofTemplate.Microsoft").build(),
    "a reminder that came back": _report(make_mail(subject="宮崎支部").as_bytes()),
}


@pytest.mark.parametrize("content", AUTOMATIC.values(), ids=AUTOMATIC)
def test_a_mail_that_a_machine_sent_is_nobodys_answer(content):
    carrier = opened(content)
    assert carrier.members == ()
    assert {record.kind for record in carrier.records} == {FindingCode.CARRIER_OPENED}
    [record] = [record for record in carrier.records if record.file == "inbox/mail.eml"]
    assert record.hints == NO_HINTS


def test_a_return_in_a_mail_that_came_back_is_read():
    carrier = opened(_report(make_mail({"45.xlsx": b"form"}, subject="Returns").as_bytes()))
    assert places(carrier) == {"mail.eml!/Returns.eml!/45.xlsx": b"form"}


def _with_a_meeting(**attached: str) -> bytes:
    """A person's mail with a calendar in it that answers nothing, or that is no more than a file."""
    mail = make_mail(subject="宮崎支部 実績の提出")
    method = "REPLY" if attached else "REQUEST"
    calendar = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\n"
    if attached:
        mail.add_attachment(calendar, subtype="calendar", **attached)
    else:
        mail.add_alternative(calendar, subtype="calendar")
    return mail.as_bytes()


_OF_PEOPLE = (
    "RE: 自動応答: 宮崎支部",
    "Readings of May",
    "既に提出しました",
    "既読しました。宮崎支部の実績",
    "既読の件、実績を送ります",
    "自動応答装置の件",
    "開封確認のお願い 宮崎支部",
    "配信エラーのため再送します",
    "Automatically collected KPI results",
)
BY_PEOPLE = {
    **{subject: make_mail(subject=subject).as_bytes() for subject in _OF_PEOPLE},
    **{f"Outlook: {subject}": Msg(subject=subject).build() for subject in _OF_PEOPLE},
    "an invitation": _with_a_meeting(),
    "an attached meeting": _with_a_meeting(filename="meeting.ics"),
    "an attached meeting without a name": _with_a_meeting(disposition="attachment"),
    "Outlook's invitation": Msg(subject="宮崎支部", kind="IPM.Schedule.Meeting.Request").build(),
}


@pytest.mark.parametrize("content", BY_PEOPLE.values(), ids=BY_PEOPLE)
def test_a_mail_of_a_person_keeps_what_it_says_of_itself(content):
    [record] = [record for record in opened(content).records if record.file == "inbox/mail.eml"]
    assert record.hints.titles


def test_the_logo_of_a_signature_is_passed_over_and_an_attached_photograph_is_not():
    mail = make_mail()
    mail.add_attachment(b"logo", "image", "png", filename="image001.png", cid="<logo>", disposition="inline")
    mail.add_attachment(b"photo", "image", "jpeg", filename="表.jpg")
    carrier = opened(mail.as_bytes())
    assert places(carrier) == {"mail.eml!/表.jpg": b"photo"}


@pytest.mark.parametrize("charset", ["iso-2022-jp", "shift_jis", "euc-jp", "utf-8", ""])
def test_what_a_mail_says_is_read_in_the_encoding_that_it_names(charset):
    text = "宮崎支部の実績を提出します。"
    named = f"; charset={charset}" if charset else ""
    body = f"\nContent-Type: text/plain{named}\n\n".encode() + text.encode(charset or "utf-8") + b"\n"
    mail = make_mail({"45.xlsx": b"form"}).as_bytes()
    [boundary] = re.findall(rb'boundary="([^"]+)"', mail)
    head, _its_own_text, *files = mail.split(b"--" + boundary)
    [form] = opened((b"--" + boundary).join([head, body, *files])).members
    assert [said.strip() for said in form.hints.texts] == [text]


def test_a_mail_without_a_file_is_a_mail_that_says_something():
    carrier = opened(make_mail(body="大分支部です。別途お送りします。").as_bytes())
    [record] = carrier.records
    assert (record.kind, carrier.members) == (FindingCode.FILE_IGNORED, ())
    assert record.hints.texts == ("大分支部です。別途お送りします。\n",)


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Thu, 32 May 2025 17:30:00 +0900", "Thu, 1 Jan 1970 00:00:00 +0000"]
)
def test_a_date_that_is_none_is_none(date):
    mail = make_mail({"45.xlsx": b"form"}, date="")
    content = (f"Date: {date}\r\n" if date else "").encode() + mail.as_bytes()
    [form] = opened(content).members
    assert form.sent is None


def test_outlooks_own_form_gives_files_mails_links_and_passes_over_what_is_hidden():
    inner = Msg(subject="提出", sender="宮崎支部", address="Miyazaki@example.jp", files={"45.xlsx": b"form"})
    files = {"表.xlsx": b"x" * 5000, "image001.png": b"logo", "提出": inner, "OneDrive 上の表.xlsx": None}
    carrier = opened(Msg(files=files, hidden=["image001.png"]).build(), "a.msg")
    assert places(carrier) == {"a.msg!/表.xlsx": b"x" * 5000, "a.msg!/提出.msg!/45.xlsx": b"form"}
    assert [(member.sent, member.sender) for member in carrier.members] == [
        (SENT, "大分支部 佐藤 <oita@example.jp>"),
        (SENT, "宮崎支部 <miyazaki@example.jp>"),
    ]
    assert problems(carrier) == {"a.msg!/OneDrive 上の表.xlsx": "K314", "a.msg": "K335"}


# ── nested, and what is too much ───────────────────────────────────────────────────────────────────
def test_a_zip_in_a_zip_in_a_mail_is_opened_and_one_deeper_is_not():
    innermost = make_zip({"45.xlsx": b"form"})
    too_deep = make_zip({"deep.zip": innermost, "46.xlsx": b"other"})
    mail = make_mail({"外.zip": make_zip({"中.zip": too_deep, "47.xlsx": b"third"})})
    carrier = opened(mail.as_bytes())
    assert places(carrier) == {
        "mail.eml!/外.zip!/中.zip!/46.xlsx": b"other",
        "mail.eml!/外.zip!/47.xlsx": b"third",
    }
    assert problems(carrier)["mail.eml!/外.zip!/中.zip!/deep.zip"] == "K336"


@pytest.mark.parametrize(
    ("named_by", "name"),
    [(0x3707, "45.xlsx"), (0x3704, "45.xlsx"), (0x3001, "45.xlsx"), (0x370F, "attachment 1")],
    ids=["long", "short", "shown", "none"],
)
def test_an_attachment_of_outlook_has_the_best_name_that_there_is(named_by, name):
    carrier = opened(Msg(files={"45.xlsx": b"form"}, named_by=named_by).build(), "a.msg")
    assert places(carrier) == {f"a.msg!/{name}": b"form"}


@pytest.mark.parametrize("line", ["From:宮崎 <miyazaki@example.jp>", "from:miyazaki@example.jp"])
def test_within_an_organisation_the_address_stands_in_the_headers_of_outlooks_mail(line):
    inside = Msg(
        address="/O=HONBU/CN=MIYAZAKI", headers=f"Received: x\r\n{line}\r\nTo: y\r\n",
        to="本部 <Honbu@example.jp>; 企画部; plan@example.jp", files={"45.xlsx": b"form"},
    )  # fmt: skip
    [form] = opened(inside.build(), "a.msg").members
    assert form.hints.addresses == ("miyazaki@example.jp",)
    assert form.hints.recipients == ("honbu@example.jp", "plan@example.jp")
    assert form.sender == "大分支部 佐藤 <miyazaki@example.jp>"


def test_mails_of_outlook_nested_too_deep_are_named():
    deep = Msg(files={"a": Msg(files={"b": Msg(files={"c": Msg(files={"45.xlsx": b"form"})})})})
    carrier = opened(deep.build(), "a.msg")
    assert places(carrier) == {}
    assert list(problems(carrier).values()) == ["K336", "K335"]


def _limit(item: UnreadableFile) -> str:
    assert item.kind is FindingCode.CARRIER_TOO_LARGE
    label = dict(item.details)["what"]
    return str(getattr(label, "key", label)).rpartition(".")[2]


def test_more_than_two_hundred_files_are_not_opened_at_whatever_depth():
    many = {f"{number}.xlsx": b"x" for number in range(FILES)}
    assert len(opened(make_zip(many), "a.zip").members) == FILES
    assert _limit(refused(make_zip(many | {"one more.xlsx": b"x"}))) == "files"
    halves = {
        f"{half}.zip": make_zip({f"{half}{number}.txt": b"x" for number in range(110)}) for half in "ab"
    }
    assert _limit(refused(make_zip(halves))) == "files"


def test_ten_thousand_entries_are_refused_before_they_are_listed():
    assert _limit(refused(make_zip({f"{number}": b"" for number in range(10_000)}))) == "entries"


@pytest.mark.parametrize(("folders", "is_opened"), [(1_999, True), (2_000, False)])
def test_an_archive_has_at_most_two_thousand_entries_with_its_folders(folders, is_opened):
    content = make_zip({f"{number}/": b"" for number in range(folders)} | {"45.xlsx": b"form"})
    if is_opened:
        assert places(opened(content, "a.zip")) == {"a.zip!/45.xlsx": b"form"}
    else:
        assert _limit(refused(content)) == "entries"


def test_more_than_a_hundred_megabytes_are_not_unpacked():
    block = os.urandom(MB)
    big = block * (BYTES // MB // 2 + 1)
    item = refused(make_zip({"a.bin": big, "b.bin": big}, stored=True))
    assert _limit(item) == "total_size"


def test_a_bomb_is_refused_and_the_file_beside_it_is_read():
    bomb = make_zip({"bomb.xlsx": bytes(60 * MB)})
    assert _limit(refused(bomb)) == "ratio"
    carrier = opened(make_mail({"bomb.zip": bomb, "45.xlsx": b"form"}).as_bytes())
    assert places(carrier) == {"mail.eml!/45.xlsx": b"form"}
    assert problems(carrier)["mail.eml!/bomb.zip"] == "K336"


def test_a_size_that_the_archive_states_falsely_is_not_believed():
    content = bytearray(make_zip({"a.xlsx": bytes(60 * MB)}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(signature) + at
        content[start : start + 4] = (100).to_bytes(4, "little")
    item = refused(bytes(content))
    assert item.kind in (FindingCode.CARRIER_DAMAGED, FindingCode.CARRIER_TOO_LARGE)


# ── what is broken ─────────────────────────────────────────────────────────────────────────────────
def _broken_crc() -> bytes:
    content = bytearray(make_zip({"45.xlsx": b"form" * 100}, stored=True))
    content[content.index(b"formform")] ^= 1
    return bytes(content)


def _overlapping() -> bytes:
    content = bytearray(make_zip({"a.xlsx": b"a" * 50, "b.xlsx": b"b" * 50}))
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = bytes(4)  # the second entry claims the first one's bytes
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (make_zip({"45.xlsx": b"form" * 100})[:-40], "a.zip"),
        (_broken_crc(), "a.zip"),
        (_overlapping(), "a.zip"),
        (b"Subject: " + b"x" * 400_000 + b"\r\n\r\nbody", "a.eml"),
        (Msg(files={"45.xlsx": b"form"}).build()[:1500], "a.msg"),
        (make_compound({"__properties_version1.0": bytes(32), "__attach_version1.0_#00000000": {}}), "a.msg"),
    ],
    ids=[
        "cut off",
        "wrong CRC",
        "overlapping",
        "huge headers",
        "msg cut off",
        "msg without parts",
    ],
)
def test_what_is_broken_is_one_finding(content, name):
    assert refused(content, name).kind is FindingCode.CARRIER_DAMAGED


_MIXED = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
_ENCODED = b"Content-Transfer-Encoding: base64\r\n\r\n"
BROKEN_MAILS = {
    "no boundary": b"Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nx",
    "boundary never ends": _MIXED + b"--b\r\nContent-Type: text/plain\r\n\r\nx",
    "unknown charset": b"Subject: =?x-no?B?5aSn?=\r\nContent-Type: text/plain; charset=x-no\r\n\r\n\xff",
    "broken base64": b"Content-Type: application/pdf; name=a.pdf\r\n" + _ENCODED + b"!!!",
    "nothing but headers": b"Subject: x",
    "a mail inside that is none": b"Content-Type: message/rfc822\r\n\r\n",
    "zero bytes": b"Subject: x\0y\r\n\r\n\0\0",
}


@pytest.mark.parametrize("content", BROKEN_MAILS.values(), ids=BROKEN_MAILS)
def test_a_broken_mail_is_opened_as_far_as_it_goes_and_raises_nothing(content):
    item = open_carrier(returned(b"To: a@example.jp\r\n" + content), (), holds_files)
    assert isinstance(item, OpenedCarrier)


def test_parts_nested_a_thousand_deep_are_one_finding():
    content = b"To: a@example.jp\r\n"
    for number in range(3000):
        content += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)
    assert refused(content, "a.eml").kind is FindingCode.CARRIER_DAMAGED


def test_a_mail_that_holds_itself_for_ever_ends_at_the_third_level():
    mail = make_mail({"45.xlsx": b"form"}, subject="0")
    for number in range(1, 12):
        mail = make_mail({"": mail}, subject=str(number))
    carrier = opened(mail.as_bytes())
    assert places(carrier) == {}
    assert list(problems(carrier).values()).count("K336") == 1
