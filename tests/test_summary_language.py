"""An English summary of a Japanese round: Japanese stands only where head office or a branch wrote it."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import SummaryOptions, summarize
from tests.builders import Round, fill_return, make_round
from tests.small_plan import FILLED, plan_rows

ROOT = Path(__file__).parents[1]
JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿、。「」]")
# Names of the entry workbook's sheets and forms: where a figure stood in what came back.
_OF_THE_FORM = ("記入シート", "施策評価")


def texts_of(path: Path) -> Iterator[str]:
    """Every text in a workbook: cells, formulas, rules, headers, charts, tips, names, properties."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")) and "theme" not in name:
                xml = archive.read(name).decode("utf-8")
                yield from (unescape(text) for text in re.findall(r">([^<]+)<", xml))
                yield from (unescape(text) for text in re.findall(r'="([^"]+)"', xml))


def own_texts(path: Path) -> set[str]:
    """Every text of a workbook's cells, whole and line by line."""
    found = set()
    with CalamineWorkbook.from_path(path) as workbook:
        for name in workbook.sheet_names:
            for row in workbook.get_sheet_by_name(name).to_python():
                texts = [cell for cell in row if isinstance(cell, str)]
                found |= {part for text in texts for part in (text, *text.split("\n"))}
                # What a branch says in points has none before the first of them on 概要.
                found |= {part.lstrip("・") for text in texts for part in text.split("\n")}
                # A 時点 that was typed behind a figure stands by itself in the summary.
                found |= {part for text in texts for part in re.findall("（(.+?)）", text)}
    return found


def foreign(path: Path, own: set[str]) -> set[str]:
    """What is left in Japanese when the round's own texts are taken out, the longest first."""
    known = sorted((text for text in own if JAPANESE.search(text)), key=len, reverse=True)
    left = set()
    for text in set(texts_of(path)):
        rest = _without_cut(text, known) if text.endswith("…") else text
        for piece in known:
            rest = rest.replace(piece, "")
        if JAPANESE.search(rest):
            left.add(text)
    return left


def _without_cut(text: str, known: list[str]) -> str:
    """A text without the piece at its end that is the beginning of one of the round's own."""
    cut = text.removesuffix("…")
    starts = (at for at in range(len(cut)) if any(own.startswith(cut[at:]) for own in known))
    return cut[: next(starts, len(cut))]


def english(round_: Path, since: Path | None = None) -> Path:
    return summarize(round_, SummaryOptions(language="en", since=since)).path


@pytest.fixture
def telling_round(tmp_path: Path) -> Round:
    """Three branches with doubts of many kinds, and head office's adjustment."""
    adjusted = {
        "branch_code": "01", "adjusted_code": "claim_days", "adjusted_value": 6.4,
        "adjusted_reason": "計上漏れ", "person": "山田", "date": plan_rows()["settings"][0]["plan_date"],
    }  # fmt: skip
    round_ = make_round(tmp_path, adjustments=[adjusted])
    fill_return(round_, "01", FILLED["ja"]["01"])
    doubtful = {("checkup_rate", "actual"): "60.7％ 全国21位", ("generic_rate", "actual"): 8.1}
    fill_return(round_, "02", FILLED["ja"]["02"] | doubtful, name="函館_最終版.xlsx")
    consolidate(round_.path)
    return round_


def test_no_label_is_left_in_japanese(telling_round):
    folder = telling_round.path
    shutil.copy(folder / "master.xlsx", folder / "earlier.xlsx")
    fill_return(telling_round, "45", {("checkup_rate", "actual"): 63.1, ("007", "actual"): "未実施"})
    consolidate(folder)
    own = own_texts(folder / "plan.xlsx").union(_OF_THE_FORM)
    own |= {path.name for path in folder.glob("inbox/*")} | {"未確定", "60.7％ 全国21位", "未実施"}
    own |= {text for typed in FILLED["ja"].values() for text in typed.values() if isinstance(text, str)}
    path = english(folder, folder / "earlier.xlsx")
    assert foreign(path, own) == set()


def test_the_search_does_see_japanese(telling_round):
    done = summarize(telling_round.path)
    assert {"達成", "予防健診受診率", "○ 達成"} <= foreign(done.path, set())


@pytest.mark.parametrize("year", ["2023", "2024", "2025"])
def test_no_label_of_a_worked_round_is_left_in_japanese(tmp_path, year):
    source = ROOT / "workbooks" / f"fy{year}"
    shutil.copy(source / "master.xlsx", tmp_path / "master.xlsx")
    own = own_texts(source / "plan.xlsx").union(_OF_THE_FORM)
    for path in sorted((source / "inbox").glob("*.xlsx")):
        own |= {path.name, *own_texts(path)}
    assert foreign(english(tmp_path), own) == set()
