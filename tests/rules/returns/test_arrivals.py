"""What came in another form than a workbook: whose it is, and when that matters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.finding import FindingCode
from kpixl.model.message import message
from kpixl.model.plan import Branch
from kpixl.model.submission import NO_HINTS, Hints, UnreadableFile
from kpixl.rules.returns.arrivals import place_arrivals, whose
from tests.rules.builders import make_plan

OITA = Branch(code="44", name="大分", block="九州", email="大分支部 <Oita@example.jp>; oita-2@example.jp")
MIYAZAKI = Branch(code="45", name="宮崎", block="九州", email="miyazaki@example.jp")
TOKYO, KYOTO = (
    Branch(code="13", name="東京都", block="関東", email="east@example.jp"),
    Branch(code="26", name="京都", block="近畿", email="east@example.jp"),
)
PLAN = make_plan(branches=(TOKYO, KYOTO, OITA, MIYAZAKI))


def unread(
    file: str = "inbox/表.pdf", kind: FindingCode = FindingCode.FILE_IGNORED, hints: Hints = NO_HINTS
) -> UnreadableFile:
    return UnreadableFile(
        file=file, sha256="", kind=kind, details=(("format", message("word.format.pdf")),), hints=hints
    )


@pytest.mark.parametrize(
    ("file", "hints", "expected"),
    [
        ("inbox/大分_提出.pdf", NO_HINTS, OITA),
        ("inbox/44_FY2024.gsheet", NO_HINTS, OITA),
        ("inbox/大分", NO_HINTS, OITA),
        ("inbox/.45_宮崎_FY2024.xlsx.icloud", NO_HINTS, MIYAZAKI),
        ("inbox/大分/表.pdf", NO_HINTS, OITA),
        ("inbox/大分からの返信.eml!/表.pdf", NO_HINTS, OITA),
        ("inbox/大分/宮崎.pdf", NO_HINTS, MIYAZAKI),
        ("inbox/東京都.pdf", NO_HINTS, TOKYO),
        ("inbox/京都.pdf", NO_HINTS, KYOTO),
        ("inbox/大分と宮崎.pdf", NO_HINTS, None),
        ("inbox/表.pdf", NO_HINTS, None),
        ("inbox/表.pdf", Hints(addresses=("oita@example.jp",)), OITA),
        ("inbox/表.pdf", Hints(addresses=("OITA-2@example.jp",)), OITA),
        ("inbox/表.pdf", Hints(addresses=("east@example.jp",)), None),  # an address that two share
        ("inbox/表.pdf", Hints(addresses=("oita@example.jp",), titles=("宮崎の件",)), OITA),
        ("inbox/表.pdf", Hints(titles=("RE: 【大分】KPI実績",)), OITA),
        ("inbox/表.pdf", Hints(titles=("無題", "大分の件")), OITA),
        ("inbox/表.pdf", Hints(texts=("宮崎 太郎",)), None),  # a person's name
        ("inbox/表.pdf", Hints(texts=("宮崎 太郎（大分支部）",)), OITA),
        ("inbox/表.pdf", Hints(texts=("大分支部の宮崎です。",)), OITA),
        ("inbox/表.pdf", Hints(texts=("大分支部と宮崎支部の皆様",)), None),
        ("inbox/宮崎.pdf", Hints(addresses=("oita@example.jp",)), MIYAZAKI),
        ("inbox/大分.eml", Hints(addresses=("honbu@example.jp",), recipients=("oita@example.jp",)), None),
        ("inbox/大分.eml", Hints(addresses=("oita@example.jp",), recipients=("oita-2@example.jp",)), OITA),
        ("inbox/大分.eml", Hints(recipients=("honbu@example.jp", "oita@example.jp")), OITA),
    ],
)
def test_a_file_is_a_branchs_by_its_name_its_sender_its_subject_or_its_text(file, hints, expected):
    assert whose(PLAN, file, hints) == expected


def test_a_pdf_of_a_branch_that_has_returned_nothing_is_a_warning_that_names_it():
    arrivals = place_arrivals(PLAN, [unread("inbox/大分.pdf")], [], answered=[])
    [found] = arrivals.findings
    assert (found.kind, found.branch_code) == (FindingCode.ANSWER_IN_OTHER_FORM, "44")
    assert dict(found.details) == {"format": message("word.format.pdf"), "name": "大分"}
    assert arrivals.by_branch == {"44": ("inbox/大分.pdf",)}


def test_beside_a_return_of_the_branch_it_is_a_note_and_no_answer():
    arrivals = place_arrivals(PLAN, [unread("inbox/大分.pdf")], [], answered=["44"])
    [found] = arrivals.findings
    assert (found.kind, found.branch_code) == (FindingCode.FILE_IGNORED, "")
    assert arrivals.by_branch == {}


def test_a_file_of_no_branch_stays_a_note():
    arrivals = place_arrivals(PLAN, [unread("inbox/メモ.txt")], [], answered=[])
    assert [item.kind for item in arrivals.findings] == [FindingCode.FILE_IGNORED]


def test_a_workbook_that_cannot_be_read_keeps_its_own_finding_and_is_its_branchs_answer_all_the_same():
    item = unread("inbox/大分.xlsx", FindingCode.FILE_ENCRYPTED)
    arrivals = place_arrivals(PLAN, [item], ["inbox/宮崎_別の表.xlsx"], answered=[])
    assert [(found.kind, found.branch_code) for found in arrivals.findings] == [
        (FindingCode.FILE_ENCRYPTED, "44")
    ]
    assert arrivals.by_branch == {"44": ("inbox/大分.xlsx",), "45": ("inbox/宮崎_別の表.xlsx",)}


@pytest.mark.parametrize(
    "kind", [FindingCode.FILE_IS_OPEN, FindingCode.CARRIER_OPENED, FindingCode.ISSUED_WORKBOOK]
)
def test_what_is_nobodys_answer_keeps_no_branch_from_being_reminded(kind):
    arrivals = place_arrivals(PLAN, [unread("inbox/大分.eml", kind)], [], answered=[])
    assert arrivals.by_branch == {}
    assert [item.kind for item in arrivals.findings] == [kind]


_ITEMS = [
    unread("inbox/大分.pdf"),
    unread("inbox/大分/表.csv"),
    unread("inbox/宮崎.xlsx", FindingCode.FILE_ENCRYPTED),
    unread("inbox/メモ.txt"),
    unread("inbox/a.eml", FindingCode.CARRIER_OPENED),
]


@given(st.permutations(_ITEMS), st.permutations(["inbox/宮崎_表.xlsx", "inbox/大分_表.xlsx"]))
def test_the_order_of_what_came_never_matters(items, strays):
    arrivals = place_arrivals(PLAN, items, strays, answered=[])
    assert arrivals.by_branch == {
        "44": ("inbox/大分.pdf", "inbox/大分/表.csv", "inbox/大分_表.xlsx"),
        "45": ("inbox/宮崎.xlsx", "inbox/宮崎_表.xlsx"),
    }
    by_file = {found.place.file: (found.kind.code, found.branch_code) for found in arrivals.findings}
    assert by_file == {
        "inbox/大分.pdf": ("K339", "44"),
        "inbox/大分/表.csv": ("K339", "44"),
        "inbox/宮崎.xlsx": ("K317", "45"),
        "inbox/メモ.txt": ("K314", ""),
        "inbox/a.eml": ("K335", ""),
    }


def test_a_name_that_a_mac_has_taken_apart_is_the_same_name():
    tsukuba = Branch(code="08", name="つくば", block="関東")
    file = unicodedata.normalize("NFD", "inbox/つくば.pdf")
    assert file != "inbox/つくば.pdf"
    assert whose(make_plan(branches=(tsukuba, MIYAZAKI)), file, NO_HINTS) is tsukuba
