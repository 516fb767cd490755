"""Mails, archives and other forms of an answer in the inbox, through the commands."""

import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpixl.jobs.consolidate import consolidate
from kpixl.steps.load_round import ReadOptions
from tests.builders import all_actuals, digests, fill_return, ledger_of, make_round, rows_of
from tests.carriers import Msg, make_aes_zip, make_mail, make_zip
from tests.inprocess import InProcessExecutor

FORM = "45_宮崎_FY2024.xlsx"
ASK = "届いたものを確かめ、記入表（.xlsx）を送ってもらう"


@pytest.fixture
def round_(tmp_path, run):
    """A round that is issued, with an empty inbox, and the return of branch 45 as bytes."""
    made = make_round(tmp_path)
    run("distribute", made.path)
    path = fill_return(made, "45", all_actuals(50))
    content = path.read_bytes()
    path.unlink()
    return made, content


def _put(round_, name: str, content: bytes) -> None:
    path = round_.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _codes(round_) -> dict[str, str]:
    """The finding about each file of the inbox as a whole, without those about its cells."""
    rows = rows_of(round_.master, "指摘")
    return {row["ファイル"].removeprefix("inbox/"): row["指摘番号"] for row in rows if not row["セル"]}


CARRIERS = {
    "a mail": ("RE_提出.eml", lambda form: make_mail({FORM: form}).as_bytes(), f"RE_提出.eml!/{FORM}"),
    "a mail of Outlook": ("a.msg", lambda form: Msg(files={FORM: form}).build(), f"a.msg!/{FORM}"),
    "a zip": ("提出.zip", lambda form: make_zip({FORM: form}, encoding="cp932"), f"提出.zip!/{FORM}"),
    "a zip in a mail": (
        "sub/a.eml",
        lambda form: make_mail({"提出.zip": make_zip({f"R6/{FORM}": form})}).as_bytes(),
        f"sub/a.eml!/提出.zip!/R6/{FORM}",
    ),
    "a mail without its ending": ("mail", lambda form: make_mail({FORM: form}).as_bytes(), f"mail!/{FORM}"),
}


@pytest.mark.parametrize(("name", "make", "place"), CARRIERS.values(), ids=CARRIERS)
def test_a_return_in_a_carrier_counts_like_one_beside_it(round_, run, name, make, place):
    made, form = round_
    _put(made, name, make(form))
    before = digests(made.inbox)
    result = run("consolidate", made.path)
    assert result.exit_code == 0, result.output
    row = ledger_of(made)["45"]
    assert (row["状況"], row["ファイル"]) == ("受付", f"inbox/{place}")
    sources = {row["ファイル"]: row["扱い"] for row in rows_of(made.master, "出典")}
    assert sources[f"inbox/{place}"] == "採用"
    assert sources[f"inbox/{name}"] == "中を確認"
    mail = next(row for row in rows_of(made.master, "出典") if row["ファイル"] == f"inbox/{place}")
    told = {
        "eml": (dt.datetime(2025, 5, 29, 17, 30), "shibu@example.jp"),  # noqa: DTZ001 - as a cell has it
        "mail": (dt.datetime(2025, 5, 29, 17, 30), "shibu@example.jp"),  # noqa: DTZ001
        "msg": (dt.datetime(2025, 5, 29, 17, 30), "大分支部 佐藤 <oita@example.jp>"),  # noqa: DTZ001
        "zip": ("", ""),
    }
    assert (mail["送信日時"], mail["差出人"]) == told[name.rpartition(".")[2]]
    assert digests(made.inbox) == before


def test_an_encrypted_zip_in_a_mail_is_read_with_the_password_that_came_later(round_, run):
    made, form = round_
    _put(made, "a.eml", make_mail({"提出.zip": make_aes_zip({FORM: form}, b"R6-sakura")}).as_bytes())
    assert run("consolidate", made.path).exit_code == 3
    assert _codes(made) == {"a.eml!/提出.zip": "K317", "a.eml": "K335"}
    passwords = made.path / "passwords.txt"
    passwords.write_text("R6-sakura\n", encoding="utf-8")
    result = run("consolidate", made.path, "--password-file", passwords)
    assert result.exit_code == 0, result.output
    assert ledger_of(made)["45"]["ファイル"] == f"inbox/a.eml!/提出.zip!/{FORM}"


def test_the_issued_workbook_in_a_reply_is_a_note_and_no_empty_return(round_, run):
    made, form = round_
    blank = (made.outbox / FORM).read_bytes()
    _put(made, "a.eml", make_mail({FORM: blank, "記入済.xlsx": form}).as_bytes())
    result = run("consolidate", made.path)
    assert result.exit_code == 0, result.output
    assert ledger_of(made)["45"]["ファイル"] == "inbox/a.eml!/記入済.xlsx"
    assert _codes(made)[f"a.eml!/{FORM}"] == "K372"
    # The same workbook put into the inbox itself was sent as an answer, and has to go back.
    _put(made, FORM, blank)
    run("consolidate", made.path)
    assert _codes(made)[FORM] == "K313"


FORMS = {
    "45_宮崎_FY2024.numbers": make_zip({"Index/Document.iwa": b"x", "preview.jpg": b"x"}),
    "45_宮崎_FY2024.gsheet": b'{"doc_id":"1AbC","email":"x@example.jp"}',
    "宮崎.pdf": b"%PDF-1.7",
    "宮崎/表.jpg": b"\xff\xd8\xff\xe0photo",
    "宮崎_実績.csv": "指標,実績\r\n受診率,62.2\r\n".encode("cp932"),
    "表.csv": "支部,実績\r\n宮崎,62.2\r\n".encode("cp932"),
    "宮崎.url": b"[InternetShortcut]\r\nURL=https://example.jp/\r\n",
    ".45_宮崎_FY2024.xlsx.icloud": b"bplist00",
    "宮崎.webloc": b"<?xml version='1.0'?><plist></plist>",
    "無題.eml": make_mail(subject="宮崎支部より", body="数字は電話で。").as_bytes(),
    "a.eml": make_mail({"表.pdf": b"%PDF-"}, body="宮崎支部です。").as_bytes(),
}


@pytest.mark.parametrize(("name", "content"), FORMS.items(), ids=FORMS)
def test_an_answer_in_another_form_is_a_warning_stands_in_the_branchs_row_and_is_not_reminded(
    round_, run, name, content
):
    made, _form = round_
    _put(made, name, content)
    result = run("consolidate", made.path)
    assert result.exit_code == 0, result.output
    assert result.stderr.count("[K339]") == 1
    found = json.loads(run("status", made.path, "--remind", "--json").stdout)
    row = found["branches"][2]
    assert (row["branch_code"], row["receipt"], len(row["arrived"])) == ("45", "missing", 1)
    assert row["next_step"] == ASK
    assert sorted(path.rpartition("/")[2][:2] for path in found["drafts"]) == ["01", "02"]


@pytest.mark.parametrize("name", ["不在.eml", "宮崎/不在.eml"])
def test_a_notice_of_absence_is_no_answer_so_that_the_branch_is_reminded(round_, run, name):
    made, _form = round_
    _put(
        made, name, make_mail(subject="自動応答: 宮崎支部の実績", body="宮崎支部です。不在です。").as_bytes()
    )
    found = json.loads(run("status", made.path, "--remind", "--json").stdout)
    assert found["branches"][2]["arrived"] == []
    assert sorted(path.rpartition("/")[2][:2] for path in found["drafts"]) == ["01", "02", "45"]


def test_status_shows_what_came_in_the_branchs_row(round_, run):
    made, _form = round_
    _put(made, "宮崎.pdf", b"%PDF-1.7")
    _put(made, "宮崎.xlsx", b"")
    result = run("status", made.path)
    [first, second] = [line for line in result.stdout.splitlines() if "宮崎." in line]
    assert "45 宮崎" in first
    assert ASK in first
    assert ("宮崎.pdf" in first, "宮崎.xlsx" in second) == (True, True)
    assert "どの支部のものか" not in result.stdout


def test_beside_a_return_a_pdf_of_the_branch_is_only_a_note(round_, run):
    made, form = round_
    _put(made, FORM, form)
    _put(made, "宮崎.pdf", b"%PDF-1.7")
    result = run("consolidate", made.path)
    assert (result.exit_code, "[K339]" in result.stderr) == (0, False)
    assert _codes(made)["宮崎.pdf"] == "K314"


def test_verify_looks_into_a_mail(round_, run):
    made, form = round_
    path = made.path / "a.eml"
    path.write_bytes(make_mail({FORM: form, "表.pdf": b"%PDF-"}).as_bytes())
    result = run("verify", path)
    assert result.exit_code == 0, result.output
    assert f"{path}!/{FORM}" in result.stdout
    assert "K335" in result.stdout


# ── hostile ────────────────────────────────────────────────────────────────────────────────────────
def _loop() -> bytes:
    content = make_mail({"x.txt": b"x"}, subject="0")
    for number in range(1, 30):
        content = make_mail({"": content}, subject=str(number))
    return content.as_bytes()


HOSTILE = {
    "爆弾.zip": ("K336", make_zip({"x.xlsx": bytes(60 * 1024 * 1024)})),
    "二重.zip": ("K335", make_zip({f"{n}.zip": make_zip({"x": bytes(30_000_000)}) for n in range(5)})),
    "一万.zip": ("K321", make_zip({f"{number}": b"" for number in range(10_000)})),
    "千枚.zip": ("K336", make_zip({f"{number}.xlsx": b"x" for number in range(1_000)})),
    "途中.zip": ("K316", make_zip({"x.xlsx": b"x" * 1000}, stored=True)[:-60]),
    "頭.eml": ("K337", b"To: a@example.jp\r\nSubject: " + b"x" * 400_000 + b"\r\n\r\n"),
    "輪.eml": ("K335", _loop()),
    "包み.dat": ("K338", b"\x78\x9f\x3e\x22\x01\x00"),
    "署名.p7m": ("K383", b"\x00sealed"),
    "提出.exe": ("K329", b"MZ\x90\x00" + bytes(99)),
    "提出.7z": ("K329", b"7z\xbc\xaf\x27\x1c\x00\x04"),
    "提出.rar": ("K329", b"Rar!\x1a\x07\x01\x00"),
    "提出.lzh": ("K329", b"\x1f\x00-lh5-\x00\x00"),
}


def test_every_hostile_carrier_costs_one_finding_and_stops_no_return(round_, run):
    made, form = round_
    for name, (_code, content) in HOSTILE.items():
        _put(made, name, content)
    _put(made, FORM, form)
    result = run("consolidate", made.path)
    assert result.exit_code == 3
    assert "Traceback" not in result.output
    codes = _codes(made)
    assert {name: codes[name] for name in HOSTILE} == {name: code for name, (code, _c) in HOSTILE.items()}
    inside = [name for name in codes if "!/" in name]
    assert {codes[name] for name in inside} == {"K335", "K336"}
    assert {name.partition("!/")[0] for name in inside} == {"輪.eml", "二重.zip"}
    assert [name for name in inside if codes[name] == "K336" and name.startswith("輪")] == [
        "輪.eml!/28.eml!/27.eml!/26.eml"
    ]
    assert ledger_of(made)["45"]["状況"] == "受付"


# ── properties ─────────────────────────────────────────────────────────────────────────────────────
PLACES = st.sampled_from([f"a_{FORM}", "b.eml", "c.zip", "d.msg", "e.eml"])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PLACES, min_size=1, max_size=5, unique=True))
def test_one_return_counts_once_however_often_it_came_and_in_whatever(round_, names):
    made, form = round_
    for path in made.inbox.iterdir():
        path.unlink()
    for name in names:
        content = {
            "eml": lambda: make_mail({FORM: form}).as_bytes(),
            "zip": lambda: make_zip({FORM: form}),
            "msg": lambda: Msg(files={FORM: form}).build(),
            "xlsx": lambda: form,
        }[name.rpartition(".")[2]]()
        _put(made, name, content)
    result = consolidate(made.path, ReadOptions(executor=InProcessExecutor()))
    assert result.master is not None
    dispositions = sorted(str(source.disposition) for source in result.master.sources)
    carriers = sum(not name.endswith("xlsx") for name in names)
    expected = ["accepted", *["identical"] * (len(names) - 1), *["opened"] * carriers]
    assert dispositions == sorted(expected)
    [row] = [row for row in result.master.ledger if row.branch_code == "45"]
    first = min(f"inbox/{name}" + ("" if name.endswith("xlsx") else f"!/{FORM}") for name in names)
    assert (row.receipt, row.file, row.versions) == ("received", first, 1)
