"""E-mail drafts: what Outlook opens for writing, read back with the standard library's parser."""

import datetime as dt
import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import pairwise
from typing import Any

import pytest

from kpixl.files.email import Notice, Occasion, build_draft, draft_name
from kpixl.files.mail_parts import Attachment
from kpixl.locale import LANGUAGES, catalogue
from kpixl.model.finding import FindingCode, Place, RenderedFinding, Severity, finding
from kpixl.model.fiscal import FiscalYear
from kpixl.model.plan import Branch, Settings

SETTINGS = {
    "ja": Settings(
        organisation="試験健康保険協会",
        fiscal_year=FiscalYear(2024),
        round_name="令和6年度実績",
        date=dt.date(2025, 4, 1),
        due=dt.date(2025, 5, 30),
        contact="本部 企画部",
    ),
    "en": Settings(
        organisation="Example Health Insurance",
        fiscal_year=FiscalYear(2024),
        round_name="FY2024 results",
        date=dt.date(2025, 4, 1),
        language="en",
        due=dt.date(2025, 5, 30),
        contact="Planning department",
    ),
}
BRANCH = {
    "ja": Branch(code="45", name="宮崎", block="南", email="miyazaki@example.jp"),
    "en": Branch(code="45", name="Lakes", block="Lower", email="lakes@example.org"),
}
ISSUE = "FY2024-45-01"
# Not a workbook: every byte value, and more than one line of base64.
CONTENT = b"PK\x03\x04" + bytes(range(256)) * 3 + b"\r\n--=_\r\n"


def _attachment(language: str) -> Attachment:
    return Attachment(f"45_{BRANCH[language].name}_FY2024.xlsx", CONTENT)


def _findings(language: str) -> list[RenderedFinding]:
    words = catalogue(language)
    place = Place("inbox/返送.xlsx", words("sheet.entry"), "J9")
    return [
        words.render(finding(FindingCode.DENOMINATOR_ZERO, place)),
        words.render(
            finding(FindingCode.FIGURE_APPROXIMATE, Place("inbox/a.xlsx", place.sheet, "J12"), seen="約62")
        ),
    ]


_OF_SETTINGS = {"organisation", "due", "contact"}
_OF_BRANCH = {"name", "email"}


def _draft(occasion: Occasion, language: str, **changes: Any) -> bytes:
    """A draft of the example round; `changes` go to its settings, its branch or build_draft itself."""
    settings = replace(SETTINGS[language], **{key: changes[key] for key in _OF_SETTINGS & changes.keys()})
    branch = replace(BRANCH[language], **{key: changes[key] for key in _OF_BRANCH & changes.keys()})
    attachment = changes.get("attachment", _attachment(language))
    findings = changes.get("findings", _findings(language) if occasion is Occasion.SENDBACK else ())
    issue = changes.get("issue", ISSUE)
    notice = changes.get("notice")
    return build_draft(occasion, settings, branch, attachment, findings=findings, issue=issue, notice=notice)


def _parsed(draft: bytes) -> EmailMessage:
    message = message_from_bytes(draft, policy=default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def _body(draft: bytes) -> str:
    part = _parsed(draft).get_body(("plain",))
    assert part is not None
    assert part.get_content_type() == "text/plain"
    assert part.get_content_charset() == "utf-8"
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


def _head(draft: bytes) -> str:
    return draft.partition(b"\r\n\r\n")[0].decode("ascii")


def _header_names(draft: bytes) -> list[str]:
    return list(_parsed(draft).keys())


BODIES = {
    (Occasion.ISSUE, "ja"): """\
宮崎支部 ご担当者様

日頃より業務の推進にご協力いただき、ありがとうございます。

標記について、令和6年度（2024年度）のKPI実績を取りまとめます。\
ご多忙のところ恐れ入りますが、添付の記入表にご記入のうえ、ご返送くださいますようお願いいたします。

  提出期限：令和7年5月30日（2025年5月30日 金曜日）
  添付ファイル：45_宮崎_FY2024.xlsx
  発行番号：FY2024-45-01
  問い合わせ先：本部 企画部

記入と提出の方法
  1. 薄い黄色の欄だけを記入してください。\
数値は単位を付けず、表示の単位のまま入力します（62.2％なら 62.2）。
  2. 詳しい書き方は、記入表の「記入要領」シートをご覧ください。
  3. ファイルは Excel形式（.xlsx）のまま、このメールへの返信に添付してお送りください。

何卒よろしくお願いいたします。

試験健康保険協会
""",
    (Occasion.REMIND, "ja"): """\
宮崎支部 ご担当者様

日頃より業務の推進にご協力いただき、ありがとうございます。

標記について、令和6年度（2024年度）のKPI実績記入表のご提出を、まだ確認できておりません。\
記入表をあらためて添付しますので、ご多忙のところ恐れ入りますが、\
ご記入のうえ、ご返送くださいますようお願いいたします。

すでに記入を始めている場合は、発行番号が下記と同じであれば、お手元のファイルをそのままお使いください。

本メールと行き違いでご提出いただいておりましたら、何卒ご容赦ください。

  提出期限：令和7年5月30日（2025年5月30日 金曜日）
  添付ファイル：45_宮崎_FY2024.xlsx
  発行番号：FY2024-45-01
  問い合わせ先：本部 企画部

記入と提出の方法
  1. 薄い黄色の欄だけを記入してください。\
数値は単位を付けず、表示の単位のまま入力します（62.2％なら 62.2）。
  2. 詳しい書き方は、記入表の「記入要領」シートをご覧ください。
  3. ファイルは Excel形式（.xlsx）のまま、このメールへの返信に添付してお送りください。

何卒よろしくお願いいたします。

試験健康保険協会
""",
    (Occasion.SENDBACK, "ja"): """\
宮崎支部 ご担当者様

KPI実績記入表をご提出いただき、ありがとうございます。

標記について、ご提出いただいた令和6年度（2024年度）の記入表に、\
ご確認または訂正をお願いしたい箇所がありました。指摘は 2 件です。\
お手数をおかけしますが、添付の訂正用の記入表で直していただき、お早めにご返送くださいますようお願いいたします。

  添付ファイル：45_宮崎_FY2024.xlsx
  発行番号：FY2024-45-01
  問い合わせ先：本部 企画部

訂正と再提出の方法
  1. 指摘の箇所には色と印が付いています。「指摘一覧」シートから、そのセルへ移れます。
  2. 指摘の箇所を確かめ、誤りがあれば記入欄を直してください。
  3. 値が正しい場合は、そのまま残し、備考に理由を書いてください。
  4. ファイルは Excel形式（.xlsx）のまま、このメールへの返信に添付してお送りください。

指摘の内容
  1. 【誤り】記入シート J12
     「約62」は概数です。
     → 確定した数値を入力してください。\
確定していなければ「未確定」と入力し、備考に概数を書いてください。
  2. 【注意】記入シート J9
     分母が0です。
     → 分母を確かめてください。対象がなければ実績に「-」と入力します。

何卒よろしくお願いいたします。

試験健康保険協会
""",
    (Occasion.ISSUE, "en"): """\
Dear colleagues at the Lakes branch,

Thank you for your continued cooperation.

We are collecting the KPI results for FY2024. \
Please fill in the attached entry workbook and return it to us.

  Due date: Friday, 30 May 2025
  Attachment: 45_Lakes_FY2024.xlsx
  Issue number: FY2024-45-01
  Contact: Planning department

How to fill it in and return it
  1. Fill in the light yellow cells only. \
Enter numbers without a unit, in the unit shown (for 62.2% enter 62.2).
  2. The sheet “Instructions” of the workbook explains what to enter.
  3. Reply to this message with the file attached; keep it an Excel file (.xlsx).

Kind regards,

Example Health Insurance
""",
    (Occasion.REMIND, "en"): """\
Dear colleagues at the Lakes branch,

Thank you for your continued cooperation.

We have not yet received your KPI entry workbook for FY2024. \
It is attached again; please fill it in and return it to us.

If you have already begun to fill it in, please go on with your own copy, \
provided that it has the issue number shown below.

If you have sent it in the meantime, please disregard this message.

  Due date: Friday, 30 May 2025
  Attachment: 45_Lakes_FY2024.xlsx
  Issue number: FY2024-45-01
  Contact: Planning department

How to fill it in and return it
  1. Fill in the light yellow cells only. \
Enter numbers without a unit, in the unit shown (for 62.2% enter 62.2).
  2. The sheet “Instructions” of the workbook explains what to enter.
  3. Reply to this message with the file attached; keep it an Excel file (.xlsx).

Kind regards,

Example Health Insurance
""",
    (Occasion.SENDBACK, "en"): """\
Dear colleagues at the Lakes branch,

Thank you for returning your KPI entry workbook.

We have checked your figures for FY2024 and ask you to confirm or correct what we found. \
Number of findings: 2. \
Please make the corrections in the attached correction workbook and return it to us as soon as you can.

  Attachment: 45_Lakes_FY2024.xlsx
  Issue number: FY2024-45-01
  Contact: Planning department

How to correct and return it
  1. The cells in question are marked in colour. The sheet “Corrections” takes you to them.
  2. Check each place listed below and correct the entry where it is wrong.
  3. Where the value is right, leave it as it is and write the reason in the remark.
  4. Reply to this message with the file attached; keep it an Excel file (.xlsx).

Findings
  1. Error: Entry J12
     “約62” is an approximate number.
     → Enter the settled number. \
If it is not settled yet, enter “Unsettled” and write the approximate number in the remark.
  2. Warning: Entry J9
     The denominator is 0.
     → Check the denominator. If there is nothing to count, “-” is entered as the actual.

Kind regards,

Example Health Insurance
""",
}
SUBJECTS = {
    (Occasion.ISSUE, "ja"): "【試験健康保険協会】令和6年度 KPI実績記入表の送付（宮崎支部）",
    (Occasion.REMIND, "ja"): "【試験健康保険協会】令和6年度 KPI実績記入表のご提出のお願い（宮崎支部）",
    (Occasion.SENDBACK, "ja"): "【試験健康保険協会】令和6年度 KPI実績記入表の訂正のお願い（宮崎支部）",
    (Occasion.ISSUE, "en"): "[Example Health Insurance] FY2024 KPI entry workbook for the Lakes branch",
    (Occasion.REMIND, "en"): (
        "[Example Health Insurance] Reminder: FY2024 KPI entry workbook of the Lakes branch"
    ),
    (Occasion.SENDBACK, "en"): (
        "[Example Health Insurance] Please correct: FY2024 KPI entry workbook of the Lakes branch"
    ),
}
EVERY = pytest.mark.parametrize(("occasion", "language"), list(BODIES), ids=str)


# ── what a draft says ───────────────────────────────────────────────────────────────────────────────
@EVERY
def test_the_body_reads_like_a_letter(occasion, language):
    assert _body(_draft(occasion, language)) == BODIES[occasion, language]


@EVERY
def test_the_headers_are_those_of_a_message_that_is_still_to_be_sent(occasion, language):
    message = _parsed(_draft(occasion, language))
    assert message.keys() == ["X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"]
    assert message["X-Unsent"] == "1"
    assert message["To"] == BRANCH[language].email
    assert message["Subject"] == SUBJECTS[occasion, language]
    assert message["Subject"].defects == ()
    assert message.get_content_type() == "multipart/mixed"


@EVERY
def test_the_attachment_comes_back_byte_for_byte(occasion, language):
    (part,) = _parsed(_draft(occasion, language)).iter_attachments()
    assert part.get_content_type() == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert part.get_content_disposition() == "attachment"
    assert part.get_filename() == _attachment(language).name
    assert part["Content-Type"].params["name"] == _attachment(language).name
    assert part.get_content() == CONTENT


@EVERY
def test_the_same_inputs_give_the_same_bytes(occasion, language):
    assert _draft(occasion, language) == _draft(occasion, language)


def test_other_content_gets_another_boundary():
    first = _parsed(_draft(Occasion.ISSUE, "ja")).get_boundary()
    other = _parsed(_draft(Occasion.ISSUE, "ja", attachment=Attachment("a.xlsx", b"PK"))).get_boundary()
    assert re.fullmatch(r"=_[0-9a-f]{32}", first)
    assert first != other


@EVERY
def test_every_line_is_ascii_ends_in_crlf_and_is_short(occasion, language):
    draft = _draft(occasion, language)
    assert draft.isascii()
    assert b"\n" not in draft.replace(b"\r\n", b"")
    assert b"\r" not in draft.replace(b"\r\n", b"")
    assert max(map(len, draft.split(b"\r\n"))) <= 98


def test_the_decoded_text_has_crlf_line_ends_too():
    part = _parsed(_draft(Occasion.ISSUE, "ja")).get_body(("plain",))
    text = part.get_payload(decode=True)
    assert text.count(b"\r\n") == text.count(b"\n") == len(BODIES[Occasion.ISSUE, "ja"].splitlines())


@EVERY
def test_outlook_finds_no_lines_to_join(occasion, language):
    # It joins a line to one of 40 characters or more above it, unless it begins with two blanks.
    lines = _body(_draft(occasion, language)).splitlines()
    joined = [after for before, after in pairwise(lines) if len(before) >= 40 and after.strip()]
    assert [line for line in joined if not line.startswith("  ")] == []


# ── what a plan leaves out ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("occasion", [Occasion.ISSUE, Occasion.REMIND])
def test_without_a_due_date_no_sentence_speaks_of_one(occasion, language):
    body = _body(_draft(occasion, language, due=None))
    assert "期限" not in body
    assert "due" not in body.casefold()
    gone = [line for line in BODIES[occasion, language].splitlines() if line not in body.splitlines()]
    assert len(gone) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sendback_does_not_name_the_due_date_of_the_first_submission(language):
    assert "2025" not in _body(_draft(Occasion.SENDBACK, language))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2025, 5, 30), "令和7年5月30日（2025年5月30日 金曜日）"),
        (dt.date(2026, 1, 5), "令和8年1月5日（2026年1月5日 月曜日）"),
        (dt.date(2019, 5, 1), "令和元年5月1日（2019年5月1日 水曜日）"),
        (dt.date(2019, 4, 30), "平成31年4月30日（2019年4月30日 火曜日）"),
    ],
)
def test_the_due_date_stands_in_both_calendars(day, said):
    assert f"  提出期限：{said}\n" in _body(_draft(Occasion.ISSUE, "ja", due=day))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_leaves_no_trace(language):
    draft = _draft(
        Occasion.ISSUE,
        language,
        organisation="",
        contact="",
        due=None,
        email="",
        issue="",
        attachment=None,
    )
    message = _parsed(draft)
    assert message.get_content_type() == "text/plain"
    assert message.keys() == [
        "X-Unsent",
        "Subject",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    ]
    expected = {
        "ja": (
            "令和6年度 KPI実績記入表の送付（宮崎支部）",
            "ご返送くださいますようお願いいたします。\n\n記入と提出の方法\n",
            "\n\n何卒よろしくお願いいたします。\n",
        ),
        "en": (
            "FY2024 KPI entry workbook for the Lakes branch",
            "Please fill in your entry workbook and return it to us.\n\nHow to fill it in",
            "\n\nKind regards,\n",
        ),
    }[language]
    body = _body(draft)
    assert message["Subject"] == expected[0]
    assert expected[1] in body
    assert body.endswith(expected[2])
    assert "\n\n\n" not in body


@pytest.mark.parametrize("occasion", [Occasion.REMIND, Occasion.SENDBACK])
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_an_attachment_none_is_spoken_of(occasion, language):
    body = _body(_draft(occasion, language, attachment=None))
    before_the_steps = body.partition(catalogue(language)("mail.send_back"))[0]
    assert "添付" not in before_the_steps
    assert "attach" not in before_the_steps.casefold()
    assert ISSUE not in body


# ── the branch's name ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("language", "name", "said"),
    [
        ("ja", "宮崎", "宮崎支部 ご担当者様"),
        ("ja", "宮崎支部", "宮崎支部 ご担当者様"),
        ("ja", "本部", "本部 ご担当者様"),
        ("ja", "宇部", "宇部支部 ご担当者様"),
        ("ja", "", "45支部 ご担当者様"),
        ("en", "Lakes", "Dear colleagues at the Lakes branch,"),
        ("en", "Lakes Branch", "Dear colleagues at the Lakes Branch,"),
        ("en", "Harbour Office", "Dear colleagues at the Harbour Office,"),
    ],
)
def test_a_branch_is_called_a_branch_once(language, name, said):
    assert _body(_draft(Occasion.ISSUE, language, name=name)).splitlines()[0] == said


# ── addresses ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("cell", "to"),
    [
        ("a@example.jp; b@example.jp", "a@example.jp, b@example.jp"),
        ("a@example.jp,b@example.jp，c@example.jp；", "a@example.jp, b@example.jp, c@example.jp"),
        ("a@example.jp;a@example.jp", "a@example.jp"),
        ("宮崎　太郎 <taro@example.jp>", "taro@example.jp"),
        ("ｔａｒｏ＠example.jp", "taro@example.jp"),
        ("a..b.@docomo.example.jp", "a..b.@docomo.example.jp"),
        ("電話で連絡; a@example.jp", "a@example.jp"),
    ],
)
def test_the_plans_cell_may_hold_several_addresses(cell, to):
    draft = _draft(Occasion.ISSUE, "ja", email=cell)
    assert _parsed(draft)["To"] == to
    assert _header_names(draft).count("To") == 1


@pytest.mark.parametrize("cell", ["", "   ", ";,", "なし", "a@", "@example.jp", "a b@example.jp", "a@b@c.jp"])
def test_without_a_usable_address_there_is_no_to_header(cell):
    assert "To" not in _header_names(_draft(Occasion.ISSUE, "ja", email=cell))


@pytest.mark.parametrize(
    "cell",
    [
        "a@example.jp\r\nBcc: thief@example.com",
        "a@example.jp\nBcc: thief@example.com",
        "a@example.jp\rBcc: thief@example.com",
        "a@example.jp\r\n\r\n<html>",
        "a@example.jp\u2028Bcc: thief@example.com",
        "x\nBcc: thief@example.com <a@example.jp>",
        "<a@example.jp>\0",
        f"{'a' * 300}@example.jp",
        f"a@{'b' * 300}.jp",
    ],
)
def test_an_address_that_would_break_out_of_its_header_is_left_out(cell):
    draft = _draft(Occasion.ISSUE, "ja", email=f"{cell}; ok@example.jp")
    message = _parsed(draft)
    assert message.keys() == ["X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"]
    assert message["To"] == "ok@example.jp"
    assert "thief" not in _head(draft)


# ── hostile names ───────────────────────────────────────────────────────────────────────────────────
HOSTILE = [
    "宮崎\r\nBcc: thief@example.com",
    'the "quoted" \\ name',
    "支部😀👩‍👩‍👧",
    "宮" * 200,
    "=?utf-8?q?fake?=",
    "{name} %s",
    "右から\u202eみぎ\u2029\x00\x85",
    "lone \ud800 surrogate",
]


@pytest.mark.parametrize("name", HOSTILE)
@EVERY
def test_no_name_breaks_a_draft(occasion, language, name):
    draft = _draft(
        occasion,
        language,
        name=name,
        organisation=name,
        contact=name,
        issue=name,
        attachment=Attachment(f"{name}.xlsx", CONTENT),
        findings=[_about(file=name, sheet=name, cell=name, kpi="007", message=name, hint=name)],
    )
    message = _parsed(draft)
    shown = re.sub(" +", " ", "".join(c if c.isprintable() else " " for c in name)).strip()
    assert message.keys() == ["X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"]
    assert message["Subject"].count(shown) == 2
    (part,) = message.iter_attachments()
    assert part.keys() == ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]
    assert part.get_content() == CONTENT
    file_name = part.get_filename()
    assert file_name == part["Content-Type"].params["name"]
    assert file_name.endswith(".xlsx")
    assert len(file_name.encode()) <= 255
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', file_name)
    body = _body(draft)
    assert shown in body.splitlines()[0]
    assert file_name in body
    # No line of anybody else's making stands at the left edge.
    assert not [line for line in body.splitlines() if line.startswith("Bcc")]
    assert draft.isascii()
    assert b"\n" not in draft.replace(b"\r\n", b"")
    assert max(map(len, draft.split(b"\r\n"))) <= 998


def test_a_japanese_file_name_is_written_for_old_and_new_readers():
    draft = _draft(Occasion.ISSUE, "ja").decode("ascii")
    assert (
        "Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;\r\n"
        ' name="=?utf-8?b?NDVf5a6u5bSOX0ZZMjAyNC54bHN4?="\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment;\r\n"
        " filename*=utf-8''45_%E5%AE%AE%E5%B4%8E_FY2024.xlsx\r\n"
    ) in draft


def test_a_long_japanese_file_name_is_not_split_into_numbered_pieces():
    name = f"01_{'北海道' * 10}_FY2024.xlsx"
    draft = _draft(Occasion.ISSUE, "ja", attachment=Attachment(name, CONTENT))
    assert b"filename*0" not in draft
    assert b"name*0" not in draft
    (part,) = _parsed(draft).iter_attachments()
    assert part.get_filename() == part["Content-Type"].params["name"] == name
    words = re.findall(r"=\?[^?]*\?b\?[^?]*\?=", draft.decode("ascii"))
    assert max(map(len, words)) <= 75


# ── findings ────────────────────────────────────────────────────────────────────────────────────────
def _about(**changes: Any) -> RenderedFinding:
    """A finding about a branch's form; `changes` are what it is about."""
    known = {"code": "K401", "severity": Severity.ERROR, "branch": "45"}
    blank = dict.fromkeys(("file", "sheet", "cell", "kpi", "message", "hint"), "")
    return RenderedFinding(**blank | known | changes)


def _many(count: int) -> list[RenderedFinding]:
    """Warnings and errors by turns, numbered in their cells."""
    severities = (Severity.WARNING, Severity.ERROR)
    return [
        _about(severity=severities[n % 2], sheet="記入シート", cell=f"J{n}", kpi="007", message=f"見{n}。")
        for n in range(count)
    ]


def test_twenty_findings_are_listed_errors_first_and_the_rest_is_counted():
    body = _body(_draft(Occasion.SENDBACK, "ja", findings=_many(45)))
    titles = re.findall(r"^  \d+\. 【(.+)】\S+ 記入シート J(\d+)$", body, re.MULTILINE)
    assert titles == [("誤り", str(n)) for n in range(1, 41, 2)]
    assert "指摘は 45 件です。" in body
    assert re.findall(r"^     見(\d+)。$", body, re.MULTILINE) == [str(n) for n in range(1, 41, 2)]
    assert (
        "\n  ほかに 25 件の指摘があります。\n  すべての指摘は、添付ファイルの「指摘一覧」シートにあります。\n"
    ) in body


def test_errors_come_before_warnings_when_both_are_listed():
    body = _body(_draft(Occasion.SENDBACK, "en", findings=_many(5)))
    assert re.findall(r"^  \d+\. (\w+): \S+ 記入シート J(\d)$", body, re.MULTILINE) == [
        ("Error", "1"),
        ("Error", "3"),
        ("Warning", "0"),
        ("Warning", "2"),
        ("Warning", "4"),
    ]


@pytest.mark.parametrize(
    ("count", "said"), [(20, False), (21, True)], ids=["twenty are all listed", "one more is counted"]
)
def test_the_list_sheet_is_named_only_where_findings_are_left_out(count, said):
    body = _body(_draft(Occasion.SENDBACK, "en", findings=_many(count)))
    more = (
        "  Findings not listed here: 1.\n"
        "  All findings are on the sheet “Corrections” of the attached workbook.\n"
    )
    assert (more in body) is said
    assert ("not listed" in body) is said


def test_a_finding_about_the_whole_file_names_the_file_as_the_branch_knows_it():
    items = [
        _about(code="K313", file="inbox/南/返送.xlsx", message="空です。", hint="記入してください。"),
        _about(code="K313", message="空です。"),
    ]
    body = _body(_draft(Occasion.SENDBACK, "ja", findings=items))
    assert (
        "  1. 【誤り】返送.xlsx\n     空です。\n     → 記入してください。\n"
        "  2. 【誤り】ファイル全体\n     空です。\n\n"
    ) in body


def test_a_page_of_text_in_a_cell_is_shortened():
    item = _about(sheet="記入シート", cell="J9", message="長" * 5000, hint="\n直す\n ")
    body = _body(_draft(Occasion.SENDBACK, "ja", findings=[item]))
    assert f"     {'長' * 399}…\n     → 直す\n" in body


def test_a_sendback_without_findings_speaks_of_no_list():
    body = _body(_draft(Occasion.SENDBACK, "ja", findings=()))
    assert "指摘は" not in body
    assert "指摘の内容" not in body


@pytest.mark.parametrize("occasion", [Occasion.ISSUE, Occasion.REMIND])
def test_only_a_sendback_lists_findings(occasion):
    assert _draft(occasion, "ja", findings=_findings("ja")) == _draft(occasion, "ja")


# ── a workbook that is replaced ─────────────────────────────────────────────────────────────────────
def _replaced(language: str, changes: int, *, is_filled: bool = False) -> str:
    notice = Notice(changes=tuple(f"変更{number}" for number in range(1, changes + 1)), is_filled=is_filled)
    return _body(_draft(Occasion.REPLACE, language, notice=notice))


@pytest.mark.parametrize(
    ("language", "is_filled", "begins"),
    [
        ("ja", True, "すでにご提出いただいた値は、添付の記入表に入れてあります。"),
        ("ja", False, "すでに記入を始めている場合は、お手数ですが、"),
        ("en", True, "What you have already returned stands in the attached workbook."),
        ("en", False, "If you have already begun, please move what you have filled in"),
    ],
)
def test_who_gets_another_workbook_is_told_what_becomes_of_what_is_filled_in(language, is_filled, begins):
    older = {"ja": "変更は本部の都合によるものです。", "en": "The change is head office's."}[language]
    paragraphs = _replaced(language, 1, is_filled=is_filled).split("\n\n")
    at = next(number for number, paragraph in enumerate(paragraphs) if paragraph.startswith(begins))
    assert paragraphs[at + 1].startswith(older)


def test_what_has_changed_is_listed_and_counted_beyond_twenty():
    body = _replaced("ja", 22)
    assert "変わったところ\n  1. 変更1\n  2. 変更2\n" in body
    assert "\n  20. 変更20\n  ほかに 2 か所あります。\n\n記入と提出の方法" in body
    assert "変更21" not in body
    assert "\n  20. 変更20\n\nHow to fill it in" in _replaced("en", 20)
    assert "\n  20. 変更20\n  Changes not listed here: 1.\n" in _replaced("en", 21)


def test_without_changes_there_is_no_list_of_them():
    assert "変わったところ" not in _replaced("ja", 0)


# ── the draft's own name ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("occasion", "japanese", "english"),
    [
        (Occasion.ISSUE, "45_宮崎_FY2024_送付.eml", "45_宮崎_FY2024_issue.eml"),
        (Occasion.REMIND, "45_宮崎_FY2024_催促.eml", "45_宮崎_FY2024_reminder.eml"),
        (Occasion.SENDBACK, "45_宮崎_FY2024_差戻し.eml", "45_宮崎_FY2024_sendback.eml"),
    ],
)
def test_a_drafts_file_is_named_after_the_entry_workbook(occasion, japanese, english):
    assert draft_name(occasion, "45_宮崎_FY2024", catalogue("ja")) == japanese
    assert draft_name(occasion, "45_宮崎_FY2024", catalogue("en")) == english
