"""No English sentence says "1 branches": what is counted chooses its words."""

import re
import string
from decimal import Decimal

import pytest

from kpixl.books.summary.formulas.live_text import live_text
from kpixl.locale import Catalogue, catalogue
from kpixl.locale.plurals import Counted
from kpixl.model.finding import FindingCode, finding
from kpixl.model.message import Amount, message
from kpixl.model.unit import find_unit
from tests.locale.test_catalogues import leaves

COUNTING = sorted(
    key for key, text in leaves("en").items() if isinstance(text, str) and re.search(r"\{\w+", text)
)
# Placeholders that are filled with a number of things; `years` and `branches` are lists elsewhere.
COUNTS = {
    *("count", "of", "n", "total", "most", "others", "needed", "decimals", "seconds", "changes", "turned"),
    *("branches", "targets", "kpis", "files", "errors", "warnings", "fields", "with_target", "judged"),
    *("achieved", "not_achieved", "not_judged", "missing", "received", "sent_back", "agree", "baselines"),
    "days",
    "measured",
    "improved",
}
NOUNS = (
    r"(?:branches|targets|figures|years|KPIs|indicators|actuals|notes|decimals|seconds|judgements|findings"
    r"|files|measures|returns|points|days|rows|columns|cells|workbooks|drafts|sheets|times|errors|warnings)"
)
PLURAL = re.compile(rf"(?<![\w.,/])1 (?:(?:(?!of\b|for\b|in\b)[a-z]+ )?{NOUNS}|are|have|were)\b")


def _filled(text: str, number: Counted) -> str:
    names = {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}
    counts = COUNTS | {name for _text, name, spec, _conversion in string.Formatter().parse(text) if spec}
    return text.format(**{name: number if name in counts else "x" for name in names})


@pytest.mark.parametrize("key", COUNTING)
def test_one_is_never_said_in_the_plural(key):
    said = _filled(leaves("en")[key], Counted("1", is_one=True))
    assert PLURAL.search(said) is None, said


def test_every_number_that_chooses_a_word_is_known_as_one():
    texts = [leaves("en")[key] for key in COUNTING]
    choosing = {
        name for text in texts for _text, name, spec, _conversion in string.Formatter().parse(text) if spec
    }
    assert choosing - {"amount", "years"} <= COUNTS


@pytest.mark.parametrize("key", COUNTING)
def test_a_choice_of_words_has_two_different_ones(key):
    specs = [spec for _text, _name, spec, _conversion in string.Formatter().parse(leaves("en")[key]) if spec]
    assert all(len(set(spec.split("|"))) == len(spec.split("|")) == 2 for spec in specs), specs


def test_japanese_has_no_plural():
    texts = [text for text in leaves("ja").values() if isinstance(text, str)]
    specs = [spec for text in texts for _text, _name, spec, _conversion in string.Formatter().parse(text)]
    assert not any(specs)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 branches have no target."),
        (1, "1 branch has no target."),
        (2, "2 branches have no target."),
    ],
)
def test_a_number_chooses_its_words(count, said):
    assert catalogue("en")("summary.round_without", count=count).strip() == said


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [("1", 0, "1 point"), ("1.0", 1, "1.0 points"), ("-1", 0, "-1 point"), ("0.4", 1, "0.4 points")],
)
def test_an_amount_chooses_its_words_as_it_is_printed(value, decimals, said):
    points = message("explain.points", amount=Amount(Decimal(value), decimals=decimals))
    assert catalogue("en").translate(points) == said


def test_a_finding_counts_in_its_message():
    item = finding(FindingCode.NEXT_TARGET_BLANK, count=1, branches=("Miyazaki",))
    assert "blank for 1 branch (Miyazaki)" in catalogue("en").render(item).message


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [("1", "日", "1 day"), ("700", "日", "700 days"), ("1", "％", "1%"), ("7001", "円", "7,001 yen")],
)
def test_units_are_those_of_the_language(value, unit, said):
    known = find_unit(unit)
    assert known
    assert catalogue("en").translate(Amount(Decimal(value), known)) == said


def test_a_text_is_no_count():
    words = Catalogue("en", lambda _file: {"text": {"x": "{count} {count:branch|branches}"}})
    with pytest.raises(ValueError, match="Invalid format specifier"):
        words("text.x", count="1")


def test_a_format_of_digits_is_no_choice():
    with pytest.raises(ValueError, match="expected"):
        f"{Counted('1', is_one=True):03d}"


def test_a_live_sentence_chooses_its_words_as_the_cell_counts():
    words = Catalogue("en", lambda _file: {"text": {"x": "{count} {count:target|targets} in all"}})
    assert live_text(words, "text.x", {"count": "A1"}) == '=A1&" "&IF(A1=1,"target","targets")&" in all"'
