"""Nothing from a file reaches a terminal raw; and what the surroundings of a command do to it."""

import io
import json
import os
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from kpixl.cli.output.stream import PrintableStream
from kpixl.files.register import build_register, read_register
from kpixl.model.plan import Branch
from kpixl.model.printable import escaped, printable, printable_lines
from kpixl.rules.issue.distribution import entry_workbook_name
from tests.builders import Round, all_actuals, fill_return, make_round, plan_rows
from tests.rules.builders import make_plan

EVIL = "\x1b[2J\x07ab\u202ecd\u2066\x9b1m\x7f"
RISKY = [
    *map(chr, range(0x20)),
    "\x7f",
    *map(chr, range(0x80, 0xA0)),
    *"\u202a\u202e\u2066\u2069\u200e\u061c\u2028",
    *"\u200b\u2060\ufeff\u00ad\u180e\ufff9\U000e0041",
]
MAIN = [sys.executable, "-c", "from kpixl.cli import main; main()", "--lang", "ja"]


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return make_round(tmp_path)


def _is_clean(text: str) -> bool:
    return not any(char in text for char in RISKY if char not in "\n\t")


@pytest.mark.parametrize("char", RISKY, ids=lambda char: f"U+{ord(char):04X}")
def test_every_risky_character_is_shown_as_a_sign(char):
    assert char not in printable(f"a{char}b")
    assert printable(f"a{char}b").startswith("a")
    assert json.loads(escaped(json.dumps(f"a{char}b", ensure_ascii=False))) == f"a{char}b"
    assert printable_lines("a\n\tb") == "a\n\tb"


def test_honest_texts_are_left_alone():
    text = "受診率：62.2％（△1.5ポイント）👍 é \u3000 葛\U000e0100城 👨\u200d👩\u200d👧 ❤\ufe0f"
    assert printable(text) == text


def test_a_text_of_a_branch_reaches_the_terminal_as_signs(round_, run):
    fill_return(
        round_, "01", all_actuals() | {("claim_days", "actual"): "約7\u202eabc\n✗ [K999]"}, name="a.xlsx"
    )
    result = run("consolidate", round_.path)
    assert result.exit_code == 3
    assert _is_clean(result.output)
    assert "<U+202E>" in result.stderr
    assert not any(line.startswith("✗ [K999]") for line in result.stderr.splitlines())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_the_name_of_a_file_reaches_the_terminal_as_signs(round_, run):
    (round_.inbox / f"{EVIL}\n.xlsx").write_bytes(b"no workbook")
    for command in (("consolidate",), ("status",), ("consolidate", "--json")):
        result = run(command[0], round_.path, *command[1:])
        assert _is_clean(result.output), command
    assert "\\u202e" in result.stdout
    assert f"{EVIL}\n.xlsx" in json.loads(result.stdout)["findings"][0]["file"]


def test_json_is_utf8_whatever_the_console(round_):
    fill_return(round_, "01", all_actuals())
    environment = {**os.environ, "PYTHONIOENCODING": "cp932"}
    done = subprocess.run(
        [*MAIN, "status", str(round_.path), "--json"], capture_output=True, check=True, env=environment
    )
    assert "札幌" in done.stdout.decode("utf-8")


def test_what_turns_the_reading_direction_is_not_in_a_file_name():
    branch = Branch(code="4\u202e5", name="宮崎\u202exslx", block="九州")
    assert entry_workbook_name(make_plan(branches=(branch,)), branch) == "4_5_宮崎_xslx_FY2024.xlsx"


@pytest.mark.parametrize("file", ["../seal.key", "..\\seal.key", "/etc/passwd", "C:seal.key", "", ".."])
def test_a_register_that_names_a_file_elsewhere_attaches_nothing(round_, run, file):
    from dataclasses import replace

    run("distribute", round_.path)
    register = round_.outbox / "register.csv"
    register.write_bytes(build_register(replace(row, file=file) for row in read_register(register)))
    result = run("status", round_.path, "--remind")
    assert result.exit_code == 0, result.output
    drafts = list((round_.path / "drafts").glob("*.eml"))
    key = (round_.path / "seal.key").read_text().strip()
    assert len(drafts) == 3
    assert not any(
        b"attachment" in draft.read_bytes() or key.encode() in draft.read_bytes() for draft in drafts
    )


# ── names in a plan that hold what a terminal, a mail or XML must not be given ──────────────────────────
HOSTILE = "\x1b[2J\u202e\nBcc: x@example.jp\nX: =1+1"


@pytest.fixture
def hostile(tmp_path: Path) -> Round:
    """A round whose every name is hostile: of organisation, round, branch, block and KPI."""
    rows = plan_rows()
    branches = [
        {**row, "branch": f"{row['branch']}{HOSTILE}", "block": HOSTILE, "email": "a@b.jp\nBcc: c@d.jp"}
        for row in rows["branches"]
    ]
    kpis = [{**row, "indicator": f"{row['indicator']}{HOSTILE}"} for row in rows["kpis"]]
    targets = [{key.partition(" ")[0]: value for key, value in row.items()} for row in rows["targets"]]
    settings = dict.fromkeys(("organisation", "round_name", "contact"), f"本部{HOSTILE}")
    round_ = make_round(tmp_path, branches=branches, kpis=kpis, targets=targets, settings=settings)
    assert round_.parsed is not None, round_.findings
    return round_


def test_hostile_names_reach_terminal_files_mails_and_documents_as_signs(hostile, run, tmp_path):
    run("distribute", hostile.path, "--mail")
    fill_return(
        hostile, "01", all_actuals(50) | {("checkup_rate", "remark"): f"備考{HOSTILE}"}, name="a.xlsx"
    )
    late = fill_return(hostile, "02", all_actuals(50) | {("claim_days", "actual"): "約7"}, name="b.xlsx")
    if sys.platform != "win32":  # which has no such names
        late.rename(late.with_name(f"b{HOSTILE.replace('/', '')}.xlsx"))
    for command in (
        "check", "status --remind", "sendback --mail", "run", "report", "explain 01 checkup_rate",
        "explain 99 x", "explain 01 x", "freeze", f"rollover --out {tmp_path / 'next'}",
        "distribute --again --mail",
    ):  # fmt: skip
        verb, *options = command.split()
        result = run(verb, hostile.path, *options)
        assert result.exit_code in (0, 2, 3), result.output
        assert _is_clean(result.output), command
        assert not any(line.startswith(("Bcc:", "X:")) for line in result.output.splitlines()), command
    written = [*hostile.path.rglob("*"), *(tmp_path / "next").rglob("*")]
    written = [path for path in written if path.is_file() and hostile.inbox not in path.parents]
    assert {".docx", ".eml", ".xlsx"} <= {path.suffix for path in written}
    for path in written:
        assert _is_clean(path.name)
        if path.suffix == ".eml":
            headers = message_from_bytes(path.read_bytes()).keys()
            assert not {"Bcc", "X"} & set(headers)
        if path.suffix in (".xlsx", ".docx"):
            with zipfile.ZipFile(path) as package:
                for part in package.namelist():
                    if part.endswith((".xml", ".rels")):
                        fromstring(package.read(part))  # what XML cannot hold would end this


def test_several_texts_written_at_once_are_shown_as_signs_too():
    seen = io.StringIO()
    PrintableStream(seen).writelines(["a\x1b[31m\n", "b\u202ec\n"])
    assert seen.getvalue() == "a␛[31m\nb<U+202E>c\n"
