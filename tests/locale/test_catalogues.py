"""The two catalogues say the same things, and every word that kpixl asks for is in both."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import openpyxl
import pytest

from kpixl.cli.group import COMMANDS, cli
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.distribute import distribute
from kpixl.jobs.summarize import summarize
from kpixl.locale import LANGUAGES, Catalogue, catalogue
from kpixl.locale.catalogues import FILES, section_of
from kpixl.locale.help import help_text
from kpixl.model.finding import FindingCode
from kpixl.rules.plan.records import WORDS
from tests.builders import fill_return, fill_round, make_round
from tests.small_plan import plan_rows

SOURCE = Path(__file__).parents[2] / "kpixl"


def leaves(language: str) -> dict[str, Any]:
    """Every text of a language by its dotted key; lists of pairs stay lists."""
    return {key: text for file in FILES for key, text in texts_of(language, file).items()}


def texts_of(language: str, file: str) -> dict[str, Any]:
    """The texts of one file."""
    path = SOURCE / "locale" / language / f"{file}.toml"
    tree = tomllib.loads(path.read_text(encoding="utf-8"))

    def walk(node: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
        for key, value in node.items():
            if isinstance(value, dict):
                yield from walk(value, f"{prefix}{key}.")
            else:
                yield f"{prefix}{key}", value

    return dict(walk(tree, ""))


def _groups(leaves: dict[str, Any]) -> set[str]:
    """The keys that have texts below them."""
    return {".".join(key.split(".")[:depth]) for key in leaves for depth in range(1, key.count(".") + 1)}


def _placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_files_that_are_read_and_no_other(language):
    assert {path.stem for path in (SOURCE / "locale" / language).iterdir()} == set(FILES)


@pytest.mark.parametrize("file", FILES)
def test_both_languages_have_the_same_keys_in_the_same_order(file):
    japanese, english = (list(texts_of(language, file)) for language in LANGUAGES)
    assert japanese == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_every_option_has_its_help(language):
    context = click.Context(cli)
    keys = [f"help.{name}.text" for name in COMMANDS]
    for command in (cli, *(cli.get_command(context, name) for name in COMMANDS)):
        keys += [item.help for item in command.params if isinstance(item, click.Option)]
        arguments = [item.metavar for item in command.params if isinstance(item, click.Argument)]
        keys += [f"help.word.{name.strip('[].')}" for name in arguments]
    headings = {"help.text", "help.help", "help.exit_codes", "help.words", "help.options", "help.commands"}
    assert set(keys) | headings == {
        key for key in leaves(language) if key.startswith("help.") and not key.startswith("help.usage.")
    }
    assert all(help_text(language, key).strip() for key in keys)


@pytest.mark.parametrize("file", FILES)
def test_a_file_has_the_sections_that_are_looked_for_in_it(file):
    assert {section_of(key) for key in texts_of("ja", file)} == set(FILES[file])


def test_only_the_file_that_is_asked_for_is_read():
    read = []

    def reading(file):
        read.append(file)
        return {"cli": {"draft": "下書き"}, "word": {"done": {"yes": "済み"}}}

    words = Catalogue("ja", reading)
    assert (words("cli.draft"), words("cli.draft"), words("word.done.yes")) == ("下書き", "下書き", "済み")
    assert read == ["cli", "words"]


def test_both_catalogues_fill_the_same_placeholders():
    japanese, english = (leaves(language) for language in LANGUAGES)
    # English puts a digit format where the sentence needs it; the names must agree all the same.
    differing = {
        key: (_placeholders(japanese[key]), _placeholders(english[key]))
        for key in japanese
        if isinstance(japanese[key], str) and _placeholders(japanese[key]) != _placeholders(english[key])
    }
    assert differing == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language):
    assert [key for key, value in leaves(language).items() if not value] == []


def test_the_instructions_have_as_many_sections_in_both_languages():
    japanese, english = (catalogue(language).pairs("entry.instructions.sections") for language in LANGUAGES)
    assert len(japanese) == len(english) == 11
    assert [title.split()[0] for title, _text in japanese] == [title.split()[0] for title, _text in english]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FindingCode, ids=lambda kind: kind.code)
def test_every_finding_has_a_message_and_a_hint(language, kind):
    words = catalogue(language)
    assert words.group(f"finding.{kind.code}").keys() - {"to_branch"} == {"message", "hint"}
    assert words(f"finding.{kind.code}.message")[-1] in "。."
    assert words(f"finding.{kind.code}.hint").strip()
    # A hint is printed straight after its message.
    assert words(f"finding.{kind.code}.hint").startswith(" ") is (language == "en")


def test_no_finding_is_worded_that_kpixl_does_not_make():
    rendered = {key.split(".")[1] for key in leaves("ja") if key.startswith("finding.")}
    assert rendered == {kind.code for kind in FindingCode}


# ── keys that the source asks for ───────────────────────────────────────────────────────────────────
_CATALOGUES = {"words", "say", "language", "message"}  # what a catalogue is called where it is called
_METHODS = {"group", "pairs", "key_of"}


def _asked(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and key of every text that a module asks for; `*` stands for what is put in at run time."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        keyword = next((item.value for item in node.keywords if item.arg == "help_key"), None)
        if keyword is not None:
            yield from _keys(keyword, node.lineno)
        if node.args and _is_catalogue(node.func):
            yield from _keys(node.args[0], node.lineno)
        if _name(node.func).endswith("Error") and node.args and _name(node.func) in _ERRORS:
            yield from ((line, f"error.{key}") for line, key in _keys(node.args[0], node.lineno))


_ERRORS = {"KpixlError", "InputFileError", "OutputFileError"}


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_catalogue(function: ast.AST) -> bool:
    """words(…), self.words(…), frame.words.group(…), reader_words()(…), catalogue(x)(…)."""
    if isinstance(function, ast.Attribute) and function.attr in _METHODS:
        return _name(function.value) in _CATALOGUES or isinstance(function.value, ast.Call)
    if isinstance(function, ast.Call):
        return _name(function.func) in {"reader_words", "catalogue"}
    return _name(function) in _CATALOGUES


def _keys(node: ast.AST, line: int) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield line, node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "*" for part in node.values]
        yield line, "".join(map(str, parts))
    elif isinstance(node, ast.IfExp):
        yield from _keys(node.body, line)
        yield from _keys(node.orelse, line)


def _modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def test_every_key_that_the_source_names_is_in_the_catalogue():
    texts = leaves("ja")
    known = texts.keys() | _groups(texts)
    missing, seen = [], set()
    for module in _modules():
        tree = ast.parse(module.read_text(encoding="utf-8"))
        for line, key in _asked(tree):
            seen.add(key)
            pattern = re.compile(re.escape(key).replace(r"\*", r"[^.]+(?:\.[^.]+)?"))
            if not any(pattern.fullmatch(name) for name in known):
                missing.append(f"{module.relative_to(SOURCE)}:{line} {key}")
    assert missing == []
    # The search does see all the ways in which a text is asked for.
    assert {"cli.init.done", "error.no_inbox", "help.lang", "sheet.entry", "column.*", "entry.check"} <= seen
    assert len(seen) > 120


def test_a_text_a_group_and_a_list_are_not_taken_for_each_other():
    words = catalogue("ja")
    for ask, key in (
        (words, "column"),
        (words, "column.actual.x"),
        (words.group, "column.actual"),
        (words.pairs, "column"),
    ):
        with pytest.raises(KeyError, match=key):
            ask(key)


def test_the_search_for_keys_sees_one_that_is_missing():
    tree = ast.parse('words("no.such.key"); self.words(f"also.{x}.none"); InputFileError("gone", path=path)')
    assert {key for _line, key in _asked(tree)} == {"no.such.key", "also.*.none", "error.gone"}


# ── words that are read again ───────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_of_a_conversion_can_be_told_apart_again(language):
    words = catalogue(language)
    labels = list(words.group("word.conversion").values())
    assert len(set(labels)) == len(labels)
    assert not [label for label in labels if words("text.list_separator") in label]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "group",
    ["state", "judgement", "receipt", "punctuality", "conversion", *(name for name in WORDS)],
)
def test_words_that_are_read_back_are_different_from_each_other(language, group):
    labels = list(catalogue(language).group(f"word.{group}").values())
    assert len({"".join(label.split()).casefold() for label in labels}) == len(labels)


@pytest.mark.parametrize("group", WORDS)
def test_the_words_of_a_plan_are_those_that_the_rules_know(group):
    for language in LANGUAGES:
        assert set(catalogue(language).group(f"word.{group}")) == set(WORDS[group])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_drop_down_have_no_comma_and_fit(language):
    for group in (*WORDS, "done", "progress", "new_effort"):
        labels = list(catalogue(language).group(f"word.{group}").values())
        # Excel splits the list at commas, and takes 255 characters at most.
        assert not [label for label in labels if "," in label], group
        assert len(",".join(labels)) <= 255, group


# ── sheet names ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("language", LANGUAGES)
def test_sheet_names_are_valid_and_unique_in_every_workbook(language, tmp_path):
    round_ = make_round(tmp_path, language)
    fill_round(round_)
    distribute(round_.path)
    consolidate(round_.path)
    summarize(round_.path)
    paths = sorted(round_.path.rglob("*.xlsx"))
    assert len(paths) == 8
    for path in paths:
        _assert_valid(openpyxl.load_workbook(path, read_only=True).sheetnames, path)


def test_branch_names_that_no_sheet_may_have_make_valid_sheet_names(tmp_path):
    names = ["A/B:C*[D]?\\", "'引用'", "支" * 60]
    rows = plan_rows()
    for branch, name in zip(rows["branches"], names, strict=True):
        branch["branch"] = name
    for target in rows["targets"]:
        texts = [target.pop(key) for key in list(target) if key not in ("kpi_code", "indicator")]
        for branch, text in zip(rows["branches"], texts, strict=True):
            target[f"{branch['branch_code']} {branch['branch']}"] = text
    round_ = make_round(tmp_path, branches=rows["branches"], targets=rows["targets"])
    fill_return(round_, "01", {("generic_rate", "actual"): 81.9})
    consolidate(round_.path)
    summarize(round_.path)
    sheets = openpyxl.load_workbook(round_.summary, read_only=True).sheetnames
    _assert_valid(sheets, round_.summary)
    assert {"01 A_B_C__D___", "02 _引用_"} <= set(sheets)


def _assert_valid(sheets: list[str], path: Path) -> None:
    assert len({name.casefold() for name in sheets}) == len(sheets), path
    for name in sheets:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31, (path, name)
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", name), (path, name)
        assert name.casefold() != "history", path  # Excel keeps that one for itself


@pytest.mark.parametrize(
    ("count", "more"), [(2, ("", "")), (20, ("", "")), (5000, ("ほか4980件", " and 4980 more"))]
)
def test_a_sentence_names_twenty_of_a_list_and_counts_the_others(count, more):
    cells = tuple(f"K{number}" for number in range(1, count + 1))
    said = [separator.join(cells[:20]) for separator in ("・", ", ")]
    assert [catalogue(language).translate(cells) for language in LANGUAGES] == [
        named + others for named, others in zip(said, more, strict=True)
    ]


def test_a_summary_s_japanese_counts_things_without_a_space_before_the_counter():
    spaced = [
        text for text in texts_of("ja", "summary").values() if re.search(r"\} (件|支部|指標)", str(text))
    ]
    assert spaced == []
