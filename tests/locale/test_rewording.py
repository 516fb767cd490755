"""Findings of a Japanese master in English, and the other way round: as if rendered so at once."""

import re
import string

import pytest

from kpixl.locale import LANGUAGES, catalogue
from kpixl.locale.rewording import reword
from kpixl.model.detail import phrase
from kpixl.model.finding import Finding, FindingCode, Place, RenderedFinding, finding
from kpixl.model.fiscal import FiscalYear

PAIRS = [("ja", "en"), ("en", "ja")]


def details_of(code: str) -> set[str]:
    """The names that a finding's message and hint leave open."""
    texts = catalogue("ja").group(f"finding.{code}")
    parts = string.Formatter().parse(texts["message"] + texts["hint"])
    return {name for _text, name, _spec, _conversion in parts if name}


def counted_in(code: str) -> set[str]:
    """The names that choose between singular and plural in English."""
    texts = catalogue("en").group(f"finding.{code}")
    parts = string.Formatter().parse(texts["message"] + texts["hint"])
    return {name for _text, name, spec, _conversion in parts if name and spec}


def made(kind: FindingCode) -> Finding:
    """A finding with something in every place; amounts and the words that may stand for them one by one."""
    names, counts = details_of(kind.code), counted_in(kind.code)
    details = {}
    for number, name in enumerate(sorted(names)):
        if name in counts:
            details[name] = 7
        elif name == "year":
            details[name] = FiscalYear(2023)
        elif not name.endswith("_label"):
            details[name] = f"{number}7.5"
        elif name.removesuffix("_label") in names:
            details[name] = ""
        else:
            details[name] = phrase(_KEYS.get(name, "column.actual"))
    return finding(kind, Place("inbox/a.xlsx", "記入シート", "K8"), branch="45", kpi="rate", **details)


_KEYS = {
    "sheet_label": "sheet.data",
    "state_label": "word.state.unsettled",
    "read_label": "word.state.unknown",
}


# Its word and what follows stand together, so that it cannot be told where the one ends.
UNTOLD = FindingCode.GRADE_RULE_IDLE


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize(
    "kind", [kind for kind in FindingCode if kind is not UNTOLD], ids=lambda kind: kind.code
)
def test_a_finding_is_said_as_if_worded_in_that_language(kind: FindingCode, one: str, other: str) -> None:
    item = made(kind)
    source, target = catalogue(one), catalogue(other)
    (found,) = reword([source.render(item)], source, target)
    expected = target.render(item)
    assert found.message == expected.message
    assert found.hint == expected.hint


@pytest.mark.parametrize(("reported", "label"), [("65.2％", ""), ("", "word.state.missing")])
def test_an_amount_or_the_word_in_its_place(reported: str, label: str) -> None:
    details = {
        "reported": reported,
        "reported_label": phrase(label) if label else "",
        "adjusted": "64.5％",
        "adjusted_label": "",
    }
    about = {"reason": "計上漏れ", "person": "山田", "date": "2025/06/20"}
    item = finding(FindingCode.FIGURE_ADJUSTED, Place("plan.xlsx"), **details, **about)
    source, target = (catalogue(language) for language in LANGUAGES)
    (found,) = reword([source.render(item)], source, target)
    assert found == target.render(item)


def test_what_a_branch_typed_stays_as_typed() -> None:
    item = finding(
        FindingCode.PLAN_NUMBER_UNREADABLE, Place("a"), column_label=phrase("column.minimum"), seen="未定"
    )
    source, target = (catalogue(language) for language in LANGUAGES)
    (found,) = reword([source.render(item)], source, target)
    assert "“未定”" in found.message
    assert not re.search(r"[ぁ-ん]", found.message)


@pytest.mark.parametrize("message", ["昔の言い方です。", ""])
def test_a_sentence_that_is_not_known_stays_as_it_is(message: str) -> None:
    item = catalogue("ja").render(made(FindingCode.PLAN_CELL_EMPTY))
    odd = RenderedFinding(item.code, item.severity, *_place(item), message, item.hint)
    assert reword([odd], catalogue("ja"), catalogue("en")) == (odd,)


def test_a_sentence_that_can_be_read_in_two_ways_stays_as_it_is() -> None:
    item = catalogue("ja").render(made(UNTOLD))
    assert reword([item], catalogue("ja"), catalogue("en")) == (item,)


def _place(item: RenderedFinding) -> tuple[str, ...]:
    return (item.file, item.sheet, item.cell, item.branch, item.kpi)
