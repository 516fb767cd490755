"""The page of findings says what the program does, and the hints speak to whoever reads them.

Every code has its section; every limit and example that a section gives is held against the rules.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from kpixl.books.reading.preflight import verdict
from kpixl.files.workers import READING_SECONDS
from kpixl.locale import LANGUAGES, catalogue, format_finding
from kpixl.model.finding import FindingCode, Place, Severity, finding
from kpixl.model.fiscal import parse_fiscal_year
from kpixl.model.unit import find_unit
from kpixl.rules.figures.parse import read_figure
from kpixl.rules.plan.records import WORDS
from kpixl.rules.targets.faults import TargetDirectionError, TargetError, TargetUnitError
from kpixl.rules.targets.parse import parse_target
from tests.rules.builders import check, codes, make_counted_kpi, make_kpi, make_plan

ROOT = Path(__file__).parent.parent
PAGES = {
    language: (ROOT / "docs" / folder / "findings.md").read_text(encoding="utf-8")
    for language, folder in (("ja", "ja"), ("en", ""))
}
DOCUMENTS = sorted([*ROOT.glob("README*.md"), ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])

_KANA = re.compile(r"[ぁ-んァ-ヶ]")
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-鿿]")
_QUOTED = re.compile(r"`[^`]*`|“[^”]*”")


@dataclass(frozen=True)
class Section:
    """One code's section of both pages: heading, severity and paragraph, Japanese and English."""

    code: str
    heading: tuple[str, str]
    severities: tuple[str, str]
    paragraphs: tuple[str, str]

    @property
    def text(self) -> str:
        return " ".join(self.paragraphs)


@cache
def sections() -> tuple[Section, ...]:
    found = []
    for (code, *japanese), (same, *english) in zip(_of("ja"), _of("en"), strict=True):
        assert code == same
        found.append(Section(code, *zip(japanese, english, strict=True)))
    return tuple(found)


def _of(language: str) -> list[tuple[str, str, str, str]]:
    """Code, heading, severity and paragraph of each section of a page."""
    found = []
    for part in re.split(r"^### ", PAGES[language], flags=re.MULTILINE)[1:]:
        body = re.split(r"^## ", part, flags=re.MULTILINE)[0]
        title, severity, paragraph = [block.strip() for block in body.strip().split("\n\n")]
        code, _, words = title.partition(" ")
        found.append((code, words, severity, " ".join(paragraph.split("\n"))))
    return found


def section(code: str) -> Section:
    return next(item for item in sections() if item.code == code)


# ── the page has what it must have ─────────────────────────────────────────────────────────────────
def test_every_code_has_one_section_in_the_order_of_the_codes() -> None:
    assert [item.code for item in sections()] == sorted(kind.code for kind in FindingCode)


_GROUPS = {
    "K1": ("K1",),
    "K2": ("K2",),
    "K30–K33": ("K30", "K31", "K32", "K33"),
    "K34–K38": ("K34", "K35", "K36", "K37", "K38"),
    "K4": ("K4",),
    "K5": ("K5",),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_groups_stand_in_the_order_of_their_codes(page: str) -> None:
    assert re.findall(r"^## (K\d\S*) ", page, flags=re.MULTILINE) == list(_GROUPS)


@pytest.mark.parametrize(("group", "starts"), _GROUPS.items())
def test_a_group_holds_its_own_codes_and_no_other(group: str, starts: tuple[str, ...]) -> None:
    for page in PAGES.values():
        body = re.split(r"^## ", page.split(f"\n## {group} ")[1], flags=re.MULTILINE)[0]
        held = re.findall(r"^### (K\d{3}) ", body, flags=re.MULTILINE)
        assert held == [kind.code for kind in FindingCode if kind.code.startswith(starts)]


@pytest.mark.parametrize("kind", FindingCode, ids=lambda kind: kind.code)
def test_a_section_names_its_severity_in_both_languages(kind: FindingCode) -> None:
    words = tuple(catalogue(language)(f"severity.{kind.severity}") for language in LANGUAGES)
    assert section(kind.code).severities == words


@pytest.mark.parametrize("kind", FindingCode, ids=lambda kind: kind.code)
def test_a_section_has_a_japanese_and_an_english_paragraph_with_an_example(kind: FindingCode) -> None:
    item = section(kind.code)
    japanese, english = item.paragraphs
    assert _JAPANESE.search(item.heading[0])
    assert item.heading[1]
    assert not _JAPANESE.search(item.heading[1])
    assert _KANA.search(japanese)
    # An example may quote what a branch typed, in Japanese.
    assert not _KANA.search(_QUOTED.sub("", english))
    assert len(re.findall("[A-Za-z]", english)) > len(english) // 2
    assert "例：" in japanese
    assert "Example:" in english


def test_every_code_that_a_document_names_exists() -> None:
    known = {kind.code for kind in FindingCode}
    named = {
        (document.name, code)
        for document in DOCUMENTS
        for code in re.findall(r"\bK\d{3}\b", document.read_text(encoding="utf-8"))
    }
    assert named
    assert {(name, code) for name, code in named if code not in known} == set()


def test_every_code_is_raised_somewhere() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "kpixl").rglob("*.py"))
        if path.relative_to(ROOT).as_posix() != "kpixl/model/finding.py"
    )
    assert [
        kind.code for kind in FindingCode if not re.search(rf"\bFindingCode\.{kind.name}\b", source)
    ] == []


@pytest.mark.parametrize(("language", "about"), [("ja", "受診率"), ("en", "Examination rate")])
def test_the_line_that_is_explained_is_the_line_that_is_printed(language: str, about: str) -> None:
    words = catalogue(language)
    place = Place("inbox/45_宮崎_FY2024.xlsx", "記入シート", "K12")
    item = finding(FindingCode.FIGURE_TWO_DATA, place, seen="60.7％ 全国21位", unit="％")
    assert f"\n{format_finding(words.render(item), words, name=about)}\n" in PAGES[language]


# ── the sections say what the rules do ─────────────────────────────────────────────────────────────
def _examples() -> list[tuple[str, str, str]]:
    """Code, text as it stands in the section, and the unit of the KPI."""
    return [
        ("K401", "1234.", "％"),
        ("K401", "別紙のとおり", "％"),
        ("K403", "60.7％ 全国21位", "％"),
        ("K403", "2.1％（4,824件）", "％"),
        ("K404", "約2.1％", "％"),
        ("K405", "5千円", "円"),
        ("K405", "1,249件", "％"),
        ("K406", "5-1", "％"),
        ("K406", "1/2", "％"),
        ("K406", "令和7年3月", "％"),
        ("K407", "12,5", "％"),
        ("K407", "1234,567", "％"),
        ("K408", "①", "％"),
        ("K408", "三", "％"),
        ("K409", "#N/A", "％"),
        ("K409", "#DIV/0!", "％"),
        ("K409", "#REF!", "％"),
    ]


@pytest.mark.parametrize(("code", "typed", "symbol"), _examples())
def test_an_example_of_a_refused_text_is_refused_under_its_code(code: str, typed: str, symbol: str) -> None:
    unit = find_unit(symbol)
    assert unit is not None
    _reading, refusal = read_figure(typed, unit)
    assert refusal is not None
    assert refusal.kind.code == code
    assert all(f"`{typed}`" in paragraph for paragraph in section(code).paragraphs)


def test_the_longest_number_of_a_text_is_the_one_that_is_said() -> None:
    unit = find_unit("円")
    assert unit is not None
    assert read_figure("9" * 15, unit)[1] is None
    assert read_figure("9" * 16, unit)[1] is not None
    japanese, english = section("K401").paragraphs
    assert "16桁以上" in japanese
    assert "more than 15 digits" in english


def test_the_converted_example_is_read_as_its_section_says() -> None:
    unit = find_unit("％")
    assert unit is not None
    reading, refusal = read_figure("82.38%（令和6年11月まで）", unit)
    assert refusal is None
    assert f"{reading.figure.value} {reading.as_of}" == "82.38 令和6年11月まで"
    assert all(
        text in paragraph
        for paragraph in section("K402").paragraphs
        for text in ("`82.38%（令和6年11月まで）`", "82.38", reading.as_of)
    )


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("-", "none"),
        ("該当なし", "none"),
        ("未確定", "unsettled"),
        ("集計中", "unsettled"),
        ("…", "unknown"),
        ("x", "suppressed"),
    ],
)
def test_the_reasons_for_no_number_are_read_as_the_section_says(typed: str, state: str) -> None:
    unit = find_unit("％")
    assert unit is not None
    assert str(read_figure(typed, unit)[0].figure.state) == state
    japanese, english = section("K410").paragraphs
    assert f"`{typed}`" in japanese
    assert f"`{typed}`" in english
    assert catalogue("ja")(f"word.state.{state}") in japanese
    assert catalogue("en")(f"word.state.{state}").lower() in english


@pytest.mark.parametrize(
    ("code", "text", "error"),
    [
        ("K110", "前年並み", TargetError),
        ("K110", "7日以内", TargetUnitError),
        ("K117", "15以下", TargetDirectionError),
        ("K411", "前年並み", TargetError),
    ],
)
def test_an_example_of_a_refused_target_is_refused(code: str, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_target(text, make_kpi())
    assert all(f"`{text}`" in paragraph for paragraph in section(code).paragraphs)


@pytest.mark.parametrize("text", ["R6-7", "平成32年度"])
def test_an_example_of_no_fiscal_year_is_none(text: str) -> None:
    assert f"`{text}`" in section("K111").text
    with pytest.raises(ValueError, match="fiscal year"):
        parse_fiscal_year(text)


def test_the_words_of_a_direction_are_those_that_the_plan_takes() -> None:
    for language, paragraph in zip(LANGUAGES, section("K105").paragraphs, strict=True):
        words = catalogue(language).group("word.direction")
        assert all(words[key] in paragraph for key in WORDS["direction"])


def _sense(value: object, prior: object, remark: str = "", **kpi: object) -> list[str]:
    """The codes of K5 that an actual gets beside last year's, with a remark or without."""
    one = make_kpi(**kpi) if kpi else make_kpi()
    plan = make_plan(one, prior={("45", "rate"): prior}, targets="50以上")
    inputs = {"actual": value, "remark": remark}
    return [code for code in codes(check(plan, {"rate": inputs}).findings) if code.startswith("K5")]


@pytest.mark.parametrize(
    ("code", "value", "prior", "limits"),
    [
        ("K502", 622.0, "62.0", {"maximum": 100}),
        ("K505", 23.5, "32.7", {"max_change": Decimal(5)}),
        ("K508", 0.622, "62.2", {}),
        ("K508", 7.0, 7001, {"unit": "円"}),
        ("K509", 64.2, "64.2", {}),
        ("K511", 1.2, "-1.2", {}),
    ],
)
def test_an_example_of_a_doubtful_figure_gets_its_code(
    code: str, value: float, prior: str | int, limits: dict[str, object]
) -> None:
    assert _sense(value, prior, **limits) == [code]
    for paragraph in section(code).paragraphs:
        assert re.search(rf"(?<![\d.]){value:g}(?![\d.]\d)", paragraph)


def test_a_remark_silences_the_two_doubts_that_the_page_says_and_no_other() -> None:
    assert _sense(23.5, "32.7", "新しい委託先", max_change=Decimal(5)) == []
    assert _sense(64.2, "64.2", "確認済み", max_change=Decimal(5)) == []
    assert _sense(0.622, "62.2", "確認済み") == ["K508"]
    assert _sense(1.2, "-1.2", "確認済み") == ["K511"]
    assert _sense(622.0, "62.0", "確認済み", maximum=100) == ["K502"]
    for code, words in (("K505", "Any remark clears it"), ("K509", "Any remark clears it")):
        assert words in section(code).text
    for code in ("K502", "K508", "K511"):
        assert "A remark does not silence it" in section(code).text
        assert "備考があっても出ます" in section(code).text


def test_the_doubts_about_last_year_need_a_comparable_prior_and_exclude_each_other() -> None:
    # Without a prior to compare with, the target (at least 50) tells of a figure that is too small.
    assert _sense(0.622, "62.2", comparable=False) == _sense(0.622, None) == ["K508"]
    assert _sense(50.2, "49.8", comparable=False, max_change=0) == []
    assert _sense(64.2, None) == []
    assert _sense(0.622, "62.2", max_change=Decimal(5)) == ["K508"]
    assert _sense(1.2, "-1.2", max_change=1) == ["K511"]


def test_a_scale_is_suspect_from_half_to_twice_of_it() -> None:
    words = {"100分の1": "0.01", "1000分の1": "0.001", "100倍": "100", "1000倍": "1000"}
    assert all(word in section("K508").paragraphs[0] for word in words)
    for scale in map(float, words.values()):
        for times, expected in ((0.49, False), (0.51, True), (1.99, True), (2.01, False)):
            assert ("K508" in _sense(round(1000 * scale * times, 5), 1000)) is expected


def test_the_same_value_is_no_doubt_where_the_section_says_so() -> None:
    assert _sense(0.82, "0.82") == []
    assert _sense(99.9, "99.9", maximum=Decimal("99.9")) == []
    assert _sense(100.5, "100.5", direction="at_least") == ["K509"]
    equal = make_kpi(direction="equal")
    plan = make_plan(equal, prior={("45", "rate"): "64.2"}, targets="100")
    assert codes(check(plan, {"rate": 64.2}).findings) == []
    assert "0.82％" in section("K509").text


@pytest.mark.parametrize(
    ("code", "inputs"),
    [
        ("K503", {"numerator": 15_964_944.0, "denominator": 9_179_843.0}),
        ("K504", {"numerator": 2.0, "denominator": 19.0, "actual": 10.6}),
        ("K506", {"numerator": 0.0, "denominator": 0.0, "actual": 50.0}),
        ("K507", {"numerator": 2.0, "actual": 50.0}),
    ],
)
def test_an_example_of_counts_gets_its_code(code: str, inputs: dict[str, float]) -> None:
    plan = make_plan(make_counted_kpi(), targets="5以上")
    assert codes(check(plan, {"rate": inputs}).findings) == [code]


def test_a_zero_denominator_without_an_actual_is_blank_too() -> None:
    plan = make_plan(make_counted_kpi())
    found = codes(check(plan, {"rate": {"numerator": 0.0, "denominator": 0.0, "remark": "x"}}).findings)
    assert "K506" in found
    assert "K501" in section("K506").text


@pytest.mark.parametrize(
    ("code", "limits"),
    [
        ("K321", (verdict.FILE_BYTES, verdict.PART_BYTES, verdict.TOTAL_BYTES)),
        ("K321", (verdict.PARSED_BYTES, f"{verdict.PARTS:,}", f"{verdict.ELEMENT_TAGS:,}")),
        ("K323", (f"{verdict.ROWS:,}", f"{verdict.COLUMNS:,}", f"{verdict.AREA_CELLS:,}")),
        ("K323", (f"{verdict.STORED_CELLS:,}", f"{verdict.SHARED_STRINGS:,}", f"{verdict.SPACES:,}")),
        ("K324", (f"{READING_SECONDS}",)),
    ],
)
def test_a_section_names_the_limits_that_hold(code: str, limits: tuple[int | str, ...]) -> None:
    shown = [verdict.megabytes(limit) if isinstance(limit, int) else limit for limit in limits]
    for paragraph in section(code).paragraphs:
        numbers = re.findall(r"\d[\d,.]*(?: MB|:1)?", paragraph)
        assert [limit for limit in shown if limit not in {number.rstrip(",.") for number in numbers}] == []


# ── what a branch is told ──────────────────────────────────────────────────────────────────────────
_ASKED = [
    kind for kind in FindingCode if kind.code[1] in "345" and kind.severity is not Severity.NOTE
]  # the findings that a correction workbook and its e-mail may show
_NOT_FOR_A_BRANCH = re.compile(
    r"支部[にでがへ]|もらって|受け取って|inbox|kpixl |--[a-z]|\bthe branch\b|\bask\b", re.IGNORECASE
)


def _placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", _ASKED, ids=lambda kind: kind.code)
def test_a_branch_is_spoken_to_and_not_about(language: str, kind: FindingCode) -> None:
    texts = catalogue(language).group(f"finding.{kind.code}")
    hint = texts.get("to_branch", texts["hint"])
    assert _NOT_FOR_A_BRANCH.findall(hint) == []


def test_both_languages_word_the_same_findings_for_a_branch_with_the_same_placeholders() -> None:
    japanese, english = (
        {
            kind.code: _placeholders(texts["to_branch"])
            for kind in FindingCode
            if "to_branch" in (texts := catalogue(language).group(f"finding.{kind.code}"))
        }
        for language in LANGUAGES
    )
    assert japanese == english
    assert set(japanese) <= {kind.code for kind in _ASKED}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_branch_is_told_is_a_sentence_of_its_own(language: str) -> None:
    for kind in _ASKED:
        texts = catalogue(language).group(f"finding.{kind.code}")
        if "to_branch" in texts:
            known = _placeholders(texts["message"]) | _placeholders(texts["hint"])
            assert _placeholders(texts["to_branch"]) <= known
            assert texts["to_branch"] != texts["hint"]
            assert texts["to_branch"].startswith(" ") is (language == "en")
            assert texts["to_branch"][-1] in "。."
