"""A whole round of 47 branches, as it goes: plans change, people telephone, parts arrive, deadlines pass.

At every step the ledger adds up to the roster, nobody is sent back or written to for a change of head
office's, and no command prints more than a screen.
"""

import datetime as dt
import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import Result
from msoffcrypto.format.ooxml import OOXMLFile

from tests.bench.big_round import big_rows
from tests.builders import Round, digests, edited, fill_return, ledger_of, reread, set_modified, write_plan
from tests.carriers import make_mail, make_zip

BRANCHES, KPIS, SCREEN = 47, 6, 40
FIRST = dt.datetime(2025, 5, 20, 3, 0, tzinfo=dt.UTC)
LATER = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)  # after what is issued again today
ENTRY_ROW = {f"kpi_{number:02d}": 7 + number for number in range(1, KPIS + 1)}


@dataclass
class Play:
    """The round, its plan's rows as they are now, and all that the commands have printed."""

    path: Path
    run: Callable[..., Result]
    rows: dict[str, list[dict[str, Any]]]
    figures: Any
    printed: list[str] = field(default_factory=list)

    @property
    def round(self) -> Round:
        return reread(self.path)

    def plan(self) -> None:
        write_plan(self.path / "plan.xlsx", self.rows)

    def say(self, *arguments: object, code: int | None = None) -> str:
        """Run a command on the round; what it prints on both streams fits a screen."""
        name, *options = arguments
        result = self.run(name, self.path, *options)
        text = result.stdout + result.stderr
        self.printed.append(
            f"$ kpixl {' '.join(map(str, arguments))}\n{text}".replace(str(self.path), "round")
        )
        lines = text.splitlines()
        assert len(lines) <= SCREEN, text
        assert "Traceback" not in text
        if code is not None:
            assert result.exit_code == code, text
        return text

    def typed(self, branch: str, **changes: object) -> dict[tuple[str, str], Any]:
        cells: dict[tuple[str, str], Any] = self.figures.typed(branch)
        return cells | {(kpi, "actual"): value for kpi, value in changes.items()}

    def back(self, branch: str, typed: dict[tuple[str, str], Any], *, name: str = "", issue: int = 1) -> Path:
        """A branch's return, saved on the day that goes with its issue."""
        made = self.round
        grades = {(measure.code, "grade"): "A" for measure in made.plan.measures}
        number = f"FY2024-{branch}-{issue:02d}"
        path = fill_return(made, branch, typed, measures=grades, name=name, issue=number)
        set_modified(path, FIRST if issue == 1 else LATER)
        return path

    def receipts(self) -> Counter[str]:
        """The master's ledger: a row for every branch of the roster, always."""
        ledger = ledger_of(self.round)
        assert list(ledger) == [row["branch_code"] for row in self.rows["branches"]]
        return Counter(row["状況"] for row in ledger.values())

    def asked(self) -> set[str]:
        """The branches that have something to correct, by the workbooks that are made for them."""
        folder = self.path / "sendback"
        return {path.name[:2] for path in folder.glob("*.xlsx")} if folder.is_dir() else set()


@contextmanager
def untouched(play: Play) -> Iterator[None]:
    before = digests(play.path)
    yield
    assert digests(play.path) == before


def begin(tmp_path: Path, run: Callable[..., Result]) -> Play:
    rows, figures = big_rows(BRANCHES, KPIS, 2)
    rows["settings"][0] |= {"due": dt.date(2025, 5, 30), "grade_scheme": "本部の基準"}
    rows["grades"] = [
        {"grade_scheme": "本部の基準", "with_kpi": "yes", "grade": grade, "criterion_kpi": kpi,
         "criterion_new_effort": "", "criterion_plan": ""}
        for grade, kpi in (("A", "achieved"), ("B", ""))
    ]  # fmt: skip
    for row in rows["branches"]:
        row |= {"phone": f"03-1234-{row['branch_code']}00", "email": f"b{row['branch_code']}@example.jp"}
    play = Play(tmp_path / "round", run, rows, figures)
    play.plan()
    (play.path / "inbox").mkdir()
    return play


def encrypt(path: Path) -> None:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(path.read_bytes())).encrypt("ひみつ", stream)
    path.write_bytes(stream.getvalue())


def test_a_whole_round_of_47_branches_is_played_through(tmp_path, run):
    play = begin(tmp_path, run)
    codes = [row["branch_code"] for row in play.rows["branches"]]
    play.say("check", code=0)
    play.say("distribute", code=0)

    # 20 branches return; two of them with an error, one with a doubtful figure.
    for branch in codes[:20]:
        wrong = {"kpi_02": "60.7％ 全国21位"} if branch in ("03", "07") else {}
        doubtful = {"kpi_05": 0.641} if branch == "05" else {}
        play.back(branch, play.typed(branch, **wrong, **doubtful))
    play.say("status", code=0)
    play.say("consolidate", code=3)
    assert play.receipts() == {"受付": 18, "差戻し": 2, "未着": 27}
    play.say("sendback", code=0)
    assert play.asked() == {"03", "07"}

    # Head office adds a KPI, changes a target and edits its scheme: that is nobody's fault but its own.
    header = next(name for name in play.rows["targets"][0] if name.startswith("02 "))
    play.rows["targets"][0][header] = "1.0％以上"
    new = play.rows["kpis"][1] | {"kpi_code": "kpi_99", "indicator": "年度途中に加えた指標"}
    play.rows["kpis"].append(new)
    target = {name: "50％以上" for name in play.rows["targets"][0] if name != "kpi_code"}
    play.rows["targets"].append(target | {"kpi_code": "kpi_99", "indicator": "年度途中に加えた指標"})
    play.rows["grades"][1]["grade"] = "C"
    play.plan()
    assert "[K207]" in play.say("check", code=0)
    text = play.say("consolidate", code=3)
    assert text.count("[K207]") == 1
    assert not {"[K311]", "[K343]", "[K306]", "[K310]"} & {word for word in text.split() if word[0] == "["}
    assert play.receipts() == {"受付": 18, "差戻し": 2, "未着": 27}
    text = play.say("sendback", code=0)
    assert "使わなくなった訂正用の記入表" in text
    assert play.asked() == {"03", "07"}
    assert not (play.path / "drafts").exists()
    assert "提出済みの値を入れた記入表 20 件" in play.say("distribute", "--again", code=0)
    play.say("status", code=0)

    # The others return on the new form: whole, in two halves, in a zip in a mail, as a PDF, encrypted.
    for branch in codes[20:40]:
        play.back(branch, play.typed(branch, kpi_99=55.5), issue=2)
    typed = play.typed("41", kpi_99=55.5)
    for name, kept in (
        ("41_保健課.xlsx", ("kpi_01", "kpi_02", "kpi_03")),
        ("41_業務課.xlsx", ("kpi_04", "kpi_05", "kpi_06", "kpi_99")),
    ):
        play.back("41", {key: value for key, value in typed.items() if key[0] in kept}, name=name, issue=2)
    path = play.back("42", play.typed("42", kpi_99=55.5), name="長崎.xlsx", issue=2)
    mail = make_mail({"提出.zip": make_zip({path.name: path.read_bytes()})})
    path.unlink()
    (play.path / "inbox" / "長崎から.eml").write_bytes(mail.as_bytes())
    (play.path / "inbox" / "43_熊本.pdf").write_bytes(b"%PDF-1.7")
    encrypt(play.back("44", play.typed("44", kpi_99=55.5), issue=2))
    passwords = tmp_path / "passwords.txt"
    passwords.write_text("ひみつ\n", encoding="utf-8")
    play.say("status", "--password-file", passwords, code=0)
    text = play.say("consolidate", "--password-file", passwords, code=3)
    assert "[K381]" in text
    assert play.receipts() == {"受付": 41, "差戻し": 2, "未着": 4}

    # A telephone call, a figure that is right as it is, a practice file, an extension.
    note = {"decided_by": "山田", "decided_on": dt.date(2025, 6, 2)}
    empty = dict.fromkeys(("returned_file", "kpi_code", "extended_to", "confirmed_value"), "")
    play.rows["receipt_notes"] = [
        {"branch_code": "45", **empty, "decision": "by_telephone", "decision_reason": "電話で確認", **note},
        {"branch_code": "05", **empty, "kpi_code": "kpi_05", "confirmed_value": 0.641,
         "decision": "confirmed", "decision_reason": "支部に確認", **note},
        {"branch_code": "46", **empty, "extended_to": dt.date(2099, 6, 30), "decision": "extended",
         "decision_reason": "庁舎の移転", **note},
    ]  # fmt: skip
    play.rows["adjustments"] = [
        {"branch_code": "45", "adjusted_code": "kpi_01", "adjusted_value": 61.5, "person": "山田",
         "adjusted_reason": "電話で確認", "date": dt.date(2025, 6, 2)}
    ]  # fmt: skip
    play.plan()
    text = play.say("status", "--password-file", passwords, code=0)
    assert "未着（電話で回答済み）1 支部：45" in text
    assert "未着（期限前）1 支部：46" in text
    assert "[K508]" not in play.say("consolidate", "--password-file", passwords, code=3)
    play.say("status", "--remind", "--password-file", passwords, code=0)
    assert {path.name[:2] for path in (play.path / "drafts").glob("*_催促.eml")} == {"47"}

    # The deadline; then a correction comes back.
    play.say("freeze", "--password-file", passwords, code=0)
    correction = max((play.path / "sendback").glob("03_*.xlsx"))
    returned = play.path / "inbox" / "03_訂正済み.xlsx"
    returned.write_bytes(correction.read_bytes())
    with edited(returned) as book:
        book["記入シート"].cell(ENTRY_ROW["kpi_02"], 11).value = 60.7
    text = play.say("consolidate", "--password-file", passwords, code=3)
    assert "[K209]" in text
    assert "判定不能 48（未着 27、計画変更前の記入表にない 19、未記入 1、実績を読み取れない 1）" in text
    assert play.receipts() == {"受付": 42, "差戻し": 1, "未着": 4}
    assert ledger_of(play.round)["03"]["期限"] == "締切後"

    # The password file is forgotten once.
    with untouched(play):
        assert "44 大分" in play.say("consolidate", code=2)
    assert "07_福島_FY2024_訂正3.xlsx" in play.say("sendback", "--password-file", passwords, code=0)
    play.say("run", "--password-file", passwords, code=3)
    assert play.receipts() == {"受付": 42, "差戻し": 1, "未着": 4}
    (tmp_path / "printed.txt").write_text("\n".join(play.printed), encoding="utf-8")
